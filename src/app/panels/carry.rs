//! Panels are carried by the grip of a hand that points at them, and go on facing the visitor: one holds the map before
//! oneself, or hangs it where it is out of the way.

use glam::{Mat4, Quat, Vec3};

use crate::device::Input;
use crate::panel::Sheet;
use crate::visit::Visit;

/// A grip that is closed further than this carries, and one that is closed less lets go.
const CLOSED: f32 = 0.6;
const OPEN: f32 = 0.3;
/// How near to the hand a panel may come, and how far from it, metres.
const REACH: (f32, f32) = (0.2, 2.5);
/// How fast the stick pushes it away, metres per second.
const PUSH: f32 = 0.8;
/// A stick that is pushed less rests.
const REST: f32 = 0.2;
/// How far up or down a panel faces at most, radians.
const LEAN: f32 = 1.0;

/// See the module.
#[derive(Debug, Default)]
pub struct Carry {
    closed: [bool; 2],
    carried: Option<Carried>,
}

#[derive(Debug, Clone, Copy)]
struct Carried {
    hand: usize,
    panel: usize,
    /// The place of the panel that the hand points at, from its middle, metres.
    at: Vec3,
    /// From the hand to there, metres.
    far: f32,
}

impl Carry {
    /// One frame of so many seconds: moves what is carried among the places of panels in rig space. What follows a hand by
    /// itself is not carried.
    pub fn update(&mut self, visit: &Visit, input: &Input, dt: f32, places: &mut [Option<Mat4>]) {
        for (hand, closed) in self.closed.iter_mut().enumerate() {
            let squeeze = input.hands[hand].squeeze;
            let before = std::mem::replace(closed, if *closed { squeeze > OPEN } else { squeeze > CLOSED });
            if self.carried.is_some_and(|carried| carried.hand == hand) && !*closed {
                self.carried = None;
            }
            if *closed && !before && self.carried.is_none() {
                self.carried = taken(visit, hand);
            }
        }
        let Some(carried) = &mut self.carried else { return };
        let place = places.get_mut(carried.panel).filter(|place| place.is_some());
        let hand = &input.hands[carried.hand];
        let (Some(place), Some(aim)) = (place, hand.aim) else {
            self.carried = None;
            return;
        };
        if hand.stick.y.abs() > REST {
            carried.far = (carried.far + hand.stick.y * PUSH * dt).clamp(REACH.0, REACH.1);
        }
        let point = aim.position + aim.forward() * carried.far;
        let face = (input.head.position - point).normalize_or(Vec3::Z);
        let lean = face.y.clamp(-1.0, 1.0).asin().clamp(-LEAN, LEAN);
        let turn = Quat::from_rotation_y(face.x.atan2(face.z)) * Quat::from_rotation_x(-lean);
        *place = Some(Mat4::from_rotation_translation(turn, point - turn * carried.at));
    }

    /// Whether a panel is carried.
    pub fn carries(&self, panel: usize) -> bool {
        self.carried.is_some_and(|carried| carried.panel == panel)
    }
}

/// What a hand points at, if that can be carried.
fn taken(visit: &Visit, hand: usize) -> Option<Carried> {
    let (panel, at) = visit.pointing.on(hand)?;
    let sheet = *Sheet::ALL.get(panel).filter(|sheet| **sheet != Sheet::Wrist)?;
    let half = sheet.size() * 0.5;
    let far = visit.pointing.far(hand)?.clamp(REACH.0, REACH.1);
    Some(Carried { hand, panel, at: Vec3::new(at.x - half.x, half.y - at.y, 0.0), far })
}

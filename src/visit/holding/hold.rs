//! How a thing is held, and where it goes when it is let go.

use glam::{Quat, Vec2, Vec3};

use super::thing::{Stance, Thing};
use crate::device::{Input, Pose};
use crate::visit::{Ground, RADIUS};

/// From the hand to the nearer side of what came from afar, metres, and how quickly it comes, 1/s.
const BEFORE: f32 = 0.3;
const COME: f32 = 6.0;
/// Of the stick: below this it rests; a second at full deflection scales by e to the power of the second, and turns by the
/// third, radians.
const REST: f32 = 0.2;
const GROW: f32 = 0.9;
const SPIN: f32 = 1.6;
/// Nearer to true size than this, as a logarithm, it is true size.
const SNAP: f32 = 0.1;
/// Times its true size, and metres of its diagonal.
const RATIOS: (f32, f32) = (0.005, 50.0);
pub(super) const SIZES: (f32, f32) = (0.05, 30.0);
/// Let go so near its place on the plinth it goes back there, metres; and so near the floor it is put there.
const HOME: f32 = 0.4;
const FLOOR: f32 = 0.3;
/// So far aside one looks for a floor to put it on, metres.
const ASIDE: f32 = 3.0;
/// Seconds from where it was let go to where it goes.
pub(super) const WAY: f32 = 0.3;

/// A thing that is not as it stands by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    /// Its number among all.
    pub thing: usize,
    pub stance: Stance,
    /// The ratio before it snaps.
    pub raw: f32,
    pub hold: Hold,
    /// How far it is taken apart, 0 to 1, evenly in time.
    pub apart: f32,
    /// What was asked for besides, and is done with the next frame: times larger, as a logarithm, and a turn about the
    /// vertical, radians.
    pub grow: f32,
    pub spin: f32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Hold {
    Free,
    /// By one hand; where it is in the hand's space.
    One {
        hand: usize,
        place: Vec3,
        turn: Quat,
        comes: bool,
    },
    /// By both: left and right hand, and how it was when they both held it.
    Two {
        hands: [Vec3; 2],
        place: Vec3,
        turn: Quat,
        raw: f32,
    },
    /// On its way, so many seconds already.
    Going {
        from: Stance,
        to: Stance,
        passed: f32,
        home: bool,
    },
}

pub(super) fn in_hand(hand: usize, aim: &Pose, stance: &Stance, comes: bool) -> Hold {
    let back = aim.orientation.inverse();
    Hold::One { hand, place: back * (stance.place - aim.position), turn: back * stance.turn, comes }
}

/// Where it goes from an open hand.
pub(super) fn let_go(thing: &Thing, stance: Stance, ground: &Ground) -> Hold {
    let home = thing.at_home();
    if stance.place.distance(home.place) < HOME {
        return Hold::Going { from: stance, to: home, passed: 0.0, home: true };
    }
    let low = thing.bounds.transformed(&stance.matrix(thing)).min.y;
    match ground.floor(Vec2::new(stance.place.x, stance.place.z)) {
        Some(floor) if low - floor < FLOOR => onto(thing, stance, floor),
        _ => Hold::Free,
    }
}

/// To the floor below it, or to the nearest where there is room.
pub(super) fn put_down(thing: &Thing, mut stance: Stance, ground: &Ground) -> Hold {
    let below = Vec2::new(stance.place.x, stance.place.z);
    let free = ground.floor(below).map(|floor| (below, floor));
    let near = || ground.free_near(below, RADIUS, ASIDE).map(|place| (place, ground.bare_floor(place)));
    let Some((place, floor)) = free.or_else(near) else { return Hold::Free };
    (stance.place.x, stance.place.z) = (place.x, place.y);
    onto(thing, stance, floor)
}

/// Upright at true size, facing the way it faced.
fn onto(thing: &Thing, stance: Stance, floor: f32) -> Hold {
    let ahead = stance.turn * Vec3::Z;
    let turn = Quat::from_rotation_y(ahead.x.atan2(ahead.z));
    let mut to = Stance { place: stance.place, turn, ratio: 1.0 };
    to.place.y += floor - thing.bounds.transformed(&to.matrix(thing)).min.y;
    Hold::Going { from: stance, to, passed: 0.0, home: false }
}

impl Moved {
    pub fn is_in(&self, hand: usize) -> bool {
        match self.hold {
            Hold::One { hand: own, .. } => own == hand,
            Hold::Two { .. } => true,
            Hold::Free | Hold::Going { .. } => false,
        }
    }

    pub fn new(thing: usize, stance: Stance, hold: Hold, apart: f32) -> Moved {
        Moved { thing, stance, raw: stance.ratio, hold, apart, grow: 0.0, spin: 0.0 }
    }

    pub fn go(&mut self, thing: &Thing, input: &Input, hands: [Option<Pose>; 2], dt: f32) {
        let (grow, by) = (std::mem::take(&mut self.grow), std::mem::take(&mut self.spin));
        match &mut self.hold {
            Hold::Free if grow == 0.0 && by == 0.0 => {}
            Hold::Free => {
                let low = |stance: &Stance| thing.bounds.transformed(&stance.matrix(thing)).min.y;
                let before = low(&self.stance);
                self.raw = bounded(thing, self.raw * grow.exp());
                self.stance.ratio = snapped(self.raw);
                self.stance.turn = (Quat::from_rotation_y(by) * self.stance.turn).normalize();
                // What stands goes on standing.
                self.stance.place.y += before - low(&self.stance);
            }
            Hold::Going { from, to, passed, home } => {
                *passed = (*passed + dt).min(WAY);
                let part = *passed / WAY;
                self.stance = from.towards(to, part * part * (3.0 - 2.0 * part));
                self.raw = self.stance.ratio;
                if part >= 1.0 && !*home {
                    (self.stance, self.hold) = (*to, Hold::Free);
                }
            }
            Hold::One { hand, place, turn, comes } => {
                // A hand that is out of sight for a moment holds still.
                let Some(aim) = hands[*hand] else { return };
                let stick = input.hands[*hand].stick;
                self.raw = bounded(thing, self.raw * (beyond(stick.y) * GROW * dt + grow).exp());
                let spin = Quat::from_rotation_y(beyond(stick.x) * SPIN * dt + by);
                *turn = (aim.orientation.inverse() * spin * aim.orientation * *turn).normalize();
                let near = Vec3::NEG_Z * (BEFORE + thing.radius(snapped(self.raw)));
                if *comes && place.length() > near.length() {
                    *place = place.lerp(near, 1.0 - (-COME * dt).exp());
                }
                self.stance = Stance {
                    place: aim.position + aim.orientation * *place,
                    turn: aim.orientation * *turn,
                    ratio: snapped(self.raw),
                };
            }
            Hold::Two { hands: before, place, turn, raw } => {
                let [Some(left), Some(right)] = hands else { return };
                let (was, is) = (before[1] - before[0], right.position - left.position);
                // Hands that meet say nothing of size or direction.
                let (long, longer) = (was.length().max(0.02), is.length().max(0.02));
                self.raw = bounded(thing, *raw * longer / long);
                let ratio = snapped(self.raw);
                let rotation = Quat::from_rotation_arc(was.normalize_or(Vec3::X), is.normalize_or(Vec3::X));
                let middles = [(before[0] + before[1]) * 0.5, (left.position + right.position) * 0.5];
                let reach = rotation * (*place - middles[0]) * (ratio / raw.max(1e-6));
                self.stance = Stance { place: middles[1] + reach, turn: (rotation * *turn).normalize(), ratio };
            }
        }
    }
}

/// A part of a stick's deflection, without its rest.
pub(super) fn beyond(part: f32) -> f32 {
    (part.abs() - REST).max(0.0).copysign(part) / (1.0 - REST)
}

fn bounded(thing: &Thing, ratio: f32) -> f32 {
    let one = thing.radius(1.0).max(1e-6) * 2.0;
    ratio.clamp(RATIOS.0.max(SIZES.0 / one).min(1.0), RATIOS.1.min(SIZES.1 / one).max(1.0))
}

fn snapped(ratio: f32) -> f32 {
    if ratio.ln().abs() < SNAP { 1.0 } else { ratio }
}

//! Walking and turning by stick and keys.

use glam::Vec2;
use serde::{Deserialize, Serialize};

use super::ground::{Ground, RADIUS};
use super::rig::{Rig, axes};
use super::settings::{Settings, Turn};
use crate::device::{Input, Pose};

/// Below this a stick rests.
const REST: f32 = 0.15;
/// A stick pushed further than this means it; back below `RELEASE` it is ready again.
pub(super) const PUSHED: f32 = 0.7;
pub(super) const RELEASE: f32 = 0.3;
/// Least time between two snap turns, seconds: worn sticks chatter.
const BETWEEN_TURNS: f32 = 0.2;
/// Faster than this nobody walks, metres per second.
const FASTEST: f32 = 6.0;
/// How quickly the floor's height is followed, 1/s.
const CLIMB: f32 = 12.0;

/// The visitor's body: where on the floor one stands, as far as walls allow. The head may lean through a wall, the body
/// stays before it, and every movement that is not the visitor's own starts from the body.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Body {
    pub place: Vec2,
}

impl Body {
    /// Follows the head as far as it can; leaves what was put over it meanwhile.
    pub fn follow(&mut self, head: Vec2, ground: &Ground) {
        if ground.blocked_circle(self.place, RADIUS) {
            // A booth arrived where one stood.
            let Some(free) = ground.free_near(self.place, RADIUS, 6.0) else { return };
            self.place = free;
        }
        self.place = ground.sweep(self.place, head - self.place, RADIUS);
    }

    /// Walks by `way` (metres in the hall) and takes the head along; true when one got anywhere.
    pub fn walk(&mut self, way: Vec2, rig: &mut Rig, head: &Pose, ground: &Ground) -> bool {
        let end = ground.sweep(self.place, way, RADIUS);
        if end.distance_squared(self.place) < 1e-10 {
            return false;
        }
        self.place = end;
        rig.put_head(head, end);
        true
    }

    /// Brings the rig's height to the floor's under the body.
    pub fn climb(&self, rig: &mut Rig, ground: &Ground, dt: f32) {
        let floor = ground.bare_floor(self.place);
        rig.position.y += (floor - rig.position.y) * (1.0 - (-CLIMB * dt).exp());
    }
}

/// What sticks and keys want this frame: metres in the hall.
pub(super) fn wanted(input: &Input, rig: &Rig, settings: &Settings, dt: f32) -> Vec2 {
    let (right, ahead) = axes(rig.facing(&input.head));
    let mut speed = input.walk;
    for (_, hand) in input.hands.iter().enumerate().filter(|(hand, _)| settings.walks(*hand)) {
        // One stick alone turns by what it is pushed aside.
        let stick = if settings.one_hand { hand.stick.with_x(0.0) } else { hand.stick };
        let push = ((stick.length() - REST) / (1.0 - REST)).clamp(0.0, 1.0);
        speed += stick.normalize_or_zero() * push * settings.speed;
    }
    let speed = speed.clamp_length_max(FASTEST);
    (right * speed.x + ahead * speed.y) * dt
}

/// Turning by the sticks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Turner {
    /// Per hand: turned, and not yet let go.
    held: [bool; 2],
    /// Seconds until the next snap may come.
    guard: f32,
}

impl Turner {
    /// The angle to turn by in this frame, radians; `busy` names the hand that is aiming a teleport.
    pub fn update(&mut self, input: &Input, settings: &Settings, busy: Option<usize>, dt: f32) -> f32 {
        self.guard = (self.guard - dt).max(0.0);
        let mut angle = 0.0;
        for (index, hand) in input.hands.iter().enumerate() {
            let stick = hand.stick;
            let walks = settings.walks(index) && !settings.one_hand;
            if busy == Some(index) || walks {
                self.held[index] = stick.length() > RELEASE;
                continue;
            }
            match settings.turn {
                Turn::Snap(degrees) => {
                    if stick.x.abs() < RELEASE {
                        self.held[index] = false;
                    } else if !self.held[index] && stick.x.abs() > PUSHED && stick.x.abs() > stick.y.abs() {
                        self.held[index] = true;
                        if self.guard == 0.0 {
                            self.guard = BETWEEN_TURNS;
                            angle -= degrees.to_radians() * stick.x.signum();
                        }
                    }
                }
                Turn::Smooth(rate) => {
                    if stick.x.abs() > REST && stick.x.abs() > stick.y.abs() {
                        let push = (stick.x.abs() - REST) / (1.0 - REST);
                        angle -= rate.to_radians() * push * stick.x.signum() * dt;
                    }
                }
            }
        }
        angle
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::Side;
    use glam::{Quat, Vec3, vec2};

    fn right_stick(x: f32, y: f32) -> Input {
        let mut input = Input::default();
        input.hands[1].stick = vec2(x, y);
        input
    }

    fn turns(sticks: &[(f32, f32)], dt: f32) -> Vec<i32> {
        let mut turner = Turner::default();
        sticks
            .iter()
            .map(|(x, y)| {
                turner.update(&right_stick(*x, *y), &Settings::default(), None, dt).to_degrees().round() as i32
            })
            .collect()
    }

    #[test]
    fn a_push_turns_once() {
        assert_eq!(turns(&[(0.5, 0.0), (0.9, 0.0), (1.0, 0.0), (0.5, 0.0), (0.9, 0.0)], 0.5), [0, -30, 0, 0, 0]);
        assert_eq!(turns(&[(-0.9, 0.0), (0.1, 0.0), (-0.9, 0.0)], 0.5), [30, 0, 30]);
        assert_eq!(turns(&[(0.75, 0.9)], 0.5), [0], "forward is no turn");
    }

    #[test]
    fn chatter_turns_once() {
        assert_eq!(turns(&[(0.9, 0.0), (0.2, 0.0), (0.9, 0.0), (0.2, 0.0), (0.9, 0.0)], 0.014), [-30, 0, 0, 0, 0]);
    }

    #[test]
    fn the_aiming_hand_does_not_turn() {
        let mut turner = Turner::default();
        let settings = Settings::default();
        assert_eq!(turner.update(&right_stick(0.9, 0.1), &settings, Some(1), 0.1), 0.0);
        assert_eq!(turner.update(&right_stick(0.9, 0.1), &settings, None, 0.1), 0.0, "still pushed after the teleport");
        let smooth = Settings { turn: Turn::Smooth(90.0), ..settings };
        assert!((turner.update(&right_stick(1.0, 0.0), &smooth, None, 0.1).to_degrees() + 9.0).abs() < 1e-3);
    }

    #[test]
    fn one_walks_where_one_looks() {
        let mut input = Input { walk: vec2(0.0, 2.0), ..Input::default() };
        input.head.orientation = Quat::from_rotation_y(0.5) * Quat::from_rotation_x(-0.8);
        let rig = Rig { position: Vec3::ZERO, yaw: std::f32::consts::FRAC_PI_2 - 0.5, raise: 0.0 };
        // Facing −X all in all.
        assert!(wanted(&input, &rig, &Settings::default(), 0.5).abs_diff_eq(vec2(-1.0, 0.0), 1e-5));
        input.walk = Vec2::ZERO;
        input.hands[0].stick = vec2(1.0, 0.0);
        assert_eq!(wanted(&input, &rig, &Settings::default(), 0.5), Vec2::ZERO, "the stick walks by choice only");
        let smooth = Settings { smooth: true, ..Settings::default() };
        assert!(wanted(&input, &rig, &smooth, 0.5).abs_diff_eq(vec2(0.0, -0.8), 1e-5));
        input.hands[0].stick = vec2(0.1, 0.0);
        assert_eq!(wanted(&input, &rig, &smooth, 0.5), Vec2::ZERO);
    }

    #[test]
    fn the_other_stick_walks_for_the_left_handed_and_any_one_for_one_hand() {
        let rig = Rig::default();
        let smooth = Settings { smooth: true, ..Settings::default() };
        let left_handed = Settings { main: Side::Left, ..smooth };
        let one_hand = Settings { one_hand: true, ..smooth };
        for hand in 0..2 {
            let mut input = Input::default();
            input.hands[hand].stick = vec2(0.0, 1.0);
            let walks = |settings: &Settings| wanted(&input, &rig, settings, 0.5) != Vec2::ZERO;
            assert_eq!([walks(&smooth), walks(&left_handed), walks(&one_hand)], [hand == 0, hand == 1, true]);
            input.hands[hand].stick = vec2(0.9, 0.3);
            let turns = |settings: &Settings| Turner::default().update(&input, settings, None, 0.1) != 0.0;
            assert_eq!([turns(&smooth), turns(&left_handed), turns(&one_hand)], [hand == 1, hand == 0, true]);
            assert_eq!(wanted(&input, &rig, &one_hand, 0.5).x, 0.0, "aside it turns only");
        }
    }
}

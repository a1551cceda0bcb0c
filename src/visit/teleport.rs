//! Teleporting: an arc from the hand while the stick is pushed ahead, a jump when it is let go.

use glam::{Vec2, Vec3, vec2};

use super::ground::{Ground, RADIUS};
use super::input::yaw_of;
use super::moving::{PUSHED, RELEASE};
use super::settings::{Settings, Side};
use crate::device::{Hand, Input, Pose};

/// Speed at which the arc leaves the hand, metres per second: 45° reaches about 7 m.
const SPEED: f32 = 7.5;
const GRAVITY: f32 = 9.81;
/// Time between two points of the arc, seconds.
const STEP: f32 = 0.04;
/// Longest flight, points.
const POINTS: usize = 48;
/// Checks between two points.
const CHECKS: usize = 4;
/// Trigger beyond which it is held, and below which it is let go.
const HELD: f32 = 0.6;
const LET_GO: f32 = 0.3;

/// What a visitor aims at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arc {
    /// From the hand to the end, in the hall.
    pub points: Vec<Vec3>,
    /// Where it meets the floor.
    pub end: Vec3,
    /// Whether one may go there.
    pub valid: bool,
}

/// A jump that was decided on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    /// x and z in the hall.
    pub place: Vec2,
    pub floor: f32,
    /// The way to face, radians; kept where none.
    pub facing: Option<f32>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Teleporter {
    aiming: Option<Aiming>,
    arc: Arc,
    /// Per hand: given up, and not yet let go.
    spent: [bool; 2],
}

#[derive(Debug, Clone, Copy)]
struct Aiming {
    hand: usize,
    by_trigger: bool,
    /// The stick's direction when it was last pushed, radians, counter-clockwise from ahead.
    stick: f32,
}

impl Teleporter {
    /// The hand that aims.
    pub fn busy(&self) -> Option<usize> {
        self.aiming.map(|aiming| aiming.hand)
    }

    /// The arc, while one aims.
    pub fn arc(&self) -> Option<&Arc> {
        self.aiming.map(|_| &self.arc)
    }

    /// Forgets what was aimed at.
    pub fn cancel(&mut self) {
        if let Some(aiming) = self.aiming.take() {
            self.spent[aiming.hand] = true;
        }
    }

    /// One frame: `hands` are the aims in the hall, `body` is where the visitor stands.
    pub fn update(
        &mut self,
        input: &Input,
        hands: [Option<Pose>; 2],
        body: Vec2,
        settings: &Settings,
        ground: &Ground,
    ) -> Option<Landing> {
        for (spent, hand) in self.spent.iter_mut().zip(&input.hands) {
            *spent &= hand.stick.length() > RELEASE || hand.trigger > LET_GO;
        }
        let Some(mut aiming) = self.aiming else {
            self.begin(input, hands, body, settings, ground);
            return None;
        };
        let hand = &input.hands[aiming.hand];
        // A squeeze takes it back; so does a hand that is lost.
        let (Some(aim), false) = (hands[aiming.hand], hand.squeeze > HELD) else {
            self.cancel();
            return None;
        };
        let let_go = if aiming.by_trigger { hand.trigger < LET_GO } else { hand.stick.length() < RELEASE };
        if !let_go {
            if hand.stick.length() > PUSHED {
                aiming.stick = (-hand.stick.x).atan2(hand.stick.y);
            }
            self.aiming = Some(aiming);
            self.trace(&aim, body, ground);
            return None;
        }
        // Where one lands is what was shown when one let go: the release itself shakes the hand. The floor may have
        // changed since it was shown, though.
        self.aiming = None;
        let place = vec2(self.arc.end.x, self.arc.end.z);
        let floor = ground.floor(place).filter(|_| self.arc.valid && !ground.blocked_circle(place, RADIUS))?;
        let turns = settings.face_by_stick && !aiming.by_trigger;
        let facing = turns.then(|| yaw_of(aim.orientation) + aiming.stick);
        Some(Landing { place, floor, facing })
    }

    fn begin(&mut self, input: &Input, hands: [Option<Pose>; 2], body: Vec2, settings: &Settings, ground: &Ground) {
        for index in [settings.main, settings.main.other()].map(Side::index) {
            let hand = &input.hands[index];
            let by_trigger = hand.no_stick;
            let wants = if by_trigger { hand.trigger > HELD } else { pushed_ahead(hand) };
            let taken = settings.walks(index) && !by_trigger;
            if let Some(aim) = hands[index]
                && wants
                && !taken
                && !self.spent[index]
            {
                self.aiming = Some(Aiming { hand: index, by_trigger, stick: 0.0 });
                self.trace(&aim, body, ground);
                return;
            }
        }
    }

    /// Follows the arc to the floor or to what stops it.
    fn trace(&mut self, aim: &Pose, body: Vec2, ground: &Ground) {
        let arc = &mut self.arc;
        arc.points.clear();
        arc.valid = false;
        let mut at = aim.position;
        let mut velocity = aim.forward() * SPEED;
        arc.points.push(at);
        arc.end = at;
        // A hand that reaches through a wall does not throw from behind it.
        let mut stopped = reaches_through(body, at, ground);
        while !stopped && arc.points.len() < POINTS {
            for _ in 0..CHECKS {
                let dt = STEP / CHECKS as f32;
                let next = at + velocity * dt;
                velocity.y -= GRAVITY * dt;
                let floor = vec2(next.x, next.z);
                if !ground.inside(floor) || ground.wall(floor).is_some_and(|top| next.y < top) {
                    stopped = true;
                    break;
                }
                at = next;
                let height = ground.bare_floor(floor);
                if at.y <= height {
                    at.y = height;
                    stopped = true;
                    arc.valid = ground.floor(floor).is_some() && !ground.blocked_circle(floor, RADIUS);
                    break;
                }
            }
            arc.points.push(at);
            arc.end = at;
        }
    }
}

fn pushed_ahead(hand: &Hand) -> bool {
    hand.stick.y > PUSHED && hand.stick.y > hand.stick.x.abs()
}

/// Whether something as high as the hand stands between it and the body.
fn reaches_through(body: Vec2, hand: Vec3, ground: &Ground) -> bool {
    let to = vec2(hand.x, hand.z);
    let steps = (body.distance(to) / 0.05).ceil().clamp(1.0, 200.0) as u32;
    (0..=steps).any(|i| {
        let at = body.lerp(to, i as f32 / steps as f32);
        !ground.inside(at) || ground.wall(at).is_some_and(|top| hand.y < top)
    })
}

#[cfg(test)]
mod tests;

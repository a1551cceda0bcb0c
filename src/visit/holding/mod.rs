//! Products in the visitor's hands: taken from the plinth, turned, scaled, put down at true size, put back.
//!
//! | what | how |
//! |---|---|
//! | take | squeeze while the hand points at it, or is at it; from afar it comes near |
//! | turn, move | it goes with the hand; the stick aside turns it |
//! | scale | the stick ahead and back, or both hands; near true size it snaps to it |
//! | show another variant, or open what opens where it has none | the trigger of the hand that holds it |
//! | open what opens, run what runs | the trigger of the other hand, on it |
//! | put down | let go near the floor, or [`Holding::put_down`]: upright, at true size |
//! | put back | let go near its plinth, or [`Holding::put_all_back`] |
//! | turn and scale without a stick | [`Holding::spin`], [`Holding::grow`], [`Holding::true_size`] |
//! | take apart | a [`Tool`], chosen by [`Holding::select`]: see `work.rs` |
//!
//! A squeeze takes whatever the trigger does: choosing and taking never get into each other's way.

mod blade;
mod hold;
mod thing;
mod work;

use std::sync::Arc;

use glam::{Mat4, Vec3};

use super::Ground;
use crate::device::{Input, Pose};
use hold::{Hold, Moved, WAY, in_hand, let_go, put_down};
pub use thing::{Stance, Thing, ThingId};
use work::Work;
pub use work::{Taken, Tool, Worker};

/// A squeeze further than the first holds, less than the second lets go.
const HELD: f32 = 0.6;
const LET_GO: f32 = 0.3;
/// How far a hand points, and how near it need not point, metres.
const REACH: f32 = 6.0;
const NEAR: f32 = 0.08;

/// See the module's page.
#[derive(Debug, Clone, Default)]
pub struct Holding {
    things: Arc<[Thing]>,
    moved: Vec<Moved>,
    /// What each hand points at and could take.
    pointed: [Option<usize>; 2],
    /// Hands that are closed.
    closed: [bool; 2],
    /// Hands whose trigger is pulled.
    pulled: [bool; 2],
    /// What went home and was not asked for yet.
    back: Vec<ThingId>,
    /// What is to show its next variant, likewise.
    taps: Vec<ThingId>,
    /// What is to be put down with the next frame.
    down: Option<ThingId>,
    work: Work,
    /// The hand that works unless the other one was used.
    main: Option<usize>,
    /// What would move by itself is there at once.
    pub reduced_motion: bool,
}

impl Holding {
    /// What there is to take, from now on; what is moved stays so.
    pub fn set_things(&mut self, things: Arc<[Thing]>) {
        let known = |moved: &mut Moved| {
            let id = self.things.get(moved.thing).map(|thing| thing.id);
            let place = things.iter().position(|thing| Some(thing.id) == id);
            place.inspect(|place| moved.thing = *place).is_some()
        };
        self.moved.retain_mut(known);
        self.pointed = [None; 2];
        self.things = things;
    }

    /// What there is to take.
    pub fn things(&self) -> &[Thing] {
        &self.things
    }

    /// What is not as it stands by itself: where it is now, and whether it moves.
    pub fn moved(&self) -> impl Iterator<Item = (ThingId, Mat4, bool)> {
        self.moved.iter().filter_map(|moved| {
            let thing = self.things.get(moved.thing)?;
            Some((thing.id, moved.stance.matrix(thing), !matches!(moved.hold, Hold::Free)))
        })
    }

    /// What went back to its plinth since it was last asked for.
    pub fn take_back(&mut self) -> impl Iterator<Item = ThingId> + '_ {
        self.back.drain(..)
    }

    /// What is to show its next variant since it was last asked for.
    pub fn take_taps(&mut self) -> impl Iterator<Item = ThingId> + '_ {
        self.taps.drain(..)
    }

    /// What is held, or was last, and is not on its plinth, and how many times its true size it is.
    pub fn latest(&self) -> Option<(&Thing, f32)> {
        let moved = self.moved.last()?;
        let home = matches!(moved.hold, Hold::Going { home: true, .. });
        Some((self.things.get(moved.thing).filter(|_| !home)?, moved.stance.ratio))
    }

    /// How far along a ray something begins that is not on its plinth, metres.
    pub fn far(&self, aim: &Pose) -> Option<f32> {
        let hit = |moved: &Moved| thing::hit(aim, self.things.get(moved.thing)?, &moved.stance, 0.0);
        self.moved.iter().filter_map(hit).reduce(f32::min)
    }

    /// It is to show its next variant.
    pub fn tap(&mut self, id: ThingId) {
        self.taps.push(id);
    }

    /// What is held, or was last, and is not on its plinth: a point above it, and how many times its true size it is.
    pub fn label(&self) -> Option<(Vec3, f32)> {
        let moved = self.moved.last()?;
        let thing = self.things.get(moved.thing)?;
        let top = thing.bounds.transformed(&moved.stance.matrix(thing)).max.y;
        Some((moved.stance.place.with_y(top), moved.stance.ratio))
    }

    /// Corners of the boxes that hands point at: those below and those above, each a loop of four.
    pub fn outlines(&self) -> impl Iterator<Item = [[Vec3; 4]; 2]> {
        // What one works on is not offered to be taken, though it can be.
        let works = if self.tool() == Tool::Hand { None } else { self.subject_place() };
        let [left, right] = self.pointed.map(|number| number.filter(|number| Some(*number) != works));
        let both = [left, right.filter(|right| Some(*right) != left)];
        both.into_iter().flatten().filter_map(|number| {
            let thing = self.things.get(number)?;
            let matrix = self.stance(number)?.matrix(thing);
            let (min, max) = (thing.bounds.min, thing.bounds.max);
            let corner = |x: f32, y: f32, z: f32| matrix.transform_point3(Vec3::new(x, y, z));
            Some([min.y, max.y].map(|y| {
                [corner(min.x, y, min.z), corner(max.x, y, min.z), corner(max.x, y, max.z), corner(min.x, y, max.z)]
            }))
        })
    }

    /// Which hands have something in them: their sticks and triggers are for that, and for nothing else.
    pub fn busy(&self) -> [bool; 2] {
        [0, 1].map(|hand| self.moved.iter().any(|moved| moved.is_in(hand)))
    }

    /// Sends everything home that is in no hand; says whether there was anything.
    pub fn put_all_back(&mut self) -> bool {
        let mut any = false;
        for moved in &mut self.moved {
            let rests = matches!(moved.hold, Hold::Free | Hold::Going { home: false, .. });
            if let Some(thing) = self.things.get(moved.thing).filter(|_| rests) {
                moved.hold = Hold::Going { from: moved.stance, to: thing.at_home(), passed: 0.0, home: true };
                any = true;
            }
        }
        any
    }

    /// The visitor leaves for another hall: everything is home at once.
    pub fn leave(&mut self) {
        let things = &self.things;
        self.back.extend(self.moved.drain(..).filter_map(|moved| Some(things.get(moved.thing)?.id)));
        (self.pointed, self.down) = ([None; 2], None);
    }

    /// Sends a thing home, out of a hand, too: that hand closes anew before it takes anything again.
    pub fn put_back(&mut self, id: ThingId) {
        for moved in &mut self.moved {
            if let Some(thing) = self.things.get(moved.thing).filter(|thing| thing.id == id)
                && !matches!(moved.hold, Hold::Going { home: true, .. })
            {
                moved.hold = Hold::Going { from: moved.stance, to: thing.at_home(), passed: 0.0, home: true };
            }
        }
    }

    /// Puts a thing down with the next frame, out of a hand, too: on the floor below it, or the nearest where there is room.
    pub fn put_down(&mut self, id: ThingId) {
        self.down = Some(id);
    }

    /// Makes a thing that is not on its plinth so many times as large, within bounds; with the next frame.
    pub fn grow(&mut self, id: ThingId, times: f32) {
        if let Some(moved) = self.moved_of(id).filter(|_| times.is_finite() && times > 0.0) {
            moved.grow += times.ln();
        }
    }

    /// Shows a thing that is not on its plinth at its true size; with the next frame.
    pub fn true_size(&mut self, id: ThingId) {
        if let Some(moved) = self.moved_of(id) {
            moved.grow = -moved.raw.ln();
        }
    }

    /// Turns a thing that is not on its plinth about the vertical: radians, counter-clockwise from above; with the next
    /// frame.
    pub fn spin(&mut self, id: ThingId, radians: f32) {
        if let Some(moved) = self.moved_of(id).filter(|_| radians.is_finite()) {
            moved.spin += radians;
        }
    }

    fn moved_of(&mut self, id: ThingId) -> Option<&mut Moved> {
        let things = &self.things;
        self.moved.iter_mut().find(|moved| things.get(moved.thing).is_some_and(|thing| thing.id == id))
    }

    /// Whether a hand points at something that it could take, and works on nothing, as of the last frame.
    pub fn offers(&self, hand: usize) -> bool {
        let works = if self.tool() == Tool::Hand { None } else { self.subject_place() };
        self.pointed.get(hand).copied().flatten().is_some_and(|number| Some(number) != works)
    }

    /// One frame of so many seconds; `hands` are the aims in the hall.
    pub fn update(&mut self, input: &Input, hands: [Option<Pose>; 2], ground: &Ground, dt: f32) {
        let mut pulls = [false; 2];
        for hand in 0..2 {
            let squeeze = input.hands[hand].squeeze;
            let closed = if self.closed[hand] { squeeze > LET_GO } else { squeeze > HELD };
            let before = std::mem::replace(&mut self.closed[hand], closed);
            match (before, closed, hands[hand]) {
                (false, true, Some(aim)) => self.close(hand, aim, hands),
                (true, false, _) => self.open(hand, hands, ground),
                _ => {}
            }
            let trigger = input.hands[hand].trigger;
            let pulled = if self.pulled[hand] { trigger > LET_GO } else { trigger > HELD };
            pulls[hand] = !std::mem::replace(&mut self.pulled[hand], pulled) && pulled;
            if pulls[hand] {
                let held = self.moved.iter().find(|moved| moved.is_in(hand));
                self.taps.extend(held.and_then(|moved| Some(self.things.get(moved.thing)?.id)));
            }
        }
        let down = self.down.take();
        for moved in &mut self.moved {
            if let Some(thing) = self.things.get(moved.thing) {
                if down == Some(thing.id) {
                    moved.hold = put_down(thing, moved.stance, ground);
                }
                moved.go(thing, input, hands, dt);
            }
        }
        let (things, back) = (&self.things, &mut self.back);
        self.moved.retain(|moved| {
            let home = matches!(moved.hold, Hold::Going { passed, home: true, .. } if passed >= WAY);
            if home {
                back.extend(things.get(moved.thing).map(|thing| thing.id));
            }
            !home
        });
        self.work(input, hands, pulls, dt);
        let busy = self.busy();
        self.pointed = [0, 1].map(|hand| self.find(&hands[hand].filter(|_| !busy[hand])?));
    }

    fn stance(&self, number: usize) -> Option<Stance> {
        let moved = self.moved.iter().find(|moved| moved.thing == number);
        moved.map(|moved| moved.stance).or_else(|| Some(self.things.get(number)?.at_home()))
    }

    /// The nearest thing that a hand points at.
    fn find(&self, aim: &Pose) -> Option<usize> {
        let mut nearest: Option<(f32, usize)> = None;
        for (number, thing) in self.things.iter().enumerate() {
            let moved = self.moved.iter().find(|moved| moved.thing == number);
            let stance = moved.map_or_else(|| thing.at_home(), |moved| moved.stance);
            // Most of a hall is out of reach.
            if stance.place.distance(aim.position) > REACH + thing.radius(stance.ratio) {
                continue;
            }
            if let Some(far) = thing::hit(aim, thing, &stance, NEAR)
                && far <= REACH
                && nearest.is_none_or(|(near, _)| far < near)
            {
                nearest = Some((far, number));
            }
        }
        nearest.map(|(_, number)| number)
    }

    /// A hand closes: on what the other one holds, or on what it points at.
    fn close(&mut self, hand: usize, aim: Pose, hands: [Option<Pose>; 2]) {
        let found = self.find(&aim);
        let other = self.moved.iter_mut().find(|moved| {
            matches!(moved.hold, Hold::One { hand: other, .. } if other != hand)
                && found.is_none_or(|found| found == moved.thing)
        });
        if let Some(moved) = other
            && let [Some(left), Some(right)] = hands
        {
            let (place, turn) = (moved.stance.place, moved.stance.turn);
            let hands = [left.position, right.position];
            moved.hold = Hold::Two { hands, place, turn, raw: moved.raw };
            return;
        }
        let Some(number) = found else { return };
        let Some(thing) = self.things.get(number) else { return };
        let stance = self.stance(number).unwrap_or_else(|| thing.at_home());
        let hold = in_hand(hand, &aim, &stance, true);
        // The last is the one that a label is for.
        let apart = self.moved.iter().find(|moved| moved.thing == number).map_or(0.0, |moved| moved.apart);
        self.moved.retain(|moved| moved.thing != number);
        self.moved.push(Moved::new(number, stance, hold, apart));
    }

    /// A hand opens.
    fn open(&mut self, hand: usize, hands: [Option<Pose>; 2], ground: &Ground) {
        for moved in &mut self.moved {
            match moved.hold {
                Hold::One { hand: own, .. } if own == hand => {
                    if let Some(thing) = self.things.get(moved.thing) {
                        moved.hold = let_go(thing, moved.stance, ground);
                    }
                }
                Hold::Two { .. } => {
                    let left = 1 - hand;
                    moved.hold = hands[left].map_or(Hold::Free, |aim| in_hand(left, &aim, &moved.stance, false));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! Tools for the product that is in a hand, or was last and is not on its plinth: the subject.
//!
//! Where one hand holds the subject, the other one works; where it stands or floats by itself, the hand that pulled its
//! trigger last.

use glam::Vec4;

use super::blade::Blade;
use super::hold::{Hold, WAY, beyond};
use super::{Holding, NEAR, REACH, Thing, ThingId, thing};
use crate::device::{Input, Pose};

/// What is done with a product that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Tool {
    /// Nothing but holding it.
    #[default]
    Hand,
    /// Its parts move apart, with their names.
    Explode,
    /// A plane cuts it, by hand.
    Section,
    /// Lengths between two places.
    Ruler,
}

impl Tool {
    /// In the order in which a button goes through them.
    pub const ALL: [Tool; 4] = [Tool::Hand, Tool::Explode, Tool::Section, Tool::Ruler];

    /// The one after this, round and round.
    pub fn next(self) -> Tool {
        let place = Tool::ALL.iter().position(|tool| *tool == self).unwrap_or(0);
        Tool::ALL[(place + 1) % Tool::ALL.len()]
    }
}

/// The hand that works on the subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worker {
    /// 0 left, 1 right.
    pub hand: usize,
    /// In the hall.
    pub aim: Pose,
    /// It points at the subject's box, or is at it.
    pub points: bool,
    /// Its trigger was pulled in this frame.
    pub pulled: bool,
}

/// What of a hand is for products, and for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    pub stick: bool,
    pub trigger: bool,
}

/// Seconds in which something comes apart.
const APART: f32 = 0.7;
/// What a stick at full deflection takes apart in a second, of all.
const PULL: f32 = 0.8;
/// And how far it slides a blade, in parts of half of the subject's diagonal.
const SLIDE: f32 = 0.8;

/// The tool, and what it is at.
#[derive(Debug, Clone)]
pub(super) struct Work {
    subject: Option<ThingId>,
    tool: Tool,
    /// How far apart is wanted, 0 to 1.
    wanted: f32,
    worker: Option<Worker>,
    /// What cuts it; it stays for the ruler.
    blade: Option<Blade>,
    /// The hand that pulled its trigger last.
    last: usize,
}

impl Default for Work {
    fn default() -> Self {
        Work { subject: None, tool: Tool::Hand, wanted: 1.0, worker: None, blade: None, last: 1 }
    }
}

impl Holding {
    /// The product that tools are for.
    pub fn subject(&self) -> Option<ThingId> {
        self.things.get(self.subject_place()?).map(|thing| thing.id)
    }

    /// The tool that was chosen for the subject.
    pub fn tool(&self) -> Tool {
        self.work.tool
    }

    /// Chooses a tool for the subject; without one there is nothing to choose. With another subject, or none, it is
    /// [`Tool::Hand`] again.
    pub fn select(&mut self, tool: Tool) {
        if self.subject().is_some() {
            self.work.tool = tool;
            self.work.wanted = 1.0;
            let keeps = match tool {
                Tool::Section => true,
                // What was left in it can be measured; what was only carried along on the way here is no cut.
                Tool::Ruler => !self.section_is_carried(),
                Tool::Hand | Tool::Explode => false,
            };
            self.work.blade = self.work.blade.filter(|_| keeps);
        }
    }

    /// How far [`Tool::Explode`] is to take the subject apart.
    pub fn explosion(&self) -> f32 {
        self.work.wanted
    }

    /// Where the subject is in no hand, this one works on it unless the other one pulls its trigger.
    pub fn prefer(&mut self, hand: usize) {
        if self.main != Some(hand) {
            (self.main, self.work.last) = (Some(hand), hand);
        }
    }

    /// How far [`Tool::Explode`] takes the subject apart, 0 to 1; all the way when the tool is chosen.
    pub fn set_explosion(&mut self, wanted: f32) {
        self.work.wanted = if wanted.is_finite() { wanted.clamp(0.0, 1.0) } else { 0.0 };
    }

    /// How far a product is apart now, 0 to 1.
    pub fn apart(&self, id: ThingId) -> f32 {
        let of = |moved: &&super::hold::Moved| self.things.get(moved.thing).is_some_and(|thing| thing.id == id);
        // Slow at both ends.
        self.moved.iter().find(of).map_or(0.0, |moved| moved.apart * moved.apart * (3.0 - 2.0 * moved.apart))
    }

    /// The plane that cuts the subject, in the hall: places for which its product with (x, y, z, 1) is positive are away.
    pub fn section(&self) -> Option<Vec4> {
        let (blade, moved) = (self.work.blade.as_ref()?, self.moved.last()?);
        Some(blade.plane(&moved.stance.matrix(self.things.get(moved.thing)?)))
    }

    /// Whether a hand carries that plane, or it stays where it is in the subject.
    pub fn section_is_carried(&self) -> bool {
        self.work.blade.as_ref().is_some_and(|blade| blade.carried)
    }

    /// The hand that works on the subject, as of the last frame.
    pub fn worker(&self) -> Option<Worker> {
        self.work.worker
    }

    /// What the sticks and triggers of the hands are for: what they hold, or the subject.
    pub fn taken(&self) -> [Taken; 2] {
        let busy = self.busy();
        let held = busy.contains(&true);
        [0, 1].map(|hand| {
            let works = self.work.worker.is_some_and(|worker| worker.hand == hand && worker.points);
            let worker = self.work.worker.is_some_and(|worker| worker.hand == hand);
            let carries = worker && self.work.tool == Tool::Section;
            let pulls = works && held && self.work.tool == Tool::Explode;
            let stick = busy[hand] || pulls || carries && self.section_is_carried();
            Taken { stick, trigger: busy[hand] || works || carries }
        })
    }

    pub(super) fn subject_place(&self) -> Option<usize> {
        let last = self.moved.last()?;
        (!matches!(last.hold, Hold::Going { home: true, .. })).then_some(last.thing)
    }

    /// A frame of so many seconds; `pulls` are hands whose trigger was pulled in it, `hands` the aims in the hall.
    pub(super) fn work(&mut self, input: &Input, hands: [Option<Pose>; 2], pulls: [bool; 2], dt: f32) {
        let subject = self.subject();
        if self.work.subject != subject {
            self.work = Work { subject, last: self.work.last, ..Work::default() };
        }
        if let Some(hand) = pulls.iter().position(|pulled| *pulled) {
            self.work.last = hand;
        }
        self.work.worker = self.find_worker(hands, pulls);
        let explodes = self.work.tool == Tool::Explode;
        let taken = self.taken();
        if let Some(worker) = self.work.worker.filter(|worker| explodes && taken[worker.hand].stick) {
            self.set_explosion(self.work.wanted + beyond(input.hands[worker.hand].stick.y) * PULL * dt);
        }
        self.cut(input, dt);
        let place = self.subject_place().filter(|_| explodes);
        for moved in &mut self.moved {
            let wanted = if Some(moved.thing) == place { self.work.wanted } else { 0.0 };
            // It is whole when it is back.
            let seconds = if matches!(moved.hold, Hold::Going { home: true, .. }) { WAY * 0.8 } else { APART };
            let step = if self.reduced_motion { 1.0 } else { dt / seconds };
            moved.apart += (wanted - moved.apart).clamp(-step, step);
        }
    }

    /// The working hand carries the blade, until its trigger leaves it where it is in the subject.
    fn cut(&mut self, input: &Input, dt: f32) {
        let Some(moved) = self.moved.last().filter(|_| self.work.tool == Tool::Section) else { return };
        let Some(thing) = self.things.get(moved.thing) else { return };
        let matrix = moved.stance.matrix(thing);
        let Some(worker) = self.work.worker else { return };
        let near = |aim: &Pose| Blade::before(aim, &matrix, (moved.stance.place - aim.position).dot(aim.forward()));
        let blade = self.work.blade.get_or_insert_with(|| near(&worker.aim));
        if worker.pulled {
            blade.carried = !blade.carried;
            if blade.carried {
                *blade = near(&worker.aim);
            }
        }
        if blade.carried {
            let size = thing.radius(moved.stance.ratio).max(0.1);
            let far = blade.far + beyond(input.hands[worker.hand].stick.y) * SLIDE * size * dt;
            *blade = Blade::before(&worker.aim, &matrix, far);
        }
    }

    fn find_worker(&self, hands: [Option<Pose>; 2], pulls: [bool; 2]) -> Option<Worker> {
        let subject = self.moved.last().filter(|_| self.subject_place().is_some())?;
        let thing = self.things.get(subject.thing)?;
        let busy = self.busy();
        let first = match subject.hold {
            Hold::One { hand, .. } => 1 - hand,
            Hold::Two { .. } => return None,
            Hold::Free | Hold::Going { .. } => self.work.last,
        };
        let hand = [first, 1 - first].into_iter().find(|hand| !busy[*hand] && hands[*hand].is_some())?;
        let aim = hands[hand]?;
        let points = points_at(&aim, thing, subject);
        Some(Worker { hand, aim, points, pulled: pulls[hand] })
    }
}

fn points_at(aim: &Pose, thing: &Thing, moved: &super::hold::Moved) -> bool {
    // Parts that are out of the box can be pointed at, too.
    let near = NEAR + moved.apart * thing.radius(moved.stance.ratio);
    thing::hit(aim, thing, &moved.stance, near).is_some_and(|far| far <= REACH)
}

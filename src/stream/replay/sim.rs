//! The frame loop on a virtual clock.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use super::dice::Dice;
use super::link::Link;
use crate::stream::{
    Admission, Catalog, Change, Cost, FREE, Frees, Limits, Pacing, PieceId, RungId, Scheduler, View, Work,
};

/// One decision, as it is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    Told(Change),
    Came(PieceId),
    Failed(PieceId),
    /// Bytes of a rung's upload.
    Step(RungId, usize),
    Shown(RungId),
    Evicted(RungId),
    Freed(RungId),
}

/// What steps cost on a simulated GPU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gpu {
    /// Seconds a step, and a byte.
    pub fixed: f64,
    pub per_byte: f64,
    /// How much more a step may cost by chance, as a share of it.
    pub noise: f64,
    /// One step in so many costs ten times as much; 0 for none.
    pub spikes: usize,
    /// One upload in so many waits for something that a thread makes, for a few frames; 0 for none.
    pub waits: usize,
    /// One upload in so many finds the GPU's memory full; 0 for none.
    pub full: usize,
    /// Seconds of a frame without steps.
    pub frame: f64,
    /// Seconds from one frame to the next.
    pub period: f64,
}

impl Default for Gpu {
    fn default() -> Self {
        Gpu {
            fixed: 10e-6,
            per_byte: 0.3e-9,
            noise: 0.3,
            spikes: 300,
            waits: 0,
            full: 0,
            frame: 0.004,
            period: 1.0 / 72.0,
        }
    }
}

/// A scheduler with all that it drives.
#[derive(Debug)]
pub struct Sim {
    pub scheduler: Scheduler,
    pub admission: Admission,
    pub frees: Frees<RungId>,
    pub link: Link,
    pub gpu: Gpu,
    pub now: f64,
    /// What happened in the last frame.
    pub events: Vec<Event>,
    /// The longest frame, seconds, and how many were longer than the period.
    pub longest: f64,
    pub missed: usize,
    pub frames: usize,
    begun: BTreeMap<RungId, Work>,
    /// Uploads that wait, and the frame in which they go on.
    waiting: Vec<(RungId, usize)>,
    dice: Dice,
    log: DefaultHasher,
}

impl Sim {
    pub fn new(catalog: Arc<Catalog>, cap: u64, limits: Limits, link: Link, gpu: Gpu, seed: u64) -> Sim {
        Sim {
            scheduler: Scheduler::new(catalog, cap, limits),
            admission: Admission::new(Pacing::Measured),
            frees: Frees::default(),
            link,
            gpu,
            now: 0.0,
            events: Vec::new(),
            longest: 0.0,
            missed: 0,
            frames: 0,
            begun: BTreeMap::new(),
            waiting: Vec::new(),
            dice: Dice::new(seed),
            log: DefaultHasher::new(),
        }
    }

    /// One frame: the order that the visit has too.
    pub fn frame(&mut self, view: &View) {
        let period = self.gpu.period;
        self.events.clear();
        self.now += period;
        self.frames += 1;
        let own = self.gpu.frame * (1.0 + 0.1 * self.dice.unit());
        let mut spent = own;
        self.admission.begin(Duration::from_secs_f64(period));
        self.frees.begin();

        self.scheduler.look(&View { time: self.now, ..*view });
        let catalog = self.scheduler.catalog().clone();
        #[cfg(test)]
        self.scheduler.audit_requests();
        for change in self.scheduler.changes() {
            self.events.push(Event::Told(change));
            self.link.change(&catalog, change, self.now);
        }
        let (scheduler, events) = (&mut self.scheduler, &mut self.events);
        self.link.carry(&mut self.dice, self.now, period, |piece, well| {
            if well {
                scheduler.arrived(piece);
                events.push(Event::Came(piece));
            } else {
                scheduler.failed(piece);
                events.push(Event::Failed(piece));
            }
        });
        // What came and failed gave rise to changes too; a real fetcher runs beside the frame and hears them now.
        for change in self.scheduler.changes() {
            self.events.push(Event::Told(change));
            self.link.change(&catalog, change, self.now);
        }
        while let Some(rung) = self.scheduler.evict() {
            self.events.push(Event::Evicted(rung));
            self.frees.push(rung);
        }
        while let Some(rung) = self.frees.next(&self.admission) {
            spent += self.spend(FREE);
            self.scheduler.freed(rung);
            self.events.push(Event::Freed(rung));
        }
        spent += self.upload(&catalog);
        for change in self.scheduler.changes() {
            self.events.push(Event::Told(change));
            self.link.change(&catalog, change, self.now);
        }
        self.admission.frame_cost(Duration::from_secs_f64(own));
        self.longest = self.longest.max(spent);
        self.missed += usize::from(spent > period);
        self.events.hash(&mut self.log);
    }

    /// Steps, as many as the frame has room for; gives the seconds they took.
    fn upload(&mut self, catalog: &Catalog) -> f64 {
        /// Frames that an upload waits at the most.
        const LONGEST: usize = 8;
        let mut spent = 0.0;
        for (rung, _) in self.waiting.extract_if(.., |(_, until)| *until <= self.frames) {
            self.scheduler.goes_on(rung);
        }
        while let Some(rung) = self.next_upload() {
            if self.gpu.waits > 0 && !self.begun.contains_key(&rung) && self.dice.below(self.gpu.waits) == 0 {
                // It has begun, and goes on another time.
                self.begun.insert(rung, Work::default());
                self.waiting.push((rung, self.frames + 1 + self.dice.below(LONGEST)));
                self.scheduler.waits(rung);
                continue;
            }
            #[cfg(test)]
            assert!(!self.waiting.iter().any(|(waiting, _)| *waiting == rung), "{rung:?} is still waited for");
            #[cfg(test)]
            self.scheduler.audit_upload(rung);
            let ops = catalog.ops_of(rung);
            let work = self.begun.entry(rung).or_default();
            if let Some(op) = work.next(ops) {
                let split = self.admission.split(op.kind, op.bytes as usize, op.smallest as usize);
                let Some(bytes) = split else { break };
                work.did(ops, bytes);
                spent += self.spend(Cost { kind: op.kind, bytes });
                self.events.push(Event::Step(rung, bytes));
            }
            if self.begun.get(&rung).is_none_or(|work| work.next(ops).is_none()) {
                self.begun.remove(&rung);
                if self.gpu.full > 0 && self.dice.below(self.gpu.full) == 0 {
                    /// Seconds before it is tried again.
                    const LATER: f64 = 0.2;
                    self.scheduler.set_back(rung, LATER);
                    self.frees.push(rung);
                } else {
                    self.scheduler.uploaded(rung);
                    self.events.push(Event::Shown(rung));
                }
            }
        }
        spent
    }

    fn next_upload(&mut self) -> Option<RungId> {
        let next = self.scheduler.next_upload();
        #[cfg(test)]
        if next.is_none() {
            self.scheduler.audit_rest();
        }
        next
    }

    fn spend(&mut self, cost: Cost) -> f64 {
        let Gpu { fixed, per_byte, noise, spikes, .. } = self.gpu;
        let spike = if spikes > 0 && self.dice.below(spikes) == 0 { 10.0 } else { 1.0 };
        let time = (fixed + per_byte * cost.bytes as f64) * (1.0 + noise * self.dice.unit()) * spike;
        self.admission.spent(cost, Duration::from_secs_f64(time), Duration::from_secs_f64(time));
        time
    }

    /// All decisions so far, in one number.
    pub fn log(&self) -> u64 {
        self.log.finish()
    }

    /// Nothing is on its way.
    pub fn idle(&self) -> bool {
        self.scheduler.idle() && self.link.open() == 0 && self.frees.is_empty()
    }
}

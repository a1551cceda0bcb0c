//! The scheduler: told what is seen and what has come, it says what to fetch, to upload and to let go.

use std::collections::VecDeque;
use std::sync::Arc;

use super::catalog::Catalog;
use super::heap::Heap;
use super::ids::{LadderId, PartId, PieceId, RungId};
use super::memory::{Full, Hold, Ledger};
use super::shelf::{self, Shelf};
use super::state::{PieceState, Priority, RungState, State};
use super::value::appraise;
use super::view::View;

/// What a scheduler may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Bytes asked for and not come yet; one piece that is larger goes alone.
    pub in_flight: u64,
    /// Bytes of pieces asked for or come, until what is made from them is uploaded; one rung that is larger goes alone.
    pub waiting: u64,
    /// Requests at a time.
    pub requests: usize,
    /// Times a piece is tried before it is given up.
    pub tries: u32,
    /// Seconds before the second try; doubled for each further one.
    pub again: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { in_flight: 4 << 20, waiting: 16 << 20, requests: 32, tries: 6, again: 0.5 }
    }
}

/// What the fetcher is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Fetch it; the higher the priority the sooner.
    Ask(PieceId, Priority),
    /// Its priority has changed while it is on its way.
    Rank(PieceId, Priority),
    /// It is no longer wanted; should it come all the same, it is ignored.
    Cancel(PieceId),
    /// Nobody needs its bytes in main memory any more.
    Drop(PieceId),
}

/// Parts looked at in each frame: those that matter most, and so many of all others in turn.
const HOT: usize = 32;
const SLICE: usize = 128;
/// Decisions in one frame at the most.
pub(super) const DECISIONS: usize = 512;
/// A request that runs is given up only for one worth so many times as much, because what has come of it is lost; an
/// upload that runs is set aside for one worth so many times as much, because nothing is lost then.
pub(super) const CANCEL: f32 = 2.0;
pub(super) const ASIDE: f32 = 1.3;
/// A running request's priority is told again when it has changed by this factor.
const TELL: f32 = 1.3;

/// See the module's page. All its work in a frame is bounded, and nothing is allocated once it has warmed up.
#[derive(Debug)]
pub struct Scheduler {
    pub(super) catalog: Arc<Catalog>,
    pub(super) limits: Limits,
    pub(super) ledger: Ledger,
    /// Bytes of the plan, those reserved for others with it.
    pub(super) planned: u64,
    pub(super) now: f64,
    pub(super) rungs: Vec<RungState>,
    pub(super) pieces: Vec<PieceState>,
    /// By rung: bytes still to be fetched.
    pub(super) missing: Vec<u32>,
    /// By ladder: the level that is there.
    pub(super) shown: Vec<Option<u8>>,
    /// Models by their best candidate.
    pub(super) wanted: Heap,
    /// Rungs whose upload can start.
    pub(super) ready: Heap,
    pub(super) shelf: Shelf,
    /// Those out of the plan, in the order they leave.
    pub(super) doomed: VecDeque<RungId>,
    /// Given to be freed, and not freed yet.
    pub(super) freeing: VecDeque<(RungId, Hold)>,
    pub(super) making: Vec<RungId>,
    /// Those of them that wait for something else.
    pub(super) aside: Vec<RungId>,
    /// Rungs asked for of which pieces may still be away.
    pub(super) begun: Vec<RungId>,
    pub(super) coming: Vec<PieceId>,
    pub(super) coming_bytes: u64,
    pub(super) waiting_bytes: u64,
    pub(super) changes: Vec<Change>,
    cursor: usize,
    hot: Vec<(f32, u32)>,
    next_hot: Vec<(f32, u32)>,
    pub(super) evictions: u64,
    /// The cap was lowered once.
    #[cfg(test)]
    pub(super) lowered: bool,
}

impl Scheduler {
    /// Nothing is there yet. `cap` is the most that everything on the GPU takes together, in bytes.
    pub fn new(catalog: Arc<Catalog>, cap: u64, limits: Limits) -> Scheduler {
        let (rungs, pieces) = (catalog.rungs().len(), catalog.pieces().len());
        let mut scheduler = Scheduler {
            limits,
            ledger: Ledger::new(cap),
            planned: 0,
            now: 0.0,
            rungs: (0..rungs).map(|_| RungState::default()).collect(),
            pieces: (0..pieces).map(|_| PieceState::default()).collect(),
            missing: vec![0; rungs],
            shown: vec![None; catalog.ladders().len()],
            wanted: Heap::new(catalog.models().len()),
            ready: Heap::new(rungs),
            shelf: Shelf::new(rungs),
            doomed: VecDeque::with_capacity(rungs),
            freeing: VecDeque::with_capacity(rungs),
            making: Vec::with_capacity(8),
            aside: Vec::with_capacity(8),
            begun: Vec::with_capacity(4 * limits.requests),
            coming: Vec::with_capacity(limits.requests),
            coming_bytes: 0,
            waiting_bytes: 0,
            changes: Vec::with_capacity(4 * limits.requests),
            cursor: 0,
            hot: Vec::with_capacity(HOT),
            next_hot: Vec::with_capacity(HOT),
            evictions: 0,
            #[cfg(test)]
            lowered: false,
            catalog,
        };
        for rung in 0..rungs as u32 {
            scheduler.recount(RungId(rung));
        }
        // Proxies go before everything, before any part has been looked at.
        for part in 0..scheduler.catalog.parts().len() {
            let model = scheduler.catalog.parts()[part].model;
            let ladder = scheduler.catalog.model(model).ladder;
            if let Some(proxy) = scheduler.catalog.ladder(ladder).rung(0) {
                let state = &mut scheduler.rungs[proxy.at()];
                (state.priority, state.rank) = (Priority::unseen(), shelf::UNSEEN);
            }
            scheduler.rekey(model);
        }
        scheduler
    }

    /// Reserves for what is not in the catalogue: staging, signs, hands.
    ///
    /// # Errors
    /// It does not fit beside what is planned.
    pub fn reserve(&mut self, bytes: u64) -> Result<Hold, Full> {
        let cap = self.ledger.cap();
        if self.planned.checked_add(bytes).is_none_or(|sum| sum > cap) {
            return Err(Full { wanted: bytes, used: self.planned, cap });
        }
        let hold = self.ledger.reserve(bytes)?;
        self.planned += bytes;
        Ok(hold)
    }

    /// Gives back what [`Scheduler::reserve`] gave.
    pub fn release(&mut self, hold: Hold) {
        self.planned -= hold.bytes();
        self.ledger.release(hold);
    }

    /// From now on all that is on the GPU takes at most so many bytes. What is worth least leaves, the finest levels of a
    /// model first; proxies and what was reserved stay, even where they are more.
    pub fn set_cap(&mut self, cap: u64) {
        #[cfg(test)]
        {
            self.lowered |= cap < self.ledger.cap();
        }
        self.ledger.set_cap(cap);
        self.keep_to_cap();
        // Proxies make room for nothing else, but those that are still on their way would wait for it in vain.
        for rung in (0..self.rungs.len() as u32).map(RungId) {
            if self.planned > cap && self.state(rung).waits() {
                self.unplan_waiting(rung, State::Out);
            }
        }
    }

    /// Gives up what is on its way and not on the GPU yet, but for proxies: main memory is short. The next look asks for what
    /// has room then.
    pub fn forget_waiting(&mut self) {
        for rung in (0..self.rungs.len() as u32).map(RungId) {
            if self.state(rung).waits() && !self.catalog.permanent(rung) {
                self.unplan_waiting(rung, State::Out);
            }
        }
    }

    /// Once a frame: values parts anew, and decides what to ask for. A part that is not among those that matter most
    /// is valued anew every few frames, in turn.
    pub fn look(&mut self, view: &View) {
        self.now = self.now.max(view.time);
        let parts = self.catalog.parts().len();
        for index in 0..self.hot.len() {
            self.appraise(view, self.hot[index].1);
        }
        for _ in 0..SLICE.min(parts) {
            let part = self.cursor as u32;
            let weight = self.appraise(view, part);
            self.notice(weight, part);
            self.cursor += 1;
            if self.cursor >= parts {
                self.cursor = 0;
                std::mem::swap(&mut self.hot, &mut self.next_hot);
                self.next_hot.clear();
            }
        }
        self.begun.retain(|rung| self.rungs[rung.at()].state == State::Asked);
        self.keep_to_cap();
        self.decide();
        for index in 0..self.coming.len() {
            let piece = self.coming[index];
            let priority = self.rungs[self.pieces[piece.at()].owner.at()].priority;
            let told = self.pieces[piece.at()].told;
            if priority.beats(told, TELL) || told.beats(priority, TELL) {
                self.pieces[piece.at()].told = priority;
                self.tell(Change::Rank(piece, priority));
            }
        }
    }

    /// What the fetcher is to be told since the last call, in order.
    pub fn changes(&mut self) -> impl Iterator<Item = Change> + '_ {
        self.changes.drain(..)
    }

    /// The level of a ladder that can be shown now: everything up to it is on the GPU.
    pub fn level(&self, ladder: LadderId) -> Option<u8> {
        self.shown[ladder.at()]
    }

    /// How far a rung is.
    pub fn state(&self, rung: RungId) -> State {
        self.rungs[rung.at()].state
    }

    /// What a rung is worth now.
    pub fn priority(&self, rung: RungId) -> Priority {
        self.rungs[rung.at()].priority
    }

    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The memory that is in use.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What will be in use once all that was asked for is there.
    pub fn planned(&self) -> u64 {
        self.planned
    }

    /// Bytes asked for and not come.
    pub fn in_flight(&self) -> u64 {
        self.coming_bytes
    }

    /// Bytes asked for or come whose upload is not finished.
    pub fn waiting(&self) -> u64 {
        self.waiting_bytes
    }

    /// Levels taken away so far.
    pub fn evictions(&self) -> u64 {
        self.evictions
    }

    /// Whether nothing is on its way, in either direction.
    pub fn idle(&self) -> bool {
        self.waiting_bytes == 0 && self.making.is_empty() && self.freeing.is_empty() && self.ready.top().is_none()
    }

    pub(super) fn tell(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Values a part anew, and gives its weight.
    fn appraise(&mut self, view: &View, part: u32) -> f32 {
        let catalog = self.catalog.clone();
        let (rungs, missing) = (&mut self.rungs, &self.missing);
        let (ready, shelf) = (&mut self.ready, &mut self.shelf);
        let missing = |rung: RungId| missing[rung.at()];
        let weight = appraise(&catalog, view, PartId(part), missing, |rung, worth| {
            let state = &mut rungs[rung.at()];
            state.blocked = 0;
            let (priority, rank) = (Priority::new(&worth), shelf::rank(&worth));
            if priority > state.priority || state.priority_of == part {
                (state.priority, state.priority_of) = (priority, part);
                if ready.contains(rung.0) {
                    ready.set(rung.0, priority.0);
                }
            }
            if rank > state.rank || state.rank_of == part {
                let before = std::mem::replace(&mut state.rank, rank);
                state.rank_of = part;
                if before != rank
                    && let Some((at, bytes, listed)) = &mut state.shelved
                {
                    shelf.lighten(*at, *bytes);
                    shelf.weigh(rank, *bytes);
                    if *listed {
                        shelf.take(rung.0, *at);
                        shelf.put(rung.0, rank);
                    }
                    *at = rank;
                }
            }
        });
        self.rekey(catalog.part(PartId(part)).model);
        weight
    }

    /// Keeps the parts of this round that matter most.
    fn notice(&mut self, weight: f32, part: u32) {
        if self.next_hot.len() < HOT {
            self.next_hot.push((weight, part));
            return;
        }
        let least = self.next_hot.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some(least) = least.filter(|least| weight > least.0) {
            *least = (weight, part);
        }
    }
}

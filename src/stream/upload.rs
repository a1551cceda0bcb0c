//! What goes to the GPU next, and what leaves it.

use super::ids::RungId;
use super::plan::rests;
use super::schedule::{ASIDE, Scheduler};
use super::state::{Priority, State};

/// Uploads begun and not finished at the most: one runs, the others were set aside for it or wait for a thread.
pub(super) const BEGUN: usize = 8;

impl Scheduler {
    /// The rung whose next step is to be done; `None` when there is nothing, or no room yet. The same rung is given
    /// until [`Scheduler::uploaded`] says that it is finished, unless something much better has come meanwhile.
    pub fn next_upload(&mut self) -> Option<RungId> {
        let running = self.running();
        let Some(best) = self.next_start() else { return running };
        if self.start(best) { Some(best) } else { running }
    }

    /// A rung whose upload has begun waits for something else (memory that a thread makes): the next one may begin
    /// meanwhile.
    pub fn waits(&mut self, rung: RungId) {
        if self.making.contains(&rung) && !self.aside.contains(&rung) {
            self.aside.push(rung);
        }
    }

    /// What a rung waited for is there.
    pub fn goes_on(&mut self, rung: RungId) {
        self.aside.retain(|waiting| *waiting != rung);
    }

    /// The upload that runs: of those begun, the last that waits for nothing.
    fn running(&self) -> Option<RungId> {
        self.making.iter().rev().copied().find(|rung| !self.aside.contains(rung))
    }

    /// What is to be begun next, if anything.
    fn next_start(&self) -> Option<RungId> {
        let (best, key) = self.ready.top()?;
        let better = self.running().is_none_or(|running| Priority(key).beats(self.rungs[running.at()].priority, ASIDE));
        (better && self.making.len() < BEGUN).then_some(RungId(best))
    }

    /// Bytes to be reserved before a rung is made.
    pub(super) fn price(&self, rung: RungId) -> u64 {
        let own = self.catalog.rung(rung);
        let pieces = self.catalog.pieces_of(rung).iter().filter(|piece| self.pieces[piece.at()].real == 0);
        own.gpu + own.making + pieces.map(|piece| self.catalog.piece(*piece).gpu).sum::<u64>()
    }

    /// Reserves all of a rung, or nothing.
    fn start(&mut self, rung: RungId) -> bool {
        if self.price(rung) > self.ledger.free() {
            return false;
        }
        let catalog = self.catalog.clone();
        let own = catalog.rung(rung);
        let Ok(hold) = self.ledger.reserve(own.gpu + own.making) else { return false };
        for piece in catalog.pieces_of(rung) {
            let state = &mut self.pieces[piece.at()];
            if state.real == 0 {
                state.hold = self.ledger.reserve(catalog.piece(*piece).gpu).ok();
            }
            state.real += 1;
        }
        let state = &mut self.rungs[rung.at()];
        (state.state, state.hold) = (State::Making, Some(hold));
        self.ready.set(rung.0, 0);
        self.shelve(rung);
        self.making.push(rung);
        true
    }

    /// All steps of a rung have been done, and it is shown from now on.
    pub fn uploaded(&mut self, rung: RungId) {
        if !self.unmake(rung) {
            return;
        }
        let catalog = self.catalog.clone();
        let own = catalog.rung(rung);
        let state = &mut self.rungs[rung.at()];
        state.state = State::In;
        if let Some(hold) = &mut state.hold {
            self.ledger.shrink(hold, own.making);
        }
        self.planned -= own.making;
        self.shown[own.ladder.at()] = Some(own.level);
        self.shelve(rung);
        self.let_go(rung);
        rests(&catalog, rung, |upper| self.offer(upper));
        self.rekey_rung(rung);
    }

    /// A rung whose pieces are all here cannot be made from them, and never can: what it belongs to stays at the level it
    /// has. Tell [`Scheduler::freed`] when the GPU has let go what was made of it.
    pub fn refused(&mut self, rung: RungId) {
        if !self.unmake(rung) && self.state(rung) != State::Ready {
            return;
        }
        self.rungs[rung.at()].refused = true;
        if let Some(hold) = self.rungs[rung.at()].hold.take() {
            self.freeing.push_back((rung, hold));
        }
        self.unplan_waiting(rung, State::Lost);
    }

    /// The GPU has no room after all for a rung whose upload has begun: what it belongs to stays at the level it has, and for
    /// so many seconds nobody asks for it again. Tell [`Scheduler::freed`] when the GPU has let go what was made of it; and
    /// lower the cap ([`Scheduler::set_cap`]), which was too high.
    pub fn set_back(&mut self, rung: RungId, seconds: f64) {
        if !self.unmake(rung) {
            return;
        }
        if let Some(hold) = self.rungs[rung.at()].hold.take() {
            self.freeing.push_back((rung, hold));
        }
        let catalog = self.catalog.clone();
        for piece in catalog.pieces_of(rung) {
            let state = &mut self.pieces[piece.at()];
            state.again = state.again.max(self.now + seconds);
        }
        self.unplan_waiting(rung, State::Out);
    }

    fn unmake(&mut self, rung: RungId) -> bool {
        let place = self.making.iter().position(|making| *making == rung);
        self.goes_on(rung);
        place.map(|place| self.making.remove(place)).is_some()
    }

    /// The rung to be taken away next; `None` when there is room for what comes, or will be once all that was taken
    /// is freed. What is shown instead, the level below, is there. Call it until it gives nothing, and tell
    /// [`Scheduler::freed`] when the GPU has let go.
    pub fn evict(&mut self) -> Option<RungId> {
        let price = self.next_start().map_or(0, |rung| self.price(rung));
        let leaving: u64 = self.freeing.iter().map(|(_, hold)| hold.bytes()).sum();
        if self.ledger.used() + price <= self.ledger.cap() + leaving {
            return None;
        }
        let rung = self.doomed.pop_front()?;
        let own = *self.catalog.rung(rung);
        let lost = self.catalog.pieces_of(rung).iter().any(|piece| self.pieces[piece.at()].lost);
        let state = &mut self.rungs[rung.at()];
        state.state = if lost || state.refused { State::Lost } else { State::Out };
        if let Some(hold) = state.hold.take() {
            self.freeing.push_back((rung, hold));
        }
        self.shown[own.ladder.at()] = own.level.checked_sub(1);
        self.evictions += 1;
        self.recount(rung);
        self.rekey_rung(rung);
        Some(rung)
    }

    /// The GPU has let go of a rung that [`Scheduler::evict`], [`Scheduler::refused`] or [`Scheduler::set_back`] gave away.
    pub fn freed(&mut self, rung: RungId) {
        let place = self.freeing.iter().position(|(freeing, _)| *freeing == rung);
        let Some((_, hold)) = place.and_then(|place| self.freeing.remove(place)) else { return };
        self.ledger.release(hold);
        let catalog = self.catalog.clone();
        for piece in catalog.pieces_of(rung) {
            let state = &mut self.pieces[piece.at()];
            state.real -= 1;
            if state.real == 0
                && let Some(hold) = state.hold.take()
            {
                self.ledger.release(hold);
            }
        }
    }
}

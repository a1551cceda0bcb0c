//! For tests: the scheduler's books, kept a second time from the states alone.

use super::ids::{ModelId, PieceId, RungId};
use super::plan::{Bid, needs, rests};
use super::schedule::{ASIDE, Change, Scheduler};
use super::shelf::HYSTERESIS;
use super::state::{Place, State};
use super::upload::BEGUN;

impl Scheduler {
    fn every(&self) -> impl Iterator<Item = (RungId, State)> + '_ {
        self.rungs.iter().enumerate().map(|(at, rung)| (RungId(at as u32), rung.state))
    }

    /// All sums and counts, the cap, and that everything rests on what it needs. `others` is what was reserved
    /// beside; after `forgiven` a texture that was lost may be on its way to a geometry that is shown.
    pub fn audit(&self, others: u64, forgiven: bool) {
        let catalog = &*self.catalog;
        let (mut planned, mut used) = (others, others);
        let mut users = vec![(0u32, 0u32, 0u32); self.pieces.len()];
        let mut pins = vec![0u32; self.rungs.len()];
        for (rung, state) in self.every() {
            let own = catalog.rung(rung);
            let whole = own.gpu + own.making;
            planned += if state == State::In { own.gpu } else { whole * u64::from(state.held()) };
            used += if state == State::Making { whole } else { own.gpu * u64::from(state.there()) };
            for piece in catalog.pieces_of(rung) {
                let users = &mut users[piece.at()];
                users.0 += u32::from(state.held());
                users.1 += u32::from(state.there() || state == State::Making);
                users.2 += u32::from(state.waits() || state == State::Making);
            }
            if state.held() {
                catalog.below(rung).inspect(|below| pins[below.at()] += 1);
                needs(catalog, rung, |need| pins[need.at()] += 1);
                assert!(catalog.below(rung).is_none_or(|below| self.held(below)), "{rung:?} is held up by nothing");
            }
            if state.there() || state == State::Making {
                assert!(
                    catalog.below(rung).is_none_or(|below| self.state(below).there()),
                    "{rung:?} stands on nothing"
                );
                needs(catalog, rung, |need| {
                    let need_state = self.state(need);
                    let excused = need_state == State::Lost || forgiven;
                    assert!(need_state.there() || excused, "{rung:?} lacks {need:?}");
                });
            }
        }
        for (rung, hold) in &self.freeing {
            used += hold.bytes();
            for piece in catalog.pieces_of(*rung) {
                users[piece.at()].1 += 1;
            }
        }
        let (mut coming, mut waiting) = (0, 0);
        for (at, (held, real, refs)) in users.into_iter().enumerate() {
            let (piece, state) = (catalog.piece(PieceId(at as u32)), &self.pieces[at]);
            planned += if held > 0 { piece.gpu } else { 0 };
            used += if real > 0 { piece.gpu } else { 0 };
            assert_eq!((held, real, refs), (state.planned, state.real, state.refs), "users of piece {at}");
            waiting += if refs > 0 { u64::from(piece.wire) } else { 0 };
            coming += if state.place == Place::Coming { u64::from(piece.wire) } else { 0 };
            assert!(refs > 0 || state.place == Place::Away, "piece {at} is kept for nobody");
        }
        assert_eq!((planned, used), (self.planned, self.ledger.used()), "plan and ledger");
        // A cap that was lowered may be less than what has not left yet.
        assert!(planned <= self.ledger.cap() || self.lowered);
        assert!(self.ledger.peak() <= self.ledger.cap() || self.lowered);
        assert_eq!((coming, waiting), (self.coming_bytes, self.waiting_bytes));
        assert!(coming <= self.limits.in_flight || self.coming.len() == 1, "{coming} bytes in flight");
        assert!(self.coming.len() <= self.limits.requests);
        let whole = |rung| catalog.pieces_of(rung).iter().map(|piece| u64::from(catalog.piece(*piece).wire)).sum();
        let largest: u64 = self.every().map(|(rung, _)| whole(rung)).max().unwrap_or(0);
        assert!(waiting <= self.limits.waiting.max(largest), "{waiting} bytes wait");
        for (at, rung) in self.rungs.iter().enumerate() {
            assert_eq!(pins[at], rung.pins, "pins of rung {at}");
        }
        for (at, ladder) in catalog.ladders().iter().enumerate() {
            let there = ladder.rungs().filter(|rung| self.state(*rung).there()).count();
            assert_eq!(self.shown[at].map_or(0, |level| usize::from(level) + 1), there, "levels of ladder {at}");
        }
    }

    /// Right after a look: nothing was asked for while the best candidate waits, is worth more, and could be asked for.
    pub fn audit_requests(&self) {
        let asked = self.changes.iter().filter_map(|change| match change {
            Change::Ask(_, priority) => Some(*priority),
            _ => None,
        });
        let Some(least) = asked.min() else { return };
        let models = (0..self.catalog.models().len() as u32).map(ModelId);
        let Some(best) = models.filter_map(|model| self.candidate(model)).max_by_key(|bid| bid.priority) else {
            return;
        };
        // What a texture gains by one model, others that show it learn when they are looked at next.
        let shared = self.catalog.models_of(self.catalog.rung(best.rung).ladder).len() > 1;
        if !shared && self.link_opens(best.rung) {
            let Bid { rung, priority, .. } = best;
            assert!(!priority.beats(least, 1.3), "{rung:?} with {priority:?} waits while {least:?} is asked for");
        }
    }

    /// Nothing is uploaded while something else waits, is worth more and fits.
    pub fn audit_upload(&self, rung: RungId) {
        let running = self.rungs[rung.at()].priority;
        for (other, state) in self.every() {
            let mut there = state == State::Ready;
            there &= self.catalog.below(other).is_none_or(|below| self.state(below) == State::In);
            needs(&self.catalog, other, |need| there &= self.state(need) == State::In || !self.held(need));
            if there && self.making.len() < BEGUN && self.price(other) <= self.ledger.free() {
                let waits = self.rungs[other.at()].priority;
                // The best of those that wait may lack the room that this one would have.
                let best = self.ready.top().is_some_and(|(best, _)| best == other.0);
                assert!(!best || !waits.beats(running, ASIDE), "{other:?} waits while {rung:?} is uploaded");
                assert!(self.ready.contains(other.0), "{other:?} was forgotten");
            }
        }
    }

    /// When there is nothing to be uploaded: all that has begun waits for something, and what could begin has no room.
    pub fn audit_rest(&self) {
        assert!(self.making.iter().all(|rung| self.aside.contains(rung)), "an upload was forgotten");
        assert!(self.aside.iter().all(|rung| self.making.contains(rung)), "what is no upload waits");
        let fits = |best: u32| self.making.len() < BEGUN && self.price(RungId(best)) <= self.ledger.free();
        assert!(!self.ready.top().is_some_and(|(best, _)| fits(best)), "what waits keeps others from beginning");
    }

    /// With nothing on its way: whatever is not there could not be, for a reason.
    pub fn audit_end(&self) {
        for model in 0..self.catalog.models().len() as u32 {
            let shape = self.catalog.model(ModelId(model));
            let ladders =
                std::iter::once(shape.ladder).chain(self.catalog.uses(ModelId(model)).iter().map(|shown| shown.ladder));
            let textured =
                self.catalog.ladder(shape.ladder).rung(shape.textured_from).is_some_and(|rung| self.held(rung));
            for ladder in ladders {
                let mut rungs = self.catalog.ladder(ladder).rungs();
                let Some(next) = rungs.find(|rung| !self.held(*rung)) else { continue };
                let state = self.state(next);
                assert!(!matches!(state, State::Asked | State::Ready | State::Making), "{next:?} is {state:?}");
                // What no part shows is worth nothing.
                let mut open = state != State::Lost && self.rungs[next.at()].priority.0 > 0;
                needs(&self.catalog, next, |need| open &= self.held(need) || self.state(need) == State::Lost);
                // Textures come with the geometry that shows them.
                open &= ladder == shape.ladder || textured;
                let rank = self.bid(ModelId(model), next).rank;
                let lower = |(rung, state): &(RungId, State)| {
                    let own = &self.rungs[rung.at()];
                    *state == State::In && !self.catalog.permanent(*rung) && own.rank + HYSTERESIS <= rank
                };
                let room: u64 = self.every().filter(lower).map(|(rung, _)| self.catalog.rung(rung).gpu).sum();
                let (needed, cap) = (self.planned + self.cost(next), self.ledger.cap());
                assert!(!open || needed > cap + room, "{next:?} ({state:?}) fits and is not there");
            }
        }
        // It may be less than what cannot leave, too.
        assert!(self.planned <= self.ledger.cap() || self.lowered && self.shelf.lowest().is_none());
        let over = self.ledger.used() > self.ledger.cap();
        assert!(!over || self.lowered && self.doomed.is_empty(), "what has to leave stays");
        for (rung, state) in self.every() {
            if state == State::In {
                rests(&self.catalog, rung, |upper| assert_ne!(self.state(upper), State::Ready, "{upper:?} waits"));
            }
        }
    }
}

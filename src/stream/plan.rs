//! What the scheduler plans: which rungs will be there, within the cap, and what is asked for to get there.

use super::catalog::Catalog;
use super::ids::{LadderId, ModelId, PieceId, RungId};
use super::schedule::{CANCEL, Change, DECISIONS, Scheduler};
use super::shelf::HYSTERESIS;
use super::state::{Place, Priority, State};

/// The longest a failed piece is left alone, as a power of two of the first wait.
const LONGEST: u32 = 6;

/// Requests given up for better ones in one frame at the most.
const CANCELS: usize = 4;

/// A rung that a model wants next, and what it is worth there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bid {
    pub rung: RungId,
    pub priority: Priority,
    pub rank: u16,
}

/// Calls `each` for the coarsest rung of every texture that a rung needs beside the rung below.
pub(super) fn needs(catalog: &Catalog, rung: RungId, mut each: impl FnMut(RungId)) {
    let Some(model) = catalog.textured_first(rung) else { return };
    for shown in catalog.uses(model) {
        if let Some(first) = catalog.ladder(shown.ladder).rung(0) {
            each(first);
        }
    }
}

/// Calls `each` for every rung that rests on this one.
pub(super) fn rests(catalog: &Catalog, rung: RungId, mut each: impl FnMut(RungId)) {
    if let Some(above) = catalog.above(rung) {
        each(above);
    }
    let own = catalog.rung(rung);
    if own.level > 0 || catalog.ladder(own.ladder).geometry_of.is_some() {
        return;
    }
    for model in catalog.models_of(own.ladder) {
        let model = catalog.model(*model);
        if let Some(first) = catalog.ladder(model.ladder).rung(model.textured_from) {
            each(first);
        }
    }
}

impl Scheduler {
    /// Takes candidates, best first, until the frame's bounds or those of the link are reached.
    pub(super) fn decide(&mut self) {
        if !self.take_candidates() {
            self.finish_begun();
        }
    }

    /// Says whether the best candidate waits for the link.
    fn take_candidates(&mut self) -> bool {
        let mut cancels = CANCELS;
        for _ in 0..DECISIONS {
            let Some((model, key)) = self.wanted.top() else { return false };
            let model = ModelId(model);
            match self.candidate(model) {
                Some(bid) if bid.priority.0 == key => {
                    let gone_on = self.pursue(model, bid);
                    if !gone_on && (cancels == 0 || !self.cancel_for(bid)) {
                        return self.away(bid.rung).is_some_and(|piece| !self.takes(piece));
                    }
                    cancels -= usize::from(!gone_on);
                }
                _ => self.rekey(model),
            }
        }
        false
    }

    /// Gives a model the place of its best candidate.
    pub(super) fn rekey(&mut self, model: ModelId) {
        let key = self.candidate(model).map_or(0, |bid| bid.priority.0);
        self.wanted.set(model.0, key);
    }

    /// After a change of a rung, for all models to which it makes a difference.
    pub(super) fn rekey_rung(&mut self, rung: RungId) {
        let own = *self.catalog.rung(rung);
        for index in 0..self.catalog.models_of(own.ladder).len() {
            let model = self.catalog.models_of(own.ladder)[index];
            // A carpet lies in hundreds of booths; its finer levels matter to those few that show its coarsest.
            let shape = self.catalog.model(model);
            let textured = self.catalog.ladder(shape.ladder).rung(shape.textured_from);
            if own.level == 0 || own.ladder == shape.ladder || textured.is_some_and(|rung| self.held(rung)) {
                self.rekey(model);
            }
        }
    }

    /// What a model does with a rung. A texture may be worth more for another model that shows it, but here it is of
    /// no more use than the geometry that it lies on: or it could drive out that geometry, and then not be of use.
    pub(super) fn bid(&self, model: ModelId, rung: RungId) -> Bid {
        let own = &self.rungs[rung.at()];
        let mut bid = Bid { rung, priority: own.priority, rank: own.rank };
        let shape = self.catalog.model(model);
        if self.catalog.rung(rung).ladder != shape.ladder
            && let Some(textured) = self.catalog.ladder(shape.ladder).rung(shape.textured_from)
        {
            let textured = &self.rungs[textured.at()];
            bid.priority = bid.priority.min(textured.priority);
            bid.rank = bid.rank.min(textured.rank);
        }
        bid
    }

    /// The rung of a model that is to be taken further first.
    pub(super) fn candidate(&self, model: ModelId) -> Option<Bid> {
        let catalog = &*self.catalog;
        let shape = catalog.model(model);
        let mut best: Option<Bid> = None;
        let mut try_ladder = |ladder: LadderId, levels: usize| {
            for rung in catalog.ladder(ladder).rungs().take(levels) {
                if self.open(rung) {
                    let bid = self.bid(model, rung);
                    // Of equals, what is begun is finished first.
                    if self.rungs[rung.at()].blocked > bid.rank && self.state(rung) != State::Asked {
                        break;
                    }
                    let key = |bid: Bid| (bid.priority, self.state(bid.rung) == State::Asked);
                    if best.is_none_or(|best| key(bid) > key(best)) {
                        best = Some(bid);
                    }
                }
                if !self.held(rung) {
                    break;
                }
            }
        };
        try_ladder(shape.ladder, usize::MAX);
        let from = shape.textured_from;
        let textured = catalog.ladder(shape.ladder).rung(from).map(|rung| self.rungs[rung.at()].state);
        let before = match from {
            0 => true,
            _ => catalog.ladder(shape.ladder).rung(from - 1).is_some_and(|rung| self.held(rung)),
        };
        // Textures of a geometry that is not wanted, or cannot be had, are of no use.
        let levels = match textured {
            Some(state) if state.held() => usize::MAX,
            Some(State::Lost) | None => 0,
            Some(_) => usize::from(before),
        };
        if levels > 0 {
            for shown in catalog.uses(model) {
                try_ladder(shown.ladder, levels);
            }
        }
        best
    }

    /// Whether there is something to do for a rung whose lower levels are held.
    fn open(&self, rung: RungId) -> bool {
        let state = &self.rungs[rung.at()];
        let may = match state.state {
            State::Asked => return self.away(rung).is_some(),
            State::Out => {
                let good = |piece: &PieceId| !self.pieces[piece.at()].lost && self.pieces[piece.at()].again <= self.now;
                self.catalog.pieces_of(rung).iter().all(good)
            }
            State::Doomed => true,
            _ => false,
        };
        let mut ready = may && state.priority.0 > 0;
        if ready {
            needs(&self.catalog, rung, |need| ready &= self.held(need) || self.state(need) == State::Lost);
        }
        ready
    }

    pub(super) fn held(&self, rung: RungId) -> bool {
        self.rungs[rung.at()].state.held()
    }

    /// The first piece of a rung that is not here nor coming.
    fn away(&self, rung: RungId) -> Option<PieceId> {
        self.catalog.pieces_of(rung).iter().copied().find(|piece| self.pieces[piece.at()].place == Place::Away)
    }

    /// Takes a candidate one step further; false when the link or main memory is full and it has to wait.
    fn pursue(&mut self, model: ModelId, bid: Bid) -> bool {
        let rung = bid.rung;
        let state = self.state(rung);
        if state != State::Asked {
            let fits = self.could_fit(bid);
            if fits && state == State::Out && !self.link_opens(rung) {
                return false;
            }
            if !fits || !self.make_room(bid) {
                let blocked = &mut self.rungs[rung.at()].blocked;
                *blocked = (*blocked).max(bid.rank + 1);
                // Other models that show it see that when it is their turn.
                self.rekey(model);
                return true;
            } else if !self.open(rung) {
                // While values are being made anew, what it rests on may have been worth less for a moment.
            } else if state == State::Doomed {
                self.doomed.retain(|doomed| *doomed != rung);
                self.plan(rung, State::In);
            } else {
                self.begin(rung);
                // It may have filled the link itself: then it goes on as one that is begun.
                self.ask(rung);
            }
            self.rekey_rung(rung);
            return true;
        }
        let all = self.ask(rung);
        self.rekey_rung(rung);
        all
    }

    /// Takes a rung into the plan, and promises it main memory for its pieces.
    fn begin(&mut self, rung: RungId) {
        self.plan(rung, State::Asked);
        if !self.begun.contains(&rung) {
            self.begun.push(rung);
        }
        for index in 0..self.catalog.pieces_of(rung).len() {
            let piece = self.catalog.pieces_of(rung)[index];
            let wire = u64::from(self.catalog.piece(piece).wire);
            let state = &mut self.pieces[piece.at()];
            self.waiting_bytes += if state.refs == 0 { wire } else { 0 };
            state.refs += 1;
        }
        self.recount(rung);
    }

    /// Asks for the pieces of a rung, as many as the link takes; says whether these were all.
    fn ask(&mut self, rung: RungId) -> bool {
        while let Some(piece) = self.away(rung) {
            if !self.takes(piece) {
                return false;
            }
            let priority = self.rungs[rung.at()].priority;
            let state = &mut self.pieces[piece.at()];
            (state.place, state.owner, state.told) = (Place::Coming, rung, priority);
            self.coming.push(piece);
            self.coming_bytes += u64::from(self.catalog.piece(piece).wire);
            self.tell(Change::Ask(piece, priority));
        }
        self.complete(rung);
        true
    }

    /// What was begun is finished, even if it is no candidate now: the best candidate may wait for its main memory. Not
    /// while that waits for the link, which is then busy with what will come.
    fn finish_begun(&mut self) {
        let mut begun = std::mem::take(&mut self.begun);
        begun.retain(|rung| self.state(*rung) == State::Asked && self.away(*rung).is_some());
        begun.sort_unstable_by_key(|rung| (std::cmp::Reverse(self.rungs[rung.at()].priority), *rung));
        for rung in &begun {
            if !self.ask(*rung) {
                break;
            }
            self.rekey_rung(*rung);
        }
        self.begun = begun;
    }

    /// Whether the link takes a piece now.
    fn takes(&self, piece: PieceId) -> bool {
        let bytes = self.coming_bytes + u64::from(self.catalog.piece(piece).wire);
        self.coming.is_empty() || (bytes <= self.limits.in_flight && self.coming.len() < self.limits.requests)
    }

    /// Whether the link and main memory take a rung now. Main memory is promised to the whole rung before its first
    /// piece is asked for, so that rungs on their way never wait for each other.
    pub(super) fn link_opens(&self, rung: RungId) -> bool {
        let mut more = 0;
        for piece in self.catalog.pieces_of(rung) {
            if self.pieces[piece.at()].refs == 0 {
                more += u64::from(self.catalog.piece(*piece).wire);
            }
        }
        let memory = more == 0 || self.waiting_bytes == 0 || self.waiting_bytes + more <= self.limits.waiting;
        memory && self.away(rung).is_none_or(|piece| self.takes(piece))
    }

    /// Gives up the running request that is worth least, if this one is worth much more. More by both measures: were it
    /// only by bytes to fetch, the other could drive it out of the memory again, and so on for ever.
    fn cancel_for(&mut self, bid: Bid) -> bool {
        let owners = self.coming.iter().map(|piece| self.pieces[piece.at()].owner);
        let worse = owners.filter(|owner| {
            let theirs = &self.rungs[owner.at()];
            let more = bid.priority.beats(theirs.priority, CANCEL) && bid.rank >= theirs.rank + HYSTERESIS;
            more && theirs.state == State::Asked && *owner != bid.rung
        });
        let least = worse.min_by_key(|owner| (self.rungs[owner.at()].priority, *owner));
        if let Some(least) = least {
            self.unplan_waiting(least, State::Out);
        }
        least.is_some()
    }

    /// Bytes that a rung adds to the plan.
    pub(super) fn cost(&self, rung: RungId) -> u64 {
        let own = self.catalog.rung(rung);
        let making = if self.state(rung) == State::Doomed { 0 } else { own.making };
        let mut cost = own.gpu + making;
        for piece in self.catalog.pieces_of(rung) {
            if self.pieces[piece.at()].planned == 0 {
                cost += self.catalog.piece(*piece).gpu;
            }
        }
        cost
    }

    /// Bytes by which the plan would pass the cap.
    fn excess(&self, rung: RungId) -> u64 {
        (self.planned + self.cost(rung)).saturating_sub(self.ledger.cap())
    }

    /// Whether what is worth so much less could make room.
    pub(super) fn could_fit(&self, bid: Bid) -> bool {
        let below = (bid.rank + 1).saturating_sub(HYSTERESIS);
        self.excess(bid.rung) <= self.shelf.below(below)
    }

    /// Takes from the plan what is worth least, until a rung fits. What is taken is worth less by the hysteresis, so
    /// that it can never come back in place of what drove it out, as long as the view stands still.
    fn make_room(&mut self, bid: Bid) -> bool {
        while self.excess(bid.rung) > 0 {
            let Some((victim, rank)) = self.shelf.lowest() else { return false };
            if rank + HYSTERESIS > bid.rank {
                return false;
            }
            self.give_up(RungId(victim));
        }
        true
    }

    /// Takes from the plan what is worth least until it is below the cap, which may have been lowered.
    pub(super) fn keep_to_cap(&mut self) {
        while self.planned > self.ledger.cap() {
            let Some((victim, _)) = self.shelf.lowest() else { return };
            self.give_up(RungId(victim));
        }
    }

    /// Takes a rung from the plan on which nothing rests: one that is on the GPU leaves when its room is needed.
    fn give_up(&mut self, victim: RungId) {
        if self.state(victim) == State::In {
            self.unplan(victim, State::Doomed);
            self.doomed.push_back(victim);
            self.rekey_rung(victim);
        } else {
            self.unplan_waiting(victim, State::Out);
        }
    }

    /// Takes a rung into the plan.
    fn plan(&mut self, rung: RungId, state: State) {
        self.planned += self.cost(rung);
        for index in 0..self.catalog.pieces_of(rung).len() {
            let piece = self.catalog.pieces_of(rung)[index];
            self.pieces[piece.at()].planned += 1;
        }
        self.rungs[rung.at()].state = state;
        self.pin(rung, 1);
        self.shelve(rung);
    }

    /// Takes a rung out of the plan.
    fn unplan(&mut self, rung: RungId, state: State) {
        let own = *self.catalog.rung(rung);
        let before = std::mem::replace(&mut self.rungs[rung.at()].state, state);
        self.planned -= own.gpu + if before == State::In { 0 } else { own.making };
        for index in 0..self.catalog.pieces_of(rung).len() {
            let piece = self.catalog.pieces_of(rung)[index];
            let users = &mut self.pieces[piece.at()].planned;
            *users -= 1;
            if *users == 0 {
                self.planned -= self.catalog.piece(piece).gpu;
            }
        }
        self.pin(rung, -1);
        self.shelve(rung);
    }

    /// Counts a rung among those that rest on what it needs.
    fn pin(&mut self, rung: RungId, by: i32) {
        let catalog = self.catalog.clone();
        let mut pin = |needed: RungId| {
            let pins = &mut self.rungs[needed.at()].pins;
            *pins = pins.saturating_add_signed(by);
            self.shelve(needed);
        };
        if let Some(below) = catalog.below(rung) {
            pin(below);
        }
        needs(&catalog, rung, pin);
    }

    /// Puts on the shelf what a rung could give back, or takes it off.
    pub(super) fn shelve(&mut self, rung: RungId) {
        let own = self.catalog.rung(rung);
        let state = &mut self.rungs[rung.at()];
        let bytes = match state.state {
            State::Asked | State::Ready => Some(own.gpu + own.making),
            State::In => Some(own.gpu),
            _ => None,
        };
        let bytes = bytes.filter(|_| !self.catalog.permanent(rung));
        let wanted = bytes.map(|bytes| (state.rank, bytes, state.pins == 0));
        if wanted == state.shelved {
            return;
        }
        if let Some((rank, bytes, listed)) = std::mem::replace(&mut state.shelved, wanted) {
            self.shelf.lighten(rank, bytes);
            if listed {
                self.shelf.take(rung.0, rank);
            }
        }
        if let Some((rank, bytes, listed)) = wanted {
            self.shelf.weigh(rank, bytes);
            if listed {
                self.shelf.put(rung.0, rank);
            }
        }
    }

    /// Takes a rung that is on its way out of the plan, and first all that rest on it and are on their way too.
    pub(super) fn unplan_waiting(&mut self, rung: RungId, state: State) {
        let catalog = self.catalog.clone();
        rests(&catalog, rung, |upper| {
            if self.state(upper).waits() {
                self.unplan_waiting(upper, State::Out);
            }
        });
        self.ready.set(rung.0, 0);
        self.unplan(rung, state);
        self.let_go(rung);
        self.rekey_rung(rung);
    }

    /// A rung needs its pieces no more.
    pub(super) fn let_go(&mut self, rung: RungId) {
        let catalog = self.catalog.clone();
        for piece in catalog.pieces_of(rung) {
            let wire = u64::from(catalog.piece(*piece).wire);
            let state = &mut self.pieces[piece.at()];
            state.refs -= 1;
            if state.refs == 0 {
                self.waiting_bytes -= wire;
                match std::mem::replace(&mut state.place, Place::Away) {
                    Place::Away => {}
                    Place::Here => self.tell(Change::Drop(*piece)),
                    Place::Coming => {
                        self.not_coming(*piece);
                        self.tell(Change::Cancel(*piece));
                    }
                }
            } else if state.place == Place::Coming && state.owner == rung {
                // Somebody else waits for it still.
                let others = catalog.piece_rungs.get(piece.at());
                let waiting = others.iter().copied().filter(|other| self.rungs[other.at()].state == State::Asked);
                let best = waiting.max_by_key(|other| (self.rungs[other.at()].priority, std::cmp::Reverse(*other)));
                if let Some(owner) = best {
                    self.pieces[piece.at()].owner = owner;
                }
            }
        }
        self.recount(rung);
    }

    /// Counts the bytes of a rung still to be fetched. What others have fetched counts only once the rung is asked for:
    /// it may go with them, and then the rung that drove them out for its sake would not be worth so much any more.
    pub(super) fn recount(&mut self, rung: RungId) {
        let state = self.state(rung);
        let here = |piece: &&PieceId| state.waits() && self.pieces[piece.at()].place == Place::Here;
        let away = self.catalog.pieces_of(rung).iter().filter(|piece| !here(piece));
        let bytes = away.fold(0u32, |sum, piece| sum.saturating_add(self.catalog.piece(*piece).wire));
        self.missing[rung.at()] = if state.there() || state == State::Making { 0 } else { bytes };
    }

    fn not_coming(&mut self, piece: PieceId) {
        self.coming.retain(|coming| *coming != piece);
        self.coming_bytes -= u64::from(self.catalog.piece(piece).wire);
    }

    /// A piece has come, whole and checked. What was cancelled meanwhile is ignored: false then.
    pub fn arrived(&mut self, piece: PieceId) -> bool {
        if self.pieces.get(piece.at()).is_none_or(|state| state.place != Place::Coming) {
            return false;
        }
        self.not_coming(piece);
        let state = &mut self.pieces[piece.at()];
        (state.place, state.tries) = (Place::Here, 0);
        let catalog = self.catalog.clone();
        for rung in catalog.piece_rungs.get(piece.at()) {
            if self.state(*rung) == State::Asked {
                self.recount(*rung);
                self.complete(*rung);
            }
        }
        true
    }

    /// A piece has not come, or was not what it should be. It is tried again after a while, and given up in the end:
    /// what is made from it stays at the level it has. Gives the time before which it is not tried again; `None` when it
    /// is given up, or was not waited for.
    pub fn failed(&mut self, piece: PieceId) -> Option<f64> {
        if self.pieces.get(piece.at()).is_none_or(|state| state.place != Place::Coming) {
            return None;
        }
        self.not_coming(piece);
        let (tries, again) = (self.limits.tries, self.limits.again);
        let state = &mut self.pieces[piece.at()];
        state.place = Place::Away;
        state.again = self.now + again * f64::from(1u32 << state.tries.min(LONGEST));
        state.tries += 1;
        state.lost = state.tries >= tries;
        let (lost, again) = (state.lost, state.again);
        let catalog = self.catalog.clone();
        for rung in catalog.piece_rungs.get(piece.at()) {
            if self.state(*rung) == State::Asked {
                self.unplan_waiting(*rung, State::Out);
            }
            if lost && self.state(*rung) == State::Out {
                self.rungs[rung.at()].state = State::Lost;
                self.rekey_rung(*rung);
            }
        }
        (!lost).then_some(again)
    }

    /// Tries a piece again that failed or was given up: the network is back, or the visitor asks for it. What was refused
    /// stays so.
    pub fn forgive(&mut self, piece: PieceId) {
        let Some(state) = self.pieces.get_mut(piece.at()) else { return };
        (state.lost, state.tries, state.again) = (false, 0, 0.0);
        let catalog = self.catalog.clone();
        for rung in catalog.piece_rungs.get(piece.at()) {
            let lost = catalog.pieces_of(*rung).iter().any(|piece| self.pieces[piece.at()].lost);
            let own = &mut self.rungs[rung.at()];
            if own.state == State::Lost && !own.refused && !lost {
                own.state = State::Out;
            }
            // A piece that only rested may be asked for now, too.
            self.rekey_rung(*rung);
        }
    }

    /// Takes note when the last piece of a rung is here.
    fn complete(&mut self, rung: RungId) {
        let here = |piece: &PieceId| self.pieces[piece.at()].place == Place::Here;
        if self.state(rung) == State::Asked && self.catalog.pieces_of(rung).iter().all(here) {
            self.rungs[rung.at()].state = State::Ready;
            self.offer(rung);
        }
    }

    /// Offers a rung for uploading when all that it needs is there.
    pub(super) fn offer(&mut self, rung: RungId) {
        if self.state(rung) != State::Ready {
            return;
        }
        let mut there = self.catalog.below(rung).is_none_or(|below| self.state(below) == State::In);
        needs(&self.catalog, rung, |need| there &= self.state(need) == State::In || !self.held(need));
        if there {
            let Priority(key) = self.rungs[rung.at()].priority;
            self.ready.set(rung.0, key);
        }
    }
}

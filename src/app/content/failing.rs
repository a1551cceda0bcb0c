//! What cannot be had: what says so, what stands for it, and how it is mended.

use super::{Content, World, again};
use crate::app::piece::{Detail, Piece};
use crate::app::stats::Problem;
use crate::panel::{Key, t};

impl Content {
    /// Takes signs away that say what is not so any more.
    pub(super) fn relieve(&mut self, what: impl Fn(Piece, &str) -> bool, world: &mut World) {
        let relieved: Vec<_> = self.failed.extract_if(.., |(_, failed, reason)| what(*failed, reason)).collect();
        for (booth, ..) in relieved {
            if !self.failed.iter().any(|(failed, ..)| *failed == booth) {
                self.remove(Piece::Failed(booth), world);
            }
        }
    }

    /// What was given up has come after all.
    pub(super) fn mend(&mut self, place: Piece, why: &str, world: &mut World) {
        let what = place.name(&self.bench.fair);
        log::info!("{what}: is there after all");
        self.problems.retain(|problem| problem.what != what || problem.why != why);
        self.relieve(|failed, reason| failed == place && reason == why, world);
        if let Piece::Proxies(hall) = place {
            self.bare_halls.retain(|bare| *bare != hall);
            for standin in self.standins(hall) {
                self.remove(standin, world);
            }
        }
    }

    /// Whether something stands for a model that has another form to stand in: proxies that came late.
    pub(super) fn is_relieved(&self, standin: Piece) -> bool {
        let fair = &self.bench.fair;
        let booth = |index: usize| fair.booths.get(index).filter(|booth| booth.model.is_some());
        let hall = match standin {
            Piece::Standin(index) => booth(index).map(|booth| booth.hall),
            Piece::Floor(hall) => fair.halls.get(hall).and_then(|found| found.model.as_ref()).map(|_| hall),
            _ => None,
        };
        let proxied = |hall: &usize| fair.halls.get(*hall).is_some_and(|hall| hall.proxies.is_some());
        hall.filter(proxied).is_some_and(|hall| !self.bare_halls.contains(&hall))
    }

    /// What stands in a hall for its proxies, where they cannot be had.
    pub(super) fn standins(&self, hall: usize) -> Vec<Piece> {
        let fair = &self.bench.fair;
        let booths = (0..).zip(&fair.booths).filter(|(_, booth)| booth.hall == hall && booth.model.is_some());
        let floor = fair.halls.get(hall).and_then(|hall| hall.model.as_ref()).map(|_| Piece::Floor(hall));
        booths.map(|(index, _)| Piece::Standin(index)).chain(floor).collect()
    }

    pub(super) fn fail(&mut self, piece: Piece, detail: Detail, error: &anyhow::Error) {
        let why = format!("{error:#}");
        let passes = self.again.is_some() && again::may_pass(error);
        let first = match &mut self.again {
            Some(again) if passes => again.missed(piece, detail, &why),
            Some(again) => again.settle(piece, detail).is_none(),
            None => true,
        };
        if !first {
            return;
        }
        // Less than the whole is better than a sign; and where less cannot be had, the whole may.
        self.tell(piece, &why, detail == Detail::Full && !self.placed.contains_key(&piece), passes);
        if piece == Piece::Environment {
            // A fair without its own light is still a fair.
            self.ask(Piece::Studio, 0);
        }
    }

    /// Notes what is wrong with a piece; a booth gets a sign with the reason if `sign`, which says so if it `passes` once
    /// the network is back.
    pub(super) fn tell(&mut self, piece: Piece, why: &str, sign: bool, passes: bool) {
        let what = piece.name(&self.bench.fair);
        log::warn!("{what}: {why}");
        self.problems.push(Problem { what, why: why.to_owned() });
        if let Piece::Booth(booth) | Piece::Product(booth, _) | Piece::Poster(booth, _) = piece
            && sign
        {
            let first = !self.failed.iter().any(|(failed, ..)| *failed == booth);
            self.failed.push((booth, piece, why.to_owned()));
            if first {
                let again = if passes { format!("{}\n", t(self.bench.lang, Key::NetworkAgain)) } else { String::new() };
                self.ask_with(Piece::Failed(booth), Detail::Full, 2, again + why);
            }
        }
    }
}

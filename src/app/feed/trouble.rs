//! What of a fair cannot be had: where it is missed, and whether it may come yet.

use std::collections::{HashMap, HashSet};

use crate::app::piece::Piece;
use crate::stream::{PieceId, RungId};

/// Pieces tried again in one frame at the most.
const FORGIVEN: usize = 8;

/// Something was given up for a place, or has come after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub place: Piece,
    pub why: String,
    pub what: Turn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It will not come.
    Lost,
    /// It is tried again when the network is back.
    Waiting,
    /// It was given up, and is there now.
    Mended,
}

/// Everything that was given up.
#[derive(Debug, Default)]
pub struct Troubles {
    /// Levels that cannot be had, with the places that were told of and the reason.
    lost: HashMap<RungId, (Vec<Piece>, String)>,
    /// Files that the network kept from coming.
    waiting: HashSet<PieceId>,
    /// Those that are to be tried again, …
    forgiven: Vec<PieceId>,
    /// … and those that are, and have not come yet.
    tried: HashSet<PieceId>,
    news: Vec<News>,
}

impl Troubles {
    /// A level cannot be had, and these places miss it. What was told once is not told again.
    pub fn lost(&mut self, rung: RungId, places: Vec<Piece>, why: &str, waiting: bool) {
        if self.lost.contains_key(&rung) {
            return;
        }
        let what = if waiting { Turn::Waiting } else { Turn::Lost };
        self.news.extend(places.iter().map(|place| News { place: *place, why: why.to_owned(), what }));
        self.lost.insert(rung, (places, why.to_owned()));
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty()
    }

    /// Whether any of these files is still kept from coming.
    pub fn misses(&self, pieces: &[PieceId]) -> bool {
        pieces
            .iter()
            .any(|piece| self.waiting.contains(piece) || self.tried.contains(piece) || self.forgiven.contains(piece))
    }

    /// A level is there, or can be had whenever it has room.
    pub fn stands(&mut self, rung: RungId) {
        let Some((places, why)) = self.lost.remove(&rung) else { return };
        self.news.extend(places.into_iter().map(|place| News { place, why: why.clone(), what: Turn::Mended }));
    }

    /// A file was given up because of the network.
    pub fn waits(&mut self, piece: PieceId) {
        self.tried.remove(&piece);
        self.waiting.insert(piece);
    }

    /// A file has come; says whether it was the last of those that the network kept from coming.
    pub fn came(&mut self, piece: PieceId) -> bool {
        let missed = self.waiting.remove(&piece) | self.tried.remove(&piece);
        missed && self.waiting.is_empty() && self.tried.is_empty()
    }

    /// The network is back: these files are tried again, and all that it kept from coming.
    pub fn forgive(&mut self, others: impl Iterator<Item = PieceId>) {
        self.tried.extend(self.waiting.iter().copied());
        self.forgiven.extend(self.waiting.drain());
        self.forgiven.extend(others);
    }

    /// Files that are to be tried again in this frame.
    pub fn forgiven(&mut self) -> impl Iterator<Item = PieceId> + '_ {
        let from = self.forgiven.len().saturating_sub(FORGIVEN);
        self.forgiven.drain(from..)
    }

    /// Whether nothing is about to be tried again.
    pub fn is_settled(&self) -> bool {
        self.forgiven.is_empty()
    }

    /// What has happened since it was asked for.
    pub fn news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }
}

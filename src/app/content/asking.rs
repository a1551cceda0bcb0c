//! What is asked for, and in which order.

use glam::Vec2;

use super::Content;
use crate::app::piece::{Detail, Piece};

/// Whole models come after the nearer form of all of them.
const WHOLE: u32 = 10_000;
/// Distance at which a booth's rank becomes one worse, in metres.
const RANK_METRES: f32 = 4.0;

impl Content {
    pub(super) fn rank(&self, piece: Piece, from: Vec2) -> u32 {
        let at = piece.matrix(&self.bench.fair).w_axis;
        4 + (Vec2::new(at.x, at.z).distance(from) / RANK_METRES) as u32
    }

    /// Asks for a piece; a smaller rank comes sooner.
    pub fn ask(&mut self, piece: Piece, rank: u32) {
        self.ask_with(piece, Detail::Full, rank, String::new());
    }

    /// Asks for a piece that says something.
    pub fn ask_text(&mut self, piece: Piece, rank: u32, text: String) {
        self.ask_with(piece, Detail::Full, rank, text);
    }

    /// Asks for a model, and for what comes before all of it where the fair is packed.
    pub(super) fn ask_model(&mut self, piece: Piece, rank: u32) {
        if self.feed.as_ref().is_some_and(|feed| feed.feeds(piece)) {
            return;
        }
        let fair = &self.bench.fair;
        let near = piece.model(fair).and_then(|path| fair.models.get(path)).is_some_and(|packed| packed.has_near());
        if near {
            self.ask_with(piece, Detail::Near, rank, String::new());
        }
        self.ask_with(piece, Detail::Full, if near { rank + WHOLE } else { rank }, String::new());
    }

    pub(super) fn ask_with(&mut self, piece: Piece, detail: Detail, rank: u32, reason: String) {
        let bench = self.bench.clone();
        self.wanted += 1;
        self.workers.ask(rank, move || (piece, detail, piece.make(&bench, detail, &reason)));
    }
}

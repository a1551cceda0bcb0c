//! What is there, and how much of it.

use std::sync::Arc;

use glam::Vec3;

use super::{Content, Placed};
use crate::app::feed::Feed;
use crate::app::piece::Piece;
use crate::model::Model;
use crate::scene::ObjectId;
use crate::stream::RungId;
use crate::visit::Thing;

impl Content {
    /// Pieces that are here, and pieces asked for.
    pub fn progress(&self) -> (usize, usize) {
        let open = self.workers.open() + usize::from(self.going.is_some());
        let (fed, all) = self.feed.as_ref().map_or((0, 0), Feed::progress);
        (self.wanted - open.min(self.wanted) + fed, self.wanted + all)
    }

    /// Whether everything asked for is here or has failed.
    pub fn complete(&self) -> bool {
        self.going.is_none() && self.workers.open() == 0 && self.feed.as_ref().is_none_or(Feed::complete)
    }

    /// Frames for which a packed fair has been still: it is whole, and known to be so only after a look at every part.
    pub fn still(&self) -> usize {
        self.feed.as_ref().map_or(0, Feed::still)
    }

    /// The object of a piece, once it is placed.
    pub fn object(&self, piece: Piece) -> Option<ObjectId> {
        self.placed.get(&piece).map(|placed| placed.object)
    }

    /// The renderer's number of a piece, once it is placed.
    pub fn model(&self, piece: Piece) -> Option<u32> {
        self.placed.get(&piece).map(|placed| placed.model)
    }

    /// What shows a piece, its proxy too, and what leaves its place.
    pub fn objects(&self, piece: Piece) -> impl Iterator<Item = ObjectId> {
        let [fed, leaving] = self.feed.as_ref().map_or([None; 2], |feed| [feed.object(piece), feed.leaving(piece)]);
        [self.object(piece), self.proxies.get(&piece).copied(), fed, leaving].into_iter().flatten()
    }

    /// What shows a piece other than by its proxy, and its shape.
    pub fn shown(&self, piece: Piece) -> Option<(ObjectId, &Arc<Model>)> {
        let own = self.placed.get(&piece).map(|placed| (placed.object, &placed.shape));
        own.or_else(|| self.feed.as_ref()?.shown(piece))
    }

    /// Half of the size of a piece, metres.
    pub fn half(&self, piece: Piece) -> Option<Vec3> {
        self.shown(piece).map(|(_, shape)| shape.bounds.half())
    }

    /// How many variants a piece has, beside its first form.
    pub fn variants(&self, piece: Piece) -> usize {
        self.shown(piece).map_or(0, |(_, shape)| shape.variants.len())
    }

    /// Products that can be taken from their plinths.
    pub fn things(&self) -> &[Thing] {
        &self.things
    }

    /// Everything that stands.
    pub fn placed(&self) -> impl Iterator<Item = (Piece, &Placed)> {
        self.placed.iter().map(|(piece, placed)| (*piece, placed))
    }

    /// Whether any hall, booth or product stands.
    pub fn has_content(&self) -> bool {
        self.feed.as_ref().is_some_and(Feed::has_content)
            || self.placed.keys().any(|piece| matches!(piece, Piece::Hall(_) | Piece::Booth(_) | Piece::Product(..)))
    }

    /// What is on the GPU of a packed fair, by the scheduler's numbers.
    pub fn resident(&self) -> Vec<RungId> {
        self.feed.as_ref().map(Feed::resident).unwrap_or_default()
    }

    /// What brings a packed fair in.
    #[cfg(all(test, feature = "pack"))]
    pub fn fed(&self) -> Option<&Feed> {
        self.feed.as_ref()
    }

    /// Whether every model of a packed fair stands in its plainest form at least; `true` where there is nothing packed.
    pub fn has_proxies(&self) -> bool {
        self.feed.as_ref().is_none_or(Feed::has_proxies)
    }
}

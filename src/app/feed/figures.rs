//! What the overlay shows of a packed fair.

use super::index::Rung;
use super::{Decoded, Feed};
use crate::app::piece::{Detail, Piece};
use crate::panel::figures::{Level, Queue};
use crate::stream::{Ledger, State};

impl Feed {
    /// What is on its way, and where.
    pub fn queue(&self) -> Queue {
        let counts = self.fetcher.counts();
        Queue {
            asked: counts.queued,
            fetching: counts.running,
            decoding: counts.ready + self.decoding.len(),
            waiting: self.decoded.len(),
            uploading: self.going.len(),
            leaving: self.falling.len() + self.frees.len(),
        }
    }

    /// Bytes in main memory that were fetched or decoded and whose upload has not begun.
    pub fn memory(&self) -> u64 {
        let fetched = self.bytes.values().map(|bytes| bytes.len() as u64).sum::<u64>();
        fetched + self.fetcher.counts().held + self.decoded.values().map(Decoded::bytes).sum::<u64>()
    }

    /// The memory on the GPU that is in use.
    pub fn ledger(&self) -> &Ledger {
        self.scheduler.ledger()
    }

    /// What will be in use once all that was asked for is there.
    pub fn planned(&self) -> u64 {
        self.scheduler.planned()
    }

    /// What a place shows, and how sharp its textures are: the mean of the shares of their texels along a side.
    pub fn level(&self, place: Piece) -> (Level, f32) {
        let Some(&entry) = self.index.by_place.get(&place) else { return (Level::Nothing, 0.0) };
        let shown = self.stands.rung(place).and_then(|rung| self.index.rungs.get(rung.at()));
        let level = match shown {
            Some(Rung::Model(_, Detail::Full)) => Level::Full,
            Some(Rung::Model(_, Detail::Near)) => Level::Near,
            Some(_) => Level::Proxy,
            None if self.lost(entry) => Level::Failed,
            None => Level::Nothing,
        };
        let pictures = self.index.entries.get(entry).map_or(&[] as &[usize], |entry| &entry.pictures);
        if level <= Level::Proxy || pictures.is_empty() {
            // A proxy shows no textures, and what has none is as sharp as it can be.
            return (level, if level > Level::Proxy { 1.0 } else { 0.0 });
        }
        let sharp = pictures.iter().map(|picture| self.sharpness(*picture)).sum::<f32>();
        (level, sharp / pictures.len() as f32)
    }

    fn lost(&self, entry: usize) -> bool {
        let first = self.index.entries.get(entry).and_then(|entry| entry.rungs.first());
        first.is_some_and(|rung| self.scheduler.state(*rung) == State::Lost)
    }

    /// Of a texture's texels along a side, those that are there.
    fn sharpness(&self, picture: usize) -> f32 {
        let texture = self.index.pictures.get(picture).and_then(|picture| picture.texture(&self.bench.fair));
        let top = self.paints.count(picture).checked_sub(1);
        let range = texture.zip(top).and_then(|(texture, top)| texture.rungs.get(top));
        range.map_or(0.0, |range| 0.5f32.powi(range.level as i32))
    }
}

impl Decoded {
    /// About what it takes in main memory.
    fn bytes(&self) -> u64 {
        let images = |images: &[crate::model::Image]| images.iter().flat_map(|image| &image.levels).map(Vec::len).sum();
        let bytes: usize = match self {
            Decoded::Proxies { ready, .. } | Decoded::Model { ready, .. } => {
                let own: usize = images(&ready.payload.images);
                ready.payload.data.len() + own
            }
            Decoded::Mips(image) => images(std::slice::from_ref(image)),
            Decoded::Buffer(_) | Decoded::Pipelines => 0,
        };
        bytes as u64
    }
}

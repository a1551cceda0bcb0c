//! What the overlay shows of the content: what is on its way, what it takes, and how far each booth is.

use std::sync::Arc;

use super::{Content, Detail, Piece};
use crate::app::feed::Feed;
use crate::fair::Fair;
use crate::panel::figures::{Bytes, Level, Queue};

impl Content {
    pub fn fair(&self) -> &Arc<Fair> {
        &self.bench.fair
    }

    /// Whether the fair comes in steps.
    pub fn streams(&self) -> bool {
        self.feed.is_some()
    }

    /// What is on its way, and where.
    pub fn queue(&self) -> Queue {
        let mut queue = self.feed.as_ref().map(Feed::queue).unwrap_or_default();
        let (open, threads) = (self.workers.open(), self.workers.threads());
        // What is not packed is read and decoded in one go.
        queue.asked += open.saturating_sub(threads);
        queue.decoding += open.min(threads);
        queue.uploading += usize::from(self.going.is_some());
        queue
    }

    /// What there is in memory, without what was fetched. `held` is what the GPU holds by the renderer's count.
    pub fn memory(&self, held: u64) -> Bytes {
        let Some(feed) = &self.feed else { return Bytes { gpu: held, ..Bytes::default() } };
        let (share, others) = self.signs.as_ref().map_or((0, 0), super::Signs::bytes);
        let ledger = feed.ledger();
        Bytes {
            memory: feed.memory(),
            gpu: ledger.used() + others,
            planned: feed.planned() + others,
            cap: Some(ledger.cap() + share),
            ..Bytes::default()
        }
    }

    /// How far a booth and what is on it are, and how sharp their textures; `None` where there is
    /// nothing.
    pub fn booth(&self, number: usize) -> Option<(Level, f32)> {
        let booth = self.bench.fair.booths.get(number)?;
        let own = booth.model.is_some().then_some(Piece::Booth(number));
        let (mut least, mut sharp, mut count) = (Level::Full, 0.0, 0u32);
        for piece in own.into_iter().chain(Piece::of_booth(number, booth)) {
            let (level, sharpness) = self.piece(piece);
            (least, sharp, count) = (least.min(level), sharp + sharpness, count + 1);
        }
        (count > 0).then(|| (least, sharp / count as f32))
    }

    fn piece(&self, piece: Piece) -> (Level, f32) {
        if let Some(feed) = self.feed.as_ref().filter(|feed| feed.feeds(piece)) {
            return feed.level(piece);
        }
        match self.placed.get(&piece).map(|placed| placed.detail) {
            Some(Detail::Full) => (Level::Full, 1.0),
            Some(Detail::Near) => (Level::Near, 1.0),
            None if self.proxies.contains_key(&piece) => (Level::Proxy, 0.0),
            None if self.failed.iter().any(|(_, failed, _)| *failed == piece) => (Level::Failed, 0.0),
            None => (Level::Nothing, 0.0),
        }
    }

    /// Bytes that are lent.
    #[cfg(test)]
    pub fn lent(&self) -> u64 {
        self.signs.as_ref().map_or(0, super::Signs::lent)
    }

    /// Lends GPU memory to what is no part of the fair, out of what signs may take. `false` where there is not so much.
    pub fn lend(&mut self, bytes: u64) -> bool {
        self.signs.as_mut().is_none_or(|signs| signs.lend(bytes))
    }

    /// Takes back what was lent.
    pub fn take_back(&mut self, bytes: u64) {
        if let Some(signs) = &mut self.signs {
            signs.take_back(bytes);
        }
    }
}

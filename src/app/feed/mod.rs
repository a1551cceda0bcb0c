//! A packed fair on its way into a live visit: the scheduler says what comes next, threads fetch and decode it, and each
//! frame uploads what its budget allows.
//!
//! | what | where |
//! |---|---|
//! | the order of a frame | [`Feed::advance`] |
//! | the fair in the scheduler's numbers | [`index`] |
//! | what stands where, at which level | [`stand`] |
//!
//! Replays and still pictures do not come here: they take the same pieces in a fixed order, so that they look the same
//! every time.

mod index;
mod stand;
#[cfg(all(test, feature = "pack"))]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use anyhow::Result;

use super::content::World;
use super::packed;
use super::piece::{self, Bench, Piece, ReadyModel};
use crate::fetch::{Fetcher, PieceRef};
use crate::render::Upload;
use crate::stream::{Admission, Change, Limits, Pacing, PieceId, RungId, Scheduler, State, View, Workers};
use crate::visit::Grid;
use index::{Index, Stage};
use stand::Stands;

/// See the module's page.
pub struct Feed {
    bench: Bench,
    index: Index,
    scheduler: Scheduler,
    fetcher: Fetcher,
    decoders: Workers<(RungId, Result<Decoded>)>,
    /// Pieces that are here and may still be needed.
    bytes: HashMap<PieceRef, Arc<[u8]>>,
    /// Pieces that did not come and will be asked for again.
    missed: HashSet<PieceId>,
    decoding: HashSet<RungId>,
    decoded: HashMap<RungId, Decoded>,
    /// Uploads that have begun.
    going: HashMap<RungId, Going>,
    stands: Stands,
    /// Frames in which nothing was on its way.
    still: usize,
    /// What went wrong since it was asked for.
    pub problems: Vec<(Piece, String)>,
    pub loaded: u64,
}

/// What a thread made of a rung's pieces.
struct Decoded {
    ready: ReadyModel,
    /// Where one can walk, for each of the model's places.
    grids: Vec<(Piece, Grid)>,
}

struct Going {
    upload: Upload,
    grids: Vec<(Piece, Grid)>,
}

impl Feed {
    /// Of a packed fair; nothing is asked for before the first frame. `cap` is the most that it takes on the GPU, in bytes.
    ///
    /// # Errors
    /// The plan names a file that cannot be one.
    pub fn new(bench: Bench, threads: usize, cap: u64) -> Result<Feed> {
        let index = Index::new(&bench.fair, bench.options.blocks)?;
        let scheduler = Scheduler::new(index.catalog.clone(), cap, Limits::default());
        let fetcher = Fetcher::new(bench.source.clone());
        Ok(Feed {
            index,
            scheduler,
            fetcher,
            decoders: Workers::new(threads, Pacing::Measured),
            bytes: HashMap::new(),
            missed: HashSet::new(),
            decoding: HashSet::new(),
            decoded: HashMap::new(),
            going: HashMap::new(),
            stands: Stands::new(bench.fair.clone()),
            still: 0,
            problems: Vec::new(),
            loaded: 0,
            bench,
        })
    }

    /// Whether a hall, booth or product comes this way.
    pub fn feeds(&self, piece: Piece) -> bool {
        self.index.entries.iter().any(|entry| entry.places.contains(&piece))
    }

    /// One frame: what is seen, what has come, what goes up.
    pub fn advance(&mut self, world: &mut World, admission: &mut Admission, view: &View, time: f32) {
        self.scheduler.look(view);
        self.tell();
        self.receive();
        self.evict(world);
        self.upload(world, admission, time);
        let quiet =
            self.scheduler.idle() && self.decoding.is_empty() && self.fetcher.is_idle() && self.missed.is_empty();
        self.still = if quiet { self.still + 1 } else { 0 };
    }

    /// Whether everything that fits is there: nothing has been on its way while every part was looked at.
    pub fn complete(&self) -> bool {
        /// The scheduler looks at a part at least once in so many frames for each hundred of them.
        const ROUND: usize = 100;
        self.still > 2 + self.index.catalog.parts().len() / ROUND
    }

    /// Rungs that are there or cannot be had, and all rungs.
    pub fn progress(&self) -> (usize, usize) {
        let all = self.index.rungs.len();
        let done =
            (0..all as u32).filter(|&rung| matches!(self.scheduler.state(RungId(rung)), State::In | State::Lost));
        (done.count(), all)
    }

    /// Whether anything stands in more than its plainest form.
    pub fn has_content(&self) -> bool {
        self.stands.has_models()
    }

    /// Whether every model stands in its plainest form at least.
    pub fn has_proxies(&self) -> bool {
        self.index
            .entries
            .iter()
            .filter_map(|entry| entry.rungs.first())
            .all(|rung| self.scheduler.state(*rung).there())
    }

    fn tell(&mut self) {
        let pieces = &self.index.pieces;
        for change in self.scheduler.changes() {
            let named = |piece: PieceId| pieces.get(piece.at()).copied();
            match change {
                // The fetcher takes the lowest first.
                Change::Ask(piece, priority) | Change::Rank(piece, priority) => {
                    if let Some(piece) = named(piece) {
                        self.fetcher.ask(piece, u64::MAX - priority.0);
                    }
                }
                Change::Cancel(piece) => {
                    if let Some(piece) = named(piece) {
                        self.fetcher.cancel(&piece);
                    }
                }
                Change::Drop(piece) => {
                    named(piece).and_then(|piece| self.bytes.remove(&piece));
                }
            }
        }
    }

    /// Takes what was fetched and decoded, and has decoded what is whole.
    fn receive(&mut self) {
        while let Some((piece, result)) = self.fetcher.take() {
            let Some(&number) = self.index.by_ref.get(&piece) else { continue };
            match result {
                Ok(bytes) => {
                    self.missed.remove(&number);
                    if self.scheduler.arrived(number) {
                        self.bytes.insert(piece, bytes);
                        let rungs = self.index.made_from.get(number.at()).cloned().unwrap_or_default();
                        rungs.into_iter().for_each(|rung| self.decode(rung));
                    }
                }
                Err(error) => {
                    self.scheduler.failed(number);
                    self.missed.insert(number);
                    let rungs = self.index.made_from.get(number.at()).cloned().unwrap_or_default();
                    if let Some(lost) = rungs.into_iter().find(|rung| self.scheduler.state(*rung) == State::Lost) {
                        self.missed.remove(&number);
                        self.complain(lost, &error.to_string());
                    }
                }
            }
        }
        while let Some((rung, made)) = self.decoders.take() {
            self.decoding.remove(&rung);
            let wanted = matches!(self.scheduler.state(rung), State::Ready | State::Making);
            match made {
                Ok(made) if wanted => {
                    self.decoded.insert(rung, made);
                }
                Ok(_) => {}
                Err(error) => {
                    self.complain(rung, &format!("{error:#}"));
                    self.scheduler.refused(rung);
                    // Nothing was made of it.
                    self.scheduler.freed(rung);
                }
            }
        }
    }

    /// Has a rung decoded whose pieces are all here.
    fn decode(&mut self, rung: RungId) {
        if !matches!(self.scheduler.state(rung), State::Ready | State::Making)
            || self.decoded.contains_key(&rung)
            || self.going.contains_key(&rung)
            || !self.decoding.insert(rung)
        {
            return;
        }
        let Some(&(entry, stage)) = self.index.rungs.get(rung.at()) else { return };
        let Some(entry) = self.index.entries.get(entry) else { return };
        // All proxies of a hall are one file, which is made once.
        let twin = |other: &RungId| *other != rung && self.is_proxy_of(*other, entry.hall);
        if stage == Stage::Proxy && (self.stands.has_proxies(entry.hall) || self.decoding.iter().any(twin)) {
            self.decoding.remove(&rung);
            return;
        }
        let pieces = self.index.catalog.pieces_of(rung).iter().filter_map(|piece| self.index.pieces.get(piece.at()));
        let bytes: HashMap<PieceRef, Arc<[u8]>> =
            pieces.filter_map(|piece| Some((*piece, self.bytes.get(piece)?.clone()))).collect();
        let (bench, path, places, hall) = (self.bench.clone(), entry.path.clone(), entry.places.clone(), entry.hall);
        // What is more urgent is asked for first by the scheduler, and so comes first.
        self.decoders.ask(0, move || (rung, piece::guarded(|| made(&bench, stage, hall, &path, &places, &bytes))));
    }

    fn evict(&mut self, world: &mut World) {
        while let Some(rung) = self.scheduler.evict() {
            if let Some(&(entry, _)) = self.index.rungs.get(rung.at())
                && let Some(entry) = self.index.entries.get(entry)
                && let Some(place) = entry.rungs.iter().position(|own| *own == rung)
            {
                let below = place.checked_sub(1).and_then(|below| entry.rungs.get(below));
                self.stands.fall(entry, rung, below.copied(), world);
            }
            self.scheduler.freed(rung);
        }
    }

    fn upload(&mut self, world: &mut World, admission: &mut Admission, time: f32) {
        while let Some(rung) = self.scheduler.next_upload() {
            let Some(&(number, stage)) = self.index.rungs.get(rung.at()) else { return };
            let Some(entry) = self.index.entries.get(number) else { return };
            if stage == Stage::Proxy && self.stands.has_proxies(entry.hall) {
                self.decoded.remove(&rung);
                self.stands.proxy(entry, rung, world);
                self.scheduler.uploaded(rung);
                continue;
            }
            if let Some(Decoded { ready, grids }) = self.decoded.remove(&rung) {
                self.going.insert(rung, Going { upload: Upload::new(ready.shape, ready.payload), grids });
            }
            let Some(going) = self.going.get_mut(&rung) else {
                // It waits for a thread.
                self.decode(rung);
                return;
            };
            while let Some(cost) = going.upload.next() {
                if !admission.run(cost, || going.upload.step(&mut world.renderer)) {
                    return;
                }
            }
            let Some(Going { upload, grids }) = self.going.remove(&rung) else { return };
            let Some((model, shape)) = world.renderer.insert(upload) else { return };
            self.loaded += 1;
            if stage == Stage::Proxy {
                self.stands.proxies(entry.hall, model, shape);
                self.stands.proxy(entry, rung, world);
            } else {
                self.stands.rise(entry, rung, model, shape, grids, world, time);
            }
            self.scheduler.uploaded(rung);
        }
    }

    fn is_proxy_of(&self, rung: RungId, hall: usize) -> bool {
        let found = self.index.rungs.get(rung.at());
        found.is_some_and(|&(entry, stage)| {
            stage == Stage::Proxy && self.index.entries.get(entry).is_some_and(|entry| entry.hall == hall)
        })
    }

    /// A rung that cannot be had, with the places that would have shown it.
    fn complain(&mut self, rung: RungId, why: &str) {
        let entry = self.index.rungs.get(rung.at()).and_then(|(entry, _)| self.index.entries.get(*entry));
        for place in entry.iter().flat_map(|entry| &entry.places) {
            self.problems.push((*place, why.to_owned()));
        }
    }

    /// Whether a place shows a model of its own, not its proxy.
    pub fn stands(&self, piece: Piece) -> bool {
        self.stands.is_model(piece)
    }
}

fn made(
    bench: &Bench,
    stage: Stage,
    hall: usize,
    path: &str,
    places: &[Piece],
    bytes: &HashMap<PieceRef, Arc<[u8]>>,
) -> Result<Decoded> {
    let fair = &bench.fair;
    let model = match stage {
        Stage::Proxy => {
            let name = fair.halls.get(hall).and_then(|hall| hall.proxies.as_ref());
            let name = name.ok_or_else(|| anyhow::anyhow!("the hall has no proxies"))?;
            packed::proxies(bytes, &bench.options, name)?
        }
        Stage::Model(detail) => {
            let packed = fair.models.get(path).ok_or_else(|| anyhow::anyhow!("{path} is not packed"))?;
            packed::load(bytes, &bench.options, path, packed, detail)?
        }
    };
    let grid = |place: &Piece| place.grid(fair, &model).map(|grid| (*place, grid));
    let grids = if stage == Stage::Proxy { Vec::new() } else { places.iter().filter_map(grid).collect() };
    Ok(Decoded { ready: piece::ready(model, None, bench), grids })
}

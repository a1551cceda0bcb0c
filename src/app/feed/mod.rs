//! A packed fair on its way into a live visit: the scheduler says what comes next, threads fetch and decode it, and each
//! frame uploads what its budget allows.
//!
//! | what | where |
//! |---|---|
//! | the order of a frame, and what comes in | [`Feed::advance`] |
//! | what goes up, and what leaves | [`going`] |
//! | the fair in the scheduler's numbers | [`index`] |
//! | what stands where, at which level | [`stand`] |
//! | which of the levels that are there are shown, and what is left out, where a frame has limits | [`limited`] |
//! | a finer level taking the place of a coarser one softly | [`fading`] |
//! | textures, level upon level | [`paint`] |
//! | what the overlay shows of it | `figures` |
//! | how much of the GPU's memory it all takes | [`thrift`] |
//! | what cannot be had, and whether it may come yet | [`trouble`] |
//! | when what had arrived was first recognisable | `recognised` |
//!
//! Replays and still pictures do not come here: they take the same pieces in a fixed order, so that they look the same
//! every time.

mod fading;
#[cfg(all(test, feature = "pack"))]
pub(super) mod faults;
mod figures;
mod going;
mod index;
mod limited;
mod paint;
#[cfg(feature = "pack")]
mod recognised;
mod stand;
#[cfg(all(test, feature = "pack"))]
pub(super) mod tests;
mod thrift;
mod trouble;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use anyhow::{Context, Result};

use super::content::World;
use super::packed;
use super::piece::{self, Bench, Piece, ReadyModel};
use super::proxies::{Parts, join};
use crate::fetch::{Fetcher, PieceRef, Watch};
use crate::model::{Image, Model};
use crate::render::{Exchange, STAGING};
use crate::scene::{ObjectId, Shown};
use crate::stream::{Admission, Change, Frees, Hold, Limits, Pacing, PieceId, RungId, Scheduler, State, View, Workers};
use crate::visit::Grid;
use going::{Falling, Going, Gone};
use index::{Index, Rung};
pub use limited::{Limited, load};
use paint::Paints;
#[cfg(feature = "pack")]
pub use recognised::recognised;
use stand::Stands;
use thrift::Thrift;
use trouble::Troubles;
pub use trouble::{News, Turn};

/// Pieces and decoded levels taken in by one frame: a fast disk brings more at once than a frame has time for.
const TAKEN: usize = 8;

/// Ranks of what threads do: what an upload waits for, what is decoded, and what nobody waits for. (What is more urgent is asked for first by
/// the scheduler, and so comes first.)
const FIRST: u32 = 0;
const THEN: u32 = 1;
const LAST: u32 = 2;

/// See the module's page.
pub struct Feed {
    bench: Bench,
    index: Index,
    scheduler: Scheduler,
    /// Staging counts, too.
    _staging: Hold,
    fetcher: Fetcher,
    /// Looks whether the network is back.
    watch: Watch,
    decoders: Workers<(RungId, Result<Decoded>)>,
    /// Pieces that are here and may still be needed.
    bytes: HashMap<PieceRef, Arc<[u8]>>,
    /// Pieces that did not come, and when they may be asked for again.
    missed: HashMap<PieceId, f64>,
    decoding: HashSet<RungId>,
    decoded: HashMap<RungId, Decoded>,
    /// Uploads that have begun.
    going: HashMap<RungId, Going>,
    /// What leaves, and is still shown somewhere.
    falling: VecDeque<Falling>,
    frees: Frees<Gone>,
    /// A texture that grows a little sharper.
    sharpening: Option<Exchange>,
    stands: Stands,
    /// Where a frame has limits.
    limited: Option<Limited>,
    paints: Paints,
    /// Whether finer levels come softly: what fades is drawn twice, which a processor that draws has no time for.
    fades: bool,
    /// Frames in which nothing was on its way.
    still: usize,
    troubles: Troubles,
    /// Seconds on the clock of the views.
    time: f64,
    thrift: Thrift,
    /// Until then, what the GPU had no room for is not asked for again.
    refused_until: f64,
    pub loaded: u64,
}

/// What a thread made of a rung's pieces.
enum Decoded {
    Proxies {
        ready: ReadyModel,
        parts: Parts,
    },
    Model {
        ready: ReadyModel,
        /// Where one can walk, for each of the model's places.
        grids: Vec<(Piece, Grid)>,
    },
    Mips(Image),
    /// Memory on the GPU, for an upload that has begun; none where there is none left.
    Buffer(Option<wgpu::Buffer>),
    /// Pipelines, which are found when they are wanted.
    Pipelines,
}

impl Feed {
    /// Of a packed fair; nothing is asked for before the first frame. `cap` is the most that it takes on the GPU, in bytes.
    ///
    /// # Errors
    /// The plan names a file that cannot be one, or the cap does not hold what every load goes through.
    pub fn new(bench: Bench, threads: usize, cap: u64) -> Result<Feed> {
        let index = Index::new(&bench.fair, bench.options.blocks)?;
        let mut scheduler = Scheduler::new(index.catalog.clone(), cap, Limits::default());
        let staging = scheduler.reserve(STAGING).context("--gpu-memory")?;
        let (fetcher, watch) = (Fetcher::new(bench.source.clone()), Watch::new(bench.source.clone()));
        Ok(Feed {
            index,
            scheduler,
            _staging: staging,
            fetcher,
            watch,
            decoders: Workers::beside(threads, Pacing::Measured, bench.pipelines.on_processor()),
            bytes: HashMap::new(),
            missed: HashMap::new(),
            decoding: HashSet::new(),
            decoded: HashMap::new(),
            going: HashMap::new(),
            falling: VecDeque::new(),
            frees: Frees::default(),
            sharpening: None,
            stands: Stands::new(&bench),
            limited: bench.pipelines.profile().limits().map(Limited::new),
            paints: Paints::default(),
            fades: !bench.pipelines.on_processor(),
            still: 0,
            troubles: Troubles::default(),
            time: 0.0,
            thrift: Thrift::new(cap),
            refused_until: 0.0,
            loaded: 0,
            bench,
        })
    }

    /// Whether a hall, booth or product comes this way.
    pub fn feeds(&self, piece: Piece) -> bool {
        self.index.by_place.contains_key(&piece)
    }

    /// One frame: what is seen, what has come, what leaves, what goes up.
    pub fn advance(&mut self, world: &mut World, admission: &mut Admission, view: &View, time: f32) {
        if self.paints.len() < self.index.pictures.len() {
            self.paints = Paints::new(self.index.pictures.len(), &mut world.renderer);
        }
        self.try_again();
        if let Some(cap) = self.thrift.rise(view.time) {
            self.scheduler.set_cap(cap);
        }
        self.time = view.time;
        self.scheduler.look(view);
        self.missed.retain(|_, again| *again > view.time);
        self.tell();
        self.receive(world);
        self.stands.fade(world, admission, time);
        self.leave(world, admission, time);
        self.upload(world, admission, time);
        self.limit(world, admission, view, time);
        self.sharpen(world, admission, view.time);
        let quiet = self.scheduler.idle()
            && self.decoding.is_empty()
            && self.fetcher.is_idle()
            && self.missed.is_empty()
            && self.troubles.is_settled()
            && self.frees.is_empty()
            && self.limited.as_ref().is_none_or(Limited::settled)
            && view.time >= self.refused_until;
        self.still = if quiet { self.still + 1 } else { 0 };
    }

    /// Whether everything that fits is there: nothing has been on its way while every part was looked at. (The last of
    /// it may still grow sharp or fade in, for some tenths of a second.)
    pub fn complete(&self) -> bool {
        /// The scheduler looks at a part at least once in so many frames for each hundred of them.
        const ROUND: usize = 100;
        self.still > 2 + self.index.catalog.parts().len() / ROUND
    }

    /// Frames since anything was on its way.
    pub fn still(&self) -> usize {
        self.still
    }

    /// Rungs that are there or cannot be had, and all rungs.
    pub fn progress(&self) -> (usize, usize) {
        let all = self.index.rungs.len();
        let done =
            (0..all as u32).filter(|&rung| matches!(self.scheduler.state(RungId(rung)), State::In | State::Lost));
        (done.count(), all)
    }

    /// What is on the GPU and shown.
    pub fn resident(&self) -> Vec<RungId> {
        let all = (0..self.index.rungs.len() as u32).map(RungId);
        all.filter(|rung| self.scheduler.state(*rung).there()).collect()
    }

    /// Whether anything stands in more than its plainest form.
    pub fn has_content(&self) -> bool {
        self.stands.has_models()
    }

    /// Whether every model stands in its plainest form at least.
    pub fn has_proxies(&self) -> bool {
        let plainest = self.index.entries.iter().filter_map(|entry| entry.rungs.first());
        plainest.into_iter().all(|rung| self.scheduler.state(*rung).there())
    }

    /// What went wrong, and what is well again, since it was asked for.
    pub fn news(&mut self) -> Vec<News> {
        self.troubles.news()
    }

    /// The network is back: what it kept from coming is tried again, and what rests does so no longer.
    fn try_again(&mut self) {
        if self.watch.answered() {
            self.troubles.forgive(self.missed.keys().copied());
        }
        for piece in self.troubles.forgiven() {
            self.scheduler.forgive(piece);
        }
    }

    /// What is on its way is given up, and so many parts of what is on the GPU must do for a while.
    pub fn spare(&mut self, share: f64) {
        let used = self.scheduler.ledger().used();
        let cap = self.thrift.cut(used, share, self.time);
        log::info!("the fair takes at most {} MiB of the GPU's memory for a while, of {}", cap >> 20, used >> 20);
        self.scheduler.set_cap(cap);
        self.scheduler.forget_waiting();
        self.tell();
    }

    /// Nothing more is taken, until this is said again.
    pub fn hold(&mut self, held: bool) {
        self.thrift.hold(held);
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
        // What was made of it is not wanted either, where the rung is not on its way any more.
        self.decoded.retain(|rung, _| self.scheduler.state(*rung).held());
    }

    /// Takes what was fetched and decoded, and has decoded what is whole.
    fn receive(&mut self, world: &mut World) {
        for _ in 0..TAKEN {
            let Some((piece, result)) = self.fetcher.take() else { break };
            let Some(&number) = self.index.by_ref.get(&piece) else { continue };
            match result {
                Ok(bytes) => {
                    self.missed.remove(&number);
                    if self.troubles.came(number) {
                        self.watch.well();
                    }
                    self.relieve(number);
                    if self.scheduler.arrived(number) {
                        self.bytes.insert(piece, bytes);
                        let rungs = self.index.made_from.get(number.at()).cloned().unwrap_or_default();
                        rungs.into_iter().for_each(|rung| self.decode(rung));
                    }
                }
                Err(error) => {
                    self.missed.extend(self.scheduler.failed(number).map(|again| (number, again)));
                    let rungs = self.index.made_from.get(number.at()).into_iter().flatten();
                    let lost: Vec<RungId> =
                        rungs.copied().filter(|rung| self.scheduler.state(*rung) == State::Lost).collect();
                    let passes = error.may_pass();
                    if passes && !lost.is_empty() {
                        self.troubles.waits(number);
                        self.watch.begin();
                    }
                    lost.into_iter().for_each(|rung| self.complain(rung, &error.to_string(), passes));
                }
            }
        }
        for _ in 0..TAKEN {
            let Some((rung, made)) = self.decoders.take() else { break };
            if let Ok(Decoded::Buffer(buffer)) = made {
                self.made(rung, buffer, &mut world.renderer);
                continue;
            }
            if let Ok(Decoded::Pipelines) = made {
                continue;
            }
            self.decoding.remove(&rung);
            let wanted = matches!(self.scheduler.state(rung), State::Ready | State::Making);
            match made {
                Ok(made) if wanted => {
                    self.prepare_to_fade(rung, &made);
                    self.decoded.insert(rung, made);
                    self.nearer(rung);
                }
                Ok(_) => {}
                Err(error) => {
                    self.complain(rung, &format!("{error:#}"), false);
                    self.scheduler.refused(rung);
                    // Nothing was made of it.
                    self.scheduler.freed(rung);
                    self.nearer(rung);
                }
            }
        }
    }

    /// Has the pipelines made with which a model comes and leaves softly; until they are there, it does so at once.
    fn prepare_to_fade(&mut self, rung: RungId, made: &Decoded) {
        let (Decoded::Proxies { ready, .. } | Decoded::Model { ready, .. }) = made else { return };
        if self.fades {
            let (shape, bench) = (ready.shape.clone(), self.bench.clone());
            self.decoders.ask(LAST, move || {
                piece::pipelines(&shape, Shown::Fading, &bench);
                (rung, Ok(Decoded::Pipelines))
            });
        }
    }

    /// A file has come: of the levels that need it, those that lack no other are missed no longer, whether or not they have
    /// room now.
    fn relieve(&mut self, piece: PieceId) {
        if self.troubles.is_empty() {
            return;
        }
        for &rung in self.index.made_from.get(piece.at()).into_iter().flatten() {
            let lacks =
                self.scheduler.state(rung) == State::Lost || self.troubles.misses(self.index.catalog.pieces_of(rung));
            if !lacks {
                self.troubles.stands(rung);
            }
        }
    }

    /// Has a rung decoded whose pieces are all here.
    fn decode(&mut self, rung: RungId) {
        if !matches!(self.scheduler.state(rung), State::Ready | State::Making)
            || self.decoded.contains_key(&rung)
            || self.going.contains_key(&rung)
            || self.decoding.contains(&rung)
        {
            return;
        }
        let Some(&of) = self.index.rungs.get(rung.at()) else { return };
        // All proxies of a hall are one file, which is made once.
        if let Rung::Proxy(entry) = of
            && let Some(hall) = self.index.entries.get(entry).map(|entry| entry.hall)
            && (self.stands.has_proxies(hall) || self.on_their_way().any(|other| self.is_proxy_of(other, hall)))
        {
            return;
        }
        let pieces = self.index.catalog.pieces_of(rung).iter().filter_map(|piece| self.index.pieces.get(piece.at()));
        let bytes: HashMap<PieceRef, Arc<[u8]>> =
            pieces.filter_map(|piece| Some((*piece, self.bytes.get(piece)?.clone()))).collect();
        let Some(job) = self.job(of, bytes) else { return };
        self.decoding.insert(rung);
        self.decoders.ask(THEN, move || (rung, piece::guarded(job)));
    }

    /// What a thread is to make of the bytes.
    fn job(
        &self,
        of: Rung,
        bytes: HashMap<PieceRef, Arc<[u8]>>,
    ) -> Option<Box<dyn FnOnce() -> Result<Decoded> + Send>> {
        let bench = self.bench.clone();
        match of {
            Rung::Proxy(entry) => {
                let hall = self.index.entries.get(entry)?.hall;
                Some(Box::new(move || {
                    let name = bench.fair.halls.get(hall).and_then(|hall| hall.proxies.as_ref());
                    let name = name.context("the hall has no proxies")?;
                    let mut model = packed::proxies(&bytes, &bench.options, name)?;
                    let fair = &bench.fair;
                    let stood = index::places(fair, hall);
                    let stood: Vec<_> =
                        stood.filter_map(|place| Some((place, place.model(fair)?, place.matrix(fair)))).collect();
                    let joined = join::join(&mut model, &stood);
                    let ready = piece::ready(model, None, &bench);
                    let parts = Parts::new(&ready.shape, joined);
                    Ok(Decoded::Proxies { ready, parts })
                }))
            }
            Rung::Model(entry, detail) => {
                let entry = self.index.entries.get(entry)?;
                let (path, places) = (entry.path.clone(), entry.places.clone());
                Some(Box::new(move || {
                    let fair = &bench.fair;
                    let packed = fair.models.get(&path).with_context(|| format!("{path} is not packed"))?;
                    let model = packed::geometry(&bytes, &bench.options, &path, packed, detail)?;
                    let grid = |place: &Piece| place.grid(fair, &model).map(|grid| (*place, grid));
                    let grids = places.iter().filter_map(grid).collect();
                    Ok(Decoded::Model { ready: piece::ready(model, None, &bench), grids })
                }))
            }
            Rung::Mips(picture, rung) => {
                let texture = self.index.pictures.get(picture)?.texture(&self.bench.fair)?.clone();
                Some(Box::new(move || Ok(Decoded::Mips(packed::range(&bytes, &texture, rung, bench.options.blocks)?))))
            }
        }
    }

    /// Rungs that a thread makes, or has made, and that are not on the GPU yet.
    fn on_their_way(&self) -> impl Iterator<Item = RungId> {
        self.decoding.iter().chain(self.decoded.keys()).chain(self.going.keys()).copied()
    }

    fn is_proxy_of(&self, rung: RungId, hall: usize) -> bool {
        self.index.rungs.get(rung.at()).is_some_and(|of| self.index.hall_of(*of) == Some(hall))
    }

    /// A rung that cannot be had; `passes`: until the network is back.
    fn complain(&mut self, rung: RungId, why: &str, passes: bool) {
        self.troubles.lost(rung, self.index.missed(rung), why, passes);
    }

    /// What a frame may draw, where that is limited.
    pub fn limited(&mut self) -> Option<&mut Limited> {
        self.limited.as_mut()
    }

    /// The same, to be looked at.
    pub fn limits(&self) -> Option<&Limited> {
        self.limited.as_ref()
    }

    /// What a place shows.
    pub fn object(&self, piece: Piece) -> Option<ObjectId> {
        self.stands.object(piece)
    }

    /// What leaves a place, and is still seen there.
    pub fn leaving(&self, piece: Piece) -> Option<ObjectId> {
        self.stands.leaving(piece)
    }

    /// What a place shows other than a proxy, and its shape.
    pub fn shown(&self, piece: Piece) -> Option<(ObjectId, &Arc<Model>)> {
        self.stands.shape(piece)
    }

    /// Whether a place shows a model of its own, not its proxy.
    pub fn stands(&self, piece: Piece) -> bool {
        self.stands.is_model(piece)
    }
}

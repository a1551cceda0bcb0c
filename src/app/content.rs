//! The fair on its way into the scene: asked for in a sensible order, uploaded within each frame's budget, placed.

mod again;
mod figures;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use again::Again;
pub use again::may_pass;
use anyhow::{Result, anyhow};
use glam::{Vec2, Vec3};

use super::feed::{Feed, News, Turn};
use super::heap;
use super::inspect::{Moved, Study};
use super::piece::{Bench, Detail, Made, Piece};
use super::proxies::{Parts, Proxies};
use super::signs::Signs;
use super::stats::Problem;
use crate::device::headset::Strain;
use crate::fair::{Fair, Lang};
use crate::fetch::Source;
use crate::model::{Model, Options};
use crate::panel::{Key, t};
use crate::render::{Pipelines, Renderer, Shape, Steps, TextureUpload, Upload, advance, finish};
use crate::scene::{ObjectId, Play, Scene};
use crate::stream::{Admission, Cost, Kind, Pacing, RungId, View, Workers};
use crate::visit::{Grid, Ground, Thing};

/// The parts of the world that content changes.
pub struct World {
    pub renderer: Renderer,
    pub scene: Scene,
    pub ground: Ground,
    /// What is not as it stands by itself.
    pub moved: Moved,
}

/// A piece that is going to the GPU.
enum Going {
    /// The fair's own, or the studio.
    Environment(Piece, Box<TextureUpload>),
    /// With the bytes that it borrowed from the signs.
    Model { piece: Piece, detail: Detail, upload: Box<Upload>, grid: Option<Grid>, lent: u64 },
}

impl Going {
    fn steps(&mut self) -> &mut dyn Steps {
        match self {
            Going::Environment(_, upload) => &mut **upload,
            Going::Model { upload, .. } => &mut **upload,
        }
    }
}

/// A piece that stands in the scene.
#[derive(Debug)]
pub struct Placed {
    pub object: ObjectId,
    pub shape: Arc<Model>,
    model: u32,
    detail: Detail,
    lent: u64,
}

/// What has been asked for, and what is there.
pub struct Content {
    bench: Bench,
    workers: Workers<(Piece, Detail, Result<Made>)>,
    /// Brings what is packed into a live visit.
    feed: Option<Feed>,
    /// In a live visit signs come and go.
    signs: Option<Signs>,
    going: Option<Going>,
    /// Counts frames up to [`TURNS`].
    turn: u32,
    placed: HashMap<Piece, Placed>,
    /// What stands for a piece until it is there.
    proxies: HashMap<Piece, ObjectId>,
    /// Products that stand, or will: what there is to take.
    things: Vec<Thing>,
    /// Why booths have signs that say so: the booth, what of it failed, and how.
    failed: Vec<(usize, Piece, String)>,
    /// Halls that lack their proxies: stand-ins stand for what is in them.
    bare_halls: Vec<usize>,
    pub problems: Vec<Problem>,
    /// What is asked for again; in a live visit.
    again: Option<Again>,
    /// What a worker found out of a product, until it is taken.
    study: Option<Box<Study>>,
    /// The fair's own light is there.
    lit: bool,
    /// How hard pressed the headset was.
    strain: Strain,
    pub loaded: u64,
    wanted: usize,
}

/// Signs take one part in so many of the memory on the GPU that a fair may take.
const SIGNS: u64 = 8;
/// What remains of a packed fair on the GPU when the system is short of memory or the headset has slowed down, and when it
/// is about to.
const SPARED: f64 = 0.5;
const WARNED: f64 = 0.75;
/// Once in so many frames, signs, hands and pages come before what is packed: they are waited for, too.
const TURNS: u32 = 4;
/// Whole models come after the nearer form of all of them.
const WHOLE: u32 = 10_000;
/// Distance at which a booth's rank becomes one worse, in metres.
const RANK_METRES: f32 = 4.0;

impl Content {
    /// Asks for everything in the fair: light, stand-ins and signs first, then booths by their distance from `from`.
    /// `bare` leaves out what is not a model of the fair's own: floor, stand-ins and signs.
    #[expect(clippy::too_many_arguments, reason = "called in two places, each argument a different thing")]
    pub fn new(
        fair: Arc<Fair>,
        source: Arc<Source>,
        pipelines: Arc<Pipelines>,
        shapes: Vec<Shape>,
        options: Options,
        lang: Lang,
        pacing: Pacing,
        gpu_memory: u64,
        from: Vec2,
        bare: bool,
    ) -> Content {
        // One core stays with the picture, unless the picture waits for the workers anyway.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let cores = if pacing == Pacing::Virtual { cores + 1 } else { cores };
        let threads = cores.saturating_sub(1).clamp(1, 6);
        // Models of a fair load beside one another; one alone has the threads to itself.
        let options = Options { threads: if fair.single_model { threads } else { 1 }, ..options };
        let bench = Bench { fair: fair.clone(), source, pipelines, shapes, lang, options };
        let live = pacing == Pacing::Measured;
        let packed = live && fair.halls.iter().any(|hall| hall.proxies.is_some());
        let share = gpu_memory / SIGNS;
        let feed = if packed { Some(Feed::new(bench.clone(), threads, gpu_memory - share)) } else { None };
        let signs = (live && !bare).then(|| Signs::new(&fair, share));
        let mut problems = Vec::new();
        let feed = feed.and_then(|feed| match feed {
            Ok(feed) => Some(feed),
            Err(error) => {
                problems.push(Problem { what: "fair".into(), why: format!("{error:#}") });
                None
            }
        });
        let mut content = Content {
            bench,
            workers: Workers::background(threads, pacing),
            feed,
            signs,
            going: None,
            turn: 0,
            placed: HashMap::new(),
            proxies: HashMap::new(),
            things: Vec::new(),
            failed: Vec::new(),
            bare_halls: Vec::new(),
            problems,
            again: live.then(Again::default),
            study: None,
            lit: false,
            strain: Strain::None,
            loaded: 0,
            wanted: 0,
        };
        content.ask(Piece::Environment, 0);
        for (index, hall) in fair.halls.iter().enumerate() {
            if hall.proxies.is_some() && content.feed.is_none() {
                content.ask(Piece::Proxies(index), 1);
            }
            match hall.model {
                Some(_) => content.ask_model(Piece::Hall(index), 1),
                None if bare => {}
                None => content.ask(Piece::Floor(index), 1),
            }
        }
        for (index, broken) in fair.broken.iter().enumerate() {
            content.problems.push(Problem { what: format!("booth {}", broken.id), why: broken.reason.clone() });
            if broken.place.is_some() {
                content.ask(Piece::Broken(index), 3);
            }
        }
        for (index, booth) in fair.booths.iter().enumerate() {
            let rank = content.rank(Piece::Booth(index), from);
            let proxied = fair.halls.get(booth.hall).is_some_and(|hall| hall.proxies.is_some());
            if !bare {
                if !proxied || booth.model.is_none() {
                    content.ask(Piece::Standin(index), 2);
                }
                if content.signs.is_none() {
                    content.ask(Piece::Sign(index), 2);
                }
            }
            if booth.model.is_some() {
                content.ask_model(Piece::Booth(index), rank);
            }
            for piece in Piece::of_booth(index, booth) {
                content.ask_model(piece, rank + 1);
                // Of what is packed it is known where it will be.
                content.things.extend(piece.packed_thing(&fair));
            }
        }
        content
    }

    fn rank(&self, piece: Piece, from: Vec2) -> u32 {
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

    /// What a worker found out of a product, once.
    pub fn take_study(&mut self) -> Option<Box<Study>> {
        self.study.take()
    }

    /// Asks for a model, and for what comes before all of it where the fair is packed.
    fn ask_model(&mut self, piece: Piece, rank: u32) {
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

    fn ask_with(&mut self, piece: Piece, detail: Detail, rank: u32, reason: String) {
        let bench = self.bench.clone();
        self.wanted += 1;
        self.workers.ask(rank, move || (piece, detail, piece.make(&bench, detail, &reason)));
    }

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

    /// Takes what the budget of this frame allows. Returns the time spent waiting for workers, which happens only with
    /// virtual pacing.
    pub fn advance(&mut self, world: &mut World, admission: &mut Admission, view: &View, time: f32) -> Duration {
        profiling::scope!("load");
        self.look(world, view);
        for (piece, detail) in self.again.as_mut().map(|again| again.due(view.time)).unwrap_or_default() {
            let rank =
                if piece == Piece::Environment { 0 } else { self.rank(piece, Vec2::new(view.head.x, view.head.z)) };
            self.ask_with(piece, detail, rank, String::new());
        }
        self.turn = (self.turn + 1) % TURNS;
        // Where a frame has time for one step only, it is that of who comes first.
        if self.turn == 0 {
            let waited = self.pieces(world, admission, time);
            self.feed(world, admission, view, time);
            return waited;
        }
        self.feed(world, admission, view, time);
        self.pieces(world, admission, time)
    }

    /// The system is short of memory: what is on its way is given up, and half of what is on the GPU must do for a while.
    pub fn spare(&mut self) {
        if let Some(feed) = &mut self.feed {
            feed.spare(SPARED);
        }
        heap::trim();
    }

    /// The headset is hard pressed, or is so no longer: the fair becomes plainer at once, and finer again by and by.
    pub fn strain(&mut self, strain: Strain) {
        let Some(feed) = self.feed.as_mut().filter(|_| self.strain != strain) else { return };
        if strain > self.strain {
            feed.spare(if strain == Strain::Impaired { SPARED } else { WARNED });
        }
        feed.hold(strain != Strain::None);
        self.strain = strain;
    }

    /// A frame of what comes as a whole; returns the time spent waiting for workers.
    fn pieces(&mut self, world: &mut World, admission: &mut Admission, time: f32) -> Duration {
        let mut waited = Duration::ZERO;
        loop {
            if let Some(going) = &mut self.going {
                if !advance(going.steps(), &mut world.renderer, admission) {
                    return waited;
                }
                if let Some(done) = self.going.take() {
                    admission.force(Cost { kind: Kind::Swap, bytes: 0 }, || self.place(done, world, time));
                }
            }
            let before = Instant::now();
            let taken = self.workers.take();
            waited += before.elapsed();
            let Some((piece, detail, made)) = taken else { return waited };
            self.accept(piece, detail, made);
            // Signs that have no room any more leave first, with the next frame.
            if matches!(self.going, Some(Going::Model { lent, .. }) if lent > 0) {
                return waited;
            }
        }
    }

    /// Signs come near, and are left behind.
    fn look(&mut self, world: &mut World, view: &View) {
        let changes = self.signs.as_mut().map(|signs| signs.look(view.head, view.time)).unwrap_or_default();
        for (booth, wanted) in changes {
            match wanted {
                Some(detail) => self.ask_with(Piece::Sign(booth), detail, 2, String::new()),
                None => self.remove(Piece::Sign(booth), world),
            }
        }
    }

    /// A frame of what is packed.
    fn feed(&mut self, world: &mut World, admission: &mut Admission, view: &View, time: f32) {
        let Some(mut feed) = self.feed.take() else { return };
        let before = feed.loaded;
        feed.advance(world, admission, view, time);
        self.loaded += feed.loaded - before;
        for News { place, why, what } in feed.news() {
            if what == Turn::Mended {
                self.mend(place, &why, world);
                continue;
            }
            // Less than the whole is better than a sign.
            self.tell(place, &why, !feed.stands(place), what == Turn::Waiting);
            if let Piece::Proxies(hall) = place {
                self.bare_halls.push(hall);
                for standin in self.standins(hall) {
                    self.ask(standin, 2);
                }
            }
        }
        // What is lost of a booth may be a finer level, or a texture, of what has come only now.
        let standing: Vec<Piece> =
            self.failed.iter().map(|(_, piece, _)| *piece).filter(|one| feed.stands(*one)).collect();
        standing.into_iter().for_each(|piece| self.relieve(|failed, _| failed == piece, world));
        self.feed = Some(feed);
    }

    /// Takes signs away that say what is not so any more.
    fn relieve(&mut self, what: impl Fn(Piece, &str) -> bool, world: &mut World) {
        let relieved: Vec<_> = self.failed.extract_if(.., |(_, failed, reason)| what(*failed, reason)).collect();
        for (booth, ..) in relieved {
            if !self.failed.iter().any(|(failed, ..)| *failed == booth) {
                self.remove(Piece::Failed(booth), world);
            }
        }
    }

    /// What was given up has come after all.
    fn mend(&mut self, place: Piece, why: &str, world: &mut World) {
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
    fn is_relieved(&self, standin: Piece) -> bool {
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
    fn standins(&self, hall: usize) -> Vec<Piece> {
        let fair = &self.bench.fair;
        let booths = (0..).zip(&fair.booths).filter(|(_, booth)| booth.hall == hall && booth.model.is_some());
        let floor = fair.halls.get(hall).and_then(|hall| hall.model.as_ref()).map(|_| Piece::Floor(hall));
        booths.map(|(index, _)| Piece::Standin(index)).chain(floor).collect()
    }

    /// Takes everything, waiting for the workers: for still pictures.
    pub fn finish(&mut self, world: &mut World, mut progress: impl FnMut(usize, usize)) {
        loop {
            if let Some(mut going) = self.going.take() {
                finish(going.steps(), &mut world.renderer);
                self.place(going, world, 0.0);
            }
            let (done, wanted) = self.progress();
            progress(done, wanted);
            let Some((piece, detail, made)) = self.workers.wait() else { return };
            self.accept(piece, detail, made);
        }
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

    fn accept(&mut self, piece: Piece, detail: Detail, made: Result<Made>) {
        match made {
            Ok(Made::Environment(environment)) => {
                self.going = Some(Going::Environment(piece, Box::new(Renderer::upload_environment(environment))));
            }
            Ok(Made::Model(ready)) => {
                let lent = self.borrows(piece, ready.payload.bytes());
                if !self.lend(lent) {
                    let why = format!("{lent} bytes on the GPU are more than what is left: see --gpu-memory");
                    return self.tell(piece, &why, true, false);
                }
                let upload = Box::new(Upload::new(ready.shape, ready.payload));
                self.going = Some(Going::Model { piece, detail, upload, grid: ready.grid, lent });
            }
            Ok(Made::Study(study)) => {
                self.again.as_mut().and_then(|again| again.settle(piece, detail));
                self.study = Some(study);
            }
            Err(error) => self.fail(piece, detail, &error),
        }
    }

    /// What a piece of so many bytes takes of the signs' memory: in a visit that keeps to a cap, all that is no sign and
    /// that the scheduler does not bring. (The overlay and films have borrowed their
    /// memory before.)
    fn borrows(&self, piece: Piece, bytes: u64) -> u64 {
        let own = matches!(piece, Piece::Sign(_) | Piece::Overlay(_) | Piece::Screen(..));
        if self.feed.is_none() || own { 0 } else { bytes }
    }

    fn fail(&mut self, piece: Piece, detail: Detail, error: &anyhow::Error) {
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
    fn tell(&mut self, piece: Piece, why: &str, sign: bool, passes: bool) {
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

    fn place(&mut self, done: Going, world: &mut World, time: f32) {
        let (piece, detail, upload, grid, lent) = match done {
            Going::Environment(piece, upload) => return self.light(piece, *upload, world),
            Going::Model { piece, detail, upload, grid, lent } => (piece, detail, upload, grid, lent),
        };
        let Some((model, shape)) = world.renderer.insert(*upload) else {
            self.take_back(lent);
            return self.fail(piece, detail, &anyhow!("the GPU has no memory left for it"));
        };
        self.loaded += 1;
        if let Some(why) = self.again.as_mut().and_then(|again| again.settle(piece, detail)) {
            self.mend(piece, &why, world);
        }
        if let Piece::Proxies(hall) = piece {
            return self.place_proxies(hall, model, &shape, world);
        }
        let stood = self.placed.get(&piece).map(|placed| placed.detail);
        let late = match (piece, &self.signs) {
            // It may have been left behind, or come nearer, while it was made.
            (Piece::Sign(booth), Some(signs)) => signs.wanted(booth) != Some(detail),
            (Piece::Standin(booth), _) if self.placed.contains_key(&Piece::Booth(booth)) => true,
            // What it stands for has come after all.
            (Piece::Failed(booth), _) => !self.failed.iter().any(|(failed, ..)| *failed == booth),
            (Piece::Standin(_) | Piece::Floor(_), _) => self.is_relieved(piece),
            _ => stood.is_some_and(|stood| stood >= detail),
        };
        if late {
            world.renderer.remove(model);
            self.take_back(lent);
            return;
        }
        let matrix = world.moved.matrix(piece, &self.bench.fair);
        let object = world.scene.place(model, &shape, matrix, world.moved.casts(piece));
        world.scene.set_variant(object, world.moved.variant(piece));
        world.scene.set_states(object, world.moved.states(piece));
        if let Some(thing) = piece.thing(&self.bench.fair, shape.bounds)
            && !self.things.iter().any(|known| known.id == thing.id)
        {
            self.things.push(thing);
        }
        if piece.is_page() {
            world.scene.set_visible(object, false);
        } else {
            let start = world.moved.begun(piece, time);
            world.scene.play(object, Play { start, ..Play::default() });
        }
        // What comes in more detail stands where the first form stood.
        if let Some(grid) = grid.filter(|_| stood.is_none()) {
            world.ground.insert(self.loaded, Arc::new(grid), piece.place(&self.bench.fair));
        }
        self.remove(piece, world);
        if let Some(proxy) = self.proxies.get(&piece) {
            world.scene.set_visible(*proxy, false);
        }
        self.placed.insert(piece, Placed { object, shape, model, detail, lent });
        if let Piece::Booth(booth) = piece {
            self.remove(Piece::Standin(booth), world);
        }
    }

    /// Lights the fair.
    fn light(&mut self, piece: Piece, upload: TextureUpload, world: &mut World) {
        if piece == Piece::Environment {
            self.lit = true;
            if let Some(why) = self.again.as_mut().and_then(|again| again.settle(piece, Detail::Full)) {
                self.mend(piece, &why, world);
            }
        } else if self.lit {
            // The fair's own light has come before what stands for it.
            return;
        }
        if !world.renderer.insert_environment(upload) {
            self.fail(piece, Detail::Full, &anyhow!("the GPU has no memory left for it"));
        }
    }

    /// Stands the proxy of every model of a hall where the model will be. They share the GPU's copy, which stays.
    fn place_proxies(&mut self, hall: usize, model: u32, shape: &Arc<Model>, world: &mut World) {
        let fair = self.bench.fair.clone();
        let proxies = Proxies { model, parts: Parts::new(shape) };
        let booths = (0..).zip(&fair.booths).filter(|(_, booth)| booth.hall == hall);
        let pieces =
            booths.flat_map(|(index, booth)| std::iter::once(Piece::Booth(index)).chain(Piece::of_booth(index, booth)));
        for piece in std::iter::once(Piece::Hall(hall)).chain(pieces) {
            let Some(path) = piece.model(&fair) else { continue };
            let matrix = world.moved.matrix(piece, &fair);
            let stood = proxies.stand(path, matrix, world.moved.casts(piece), &mut world.scene);
            let Some(object) = stood else { continue };
            world.scene.set_visible(object, !self.placed.contains_key(&piece));
            self.proxies.insert(piece, object);
        }
    }

    /// Takes away what stands.
    pub fn remove(&mut self, piece: Piece, world: &mut World) {
        if let Some(Placed { object, model, lent, .. }) = self.placed.remove(&piece) {
            self.take_back(lent);
            world.scene.remove(object);
            world.renderer.remove(model);
        }
    }
}

//! The fair on its way into the scene: asked for in a sensible order, uploaded within each frame's budget, placed.

mod again;
mod asking;
mod failing;
mod figures;
mod limited;
mod placing;
mod shown;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use again::Again;
pub use again::may_pass;
use anyhow::Result;
use glam::{Vec2, Vec3};

use super::feed::{Feed, Limited, News, Turn, load};
use super::growing::Growing;
use super::heap;
use super::inspect::{Moved, Study};
use super::piece::{Bench, Detail, Made, Piece};
use super::signs::Signs;
use super::stats::Problem;
use crate::device::headset::Strain;
use crate::fair::{Fair, Lang};
use crate::fetch::Source;
use crate::model::{Model, Options};
use crate::render::{Pipelines, Renderer, Shape, Steps, TextureUpload, Upload, advance, finish};
use crate::scene::{ObjectId, Scene};
use crate::stream::{Admission, Cost, Kind, Load, Pacing, View, Workers};
use crate::visit::{Grid, Ground, Thing};

/// The parts of the world that content changes.
pub struct World {
    pub renderer: Renderer,
    pub scene: Scene,
    pub ground: Ground,
    /// What is not as it stands by itself.
    pub moved: Moved,
}

impl World {
    /// Shows a hall, and has it walked: the others are where it is, and are not there.
    pub fn enter(&mut self, hall: usize) {
        self.scene.enter(hall);
        self.ground.enter(hall);
    }
}

/// A piece that is going to the GPU.
enum Going {
    /// The fair's own, or the studio.
    Environment(Piece, Box<TextureUpload>),
    /// With the bytes that it borrowed from the signs.
    Model { piece: Piece, detail: Detail, upload: Box<Upload>, grid: Option<Grid>, lent: u64, load: Load },
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
    /// What it costs in a frame that shows it.
    load: Load,
    /// It is left out: see [`limited`].
    hidden: bool,
}

/// What has been asked for, and what is there.
pub struct Content {
    bench: Bench,
    workers: Workers<(Piece, Detail, Result<Made>)>,
    /// Brings what is packed into a live visit.
    feed: Option<Feed>,
    /// Where nothing is packed and a frame has limits.
    limited: Option<Limited>,
    /// That something is left out was said.
    told: bool,
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
    /// How large each sign is, seen from where the visitor is.
    growing: Growing,
    /// The hall whose gates are here, or are on their way; and gates round which one walks already.
    hall: Option<usize>,
    gated: HashSet<Piece>,
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
        let draws = pipelines.on_processor();
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
        let limits = bench.pipelines.profile().limits();
        let limited = limits.filter(|_| live && feed.is_none()).map(Limited::new);
        let mut content = Content {
            bench,
            workers: Workers::beside(threads, pacing, draws),
            feed,
            limited,
            told: false,
            signs,
            going: None,
            turn: 0,
            placed: HashMap::new(),
            proxies: HashMap::new(),
            things: Vec::new(),
            failed: Vec::new(),
            growing: Growing::new(&fair),
            hall: None,
            gated: HashSet::new(),
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

    /// Has the gates of a hall stand, and those of the one before no more: a fair may have many. With the first call, and
    /// one for each frame.
    pub fn enter(&mut self, hall: usize, world: &mut World) {
        if self.hall.replace(hall) == Some(hall) {
            return;
        }
        let gates: Vec<Piece> = self.placed.keys().copied().filter(|piece| matches!(piece, Piece::Gate(..))).collect();
        gates.into_iter().for_each(|gate| self.remove(gate, world));
        for number in 0..self.bench.fair.gates(hall).len() {
            self.ask(Piece::Gate(hall, number), 1);
        }
    }

    /// Lets the signs of a hall be read from there, by who reads that language; once for each frame.
    pub fn grow(&mut self, hall: usize, head: Vec3, lang: Lang, world: &mut World) {
        let placed = &self.placed;
        let object = |booth: usize| placed.get(&Piece::Sign(booth)).map(|placed| placed.object);
        self.growing.update((hall, head, lang), object, &mut world.scene);
    }

    /// What a worker found out of a product, once.
    pub fn take_study(&mut self) -> Option<Box<Study>> {
        self.study.take()
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
        self.tell_limits(world, view);
        // Where a frame has time for one step only, it is that of who comes first.
        let waited = if self.turn == 0 {
            let waited = self.pieces(world, admission, time);
            self.feed(world, admission, view, time);
            waited
        } else {
            self.feed(world, admission, view, time);
            self.pieces(world, admission, time)
        };
        self.limit(world, admission, view);
        waited
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
                let load = load(&ready.shape, &ready.payload.index_counts());
                let upload = Box::new(Upload::new(ready.shape, ready.payload));
                self.going = Some(Going::Model { piece, detail, upload, grid: ready.grid, lent, load });
            }
            Ok(Made::Study(study)) => {
                self.again.as_mut().and_then(|again| again.settle(piece, detail));
                self.study = Some(study);
            }
            Err(error) => self.fail(piece, detail, &error),
        }
    }
}

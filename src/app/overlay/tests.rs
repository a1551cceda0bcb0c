//! The overlay in a visit on the driver that draws nothing, while a fair comes.

use std::path::Path;

use glam::{Quat, Vec3};

use super::*;
use crate::app::feed::tests::{MODELS, packed};
use crate::app::opening::{Opening, open_world};
use crate::app::outlook::Outlook;
use crate::app::stages::Stage;
use crate::app::stats::Cost;
use crate::device::{Command, Fov, Input, Pose, Surface, View, Views};
use crate::fair::Lang;
use crate::fetch::{Source, open_fair};
use crate::model::Limits;
use crate::panel::figures::Level;
use crate::render::{Backend, Background, Gpu, Look, PICTURE_FORMAT, Picture, Profile};
use crate::scene::ObjectId;

const PERIOD: Duration = Duration::from_micros(13_889);
const SIZE: (u32, u32) = (64, 64);

struct Run {
    gpu: Gpu,
    picture: Picture,
    fair: Arc<Fair>,
    source: Arc<Source>,
    world: World,
    content: Content,
    admission: Admission,
    visit: Visit,
    outlook: Outlook,
    overlay: Overlay,
    frame: u64,
    /// The figures that came last, and how many.
    last: Figures,
    rounds: usize,
}

impl Run {
    fn new(fair: &Path, gpu_memory: u64) -> Run {
        let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
        let picture = Picture::new(&gpu, SIZE, 1);
        let (source, fair) = open_fair(fair.to_str().unwrap()).unwrap();
        let (fair, visit) = (Arc::new(fair), Visit::new((glam::vec2(0.0, 10.0), 0.0)));
        let surface = Surface { format: PICTURE_FORMAT, views: 1, size: SIZE, depth: None };
        let opening = Opening {
            lang: Lang::En,
            pacing: Pacing::Measured,
            limits: Limits::default(),
            profile: Profile::default(),
            gpu_memory,
            store: None,
        };
        let (world, content) = open_world(&gpu, &surface, &fair, &source, &visit, &opening, None);
        let overlay = Overlay::new(&fair, Pacing::Measured);
        let (admission, outlook) = (Admission::new(Pacing::Measured), Outlook::default());
        let (frame, last, rounds) = (0, Figures::default(), 0);
        Run { gpu, picture, fair, source, world, content, admission, visit, outlook, overlay, frame, last, rounds }
    }

    fn step(&mut self, commands: Vec<Command>) {
        let head = Pose { position: Vec3::Y * 1.6, orientation: Quat::IDENTITY };
        let frame = Frame {
            index: self.frame,
            time: PERIOD * self.frame as u32,
            period: PERIOD,
            draw: true,
            views: Views::Mono(View { pose: head, fov: Fov::symmetric(1.2, 1.0) }),
            input: Input { head, commands, ..Input::default() },
            missed: 0,
        };
        self.frame += 1;
        let Run { visit, content, world, admission, overlay, .. } = self;
        visit.update(&frame, &world.ground);
        admission.begin(PERIOD);
        let view = self.outlook.view(&frame, visit, SIZE.1);
        overlay.update(visit, &frame, false, content, world, admission);
        content.advance(world, admission, &view, frame.time.as_secs_f32());
        let look = Look {
            views: &frame.views,
            world_from_rig: visit.world_from_rig(),
            light: crate::app::light(&self.fair),
            background: Background::Sky,
            ribbons: &[],
            comfort: [0.0; 2],
            time: frame.time.as_secs_f32(),
        };
        world.renderer.draw(&mut world.scene, &look, &self.picture.output(self.gpu.shape(PICTURE_FORMAT, 1)));
        self.gpu.device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
        let fetched = self.source.bytes_fetched();
        let mut cost = Cost::default();
        cost.stages.add(Stage::Encode, Duration::from_millis(2));
        overlay.note(visit, &frame, &cost, (0, 3), fetched, admission, content, world);
        if let Some(figures) = &overlay.due {
            (self.last, self.rounds) = (figures.clone(), self.rounds + 1);
        }
    }

    /// Frames until something holds.
    fn until(&mut self, what: &str, holds: impl Fn(&Run) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < Duration::from_secs(60), "{what}: {:?}", self.last);
            self.step(Vec::new());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn boards(&self) -> [Option<ObjectId>; 2] {
        [0, 1].map(|board| self.content.object(Piece::Overlay(board)))
    }

    /// Takes a frame, after which all that the GPU holds is what was counted, or less.
    fn counted(&mut self, commands: Vec<Command>) {
        self.step(commands);
        let bytes = self.content.memory(self.held());
        assert!(self.held() <= bytes.gpu && bytes.gpu <= 256 << 20, "{bytes:?} of {}", self.held());
    }

    fn held(&self) -> u64 {
        self.world.renderer.bytes().0
    }
}

#[test]
fn a_fair_that_comes_is_shown_as_it_is_and_the_overlay_takes_what_it_borrowed() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let mut run = Run::new(&out, 256 << 20);
    run.step(vec![Command::Overlay]);
    run.until("a first round", |run| run.rounds > 0);
    assert!(run.last.streams && run.last.lang == run.visit.lang);
    run.until("all there", |run| run.last.whole && run.overlay.boards.front().is_some());
    let last = run.last.clone();
    assert_eq!((last.booths.all(), last.booths.count(Level::Full)), (2, 2), "{:?}", last.booths);
    assert!(last.booths.nearest.iter().all(|booth| booth.sharp == 1.0), "{:?}", last.booths);
    assert_eq!(last.queue, Default::default());
    assert_eq!((last.bytes.memory, last.bytes.cap), (0, Some(256 << 20)));
    assert!(last.bytes.fetched > 0 && last.bytes.gpu >= run.held(), "{:?} of {}", last.bytes, run.held());
    assert_eq!((last.frames.missed, last.frames.period_ms), ([0, 3], 13.889));
    assert!(last.frames.second().iter().all(|bar| bar.own_ms == 2.0 && bar.allowed_ms > 0.0));

    // It is painted again and again, on both boards in turn, and nothing is made for it.
    let (held, rounds) = (run.held(), run.rounds);
    let mut fronts = [0, 0];
    while run.rounds < rounds + 12 {
        run.step(Vec::new());
        run.overlay.boards.front().into_iter().for_each(|front| fronts[front] += 1);
        assert_eq!(run.held(), held);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(fronts.iter().all(|frames| *frames > 20), "{fronts:?}");

    // Behind a page it is away, and so is its memory.
    run.step(vec![Command::KeySheet]);
    assert_eq!(run.boards(), [None, None]);
    let away = run.held();
    assert!((BYTES / 2..=BYTES).contains(&(held - away)), "{} borrowed, {BYTES} said", held - away);
    run.step(vec![Command::Back]);
    run.until("shown again", |run| run.overlay.boards.front().is_some());
    run.step(vec![Command::Overlay]);
    let rounds = run.rounds;
    (0..50).for_each(|_| run.step(Vec::new()));
    assert_eq!((run.boards(), run.rounds, run.gpu.errors()), ([None, None], rounds, 0), "nothing is measured any more");
}

#[test]
fn toggled_faster_than_its_boards_come_it_ends_as_it_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let mut run = Run::new(&out, 256 << 20);
    for _ in 0..9 {
        run.step(vec![Command::Overlay]);
    }
    run.until("shown", |run| run.overlay.boards.front().is_some());
    run.step(vec![Command::Overlay]);
    run.until("away", |run| run.boards() == [None, None] && run.overlay.boards.are_gone());
    // All of the loan is back: less than half of it is lent to other things.
    let lent = run.content.lent();
    assert!((1..BYTES / 2).contains(&lent), "{lent}");
    assert_eq!(run.gpu.errors(), 0);
}

#[test]
fn a_folder_that_is_not_packed_is_counted_too_and_a_small_memory_is_left_to_the_fair() {
    let folder = tempfile::tempdir().unwrap();
    packed(folder.path(), MODELS);
    let mut run = Run::new(&folder.path().join("fair"), 256 << 20);
    run.step(vec![Command::Overlay]);
    run.until("all there", |run| run.last.whole && run.overlay.boards.front().is_some());
    assert!(!run.last.streams && run.last.bytes.cap.is_none());
    assert_eq!((run.last.booths.count(Level::Full), run.last.booths.all()), (2, 2));
    assert_eq!(run.last.queue, Default::default());
    assert!(run.last.bytes.gpu > 0);

    let mut run = Run::new(&folder.path().join("fair"), 16 << 20);
    run.step(vec![Command::Overlay]);
    (0..20).for_each(|_| run.step(Vec::new()));
    assert!(run.overlay.boards.are_refused() && run.overlay.boards.are_gone());
}

#[test]
fn pages_and_floors_are_counted_while_they_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let mut run = Run::new(&out, 256 << 20);
    for page in [Piece::KeySheet(Lang::En), Piece::KeySheet(Lang::Zh), Piece::Credits(Lang::En)] {
        run.content.ask(page, RANK);
        run.counted(vec![Command::Overlay]);
        let start = Instant::now();
        while run.content.object(page).is_none() {
            assert!(start.elapsed() < Duration::from_secs(60), "{page:?} never came");
            run.counted(Vec::new());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    assert!(run.content.lent() > BYTES, "pages stay, and are counted");
}

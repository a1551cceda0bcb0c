//! A packed fair fed into a world on the driver that draws nothing: the real packer, fetcher, loader and renderer.

mod crowd;
mod drawn;
mod limits;
mod short;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use glam::{Quat, Vec2, Vec3};

use super::*;
use crate::fair::{Form, Lang};
use crate::fetch::open_fair;
use crate::model::{Limits as ModelLimits, Options};
use crate::pack::{Settings, pack};
use crate::render::{Backend, Gpu, PICTURE_FORMAT, Profile, Renderer};
use crate::scene::Scene;
use crate::stream::Eye;
use crate::visit::Ground;

/// Two booths with the models of these files, packed.
pub fn packed(folder: &Path, models: [&str; 2]) -> PathBuf {
    let source = folder.join("fair");
    let hall = "format = 1\nid = \"small\"\ntitle = { en = \"Small\" }\n[[hall]]\nid = \"h\"\ntitle = { en = \"H\" }\n\
        size = [30, 30]\n[[hall.plot]]\nid = \"p0\"\nposition = [-6, 0]\nsize = [6, 6]\n\
        [[hall.plot]]\nid = \"p1\"\nposition = [6, 0]\nsize = [6, 6]\n";
    std::fs::create_dir_all(&source).unwrap();
    std::fs::write(source.join("fair.toml"), hall).unwrap();
    for (number, model) in models.iter().enumerate() {
        let booth = source.join(format!("booths/b{number}"));
        std::fs::create_dir_all(&booth).unwrap();
        let text = format!("format = 1\nid = \"b{number}\"\nplot = \"p{number}\"\ntitle = {{ en = \"B\" }}\n");
        std::fs::write(booth.join("booth.toml"), text).unwrap();
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(model);
        std::fs::copy(model, booth.join("booth.glb")).unwrap();
    }
    packed_as(source, folder.join("out"), vec![Form::Bc7, Form::Uastc], 512)
}

/// Packs what is in a folder, with pictures of these forms and so many texels a side at most.
fn packed_as(source: PathBuf, out: PathBuf, textures: Vec<Form>, side: u32) -> PathBuf {
    let settings = Settings {
        source,
        out: out.clone(),
        textures,
        side,
        allow: Vec::new(),
        threads: 2,
        limits: ModelLimits::default(),
        lang: Lang::En,
    };
    pack(&settings, &|_, _, _| ()).unwrap();
    out
}

pub const MODELS: [&str; 2] = ["AvocadoVariants/glTF-Binary/Avocado.glb", "Fox/glTF-Binary/Fox.glb"];

struct Run {
    feed: Feed,
    world: World,
    cap: u64,
    /// Where the visitor stands, looking along −Z.
    eye: Vec3,
}

impl Run {
    fn new(out: &Path, cap: u64) -> Run {
        Run::on(&Gpu::open(Gpu::instance(Backend::Noop), None).unwrap(), out, cap)
    }

    fn on(gpu: &Gpu, out: &Path, cap: u64) -> Run {
        Run::of(Profile::Pc, gpu, out, cap)
    }

    fn of(profile: Profile, gpu: &Gpu, out: &Path, cap: u64) -> Run {
        let (source, fair) = open_fair(out.to_str().unwrap()).unwrap();
        let renderer = Renderer::with_profile(gpu, profile, None);
        let bench = Bench {
            fair: Arc::new(fair),
            source,
            pipelines: renderer.pipelines(),
            shapes: vec![gpu.shape(PICTURE_FORMAT, 1)],
            lang: Lang::En,
            options: Options { blocks: gpu.blocks(), ..Options::default() },
        };
        let ground = Ground::new(Vec2::splat(30.0));
        let world = World { renderer, scene: Scene::new(), ground, moved: Default::default() };
        Run { feed: Feed::new(bench, 2, cap).unwrap(), world, cap, eye: Vec3::new(0.0, 1.6, 10.0) }
    }

    /// Frames until everything is there that can be; what the GPU holds is what was reserved, or less.
    fn finish(&mut self) {
        self.finish_with(0, |_, _, _| ());
    }

    /// The same, from so many seconds on; `each` is what else is done with the world, seen by this view, in each frame.
    /// Gives the seconds at the end.
    fn finish_with(&mut self, from: u32, mut each: impl FnMut(&Feed, &mut World, Vec3)) -> u32 {
        let mut admission = Admission::new(Pacing::Measured);
        let start = Instant::now();
        for frame in from.. {
            let eye =
                Eye { position: self.eye, orientation: Quat::IDENTITY, left: -0.8, right: 0.8, up: 0.8, down: -0.8 };
            // A second a frame: a piece that fails is tried again in time.
            let view = View::new(f64::from(frame), &[eye], 1000, Vec3::ZERO, None);
            admission.begin(Duration::from_millis(14));
            self.feed.advance(&mut self.world, &mut admission, &view, frame as f32 / 16.0);
            let (held, reserved) = (self.world.renderer.bytes().0 + STAGING, self.feed.scheduler.ledger().used());
            assert!(held <= reserved && reserved <= self.cap, "{held} of {reserved} of {} bytes", self.cap);
            each(&self.feed, &mut self.world, self.eye);
            if self.feed.complete() {
                return frame;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{:?}", self.feed.progress());
            std::thread::sleep(Duration::from_millis(1));
        }
        from
    }

    fn count(&self, wanted: State) -> usize {
        self.levels().iter().filter(|state| **state == wanted).count()
    }

    fn levels(&self) -> Vec<State> {
        (0..self.feed.index.rungs.len() as u32).map(|rung| self.feed.scheduler.state(RungId(rung))).collect()
    }
}

#[test]
fn a_fair_comes_whole_under_its_cap_and_keeps_standing_without_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let mut run = Run::new(&out, 1 << 30);
    run.finish();
    assert!(run.levels().iter().all(|state| *state == State::In), "{:?}", run.levels());
    assert!(run.feed.stands(Piece::Booth(0)) && run.feed.stands(Piece::Booth(1)) && run.feed.news().is_empty());
    let kept = (run.feed.bytes.len(), run.feed.decoded.len(), run.feed.going.len());
    assert_eq!(kept, (0, 0, 0), "nothing is kept that is on the GPU");
    let whole = run.feed.scheduler.ledger().used() - STAGING;

    // With less room the coarser levels stand, down to the proxies alone.
    let mut run = Run::new(&out, STAGING + whole * 2 / 3);
    run.finish();
    let (there, out_of) = (run.count(State::In), run.count(State::Out));
    assert!(run.feed.stands(Piece::Booth(0)) && out_of > 0, "{:?}", run.levels());
    let mut run = Run::new(&out, STAGING + whole / 12);
    run.finish();
    assert!(run.count(State::In) < there && !run.feed.stands(Piece::Booth(0)), "{:?}", run.levels());
    assert!(run.feed.has_proxies());

    // The file of the second booth's geometry is broken: its proxy stays, and the fair goes on.
    let broken = {
        let model = &run.feed.bench.fair.models["booths/b1/booth.glb"];
        let last = model.levels.last().unwrap().files[0].clone();
        out.join(last.path())
    };
    let mut bytes = std::fs::read(&broken).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&broken, bytes).unwrap();
    let mut run = Run::new(&out, 1 << 30);
    run.finish();
    let problems: Vec<(Piece, Turn)> = run.feed.news().iter().map(|news| (news.place, news.what)).collect();
    assert_eq!(problems, [(Piece::Booth(1), Turn::Lost)]);
    assert!(run.feed.stands(Piece::Booth(0)) && !run.feed.stands(Piece::Booth(1)));
    assert_eq!(run.count(State::Lost), 1, "{:?}", run.levels());
}

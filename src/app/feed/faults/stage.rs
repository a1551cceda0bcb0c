//! A small packed fair, what serves it, and somebody who visits it.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tempfile::TempDir;

use super::super::Feed;
use super::super::index::Rung;
use super::server::{self, Reply, Request, Server, serve_at};
use crate::app::content::{Content, World};
use crate::app::measure::{Arrival, Driver, Stage, spawned, still};
use crate::app::opening::open_world;
use crate::app::outlook::Outlook;
use crate::app::piece::Piece;
use crate::fair::{Fair, Form, Lang};
use crate::fetch::{Link, PieceRef, Setup, Store, open_fair_with};
use crate::model::Limits;
use crate::pack::{Settings, pack};
use crate::stream::{Admission, Pacing, RungId, State};

/// Halls, and for each of their booths its name and model.
const HALLS: [(&str, [(&str, &str); 3]); 2] = [
    (
        "a",
        [
            ("avocado", "AvocadoVariants/glTF-Binary/Avocado.glb"),
            ("box", "BoxAnimated/glTF-Binary/BoxAnimated.glb"),
            ("linear", "TextureLinearInterpolationTest/glTF-Binary/TextureLinearInterpolationTest.glb"),
        ],
    ),
    (
        "b",
        [
            ("unlit", "UnlitTest/glTF-Binary/UnlitTest.glb"),
            ("fox", "Fox/glTF-Binary/Fox.glb"),
            ("settings", "TextureSettingsTest/glTF-Binary/TextureSettingsTest.glb"),
        ],
    ),
];
/// Seconds from one frame to the next: what has to wait does so for a few frames only.
const STEP: Duration = Duration::from_millis(500);
/// More frames than any visit here takes.
const MOST: usize = 20_000;

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn made(folder: &Path) -> PathBuf {
    let source = folder.join("fair");
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let mut text = "format = 1\nid = \"small\"\ntitle = { en = \"Small\" }\n".to_owned();
    for (hall, booths) in HALLS {
        text += &format!("[[hall]]\nid = \"{hall}\"\ntitle = {{ en = \"{hall}\" }}\nsize = [30, 30]\n");
        for (number, (booth, model)) in booths.iter().enumerate() {
            let x = 10 * number as i32 - 10;
            text += &format!("[[hall.plot]]\nid = \"{booth}\"\nposition = [{x}, 0]\nsize = [6, 6]\n");
            let form = format!("format = 1\nid = \"{booth}\"\nplot = \"{booth}\"\ntitle = {{ en = \"{booth}\" }}\n");
            let at = source.join("booths").join(booth);
            write(&at.join("booth.toml"), form.as_bytes());
            write(&at.join("booth.glb"), &std::fs::read(models.join(model)).unwrap());
        }
    }
    write(&source.join("fair.toml"), text.as_bytes());
    let out = folder.join("out");
    let settings = Settings {
        source,
        out: out.clone(),
        textures: vec![Form::Bc7],
        side: 512,
        allow: Vec::new(),
        threads: 2,
        limits: Limits::default(),
        lang: Lang::En,
    };
    pack(&settings, &|_, _, _| ()).unwrap();
    out
}

/// The files of the fair, by their names below its root; packed once for all tests.
fn files() -> &'static BTreeMap<String, Vec<u8>> {
    static FILES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let root = made(folder.path());
        let names = below(&root);
        names
            .into_iter()
            .map(|path| {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read(path).unwrap())
            })
            .collect()
    })
}

/// All files below a folder, in the order of their names.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Serves the fair; `hook` changes answers.
pub fn host(hook: impl Fn(&Request, &mut Reply) + Send + Sync + 'static) -> Server {
    host_at("127.0.0.1:0", hook)
}

/// The same at an address of before.
pub fn host_at(address: &str, hook: impl Fn(&Request, &mut Reply) + Send + Sync + 'static) -> Server {
    let server = serve_at(address, hook);
    files().iter().for_each(|(name, bytes)| server.put(&format!("/f/{name}"), bytes));
    server
}

/// A cache of its own, which goes with the test.
pub struct Cache(pub TempDir);

impl Cache {
    pub fn new() -> Cache {
        Cache(tempfile::tempdir().unwrap())
    }

    pub fn setup(&self) -> Setup {
        Setup { store: Some(Arc::new(Store::open(self.0.path(), 64 << 20))), ..server::setup() }
    }

    pub fn slow(&self, link: &str) -> Setup {
        Setup { link: Some(Arc::new(link.parse::<Link>().unwrap())), ..self.setup() }
    }

    /// Each piece that is kept is what its name says.
    pub fn verify(&self) {
        for path in below(&self.0.path().join("pieces")) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert_eq!(blake3::hash(&std::fs::read(&path).unwrap()).to_hex().as_str(), name);
        }
    }
}

/// A visitor who stands still.
pub struct Visitor {
    stage: Stage,
    pub fair: Arc<Fair>,
    pub world: World,
    pub content: Content,
    admission: Admission,
    outlook: Outlook,
    visit: crate::visit::Visit,
    frames: u32,
    checked: HashSet<PieceRef>,
}

impl Visitor {
    pub fn enter(server: &Server, setup: &Setup) -> Visitor {
        let (source, fair) = open_fair_with(&server.spec(), setup).unwrap();
        let arrival = Arrival {
            fair: String::new(),
            driver: Driver::Noop,
            size: (64, 64),
            period: STEP,
            gpu_memory: 1 << 30,
            idle: 0,
            patience: Duration::ZERO,
        };
        let stage = Stage::open(&arrival).unwrap();
        let (visit, fair) = (spawned(&fair), Arc::new(fair));
        let (world, content) = open_world(&stage.gpu, &stage.surface, &fair, &source, &visit, &stage.opening, None);
        let (admission, outlook) = (Admission::new(Pacing::Measured), Outlook::default());
        Visitor { stage, fair, world, content, admission, outlook, visit, frames: 0, checked: HashSet::new() }
    }

    /// One frame, drawn to its end. What it took in is held against its name.
    pub fn frame(&mut self) {
        let frame = still(self.frames, STEP);
        self.frames += 1;
        let view = self.outlook.view(&frame, &self.visit, 1000);
        self.admission.begin(Duration::from_millis(14));
        self.content.advance(&mut self.world, &mut self.admission, &view, frame.time.as_secs_f32());
        self.stage.draw(&mut self.world, &self.visit, &frame, &self.fair);
        let feed = self.content.fed().unwrap();
        for (piece, bytes) in &feed.bytes {
            if self.checked.insert(*piece) {
                assert_eq!(*blake3::hash(bytes).as_bytes(), piece.hash, "wrong bytes for {piece}");
            }
        }
        assert_eq!(self.stage.gpu.errors(), 0);
        std::thread::sleep(Duration::from_millis(1));
    }

    /// Frames until it is so.
    pub fn until(&mut self, what: &str, so: impl Fn(&Visitor) -> bool) {
        for _ in 0..MOST {
            self.frame();
            if so(self) {
                return;
            }
        }
        panic!("never {what}: {:?} {:?}", self.states(), self.content.problems);
    }

    /// Frames until everything is there, or was given up.
    pub fn finish(&mut self) {
        self.until("complete", |visitor| visitor.content.complete());
    }

    /// The same, and nothing was given up.
    pub fn finish_well(&mut self) {
        self.finish();
        assert!(self.content.problems.is_empty(), "{:?}", self.content.problems);
        assert!(self.states().iter().all(|state| *state == State::In), "{:?}", self.states());
        assert!((0..self.fair.booths.len()).all(|booth| self.feed().stands(Piece::Booth(booth)) && !self.sign(booth)));
    }

    pub fn feed(&self) -> &Feed {
        self.content.fed().unwrap()
    }

    pub fn states(&self) -> Vec<State> {
        self.rungs().map(|rung| self.feed().scheduler.state(rung)).collect()
    }

    pub fn rungs(&self) -> impl Iterator<Item = RungId> + use<> {
        (0..self.feed().index.rungs.len() as u32).map(RungId)
    }

    /// Bytes of files that came over the network.
    pub fn wire(&self) -> u64 {
        self.feed().fetcher.counts().wire
    }

    /// The booth of this name.
    pub fn booth(&self, id: &str) -> usize {
        self.fair.booths.iter().position(|booth| booth.id == id).unwrap()
    }

    /// The first file of a level of a booth's own model: 0 is the proxy.
    pub fn file(&self, id: &str, level: usize) -> PieceRef {
        let index = &self.feed().index;
        let place = Piece::Booth(self.booth(id));
        let entry = index.entries.iter().find(|entry| entry.places.contains(&place)).unwrap();
        index.pieces[index.catalog.pieces_of(entry.rungs[level])[0].at()]
    }

    /// The first file of the finest level of a texture of a booth's own model.
    pub fn texture(&self, id: &str) -> PieceRef {
        let index = &self.feed().index;
        let place = Piece::Booth(self.booth(id));
        let entry = index.entries.iter().find(|entry| entry.places.contains(&place)).unwrap();
        let finest = self.rungs().filter(|rung| {
            matches!(index.rungs[rung.at()], Rung::Mips(picture, level) if level > 0 && picture == entry.pictures[0])
        });
        index.pieces[index.catalog.pieces_of(finest.last().unwrap())[0].at()]
    }

    /// Whether a sign on the plot says that the booth cannot be shown.
    pub fn sign(&self, booth: usize) -> bool {
        self.content.object(Piece::Failed(booth)).is_some()
    }

    /// What is said to have gone wrong.
    pub fn problems(&self) -> Vec<&str> {
        self.content.problems.iter().map(|problem| problem.what.as_str()).collect()
    }
}

//! A small fair with one product, and a visit to it that is written frame by frame.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use boothwalk::device::{Command as Wish, Hand, Input, Pose};
use boothwalk::visit::{Recorder, Tool};
use glam::{Quat, Vec3, vec3};
use image::RgbaImage;

/// The jar stands at half its size, its middle here, 1.5 m before the visitor's head.
pub const JAR: Vec3 = vec3(0.0, 1.1, -1.5);
pub const RATE: u32 = 72;

/// A fair with one product of the size given, whose model `put` writes.
pub fn fair(folder: &Path, scale: f32, model: &str, put: impl FnOnce(&Path)) {
    let product = folder.join("booths/potter/products/jar");
    fs::create_dir_all(&product).expect("a folder");
    let hall = "format = 1\nid = \"small\"\ntitle = { zh = \"小展会\", en = \"A small fair\" }\n[[hall]]\nid = \"hall\"\n\
        title = { zh = \"展厅\", en = \"Hall\" }\nsize = [12.0, 12.0]\nspawn = { position = [0.0, 1.5], yaw = 0.0 }\n\
        [[hall.plot]]\nid = \"A\"\nposition = [0.0, -0.9]\nsize = [3.0, 2.0]\n";
    fs::write(folder.join("fair.toml"), hall).expect("written");
    let booth = "format = 1\nid = \"potter\"\nplot = \"A\"\ntitle = { zh = \"陶人\", en = \"Potter\" }\n";
    fs::write(folder.join("booths/potter/booth.toml"), booth).expect("written");
    let text = format!(
        "format = 1\nid = \"jar\"\ntitle = {{ zh = \"月亮罐\", en = \"Moon jar\" }}\nposition = [0.0, 1.0, 0.9]\n\
         scale = {scale:?}\nmodel = \"{model}\"\n"
    );
    fs::write(product.join("product.toml"), text).expect("written");
    put(&product.join(model));
}

/// The same with a product of the demo fair.
pub fn demo(folder: &Path, scale: f32, product: &str) {
    fair(folder, scale, "model.glb", |path| {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo/booths").join(product).join("model.glb");
        fs::copy(from, path).expect("a product of the demo fair");
    });
}

/// A pose that points from one place to another.
pub fn aim(at: Vec3, to: Vec3) -> Pose {
    Pose { position: at, orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (to - at).normalize()) }
}

/// Writes a visit, frame by frame.
pub struct Script<'a> {
    folder: &'a Path,
    log: Recorder,
    frame: u32,
    pictures: u32,
    pub input: Input,
}

impl<'a> Script<'a> {
    /// The visitor looks a little down, so that the floor before one is seen.
    pub fn new(folder: &'a Path) -> Script<'a> {
        let head = Pose { position: vec3(0.0, 1.6, 0.0), orientation: Quat::from_rotation_x(-0.35) };
        let log = Recorder::create(&folder.join("visit.log"), "small", Default::default()).expect("a log");
        let mut script = Script { folder, log, frame: 0, pictures: 0, input: Input { head, ..Input::default() } };
        script.frames(40);
        script
    }

    pub fn frames(&mut self, count: u32) {
        for _ in 0..count {
            self.log.frame(Duration::from_secs(1) * self.frame / RATE, &self.input).expect("written");
            self.frame += 1;
            self.input.commands.clear();
        }
    }

    pub fn picture(&mut self) {
        self.pictures += 1;
        self.input.commands.push(Wish::Picture);
        self.frames(1);
    }

    /// The right hand, and what it does.
    pub fn right(&mut self) -> &mut Hand {
        &mut self.input.hands[1]
    }

    /// The right hand points from one place to another.
    pub fn hand(&mut self, at: Vec3, to: Vec3) {
        self.point(1, at, to);
    }

    /// A hand points from one place to another.
    pub fn point(&mut self, hand: usize, at: Vec3, to: Vec3) {
        let hand = &mut self.input.hands[hand];
        (hand.grip, hand.aim) = (Some(aim(at, to)), Some(aim(at, to)));
    }

    /// A hand pulls its trigger once.
    pub fn pull(&mut self, hand: usize) {
        self.input.hands[hand].trigger = 1.0;
        self.frames(3);
        self.input.hands[hand].trigger = 0.0;
        self.frames(3);
    }

    /// A tool, from the hand on.
    pub fn choose(&mut self, tool: Tool) {
        let place = Tool::ALL.iter().position(|one| *one == tool).expect("a tool");
        (0..place).for_each(|_| self.tool());
    }

    /// The next tool.
    pub fn tool(&mut self) {
        self.right().primary = true;
        self.frames(2);
        self.right().primary = false;
        self.frames(2);
    }

    /// Walks the script; its pictures stay in a folder of this name.
    pub fn walk(self, name: &str) -> Vec<RgbaImage> {
        self.told(name, "480x320").0
    }

    /// The same in pictures of that size, and what the program told of it.
    pub fn told(self, name: &str, size: &str) -> (Vec<RgbaImage>, String) {
        self.log.finish().expect("written");
        let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&shots);
        let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
            .arg(self.folder)
            .args(["--device", "offscreen", "--size", size, "--lang", "en", "--replay"])
            .arg(self.folder.join("visit.log"))
            .arg("--shots")
            .arg(&shots)
            .env("BOOTHWALK_LOG", "info")
            .output()
            .expect("the program starts");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        let picture = |number: u32| {
            let path = shots.join(format!("{number:03}.png"));
            image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8()
        };
        ((1..=self.pictures).map(picture).collect(), told)
    }
}

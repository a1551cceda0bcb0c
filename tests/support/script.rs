//! A visit written down frame by frame, and walked offscreen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use boothwalk::device::{Command as Wish, Hand, Input, Pose};
use boothwalk::visit::Recorder;
use glam::{Quat, Vec3};
use image::RgbaImage;

const RATE: u32 = 72;

/// See the module.
pub struct Script {
    folder: tempfile::TempDir,
    log: Recorder,
    frame: u32,
    pictures: u32,
    pub input: Input,
}

impl Script {
    /// A visitor whose head is there.
    pub fn new(head: Pose) -> Script {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Recorder::create(&folder.path().join("visit.log"), "", Default::default()).expect("a log");
        Script { folder, log, frame: 0, pictures: 0, input: Input { head, ..Input::default() } }
    }

    pub fn frames(&mut self, count: u32) {
        for _ in 0..count {
            self.log.frame(Duration::from_secs(1) * self.frame / RATE, &self.input).expect("written");
            self.frame += 1;
            self.input.commands.clear();
        }
    }

    pub fn wish(&mut self, wish: Wish) {
        self.input.commands.push(wish);
        self.frames(1);
    }

    pub fn picture(&mut self) {
        self.pictures += 1;
        self.wish(Wish::Picture);
    }

    /// The right hand, and what it does.
    pub fn right(&mut self) -> &mut Hand {
        &mut self.input.hands[1]
    }

    /// The right hand points from one place to another.
    pub fn hand(&mut self, at: Vec3, to: Vec3) {
        let pose = Pose { position: at, orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (to - at).normalize()) };
        (self.right().grip, self.right().aim) = (Some(pose), Some(pose));
    }

    /// Points from one place to another and pulls the trigger.
    pub fn press(&mut self, at: Vec3, to: Vec3) {
        self.hand(at, to);
        self.frames(2);
        self.right().trigger = 1.0;
        self.frames(2);
        self.right().trigger = 0.0;
        self.frames(4);
    }

    /// Walks it in a fair; its pictures stay in a folder of this name. Gives back what the program said, too.
    pub fn walk(self, fair: &Path, name: &str, size: &str, more: &[&str]) -> (Vec<RgbaImage>, String) {
        self.log.finish().expect("written");
        let shots: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&shots);
        let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
            .arg(fair)
            .args(["--device", "offscreen", "--size", size, "--replay"])
            .arg(self.folder.path().join("visit.log"))
            .arg("--shots")
            .arg(&shots)
            .args(more)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let picture = |number: u32| {
            let path = shots.join(format!("{number:03}.png"));
            image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8()
        };
        ((1..=self.pictures).map(picture).collect(), said)
    }
}

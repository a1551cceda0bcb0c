//! A product taken from its plinth, offscreen: pointed at, held, made as large as it is, put on the floor, put back.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use boothwalk::device::{Command as Wish, Hand, Input, Pose};
use boothwalk::render::flip;
use boothwalk::visit::Recorder;
use glam::{Quat, Vec2, Vec3, vec3};
use image::RgbaImage;

/// The jar stands at half its size, its middle here, 1.5 m before the visitor's head.
const JAR: Vec3 = vec3(0.0, 1.1, -1.5);
const RATE: u32 = 72;

fn fair(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let product = folder.join("booths/potter/products/jar");
    fs::create_dir_all(&product).expect("a folder");
    let hall = "format = 1\nid = \"small\"\ntitle = { zh = \"小展会\", en = \"A small fair\" }\n[[hall]]\nid = \"hall\"\n\
        title = { zh = \"展厅\", en = \"Hall\" }\nsize = [12.0, 12.0]\nspawn = { position = [0.0, 1.5], yaw = 0.0 }\n\
        [[hall.plot]]\nid = \"A\"\nposition = [0.0, -0.9]\nsize = [3.0, 2.0]\n";
    fs::write(folder.join("fair.toml"), hall).expect("written");
    let booth = "format = 1\nid = \"potter\"\nplot = \"A\"\ntitle = { zh = \"陶人\", en = \"Potter\" }\n";
    fs::write(folder.join("booths/potter/booth.toml"), booth).expect("written");
    let text = "format = 1\nid = \"jar\"\ntitle = { zh = \"月亮罐\", en = \"Moon jar\" }\nposition = [0.0, 1.0, 0.9]\n\
        scale = 0.5\n";
    fs::write(product.join("product.toml"), text).expect("written");
    let model = root.join("assets/demo/booths/porcelain/products/moonjar/model.glb");
    fs::copy(model, product.join("model.glb")).expect("the jar");
}

/// Writes a visit, frame by frame.
struct Script {
    log: Recorder,
    frame: u32,
    input: Input,
}

impl Script {
    fn frames(&mut self, count: u32) {
        for _ in 0..count {
            self.log.frame(Duration::from_secs(1) * self.frame / RATE, &self.input).expect("written");
            self.frame += 1;
            self.input.commands.clear();
        }
    }

    fn picture(&mut self) {
        self.input.commands.push(Wish::Picture);
        self.frames(1);
    }

    /// The right hand points from one place to another.
    fn hand(&mut self, at: Vec3, to: Vec3) {
        let pose = Pose { position: at, orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (to - at).normalize()) };
        let hand = &mut self.input.hands[1];
        (hand.grip, hand.aim) = (Some(pose), Some(pose));
    }
}

#[test]
fn a_product_is_taken_scaled_put_down_and_put_back() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path());
    let log = folder.path().join("visit.log");
    // A little down, so that the floor before one is seen.
    let head = Pose { position: vec3(0.0, 1.6, 0.0), orientation: Quat::from_rotation_x(-0.35) };
    let mut script = Script {
        log: Recorder::create(&log, "small").expect("a log"),
        frame: 0,
        input: Input { head, ..Input::default() },
    };
    script.input.hands[1] = Hand::default();
    script.frames(40);
    script.picture();
    // The frame in which one points at it shows so.
    script.hand(vec3(0.25, 1.3, -0.35), JAR);
    script.picture();
    script.input.hands[1].squeeze = 1.0;
    script.frames(60);
    script.picture();
    // Ahead with the stick until it is as large as it is.
    script.input.hands[1].stick = Vec2::new(0.0, 1.0);
    script.frames(RATE * 70 / 100);
    script.input.hands[1].stick = Vec2::ZERO;
    script.frames(20);
    script.picture();
    script.hand(vec3(0.3, 0.7, -1.1), vec3(0.35, 0.2, -1.5));
    script.frames(10);
    script.input.hands[1].squeeze = 0.0;
    script.frames(30);
    script.hand(vec3(0.3, 0.9, 0.5), vec3(0.5, 0.9, 2.0));
    script.frames(30);
    script.picture();
    script.input.commands.push(Wish::Back);
    script.frames(40);
    script.input.hands[1] = Hand::default();
    script.picture();
    script.log.finish().expect("written");

    let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inspect");
    let _ = fs::remove_dir_all(&shots);
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg(folder.path())
        .args(["--device", "offscreen", "--size", "480x320", "--lang", "en", "--replay"])
        .arg(&log)
        .arg("--shots")
        .arg(&shots)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let picture = |number: u32| -> RgbaImage {
        let path = shots.join(format!("{number:03}.png"));
        image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8()
    };
    let all: Vec<RgbaImage> = (1..=6).map(picture).collect();
    let differ = |a: usize, b: usize| flip(&all[a], &all[b]);
    // Outline, ray and hand; the jar in hand; larger; on the floor; and all as it was.
    let found = [differ(0, 1), differ(1, 2), differ(2, 3), differ(3, 4), differ(0, 5)];
    println!("{found:?}");
    assert!(found[0] > 0.002 && found[1] > 0.02 && found[2] > 0.02 && found[3] > 0.02, "{found:?}");
    assert!(found[4] < 0.001, "{found:?}");
}

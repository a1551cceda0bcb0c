//! The simulator as a visitor has it: the program in a real window, driven by real keys and a real mouse, and judged by what
//! the window shows.
//!
//! What is seen is compared with what `boothwalk shot` draws from the place where the visitor should be. Only the upper part
//! counts, where no hand and no pointer is.

mod support;

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use boothwalk::render::flip;
use glam::{Quat, Vec3, vec3};
use image::RgbaImage;
use support::fair::{self, Eye, SPAWN, degrees_between, only, places};
use support::wait_for;
use support::window::Window;
use tempfile::TempDir;

const SIZE: (u32, u32) = (480, 300);
/// Vertical, degrees: what the window shows.
const FIELD: f32 = 70.0;
const EYES: f32 = 1.65;
/// Mean FLIP that still counts as the same picture: the window and `shot` draw the same to within 0.008; a place 10 cm or a
/// direction 2° off gives more than 0.04.
const SAME: f32 = 0.015;
/// As parts of the picture: above the hands, which are held below the line from the eye to the cursor.
const ABOVE: [f32; 4] = [0.0, 0.0, 1.0, 0.6];
const PATIENCE: Duration = Duration::from_secs(40);

struct Visit {
    window: Window,
    fair: TempDir,
    files: TempDir,
    size: (u32, u32),
}

impl Visit {
    /// Opens the fair in a window and waits until all of it is there.
    fn start() -> Self {
        let fair = fair::small_fair();
        let files = tempfile::tempdir().expect("a folder for files");
        let at = |name: &str| files.path().join(name);
        // Who was here before is not shown how to go about.
        std::fs::write(at("visitor.json"), r#"{"format": 1, "welcomed": true}"#).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_boothwalk"));
        command
            .arg("visit")
            .arg(fair.path())
            .args(["--device", "desktop", "--lang", "en", "--size", &format!("{}x{}", SIZE.0, SIZE.1)])
            .args([Path::new("--stats"), &at("stats.json"), Path::new("--record"), &at("visit.log")])
            .args([Path::new("--shots"), &at("shots"), Path::new("--visitor"), &at("visitor.json")])
            .env("BOOTHWALK_LOG", "info")
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(at("said")).expect("a file"));
        let visit = Self { window: Window::open(command, 640, 480), fair, files, size: SIZE };
        // The cursor in the middle: the pointing hand is then below what is compared.
        visit.window.mouse_to(SIZE.0 as i32 / 2, SIZE.1 as i32 / 2);
        visit.shows("the hall from the entrance", vec3(SPAWN[0], EYES, SPAWN[1]), 0.0);
        visit
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.files.path().join("said")).expect("what it said")
    }

    /// Waits until the program has said so often where the visitor is, and returns the last of it.
    fn told(&self, what: &str, times: usize) -> (Vec3, f32) {
        wait_for(&format!("\"{what}\" for the {times}. time"), PATIENCE, || {
            let told: Vec<_> = places(&self.said()).into_iter().filter(|(happened, ..)| happened == what).collect();
            (told.len() >= times).then(|| (told[times - 1].1, told[times - 1].2))
        })
    }

    /// Waits until so many pictures were taken; where the eye of the last was, and the direction it faced in degrees.
    fn taken(&self, times: usize) -> (Vec3, f32) {
        wait_for(&format!("the {times}. picture"), PATIENCE, || {
            let said = self.said();
            let line = said.lines().filter(|line| line.contains("] picture ")).nth(times - 1)?;
            let point = |option: &str| {
                let text = line.split_once(option)?.1.split_whitespace().next()?;
                let numbers: Vec<f32> = text.split(',').filter_map(|part| part.parse().ok()).collect();
                Some(Vec3::from_slice(numbers.get(..3)?))
            };
            let (eye, look) = (point("--eye ")?, point("--look ")?);
            Some((eye, (eye.x - look.x).atan2(eye.z - look.z).to_degrees()))
        })
    }

    fn picture(&self) -> RgbaImage {
        image::imageops::crop_imm(&self.window.screenshot(), 0, 0, self.size.0, self.size.1).to_image()
    }

    fn eye(position: Vec3, facing: f32) -> Eye {
        Eye { position, orientation: Quat::from_rotation_y(facing.to_radians()), fov: FIELD }
    }

    /// Waits until the window shows what one sees from there.
    fn shows(&self, what: &str, position: Vec3, facing: f32) {
        let wanted = Self::eye(position, facing).shot(self.fair.path(), self.size);
        self.matches(what, &wanted, || self.picture());
    }

    fn matches(&self, what: &str, wanted: &RgbaImage, picture: impl Fn() -> RgbaImage) {
        let mut error = f32::MAX;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            error = flip(&only(&picture(), ABOVE), &only(wanted, ABOVE));
            if error < SAME {
                println!("{what}: FLIP {error:.4}");
                return;
            }
            assert!(!self.said().contains("refused a call"), "{}", self.said());
            std::thread::sleep(Duration::from_millis(100));
        }
        for (name, picture) in [("seen", &picture()), ("wanted", wanted)] {
            let _ = picture.save(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/desktop-{name}.png")));
        }
        panic!("{what}: FLIP is {error:.3}, see target/desktop-*.png; it said:\n{}", self.said());
    }

    fn leave(mut self) -> Left {
        let status = wait_for("the program to end", Duration::from_secs(20), || {
            self.window.program().child().try_wait().expect("its status")
        });
        Left { status, said: self.said(), fair: self.fair, files: self.files }
    }
}

/// What a visit leaves behind.
struct Left {
    status: ExitStatus,
    said: String,
    fair: TempDir,
    files: TempDir,
}

impl Left {
    /// Ended well, and its files tell the same story as the program.
    fn check(&self) {
        assert_eq!(self.status.code(), Some(0), "{}", self.said);
        assert!(!self.said.contains("ERROR") && !self.said.contains("panicked"), "{}", self.said);
        let stats = std::fs::read(self.files.path().join("stats.json")).expect("the statistics");
        let stats: serde_json::Value = serde_json::from_slice(&stats).expect("JSON");
        assert!(stats["frames"].as_u64() > Some(20), "{stats}");
        assert!(stats["device"].as_str().is_some_and(|device| device.contains("window")), "{stats}");
        assert_eq!(stats["errors"], serde_json::json!([]));
        assert!(stats["full_ms"].as_f64() >= stats["first_ms"].as_f64() && stats["first_ms"].is_f64(), "{stats}");

        // Walked again from its log, without a window, the visit leads to the same places.
        let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
            .arg("visit")
            .arg(self.fair.path())
            .args(["--device", "offscreen", "--backend", "noop", "--size", "64x64", "--replay"])
            .arg(self.files.path().join("visit.log"))
            .env("BOOTHWALK_LOG", "info")
            .output()
            .expect("the program starts");
        let again = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{again}");
        let (first, again) = (places(&self.said), places(&again));
        assert_eq!(first.len(), again.len(), "{first:?}\n{again:?}");
        for (first, again) in first.iter().zip(&again) {
            assert_eq!(first.0, again.0);
            assert!(
                first.1.distance(again.1) < 0.05 && degrees_between(first.2, again.2) <= 1.0,
                "{first:?} {again:?}"
            );
        }
    }
}

/// Mean difference of the colours, 0 to 255.
fn difference(a: &RgbaImage, b: &RgbaImage) -> f32 {
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f32 / a.as_raw().len().max(1) as f32
}

fn middle(picture: &RgbaImage) -> RgbaImage {
    let (w, h) = picture.dimensions();
    image::imageops::crop_imm(picture, w / 4, h / 4, w / 2, h / 3).to_image()
}

#[test]
fn a_visitor_walks_looks_reads_and_teleports_with_keys_and_mouse() {
    let visit = Visit::start();
    let window = &visit.window;

    // W walks, as far as 1.4 m a second come to.
    let start = Instant::now();
    window.key_down("w");
    std::thread::sleep(Duration::from_millis(1200));
    window.key_up("w");
    let held = start.elapsed().as_secs_f32();
    window.key("r");
    let (walked, facing) = visit.told("facing ahead again", 1);
    let way = SPAWN[1] - walked.z;
    assert!(way > 0.7 && way < 1.5 * held + 0.3, "walked {way} m in {held} s");
    assert!(walked.x.abs() < 0.01 && facing == 0.0, "{walked} {facing}");
    visit.shows("after walking", walked, 0.0);

    // F12 writes the picture that is shown.
    window.key("F12");
    let file = visit.files.path().join("shots/001.png");
    let taken = wait_for("the picture of F12", PATIENCE, || image::open(&file).ok()).into_rgba8();
    visit.matches("the picture of F12", &taken, || visit.picture());

    // The mouse looks while the right button is held, and R brings the view back.
    window.drag(3, 150, 0);
    window.mouse_to(SIZE.0 as i32 / 2, SIZE.1 as i32 / 2);
    window.key("F12");
    let (eye, turned) = visit.taken(2);
    // 0.0022 rad a step make 19 degrees; X makes quick steps longer.
    assert!(eye.distance(walked) < 0.01 && turned < -10.0 && turned > -45.0, "{eye} {turned}");
    visit.shows("after looking to the right", walked, turned);
    window.key("r");
    assert_eq!(visit.told("facing ahead again", 2), (walked, 0.0));
    visit.shows("after recentring", walked, 0.0);

    // H shows the key sheet, L turns it to the other language, H hides it.
    let before = visit.picture();
    window.key("h");
    let changed = |from: &RgbaImage| difference(&middle(&visit.picture()), &middle(from)) > 12.0;
    wait_for("the key sheet", PATIENCE, || changed(&before).then_some(()));
    std::thread::sleep(Duration::from_millis(500));
    let english = visit.picture();
    window.key("l");
    let other = |from: &RgbaImage| difference(&middle(&visit.picture()), &middle(from)) > 2.0;
    wait_for("the other language", PATIENCE, || (other(&english) && changed(&before)).then_some(()));
    window.key("l");
    wait_for("English again", PATIENCE, || (!other(&english)).then_some(()));
    window.key("h");
    visit.shows("without the key sheet", walked, 0.0);

    // V shows both eyes, each from its own place.
    window.key("v");
    let half = SIZE.0 / 2;
    for (eye, x) in [(0, -0.0315), (1, 0.0315)] {
        let wanted = Visit::eye(walked + vec3(x, 0.0, 0.0), 0.0).shot(visit.fair.path(), (half, SIZE.1));
        let seen = || image::imageops::crop_imm(&visit.picture(), eye * half, 0, half, SIZE.1).to_image();
        visit.matches("one of two eyes", &wanted, seen);
    }
    let both = visit.picture();
    let eye = |x| image::imageops::crop_imm(&both, x, 0, half, SIZE.1).to_image();
    assert!(difference(&eye(0), &eye(half)) > 0.3, "both eyes see the same");
    window.key("v");
    visit.shows("one eye again", walked, 0.0);

    // The arrow ahead aims, letting go of it teleports; aside it turns by steps.
    window.hold_key("Up", Duration::from_millis(800));
    let (landed, facing) = visit.told("teleported", 1);
    assert!(walked.z - landed.z > 3.0 && landed.x.abs() < 1.0 && facing == 0.0, "{landed} {facing}");
    visit.shows("after the teleport", landed, 0.0);
    for (key, times, angle) in [("Left", 1, 30.0), ("Left", 2, 60.0), ("Right", 3, 30.0)] {
        window.hold_key(key, Duration::from_millis(300));
        assert_eq!(visit.told("turned", times), (landed, angle));
        std::thread::sleep(Duration::from_millis(200));
    }
    visit.shows("after turning", landed, 30.0);

    // Another size, another shape, the same place.
    window.resize(400, 360);
    let visit = Visit { size: (400, 360), ..visit };
    visit.shows("in a window of another size", landed, 30.0);

    // As a window manager closes a window.
    visit.window.close();
    visit.leave().check();
}

#[test]
fn a_signal_ends_the_visit_and_nothing_of_its_log_is_lost() {
    let mut visit = Visit::start();
    visit.window.key_down("s");
    std::thread::sleep(Duration::from_millis(300));
    visit.window.key_up("s");
    let start = Instant::now();
    std::thread::sleep(Duration::from_millis(1500));
    // R is among the last things that happen: a log that is cut short lacks it.
    visit.window.key("r");
    visit.told("facing ahead again", 1);
    let id = visit.window.program().id().to_string();
    assert!(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status().expect("kill").success());
    let left = visit.leave();
    left.check();
    let log = std::fs::read_to_string(left.files.path().join("visit.log")).expect("the log");
    assert!(log.ends_with("}\n"), "the last line is whole");
    let time = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["t"].as_f64();
    let (first, last) = (log.lines().nth(1).and_then(time), log.lines().last().and_then(time));
    let length = last.expect("a last frame") - first.expect("a first frame");
    assert!(length > start.elapsed().as_secs_f64() - 1.0, "{length} s are in the log");
}

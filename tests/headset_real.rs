//! The program in a real OpenXR runtime with a real compositor: a scripted head and hands, and what the headset shows.
//!
//! The eyes are 480x540, so the compositor's window shows them pixel for pixel, and each is compared with what
//! `boothwalk shot` draws offscreen from where that eye should be. While pictures are compared the hands are out of sight.

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use boothwalk::render::flip;
use glam::{Quat, Vec2, Vec3, vec3};
use image::RgbaImage;
use support::fair::{self, Eye, SPAWN, degrees_between, only, places};
use support::monado::{self, Hand, Monado, Pose, Remote};
use support::{Process, wait_for};
use tempfile::TempDir;

/// Half of what the runtime's eyes see, radians, and half their distance, metres.
const SIDE: f32 = 0.7418;
const UP: f32 = 0.7788;
const HALF_DISTANCE: f32 = 0.0315;
/// Pixels of an eye.
const EYE: (u32, u32) = (480, 540);
/// As parts of an eye: what the lenses do not hide in the corners.
const SEEN: [f32; 4] = [0.13, 0.0, 0.74, 1.0];
/// Mean FLIP of an eye that still counts as the same picture: it is 0.006 where all is right, 0.016 in the smallest picture
/// that a GPU gets which is late (this one is), and 0.04 with the eyes exchanged.
const SAME: f32 = 0.02;
const PATIENCE: Duration = Duration::from_secs(60);

struct Visit {
    process: Process,
    fair: TempDir,
    files: TempDir,
}

impl Visit {
    fn start(monado: &Monado) -> Self {
        let fair = fair::small_fair();
        let files = tempfile::Builder::new().prefix("boothwalk-visit-").tempdir_in("/tmp").expect("a folder");
        let at = |name: &str| files.path().join(name);
        // Who was here before is not shown how to go about.
        std::fs::write(at("visitor.json"), r#"{"format": 1, "welcomed": true}"#).expect("written");
        let mut command = monado.checked_command(env!("CARGO_BIN_EXE_boothwalk"), &at("findings"));
        command
            .arg("visit")
            .arg(fair.path())
            .args(["--device", "headset", "--lang", "en", "--seconds", "600"])
            .args([Path::new("--stats"), &at("stats.json"), Path::new("--record"), &at("visit.log")])
            .args([Path::new("--shots"), &at("shots"), Path::new("--visitor"), &at("visitor.json")])
            .env("BOOTHWALK_LOG", "info,boothwalk::device::headset=debug")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(at("said")).expect("a file"));
        Self { process: Process::from_command(command), fair, files }
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.files.path().join("said")).expect("what it said")
    }

    /// Waits until `found` is in what the program said.
    fn says<T>(&mut self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            let said = self.said();
            if let Some(found) = found(&said) {
                return found;
            }
            assert!(self.process.is_running(), "the visit ended before it said {what}:\n{said}");
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; the visit said:\n{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn says_word(&mut self, word: &str) {
        self.says(word, |said| said.contains(word).then_some(()));
    }

    /// Waits until it has said so often where the visitor is, and returns the last of it.
    fn told(&mut self, what: &str, times: usize) -> (Vec3, f32) {
        self.says(what, |said| {
            let told: Vec<_> = places(said).into_iter().filter(|(happened, ..)| happened == what).collect();
            (told.len() >= times).then(|| (told[times - 1].1, told[times - 1].2))
        })
    }

    /// Waits until both eyes show what one sees from there; `head` is in the hall.
    fn shows(&self, monado: &Monado, what: &str, head: Vec3, orientation: Quat) {
        let wanted = [-HALF_DISTANCE, HALF_DISTANCE].map(|x| {
            let position = head + orientation * vec3(x, 0.0, 0.0);
            let eye = Eye { position, orientation, fov: (UP * 2.0).to_degrees() };
            // `shot` has square pixels, these eyes have not.
            let width = (EYE.1 as f32 * SIDE.tan() / UP.tan()).round() as u32;
            let picture = eye.shot(self.fair.path(), (width, EYE.1));
            image::imageops::resize(&picture, EYE.0, EYE.1, image::imageops::FilterType::Triangle)
        });
        let start = Instant::now();
        let mut errors = [f32::MAX; 2];
        while start.elapsed() < PATIENCE {
            let seen = monado.display().screenshot();
            errors = [0, 1].map(|eye| flip(&only(&half(&seen, eye), SEEN), &only(&wanted[eye as usize], SEEN)));
            if errors.iter().all(|error| *error < SAME) {
                println!("{what}: FLIP {:.4} {:.4} after {:.1} s", errors[0], errors[1], start.elapsed().as_secs_f32());
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        keep("seen", &monado.display().screenshot());
        keep("wanted-left", &wanted[0]);
        keep("wanted-right", &wanted[1]);
        panic!("{what}: FLIP is {errors:?}, see target/headset-*.png; it said:\n{}", self.said());
    }
}

/// Half a metre before a place on the tablet, pointing at it; in its points of 2 mm from the upper left corner. It came
/// when the head was there.
fn before_tablet(head: &Pose, x: f32, y: f32) -> Pose {
    let ahead = head.orientation * Vec3::NEG_Z;
    let turn = Quat::from_rotation_y((-ahead.x).atan2(-ahead.z));
    let facing = turn * Quat::from_rotation_x(-0.12);
    let middle = head.position + turn * vec3(0.0, -0.12, -1.1);
    let at = middle + facing * vec3((x - 320.0) * 0.002, (240.0 - y) * 0.002, 0.5);
    Pose { position: at, orientation: facing }
}

fn half(picture: &RgbaImage, eye: u32) -> RgbaImage {
    image::imageops::crop_imm(picture, eye * EYE.0, 0, EYE.0, EYE.1).to_image()
}

/// Keeps a picture for somebody to look at.
fn keep(name: &str, picture: &RgbaImage) {
    let _ = picture.save(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/headset-{name}.png")));
}

/// Gives the visitor a right hand for as long as it does something.
fn with_right_hand(remote: &Remote, pose: Pose, stick: Vec2, hold: Duration) {
    remote.change(|body| body.right = Hand::at(pose));
    std::thread::sleep(Duration::from_millis(500));
    remote.hold(hold, |body| body.right.thumbstick = stick);
    std::thread::sleep(Duration::from_millis(500));
    remote.change(|body| body.right.active = false);
}

#[test]
fn a_visit_in_a_real_runtime_walks_turns_teleports_and_survives_its_death() {
    let name = "a_visit_in_a_real_runtime_walks_turns_teleports_and_survives_its_death";
    let Some(mut monado) = Monado::start_at_scale(name, 50) else { return };
    let remote = monado.remote();
    let start = Pose::at(0.0, 1.6, 0.0);
    remote.change(|body| {
        body.head = start;
        (body.left.active, body.right.active) = (false, false);
    });
    let mut visit = Visit::start(&monado);
    visit.says_word("FOCUSED");
    let origin = vec3(SPAWN[0], 0.0, SPAWN[1]);
    visit.shows(&monado, "the hall from the entrance", origin + start.position, start.orientation);

    // Steps and looks about, as far as legs and neck go.
    let near = Pose::at(0.5, 1.7, -0.6).facing(Quat::from_rotation_y(0.3) * Quat::from_rotation_x(-0.1));
    remote.move_head(near, Duration::from_millis(800));
    visit.shows(&monado, "after a step", origin + near.position, near.orientation);

    // The stick to the right turns by 30 degrees about the head.
    let hand = Pose::at(0.6, 1.3, -0.9).facing(Quat::from_rotation_y(0.3) * Quat::from_rotation_x(0.2));
    with_right_hand(&remote, hand, Vec2::new(1.0, 0.0), Duration::from_millis(600));
    let (place, facing) = visit.told("turned", 1);
    assert!(place.distance(origin + near.position) < 0.01, "{place}");
    assert!(degrees_between(facing, 0.3f32.to_degrees() - 30.0) < 1.0, "{facing}");
    let turn = Quat::from_rotation_y(-30f32.to_radians());
    visit.shows(&monado, "after a turn", place, turn * near.orientation);

    // The stick ahead aims, letting go of it jumps to where the arc ended.
    with_right_hand(&remote, hand, Vec2::new(0.0, 1.0), Duration::from_millis(1500));
    let (landed, kept) = visit.told("teleported", 1);
    assert!(degrees_between(kept, facing) < 0.5, "{kept}");
    let way = Vec2::new(landed.x - place.x, landed.z - place.z);
    assert!(way.length() > 3.0 && way.length() < 8.0, "{way}");
    let ahead = turn * near.orientation * Vec3::NEG_Z;
    assert!(way.normalize().dot(Vec2::new(ahead.x, ahead.z).normalize()) > 0.95, "{way} {ahead}");
    assert!((landed.y - near.position.y).abs() < 0.01, "{landed}");
    visit.shows(&monado, "after a teleport", landed, turn * near.orientation);
    let said = visit.said();
    assert!(!said.contains("XR_ERROR") && !said.contains("ERROR"), "{said}");

    // The runtime dies under the visit and comes again: so does the visit, where it was.
    let log = visit.files.path().join("visit.log");
    monado.kill();
    visit.says_word("the OpenXR runtime is lost");
    std::thread::sleep(Duration::from_secs(1));
    assert!(visit.process.is_running(), "{}", visit.said());
    let recorded = std::fs::metadata(&log).expect("the log").len();
    monado.restart();
    visit.says_word("the headset is back");
    visit.shows(&monado, "after the runtime's death", landed, turn * near.orientation);
    assert!(visit.process.is_running());
    let said = visit.said();
    let (_, after) = said.split_once("the headset is back").expect("said before");
    assert!(!after.contains("XR_ERROR") && !after.contains("ERROR"), "{said}");
    with_right_hand(&remote, hand, Vec2::new(-1.0, 0.0), Duration::from_millis(600));
    let (still, back) = visit.told("turned", 2);
    assert!(still.distance(landed) < 0.01 && degrees_between(back, 0.3f32.to_degrees()) < 1.0, "{still} {back}");

    // The menu button brings the tablet, before both eyes. It is pointed at: its help, and there the streaming overlay.
    let before = monado.display().screenshot();
    let press_menu = || {
        remote.change(|body| body.right = Hand::at(hand));
        remote.hold(Duration::from_millis(400), |body| body.right.thumbstick_click = true);
        std::thread::sleep(Duration::from_millis(400));
    };
    let changed = |seen: &RgbaImage, eye: u32, part: [f32; 4]| {
        flip(&only(&half(seen, eye), part), &only(&half(&before, eye), part))
    };
    press_menu();
    wait_for("the tablet", PATIENCE, || {
        let seen = monado.display().screenshot();
        let there = [0, 1].iter().all(|eye| changed(&seen, *eye, [0.35, 0.4, 0.3, 0.2]) > 0.1);
        there.then(|| keep("tablet", &seen))
    });
    for (x, y) in [(60.0, 218.0), (370.0, 126.0)] {
        let pose = before_tablet(&near, x, y);
        remote.change(|body| body.right = Hand::at(pose));
        std::thread::sleep(Duration::from_millis(600));
        remote.hold(Duration::from_millis(400), |body| body.right.trigger = 1.0);
        std::thread::sleep(Duration::from_millis(600));
    }
    keep("help", &monado.display().screenshot());
    press_menu();
    remote.change(|body| body.right.active = false);
    // Without the tablet, what is left stands to the left of where one looks.
    wait_for("the overlay", PATIENCE, || {
        let seen = monado.display().screenshot();
        let changed = |eye: u32, part: [f32; 4]| changed(&seen, eye, part);
        let there = [0, 1].map(|eye| (changed(eye, [0.2, 0.3, 0.2, 0.4]), changed(eye, [0.65, 0.3, 0.2, 0.4])));
        let found = there.iter().all(|(left, right)| *left > 0.1 && *right < SAME);
        found.then(|| keep("overlay", &seen))
    });

    // It leaves in good order, and what it wrote tells all of it.
    let id = visit.process.id().to_string();
    assert!(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status().expect("kill").success());
    let status =
        wait_for("the visit to end", Duration::from_secs(20), || visit.process.child().try_wait().expect("its status"));
    let said = visit.said();
    assert_eq!(status.code(), Some(0), "{said}");
    assert_eq!(monado::findings(&visit.files.path().join("findings")), [""; 0]);
    let stats = std::fs::read(visit.files.path().join("stats.json")).expect("the statistics");
    let stats: serde_json::Value = serde_json::from_slice(&stats).expect("JSON");
    println!("{stats}");
    assert!(stats["frames"].as_u64() > Some(50), "{stats}");
    assert!(stats["runtime"].as_str().is_some_and(|name| name.contains("Monado")), "{stats}");
    assert!(stats["device"].as_str().is_some_and(|name| name.contains("480x540")), "{stats}");
    assert_eq!(stats["errors"], serde_json::json!([]));
    assert!(
        std::fs::metadata(&log).expect("the log").len() > recorded,
        "nothing was recorded after the runtime's death"
    );

    // Walked again from its log, without a headset, the visit leads to the same places.
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg("visit")
        .arg(visit.fair.path())
        .args(["--device", "offscreen", "--backend", "noop", "--size", "64x64", "--replay"])
        .arg(&log)
        .env("BOOTHWALK_LOG", "info")
        .output()
        .expect("the program starts");
    let again = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{again}");
    let (first, again) = (places(&said), places(&again));
    assert_eq!(first.len(), again.len(), "{first:?}\n{again:?}");
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(first.0, again.0);
        assert!(first.1.distance(again.1) < 0.05 && degrees_between(first.2, again.2) <= 1.0, "{first:?} {again:?}");
    }

    // Nothing is asked for: a headset is preferred to a window, and the visit ends when its time is over.
    let output = monado
        .command(env!("CARGO_BIN_EXE_boothwalk"))
        .arg("visit")
        .arg(visit.fair.path())
        .args(["--lang", "en", "--seconds", "1"])
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("Visiting in the headset: Monado: Remote HMD"), "{said}");
}

#[test]
fn a_headset_asked_for_where_no_runtime_is_fails_with_a_reason() {
    let fair = fair::small_fair();
    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg("visit")
        .arg(fair.path())
        .args(["--device", "headset"])
        .env("XR_RUNTIME_JSON", fair.path().join("no-runtime.json"))
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    // The one where there is a loader, the other where there is none.
    assert!(said.contains("no OpenXR runtime is active") || said.contains("no OpenXR loader"), "{said}");
}

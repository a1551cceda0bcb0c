//! A whole visit in a real OpenXR runtime, by controllers alone: a booth is found in pinyin, the way to it followed, its
//! product taken, seen in another colour, opened, measured, kept; then the language changes. Walked again from its log without
//! a headset, it comes to the same.

mod product;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use glam::{Quat, Vec2, Vec3, vec3};
use image::RgbaImage;
use product::{CHEST, EDGE, HALF, SPAWN};
use support::fair::places;
use support::monado::{self, Body, Hand, Monado, Pose, Remote};
use support::{Process, wait_for};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(60);
/// Time for what was done to be seen: some frames of a driver that draws on the processor.
const BEAT: Duration = Duration::from_millis(500);
/// Pixels of an eye.
const EYE: (u32, u32) = (480, 540);
/// Pixels of a panel's ground, of both eyes, where the tablet is before them.
const GROUND: usize = 30_000;
/// The visitor looks a little down, at what stands on a plinth.
const DOWN: f32 = -0.35;

struct Visit {
    process: Process,
    fair: TempDir,
    files: TempDir,
    remote: Remote,
    monado: Monado,
}

impl Visit {
    fn start(monado: Monado) -> Visit {
        let fair = product::fair();
        let files = tempfile::Builder::new().prefix("boothwalk-visit-").tempdir_in("/tmp").expect("a folder");
        let at = |name: &str| files.path().join(name);
        std::fs::write(at("visitor.json"), r#"{"format": 1, "welcomed": true}"#).expect("written");
        let remote = monado.remote();
        remote.change(|body| {
            *body = Body { head: Pose::at(0.0, 1.6, 0.0), ..Body::default() };
            (body.left.active, body.right.active) = (false, false);
        });
        let mut command = monado.checked_command(env!("CARGO_BIN_EXE_boothwalk"), &at("findings"));
        command
            .arg("visit")
            .arg(fair.path())
            .args(["--device", "headset", "--lang", "zh", "--seconds", "600"])
            .args([Path::new("--stats"), &at("stats.json"), Path::new("--record"), &at("visit.log")])
            .args([Path::new("--visitor"), &at("visitor.json")])
            .env("BOOTHWALK_LOG", "info,boothwalk::device::headset=debug")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(at("said")).expect("a file"));
        Visit { process: Process::from_command(command), fair, files, remote, monado }
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.files.path().join(name)).expect("what it wrote")
    }

    fn says<T>(&mut self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            let said = self.read("said");
            if let Some(found) = found(&said) {
                return found;
            }
            assert!(self.process.is_running(), "the visit ended before it said {what}:\n{said}");
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; the visit said:\n{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until what lasts beyond the visit says so.
    fn keeps(&self, what: &str, found: impl Fn(&serde_json::Value) -> bool) {
        wait_for(what, PATIENCE, || serde_json::from_str(&self.read("visitor.json")).ok().filter(&found));
    }

    /// A hand is at a place and has time to be seen there.
    fn hand(&self, left: bool, pose: Pose) {
        self.remote.change(|body| {
            let hand = if left { &mut body.left } else { &mut body.right };
            *hand = Hand { pose, active: true, ..*hand };
        });
        std::thread::sleep(BEAT);
    }

    /// A hand does something for a moment.
    fn press(&self, left: bool, press: impl FnOnce(&mut Hand)) {
        self.remote.hold(BEAT, |body| press(if left { &mut body.left } else { &mut body.right }));
        std::thread::sleep(BEAT);
    }

    fn pull(&self, left: bool) {
        self.press(left, |hand| hand.trigger = 1.0);
    }

    /// The tablet comes, or goes.
    fn tablet(&self) {
        self.hand(false, Pose::at(0.3, 1.2, -0.3));
        self.press(false, |hand| hand.thumbstick_click = true);
    }

    /// The tablet comes, and is there: a thread draws it, when it has read the fonts. The compositor shows it from an image of
    /// its own, under a picture that is see-through there: else it is black.
    fn open_tablet(&self) {
        self.tablet();
        wait_for("the tablet", PATIENCE, || (ground(&self.picture("tablet")) > GROUND).then_some(()));
        std::thread::sleep(BEAT);
    }

    /// Presses a place of the tablet with the right hand.
    fn press_tablet(&self, head: &Pose, x: f32, y: f32) {
        self.hand(false, before(board(head, 0.0, 1.1, 0.12), 640.0, 480.0, (x, y)));
        self.pull(false);
    }

    fn picture(&self, name: &str) -> RgbaImage {
        let seen = self.monado.display().screenshot();
        let _ = seen.save(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("whole-{name}.png")));
        seen
    }
}

/// The middle of a panel that came `far` metres before a head that looked level, `aside` radians to the right; it leans back by
/// `tilt`, and is as many metres below.
fn board(head: &Pose, aside: f32, far: f32, tilt: f32) -> Pose {
    let turn = Quat::from_rotation_y(-aside);
    let at = head.position + turn * vec3(0.0, -tilt, -far);
    Pose { position: at, orientation: turn * Quat::from_rotation_x(-tilt) }
}

/// Half a metre before a place of a panel, in its points of 2 mm from the upper left corner, pointing at it.
fn before(board: Pose, width: f32, height: f32, (x, y): (f32, f32)) -> Pose {
    let at = vec3((x - width * 0.5) * 0.002, (height * 0.5 - y) * 0.002, 0.5);
    Pose { position: board.position + board.orientation * at, ..board }
}

/// The middle of a letter of the tablet's keyboard.
fn key(letter: char) -> (f32, f32) {
    let rows = [("qwertyuiop", 144.5), ("asdfghjkl", 170.0), ("zxcvbnm", 173.0)];
    let found = rows.iter().enumerate().find_map(|(row, (keys, first))| Some((row, first, keys.find(letter)?)));
    let (row, first, place) = found.expect("a letter");
    (first + 51.0 * place as f32, 322.0 + 42.0 * row as f32)
}

fn aim(at: Vec3, to: Vec3) -> Pose {
    Pose { position: at, orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (to - at).normalize()) }
}

/// Of red, green and blue, what an eye shows most of, if it is much.
fn colour(seen: &RgbaImage) -> Option<usize> {
    let mut counts = [0u32; 3];
    for (_, _, pixel) in seen.enumerate_pixels().filter(|(x, ..)| *x < EYE.0) {
        let [r, g, b] = [0, 1, 2].map(|part| i32::from(pixel.0[part]));
        for (count, more) in counts.iter_mut().zip([r - g.max(b), g - r.max(b), b - r.max(g)]) {
            *count += u32::from(more > 60);
        }
    }
    (0..3).max_by_key(|place| counts[*place]).filter(|place| counts[*place] > 300)
}

/// How many pixels are of the colour of a panel's ground, to the shades that a compositor's filter leaves.
fn ground(seen: &RgbaImage) -> usize {
    let is_ground = |pixel: &[u8; 4]| pixel.iter().zip([17u8, 25, 36]).all(|(seen, ground)| seen.abs_diff(ground) <= 2);
    seen.pixels().filter(|pixel| is_ground(&pixel.0)).count()
}

/// The lengths that the program said it measured, millimetres.
fn measured(said: &str) -> Vec<f32> {
    let lengths = said.lines().filter_map(|line| line.split("measured: ").nth(1)?.strip_suffix(" mm"));
    lengths.map(|length| length.parse().expect("a number")).collect()
}

#[test]
fn a_buyer_finds_takes_opens_measures_and_keeps_a_product() {
    let Some(monado) = Monado::start_at_scale("a_buyer_finds_takes_opens_measures_and_keeps_a_product", 50) else {
        return;
    };
    let mut visit = Visit::start(monado);
    visit.says("FOCUSED", |said| said.contains("FOCUSED").then_some(()));
    let head = Pose::at(0.0, 1.6, 0.0);

    // 木匠铺 is mu jiang pu; its first letters would do as well.
    visit.open_tablet();
    "mujiang".chars().for_each(|letter| visit.press_tablet(&head, key(letter).0, key(letter).1));
    visit.picture("found");
    visit.press_tablet(&head, 300.0, 90.0);
    visit.press_tablet(&head, 206.0, 446.0);
    visit.says("where it leads", |said| said.contains("led to booth joiner").then_some(()));
    visit.tablet();
    visit.picture("way");

    // Along the way by a jump, and then on foot.
    visit.hand(false, Pose::at(0.3, 1.3, -0.3).facing(Quat::from_rotation_x(0.2)));
    visit.remote.hold(BEAT * 3, |body| body.right.thumbstick = Vec2::new(0.0, 1.0));
    let (landed, _) = visit.says("teleported", |said| {
        places(said)
            .into_iter()
            .find(|(happened, ..)| happened == "teleported")
            .map(|(_, place, facing)| (place, facing))
    });
    assert!(landed.z < SPAWN.z - 1.0 && landed.x.abs() < 0.5, "{landed}");
    let origin = vec3(landed.x, 0.0, landed.z) - vec3(head.position.x, 0.0, head.position.z);
    let chest = CHEST + vec3(0.0, HALF.y, 0.0) - origin;
    let level = Pose { position: vec3(chest.x, 1.6, chest.z + 1.5), orientation: Quat::IDENTITY };
    let head = level.facing(Quat::from_rotation_x(DOWN));
    visit.remote.move_head(head, Duration::from_secs(2));

    // Taken with the right hand.
    let hand = aim(level.position + vec3(0.25, -0.3, -0.35), chest);
    visit.hand(false, hand);
    visit.remote.change(|body| (body.right.squeeze, body.right.squeeze_force) = (1.0, 1.0));
    std::thread::sleep(BEAT * 3);
    assert_eq!(colour(&visit.picture("taken")), Some(0));
    visit.pull(false);
    assert_eq!(colour(&visit.picture("green")), Some(1));
    // The tools, one after another: apart, a section, the ruler.
    visit.press(false, |hand| hand.a = true);
    std::thread::sleep(BEAT * 4);
    visit.picture("apart");
    visit.press(false, |hand| hand.a = true);
    visit.press(false, |hand| hand.a = true);
    std::thread::sleep(BEAT * 4);
    let middle = hand.position + hand.orientation * vec3(0.0, 0.0, -0.3 - HALF.length());
    for end in EDGE {
        // A little beside the corner, on the front of the lid.
        let end = end - vec3(0.002 * end.x.signum(), 0.002, 0.0) - vec3(0.0, HALF.y, 0.0);
        visit.hand(true, aim(level.position + vec3(-0.2, -0.25, -0.3), middle + end));
        visit.pull(true);
    }
    visit.picture("measured");
    let lengths = visit.says("a length", |said| Some(measured(said)).filter(|lengths| !lengths.is_empty()));
    assert!(lengths.len() == 1 && (lengths[0] - 200.0).abs() < 1.0, "{lengths:?}");

    // Kept by its card, which stands to the right, and put back.
    let card = board(&level, 0.75, 1.3, 0.1);
    for (x, y) in [(80.0, 542.0), (233.0, 542.0)] {
        visit.hand(true, before(card, 320.0, 576.0, (x, y)));
        visit.pull(true);
    }
    visit.remote.change(|body| (body.right.squeeze, body.right.squeeze_force) = (0.0, 0.0));
    visit.remote.change(|body| body.left.active = false);
    visit.keeps("the chest kept", |kept| {
        kept["fairs"]["whole"]["items"] == serde_json::json!([{ "booth": "joiner", "product": "chest" }])
    });

    // English, by the tablet's fourth page.
    visit.open_tablet();
    visit.press_tablet(&level, 60.0, 172.0);
    visit.press_tablet(&level, 561.0, 34.0);
    visit.picture("english");
    visit.keeps("English", |kept| kept["lang"] == "en");

    let id = visit.process.id().to_string();
    assert!(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status().expect("kill").success());
    let ended =
        wait_for("the visit to end", Duration::from_secs(20), || visit.process.child().try_wait().expect("its status"));
    let said = visit.read("said");
    assert_eq!(ended.code(), Some(0), "{said}");
    assert_eq!(monado::findings(&visit.files.path().join("findings")), [""; 0]);
    let stats: serde_json::Value = serde_json::from_str(&visit.read("stats.json")).expect("JSON");
    assert_eq!(stats["errors"], serde_json::json!([]));

    let output = Command::new(env!("CARGO_BIN_EXE_boothwalk"))
        .arg("visit")
        .arg(visit.fair.path())
        .args(["--device", "offscreen", "--backend", "noop", "--size", "64x64", "--replay"])
        .arg(visit.files.path().join("visit.log"))
        .env("BOOTHWALK_LOG", "info")
        .output()
        .expect("the program starts");
    let again = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{again}");
    let again = measured(&again);
    assert!(again.len() == 1 && (again[0] - lengths[0]).abs() < 0.01, "{again:?}");
}

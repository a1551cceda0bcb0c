//! The same visit in the simulator's window, with keys and a mouse.

use super::*;
use support::window::Window;

const SIZE: (u32, u32) = (640, 480);
/// Vertical, degrees: what the window shows.
const FIELD: f32 = 70.0;
const EYES: f32 = 1.65;

struct Desk {
    window: Window,
    fair: TempDir,
    files: TempDir,
}

impl Desk {
    fn start() -> Desk {
        let fair = product::fair();
        let files = tempfile::Builder::new().prefix("boothwalk-desk-").tempdir_in("/tmp").expect("a folder");
        let at = |name: &str| files.path().join(name);
        std::fs::write(at("visitor.json"), r#"{"format": 1, "welcomed": true}"#).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_boothwalk"));
        command
            .arg("visit")
            .arg(fair.path())
            .args(["--device", "desktop", "--lang", "zh", "--size", &format!("{}x{}", SIZE.0, SIZE.1)])
            .args([Path::new("--stats"), &at("stats.json"), Path::new("--record"), &at("visit.log")])
            .args([Path::new("--visitor"), &at("visitor.json")])
            .env("BOOTHWALK_LOG", "info")
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(at("said")).expect("a file"));
        Desk { window: Window::open(command, SIZE.0, SIZE.1), fair, files }
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.files.path().join(name)).expect("what it wrote")
    }

    fn says<T>(&self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        wait_for(what, PATIENCE, || found(&self.read("said")))
    }

    fn keeps(&self, what: &str, found: impl Fn(&serde_json::Value) -> bool) {
        wait_for(what, PATIENCE, || serde_json::from_str(&self.read("visitor.json")).ok().filter(&found));
    }

    fn key(&self, name: &str) {
        self.window.hold_key(name, Duration::from_millis(120));
        std::thread::sleep(BEAT);
    }

    /// Points at what is there, seen from the eyes.
    fn point(&self, from_eyes: Vec3) {
        let unit = SIZE.1 as f32 * 0.5 / (FIELD * 0.5).to_radians().tan();
        let [x, y] = [from_eyes.x, -from_eyes.y].map(|along| along / -from_eyes.z * unit);
        self.window.mouse_to((SIZE.0 as f32 * 0.5 + x).round() as i32, (SIZE.1 as f32 * 0.5 + y).round() as i32);
        std::thread::sleep(BEAT);
    }

    fn click(&self) {
        self.window.mouse_down(1);
        std::thread::sleep(Duration::from_millis(120));
        self.window.mouse_up(1);
        std::thread::sleep(BEAT);
    }

    /// Clicks a place of a panel, in its points.
    fn click_panel(&self, board: &Pose, size: Vec2, at: Vec2) {
        let at = (at - size * 0.5) * vec2(0.002, -0.002);
        self.point(board.position + board.orientation * at.extend(0.0) - vec3(0.0, EYES, 0.0));
        self.click();
    }

    /// Where the visitor stands in the hall.
    fn place(&self) -> Vec3 {
        let facing =
            || places(&self.read("said")).into_iter().filter(|(happened, ..)| happened == "facing ahead again");
        let before = facing().count();
        self.key("r");
        wait_for("the place", PATIENCE, || facing().nth(before).map(|(_, place, _)| place))
    }

    /// Waits until all of the fair is there, and stays as it is.
    fn settled(&self) {
        let mut last = self.window.screenshot();
        wait_for("the fair", PATIENCE, || {
            std::thread::sleep(BEAT * 2);
            let seen = self.window.screenshot();
            let upper = |picture: &RgbaImage| image::imageops::crop_imm(picture, 0, 0, SIZE.0, SIZE.1 / 3).to_image();
            let dark = upper(&seen).pixels().filter(|pixel| pixel.0[..3] == [0; 3]).count();
            let same = upper(&seen) == upper(&last);
            last = seen;
            (same && dark * 20 < (SIZE.0 * SIZE.1 / 3) as usize).then_some(())
        });
    }

    fn picture(&self, name: &str) -> RgbaImage {
        let seen = self.window.screenshot();
        let _ = seen.save(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("desk-{name}.png")));
        seen
    }
}

/// Where a box of the chest's colour is: its least and greatest pixel, where there are a few of them in a row and a column.
fn green(seen: &RgbaImage) -> Option<[Vec2; 2]> {
    let (mut columns, mut rows) = (vec![0u32; SIZE.0 as usize], vec![0u32; SIZE.1 as usize]);
    for (x, y, pixel) in seen.enumerate_pixels().filter(|(x, y, _)| *x < SIZE.0 && *y < SIZE.1) {
        let [r, g, b] = [0, 1, 2].map(|part| i32::from(pixel.0[part]));
        if g - r.max(b) > 60 {
            columns[x as usize] += 1;
            rows[y as usize] += 1;
        }
    }
    let ends = |counts: &[u32]| {
        let found = |count: &u32| *count > 8;
        Some([counts.iter().position(found)? as f32, counts.iter().rposition(found)? as f32])
    };
    let ([left, right], [top, bottom]) = (ends(&columns)?, ends(&rows)?);
    Some([vec2(left, top), vec2(right, bottom)])
}

#[test]
fn a_buyer_with_keys_and_a_mouse_does_the_same() {
    let mut desk = Desk::start();
    let head = Pose::at(0.0, EYES, 0.0);
    desk.settled();

    desk.key("Tab");
    std::thread::sleep(BEAT * 2);
    "mujiang".chars().for_each(|letter| desk.key(&letter.to_string()));
    desk.picture("found");
    let (tablet, size) = (board(&head, 0.0, 1.1, 0.12), vec2(640.0, 480.0));
    desk.click_panel(&tablet, size, vec2(300.0, 90.0));
    desk.click_panel(&tablet, size, vec2(206.0, 446.0));
    desk.says("where it leads", |said| said.contains("led to booth joiner").then_some(()));
    desk.key("Tab");
    desk.picture("way");

    // The way leads straight ahead.
    let wanted = CHEST.z + 1.5;
    let mut place = SPAWN;
    for _ in 0..40 {
        let left = place.z - wanted;
        if left.abs() < 0.15 {
            break;
        }
        let key = if left > 0.0 { "w" } else { "s" };
        desk.window.hold_key(key, Duration::from_secs_f32((left.abs() / 1.4).clamp(0.05, 2.0)));
        place = desk.place();
    }
    assert!((place.z - wanted).abs() < 0.15 && place.x.abs() < 0.01, "{place}");
    desk.says("the end of the way", |said| said.contains("已到达").then_some(()));

    // Taken with the right hand, and brought before the eyes.
    let chest = CHEST + vec3(0.0, HALF.y, 0.0) - place;
    desk.point(chest - vec3(0.0, EYES, 0.0));
    desk.window.key_down("g");
    std::thread::sleep(BEAT * 3);
    assert_eq!(colour(&desk.picture("taken"), SIZE.0), Some(0));
    desk.click();
    assert_eq!(colour(&desk.picture("green"), SIZE.0), Some(1));
    for name in ["apart", "section", "ruler"] {
        desk.key("t");
        std::thread::sleep(BEAT * 2);
        desk.picture(name);
    }
    let middle = SIZE.0 as f32 * 0.5;
    for _ in 0..6 {
        let [least, most] = green(&desk.picture("held")).expect("the chest");
        let off = (least.x + most.x) * 0.5 - middle;
        if off.abs() < 6.0 {
            break;
        }
        desk.window.mouse_by(-off as i32, 0);
        std::thread::sleep(BEAT * 2);
    }
    // The other hand measures the front edge of its lid: as wide as the picture of its front, and 0.8 of that above its foot.
    desk.key("ctrl+shift");
    desk.window.key_up("g");
    let [least, most] = green(&desk.picture("other")).expect("the chest");
    let (wide, inset) = (most.x - least.x, 2.0);
    let lid = most.y - wide * (HALF.y / HALF.x) + inset;
    for x in [least.x + inset, most.x - inset] {
        desk.window.mouse_to(x.round() as i32, lid.round() as i32);
        std::thread::sleep(BEAT);
        desk.click();
    }
    desk.picture("measured");
    let lengths = desk.says("a length", |said| Some(measured(said)).filter(|lengths| !lengths.is_empty()));
    assert!(lengths.len() == 1 && (lengths[0] - 200.0).abs() < 1.0, "{lengths:?}");

    // Its card stands to the right, as one looked when it was taken.
    desk.window.drag(3, 340, 0);
    desk.key("F12");
    let right = desk.says("a picture", |said| {
        let line = said.lines().rfind(|line| line.contains("] picture "))?;
        let point = |option: &str| {
            let text = line.split_once(option)?.1.split_whitespace().next()?;
            let numbers: Vec<f32> = text.split(',').filter_map(|part| part.parse().ok()).collect();
            Some(Vec3::from_slice(numbers.get(..3)?))
        };
        let way = point("--look ")? - point("--eye ")?;
        Some(Quat::from_rotation_y((-way.x).atan2(-way.z)))
    });
    desk.picture("card");
    let card = board(&head, 0.75, 1.3, 0.1);
    for at in [vec2(80.0, 542.0), vec2(233.0, 542.0)] {
        let at = card.position + card.orientation * ((at - vec2(160.0, 288.0)) * vec2(0.002, -0.002)).extend(0.0);
        desk.point(right.inverse() * (at - head.position));
        desk.click();
    }
    desk.picture("kept");
    desk.keeps("the chest kept", |kept| {
        kept["fairs"]["whole"]["items"] == serde_json::json!([{ "booth": "joiner", "product": "chest" }])
    });

    desk.key("r");
    desk.key("Tab");
    std::thread::sleep(BEAT * 2);
    desk.click_panel(&tablet, size, vec2(60.0, 172.0));
    desk.click_panel(&tablet, size, vec2(561.0, 34.0));
    desk.picture("english");
    desk.keeps("English", |kept| kept["lang"] == "en");

    desk.window.close();
    let ended = wait_for("the visit to end", Duration::from_secs(20), || {
        desk.window.program().child().try_wait().expect("its status")
    });
    assert_eq!(ended.code(), Some(0), "{}", desk.read("said"));
    let stats: serde_json::Value = serde_json::from_str(&desk.read("stats.json")).expect("JSON");
    assert_eq!(stats["errors"], serde_json::json!([]));
    let again = replayed(desk.fair.path(), &desk.files.path().join("visit.log"));
    assert!(again.len() == 1 && (again[0] - lengths[0]).abs() < 0.01, "{again:?}");
}

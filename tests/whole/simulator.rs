//! The visit in the simulator's window, by keys and mouse alone.

use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use glam::{Vec2, Vec3, vec2, vec3};
use image::RgbaImage;

use super::product::{CHEST, EDGE, HALF, SPAWN};
use super::seen::{self, card, colour, ground, key, parts, place, tablet, way};
use super::support::monado::Pose;
use super::support::wait_for;
use super::support::window::Window;
use super::told::{PATIENCE, Told};

/// Wide enough for the card beside what is held.
const SIZE: (u32, u32) = (960, 480);
/// The column at which that begins.
const CARD: u32 = 660;
/// Vertical, degrees: what the window shows.
const FIELD: f32 = 70.0;
const EYES: f32 = 1.65;
/// Pixels of a panel's ground where the tablet is before the eyes.
const GROUND: usize = 30_000;
/// Pixels of a way that leads ahead.
const WAY: usize = 400;
/// Time for what moves by itself to come to rest.
const REST: Duration = Duration::from_secs(1);
/// How near to a corner its mark is, pixels.
const RING: f32 = 12.0;
/// A hand that the mouse moves: right (of a right hand) and up of a place so far along the line from the eye to the cursor.
const BESIDE: Vec2 = vec2(0.2, -0.25);
const REACH: f32 = 0.5;
/// So many metres before a hand hangs what it holds, to its middle.
const BEFORE: f32 = 0.3;

struct Visit {
    window: Window,
    told: Told,
}

impl Visit {
    fn start() -> Visit {
        let told = Told::new();
        let mut command = Command::new(env!("CARGO_BIN_EXE_boothwalk"));
        told.visit(&mut command, "desktop");
        command
            .args(["--size", &format!("{}x{}", SIZE.0, SIZE.1)])
            .args([Path::new("--shots"), &told.file("shots")])
            .env("BOOTHWALK_LOG", "info");
        Visit { window: Window::open(command, SIZE.0, SIZE.1), told }
    }

    fn says<T>(&mut self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        self.told.says(self.window.program(), what, found)
    }

    /// Lets what was done so far be seen by a frame, and tells where the eyes are: the picture that is taken says so.
    fn frame(&mut self) -> Vec3 {
        let pictures = |said: &str| said.lines().filter(|line| line.contains("] picture ")).count();
        let before = pictures(&self.told.read("said"));
        self.window.key("F12");
        self.says("that it took a picture", |said| {
            let line = said.lines().filter(|line| line.contains("] picture ")).nth(before)?;
            let eye = line.split_once("--eye ")?.1.split_whitespace().next()?;
            let numbers: Vec<f32> = eye.split(',').filter_map(|part| part.parse().ok()).collect();
            Some(Vec3::from_slice(numbers.get(..3)?))
        })
    }

    /// Clicks a place of the hall, as it is seen from `eye` straight ahead.
    fn click(&mut self, eye: Vec3, at: Vec3) {
        self.point(eye, at);
        self.window.click(1);
        self.frame();
    }

    fn point(&mut self, eye: Vec3, at: Vec3) {
        self.point_at(pixel(eye, at));
    }

    fn point_at(&mut self, at: Vec2) {
        self.window.mouse_to(at.x.round() as i32, at.y.round() as i32);
        self.frame();
    }

    /// The tablet comes, and is there: left of the card, if there is one.
    fn open_tablet(&mut self) {
        self.window.key("Tab");
        let left = |seen: RgbaImage| image::imageops::crop_imm(&seen, 0, 0, CARD, SIZE.1).to_image();
        wait_for("the tablet", PATIENCE, || (ground(&left(self.picture("tablet"))) > GROUND).then_some(()));
        std::thread::sleep(REST);
    }

    fn click_tablet(&mut self, eye: Vec3, point: (f32, f32)) {
        let board = tablet(&Pose { position: eye, ..Pose::at(0.0, 0.0, 0.0) });
        self.click(eye, place(board, seen::TABLET, point, 0.0));
    }

    fn click_card(&mut self, eye: Vec3, point: (f32, f32)) {
        let board = card(&Pose { position: eye, ..Pose::at(0.0, 0.0, 0.0) });
        self.click(eye, place(board, seen::CARD, point, 0.0));
    }

    fn picture(&self, name: &str) -> RgbaImage {
        let seen = self.window.screenshot();
        let _ = seen.save(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("simulator-{name}.png")));
        seen
    }

    /// Waits until the window shows most of this colour.
    fn shows(&self, name: &str, wanted: usize) {
        wait_for(name, PATIENCE, || (colour(self.picture(name).pixels()) == Some(wanted)).then_some(()));
    }

    /// Waits until what is green is at rest, and gives the rows that it takes.
    fn high(&mut self, name: &str) -> f32 {
        let mut before = None;
        wait_for("what is green at rest", PATIENCE, || {
            self.frame();
            let now = green(&self.picture(name));
            (before.replace(now.clone()) == Some(now.clone())).then_some(now.1.end - now.1.start)
        })
    }

    /// Points at a corner of the product, and clicks it once the ruler marks it.
    fn measure(&mut self, near: Vec2) {
        self.point_at(near);
        let marked = |seen: &RgbaImage| {
            let marks = seen.enumerate_pixels().filter(|(x, y, pixel)| {
                vec2(*x as f32, *y as f32).distance(near) < RING && i32::from(pixel.0[0]) - i32::from(pixel.0[2]) > 60
            });
            marks.count() > 2
        };
        wait_for("the ruler at a corner", PATIENCE, || {
            self.frame();
            marked(&self.picture("corner")).then_some(())
        });
        self.window.click(1);
        self.frame();
    }
}

/// Where a place of the hall is seen in the window, from `eye` straight ahead.
fn pixel(eye: Vec3, at: Vec3) -> Vec2 {
    let half = vec2(SIZE.0 as f32, SIZE.1 as f32) * 0.5;
    let to = at - eye;
    half + vec2(to.x, -to.y) / -to.z * (half.y / (FIELD * 0.5).to_radians().tan())
}

/// Columns and rows of a picture in which there is much green.
fn green(seen: &RgbaImage) -> (Range<f32>, Range<f32>) {
    let mut places: [Vec<f32>; 2] = Default::default();
    for (x, y, _) in seen.enumerate_pixels().filter(|(.., pixel)| parts(pixel)[1] > 60) {
        places[0].push(x as f32);
        places[1].push(y as f32);
    }
    // What is green beside it, a light or a mark, is little.
    let [x, y] = places.map(|mut all| {
        all.sort_by(f32::total_cmp);
        let cut = all.len() / 200;
        all[cut]..all[all.len() - 1 - cut] + 1.0
    });
    (x, y)
}

/// Where places of what the right hand holds are seen, which was pointed at from `eye` at `aimed`; given from its middle. The
/// hand aims at a place of that line whose distance only the program knows: it is the one at which the chest covers what is
/// green in the picture.
fn held(eye: Vec3, aimed: Vec3, seen: &RgbaImage) -> impl Fn(Vec3) -> Vec2 + use<> {
    let (x, y) = green(seen);
    let way = (aimed - eye).normalize();
    let hand = eye + way * REACH + BESIDE.extend(0.0);
    let middle = |focus: f32| hand + (eye + way * focus - hand).normalize() * (BEFORE + HALF.length());
    let bounds = move |middle: Vec3| {
        let corners = (0..8).map(|corner| {
            let side = |bit: u32| if corner & bit == 0 { -1.0 } else { 1.0 };
            pixel(eye, middle + HALF * vec3(side(1), side(2), side(4)))
        });
        corners.fold((Vec2::MAX, Vec2::MIN), |(least, most), at| (least.min(at), most.max(at)))
    };
    let green = [vec2(x.start, y.start), vec2(x.end, y.end)];
    let off = |(least, most): (Vec2, Vec2)| [green[0] - least, green[1] - most];
    let far = |middle: &Vec3| off(bounds(*middle)).into_iter().map(|off| off.abs().element_sum()).sum::<f32>();
    let tried = (80..2000).map(|step| middle(step as f32 * 0.01));
    let best = tried.min_by(|a, b| far(a).total_cmp(&far(b))).expect("some");
    assert!(far(&best) < 16.0, "the chest is not where it should hang: {best}, {} pixels off", far(&best));
    // What is left is the light of its edges, and the hand's being a little further.
    let [least, most] = off(bounds(best));
    move |part| pixel(eye, best + part) + (least + most) * 0.5
}

#[test]
fn the_same_by_keys_and_mouse_in_a_window() {
    let _alone = super::alone();
    let mut visit = Visit::start();
    let eye = vec3(SPAWN.x, EYES, SPAWN.z);

    visit.open_tablet();
    "mujiang".chars().for_each(|letter| visit.click_tablet(eye, key(letter)));
    visit.picture("found");
    visit.click_tablet(eye, seen::FIRST);
    visit.click_tablet(eye, seen::LEAD);
    visit.says("where it leads", |said| said.contains("led to booth joiner").then_some(()));
    visit.window.key("Tab");
    wait_for("the way on the floor", PATIENCE, || (way(&visit.picture("way")) > WAY).then_some(()));

    // It goes straight ahead.
    let chest = CHEST + vec3(0.0, HALF.y, 0.0);
    let mut eye = eye;
    visit.window.key_down("w");
    while eye.z > chest.z + 2.0 {
        let before = std::mem::replace(&mut eye, visit.frame());
        assert!(eye.x.abs() < 0.1 && eye.z <= before.z, "from {before} to {eye}");
    }
    visit.window.key_up("w");
    visit.frame();
    let eye = visit.frame();

    // Taken with the right hand, which goes on holding it.
    visit.point(eye, chest);
    visit.window.key_down("g");
    visit.frame();
    visit.shows("taken", 0);
    visit.window.click(1);
    visit.shows("green", 1);
    let whole = visit.high("green");
    // The tools, one after another: apart, a section, the ruler.
    visit.window.key("t");
    wait_for("the parts apart", PATIENCE, || (visit.high("apart") > whole + 5.0).then_some(()));
    visit.window.key("t");
    visit.frame();
    visit.window.key("t");
    wait_for("the parts together", PATIENCE, || ((visit.high("whole") - whole).abs() < 2.0).then_some(()));
    let held = held(eye, chest, &visit.picture("whole"));
    visit.window.key("ctrl+shift");
    for end in EDGE {
        // A little beside the corner, on the front of the lid.
        let end = end - vec3(0.003 * end.x.signum(), 0.003, 0.0) - vec3(0.0, HALF.y, 0.0);
        visit.measure(held(end));
    }
    let length = visit.told.measures(visit.window.program());
    visit.picture("measured");

    // Kept by its card, which stands to the right, and let go.
    visit.click_card(eye, seen::KEEP);
    visit.told.keeps_the_chest();
    visit.picture("kept");
    visit.window.key("ctrl+shift");
    visit.point(eye, chest);
    visit.window.key_up("g");
    visit.frame();

    // English, by the tablet's fourth page.
    visit.open_tablet();
    visit.click_tablet(eye, seen::SETTINGS);
    visit.click_tablet(eye, seen::ENGLISH);
    visit.picture("english");
    visit.told.keeps("English", |kept| kept["lang"] == "en");

    visit.window.close();
    visit.told.ends(visit.window.program(), length);
}

//! The visit in a real OpenXR runtime, by controllers alone.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use glam::{Quat, Vec2, Vec3, vec3};
use image::RgbaImage;

use super::product::{CHEST, EDGE, HALF, SPAWN};
use super::seen::{self, card, colour, ground, key, place, tablet, way};
use super::support::fair::places;
use super::support::monado::{self, Body, Hand, Monado, Pose, Remote};
use super::support::{Process, wait_for};
use super::told::{PATIENCE, Told};

/// Time for what was done to be seen: some frames of a driver that draws on the processor.
const BEAT: Duration = Duration::from_millis(500);
/// Width of an eye's picture.
const EYE: u32 = 480;
/// Pixels of a panel's ground, of both eyes, where the tablet is before them.
const GROUND: usize = 30_000;
/// Pixels of a way that leads ahead, of both eyes.
const WAY: usize = 400;
/// The visitor looks a little down, at what stands on a plinth.
const DOWN: f32 = -0.35;

struct Visit {
    process: Process,
    told: Told,
    remote: Remote,
    monado: Monado,
}

impl Visit {
    fn start(monado: Monado) -> Visit {
        let told = Told::new();
        let remote = monado.remote();
        remote.change(|body| {
            *body = Body { head: Pose::at(0.0, 1.6, 0.0), ..Body::default() };
            (body.left.active, body.right.active) = (false, false);
        });
        let mut command = monado.checked_command(env!("CARGO_BIN_EXE_boothwalk"), &told.file("findings"));
        told.visit(&mut command, "headset");
        command.env("BOOTHWALK_LOG", "info,boothwalk::device::headset=debug");
        Visit { process: Process::from_command(command), told, remote, monado }
    }

    fn says<T>(&mut self, what: &str, found: impl Fn(&str) -> Option<T>) -> T {
        self.told.says(&mut self.process, what, found)
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

    /// Presses a point of a panel with a hand half a metre before it.
    fn press_panel(&self, left: bool, board: Pose, size: (f32, f32), point: (f32, f32)) {
        self.hand(left, Pose { position: place(board, size, point, 0.5), ..board });
        self.pull(left);
    }

    fn press_tablet(&self, head: &Pose, point: (f32, f32)) {
        self.press_panel(false, tablet(head), seen::TABLET, point);
    }

    fn picture(&self, name: &str) -> RgbaImage {
        let seen = self.monado.display().screenshot();
        let _ = seen.save(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("whole-{name}.png")));
        seen
    }

    /// What the left eye sees most of.
    fn colour(&self, name: &str) -> Option<usize> {
        let picture = self.picture(name);
        colour(picture.enumerate_pixels().filter(|(x, ..)| *x < EYE).map(|(_, _, pixel)| pixel))
    }
}

fn aim(at: Vec3, to: Vec3) -> Pose {
    Pose { position: at, orientation: Quat::from_rotation_arc(Vec3::NEG_Z, (to - at).normalize()) }
}

#[test]
fn a_buyer_finds_takes_opens_measures_and_keeps_a_product() {
    let _alone = super::alone();
    let Some(monado) = Monado::start_at_scale("a_buyer_finds_takes_opens_measures_and_keeps_a_product", 50) else {
        return;
    };
    let mut visit = Visit::start(monado);
    visit.says("FOCUSED", |said| said.contains("FOCUSED").then_some(()));
    let head = Pose::at(0.0, 1.6, 0.0);

    // 木匠铺 is mu jiang pu; its first letters would do as well.
    visit.open_tablet();
    "mujiang".chars().for_each(|letter| visit.press_tablet(&head, key(letter)));
    visit.picture("found");
    visit.press_tablet(&head, seen::FIRST);
    visit.press_tablet(&head, seen::LEAD);
    visit.says("where it leads", |said| said.contains("led to booth joiner").then_some(()));
    visit.tablet();
    wait_for("the way on the floor", PATIENCE, || (way(&visit.picture("way")) > WAY).then_some(()));

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
    assert_eq!(visit.colour("taken"), Some(0));
    visit.pull(false);
    assert_eq!(visit.colour("green"), Some(1));
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
    let length = visit.told.measures(&mut visit.process);

    // Kept by its card, which stands to the right, and put back.
    for point in [seen::KEEP, seen::BACK] {
        visit.press_panel(true, card(&level), seen::CARD, point);
    }
    visit.remote.change(|body| (body.right.squeeze, body.right.squeeze_force) = (0.0, 0.0));
    visit.remote.change(|body| body.left.active = false);
    visit.told.keeps_the_chest();

    // English, by the tablet's fourth page.
    visit.open_tablet();
    visit.press_tablet(&level, seen::SETTINGS);
    visit.press_tablet(&level, seen::ENGLISH);
    visit.picture("english");
    visit.told.keeps("English", |kept| kept["lang"] == "en");

    let id = visit.process.id().to_string();
    assert!(Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &id]).status().expect("kill").success());
    visit.told.ends(&mut visit.process, length);
    assert_eq!(monado::findings(&visit.told.file("findings")), [""; 0]);
}

//! The tablet in a visit, offscreen: a booth is found in pinyin and the way to it shown, what is pressed is done, and
//! nothing of it stays when it is closed.

mod support;

use std::path::Path;

use boothwalk::device::{Command as Wish, Pose};
use boothwalk::render::flip;
use glam::{Mat4, Quat, Vec3, vec3};
use support::script::Script;

const EYES: Vec3 = vec3(0.0, 1.6, 0.0);
const HAND: Vec3 = vec3(0.2, 1.3, -0.3);

fn demo() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo"))
}

/// A place on the tablet of somebody who looked ahead when it came, given in its points (2 mm) from the upper left corner.
fn on_tablet(x: f32, y: f32) -> Vec3 {
    let place = Mat4::from_rotation_translation(Quat::from_rotation_x(-0.12), EYES + vec3(0.0, -0.12, -1.1));
    place.transform_point3(vec3((x - 320.0) * 0.002, (240.0 - y) * 0.002, 0.0))
}

#[test]
fn a_booth_is_found_in_pinyin_and_the_way_to_it_is_shown() {
    let mut script = Script::new(Pose { position: EYES, orientation: Quat::IDENTITY });
    script.frames(10);
    script.picture();
    script.wish(Wish::Tablet);
    script.frames(12);
    script.picture();
    "kafei".chars().for_each(|letter| script.wish(Wish::Type(letter)));
    script.frames(6);
    script.picture();
    // The frame after the one in which it is pointed at shows so.
    script.hand(HAND, on_tablet(60.0, 80.0));
    script.frames(2);
    script.picture();
    script.press(HAND, on_tablet(300.0, 90.0));
    script.picture();
    script.press(HAND, on_tablet(200.0, 446.0));
    script.wish(Wish::Back);
    *script.right() = Default::default();
    script.frames(20);
    script.picture();
    // The other language, by the fourth tab.
    script.wish(Wish::Tablet);
    script.frames(8);
    script.press(HAND, on_tablet(60.0, 172.0));
    script.press(HAND, on_tablet(580.0, 34.0));
    script.frames(8);
    script.picture();
    let (all, _) = script.walk(demo(), "tablet", "320x240", &["--lang", "zh"]);
    let differ = |a: usize, b: usize| flip(&all[a], &all[b]);
    let found = [differ(0, 1), differ(1, 2), differ(2, 3), differ(3, 4), differ(0, 5), differ(1, 6)];
    println!("{found:?}");
    assert!(found[0] > 0.1, "it is there: {found:?}");
    assert!(found[1] > 0.01 && found[2] > 0.002 && found[3] > 0.01, "it changes: {found:?}");
    // The way on the floor is all that is left of it.
    assert!((0.001..0.1).contains(&found[4]), "it is gone: {found:?}");
    assert!(found[5] > 0.03, "in the other language: {found:?}");
}

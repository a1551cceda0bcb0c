//! The tablet in a visit: a booth is found in pinyin and the way to it shown, what is pressed is done, and nothing of it
//! stays when it is closed. Then, without a break: the product is taken and kept by its card.

use boothwalk::device::Command as Wish;
use boothwalk::render::flip;
use boothwalk::visit::Tool;
use glam::{Mat4, Quat, Vec2, Vec3, vec3};

use crate::script::{JAR, Script, demo};

const EYES: Vec3 = vec3(0.0, 1.6, 0.0);
const HAND: Vec3 = vec3(0.2, 1.3, -0.3);

/// A place on a panel, given in its points (2 mm) from the upper left corner.
fn on(place: Mat4, size: Vec2, x: f32, y: f32) -> Vec3 {
    place.transform_point3(vec3((x - size.x * 0.5) * 0.002, (size.y * 0.5 - y) * 0.002, 0.0))
}

/// On the tablet of somebody who looked ahead when it came.
fn on_tablet(x: f32, y: f32) -> Vec3 {
    let place = Mat4::from_rotation_translation(Quat::from_rotation_x(-0.12), EYES + vec3(0.0, -0.12, -1.1));
    on(place, Vec2::new(640.0, 480.0), x, y)
}

/// On the card of a product that they took.
fn on_card(x: f32, y: f32) -> Vec3 {
    let turn = Quat::from_rotation_y(-0.75);
    let at = EYES + turn * vec3(0.0, -0.1, -1.3);
    on(Mat4::from_rotation_translation(turn * Quat::from_rotation_x(-0.1), at), Vec2::new(320.0, 480.0), x, y)
}

/// Points at a panel and pulls the trigger.
fn press(script: &mut Script, hand: usize, to: Vec3) {
    script.point(hand, HAND, to);
    script.frames(2);
    script.pull(hand);
    script.frames(4);
}

#[test]
fn a_booth_is_found_in_pinyin_and_the_way_to_it_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 0.5, "porcelain/products/moonjar");
    let mut script = Script::new(folder.path());
    script.picture();
    script.input.commands.push(Wish::Tablet);
    script.frames(12);
    script.picture();
    for letter in "taoren".chars() {
        script.input.commands.push(Wish::Type(letter));
        script.frames(1);
    }
    script.frames(6);
    script.picture();
    script.hand(HAND, on_tablet(60.0, 80.0));
    script.frames(2);
    script.picture();
    press(&mut script, 1, on_tablet(300.0, 90.0));
    script.picture();
    // The language, by the fourth tab.
    press(&mut script, 1, on_tablet(60.0, 172.0));
    press(&mut script, 1, on_tablet(440.0, 34.0));
    script.picture();
    script.input.commands.push(Wish::Back);
    *script.right() = Default::default();
    script.frames(20);
    script.picture();
    let all = script.walk("tablet");
    let differ = |a: usize, b: usize| flip(&all[a], &all[b]);
    let found = [differ(0, 1), differ(1, 2), differ(2, 3), differ(3, 4), differ(4, 5), differ(0, 6)];
    println!("{found:?}");
    assert!(found[0] > 0.1, "it is there: {found:?}");
    assert!(found[1] > 0.001 && found[2] > 0.002 && found[3] > 0.005 && found[4] > 0.01, "it changes: {found:?}");
    assert!(found[5] < 0.001, "it is gone: {found:?}");
}

#[test]
fn the_card_of_a_product_keeps_it_and_chooses_its_tools() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 0.5, "porcelain/products/moonjar");
    let mut script = Script::new(folder.path());
    script.hand(vec3(0.25, 1.3, -0.35), JAR);
    script.right().squeeze = 1.0;
    script.frames(40);
    script.picture();
    // The left hand presses: the ruler, the last of the tools, then keep.
    let ruler = Tool::ALL.iter().position(|tool| *tool == Tool::Ruler).expect("a ruler");
    press(&mut script, 0, on_card(14.0 + 292.0 * (0.25 + 0.5 * (ruler % 2) as f32), 400.0));
    script.picture();
    press(&mut script, 0, on_card(80.0, 446.0));
    script.picture();
    let all = script.walk("card");
    let found = [flip(&all[0], &all[1]), flip(&all[1], &all[2])];
    println!("{found:?}");
    assert!(found.iter().all(|found| *found > 0.001), "{found:?}");
}

//! Tools for what was taken: taken apart, …

use boothwalk::device::{Command as Wish, Hand};
use boothwalk::render::flip;
use glam::vec3;
use image::RgbaImage;

use crate::script::{JAR, Script, demo};

/// The part of a picture, left to right, in which it differs from another.
fn spread(a: &RgbaImage, b: &RgbaImage) -> f32 {
    let differs = |x: u32| {
        (0..a.height()).any(|y| {
            let (a, b) = (a.get_pixel(x, y).0, b.get_pixel(x, y).0);
            a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 24)
        })
    };
    let columns: Vec<u32> = (0..a.width()).filter(|x| differs(*x)).collect();
    columns.last().zip(columns.first()).map_or(0.0, |(last, first)| (last - first) as f32 / a.width() as f32)
}

#[test]
fn a_drone_comes_apart_its_parts_have_names_and_it_is_whole_again() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 0.5, "energy/products/drone");
    let mut script = Script::new(folder.path());
    script.hand(vec3(0.25, 1.3, -0.35), JAR);
    script.frames(10);
    script.picture();
    script.right().squeeze = 1.0;
    script.frames(90);
    script.picture();
    script.tool();
    script.frames(120);
    script.picture();
    script.input.commands.push(Wish::Language);
    script.frames(30);
    script.picture();
    script.input.commands.push(Wish::Language);
    // On to the last tool, and round.
    for _ in 0..3 {
        script.tool();
        script.frames(30);
    }
    script.right().squeeze = 0.0;
    script.frames(10);
    script.input.commands.push(Wish::Back);
    script.frames(60);
    *script.right() = Hand::default();
    script.frames(2);
    script.picture();
    let (all, _) = script.told("explode", "960x640");
    let (whole, apart) = (spread(&all[0], &all[1]), spread(&all[0], &all[2]));
    println!("{whole} {apart}, languages {}, back {}", flip(&all[2], &all[3]), flip(&all[0], &all[4]));
    assert!(apart > whole * 1.2, "{whole} {apart}");
    assert!(flip(&all[2], &all[3]) > 0.0005, "names in another language look the same");
}

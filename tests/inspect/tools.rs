//! Tools for what was taken: taken apart, measured, cut, opened.

use std::fs;
use std::path::Path;

use boothwalk::device::{Command as Wish, Hand};
use boothwalk::model::{Aabb, Options, load_path};
use boothwalk::render::flip;
use boothwalk::visit::Tool;
use glam::{Vec3, vec3};
use image::RgbaImage;

use crate::script::{JAR, RATE, Script, aim, demo, fair};

/// Where the right hand is that takes something.
const HAND: Vec3 = vec3(0.25, 1.3, -0.35);

/// How far from the left, in parts of its width, a picture begins to differ from another.
fn left(a: &RgbaImage, b: &RgbaImage) -> f32 {
    let differs = |x: u32| {
        (0..a.height()).any(|y| {
            let (a, b) = (a.get_pixel(x, y).0, b.get_pixel(x, y).0);
            a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 24)
        })
    };
    (0..a.width()).find(|x| differs(*x)).map_or(1.0, |x| x as f32 / a.width() as f32)
}

#[test]
fn a_drone_comes_apart_its_parts_have_names_and_it_is_whole_again() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 0.5, "energy/products/drone");
    let mut script = Script::new(folder.path());
    script.hand(HAND, JAR);
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
    // To the right of it stands its card.
    let (whole, apart) = (left(&all[0], &all[1]), left(&all[0], &all[2]));
    println!("{whole} {apart}, languages {}, back {}", flip(&all[2], &all[3]), flip(&all[0], &all[4]));
    assert!(apart + 0.06 < whole, "{whole} {apart}");
    assert!(flip(&all[2], &all[3]) > 0.0005, "names in another language look the same");
}

/// Where a point of the product's model is in rig space while the right hand holds it, as it was taken, that many times as
/// large as it is. The hand points at [`JAR`], and was at half its size when it was taken.
fn held(bounds: Aabb, point: Vec3, ratio: f32) -> Vec3 {
    let hand = aim(HAND, JAR);
    let before = 0.3 + bounds.half().length() * 0.5;
    hand.position + hand.forward() * before + (point - bounds.center()) * ratio
}

/// The lengths that the program said it measured, millimetres.
fn measured(told: &str) -> Vec<f32> {
    let lengths = told.lines().filter_map(|line| line.split("measured: ").nth(1)?.strip_suffix(" mm"));
    lengths.map(|length| length.parse().expect("a number")).collect()
}

#[test]
fn a_known_length_is_measured_within_a_millimetre_however_large_it_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let speaker = "living/products/speaker";
    demo(folder.path(), 0.5, speaker);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/demo/booths").join(speaker).join("model.glb");
    let bounds = load_path(&path, &Options::default()).expect("the speaker").bounds;
    let mut script = Script::new(folder.path());
    script.hand(HAND, JAR);
    script.right().squeeze = 1.0;
    script.frames(180);
    script.choose(Tool::Ruler);
    script.frames(60);
    // Its front is a board of 220 x 570 mm whose edges are broken by 5 mm.
    let corner = |x: f32, y: f32| vec3(0.105 * x, 0.31 + 0.28 * y, 0.144);
    let eye = vec3(-0.2, 1.35, -0.3);
    let measure = |script: &mut Script, ratio: f32, ends: [(f32, f32); 2]| {
        for (x, y) in ends {
            // A little beside the corner, on the board.
            script.point(0, eye, held(bounds, corner(x, y) - vec3(0.002 * x, 0.002 * y, 0.0), ratio));
            script.frames(3);
            script.pull(0);
        }
        script.frames(40);
        script.picture();
    };
    measure(&mut script, 0.5, [(-1.0, 1.0), (1.0, 1.0)]);
    const GROWN: u32 = 40;
    script.right().stick.y = 1.0;
    script.frames(GROWN);
    script.right().stick.y = 0.0;
    let ratio = 0.5 * (0.9 * GROWN as f32 / RATE as f32).exp();
    measure(&mut script, ratio, [(-1.0, 1.0), (-1.0, -1.0)]);
    let (_, told) = script.told("ruler", "960x640");
    let lengths = measured(&told);
    assert!(lengths.len() == 2 && (lengths[0] - 210.0).abs() < 1.0 && (lengths[1] - 560.0).abs() < 1.0, "{lengths:?}");
}

/// Pixels that show the matter of a cut: it has no light, and so is always this colour (sRGB).
fn matter(picture: &RgbaImage) -> usize {
    let alike =
        |pixel: &image::Rgba<u8>| pixel.0.iter().zip([228u8, 134, 75]).all(|(part, wanted)| part.abs_diff(wanted) <= 4);
    picture.pixels().filter(|pixel| alike(pixel)).count()
}

/// Pixels of the speaker's dark front, in the part of a picture where the speaker is and nothing else is dark.
fn dark(picture: &RgbaImage) -> usize {
    let place = (480..640).flat_map(|x| (300..440).map(move |y| (x, y)));
    place.filter(|(x, y)| picture.get_pixel(*x, *y).0[..3].iter().all(|part| *part < 75)).count()
}

#[test]
fn a_section_shows_the_matter_of_the_cut_and_hides_what_is_beyond() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 0.5, "living/products/speaker");
    let mut script = Script::new(folder.path());
    script.hand(HAND, JAR);
    script.right().squeeze = 1.0;
    script.frames(120);
    script.picture();
    let held = aim(HAND, JAR);
    let middle = held.position + held.forward() * 0.5;
    script.point(0, vec3(-0.2, 1.35, -0.2), middle);
    script.choose(Tool::Section);
    script.frames(60);
    script.picture();
    // The plane is left there, and goes with what it cuts.
    script.pull(0);
    script.point(0, vec3(-0.4, 1.0, -0.2), vec3(-3.0, 1.0, -1.0));
    script.hand(HAND + vec3(-0.1, 0.0, 0.0), JAR);
    script.frames(10);
    script.picture();
    // Carried on beyond the product, it leaves nothing.
    script.point(0, vec3(-0.2, 1.35, -0.2), middle);
    script.frames(2);
    script.pull(0);
    script.input.hands[0].stick.y = 1.0;
    script.frames(RATE * 3);
    script.input.hands[0].stick.y = 0.0;
    script.picture();
    script.tool();
    script.tool();
    script.frames(30);
    script.picture();
    let (all, _) = script.told("section", "960x640");
    let (cuts, fronts): (Vec<_>, Vec<_>) = all.iter().map(|picture| (matter(picture), dark(picture))).unzip();
    println!("{cuts:?} {fronts:?}");
    assert!(cuts[0] == 0 && cuts[1] > 500 && cuts[2] > 500 && cuts[3] == 0 && cuts[4] == 0, "{cuts:?}");
    assert!(fronts[0] > 500 && fronts[3] * 10 < fronts[0] && fronts[4] * 2 > fronts[0], "{fronts:?}");
}

/// Two squares of 20 cm, the blue one before the red one and so far aside; an animation carries it away.
fn lid(path: &Path, aside: f32) {
    let floats: [f32; 32] = [
        -0.1, 0.0, 0.0, 0.1, 0.0, 0.0, 0.1, 0.2, 0.0, -0.1, 0.2, 0.0, // places
        0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, // normals
        0.0, 1.0, 0.0, 0.0, 0.01, 0.3, 0.0, 0.01, // times, and places at them
    ];
    let mut bytes: Vec<u8> = floats.iter().flat_map(|part| part.to_le_bytes()).collect();
    bytes.extend([0u16, 1, 2, 0, 2, 3].iter().flat_map(|index| index.to_le_bytes()));
    let paint = |color: [f32; 4]| serde_json::json!({ "pbrMetallicRoughness": { "baseColorFactor": color, "metallicFactor": 0.0 } });
    let mesh = |material: u32| {
        serde_json::json!({ "primitives": [{
        "attributes": { "POSITION": 0, "NORMAL": 1 }, "indices": 2, "material": material
    }] })
    };
    let view =
        |offset: u32, length: u32| serde_json::json!({ "buffer": 0, "byteOffset": offset, "byteLength": length });
    let model = serde_json::json!({
        "asset": { "version": "2.0" },
        "nodes": [{ "name": "box", "mesh": 0 }, { "name": "lid", "mesh": 1, "translation": [aside, 0, 0.01] }],
        "materials": [paint([1.0, 0.0, 0.0, 1.0]), paint([0.0, 0.0, 1.0, 1.0])],
        "meshes": [mesh(0), mesh(1)],
        "animations": [{
            "name": "open lid", "samplers": [{ "input": 3, "output": 4 }],
            "channels": [{ "sampler": 0, "target": { "node": 1, "path": "translation" } }]
        }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [-0.1, 0, 0], "max": [0.1, 0.2, 0] },
            { "bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC3" },
            { "bufferView": 4, "componentType": 5123, "count": 6, "type": "SCALAR" },
            { "bufferView": 2, "componentType": 5126, "count": 2, "type": "SCALAR", "min": [0], "max": [1] },
            { "bufferView": 3, "componentType": 5126, "count": 2, "type": "VEC3" }
        ],
        "bufferViews": [view(0, 48), view(48, 48), view(96, 8), view(104, 24), view(128, 12)],
        "buffers": [{ "byteLength": bytes.len(), "uri": "model.bin" }]
    });
    fs::write(path, model.to_string()).expect("written");
    fs::write(path.with_file_name("model.bin"), bytes).expect("written");
}

/// Pixels that are mostly red, and mostly blue.
fn colours(picture: &RgbaImage) -> (usize, usize) {
    let most = |first: usize, second: usize| {
        picture.pixels().filter(|pixel| pixel.0[first].saturating_sub(pixel.0[second].max(pixel.0[1])) > 80).count()
    };
    (most(0, 2), most(2, 0))
}

#[test]
fn a_touch_opens_what_opens_and_another_closes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), 1.0, "model.gltf", |path| lid(path, 0.0));
    let mut script = Script::new(folder.path());
    script.hand(HAND, JAR);
    script.right().squeeze = 1.0;
    script.frames(60);
    script.picture();
    // By the other hand, and then by the one that holds it: it has no variants.
    let held = aim(HAND, JAR);
    script.point(0, vec3(-0.2, 1.3, -0.2), held.position + held.forward() * 0.42);
    script.frames(2);
    script.pull(0);
    script.frames(RATE * 2);
    script.picture();
    script.pull(1);
    script.frames(RATE / 3);
    script.picture();
    script.frames(RATE * 2);
    script.picture();
    let seen: Vec<_> = script.walk("states").iter().map(colours).collect();
    println!("{seen:?}");
    let reds: Vec<usize> = seen.iter().map(|(red, _)| *red).collect();
    assert!(seen[0].1 > 200 && reds[0] * 4 < seen[0].1, "closed: {seen:?}");
    assert!(reds[1] > reds[2] && reds[2] > reds[0] && reds[1] > 200, "open, and half closed: {seen:?}");
    assert!(reds[3].abs_diff(reds[0]) < 40, "closed again: {seen:?}");
}

#[test]
fn parts_go_out_of_one_anothers_way_and_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), 1.0, "model.gltf", |path| lid(path, 0.05));
    let mut script = Script::new(folder.path());
    script.hand(HAND, JAR);
    script.right().squeeze = 1.0;
    script.frames(60);
    script.picture();
    script.tool();
    script.frames(RATE);
    script.picture();
    // On to the last tool, and round.
    (1..Tool::ALL.len()).for_each(|_| script.tool());
    script.frames(RATE);
    script.picture();
    let seen: Vec<_> = script.walk("parts").iter().map(|picture| colours(picture).0).collect();
    println!("{seen:?}");
    assert!(seen[0] > 200 && seen[1] * 2 > seen[0] * 3, "the red one is seen no better: {seen:?}");
    assert!(seen[2].abs_diff(seen[0]) < 40, "it does not come back: {seen:?}");
}

//! A product taken from its plinth, offscreen: pointed at, held, made as large as it is, put on the floor, put back; and what
//! tools make of it.

mod script;
mod tablet;
mod tools;

use std::fs;
use std::path::Path;

use boothwalk::device::{Command as Wish, Hand};
use boothwalk::render::flip;
use glam::{Vec2, vec3};
use image::RgbaImage;
use script::{JAR, RATE, Script, demo, fair};

/// A square of 20 cm that is red, and green or blue in its variants.
fn square(path: &Path) {
    let floats: [f32; 24] = [
        -0.1, 0.0, 0.0, 0.1, 0.0, 0.0, 0.1, 0.2, 0.0, -0.1, 0.2, 0.0, // places
        0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, // normals
    ];
    let mut bytes: Vec<u8> = floats.iter().flat_map(|part| part.to_le_bytes()).collect();
    bytes.extend([0u16, 1, 2, 0, 2, 3].iter().flat_map(|index| index.to_le_bytes()));
    let paint = |color: [f32; 3]| {
        let [r, g, b] = color;
        serde_json::json!({ "pbrMetallicRoughness": { "baseColorFactor": [r, g, b, 1.0], "metallicFactor": 0.0 } })
    };
    let model = serde_json::json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": ["KHR_materials_variants"],
        "extensions": { "KHR_materials_variants": { "variants": [{ "name": "green" }, { "name": "blue" }] } },
        "nodes": [{ "mesh": 0 }],
        "materials": [paint([1.0, 0.0, 0.0]), paint([0.0, 1.0, 0.0]), paint([0.0, 0.0, 1.0])],
        "meshes": [{ "primitives": [{
            "attributes": { "POSITION": 0, "NORMAL": 1 }, "indices": 2, "material": 0,
            "extensions": { "KHR_materials_variants": { "mappings": [
                { "variants": [0], "material": 1 }, { "variants": [1], "material": 2 }
            ] } }
        }] }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [-0.1, 0, 0], "max": [0.1, 0.2, 0] },
            { "bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC3" },
            { "bufferView": 2, "componentType": 5123, "count": 6, "type": "SCALAR" }
        ],
        "bufferViews": [
            { "buffer": 0, "byteOffset": 0, "byteLength": 48 },
            { "buffer": 0, "byteOffset": 48, "byteLength": 48 },
            { "buffer": 0, "byteOffset": 96, "byteLength": 12 }
        ],
        "buffers": [{ "byteLength": bytes.len(), "uri": "model.bin" }]
    });
    fs::write(path, model.to_string()).expect("written");
    fs::write(path.with_file_name("model.bin"), bytes).expect("written");
}

#[test]
fn a_product_is_taken_scaled_put_down_and_put_back() {
    let folder = tempfile::tempdir().expect("a folder");
    demo(folder.path(), 0.5, "porcelain/products/moonjar");
    let mut script = Script::new(folder.path());
    script.picture();
    // The frame in which one points at it shows so.
    script.hand(vec3(0.25, 1.3, -0.35), JAR);
    script.picture();
    script.right().squeeze = 1.0;
    script.frames(60);
    script.picture();
    // Ahead with the stick until it is as large as it is.
    script.right().stick = Vec2::new(0.0, 1.0);
    script.frames(RATE * 70 / 100);
    script.right().stick = Vec2::ZERO;
    script.frames(20);
    script.picture();
    script.hand(vec3(0.3, 0.7, -1.1), vec3(0.35, 0.2, -1.5));
    script.frames(10);
    script.right().squeeze = 0.0;
    script.frames(30);
    script.hand(vec3(0.3, 0.9, 0.5), vec3(0.5, 0.9, 2.0));
    script.frames(30);
    script.picture();
    script.input.commands.push(Wish::Back);
    script.frames(40);
    *script.right() = Hand::default();
    script.picture();
    let all = script.walk("inspect");
    let differ = |a: usize, b: usize| flip(&all[a], &all[b]);
    // Outline, ray and hand; the jar in hand; larger; on the floor; and all as it was.
    let found = [differ(0, 1), differ(1, 2), differ(2, 3), differ(3, 4), differ(0, 5)];
    println!("{found:?}");
    assert!(found[0] > 0.002 && found[1] > 0.02 && found[2] > 0.02 && found[3] > 0.02, "{found:?}");
    assert!(found[4] < 0.001, "{found:?}");
}

#[test]
fn the_trigger_shows_one_variant_after_another_and_the_chosen_one_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    fair(folder.path(), 1.0, "model.gltf", square);
    let mut script = Script::new(folder.path());
    script.hand(vec3(0.25, 1.3, -0.35), JAR);
    script.right().squeeze = 1.0;
    script.frames(60);
    for _ in 0..4 {
        script.picture();
        script.right().trigger = 1.0;
        script.frames(3);
        script.right().trigger = 0.0;
        script.frames(3);
    }
    // Green again.
    script.input.commands.push(Wish::Back);
    *script.right() = Hand::default();
    script.frames(5);
    script.input.commands.push(Wish::Back);
    script.frames(40);
    script.picture();
    let pictures = script.walk("variants");
    // Which of the three colours there is most of.
    let shown = |picture: &RgbaImage| {
        let mut counts = [0; 3];
        for [r, g, b, _] in picture.pixels().map(|pixel| pixel.0.map(i32::from)) {
            for (count, more) in counts.iter_mut().zip([r - g.max(b), g - r.max(b), b - r.max(g)]) {
                *count += i32::from(more > 80);
            }
        }
        (0..3).max_by_key(|place| counts[*place]).filter(|place| counts[*place] > 100)
    };
    let colours: Vec<_> = pictures.iter().map(shown).collect();
    assert_eq!(colours, [Some(0), Some(1), Some(2), Some(0), Some(1)]);
}

//! The white furnace: in an even white room a white body that absorbs nothing cannot be seen.

use boothwalk::render::{Background, Profile};
use glam::vec2;
use serde_json::{Value, json};

use crate::stage::{Show, linear, white};
use crate::support::rows::{document, material, sphere_mesh};

const COLUMNS: usize = 8;
/// Pixels a sphere.
const CELL: u32 = 24;

struct Body {
    name: String,
    material: Value,
    /// The least light that it may show; the most is always 1.
    least: f32,
}

fn bodies() -> Vec<Body> {
    let mut list = Vec::new();
    for (kind, metallic) in [("dielectric", 0.0), ("metal", 1.0)] {
        for roughness in [0.0, 0.5, 1.0] {
            let mut add = |name: &str, least: f32, extensions: Value| {
                let material = material([1.0; 3], metallic, roughness, extensions);
                list.push(Body { name: format!("{kind} {roughness} {name}"), material, least });
            };
            let film = |thickness: f32| {
                json!({ "iridescence": { "iridescenceFactor": 1, "iridescenceIor": 1.8,
                "iridescenceThicknessMaximum": thickness } })
            };
            add("plain", 0.95, json!({}));
            add("coat", 0.95, json!({ "clearcoat": { "clearcoatFactor": 1, "clearcoatRoughnessFactor": roughness } }));
            add("sheen", 0.7, json!({ "sheen": { "sheenColorFactor": [1, 1, 1], "sheenRoughnessFactor": 0.1 } }));
            add("rough sheen", 0.95, json!({ "sheen": { "sheenColorFactor": [1, 1, 1], "sheenRoughnessFactor": 1 } }));
            // What a coloured film over a dielectric keeps from it counts by its strongest colour.
            add("thin film", 0.88, film(250.0));
            add("thick film", 0.88, film(700.0));
            add("brushed", 0.95, json!({ "anisotropy": { "anisotropyStrength": 1, "anisotropyRotation": 0.5 } }));
            add("half brushed", 0.95, json!({ "anisotropy": { "anisotropyStrength": 0.5 } }));
            if metallic > 0.0 {
                continue;
            }
            let glass = json!({ "transmissionFactor": 1 });
            let volume = json!({ "thicknessFactor": 0.5 });
            add("no reflection", 0.95, json!({ "specular": { "specularFactor": 0 } }));
            add("much reflection", 0.95, json!({ "specular": { "specularColorFactor": [9, 9, 9] } }));
            add("no bending", 0.95, json!({ "ior": { "ior": 1 } }));
            add("strong bending", 0.95, json!({ "ior": { "ior": 2.4 } }));
            add("endless bending", 0.95, json!({ "ior": { "ior": 0 } }));
            add("half glass", 0.95, json!({ "transmission": { "transmissionFactor": 0.5 } }));
            add("glass", 0.95, json!({ "transmission": glass }));
            add(
                "thick glass",
                0.95,
                json!({ "transmission": glass, "volume": volume, "dispersion": { "dispersion": 3 } }),
            );
            add("leaf", 0.95, json!({ "diffuse_transmission": { "diffuseTransmissionFactor": 0.5 } }));
            add("shade", 0.95, json!({ "diffuse_transmission": { "diffuseTransmissionFactor": 1 } }));
            add(
                "everything",
                0.7,
                json!({
                    "clearcoat": { "clearcoatFactor": 0.5, "clearcoatRoughnessFactor": 0.3 },
                    "sheen": { "sheenColorFactor": [0.5, 0.5, 0.5], "sheenRoughnessFactor": 0.3 },
                    "transmission": { "transmissionFactor": 0.5 }, "volume": volume, "ior": { "ior": 1.7 },
                    "iridescence": { "iridescenceFactor": 0.5 }, "anisotropy": { "anisotropyStrength": 0.5 },
                    "diffuse_transmission": { "diffuseTransmissionFactor": 0.5 },
                    "specular": { "specularFactor": 0.5, "specularColorFactor": [1.5, 1.5, 1.5] },
                }),
            );
        }
    }
    list
}

fn check(profile: Profile) {
    let bodies = bodies();
    let down = bodies.len().div_ceil(COLUMNS);
    let nodes = (0..bodies.len()).map(|i| {
        let x = (i % COLUMNS) as f32 - (COLUMNS - 1) as f32 * 0.5;
        let y = (down - 1) as f32 * 0.5 - (i / COLUMNS) as f32;
        json!({ "mesh": i, "translation": [x, y, 0.0] })
    });
    let meshes = (0..bodies.len()).map(sphere_mesh).collect();
    let materials = bodies.iter().map(|body| body.material.clone()).collect();
    let room = white();
    let shown = linear(
        &document(nodes.collect(), meshes, materials),
        Show {
            environment: Some(&room),
            background: Background::Sky,
            profile,
            size: (COLUMNS as u32 * CELL, down as u32 * CELL),
            height: down as f32,
        },
    );
    let mut wrong = Vec::new();
    for (i, body) in bodies.iter().enumerate() {
        let corner = [(i % COLUMNS) as u32 * CELL, (i / COLUMNS) as u32 * CELL];
        let (mut least, mut most) = (f32::MAX, 0.0f32);
        for y in 0..CELL {
            for x in 0..CELL {
                let from_middle = (vec2(x as f32, y as f32) + 0.5) / CELL as f32 - 0.5;
                if from_middle.length() > 0.42 {
                    continue;
                }
                let light = shown.at(corner[0] + x, corner[1] + y).truncate();
                assert!(light.is_finite(), "{}: {light}", body.name);
                least = least.min(light.min_element());
                most = most.max(light.max_element());
            }
        }
        if least < body.least || most > 1.01 {
            wrong.push(format!("{}: {least:.3} to {most:.3}", body.name));
        }
    }
    assert!(wrong.is_empty(), "{profile:?}, of 1:\n{}", wrong.join("\n"));
}

#[test]
fn white_bodies_vanish_in_a_white_room() {
    check(Profile::Pc);
}

#[test]
fn white_bodies_vanish_in_one_pass_as_well() {
    check(Profile::Standalone);
}

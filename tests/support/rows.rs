//! Rows of spheres, each row one material property from its least to its most: what the material extensions look like.

mod document;
mod scenes;

use std::f32::consts::PI;
use std::path::Path;

use serde_json::{Value, json};

pub use document::{document, material, sphere_mesh, square_mesh};

/// Spheres a row, by default.
const COLUMNS: usize = 6;

/// One picture's document. Every sphere has radius 0.45 and stands 1 from its neighbours, rows from the top down, in the
/// plane z = 0.
struct Rows {
    name: &'static str,
    materials: Vec<Vec<Value>>,
    /// A chequered wall behind.
    wall: bool,
}

fn rows(name: &'static str, materials: Vec<Vec<Value>>) -> Rows {
    Rows { name, materials, wall: false }
}

fn before_wall(name: &'static str, materials: Vec<Vec<Value>>) -> Rows {
    Rows { name, materials, wall: true }
}

/// Six steps from 0 to 1.
fn sweep(make: impl Fn(f32) -> Value) -> Vec<Value> {
    (0..COLUMNS).map(|i| make(i as f32 / (COLUMNS - 1) as f32)).collect()
}

const RED: [f32; 3] = [0.6, 0.05, 0.04];
const WHITE: [f32; 3] = [1.0; 3];
const BLACK: [f32; 3] = [0.02; 3];
const GOLD: [f32; 3] = [1.0, 0.77, 0.34];

/// Every extension's rows.
fn all() -> Vec<Rows> {
    let mix = |from: f32, to: f32, t: f32| from + (to - from) * t;
    let glass = |roughness: f32, extensions: Value| material(WHITE, 0.0, roughness, extensions);
    vec![
        rows(
            "clearcoat",
            vec![
                sweep(|t| material(RED, 0.0, 0.7, json!({ "clearcoat": { "clearcoatFactor": t } }))),
                sweep(|t| {
                    let coat = json!({ "clearcoatFactor": 1, "clearcoatRoughnessFactor": t });
                    material(GOLD, 1.0, 0.6, json!({ "clearcoat": coat }))
                }),
            ],
        ),
        rows(
            "sheen",
            vec![
                sweep(|t| {
                    let sheen = json!({ "sheenColorFactor": [t, t, t], "sheenRoughnessFactor": 0.4 });
                    material(RED, 0.0, 1.0, json!({ "sheen": sheen }))
                }),
                sweep(|t| {
                    let sheen = json!({ "sheenColorFactor": [0.2, 0.5, 1], "sheenRoughnessFactor": t });
                    material(BLACK, 0.0, 1.0, json!({ "sheen": sheen }))
                }),
            ],
        ),
        rows(
            "specular",
            vec![
                sweep(|t| material(RED, 0.0, 0.2, json!({ "specular": { "specularFactor": t } }))),
                sweep(|t| {
                    let color = [mix(1.0, 4.0, t), 1.0 - t, 1.0 - t];
                    material([0.5; 3], 0.0, 0.2, json!({ "specular": { "specularColorFactor": color } }))
                }),
            ],
        ),
        rows(
            "ior",
            vec![
                [1.0, 1.2, 1.5, 1.8, 2.4, 0.0]
                    .map(|ior| material(RED, 0.0, 0.1, json!({ "ior": { "ior": ior } })))
                    .into(),
            ],
        ),
        before_wall(
            "transmission",
            vec![
                sweep(|t| glass(0.0, json!({ "transmission": { "transmissionFactor": t } }))),
                sweep(|t| glass(t, json!({ "transmission": { "transmissionFactor": 1 } }))),
            ],
        ),
        before_wall(
            "volume",
            vec![
                sweep(|t| {
                    let volume = json!({ "thicknessFactor": mix(0.0, 0.9, t), "attenuationDistance": 0.5,
                        "attenuationColor": [0.3, 0.8, 0.6] });
                    glass(0.0, json!({ "transmission": { "transmissionFactor": 1 }, "volume": volume }))
                }),
                sweep(|t| {
                    let (ior, volume) = (json!({ "ior": mix(1.0, 2.0, t) }), json!({ "thicknessFactor": 0.9 }));
                    glass(0.0, json!({ "transmission": { "transmissionFactor": 1 }, "volume": volume, "ior": ior }))
                }),
            ],
        ),
        before_wall(
            "dispersion",
            vec![sweep(|t| {
                let (volume, spread) = (json!({ "thicknessFactor": 0.9 }), json!({ "dispersion": 5.0 * t }));
                let transmission = json!({ "transmissionFactor": 1 });
                let ior = json!({ "ior": 1.6 });
                glass(0.0, json!({ "transmission": transmission, "volume": volume, "dispersion": spread, "ior": ior }))
            })],
        ),
        rows(
            "iridescence",
            [(BLACK, 0.0), ([0.6; 3], 1.0)]
                .map(|(color, metallic)| {
                    sweep(|t| {
                        let film =
                            json!({ "iridescenceFactor": 1, "iridescenceThicknessMaximum": mix(100.0, 800.0, t) });
                        material(color, metallic, 0.1, json!({ "iridescence": film }))
                    })
                })
                .into(),
        ),
        rows(
            "anisotropy",
            vec![
                sweep(|t| material(GOLD, 1.0, 0.3, json!({ "anisotropy": { "anisotropyStrength": t } }))),
                sweep(|t| {
                    let brushed = json!({ "anisotropyStrength": 0.9, "anisotropyRotation": t * PI });
                    material(GOLD, 1.0, 0.3, json!({ "anisotropy": brushed }))
                }),
            ],
        ),
        rows(
            "diffuse-transmission",
            vec![
                sweep(|t| {
                    let through = json!({ "diffuseTransmissionFactor": t });
                    material([0.3, 0.5, 0.1], 0.0, 0.8, json!({ "diffuse_transmission": through }))
                }),
                sweep(|t| {
                    let through = json!({ "diffuseTransmissionFactor": 1,
                        "diffuseTransmissionColorFactor": [1.0, 1.0 - t, 1.0 - t] });
                    material(WHITE, 0.0, 0.8, json!({ "diffuse_transmission": through }))
                }),
            ],
        ),
    ]
}

impl Rows {
    /// The glTF document, with all that it needs in itself.
    fn document(&self) -> Value {
        let mut nodes = Vec::new();
        let mut meshes = Vec::new();
        let mut materials = Vec::new();
        for (row, list) in self.materials.iter().enumerate() {
            for (column, material) in list.iter().enumerate() {
                let x = column as f32 - (list.len() - 1) as f32 * 0.5;
                let y = (self.materials.len() - 1) as f32 * 0.5 - row as f32;
                nodes.push(json!({ "mesh": meshes.len(), "translation": [x, y, 0.0] }));
                meshes.push(sphere_mesh(materials.len()));
                materials.push(material.clone());
            }
        }
        if self.wall {
            let tall = self.materials.len() as f32 * 0.5;
            nodes.push(json!({ "mesh": meshes.len(), "translation": [0.0, 0.0, -0.8], "scale": [3.0, tall, 1.0] }));
            meshes.push(square_mesh(materials.len()));
            materials.push(json!({
                "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, "extensions": {
                    "KHR_texture_transform": { "scale": [6.0, self.materials.len() as f32] } } }, "metallicFactor": 0 },
            }));
        }
        document(nodes, meshes, materials)
    }
}

/// Every document by name.
pub fn documents() -> Vec<(&'static str, Value)> {
    let mut list: Vec<(&str, Value)> = all().iter().map(|rows| (rows.name, rows.document())).collect();
    list.extend([("lights", scenes::lights()), ("mixed", scenes::mixed())]);
    list
}

/// Writes every document into a folder.
pub fn write(folder: &Path) {
    for (name, document) in documents() {
        std::fs::write(folder.join(format!("{name}.gltf")), document.to_string()).expect("the model is written");
    }
}

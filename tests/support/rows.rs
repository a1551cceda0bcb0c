//! Rows of spheres, each row one material property from its least to its most: what the material extensions look like.

use std::f32::consts::PI;
use std::path::{Path, PathBuf};

use base64::Engine;
use serde_json::{Value, json};

/// Segments around and from pole to pole.
const AROUND: u16 = 24;
const DOWN: u16 = 16;
/// Spheres a row, by default.
const COLUMNS: usize = 6;

/// One picture's document. Every sphere has radius 0.45 and stands 1 from its neighbours, rows from the top down, in the
/// plane z = 0.
pub struct Rows {
    pub name: &'static str,
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

/// A material with extensions, named without `KHR_materials_`.
pub fn material(color: [f32; 3], metallic: f32, roughness: f32, extensions: Value) -> Value {
    let [r, g, b] = color;
    let named: serde_json::Map<String, Value> = extensions
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (format!("KHR_materials_{name}"), value.clone()))
        .collect();
    json!({
        "pbrMetallicRoughness": {
            "baseColorFactor": [r, g, b, 1.0], "metallicFactor": metallic, "roughnessFactor": roughness,
        },
        "extensions": named,
    })
}

const RED: [f32; 3] = [0.6, 0.05, 0.04];
const WHITE: [f32; 3] = [1.0; 3];
const BLACK: [f32; 3] = [0.02; 3];
const GOLD: [f32; 3] = [1.0, 0.77, 0.34];

/// Every extension's rows.
pub fn all() -> Vec<Rows> {
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
    pub fn document(&self) -> Value {
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

    /// Writes the document into a folder.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join(format!("{}.gltf", self.name));
        std::fs::write(&path, self.document().to_string()).expect("the model is written");
        path
    }
}

/// A sphere of radius 0.45.
pub fn sphere_mesh(material: usize) -> Value {
    let attributes = json!({ "POSITION": 0, "NORMAL": 1, "TANGENT": 2, "TEXCOORD_0": 3 });
    json!({ "primitives": [{ "attributes": attributes, "indices": 4, "material": material }] })
}

/// A square from −1 to 1 that faces +Z.
pub fn square_mesh(material: usize) -> Value {
    let attributes = json!({ "POSITION": 5, "NORMAL": 6, "TEXCOORD_0": 7 });
    json!({ "primitives": [{ "attributes": attributes, "indices": 8, "material": material }] })
}

/// A document with the sphere's and the square's accessors, and texture 0: two by two chequers in red, white, blue and
/// black.
pub fn document(nodes: Vec<Value>, meshes: Vec<Value>, materials: Vec<Value>) -> Value {
    let (mut bytes, mut views, mut accessors) = (Vec::new(), Vec::new(), Vec::new());
    let mut add = |data: &[u8], component: u32, kind: &str, count: usize, bounds: Value| {
        let mut accessor =
            json!({ "bufferView": views.len(), "componentType": component, "type": kind, "count": count });
        if bounds.is_array() {
            accessor["min"] = bounds[0].clone();
            accessor["max"] = bounds[1].clone();
        }
        accessors.push(accessor);
        views.push(json!({ "buffer": 0, "byteOffset": bytes.len(), "byteLength": data.len() }));
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    };
    let mut points = Vec::new();
    let mut normals = Vec::new();
    let mut tangents = Vec::new();
    let mut uvs = Vec::new();
    for i in 0..=DOWN {
        for j in 0..=AROUND {
            let (theta, phi) = (f32::from(i) / f32::from(DOWN) * PI, f32::from(j) / f32::from(AROUND) * 2.0 * PI);
            let normal = [theta.sin() * phi.sin(), theta.cos(), theta.sin() * phi.cos()];
            points.extend(normal.map(|part| part * 0.45));
            normals.extend(normal);
            tangents.extend([phi.cos(), 0.0, -phi.sin(), 1.0]);
            uvs.extend([f32::from(j) / f32::from(AROUND), f32::from(i) / f32::from(DOWN)]);
        }
    }
    let quads = (0..DOWN).flat_map(|i| (0..AROUND).map(move |j| i * (AROUND + 1) + j));
    let indices: Vec<u16> = quads
        .flat_map(|at| {
            let below = at + AROUND + 1;
            [at, below, at + 1, at + 1, below, below + 1]
        })
        .collect();
    let floats = |list: &[f32]| list.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let shorts = |list: &[u16]| list.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let count = points.len() / 3;
    add(&floats(&points), 5126, "VEC3", count, json!([[-0.45, -0.45, -0.45], [0.45, 0.45, 0.45]]));
    add(&floats(&normals), 5126, "VEC3", count, Value::Null);
    add(&floats(&tangents), 5126, "VEC4", count, Value::Null);
    add(&floats(&uvs), 5126, "VEC2", count, Value::Null);
    add(&shorts(&indices), 5123, "SCALAR", indices.len(), Value::Null);
    let corners = [-1.0, -1.0, 0.0, 1.0, -1.0, 0.0, 1.0, 1.0, 0.0, -1.0, 1.0, 0.0];
    add(&floats(&corners), 5126, "VEC3", 4, json!([[-1, -1, 0], [1, 1, 0]]));
    add(&floats(&[0.0, 0.0, 1.0].repeat(4)), 5126, "VEC3", 4, Value::Null);
    add(&floats(&[0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]), 5126, "VEC2", 4, Value::Null);
    add(&shorts(&[0, 1, 2, 0, 2, 3]), 5123, "SCALAR", 6, Value::Null);
    let data = |media: &str, bytes: &[u8]| {
        format!("data:{media};base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
    };
    let chequers = [[200, 30, 20, 255], [235, 235, 235, 255], [20, 60, 190, 255], [10, 10, 10, 255]].concat();
    let chequers = image::RgbaImage::from_raw(2, 2, chequers).expect("two by two");
    let mut png = std::io::Cursor::new(Vec::new());
    chequers.write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
    json!({
        "asset": { "version": "2.0" },
        "scene": 0,
        "scenes": [{ "nodes": (0..nodes.len()).collect::<Vec<_>>() }],
        "nodes": nodes,
        "meshes": meshes,
        "materials": materials,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{ "uri": data("application/octet-stream", &bytes), "byteLength": bytes.len() }],
        "samplers": [{ "magFilter": 9728, "minFilter": 9728 }],
        "textures": [{ "source": 0, "sampler": 0 }],
        "images": [{ "uri": data("image/png", &png.into_inner()) }],
    })
}

//! Spheres and squares as glTF.

use std::f32::consts::PI;

use base64::Engine;
use serde_json::{Value, json};

/// Segments around and from pole to pole.
const AROUND: u16 = 24;
const DOWN: u16 = 16;

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

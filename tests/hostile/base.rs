//! A small model that uses everything the loader reads, to be broken in every way.

use base64::Engine;
use serde_json::{Value, json};

fn data(media: &str, bytes: &[u8]) -> String {
    format!("data:{media};base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

/// A PNG file of one colour.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(image::DynamicImage::new_rgba8(width, height), image::ImageFormat::Png)
}

fn encoded(image: image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut out = Vec::new();
    image.write_to(&mut std::io::Cursor::new(&mut out), format).unwrap();
    out
}

/// The bytes of a document, and the views and accessors over them.
#[derive(Default)]
pub struct Pack {
    pub bytes: Vec<u8>,
    pub views: Vec<Value>,
}

impl Pack {
    /// Adds bytes at the next multiple of four; the number is that of their view.
    pub fn push(&mut self, data: Vec<u8>) -> usize {
        self.views.push(json!({ "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": data.len() }));
        self.bytes.extend(data);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self.views.len() - 1
    }

    pub fn floats(&mut self, list: &[f32]) -> usize {
        self.push(list.iter().flat_map(|value| value.to_le_bytes()).collect())
    }

    /// The only buffer.
    pub fn buffers(&self) -> Value {
        json!([{ "uri": data("application/octet-stream", &self.bytes), "byteLength": self.bytes.len() }])
    }
}

/// An accessor over a whole view.
pub fn accessor(view: usize, component: u32, kind: &str, count: u32) -> Value {
    json!({ "bufferView": view, "componentType": component, "type": kind, "count": count })
}

/// A square of four vertices with every attribute, a strip of lines, sparse positions, all five textures with their
/// transforms, variants, two nodes and animations of all kinds.
pub fn document() -> Value {
    let mut pack = Pack::default();
    let positions = pack.floats(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
    let normals = pack.floats(&[0.0, 0.0, 1.0].repeat(4));
    let coordinates = pack.push(vec![0, 255, 0, 0, 255, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]);
    let colors = pack.push(vec![255; 16]);
    let indices = pack.push([0u16, 1, 2, 0, 2, 3].iter().flat_map(|index| index.to_le_bytes()).collect());
    let places = pack.push(vec![1, 3]);
    let values = pack.floats(&[0.0, 0.0, 1.0, 0.0, 0.0, 2.0]);
    let times = pack.floats(&[0.0, 1.0]);
    let turns = pack.floats(&[0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]);
    let moves = pack.floats(&[0.5; 18]);
    pack.views[coordinates]["byteStride"] = json!(4);
    let mut uv = accessor(coordinates, 5121, "VEC2", 4);
    uv["normalized"] = json!(true);
    let mut color = accessor(colors, 5121, "VEC4", 4);
    color["normalized"] = json!(true);
    let mut sparse = accessor(positions, 5126, "VEC3", 4);
    sparse["sparse"] = json!({ "count": 2, "indices": { "bufferView": places, "componentType": 5121 },
        "values": { "bufferView": values } });
    let jpeg = encoded(image::DynamicImage::new_rgb8(9, 9), image::ImageFormat::Jpeg);
    let texture = |index: u32| {
        let transform = json!({ "offset": [0.5, 0.25], "rotation": 0.1, "scale": [2, 3], "texCoord": 1 });
        json!({ "index": index, "texCoord": 0, "extensions": { "KHR_texture_transform": transform } })
    };
    json!({
        "asset": { "version": "2.0", "generator": "test" },
        "extensionsUsed": ["KHR_materials_variants", "KHR_texture_transform", "KHR_materials_ior"],
        "extensionsRequired": ["KHR_texture_transform"],
        "extensions": { "KHR_materials_variants": { "variants": [{ "name": "day" }, { "name": "night" }] } },
        "scene": 0,
        "scenes": [{ "name": "s", "nodes": [0] }],
        "nodes": [
            { "name": "a", "children": [1], "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 2, 3, 1] },
            { "name": "b", "mesh": 0, "translation": [1, 2, 3], "rotation": [0, 0, 0, 1], "scale": [1, 1, 2],
              "extras": { "anything": [1, { "deep": [] }] } },
        ],
        "meshes": [{ "primitives": [
            { "attributes": { "POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2, "TEXCOORD_1": 2, "COLOR_0": 3 },
              "indices": 4, "material": 0, "mode": 4,
              "extensions": { "KHR_materials_variants": { "mappings": [{ "material": 1, "variants": [0, 1] }] } } },
            { "attributes": { "POSITION": 5 }, "mode": 3 },
            { "attributes": { "POSITION": 5 }, "indices": 4, "mode": 5 },
        ] }],
        "materials": [
            { "pbrMetallicRoughness": { "baseColorFactor": [1, 1, 1, 0.5], "metallicFactor": 0.5,
                "roughnessFactor": 0.5, "baseColorTexture": texture(0), "metallicRoughnessTexture": texture(0) },
              "normalTexture": texture(0), "occlusionTexture": texture(0), "emissiveTexture": texture(1),
              "emissiveFactor": [1, 1, 1], "alphaMode": "MASK", "alphaCutoff": 0.4, "doubleSided": true,
              "extensions": { "KHR_materials_ior": { "ior": 1.4 },
                "KHR_materials_emissive_strength": { "emissiveStrength": 3 } } },
            { "extensions": { "KHR_materials_unlit": {} } },
        ],
        "textures": [{ "sampler": 0, "source": 0 }, { "source": 1 }],
        "samplers": [{ "magFilter": 9728, "minFilter": 9987, "wrapS": 33071, "wrapT": 33648 }],
        "images": [{ "uri": data("image/png", &png(3, 2)), "mimeType": "image/png" }, { "uri": data("image/jpeg", &jpeg) }],
        "accessors": [
            accessor(positions, 5126, "VEC3", 4), accessor(normals, 5126, "VEC3", 4), uv, color,
            accessor(indices, 5123, "SCALAR", 6), sparse, accessor(times, 5126, "SCALAR", 2),
            accessor(turns, 5126, "VEC4", 2), accessor(moves, 5126, "VEC3", 6), accessor(moves, 5126, "VEC3", 2),
        ],
        "animations": [{ "channels": [
            { "sampler": 0, "target": { "node": 1, "path": "rotation" } },
            { "sampler": 1, "target": { "node": 1, "path": "translation" } },
            { "sampler": 2, "target": { "node": 0, "path": "scale" } },
        ], "samplers": [
            { "input": 6, "output": 7, "interpolation": "LINEAR" },
            { "input": 6, "output": 8, "interpolation": "CUBICSPLINE" },
            { "input": 6, "output": 9, "interpolation": "STEP" },
        ] }],
        "bufferViews": pack.views,
        "buffers": pack.buffers(),
    })
}

pub fn text(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

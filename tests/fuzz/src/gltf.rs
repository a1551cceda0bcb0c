//! Models, and the decoders behind them through small models that wrap the bytes.

use boothwalk::model::{Blocks, Limits, NoFiles, Options, load};
use serde_json::{Value, json};

use super::shown::show;

/// Far below the defaults, so that what a byte may ask for stays in proportion to a fuzzer's patience.
fn limits() -> Limits {
    Limits {
        nodes: 1000,
        objects: 1000,
        primitives: 1000,
        vertices: 20_000,
        indices: 60_000,
        joints: 4000,
        keys: 20_000,
        bytes: 1 << 20,
        texture_side: 512,
        texels: 1 << 19,
        // A hang is for the fuzzer to find.
        millis: u64::MAX,
        ..Limits::default()
    }
}

fn load_in(blocks: Blocks, data: &[u8]) -> bool {
    // As a visit loads it.
    let options = Options { limits: limits(), blocks, merge: true, ..Options::default() };
    // What a refusal says is for the loader's tests; here it only has to come back.
    load("fuzz", data, &NoFiles, &options).map(show).is_ok()
}

/// A whole file, GLB or JSON.
pub fn model(data: &[u8]) -> bool {
    load_in(Blocks::None, data)
}

/// The two parts of a GLB, divided by the first zero byte: changes reach the JSON without breaking the container.
pub fn glb(data: &[u8]) -> bool {
    let end = data.iter().position(|&byte| byte == 0).unwrap_or(data.len());
    let (json, bin) = data.split_at(end);
    model(&container(json, bin.get(1..).unwrap_or_default()))
}

/// A KTX2 image on a triangle: in which blocks it shall come and whether it is colour or data, then the file.
pub fn ktx2(data: &[u8]) -> bool {
    let Some((&choice, data)) = data.split_first() else { return false };
    let blocks = [Blocks::None, Blocks::Bc7, Blocks::Astc, Blocks::Etc2][usize::from(choice >> 1) % 4];
    let slot = if choice & 1 == 0 { "baseColorTexture" } else { "metallicRoughnessTexture" };
    let mut document = document(data.len());
    document["extensionsUsed"] = json!(["KHR_texture_basisu"]);
    document["extensionsRequired"] = json!(["KHR_texture_basisu"]);
    document["images"] = json!([{ "bufferView": 0, "mimeType": "image/ktx2" }]);
    document["textures"] = json!([{ "extensions": { "KHR_texture_basisu": { "source": 0 } } }]);
    document["materials"] = json!([{ "pbrMetallicRoughness": { slot: { "index": 0 } } }]);
    document["accessors"] = json!([{ "componentType": 5126, "type": "VEC3", "count": 3 }]);
    document["meshes"] = json!([{ "primitives": [{ "attributes": { "POSITION": 0 }, "material": 0 }] }]);
    load_in(blocks, &container(document.to_string().as_bytes(), data))
}

/// KHR_draco_mesh_compression: the promised numbers of vertices and triangles and the attributes, then the Draco data.
pub fn draco(data: &[u8]) -> bool {
    let Some((&[low, high, triangles_low, triangles_high, kinds], data)) = data.split_first_chunk() else {
        return false;
    };
    let vertices = u16::from_le_bytes([low, high]);
    let indices = u64::from(u16::from_le_bytes([triangles_low, triangles_high])) * 3;
    // In the order of their names, as exporters number them.
    let all = [
        ("COLOR_0", 5121, "VEC4"),
        ("JOINTS_0", 5121, "VEC4"),
        ("NORMAL", 5126, "VEC3"),
        ("POSITION", 5126, "VEC3"),
        ("TANGENT", 5126, "VEC4"),
        ("TEXCOORD_0", 5126, "VEC2"),
        ("WEIGHTS_0", 5126, "VEC4"),
    ];
    let used = all.iter().enumerate().filter(|(place, _)| *place == 3 || kinds >> place & 1 == 1);
    let mut document = document(data.len());
    document["accessors"] = json!([{ "componentType": 5125, "type": "SCALAR", "count": indices }]);
    let (mut attributes, mut numbers) = (json!({}), json!({}));
    for (number, (_, (name, component, kind))) in used.enumerate() {
        attributes[name] = json!(number + 1);
        numbers[name] = json!(number);
        let accessor = json!({ "componentType": component, "type": kind, "count": vertices,
            "normalized": *name == "COLOR_0" });
        push(&mut document["accessors"], accessor);
    }
    document["extensionsUsed"] = json!(["KHR_draco_mesh_compression"]);
    document["extensionsRequired"] = json!(["KHR_draco_mesh_compression"]);
    document["meshes"] = json!([{ "primitives": [{ "attributes": attributes, "indices": 0,
        "extensions": { "KHR_draco_mesh_compression": { "bufferView": 0, "attributes": numbers } } }] }]);
    load_with(&document, data)
}

/// A scene that shows mesh 0, over one buffer view that holds everything.
fn document(bytes: usize) -> Value {
    json!({
        "asset": { "version": "2.0" },
        "scenes": [{ "nodes": [0] }],
        "nodes": [{ "mesh": 0 }],
        "bufferViews": [{ "buffer": 0, "byteLength": bytes }],
        "buffers": [{ "byteLength": bytes }],
    })
}

/// Appends to a list of a document.
fn push(list: &mut Value, value: Value) {
    list.as_array_mut().into_iter().for_each(|list| list.push(value.clone()));
}

fn load_with(document: &Value, bytes: &[u8]) -> bool {
    model(&container(document.to_string().as_bytes(), bytes))
}

/// A GLB file of two parts (glTF 2.0, section 4.4).
fn container(json: &[u8], bin: &[u8]) -> Vec<u8> {
    let mut out = [*b"glTF", 2u32.to_le_bytes(), [0; 4]].concat();
    for (kind, part, padding) in [(b"JSON", json, b' '), (b"BIN\0", bin, 0)] {
        let length = part.len().next_multiple_of(4);
        out.extend((length as u32).to_le_bytes());
        out.extend(kind);
        out.extend(part);
        out.resize(out.len() + length - part.len(), padding);
    }
    let length = (out.len() as u32).to_le_bytes();
    out.get_mut(8..12).into_iter().for_each(|place| place.copy_from_slice(&length));
    out
}

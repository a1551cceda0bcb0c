//! GLBs as these tests need them: one that is made, and the places of vertices in those that are read, packed or not.

use std::path::Path;

use glam::{Mat4, Quat, Vec3};
use serde_json::{Value, json};

/// A floor of `side` metres with bumps, of `count` squares a side.
pub fn floor(side: f32, count: u32) -> Vec<u8> {
    let at = |x: u32, z: u32| {
        let (x, z) = ((x as f32 / count as f32 - 0.5) * side, (z as f32 / count as f32 - 0.5) * side);
        [x, ((x * 1.7).sin() + (z * 2.3).cos()) * 0.05 - 0.1, z]
    };
    let positions: Vec<[f32; 3]> = (0..=count).flat_map(|z| (0..=count).map(move |x| at(x, z))).collect();
    let corner = |x: u32, z: u32| z * (count + 1) + x;
    let square = |x: u32, z: u32| {
        let [a, b, c, d] = [corner(x, z), corner(x + 1, z), corner(x, z + 1), corner(x + 1, z + 1)];
        [a, c, b, b, c, d]
    };
    let indices: Vec<u32> = (0..count).flat_map(|z| (0..count).flat_map(move |x| square(x, z))).collect();
    let range = |pick: fn(f32, f32) -> f32| -> Vec<f32> {
        (0..3).map(|axis| positions.iter().map(|place| place[axis]).reduce(pick).expect("a vertex")).collect()
    };
    let bin = [bytemuck::cast_slice::<_, u8>(&positions), bytemuck::cast_slice(&indices)].concat();
    let document = json!({
        "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0] }], "nodes": [{ "mesh": 0 }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1 }] }],
        "buffers": [{ "byteLength": bin.len() }],
        "bufferViews": [
            { "buffer": 0, "byteLength": positions.len() * 12, "target": 34962 },
            { "buffer": 0, "byteOffset": positions.len() * 12, "byteLength": indices.len() * 4, "target": 34963 },
        ],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "type": "VEC3", "count": positions.len(),
              "min": range(f32::min), "max": range(f32::max) },
            { "bufferView": 1, "componentType": 5125, "type": "SCALAR", "count": indices.len() },
        ],
    });
    write(&document, &bin)
}

/// The binary form of a document.
pub fn write(document: &Value, bin: &[u8]) -> Vec<u8> {
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut bin = bin.to_vec();
    bin.resize(bin.len().next_multiple_of(4), 0);
    let mut file = b"glTF".to_vec();
    let total = 28 + text.len() + bin.len();
    file.extend([2, total as u32, text.len() as u32].iter().flat_map(|word| word.to_le_bytes()));
    file.extend(b"JSON");
    file.extend(&text);
    file.extend((bin.len() as u32).to_le_bytes());
    file.extend(b"BIN\0");
    file.extend(&bin);
    file
}

/// A document and its binary chunk.
pub fn split(file: &[u8]) -> (Value, &[u8]) {
    assert_eq!(&file[..4], b"glTF");
    let length = word(file, 12) as usize;
    let document = serde_json::from_slice(&file[20..20 + length]).expect("JSON");
    (document, file.get(28 + length..).unwrap_or_default())
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

fn number(value: &Value, key: &str) -> usize {
    value[key].as_u64().unwrap_or(0) as usize
}

/// Where every vertex that is drawn stands in the model's space. `beside` is the folder of further buffers. Of a mesh with a
/// skin they are the mesh's own places: the node's are nothing to it.
pub fn places(file: &[u8], beside: &Path) -> Vec<Vec3> {
    let (document, bin) = split(file);
    let buffer = |index: usize| match document["buffers"][index]["uri"].as_str() {
        Some(uri) => std::fs::read(beside.join(uri)).expect("a buffer"),
        None => bin.to_vec(),
    };
    let read = |index: usize| -> Vec<[u8; 12]> {
        let accessor = &document["accessors"][index];
        let (view, count) = (&document["bufferViews"][number(accessor, "bufferView")], number(accessor, "count"));
        assert_eq!(number(accessor, "componentType"), 5126, "places are floats");
        let packed = &view["extensions"]["EXT_meshopt_compression"];
        if packed.is_null() {
            let bytes = buffer(number(view, "buffer"));
            let stride = if view["byteStride"].is_null() { 12 } else { number(view, "byteStride") };
            let start = number(view, "byteOffset") + number(accessor, "byteOffset");
            return (0..count).map(|at| bytes[start + at * stride..][..12].try_into().expect("12 bytes")).collect();
        }
        let bytes = buffer(number(packed, "buffer"));
        let stream = &bytes[number(packed, "byteOffset")..][..number(packed, "byteLength")];
        let mut values: Vec<[u32; 3]> = meshopt::decode_vertex_buffer(stream, count).expect("a stream");
        meshopt::decode_filter_exp(&mut values);
        values.iter().map(|value| bytemuck::cast(*value)).collect()
    };
    let mut found = Vec::new();
    let mut open: Vec<(usize, Mat4)> = Vec::new();
    for root in document["scenes"][number(&document, "scene")]["nodes"].as_array().into_iter().flatten() {
        open.push((root.as_u64().expect("a node") as usize, Mat4::IDENTITY));
    }
    while let Some((index, above)) = open.pop() {
        let node = &document["nodes"][index];
        let whole = above * matrix(node);
        let children = node["children"].as_array().into_iter().flatten();
        open.extend(children.map(|child| (child.as_u64().expect("a node") as usize, whole)));
        if node["mesh"].is_null() {
            continue;
        }
        let place = if node["skin"].is_null() { whole } else { Mat4::IDENTITY };
        for primitive in document["meshes"][number(node, "mesh")]["primitives"].as_array().into_iter().flatten() {
            let list = read(number(&primitive["attributes"], "POSITION"));
            found.extend(list.iter().map(|bytes| place.transform_point3(bytemuck::pod_read_unaligned(bytes))));
        }
    }
    found
}

fn matrix(node: &Value) -> Mat4 {
    let list = |key: &str| -> Option<Vec<f32>> {
        Some(node[key].as_array()?.iter().map(|value| value.as_f64().expect("a number") as f32).collect())
    };
    if let Some(matrix) = list("matrix") {
        return Mat4::from_cols_slice(&matrix);
    }
    let scale = list("scale").map_or(Vec3::ONE, |v| Vec3::from_slice(&v));
    let turn = list("rotation").map_or(Quat::IDENTITY, |v| Quat::from_slice(&v));
    let shift = list("translation").map_or(Vec3::ZERO, |v| Vec3::from_slice(&v));
    Mat4::from_scale_rotation_translation(scale, turn, shift)
}

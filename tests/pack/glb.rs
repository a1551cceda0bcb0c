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

/// A document and its buffers.
struct Reader<'a> {
    document: &'a Value,
    bin: &'a [u8],
    /// The folder of further buffers.
    beside: &'a Path,
}

impl Reader<'_> {
    fn buffer(&self, index: usize) -> Vec<u8> {
        match self.document["buffers"][index]["uri"].as_str() {
            Some(uri) => std::fs::read(self.beside.join(uri)).expect("a buffer"),
            None => self.bin.to_vec(),
        }
    }

    /// The bytes of a buffer view and its stride; `size` is that of an element.
    fn view(&self, index: usize, size: usize) -> (Vec<u8>, usize) {
        let view = &self.document["bufferViews"][index];
        let packed = &view["extensions"]["EXT_meshopt_compression"];
        if packed.is_null() {
            let stride = if view["byteStride"].is_null() { size } else { number(view, "byteStride") };
            return (self.buffer(number(view, "buffer"))[number(view, "byteOffset")..].to_vec(), stride);
        }
        let bytes = self.buffer(number(packed, "buffer"));
        let stream = &bytes[number(packed, "byteOffset")..][..number(packed, "byteLength")];
        let (count, stride) = (number(packed, "count"), number(packed, "byteStride"));
        let bytes = match (stride, packed["filter"].as_str()) {
            (8, None) => bytemuck::cast_slice(&decoded::<[u16; 4]>(stream, count)).to_vec(),
            (64, None) => bytemuck::cast_slice(&decoded::<[f32; 16]>(stream, count)).to_vec(),
            (12, Some("EXPONENTIAL")) => {
                let mut values: Vec<[u32; 3]> = decoded(stream, count);
                meshopt::decode_filter_exp(&mut values);
                bytemuck::cast_slice(&values).to_vec()
            }
            other => panic!("places of {other:?}"),
        };
        (bytes, stride)
    }

    /// Elements of `N` floats, or of whole numbers of 16 bits.
    fn numbers<const N: usize>(&self, index: usize) -> Vec<[f32; N]> {
        let accessor = &self.document["accessors"][index];
        let wide = match number(accessor, "componentType") {
            5126 => 4,
            5123 => 2,
            other => panic!("components of type {other}"),
        };
        let (bytes, stride) = self.view(number(accessor, "bufferView"), wide * N);
        let part = |at: usize| match wide {
            4 => f32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")),
            _ => f32::from(u16::from_le_bytes(bytes[at..at + 2].try_into().expect("two bytes"))),
        };
        let first = number(accessor, "byteOffset");
        let element = |place: usize| std::array::from_fn(|axis| part(first + place * stride + axis * wide));
        (0..number(accessor, "count")).map(element).collect()
    }
}

fn decoded<T: Clone + Default>(stream: &[u8], count: usize) -> Vec<T> {
    meshopt::decode_vertex_buffer(stream, count).expect("a stream")
}

/// Where every vertex that is drawn stands in the model's space. `beside` is the folder of further buffers. A mesh with a skin
/// stands as its first joint places it.
pub fn places(file: &[u8], beside: &Path) -> Vec<Vec3> {
    let (document, bin) = split(file);
    let reader = Reader { document: &document, bin, beside };
    let mut worlds = std::collections::BTreeMap::new();
    let mut open: Vec<(usize, Mat4)> = Vec::new();
    for root in document["scenes"][number(&document, "scene")]["nodes"].as_array().into_iter().flatten() {
        open.push((root.as_u64().expect("a node") as usize, Mat4::IDENTITY));
    }
    while let Some((index, above)) = open.pop() {
        let node = &document["nodes"][index];
        let whole = above * matrix(node);
        let children = node["children"].as_array().into_iter().flatten();
        open.extend(children.map(|child| (child.as_u64().expect("a node") as usize, whole)));
        worlds.insert(index, whole);
    }
    let mut found = Vec::new();
    for (index, whole) in &worlds {
        let node = &document["nodes"][index];
        if node["mesh"].is_null() {
            continue;
        }
        let place = match node["skin"].as_u64() {
            Some(skin) => {
                let skin = &document["skins"][skin as usize];
                let bind = reader.numbers::<16>(number(skin, "inverseBindMatrices"))[0];
                worlds[&(skin["joints"][0].as_u64().expect("a joint") as usize)] * Mat4::from_cols_array(&bind)
            }
            None => *whole,
        };
        for primitive in document["meshes"][number(node, "mesh")]["primitives"].as_array().into_iter().flatten() {
            let list = reader.numbers::<3>(number(&primitive["attributes"], "POSITION"));
            found.extend(list.into_iter().map(|at| place.transform_point3(at.into())));
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

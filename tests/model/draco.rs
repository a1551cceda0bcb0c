//! Draco forms of models against their plain forms, and Draco data made here and broken.

use std::collections::HashMap;

use boothwalk::model::{Model, NoFiles, Options, load, octahedral_decode};
use glam::Vec3;
use serde_json::{Value, json};

use crate::{larger, read};

/// Every drawn corner: where it is and where it faces.
fn corners(model: &Model) -> Vec<(Vec3, Vec3)> {
    let primitives = model.meshes.iter().flat_map(|mesh| &mesh.primitives);
    primitives
        .flat_map(|primitive| {
            primitive.indices.iter().map(|&index| {
                let vertex = &primitive.vertices[index as usize];
                (primitive.decode.position(vertex), octahedral_decode(vertex.normal))
            })
        })
        .collect()
}

#[test]
fn draco_forms_agree_with_the_plain_ones() {
    let Some(folder) = larger() else { return };
    let forms = [
        ("RiggedSimple/glTF/RiggedSimple.gltf", "RiggedSimple/glTF-Draco/RiggedSimple.gltf"),
        ("CesiumMan/glTF-Binary/CesiumMan.glb", "CesiumMan/glTF-Draco/CesiumMan.gltf"),
        ("AvocadoVariants/glTF/Avocado.gltf", "AvocadoVariants/glTF-Draco/Avocado.gltf"),
    ];
    for (plain, compressed) in forms {
        let [plain, other] = [plain, compressed].map(|form| read(&folder.join(form)).unwrap());
        assert_eq!(plain.triangles(), other.triangles(), "{compressed}");
        let size = (plain.bounds.max - plain.bounds.min).max_element();
        // Draco keeps 11 to 14 bits of a position by default.
        let step = size / 1000.0;
        let cell = |place: Vec3| (place / (step * 4.0)).round().as_ivec3();
        let mut known: HashMap<glam::IVec3, Vec<(Vec3, Vec3)>> = HashMap::new();
        for corner in corners(&plain) {
            known.entry(cell(corner.0)).or_default().push(corner);
        }
        for (place, normal) in corners(&other) {
            let own = cell(place);
            let around = (-1..=1).flat_map(|x| (-1..=1).flat_map(move |y| (-1..=1).map(move |z| glam::ivec3(x, y, z))));
            let found = around
                .filter_map(|step| known.get(&(own + step)))
                .flatten()
                .any(|corner| corner.0.distance(place) < step * 2.0 && corner.1.dot(normal) > 0.98);
            assert!(found, "{compressed}: no corner like {place} facing {normal}");
        }
    }
}

/// A small grid of squares, compressed, as a glTF document. `change` may break the compressed bytes.
fn document(change: impl FnOnce(&mut Vec<u8>)) -> (Value, usize, usize) {
    use draco_core::{
        DataType, EncoderBuffer, EncoderOptions, GeometryAttributeType, Mesh, MeshEncoder, PointAttribute, PointIndex,
    };
    const SIDE: u32 = 6;
    let places: Vec<[f32; 3]> =
        (0..SIDE * SIDE).map(|i| [(i % SIDE) as f32, (i / SIDE) as f32, ((i * 7) % 5) as f32 * 0.1]).collect();
    let mut mesh = Mesh::new();
    mesh.set_num_points(places.len());
    let mut attribute = PointAttribute::new();
    attribute.init(GeometryAttributeType::Position, 3, DataType::Float32, false, places.len());
    for (index, place) in places.iter().enumerate() {
        attribute.buffer_mut().write(index * 12, bytemuck::cast_slice(place));
    }
    let id = mesh.add_attribute(attribute);
    for square in 0..(SIDE - 1) * (SIDE - 1) {
        let corner = square % (SIDE - 1) + square / (SIDE - 1) * SIDE;
        for triangle in [[0, 1, SIDE], [1, SIDE + 1, SIDE]] {
            mesh.add_face(triangle.map(|step| PointIndex(corner + step)));
        }
    }
    let faces = mesh.num_faces();
    let unique = mesh.attribute(id).unique_id();
    let mut encoder = MeshEncoder::new();
    encoder.set_mesh(mesh);
    let mut out = EncoderBuffer::new();
    encoder.encode(&EncoderOptions::new(), &mut out).expect("the grid is compressed");
    let mut bytes = out.data().to_vec();
    change(&mut bytes);
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &bytes);
    let document = json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": ["KHR_draco_mesh_compression"],
        "extensionsRequired": ["KHR_draco_mesh_compression"],
        "buffers": [{ "byteLength": bytes.len(), "uri": format!("data:application/octet-stream;base64,{data}") }],
        "bufferViews": [{ "buffer": 0, "byteLength": bytes.len() }],
        "accessors": [
            { "componentType": 5126, "type": "VEC3", "count": places.len(), "min": [0, 0, 0], "max": [5, 5, 0.4] },
            { "componentType": 5123, "type": "SCALAR", "count": faces * 3 },
        ],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1, "extensions": {
            "KHR_draco_mesh_compression": { "bufferView": 0, "attributes": { "POSITION": unique } } } }] }],
        "nodes": [{ "mesh": 0 }],
        "scenes": [{ "nodes": [0] }],
    });
    (document, faces, bytes.len())
}

fn try_load(document: &Value) -> Result<Model, String> {
    let text = serde_json::to_vec(document).unwrap();
    load("f", &text, &NoFiles, &Options::default()).map_err(|error| error.to_string())
}

#[test]
fn a_compressed_grid_is_a_grid() {
    let (document, faces, _) = document(|_| {});
    let model = try_load(&document).unwrap();
    assert_eq!(model.triangles(), faces as u64);
    assert!((model.bounds.max - Vec3::new(5.0, 5.0, 0.4)).abs().max_element() < 0.01, "{:?}", model.bounds);
}

#[test]
fn broken_promises_are_refused() {
    let cases: [(&str, Value, &str); 7] = [
        ("/accessors/0/count", json!(35), "promise"),
        ("/accessors/1/count", json!(147), "promise"),
        ("/accessors/1/count", json!(4_000_000_000u32), "limit"),
        ("/accessors/0/count", json!(4_000_000_000u32), "limit"),
        ("/meshes/0/primitives/0/mode", json!(1), "triangles"),
        (
            "/meshes/0/primitives/0/extensions/KHR_draco_mesh_compression/attributes",
            json!({ "POSITION": 9 }),
            "POSITION",
        ),
        ("/meshes/0/primitives/0/extensions/KHR_draco_mesh_compression/bufferView", json!(5), "buffer view"),
    ];
    let (whole, ..) = document(|_| {});
    for (place, value, wanted) in cases {
        let mut broken = whole.clone();
        match broken.pointer_mut(place) {
            Some(slot) => *slot = value,
            None => broken["meshes"][0]["primitives"][0]["mode"] = value,
        }
        let error = try_load(&broken).unwrap_err();
        assert!(error.contains(wanted), "{place}: {error}");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_taken_or_refused() {
    let (.., length) = document(|_| {});
    for place in 0..length {
        let _ = try_load(&document(|bytes| bytes.truncate(place)).0);
        for change in [0x01, 0x80, 0xff] {
            let start = std::time::Instant::now();
            let _ = try_load(&document(|bytes| bytes[place] ^= change).0);
            assert!(start.elapsed().as_secs() < 2, "byte {place} ^ {change:#x} takes {:?}", start.elapsed());
        }
    }
}

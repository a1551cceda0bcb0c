//! A small hall with a chest whose every length is known: two parts, three colours.

use std::fs;
use std::path::Path;

use glam::{Vec3, vec3};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Where a visitor arrives, looking along −Z.
pub const SPAWN: Vec3 = vec3(0.0, 0.0, 7.0);
/// Where the chest's origin is in the hall.
pub const CHEST: Vec3 = vec3(0.0, 1.0, -2.1);
/// Half of its size, and of its lid's front edge the ends, metres from its origin.
pub const HALF: Vec3 = vec3(0.1, 0.08, 0.06);
pub const EDGE: [Vec3; 2] = [vec3(-0.1, 0.16, 0.06), vec3(0.1, 0.16, 0.06)];

/// Least and greatest corner of the base and of the lid.
const PARTS: [(&str, [f32; 3], [f32; 3]); 2] =
    [("Base", [-0.1, 0.0, -0.06], [0.1, 0.12, 0.06]), ("Lid", [-0.1, 0.12, -0.06], [0.1, 0.16, 0.06])];

/// The fair, in /tmp, which is the same folder where the OpenXR runtime is.
pub fn fair() -> TempDir {
    let folder = tempfile::Builder::new().prefix("boothwalk-whole-").tempdir_in("/tmp").expect("a folder");
    let product = folder.path().join("booths/joiner/products/chest");
    fs::create_dir_all(&product).expect("a folder");
    let hall = "format = 1\nid = \"whole\"\ntitle = { zh = \"小展会\", en = \"A small fair\" }\n[[hall]]\nid = \"hall\"\n\
        title = { zh = \"展厅\", en = \"Hall\" }\nsize = [14.0, 18.0]\nspawn = { position = [0.0, 7.0], yaw = 0.0 }\n\
        [[hall.plot]]\nid = \"A\"\nposition = [0.0, -3.0]\nsize = [3.0, 2.0]\n\
        [[hall.plot]]\nid = \"B\"\nposition = [4.5, -3.0]\nsize = [3.0, 2.0]\n";
    fs::write(folder.path().join("fair.toml"), hall).expect("written");
    for (id, plot, title) in [("joiner", "A", "木匠铺"), ("weaver", "B", "织造坊")] {
        let booth = folder.path().join("booths").join(id);
        fs::create_dir_all(&booth).expect("a folder");
        let text =
            format!("format = 1\nid = \"{id}\"\nplot = \"{plot}\"\ntitle = {{ zh = \"{title}\", en = \"{id}\" }}\n");
        fs::write(booth.join("booth.toml"), text).expect("written");
    }
    let text = "format = 1\nid = \"chest\"\ntitle = { zh = \"木箱\", en = \"Chest\" }\nposition = [0.0, 1.0, 0.9]\n\
        model = \"model.gltf\"\n";
    fs::write(product.join("product.toml"), text).expect("written");
    chest(&product.join("model.gltf"));
    folder
}

/// Places and normals of a box's 24 vertices.
fn block(least: [f32; 3], most: [f32; 3]) -> Vec<[[f32; 3]; 2]> {
    let (least, most) = (Vec3::from(least), Vec3::from(most));
    let faces = [Vec3::X, Vec3::NEG_X, Vec3::Y, Vec3::NEG_Y, Vec3::Z, Vec3::NEG_Z];
    let corner = |normal: Vec3, turn: usize| {
        let (u, v) = normal.any_orthonormal_pair();
        let (s, t) = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)][turn];
        let at = (normal + u * s + v * t) * 0.5 + 0.5;
        [(least + (most - least) * at).to_array(), normal.to_array()]
    };
    faces.into_iter().flat_map(|normal| (0..4).map(move |turn| corner(normal, turn))).collect()
}

/// Writes the chest: red, and green or blue in its variants.
fn chest(path: &Path) {
    let (mut bytes, mut accessors, mut views) = (Vec::<u8>::new(), Vec::<Value>::new(), Vec::<Value>::new());
    let mut put = |data: Vec<u8>, accessor: Value| {
        let mut accessor = accessor;
        accessor["bufferView"] = json!(views.len());
        views.push(json!({ "buffer": 0, "byteOffset": bytes.len(), "byteLength": data.len() }));
        bytes.extend(data);
        accessors.push(accessor);
        accessors.len() - 1
    };
    let floats = |all: Vec<[f32; 3]>| all.into_iter().flatten().flat_map(f32::to_le_bytes).collect::<Vec<u8>>();
    let indices: Vec<u8> =
        (0..6u16).flat_map(|face| [0, 1, 2, 0, 2, 3].map(|i| i + face * 4)).flat_map(u16::to_le_bytes).collect();
    let indices = put(indices, json!({ "componentType": 5123, "count": 36, "type": "SCALAR" }));
    let meshes: Vec<Value> = PARTS
        .iter()
        .map(|&(_, least, most)| {
            let [places, normals] =
                [0, 1].map(|of| block(least, most).into_iter().map(|both| both[of]).collect::<Vec<_>>());
            let places = put(
                floats(places),
                json!({ "componentType": 5126, "count": 24, "type": "VEC3", "min": least, "max": most }),
            );
            let normals = put(floats(normals), json!({ "componentType": 5126, "count": 24, "type": "VEC3" }));
            let variants = json!([{ "variants": [0], "material": 1 }, { "variants": [1], "material": 2 }]);
            json!({ "primitives": [{
                "attributes": { "POSITION": places, "NORMAL": normals }, "indices": indices, "material": 0,
                "extensions": { "KHR_materials_variants": { "mappings": variants } },
            }] })
        })
        .collect();
    let paint = |r: f32, g: f32, b: f32| json!({ "pbrMetallicRoughness": { "baseColorFactor": [r, g, b, 1.0], "metallicFactor": 0.0 } });
    let nodes: Vec<Value> =
        PARTS.iter().enumerate().map(|(mesh, (name, ..))| json!({ "mesh": mesh, "name": name })).collect();
    let model = json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": ["KHR_materials_variants"],
        "extensions": { "KHR_materials_variants": { "variants": [{ "name": "green" }, { "name": "blue" }] } },
        "scene": 0, "scenes": [{ "nodes": [0, 1] }], "nodes": nodes, "meshes": meshes,
        "materials": [paint(0.8, 0.0, 0.0), paint(0.0, 0.7, 0.0), paint(0.0, 0.0, 0.8)],
        "accessors": accessors, "bufferViews": views,
        "buffers": [{ "byteLength": bytes.len(), "uri": "model.bin" }],
    });
    fs::write(path, model.to_string()).expect("written");
    fs::write(path.with_file_name("model.bin"), bytes).expect("written");
}

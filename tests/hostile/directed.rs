//! One attack each, and the words of the refusal.

use serde_json::{Value, json};

use boothwalk::model::{Limits, NoFiles, Reason, load};

use crate::{alone, base, in_little_memory};

/// What is said of the base document with some values set.
fn refusal(changes: &[(&str, Value)]) -> String {
    let mut document = base::document();
    for (path, value) in changes {
        let (parent, key) = path.rsplit_once('/').unwrap();
        match document.pointer_mut(parent).unwrap() {
            Value::Object(map) => drop(map.insert(key.to_owned(), value.clone())),
            parent => parent[key.parse::<usize>().unwrap()] = value.clone(),
        }
    }
    match alone(&base::text(&document)) {
        Ok(_) => panic!("{changes:?} loads"),
        Err(error) => error.to_string(),
    }
}

#[track_caller]
fn refused(path: &str, value: Value, words: &[&str]) {
    let text = refusal(&[(path, value)]);
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
}

#[test]
fn huge_counts_in_tiny_files() {
    in_little_memory("directed::huge_counts_in_tiny_files", || {
        let most = json!(u32::MAX);
        refused("/accessors/0/count", most.clone(), &["/accessors/0", "4294967295", "limit"]);
        refused("/accessors/0/count", json!(7_000_000), &["/accessors/0", "84000000 bytes", "48"]);
        refused("/accessors/4/count", most.clone(), &["/accessors/4"]);
        refused("/accessors/6/count", most.clone(), &["/accessors/6", "keys"]);
        refused("/accessors/5/sparse/count", most.clone(), &["/accessors/5/sparse"]);
        refused("/bufferViews/0/byteLength", most.clone(), &["/bufferViews/0", "4294967295"]);
        refused("/bufferViews/0/byteOffset", most.clone(), &["/bufferViews/0"]);
        refused("/accessors/0/byteOffset", most.clone(), &["/accessors/0"]);
        refused("/buffers/0/byteLength", most, &["/buffers/0", "4294967295"]);
        refused("/accessors/0/count", json!(0), &["/accessors/0", "count is 0"]);
    });
}

#[test]
fn zeros_without_a_buffer_view_count_as_vertices() {
    let zeros = json!({ "componentType": 5126, "type": "VEC3", "count": 8_000_001 });
    refused("/accessors/5", zeros.clone(), &["/accessors/5", "8000005 vertices", "8000000"]);
    // Many primitives that each claim some: together they pass the limit, and nothing is taken for the last one.
    let primitives = vec![json!({ "attributes": { "POSITION": 5 }, "mode": 0 }); 20_000];
    let few = json!({ "componentType": 5126, "type": "VEC3", "count": 1000 });
    let limits = Limits { vertices: 500_000, ..Limits::default() };
    let mut document = base::document();
    document["accessors"][5] = few;
    document["meshes"][0]["primitives"] = json!(primitives);
    let error = load("f", &base::text(&document), &NoFiles, &limits.into()).unwrap_err();
    assert!(error.to_string().contains("501000 vertices pass the limit of 500000"), "{error}");
}

#[test]
fn one_mesh_shown_by_every_node() {
    let mut document = base::document();
    document["scenes"][0]["nodes"] = json!((0..40_000).collect::<Vec<_>>());
    document["nodes"] = json!(vec![json!({ "mesh": 0 }); 40_000]);
    let error = alone(&base::text(&document)).unwrap_err();
    assert!(error.to_string().contains("primitives pass the limit"), "{error}");
    document["nodes"] = json!(vec![json!({}); 70_000]);
    let error = alone(&base::text(&document)).unwrap_err();
    assert!(error.to_string().contains("70000 nodes"), "{error}");
}

#[test]
fn indices_of_everything() {
    let nine = json!(99);
    let places = [
        ("/scene", "scene 99"),
        ("/scenes/0/nodes/0", "node 99"),
        ("/nodes/0/children/0", "node 99"),
        ("/nodes/1/mesh", "mesh 99"),
        ("/nodes/1/skin", "skin 99"),
        ("/meshes/0/primitives/0/attributes/POSITION", "accessor 99"),
        ("/meshes/0/primitives/0/attributes/NORMAL", "accessor 99"),
        ("/meshes/0/primitives/0/indices", "accessor 99"),
        ("/meshes/0/primitives/0/material", "material 99"),
        ("/meshes/0/primitives/0/extensions/KHR_materials_variants/mappings/0/material", "material 99"),
        ("/meshes/0/primitives/0/extensions/KHR_materials_variants/mappings/0/variants/0", "variant 99"),
        ("/materials/0/normalTexture/index", "texture 99"),
        ("/textures/0/source", "image 99"),
        ("/textures/0/sampler", "sampler 99"),
        ("/accessors/0/bufferView", "buffer view 99"),
        ("/accessors/5/sparse/indices/bufferView", "buffer view 99"),
        ("/accessors/5/sparse/values/bufferView", "buffer view 99"),
        ("/bufferViews/0/buffer", "buffer 99"),
        ("/animations/0/channels/0/sampler", "sampler 99"),
        ("/animations/0/channels/0/target/node", "node 99"),
        ("/animations/0/samplers/0/input", "accessor 99"),
        ("/animations/0/samplers/0/output", "accessor 99"),
    ];
    for (path, words) in places {
        refused(path, nine.clone(), &[words, "the file has"]);
        // A number that 32 bits would cut down to a valid index.
        refused(path, json!(1u64 << 32), &[]);
    }
    refused("/images/0", json!({ "bufferView": 99 }), &["buffer view 99"]);
}

#[test]
fn vertex_indices() {
    // The base document's indices, seen as bytes, hold zeros; as 32-bit numbers, they are far out.
    refused(
        "/accessors/4",
        json!({ "bufferView": 4, "componentType": 5125, "type": "SCALAR", "count": 3 }),
        &["vertex"],
    );
    refused(
        "/accessors/4",
        json!({ "bufferView": 3, "componentType": 5121, "type": "SCALAR", "count": 6 }),
        &["255", "restart"],
    );
    refused(
        "/accessors/4",
        json!({ "bufferView": 4, "componentType": 5126, "type": "SCALAR", "count": 3 }),
        &["unsigned"],
    );
    refused(
        "/accessors/4",
        json!({ "bufferView": 4, "componentType": 5123, "type": "VEC2", "count": 3 }),
        &["scalars"],
    );
}

#[test]
fn strides_shapes_and_numbers() {
    refused("/bufferViews/0/byteStride", json!(4), &["/accessors/0", "overlap", "12", "4"]);
    refused("/bufferViews/0/byteStride", json!(16), &["/accessors/0", "60 bytes", "48"]);
    refused("/bufferViews/0/byteStride", json!(0), &["/bufferViews/0", "stride of 0"]);
    refused("/bufferViews/0/byteStride", json!(13), &["stride of 13"]);
    refused("/bufferViews/5/byteStride", json!(4), &["/accessors/5/sparse", "stride"]);
    refused("/accessors/1/count", json!(3), &["NORMAL", "3 elements", "4 positions"]);
    refused("/accessors/0/type", json!("VEC2"), &["/accessors/0", "2 components", "3"]);
    refused("/accessors/0/type", json!("VEC9"), &["/accessors/0", "type"]);
    refused("/accessors/0/componentType", json!(5124), &["/accessors/0", "componentType"]);
    refused("/accessors/5/sparse/indices/bufferView", json!(3), &["/accessors/5/sparse", "255", "below 4"]);
    refused("/meshes/0/primitives/0/mode", json!(9), &["/meshes/0/primitives/0/mode"]);
    refused("/accessors/7/count", json!(1), &["/animations/0/channels/0", "2 keys"]);
    refused("/animations/0/samplers/0/input", json!(4), &["/animations/0/channels/0", "6 keys", "2"]);
    refused("/animations/0/samplers/2/output", json!(0), &["/animations/0/channels/2", "there are 4"]);
    let falling = json!({ "bufferView": 7, "byteOffset": 4, "componentType": 5126, "type": "SCALAR", "count": 2 });
    refused("/accessors/6", falling, &["/accessors/6", "needs 12 bytes", "8"]);
    let falling = json!({ "bufferView": 8, "byteOffset": 12, "componentType": 5126, "type": "SCALAR", "count": 2 });
    refused("/accessors/6", falling, &["/accessors/6", "do not grow after key 0"]);
    refused("/nodes/1/scale", json!([1, 1, 1e300]), &["/nodes/1", "not finite"]);
    refused("/materials/0/normalTexture/scale", json!(1e300), &["/materials/0", "not finite"]);
    let place = "/materials/0/normalTexture/extensions/KHR_texture_transform/scale";
    refused(place, json!([1e300, 1]), &["/materials/0/normalTexture", "not finite"]);
}

#[test]
fn numbers_that_are_none() {
    let mut document = base::document();
    let floats: Vec<u8> = [0.0, 1.0, 2.0, 3.0, f32::NAN, 0.0].iter().flat_map(|v: &f32| v.to_le_bytes()).collect();
    let uri = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &floats);
    document["buffers"] = json!([{ "uri": format!("data:;base64,{uri}"), "byteLength": 24 }]);
    document["bufferViews"] = json!([{ "buffer": 0, "byteLength": 24 }]);
    document["accessors"] = json!([{ "bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 2 }]);
    document["meshes"] = json!([{ "primitives": [{ "attributes": { "POSITION": 0 }, "mode": 1 }] }]);
    document["animations"] = json!([]);
    let error = alone(&base::text(&document)).unwrap_err().to_string();
    assert!(error.contains("/accessors/0: element 1 is NaN"), "{error}");
}

#[test]
fn trees_that_are_none() {
    refused("/nodes/1/children", json!([0]), &["/nodes/0", "own ancestor"]);
    refused("/nodes/1/children", json!([1]), &["/nodes/1/children/0", "child of node 0 already"]);
    refused("/nodes/0/children", json!([1, 1]), &["/nodes/0/children/1"]);
    refused("/nodes/0/children", json!([0]), &["/nodes/0", "own ancestor"]);
    refused("/scenes/0/nodes", json!([0, 0]), &["/nodes/0", "twice"]);
    refused("/scenes/0/nodes", json!([0, 1]), &["/nodes/1", "child"]);
}

#[test]
fn depth_takes_no_stack() {
    let count = 100_000;
    let limits = Limits { nodes: count.into(), objects: count.into(), ..Limits::default() };
    let mut document = base::document();
    let chain = |index: u32| if index + 1 < count { json!({ "children": [index + 1] }) } else { json!({ "mesh": 0 }) };
    document["nodes"] = (0..count).map(chain).collect();
    document["animations"] = json!([]);
    let model = std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(move || load("f", &base::text(&document), &NoFiles, &limits.into()).unwrap())
        .unwrap()
        .join()
        .unwrap();
    assert_eq!(model.nodes.len() as u32, count);
    for text in ["[".repeat(1 << 20), format!("{{\"extras\":{}", "{\"a\":".repeat(1 << 18))] {
        let error = alone(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("nesting"), "{error}");
    }
}

#[test]
fn images_that_lie() {
    in_little_memory("directed::images_that_lie", || {
        // A PNG whose header claims 30,000 × 30,000, and one that claims a size within bounds but has no data for it.
        for (side, words) in [(30_000u32, "30000"), (8192, "cannot hold")] {
            let mut png = base::png(1, 1);
            png[16..20].copy_from_slice(&side.to_be_bytes());
            png[20..24].copy_from_slice(&side.to_be_bytes());
            let sum = crc(&png[12..29]);
            png[29..33].copy_from_slice(&sum.to_be_bytes());
            let uri = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &png);
            refused("/images/0/uri", json!(format!("data:;base64,{uri}")), &["/images/0", words]);
        }
        refused("/images/0/uri", json!("data:,text"), &["/images/0", "neither PNG, JPEG, WebP nor KTX2"]);
        let mut document = base::document();
        document["images"][0]["uri"] = json!(null);
        assert!(alone(&base::text(&document)).is_err());
        let limits = Limits { texels: 11, ..Limits::default() };
        let error = load("f", &base::text(&base::document()), &NoFiles, &limits.into()).unwrap_err();
        // Six texels, as colour and as data.
        assert!(matches!(error.reason, Reason::TooMuch { found: 12, limit: 11, .. }), "{error}");
    });
}

/// The checksum of PNG chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

#[test]
fn addresses_that_lead_away() {
    for uri in ["../a.bin", "/etc/passwd", "file:///etc/passwd", "http://a/b", "a\\b", "%2e%2e/a", "data:nothing"] {
        refused("/buffers/0/uri", json!(uri), &["/buffers/0/uri", "refused"]);
    }
    refused("/buffers/0/uri", json!("absent.bin"), &["/buffers/0/uri", "absent.bin"]);
    refused("/buffers/0/uri", json!("x".repeat(1 << 20)), &["/buffers/0/uri", "xxx…"]);
    refused("/buffers/0", json!({ "byteLength": 4 }), &["/buffers/0", "neither"]);
}

#[test]
fn versions_and_extensions() {
    refused("/asset/version", json!("1.0"), &["/asset/version", "1.0"]);
    refused("/asset/minVersion", json!("2.1"), &["/asset/minVersion", "2.1"]);
    refused("/extensionsRequired", json!(["X_y"]), &["/extensionsRequired/0", "X_y"]);
    let mut document = base::document();
    document["extensionsUsed"] = json!(["X_y"]);
    let model = alone(&base::text(&document)).unwrap();
    assert!(model.notes.iter().any(|note| note.contains("X_y")), "{:?}", model.notes);
}

#[test]
fn json_that_grows_when_read() {
    in_little_memory("directed::json_that_grows_when_read", || {
        // The parsed form of each of these is many times its text; together they come up to the limits.
        let entries = |count: usize, entry: &str, list: &str| {
            let entries = format!("{entry},").repeat(count - 1);
            format!("{{\"asset\":{{\"version\":\"2.0\"}},\"{list}\":[{entries}{entry}]}}")
        };
        for (count, entry, list) in [
            (117_000, "{\"\":0}", "x"),
            (1_950_000, "0", "x"),
            (115_000, "{\"name\":\"\"}", "materials"),
            (115_000, "{}", "materials"),
            (115_000, "{\"primitives\":[]}", "meshes"),
            (65_000, "{\"children\":[]}", "nodes"),
        ] {
            let _ = alone(entries(count, entry, list).as_bytes());
        }
        let error = alone(entries(120_000, "{\"\":0}", "x").as_bytes()).unwrap_err().to_string();
        assert!(error.contains("JSON values"), "{error}");
        let error = alone(entries(131_073, "0", "textures").as_bytes()).unwrap_err().to_string();
        assert!(error.contains("/textures: 131073"), "{error}");
    });
}

//! Buffer views that meshopt compressed: whole, and broken in the ways that their parts can disagree.

use boothwalk::model::Model;
use serde_json::{Value, json};

use crate::base::{Pack, accessor};
use crate::{alone, base, in_little_memory};

/// A strip of triangles, all of it compressed; the views' own buffer is not there.
fn document(name: &str) -> Value {
    let mut pack = Pack::default();
    let corners: Vec<[f32; 3]> = (0..18).map(|i| [(i / 2) as f32, (i % 2) as f32, 0.0]).collect();
    let corner_bytes = size_of_val(corners.as_slice());
    let indices: Vec<u32> =
        (0..16u32).flat_map(|i| if i % 2 == 0 { [i, i + 1, i + 2] } else { [i + 1, i, i + 2] }).collect();
    let vertices = meshopt::encode_vertex_buffer(&corners).unwrap();
    let triangles = meshopt::encode_index_buffer(&indices, 18).unwrap();
    let (vertex_length, triangle_length) = (vertices.len(), triangles.len());
    pack.push(vertices);
    pack.push(triangles);
    let places: Vec<Value> = pack.views.iter().map(|view| view["byteOffset"].clone()).collect();
    let view = |length: usize, extension: Value| json!({ "buffer": 1, "byteLength": length, "extensions": { name: extension } });
    json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": [name],
        "extensionsRequired": [name],
        "nodes": [{ "mesh": 0 }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1 }] }],
        "accessors": [accessor(0, 5126, "VEC3", 18), accessor(1, 5123, "SCALAR", 48)],
        "bufferViews": [
            view(corner_bytes, json!({ "buffer": 0, "byteOffset": places[0], "byteLength": vertex_length,
                "byteStride": 12, "count": 18, "mode": "ATTRIBUTES" })),
            view(96, json!({ "buffer": 0, "byteOffset": places[1], "byteLength": triangle_length,
                "byteStride": 2, "count": 48, "mode": "TRIANGLES" })),
        ],
        "buffers": [pack.buffers()[0], { "byteLength": 100_000, "extensions": { name: { "fallback": true } } }],
    })
}

const NAME: &str = "EXT_meshopt_compression";

fn read(document: &Value) -> Result<Model, String> {
    alone(&base::text(document)).map_err(|error| error.to_string())
}

#[test]
fn both_names_are_read_without_the_fallback() {
    for name in [NAME, "KHR_meshopt_compression"] {
        let model = read(&document(name)).unwrap();
        assert_eq!((model.triangles(), model.bounds.max.to_array()), (16, [8.0, 1.0, 0.0]));
    }
}

#[test]
fn parts_that_disagree_are_refused_in_a_sentence() {
    let broken = |change: &dyn Fn(&mut Value)| {
        let mut document = document(NAME);
        change(&mut document["bufferViews"]);
        read(&document).unwrap_err()
    };
    let in_extension = |view: usize, key: &'static str, value: Value| {
        broken(&move |views: &mut Value| views[view]["extensions"][NAME][key] = value.clone())
    };
    for (view, key, value, why) in [
        (0, "byteStride", json!(13), "do not make"),
        (0, "byteStride", json!(0), "do not make"),
        (0, "count", json!(17), "do not make"),
        (0, "count", json!(u64::MAX), ""),
        (0, "mode", json!("TRIANGLES"), "of 12 bytes"),
        (0, "mode", json!("NONSENSE"), "variant"),
        (0, "filter", json!("OCTAHEDRAL"), "filter"),
        (0, "buffer", json!(7), "buffer"),
        (0, "buffer", json!(1), "neither an address"),
        (0, "byteOffset", json!(90_000), "buffer view"),
        (0, "byteLength", json!(20), "cannot be decoded"),
        (1, "mode", json!("INDICES"), "cannot be decoded"),
        (1, "mode", json!("ATTRIBUTES"), "of 2 bytes"),
        (1, "filter", json!("EXPONENTIAL"), "filter"),
    ] {
        let error = in_extension(view, key, value.clone());
        assert!(error.contains(" at /buffer") && error.contains(why), "{key} {value}: {error}");
    }
    let error = broken(&|views| views[0]["byteStride"] = json!(16));
    assert!(error.contains("those of the view 16"), "{error}");
    for strange in [json!(null), json!(3), json!([]), json!({})] {
        let error = broken(&|views| views[0]["extensions"][NAME] = strange.clone());
        assert!(error.contains(NAME), "{strange}: {error}");
    }
}

#[test]
fn a_few_bytes_that_claim_much_take_no_memory() {
    in_little_memory("meshopt::a_few_bytes_that_claim_much_take_no_memory", || {
        let mut document = document(NAME);
        for count in [1_000_000u64, 40_000_000, 4_000_000_000_000] {
            document["bufferViews"][0]["byteLength"] = json!(count * 12);
            document["bufferViews"][0]["extensions"][NAME]["count"] = json!(count);
            drop(read(&document).unwrap_err());
        }
    });
}

//! Valid models with one thing changed.

use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{alone, base, beside, in_little_memory};

/// Small models of every container, and the one that uses everything.
fn seeds() -> Vec<(Vec<u8>, PathBuf)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let names = [
        "Triangle/glTF-Embedded/Triangle.gltf",
        "Triangle/glTF/Triangle.gltf",
        "SimpleSparseAccessor/glTF-Embedded/SimpleSparseAccessor.gltf",
        "BoxAnimated/glTF-Binary/BoxAnimated.glb",
        "AnimatedMorphCube/glTF-Binary/AnimatedMorphCube.glb",
        "AnimatedMorphCube/glTF-Quantized/AnimatedMorphCube.gltf",
        "UnlitTest/glTF-Binary/UnlitTest.glb",
        "MeshPrimitiveModes/glTF-Embedded/MeshPrimitiveModes.gltf",
        "TextureSettingsTest/glTF-Binary/TextureSettingsTest.glb",
        "InterpolationTest/glTF-Binary/InterpolationTest.glb",
    ];
    let mut seeds: Vec<_> =
        names.iter().map(|name| (std::fs::read(folder.join(name)).unwrap(), folder.join(name))).collect();
    seeds.push((base::text(&base::document()), folder.join("none")));
    seeds
}

#[test]
fn every_seed_loads() {
    for (bytes, path) in seeds() {
        beside(&bytes, &path).unwrap();
    }
}

#[test]
fn any_single_byte_and_any_truncation() {
    in_little_memory("mutate::any_single_byte_and_any_truncation", || {
        let seeds = seeds();
        let cases = std::env::var("PROPTEST_CASES").map_or(3000, |cases| cases.parse().unwrap());
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(seed in 0..seeds.len(), place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>())| {
            let (bytes, path) = &seeds[seed];
            let place = place.index(bytes.len());
            if cut {
                let _ = beside(&bytes[..place], path);
            } else {
                let mut bytes = bytes.clone();
                bytes[place] = byte;
                let _ = beside(&bytes, path);
            }
        });
    });
}

/// Calls with the path of every value in a document.
fn each(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| each(value, format!("{path}/{i}"), found)),
        Value::Object(map) => map.iter().for_each(|(key, value)| each(value, format!("{path}/{key}"), found)),
        _ => {}
    }
    if !path.is_empty() {
        found.push(path);
    }
}

#[test]
fn every_value_replaced_by_every_odd_one() {
    in_little_memory("mutate::every_value_replaced_by_every_odd_one", || {
        let document = base::document();
        let mut paths = Vec::new();
        each(&document, String::new(), &mut paths);
        assert!(paths.len() > 300);
        let odd = [
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!(""),
            json!("x"),
            json!("../../etc/passwd"),
            json!(-1),
            json!(0),
            json!(1),
            json!(2),
            json!(7),
            json!(255),
            json!(65535),
            json!(i32::MAX),
            json!(u32::MAX),
            json!(u32::MAX - 1),
            json!(1u64 << 32),
            json!(u64::MAX),
            json!(0.5),
            json!(1e30),
            json!(1e300),
            json!(-1e300),
            json!([0]),
            json!([[], []]),
            json!([1, 2, 3]),
            json!([{}]),
            json!({ "index": 0 }),
        ];
        for path in &paths {
            for value in &odd {
                let mut changed = document.clone();
                *changed.pointer_mut(path).unwrap() = value.clone();
                let _ = alone(&base::text(&changed));
            }
            let (parent, key) = path.rsplit_once('/').unwrap();
            let mut changed = document.clone();
            match changed.pointer_mut(parent).unwrap() {
                Value::Object(map) => drop(map.remove(key)),
                Value::Array(list) => drop(list.remove(key.parse().unwrap())),
                _ => unreachable!(),
            }
            let _ = alone(&base::text(&changed));
        }
    });
}

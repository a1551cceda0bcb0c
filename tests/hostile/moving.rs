//! Skins and morph targets: whole, and broken in the ways that their parts can disagree.

use boothwalk::model::{Model, animate};
use glam::Vec3;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::base::{Pack, accessor};
use crate::{alone, base, in_little_memory};

/// A strip of two squares: the upper half hangs on the second of two joints, and a morph target lifts it.
pub fn document() -> Value {
    let mut pack = Pack::default();
    let places: Vec<f32> = (0..6).flat_map(|i| [(i % 2) as f32, (i / 2) as f32, 0.0]).collect();
    let positions = pack.floats(&places);
    let joints = pack.push((0..6u8).flat_map(|i| [i / 4, 0, 0, 0]).collect());
    let weights = pack.floats(&[1.0, 0.0, 0.0, 0.0].repeat(6));
    let indices =
        pack.push([0u16, 1, 2, 2, 1, 3, 2, 3, 4, 4, 3, 5].iter().flat_map(|index| index.to_le_bytes()).collect());
    let identity = glam::Mat4::IDENTITY.to_cols_array();
    let down = glam::Mat4::from_translation(-Vec3::Y).to_cols_array();
    let binds = pack.floats(&[identity, down].concat());
    let lift = pack.floats(&(0..6).flat_map(|i| [0.0, 0.0, (i / 4) as f32 * 2.0]).collect::<Vec<_>>());
    let times = pack.floats(&[0.0, 1.0]);
    let turns = pack.floats(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.70710677, 0.70710677]);
    let amounts = pack.floats(&[0.0, 1.0]);
    json!({
        "asset": { "version": "2.0" },
        "scene": 0,
        "scenes": [{ "nodes": [0, 1] }],
        "nodes": [
            { "name": "strip", "mesh": 0, "skin": 0, "translation": [50, 0, 0] },
            { "name": "root", "children": [2] },
            { "name": "arm", "translation": [0, 1, 0] },
        ],
        "skins": [{ "joints": [1, 2], "inverseBindMatrices": 4, "skeleton": 1 }],
        "meshes": [{ "weights": [0.0], "primitives": [{ "attributes": { "POSITION": 0, "JOINTS_0": 1, "WEIGHTS_0": 2 },
            "indices": 3, "targets": [{ "POSITION": 5 }] }] }],
        "animations": [{ "name": "bend", "channels": [
            { "sampler": 0, "target": { "node": 2, "path": "rotation" } },
            { "sampler": 1, "target": { "node": 0, "path": "weights" } },
        ], "samplers": [{ "input": 6, "output": 7 }, { "input": 6, "output": 8 }] }],
        "accessors": [
            accessor(positions, 5126, "VEC3", 6), accessor(joints, 5121, "VEC4", 6), accessor(weights, 5126, "VEC4", 6),
            accessor(indices, 5123, "SCALAR", 12), accessor(binds, 5126, "MAT4", 2), accessor(lift, 5126, "VEC3", 6),
            accessor(times, 5126, "SCALAR", 2), accessor(turns, 5126, "VEC4", 2), accessor(amounts, 5126, "SCALAR", 2),
        ],
        "bufferViews": pack.views,
        "buffers": pack.buffers(),
    })
}

fn model() -> Model {
    alone(&base::text(&document())).unwrap()
}

#[test]
fn a_whole_one_stands_where_its_joints_are() {
    let model = model();
    // The node's own place does not count; the joints' do.
    assert!(model.bounds.min.abs_diff_eq(Vec3::ZERO, 1e-3), "{:?}", model.bounds);
    assert!(model.bounds.max.abs_diff_eq(Vec3::new(1.0, 2.0, 0.0), 1e-3), "{:?}", model.bounds);
    let deform = model.meshes[0].primitives[0].deform.as_ref().unwrap();
    assert_eq!((deform.joint_boxes.len(), deform.reach[0]), (2, Vec3::new(0.0, 0.0, 2.0)));
    let mut pose = model.rest();
    animate(&model, 0, 0.5, &mut pose);
    assert_eq!(pose.weights[0], [0.5]);
}

#[test]
fn a_moved_one_lies_within_its_bounds() {
    use std::sync::Arc;
    let shape = Arc::new(model());
    let mut scene = boothwalk::scene::Scene::new();
    let id = scene.place(0, &shape, glam::Mat4::IDENTITY, true);
    scene.play(id, boothwalk::scene::Play { once: true, ..Default::default() });
    scene.animate(7.0);
    // The arm has turned by a quarter about z at (0, 1): (1, 2) is at (-1, 2), lifted by 2.
    let bounds = scene.bounds(id);
    for place in [Vec3::new(-1.0, 1.0, 2.0), Vec3::new(-1.0, 2.0, 2.0), Vec3::ZERO] {
        let inside = place.cmpge(bounds.min - 1e-3).all() && place.cmple(bounds.max + 1e-3).all();
        assert!(inside, "{place} is not in {bounds:?}");
    }
}

#[test]
fn the_highest_joint_that_a_number_holds_is_refused() {
    let mut document = document();
    let joints = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, [0xff; 48]);
    let buffer = json!({ "byteLength": 48, "uri": format!("data:;base64,{joints}") });
    document["buffers"].as_array_mut().unwrap().push(buffer);
    let views = document["bufferViews"].as_array_mut().unwrap();
    views.push(json!({ "buffer": 1, "byteLength": 48 }));
    document["accessors"][1] = accessor(views.len() - 1, 5123, "VEC4", 6);
    let error = alone(&base::text(&document)).unwrap_err().to_string();
    assert!(error.contains("joint 65535"), "{error}");
}

#[test]
fn parts_that_disagree_are_refused() {
    let cases: [(&str, Value, &str); 14] = [
        ("/nodes/0/skin", json!(1), "skin"),
        ("/skins/0/joints", json!([1]), "joint 1"),
        ("/skins/0/joints", json!([]), "joints"),
        ("/skins/0/joints", json!([1, 9]), "node"),
        ("/scenes/0/nodes", json!([0]), "not in the scene"),
        ("/accessors/4/count", json!(1), "matrices"),
        ("/accessors/4/type", json!("VEC4"), "components"),
        ("/accessors/1/count", json!(5), "positions"),
        ("/accessors/5/count", json!(5), "positions"),
        ("/accessors/8/count", json!(1), "values each"),
        ("/meshes/0/primitives/0/attributes", json!({ "POSITION": 0, "JOINTS_0": 1 }), "only one"),
        ("/meshes/0/weights", json!([1e39]), ""),
        // Matrices that nobody stored: a claim of 512 MB.
        ("/accessors/4", json!({ "componentType": 5126, "type": "MAT4", "count": 8_000_000 }), "matrices"),
        ("/accessors/4", json!({ "componentType": 5126, "type": "MAT4", "count": 0 }), "count"),
    ];
    for (place, value, wanted) in cases {
        let mut broken = document();
        *broken.pointer_mut(place).unwrap() = value;
        let error = alone(&base::text(&broken)).unwrap_err().to_string();
        assert!(error.contains(wanted), "{place}: {error}");
    }
}

#[test]
fn primitives_of_a_mesh_have_the_same_targets() {
    let mut uneven = document();
    let primitives = uneven["meshes"][0]["primitives"].as_array_mut().unwrap();
    let mut other = primitives[0].clone();
    other.as_object_mut().unwrap().remove("targets");
    primitives.push(other);
    let error = alone(&base::text(&uneven)).unwrap_err().to_string();
    assert!(error.contains("different numbers of morph targets"), "{error}");
}

#[test]
fn a_skin_shown_by_every_node_counts_each_time() {
    let mut many = document();
    let mut nodes = vec![json!({ "name": "joint" })];
    nodes.extend((0..3000).map(|_| json!({ "mesh": 0, "skin": 0 })));
    many["skins"][0] = json!({ "joints": vec![0; 1000] });
    many["scenes"] = json!([{ "nodes": (0..nodes.len()).collect::<Vec<_>>() }]);
    many["nodes"] = json!(nodes);
    many["animations"] = json!([]);
    let error = alone(&base::text(&many)).unwrap_err().to_string();
    assert!(error.contains("joints"), "{error}");
}

#[test]
fn any_byte_and_any_cut() {
    in_little_memory("moving::any_byte_and_any_cut", || {
        let whole = base::text(&document());
        let config = ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>())| {
            let place = place.index(whole.len());
            let mut bytes = whole.clone();
            if cut { bytes.truncate(place) } else { bytes[place] = byte }
            let _ = alone(&bytes);
        });
    });
}

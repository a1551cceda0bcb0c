//! Instances and hidden nodes, and what they may not claim.

use boothwalk::model::Model;
use glam::Vec3;
use serde_json::{Value, json};

use crate::base::{Pack, accessor};
use crate::{alone, base};

/// A triangle shown at three places below a node at x = 10.
fn instances() -> Value {
    let mut pack = Pack::default();
    let places = pack.floats(&[0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 4.0, 0.0, 0.0]);
    let turns = [0i16, 0, 0, 32767, 0, 0, 32767, 0, 0, 0, 0, 32767];
    let turns = pack.push(turns.iter().flat_map(|part| part.to_le_bytes()).collect());
    let corners = pack.floats(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let mut turned = accessor(turns, 5122, "VEC4", 3);
    turned["normalized"] = json!(true);
    json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": ["EXT_mesh_gpu_instancing"],
        "extensionsRequired": ["EXT_mesh_gpu_instancing"],
        "nodes": [{ "mesh": 0, "name": "chair", "translation": [10, 0, 0], "extensions": { "EXT_mesh_gpu_instancing": {
            "attributes": { "TRANSLATION": 0, "ROTATION": 1, "_ID": 0 } } } }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 2 } }] }],
        "accessors": [accessor(places, 5126, "VEC3", 3), turned, accessor(corners, 5126, "VEC3", 3)],
        "bufferViews": pack.views,
        "buffers": pack.buffers(),
    })
}

fn read(document: &Value) -> Result<Model, String> {
    alone(&base::text(document)).map_err(|error| error.to_string())
}

#[test]
fn every_instance_stands_below_its_node() {
    let model = read(&instances()).unwrap();
    assert_eq!((model.nodes.len(), model.meshes.len(), model.triangles()), (4, 1, 3));
    assert!(model.nodes[0].mesh.is_none() && model.nodes[1..].iter().all(|node| node.parent == Some(0)));
    // The second one is turned round z by half a turn, the third round nothing.
    assert!(model.bounds.min.abs_diff_eq(Vec3::new(10.0, -1.0, 0.0), 1e-3), "{:?}", model.bounds);
    assert!(model.bounds.max.abs_diff_eq(Vec3::new(15.0, 1.0, 0.0), 1e-3), "{:?}", model.bounds);
}

#[test]
fn claims_of_many_instances_are_refused() {
    let mut many = instances();
    for (accessor, kind) in ["VEC3", "VEC4"].into_iter().enumerate() {
        many["accessors"][accessor] = json!({ "componentType": 5126, "type": kind, "count": 4_000_000_000u32 });
    }
    assert!(read(&many).unwrap_err().contains("nodes"));
    let mut uneven = instances();
    uneven["accessors"][1]["count"] = json!(2);
    assert!(read(&uneven).unwrap_err().contains("different numbers"));
    for strange in [json!(null), json!(7), json!({}), json!({ "attributes": { "TRANSLATION": -1 } })] {
        let mut broken = instances();
        broken["nodes"][0]["extensions"]["EXT_mesh_gpu_instancing"] = strange.clone();
        assert!(read(&broken).is_err(), "{strange}");
    }
}

#[test]
fn hidden_nodes_hide_what_is_below_them() {
    let mut document = instances();
    let node = |rest: Value, visible: bool| {
        let mut node = rest;
        node["extensions"] = json!({ "KHR_node_visibility": { "visible": visible } });
        node
    };
    document["nodes"] = json!([
        node(json!({ "children": [1, 2] }), true),
        node(json!({ "children": [3] }), false),
        { "mesh": 0 },
        node(json!({ "mesh": 0 }), true),
    ]);
    assert_eq!(read(&document).unwrap().triangles(), 1);
    document["nodes"][1]["extensions"]["KHR_node_visibility"] = json!({ "visible": 3 });
    assert!(read(&document).unwrap_err().contains("visible"));
}

#[test]
fn weights_of_many_nodes_are_counted() {
    let mut many = instances();
    let targets: Vec<Value> = (0..2000).map(|_| json!({})).collect();
    many["meshes"][0]["primitives"][0]["targets"] = json!(targets);
    many["nodes"] = json!((0..3000).map(|_| json!({ "mesh": 0 })).collect::<Vec<_>>());
    assert!(read(&many).unwrap_err().contains("weights"));
}

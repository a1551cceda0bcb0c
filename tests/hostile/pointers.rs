//! KHR_animation_pointer: materials, lights and visibility that move, and pointers that lead nowhere.

use boothwalk::model::{Model, animate};
use serde_json::{Value, json};

use crate::base::{Pack, accessor};
use crate::{alone, base};

/// One triangle at three nodes, a light, and an animation of four channels, each named by a pointer.
fn document() -> Value {
    let mut pack = Pack::default();
    let corners = pack.floats(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let times = pack.floats(&[0.0, 1.0]);
    let colors = pack.floats(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
    let shown = pack.push(vec![0, 1]);
    let numbers = pack.floats(&[0.0, 4.0]);
    let target =
        |pointer: &str| json!({ "path": "pointer", "extensions": { "KHR_animation_pointer": { "pointer": pointer } } });
    json!({
        "asset": { "version": "2.0" },
        "extensionsUsed": ["KHR_animation_pointer", "KHR_node_visibility", "KHR_lights_punctual"],
        "extensionsRequired": ["KHR_animation_pointer"],
        "extensions": { "KHR_lights_punctual": { "lights": [{ "type": "point" }] } },
        "nodes": [
            { "mesh": 0, "children": [1], "extensions": { "KHR_node_visibility": { "visible": false } } },
            { "mesh": 0, "translation": [2, 0, 0] },
            { "mesh": 0, "translation": [4, 0, 0], "extensions": { "KHR_lights_punctual": { "light": 0 } } },
        ],
        "materials": [{ "extensions": { "KHR_materials_transmission": {} } }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "material": 0 }] }],
        "animations": [{ "channels": [
            { "sampler": 0, "target": target("/materials/0/pbrMetallicRoughness/baseColorFactor") },
            { "sampler": 1, "target": target("/nodes/0/extensions/KHR_node_visibility/visible") },
            { "sampler": 2, "target": target("/extensions/KHR_lights_punctual/lights/0/intensity") },
            { "sampler": 2, "target": target("/materials/0/extensions/KHR_materials_transmission/transmissionFactor") },
        ], "samplers": [
            { "input": 1, "output": 2 },
            { "input": 1, "output": 3, "interpolation": "STEP" },
            { "input": 1, "output": 4 },
        ] }],
        "accessors": [
            accessor(corners, 5126, "VEC3", 3), accessor(times, 5126, "SCALAR", 2), accessor(colors, 5126, "VEC4", 2),
            accessor(shown, 5121, "SCALAR", 2), accessor(numbers, 5126, "SCALAR", 2),
        ],
        "bufferViews": pack.views,
        "buffers": pack.buffers(),
    })
}

fn read(document: &Value) -> Result<Model, String> {
    alone(&base::text(document)).map_err(|error| error.to_string())
}

#[test]
fn what_pointers_name_moves() {
    let model = read(&document()).unwrap();
    assert!(model.notes.is_empty(), "{:?}", model.notes);
    assert!(model.materials[0].transmits(), "it becomes glass later");
    let mut pose = model.rest();
    assert_eq!(pose.hidden, [true, false, false]);
    animate(&model, 0, 0.5, &mut pose);
    assert_eq!(pose.materials[0].base_color, [0.5, 0.0, 0.5, 1.0]);
    assert_eq!((pose.lights[0].intensity, pose.hidden[0]), (2.0, true));
    animate(&model, 0, 1.0, &mut pose);
    assert_eq!((pose.lights[0].intensity, pose.hidden[0]), (4.0, false));
    assert_eq!(pose.materials[0].layers.as_ref().unwrap().transmission.factor, 1.0, "no more than all");
}

#[test]
fn pointers_to_nothing_are_a_note_or_refused() {
    let pointed = |pointer: Value| {
        let mut broken = document();
        broken["animations"][0]["channels"][0]["target"]["extensions"]["KHR_animation_pointer"]["pointer"] = pointer;
        read(&broken)
    };
    for unknown in [json!("/cameras/0/perspective/yfov"), json!("nonsense"), json!(""), json!(3), json!(null)] {
        let model = pointed(unknown.clone()).unwrap();
        assert_eq!((model.notes.len(), model.animations[0].channels.len()), (1, 3), "{unknown}");
    }
    for (nowhere, what) in [
        ("/materials/9/pbrMetallicRoughness/baseColorFactor", "material"),
        ("/nodes/9/rotation", "node"),
        ("/meshes/9/weights", "mesh"),
        ("/extensions/KHR_lights_punctual/lights/9/color", "light"),
    ] {
        let error = pointed(json!(nowhere)).unwrap_err();
        assert!(error.contains(what) && error.contains("/animations/0/channels/0"), "{nowhere}: {error}");
    }
    // A colour of four numbers has no values for a number, nor the other way round.
    assert!(pointed(json!("/materials/0/alphaCutoff")).is_err());
    let mut few = document();
    few["animations"][0]["channels"][0]["sampler"] = json!(2);
    assert!(read(&few).is_err());
}

#[test]
fn weights_of_a_mesh_move_at_each_of_its_nodes() {
    let mut morphed = document();
    morphed["meshes"][0]["primitives"][0]["targets"] = json!([{ "POSITION": 0 }]);
    morphed["nodes"][1]["weights"] = json!([0.25]);
    let channel = &mut morphed["animations"][0]["channels"][2];
    channel["target"]["extensions"]["KHR_animation_pointer"]["pointer"] = json!("/meshes/0/weights");
    let model = read(&morphed).unwrap();
    let mut pose = model.rest();
    animate(&model, 0, 0.5, &mut pose);
    assert_eq!(pose.weights, [[2.0], [0.25], [2.0]], "a node's own weights are its own");
}

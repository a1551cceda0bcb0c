//! Lights over a floor, and what stands before and behind glass.

use serde_json::{Value, json};

use super::document::{document, material, sphere_mesh, square_mesh};
use super::{BLACK, RED, WHITE};

/// A floor under a warm point light, a spot straight down with a soft edge, and a faint blue light from the side; three
/// spheres stand on it. The floor is the plane z = 0.
pub fn lights() -> Value {
    let mut nodes = vec![json!({ "mesh": 0, "scale": [3, 1.5, 1] })];
    nodes.extend([-1.8, 0.3, 1.8].map(|x| json!({ "mesh": 1, "translation": [x, -0.5, 0.45] })));
    let shining = |light: u32, at: [f32; 3], rotation: [f32; 4]| json!({ "translation": at, "rotation": rotation, "extensions": { "KHR_lights_punctual": { "light": light } } });
    nodes.push(shining(0, [-1.8, 0.4, 0.7], [0.0, 0.0, 0.0, 1.0]));
    nodes.push(shining(1, [0.3, 0.3, 1.5], [0.0, 0.0, 0.0, 1.0]));
    nodes.push(shining(2, [0.0; 3], [0.0, 0.574, 0.0, 0.819]));
    let floor = material([0.15; 3], 0.0, 0.9, json!({}));
    let coated = material(RED, 0.0, 0.6, json!({ "clearcoat": { "clearcoatFactor": 1 } }));
    let mut document = document(nodes, vec![square_mesh(0), sphere_mesh(1)], vec![floor, coated]);
    document["extensions"] = json!({ "KHR_lights_punctual": { "lights": [
        { "type": "point", "intensity": 4, "color": [1, 0.6, 0.3], "range": 2 },
        { "type": "spot", "intensity": 20, "spot": { "innerConeAngle": 0.2, "outerConeAngle": 0.5 } },
        { "type": "directional", "intensity": 1.5, "color": [0.3, 0.5, 1] },
    ] } });
    document
}

/// What stands behind glass and before it: from left to right a lamp, an unlit sign, a veil that blends behind glass and
/// one before it, painted and blended glass, glass of two sides, coated glass, and a lamp under a coat.
pub fn mixed() -> Value {
    let pane = |roughness: f32| {
        material([0.7, 0.9, 0.8], 0.0, roughness, json!({ "transmission": { "transmissionFactor": 1 } }))
    };
    let lamp = |extensions: Value| {
        let mut lamp = material(BLACK, 0.0, 0.5, extensions);
        lamp["emissiveFactor"] = json!([1, 0.8, 0.4]);
        lamp
    };
    let mut veil = material([0.1, 0.3, 0.9], 0.0, 1.0, json!({}));
    veil["alphaMode"] = json!("BLEND");
    veil["pbrMetallicRoughness"]["baseColorFactor"][3] = json!(0.6);
    let mut painted = pane(0.0);
    painted["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
    let mut blended = pane(0.0);
    blended["alphaMode"] = json!("BLEND");
    blended["pbrMetallicRoughness"]["baseColorFactor"][3] = json!(0.4);
    let mut both = pane(0.0);
    both["doubleSided"] = json!(true);
    let strong = json!({ "emissive_strength": { "emissiveStrength": 3 } });
    let materials = vec![
        pane(0.0),
        lamp(strong.clone()),
        material([0.9, 0.2, 0.2], 0.0, 1.0, json!({ "unlit": {} })),
        veil,
        painted,
        blended,
        both,
        material(
            WHITE,
            0.0,
            0.0,
            json!({ "transmission": { "transmissionFactor": 1 },
            "clearcoat": { "clearcoatFactor": 1, "clearcoatRoughnessFactor": 0.5 } }),
        ),
        lamp(json!({ "emissive_strength": strong["emissive_strength"], "clearcoat": { "clearcoatFactor": 1 } })),
        material([0.5; 3], 0.0, 0.9, json!({})),
    ];
    // Material, column, depth, size.
    let spheres: [(usize, f32, f32, f32); 13] = [
        (1, -3.5, -0.7, 0.6),
        (0, -3.5, 0.0, 1.0),
        (2, -2.5, -0.7, 0.6),
        (0, -2.5, 0.0, 1.0),
        (3, -1.5, -0.7, 0.6),
        (0, -1.5, 0.0, 1.0),
        (0, -0.5, 0.0, 1.0),
        (3, -0.5, 0.7, 0.6),
        (4, 0.5, 0.0, 1.0),
        (5, 1.5, 0.0, 1.0),
        (6, 2.5, 0.0, 1.0),
        (7, 3.5, 0.0, 1.0),
        (8, 4.5, 0.0, 0.8),
    ];
    let mut nodes: Vec<Value> = spheres
        .iter()
        .map(|(mesh, x, z, size)| json!({ "mesh": mesh, "translation": [x - 0.5, 0, z], "scale": [size, size, size] }))
        .collect();
    let mut meshes: Vec<Value> = (0..materials.len() - 1).map(sphere_mesh).collect();
    nodes.push(json!({ "mesh": meshes.len(), "translation": [0, -0.25, -1.2], "scale": [5, 0.25, 1] }));
    meshes.push(square_mesh(materials.len() - 1));
    document(nodes, meshes, materials)
}

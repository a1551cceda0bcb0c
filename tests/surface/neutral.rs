//! Extensions that are there and change nothing.

use boothwalk::render::environment::Equirect;
use serde_json::{Value, json};

use crate::stage::{Show, model, toned};
use crate::support::rows::{document, material, sphere_mesh, square_mesh};

/// Each differs from the extension's defaults, so that the larger shader draws it.
fn neutral() -> Vec<(&'static str, Value)> {
    vec![
        ("clearcoat", json!({ "clearcoat": { "clearcoatRoughnessFactor": 0.5 } })),
        ("black sheen", json!({ "sheen": { "sheenRoughnessFactor": 0.5 } })),
        ("specular", json!({ "specular": { "specularTexture": { "index": 0 } } })),
        ("iridescence", json!({ "iridescence": { "iridescenceThicknessMaximum": 600 } })),
        ("anisotropy", json!({ "anisotropy": { "anisotropyRotation": 1 } })),
        ("volume without transmission", json!({ "volume": { "thicknessFactor": 1, "attenuationDistance": 0.1 } })),
        ("dispersion without transmission", json!({ "dispersion": { "dispersion": 1 } })),
        ("diffuse transmission", json!({ "diffuse_transmission": { "diffuseTransmissionColorFactor": [1, 0, 0] } })),
    ]
}

/// A row of surfaces under the studio and a light of the file.
fn picture(extensions: &Value, layered: bool) -> image::RgbaImage {
    let looks =
        [([0.8, 0.3, 0.1], 0.0, 0.0), ([0.2, 0.6, 0.9], 0.5, 0.4), ([1.0, 0.7, 0.3], 1.0, 0.2), ([1.0; 3], 0.0, 1.0)];
    let materials: Vec<Value> = looks
        .iter()
        .map(|&(color, metallic, roughness)| material(color, metallic, roughness, extensions.clone()))
        .collect();
    let mut nodes: Vec<Value> =
        (0..looks.len()).map(|i| json!({ "mesh": i, "translation": [i as f32 - 1.5, 0, 0] })).collect();
    nodes.push(json!({ "rotation": [-0.3, 0.3, 0, 0.9], "extensions": { "KHR_lights_punctual": { "light": 0 } } }));
    let mut document = document(nodes, (0..looks.len()).map(sphere_mesh).collect(), materials);
    document["extensions"] =
        json!({ "KHR_lights_punctual": { "lights": [{ "type": "directional", "intensity": 2 }] } });
    // Not every file has tangents.
    document["meshes"][1] = square_mesh(1);
    document["nodes"][1]["scale"] = json!([0.4, 0.4, 1]);
    assert!(model(&document).materials.iter().all(|material| material.layers.is_some() == layered));
    let studio = Equirect::studio();
    toned(&document, Show { environment: Some(&studio), size: (128, 32), height: 1.0, ..Show::default() })
}

#[test]
fn what_changes_nothing_looks_like_nothing() {
    let plain = picture(&json!({}), false);
    for (name, extensions) in neutral() {
        let other = picture(&extensions, true);
        let differences = plain.pixels().zip(other.pixels()).flat_map(|(a, b)| (0..4).map(|c| a.0[c].abs_diff(b.0[c])));
        let most = differences.max().unwrap();
        assert!(most <= 1, "{name}: {most} of 255");
    }
}

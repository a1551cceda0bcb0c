//! Whatever a file says, what arrives on the screen is a number.

use boothwalk::render::environment::Equirect;
use boothwalk::render::{Background, Profile};
use serde_json::{Value, json};

use crate::stage::{Show, linear};
use crate::support::rows::{document, material, sphere_mesh};

/// All extensions at ordinary values.
fn ordinary() -> Value {
    json!({
        "anisotropy": { "anisotropyStrength": 0.5, "anisotropyRotation": 1 },
        "clearcoat": { "clearcoatFactor": 0.5, "clearcoatRoughnessFactor": 0.5, "clearcoatNormalTexture": { "index": 0 } },
        "diffuse_transmission": { "diffuseTransmissionFactor": 0.5, "diffuseTransmissionColorFactor": [1, 0, 1] },
        "dispersion": { "dispersion": 1 },
        "emissive_strength": { "emissiveStrength": 2 },
        "ior": { "ior": 1.4 },
        "iridescence": { "iridescenceFactor": 0.5, "iridescenceIor": 1.4, "iridescenceThicknessMaximum": 300 },
        "sheen": { "sheenColorFactor": [1, 0, 1], "sheenRoughnessFactor": 0.5 },
        "specular": { "specularFactor": 0.5, "specularColorFactor": [2, 0, 1] },
        "transmission": { "transmissionFactor": 0.5 },
        "volume": { "thicknessFactor": 1, "attenuationDistance": 1, "attenuationColor": [1, 0, 1] },
    })
}

/// Each number of each extension at the least, none and the most that a file can say.
fn materials() -> Vec<Value> {
    let mut plain = material([0.5; 3], 0.2, 0.3, json!({}));
    plain["emissiveFactor"] = json!([1, 0, 0.5]);
    let mut list = vec![plain];
    for (name, properties) in ordinary().as_object().unwrap() {
        for (key, value) in properties.as_object().unwrap() {
            for extreme in [-3e38, 0.0, 1e-38, 3e38] {
                let mut changed = ordinary();
                changed[name][key] = match value {
                    Value::Array(_) => json!([extreme, extreme, 1]),
                    Value::Object(_) => json!({ "index": 0, "scale": extreme }),
                    _ => json!(extreme),
                };
                let mut material = material([0.5; 3], 0.2, 0.3, changed);
                material["emissiveFactor"] = json!([1, 0, 0.5]);
                list.push(material);
            }
        }
    }
    list
}

#[test]
fn no_value_of_a_file_makes_a_picture_that_is_none() {
    const COLUMNS: usize = 10;
    let materials = materials();
    let down = materials.len().div_ceil(COLUMNS);
    let mut nodes: Vec<Value> = (0..materials.len())
        .map(|i| json!({ "mesh": i, "translation": [(i % COLUMNS) as f32 - 4.5, (down / 2) as f32 - (i / COLUMNS) as f32, 0] }))
        .collect();
    let lights = [
        json!({ "type": "point", "intensity": 3e38, "color": [3e38, 1, 0] }),
        json!({ "type": "spot", "intensity": 1, "range": -1, "spot": { "innerConeAngle": 1.5, "outerConeAngle": 0 } }),
        json!({ "type": "directional", "intensity": 3e38 }),
    ];
    nodes.extend((0..lights.len()).map(|i| {
        json!({ "translation": [0, 0, 0.45], "scale": [0, 1, 1e30], "extensions": { "KHR_lights_punctual": { "light": i } } })
    }));
    let meshes: Vec<Value> = (0..materials.len()).map(sphere_mesh).collect();
    let studio = Equirect::studio();
    for lit in [false, true] {
        let mut document = document(nodes.clone(), meshes.clone(), materials.clone());
        let shining: Vec<Value> = lights
            .iter()
            .map(|light| {
                let mut light = light.clone();
                if !lit {
                    light["intensity"] = json!(0);
                }
                light
            })
            .collect();
        document["extensions"] = json!({ "KHR_lights_punctual": { "lights": shining } });
        for profile in [Profile::Pc, Profile::Standalone] {
            let show = Show {
                environment: Some(&studio),
                background: Background::Sky,
                profile,
                size: (COLUMNS as u32 * 12, down as u32 * 12),
                height: down as f32,
            };
            let shown = linear(&document, show);
            // The last step to the screen makes nothing of what is no number, and everything here shines a little.
            let wrong = shown.pixels.iter().position(|pixel| !pixel.is_finite() || pixel.x < 0.01);
            let place = wrong.map(|at| ((at as u32 % show.size.0) / 12, (at as u32 / show.size.0) / 12));
            assert!(wrong.is_none(), "{profile:?}, lit {lit}: {place:?} {}", shown.pixels[wrong.unwrap_or(0)]);
        }
    }
}

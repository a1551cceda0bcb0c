//! Material extensions and lights with values that they may not have: clamped with a note or refused in a sentence.

use boothwalk::model::{LightKind, Model};
use serde_json::{Value, json};

use crate::{alone, base};

/// Every extension with every property.
fn extensions() -> Value {
    let texture = json!({ "index": 0, "texCoord": 1, "extensions": { "KHR_texture_transform": { "rotation": 1 } } });
    json!({
        "KHR_materials_anisotropy": { "anisotropyStrength": 0.5, "anisotropyRotation": 1, "anisotropyTexture": texture },
        "KHR_materials_clearcoat": { "clearcoatFactor": 0.5, "clearcoatTexture": texture,
            "clearcoatRoughnessFactor": 0.5, "clearcoatRoughnessTexture": texture, "clearcoatNormalTexture": texture },
        "KHR_materials_diffuse_transmission": { "diffuseTransmissionFactor": 0.5, "diffuseTransmissionTexture": texture,
            "diffuseTransmissionColorFactor": [1, 0, 1], "diffuseTransmissionColorTexture": texture },
        "KHR_materials_dispersion": { "dispersion": 1 },
        "KHR_materials_emissive_strength": { "emissiveStrength": 2 },
        "KHR_materials_ior": { "ior": 1.4 },
        "KHR_materials_iridescence": { "iridescenceFactor": 0.5, "iridescenceTexture": texture, "iridescenceIor": 1.4,
            "iridescenceThicknessMinimum": 200, "iridescenceThicknessMaximum": 300, "iridescenceThicknessTexture": texture },
        "KHR_materials_sheen": { "sheenColorFactor": [1, 0, 1], "sheenColorTexture": texture,
            "sheenRoughnessFactor": 0.5, "sheenRoughnessTexture": texture },
        "KHR_materials_specular": { "specularFactor": 0.5, "specularTexture": texture,
            "specularColorFactor": [2, 0, 1], "specularColorTexture": texture },
        "KHR_materials_transmission": { "transmissionFactor": 0.5, "transmissionTexture": texture },
        "KHR_materials_volume": { "thicknessFactor": 1, "thicknessTexture": texture, "attenuationDistance": 1,
            "attenuationColor": [1, 0, 1] },
    })
}

fn read(extensions: &Value) -> Result<Model, String> {
    let mut document = base::document();
    document["materials"][0]["extensions"] = extensions.clone();
    alone(&base::text(&document)).map_err(|error| error.to_string())
}

fn check(model: &Model) {
    let material = &model.materials[0];
    let mut numbers = vec![material.ior, material.emissive[0], material.normal_scale];
    if let Some(layers) = &material.layers {
        numbers.extend([layers.clearcoat.factor, layers.clearcoat.roughness, layers.clearcoat.normal_scale]);
        numbers.extend([layers.volume.thickness, layers.dispersion, layers.iridescence.ior, layers.specular.factor]);
        numbers.extend(layers.iridescence.thickness.iter().chain(&layers.specular.color).chain(&layers.sheen.color));
        assert!(layers.volume.attenuation_distance > 0.0 && layers.volume.thickness >= 0.0);
        assert!((0.0..=1.0).contains(&layers.transmission.factor) && (1.0..=10.0).contains(&layers.iridescence.ior));
    }
    assert!(numbers.iter().all(|number| number.abs() < 1e10), "{numbers:?}");
}

#[test]
fn every_property_of_every_extension_may_be_anything() {
    let whole = extensions();
    check(&read(&whole).unwrap());
    let strange = [
        json!(null),
        json!(true),
        json!("1"),
        json!([]),
        json!({}),
        json!([1, 2]),
        json!([1, null, 2]),
        json!(-1),
        json!(0),
        json!(0.5),
        json!(1e-39),
        json!(1e30),
        json!(-3e38),
        json!(1e39),
        json!(-1e300),
        json!([-1, 1e38, 2]),
        json!([1, 1e39, 0]),
        json!({ "index": -1 }),
        json!({ "index": 4_000_000_000u32 }),
        json!({ "index": 2 }),
        json!({ "index": 0, "texCoord": -1 }),
        json!({ "index": 0, "texCoord": 9 }),
        json!({ "index": 0, "scale": 3e38 }),
        json!({ "index": 0, "scale": 1e39 }),
        json!({ "texCoord": 0 }),
        json!({ "index": 0, "extensions": { "KHR_texture_transform": { "scale": [3e38, -3e38], "rotation": 1e30 } } }),
        json!({ "index": 0, "extensions": { "KHR_texture_transform": { "offset": [1e39, 0] } } }),
        json!({ "index": 0, "extensions": { "KHR_texture_transform": 7 } }),
    ];
    let (mut loaded, mut refused) = (0, 0);
    for (name, properties) in whole.as_object().unwrap() {
        for value in &strange {
            let mut all = whole.clone();
            all[name] = value.clone();
            read(&all).iter().for_each(check);
            for key in properties.as_object().unwrap().keys() {
                let mut changed = whole.clone();
                changed[name][key] = value.clone();
                match read(&changed) {
                    Ok(model) => {
                        check(&model);
                        loaded += 1;
                    }
                    Err(error) => {
                        assert!(error.contains("material"), "{name}/{key} {value}: {error}");
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(loaded > 100 && refused > 400, "{loaded} load, {refused} are refused");
}

#[test]
fn what_is_out_of_range_is_noted() {
    for (name, key, value, kept) in [
        ("transmission", "transmissionFactor", 7.0, "1"),
        ("volume", "thicknessFactor", -2.0, "0"),
        ("iridescence", "iridescenceIor", 0.5, "1"),
        ("ior", "ior", 0.5, "1"),
        ("ior", "ior", -3.0, "1"),
        ("dispersion", "dispersion", -1.0, "0"),
    ] {
        let mut changed = extensions();
        changed[format!("KHR_materials_{name}")][key] = json!(value);
        let model = read(&changed).unwrap();
        let said = |note: &&String| note.contains(key) && note.contains(&format!("counts as {kept}"));
        assert!(model.notes.iter().any(|note| said(&note)), "{name}/{key}: {:?}", model.notes);
    }
}

fn lit(light: &Value, index: &Value) -> Result<Model, String> {
    let mut document = base::document();
    document["extensions"]["KHR_lights_punctual"] = json!({ "lights": [light] });
    document["nodes"][1]["extensions"] = json!({ "KHR_lights_punctual": { "light": index } });
    alone(&base::text(&document)).map_err(|error| error.to_string())
}

#[test]
fn lights_may_be_anything() {
    let spot = json!({ "type": "spot", "color": [1, 1, 1], "intensity": 2, "range": 3,
        "spot": { "innerConeAngle": 0.1, "outerConeAngle": 0.5 } });
    assert_eq!(lit(&spot, &json!(0)).unwrap().lights.len(), 1);
    for index in [json!(1), json!(-1), json!(4_000_000_000u32), json!("0"), json!(null), json!(0.5)] {
        assert!(lit(&spot, &index).unwrap_err().contains("light"), "{index}");
    }
    let strange = [
        json!(null),
        json!(-1),
        json!(0),
        json!("1"),
        json!([]),
        json!({}),
        json!(1e39),
        json!(3e38),
        json!([9, 9, 9]),
    ];
    for value in strange {
        for path in ["/color", "/intensity", "/range", "/type", "/spot", "/spot/innerConeAngle", "/spot/outerConeAngle"]
        {
            let mut changed = spot.clone();
            *changed.pointer_mut(path).unwrap() = value.clone();
            let Ok(model) = lit(&changed, &json!(0)) else { continue };
            let light = model.lights[0];
            assert!(
                light.strength().iter().all(|part| (0.0..=1e18).contains(part)) && light.range > 0.0,
                "{path} {value}"
            );
            if let LightKind::Spot { inner, outer } = light.kind {
                assert!(0.0 <= inner && inner <= outer && outer < 1.6, "{path} {value}");
            }
        }
    }
}

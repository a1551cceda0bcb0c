//! What is seen through glass, on both paths.

use boothwalk::render::environment::Equirect;
use boothwalk::render::{Background, Profile};
use glam::Vec4;
use serde_json::{Value, json};

use crate::stage::{Show, linear, white};
use crate::support::rows::{document, material, sphere_mesh, square_mesh};

const PROFILES: [Profile; 2] = [Profile::Pc, Profile::Standalone];

/// Squares at their depths, the first listed first in the file.
fn squares(list: &[(Value, f32)]) -> Value {
    let nodes = list.iter().enumerate().map(|(i, (_, z))| json!({ "mesh": i, "translation": [0, 0, z] }));
    let meshes = (0..list.len()).map(square_mesh).collect();
    document(nodes.collect(), meshes, list.iter().map(|(material, _)| material.clone()).collect())
}

fn seen(list: &[(Value, f32)], profile: Profile, background: Background, room: Option<&Equirect>) -> Vec4 {
    let show = Show { environment: room, background, profile, size: (16, 16), height: 1.0 };
    linear(&squares(list), show).middle()
}

fn glass(roughness: f32, extensions: Value) -> Value {
    let mut all = json!({ "transmission": { "transmissionFactor": 1 } });
    for (name, value) in extensions.as_object().unwrap() {
        all[name] = value.clone();
    }
    material([1.0; 3], 0.0, roughness, all)
}

fn lamp(strength: f32) -> Value {
    let mut lamp = material(
        [0.0; 3],
        0.0,
        1.0,
        json!({ "emissive_strength": { "emissiveStrength": strength },
        "specular": { "specularFactor": 0 } }),
    );
    lamp["emissiveFactor"] = json!([1, 0.5, 0.25]);
    lamp
}

fn close(got: Vec4, wanted: Vec4, what: &str) {
    assert!((got - wanted).abs().max_element() < 0.02 * wanted.max_element().max(0.1), "{what}: {got} not {wanted}");
}

/// Seen straight on, glass of index 1.5 reflects 4 in 100.
#[test]
fn a_lamp_behind_glass_keeps_its_strength() {
    for profile in PROFILES {
        for strength in [0.5, 5.0, 50.0] {
            let alone = seen(&[(lamp(strength), -1.0)], profile, Background::None, None);
            close(alone, Vec4::new(strength, strength * 0.5, strength * 0.25, 1.0), "alone");
            let list = [(glass(0.0, json!({})), 0.0), (lamp(strength), -1.0)];
            let through = seen(&list, profile, Background::None, None);
            close(through, (alone * 0.96).truncate().extend(1.0), &format!("{profile:?} {strength}"));
        }
    }
}

/// Unlit colours are chosen as they are shown, so in linear light they are what tone mapping makes that of.
#[test]
fn an_unlit_sign_behind_glass_keeps_its_colour() {
    let sign = material([0.5, 0.25, 0.1], 0.0, 1.0, json!({ "unlit": {} }));
    for profile in PROFILES {
        let alone = seen(&[(sign.clone(), -1.0)], profile, Background::None, None);
        let through = seen(&[(glass(0.0, json!({})), 0.0), (sign.clone(), -1.0)], profile, Background::None, None);
        close(through, (alone * 0.96).truncate().extend(1.0), &format!("{profile:?}"));
    }
}

/// Beer: a colour after its distance, its square after twice that. The node's scale counts along the glass's normal.
#[test]
fn a_medium_takes_light_by_its_thickness() {
    let tinted = |thickness: f32| {
        glass(
            0.0,
            json!({ "volume": { "thicknessFactor": thickness, "attenuationDistance": 0.5,
            "attenuationColor": [0.5, 0.8, 1.0] }, "ior": { "ior": 1 } }),
        )
    };
    let color = Vec4::new(0.5, 0.8, 1.0, 1.0);
    let room = white();
    for profile in PROFILES {
        let once = seen(&[(tinted(0.5), 0.0)], profile, Background::Sky, Some(&room));
        close(once, color, "once");
        let twice = seen(&[(tinted(1.0), 0.0)], profile, Background::Sky, Some(&room));
        close(twice, color * color, "twice");
        let mut flat = squares(&[(tinted(50.0), 0.0)]);
        flat["nodes"][0]["scale"] = json!([3, 3, 0.01]);
        let show = Show { environment: Some(&room), background: Background::Sky, profile, ..Show::default() };
        close(linear(&flat, show).middle(), color, "flattened");
    }
}

/// Both orders in the file: the order of drawing goes by distance.
#[test]
fn what_blends_is_seen_on_both_sides_of_glass() {
    let mut veil = lamp(1.0);
    veil["alphaMode"] = json!("BLEND");
    veil["pbrMetallicRoughness"]["baseColorFactor"] = json!([0, 0, 0, 0.5]);
    let wall = (lamp(4.0), -2.0);
    for profile in PROFILES {
        let behind = [wall.clone(), (glass(0.0, json!({})), 0.0), (veil.clone(), -1.0)];
        let before = [wall.clone(), (glass(0.0, json!({})), 0.0), (veil.clone(), 1.0)];
        let light = |order: &[(Value, f32)]| seen(order, profile, Background::None, None).x;
        let (behind, before) = (light(&behind), light(&before));
        assert!((behind - 2.5 * 0.96).abs() < 0.05, "{profile:?} behind: {behind}");
        assert!((before - (0.5 + 2.0 * 0.96)).abs() < 0.05, "{profile:?} before: {before}");
    }
}

/// Coverage goes before transmission: half a pane is half there, and what is cut out is not there.
#[test]
fn glass_may_be_cut_out_and_blended() {
    for profile in PROFILES {
        for (mode, alpha, share) in [("OPAQUE", 0.2, 1.0), ("BLEND", 0.5, 0.5), ("MASK", 0.4, 0.0), ("MASK", 0.6, 1.0)]
        {
            let mut tinted = glass(0.0, json!({ "ior": { "ior": 1 } }));
            tinted["alphaMode"] = json!(mode);
            tinted["pbrMetallicRoughness"]["baseColorFactor"] = json!([0.5, 0.5, 0.5, alpha]);
            let light = seen(&[(lamp(1.0), -1.0), (tinted, 0.0)], profile, Background::None, None).x;
            assert!((light - (1.0 - 0.5 * share)).abs() < 0.02, "{profile:?} {mode} {alpha}: {light}");
        }
    }
}

/// A pane before nothing covers as much as it keeps from what would stand there.
#[test]
fn glass_before_nothing_has_alpha() {
    for profile in PROFILES {
        let empty = seen(&[(glass(0.0, json!({})), 0.0)], profile, Background::None, None);
        assert!((empty.w - 0.04).abs() < 0.01, "{profile:?}: {empty}");
        let rough = seen(&[(glass(1.0, json!({})), 0.0), (lamp(1.0), -1.0)], profile, Background::None, None);
        assert!((rough.w - 1.0).abs() < 1e-3, "{profile:?}: {rough}");
    }
}

/// Triangles of the far side come before and after those of the near side; only the near side shows.
#[test]
fn glass_of_two_sides_shows_its_nearest() {
    for profile in PROFILES {
        let show = Show { profile, height: 0.5, background: Background::Sky, ..Show::default() };
        let room = Equirect::studio();
        let show = Show { environment: Some(&room), ..show };
        let [one, two] = [false, true].map(|both| {
            let mut ball = glass(0.0, json!({}));
            ball["pbrMetallicRoughness"]["baseColorFactor"] = json!([0.3, 0.5, 0.4, 1]);
            ball["doubleSided"] = json!(both);
            linear(&document(vec![json!({ "mesh": 0 })], vec![sphere_mesh(0)], vec![ball]), show)
        });
        for (a, b) in one.pixels.iter().zip(&two.pixels) {
            close(*b, *a, &format!("{profile:?}"));
        }
    }
}

#[test]
fn a_pane_shows_the_same_from_its_back() {
    for profile in PROFILES {
        let mut pane = glass(0.0, json!({}));
        pane["doubleSided"] = json!(true);
        let mut document = squares(&[(pane, 0.0), (lamp(2.0), -1.0)]);
        let show = Show { profile, ..Show::default() };
        let front = linear(&document, show).middle();
        document["nodes"][0]["rotation"] = json!([0, 1, 0, 0]);
        close(linear(&document, show).middle(), front, &format!("{profile:?}"));
    }
}

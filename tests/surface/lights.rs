//! Lights of files (KHR_lights_punctual) on a white floor: units, cone, range, and how many shine.

use boothwalk::render::Profile;
use glam::Vec3;
use serde_json::{Value, json};

use crate::stage::{Show, Shown, linear};
use crate::support::rows::{document, material, square_mesh};

/// A square from −1 to 1 that scatters all, and lights at (x, 0, z) that shine straight at it.
fn lit(lights: &[(Value, [f32; 2])], profile: Profile) -> Shown {
    let white = material([1.0; 3], 0.0, 1.0, json!({ "specular": { "specularFactor": 0 } }));
    let mut nodes = vec![json!({ "mesh": 0 })];
    nodes.extend(lights.iter().enumerate().map(
        |(i, (_, [x, z]))| json!({ "translation": [x, 0, z], "extensions": { "KHR_lights_punctual": { "light": i } } }),
    ));
    let mut document = document(nodes, vec![square_mesh(0)], vec![white]);
    let list: Vec<&Value> = lights.iter().map(|(light, _)| light).collect();
    document["extensions"] = json!({ "KHR_lights_punctual": { "lights": list } });
    linear(&document, Show { profile, size: (33, 33), ..Show::default() })
}

fn middle(light: Value, z: f32) -> Vec3 {
    lit(&[(light, [0.0, z])], Profile::Pc).middle().truncate()
}

fn close(got: f32, wanted: f32) {
    assert!((got / wanted - 1.0).abs() < 0.01, "{got} instead of {wanted}");
}

/// A white floor under E lux has a radiance of E ÷ π; so does one a metre below E candela.
#[test]
fn candela_at_a_metre_are_lux() {
    let expected = 100.0 / std::f32::consts::PI;
    close(middle(json!({ "type": "directional", "intensity": 100 }), 1.0).x, expected);
    close(middle(json!({ "type": "point", "intensity": 100 }), 1.0).x, expected);
    close(middle(json!({ "type": "spot", "intensity": 100 }), 1.0).x, expected);
    let tinted = middle(json!({ "type": "point", "intensity": 400, "color": [1, 0.5, 0.25] }), 2.0);
    close(tinted.x, expected);
    close(tinted.y, expected * 0.5);
    close(tinted.z, expected * 0.25);
}

#[test]
fn light_ends_at_its_range() {
    let all = middle(json!({ "type": "point", "intensity": 9 }), 3.0).x;
    close(middle(json!({ "type": "point", "intensity": 9, "range": 3.75 }), 3.0).x, all * (1.0 - 0.8f32.powi(4)));
    assert_eq!(middle(json!({ "type": "point", "intensity": 9, "range": 2.99 }), 3.0).x, 0.0);
    close(middle(json!({ "type": "directional", "range": 0.5 }), 3.0).x, all);
}

/// The recommended falloff between the angles: the square of a line in the cosine.
#[test]
fn a_cone_falls_off_between_its_angles() {
    let (inner, outer) = (0.2f32, 0.7f32);
    let spot = json!({ "type": "spot", "intensity": 10, "spot": { "innerConeAngle": inner, "outerConeAngle": outer } });
    let cone = lit(&[(spot, [0.0, 1.0])], Profile::Pc);
    let even = lit(&[(json!({ "type": "point", "intensity": 10 }), [0.0, 1.0])], Profile::Pc);
    for x in 0..33 {
        let angle = ((x as f32 - 16.0) / 16.5).atan();
        let part = ((angle.cos() - outer.cos()) / (inner.cos() - outer.cos())).clamp(0.0, 1.0);
        let ratio = cone.at(x, 16).x / even.at(x, 16).x;
        assert!((ratio - part * part).abs() < 0.01, "{angle}: {ratio} instead of {}", part * part);
    }
}

#[test]
fn the_strongest_lights_shine_as_many_as_the_machine_takes() {
    let lights: Vec<(Value, [f32; 2])> =
        (1..=12).map(|i| (json!({ "type": "directional", "intensity": i }), [0.0, 1.0])).collect();
    for (profile, sum) in [(Profile::Pc, (5..=12).sum::<i32>()), (Profile::Standalone, (9..=12).sum())] {
        close(lit(&lights, profile).middle().x, sum as f32 / std::f32::consts::PI);
    }
}

/// Candela in the hundreds, as files have them, are taken as they are: nothing scales them down, nothing breaks.
#[test]
fn huge_lights_stay_finite() {
    for intensity in [1e6, 1e30, 3e38] {
        let white = middle(json!({ "type": "point", "intensity": intensity, "color": [1, 1, 1e30] }), 1.0);
        assert!(white.is_finite() && white.x >= 60_000.0, "{intensity}: {white}");
    }
}

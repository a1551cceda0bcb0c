//! A few points against the formulas of the extensions' texts, worked out here once more and in double precision: a
//! square under one directional light of the file, in a dark room.

use std::f64::consts::PI;

use glam::{DVec3, dvec3};
use serde_json::{Value, json};

use crate::stage::{Show, linear};
use crate::support::rows::{document, material, square_mesh};

/// Where the light and the eye are, in the frame of the surface: x along the tangent, z along the normal.
#[derive(Clone, Copy)]
struct Way {
    light: DVec3,
    eye: DVec3,
}

/// Degrees from the normal that the eye and the light stand, on one side each, in the plane of tangent and normal.
const ANGLES: [(f64, f64); 4] = [(0.0, 20.0), (40.0, 40.0), (40.0, 60.0), (65.0, 30.0)];

fn ways() -> impl Iterator<Item = (f64, f64, Way)> {
    ANGLES.into_iter().map(|(eye, light)| {
        let at = |degrees: f64| dvec3(degrees.to_radians().sin(), 0.0, degrees.to_radians().cos());
        (eye, light, Way { light: at(light), eye: at(-eye) })
    })
}

/// What the renderer makes of it, the square turned so that it is seen from its eye.
fn drawn(material: &Value, eye: f64, light: f64) -> DVec3 {
    let turn = |degrees: f64| json!([0, (degrees.to_radians() * 0.5).sin(), 0, (degrees.to_radians() * 0.5).cos()]);
    let mut nodes = vec![json!({ "mesh": 0, "rotation": turn(eye) })];
    nodes.push(json!({ "rotation": turn(eye + light), "extensions": { "KHR_lights_punctual": { "light": 0 } } }));
    let mut document = document(nodes, vec![square_mesh(0)], vec![material.clone()]);
    document["extensions"] =
        json!({ "KHR_lights_punctual": { "lights": [{ "type": "directional", "intensity": 4 }] } });
    let light = linear(&document, Show { size: (9, 9), height: 0.2, ..Show::default() }).middle();
    light.truncate().as_dvec3() / 4.0
}

fn check(what: &str, material: &Value, formula: impl Fn(Way) -> DVec3) {
    for (eye, light, way) in ways() {
        let (got, wanted) = (drawn(material, eye, light), formula(way));
        let most = wanted.max_element().max(0.02);
        assert!((got - wanted).abs().max_element() < 0.01 * most, "{what}, {eye}° {light}°: {got} not {wanted}");
    }
}

fn half(way: Way) -> DVec3 {
    (way.light + way.eye).normalize()
}

fn schlick(f0: DVec3, f90: f64, way: Way) -> DVec3 {
    f0 + (DVec3::splat(f90) - f0) * (1.0 - way.eye.dot(half(way)).abs()).powi(5)
}

/// Trowbridge-Reitz and Smith (glTF 2.0, appendix B.3.2), cosine included.
fn ggx(roughness: f64, way: Way) -> f64 {
    let a2 = roughness.powi(4);
    let h = half(way);
    let d = a2 / (PI * (h.z * h.z * (a2 - 1.0) + 1.0).powi(2));
    let g = |x: f64| 2.0 * x / (x + (a2 + (1.0 - a2) * x * x).sqrt());
    // The height-correlated form of the same masking.
    let lambda = |x: f64| 1.0 / (g(x) / (2.0 - g(x)));
    let shadow = 1.0 / (1.0 + (lambda(way.light.z) - 1.0) / 2.0 + (lambda(way.eye.z) - 1.0) / 2.0);
    d * shadow / (4.0 * way.light.z * way.eye.z) * way.light.z
}

fn grey(value: f64) -> DVec3 {
    DVec3::splat(value)
}

/// A dielectric of a base colour: `1 − max(F)` is left to scatter.
fn dielectric(base: DVec3, roughness: f64, f0: DVec3, f90: f64, way: Way) -> DVec3 {
    let f = schlick(f0, f90, way);
    base / PI * way.light.z * (1.0 - f.max_element()) + f * ggx(roughness, way)
}

const BASE: DVec3 = dvec3(0.6, 0.3, 0.1);

fn base(roughness: f32, extensions: Value) -> Value {
    material(BASE.as_vec3().to_array(), 0.0, roughness, extensions)
}

#[test]
fn without_extensions() {
    check("plain", &base(0.5, json!({})), |way| dielectric(BASE, 0.5, grey(0.04), 1.0, way));
}

#[test]
fn specular_and_ior() {
    let tinted =
        json!({ "specular": { "specularFactor": 0.7, "specularColorFactor": [3, 1, 0.2] }, "ior": { "ior": 1.8 } });
    let f0 = (0.8f64 / 2.8).powi(2);
    check("specular", &base(0.5, tinted), |way| dielectric(BASE, 0.5, dvec3(3.0, 1.0, 0.2) * f0 * 0.7, 0.7, way));
    check("index 0", &base(0.5, json!({ "ior": { "ior": 0 } })), |way| dielectric(BASE, 0.5, grey(1.0), 1.0, way));
    let bright = json!({ "specular": { "specularColorFactor": [50, 1, 1] } });
    check("more than all", &base(0.5, bright), |way| dielectric(BASE, 0.5, dvec3(1.0, 0.04, 0.04), 1.0, way));
}

#[test]
fn clearcoat() {
    let coat = json!({ "clearcoat": { "clearcoatFactor": 0.8, "clearcoatRoughnessFactor": 0.3 } });
    check("clearcoat", &base(0.6, coat), |way| {
        // The coat's Fresnel by the angle to its normal (KHR_materials_clearcoat, implementation).
        let below = dielectric(BASE, 0.6, grey(0.04), 1.0, way);
        let f = 0.8 * schlick(grey(0.04), 1.0, way).x;
        below * (1.0 - f) + grey(f * ggx(0.3, way))
    });
}

#[test]
fn sheen() {
    let color = dvec3(0.9, 0.4, 0.2);
    let roughness = 0.5f64;
    let cloth =
        json!({ "sheen": { "sheenColorFactor": color.as_vec3().to_array(), "sheenRoughnessFactor": roughness } });
    let charlie = |way: Way| {
        let power = 1.0 / (roughness * roughness);
        let sin = (1.0 - half(way).z.powi(2)).max(0.0).sqrt();
        let d = (2.0 + power) * sin.powf(power) / (2.0 * PI);
        d / (4.0 * (way.light.z + way.eye.z - way.light.z * way.eye.z))
    };
    // Directional albedo by summing over the hemisphere.
    let albedo = |cos: f64| {
        let eye = dvec3((1.0 - cos * cos).sqrt(), 0.0, cos);
        let (rings, parts) = (200, 200);
        let sum: f64 = (0..rings * parts)
            .map(|i| {
                let z = ((i / parts) as f64 + 0.5) / rings as f64;
                let phi = ((i % parts) as f64 + 0.5) / parts as f64 * 2.0 * PI;
                let s = (1.0 - z * z).sqrt();
                charlie(Way { eye, light: dvec3(s * phi.cos(), s * phi.sin(), z) }) * z
            })
            .sum();
        sum * 2.0 * PI / (rings * parts) as f64
    };
    check("sheen", &base(0.6, cloth), |way| {
        let left = 1.0 - color.max_element() * albedo(way.eye.z).max(albedo(way.light.z));
        color * charlie(way) * way.light.z + dielectric(BASE, 0.6, grey(0.04), 1.0, way) * left
    });
}

#[test]
fn anisotropy() {
    for rotation in [0.0f64, 0.6] {
        let brushed = json!({ "anisotropy": { "anisotropyStrength": 0.8, "anisotropyRotation": rotation } });
        let mut metal = base(0.4, brushed);
        metal["pbrMetallicRoughness"]["metallicFactor"] = json!(1);
        check("anisotropy", &metal, |way| {
            let a = 0.4f64 * 0.4;
            let (at, ab) = (a + (1.0 - a) * 0.8 * 0.8, a);
            let t = dvec3(rotation.cos(), rotation.sin(), 0.0);
            let b = dvec3(-rotation.sin(), rotation.cos(), 0.0);
            let h = half(way);
            let e = (h.dot(t) / at).powi(2) + (h.dot(b) / ab).powi(2) + h.z * h.z;
            let d = 1.0 / (PI * at * ab * e * e);
            let lambda = |w: DVec3| dvec3(at * w.dot(t), ab * w.dot(b), w.z).length();
            let v = 0.5 / (way.light.z * lambda(way.eye) + way.eye.z * lambda(way.light));
            schlick(BASE, 1.0, way) * d * v * way.light.z
        });
    }
}

#[test]
fn diffuse_transmission_lights_from_behind() {
    let leaf = json!({ "diffuse_transmission": {
        "diffuseTransmissionFactor": 0.4, "diffuseTransmissionColorFactor": [0.2, 0.9, 0.1] } });
    check("before", &base(0.5, leaf.clone()), |way| {
        let f = schlick(grey(0.04), 1.0, way);
        BASE / PI * way.light.z * 0.6 * (1.0 - f) + f * ggx(0.5, way)
    });
    let color = dvec3(0.2, 0.9, 0.1) * 0.4 / PI;
    let mut both = base(0.5, leaf);
    both["doubleSided"] = json!(true);
    for (eye, light) in [(0.0, 180.0), (30.0, 140.0)] {
        let got = drawn(&both, eye, light);
        let wanted = color * -(light.to_radians().cos());
        assert!(
            (got - wanted).abs().max_element() < 0.05 * wanted.max_element(),
            "{eye}° {light}°: {got} not {wanted}"
        );
    }
}

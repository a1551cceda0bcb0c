//! What takes the place of another: together they are drawn once, and nothing is seen through them.

use boothwalk::render::{Background, Profile};
use boothwalk::scene::Fade;
use glam::{Vec3, Vec4Swizzles, vec3};
use serde_json::{Value, json};

use crate::stage::{Show, fading};
use crate::support::rows::{document, material, square_mesh};

/// A square of one colour and no light, larger than the picture.
fn square(color: [f32; 3], rest: Value) -> Value {
    let mut look = material(color, 0.0, 1.0, json!({ "unlit": {} }));
    look.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    let node = json!({ "mesh": 0, "scale": [4, 4, 1] });
    document(vec![node], vec![square_mesh(0)], vec![look])
}

#[test]
fn what_comes_and_what_leaves_share_the_samples_of_every_pixel() {
    let looks = [json!({}), json!({ "doubleSided": true }), json!({ "alphaMode": "MASK", "alphaCutoff": 0.5 })];
    for (look, profile) in looks.into_iter().flat_map(|look| [(look.clone(), Profile::Pc), (look, Profile::Standalone)])
    {
        let (red, green) = (square([1.0, 0.0, 0.0], look.clone()), square([0.0, 1.0, 0.0], look.clone()));
        let show = Show { background: Background::Color([0.0, 0.0, 1.0]), profile, size: (8, 8), ..Show::default() };
        // An author's colour is brighter before tone mapping.
        let full = fading(&[(&green, Fade::Whole)], show).middle().y;
        for step in 0..=Fade::STEPS {
            let shown = fading(&[(&green, Fade::Coming(step)), (&red, Fade::Leaving(step))], show);
            let share = f32::from(step) / f32::from(Fade::STEPS);
            // Two by two pixels have the share just so, one within a sample.
            let mean = shown.pixels.iter().map(|pixel| pixel.xyz() / full).sum::<Vec3>() / shown.pixels.len() as f32;
            assert!(mean.abs_diff_eq(vec3(1.0 - share, share, 0.0), 2e-3), "{look} {step}: {mean}");
            let worst = shown.pixels.iter().map(|pixel| (pixel.y / full - share).abs()).fold(0.0, f32::max);
            assert!(worst <= 0.25 && shown.pixels.iter().all(|pixel| pixel.z == 0.0), "{look} {step}: {worst}");
        }
    }
}

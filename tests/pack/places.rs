//! Vertices stay where they are, to 0.25 mm as placed.

use std::collections::HashMap;

use glam::{IVec3, Vec3};

use super::glb;
use super::stage::{self, PRODUCTS, packed};

/// Metres; the last digits are those of 32-bit numbers at 100 m.
const MOST: f32 = 0.25e-3 + 1e-6;

#[test]
fn no_vertex_moves_by_more_than_a_quarter_of_a_millimetre() {
    let (source, out) = packed();
    let plan = stage::plan(out);
    let products = PRODUCTS.map(|(booth, id, _, scale, ..)| (format!("booths/{booth}/products/{id}/model.glb"), scale));
    let models = products.into_iter().chain([("hall/hall.glb".into(), 1.0), ("booths/fourth/booth.glb".into(), 1.0)]);
    for (path, scale) in models {
        let files =
            &plan["models"][&path]["levels"].as_array().and_then(|levels| levels.last()).expect("a level")["files"];
        let before = glb::places(&std::fs::read(source.join(&path)).expect("a model"), source);
        let name = files[0]["piece"].as_str().expect("a name");
        let after = glb::places(&stage::piece(out, &files[0]), &out.join("pieces").join(&name[..2]));
        let scaled = |list: &[Vec3]| -> Vec<Vec3> { list.iter().map(|place| *place * scale).collect() };
        let (before, after) = (scaled(&before), scaled(&after));
        assert!(!after.is_empty(), "{path} has no vertices");
        // Both ways: no vertex is lost, and none is elsewhere.
        for (from, to) in [(&before, &after), (&after, &before)] {
            let furthest = furthest(from, to);
            eprintln!("{path}: {:.4} mm", furthest * 1e3);
            assert!(furthest <= MOST, "{path}: a vertex is {} mm away", furthest * 1e3);
        }
    }
}

/// The furthest that any of `from` is from the nearest of `to`; infinite beyond 1 mm.
fn furthest(from: &[Vec3], to: &[Vec3]) -> f32 {
    let cell = |place: Vec3| (place / 1e-3).floor().as_ivec3();
    let mut cells: HashMap<IVec3, Vec<Vec3>> = HashMap::new();
    to.iter().for_each(|&place| cells.entry(cell(place)).or_default().push(place));
    let nearest = |place: &Vec3| {
        let around = (0..27).map(|at| cell(*place) + IVec3::new(at % 3 - 1, at / 3 % 3 - 1, at / 9 - 1));
        let near = around.filter_map(|cell| cells.get(&cell)).flatten();
        near.map(|other| other.distance(*place)).fold(f32::INFINITY, f32::min)
    };
    from.iter().map(nearest).fold(0.0, f32::max)
}

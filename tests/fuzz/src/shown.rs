//! What the visit does with a model that has loaded, short of the GPU.

use std::sync::Arc;

use boothwalk::model::Model;
use boothwalk::scene::{DrawList, Play, Scene, Sight};
use boothwalk::visit::Grid;
use glam::{Mat4, Vec2, Vec3};

/// Stands it in a scene, plays its animations, shows its variants, looks at it and walks round it.
pub fn show(model: Model) {
    let shape = Arc::new(model);
    let mut scene = Scene::new();
    let id = scene.place(0, &shape, Mat4::IDENTITY, true);
    scene.play(id, Play::default());
    let mut seen = DrawList::default();
    for time in [0.0, 0.4, 1e4] {
        scene.animate(time);
        seen.collect(&scene, Vec3::ONE, |_, _| Sight::Whole);
    }
    for variant in 0..shape.variants.len().min(3) {
        scene.set_variant(id, Some(variant as u32));
    }
    scene.lights(Vec3::ONE, 4, &mut Vec::new());
    scene.remove(id);
    Grid::of_model(&shape, &Mat4::IDENTITY, Vec2::splat(2.0));
}

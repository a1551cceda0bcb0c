//! Two cameras, each with a picture of its own: an engine without multiview draws the eyes one after the other.

use bevy::camera::RenderTarget;
use bevy::prelude::*;
use bevy::render::render_resource::TextureFormat;

/// Distance of the eyes and their height, in metres, half of what each sees, in radians, and the nearest that is drawn.
const EYES: f32 = 0.064;
const HEIGHT: f32 = 1.6;
const HALF: f32 = 0.8;
const NEAR: f32 = 0.05;

/// Puts them there, looking ahead: left, right.
pub fn eyes(world: &mut World, (width, height): (u32, u32)) -> [Entity; 2] {
    [(0, -0.5), (1, 0.5)].map(|(order, side)| {
        let picture = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
        let target = world.resource_mut::<Assets<Image>>().add(picture);
        let eye = (
            Camera3d::default(),
            Camera { order, ..default() },
            RenderTarget::Image(target.into()),
            Projection::Perspective(PerspectiveProjection { fov: HALF * 2.0, near: NEAR, ..default() }),
            Transform::from_xyz(side * EYES, HEIGHT, 0.0),
        );
        world.spawn(eye).id()
    })
}

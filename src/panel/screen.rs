//! What a film is shown on.

use glam::{Vec2, Vec3};

use super::board::{Builder, board};
use super::canvas::Canvas;
use crate::media::video::blank;
use crate::model::{Model, Placement};

/// A square of a metre a side with a picture of this size that is painted anew for each of a film's; its middle at the
/// origin, facing +Z. Its light is its own.
pub fn screen(width: u32, height: u32) -> Model {
    let mut builder = Builder::new("screen", Placement::default());
    let picture = builder.picture("screen", Canvas::new(1, 1, [0; 3]), 0.0);
    let (front, _) = board(Vec3::ZERO, Vec2::ONE, 0.0, 0.0);
    builder.part(&front, picture);
    let mut model = builder.finish();
    model.materials.iter_mut().for_each(|material| material.unlit = true);
    model.images.iter_mut().for_each(|image| *image = blank(width, height, Vec::new()));
    model
}

/// What a screen takes on the GPU, in bytes, with its corners.
pub fn screen_bytes(width: u32, height: u32) -> u64 {
    let texels: usize = blank(width, height, Vec::new()).levels.iter().map(Vec::len).sum();
    texels as u64 + (4 << 10)
}

//! The streaming overlay: what the frames cost, what is on its way, what it takes, and how far each booth is.
//!
//! It is a picture of plain numbers, drawn by a thread a few times a second; the board that shows it is made once.

mod draw;
pub mod figures;

use glam::{Vec2, Vec3, vec2};

use super::board::{Builder, board as slab};
use super::canvas::Canvas;
use super::page::{CAP, GROUND};
use crate::model::{Image, Model, Placement};

#[cfg(test)]
pub(super) use draw::canvas;
pub use draw::draw;

/// Width and height of the board in metres; an em of its text is 2 cm, a degree from where it stands before the eyes.
pub const SIZE: Vec2 = vec2(0.64, 0.928);
/// Texels of the picture: twenty an em.
const TEXELS: [u32; 2] = [640, 928];
/// Levels of the picture: smaller than a quarter nobody reads it.
const LEVELS: usize = 3;
/// What a board takes on the GPU, in bytes, and a little for its corners.
pub const BYTES: u64 = (TEXELS[0] * TEXELS[1] * 4 * 21 / 16) as u64 + (64 << 10);

/// The board before anything is drawn on it, its middle at the origin, facing +Z. Its light is its own: it reads the same
/// in any hall.
pub fn board() -> Model {
    let mut builder = Builder::new("overlay", Placement::default());
    let picture = builder.picture("overlay", Canvas::new(TEXELS[0], TEXELS[1], GROUND), 0.0);
    let edge = builder.tint(picture, GROUND, CAP);
    let (mut front, rest) = slab(Vec3::ZERO, SIZE, 0.008, 0.015);
    front.add_tinted(&rest, edge);
    builder.part(&front, picture);
    let mut model = builder.finish();
    model.materials.iter_mut().for_each(|material| material.unlit = true);
    model.images.iter_mut().for_each(|image| image.levels.truncate(LEVELS));
    model
}

/// What is on the board then.
pub fn blank() -> Image {
    finish(Canvas::new(TEXELS[0], TEXELS[1], GROUND))
}

fn finish(canvas: Canvas) -> Image {
    let mut image = canvas.into_image();
    image.levels.truncate(LEVELS);
    image
}

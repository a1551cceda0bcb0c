//! What the pages share: colours, the board they are on, and its heading.

use glam::{Vec2, Vec3};

use super::board::{Builder, board};
use super::canvas::{Canvas, Rect, Rgb};
use super::typeset::{Align, Block, Typesetter};
use crate::model::{Model, Placement};

pub(super) const GROUND: Rgb = [17, 25, 36];
pub(super) const INK: Rgb = [240, 244, 248];
pub(super) const SOFT: Rgb = [168, 182, 196];
pub(super) const ACCENT: Rgb = [80, 200, 188];
pub(super) const CAP: Rgb = [48, 63, 82];
pub(super) const RULE: Rgb = [58, 72, 90];

/// Pages are read in any light.
const GLOW: f32 = 0.5;

/// Title to the left, a word to the right, a line below; gives back where the content may begin.
pub(super) fn heading(setter: &mut Typesetter, canvas: &mut Canvas, margin: f32, title: &str, right: &str) -> f32 {
    let wide = canvas.width as f32 - 2.0 * margin;
    let size = margin * 0.95;
    let laid = setter.put(canvas, &Block::new(title, size, wide * 0.8).bold(), margin, margin * 0.5, INK);
    let y = margin * 0.5 + laid.height + margin * 0.15;
    if !right.is_empty() {
        let block = Block::new(right, size * 0.6, wide * 0.2).align(Align::Right);
        let laid = setter.lay(&block);
        setter.draw(canvas, &laid, margin + wide * 0.8, y - margin * 0.3 - laid.height, SOFT);
    }
    canvas.rounded(Rect::new(margin, y.round(), wide, 3.0), 1.5, ACCENT);
    y + margin * 0.45
}

/// The page on a slim board with round corners, its middle at the origin, facing +Z.
pub(super) fn finish(name: &str, canvas: Canvas, size: Vec2) -> Model {
    let mut builder = Builder::new(name, Placement::default());
    let picture = builder.picture(name, canvas, GLOW);
    let edge = builder.tint(picture, GROUND, CAP);
    let (mut front, rest) = board(Vec3::ZERO, size, 0.012, 0.025);
    front.add_tinted(&rest, edge);
    builder.part(&front, picture);
    builder.finish()
}

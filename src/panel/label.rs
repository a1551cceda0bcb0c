//! Small boards beside a product: what its parts are called, and which tool is at it.

use glam::{Vec2, vec2};

use super::canvas::Canvas;
use super::page::{self, ACCENT, INK, SOFT};
use super::strings::{Key, t};
use super::typeset::{self, Align, Block};
use crate::fair::Lang;
use crate::model::Model;

/// An em of a part's name, and the height of its board, in metres: 1.2° at 1.5 m.
const EM: f32 = 0.0315;
const HIGH: f32 = 0.054;
/// Left and right of the name.
const MARGIN: f32 = 0.016;
/// A longer name takes two lines, and then smaller letters.
const WIDEST: f32 = 0.4;
/// Width and height of a tool's board.
const TOOL: Vec2 = vec2(0.56, 0.108);
/// Pixels a metre: there may be many of these boards.
const DENSITY: f32 = 2000.0;

/// In multiples of four, as textures like it.
fn canvas(size: Vec2) -> Canvas {
    let pixels = |side: f32| ((side * DENSITY * 0.25).round() as u32).max(1) * 4;
    Canvas::new(pixels(size.x), pixels(size.y), page::GROUND)
}

/// The name of a part, its middle at the origin, facing +Z.
pub fn part_label(name: &str) -> Model {
    let (canvas, size) = draw_part(name);
    page::finish("part", canvas, size)
}

pub(super) fn draw_part(name: &str) -> (Canvas, Vec2) {
    typeset::with(|setter| {
        let em = EM * DENSITY;
        let block = Block { leading: 1.2, ..Block::new(name, em, f32::MAX).align(Align::Center) };
        let natural = setter.lay(&Block { width: 1e5, align: Align::Left, ..block }).width / DENSITY;
        let lines = if natural > WIDEST { 2 } else { 1 };
        let size = vec2(natural.clamp(0.03, WIDEST) + 2.0 * MARGIN, HIGH + (lines - 1) as f32 * EM * 1.2);
        let mut canvas = canvas(size);
        let (w, h) = (canvas.width as f32, canvas.height as f32);
        // Less than the margins leave: a canvas may be a few pixels smaller than its board.
        let wide = w - 2.0 * MARGIN * DENSITY * 0.8;
        let laid = setter.lay_largest(&Block { width: wide, ..block.lines(lines) }, (em * 0.5, em), h);
        let ink = setter.ink(&laid);
        setter.draw(&mut canvas, &laid, (w - ink.w) * 0.5 - ink.x, (h - ink.h) * 0.5 - ink.y, INK);
        (canvas, size)
    })
}

/// What a tool is called and how it is used, its middle at the origin, facing +Z.
pub fn tool_label(name: Key, how: Key, lang: Lang) -> Model {
    page::finish("tool", draw_tool(name, how, lang), TOOL)
}

pub(super) fn draw_tool(name: Key, how: Key, lang: Lang) -> Canvas {
    let mut canvas = canvas(TOOL);
    typeset::with(|setter| {
        let (w, h) = (canvas.width as f32, canvas.height as f32);
        let wide = w - h * 0.3;
        let em = EM * DENSITY;
        for (text, middle, size, color, bold) in [(name, 0.29, em, ACCENT, true), (how, 0.71, em * 0.92, SOFT, false)] {
            let block = Block::new(t(lang, text), size, wide).align(Align::Center);
            let block = if bold { block.bold() } else { block };
            let laid = setter.lay_largest(&block, (size * 0.5, size), h * 0.5);
            let ink = setter.ink(&laid);
            setter.draw(&mut canvas, &laid, (w - ink.w) * 0.5 - ink.x, h * middle - ink.h * 0.5 - ink.y, color);
        }
    });
    canvas
}

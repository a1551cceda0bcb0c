//! What is said, in letters.

use glam::{Vec2, vec2};

use super::canvas::Canvas;
use super::page::{self, INK};
use super::typeset::{self, Align, Block};
use crate::model::Model;

/// An em, in metres: 1.2° at 1.5 m.
const EM: f32 = 0.0315;
/// The longest line, and lines; longer text gets smaller letters.
const WIDEST: f32 = 0.9;
const LINES: usize = 3;
const LEADING: f32 = 1.3;
/// Around the text.
const MARGIN: f32 = 0.02;
/// Pixels a metre.
const DENSITY: f32 = 1400.0;

/// What is said, its middle at the origin, facing +Z.
pub fn caption(text: &str) -> Model {
    let (canvas, size) = draw(text);
    page::finish("caption", canvas, size)
}

pub(super) fn draw(text: &str) -> (Canvas, Vec2) {
    typeset::with(|setter| {
        let em = EM * DENSITY;
        let block =
            Block { leading: LEADING, ..Block::new(text, em, WIDEST * DENSITY).align(Align::Center).lines(LINES) };
        let laid = setter.lay_largest(&block, (em * 0.5, em), LINES as f32 * LEADING * em);
        let ink = setter.ink(&laid);
        let size = vec2(ink.w, ink.h.max(em)) / DENSITY + 2.0 * MARGIN;
        // In multiples of four, as textures like it.
        let pixels = |side: f32| ((side * DENSITY * 0.25).ceil() as u32).max(1) * 4;
        let mut canvas = Canvas::new(pixels(size.x), pixels(size.y), page::GROUND);
        let (w, h) = (canvas.width as f32, canvas.height as f32);
        setter.draw(&mut canvas, &laid, (w - ink.w) * 0.5 - ink.x, (h - ink.h) * 0.5 - ink.y, INK);
        (canvas, size)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_is_as_large_as_what_it_says() {
        let (_, short) = draw("欢迎！");
        let (_, long) = draw(&"Lanterns of silk and cane, made by hand in the old town. ".repeat(2));
        let (_, most) = draw(&"话".repeat(200));
        assert!(short.x < 0.25 && short.y < 0.1, "{short}");
        assert!(long.x > 0.6 && long.y > short.y * 1.5, "{long}");
        for size in [short, long, most] {
            assert!(size.x <= WIDEST + 2.1 * MARGIN && size.y <= LINES as f32 * EM * LEADING + 2.1 * MARGIN, "{size}");
        }
    }
}

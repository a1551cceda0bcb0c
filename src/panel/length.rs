//! The length that a ruler reads.

use glam::{Vec2, vec2};

use super::canvas::Canvas;
use super::page::{self, ACCENT, INK};
use super::sign;
use super::strings::{Key, t};
use super::typeset::{self, Align, Block};
use crate::fair::Lang;
use crate::model::Model;

/// Width and height of the board in metres; an em of its figures is 1.4° at 1.5 m.
const SIZE: Vec2 = vec2(0.26, 0.072);
const DENSITY: f32 = 1500.0;
/// Longer ones are said in metres.
const METRES: u32 = 10_000;

/// "245 mm", and "12.345 m".
fn words(millimetres: u32) -> String {
    if millimetres < METRES {
        return format!("{millimetres} mm");
    }
    format!("{}.{:03} m", millimetres / 1000, millimetres % 1000)
}

/// The board of a length in millimetres of the product's true size, its middle at the origin, facing +Z.
pub fn length_label(millimetres: u32, lang: Lang) -> Model {
    page::finish("length", draw(millimetres, lang), SIZE)
}

pub(super) fn draw(millimetres: u32, lang: Lang) -> Canvas {
    let mut canvas = sign::canvas(SIZE, DENSITY, page::GROUND);
    typeset::with(|setter| {
        let (w, h) = (canvas.width as f32, canvas.height as f32);
        let margin = h * 0.22;
        let figure = words(millimetres);
        let mut put = |text: &str, x: f32, wide: f32, align: Align, size: f32, color| {
            let block = Block::new(text, size, wide).bold().align(align);
            let laid = setter.lay_largest(&block, (size * 0.4, size), h);
            let ink = setter.ink(&laid);
            setter.draw(&mut canvas, &laid, x, (h - ink.h) * 0.5 - ink.y, color);
        };
        let beside = (w - 2.0 * margin) * 0.34;
        put(t(lang, Key::Length), margin, beside, Align::Left, h * 0.36, ACCENT);
        put(&figure, margin + beside, w - 2.0 * margin - beside, Align::Right, h * 0.5, INK);
    });
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_to_the_millimetre() {
        let said = [0, 7, 245, 9_999, 10_000, 12_345].map(words);
        assert_eq!(said, ["0 mm", "7 mm", "245 mm", "9999 mm", "10.000 m", "12.345 m"]);
    }
}

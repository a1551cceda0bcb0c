//! How many times its true size a product in hand is.

use glam::{Vec2, vec2};

use super::canvas::{Canvas, Rect};
use super::page::{self, ACCENT, INK, SOFT};
use super::sign;
use super::strings::{Key, t};
use super::typeset::{self, Align, Block};
use crate::fair::Lang;
use crate::model::Model;

/// Width and height of the board in metres; an em of its figures is 1.4° at 1.5 m.
pub const SIZE: Vec2 = vec2(0.26, 0.072);
const DENSITY: f32 = 1500.0;
/// What true size is shown as.
const TRUE: i16 = 10;

/// What a ratio is shown as, two figures of it: tenths of "n : 1", or, below zero, of "1 : n".
pub fn figure(ratio: f32) -> i16 {
    if ratio == 1.0 {
        return TRUE;
    }
    let times = if ratio < 1.0 { 1.0 / ratio.max(1e-3) } else { ratio };
    let tenths = if times < 9.95 { times * 10.0 } else { times.round() * 10.0 };
    // Only true size is called so. A cast clamps to the range of the type.
    let tenths = (tenths.round() as i16).max(TRUE + 1);
    if ratio < 1.0 { -tenths } else { tenths }
}

/// "1 : 4" and "25 %".
fn words(figure: i16) -> (String, String) {
    let times = f32::from(figure.unsigned_abs()) / 10.0;
    let text = if figure % 10 == 0 { format!("{times:.0}") } else { format!("{times:.1}") };
    let percent = if figure < 0 { 100.0 / times } else { 100.0 * times };
    let percent = if percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") };
    (if figure < 0 { format!("1 : {text}") } else { format!("{text} : 1") }, percent)
}

/// The board, its middle at the origin, facing +Z.
pub fn scale_label(figure: i16, lang: Lang) -> Model {
    page::finish("scale", draw(figure, lang), SIZE)
}

pub(super) fn draw(figure: i16, lang: Lang) -> Canvas {
    let mut canvas = sign::canvas(SIZE, DENSITY, page::GROUND);
    typeset::with(|setter| {
        let (w, h) = (canvas.width as f32, canvas.height as f32);
        let (times, percent) = words(figure);
        let beside = if figure == TRUE { t(lang, Key::TrueSize).to_owned() } else { percent };
        let margin = h * 0.22;
        let half = w * 0.5 - margin;
        let mut put = |text: &str, x: f32, align: Align, size: f32, color| {
            let laid =
                setter.lay_largest(&Block::new(text, size, half).bold().align(align).lines(1), (size * 0.4, size), h);
            let ink = setter.ink(&laid);
            setter.draw(&mut canvas, &laid, x, (h - ink.h) * 0.5 - ink.y, color);
        };
        put(&times, margin, Align::Left, h * 0.5, INK);
        put(&beside, w * 0.5, Align::Right, h * 0.38, if figure == TRUE { ACCENT } else { SOFT });
        if figure == TRUE {
            canvas.rounded(Rect::new(margin, h * 0.86, w - 2.0 * margin, h * 0.04), h * 0.02, ACCENT);
        }
    });
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_said_in_two_figures() {
        let said = |ratio: f32| words(figure(ratio));
        let both = |times: &str, percent: &str| (times.to_owned(), percent.to_owned());
        assert_eq!(said(1.0), both("1 : 1", "100 %"));
        assert_eq!(said(0.25), both("1 : 4", "25 %"));
        assert_eq!(said(0.4), both("1 : 2.5", "40 %"));
        assert_eq!((said(0.01), said(12.3).0), (both("1 : 100", "1.0 %"), "12 : 1".to_owned()));
        // Only true size is called so.
        assert_eq!((said(1.01).0, said(0.99).0), ("1.1 : 1".to_owned(), "1 : 1.1".to_owned()));
        assert!(figure(f32::MAX) > 0 && figure(0.0) < 0 && figure(f32::NAN) > 0);
    }
}

//! The key sheet: what each key of the desktop simulator and each part of a controller does.

use glam::{Vec2, vec2};

use super::canvas::{Canvas, Rect};
use super::page::{self, ACCENT, CAP, INK, RULE, SOFT};
use super::sign;
use super::strings::{Key, t};
use super::typeset::{self, Block, Typesetter};
use crate::fair::Lang;
use crate::model::Model;

/// Width and height of the board in metres.
pub const SIZE: Vec2 = vec2(1.2, 0.9);
const DENSITY: f32 = 1152.0;

/// What is printed on a key: the same everywhere, or a word of the language.
#[derive(Clone, Copy)]
enum Cap {
    Print(&'static str),
    Word(Key),
}

use Cap::{Print, Word};

/// Down the left column, then down the right one.
const DESKTOP: [(&[Cap], Key); 20] = [
    (&[Print("W"), Print("A"), Print("S"), Print("D")], Key::DoWalk),
    (&[Print("Shift")], Key::DoFaster),
    (&[Print("Q"), Print("E")], Key::DoEyes),
    (&[Word(Key::KeyRightButton)], Key::DoLook),
    (&[Word(Key::KeyLeftButton)], Key::DoChoose),
    (&[Print("G")], Key::DoTake),
    (&[Print("T")], Key::DoTool),
    (&[Word(Key::KeyWheel)], Key::DoReach),
    (&[Print("Ctrl"), Print("Shift")], Key::DoSwitchHand),
    (&[Print("↑")], Key::DoTeleport),
    (&[Print("←"), Print("→")], Key::DoTurn),
    (&[Print("R")], Key::DoRecentre),
    (&[Print("Tab")], Key::DoTablet),
    (&[Print("V")], Key::DoStereo),
    (&[Print("L")], Key::DoLanguage),
    (&[Print("H")], Key::DoSheet),
    (&[Print("C")], Key::DoCredits),
    (&[Print("O")], Key::DoOverlay),
    (&[Print("F11")], Key::DoFullscreen),
    (&[Print("F12")], Key::DoPicture),
];

const CONTROLLERS: [(&[Cap], Key); 8] = [
    (&[Word(Key::KeyStickAhead)], Key::DoTeleport),
    (&[Word(Key::KeyStickSideways)], Key::DoTurn),
    (&[Word(Key::KeyTrigger)], Key::DoPlainChoose),
    (&[Word(Key::KeyGrip)], Key::DoPlainTake),
    (&[Word(Key::KeyPinch)], Key::DoPlainChoose),
    (&[Word(Key::KeyMenu)], Key::DoTablet),
    (&[Print("B"), Print("Y")], Key::DoSmooth),
    (&[Print("A"), Print("X")], Key::DoTool),
];

/// The page as a board, its middle at the origin, facing +Z. Comfortable to read from 0.7 to 1.5 m.
pub fn key_sheet(lang: Lang) -> Model {
    page::finish("key sheet", draw(lang), SIZE)
}

pub(super) fn draw(lang: Lang) -> Canvas {
    let mut canvas = sign::canvas(SIZE, DENSITY, page::GROUND);
    typeset::with(|setter| {
        let w = canvas.width as f32;
        let margin = (w * 0.04).round();
        let column = (w - 2.0 * margin) * 0.5;
        let right = t(lang, Key::AppName);
        let mut y = page::heading(setter, &mut canvas, margin, t(lang, Key::SheetTitle), right);
        let row = w * 0.0358;
        for (head, rows) in [(Key::SheetDesktop, &DESKTOP[..]), (Key::SheetControllers, &CONTROLLERS[..])] {
            let block = Block::new(t(lang, head), row * 0.58, column).bold();
            y += setter.put(&mut canvas, &block, margin, y, ACCENT).height + row * 0.12;
            let down = rows.len().div_ceil(2);
            for (i, (caps, what)) in rows.iter().enumerate() {
                let place = Rect::new(margin + (i / down) as f32 * column, y + (i % down) as f32 * row, column, row);
                line(setter, &mut canvas, place, caps, *what, lang);
            }
            y += down as f32 * row + row * 0.3;
        }
        canvas.rule(margin, y, w - 2.0 * margin, 2.0, RULE);
        let block = Block::new(t(lang, Key::SheetFooter), row * 0.56, w - 2.0 * margin);
        setter.put(&mut canvas, &block, margin, y + row * 0.2, SOFT);
    });
    canvas
}

/// The keys as caps, then what they do.
fn line(setter: &mut Typesetter, canvas: &mut Canvas, place: Rect, caps: &[Cap], what: Key, lang: Lang) {
    let size = place.h * 0.56;
    let high = (place.h * 0.8).round();
    let top = (place.y + (place.h - high) * 0.5).round();
    let mut x = place.x;
    for cap in caps {
        let text = match cap {
            Print(text) => text,
            Word(key) => t(lang, *key),
        };
        let laid = setter.lay(&Block::new(text, size, place.w));
        let wide = (laid.width + size * 0.9).max(high).round();
        let cap = Rect::new(x.round(), top, wide, high);
        canvas.rounded(cap, high * 0.2, CAP);
        canvas.outline(cap, high * 0.2, 1.5, RULE);
        setter.draw(canvas, &laid, cap.x + (wide - laid.width) * 0.5, top + (high - laid.height) * 0.5, INK);
        x = cap.right() + place.h * 0.16;
    }
    // Words begin at one edge, so that the eye finds them.
    let at = place.x + place.w * 0.4;
    let laid = setter.lay(&Block::new(t(lang, what), size, place.right() - at));
    setter.draw(canvas, &laid, at, top + (high - laid.height) * 0.5, INK);
}

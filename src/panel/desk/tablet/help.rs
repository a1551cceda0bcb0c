//! What else there is to see.

use egui::{Rect, Ui};

use super::super::Key;
use super::super::facts::Act;
use super::super::look::{Kind, Page, Type, cut_top};
use super::HIGH;

pub fn show(ui: &Ui, page: &mut Page, rect: Rect, acts: &mut Vec<Act>) {
    let mut rest = rect;
    for (key, act) in
        [(Key::SheetTitle, Act::KeySheet), (Key::CreditsTitle, Act::Credits), (Key::OverlayTitle, Act::Overlay)]
    {
        let place;
        (place, rest) = cut_top(rest, HIGH);
        let word = page.t(key);
        if page.button(ui, place, word, Kind::Plain) {
            acts.push(act);
        }
    }
    for key in [Key::HelpMove, Key::HelpTake, Key::HelpTablet] {
        let how = Type { rows: 3, ..page.plain() };
        let shown = page.text(ui, rest.min, rest.width(), page.t(key), how);
        (_, rest) = cut_top(rest, shown.height() + 6.0);
    }
}

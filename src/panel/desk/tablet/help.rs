//! What else there is to see.

use egui::{Rect, Ui};

use super::super::Key;
use super::super::facts::{Act, Facts};
use super::super::look::{Kind, Page, Type, cut_top};
use super::{HIGH, said, scrolled};
use crate::visit::Side;

pub fn show(ui: &mut Ui, page: &mut Page, rect: Rect, facts: &Facts, acts: &mut Vec<Act>) {
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
    let open = match facts.settings.main {
        Side::Right => Key::HelpTabletRight,
        Side::Left => Key::HelpTabletLeft,
    };
    scrolled(ui, rest, "help", |ui| {
        for key in [Key::HelpMove, Key::HelpTake, Key::HelpCarry, Key::HelpOne, open] {
            said(ui, page, page.t(key), Type { rows: 5, ..page.plain() });
        }
    });
}

//! The card of a product: what it is, how large, its forms, and 'keep'.

use egui::{Color32, Rect, Ui, pos2, vec2};

use super::album::Album;
use super::facts::{Act, Facts, Held, Item};
use super::look::{GAP, Kind, Page, Type, cut_bottom, cut_top, split};
use super::tablet::{HIGH, said, scrolled};
use super::{Key, locale};
use crate::fair::{Booth, Fair, Product};
use crate::visit::Tool;

/// Points of a square of a code: 4 of them are 8 mm, which a telephone reads from the panel's own distance.
const CELL: f32 = 4.0;

/// See the module.
#[derive(Default)]
pub struct Card {
    /// The link that is shown as a code, for which booth; made once.
    code: Option<(String, Option<qrcodegen::QrCode>)>,
    album: Album,
}

impl Card {
    pub fn show(&mut self, ui: &mut Ui, page: &mut Page, fair: &Fair, facts: &Facts, acts: &mut Vec<Act>) {
        let Some(held) = facts.held else { return };
        let Some(booth) = fair.booths.get(held.thing.0) else { return };
        let Some(product) = booth.products.get(held.thing.1) else { return };
        let leaves = fair.leaves(product);
        if self.album.show(ui, page, (held.thing, product), &leaves, facts, acts) {
            return;
        }
        let all = ui.max_rect();
        let title = page.content(ui, all.min, all.width(), &product.title, Type { rows: 2, ..page.title() });
        let of = pos2(all.min.x, title.max.y + 2.0);
        let of = page.content(ui, of, all.width(), &booth.title, page.soft());
        let mut rest = Rect::from_min_max(pos2(all.min.x, of.max.y + 6.0), all.max);
        if !leaves.is_empty() {
            let row;
            (row, rest) = cut_top(rest, HIGH);
            let word = format!("{} ({})", page.t(Key::CardLook), leaves.len());
            if page.button(ui, row, &word, Kind::Plain) {
                self.album.open(held.thing, acts);
            }
        }
        let item = Item { booth: booth.id.clone(), product: Some(product.id.clone()) };
        let buttons;
        (rest, buttons) = cut_bottom(rest, HIGH);
        let kept = facts.kept.has(&item);
        let mut places = split(buttons, 2);
        let word = page.t(if kept { Key::IsKept } else { Key::Keep });
        if let Some(place) = places.next()
            && page.button(ui, place, word, if kept { Kind::Chosen } else { Kind::Main })
        {
            acts.push(Act::Keep(item));
        }
        let word = page.t(Key::PutBack);
        if let Some(place) = places.next()
            && page.button(ui, place, word, Kind::Plain)
        {
            acts.push(Act::PutBack(held.thing));
        }
        let words = [Key::ToolHand, Key::ToolExplode, Key::ToolSection, Key::ToolRuler].map(|key| page.t(key));
        let chosen = Tool::ALL.iter().position(|tool| *tool == held.tool).unwrap_or(0);
        // In two rows of two, the first above.
        for (first, words) in [2, 0].into_iter().zip(words.chunks(2).rev()) {
            let row;
            (rest, row) = cut_bottom(rest, HIGH);
            if let Some(pressed) = page.choice(ui, row, words, chosen.wrapping_sub(first))
                && let Some(tool) = Tool::ALL.get(first + pressed)
            {
                acts.push(Act::Tool(*tool));
            }
        }
        self.handle(ui, page, &mut rest, &held, acts);
        if held.variants > 0 {
            let row;
            (rest, row) = cut_bottom(rest, HIGH);
            let number = held.variant.map_or(1, |variant| variant as usize + 2);
            let word = format!("{} {number}/{}", page.t(Key::NextVariant), held.variants + 1);
            if page.button(ui, row, &word, Kind::Plain) {
                acts.push(Act::Variant(held.thing));
            }
        }
        scrolled(ui, rest, "card", |ui| self.body(ui, page, fair, (booth, product), &held));
    }

    /// What else takes a stick or both hands: how large it is, or how far apart; how it is turned; the floor.
    fn handle(&self, ui: &Ui, page: &mut Page, rest: &mut Rect, held: &Held, acts: &mut Vec<Act>) {
        let thing = held.thing;
        let words = ["←", page.t(Key::PutDown), "→"];
        let turns = [Act::Spin(thing, true), Act::PutDown(thing), Act::Spin(thing, false)];
        let sizes = match held.tool {
            Tool::Explode => [Act::Apart(false), Act::ApartAll, Act::Apart(true)],
            _ => [Act::Grow(thing, false), Act::TrueSize(thing), Act::Grow(thing, true)],
        };
        let middle = if held.tool == Tool::Explode { page.t(Key::CardApart) } else { "1 : 1" };
        for (words, acted) in [(words, turns), (["−", middle, "+"], sizes)] {
            let row;
            (*rest, row) = cut_bottom(*rest, HIGH);
            // The word in the middle has the room that the signs beside it leave.
            let side = row.width() * 0.25;
            let (left, right) = (row.min.x + side, row.max.x - side);
            let places = [(row.min.x, left), (left + GAP, right - GAP), (right, row.max.x)];
            for ((word, act), (from, to)) in words.into_iter().zip(acted).zip(places) {
                let place = Rect::from_min_max(pos2(from, row.min.y), pos2(to, row.max.y));
                if page.button(ui, place, word, Kind::Plain) {
                    acts.push(act);
                }
            }
        }
    }

    fn body(&mut self, ui: &mut Ui, page: &Page, fair: &Fair, (booth, product): (&Booth, &Product), held: &Held) {
        let size = locale::lengths(held.size.to_array(), page.lang);
        said(ui, page, page.t(Key::CardSize), page.soft());
        said(ui, page, &size, page.plain());
        said(ui, page, &scale(page, held.ratio), page.soft());
        if !product.summary.is_empty() {
            said(ui, page, page.said(&product.summary).0, Type { rows: 20, ..page.plain() });
        }
        // The pages of others are in the album.
        for document in product.documents.iter().filter(|document| !fair.pages.contains_key(&document.file)) {
            let words = format!("{} {}", page.t(Key::CardDocument), page.said(&document.title).0);
            said(ui, page, &words, page.soft());
        }
        if let Some(link) = booth.links.first() {
            said(ui, page, page.said(&link.title).0, page.soft());
            self.code(ui, &link.url);
        }
    }

    /// A link as a code to be read by a telephone, dark on light in any look.
    fn code(&mut self, ui: &mut Ui, url: &str) {
        if self.code.as_ref().is_none_or(|(of, _)| of != url) {
            let made = qrcodegen::QrCode::encode_text(url, qrcodegen::QrCodeEcc::Medium).ok();
            self.code = Some((url.to_owned(), made));
        }
        let Some((_, Some(code))) = &self.code else { return };
        // Around it four squares stay free (ISO/IEC 18004).
        let side = (code.size() + 8) as f32 * CELL;
        let (rect, _) = ui.allocate_exact_size(vec2(side, side), egui::Sense::hover());
        let painter = ui.painter();
        painter.rect_filled(rect, 4, Color32::WHITE);
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let from = x;
                while x < code.size() && code.get_module(x, y) {
                    x += 1;
                }
                if x > from {
                    let at = rect.min + vec2((from + 4) as f32, (y + 4) as f32) * CELL;
                    let run = Rect::from_min_size(at, vec2((x - from) as f32, 1.0) * CELL);
                    painter.rect_filled(run, 0, Color32::BLACK);
                } else {
                    x += 1;
                }
            }
        }
    }
}

/// How many times its true size it is shown.
fn scale(page: &Page, ratio: f32) -> String {
    if (ratio - 1.0).abs() < 1e-3 {
        return page.t(Key::CardTrue).to_owned();
    }
    let figure = if ratio >= 1.0 { format!("× {ratio:.2}") } else { format!("1 : {:.2}", 1.0 / ratio) };
    format!("{} {figure}", page.t(Key::CardScale))
}

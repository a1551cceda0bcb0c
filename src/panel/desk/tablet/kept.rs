//! What the visitor kept, and where they were.

use egui::{Rect, Ui, vec2};

use super::super::facts::{Act, Facts, Item};
use super::super::look::{Kind, Page, TEXT, Type};
use super::super::{Key, locale};
use super::booth::said;
use super::{HIGH, line, scrolled, whereabouts};
use crate::fair::Fair;

/// Gives back what was chosen: a booth, and a product of it.
pub fn show(
    ui: &mut Ui,
    page: &mut Page,
    rect: Rect,
    fair: &Fair,
    facts: &Facts,
    acts: &mut Vec<Act>,
) -> Option<(usize, Option<usize>)> {
    scrolled(ui, rect, "kept", |ui| {
        let mut chosen = None;
        let head = |page: &Page, key| (page.t(key), Type { bold: true, color: page.look.accent, ..page.plain() });
        let (word, how) = head(page, Key::KeptItems);
        said(ui, page, word, how);
        if facts.kept.items.is_empty() {
            said(ui, page, page.t(Key::KeptNone), Type { rows: 3, ..page.soft() });
        }
        for item in &facts.kept.items {
            chosen = kept(ui, page, fair, item).or(chosen);
        }
        let (word, how) = head(page, Key::SeenBooths);
        said(ui, page, word, how);
        if facts.kept.seen.is_empty() {
            said(ui, page, page.t(Key::SeenNone), Type { rows: 3, ..page.soft() });
        }
        for seen in &facts.kept.seen {
            let Some(number) = fair.booths.iter().position(|booth| booth.id == seen.booth) else { continue };
            let Some(booth) = fair.booths.get(number) else { continue };
            let ago = locale::ago(facts.now.saturating_sub(seen.at), page.lang);
            let below = format!("{ago} · {}", whereabouts(page, fair, booth));
            if line(ui, page, ("seen", number), &booth.title, &below) {
                chosen = Some((number, None));
            }
        }
        if !facts.kept.seen.is_empty() {
            let (place, _) = ui.allocate_exact_size(vec2(12.0 * TEXT, HIGH), egui::Sense::hover());
            let word = page.t(Key::SeenForget);
            if page.button(ui, place, word, Kind::Plain) {
                acts.push(Act::ForgetSeen);
            }
        }
        chosen
    })
}

fn kept(ui: &mut Ui, page: &Page, fair: &Fair, item: &Item) -> Option<(usize, Option<usize>)> {
    let number = fair.booths.iter().position(|booth| booth.id == item.booth)?;
    let booth = fair.booths.get(number)?;
    let Some(id) = &item.product else {
        let below = format!("{} · {}", page.t(Key::FindBooth), whereabouts(page, fair, booth));
        return line(ui, page, item, &booth.title, &below).then_some((number, None));
    };
    let product = booth.products.iter().position(|product| product.id == *id)?;
    let below = format!("{} · {}", page.t(Key::FindProduct), page.said(&booth.title).0);
    line(ui, page, item, &booth.products.get(product)?.title, &below).then_some((number, Some(product)))
}

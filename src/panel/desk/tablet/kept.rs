//! What the visitor kept, and where they were.

use egui::{Rect, Ui, vec2};

use super::super::facts::{Act, Facts, Item, Touring};
use super::super::look::{Kind, Page, TEXT, Type, split};
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
        touring(ui, page, fair, facts, acts);
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

/// The tour that takes the visitor along, or the offer of one.
fn touring(ui: &mut Ui, page: &mut Page, fair: &Fair, facts: &Facts, acts: &mut Vec<Act>) {
    let Some(Touring { booth, at, of, paused }) = facts.round else {
        let known = |id: &str| fair.booths.iter().position(|booth| booth.id == id);
        let mut booths: Vec<usize> = facts.kept.items.iter().filter_map(|item| known(&item.booth)).collect();
        booths.sort_unstable();
        booths.dedup();
        if booths.is_empty() {
            return;
        }
        let (place, _) = ui.allocate_exact_size(vec2(18.0 * TEXT, HIGH), egui::Sense::hover());
        let word = page.t(Key::TourKept);
        if page.button(ui, place, word, Kind::Main) {
            acts.push(Act::Tour(booths));
        }
        return;
    };
    let key = if paused { Key::TourWaits } else { Key::TourTo };
    let words = page.t(key).replace("{n}", &at.to_string()).replace("{all}", &of.to_string());
    let title = fair.booths.get(booth).map_or("", |booth| page.said(&booth.title).0);
    said(ui, page, &format!("{words} · {title}"), Type { rows: 2, ..page.plain() });
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HIGH), egui::Sense::hover());
    let words = [
        (page.t(if paused { Key::TourGoOn } else { Key::TourPause }), Act::TourPause(!paused)),
        (page.t(Key::TourNext), Act::TourNext),
        (page.t(Key::TourEnd), Act::Tour(Vec::new())),
    ];
    for (place, (word, act)) in split(row, words.len()).zip(words) {
        if page.button(ui, place, word, Kind::Plain) {
            acts.push(act);
        }
    }
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

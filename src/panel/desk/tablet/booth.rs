//! The page of a booth: what it says of itself, the way there, and its products.

use egui::{Rect, Ui, pos2, vec2};

use super::super::Key;
use super::super::facts::{Act, Facts, Item};
use super::super::look::{GAP, Kind, Page, TEXT, TITLE, Type, cut_bottom, cut_top, split};
use super::{HIGH, line, scrolled, whereabouts};
use crate::fair::{Booth, Fair};

/// Shows it; false once it is to be closed.
pub fn show(
    ui: &mut Ui,
    page: &mut Page,
    rect: Rect,
    (number, booth, product): (usize, &Booth, Option<usize>),
    fair: &Fair,
    facts: &Facts,
    acts: &mut Vec<Act>,
) -> bool {
    let (top, rest) = cut_top(rect, HIGH);
    let back = Rect::from_min_size(top.min, vec2(5.0 * TEXT, HIGH));
    let word = page.t(Key::Back);
    let open = !page.button(ui, back, word, Kind::Plain);
    let at = pos2(back.max.x + 2.0 * GAP, top.min.y + (HIGH - TITLE * 1.4) * 0.5);
    page.content(ui, at, top.max.x - at.x, &booth.title, page.title());
    let (body, buttons) = cut_bottom(rest, HIGH);
    let chosen = product.and_then(|product| booth.products.get(product));
    scrolled(ui, body, "booth", |ui| {
        said(ui, page, &whereabouts(page, fair, booth), page.soft());
        if !booth.summary.is_empty() {
            said(ui, page, page.said(&booth.summary).0, Type { rows: 8, ..page.plain() });
        }
        // The product that was looked for comes first.
        let order =
            chosen.into_iter().chain(booth.products.iter().filter(|other| chosen.is_none_or(|one| one != *other)));
        for product in order {
            let item = Item { booth: booth.id.clone(), product: Some(product.id.clone()) };
            let star = if facts.kept.has(&item) { "★ " } else { "☆ " };
            let below = format!("{star}{}", page.said(&product.summary).0);
            if line(ui, page, ("product", product.id.as_str()), &product.title, &below) {
                acts.push(Act::Keep(item));
            }
        }
        for contact in &booth.contacts {
            let role = page.said(&contact.role).0;
            let words = [role, &contact.email, &contact.phone].map(str::to_owned);
            let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ");
            said(ui, page, &words, page.soft());
        }
    });
    let mut places = split(buttons, 3);
    let led = facts.goal == Some(number);
    let item = Item { booth: booth.id.clone(), product: None };
    let kept = facts.kept.has(&item);
    let words = [
        (page.t(if led { Key::StopLeading } else { Key::Lead }), if led { Kind::Chosen } else { Kind::Main }),
        (page.t(Key::Jump), Kind::Plain),
        (page.t(if kept { Key::IsKept } else { Key::Keep }), if kept { Kind::Chosen } else { Kind::Plain }),
    ];
    let asked = [Act::Lead((!led).then_some(number)), Act::Jump(number), Act::Keep(item)];
    for ((word, kind), act) in words.into_iter().zip(asked) {
        if let Some(place) = places.next()
            && page.button(ui, place, word, kind)
        {
            acts.push(act);
        }
    }
    open
}

/// Lines in a list.
pub fn said(ui: &mut Ui, page: &Page, text: &str, how: Type) {
    let wide = ui.available_width();
    let at = ui.cursor().min;
    let rect = page.text(ui, at, wide - 8.0, text, how);
    ui.allocate_space(vec2(wide, rect.height()));
}

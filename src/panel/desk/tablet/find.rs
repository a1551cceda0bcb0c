//! Finding booths, products and industries by what is typed.

use egui::{Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::super::facts::Facts;
use super::super::keyboard::Composer;
use super::super::look::{Page, cut_bottom, cut_top};
use super::super::{Key, Typed};
use super::{HIGH, line, scrolled, whereabouts};
use crate::fair::{Fair, Lang};
use crate::find::{Hit, Index, What};

/// Results that are listed: nobody reads more.
const MOST: usize = 30;

/// See the module.
#[derive(Default)]
pub struct Find {
    composer: Composer,
    /// Made when it is first asked.
    index: Option<Index>,
    /// What was found, for what, in which language.
    found: Vec<Hit>,
    asked: Option<(String, Lang)>,
}

impl Find {
    pub fn typed(&mut self, typed: &[Typed], lang: Lang) {
        typed.iter().for_each(|typed| self.composer.typed(*typed, lang));
    }

    /// Gives back what was chosen: a booth, and a product of it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        page: &mut Page,
        rect: Rect,
        fair: &Fair,
        facts: &Facts,
    ) -> Option<(usize, Option<usize>)> {
        let (field, rest) = cut_top(rect, HIGH);
        let (list, keys) = cut_bottom(rest, self.composer.height(rest.height()));
        if self.composer.show(ui, page, keys) {
            // The picture is of before the press.
            ui.request_repaint();
        }
        self.field(ui, page, field);
        self.ask(fair, page.lang);
        if self.composer.is_empty() {
            return near(ui, page, list, fair, facts);
        }
        if self.found.is_empty() {
            let words = format!("{} “{}”", page.t(Key::FindNothing), self.composer.whole());
            page.text(ui, list.min + vec2(4.0, 8.0), list.width(), &words, page.soft());
            return None;
        }
        scrolled(ui, list, "found", |ui| {
            let mut chosen = None;
            for (i, hit) in self.found.iter().enumerate() {
                chosen = result(ui, page, fair, i, hit.what).or(chosen);
            }
            chosen
        })
    }

    fn field(&self, ui: &Ui, page: &Page, rect: Rect) {
        let painter = ui.painter();
        painter.rect_stroke(rect, 6, Stroke::new(2.0, page.look.accent), StrokeKind::Inside);
        let at = rect.min + vec2(10.0, 9.0);
        let wide = rect.width() - 30.0;
        let mut end = at.x;
        if self.composer.is_empty() {
            page.text(ui, at + vec2(8.0, 0.0), wide, page.t(Key::FindHint), page.soft());
        } else {
            end = page.text(ui, at, wide, &self.composer.text, page.plain()).max.x;
            let left = wide - (end - at.x);
            if !self.composer.letters.is_empty() && left > 1.0 {
                // What is not yet characters is underlined.
                let rect = page.text(ui, pos2(end, at.y), left, &self.composer.letters, page.soft());
                painter.hline(rect.x_range(), rect.max.y, Stroke::new(1.5, page.look.soft));
                end = rect.max.x;
            }
        }
        painter.vline(end + 2.0, at.y..=at.y + 22.0, Stroke::new(2.0, page.look.accent));
    }

    fn ask(&mut self, fair: &Fair, lang: Lang) {
        let asked = (self.composer.whole(), lang);
        if self.asked.as_ref() != Some(&asked) {
            let index = self.index.get_or_insert_with(|| Index::new(fair));
            self.found = index.find(&asked.0, lang, MOST);
            self.asked = Some(asked);
        }
    }
}

/// Booths of this hall, the nearest first, while nothing is typed.
fn near(ui: &mut Ui, page: &Page, rect: Rect, fair: &Fair, facts: &Facts) -> Option<(usize, Option<usize>)> {
    let mut booths: Vec<(f32, usize)> = Vec::new();
    for (number, booth) in fair.booths.iter().enumerate().filter(|(_, booth)| booth.hall == facts.hall) {
        let plot = fair.halls.get(booth.hall).and_then(|hall| hall.plots.get(booth.plot));
        booths.extend(plot.map(|plot| (plot.position.distance(facts.place), number)));
    }
    booths.sort_by(|a, b| a.0.total_cmp(&b.0));
    scrolled(ui, rect, "near", |ui| {
        let mut chosen = None;
        for (_, number) in booths.into_iter().take(MOST) {
            let Some(booth) = fair.booths.get(number) else { continue };
            if line(ui, page, ("near", number), &booth.title, &whereabouts(page, fair, booth)) {
                chosen = Some((number, None));
            }
        }
        chosen
    })
}

fn result(ui: &mut Ui, page: &Page, fair: &Fair, id: usize, what: What) -> Option<(usize, Option<usize>)> {
    match what {
        What::Booth { booth } => {
            let one = fair.booths.get(booth)?;
            let below = format!("{} · {}", page.t(Key::FindBooth), whereabouts(page, fair, one));
            line(ui, page, (id, booth), &one.title, &below).then_some((booth, None))
        }
        What::Product { booth, product } => {
            let of = fair.booths.get(booth)?;
            let one = of.products.get(product)?;
            let below = format!("{} · {}", page.t(Key::FindProduct), page.said(&of.title).0);
            line(ui, page, (id, booth, product), &one.title, &below).then_some((booth, Some(product)))
        }
        What::Zone { hall, zone } => {
            let hall_of = fair.halls.get(hall)?;
            let one = hall_of.zones.get(zone)?;
            let stands = |booth: &crate::fair::Booth| {
                let plot = hall_of.plots.get(booth.plot);
                booth.hall == hall && plot.is_some_and(|plot| plot.zone.as_ref() == Some(&one.id))
            };
            let first = fair.booths.iter().position(stands);
            let below = format!("{} · {}", page.t(Key::FindIndustry), page.said(&hall_of.title).0);
            (line(ui, page, (id, "zone", zone), &one.title, &below)).then_some((first?, None))
        }
    }
}

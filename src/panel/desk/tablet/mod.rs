//! The tablet: finding, the map, what was kept, settings and help, and the page of a booth that was chosen.

mod booth;
mod find;
mod help;
mod kept;
mod map;
mod settings;
mod welcome;

use egui::{Rect, Ui, pos2, vec2};

pub(super) use booth::said;

use super::facts::{Act, Facts};
use super::look::{GAP, Kind, LINE, Page, TEXT, cut_bottom, cut_top, split};
use super::{Key, Typed};
use crate::fair::{Booth, Fair, Text};

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Find,
    Map,
    Kept,
    Settings,
    Help,
}

const TABS: [(Tab, Key); 5] = [
    (Tab::Find, Key::TabFind),
    (Tab::Map, Key::TabMap),
    (Tab::Kept, Key::TabKept),
    (Tab::Settings, Key::TabSettings),
    (Tab::Help, Key::TabHelp),
];

/// Width of the words at the left, in ems.
const SIDE: f32 = 6.0;
/// Height of what one presses.
pub(super) const HIGH: f32 = 40.0;

/// See the module.
#[derive(Default)]
pub struct Tablet {
    tab: Tab,
    /// A booth whose page is open, and the product of it that was chosen.
    open: Option<(usize, Option<usize>)>,
    /// It welcomes.
    first: bool,
    /// The last that was to be opened from elsewhere.
    told: u64,
    find: find::Find,
    map: map::Map,
    welcome: welcome::Welcome,
}

impl Tablet {
    /// Whether it shows where the visitor is.
    pub fn is_placed(&self) -> bool {
        self.first || (self.open.is_none() && matches!(self.tab, Tab::Find | Tab::Map))
    }

    pub fn show(
        &mut self,
        ui: &mut Ui,
        page: &mut Page,
        fair: &Fair,
        facts: &Facts,
        typed: &[Typed],
        acts: &mut Vec<Act>,
    ) {
        if std::mem::replace(&mut self.told, facts.open.0) != facts.open.0 {
            self.open = facts.open.1.map(|booth| (booth, None));
            if self.open.is_none() {
                self.tab = Tab::Map;
            }
        }
        let all = ui.max_rect();
        if facts.first {
            self.first = true;
            self.welcome.show(ui, page, all, facts, acts);
            return;
        }
        self.first = false;
        let side = Rect::from_min_size(all.min, vec2(SIDE * TEXT, all.height()));
        self.side(ui, page, side, acts);
        let rest = Rect::from_min_max(pos2(side.max.x + 2.0 * GAP, all.min.y), all.max);
        if self.tab == Tab::Find && !typed.is_empty() {
            self.open = None;
            self.find.typed(typed, page.lang);
        }
        if let Some((booth, product)) = self.open {
            if let Some(one) = fair.booths.get(booth)
                && booth::show(ui, page, rest, (booth, one, product), fair, facts, acts)
            {
                return;
            }
            self.open = None;
        }
        let open = match self.tab {
            Tab::Find => self.find.show(ui, page, rest, fair, facts),
            Tab::Map => self.map.show(ui, page, rest, fair, facts, acts),
            Tab::Kept => kept::show(ui, page, rest, fair, facts, acts),
            Tab::Settings => {
                settings::show(ui, page, rest, facts, acts);
                None
            }
            Tab::Help => {
                help::show(ui, page, rest, facts, acts);
                None
            }
        };
        if open.is_some() {
            self.open = open;
            ui.request_repaint();
        }
    }

    fn side(&mut self, ui: &Ui, page: &mut Page, rect: Rect, acts: &mut Vec<Act>) {
        let (mut rest, close) = cut_bottom(rect, HIGH);
        for (tab, key) in TABS {
            let place;
            (place, rest) = cut_top(rest, HIGH);
            let kind = if tab == self.tab { Kind::Chosen } else { Kind::Plain };
            let word = page.t(key);
            if page.button(ui, place, word, kind) {
                (self.tab, self.open) = (tab, None);
                ui.request_repaint();
            }
        }
        let word = page.t(Key::Close);
        if page.button(ui, close, word, Kind::Plain) {
            acts.push(Act::Close);
        }
        // For hands that have no stick: the panel turns with the visitor.
        let (rest, turns) = cut_bottom(rest, HIGH);
        let (_, name) = cut_bottom(rest, LINE);
        page.middle(ui, name, page.t(Key::TurnYou));
        for (place, (word, left)) in split(turns, 2).zip([("←", true), ("→", false)]) {
            if page.button(ui, place, word, Kind::Plain) {
                acts.push(Act::Turn(left));
            }
        }
    }
}

/// Where a booth is: its hall, its zone and its plot.
fn whereabouts(page: &Page, fair: &Fair, booth: &Booth) -> String {
    let Some(hall) = fair.halls.get(booth.hall) else { return String::new() };
    let plot = hall.plots.get(booth.plot);
    let zone = plot.and_then(|plot| hall.zones.iter().find(|zone| Some(&zone.id) == plot.zone.as_ref()));
    let say = |text: &Text| page.said(text).0.to_owned();
    let parts = [Some(say(&hall.title)), zone.map(|zone| say(&zone.title)), plot.map(|plot| plot.id.clone())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A line of a list that opens what it names: title, and words below it. Whether it was pressed.
fn line(ui: &mut Ui, page: &Page, id: impl std::hash::Hash + std::fmt::Debug, title: &Text, below: &str) -> bool {
    let wide = ui.available_width();
    let high = 2.0 * TEXT * 1.35 + 12.0;
    let (rect, _) = ui.allocate_exact_size(vec2(wide, high), egui::Sense::hover());
    if !ui.is_rect_visible(rect) {
        return false;
    }
    let (response, ink) = page.area(ui, rect, ui.scope_id().with(id), Kind::Plain);
    let at = rect.min + vec2(10.0, 5.0);
    let how = super::look::Type { bold: true, color: ink, ..page.plain() };
    page.content(ui, at, wide - 20.0, title, how);
    page.text(ui, at + vec2(0.0, TEXT * 1.4), wide - 20.0, below, page.soft());
    response.clicked()
}

/// Scrolls what is taller than the rectangle: by a stick, or by pulling at it, as bare hands have none.
pub(super) fn scrolled<R>(ui: &mut Ui, rect: Rect, name: &str, show: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = egui::UiBuilder::new().max_rect(rect).id_salt(name);
    let mut inner = ui.new_child(builder);
    inner.set_clip_rect(rect.intersect(ui.clip_rect()));
    let area = egui::ScrollArea::vertical().id_salt(name).auto_shrink(false);
    area.scroll_source(egui::scroll_area::ScrollSource::ALL).show(&mut inner, show).inner
}

//! The first visit: three things to try, a line or two each. Whoever knows them goes on at once.

use egui::{Rect, Ui, vec2};
use glam::Vec2;

use super::super::Key;
use super::super::facts::{Act, Facts};
use super::super::look::{GAP, Kind, Page, TITLE, Type, cut_bottom, cut_top, split};
use super::HIGH;
use crate::fair::Lang;
use crate::visit::{Settings, Side};

/// So far one goes, in metres, and so far one turns, in radians, to have tried it.
const WENT: f32 = 0.8;
const TURNED: f32 = 0.4;

const STEPS: [(Key, Key, Key); 3] = [
    (Key::WelcomeGo, Key::WelcomeGoHeadset, Key::WelcomeGoWindow),
    (Key::WelcomeTurn, Key::WelcomeTurnHeadset, Key::WelcomeTurnWindow),
    (Key::WelcomeTake, Key::WelcomeTakeRight, Key::WelcomeTakeWindow),
];

/// What was tried so far.
#[derive(Debug, Default)]
pub struct Welcome {
    /// Where the visitor was at first, and faced.
    from: Option<(Vec2, f32)>,
    done: [bool; STEPS.len()],
}

impl Welcome {
    pub fn show(&mut self, ui: &Ui, page: &mut Page, rect: Rect, facts: &Facts, acts: &mut Vec<Act>) {
        let (place, facing) = *self.from.get_or_insert((facts.place, facts.facing));
        let turned = (facts.facing - facing + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU);
        self.done[0] |= place.distance(facts.place) > WENT;
        self.done[1] |= (turned - std::f32::consts::PI).abs() > TURNED;
        self.done[2] |= facts.held.is_some();

        let left = facts.settings.main == Side::Left;
        let (mut rest, buttons) = cut_bottom(Self::chosen(ui, page, rect, facts, acts), HIGH);
        rest.min.y += GAP;
        let high = ((rest.height() - 2.0 * GAP) / STEPS.len() as f32).min(92.0);
        for ((name, worn, window), done) in STEPS.into_iter().zip(self.done) {
            let row;
            (row, rest) = cut_top(rest, high);
            let worn = if left && worn == Key::WelcomeTakeRight { Key::WelcomeTakeLeft } else { worn };
            let kind = if done { page.look.accent } else { page.look.raised };
            ui.painter().rect_filled(Rect::from_min_size(row.min, vec2(6.0, row.height())), 3, kind);
            let at = row.min + vec2(18.0, 2.0);
            let mark = if done { "✓ " } else { "" };
            let how = Type { bold: true, ..page.plain() };
            let title = page.text(ui, at, row.width(), &format!("{mark}{}", page.t(name)), how);
            let how = Type { rows: 2, ..page.soft() };
            let text = page.t(if facts.window { window } else { worn });
            page.word(ui, egui::pos2(at.x, title.max.y), row.width() - 24.0, text, how);
        }
        let how = Type { rows: 2, ..page.soft() };
        let hint = page.t(match left {
            _ if facts.window => Key::WelcomeTabletWindow,
            true => Key::WelcomeMenuLeft,
            false => Key::WelcomeMenuRight,
        });
        page.word(ui, buttons.min - vec2(0.0, 3.0), buttons.width() * 0.5 - GAP, hint, how);
        let word = page.t(if self.done == [true; STEPS.len()] { Key::WelcomeDone } else { Key::WelcomeSkip });
        if let Some(place) = split(buttons, 2).nth(1)
            && page.button(ui, place, word, Kind::Main)
        {
            acts.push(Act::Welcomed);
        }
    }

    /// The title, and what has to be asked first: the language, and in a headset the main hand. The rest of the panel.
    fn chosen(ui: &Ui, page: &mut Page, rect: Rect, facts: &Facts, acts: &mut Vec<Act>) -> Rect {
        let (title, below) = cut_top(rect, if facts.window { HIGH } else { TITLE * 1.35 });
        page.text(ui, title.min, title.width() * 0.6, page.t(Key::Welcome), page.title());
        let (row, rest) = if facts.window {
            (Rect::from_min_max(egui::pos2(title.max.x - 190.0, title.min.y), title.max), below)
        } else {
            cut_top(below, HIGH)
        };
        let mut places = split(row, if facts.window { 1 } else { 2 });
        let langs = ["中文", "English"];
        if let Some(pressed) =
            places.next().and_then(|place| page.choice(ui, place, &langs, usize::from(page.lang == Lang::En)))
        {
            acts.push(Act::Language(if pressed == 1 { Lang::En } else { Lang::Zh }));
        }
        let hands = [Key::LeftHanded, Key::RightHanded].map(|key| page.t(key));
        if let Some(pressed) =
            places.next().and_then(|place| page.choice(ui, place, &hands, facts.settings.main.index()))
        {
            let main = if pressed == 1 { Side::Right } else { Side::Left };
            acts.push(Act::Settings(Settings { main, ..facts.settings }));
        }
        rest
    }
}

//! The first visit: three things to try, each a line long. Whoever knows them goes on at once.

use egui::{Rect, Ui, vec2};
use glam::Vec2;

use super::super::Key;
use super::super::facts::{Act, Facts};
use super::super::look::{GAP, Kind, Page, Type, cut_bottom, cut_top, split};
use super::HIGH;
use crate::fair::Lang;

/// So far one goes, in metres, and so far one turns, in radians, to have tried it.
const WENT: f32 = 0.8;
const TURNED: f32 = 0.4;

const STEPS: [(Key, Key, Key); 3] = [
    (Key::WelcomeGo, Key::WelcomeGoHeadset, Key::WelcomeGoWindow),
    (Key::WelcomeTurn, Key::WelcomeTurnHeadset, Key::WelcomeTurnWindow),
    (Key::WelcomeTake, Key::WelcomeTakeHeadset, Key::WelcomeTakeWindow),
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

        let (top, rest) = cut_top(rect, HIGH);
        page.text(ui, top.min, top.width() * 0.6, page.t(Key::Welcome), page.title());
        let langs = Rect::from_min_max(egui::pos2(top.max.x - 190.0, top.min.y), top.max);
        let chosen = usize::from(page.lang == Lang::En);
        if let Some(pressed) = page.choice(ui, langs, &["中文", "English"], chosen) {
            acts.push(Act::Language(if pressed == 1 { Lang::En } else { Lang::Zh }));
        }
        let (mut rest, buttons) = cut_bottom(rest, HIGH);
        rest.min.y += GAP;
        for ((name, worn, window), done) in STEPS.into_iter().zip(self.done) {
            let row;
            (row, rest) = cut_top(rest, 92.0);
            let kind = if done { page.look.accent } else { page.look.raised };
            ui.painter().rect_filled(Rect::from_min_size(row.min, vec2(6.0, row.height() - GAP)), 3, kind);
            let at = row.min + vec2(18.0, 2.0);
            let mark = if done { "✓ " } else { "" };
            let how = Type { bold: true, ..page.plain() };
            let title = page.text(ui, at, row.width(), &format!("{mark}{}", page.t(name)), how);
            let how = Type { rows: 2, ..page.soft() };
            let text = page.t(if facts.window { window } else { worn });
            page.text(ui, egui::pos2(at.x, title.max.y + 2.0), row.width() - 24.0, text, how);
        }
        let how = Type { rows: 2, ..page.soft() };
        let hint = page.t(if facts.window { Key::WelcomeTabletWindow } else { Key::HelpTablet });
        page.text(ui, buttons.min + vec2(0.0, 9.0), buttons.width() * 0.5 - GAP, hint, how);
        let word = page.t(if self.done == [true; STEPS.len()] { Key::WelcomeDone } else { Key::WelcomeSkip });
        if let Some(place) = split(buttons, 2).nth(1)
            && page.button(ui, place, word, Kind::Main)
        {
            acts.push(Act::Welcomed);
        }
    }
}

//! What the visitor chooses for themselves.

use egui::{Rect, Ui, pos2, vec2};

use super::super::Key;
use super::super::facts::{Act, Facts};
use super::super::locale;
use super::super::look::{GAP, Kind, Page};
use super::{HIGH, scrolled};
use crate::fair::Lang;
use crate::visit::{Settings, Side, TextSize, Turn, Volume, height};

/// Degrees of a snap turn, and degrees per second of a smooth one.
const SNAP: f32 = 30.0;
const SMOOTH: f32 = 90.0;
/// Rows before that of the volume.
const VOLUME: usize = 2;

/// What is offered for one of the settings.
struct Row {
    name: Key,
    words: [Key; 2],
    chosen: usize,
    set: fn(&mut Settings, usize),
}

fn rows(s: &Settings) -> [Row; 12] {
    let on = [Key::Off, Key::On];
    [
        Row {
            name: Key::SetText,
            words: [Key::TextPlain, Key::TextLarge],
            chosen: usize::from(s.text == TextSize::Large),
            set: |s, i| s.text = if i == 1 { TextSize::Large } else { TextSize::Plain },
        },
        Row { name: Key::SetContrast, words: on, chosen: s.contrast.into(), set: |s, i| s.contrast = i == 1 },
        Row { name: Key::SetCaptions, words: on, chosen: s.captions.into(), set: |s, i| s.captions = i == 1 },
        Row {
            name: Key::SetTurn,
            words: [Key::TurnSnap, Key::TurnSmooth],
            chosen: usize::from(matches!(s.turn, Turn::Smooth(_))),
            set: |s, i| s.turn = if i == 1 { Turn::Smooth(SMOOTH) } else { Turn::Snap(SNAP) },
        },
        Row { name: Key::SetWalk, words: on, chosen: s.smooth.into(), set: |s, i| s.smooth = i == 1 },
        Row { name: Key::SetVignette, words: on, chosen: s.vignette.into(), set: |s, i| s.vignette = i == 1 },
        Row { name: Key::SetMotion, words: on, chosen: s.reduced_motion.into(), set: |s, i| s.reduced_motion = i == 1 },
        Row {
            name: Key::SetPosture,
            words: [Key::Standing, Key::Seated],
            chosen: s.seated.into(),
            set: |s, i| s.seated = i == 1,
        },
        Row {
            name: Key::SetMain,
            words: [Key::HandLeft, Key::HandRight],
            chosen: s.main.index(),
            set: |s, i| s.main = if i == 1 { Side::Right } else { Side::Left },
        },
        Row { name: Key::SetOneHand, words: on, chosen: s.one_hand.into(), set: |s, i| s.one_hand = i == 1 },
        Row { name: Key::SetSteady, words: on, chosen: s.steady.into(), set: |s, i| s.steady = i == 1 },
        Row { name: Key::SetRays, words: on, chosen: s.rays.into(), set: |s, i| s.rays = i == 1 },
    ]
}

pub fn show(ui: &mut Ui, page: &mut Page, rect: Rect, facts: &Facts, acts: &mut Vec<Act>) {
    scrolled(ui, rect, "settings", |ui| {
        let words = ["中文", "English"];
        let chosen = usize::from(page.lang == Lang::En);
        if let Some(pressed) = row(ui, page, Key::SetLanguage, &words, chosen) {
            acts.push(Act::Language(if pressed == 1 { Lang::En } else { Lang::Zh }));
        }
        for (index, one) in rows(&facts.settings).into_iter().enumerate() {
            if index == VOLUME {
                volume(ui, page, facts, acts);
            }
            let words = one.words.map(|key| page.t(key));
            if let Some(pressed) = row(ui, page, one.name, &words, one.chosen) {
                let mut settings = facts.settings;
                (one.set)(&mut settings, pressed);
                acts.push(Act::Settings(settings));
            }
            if one.name == Key::SetPosture && facts.settings.seated {
                eyes(ui, page, facts, acts);
            }
        }
    });
}

/// From which height somebody who sits sees, and where their eyes are meanwhile.
fn eyes(ui: &mut Ui, page: &mut Page, facts: &Facts, acts: &mut Vec<Act>) {
    let settings = &facts.settings;
    let places = named(ui, page, page.t(Key::SetEyes), [1.0, 2.0, 1.0]);
    page.middle(ui, places[1], &locale::height(settings.eyes, page.lang));
    for (place, word, up) in [(places[0], "−", false), (places[2], "+", true)] {
        if page.button(ui, place, word, Kind::Plain) {
            acts.push(Act::Settings(Settings { eyes: height::next(settings.eyes, up), ..*settings }));
        }
    }
    let measured = settings.sat.map(|sat| format!(" {}", locale::height(sat, page.lang))).unwrap_or_default();
    let name = format!("{}{measured}", page.t(Key::SetSat));
    let [place] = named(ui, page, &name, [1.0]);
    let word = page.t(Key::MeasureAgain);
    if page.button(ui, place, word, Kind::Plain) {
        acts.push(Act::Measure);
    }
}

/// A row with a name, and places beside it, of these shares of the room.
fn named<const N: usize>(ui: &mut Ui, page: &mut Page, name: &str, shares: [f32; N]) -> [Rect; N] {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width() - 4.0, HIGH), egui::Sense::hover());
    let middle = rect.min.x + rect.width() * 0.5;
    page.word(ui, rect.min + vec2(0.0, 9.0), rect.width() * 0.5, name, page.plain());
    let room = rect.max.x - middle - GAP * N as f32;
    let all: f32 = shares.iter().sum();
    let mut at = middle + GAP;
    shares.map(|share| {
        let place = Rect::from_min_max(pos2(at, rect.min.y), pos2(at + room * share / all, rect.max.y));
        at = place.max.x + GAP;
        place
    })
}

/// The one of which there is more than on and off.
fn volume(ui: &mut Ui, page: &mut Page, facts: &Facts, acts: &mut Vec<Act>) {
    let words = [Key::Off, Key::VolumeLow, Key::VolumeMiddle, Key::VolumeFull].map(|key| page.t(key));
    let chosen = Volume::ALL.iter().position(|volume| *volume == facts.settings.volume).unwrap_or_default();
    let pressed = row(ui, page, Key::SetVolume, &words, chosen);
    if let Some(volume) = pressed.and_then(|pressed| Volume::ALL.get(pressed).copied()) {
        acts.push(Act::Settings(Settings { volume, ..facts.settings }));
    }
}

fn row(ui: &mut Ui, page: &mut Page, name: Key, words: &[&str], chosen: usize) -> Option<usize> {
    let [place] = named(ui, page, page.t(name), [1.0]);
    page.choice(ui, place, words, chosen)
}

//! What panels share: colours, sizes, buttons and lines of text.
//!
//! An em is at least 16 points, 32 mm: 1.2° of the view at 1.5 m.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Galley, Id, Pos2, Rect, Response, Sense,
    Stroke, StrokeKind, Ui, pos2, vec2,
};

use crate::fair::{FontFile, Lang, Text};
use crate::panel::canvas::Rgb;
use crate::panel::fonts::{BOLD, REGULAR};
use crate::panel::page;
use crate::panel::strings::{Key, t};

/// Around all of a panel, points.
pub const MARGIN: i8 = 14;
/// Between things.
pub const GAP: f32 = 6.0;
/// Heights of an em: of text, and of titles.
pub const TEXT: f32 = 16.0;
pub const TITLE: f32 = 21.0;
/// Of a line of text.
pub const LINE: f32 = 24.0;
const ROUND: u8 = 6;

/// Colours.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub ground: Color32,
    pub raised: Color32,
    pub hovered: Color32,
    pub ink: Color32,
    pub soft: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
}

const fn color([r, g, b]: Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

impl Look {
    /// That of the pages, or one of great contrast.
    pub fn new(contrast: bool) -> Look {
        if contrast {
            return Look {
                ground: Color32::BLACK,
                raised: color([40, 40, 40]),
                hovered: color([90, 90, 0]),
                ink: Color32::WHITE,
                soft: color([225, 225, 225]),
                accent: color([255, 225, 0]),
                on_accent: Color32::BLACK,
            };
        }
        Look {
            ground: color(page::GROUND),
            raised: color(page::CAP),
            hovered: color([74, 96, 122]),
            ink: color(page::INK),
            soft: color(page::SOFT),
            accent: color(page::ACCENT),
            on_accent: color([8, 30, 30]),
        }
    }
}

impl Default for Look {
    fn default() -> Self {
        Look::new(false)
    }
}

/// The two fonts of every sign, and the fair's own for what they lack.
pub fn fonts(context: &egui::Context, fair: Option<FontFile>) {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in [("regular", REGULAR), ("bold", BOLD)] {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes)));
    }
    if let Some(font) = &fair {
        // It has no hints, and none are to be guessed.
        let tweak = FontTweak { hinting: Some(false), ..FontTweak::default() };
        fonts.font_data.insert("fair".into(), Arc::new(FontData::from_blob(font.clone(), 0).tweak(tweak)));
    }
    let family = |name: &str| [name].into_iter().chain(fair.is_some().then_some("fair")).map(str::to_owned).collect();
    fonts.families.insert(FontFamily::Proportional, family("regular"));
    fonts.families.insert(FontFamily::Monospace, family("regular"));
    fonts.families.insert(FontFamily::Name("bold".into()), family("bold"));
    context.set_fonts(fonts);
}

/// What egui draws by itself: bars that scroll.
pub fn style(context: &egui::Context, look: &Look) {
    context.all_styles_mut(|style| {
        // Whoever needs motion has it in the hall; here it would only cost.
        style.animation_time = 0.0;
        style.scroll_animation = egui::style::ScrollAnimation::none();
        style.spacing.item_spacing = vec2(GAP, GAP);
        style.spacing.scroll = egui::style::ScrollStyle::solid();
        style.spacing.scroll.bar_width = 14.0;
        style.spacing.scroll.fade.strength = 0.0;
        // What is let go stays there, and an end is an end.
        style.spacing.scroll.kinetic.decay_time = 0.0;
        style.spacing.scroll.kinetic.rubber_band = false;
        style.interaction.selectable_labels = false;
        let visuals = &mut style.visuals;
        visuals.panel_fill = look.ground;
        visuals.extreme_bg_color = look.ground;
        visuals.widgets.inactive.bg_fill = look.raised;
        visuals.widgets.hovered.bg_fill = look.hovered;
        visuals.widgets.active.bg_fill = look.accent;
    });
}

fn font(size: f32, bold: bool) -> FontId {
    let family = if bold { FontFamily::Name("bold".into()) } else { FontFamily::Proportional };
    FontId::new(size, family)
}

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Type {
    pub size: f32,
    pub bold: bool,
    pub color: Color32,
    /// Lines at the most; what is longer ends in an ellipsis.
    pub rows: usize,
}

/// How a button looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Plain,
    /// What one most likely wants.
    Main,
    /// It is on, or the one of several that is chosen.
    Chosen,
}

/// What is needed to draw anything.
pub struct Page<'a> {
    pub look: &'a Look,
    pub lang: Lang,
    /// A word of ours had no room.
    pub cut: &'a mut bool,
}

impl Page<'_> {
    pub fn t(&self, key: Key) -> &'static str {
        t(self.lang, key)
    }

    pub fn plain(&self) -> Type {
        Type { size: TEXT, bold: false, color: self.look.ink, rows: 1 }
    }

    pub fn soft(&self) -> Type {
        Type { color: self.look.soft, ..self.plain() }
    }

    pub fn title(&self) -> Type {
        Type { size: TITLE, bold: true, ..self.plain() }
    }

    /// A text of the fair in this language, or in the other one: then with a mark that says which.
    pub fn said<'t>(&self, text: &'t Text) -> (&'t str, Option<&'static str>) {
        let own = match self.lang {
            Lang::Zh => &text.zh,
            Lang::En => &text.en,
        };
        let other = if self.lang == Lang::Zh { "EN" } else { "中文" };
        (text.get(self.lang), (own.is_empty() && !text.is_empty()).then_some(other))
    }

    /// Lines of a text, not yet drawn.
    pub fn laid(&self, ui: &Ui, text: &str, how: Type, width: f32) -> Arc<Galley> {
        let format = TextFormat { font_id: font(how.size, how.bold), color: how.color, ..TextFormat::default() };
        let mut job = LayoutJob::single_section(text.to_owned(), format);
        job.wrap = TextWrapping {
            max_width: width,
            max_rows: how.rows,
            break_anywhere: how.rows == 1,
            ..TextWrapping::default()
        };
        ui.painter().layout_job(job)
    }

    /// Lines of a text at a place; gives back the rectangle that they take.
    pub fn text(&self, ui: &Ui, at: Pos2, width: f32, text: &str, how: Type) -> Rect {
        let galley = self.laid(ui, text, how, width);
        let rect = Rect::from_min_size(at, galley.size());
        ui.painter().galley(at, galley, how.color);
        rect
    }

    /// Words of ours at a place, that have to have room.
    pub fn word(&mut self, ui: &Ui, at: Pos2, width: f32, text: &str, how: Type) -> Rect {
        let galley = self.laid(ui, text, how, width);
        *self.cut |= galley.elided;
        let rect = Rect::from_min_size(at, galley.size());
        ui.painter().galley(at, galley, how.color);
        rect
    }

    /// A word of ours in the middle of its place.
    pub fn middle(&mut self, ui: &Ui, rect: Rect, text: &str) {
        let galley = self.laid(ui, text, self.plain(), rect.width());
        *self.cut |= galley.elided || galley.size().y > rect.height() + 1.0;
        let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
        ui.painter().galley(at, galley, self.look.ink);
    }

    /// A text of the fair, with the mark of its language where it is the other one; gives back what it takes.
    pub fn content(&self, ui: &Ui, at: Pos2, width: f32, text: &Text, how: Type) -> Rect {
        let (said, mark) = self.said(text);
        let Some(mark) = mark else { return self.text(ui, at, width, said, how) };
        let small = Type { size: TEXT, bold: false, color: self.look.soft, rows: 1 };
        let badge = self.laid(ui, mark, small, width);
        let rect = self.text(ui, at, width - badge.size().x - 14.0, said, how);
        let place = Rect::from_min_size(pos2(rect.max.x + 6.0, rect.min.y), badge.size() + vec2(8.0, 0.0));
        ui.painter().rect_stroke(place, 3, Stroke::new(1.0, self.look.soft), StrokeKind::Inside);
        ui.painter().galley(place.min + vec2(4.0, 0.0), badge, self.look.soft);
        rect.union(place)
    }

    /// Something that can be pointed at and pressed, with its ground.
    pub fn area(&self, ui: &Ui, rect: Rect, id: Id, kind: Kind) -> (Response, Color32) {
        let response = ui.interact(rect, id, Sense::click());
        let (fill, ink) = match kind {
            _ if response.is_pointer_button_down_on() => (self.look.accent, self.look.on_accent),
            Kind::Main | Kind::Chosen if response.hovered() => (self.look.ink, self.look.on_accent),
            Kind::Main | Kind::Chosen => (self.look.accent, self.look.on_accent),
            Kind::Plain if response.hovered() => (self.look.hovered, self.look.ink),
            Kind::Plain => (self.look.raised, self.look.ink),
        };
        ui.painter().rect_filled(rect, ROUND, fill);
        (response, ink)
    }

    /// A button with a word of ours: whether it was pressed.
    pub fn button(&mut self, ui: &Ui, rect: Rect, text: &str, kind: Kind) -> bool {
        let id = ui.scope_id().with((text, rect.min.x as i32, rect.min.y as i32));
        let (response, ink) = self.area(ui, rect, id, kind);
        let galley = self.laid(ui, text, Type { color: ink, ..self.plain() }, rect.width() - 4.0);
        *self.cut |= galley.elided || galley.size().y > rect.height();
        let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
        ui.painter().galley(at, galley, ink);
        response.clicked()
    }

    /// Buttons in a row, of which one is chosen: the one that was pressed.
    pub fn choice(&mut self, ui: &Ui, rect: Rect, words: &[&str], chosen: usize) -> Option<usize> {
        let places = split(rect, words.len());
        let pressed = words.iter().zip(places).enumerate().filter_map(|(i, (word, place))| {
            let kind = if i == chosen { Kind::Chosen } else { Kind::Plain };
            self.button(ui, place, word, kind).then_some(i)
        });
        pressed.last()
    }
}

/// A row of `count` equal parts.
pub fn split(rect: Rect, count: usize) -> impl Iterator<Item = Rect> {
    let wide = (rect.width() - GAP * count.saturating_sub(1) as f32) / count.max(1) as f32;
    (0..count).map(move |i| {
        Rect::from_min_size(pos2(rect.min.x + (wide + GAP) * i as f32, rect.min.y), vec2(wide, rect.height()))
    })
}

/// The upper part of a rectangle, so high, and the rest below a gap.
pub fn cut_top(rect: Rect, high: f32) -> (Rect, Rect) {
    let y = (rect.min.y + high).min(rect.max.y);
    let rest = (y + GAP).min(rect.max.y);
    (Rect::from_min_max(rect.min, pos2(rect.max.x, y)), Rect::from_min_max(pos2(rect.min.x, rest), rect.max))
}

/// The rest above a gap, and the lower part, so high.
pub fn cut_bottom(rect: Rect, high: f32) -> (Rect, Rect) {
    let y = (rect.max.y - high).max(rect.min.y);
    let rest = (y - GAP).max(rect.min.y);
    (Rect::from_min_max(rect.min, pos2(rect.max.x, rest)), Rect::from_min_max(pos2(rect.min.x, y), rect.max))
}

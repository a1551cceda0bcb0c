//! Panels that one works with: what egui lays out, drawn on a thread, on a board in the hall.
//!
//! A desk hears where a pointer is and what is typed, is told the [`Facts`], and gives back a picture and what the visitor
//! asked for ([`Act`]). It runs only when it heard or was told something new. It knows nothing of the visit and nothing of
//! the board: 1 point is [`POINT`] metres there.
//!
//! | what | where |
//! |---|---|
//! | drawing egui's triangles | `paint` |
//! | colours, sizes, buttons | `look` |
//! | what a panel tells of, and what it asks for | `facts` |
//! | the tablet: finding, the map, what was kept, settings | `tablet` |
//! | the card of a product in hand; its pictures and pages | `card`, `album` |
//! | a keyboard for pointers, and pinyin | `keyboard`, `pinyin` |
//! | lengths and times as a language writes them | `locale` |

mod album;
mod card;
mod facts;
mod keyboard;
#[cfg(test)]
mod legible;
mod locale;
mod look;
mod paint;
mod pinyin;
mod tablet;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use egui::{Event, Modifiers, PointerButton, RawInput, Rect};
use glam::Vec2;

use crate::fair::Fair;
use crate::model::{Image, Model, Placement};
pub use facts::{Act, Facts, Held, Item, Kept, Leaf, Seen, Touring};
use look::Look;
use paint::Painter;

use super::board::{Builder, board as slab};
use super::canvas::Canvas;
use super::glyphs;
use super::page::{CAP, GROUND};
use super::strings::Key;

/// Metres of a point on a board.
pub const POINT: f32 = 0.002;
/// Pixels of a point: 28 an em, where a headset of 20 pixels a degree shows 24 at 1.5 m.
const DENSITY: f32 = 1.75;
/// Levels of the picture: smaller than a quarter nobody reads it.
const LEVELS: usize = 3;
/// A press whose pointer goes no further than this, points, is still one: 1.7° seen from where the tablet comes.
const STEADY: f32 = 16.0;

/// Which panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// Finding, the map, what was kept, settings: before the visitor when they ask for it.
    Tablet,
    /// Beside a product in hand.
    Card,
    /// Above a bare hand whose palm one looks at: what controllers have a button for.
    Wrist,
}

impl Sheet {
    /// All of them, by their numbers.
    pub const ALL: [Sheet; 3] = [Sheet::Tablet, Sheet::Card, Sheet::Wrist];

    /// Width and height of its board in metres.
    pub fn size(self) -> Vec2 {
        self.points() * POINT
    }

    /// From the board's middle to its front, metres.
    pub fn front(self) -> f32 {
        0.01
    }

    /// Of the board's corners, metres.
    pub fn radius(self) -> f32 {
        0.02
    }

    /// Width and height of its picture in pixels, and how many levels that has.
    pub fn picture(self) -> (u32, u32, u32) {
        let (width, height) = self.texels();
        (width, height, LEVELS as u32)
    }

    fn points(self) -> Vec2 {
        match self {
            Sheet::Tablet => Vec2::new(640.0, 480.0),
            Sheet::Card => Vec2::new(320.0, 576.0),
            Sheet::Wrist => Vec2::new(180.0, 112.0),
        }
    }

    fn texels(self) -> (u32, u32) {
        let texels = self.points() * DENSITY;
        (texels.x as u32, texels.y as u32)
    }

    /// What a board of it takes on the GPU, in bytes, with a little for its corners.
    pub fn bytes(self) -> u64 {
        let (width, height) = self.texels();
        u64::from(width) * u64::from(height) * 4 * 21 / 16 + (64 << 10)
    }

    /// The board before anything is drawn on it, its middle at the origin, facing +Z. Its light is its own: it reads the
    /// same in any hall.
    pub fn board(self) -> Model {
        let mut builder = Builder::new("panel", Placement::default());
        let (width, height) = self.texels();
        let picture = builder.picture("panel", Canvas::new(width, height, GROUND), 0.0);
        let edge = builder.tint(picture, GROUND, CAP);
        let (mut front, rest) = slab(Vec2::ZERO.extend(0.0), self.size(), self.front(), self.radius());
        front.add_tinted(&rest, edge);
        builder.part(&front, picture);
        let mut model = builder.finish();
        model.materials.iter_mut().for_each(|material| material.unlit = true);
        model.images.iter_mut().for_each(|image| image.levels.truncate(LEVELS));
        model
    }

    /// What is on the board then.
    pub fn blank(self) -> Image {
        let (width, height) = self.texels();
        let mut image = Canvas::new(width, height, GROUND).into_image();
        image.levels.truncate(LEVELS);
        image
    }
}

/// What a pointer does on a board, at metres from its upper left corner: x to the right, y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Touch {
    Move(Vec2),
    Press(Vec2),
    Release(Vec2),
    /// By so many metres: y is up.
    Scroll(Vec2),
    /// It points elsewhere.
    Leave,
}

/// What is typed on a real keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    Letter(char),
    Erase,
    /// The first of what is offered.
    Accept,
}

/// What came of drawing a panel.
pub struct Drawn {
    pub image: Image,
    /// What the visitor asked for.
    pub acts: Vec<Act>,
    /// It wants to be drawn again at once.
    pub again: bool,
    /// It shows where the visitor is.
    pub placed: bool,
    /// A text was wider than its place: a mistake of the layout, looked for by tests.
    pub cut: bool,
}

/// A panel: its state, and what draws it.
pub struct Desk {
    context: egui::Context,
    painter: Painter,
    sheet: Sheet,
    fair: Arc<Fair>,
    look: Look,
    tablet: tablet::Tablet,
    card: card::Card,
    pointer: egui::Pos2,
}

impl Desk {
    /// Work for a thread: fonts are read.
    pub fn new(sheet: Sheet, fair: Arc<Fair>) -> Desk {
        let context = egui::Context::default();
        look::fonts(&context, glyphs::font(&fair.glyphs));
        // A mouse clicks at once and stays where it is. A trigger takes as long as its finger, or as a slow frame, and a
        // hand that pulls it moves.
        context.options_mut(|options| {
            options.input_options.max_click_duration = f64::INFINITY;
            options.input_options.max_click_dist = STEADY;
        });
        let (width, height) = sheet.texels();
        Desk {
            context,
            painter: Painter::new(width, height),
            sheet,
            fair,
            look: Look::default(),
            tablet: tablet::Tablet::default(),
            card: card::Card::default(),
            pointer: egui::Pos2::ZERO,
        }
    }

    /// Draws it at a time, in seconds, after what it heard since it was drawn last.
    pub fn draw(&mut self, touches: &[Touch], typed: &[Typed], facts: &Facts, time: f64) -> Drawn {
        // egui takes one press at a time: whoever waited for a slow thread has pressed more than once meanwhile.
        let (mut touches, mut typed, mut acts) = (touches, typed, Vec::new());
        let released = |touch: &Touch| matches!(touch, Touch::Release(_));
        while let Some(end) = touches.iter().position(released).map(|at| at + 1).filter(|end| *end < touches.len()) {
            let (first, later) = touches.split_at(end);
            acts.append(&mut self.pass(first, std::mem::take(&mut typed), facts, time).acts);
            touches = later;
        }
        let mut drawn = self.pass(touches, typed, facts, time);
        acts.append(&mut drawn.acts);
        Drawn { acts, ..drawn }
    }

    fn pass(&mut self, touches: &[Touch], typed: &[Typed], facts: &Facts, time: f64) -> Drawn {
        let zoom = facts.settings.text.zoom();
        let events = touches.iter().flat_map(|touch| self.event(*touch, zoom)).collect();
        let size = self.sheet.points() / zoom;
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(size.x, size.y))),
            time: Some(time),
            events,
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&egui::ViewportId::ROOT) {
            viewport.native_pixels_per_point = Some(DENSITY * zoom);
        }
        self.look = Look::new(facts.settings.contrast);
        look::style(&self.context, &self.look);
        let mut acts = Vec::new();
        let (mut typed, mut cut) = (typed, false);
        let context = self.context.clone();
        let mut output = context.run_ui(input, |ui| {
            let frame = egui::Frame::NONE.inner_margin(look::MARGIN);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                let mut page = look::Page { look: &self.look, lang: facts.lang, cut: &mut cut };
                match self.sheet {
                    // A second pass over the same layout has heard nothing.
                    Sheet::Tablet => {
                        let typed = std::mem::take(&mut typed);
                        self.tablet.show(ui, &mut page, &self.fair, facts, typed, &mut acts);
                    }
                    Sheet::Card => self.card.show(ui, &mut page, &self.fair, facts, &mut acts),
                    Sheet::Wrist => {
                        // The hand itself presses it by what is written below.
                        let (above, below) = look::cut_bottom(ui.max_rect(), look::LINE);
                        let word = page.t(Key::WristMenu);
                        if page.button(ui, above, word, look::Kind::Main) {
                            acts.push(Act::Tablet);
                        }
                        page.middle(ui, below, page.t(Key::WristHow));
                    }
                }
            });
        });
        self.painter.take(&output.textures_delta);
        let primitives = self.context.tessellate(output.shapes, output.pixels_per_point);
        self.painter.draw(&primitives, output.pixels_per_point, self.look.ground);
        self.painter.free(&output.textures_delta);
        // It wants to hear that nothing of it was forgotten.
        output.textures_delta.clear();
        let again = output.viewport_output.values().any(|viewport| viewport.repaint_delay.is_zero());
        let placed = self.sheet == Sheet::Tablet && self.tablet.is_placed();
        Drawn { image: self.painter.image(LEVELS), acts, again, placed, cut }
    }

    fn event(&mut self, touch: Touch, zoom: f32) -> Vec<Event> {
        let at = |place: Vec2| egui::pos2(place.x, place.y) / (POINT * zoom);
        let button = |pos, pressed| {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            vec![Event::PointerMoved(pos), Event::PointerButton { pos, button, pressed, modifiers }]
        };
        match touch {
            Touch::Move(place) => {
                self.pointer = at(place);
                vec![Event::PointerMoved(self.pointer)]
            }
            Touch::Press(place) => button(at(place), true),
            Touch::Release(place) => button(at(place), false),
            Touch::Scroll(by) => {
                let delta = egui::vec2(by.x, by.y) / (POINT * zoom);
                vec![Event::MouseWheel {
                    unit: egui::MouseWheelUnit::Point,
                    delta,
                    phase: egui::TouchPhase::Move,
                    source: egui::MouseWheelSource::Wheel,
                    modifiers: Modifiers::NONE,
                }]
            }
            Touch::Leave => vec![Event::PointerGone],
        }
    }
}

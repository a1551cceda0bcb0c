//! The boards that stand in the hall: a booth's sign, the notice on a booth that failed, the stand-in while one loads.

use glam::{Quat, Vec2, Vec3, Vec3Swizzles, vec2, vec3};

use super::board::{Builder, Shape, board};
use super::canvas::{Canvas, Rect, Rgb, dark, mix};
use super::strings::{Key, t};
use super::typeset::{self, Align, Block, Laid, Typesetter};
use crate::fair::{Lang, Sign, Text};
use crate::model::{Model, Placement};

/// Pixels per metre of a sign, while it stays under [`MAX_PIXELS`] a side.
const DENSITY: f32 = 512.0;
const MAX_PIXELS: f32 = 2048.0;
const THICKNESS: f32 = 0.02;
/// How much of its own light a sign adds to the hall's.
const GLOW: f32 = 0.35;

const WHITE: Rgb = [255, 255, 255];
const NIGHT: Rgb = [24, 32, 44];
const AMBER: Rgb = [255, 190, 40];

/// The booth's name on a slim light box, in the booth's space: the node stands at the sign's place. The back of the board
/// lies in the sign's rectangle, so that a wall there does not flicker through it.
pub fn booth_sign(title: &Text, sign: &Sign) -> Model {
    let size = sane(sign.size, 0.1, 20.0);
    let place = Placement::Trs {
        translation: if sign.position.is_finite() { sign.position } else { Vec3::ZERO },
        rotation: Quat::from_rotation_y(if sign.yaw.is_finite() { sign.yaw.to_radians() } else { 0.0 }),
        scale: Vec3::ONE,
    };
    let mut canvas = canvas(size, DENSITY, sign.background);
    typeset::with(|setter| name(setter, &mut canvas, title, sign.color));
    let mut builder = Builder::new("sign", place);
    let picture = builder.picture("sign front", canvas, GLOW);
    let edge = builder.tint(picture, sign.background, mix(sign.background, [128; 3], 0.3));
    let (mut front, rest) = board(Vec3::ZERO, size, THICKNESS, 0.0);
    front.add_tinted(&rest, edge);
    builder.part(&front, picture);
    builder.finish()
}

/// What the picture of a booth's sign takes on the GPU with its mips, in bytes; at the most.
pub fn sign_bytes(sign: &Sign) -> u64 {
    let canvas = pixels(sane(sign.size, 0.1, 20.0), DENSITY);
    u64::from(canvas.0) * u64::from(canvas.1) * 4 * 4 / 3 + (64 << 10)
}

/// About how high the letters of a booth's sign are in a language, metres: what is written there in both is as
/// [`booth_sign`] lays it, the Chinese larger.
pub fn sign_em(title: &Text, sign: &Sign, lang: Lang) -> f32 {
    /// Width of a letter in ems, and of the lines' heights what goes between them.
    const LETTER: f32 = 0.58;
    const LEADING: f32 = 1.12;
    let size = sane(sign.size, 0.1, 20.0);
    let margin = (size.y * 0.12).min(size.x * 0.08);
    let room = size - 2.0 * margin;
    let text = title.get(lang).trim();
    let both = !title.zh.trim().is_empty() && !title.en.trim().is_empty() && title.zh.trim() != title.en.trim();
    let part = match (both, lang) {
        (false, _) => 1.0,
        (true, Lang::Zh) => 0.66,
        (true, Lang::En) => 0.29,
    };
    let ems = text.chars().map(|c| if c.is_ascii() { LETTER } else { 1.0 }).sum::<f32>().max(1.0);
    let lines = ((size.y / size.x * 4.5).round() as u32).clamp(1, 8);
    let em = |lines: u32| (room.y * part / (LEADING * lines as f32)).min(room.x * lines as f32 / ems);
    (1..=lines).map(em).fold(0.0, f32::max).min(size.y * 0.7)
}

/// A free-standing notice on the plot of a booth that could not be shown, in the plot's space.
pub fn error_sign(title: &Text, reason: &str, lang: Lang) -> Model {
    standing(&Notice::of_booth(title, reason, lang))
}

/// The same where it is the whole fair that cannot be shown: `says` is its headline.
pub fn closed_sign(says: &Text, reason: &str, lang: Lang) -> Model {
    let other = if lang == Lang::Zh { &says.en } else { &says.zh };
    standing(&Notice { head: [says.get(lang), other], name: "", reason, more: "" })
}

/// What a notice says.
pub(super) struct Notice<'a> {
    /// In the visitor's language, and in the other.
    head: [&'a str; 2],
    /// Of what it speaks.
    name: &'a str,
    reason: &'a str,
    /// Its last line.
    more: &'a str,
}

impl<'a> Notice<'a> {
    pub(super) fn of_booth(title: &'a Text, reason: &'a str, lang: Lang) -> Notice<'a> {
        let other = match lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        let head = [lang, other].map(|lang| t(lang, Key::BoothFailed));
        Notice { head, name: title.get(lang), reason, more: t(lang, Key::BoothFailedMore) }
    }
}

fn standing(says: &Notice<'_>) -> Model {
    let size = vec2(1.2, 0.84);
    let mut canvas = canvas(size, 768.0, NIGHT);
    typeset::with(|setter| notice(setter, &mut canvas, says));
    let mut builder = Builder::new("notice", Placement::default());
    let picture = builder.picture("notice front", canvas, GLOW);
    let frame = builder.tint(picture, NIGHT, [70, 78, 88]);
    let (mut front, rest) = board(vec3(0.0, 1.35, 0.02), size, THICKNESS, 0.03);
    let mut foot = Shape::default();
    foot.add_box(vec3(-0.03, 0.02, -0.02), vec3(0.03, 1.6, 0.02), false);
    foot.add_box(vec3(-0.3, 0.0, -0.2), vec3(0.3, 0.02, 0.2), false);
    front.add_tinted(&rest, frame);
    front.add_tinted(&foot, frame);
    builder.part(&front, picture);
    builder.finish()
}

/// What stands on a plot until its booth is there, or for a booth without a model: the outline on the floor, low glassy
/// walls, the name, and a counter where there is one, in the plot's space. Of that: the middle (x, z), degrees, and width,
/// height and depth.
pub fn standin(size: Vec2, title: &Text, color: Rgb, counter: Option<(Vec2, f32, Vec3)>) -> Model {
    let plot = sane(size, 0.5, 100.0);
    let half = plot * 0.5;
    let mut builder = Builder::new("standin", Placement::default());

    let ground = if dark(color) { color } else { mix(color, NIGHT, 0.6) };
    let wide = (plot.x * 0.6).clamp(0.4, 2.4);
    let label = vec2(wide, wide * 0.28);
    let mut canvas = canvas(label, DENSITY, ground);
    typeset::with(|setter| name(setter, &mut canvas, title, WHITE));
    let picture = builder.picture("standin name", canvas, GLOW);
    let edge = builder.tint(picture, ground, color);
    let glass = builder.paint("standin walls", color, 0.22);

    let (mut front, rest) = board(vec3(0.0, 1.5, 0.02 - half.y + 0.02), label, THICKNESS, 0.02);
    front.add_tinted(&rest, edge);

    let mut bars = Shape::default();
    let (bar, high) = (0.05, 0.015);
    bars.add_box(vec3(-half.x, 0.0, half.y - bar), vec3(half.x, high, half.y), false);
    bars.add_box(vec3(-half.x, 0.0, -half.y), vec3(half.x, high, -half.y + bar), false);
    bars.add_box(vec3(-half.x, 0.0, -half.y + bar), vec3(-half.x + bar, high, half.y - bar), false);
    bars.add_box(vec3(half.x - bar, 0.0, -half.y + bar), vec3(half.x, high, half.y - bar), false);
    for side in [-1.0, 1.0] {
        let x = side * label.x * 0.3;
        bars.add_box(vec3(x - 0.02, high, -half.y + 0.005), vec3(x + 0.02, 1.5, 0.018 - half.y + 0.02), false);
    }
    front.add_tinted(&bars, edge);
    if let Some((middle, yaw, size)) = counter {
        let (body, top) = till(middle, yaw, sane(size.truncate(), 0.05, 20.0).extend(sane(size.zz(), 0.05, 20.0).x));
        front.add_tinted(&body, edge);
        let light = builder.tint(picture, ground, mix(color, WHITE, 0.8));
        front.add_tinted(&top, light);
    }
    builder.part(&front, picture);

    let mut walls = Shape::default();
    let (low, top) = (high, 0.6);
    let (x, z) = (half.x - bar * 0.5, half.y - bar * 0.5);
    walls.add_wall(vec3(-x, low, -z), vec3(x, top, -z));
    walls.add_wall(vec3(-x, low, z), vec3(-x, top, -z));
    walls.add_wall(vec3(x, low, -z), vec3(x, top, z));
    builder.part(&walls, glass);
    builder.finish()
}

/// A counter's body and its top, which reaches a little over it.
fn till(middle: Vec2, yaw: f32, size: Vec3) -> (Shape, Shape) {
    const TOP: f32 = 0.04;
    const OVER: f32 = 0.04;
    let half = vec2(size.x, size.z) * 0.5;
    let (mut body, mut top) = (Shape::default(), Shape::default());
    let high = (size.y - TOP).max(0.01);
    body.add_box(vec3(-half.x, 0.0, -half.y), vec3(half.x, high, half.y), false);
    top.add_box(vec3(-half.x - OVER, high, -half.y - OVER), vec3(half.x + OVER, size.y, half.y + OVER), true);
    for shape in [&mut body, &mut top] {
        shape.turn(Quat::from_rotation_y(yaw.to_radians()), vec3(middle.x, 0.0, middle.y));
    }
    (body, top)
}

/// The plain floor of a hall that brings no model, `size` metres along x and z, in the hall's space.
pub fn floor(size: Vec2) -> Model {
    let half = sane(size, 1.0, 1000.0) * 0.5;
    let mut builder = Builder::new("NOCAST_floor", Placement::default());
    let paint = builder.paint("floor", [150, 152, 156], 1.0);
    let mut slab = Shape::default();
    slab.add_box(vec3(-half.x, -0.05, -half.y), vec3(half.x, 0.0, half.y), false);
    builder.part(&slab, paint);
    builder.finish()
}

fn sane(size: Vec2, low: f32, high: f32) -> Vec2 {
    let one = |side: f32| if side.is_finite() { side.clamp(low, high) } else { low };
    vec2(one(size.x), one(size.y))
}

/// A canvas for a board of `size` metres.
pub(super) fn canvas(size: Vec2, density: f32, ground: Rgb) -> Canvas {
    let (width, height) = pixels(size, density);
    Canvas::new(width, height, ground)
}

fn pixels(size: Vec2, density: f32) -> (u32, u32) {
    // A small board gets more pixels a metre: letters need some to have a shape.
    let density = density.max(256.0 / size.min_element()).min(MAX_PIXELS / size.max_element());
    // Multiples of four: the texture halves cleanly and could be compressed in blocks.
    let pixels = |side: f32| (((side * density) / 4.0).round() as u32 * 4).clamp(4, MAX_PIXELS as u32);
    (pixels(size.x), pixels(size.y))
}

/// Chinese large, English below; either alone takes the middle.
pub(super) fn name(setter: &mut Typesetter, canvas: &mut Canvas, title: &Text, color: Rgb) {
    let (w, h) = (canvas.width as f32, canvas.height as f32);
    let margin = (h * 0.12).min(w * 0.08);
    let room = Rect::new(0.0, 0.0, w, h).inset(margin);
    // A tall board may break a name into lines; a low one reads better in one.
    let lines = ((h / w * 4.5).round() as usize).clamp(1, 8);
    let (zh, en) = (title.zh.trim(), title.en.trim());
    let mut largest = |text: &str, part: f32| {
        let block = Block { leading: 1.12, ..Block::new(text, 8.0, room.w).bold().align(Align::Center).lines(lines) };
        setter.lay_name(&block, (h.min(w) * 0.03, h * 0.7), room.h * part)
    };
    let mut parts: Vec<(Laid, Rgb)> = Vec::new();
    match (zh.is_empty(), en.is_empty()) {
        (false, false) if zh != en => {
            let first = largest(zh, 0.66);
            parts.push((first, color));
            parts.push((largest(en, 0.29), color));
        }
        (false, _) => parts.push((largest(zh, 1.0), color)),
        (true, false) => parts.push((largest(en, 1.0), color)),
        (true, true) => return,
    }
    // The ink as a whole stands in the middle, whatever the font's own heights.
    let inks: Vec<Rect> = parts.iter().map(|(laid, _)| setter.ink(laid)).collect();
    let gap = if parts.len() > 1 { (h * 0.09).min(inks[0].h * 0.35) } else { 0.0 };
    let total = inks.iter().map(|ink| ink.h).sum::<f32>() + gap;
    let mut y = (h - total) * 0.5;
    for ((laid, color), ink) in parts.iter().zip(&inks) {
        setter.draw(canvas, laid, (w - ink.w) * 0.5 - ink.x, y - ink.y, *color);
        y += ink.h + gap;
    }
}

/// The face of a notice.
pub(super) fn notice(setter: &mut Typesetter, canvas: &mut Canvas, says: &Notice<'_>) {
    let (w, h) = (canvas.width as f32, canvas.height as f32);
    let margin = w * 0.06;
    let wide = w - 2.0 * margin;
    canvas.rounded(Rect::new(0.0, 0.0, w, h * 0.012), 0.0, AMBER);

    let mark = Rect::new(margin, margin, w * 0.15, w * 0.135);
    canvas.triangle(mark, w * 0.014, AMBER);
    let bang = Rect::new(mark.x + mark.w * 0.5 - w * 0.008, mark.y + mark.h * 0.36, w * 0.016, mark.h * 0.32);
    canvas.rounded(bang, w * 0.008, NIGHT);
    canvas.rounded(Rect::new(bang.x, mark.y + mark.h * 0.76, bang.w, bang.w), bang.w, NIGHT);

    let left = mark.right() + margin * 0.6;
    let beside = w - margin - left;
    let block = Block::new(says.head[0], 0.0, beside).bold();
    let head = setter.lay_largest(&block, (12.0, w * 0.054), mark.h);
    let also = setter.lay_largest(&Block::new(says.head[1], 0.0, beside), (12.0, w * 0.034), mark.h);
    let top = mark.y + (mark.h - head.height - also.height) * 0.5;
    setter.draw(canvas, &head, left, top, WHITE);
    setter.draw(canvas, &also, left, top + head.height, mix(WHITE, NIGHT, 0.4));

    let mut y = mark.bottom() + margin * 0.6;
    canvas.rule(margin, y, wide, 2.0, mix(WHITE, NIGHT, 0.75));
    y += margin * 0.5;
    if !says.name.trim().is_empty() {
        let block = Block::new(says.name, w * 0.042, wide).bold().lines(2);
        y += setter.put(canvas, &block, margin, y, AMBER).height + margin * 0.15;
    }
    let footer = Block::new(says.more, w * 0.028, wide);
    let footer = setter.lay(&footer);
    let last = h - margin * 0.8 - footer.height;
    let size = w * 0.032;
    let lines = ((last - y) / (size * 1.35).round()).floor().max(1.0) as usize;
    setter.put(canvas, &Block::new(says.reason.trim(), size, wide).lines(lines), margin, y, mix(WHITE, NIGHT, 0.12));
    setter.draw(canvas, &footer, margin, last, mix(WHITE, NIGHT, 0.4));
}

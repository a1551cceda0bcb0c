//! The gate to another hall: two posts with a sign above that says where one gets to, and a mark on the floor.

use glam::{Vec2, Vec3, vec2, vec3};

use super::board::{Builder, Shape, board};
use super::canvas::{Rgb, mix};
use super::page::{ACCENT, GROUND, INK};
use super::sign;
use super::strings::{Key, t};
use super::typeset;
use crate::fair::{Fair, Lang, Text};
use crate::model::{Model, Placement};

/// What of a gate is in one's way, from its middle, metres.
pub const HALF: Vec2 = vec2(1.3, 0.5);
/// The middle of its sign's face in its space, which looks to +Z, and the sign's width and height, metres.
pub const SIGN: (Vec3, Vec2) = (vec3(0.0, 2.83, 0.05), vec2(2.3, 0.62));
/// From its middle to the inner sides of its posts, and how thick these are: wide enough for a wheelchair with a visitor
/// on each side.
const OPEN: f32 = 1.05;
const POST: f32 = 0.1;
/// Behind its middle, what ends the way: who stands in the middle does not touch it.
const BEHIND: f32 = 0.33;
/// Where the sign begins.
const HIGH: f32 = 2.5;
/// Depth of the mark on the floor.
const MARK: f32 = 0.7;
const DENSITY: f32 = 384.0;
const GLOW: f32 = 0.5;
const STEEL: Rgb = [70, 78, 88];

/// A gate whose sign says this, in its own space: the floor's middle at the origin, the sign facing +Z. Through one that
/// is `open` nobody gets to what is behind it in this hall: no way leads through it to anywhere else.
pub fn gate(says: &Text, open: bool) -> Model {
    let (middle, size) = SIGN;
    let mut canvas = sign::canvas(size, DENSITY, GROUND);
    typeset::with(|setter| sign::name(setter, &mut canvas, says, INK));
    let mut builder = Builder::new("gate", Placement::default());
    let picture = builder.picture("gate sign", canvas, GLOW);
    let (steel, mark) = (builder.tint(picture, GROUND, STEEL), builder.tint(picture, GROUND, mix(ACCENT, GROUND, 0.5)));
    let (mut front, rest) = board(middle - Vec3::Z * 0.02, size, 0.02, 0.03);
    front.add_tinted(&rest, steel);
    let mut frame = Shape::default();
    let deep = POST * 0.5;
    for inner in [-OPEN - POST, OPEN] {
        frame.add_box(vec3(inner, 0.0, -deep), vec3(inner + POST, HIGH, deep), false);
    }
    frame.add_box(vec3(-OPEN - POST, HIGH, -deep), vec3(OPEN + POST, HIGH + 0.66, middle.z - 0.021), true);
    front.add_tinted(&frame, steel);
    let mut floor = Shape::default();
    // A rim and a strip: seen from afar, and not in the way of feet.
    floor.add_box(vec3(-OPEN, 0.0, -MARK * 0.5), vec3(OPEN, 0.008, MARK * 0.5), false);
    front.add_tinted(&floor, mark);
    builder.part(&front, picture);
    if open {
        let mut behind = Shape::default();
        behind.add_box(vec3(-OPEN - POST, 0.0, -BEHIND - 0.03), vec3(OPEN + POST, HIGH, -BEHIND), false);
        builder.wall(&behind);
    }
    builder.finish()
}

/// What the sign of a gate says of where it leads, in both languages: see [`Fair::gates`].
pub fn gate_title(fair: &Fair, hall: usize, number: usize) -> Text {
    let to = fair.gates(hall).into_iter().nth(number).map(|gate| gate.to).unwrap_or_default();
    let only = to.first().filter(|_| to.len() == 1).and_then(|to| fair.halls.get(*to));
    let say = |lang| {
        let Some(hall) = only else { return t(lang, Key::ToOtherHalls).to_owned() };
        let (to, title) = (t(lang, Key::ToHall), hall.title.get(lang));
        // Between Chinese characters there is no space.
        let close = lang == Lang::Zh && title.chars().next().is_some_and(|first| !first.is_ascii());
        if close { format!("{to}{title}") } else { format!("{to} {title}") }
    };
    Text { zh: say(Lang::Zh), en: say(Lang::En) }
}

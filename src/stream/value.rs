//! What a rung is worth: pixels gained for each byte.
//!
//! A part at distance `d` (metres, from the eye to the nearest point of its sphere) covers `A` pixels of the picture,
//!
//! ```text
//! A = min(π (r · p ÷ d)², all pixels)        p: pixels a radian, r: the sphere's radius
//! ```
//!
//! A level whose finest detail is `g` metres shows it `b = g · p ÷ d` pixels wide, and is so sharp:
//! `f = min(1, 1 ÷ b)`, because the display shows nothing finer than a pixel. (Lines told apart, not their square: an
//! eye finds the first doubling of detail worth more than the second, which costs four times the bytes.) The pixels
//! gained by a level over the one below are `A · s · w · (f − f_below)`, with `s` the share of the part's picture that
//! shows a texture (1 for geometry) and the weight `w`:
//!
//! * in sight: `1 ÷ (1 + (θ ÷ θ₀)²)`, θ the angle between the part's nearest point and the gaze (θ₀ = 10°) or, where no
//!   gaze is known, the middle of the view (θ₀ = 35°);
//! * out of sight: 1⁄64, so that the nearest are there when the visitor turns round;
//! * from where the head will be in 1.5 s, the same and half of it; the better of the two counts.
//!
//! `fetch` is pixels gained per byte still to be fetched: the order of requests and uploads. `keep` is pixels gained per
//! byte on the GPU, whatever is there already: the order of what stays under the cap. `keep` depends on nothing but the
//! view, so with the view still it is constant; that is why eviction comes to an end.
//!
//! Nothing is worth more than what it needs: a level no more than the one below, a finer texture no more than the
//! geometry that shows it; and the first textured geometry and the coarsest rungs of its textures, which are of use
//! only together, share one value, the sum of their gains over the sum of their bytes. Above any value stands the class.

use glam::Vec3;

use super::catalog::{Catalog, Part};
use super::ids::{PartId, RungId};
use super::view::View;

/// Classes in rising order: all of a higher one comes before any of a lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// By value.
    Rest,
    /// The hall with its coarsest textures.
    Hall,
    /// The coarsest geometry of everything.
    Proxy,
}

/// What a rung is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worth {
    pub class: Class,
    /// Pixels gained per byte still to be fetched.
    pub fetch: f32,
    /// Pixels gained per byte on the GPU.
    pub keep: f32,
}

/// Nearer than this a part is not taken to be, in metres: eyes do not focus nearer.
const NEAREST: f32 = 0.3;
/// Weight of what is out of sight.
const BEHIND: f32 = 1.0 / 64.0;
/// Weight of what will be seen, beside what is.
const LATER: f32 = 0.5;
/// Where the weight falls to a half, in radians, with gaze and without.
const FOVEA: f32 = 0.175;
const MIDDLE: f32 = 0.61;
/// Share of its pixels that a level gains at least: finer than the display shows is worth something when all else is
/// there, because the visitor may come nearer.
const SPARE: f32 = 1e-6;
/// Bytes below which less makes no difference: a request costs as much.
const SMALL: f32 = 1024.0;

/// Pixels of a part, weighted, and pixels that a metre of it covers.
#[derive(Debug, Clone, Copy)]
struct Seen {
    pixels: f32,
    per_metre: f32,
}

fn seen_from(view: &View, from: Vec3, weight: f32, part: &Part) -> Seen {
    let way = part.centre - from;
    let far = way.length();
    let nearest = (far - part.radius).max(NEAREST);
    let per_metre = view.per_radian / nearest;
    let side = part.radius * per_metre;
    let pixels = (std::f32::consts::PI * side * side).min(view.pixels());
    // The half angle of the sphere; inside it everything is in sight.
    let wide = if far > part.radius + view.apart {
        ((part.radius + view.apart) / far).min(1.0).asin()
    } else {
        std::f32::consts::PI
    };
    let off = |axis: Vec3| (axis.dot(way) / far.max(1e-6)).clamp(-1.0, 1.0).acos() - wide;
    let w = if off(view.axis) > view.half {
        BEHIND
    } else {
        let (angle, half) = match view.gaze {
            Some(gaze) => (off(gaze), FOVEA),
            None => (off(view.axis), MIDDLE),
        };
        let angle = angle.max(0.0) / half;
        1.0 / (1.0 + angle * angle)
    };
    Seen { pixels: pixels * w * weight, per_metre }
}

fn seen(view: &View, part: &Part) -> Seen {
    let now = seen_from(view, view.head, 1.0, part);
    if view.ahead == view.head {
        return now;
    }
    let later = seen_from(view, view.ahead, LATER, part);
    if later.pixels > now.pixels { later } else { now }
}

/// How sharp a level with details of `grain` metres is, 0 to 1.
fn sharp(grain: f32, per_metre: f32) -> f32 {
    let blur = grain * per_metre;
    if blur > 1.0 { 1.0 / blur } else { 1.0 }
}

/// Says what every rung of a part is worth in this view, and gives the part's weighted pixels. `missing` gives the bytes
/// of a rung still to be fetched.
pub fn appraise(
    catalog: &Catalog,
    view: &View,
    part: PartId,
    missing: impl Fn(RungId) -> u32,
    mut tell: impl FnMut(RungId, Worth),
) -> f32 {
    let part = catalog.part(part);
    let model = catalog.model(part.model);
    let uses = catalog.uses(part.model);
    let Seen { pixels, per_metre } = seen(view, part);
    let per_metre = per_metre * part.scale;
    // No gain is nothing at all, or not a number.
    let gain = |gained: f32| (pixels * gained.max(SPARE)).max(f32::MIN_POSITIVE);
    let coarse = |rung: RungId, metres: f32| sharp(catalog.rung(rung).grain * metres, per_metre);
    let group_class = if part.hall { Class::Hall } else { Class::Rest };

    let mut below = Worth { class: Class::Proxy, fetch: f32::MAX, keep: f32::MAX };
    let mut was = 0.0;
    let mut textured = below;
    for (level, rung) in catalog.ladder(model.ladder).rungs().enumerate() {
        let is = coarse(rung, 1.0);
        let mut gained = gain(is - was);
        let (mut wire, mut gpu) = (missing(rung) as f32, catalog.rung(rung).gpu as f32);
        let group = level == usize::from(model.textured_from);
        if group {
            for shown in uses {
                let Some(first) = catalog.ladder(shown.ladder).rung(0) else { continue };
                gained += gain(shown.share * coarse(first, shown.metres));
                wire += missing(first) as f32;
                gpu += catalog.rung(first).gpu as f32;
            }
        }
        let class = match level {
            0 => Class::Proxy,
            1 => group_class,
            _ => Class::Rest,
        };
        let worth = least(below, class, gained / wire.max(SMALL), gained / gpu.max(SMALL));
        tell(rung, worth);
        if group {
            textured = worth;
        }
        (below, was) = (worth, is);
    }
    for shown in uses {
        let mut below = textured;
        let mut was = 0.0;
        for (level, rung) in catalog.ladder(shown.ladder).rungs().enumerate() {
            let is = coarse(rung, shown.metres);
            let worth = match level {
                0 => textured,
                _ => {
                    let gained = gain(shown.share * (is - was));
                    let gpu = catalog.rung(rung).gpu as f32;
                    least(below, Class::Rest, gained / (missing(rung) as f32).max(SMALL), gained / gpu.max(SMALL))
                }
            };
            tell(rung, worth);
            (below, was) = (worth, is);
        }
    }
    pixels
}

/// No more than what it rests on.
fn least(below: Worth, class: Class, fetch: f32, keep: f32) -> Worth {
    // A class has an order of its own: values are compared within one.
    let class = class.min(below.class);
    let cap = |value: f32, below: f32| value.clamp(f32::MIN_POSITIVE, f32::MAX).min(below);
    match class == below.class {
        true => Worth { class, fetch: cap(fetch, below.fetch), keep: cap(keep, below.keep) },
        false => Worth { class, fetch: cap(fetch, f32::MAX), keep: cap(keep, f32::MAX) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Builder, CASES, Level, Piece, Use, between};
    use proptest::prelude::*;

    /// One booth with a texture, both of three levels; rungs 0 to 2 are the texture.
    fn booth(centre: Vec3, hall: bool) -> Catalog {
        let mut builder = Builder::new();
        let mut level = |grain: f32, bytes: u32| {
            let piece = builder.piece(Piece { wire: bytes, gpu: 0 });
            Level { grain, gpu: 4 * u64::from(bytes), pieces: vec![piece], ..Level::default() }
        };
        let texture = [level(1.0 / 64.0, 4 << 10), level(1.0 / 256.0, 64 << 10), level(1.0 / 1024.0, 1 << 20)];
        let shape = [level(0.2, 2 << 10), level(0.02, 100 << 10), level(0.002, 400 << 10)];
        let ladder = builder.texture(&texture).unwrap();
        let model = builder.model(&shape, &[Use { ladder, metres: 2.0, share: 0.5 }]).unwrap();
        builder.part(Part { centre, radius: 2.0, scale: 1.0, model, hall }).unwrap();
        builder.build()
    }

    fn view() -> View {
        View {
            time: 0.0,
            head: Vec3::ZERO,
            axis: Vec3::NEG_Z,
            half: 0.8,
            apart: 0.03,
            per_radian: 1000.0,
            ahead: Vec3::ZERO,
            gaze: None,
        }
    }

    fn worths(catalog: &Catalog, view: &View) -> Vec<Worth> {
        let none = Worth { class: Class::Rest, fetch: 0.0, keep: 0.0 };
        let mut found = vec![none; catalog.rungs().len()];
        let missing = |rung: RungId| catalog.pieces_of(rung).iter().map(|piece| catalog.piece(*piece).wire).sum();
        appraise(catalog, view, PartId(0), missing, |rung, worth| found[rung.at()] = worth);
        found
    }

    #[test]
    fn nearer_seen_and_looked_at_are_worth_more() {
        let near = |catalog: &Catalog, view: &View| worths(catalog, view)[4].fetch;
        let ahead = booth(Vec3::new(0.0, 0.0, -10.0), false);
        let value = near(&ahead, &view());
        assert!(value > near(&booth(Vec3::new(0.0, 0.0, -20.0), false), &view()));
        let behind = booth(Vec3::new(0.0, 0.0, 10.0), false);
        assert!(value > 30.0 * near(&behind, &view()) && near(&behind, &view()) > 0.0);
        let aside = View { gaze: Some(Vec3::new(0.6, 0.0, -0.8)), ..view() };
        assert!(value > 2.0 * near(&ahead, &aside));
        let coming = View { ahead: Vec3::new(0.0, 0.0, 5.0), ..view() };
        assert!(near(&behind, &coming) > near(&behind, &view()), "what is walked to counts");
    }

    #[test]
    fn no_more_than_the_display_shows() {
        let far = worths(&booth(Vec3::new(0.0, 0.0, -200.0), false), &view());
        // At 198 m a metre is 5 pixels: the finer textures show nothing more.
        assert!(far[1].keep < 1e-4 * far[0].keep && far[2].keep < 1e-4 * far[0].keep, "{far:?}");
    }

    #[test]
    fn classes_stand_above_values() {
        let hall = worths(&booth(Vec3::new(0.0, 0.0, -200.0), true), &view());
        let classes: Vec<Class> = hall.iter().map(|worth| worth.class).collect();
        use Class::*;
        assert_eq!(classes, [Hall, Rest, Rest, Proxy, Hall, Rest]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

        /// In every view, broken ones too, values are positive numbers and nothing is worth more than what it rests on.
        #[test]
        fn nothing_is_worth_more_than_what_it_needs(
            at in prop::array::uniform3(between(-50.0, 50.0)), odd in prop::num::f32::ANY, which in 0usize..5, hall: bool,
            axis in prop::array::uniform3(between(-1.0, 1.0)),
        ) {
            let catalog = booth(Vec3::from(at.map(|x| x as f32)), hall);
            let mut view = View { axis: Vec3::from(axis.map(|x| x as f32)).normalize_or_zero(), ..view() };
            match which {
                0 => view.head.x = odd,
                1 => view.per_radian = odd,
                2 => view.ahead.z = odd,
                3 => view.gaze = Some(Vec3::splat(odd)),
                _ => view.half = odd,
            }
            let found = worths(&catalog, &view);
            for worth in &found {
                prop_assert!(worth.fetch > 0.0 && worth.keep > 0.0 && worth.fetch.is_finite() && worth.keep.is_finite());
            }
            // What each rests on: rung 4 is the first that shows the texture.
            for (upper, lower) in [(1, 0), (2, 1), (1, 4), (4, 3), (5, 4), (4, 0), (0, 4)] {
                let (upper, lower) = (found[upper], found[lower]);
                prop_assert!(upper.class <= lower.class);
                prop_assert!(upper.class < lower.class || (upper.fetch <= lower.fetch && upper.keep <= lower.keep));
            }
        }
    }
}

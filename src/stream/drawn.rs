//! How much of what is on the GPU is drawn together: a standalone headset has the time for so many draws and triangles a
//! frame and no more, whichever way its wearer looks.
//!
//! Where they stand, the compass is divided into [`HEADINGS`]; a place counts in each heading whose view may hold a part of
//! it. Everything stands at its coarsest level, and then, those first that look largest, each place gets the finest level
//! with which no heading passes the limits. Heads turn faster than levels are exchanged: that is why all headings count,
//! not the one that is looked at.
//!
//! Of equals (one model at several places) the batched draws count once, as they are drawn. What a view's height leaves
//! out, and what stands behind something else, is counted all the same: the figures are bounds.

use std::f32::consts::{PI, TAU};

use glam::Vec3;

/// Headings that are looked at: one bit each.
const HEADINGS: usize = 32;
/// Of the limits, what is left for finer levels even where the coarsest of a hall take more than the rest.
const LEAST: u32 = 2;
/// What is shown at a finer level already looks larger by so much than it is, so that two places don't take turns.
const STAY: f32 = 1.25;

/// What a level costs in each frame that shows it; or the limits of a frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Draws that all places with the same level share.
    pub draws: u32,
    /// Draws of each place: what blends is drawn from far to near.
    pub own: u32,
    pub triangles: u64,
}

impl Load {
    /// Limits of a frame.
    pub const fn limits(draws: u32, triangles: u64) -> Load {
        Load { draws, own: 0, triangles }
    }
}

/// Most levels of a model.
pub const LEVELS: usize = 3;

/// A place that shows a model, at any of the levels that are on the GPU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Of the bounding sphere, in the world, metres.
    pub centre: Vec3,
    /// Metres.
    pub radius: f32,
    /// Of equal number are places that show the same model.
    pub model: u32,
    /// Of its levels, the coarsest first.
    pub loads: [Load; LEVELS],
    /// How many of them there are now, at least one.
    pub levels: u8,
    /// The level that is shown.
    pub shown: u8,
}

/// Divides the limits of a frame among places.
#[derive(Debug)]
pub struct Sharing {
    limits: Load,
    /// By heading.
    drawn: [Load; HEADINGS],
    /// Of each place, the headings that see it, and how large it looks.
    seen: Vec<u32>,
    order: Vec<(f32, u32)>,
    /// By model and level: the headings in which its draws are counted.
    counted: Vec<[u32; LEVELS]>,
}

impl Sharing {
    pub fn new(limits: Load) -> Sharing {
        Sharing { limits, drawn: [Load::default(); HEADINGS], seen: Vec::new(), order: Vec::new(), counted: Vec::new() }
    }

    /// What is left in every heading, as it was divided last.
    pub fn room(&self) -> Load {
        let most = self.most();
        Load::limits(self.limits.draws.saturating_sub(most.draws), self.limits.triangles.saturating_sub(most.triangles))
    }

    /// The most of any heading, as it was divided last.
    pub fn most(&self) -> Load {
        self.drawn.iter().fold(Load::default(), |most, load| Load {
            draws: most.draws.max(load.draws),
            own: 0,
            triangles: most.triangles.max(load.triangles),
        })
    }

    /// Gives each place its level, in `levels`. `half` is half the opening of a view in radians.
    pub fn divide(&mut self, head: Vec3, half: f32, places: &[Standing], levels: &mut Vec<u8>) {
        self.see(head, half, places);
        levels.clear();
        levels.resize(places.len(), 0);
        for (place, &mask) in places.iter().zip(&self.seen) {
            add(&mut self.drawn, &mut self.counted, place, 0, mask);
        }
        // Where the coarsest levels leave less than that, it is the visitor's nearest that must not suffer.
        let least = self.limits.draws / LEAST;
        let draws = self.drawn.map(|load| self.limits.draws.max(load.draws + least));
        let least = self.limits.triangles / u64::from(LEAST);
        let triangles = self.drawn.map(|load| self.limits.triangles.max(load.triangles + least));
        for &(_, at) in &self.order {
            let (Some(place), Some(&mask)) = (places.get(at as usize), self.seen.get(at as usize)) else { continue };
            for level in (1..place.levels.min(LEVELS as u8)).rev() {
                let load = place.loads[usize::from(level)];
                let coarse = place.loads[0].triangles;
                let counted = self.counted[place.model as usize][usize::from(level)];
                let fits = bits(mask).all(|heading| {
                    let shared = if counted >> heading & 1 == 0 { load.draws } else { 0 };
                    let now = self.drawn[heading];
                    now.draws + shared + load.own <= draws[heading]
                        && now.triangles + load.triangles - coarse.min(load.triangles) <= triangles[heading]
                });
                if fits {
                    // Others may still show the coarsest: its draws stay counted.
                    bits(mask).for_each(|heading| self.drawn[heading].triangles -= coarse);
                    add(&mut self.drawn, &mut self.counted, place, level, mask);
                    if let Some(chosen) = levels.get_mut(at as usize) {
                        *chosen = level;
                    }
                    break;
                }
            }
        }
    }

    /// Which headings see each place, and which places look largest.
    fn see(&mut self, head: Vec3, half: f32, places: &[Standing]) {
        self.drawn = [Load::default(); HEADINGS];
        let models = places.iter().map(|place| place.model as usize + 1).max().unwrap_or(0);
        self.counted.clear();
        self.counted.resize(models, [0; LEVELS]);
        self.seen.clear();
        self.order.clear();
        for (number, place) in (0..).zip(places) {
            let way = place.centre - head;
            let (flat, distance) = (way.x.hypot(way.z), way.length());
            // Half the angle that it takes of the compass.
            let wide = if flat > place.radius { (place.radius / flat).asin() } else { PI };
            self.seen.push(headings(way.x.atan2(-way.z), half + wide));
            let size = place.radius / (distance - place.radius).max(0.1);
            let stay = if place.shown > 0 { STAY } else { 1.0 };
            if place.levels > 1 {
                self.order.push((size * stay, number));
            }
        }
        self.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }
}

/// The headings whose view, so wide to either side, may hold what lies in a direction (radians, any turn).
fn headings(direction: f32, wide: f32) -> u32 {
    let step = TAU / HEADINGS as f32;
    // One looks anywhere between two of them.
    let wide = wide + step * 0.5;
    if !(wide < PI && direction.is_finite()) {
        return u32::MAX;
    }
    (0..HEADINGS).fold(0, |mask, heading| {
        let apart = (direction - heading as f32 * step).rem_euclid(TAU);
        mask | u32::from(apart.min(TAU - apart) <= wide) << heading
    })
}

/// The numbers of the bits that are set.
fn bits(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (bit < u32::BITS).then_some(bit as usize)
    })
}

/// Counts a level of a place in all headings that see it.
fn add(drawn: &mut [Load; HEADINGS], counted: &mut [[u32; LEVELS]], place: &Standing, level: u8, mask: u32) {
    let load = place.loads[usize::from(level)];
    let before = std::mem::replace(&mut counted[place.model as usize][usize::from(level)], mask);
    counted[place.model as usize][usize::from(level)] |= before;
    for heading in bits(mask) {
        let shared = if before >> heading & 1 == 0 { load.draws } else { 0 };
        drawn[heading].draws += shared + load.own;
        drawn[heading].triangles += load.triangles;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{CASES, between};
    use proptest::prelude::*;

    const LIMITS: Load = Load::limits(20, 10_000);

    fn place(at: Vec3, model: u32) -> Standing {
        let load = |draws, triangles| Load { draws, own: 0, triangles };
        let loads = [load(1, 10), load(4, 1000), load(8, 4000)];
        Standing { centre: at, radius: 2.0, model, loads, levels: 3, shown: 0 }
    }

    fn divided(places: &[Standing]) -> (Vec<u8>, Load) {
        let (mut sharing, mut levels) = (Sharing::new(LIMITS), Vec::new());
        sharing.divide(Vec3::ZERO, 0.8, places, &mut levels);
        (levels, sharing.most())
    }

    #[test]
    fn what_looks_largest_is_finest_and_each_direction_has_the_whole() {
        // Five in a row ahead, and one behind.
        let mut places: Vec<_> = (0..5).map(|row| place(Vec3::NEG_Z * (5.0 + 4.0 * row as f32), row)).collect();
        places.push(place(Vec3::Z * 50.0, 5));
        let (levels, most) = divided(&places);
        // Draws: five and eight, and four more for the next; the others have no room.
        assert_eq!(levels, [2, 1, 0, 0, 0, 2]);
        assert_eq!((most.draws, most.triangles), (17, 5030));
    }

    #[test]
    fn equals_share_their_draws_and_not_their_triangles() {
        let places: Vec<_> = (0..4).map(|row| place(Vec3::NEG_Z * (5.0 + 4.0 * row as f32), 0)).collect();
        let (levels, most) = divided(&places);
        assert_eq!(levels, [2, 2, 1, 1]);
        assert_eq!((most.draws, most.triangles), (13, 10_000));
    }

    #[test]
    fn a_hall_of_coarse_things_leaves_half_to_what_is_near() {
        let mut places: Vec<_> = (0..40).map(|row| place(Vec3::NEG_Z * (20.0 + row as f32), row)).collect();
        places.push(place(Vec3::NEG_Z * 4.0, 40));
        let (levels, most) = divided(&places);
        assert_eq!((levels[40], levels[..40].iter().max()), (2, Some(&0)));
        assert_eq!(most.draws, 49);
    }

    #[test]
    fn two_that_look_alike_do_not_take_turns() {
        let mut places = [place(vec(-4.0, -6.0), 0), place(vec(4.0, -6.1), 1)];
        for place in &mut places {
            place.loads[1] = place.loads[0];
            place.loads[2].draws = 12;
        }
        let first = divided(&places).0;
        assert_eq!(first, [2, 1]);
        (places[0].shown, places[1].shown) = (2, 1);
        places[1].centre = vec(4.0, -5.8);
        places[1].shown = 0;
        assert_eq!(divided(&places).0, first);
        places[1].centre = vec(3.0, -4.0);
        assert_eq!(divided(&places).0, [1, 2]);
    }

    fn vec(x: f32, z: f32) -> Vec3 {
        Vec3::new(x, 0.0, z)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whichever way one looks, what a view may hold stays within the limits, but for what is coarsest anyway.
        #[test]
        fn no_view_passes_the_limits(
            places in prop::collection::vec(
                (between(-60.0, 60.0), between(-60.0, 60.0), between(0.1, 5.0), 0u32..12, 1u8..=3), 1..60),
            heading in between(0.0, 6.3), odd in prop::num::f32::ANY,
        ) {
            let mut all: Vec<Standing> = places.iter().map(|&(x, z, radius, model, levels)| {
                let mut place = place(vec(x as f32, z as f32), model);
                (place.radius, place.levels) = (radius as f32, levels);
                place.loads[2].own = model % 3;
                place
            }).collect();
            if odd.to_bits() % 4 == 0 {
                all[0].centre.x = odd;
            }
            let (levels, _) = divided(&all);
            prop_assert_eq!(levels.len(), all.len());
            let seen = |place: &&(Standing, u8)| {
                let (centre, flat) = (place.0.centre, place.0.centre.x.hypot(place.0.centre.z));
                let apart = (centre.x.atan2(-centre.z) - heading as f32).rem_euclid(TAU);
                let wide = if flat > place.0.radius { (place.0.radius / flat).asin() } else { PI };
                apart.min(TAU - apart) <= 0.8 + wide
            };
            let both: Vec<_> = all.iter().copied().zip(levels.iter().copied()).collect();
            let (mut drawn, mut coarse) = (Load::default(), Load::default());
            let (mut models, mut coarsest) = (std::collections::HashSet::new(), std::collections::HashSet::new());
            for (place, level) in both.iter().filter(seen) {
                prop_assert!(*level < place.levels);
                let load = place.loads[usize::from(*level)];
                drawn.draws += load.own + if models.insert((place.model, *level)) { load.draws } else { 0 };
                drawn.triangles += load.triangles;
                coarse.triangles += place.loads[0].triangles;
                coarse.draws += u32::from(coarsest.insert(place.model));
            }
            prop_assert!(drawn.draws <= LIMITS.draws.max(coarse.draws + LIMITS.draws / 2), "{drawn:?}");
            prop_assert!(drawn.triangles <= LIMITS.triangles.max(coarse.triangles + LIMITS.triangles / 2));
        }
    }
}

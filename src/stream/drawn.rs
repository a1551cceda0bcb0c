//! How much of what is on the GPU is drawn together: a standalone headset has the time for so many draws and triangles a
//! frame and no more, whichever way its wearer looks.
//!
//! Where they stand, the compass is divided into [`HEADINGS`]; a place counts in each heading whose view may hold a part of
//! it. Those first that look largest,
//!
//! 1. each place is shown at its coarsest level, as long as that leaves half of the limits to finer ones (all of them,
//!    where there are none);
//! 2. each place gets the finest level with which no heading passes the limits;
//! 3. what was left out comes after all where there is still room for it.
//!
//! What finds no room is [`HIDDEN`]: it looks smallest. Heads turn faster than levels are exchanged: that is why all
//! headings count, not the one that is looked at.
//!
//! Of equals (one model at several places) the batched draws count once, as they are drawn; what is drawn together is a
//! [`Company`]. What a view's height leaves out, and what stands behind something else, is counted all the same: the
//! figures are bounds. They are passed in one case only: by what is nearer than [`NEAR`] and what may never be left out
//! ([`Standing::must`]), at their coarsest. A booth that one stands before does not vanish, whatever it costs.

use std::f32::consts::{PI, TAU};

use glam::Vec3;

/// Headings that are looked at: one bit each.
const HEADINGS: usize = 32;
/// Of the limits, one part in so many is left for finer levels by the coarsest.
const LEAST: u32 = 2;
/// What is shown already, or at a finer level, looks larger by so much than it is, so that two places don't take turns.
const STAY: f32 = 1.25;
/// What was left out comes back once one part in so many of the limits is free beyond it, so that it does not flicker.
const SLACK: u32 = 16;
/// Metres from the head within which everything stays.
pub const NEAR: f32 = 4.0;

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

    const fn without(self, other: Load) -> Load {
        Load::limits(self.draws.saturating_sub(other.draws), self.triangles.saturating_sub(other.triangles))
    }

    /// Adds to it; a file may say that it draws any number of times.
    const fn take(&mut self, draws: u32, triangles: u64) {
        self.draws = self.draws.saturating_add(draws);
        self.triangles = self.triangles.saturating_add(triangles);
    }

    const fn within(self, limits: Load) -> bool {
        self.draws <= limits.draws && self.triangles <= limits.triangles
    }

    const fn part(self, of: u32) -> Load {
        Load::limits(self.draws / of, self.triangles / of as u64)
    }
}

/// What a standalone headset has time for in a frame: Quest 2 draws 80 to 200 times in a busy scene, and a million triangles.
pub const STANDALONE: Load = Load::limits(200, 1_000_000);

/// Most levels of a model.
pub const LEVELS: usize = 3;
/// The level of what is not shown at all.
pub const HIDDEN: u8 = u8::MAX;
/// The company of a place that has none.
pub const ALONE: u32 = u32::MAX;

/// A place that shows a model, at any of the levels that are on the GPU.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Of the bounding sphere, in the world, metres.
    pub centre: Vec3,
    /// Metres.
    pub radius: f32,
    /// Of equal number are places that show the same model.
    pub model: u32,
    /// Which of the companies it is in while it shows its coarsest level, or [`ALONE`].
    pub company: u32,
    /// Of its levels, the coarsest first.
    pub loads: [Load; LEVELS],
    /// How many of them there are now, at least one.
    pub levels: u8,
    /// The level that is shown, or [`HIDDEN`].
    pub shown: u8,
    /// It is never left out: the hall itself.
    pub must: bool,
}

/// Places that are one draw together, as long as they show their coarsest level. They are seen together, and left out
/// together; each that shows another level cuts the draw in two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Company {
    /// Of a sphere round all of them, in the world, metres.
    pub centre: Vec3,
    pub radius: f32,
    /// Half the size of the largest of them, metres.
    pub size: f32,
}

/// What a round knows of a company.
#[derive(Debug, Clone, Copy, Default)]
struct Together {
    /// Headings that see it.
    mask: u32,
    triangles: u64,
    /// Any of it is shown already.
    stays: bool,
    shown: bool,
    /// How many of it show another level.
    cuts: u32,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Place(u32),
    Company(u32),
}

/// Divides the limits of a frame among places.
#[derive(Debug)]
pub struct Sharing {
    limits: Load,
    /// By heading.
    drawn: [Load; HEADINGS],
    /// Of each place, the headings that see it, and whether it is near.
    seen: Vec<(u32, bool)>,
    together: Vec<Together>,
    /// How large they look.
    order: Vec<(f32, Turn)>,
    /// By model and level: the headings in which its draws are counted.
    counted: Vec<[u32; LEVELS]>,
}

impl Sharing {
    pub fn new(limits: Load) -> Sharing {
        Sharing {
            limits,
            drawn: [Load::default(); HEADINGS],
            seen: Vec::new(),
            together: Vec::new(),
            order: Vec::new(),
            counted: Vec::new(),
        }
    }

    /// What is left in every heading, as it was divided last.
    pub fn room(&self) -> Load {
        self.limits.without(self.most())
    }

    /// The most of any heading, as it was divided last.
    pub fn most(&self) -> Load {
        self.drawn.iter().fold(Load::default(), |most, load| Load {
            draws: most.draws.max(load.draws),
            own: 0,
            triangles: most.triangles.max(load.triangles),
        })
    }

    /// Gives each place its level or [`HIDDEN`], in `levels`. `half` is half the opening of a view in radians.
    pub fn divide(&mut self, head: Vec3, half: f32, places: &[Standing], companies: &[Company], levels: &mut Vec<u8>) {
        self.see(head, half, places, companies);
        levels.clear();
        levels.resize(places.len(), HIDDEN);
        let (limits, finer) = (self.limits, places.iter().any(|place| place.levels > 1));
        let coarse = if finer { limits.without(limits.part(LEAST)) } else { limits };
        for (number, place) in (0..).zip(places) {
            if self.must(number, place) && place.company == ALONE {
                self.show(number, place, levels);
            }
        }
        self.fill(coarse, places, levels);
        let order = std::mem::take(&mut self.order);
        for &(_, turn) in &order {
            if let Turn::Place(number) = turn
                && let Some(place) = places.get(number as usize)
                && levels.get(number as usize) == Some(&0)
            {
                self.refine(number, place, levels);
            }
        }
        self.order = order;
        self.fill(limits, places, levels);
    }

    /// Shows what is hidden yet, as far as the limits go.
    fn fill(&mut self, limits: Load, places: &[Standing], levels: &mut [u8]) {
        let slack = limits.without(self.limits.part(SLACK));
        let order = std::mem::take(&mut self.order);
        for &(_, turn) in &order {
            match turn {
                Turn::Place(number) => {
                    let Some(place) = places.get(number as usize) else { continue };
                    let hidden = levels.get(number as usize) == Some(&HIDDEN);
                    let limits = if place.shown == HIDDEN { slack } else { limits };
                    if hidden && place.company == ALONE && self.fits(number, place, 0, limits) {
                        self.show(number, place, levels);
                    }
                }
                Turn::Company(number) => self.admit(number, [limits, slack], places, levels),
            }
        }
        self.order = order;
        for (level, place) in levels.iter_mut().zip(places) {
            let shown = self.together.get(place.company as usize).is_some_and(|company| company.shown);
            if shown && *level == HIDDEN {
                *level = 0;
            }
        }
    }

    /// Shows a company, or, where it has no room, those of it that must be there, one by one.
    fn admit(&mut self, number: u32, [limits, slack]: [Load; 2], places: &[Standing], levels: &mut [u8]) {
        let Some(company) = self.together.get_mut(number as usize).filter(|company| !company.shown) else { return };
        let limits = if company.stays { limits } else { slack };
        let (mask, draws, triangles) = (company.mask, 1 + company.cuts, company.triangles);
        let fits = bits(mask).all(|heading| {
            let mut now = self.drawn[heading];
            now.take(draws, triangles);
            now.within(limits)
        });
        if fits {
            company.shown = true;
            for heading in bits(mask) {
                self.drawn[heading].take(draws, triangles);
            }
            return;
        }
        for (place, standing) in (0..).zip(places).filter(|(_, standing)| standing.company == number) {
            if levels.get(place as usize) == Some(&HIDDEN) && self.must(place, standing) {
                self.show(place, standing, levels);
            }
        }
    }

    fn must(&self, number: u32, place: &Standing) -> bool {
        place.must || self.seen.get(number as usize).is_some_and(|(_, near)| *near)
    }

    /// Shows a place at its coarsest level by itself.
    fn show(&mut self, number: u32, place: &Standing, levels: &mut [u8]) {
        let Some(&(mask, _)) = self.seen.get(number as usize) else { return };
        add(&mut self.drawn, &mut self.counted, place, 0, mask);
        if let Some(level) = levels.get_mut(number as usize) {
            *level = 0;
        }
    }

    /// Gives a place the finest level that fits instead of its coarsest.
    fn refine(&mut self, number: u32, place: &Standing, levels: &mut [u8]) {
        for level in (1..place.levels.min(LEVELS as u8)).rev() {
            if !self.fits(number, place, level, self.limits) {
                continue;
            }
            let Some(&(mask, _)) = self.seen.get(number as usize) else { return };
            // Others may still show the coarsest: its draws stay counted.
            let (coarse, cut) = self.coarse(place, mask);
            bits(coarse).for_each(|heading| {
                let drawn = &mut self.drawn[heading];
                drawn.triangles = drawn.triangles.saturating_sub(place.loads[0].triangles);
                drawn.take(cut, 0);
            });
            add(&mut self.drawn, &mut self.counted, place, level, mask);
            if let Some(company) = self.together.get_mut(place.company as usize) {
                company.cuts += 1;
            }
            if let Some(chosen) = levels.get_mut(number as usize) {
                *chosen = level;
            }
            return;
        }
    }

    /// Where the coarsest level of a place is counted, and how many draws its company has more without it.
    fn coarse(&self, place: &Standing, mask: u32) -> (u32, u32) {
        let company = self.together.get(place.company as usize).filter(|company| company.shown);
        company.map_or((mask, 0), |company| (company.mask, 1))
    }

    /// Whether a place may show a level, within these limits: its coarsest for the first time, or a finer one in place of that.
    fn fits(&self, number: u32, place: &Standing, level: u8, limits: Load) -> bool {
        let Some(&(mask, _)) = self.seen.get(number as usize) else { return false };
        let load = place.loads[usize::from(level)];
        let counted = self.counted[place.model as usize][usize::from(level)];
        let (coarse, cut) = if level > 0 { self.coarse(place, mask) } else { (0, 0) };
        bits(mask | coarse).all(|heading| {
            let mut now = self.drawn[heading];
            if coarse >> heading & 1 == 1 {
                now.take(cut, 0);
                now.triangles = now.triangles.saturating_sub(place.loads[0].triangles);
            }
            if mask >> heading & 1 == 1 {
                let shared = if counted >> heading & 1 == 0 { load.draws } else { 0 };
                now.take(shared.saturating_add(load.own), load.triangles);
            }
            now.within(limits)
        })
    }

    /// Which headings see each place, and which places look largest.
    fn see(&mut self, head: Vec3, half: f32, places: &[Standing], companies: &[Company]) {
        self.drawn = [Load::default(); HEADINGS];
        let models = places.iter().map(|place| place.model as usize + 1).max().unwrap_or(0);
        self.counted.clear();
        self.counted.resize(models, [0; LEVELS]);
        self.seen.clear();
        self.together.clear();
        self.order.clear();
        let mask = |centre: Vec3, radius: f32| {
            let way = centre - head;
            let flat = way.x.hypot(way.z);
            // Half the angle that it takes of the compass.
            let wide = if flat > radius { (radius / flat).asin() } else { PI };
            headings(way.x.atan2(-way.z), half + wide)
        };
        for company in companies {
            let mask = mask(company.centre, company.radius);
            self.together.push(Together { mask, ..Together::default() });
        }
        for (number, place) in (0..).zip(places) {
            // A place that is nowhere is near.
            let apart = place.centre.distance(head) - place.radius;
            self.seen.push((mask(place.centre, place.radius), apart.is_nan() || apart < NEAR));
            if let Some(company) = self.together.get_mut(place.company as usize) {
                company.triangles = company.triangles.saturating_add(place.loads[0].triangles);
                company.stays |= place.shown != HIDDEN;
            }
            let stay = if place.shown == HIDDEN { 1.0 } else { STAY };
            let stay = if place.shown > 0 && place.shown != HIDDEN { stay * STAY } else { stay };
            self.order.push((place.radius / apart.max(0.1) * stay, Turn::Place(number)));
        }
        for ((number, company), together) in (0..).zip(companies).zip(&self.together) {
            let apart = company.centre.distance(head) - company.radius;
            let stay = if together.stays { STAY } else { 1.0 };
            self.order.push((company.size / apart.max(0.1) * stay, Turn::Company(number)));
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
    let (first, last) = (((direction - wide) / step).ceil(), ((direction + wide) / step).floor());
    let count = (last - first + 1.0).clamp(0.0, HEADINGS as f32) as u32;
    let row = u32::MAX.checked_shr(u32::BITS - count).unwrap_or(0);
    row.rotate_left(first.rem_euclid(HEADINGS as f32) as u32)
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
    // Who is in company has a form of its own.
    let alone = level == 0 && place.company != ALONE;
    for heading in bits(mask) {
        let shared = if alone || before >> heading & 1 == 0 { load.draws } else { 0 };
        drawn[heading].take(shared.saturating_add(load.own), load.triangles);
    }
}

#[cfg(test)]
mod tests;

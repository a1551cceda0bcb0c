//! Which booths' signs are there in a live visit: the nearest in full, those farther away with less, the others not at
//! all. However many booths a fair has, signs take their share of the GPU's memory and no more.

use std::collections::HashMap;

use glam::Vec3;

use super::piece::{Detail, Piece};
use crate::fair::Fair;
use crate::panel;

/// Nearer than this a sign has all its texels, in metres; at that distance a headset shows half of them.
const FULL: f32 = 30.0;
/// Farther than this nobody reads one.
const SEEN: f32 = 90.0;
/// What is there already counts as so much nearer: who sways between two signs does not make them come and go.
const KEEP: f32 = 0.85;
/// Seconds from one look to the next.
const EVERY: f64 = 0.25;
/// Levels that a sign with less leaves out; each is a quarter of the one before.
pub const LESS: usize = 2;

/// See the module's page.
#[derive(Debug)]
pub struct Signs {
    /// Where each is, and what it takes in full, in bytes.
    all: Vec<(Vec3, u64)>,
    /// The most that they take together, in bytes, …
    budget: u64,
    /// … beside what was lent of it.
    lent: u64,
    there: HashMap<usize, Detail>,
    due: f64,
    order: Vec<(f32, usize)>,
}

impl Signs {
    pub fn new(fair: &Fair, budget: u64) -> Signs {
        let sign = |(index, booth): (usize, &crate::fair::Booth)| {
            let place = Piece::Sign(index).matrix(fair).transform_point3(booth.sign.position);
            (if place.is_finite() { place } else { Vec3::ZERO }, panel::sign_bytes(&booth.sign))
        };
        let all = fair.booths.iter().enumerate().map(sign).collect();
        Signs { all, budget, lent: 0, there: HashMap::new(), due: f64::NEG_INFINITY, order: Vec::new() }
    }

    /// What is to change, seen from `head`: how much of a sign is wanted from now on, `None` to take it away. What leaves
    /// comes before what comes.
    pub fn look(&mut self, head: Vec3, time: f64) -> Vec<(usize, Option<Detail>)> {
        if time < self.due {
            return Vec::new();
        }
        self.due = time + EVERY;
        self.order.clear();
        for (index, (place, _)) in self.all.iter().enumerate() {
            let far = place.distance(head) * if self.there.contains_key(&index) { KEEP } else { 1.0 };
            if far < SEEN {
                self.order.push((far, index));
            }
        }
        self.order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut wanted: HashMap<usize, Detail> = HashMap::with_capacity(self.order.len());
        // Half for what can be read, and what is left for all others.
        let (mut full, mut left) = (self.budget / 2, self.budget);
        for &(far, index) in &self.order {
            let bytes = self.all.get(index).map_or(0, |sign| sign.1);
            let less = bytes >> (2 * LESS);
            if far < FULL && bytes <= full && bytes <= left {
                (full, left) = (full - bytes, left - bytes);
                wanted.insert(index, Detail::Full);
            } else if less <= left {
                left -= less;
                wanted.insert(index, Detail::Near);
            } else {
                break;
            }
        }
        let gone = self.there.keys().filter(|index| !wanted.contains_key(index));
        let mut changes: Vec<_> = gone.map(|index| (*index, None)).collect();
        let new = wanted.iter().filter(|(index, detail)| self.there.get(index) != Some(detail));
        changes.extend(new.map(|(index, detail)| (*index, Some(*detail))));
        changes.sort_unstable();
        self.there = wanted;
        changes
    }

    /// Lends bytes of their budget; signs that have no room any more leave with the next look. `false` where there are not
    /// so many.
    pub fn lend(&mut self, bytes: u64) -> bool {
        let fits = bytes <= self.budget;
        if fits {
            (self.budget, self.lent, self.due) = (self.budget - bytes, self.lent + bytes, f64::NEG_INFINITY);
        }
        fits
    }

    /// Takes back what was lent.
    pub fn take_back(&mut self, bytes: u64) {
        (self.budget, self.lent) = (self.budget + bytes, self.lent.saturating_sub(bytes));
    }

    /// The most that signs and borrowers take, and what they take, in bytes.
    pub fn bytes(&self) -> (u64, u64) {
        let of = |(index, detail): (&usize, &Detail)| {
            let whole = self.all.get(*index).map_or(0, |sign| sign.1);
            if *detail == Detail::Full { whole } else { whole >> (2 * LESS) }
        };
        (self.budget + self.lent, self.there.iter().map(of).sum::<u64>() + self.lent)
    }

    /// Bytes that are lent.
    #[cfg(test)]
    pub fn lent(&self) -> u64 {
        self.lent
    }

    /// How much of a sign is wanted.
    pub fn wanted(&self, index: usize) -> Option<Detail> {
        self.there.get(&index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of signs, two metres apart, of 64 bytes each.
    fn row(budget: u64) -> Signs {
        let all = (0..200).map(|index| (Vec3::X * index as f32 * 2.0, 64)).collect();
        Signs { all, budget, lent: 0, there: HashMap::new(), due: f64::NEG_INFINITY, order: Vec::new() }
    }

    fn bytes(signs: &Signs) -> u64 {
        signs.there.values().map(|detail| if *detail == Detail::Full { 64 } else { 4 }).sum()
    }

    #[test]
    fn the_nearest_are_full_and_all_stay_in_their_budget() {
        let mut signs = row(1 << 20);
        let first = signs.look(Vec3::ZERO, 0.0);
        assert_eq!(first.len(), 45, "what is nearer than 90 m");
        assert_eq!(
            (signs.wanted(14), signs.wanted(15), signs.wanted(45)),
            (Some(Detail::Full), Some(Detail::Near), None)
        );
        assert!(signs.look(Vec3::X * 50.0, 0.1).is_empty(), "too soon");
        for budget in [0, 3, 70, 300, 1000] {
            let mut signs = row(budget);
            for step in 0..100 {
                signs.look(Vec3::X * step as f32 * 3.7, f64::from(step));
                assert!(bytes(&signs) <= budget, "{} of {budget}", bytes(&signs));
            }
            assert_eq!(signs.there.is_empty(), budget < 4);
        }
    }

    #[test]
    fn what_is_lent_is_taken_from_the_farthest_and_comes_back() {
        let mut signs = row(400);
        signs.look(Vec3::ZERO, 0.0);
        let before = signs.bytes();
        assert!(before.0 == 400 && before.1 > 200 && before.1 == bytes(&signs), "{before:?}");
        assert!(!signs.lend(401) && signs.lend(300));
        let changes = signs.look(Vec3::ZERO, 0.01);
        assert!(!changes.is_empty() && bytes(&signs) <= 100, "{changes:?}");
        signs.take_back(300);
        signs.look(Vec3::ZERO, 1.0);
        assert_eq!(signs.bytes(), before);
    }

    #[test]
    fn swaying_changes_nothing_and_walking_takes_away_before_it_brings() {
        let mut signs = row(400);
        signs.look(Vec3::X * 100.0, 0.0);
        for step in 1..20 {
            let sway = if step % 2 == 0 { 0.05 } else { -0.05 };
            assert!(signs.look(Vec3::X * (100.0 + sway), f64::from(step)).is_empty());
        }
        let changes = signs.look(Vec3::X * 300.0, 30.0);
        let first = changes.iter().position(|(_, detail)| detail.is_some()).unwrap();
        assert!(first > 0 && changes[first..].iter().all(|(_, detail)| detail.is_some()), "{changes:?}");
    }
}

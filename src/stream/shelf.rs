//! What could make room, by rank: how many bytes lie below a rank, and what lies lowest. Every operation takes a few
//! steps, however much is on it.

use super::value::{Class, Worth};

/// Ranks of one class: the highest bits of a positive `f32`, eight an octave.
const SPAN: u16 = 1 << 11;
const RANKS: usize = 3 * SPAN as usize;
/// A challenger's rank is at least so much higher: its value is then at least 1.33 times that of the incumbent, whose
/// bin's upper edge is at most 1.5 (of its octave) where the challenger's lower edge is at least 2.
pub(super) const HYSTERESIS: u16 = 5;

const NONE: u32 = u32::MAX;

/// Rank of a rung in the order of keeping.
pub(super) fn rank(worth: &Worth) -> u16 {
    let value = (worth.keep.to_bits() >> 20) as u16 & (SPAN - 1);
    worth.class as u16 * SPAN + value
}

/// The rank of a proxy that nobody has looked at yet.
pub(super) const UNSEEN: u16 = Class::Proxy as u16 * SPAN;

/// Rungs in lists by rank, and a tree of sums (Fenwick's) of bytes by rank.
#[derive(Debug)]
pub(super) struct Shelf {
    heads: Vec<u32>,
    /// Neighbours in the list: before, after.
    links: Vec<[u32; 2]>,
    /// A bit for every list that is not empty.
    filled: Vec<u64>,
    sums: Vec<u64>,
}

impl Shelf {
    pub fn new(rungs: usize) -> Shelf {
        Shelf {
            heads: vec![NONE; RANKS],
            links: vec![[NONE; 2]; rungs],
            filled: vec![0; RANKS.div_ceil(64)],
            sums: vec![0; RANKS + 1],
        }
    }

    /// Adds bytes at a rank.
    pub fn weigh(&mut self, rank: u16, bytes: u64) {
        self.change(rank, |sum| sum.wrapping_add(bytes));
    }

    /// Takes bytes away that were added.
    pub fn lighten(&mut self, rank: u16, bytes: u64) {
        self.change(rank, |sum| sum.wrapping_sub(bytes));
    }

    fn change(&mut self, rank: u16, by: impl Fn(u64) -> u64) {
        let mut at = usize::from(rank) + 1;
        while at < self.sums.len() {
            self.sums[at] = by(self.sums[at]);
            at += at & at.wrapping_neg();
        }
    }

    /// Bytes at ranks below.
    pub fn below(&self, rank: u16) -> u64 {
        let (mut at, mut sum) = (usize::from(rank).min(RANKS), 0u64);
        while at > 0 {
            sum = sum.wrapping_add(self.sums[at]);
            at &= at - 1;
        }
        sum
    }

    /// Puts a rung first in the list of a rank.
    pub fn put(&mut self, rung: u32, rank: u16) {
        let head = std::mem::replace(&mut self.heads[usize::from(rank)], rung);
        self.links[rung as usize] = [NONE, head];
        if head != NONE {
            self.links[head as usize][0] = rung;
        }
        self.filled[usize::from(rank) / 64] |= 1 << (rank % 64);
    }

    /// Takes a rung out of the list of a rank.
    pub fn take(&mut self, rung: u32, rank: u16) {
        let [before, after] = self.links[rung as usize];
        if after != NONE {
            self.links[after as usize][0] = before;
        }
        if before != NONE {
            self.links[before as usize][1] = after;
            return;
        }
        self.heads[usize::from(rank)] = after;
        if after == NONE {
            self.filled[usize::from(rank) / 64] &= !(1 << (rank % 64));
        }
    }

    /// What lies lowest, with its rank.
    pub fn lowest(&self) -> Option<(u32, u16)> {
        let word = self.filled.iter().position(|word| *word != 0)?;
        let rank = word * 64 + self.filled[word].trailing_zeros() as usize;
        Some((self.heads[rank], rank as u16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{CASES, between};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn sums_and_the_lowest(steps in prop::collection::vec((0u32..12, 0u16..6144, 0u64..1000), 1..50), ask in 0u16..6144) {
            let mut shelf = Shelf::new(12);
            let mut on: [Option<(u16, u64)>; 12] = [None; 12];
            for (rung, rank, bytes) in steps {
                match on[rung as usize].take() {
                    Some((rank, bytes)) => {
                        shelf.take(rung, rank);
                        shelf.lighten(rank, bytes);
                    }
                    None => {
                        shelf.put(rung, rank);
                        shelf.weigh(rank, bytes);
                        on[rung as usize] = Some((rank, bytes));
                    }
                }
                let sum: u64 = on.iter().flatten().filter(|one| one.0 < ask).map(|one| one.1).sum();
                prop_assert_eq!(shelf.below(ask), sum);
                prop_assert_eq!(shelf.lowest().map(|lowest| lowest.1), on.iter().flatten().map(|one| one.0).min());
                if let Some((rung, rank)) = shelf.lowest() {
                    prop_assert_eq!(on[rung as usize].map(|one| one.0), Some(rank));
                }
            }
        }

        /// The stated hysteresis, and that a higher value never has a lower rank.
        #[test]
        fn a_challenger_is_a_third_better(power in between(-20.0, 20.0), times in between(1.0, 3.0), hall: bool) {
            let (low, times) = (10f64.powf(power) as f32, times as f32);
            let class = if hall { Class::Hall } else { Class::Rest };
            let of = |keep| rank(&Worth { class, fetch: 0.0, keep });
            let (low_rank, high_rank) = (of(low), of(low * times));
            prop_assert!(high_rank >= low_rank);
            prop_assert!(high_rank < low_rank + HYSTERESIS || times > 1.33);
            prop_assert!(times < 1.8 || high_rank >= low_rank + HYSTERESIS);
        }
    }
}

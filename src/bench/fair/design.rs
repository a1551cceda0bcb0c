//! Which booth shows what.

use crate::bench::chance::mix;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// 1 to 2,000.
    pub booths: usize,
    /// About so many megabytes (10⁶ bytes) on the wire for the booth in front of the visitor.
    pub megabytes: Option<f64>,
    pub seed: u64,
}

/// Booths that look the same, on average: a maker with several dealers.
const ALIKE: usize = 4;
/// Prints in which one stand comes at most: each is a model that has to be packed.
const PRINTS: usize = 8;
/// Colours in which products come.
const COLORS: usize = 3;

/// What a booth looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Design {
    /// The booth of the stock, by its place there.
    pub stand: usize,
    /// Which print it has; 0 is its own.
    pub print: usize,
    /// The colour of its products; 0 is their own.
    pub color: usize,
}

impl Spec {
    /// The design of each booth, of a stock with so many booths. Neighbours differ where they can.
    pub fn designs(&self, stands: usize) -> Vec<Design> {
        let stands = stands.max(1);
        let count = self.booths.div_ceil(ALIKE).min(stands * PRINTS);
        // What the seed turns is where the list begins.
        let first = (mix(self.seed, 0) % stands as u64) as usize;
        let one = |booth: usize| {
            let design = booth % count.max(1);
            let print = design / stands;
            Design { stand: (first + design) % stands, print, color: print % COLORS }
        };
        (0..self.booths).map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn booths_share_designs_and_neighbours_differ() {
        let spec = Spec { booths: 200, megabytes: None, seed: 1 };
        let designs = spec.designs(14);
        assert_eq!(designs.iter().collect::<BTreeSet<_>>().len(), 50);
        assert!(designs.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(designs.iter().all(|design| design.stand < 14 && design.color < COLORS));
        assert_eq!(designs, spec.designs(14));
        let most = Spec { booths: 2000, ..spec }.designs(14);
        assert_eq!(most.iter().collect::<BTreeSet<_>>().len(), 14 * PRINTS);
        assert_ne!(designs, Spec { seed: 2, ..spec }.designs(14));
        assert_eq!(Spec { booths: 1, ..spec }.designs(1), [Design { stand: 0, print: 0, color: 0 }]);
    }
}

//! A heap of numbered things whose keys change while they are in it; nothing is allocated once it is made.

const NONE: u32 = u32::MAX;

/// The highest key is on top; of equal keys, the lowest number.
#[derive(Debug)]
pub(super) struct Heap {
    keys: Vec<u64>,
    /// Where in `order` a number is.
    places: Vec<u32>,
    order: Vec<u32>,
}

impl Heap {
    /// For numbers below `count`, with none in it.
    pub fn new(count: usize) -> Heap {
        Heap { keys: vec![0; count], places: vec![NONE; count], order: Vec::with_capacity(count) }
    }

    /// Puts a number in, or changes its key; the key 0 takes it out.
    pub fn set(&mut self, number: u32, key: u64) {
        let place = self.places[number as usize];
        let before = std::mem::replace(&mut self.keys[number as usize], key);
        match (place, key) {
            (NONE, 0) => {}
            (NONE, _) => {
                self.order.push(number);
                self.up(self.order.len() - 1);
            }
            (_, 0) => {
                let place = place as usize;
                self.order.swap_remove(place);
                self.places[number as usize] = NONE;
                if place < self.order.len() {
                    self.places[self.order[place] as usize] = place as u32;
                    let place = self.up(place);
                    self.down(place);
                }
            }
            _ if key > before => {
                self.up(place as usize);
            }
            _ => self.down(place as usize),
        }
    }

    /// The first, with its key.
    pub fn top(&self) -> Option<(u32, u64)> {
        self.order.first().map(|number| (*number, self.keys[*number as usize]))
    }

    pub fn contains(&self, number: u32) -> bool {
        self.places[number as usize] != NONE
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    fn before(&self, a: u32, b: u32) -> bool {
        let (first, second) = (self.keys[a as usize], self.keys[b as usize]);
        first > second || (first == second && a < b)
    }

    fn up(&mut self, mut place: usize) -> usize {
        let number = self.order[place];
        while place > 0 {
            let parent = (place - 1) / 2;
            if !self.before(number, self.order[parent]) {
                break;
            }
            self.put(self.order[parent], place);
            place = parent;
        }
        self.put(number, place);
        place
    }

    fn down(&mut self, mut place: usize) {
        let number = self.order[place];
        loop {
            let left = 2 * place + 1;
            let Some(mut child) = self.order.get(left).copied() else { break };
            let mut at = left;
            if let Some(right) = self.order.get(left + 1).copied()
                && self.before(right, child)
            {
                (child, at) = (right, left + 1);
            }
            if !self.before(child, number) {
                break;
            }
            self.put(child, place);
            place = at;
        }
        self.put(number, place);
    }

    fn put(&mut self, number: u32, place: usize) {
        self.order[place] = number;
        self.places[number as usize] = place as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::CASES;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_top_is_the_highest(steps in prop::collection::vec((0u32..20, 0u64..8), 1..80)) {
            let mut heap = Heap::new(20);
            let mut keys = [0u64; 20];
            for (number, key) in steps {
                heap.set(number, key);
                keys[number as usize] = key;
                let best = (0..20).filter(|n| keys[*n] > 0).min_by_key(|n| (std::cmp::Reverse(keys[*n]), *n));
                prop_assert_eq!(heap.top(), best.map(|n| (n as u32, keys[n])));
                prop_assert_eq!(heap.len(), keys.iter().filter(|key| **key > 0).count());
                prop_assert_eq!(heap.contains(number), key > 0);
            }
        }
    }
}

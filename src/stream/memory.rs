//! The ledger of GPU memory: nothing is made before its bytes are reserved, and the sum never passes the cap.

use thiserror::Error;

/// A reservation that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{wanted} bytes do not fit: {used} of {cap} are in use")]
pub struct Full {
    pub wanted: u64,
    pub used: u64,
    pub cap: u64,
}

/// Bytes that are reserved. It is neither copied nor made by hand: giving it back is the only way to release, and
/// releases exactly what was reserved.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "bytes that are not given back stay reserved"]
pub struct Hold(u64);

impl Hold {
    pub fn bytes(&self) -> u64 {
        self.0
    }
}

/// What scene buffers, textures and staging take together, under one cap (`--gpu-memory`); the targets of the eyes
/// are apart.
#[derive(Debug)]
pub struct Ledger {
    cap: u64,
    used: u64,
    peak: u64,
}

impl Ledger {
    /// A ledger with nothing in it; the cap is in bytes.
    pub fn new(cap: u64) -> Ledger {
        Ledger { cap, used: 0, peak: 0 }
    }

    /// Reserves before anything is made.
    ///
    /// # Errors
    /// The bytes do not fit below the cap; nothing is reserved then.
    pub fn reserve(&mut self, bytes: u64) -> Result<Hold, Full> {
        if bytes > self.free() {
            return Err(Full { wanted: bytes, used: self.used, cap: self.cap });
        }
        self.used += bytes;
        self.peak = self.peak.max(self.used);
        Ok(Hold(bytes))
    }

    /// Releases what the GPU has really let go.
    pub fn release(&mut self, hold: Hold) {
        self.used = self.used.saturating_sub(hold.0);
    }

    /// Releases a part of a reservation: what was needed only while something was made.
    pub fn shrink(&mut self, hold: &mut Hold, bytes: u64) {
        let bytes = bytes.min(hold.0);
        hold.0 -= bytes;
        self.used = self.used.saturating_sub(bytes);
    }

    /// Changes the cap. What is in use already may be more than a lower one: nothing more is reserved until it has become
    /// less.
    pub fn set_cap(&mut self, cap: u64) {
        self.cap = cap;
    }

    pub fn cap(&self) -> u64 {
        self.cap
    }

    pub fn used(&self) -> u64 {
        self.used
    }

    pub fn free(&self) -> u64 {
        self.cap.saturating_sub(self.used)
    }

    /// The most that was ever in use.
    pub fn peak(&self) -> u64 {
        self.peak
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
        fn never_over_the_cap_and_exact(cap in 0u64..5000, steps in prop::collection::vec((0u8..3, 0u64..2000), 1..60)) {
            let mut ledger = Ledger::new(cap);
            let mut holds: Vec<Hold> = Vec::new();
            for (what, bytes) in steps {
                let before: u64 = holds.iter().map(Hold::bytes).sum();
                match (what, holds.is_empty()) {
                    (0, _) | (_, true) => match ledger.reserve(bytes) {
                        Ok(hold) => holds.push(hold),
                        Err(full) => prop_assert!(before + bytes > cap && full.used == before),
                    },
                    (1, _) => {
                        let hold = holds.swap_remove(bytes as usize % holds.len());
                        ledger.release(hold);
                    }
                    _ => {
                        let at = bytes as usize % holds.len();
                        ledger.shrink(&mut holds[at], bytes / 2);
                    }
                }
                let sum: u64 = holds.iter().map(Hold::bytes).sum();
                prop_assert_eq!(ledger.used(), sum);
                prop_assert!(sum <= cap && ledger.peak() <= cap && ledger.free() == cap - sum);
            }
            holds.into_iter().for_each(|hold| ledger.release(hold));
            prop_assert_eq!(ledger.used(), 0);
        }

        #[test]
        fn huge_wishes_do_not_wrap(cap in any::<u64>(), first in any::<u64>(), second in any::<u64>()) {
            let mut ledger = Ledger::new(cap);
            let held = [first, second].map(|bytes| ledger.reserve(bytes).map_or(0, |hold| u128::from(hold.bytes())));
            prop_assert!(held[0] + held[1] <= u128::from(cap));
        }
    }
}

//! What waits to be freed: within the frame's one budget, but never for long.

use std::collections::VecDeque;

use super::admission::{Admission, Cost, Kind};

/// What a free costs is known by its kind alone.
pub const FREE: Cost = Cost { kind: Kind::Free, bytes: 0 };
/// Frames after which a thing is freed at the latest.
pub const PATIENCE: usize = 16;

/// Things on their way out, oldest first.
///
/// Each frame frees what its budget allows, and at least the quota, whatever is left. The quota is at least the queue's
/// length ÷ [`PATIENCE`], and falls only when the queue is empty: so nothing waits longer than [`PATIENCE`] frames, a
/// burst is spread evenly over them, and with `n` things a frame at most `n` × [`PATIENCE`] ever wait.
#[derive(Debug)]
pub struct Frees<T> {
    queue: VecDeque<T>,
    quota: usize,
    /// Freed in this frame.
    done: usize,
}

impl<T> Default for Frees<T> {
    fn default() -> Self {
        Frees { queue: VecDeque::new(), quota: 0, done: 0 }
    }
}

impl<T> Frees<T> {
    /// Something nobody shows any more.
    pub fn push(&mut self, thing: T) {
        self.queue.push_back(thing);
        self.quota = self.quota.max(self.queue.len().div_ceil(PATIENCE));
    }

    /// A frame begins.
    pub fn begin(&mut self) {
        self.done = 0;
    }

    /// What this frame frees next; the caller does it with [`Admission::force`], which takes it from the budget.
    pub fn next(&mut self, admission: &Admission) -> Option<T> {
        if self.done >= self.quota && !admission.admits(FREE) {
            return None;
        }
        let thing = self.queue.pop_front()?;
        self.done += 1;
        if self.queue.is_empty() {
            self.quota = 0;
        }
        Some(thing)
    }

    pub fn len(&self) -> usize {
        self.queue.len()
    }

    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{CASES, Pacing};
    use proptest::prelude::*;
    use std::time::Duration;

    proptest! {
        #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

        /// With no time at all for them, and frees that cost ever more.
        #[test]
        fn nothing_waits_longer_than_its_patience(bursts in prop::collection::vec(0usize..40, 1..60), cost in 1u64..5000) {
            let mut admission = Admission::new(Pacing::Measured);
            let mut frees = Frees::default();
            let most = bursts.iter().copied().max().unwrap_or(0);
            let frames = bursts.len() + PATIENCE;
            for frame in 0..frames {
                for _ in 0..bursts.get(frame).copied().unwrap_or(0) {
                    frees.push(frame);
                }
                prop_assert!(frees.len() <= most * PATIENCE);
                admission.begin(Duration::ZERO);
                admission.spent(Cost { kind: Kind::Bind, bytes: 0 }, Duration::from_secs(1), Duration::from_secs(1));
                frees.begin();
                while let Some(born) = frees.next(&admission) {
                    prop_assert!(frame - born < PATIENCE, "waited from {} to {}", born, frame);
                    admission.spent(FREE, Duration::from_micros(cost), Duration::from_micros(cost));
                }
            }
            prop_assert!(frees.is_empty());
        }
    }
}

//! A running high quantile: a histogram whose bins grow with the value and whose past fades.

/// Bins an octave: the estimate is at most 1⁄16 above the sample it stands for.
const FINE: u32 = 16;
/// Bits of an `f32` below those that choose the bin.
const SHIFT: u32 = 23 - FINE.ilog2();
/// Octaves covered, from 2⁻³⁰ (a nanosecond, where seconds are counted) to 2¹⁰; what lies outside is put at the ends.
const OCTAVES: u32 = 40;
const LOWEST: f32 = 1.0 / (1 << 30) as f32;
const BINS: usize = (FINE * OCTAVES) as usize;

/// The 99th percentile of a stream of positive samples.
///
/// With `n` samples remembered, the estimate is the ⌈0.99 (n + 1)⌉-th smallest (the largest, while there are fewer), so
/// that the next sample of an unchanged source lies above it with a chance of at most one in a hundred; the bin's upper
/// edge stands for it. When `window` samples are remembered all counts are halved, so that half a window later a source
/// that changed is known as it is now. A rise is seen at once, as soon as more than one in a hundred is high.
#[derive(Debug, Clone)]
pub struct Quantile {
    bins: [u16; BINS],
    total: u32,
    window: u32,
    /// Highest bin with a sample in it.
    top: usize,
    value: f32,
}

impl Quantile {
    /// Starts from a guess, which holds until the first sample. `window` is at most 32,768 samples.
    pub fn new(guess: f32, window: u32) -> Quantile {
        Quantile { bins: [0; BINS], total: 0, window: window.clamp(128, 1 << 15), top: 0, value: guess }
    }

    /// The estimate.
    pub fn value(&self) -> f32 {
        self.value
    }

    /// Samples remembered.
    pub fn count(&self) -> u32 {
        self.total
    }

    /// Takes a sample; what is not a positive number counts as the smallest.
    pub fn record(&mut self, sample: f32) {
        if self.total >= self.window {
            self.fade();
        }
        let bin = bin(sample);
        self.bins[bin] += 1;
        self.total += 1;
        self.top = self.top.max(bin);
        self.value = self.estimate();
    }

    fn estimate(&self) -> f32 {
        let rank = ((self.total + 1) * 99).div_ceil(100).min(self.total);
        let above = self.total - rank;
        let mut counted = 0;
        for bin in (0..=self.top).rev() {
            counted += u32::from(self.bins[bin]);
            if counted > above {
                return edge(bin);
            }
        }
        self.value
    }

    /// Halves all counts. The remainder of a bin is carried into the next, so that a thin tail keeps its weight.
    fn fade(&mut self) {
        let (mut carry, mut total, mut top) = (0, 0, 0);
        for (index, bin) in self.bins.iter_mut().enumerate().take(self.top + 1) {
            carry += *bin;
            *bin = carry / 2;
            carry %= 2;
            total += u32::from(*bin);
            if *bin > 0 {
                top = index;
            }
        }
        (self.total, self.top) = (total, top);
    }
}

fn bin(sample: f32) -> usize {
    // Neither NaN nor what is negative passes `max`.
    let above = sample.max(LOWEST).to_bits() - LOWEST.to_bits();
    ((above >> SHIFT) as usize).min(BINS - 1)
}

/// The upper edge of a bin.
fn edge(bin: usize) -> f32 {
    f32::from_bits(LOWEST.to_bits() + ((bin as u32 + 1) << SHIFT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{CASES, between};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

        /// Against the samples sorted: never below the sample of its rank, and above it by at most a bin.
        #[test]
        fn the_estimate_is_that_of_the_sorted_samples(powers in prop::collection::vec(between(-7.0, 0.0), 1..300)) {
            let samples: Vec<f32> = powers.into_iter().map(|power| 10f64.powf(power) as f32).collect();
            let mut quantile = Quantile::new(0.0, 1 << 15);
            samples.iter().for_each(|sample| quantile.record(*sample));
            let mut sorted = samples.clone();
            sorted.sort_by(f32::total_cmp);
            let rank = ((sorted.len() + 1) * 99).div_ceil(100).min(sorted.len());
            let exact = sorted[rank - 1];
            prop_assert!(quantile.value() >= exact && quantile.value() <= exact * (1.0 + 1.0 / FINE as f32) * 1.001);
        }

        #[test]
        fn any_sample_is_taken(samples in prop::collection::vec(prop::num::f32::ANY, 1..200)) {
            let mut quantile = Quantile::new(0.0, 128);
            for sample in samples {
                quantile.record(sample);
                prop_assert!(quantile.value() > 0.0 && quantile.value().is_finite());
                prop_assert!(quantile.count() <= 128);
            }
        }
    }

    #[test]
    fn the_past_fades() {
        let mut quantile = Quantile::new(0.0, 1024);
        (0..5000).for_each(|_| quantile.record(0.01));
        (0..8000).for_each(|_| quantile.record(0.001));
        assert!(quantile.value() < 0.0011, "{}", quantile.value());
        (0..20).for_each(|_| quantile.record(0.01));
        assert!(quantile.value() >= 0.01, "a rise is seen at once: {}", quantile.value());
    }

    #[test]
    fn a_thin_tail_survives_fading() {
        let mut quantile = Quantile::new(0.0, 512);
        for i in 0..20_000 {
            // Two in a hundred are dear, each in a bin of its own.
            quantile.record(if i % 50 == 0 { 0.01 * (1.0 + (i % 700) as f32 / 100.0) } else { 0.001 });
            assert!(i < 1000 || quantile.value() >= 0.01, "after {i} samples {}", quantile.value());
        }
    }
}

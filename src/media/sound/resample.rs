//! From the rate of a file to that of the device: a windowed sinc, finely sampled once, with lines between its samples.

/// Samples of the input that one of the output is made of.
const TAPS: usize = 24;
/// Places between two samples at which the kernel is known.
const PHASES: usize = 128;
/// Of what both rates can hold, how much is kept.
const PASS: f64 = 0.94;

/// A stream of samples that changes its rate.
#[derive(Debug)]
pub struct Resampler {
    /// Samples of the input for each of the output.
    step: f64,
    /// Where the next one of the output is, in `held`.
    at: f64,
    held: Vec<f32>,
    kernel: Vec<[f32; TAPS]>,
}

impl Resampler {
    /// Both in samples a second.
    pub fn new(from: u32, to: u32) -> Resampler {
        let step = f64::from(from) / f64::from(to.max(1));
        let pass = PASS * (1.0 / step).min(1.0);
        let half = TAPS as f64 * 0.5;
        let weight = |x: f64| {
            let sinc = if x == 0.0 {
                1.0
            } else {
                (std::f64::consts::PI * x * pass).sin() / (std::f64::consts::PI * x * pass)
            };
            let along = (x / half).clamp(-1.0, 1.0) * std::f64::consts::PI;
            pass * sinc * (0.42 + 0.5 * along.cos() + 0.08 * (2.0 * along).cos())
        };
        let row = |phase: usize| {
            let part = phase as f64 / PHASES as f64;
            let row: [f64; TAPS] = std::array::from_fn(|tap| weight(tap as f64 + 1.0 - half - part));
            // A constant stays what it is.
            let sum: f64 = row.iter().sum();
            row.map(|value| (value / sum) as f32)
        };
        let kernel = if from == to { Vec::new() } else { (0..=PHASES).map(row).collect() };
        Resampler { step, at: 0.0, held: vec![0.0; TAPS / 2 - 1], kernel }
    }

    /// Takes samples in, and appends what they make.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        if self.kernel.is_empty() {
            return out.extend_from_slice(samples);
        }
        self.held.extend_from_slice(samples);
        while let Some(window) = self.held.get(self.at as usize..self.at as usize + TAPS) {
            let fine = self.at.fract() * PHASES as f64;
            let (row, part) = (fine as usize, fine.fract() as f32);
            let (low, high) = (&self.kernel[row], &self.kernel[row + 1]);
            let taps = window.iter().zip(low.iter().zip(high));
            out.push(taps.map(|(sample, (low, high))| sample * (low + (high - low) * part)).sum());
            self.at += self.step;
        }
        let gone = (self.at as usize).min(self.held.len());
        self.held.drain(..gone);
        self.at -= gone as f64;
    }

    /// The end: what is still held back.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        if !self.kernel.is_empty() {
            self.push(&[0.0; TAPS / 2], out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f64, count: usize) -> Vec<f32> {
        (0..count).map(|at| (at as f64 * hertz * std::f64::consts::TAU / f64::from(rate)).sin() as f32).collect()
    }

    #[test]
    fn a_tone_stays_itself_at_another_rate_and_in_its_time() {
        for (from, to) in [(44_100, 48_000), (48_000, 44_100), (22_050, 48_000), (48_000, 192_000), (48_000, 48_000)] {
            let input = tone(from, 1000.0, from as usize / 4);
            let (mut resampler, mut out) = (Resampler::new(from, to), Vec::new());
            // In pieces of any size.
            for (index, piece) in input.chunks(97).enumerate() {
                resampler.push(piece, &mut out);
                assert!(index < 100 || resampler.held.len() < 4 * TAPS, "nothing piles up");
            }
            resampler.finish(&mut out);
            let expected = to as usize / 4;
            assert!(out.len().abs_diff(expected) <= 2, "{from} to {to}: {} for {expected}", out.len());
            let wanted = tone(to, 1000.0, out.len());
            let inner = out.len() / 20..out.len() * 19 / 20;
            let worst = inner.map(|at| (out[at] - wanted[at]).abs()).fold(0.0, f32::max);
            assert!(worst < 2e-3, "{from} to {to}: {worst}");
        }
    }

    #[test]
    fn what_the_new_rate_cannot_hold_is_gone() {
        let (mut resampler, mut out) = (Resampler::new(48_000, 16_000), Vec::new());
        resampler.push(&tone(48_000, 11_000.0, 48_000), &mut out);
        let worst = out[200..].iter().fold(0.0_f32, |worst, sample| worst.max(sample.abs()));
        assert!(worst < 0.1, "{worst}");
    }
}

//! What a kind of operation costs: a line over its bytes, and how far above that line the dear cases lie.

use super::quantile::Quantile;

/// Samples that the line and the quantile remember.
const WINDOW: u32 = 2048;
/// Share of the line that a new sample replaces.
const FADE: f64 = 1.0 / 256.0;
/// A sample moves the line at most as if it had cost so many times what was expected: one spike says little of the line,
/// and the quantile has it all the same.
const CLIP: f64 = 4.0;
/// The line moves a little with every sample, and the ratios that are remembered are those to former lines.
const DRIFT: f64 = 1.06;
/// Nothing costs less, in seconds.
const LEAST: f64 = 1e-7;
/// While fewer operations of a kind are known, an estimate is no lower than [`CAUTION`] times the line.
const KNOWN: u32 = 16;
const CAUTION: f64 = 2.0;

/// Seconds an operation costs at the 99th percentile: `1.06 × ratio × (fixed + per_byte × bytes)`.
///
/// The line is a fading least-squares fit; `ratio` is the running 99th percentile of cost ÷ line. Whatever the line
/// misses is in the ratio, so one operation in a hundred, and no more, costs more than its estimate, as long as the
/// source stays what it is and the mixture of sizes too.
#[derive(Debug, Clone)]
pub struct Price {
    fixed: f64,
    per_byte: f64,
    ratio: Quantile,
    /// Fading means: bytes, seconds, bytes², bytes × seconds.
    bytes: f64,
    seconds: f64,
    square: f64,
    product: f64,
    known: bool,
    largest: usize,
}

impl Price {
    /// Starts from a guess: seconds an operation, and seconds a byte.
    pub fn new(fixed: f64, per_byte: f64) -> Price {
        Price {
            fixed,
            per_byte,
            ratio: Quantile::new(1.0, WINDOW),
            bytes: 0.0,
            seconds: 0.0,
            square: 0.0,
            product: 0.0,
            known: false,
            largest: 0,
        }
    }

    /// Seconds at the 99th percentile.
    pub fn p99(&self, bytes: usize) -> f64 {
        self.dear() * self.line(bytes)
    }

    /// The most bytes whose 99th percentile is at most `seconds`; `None` when even an empty operation costs more.
    pub fn within(&self, seconds: f64) -> Option<usize> {
        let left = seconds / self.dear() - self.fixed;
        match left {
            left if left < 0.0 => None,
            left if self.per_byte > 0.0 => Some((left / self.per_byte) as usize),
            _ => Some(usize::MAX),
        }
    }

    /// The largest operation so far, in bytes: beyond a few times that the line is a guess.
    pub fn largest(&self) -> usize {
        self.largest
    }

    /// An operation of so many bytes took so many seconds.
    pub fn record(&mut self, bytes: usize, seconds: f64) {
        let line = self.line(bytes);
        self.ratio.record((seconds / line) as f32);
        self.largest = self.largest.max(bytes);
        let (x, y) = (bytes as f64, seconds.clamp(0.0, line * CLIP));
        // The first sample is all that is known.
        let fade = if self.known { FADE } else { 1.0 };
        self.known = true;
        self.bytes += (x - self.bytes) * fade;
        self.seconds += (y - self.seconds) * fade;
        self.square += (x * x - self.square) * fade;
        self.product += (x * y - self.product) * fade;
        let spread = self.square - self.bytes * self.bytes;
        // Operations of one size say nothing of the slope: the guess stays.
        if spread > 0.01 * self.square.max(1.0) {
            self.per_byte = ((self.product - self.bytes * self.seconds) / spread).max(0.0);
        }
        self.fixed = (self.seconds - self.per_byte * self.bytes).max(LEAST);
    }

    fn line(&self, bytes: usize) -> f64 {
        (self.fixed + self.per_byte * bytes as f64).max(LEAST)
    }

    fn dear(&self) -> f64 {
        let ratio = f64::from(self.ratio.value()) * DRIFT;
        if self.ratio.count() < KNOWN { ratio.max(CAUTION) } else { ratio }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::replay::Dice;

    /// Share of operations above their estimate, after the first thousand.
    fn overruns(cost: impl Fn(&mut Dice, usize) -> f64) -> f64 {
        let (mut price, mut dice) = (Price::new(50e-6, 0.5e-9), Dice::new(7));
        let (mut over, rounds) = (0, 20_000);
        for round in 0..rounds + 1000 {
            let bytes = 4096 << dice.below(6);
            let spent = cost(&mut dice, bytes);
            over += usize::from(round >= 1000 && spent > price.p99(bytes));
            price.record(bytes, spent);
        }
        over as f64 / f64::from(rounds)
    }

    #[test]
    fn one_in_a_hundred_costs_more_than_its_estimate() {
        let even = overruns(|dice, bytes| (20e-6 + bytes as f64 * 0.3e-9) * (0.8 + 0.4 * dice.unit()));
        assert!(even < 0.015, "{even}");
        let spiked = overruns(|dice, bytes| {
            let spike = if dice.below(200) == 0 { 3e-3 * dice.unit() } else { 0.0 };
            (5e-6 + bytes as f64 * 2e-9) * (0.5 + dice.unit()) + spike
        });
        assert!(spiked < 0.02, "{spiked}");
    }

    #[test]
    fn what_fits_is_what_was_asked() {
        let mut price = Price::new(50e-6, 0.5e-9);
        for i in 0..500 {
            let bytes = 4096 * (1 + i % 16);
            price.record(bytes, 10e-6 + bytes as f64 * 1e-9);
        }
        assert!((price.p99(65536) / 75.5e-6 - 1.0).abs() < 0.15, "{}", price.p99(65536));
        let bytes = price.within(100e-6).unwrap_or_default();
        assert!(price.p99(bytes) <= 100e-6 && price.p99(bytes + 64) > 100e-6);
        assert_eq!(price.within(1e-6), None);
    }
}

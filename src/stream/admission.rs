//! Admission before the work: a step is taken only if its dear case fits what is left of the frame.

use std::time::{Duration, Instant};

use super::cost::Price;
use super::quantile::Quantile;

/// What kind of work a step is; each kind has a cost of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Making buffers and textures.
    Create,
    /// Writing into a buffer.
    Buffer,
    /// Writing rows of a texture.
    Texture,
    /// Making a bind group.
    Bind,
    /// Making a pipeline, or taking one that a worker has made.
    Pipeline,
    /// Letting go of buffers and textures.
    Free,
    /// Showing another level of something.
    Swap,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Kind; 7] =
        [Kind::Create, Kind::Buffer, Kind::Texture, Kind::Bind, Kind::Pipeline, Kind::Free, Kind::Swap];
}

/// A step as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub kind: Kind,
    pub bytes: usize,
}

/// How the costs are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pacing {
    /// Measured here and now.
    Measured,
    /// The same for everybody, so that a replay loads the same pieces in the same frames.
    Virtual,
}

/// Kept free at the end of every frame, as a share of the period.
const MARGIN: f64 = 0.15;
/// What loading takes of a frame at the most, as a share of the period: it goes on in the next one, and whoever shares the
/// processor with us (the runtime's compositor, tracking) has their time too.
const SHARE: f64 = 1.0 / 28.0;
/// Where frames are late without any loading (a software driver), this share of the period loads all the same: holding
/// it back would not bring the rate back.
const LATE: f64 = 0.25;
/// What uploads may take of each frame of a replay, as a share of its period.
const VIRTUAL_SHARE: f64 = 0.3;
/// Seconds that a step and a byte cost in a replay.
const VIRTUAL: (f64, f64) = (20e-6, 0.5e-9);
/// The same as guesses, until they are measured.
const GUESS: (f64, f64) = (50e-6, 0.5e-9);
/// The frame's own cost, in seconds, until it is measured.
const GUESS_FRAME: f32 = 0.004;
/// Frames whose own cost is remembered: seconds, not minutes, so that leaving a costly view is noticed.
const FRAMES: u32 = 512;
/// No split step moves more bytes than this, and none more than [`GROWTH`] times the largest that was measured: beyond
/// that its cost is a guess.
const LARGEST: usize = 1 << 20;
const GROWTH: usize = 4;
/// The first step of a kind moves no more than this.
const FIRST: usize = 16 << 10;

/// The budget of one frame, and what steps have cost so far.
///
/// `allowance = min(period − p99 of the frame's own cost − margin, period ÷ 28)`, in seconds. A step is admitted when its own 99th
/// percentile fits what is left of it. One smallest step goes through each frame whatever is left, so that nothing
/// starves; frees are not counted as that step, because they have a bound of their own ([`super::Frees`]).
#[derive(Debug)]
pub struct Admission {
    pacing: Pacing,
    prices: [Price; Kind::ALL.len()],
    frame_cost: Quantile,
    left: f64,
    /// Steps of this frame, without frees.
    taken: usize,
}

impl Admission {
    pub fn new(pacing: Pacing) -> Admission {
        Admission {
            pacing,
            prices: Kind::ALL.map(|_| Price::new(GUESS.0, GUESS.1)),
            frame_cost: Quantile::new(GUESS_FRAME, FRAMES),
            left: 0.0,
            taken: 0,
        }
    }

    /// Whether costs are the same for everybody: see [`Pacing::Virtual`].
    pub fn is_virtual(&self) -> bool {
        self.pacing == Pacing::Virtual
    }

    /// A frame begins; `period` is the time from this picture to the next.
    pub fn begin(&mut self, period: Duration) {
        let period = period.as_secs_f64();
        self.left = match self.pacing {
            Pacing::Measured => match period * (1.0 - MARGIN) - f64::from(self.frame_cost.value()) {
                left if left > 0.0 => left.min(period * SHARE),
                _ => period * LATE,
            },
            Pacing::Virtual => period * VIRTUAL_SHARE,
        };
        self.taken = 0;
    }

    /// What the frame cost apart from the steps.
    pub fn frame_cost(&mut self, cost: Duration) {
        self.frame_cost.record(cost.as_secs_f32());
    }

    /// What is left of this frame's allowance.
    pub fn left(&self) -> Duration {
        Duration::from_secs_f64(self.left.max(0.0))
    }

    /// What a step costs at the 99th percentile.
    pub fn p99(&self, cost: Cost) -> Duration {
        Duration::try_from_secs_f64(self.expected(cost)).unwrap_or(Duration::MAX)
    }

    /// Whether a step may be taken now, as it is.
    pub fn admits(&self, cost: Cost) -> bool {
        self.expected(cost) <= self.left || (self.taken == 0 && cost.kind != Kind::Free)
    }

    /// How many of `wanted` bytes the next step may move: a multiple of `smallest` (a row, a few triangles), or all.
    /// `None` when the frame has no room for the smallest step. What moves no bytes gets `Some(0)`.
    pub fn split(&self, kind: Kind, wanted: usize, smallest: usize) -> Option<usize> {
        let smallest = smallest.clamp(1, wanted.max(1));
        let price = &self.prices[kind as usize];
        let (fits, limit) = match self.pacing {
            Pacing::Measured => (price.within(self.left), (price.largest().max(FIRST) * GROWTH).min(LARGEST)),
            Pacing::Virtual => {
                let left = (self.left - VIRTUAL.0) / VIRTUAL.1;
                ((left >= 0.0).then_some(left as usize), LARGEST)
            }
        };
        let limit = limit.max(smallest);
        match fits.map(|fits| fits.min(limit)) {
            Some(fits) if fits >= wanted => Some(wanted),
            Some(fits) if fits >= smallest => Some(fits - fits % smallest),
            _ if self.taken == 0 && kind != Kind::Free => Some(smallest.min(wanted)),
            _ => None,
        }
    }

    /// A step was done and took so long.
    pub fn spent(&mut self, cost: Cost, time: Duration) {
        self.taken += usize::from(cost.kind != Kind::Free);
        match self.pacing {
            Pacing::Virtual => self.left -= self.expected(cost),
            Pacing::Measured => {
                self.left -= time.as_secs_f64();
                self.prices[cost.kind as usize].record(cost.bytes, time.as_secs_f64());
            }
        }
    }

    /// Does `work` if it fits, and says whether it did. One step goes through in each frame whatever is left.
    pub fn run(&mut self, cost: Cost, work: impl FnOnce()) -> bool {
        let admitted = self.admits(cost);
        if admitted {
            self.force(cost, work);
        }
        admitted
    }

    /// Does `work`, which was admitted already, and takes it from the budget.
    pub fn force(&mut self, cost: Cost, work: impl FnOnce()) {
        let start = Instant::now();
        work();
        self.spent(cost, start.elapsed());
    }

    fn expected(&self, cost: Cost) -> f64 {
        match self.pacing {
            Pacing::Measured => self.prices[cost.kind as usize].p99(cost.bytes),
            Pacing::Virtual => VIRTUAL.0 + VIRTUAL.1 * cost.bytes as f64,
        }
    }
}

#[cfg(test)]
mod tests;

//! Admission before the work: a step is taken only if its dear case fits what is left of the frame.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

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
/// What loading takes of the processor in a frame at the most, as a share of the period: it goes on in the next one, and
/// whoever shares the processor with us (the runtime's compositor, tracking) has their time too.
const SHARE: f64 = 1.0 / 30.0;
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
/// The step that goes through whatever is left moves so much where its smallest part is less: beside what any step costs,
/// these bytes cost nothing, and a buffer that went byte by byte would take minutes.
const LEAST: usize = 4 << 10;

/// The budget of one frame, and what steps have cost so far.
///
/// Two things are limited, each by the 99th percentile of what steps of a kind have taken of it. By the clock on the wall,
/// a frame's steps fit before its deadline: `period − p99 of the frame's own cost − margin`. Of the processor's time, they
/// take at most a share of the period: `period ÷ 28`. A thread that waited for another, or for its turn, has used the one
/// and not the other. A step is admitted when it fits what is left of both. One smallest step goes through each frame
/// whatever is left, so that nothing starves; frees are not counted as that step, because they have a bound of their own
/// ([`super::Frees`]).
#[derive(Debug)]
pub struct Admission {
    pacing: Pacing,
    wall: Budget,
    cpu: Budget,
    frame_cost: Quantile,
    /// Steps of this frame, without frees.
    taken: usize,
}

/// One of the two.
#[derive(Debug)]
struct Budget {
    prices: [Price; Kind::ALL.len()],
    /// Seconds: of this frame, and of them what is left.
    whole: f64,
    left: f64,
}

impl Budget {
    fn new() -> Budget {
        Budget { prices: Kind::ALL.map(|_| Price::new(GUESS.0, GUESS.1)), whole: 0.0, left: 0.0 }
    }

    fn p99(&self, cost: Cost) -> f64 {
        self.prices[cost.kind as usize].p99(cost.bytes)
    }

    fn spent(&mut self, cost: Cost, time: Duration) {
        self.left -= time.as_secs_f64();
        self.prices[cost.kind as usize].record(cost.bytes, time.as_secs_f64());
    }
}

impl Admission {
    pub fn new(pacing: Pacing) -> Admission {
        let frame_cost = Quantile::new(GUESS_FRAME, FRAMES);
        Admission { pacing, wall: Budget::new(), cpu: Budget::new(), frame_cost, taken: 0 }
    }

    /// Whether costs are the same for everybody: see [`Pacing::Virtual`].
    pub fn is_virtual(&self) -> bool {
        self.pacing == Pacing::Virtual
    }

    /// A frame begins; `period` is the time from this picture to the next.
    pub fn begin(&mut self, period: Duration) {
        let period = period.as_secs_f64();
        (self.wall.left, self.cpu.left) = match self.pacing {
            Pacing::Measured => match period * (1.0 - MARGIN) - f64::from(self.frame_cost.value()) {
                left if left > 0.0 => (left, period * SHARE),
                _ => (period * LATE, period * LATE),
            },
            Pacing::Virtual => (period * VIRTUAL_SHARE, period * VIRTUAL_SHARE),
        };
        (self.wall.whole, self.cpu.whole) = (self.wall.left, self.cpu.left);
        self.taken = 0;
    }

    /// What the frame cost apart from the steps, by the clock on the wall.
    pub fn frame_cost(&mut self, cost: Duration) {
        self.frame_cost.record(cost.as_secs_f32());
    }

    /// What is left of this frame's allowance: the smaller of the two.
    pub fn left(&self) -> Duration {
        Duration::from_secs_f64(self.wall.left.min(self.cpu.left).max(0.0))
    }

    /// What this frame's steps have taken, and what they were allowed: of the two that are limited, the one of which less
    /// is left.
    pub fn spending(&self) -> (Duration, Duration) {
        let tight = if self.wall.left < self.cpu.left { &self.wall } else { &self.cpu };
        let [spent, whole] = [tight.whole - tight.left, tight.whole].map(|seconds| seconds.max(0.0));
        (Duration::from_secs_f64(spent), Duration::from_secs_f64(whole))
    }

    /// What a step takes of the processor at the 99th percentile.
    pub fn p99(&self, cost: Cost) -> Duration {
        let seconds = if self.is_virtual() { in_replay(cost.bytes) } else { self.cpu.p99(cost) };
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }

    /// Whether a step may be taken now, as it is.
    pub fn admits(&self, cost: Cost) -> bool {
        let fits = match self.pacing {
            Pacing::Measured => [&self.wall, &self.cpu].into_iter().all(|budget| budget.p99(cost) <= budget.left),
            Pacing::Virtual => in_replay(cost.bytes) <= self.cpu.left,
        };
        fits || (self.taken == 0 && cost.kind != Kind::Free)
    }

    /// How many of `wanted` bytes the next step may move: a multiple of `smallest` (a row, a few triangles), or all.
    /// `None` when the frame has no room for the smallest step. What moves no bytes gets `Some(0)`.
    pub fn split(&self, kind: Kind, wanted: usize, smallest: usize) -> Option<usize> {
        let smallest = smallest.clamp(1, wanted.max(1));
        let (fits, limit) = match self.pacing {
            Pacing::Measured => {
                let [wall, cpu] = [&self.wall, &self.cpu].map(|budget| {
                    let price = &budget.prices[kind as usize];
                    (price.within(budget.left), price.largest())
                });
                let fits = wall.0.zip(cpu.0).map(|(wall, cpu)| wall.min(cpu));
                (fits, (cpu.1.max(FIRST) * GROWTH).min(LARGEST))
            }
            Pacing::Virtual => {
                let left = (self.cpu.left - VIRTUAL.0) / VIRTUAL.1;
                ((left >= 0.0).then_some(left as usize), LARGEST)
            }
        };
        let limit = limit.max(smallest);
        match fits.map(|fits| fits.min(limit)) {
            Some(fits) if fits >= wanted => Some(wanted),
            Some(fits) if fits >= smallest => Some(fits - fits % smallest),
            _ if self.taken == 0 && kind != Kind::Free => Some(smallest.max(LEAST - LEAST % smallest).min(wanted)),
            _ => None,
        }
    }

    /// A step was done, and took so long by the clock and of the processor.
    pub fn spent(&mut self, cost: Cost, wall: Duration, cpu: Duration) {
        self.taken += usize::from(cost.kind != Kind::Free);
        match self.pacing {
            Pacing::Virtual => self.cpu.left -= in_replay(cost.bytes),
            Pacing::Measured => {
                self.wall.spent(cost, wall);
                self.cpu.spent(cost, cpu);
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
        if self.is_virtual() {
            work();
            return self.spent(cost, Duration::ZERO, Duration::ZERO);
        }
        let (wall, cpu) = (Instant::now(), ThreadTime::now());
        work();
        let wall = wall.elapsed();
        // Windows counts a thread's time in sixteenths of its slices, too coarse for steps.
        let cpu = if cfg!(windows) { wall } else { cpu.elapsed() };
        self.spent(cost, wall, cpu);
    }
}

/// Seconds that a step costs in a replay.
fn in_replay(bytes: usize) -> f64 {
    VIRTUAL.0 + VIRTUAL.1 * bytes as f64
}

#[cfg(test)]
mod tests;

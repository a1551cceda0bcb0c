//! Admission before the work: a step is taken only if its dear case fits what is left of the frame.

use std::time::{Duration, Instant};

/// What kind of work a step is; each kind has a cost of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Making buffers and textures.
    Create,
    /// Writing into a buffer.
    Buffer,
    /// Writing rows of a texture.
    Texture,
    /// Making a bind group.
    Bind,
}

const KINDS: usize = 4;

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

/// A high quantile that follows its samples: up fast, down slowly (stochastic approximation of the 99th percentile).
#[derive(Debug, Clone, Copy)]
struct High {
    value: f64,
}

impl High {
    fn record(&mut self, sample: f64) {
        // Robbins–Monro with a step proportional to the scale of the value.
        let step = 0.05 * self.value.max(1e-9);
        self.value += if sample > self.value { (sample - self.value).max(step) * 0.5 } else { -step * 0.0101 };
    }
}

/// The budget of one frame, and what steps have cost so far.
#[derive(Debug)]
pub struct Admission {
    pacing: Pacing,
    /// Seconds a step costs at all, and seconds a byte, at the 99th percentile.
    fixed: [High; KINDS],
    per_byte: [High; KINDS],
    frame_cost: High,
    left: f64,
    taken: usize,
}

/// Kept free at the end of every frame, as a share of the period.
const MARGIN: f64 = 0.15;
/// Where frames are late without any loading (a software driver), this share of the period loads all the same: holding
/// it back would not bring the rate back.
const LATE: f64 = 0.25;
/// What uploads may take of each frame of a replay, as a share of its period.
const VIRTUAL_SHARE: f64 = 0.3;

impl Admission {
    pub fn new(pacing: Pacing) -> Admission {
        Admission {
            pacing,
            fixed: [High { value: 50e-6 }; KINDS],
            per_byte: [High { value: 0.5e-9 }; KINDS],
            frame_cost: High { value: 0.004 },
            left: 0.0,
            taken: 0,
        }
    }

    /// A frame begins; `period` is the time from this picture to the next.
    pub fn begin(&mut self, period: Duration) {
        let period = period.as_secs_f64();
        self.left = match self.pacing {
            Pacing::Measured => match period * (1.0 - MARGIN) - self.frame_cost.value {
                left if left > 0.0 => left,
                _ => period * LATE,
            },
            Pacing::Virtual => period * VIRTUAL_SHARE,
        };
        self.taken = 0;
    }

    /// What the frame cost apart from the steps.
    pub fn frame_cost(&mut self, cost: Duration) {
        self.frame_cost.record(cost.as_secs_f64());
    }

    /// Does `work` if it fits, and says whether it did. One step goes through in each frame whatever is left, so that
    /// nothing starves.
    pub fn run(&mut self, cost: Cost, work: impl FnOnce()) -> bool {
        let kind = cost.kind as usize;
        let bytes = cost.bytes as f64;
        let expected = match self.pacing {
            Pacing::Measured => self.fixed[kind].value + self.per_byte[kind].value * bytes,
            Pacing::Virtual => 20e-6 + 0.5e-9 * bytes,
        };
        if expected > self.left && self.taken > 0 {
            return false;
        }
        self.taken += 1;
        match self.pacing {
            Pacing::Virtual => {
                work();
                self.left -= expected;
            }
            Pacing::Measured => {
                let start = Instant::now();
                work();
                let spent = start.elapsed().as_secs_f64();
                self.left -= spent;
                if cost.bytes > 0 {
                    self.per_byte[kind].record((spent - self.fixed[kind].value * 0.5).max(0.0) / bytes);
                } else {
                    self.fixed[kind].record(spent);
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Cost = Cost { kind: Kind::Buffer, bytes: 64 << 10 };

    #[test]
    fn one_step_goes_through_even_without_time() {
        let mut admission = Admission::new(Pacing::Measured);
        admission.begin(Duration::ZERO);
        assert!(admission.run(Cost { bytes: usize::MAX >> 8, ..STEP }, || ()));
        assert!(!admission.run(STEP, || ()));
    }

    #[test]
    fn late_frames_load_all_the_same() {
        let mut admission = Admission::new(Pacing::Measured);
        for _ in 0..50 {
            admission.frame_cost(Duration::from_millis(40));
        }
        admission.begin(Duration::from_millis(14));
        let taken = (0..1000).take_while(|_| admission.run(STEP, || ())).count();
        assert!(taken > 10, "{taken} steps that cost next to nothing");
    }

    #[test]
    fn a_virtual_frame_takes_the_same_steps_every_time() {
        let count = || {
            let mut admission = Admission::new(Pacing::Virtual);
            admission.begin(Duration::from_millis(14));
            (0..1000).take_while(|_| admission.run(STEP, || std::thread::sleep(Duration::from_micros(1)))).count()
        };
        let first = count();
        assert!(first > 10 && first < 1000);
        assert_eq!(first, count());
    }

    #[test]
    fn dear_steps_are_learnt() {
        let mut admission = Admission::new(Pacing::Measured);
        let slow = || std::thread::sleep(Duration::from_millis(3));
        for _ in 0..20 {
            admission.begin(Duration::from_millis(14));
            admission.run(STEP, slow);
        }
        admission.begin(Duration::from_millis(14));
        let taken = (0..100).take_while(|_| admission.run(STEP, slow)).count();
        assert!(taken <= 4, "{taken} steps of 3 ms in a frame of 14 ms");
    }
}

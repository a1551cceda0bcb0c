//! What a visit measured, and the one JSON object it writes.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::stages::{StageMeter, Stages, StagesMs};

/// Something that went wrong and did not stop the visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The booth, product or file.
    pub what: String,
    pub why: String,
}

/// Milliseconds at quantiles of all frames.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Quantiles {
    pub p50: f32,
    pub p90: f32,
    pub p99: f32,
    pub p999: f32,
    pub max: f32,
}

impl Quantiles {
    /// Nearest rank; zeros where nothing was measured.
    pub fn of(samples: &[f32]) -> Quantiles {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        let at = |q: f64| {
            let rank = ((sorted.len() as f64 * q).ceil() as usize).saturating_sub(1);
            sorted.get(rank).copied().unwrap_or(0.0)
        };
        Quantiles { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1.0) }
    }
}

/// The file of `--stats`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stats {
    pub format: u32,
    /// Frames that were drawn.
    pub frames: u64,
    /// Display periods without a new picture; offscreen, frames whose own CPU time passed the period.
    pub missed: u64,
    /// The program's own work in a frame: visit, loading steps, encoding, submitting.
    pub cpu_ms: Quantiles,
    /// The same by stage.
    pub stages_ms: StagesMs,
    /// From one frame to the next, waiting included.
    pub frame_ms: Quantiles,
    /// What frames took on the GPU, where it tells.
    pub gpu_ms: Option<Quantiles>,
    /// How old the pose of a frame was when the GPU got it.
    pub pose_age_ms: Option<Quantiles>,
    /// The most of any frame, over both eyes.
    pub draws: u32,
    pub triangles: u64,
    /// The least share of the full side of a picture that a frame drew.
    pub resolution: Option<f32>,
    /// `standalone` or `pc`.
    pub profile: &'static str,
    /// From the start of the program to the first picture with content.
    pub first_ms: Option<f64>,
    /// From the start of the program until everything was there.
    pub full_ms: Option<f64>,
    pub bytes_fetched: u64,
    pub gpu_bytes: u64,
    pub gpu_bytes_peak: u64,
    /// Models and pages on the GPU.
    pub loaded: u64,
    pub errors: Vec<Problem>,
    pub device: String,
    /// OpenXR runtime, where there is one.
    pub runtime: Option<String>,
}

impl Stats {
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        std::fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Times of frames, however many, in a fixed room: each is known to about one part in a hundred, the longest exactly.
#[derive(Debug)]
pub struct Histogram {
    /// Counts of times whose leading bits are the same.
    counts: Box<[u32]>,
    count: u64,
    longest: Duration,
}

/// Of a time in nanoseconds, so many bits below the leading one count.
const BITS: u32 = 6;

impl Default for Histogram {
    fn default() -> Self {
        // Up to eighteen minutes.
        let counts = vec![0; (41 - BITS as usize) << BITS].into();
        Histogram { counts, count: 0, longest: Duration::ZERO }
    }
}

impl Histogram {
    pub fn add(&mut self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let last = self.counts.len() - 1;
        self.counts[Self::place(nanoseconds).min(last)] += 1;
        self.count += 1;
        self.longest = self.longest.max(time);
    }

    fn place(nanoseconds: u64) -> usize {
        let octave = nanoseconds.checked_ilog2().unwrap_or(0).saturating_sub(BITS);
        ((u64::from(octave) << BITS) + (nanoseconds >> octave)) as usize
    }

    /// The middle of the times that are counted at a place, in milliseconds.
    fn middle(place: usize) -> f64 {
        let octave = (place >> BITS).saturating_sub(1);
        let first = (place - (octave << BITS)) << octave;
        (first as f64 + ((1_u64 << octave) - 1) as f64 * 0.5) * 1e-6
    }

    pub fn quantiles(&self) -> Quantiles {
        let max = self.longest.as_secs_f32() * 1e3;
        let at = |share: f64| {
            let rank = ((self.count as f64 * share).ceil() as u64).max(1);
            let mut before = 0;
            let place = self.counts.iter().position(|count| {
                before += u64::from(*count);
                before >= rank
            });
            place.map_or(0.0, |place| (Self::middle(place) as f32).min(max))
        };
        Quantiles { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// What a frame cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Our own work.
    pub stages: Stages,
    /// How old the pose was from which the frame was drawn when the GPU got it; `None` where nothing was drawn.
    pub pose_age: Option<Duration>,
    /// What an earlier frame took on the GPU.
    pub gpu: Option<Duration>,
    pub draws: u32,
    pub triangles: u64,
    /// The share of the full side that it drew.
    pub share: f32,
}

impl Cost {
    pub fn own(&self) -> Duration {
        self.stages.own()
    }
}

/// Samples while the visit runs.
#[derive(Debug, Default)]
pub struct Meter {
    pub frames: u64,
    pub missed: u64,
    cpu: Histogram,
    interval: Histogram,
    stages: StageMeter,
    gpu: Histogram,
    pose_age: Histogram,
    pub draws: u32,
    pub triangles: u64,
    /// The least share of the full side.
    pub share: Option<f32>,
    pub first: Option<Duration>,
    pub full: Option<Duration>,
}

impl Meter {
    /// One frame: what it cost, and the time since the frame before.
    pub fn frame(&mut self, cost: &Cost, interval: Option<Duration>) {
        self.frames += 1;
        self.cpu.add(cost.own());
        self.stages.frame(&cost.stages);
        interval.into_iter().for_each(|time| self.interval.add(time));
        cost.gpu.into_iter().for_each(|time| self.gpu.add(time));
        cost.pose_age.into_iter().for_each(|time| self.pose_age.add(time));
        self.draws = self.draws.max(cost.draws);
        self.triangles = self.triangles.max(cost.triangles);
        if cost.pose_age.is_some() {
            self.share = Some(self.share.map_or(cost.share, |least| least.min(cost.share)));
        }
    }

    pub fn cpu_ms(&self) -> Quantiles {
        self.cpu.quantiles()
    }

    pub fn frame_ms(&self) -> Quantiles {
        self.interval.quantiles()
    }

    pub fn stages_ms(&self) -> StagesMs {
        self.stages.quantiles()
    }

    /// `None` where the device did not tell.
    pub fn gpu_ms(&self) -> Option<Quantiles> {
        (!self.gpu.is_empty()).then(|| self.gpu.quantiles())
    }

    pub fn pose_age_ms(&self) -> Option<Quantiles> {
        (!self.pose_age.is_empty()).then(|| self.pose_age.quantiles())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_nearest_ranks() {
        let samples: Vec<f32> = (1..=1000).rev().map(|i| i as f32).collect();
        let q = Quantiles::of(&samples);
        assert_eq!((q.p50, q.p90, q.p99, q.p999, q.max), (500.0, 900.0, 990.0, 999.0, 1000.0));
        assert_eq!(Quantiles::of(&[]), Quantiles::default());
    }

    #[test]
    fn a_histogram_knows_times_to_a_hundredth() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantiles(), Quantiles::default());
        (1..=1000_u64).for_each(|i| histogram.add(Duration::from_micros(i * 37)));
        let q = histogram.quantiles();
        for (found, rank) in [(q.p50, 500.0), (q.p90, 900.0), (q.p99, 990.0), (q.p999, 999.0)] {
            let exact: f32 = rank * 0.037;
            assert!((found / exact - 1.0).abs() < 0.01, "{found} {exact}");
        }
        assert_eq!(q.max, 37.0);
        for nanoseconds in [0, 1, 63, 64, 127, 128, 1_000_000, u64::MAX >> 25] {
            let middle = Histogram::middle(Histogram::place(nanoseconds)) * 1e6;
            assert!((middle - nanoseconds as f64).abs() <= nanoseconds as f64 * 0.01, "{nanoseconds} {middle}");
        }
        histogram.add(Duration::from_secs(1 << 40));
        assert_eq!(histogram.quantiles().max, (1_u64 << 40) as f32 * 1e3);
    }
}

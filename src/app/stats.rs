//! What a visit measured, and the one JSON object it writes.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

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
    /// From one frame to the next, waiting included.
    pub frame_ms: Quantiles,
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

/// Samples while the visit runs.
#[derive(Debug, Default)]
pub struct Meter {
    pub frames: u64,
    pub missed: u64,
    cpu_ms: Vec<f32>,
    frame_ms: Vec<f32>,
    pub first: Option<Duration>,
    pub full: Option<Duration>,
}

impl Meter {
    /// One frame: own work, and the time since the frame before.
    pub fn frame(&mut self, cpu: Duration, interval: Option<Duration>) {
        self.frames += 1;
        self.cpu_ms.push(cpu.as_secs_f32() * 1e3);
        self.frame_ms.extend(interval.map(|i| i.as_secs_f32() * 1e3));
    }

    pub fn cpu_ms(&self) -> Quantiles {
        Quantiles::of(&self.cpu_ms)
    }

    pub fn frame_ms(&self) -> Quantiles {
        Quantiles::of(&self.frame_ms)
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
}

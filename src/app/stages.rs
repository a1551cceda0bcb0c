//! What a frame's own work is made of.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::stats::{Histogram, Quantiles};
use crate::render::DrawTimes;

/// The stages of a frame, one after another. Waiting (for the display, for an image to draw to) is in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The visitor moves.
    Visit,
    /// What has come takes its place, and more is asked for.
    Load,
    /// What is animated moves.
    Animate,
    /// What is seen is found.
    Cull,
    /// What changed is sent, and the passes are recorded.
    Encode,
    /// They go to the GPU.
    Submit,
}

impl Stage {
    pub const ALL: [Stage; 6] = [Stage::Visit, Stage::Load, Stage::Animate, Stage::Cull, Stage::Encode, Stage::Submit];
}

/// Time by stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stages([Duration; Stage::ALL.len()]);

impl Stages {
    pub fn of(&self, stage: Stage) -> Duration {
        self.0[stage as usize]
    }

    pub fn add(&mut self, stage: Stage, time: Duration) {
        self.0[stage as usize] += time;
    }

    /// Adds what has passed since `from`, and gives the time from which the next stage counts.
    pub fn pass(&mut self, stage: Stage, from: Instant) -> Instant {
        let now = Instant::now();
        self.add(stage, now - from);
        now
    }

    /// Adds what drawing took.
    pub fn draw(&mut self, times: &DrawTimes) {
        self.add(Stage::Cull, times.cull);
        self.add(Stage::Encode, times.encode);
        self.add(Stage::Submit, times.submit);
    }

    /// All of it.
    pub fn own(&self) -> Duration {
        self.0.iter().sum()
    }

    /// In milliseconds, in the order of [`Stage::ALL`].
    pub fn milliseconds(&self) -> [f32; Stage::ALL.len()] {
        self.0.map(|time| time.as_secs_f32() * 1e3)
    }
}

/// Milliseconds of each stage, as `--stats` writes them.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct StagesMs {
    pub visit: Quantiles,
    pub load: Quantiles,
    pub animate: Quantiles,
    pub cull: Quantiles,
    pub encode: Quantiles,
    pub submit: Quantiles,
}

/// Frames by stage.
#[derive(Debug, Default)]
pub struct StageMeter([Histogram; Stage::ALL.len()]);

impl StageMeter {
    pub fn frame(&mut self, stages: &Stages) {
        self.0.iter_mut().zip(stages.0).for_each(|(histogram, time)| histogram.add(time));
    }

    pub fn quantiles(&self) -> StagesMs {
        let [visit, load, animate, cull, encode, submit] = self.0.each_ref().map(Histogram::quantiles);
        StagesMs { visit, load, animate, cull, encode, submit }
    }
}

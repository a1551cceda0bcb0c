//! Gathers what the overlay shows: a sample of every frame, and now and then a round over the booths, a few in each frame.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use glam::Vec3;

use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::app::stats::Cost;
use crate::device::Frame;
use crate::fair::{Fair, Lang};
use crate::panel::figures::{Bar, Booth, Booths, Figures, Work};
use crate::stream::Admission;

/// Seconds from one round to the next.
const EVERY: f64 = 0.3;
/// What frames and rates are told of, in seconds.
const SECOND: f64 = 1.0;
/// Frames that are kept: a second of the fastest headset.
const FRAMES: usize = 160;
/// Booths looked at in one frame.
const BOOTHS: usize = 64;

/// See the module's page.
#[derive(Debug)]
pub struct Gather {
    /// The last ones, each with its time.
    frames: VecDeque<(f64, Bar)>,
    /// When how many bytes had come, once a round.
    came: VecDeque<(f64, u64)>,
    /// Where each booth is.
    places: Vec<Vec3>,
    /// Booths looked at in this round.
    next: usize,
    booths: Booths,
    work: Work,
    due: f64,
    /// Its memory is used again.
    spare: Figures,
}

/// What a round is told beside the content.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub lang: Lang,
    pub head: Vec3,
    /// Bytes that have come so far.
    pub fetched: u64,
    /// Frames missed since the visit began.
    pub missed: u64,
}

impl Gather {
    pub fn new(fair: &Arc<Fair>) -> Gather {
        let places = (0..fair.booths.len()).map(|booth| Piece::Booth(booth).matrix(fair).w_axis.truncate());
        Gather::over(places.collect())
    }

    /// Over booths at these places.
    fn over(places: Vec<Vec3>) -> Gather {
        Gather {
            frames: VecDeque::with_capacity(FRAMES),
            came: VecDeque::with_capacity(8),
            places,
            next: 0,
            booths: Booths::default(),
            work: Work { share: 1.0, ..Work::default() },
            due: f64::NEG_INFINITY,
            spare: Figures::default(),
        }
    }

    /// A frame is over, with our own work in it.
    pub fn frame(&mut self, frame: &Frame, cost: &Cost, missed: u32, admission: &Admission) {
        let time = frame.time.as_secs_f64();
        if self.frames.len() >= FRAMES {
            self.frames.pop_front();
        }
        let (loading, allowed) = admission.spending();
        let ms = |time: Duration| time.as_secs_f32() * 1e3;
        let bar = Bar {
            stages_ms: cost.stages.milliseconds(),
            gpu_ms: cost.gpu.map(ms),
            pose_ms: cost.pose_age.map(ms),
            own_ms: ms(cost.own()),
            loading_ms: ms(loading),
            allowed_ms: ms(allowed),
            missed,
        };
        self.frames.push_back((time, bar));
        self.work = Work { draws: cost.draws, triangles: cost.triangles, share: cost.share, ..Work::default() };
    }

    /// Looks at a few booths; at the end of a round, the figures. The quantiles are left to whoever draws them.
    pub fn round(&mut self, frame: &Frame, moment: &Moment, content: &Content, world: &World) -> Option<Figures> {
        let time = frame.time.as_secs_f64();
        if self.next == 0 {
            if time < self.due {
                return None;
            }
            self.due = time + EVERY;
            self.booths.counts = Default::default();
            self.booths.nearest.clear();
        }
        let end = (self.next + BOOTHS).min(self.places.len());
        for number in self.next..end {
            let (Some((level, sharp)), Some(place)) = (content.booth(number), self.places.get(number)) else {
                continue;
            };
            let metres = place.with_y(moment.head.y).distance(moment.head);
            self.booths.add(Booth { number, metres, level, sharp });
        }
        self.next = if end == self.places.len() { 0 } else { end };
        (self.next == 0).then(|| self.figures(time, frame.period, moment, content, world))
    }

    fn figures(&mut self, time: f64, period: Duration, moment: &Moment, content: &Content, world: &World) -> Figures {
        let mut figures = std::mem::take(&mut self.spare);
        figures.lang = moment.lang;
        figures.streams = content.streams();
        figures.whole = content.complete();
        figures.work = self.work;
        let profile = world.renderer.profile();
        (figures.work.profile, figures.work.limits) = (profile.name(), profile.limits());
        figures.work.left_out = content.left_out();
        figures.queue = content.queue();
        figures.bytes = content.memory(world.renderer.bytes().0);
        figures.bytes.fetched = moment.fetched;
        figures.bytes.rate = self.rate(time, moment.fetched);
        let frames = &mut figures.frames;
        frames.period_ms = period.as_secs_f32() * 1e3;
        frames.bars.clear();
        frames.bars.extend(self.frames.iter().map(|(_, bar)| *bar));
        frames.recent = self.frames.iter().rev().take_while(|(at, _)| time - at <= SECOND).count();
        frames.missed = [frames.second().iter().map(|bar| u64::from(bar.missed)).sum(), moment.missed];
        figures.booths.counts = self.booths.counts;
        figures.booths.nearest.clear();
        figures.booths.nearest.extend_from_slice(&self.booths.nearest);
        figures
    }

    /// Bytes a second over about the last one.
    fn rate(&mut self, time: f64, fetched: u64) -> f64 {
        while self.came.len() > 1 && self.came.get(1).is_some_and(|(at, _)| time - at >= SECOND) {
            self.came.pop_front();
        }
        self.came.push_back((time, fetched));
        match self.came.front() {
            Some((at, before)) if time > *at => fetched.saturating_sub(*before) as f64 / (time - at),
            _ => 0.0,
        }
    }

    /// Takes back figures that have been drawn.
    pub fn reuse(&mut self, figures: Figures) {
        self.spare = figures;
    }

    /// Forgets what was seen, as after a pause.
    pub fn reset(&mut self) {
        self.frames.clear();
        self.came.clear();
        (self.next, self.due) = (0, f64::NEG_INFINITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_second_and_falls_to_nothing() {
        let mut gather = Gather::over(Vec::new());
        let mut rates = Vec::new();
        for round in 0..12 {
            let time = f64::from(round) * 0.25;
            // Two million a second for a second and a half.
            rates.push(gather.rate(time, (time.min(1.5) * 2e6) as u64));
        }
        assert_eq!((rates[0], rates[1], rates[6]), (0.0, 2e6, 2e6));
        assert!(rates[8] < 1.1e6 && rates[11] == 0.0, "{rates:?}");
        assert!(gather.came.len() < 8);
    }
}

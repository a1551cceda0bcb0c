//! The highest refresh rate that the frames hold: down soon after frames are missed, up again rarely and carefully.

use std::time::Duration;

/// Length of the windows in which frames are judged.
const WINDOW: Duration = Duration::from_secs(4);
/// Share of missed frames in a window that is too much.
const TOO_MANY: f64 = 0.03;
/// Share of the period that our own work may take before a higher rate is tried.
const ROOM: f64 = 0.5;
/// First pause before a higher rate is tried; it doubles with every try that failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Watches the frames of a headset.
#[derive(Debug)]
pub struct Refresh {
    window: Option<Duration>,
    frames: u32,
    missed: u32,
    dearest: Duration,
    quiet_since: Option<Duration>,
    patience: Duration,
    tried_up: bool,
}

impl Default for Refresh {
    fn default() -> Self {
        Refresh {
            window: None,
            frames: 0,
            missed: 0,
            dearest: Duration::ZERO,
            quiet_since: None,
            patience: PATIENCE,
            tried_up: false,
        }
    }
}

impl Refresh {
    /// One frame at `time` on the visit's clock, with our own work in it. Returns the frame cost that the display's
    /// period should hold from now on, when it ought to change.
    pub fn frame(&mut self, time: Duration, period: Duration, own: Duration, missed: u32) -> Option<Duration> {
        self.frames += 1;
        self.missed += missed;
        self.dearest = self.dearest.max(own);
        let start = *self.window.get_or_insert(time);
        let quiet_since = *self.quiet_since.get_or_insert(time);
        if time.saturating_sub(start) < WINDOW {
            return None;
        }
        let share = f64::from(self.missed) / f64::from(self.frames + self.missed).max(1.0);
        let dearest = self.dearest;
        self.window = Some(time);
        (self.frames, self.missed, self.dearest) = (0, 0, Duration::ZERO);
        if share > TOO_MANY {
            self.quiet_since = Some(time);
            if std::mem::take(&mut self.tried_up) {
                self.patience = self.patience.saturating_mul(2);
            }
            // A little more than this period: the next lower rate.
            return Some(period.mul_f64(1.05));
        }
        if time.saturating_sub(quiet_since) > self.patience && dearest.as_secs_f64() < period.as_secs_f64() * ROOM {
            self.quiet_since = Some(time);
            self.tried_up = true;
            return Some(period.mul_f64(ROOM));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_millis(11);

    fn run(refresh: &mut Refresh, from: f64, seconds: f64, missed_every: u32) -> Vec<Duration> {
        (0..(seconds / 0.011) as u32)
            .filter_map(|i| {
                let time = Duration::from_secs_f64(from + f64::from(i) * 0.011);
                let missed = u32::from(missed_every > 0 && i % missed_every == 0);
                refresh.frame(time, PERIOD, Duration::from_millis(2), missed)
            })
            .collect()
    }

    #[test]
    fn missed_frames_lower_the_rate_within_seconds() {
        let asked = run(&mut Refresh::default(), 0.0, 5.0, 10);
        assert!(asked.len() == 1 && asked[0] > PERIOD);
    }

    #[test]
    fn a_rate_that_holds_is_left_alone_and_a_higher_one_tried_rarely() {
        let asked = run(&mut Refresh::default(), 0.0, 29.0, 0);
        assert!(asked.is_empty());
        let asked = run(&mut Refresh::default(), 0.0, 100.0, 0);
        assert!((2..=3).contains(&asked.len()) && asked.iter().all(|cost| *cost < PERIOD));
    }

    #[test]
    fn a_higher_rate_that_failed_is_tried_later_each_time() {
        let mut refresh = Refresh::default();
        assert_eq!(run(&mut refresh, 0.0, 40.0, 0).len(), 1);
        assert!(!run(&mut refresh, 40.0, 6.0, 8).is_empty());
        assert!(run(&mut refresh, 46.0, 55.0, 0).iter().all(|cost| *cost > PERIOD));
    }
}

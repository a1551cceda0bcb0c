//! When the next frame may begin, where the driver's own waiting for the display may or may not work.

use std::time::Duration;

/// So many frames in a row that came too fast say that the driver never waits.
const TRIAL: u32 = 30;
/// So many frames in a row that were held back although we waited say that it does after all.
const CHANGE: u32 = 10;

/// Most drivers hold `Fifo` back by blocking in acquire or present; then nothing more is needed, and a sleep of our own would
/// only beat against the display. Some never do (a virtual display, a window that is not shown): then we keep the time
/// ourselves. A driver may also block for the GPU's sake, which says nothing about the display.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// Frames in a row that came faster than the display.
    free: u32,
    /// Frames in a row that the driver held back while we kept the time.
    held: u32,
}

impl Pace {
    /// Takes in a frame: the time since the one before, and how long the driver blocked in it.
    pub fn note(&mut self, interval: Duration, blocked: Duration, period: Duration) {
        if self.free >= TRIAL {
            self.held = if blocked > period / 4 { self.held + 1 } else { 0 };
            if self.held >= CHANGE {
                *self = Pace::default();
            }
        } else if interval < period * 3 / 4 {
            self.free += 1;
        } else if blocked > period / 8 {
            self.free = 0;
        }
    }

    /// What is left to sleep when `since` has passed from the beginning of the frame before.
    pub fn wait(&self, since: Duration, period: Duration) -> Duration {
        if self.free >= TRIAL { period.saturating_sub(since) } else { Duration::ZERO }
    }
}

/// Refreshes that passed without a new picture in this time between two frames.
pub fn missed(interval: Duration, period: Duration) -> u32 {
    let refreshes = interval.as_secs_f64() / period.as_secs_f64().max(1e-6);
    if refreshes > 1.5 { (refreshes.round() as u32).saturating_sub(1).max(1) } else { 0 }
}

/// The period of a display that says `millihertz`; 60 Hz where that is missing or no display's.
pub fn period(millihertz: Option<u32>) -> Duration {
    let hertz = millihertz.map_or(60.0, |rate| f64::from(rate) / 1000.0);
    Duration::from_secs_f64(1.0 / if (23.0..=1000.0).contains(&hertz) { hertz } else { 60.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_millis(16);

    #[test]
    fn a_driver_that_blocks_is_left_alone() {
        let mut pace = Pace::default();
        for i in 0..1000 {
            // Now and then a frame comes free, as when the queue had room.
            let blocked = if i % 20 == 0 { Duration::ZERO } else { Duration::from_millis(12) };
            pace.note(if i % 20 == 0 { Duration::from_millis(3) } else { PERIOD }, blocked, PERIOD);
            assert_eq!(pace.wait(Duration::from_millis(1), PERIOD), Duration::ZERO);
        }
    }

    #[test]
    fn a_driver_that_never_blocks_is_kept_in_time() {
        let mut pace = Pace::default();
        for _ in 0..TRIAL {
            assert_eq!(pace.wait(Duration::from_millis(2), PERIOD), Duration::ZERO);
            // The GPU is not done with the picture before: that is not the display.
            pace.note(Duration::from_millis(5), Duration::from_millis(3), PERIOD);
        }
        for i in 0..100 {
            assert_eq!(pace.wait(Duration::from_millis(2), PERIOD), Duration::from_millis(14));
            pace.note(PERIOD, if i % 9 == 0 { PERIOD } else { Duration::ZERO }, PERIOD);
        }
        assert_eq!(pace.wait(Duration::from_millis(20), PERIOD), Duration::ZERO);
        // The window moved to a display that is waited for.
        for _ in 0..CHANGE {
            pace.note(PERIOD, Duration::from_millis(9), PERIOD);
        }
        assert_eq!(pace.wait(Duration::from_millis(2), PERIOD), Duration::ZERO);
    }

    #[test]
    fn missed_refreshes_are_counted_from_one_and_a_half() {
        let times = |factor: f64| missed(PERIOD.mul_f64(factor), PERIOD);
        assert_eq!([0.1, 1.0, 1.49, 1.51, 2.2, 3.6].map(times), [0, 0, 0, 1, 1, 3]);
        assert_eq!(period(Some(90_000)), Duration::from_secs_f64(1.0 / 90.0));
        assert_eq!([None, Some(0), Some(5_000_000)].map(period), [Duration::from_secs_f64(1.0 / 60.0); 3]);
    }
}

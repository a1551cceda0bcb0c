//! The visit's clock: predicted display times of one session after another on one line.

use std::time::Duration;

/// Turns the runtime's predicted display times (nanoseconds from a moment of its own) into visit time, and counts
/// the display periods that went by without a picture.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Visit time of the last frame, and when that frame was on the machine's clock.
    last: Option<(Duration, Duration)>,
    /// The last frame's predicted time, while frames follow each other.
    previous: Option<i64>,
}

/// What the timeline says of a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tick {
    pub time: Duration,
    pub period: Duration,
    pub missed: u32,
}

impl Timeline {
    /// The frames that follow are not the next ones of those before: a session began again. Visit time goes on by the
    /// machine's clock, and what passed in between is not counted as missed.
    pub fn interrupt(&mut self) {
        self.previous = None;
    }

    /// The next frame: predicted display time and period in the runtime's nanoseconds, and the machine's clock now.
    ///
    /// A period that makes no sense is taken for 1/72 s. Time never goes back, whatever the runtime says.
    pub fn tick(&mut self, predicted: i64, period: i64, now: Duration) -> Tick {
        let period = match u64::try_from(period) {
            Ok(nanos) if (1_000_000..=1_000_000_000).contains(&nanos) => nanos,
            _ => 1_000_000_000 / 72,
        };
        let (time, missed) = match (self.last, self.previous.and_then(|p| predicted.checked_sub(p))) {
            (None, _) => (Duration::ZERO, 0),
            (Some((time, _)), Some(delta)) if delta > 0 => {
                let delta = delta as u64;
                let periods = (delta as f64 / period as f64).round();
                (time + Duration::from_nanos(delta), (periods - 1.0).clamp(0.0, f64::from(u32::MAX)) as u32)
            }
            // A session began again, or the runtime's time went back.
            (Some((time, at)), _) => (time + now.saturating_sub(at).max(Duration::from_nanos(period)), 0),
        };
        self.last = Some((time, now));
        self.previous = Some(predicted);
        Tick { time, period: Duration::from_nanos(period), missed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: i64 = 10_000_000;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn starts_at_zero_and_follows_the_prediction() {
        let mut line = Timeline::default();
        assert_eq!(line.tick(5_000_000_000, PERIOD, ms(0)), Tick { time: ms(0), period: ms(10), missed: 0 });
        assert_eq!(line.tick(5_010_000_000, PERIOD, ms(9)), Tick { time: ms(10), period: ms(10), missed: 0 });
        assert_eq!(line.tick(5_040_400_000, PERIOD, ms(44)).missed, 2);
    }

    #[test]
    fn survives_a_rebuild_and_time_that_goes_back() {
        let mut line = Timeline::default();
        line.tick(5_000_000_000, PERIOD, ms(0));
        line.interrupt();
        // Another instance counts from elsewhere: 3 s passed on the machine's clock.
        assert_eq!(line.tick(7, PERIOD, ms(3000)), Tick { time: ms(3000), period: ms(10), missed: 0 });
        assert_eq!(line.tick(7 + PERIOD, PERIOD, ms(3010)).time, ms(3010));
        let back = line.tick(1, PERIOD, ms(3011));
        assert_eq!((back.time, back.missed), (ms(3020), 0));
        assert_eq!(line.tick(1 + PERIOD, PERIOD, ms(3012)).time, ms(3030));
    }

    #[test]
    fn a_senseless_period_is_replaced() {
        let mut line = Timeline::default();
        for period in [0, -1, i64::MIN, i64::MAX] {
            assert_eq!(line.tick(0, period, ms(0)).period, Duration::from_nanos(1_000_000_000 / 72));
        }
        line.tick(i64::MIN, PERIOD, ms(0));
        line.tick(i64::MAX, PERIOD, ms(0));
    }
}

//! Growing pauses between attempts.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);

/// When to try again: 0.25 s after the first failure, doubling to 8 s.
#[derive(Debug)]
pub(super) struct Backoff {
    pause: Duration,
    at: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Backoff { pause: FIRST, at: Duration::ZERO }
    }
}

impl Backoff {
    /// An attempt failed, or something was lost, at `now`.
    pub fn failed(&mut self, now: Duration) {
        self.at = now + self.pause;
        self.pause = (self.pause * 2).min(LONGEST);
    }

    /// Everything works.
    pub fn reset(&mut self) {
        *self = Backoff::default();
    }

    /// How long until the next attempt; zero: now.
    pub fn remaining(&self, now: Duration) -> Duration {
        self.at.saturating_sub(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_to_eight_seconds_and_starts_over() {
        let mut backoff = Backoff::default();
        let mut now = Duration::ZERO;
        let mut pauses = Vec::new();
        for _ in 0..7 {
            backoff.failed(now);
            pauses.push(backoff.remaining(now).as_millis());
            now += backoff.remaining(now);
        }
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 8000]);
        assert_eq!(backoff.remaining(now), Duration::ZERO);
        backoff.reset();
        backoff.failed(now);
        assert_eq!(backoff.remaining(now).as_millis(), 250);
    }
}

//! One transfer as seen from outside: how it is stopped, and what it adds to the counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::meter::Meter;

/// How long a sleeper may take to see that it is to stop.
const NAP: Duration = Duration::from_millis(10);

/// Shared by who asked and who fetches.
#[derive(Debug, Default)]
pub(super) struct Transfer {
    /// No longer wanted, unless it is nearly here.
    cancelled: AtomicBool,
    /// Everything stops.
    quit: Arc<AtomicBool>,
    pub meter: Arc<Meter>,
}

impl Transfer {
    pub fn new(meter: Arc<Meter>, quit: Arc<AtomicBool>) -> Transfer {
        Transfer { cancelled: AtomicBool::new(false), quit, meter }
    }

    pub fn cancel(&self, yes: bool) {
        self.cancelled.store(yes, Ordering::Relaxed);
    }

    /// Whether to stop, with `have` bytes of `of` here: what is more than three quarters here is cheaper to finish than to
    /// fetch again.
    pub fn stopped(&self, have: u64, of: u64) -> bool {
        self.quit.load(Ordering::Relaxed)
            || (self.cancelled.load(Ordering::Relaxed) && have.saturating_mul(4) <= of.saturating_mul(3))
    }

    /// Sleeps that long; false if it was stopped meanwhile.
    pub fn sleep(&self, pause: Duration) -> bool {
        self.sleep_until(Instant::now() + pause, 0, 1)
    }

    /// Sleeps until then with `have` bytes of `of` here; false if it was stopped meanwhile.
    pub fn sleep_until(&self, end: Instant, have: u64, of: u64) -> bool {
        loop {
            if self.stopped(have, of) {
                return false;
            }
            let rest = end.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return true;
            }
            std::thread::sleep(rest.min(NAP));
        }
    }
}

//! One transfer as seen from outside: how it is stopped, and what it adds to the counts.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// Bytes that came, those of tries that failed included.
    came: AtomicU64,
    moved: Mutex<Option<Instant>>,
}

impl Transfer {
    pub fn new(meter: Arc<Meter>, quit: Arc<AtomicBool>) -> Transfer {
        let moved = Mutex::new(Some(Instant::now()));
        Transfer { cancelled: AtomicBool::new(false), quit, meter, came: AtomicU64::new(0), moved }
    }

    /// More bytes are here.
    pub fn came(&self, bytes: u64) {
        self.meter.arrived(bytes);
        self.came.fetch_add(bytes, Ordering::Relaxed);
        *self.moved.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// What is still to come of so many bytes; nothing for a transfer that has not moved for `patience`, which takes none
    /// of the link from others.
    pub fn rest(&self, of: u64, patience: Duration) -> u64 {
        let moved = *self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        match moved {
            Some(moved) if moved.elapsed() < patience => of.saturating_sub(self.came.load(Ordering::Relaxed)),
            _ => 0,
        }
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

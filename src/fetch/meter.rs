//! What the network did so far, and how fast it is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Shortest time over which a throughput is told.
const WINDOW: Duration = Duration::from_millis(200);
/// Weight of the newest sample in a running estimate.
const NEW: f64 = 0.3;

/// Counts and running estimates of one source, by all its threads.
#[derive(Debug, Default)]
pub(super) struct Meter {
    wire: AtomicU64,
    cache: AtomicU64,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    running: usize,
    /// Since when `bytes` are counted: from the first that came, and only while something runs, so that neither idle time
    /// nor the wait for an answer is slowness.
    since: Option<Instant>,
    bytes: u64,
    rate: Option<f64>,
    round_trip: Option<f64>,
}

impl Meter {
    /// Bytes of file contents received, given up ones included.
    pub fn wire(&self) -> u64 {
        self.wire.load(Ordering::Relaxed)
    }

    /// Bytes that the disk cache had.
    pub fn cache(&self) -> u64 {
        self.cache.load(Ordering::Relaxed)
    }

    /// Bytes a second, all transfers together.
    pub fn rate(&self) -> Option<f64> {
        self.lock().rate
    }

    /// From the request to the head of the answer.
    pub fn round_trip(&self) -> Option<Duration> {
        self.lock().round_trip.map(Duration::from_secs_f64)
    }

    pub fn begin(&self) {
        let mut inner = self.lock();
        inner.running += 1;
        if inner.running == 1 {
            (inner.since, inner.bytes) = (None, 0);
        }
    }

    pub fn end(&self) {
        let mut inner = self.lock();
        inner.running = inner.running.saturating_sub(1);
        if inner.running == 0 {
            // A short burst is only used where nothing better is known.
            let at_least = if inner.rate.is_none() { Duration::from_millis(1) } else { WINDOW / 4 };
            inner.sample(Instant::now(), at_least);
            inner.since = None;
        }
    }

    pub fn arrived(&self, bytes: u64) {
        self.wire.fetch_add(bytes, Ordering::Relaxed);
        let mut inner = self.lock();
        if inner.since.is_none() {
            inner.since = Some(Instant::now());
            return;
        }
        inner.bytes += bytes;
        inner.sample(Instant::now(), WINDOW);
    }

    pub fn cached(&self, bytes: u64) {
        self.cache.fetch_add(bytes, Ordering::Relaxed);
    }

    pub fn answered(&self, after: Duration) {
        let mut inner = self.lock();
        inner.round_trip = Some(blend(inner.round_trip, after.as_secs_f64()));
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn sample(&mut self, now: Instant, at_least: Duration) {
        let Some(since) = self.since else { return };
        let time = now.saturating_duration_since(since);
        if time < at_least || time.is_zero() || self.bytes == 0 {
            return;
        }
        self.rate = Some(blend(self.rate, self.bytes as f64 / time.as_secs_f64()));
        (self.since, self.bytes) = (Some(now), 0);
    }
}

fn blend(old: Option<f64>, new: f64) -> f64 {
    old.map_or(new, |old| old + NEW * (new - old))
}

//! A network that is slower than the real one, for tests and measurements.

use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::faults::{self, Fault, Faults};
use super::transfer::Transfer;

/// Bytes that are let through at once: about what a socket hands over in one go.
pub(super) const QUANTUM: usize = 16 << 10;

/// A throughput that all transfers share, and a round trip that each request waits.
///
/// The contents of files count, their headers do not: a file of 11.75 MB takes 0.94 s at 100 Mbit/s, as over an Ethernet of
/// that speed it would take 1 s. The link is there from the start: no slow start is modelled.
#[derive(Debug)]
pub struct Link {
    bytes_per_second: f64,
    round_trip: Duration,
    /// When everything that was let through so far would have arrived.
    free: Mutex<Instant>,
}

impl Link {
    /// # Errors
    /// A rate or a round trip out of bounds; the message names the bounds.
    pub fn new(megabits: f64, round_trip_ms: f64) -> Result<Link, String> {
        if !(0.01..=100_000.0).contains(&megabits) {
            return Err("a link has 0.01 to 100000 Mbit/s".into());
        }
        if !(0.0..=10_000.0).contains(&round_trip_ms) {
            return Err("a round trip is 0 to 10000 ms".into());
        }
        Ok(Link {
            bytes_per_second: megabits * 1e6 / 8.0,
            round_trip: Duration::from_secs_f64(round_trip_ms / 1e3),
            free: Mutex::new(Instant::now()),
        })
    }

    pub fn bytes_per_second(&self) -> f64 {
        self.bytes_per_second
    }

    pub fn round_trip(&self) -> Duration {
        self.round_trip
    }

    fn time(&self, bytes: usize) -> Duration {
        Duration::from_secs_f64(bytes as f64 / self.bytes_per_second)
    }

    /// When so many more bytes will have arrived. An idle link saves up one quantum, which makes up for sleeps that last a
    /// little too long.
    fn reserve(&self, bytes: usize) -> Instant {
        let now = Instant::now();
        let saved = now.checked_sub(self.time(QUANTUM)).unwrap_or(now);
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free = (*free).max(saved) + self.time(bytes);
        *free
    }
}

/// `MBIT:RTT_MS`.
impl FromStr for Link {
    type Err = String;

    fn from_str(text: &str) -> Result<Link, String> {
        let (megabits, round_trip) =
            text.split_once(':').ok_or("write it as MBIT:RTT_MS, for example 100:20 for 100 Mbit/s and 20 ms")?;
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("'{text}' is no number"));
        Link::new(number(megabits)?, number(round_trip)?)
    }
}

/// One server's connections, through a link if there is one.
#[derive(Debug, Default)]
pub(super) struct Wire {
    pub link: Option<Arc<Link>>,
    faults: Option<Arc<Faults>>,
    /// Connections that a request left open: the next one saves the round trip of a new one.
    idle: AtomicUsize,
}

impl Wire {
    pub fn new(link: Option<Arc<Link>>, faults: Option<Arc<Faults>>) -> Wire {
        Wire { link, faults, idle: AtomicUsize::new(0) }
    }

    /// A request leaves now.
    pub fn send(&self) -> Call<'_> {
        let mut ready = None;
        if let Some(link) = &self.link {
            let reused =
                self.idle.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |idle| idle.checked_sub(1)).is_ok();
            ready = Some(Instant::now() + link.round_trip * if reused { 1 } else { 2 });
        }
        Call { wire: self, ready, fault: faults::roll(self.faults.as_ref()) }
    }
}

/// One request under way.
pub(super) struct Call<'a> {
    wire: &'a Wire,
    ready: Option<Instant>,
    /// What becomes of its answer.
    pub fault: Option<Fault>,
}

impl Call<'_> {
    /// Waits until the answer may start; false if the transfer was stopped.
    pub fn answered(&self, transfer: &Transfer) -> bool {
        self.ready.is_none_or(|ready| transfer.sleep_until(ready, 0, 1))
    }

    /// Waits until `bytes` more have come through, at most [`QUANTUM`] a call; false if the transfer was stopped.
    pub fn pass(&self, bytes: usize, transfer: &Transfer, have: u64, of: u64) -> bool {
        match &self.wire.link {
            Some(link) => transfer.sleep_until(link.reserve(bytes), have, of),
            None => !transfer.stopped(have, of),
        }
    }

    /// Whether the connection ends here, with `have` bytes of `of`.
    pub fn breaks(&self, have: u64, of: u64) -> bool {
        self.fault == Some(Fault::Cut) && have.saturating_mul(2) >= of
    }

    /// The answer is read to its end: the connection can be used again.
    pub fn done(self) {
        self.wire.idle.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_or_refused() {
        let link: Link = "100:20".parse().unwrap();
        assert_eq!((link.bytes_per_second(), link.round_trip()), (12.5e6, Duration::from_millis(20)));
        assert_eq!("0.5:0".parse::<Link>().unwrap().bytes_per_second(), 62_500.0);
        for (text, why) in [
            ("100", "MBIT:RTT_MS"),
            ("100:x", "'x' is no number"),
            ("0:5", "0.01 to"),
            ("NaN:5", "0.01 to"),
            ("inf:5", "0.01 to"),
            ("5:-1", "0 to 10000 ms"),
            ("5:1:2", "'1:2' is no number"),
        ] {
            let error = text.parse::<Link>().expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn all_transfers_together_keep_to_the_rate() {
        // 20 Mbit/s are 2.5 MB/s: 500 kB take 200 ms, less the one quantum saved up.
        let wire = Wire::new(Some(Arc::new("20:0".parse().unwrap())), None);
        let start = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| {
                    let call = wire.send();
                    for _ in 0..10 {
                        assert!(call.pass(10_000, &Transfer::default(), 0, 1));
                    }
                });
            }
        });
        let took = start.elapsed().as_secs_f64();
        assert!((0.192..0.4).contains(&took), "{took} s");
    }

    #[test]
    fn a_new_connection_costs_one_round_trip_more() {
        let wire = Wire::new(Some(Arc::new("1000:40".parse().unwrap())), None);
        let ask = || {
            let start = Instant::now();
            let call = wire.send();
            assert!(call.answered(&Transfer::default()));
            call.done();
            start.elapsed().as_millis()
        };
        assert!(ask() >= 80);
        let again = ask();
        assert!((40..80).contains(&again), "{again} ms");
    }
}

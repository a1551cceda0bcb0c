//! Whether anything moves on a connection, and when it has been still for too long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::Instant;

/// From the opening of a connection to its first whole request, TLS included.
pub(super) const FIRST: Duration = Duration::from_secs(10);
/// From an answer, or from the opening, to the next whole head of a request (HTTP/1.1).
pub(super) const HEAD: Duration = Duration::from_secs(20);
/// Longest time in which a visitor neither asks for anything nor takes anything.
pub(super) const STILL: Duration = Duration::from_secs(25);
/// What is taken buys time, up to [`STILL`]: so many bytes a second keep a connection. It is not enough that something
/// moves now and then: while a visitor reads nothing, the system still hands over a little when it probes.
const PACE: u64 = 13_000;
/// The same when the server ends and nothing is under way.
const STILL_AT_END: Duration = Duration::from_secs(1);

/// What moved on one connection. Bytes on the wire do not count: pings, and heads that never end, are bytes too.
#[derive(Debug)]
pub(super) struct Pulse {
    opened: Instant,
    /// When something must have moved, and when it last did; in milliseconds after `opened`.
    until: AtomicU64,
    last: AtomicU64,
    asked: AtomicBool,
    /// Requests whose answer we are still making: it is our turn, not the visitor's.
    making: AtomicU32,
    /// Answers not yet handed over to the last byte.
    answers: AtomicU32,
}

impl Pulse {
    pub fn new() -> Arc<Pulse> {
        Arc::new(Pulse {
            opened: Instant::now(),
            until: AtomicU64::new(0),
            last: AtomicU64::new(0),
            asked: AtomicBool::new(false),
            making: AtomicU32::new(0),
            answers: AtomicU32::new(0),
        })
    }

    fn beat(&self) {
        let now = self.opened.elapsed().as_millis() as u64;
        self.last.store(now, Relaxed);
        self.until.store(now + STILL.as_millis() as u64, Relaxed);
    }

    fn took(&self, bytes: usize) {
        let now = self.opened.elapsed().as_millis() as u64;
        self.last.store(now, Relaxed);
        let bought = self.until.load(Relaxed) + bytes as u64 * 1000 / PACE;
        self.until.store(bought.min(now + STILL.as_millis() as u64), Relaxed);
    }

    /// A whole request has come.
    pub fn asked(self: &Arc<Pulse>) -> Answering {
        self.asked.store(true, Relaxed);
        self.making.fetch_add(1, Relaxed);
        self.answers.fetch_add(1, Relaxed);
        self.beat();
        Answering { pulse: self.clone(), making: true }
    }

    /// When the connection is to be cut if nothing moves until then.
    pub fn deadline(&self, ending: bool) -> Instant {
        if self.making.load(Relaxed) > 0 {
            return Instant::now() + STILL;
        }
        let after = |millis: &AtomicU64| self.opened + Duration::from_millis(millis.load(Relaxed));
        let idle = self.answers.load(Relaxed) == 0;
        match (self.asked.load(Relaxed), ending && idle) {
            (_, true) => after(&self.last) + STILL_AT_END,
            (false, _) => self.opened + FIRST,
            (true, _) => after(&self.until),
        }
    }
}

/// One answer under way, from the request to the last byte taken or given up.
#[derive(Debug)]
pub(super) struct Answering {
    pulse: Arc<Pulse>,
    making: bool,
}

impl Answering {
    /// From here on it is the visitor's turn to take it.
    pub fn made(&mut self) {
        if std::mem::take(&mut self.making) {
            self.pulse.beat();
            self.pulse.making.fetch_sub(1, Relaxed);
        }
    }

    /// So many bytes were taken.
    pub fn took(&self, bytes: usize) {
        self.pulse.took(bytes);
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.made();
        self.pulse.beat();
        self.pulse.answers.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phase_has_its_time() {
        let pulse = Pulse::new();
        let after = |ending| pulse.deadline(ending).duration_since(pulse.opened);
        assert_eq!(after(false), FIRST);
        assert_eq!(after(true), STILL_AT_END);
        let mut answer = pulse.asked();
        answer.made();
        assert!(after(false) >= STILL && after(true) >= STILL);
        drop(answer);
        assert!(after(false) >= STILL && after(true) < FIRST);
    }

    #[test]
    fn what_is_taken_buys_time_by_its_size() {
        let pulse = Pulse::new();
        let mut answer = pulse.asked();
        answer.made();
        let set = |millis| pulse.until.store(millis, Relaxed);
        let until = || pulse.until.load(Relaxed);
        set(5000);
        answer.took(PACE as usize * 2);
        assert_eq!(until(), 7000);
        answer.took(PACE as usize * 1000);
        assert!((25_000..26_000).contains(&until()));
    }

    #[test]
    fn our_own_work_is_nobodys_fault() {
        let pulse = Pulse::new();
        let answer = pulse.asked();
        let first = pulse.deadline(true);
        std::thread::sleep(Duration::from_millis(5));
        assert!(pulse.deadline(true) > first);
        drop(answer);
        assert_eq!((pulse.making.load(Relaxed), pulse.answers.load(Relaxed)), (0, 0));
    }
}

//! When a failed request is tried again, and when not any more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use super::FetchError;
use super::transfer::Transfer;

/// How often and how long one file is asked for.
#[derive(Debug, Clone)]
pub struct Patience {
    /// Tries in a row that bring (next to) nothing; one that brought at least 16 KiB to build on starts the count anew.
    pub tries: u32,
    /// Longest pause before the second try; doubled for each further one. The pause taken is anything from nothing to
    /// that, by chance, so that clients that failed together do not come back together.
    pub pause: Duration,
    /// No pause is longer, whatever the server asks for.
    pub longest_pause: Duration,
    /// No try starts later than this after the first, plus the time that the file's length takes at `rate`.
    pub patience: Duration,
    /// Until a connection stands.
    pub connect: Duration,
    /// Longest silence of the server, before the answer and between any two reads of it.
    pub silence: Duration,
    /// Bytes a second that are the least for a file as a whole, after `patience`: what drips slower is given up.
    pub rate: u64,
    /// Until a server that was out of reach is looked for, and the longest time between two looks; it doubles from one to
    /// the next.
    pub watch: [Duration; 2],
    /// Seeds the pauses, for tests; by chance if left out.
    pub seed: Option<u64>,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            tries: 5,
            pause: Duration::from_millis(250),
            longest_pause: Duration::from_secs(10),
            patience: Duration::from_secs(30),
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(15),
            rate: 8 << 10,
            watch: [Duration::from_secs(1), Duration::from_secs(60)],
            seed: None,
        }
    }
}

impl Patience {
    /// The longest that a file of so many bytes may take, all tries together.
    pub fn allowance(&self, bytes: u64) -> Duration {
        self.patience.saturating_add(Duration::from_secs_f64(bytes as f64 / self.rate.max(1) as f64))
    }

    /// The pause after this many tries in vain, `chance` being 0 to 1.
    fn pause(&self, tries: u32, chance: f64) -> Duration {
        let doubled = self.pause.saturating_mul(1 << tries.saturating_sub(1).min(20));
        doubled.min(self.longest_pause).mul_f64(chance.clamp(0.0, 1.0))
    }
}

/// Whether another try could help.
#[derive(Debug)]
pub(super) enum Failure {
    Final(FetchError),
    /// The network's or the server's passing trouble.
    Passing {
        error: FetchError,
        /// What the server asked for (`Retry-After`).
        after: Option<Duration>,
        /// Bytes came that the next try builds on.
        gained: bool,
    },
    /// Something came, but not the file: a cache on the way may be at fault, so it is by-passed once.
    Wrong(FetchError),
}

impl Failure {
    pub fn passing(error: FetchError) -> Failure {
        Failure::Passing { error, after: None, gained: false }
    }
}

/// One kind of chance for all pauses of a source.
#[derive(Debug)]
pub(super) struct Dice(AtomicU64);

impl Dice {
    pub fn new(seed: Option<u64>) -> Dice {
        Dice(AtomicU64::new(seed.unwrap_or_else(|| {
            use std::hash::{BuildHasher, Hasher};
            // The standard library's hasher is the one source of chance there is without another dependency.
            std::hash::RandomState::new().build_hasher().finish()
        })))
    }

    /// 0 to below 1: SplitMix64 (Steele, Lea, Flood 2014).
    pub fn roll(&self) -> f64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Tries until it succeeds, fails for good, or the patience is at its end. `attempt` is told whether caches on the way are
/// to be by-passed.
pub(super) fn persist<T>(
    name: &str,
    patience: &Patience,
    dice: &Dice,
    transfer: &Transfer,
    allowance: Duration,
    mut attempt: impl FnMut(bool) -> Result<T, Failure>,
) -> Result<T, FetchError> {
    let start = Instant::now();
    let (mut tries, mut all, mut fresh) = (0, 0, false);
    loop {
        tries += 1;
        all += 1;
        let (error, after, gained) = match attempt(fresh) {
            Ok(value) => return Ok(value),
            Err(Failure::Final(error)) => return Err(error),
            Err(Failure::Wrong(error)) if fresh => return Err(error),
            Err(Failure::Wrong(error)) => {
                log::debug!("{error}; once more past the caches");
                fresh = true;
                continue;
            }
            Err(Failure::Passing { error, after, gained }) => (error, after, gained),
        };
        if gained {
            tries = 1;
        }
        let pause = patience.pause(tries, dice.roll()).max(after.unwrap_or_default()).min(patience.longest_pause);
        if tries >= patience.tries || start.elapsed() + pause > allowance {
            return Err(match error {
                FetchError::Network { name, why, .. } => FetchError::Network { name, why, tries: all },
                other => other,
            });
        }
        log::debug!("{error}; once more in {pause:?}");
        if !transfer.sleep(pause) {
            return Err(FetchError::Cancelled { name: name.into() });
        }
    }
}

/// The value of a `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
pub(super) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    match value.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(httpdate::parse_http_date(value.trim()).ok()?.duration_since(now).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience() -> Patience {
        Patience { pause: Duration::from_millis(2), longest_pause: Duration::from_millis(9), ..Patience::default() }
    }

    #[test]
    fn pauses_double_up_to_a_bound() {
        let millis = |tries, chance| patience().pause(tries, chance).as_secs_f64() * 1e3;
        assert_eq!([1, 2, 3, 4, 99].map(|tries| millis(tries, 1.0)), [2.0, 4.0, 8.0, 9.0, 9.0]);
        assert_eq!([1, 4].map(|tries| millis(tries, 0.5)), [1.0, 4.5]);
        assert_eq!(millis(4, 0.0), 0.0);
    }

    #[test]
    fn the_same_seed_is_the_same_chance() {
        let rolls = |seed| {
            let dice = Dice::new(seed);
            (0..1000).map(|_| dice.roll()).collect::<Vec<_>>()
        };
        assert_eq!(rolls(Some(7)), rolls(Some(7)));
        assert_ne!(rolls(None), rolls(None));
        let mean = rolls(Some(7)).iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
        assert!(rolls(Some(8)).iter().all(|roll| (0.0..1.0).contains(roll)));
    }

    #[test]
    fn servers_ask_for_time_in_seconds_or_by_date() {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2015 07:28:00 GMT").unwrap();
        assert_eq!(retry_after(" 3 ", now), Some(Duration::from_secs(3)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:09 GMT", now), Some(Duration::from_secs(9)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }

    fn run(outcomes: Vec<Failure>) -> (Result<u32, FetchError>, Vec<bool>) {
        let (mut outcomes, mut seen) = (outcomes.into_iter(), Vec::new());
        let result =
            persist("a", &patience(), &Dice::new(Some(1)), &Transfer::default(), Duration::from_secs(9), |fresh| {
                seen.push(fresh);
                outcomes.next().map_or(Ok(7), Err)
            });
        (result, seen)
    }

    fn missing() -> FetchError {
        FetchError::Missing { name: "a".into() }
    }

    #[test]
    fn what_could_help_is_tried() {
        let passing = || Failure::passing(missing());
        let gained = || Failure::Passing { error: missing(), after: None, gained: true };
        let wrong = || Failure::Wrong(missing());
        assert_eq!(run(vec![]).1, [false]);
        let (result, seen) = run(vec![passing(), wrong(), passing()]);
        assert!(result.is_ok());
        assert_eq!(seen, [false, false, true, true], "caches stay by-passed");
        assert_eq!(run(vec![wrong(), wrong()]).1.len(), 2);
        assert_eq!(run((0..9).map(|_| passing()).collect()).1.len(), 5);
        assert_eq!(run((0..9).map(|_| gained()).collect()).1.len(), 10);
        assert_eq!(run(vec![Failure::Final(missing())]).1.len(), 1);
        // A server that asks for an hour gets `longest_pause`.
        let after = Some(Duration::from_secs(3600));
        assert!(run(vec![Failure::Passing { error: missing(), after, gained: false }]).0.is_ok());
    }
}

//! What the network kept from coming is asked for again. (What is packed has a way of its own: see [`crate::app::feed`].)

use std::collections::HashMap;
use std::io;

use crate::app::piece::{Detail, Piece};
use crate::fair::FairError;
use crate::fetch::FetchError;

/// Seconds until the first time; each further time after twice as many, …
const FIRST: f64 = 5.0;
/// … up to these.
const LAST: f64 = 60.0;

/// Everything that is missed and may yet come.
#[derive(Debug, Default)]
pub struct Again {
    /// Seconds on the visit's clock.
    now: f64,
    list: HashMap<(Piece, Detail), Missing>,
}

#[derive(Debug)]
struct Missing {
    why: String,
    wait: f64,
    /// Not while it is on its way.
    due: Option<f64>,
}

impl Again {
    /// Notes what did not come, and says whether it is the first time.
    pub fn missed(&mut self, piece: Piece, detail: Detail, why: &str) -> bool {
        let now = self.now;
        let mut first = false;
        let missing = self.list.entry((piece, detail)).or_insert_with(|| {
            first = true;
            Missing { why: why.to_owned(), wait: FIRST * 0.5, due: None }
        });
        missing.wait = (missing.wait * 2.0).min(LAST);
        missing.due = Some(now + missing.wait);
        first
    }

    /// What is to be asked for now.
    pub fn due(&mut self, now: f64) -> Vec<(Piece, Detail)> {
        self.now = now;
        let due = self.list.iter_mut().filter(|(_, missing)| missing.due.is_some_and(|due| due <= now));
        let mut due: Vec<_> = due
            .map(|(what, missing)| {
                missing.due = None;
                *what
            })
            .collect();
        // A map has no order.
        due.sort_unstable_by_key(|(piece, detail)| (format!("{piece:?}"), *detail));
        due
    }

    /// It is there, or will never be; gives back what was said of it.
    pub fn settle(&mut self, piece: Piece, detail: Detail) -> Option<String> {
        self.list.remove(&(piece, detail)).map(|missing| missing.why)
    }
}

/// Whether the network is to blame, so that it is worth asking again.
pub fn may_pass(error: &anyhow::Error) -> bool {
    let fetch = |cause: &(dyn std::error::Error + 'static)| {
        let fair = cause.downcast_ref::<FairError>().and_then(|error| error.cause.as_deref());
        let inside = cause.downcast_ref::<io::Error>().or(fair).and_then(|error| error.get_ref()?.downcast_ref());
        cause.downcast_ref::<FetchError>().or(inside).is_some_and(FetchError::may_pass)
    };
    error.chain().any(fetch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_for_ever_more_rarely_until_it_comes() {
        let mut again = Again::default();
        assert!(again.due(100.0).is_empty());
        assert!(again.missed(Piece::Environment, Detail::Full, "no answer"));
        let mut times = Vec::new();
        for second in 100..400 {
            for (piece, detail) in again.due(f64::from(second)) {
                times.push(second - 100);
                assert!(!again.missed(piece, detail, "no answer still"));
            }
        }
        assert_eq!(times, [5, 15, 35, 75, 135, 195, 255]);
        assert_eq!(again.settle(Piece::Environment, Detail::Full).as_deref(), Some("no answer"));
        assert!(again.due(1e6).is_empty());
    }

    #[test]
    fn the_network_is_found_below_what_was_read_for() {
        let network = || FetchError::Network { name: "a".into(), why: "refused".into(), tries: 3 };
        let missing = || FetchError::Missing { name: "a".into() };
        let read = |error: FetchError| {
            let source = io::Error::from(error);
            anyhow::Error::new(crate::model::Reason::Read { name: "a.bin".into(), source }).context("booth")
        };
        assert!(may_pass(&anyhow::Error::new(network()).context("light")) && may_pass(&read(network())));
        assert!(!may_pass(&read(missing())) && !may_pass(&anyhow::anyhow!("broken")));
    }
}

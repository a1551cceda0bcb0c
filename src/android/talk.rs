//! What the activity's thread and the visit's thread tell each other. Neither waits long for the other: the system ends an app
//! whose activity does not answer for five seconds.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::app::{Battery, Wishes};

/// How long the visit sleeps at a time while the activity is paused and there is nothing to draw.
const NAP: Duration = Duration::from_millis(250);

/// See the module.
#[derive(Debug, Default)]
pub struct Talk {
    said: Mutex<Said>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct Said {
    /// What the visit is to do, until it was told.
    wishes: Wishes,
    paused: bool,
    /// What was said of the battery last.
    battery: Option<Battery>,
    /// What the visit gave to keep last.
    kept: Option<Vec<u8>>,
    /// Times that the visit gave something.
    times: u64,
    over: bool,
}

impl Talk {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, what: impl FnOnce(&mut Said)) {
        what(&mut self.said());
        self.news.notify_all();
    }

    /// The activity: it is shown, or it is not.
    pub fn pause(&self, paused: bool) {
        self.say(|said| said.paused = paused);
    }

    /// The activity: the visit shall end.
    pub fn leave(&self) {
        self.say(|said| said.wishes.leave = true);
    }

    /// The activity: the system is short of memory.
    pub fn spare(&self) {
        self.say(|said| said.wishes.spare = true);
    }

    /// The activity: how the battery is, if it has changed.
    pub fn battery(&self, battery: Battery) {
        self.say(|said| {
            if said.battery.replace(battery) != Some(battery) {
                said.wishes.battery = Some(battery);
            }
        });
    }

    /// The activity: what is to be kept of the visit. Waits for at most `patience`, then takes what was given last.
    pub fn ask_kept(&self, patience: Duration) -> Option<Vec<u8>> {
        let by = Instant::now() + patience;
        let mut said = self.said();
        said.wishes.keep = true;
        let before = said.times;
        self.news.notify_all();
        while said.times == before && !said.over {
            let left = by.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            said = self.news.wait_timeout(said, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        said.kept.clone()
    }

    /// The activity: whether the visit ended within `patience`.
    pub fn ended(&self, patience: Duration) -> bool {
        let by = Instant::now() + patience;
        let mut said = self.said();
        while !said.over {
            let left = by.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            said = self.news.wait_timeout(said, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// The visit: what is wanted now. Sleeps a little if there is nothing to draw and nobody looks.
    pub fn turn(&self, idle: bool) -> Wishes {
        let mut said = self.said();
        if idle && said.paused && said.wishes == Wishes::default() {
            said = self.news.wait_timeout(said, NAP).unwrap_or_else(PoisonError::into_inner).0;
        }
        let wishes = said.wishes;
        // Being told to leave is not forgotten by whoever asks once too often.
        said.wishes = Wishes { leave: wishes.leave, ..Wishes::default() };
        wishes
    }

    /// The visit: what to keep.
    pub fn keep(&self, kept: Vec<u8>) {
        self.say(|said| (said.kept, said.times) = (Some(kept), said.times + 1));
    }

    /// The visit: it has ended.
    pub fn end(&self) {
        self.say(|said| said.over = true);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(5);

    #[test]
    fn a_visit_is_asked_what_to_keep_and_told_to_leave() {
        let talk = Arc::new(Talk::default());
        // Nobody answers yet.
        assert_eq!(talk.ask_kept(SHORT), None);
        assert!(!talk.ended(SHORT));
        let visit = talk.clone();
        let walking = thread::spawn(move || {
            loop {
                let wishes = visit.turn(true);
                if wishes.keep {
                    visit.keep(vec![7]);
                }
                if wishes.leave {
                    return visit.end();
                }
                thread::sleep(Duration::from_millis(1));
            }
        });
        talk.pause(true);
        assert_eq!(talk.ask_kept(LONG), Some(vec![7]));
        talk.leave();
        assert!(talk.ended(LONG));
        walking.join().unwrap();
        // The last that was given, at once: there is nobody to wait for.
        let asked = Instant::now();
        assert_eq!(talk.ask_kept(LONG), Some(vec![7]));
        assert!(asked.elapsed() < LONG);
    }

    #[test]
    fn each_wish_is_told_once_and_the_end_for_good() {
        let talk = Talk::default();
        assert_eq!(talk.turn(false), Wishes::default());
        talk.ask_kept(Duration::ZERO);
        assert!(talk.turn(false).keep && !talk.turn(false).keep);
        talk.spare();
        assert!(talk.turn(true).spare && !talk.turn(false).spare);
        let battery = Battery { percent: 14, charging: false };
        talk.battery(battery);
        assert_eq!((talk.turn(true).battery, talk.turn(true).battery), (Some(battery), None));
        talk.battery(battery);
        assert_eq!(talk.turn(false).battery, None, "nothing new");
        talk.battery(Battery { charging: true, ..battery });
        assert!(talk.turn(false).battery.is_some());
        talk.leave();
        assert!(talk.turn(true).leave && talk.turn(true).leave);
    }
}

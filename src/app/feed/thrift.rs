//! How much of the GPU's memory a packed fair takes: less when the GPU has no more, when the system is short of memory, and
//! when the headset grows hot; and by and by as much as it was given, once that is over.

/// Seconds before the cap rises again, the first time; twice as many each further time.
const FIRST: f64 = 60.0;
const LONGEST: f64 = 960.0;
/// The cap rises by one part in so many of the whole, …
const STEP: u64 = 8;
/// … and so many seconds later again.
const NEXT: f64 = 10.0;

/// A cap that falls and rises.
#[derive(Debug)]
pub struct Thrift {
    /// What the fair was given, in bytes.
    full: u64,
    cap: u64,
    pause: f64,
    /// When it rises, in seconds on the clock of the views.
    rises: f64,
    /// It does not rise.
    held: bool,
}

impl Thrift {
    pub fn new(full: u64) -> Thrift {
        Thrift { full, cap: full, pause: FIRST, rises: 0.0, held: false }
    }

    /// A share of the `used` bytes must do for a while; gives the cap from now on.
    pub fn cut(&mut self, used: u64, share: f64, time: f64) -> u64 {
        self.cap = self.cap.min((used as f64 * share) as u64);
        self.rises = time + self.pause;
        self.pause = (self.pause * 2.0).min(LONGEST);
        self.cap
    }

    /// The cap falls only, until this is said again.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// The cap, where it rises now.
    pub fn rise(&mut self, time: f64) -> Option<u64> {
        if self.held || self.cap == self.full || time < self.rises {
            return None;
        }
        self.rises = time + NEXT;
        self.cap = self.full.min(self.cap + self.full.div_ceil(STEP));
        Some(self.cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_falls_at_once_and_rises_in_steps() {
        let mut thrift = Thrift::new(800);
        assert_eq!(thrift.rise(100.0), None);
        assert_eq!(thrift.cut(400, 0.5, 100.0), 200);
        // Less is never more.
        assert_eq!(thrift.cut(600, 0.5, 100.0), 200);
        assert_eq!(thrift.rise(219.0), None, "the second time it waits for two minutes");
        let risen: Vec<_> = (0..8).filter_map(|step| thrift.rise(220.0 + NEXT * f64::from(step))).collect();
        assert_eq!(risen, [300, 400, 500, 600, 700, 800]);
        thrift.cut(800, 0.5, 300.0);
        thrift.hold(true);
        assert_eq!(thrift.rise(1e6), None);
        thrift.hold(false);
        assert_eq!(thrift.rise(1e6), Some(500));
    }
}

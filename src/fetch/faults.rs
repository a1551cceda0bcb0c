//! A network that fails now and then, for tests and measurements.

use std::sync::Arc;

use super::retry::Dice;

/// What becomes of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server is in trouble.
    Refused,
    /// The connection ends in the middle.
    Cut,
    /// A byte is wrong.
    Wrong,
}

/// A share of all answers fails, each in one of three ways; the same ones in the same order of requests.
#[derive(Debug)]
pub struct Faults {
    share: f64,
    dice: Dice,
}

impl Faults {
    /// # Errors
    /// More than half would fail, or less than none.
    pub fn new(per_cent: f64) -> Result<Faults, String> {
        if !(0.0..=50.0).contains(&per_cent) {
            return Err("0 to 50 per cent of all answers may fail".into());
        }
        Ok(Faults { share: per_cent / 100.0, dice: Dice::new(Some(1)) })
    }

    /// Answers that fail, in per cent.
    pub fn per_cent(&self) -> f64 {
        self.share * 100.0
    }

    /// Whether the next answer fails, and how.
    fn next(&self) -> Option<Fault> {
        let roll = self.dice.roll();
        let ways = [Fault::Refused, Fault::Cut, Fault::Wrong];
        (roll < self.share).then(|| ways[((roll / self.share * 3.0) as usize).min(2)])
    }
}

/// What becomes of the next answer, where there are faults at all.
pub(super) fn roll(faults: Option<&Arc<Faults>>) -> Option<Fault> {
    faults.and_then(|faults| faults.next())
}

/// Makes a byte wrong.
pub(super) fn spoil(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes.get_mut(middle).into_iter().for_each(|byte| *byte ^= 1);
}

impl std::str::FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Faults, String> {
        Faults::new(text.trim().parse().map_err(|_| format!("'{text}' is no number"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_fail_in_each_way_and_no_more() {
        let faults: Faults = "6".parse().unwrap();
        let all: Vec<Option<Fault>> = (0..10_000).map(|_| faults.next()).collect();
        for way in [Fault::Refused, Fault::Cut, Fault::Wrong] {
            let count = all.iter().filter(|fault| **fault == Some(way)).count();
            assert!((150..250).contains(&count), "{way:?}: {count}");
        }
        let none = Faults::new(0.0).unwrap();
        assert!((0..1000).all(|_| none.next().is_none()) && roll(None).is_none());
        for wrong in ["51", "-1", "x", "NaN"] {
            assert!(wrong.parse::<Faults>().is_err(), "{wrong}");
        }
    }
}

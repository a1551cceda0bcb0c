//! What the operating system and a visit tell each other between two frames.

use std::sync::Arc;

use super::leave;
use crate::device::headset::{Platform, Strain};
use crate::fetch::Bundle;

/// The operating system as a visit sees it. All of it is asked by the visit's thread.
pub trait System {
    /// What is wanted now; asked at each turn of the loop. `idle`: there was nothing to draw in the turn before, so this may
    /// take a while.
    fn turn(&mut self, idle: bool) -> Wishes;

    /// What an earlier run of the program gave to [`System::keep`], if the visit shall go on from there.
    fn kept(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// Takes what is needed to go on with this visit in a later run; given when [`Wishes::keep`] asks.
    fn keep(&mut self, kept: Vec<u8>);

    /// The fair that the program brings along; it is visited where no other is named.
    fn bundle(&self) -> Option<Arc<dyn Bundle>> {
        None
    }

    /// The program, as the OpenXR loader wants to know it.
    fn platform(&self) -> Platform {
        Platform::default()
    }
}

/// What a system may want of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// The visit shall end.
    pub leave: bool,
    /// Where the visitor is shall be kept: the program may be ended without another word.
    pub keep: bool,
    /// The system is short of memory.
    pub spare: bool,
    /// The battery has changed, or is known now.
    pub battery: Option<Battery>,
}

/// A headset's battery, where the system says how it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Battery {
    /// What is left of it, 0 to 100.
    pub percent: u8,
    pub charging: bool,
}

impl Battery {
    /// At so many percent systems begin to save, …
    const LOW: u8 = 15;
    /// … and at these a visit is about to end.
    const LAST: u8 = 5;

    /// How hard pressed a headset is by it.
    pub fn strain(self) -> Strain {
        match self.percent {
            left if self.charging || left > Battery::LOW => Strain::None,
            left if left > Battery::LAST => Strain::Warned,
            _ => Strain::Impaired,
        }
    }
}

/// A computer, which ends programs by signals and keeps nothing of them.
#[derive(Debug)]
pub struct Signals(());

impl Signals {
    /// Listens from now on.
    pub fn listen() -> Signals {
        leave::listen();
        Signals(())
    }
}

impl System for Signals {
    fn turn(&mut self, _: bool) -> Wishes {
        Wishes { leave: leave::asked(), ..Wishes::default() }
    }

    fn keep(&mut self, _: Vec<u8>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_that_runs_low_is_spared_unless_it_is_charged() {
        let strain = |percent, charging| Battery { percent, charging }.strain();
        let emptying = [100, 16, 15, 6, 5, 0].map(|percent| strain(percent, false));
        let [none, warned, impaired] = [Strain::None, Strain::Warned, Strain::Impaired];
        assert_eq!(emptying, [none, none, warned, warned, impaired, impaired]);
        assert_eq!([15, 0].map(|percent| strain(percent, true)), [none; 2]);
    }
}

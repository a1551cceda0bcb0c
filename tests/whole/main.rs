//! A whole visit: a booth is found in pinyin, the way to it followed, its product taken, seen in another colour, opened,
//! measured, kept; then the language changes. Once in a real OpenXR runtime and once in the simulator's window; walked again
//! from its log without either, it comes to the same.

mod headset;
mod product;
mod seen;
mod simulator;
#[path = "../support/mod.rs"]
mod support;
mod told;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// One visit after the other: each draws on all cores.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Ctrl+C, and the signals by which a system asks a program to end: the visit stops at its next turn, so that what was
//! recorded and measured is written.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on a signal ends the visit; a second one ends the program at once.
#[cfg(not(target_os = "android"))]
pub fn listen() {
    let heard = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::AcqRel) {
            // The visit hangs in something that does not come back. 128 + SIGINT, as shells count.
            std::process::exit(130);
        }
    });
    if let Err(error) = heard {
        log::debug!("signals are not heard: {error}");
    }
}

/// Apps are not ended by signals.
#[cfg(target_os = "android")]
pub fn listen() {}

/// Whether the visit was asked to end.
pub fn asked() -> bool {
    ASKED.load(Ordering::Acquire)
}

//! What each fuzz target does with its bytes. The targets and the replay of the corpus (`tests/fuzz_corpus.rs`) share
//! this file, so that they cannot drift apart.

mod fair;
mod gltf;
mod glyphs;
mod meshopt;
mod shown;
mod sound;
mod visit;

use peak_alloc::PeakAlloc;

pub use fair::manifest;
pub use gltf::{draco, glb, ktx2, model};
pub use glyphs::glyphs;
pub use meshopt::meshopt;
pub use sound::sound;
pub use visit::log;

/// A target: its name and what it does.
pub type Target = (&'static str, Body);

/// Takes any bytes; whether they were taken for what they claim to be.
pub type Body = fn(&[u8]) -> bool;

/// Every target.
#[allow(dead_code, reason = "the replay goes through it")]
pub const TARGETS: [Target; 9] = [
    ("model", model),
    ("glb", glb),
    ("ktx2", ktx2),
    ("meshopt", meshopt),
    ("draco", draco),
    ("manifest", manifest),
    ("log", log),
    ("sound", sound),
    ("glyphs", glyphs),
];

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The most bytes that one input may have on the heap at any time. Inputs are small and the limits of these loads low:
/// what passes this has not asked a limit first.
const MEMORY: usize = 64 << 20;

/// Decoders of others that run inside of `catch_unwind`: what upsets them is an error of one file, not a fault.
const CAUGHT: [&str; 4] = ["/basisu-", "/ropus-", "/symphonia-", "/zune-jpeg-"];

/// The fuzzer ends at every panic, also at those that are caught: these are hidden from it.
fn look_past_caught_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let caught = info.location().is_some_and(|at| CAUGHT.iter().any(|name| at.file().contains(name)));
            if !caught {
                usual(info);
            }
        }));
    });
}

/// Gives bytes to a target, and panics when it took too much memory.
pub fn run(target: Body, data: &[u8]) -> bool {
    look_past_caught_panics();
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let good = target(data);
    let taken = HEAP.peak_usage().saturating_sub(before);
    assert!(taken <= MEMORY, "{} bytes took {} MiB", data.len(), taken >> 20);
    good
}

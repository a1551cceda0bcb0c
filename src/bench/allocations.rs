//! Who asks for memory: counted on one thread for a while, ours apart from what wgpu asks for itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// The program's allocator: the system's, which can be watched. It costs a load of a flag where nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Watched;

/// Requests for memory, growing included, by who made them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allocations {
    pub ours: u64,
    pub wgpu: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Off,
    On,
    /// While one is looked at: looking allocates, too.
    Looking,
}

static WATCHED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State::Off) };
    static FOUND: Cell<Allocations> = const { Cell::new(Allocations { ours: 0, wgpu: 0 }) };
}

// SAFETY: every call goes to the system's allocator as it is; what is done beside it touches no memory of the call.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller keeps to the contract of `GlobalAlloc`, which is the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: as above.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(old, layout) }
    }
}

fn note() {
    if WATCHED.load(Ordering::Relaxed) && STATE.get() == State::On {
        STATE.set(State::Looking);
        let mut found = FOUND.get();
        match ours(&Backtrace::force_capture().to_string()) {
            true => found.ours += 1,
            false => found.wgpu += 1,
        }
        FOUND.set(found);
        STATE.set(State::On);
    }
}

/// Counts what this thread asks for while `run` runs. Each request takes milliseconds then: nothing else can be measured
/// meanwhile.
pub fn watch(run: impl FnOnce()) -> Allocations {
    WATCHED.store(true, Ordering::Relaxed);
    FOUND.set(Allocations::default());
    STATE.set(State::On);
    run();
    STATE.set(State::Off);
    WATCHED.store(false, Ordering::Relaxed);
    FOUND.get()
}

/// Whether a request came from our own code, as the innermost function tells that belongs to us or to wgpu: the standard
/// library and small crates ask on behalf of their callers.
fn ours(backtrace: &str) -> bool {
    for file in backtrace.lines().filter_map(|line| line.trim().strip_prefix("at ")) {
        let registry = file.contains("/registry/src/");
        if registry && ["wgpu", "naga"].iter().any(|maker| file.contains(&format!("/{maker}"))) {
            return false;
        }
        let nobody = registry || file.starts_with("/rustc/") || file.contains("src/bench/allocations.rs:");
        if !nobody {
            return true;
        }
    }
    // Without symbols nobody can tell: ours until somebody looks.
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_of_both_decides() {
        let own = "   0: boothwalk::bench::allocations::note\n             at ./src/bench/allocations.rs:60:1\n   \
                   1: alloc::raw_vec::finish_grow\n             at /rustc/5980/library/alloc/src/raw_vec.rs:1:1\n   \
                   2: boothwalk::scene::visible::collect\n             at ./src/scene/visible.rs:9:9\n";
        let theirs = "   1: hashbrown::raw::resize\n             at /x/registry/src/index/hashbrown-0.16.0/src/raw.rs:1:1\n   \
                      2: wgpu_core::track::insert\n             at /x/registry/src/index/wgpu-core-30.0.0/src/t.rs:1:1\n   \
                      3: boothwalk::render::draw\n             at ./src/render/draw.rs:9:9\n";
        assert!(ours(own) && !ours(theirs));
    }
}

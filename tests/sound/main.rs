//! Sounds of booths: files as they come, the mix along a walk, and a real server where one is installed.

mod files;
#[cfg(target_os = "linux")]
mod server;
#[cfg(target_os = "linux")]
#[path = "../support/mod.rs"]
mod support;
mod walk;

use std::path::PathBuf;
use std::sync::Arc;

#[global_allocator]
static WATCHED: boothwalk::bench::allocations::Watched = boothwalk::bench::allocations::Watched;

/// A file in `tests/sound/files`.
fn file(name: &str) -> Arc<[u8]> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sound/files").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into()
}

//! Broken and hostile models: each loads or is refused with a reason, quickly and in little memory.

mod base;
mod directed;
mod images;
mod meshopt;
mod moving;
mod mutate;
mod pointers;
mod scenes;
mod surfaces;
mod whole;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use boothwalk::model::{Files, Folder, Model, ModelError, NoFiles, Options, load};

/// Counts what is asked for, and not only what is touched.
#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// The most memory that this process may have taken from the heap, and held in all, at any time.
const MEMORY: u64 = 256 << 20;

/// The longest that any one file may take.
const TIME: Duration = Duration::from_secs(2);

/// Loads within the time, whatever comes of it.
fn attempt(bytes: &[u8], files: &dyn Files) -> Result<Model, ModelError> {
    // As a visit loads it.
    let options = Options { merge: true, ..Options::default() };
    let start = Instant::now();
    let result = load("hostile", bytes, files, &options);
    assert!(start.elapsed() < TIME, "{:?} for {} bytes", start.elapsed(), bytes.len());
    if let Err(error) = &result {
        assert!(error.to_string().chars().count() < 500, "a refusal is a sentence: {error}");
    }
    result
}

fn alone(bytes: &[u8]) -> Result<Model, ModelError> {
    attempt(bytes, &NoFiles)
}

fn beside(bytes: &[u8], path: &Path) -> Result<Model, ModelError> {
    attempt(bytes, &Folder::new(path.parent().unwrap()))
}

/// Runs the body of the test of this name in a process of its own, whose peak memory is then that of its loads.
fn in_little_memory(test: &str, body: impl FnOnce()) {
    const CHILD: &str = "BOOTHWALK_HOSTILE_CHILD";
    if std::env::var_os(CHILD).is_none() {
        let own = std::env::current_exe().unwrap();
        let output = Command::new(own).args(["--exact", test, "--nocapture"]).env(CHILD, "1").output().unwrap();
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(output.status.success(), "{text}");
        assert!(text.contains("1 passed"), "{test} names no test: {text}");
        return;
    }
    body();
    let peak = HEAP.peak_usage() as u64;
    assert!(peak < MEMORY, "{} MiB on the heap", peak >> 20);
    // Where the system tells it.
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let peak = line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10;
    assert!(peak < MEMORY, "{} MiB held", peak >> 20);
}

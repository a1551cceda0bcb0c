//! The corpus of the fuzzer once more, with the compiler and the settings of every other test: what has once been found
//! stays mended.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;
mod seeds;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fuzz::TARGETS;

/// The longest that any one input may take.
const TIME: Duration = Duration::from_secs(2);

/// Whether anything has panicked, on any thread: the loader survives a decoder that panics, this test does not.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The inputs that are kept for a target.
fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    std::fs::read_dir(folder).map_or(Vec::new(), |list| list.map(|entry| entry.unwrap().path()).collect())
}

/// Gives an input to a target; what went wrong, if anything.
fn replay((name, body): fuzz::Target, what: &str, bytes: &[u8]) -> (bool, Option<String>) {
    PANICKED.store(false, Ordering::Relaxed);
    let start = Instant::now();
    let taken = std::panic::catch_unwind(|| fuzz::run(body, bytes)).unwrap_or(false);
    let time = start.elapsed();
    let fault = if PANICKED.load(Ordering::Relaxed) {
        Some("panicked".to_owned())
    } else {
        (time >= TIME).then(|| format!("took {time:?}"))
    };
    (taken, fault.map(|fault| format!("{name}: {what} {fault}")))
}

/// One test, because the heap is counted for the whole process.
#[test]
fn every_input_comes_back() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICKED.store(true, Ordering::Relaxed);
        tell(panic);
    }));
    let mut faults = Vec::new();
    for target in TARGETS {
        for (what, bytes) in seeds::of(target.0) {
            let (taken, fault) = replay(target, &what, &bytes);
            faults.extend(fault);
            if !taken {
                faults.push(format!("{}: the seed {what} is not taken", target.0));
            }
            if let Some(folder) = std::env::var_os("BOOTHWALK_SEEDS") {
                let folder = Path::new(&folder).join(target.0);
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(folder.join(what), &bytes).unwrap();
            }
        }
        let inputs = corpus(target.0);
        if inputs.is_empty() {
            faults.push(format!("{}: there is no corpus", target.0));
        }
        for path in inputs {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            faults.extend(replay(target, &name, &std::fs::read(&path).unwrap()).1);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

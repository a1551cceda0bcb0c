//! What the threads of this process have run so far.

use std::fs;

/// Seconds of processor time of all threads but those whose name begins with one of these; `None` where the system does
/// not tell. Threads that have ended do not count.
pub fn seconds(without: &[&str]) -> Option<f64> {
    let mut nanoseconds = 0_u64;
    for task in fs::read_dir("/proc/self/task").ok()? {
        let task = task.ok()?.path();
        let Ok(name) = fs::read_to_string(task.join("comm")) else { continue };
        if without.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let Ok(stat) = fs::read_to_string(task.join("schedstat")) else { continue };
        nanoseconds += stat.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(nanoseconds as f64 * 1e-9)
}

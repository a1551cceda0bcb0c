//! What the threads of this process have run so far, by the rule that Boothwalk is measured by.

use std::error::Error;
use std::fs;

/// Seconds of processor time of all threads that there are but those whose name begins with this.
pub fn seconds(without: &str) -> Result<f64, Box<dyn Error>> {
    let mut nanoseconds = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        // One that ends just now.
        let Ok(name) = fs::read_to_string(task.join("comm")) else { continue };
        let Ok(stat) = fs::read_to_string(task.join("schedstat")) else { continue };
        if !name.starts_with(without) {
            let ran = stat.split_whitespace().next().ok_or("this system does not tell what threads take")?;
            nanoseconds += ran.parse::<u64>()?;
        }
    }
    Ok(nanoseconds as f64 * 1e-9)
}

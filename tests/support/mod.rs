//! What the tests that need a real runtime or a real window share.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod display;
pub mod fair;
pub mod monado;
pub mod rows;
pub mod window;

use std::io::Write;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Says in red that a test could not run here and why, and lists it for the summary of `./dev test`. The reason goes past
/// libtest's capture: a skip that nobody sees is a silent pass.
pub fn skip(name: &str, reason: &str) {
    let _ = writeln!(std::io::stderr(), "\x1b[1;31mSKIPPED {name}: {reason}\x1b[0m");
    if let Some(list) = std::env::var_os("BOOTHWALK_SKIPS") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(list);
        let written = file.and_then(|mut file| writeln!(file, "{name}: {reason}"));
        written.expect("the list of skips can be written");
    }
}

/// Asks `probe` every 50 ms until it answers; panics when it has not within `limit`.
pub fn wait_for<T>(what: &str, limit: Duration, mut probe: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A process that does not outlive its owner. It is asked to leave first, so that it can tidy up, then made to.
pub struct Process(Child);

impl Process {
    /// The process also ends when the thread that starts it does: nothing is left when a test program is killed. So keep
    /// it within one test, and never in a static.
    pub fn start(program: &str, set_up: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", program]);
        set_up(&mut command);
        Self::from_command(command)
    }

    pub fn from_command(mut command: Command) -> Self {
        Self(command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}")))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_running() {
            // The shell's own `kill`: a bare machine has no program of that name.
            let id = self.id().to_string();
            let _ = Command::new("sh").args(["-c", "kill \"$1\"", "sh", &id]).status();
            let start = Instant::now();
            while self.is_running() && start.elapsed() < Duration::from_secs(2) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        self.kill();
    }
}

//! Programs that run at once when there is something to do.
//!
//! Some systems save power by keeping the threads of a young process on one core, however many are idle: two threads then
//! take turns, and what is measured is the scheduler. At real-time priority each gets a core. All that is compared runs so,
//! where the system allows it.

use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The program of util-linux that starts another at a priority.
const CHRT: [&str; 3] = ["chrt", "--fifo", "20"];

/// Whether this system has it, and lets us.
static ALLOWED: LazyLock<bool> = LazyLock::new(|| {
    let [program, first, second] = CHRT;
    let tried = Command::new(program)
        .args([first, second, "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
});

/// How what is measured runs, for people.
pub fn told() -> &'static str {
    if *ALLOWED { "at real-time priority" } else { "at the usual priority: this system gives no other" }
}

/// A command for a program, at real-time priority where that can be had.
pub fn command(program: &str) -> Command {
    if !*ALLOWED {
        return Command::new(program);
    }
    let [chrt, first, second] = CHRT;
    let mut command = Command::new(chrt);
    command.args([first, second, program]);
    command
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_program_runs_with_its_arguments() {
        let output = super::command("echo").args(["two", "words"]).output().unwrap();
        assert_eq!(output.stdout, b"two words\n");
    }
}

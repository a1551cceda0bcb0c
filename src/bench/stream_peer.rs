//! Another program that shows models while they load: started for each run, it reads what to show as one line of JSON and
//! answers with a line, a [`Sample`].

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::peer::PeerArg;
use super::sample::Sample;

/// What a peer is to show, and how: one picture for each of two eyes, 64 mm apart, that see 0.8 radians to each side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job<Model> {
    pub models: Vec<Model>,
    /// Pixels of an eye's picture.
    pub size: (u32, u32),
    pub hertz: f64,
    /// Frames to be measured once everything is there.
    pub idle: usize,
    /// Seconds after which it gives up.
    pub patience_s: f64,
}

/// One run of a peer.
///
/// # Errors
/// It does not start, fails, or says something else than a sample.
pub fn run<Model: Serialize>(peer: &PeerArg, job: &Job<Model>) -> Result<Sample> {
    ask(peer, job)
}

/// Starts a peer, gives it a line of JSON, and takes its last line as the answer.
///
/// # Errors
/// It does not start, fails, or says something else.
pub fn ask<Answer: DeserializeOwned>(peer: &PeerArg, job: &impl Serialize) -> Result<Answer> {
    let told = || format!("the peer {} ({})", peer.name, peer.program);
    let mut child = Command::new(&peer.program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} does not start", told()))?;
    if let Some(mut input) = child.stdin.take() {
        // One that has already ended says why below.
        let _ = writeln!(input, "{}", serde_json::to_string(job)?);
    }
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{} failed: {}", told(), output.status);
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str(last).with_context(|| format!("{} says: {last}", told()))
}

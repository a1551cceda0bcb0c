//! Another program that loads models: started once, it reads a path a line and answers a line of JSON each.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::str::FromStr;

use anyhow::{Context, Result, bail};

use super::once::Once;
use super::prompt;

/// What the command line says of a peer: `NAME=PROGRAM`.
#[derive(Debug, Clone)]
pub struct PeerArg {
    pub name: String,
    pub program: String,
}

impl FromStr for PeerArg {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<PeerArg, String> {
        match text.split_once('=') {
            Some((name, program)) if !name.is_empty() && !program.is_empty() => {
                Ok(PeerArg { name: name.to_owned(), program: program.to_owned() })
            }
            _ => Err("it must look like NAME=PROGRAM".to_owned()),
        }
    }
}

/// A running peer; it ends with its input.
#[derive(Debug)]
pub struct Peer {
    pub name: String,
    child: Child,
    paths: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it.
    ///
    /// # Errors
    /// There is no such program.
    pub fn start(arg: &PeerArg) -> Result<Peer> {
        let mut child = prompt::command(&arg.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("the peer {} ({}) does not start", arg.name, arg.program))?;
        let paths = child.stdin.take();
        let answers = child.stdout.take().context("a peer without output")?;
        Ok(Peer { name: arg.name.clone(), child, paths, answers: BufReader::new(answers) })
    }

    /// One load by it.
    ///
    /// # Errors
    /// It ended, or what it says is no measurement: then it is the peer's word why not.
    pub fn once(&mut self, path: &Path) -> Result<Once> {
        let paths = self.paths.as_mut().context("a peer without input")?;
        writeln!(paths, "{}", path.display()).with_context(|| format!("the peer {} ended", self.name))?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("the peer {} ended", self.name);
        }
        serde_json::from_str(&line).with_context(|| format!("the peer {} says: {}", self.name, line.trim()))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.paths.take());
        let _ = self.child.wait();
    }
}

//! The input log: what `--record` writes and `--replay` reads. Text, one JSON object a line.
//!
//! ```text
//! {"format":1,"app":"boothwalk","version":"0.1.0"}
//! {"t":0.013888889,"input":{"head":[0,1.6,0,0,0,0,1],"right":{"aim":[...],"stick":[0,1]}}}
//! {"t":0.027777778,"input":{"commands":["picture"]}}
//! ```
//! The first line may also say what the log shows (`note`), to which booth the visitor was led (`to`), and what they had
//! chosen before (`settings`). A frame holds
//! what differs from the frame before it; commands hold for their frame only. Poses are x y z and the quaternion x y z
//! w, in rig space; `t` is the frame's time on the visit's clock in seconds. A log whose last line was cut short (the
//! machine lost power) ends before that line.

use std::io::{self, BufRead, Read};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Settings, sane};
use crate::device::Input;

mod delta;

use delta::Delta;

/// Longest line that is read, in bytes; a frame takes a few hundred.
const LONGEST_LINE: u64 = 64 << 10;
/// Commands in one frame.
const MOST_COMMANDS: usize = 64;
/// Latest time, seconds: more than three months.
const LATEST: f64 = 1e7;

/// What a visit begins with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Start {
    /// Id of the booth that the visitor is led to.
    pub to: Option<String>,
    /// Ids of the booths that a tour takes them to.
    pub tour: Vec<String>,
    /// Those of earlier visits.
    pub settings: Option<Settings>,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub format: u32,
    pub app: String,
    /// The version that wrote it.
    #[serde(default)]
    pub version: String,
    /// What the log shows, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Of its [`Start`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tour: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
}

impl Header {
    /// What the visit began with.
    pub fn start(&self) -> Start {
        Start { to: self.to.clone(), tour: self.tour.clone(), settings: self.settings }
    }
}

impl Default for Header {
    fn default() -> Self {
        let (app, version) = ("boothwalk".into(), env!("CARGO_PKG_VERSION").into());
        Header { format: 1, app, version, note: String::new(), to: None, tour: Vec::new(), settings: None }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    t: f64,
    #[serde(default, skip_serializing_if = "Delta::is_empty")]
    input: Delta,
}

/// Why a log cannot be read on.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the log: {what}")]
pub struct LogError {
    /// Counts from 1.
    pub line: u64,
    pub what: String,
}

/// Turns frames into lines.
#[derive(Debug, Default)]
pub struct Encoder {
    last: Input,
}

impl Encoder {
    /// The first line of a log.
    pub fn header(header: &Header) -> String {
        // The struct holds strings and a number: serialising it cannot fail.
        serde_json::to_string(header).unwrap_or_default() + "\n"
    }

    /// Appends one frame to `out`. What [`sane`] would refuse is written as it was in the frame before.
    pub fn frame(&mut self, time: Duration, input: &Input, out: &mut String) {
        let mut input = input.clone();
        input.commands.truncate(MOST_COMMANDS);
        sane(&mut input, &self.last);
        let line = Line { t: time.as_secs_f64(), input: Delta::between(&self.last, &input) };
        if let Ok(text) = serde_json::to_string(&line) {
            out.push_str(&text);
            out.push('\n');
        }
        self.last = input;
    }
}

/// Reads a log frame by frame; an iterator that ends after the first error.
#[derive(Debug)]
pub struct Reader<R> {
    from: R,
    header: Header,
    line: u64,
    text: Vec<u8>,
    last: Input,
    time: Option<f64>,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// It is not a log, or one of an unknown format.
    pub fn new(from: R) -> Result<Reader<R>, LogError> {
        let mut reader = Reader {
            from,
            header: Header::default(),
            line: 0,
            text: Vec::new(),
            last: Input::default(),
            time: None,
            done: false,
        };
        if !reader.next_line()? {
            return Err(reader.wrong("the log is empty"));
        }
        #[derive(Deserialize)]
        struct Probe {
            format: u32,
        }
        let probe: Probe = serde_json::from_slice(&reader.text)
            .map_err(|error| reader.wrong(format!("this is not an input log ({error})")))?;
        if probe.format != 1 {
            return Err(reader.wrong(format!("format {} is not known; this version reads format 1", probe.format)));
        }
        reader.header = serde_json::from_slice(&reader.text).map_err(|error| reader.wrong(error.to_string()))?;
        if reader.header.app != "boothwalk" {
            return Err(reader.wrong(format!("the log is of {:?}, not of boothwalk", reader.header.app)));
        }
        Ok(reader)
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    fn wrong(&self, what: impl Into<String>) -> LogError {
        LogError { line: self.line, what: what.into() }
    }

    /// Takes the next line without its end; false where there is none.
    fn next_line(&mut self) -> Result<bool, LogError> {
        self.text.clear();
        self.line += 1;
        let read = (&mut self.from).take(LONGEST_LINE + 1).read_until(b'\n', &mut self.text);
        match read {
            Ok(0) => Ok(false),
            Ok(_) if self.text.len() as u64 > LONGEST_LINE => {
                Err(self.wrong(format!("longer than {LONGEST_LINE} bytes")))
            }
            Ok(_) => Ok(true),
            Err(error) => Err(self.wrong(error.to_string())),
        }
    }

    fn read_frame(&mut self) -> Result<Option<(Duration, Input)>, LogError> {
        if !self.next_line()? {
            return Ok(None);
        }
        let whole = self.text.last() == Some(&b'\n');
        let line: Line = match serde_json::from_slice(&self.text) {
            Ok(line) => line,
            Err(error) if !whole => {
                log::warn!("the log's last line ({}) was cut short: {error}", self.line);
                return Ok(None);
            }
            Err(error) => return Err(self.wrong(error.to_string())),
        };
        if !(0.0..=LATEST).contains(&line.t) {
            return Err(self.wrong(format!("t is {}; 0 to {LATEST} is allowed", line.t)));
        }
        if let Some(before) = self.time.filter(|before| line.t <= *before) {
            return Err(self.wrong(format!("t is {}, not after the frame before it ({before})", line.t)));
        }
        if line.input.commands.len() > MOST_COMMANDS {
            return Err(self.wrong(format!("more than {MOST_COMMANDS} commands in a frame")));
        }
        self.time = Some(line.t);
        line.input.apply(&mut self.last);
        let mut checked = self.last.clone();
        sane(&mut checked, &Input::default());
        if checked != self.last {
            return Err(self.wrong("a number that no tracker reports"));
        }
        Ok(Some((Duration::from_secs_f64(line.t), checked)))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<(Duration, Input), LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let frame = self.read_frame().transpose();
        self.done = !matches!(frame, Some(Ok(_)));
        frame
    }
}

/// Opens a log on disk.
///
/// # Errors
/// No such file, or not a log.
pub fn open(path: &std::path::Path) -> anyhow::Result<Reader<io::BufReader<std::fs::File>>> {
    use anyhow::Context;
    let file = std::fs::File::open(path).with_context(|| format!("{}", path.display()))?;
    Reader::new(io::BufReader::with_capacity(64 << 10, file)).with_context(|| format!("{}", path.display()))
}

/// Opens a log on disk as an offscreen device takes it.
///
/// # Errors
/// As [`open`].
pub fn replay(path: &std::path::Path) -> anyhow::Result<crate::device::Replay> {
    Ok(Box::new(open(path)?.map(|frame| frame.map_err(Into::into))))
}

#[cfg(test)]
mod tests;

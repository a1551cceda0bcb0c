//! Getting at a fair's files, and saying what is wrong with them.

use std::io;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Name;

/// Where the fair's files are read from. Names are relative to the fair's root, with `/` between parts.
pub trait Folder: Sync {
    /// The file's bytes, at most `limit`; an error of kind `NotFound` where there is no such file.
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>>;
    /// The bytes of a piece: those that its name says, or none.
    fn piece(&self, name: &Name) -> io::Result<Vec<u8>> {
        let bytes = self.read(&name.path(), name.bytes)?;
        if blake3::hash(&bytes).to_hex().as_str() == name.hash() {
            return Ok(bytes);
        }
        Err(io::Error::other(format!("{}: not the bytes of its name", name.path())))
    }
    /// Whether the file exists.
    fn has(&self, name: &str) -> io::Result<bool>;
    /// Names of the folders directly below `name`; `None` where the place cannot list.
    fn folders(&self, name: &str) -> io::Result<Option<Vec<String>>>;
}

/// What is wrong with a file of the fair, and where.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{file}{}: {what}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct FairError {
    pub file: String,
    /// Counts from 1.
    pub line: Option<usize>,
    pub what: String,
    /// What reading it failed with; `what` says it.
    pub cause: Option<Arc<io::Error>>,
}

impl FairError {
    pub(super) fn new(file: &str, what: impl Into<String>) -> FairError {
        FairError { file: file.into(), line: None, what: what.into(), cause: None }
    }
}

/// Largest `fair.toml`, `booth.toml`, `product.toml` or `CREDITS.toml`, in bytes.
pub(super) const TOML_LIMIT: u64 = 1 << 20;
/// Largest `fair.json`, in bytes.
pub(crate) const JSON_LIMIT: u64 = 64 << 20;
/// The one format there is.
pub(super) const FORMAT: u32 = 1;

/// Every file says its format; this is read first, so that a newer file is named as such and not by its first new key.
#[derive(Deserialize)]
struct Probe {
    format: Option<i64>,
}

pub(super) fn text(folder: &dyn Folder, file: &str, limit: u64) -> Result<String, FairError> {
    let bytes = folder.read(file, limit).map_err(|error| {
        // The fetch room's messages begin with the file's name already.
        let text = error.to_string();
        let what = text.strip_prefix(&format!("{file}: ")).unwrap_or(&text);
        FairError { cause: Some(Arc::new(error)), ..FairError::new(file, what) }
    })?;
    let text = String::from_utf8(bytes).map_err(|error| FairError::new(file, format!("not UTF-8 text: {error}")))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Parses one TOML file of ours.
pub(super) fn toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FairError> {
    let wrong = |error: toml::de::Error| FairError {
        file: file.into(),
        line: error
            .span()
            .map(|span| 1 + text.as_bytes()[..span.start.min(text.len())].iter().filter(|b| **b == b'\n').count()),
        what: error.message().to_owned(),
        cause: None,
    };
    format(file, toml::from_str::<Probe>(text).map_err(wrong)?.format)?;
    toml::from_str(text).map_err(wrong)
}

/// Parses one JSON file of ours.
pub(super) fn json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FairError> {
    let wrong = |error: serde_json::Error| FairError {
        file: file.into(),
        line: Some(error.line()).filter(|line| *line > 0),
        what: error.to_string(),
        cause: None,
    };
    format(file, serde_json::from_str::<Probe>(text).map_err(wrong)?.format)?;
    serde_json::from_str(text).map_err(wrong)
}

fn format(file: &str, format: Option<i64>) -> Result<(), FairError> {
    match format {
        Some(format) if format == i64::from(FORMAT) => Ok(()),
        Some(format) => {
            Err(FairError::new(file, format!("format {format} is not known; this version reads format {FORMAT}")))
        }
        None => Err(FairError::new(file, format!("'format = {FORMAT}' is missing"))),
    }
}

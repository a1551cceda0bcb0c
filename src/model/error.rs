//! What went wrong, where in the file, and with which numbers.

use std::fmt;

/// Why a model was refused: the file, the place in it and the reason.
#[derive(Debug)]
pub struct ModelError {
    /// The name given to [`super::load`].
    pub file: String,
    /// JSON pointer to the place, such as `/meshes/0/primitives/1`; empty when the file as a whole is meant.
    pub at: String,
    pub reason: Reason,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{} at {}: {}", self.file, self.at, self.reason)
        }
    }
}

impl std::error::Error for ModelError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Read { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// The kinds of refusal.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    #[error("cannot read {name:?}: {source}")]
    Read { name: String, source: std::io::Error },
    #[error("the container is broken: {0}")]
    Container(String),
    #[error("the JSON cannot be understood: {0}")]
    Json(String),
    #[error("{0}")]
    Invalid(String),
    #[error("there is no {what} {index}: the file has {count}")]
    Index { what: &'static str, index: u64, count: u64 },
    #[error("{what} needs {needs} bytes where only {has} are")]
    Short { what: &'static str, needs: u64, has: u64 },
    #[error("{found} {what} pass the limit of {limit}")]
    TooMuch { what: &'static str, found: u64, limit: u64 },
    #[error("element {element} is {value}, which is no finite number")]
    NotFinite { element: usize, value: f32 },
    #[error("the address {uri:?} is refused: {why}")]
    Uri { uri: String, why: &'static str },
    #[error("the image cannot be decoded: {0}")]
    Image(String),
    #[error("it requires the extension {0}, which this version does not know")]
    Required(String),
}

/// A [`ModelError`] that does not know its file yet: what the parts of the loader return.
#[derive(Debug)]
pub(crate) struct Fault {
    at: String,
    reason: Reason,
}

pub(crate) type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    pub fn new(at: impl Into<String>, reason: Reason) -> Fault {
        Fault { at: at.into(), reason }
    }

    pub fn invalid(at: impl Into<String>, why: impl Into<String>) -> Fault {
        Fault::new(at, Reason::Invalid(why.into()))
    }

    pub fn in_file(self, file: &str) -> ModelError {
        let mut reason = self.reason;
        match &mut reason {
            Reason::Read { name: text, .. }
            | Reason::Container(text)
            | Reason::Json(text)
            | Reason::Invalid(text)
            | Reason::Uri { uri: text, .. }
            | Reason::Image(text)
            | Reason::Required(text) => shorten(text),
            Reason::Index { .. } | Reason::Short { .. } | Reason::TooMuch { .. } | Reason::NotFinite { .. } => {}
        }
        ModelError { file: file.to_owned(), at: self.at, reason }
    }
}

/// Messages quote the file, and what they quote may be megabytes long.
pub(super) fn shorten(text: &mut String) {
    const LONGEST: usize = 200;
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
}

/// `list[index]`, or the fault that names the place and both numbers.
pub(super) fn pick<'a, T>(list: &'a [T], index: usize, what: &'static str, at: &str) -> Result<&'a T> {
    list.get(index).ok_or_else(|| Fault::new(at, Reason::Index { what, index: index as u64, count: list.len() as u64 }))
}

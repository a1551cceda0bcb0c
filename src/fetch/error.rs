//! Why bytes did not arrive.

use std::io;

/// A failed read. Each message names the file, so that it can be shown as it is.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The name would leave the root, or is no plain relative name.
    #[error("{name:?} is not a name inside the fair: {why}")]
    Name { name: String, why: &'static str },
    #[error("{name}: not found")]
    Missing { name: String },
    #[error("{name}: {bytes} bytes, more than the {limit} allowed")]
    TooLarge { name: String, bytes: u64, limit: u64 },
    #[error("{name}: {error}")]
    Io { name: String, error: io::Error },
    #[error("{name}: the server answered {status}")]
    Status { name: String, status: u16 },
    #[error("{name}: redirected to {to}, which is another origin")]
    Elsewhere { name: String, to: String },
    #[error("{name}: a login page or portal answered (a web page came instead of the file)")]
    Portal { name: String },
    #[error("{name}: {got} bytes came of the {announced} announced")]
    CutShort { name: String, got: u64, announced: u64 },
    /// No answer, or none in time, after every try.
    #[error("{name}: {why} ({tries} tries)")]
    Network { name: String, why: String, tries: u32 },
    #[error("{name}: not the bytes that the manifest lists (BLAKE3 {got}, listed {listed})")]
    Hash { name: String, got: String, listed: String },
    #[error("{name}: {got} bytes are announced, {listed} are listed in the manifest")]
    Length { name: String, got: u64, listed: u64 },
    #[error("{name}: the answer did not end after the {listed} bytes that the manifest lists")]
    Endless { name: String, listed: u64 },
    #[error("{name}: it changed on the server, again and again, while it was fetched")]
    Changed { name: String },
    #[error("{name}: asked for the rest from byte {asked} on, the server sent another part ({range})")]
    Range { name: String, asked: u64, range: String },
    #[error("{name}: too slow ({got} bytes in {seconds} s)")]
    Slow { name: String, got: u64, seconds: u64 },
    /// Nobody waits for it any more.
    #[error("{name}: no longer wanted")]
    Cancelled { name: String },
    #[error("{spec}: {why}")]
    Spec { spec: String, why: String },
}

impl FetchError {
    /// Whether the file is simply not there, as opposed to out of reach.
    pub fn is_missing(&self) -> bool {
        matches!(self, FetchError::Missing { .. })
    }

    /// Whether it is the network that failed, or what stands between it and the server, and not the server that refused.
    pub fn is_offline(&self) -> bool {
        match self {
            FetchError::Network { .. }
            | FetchError::CutShort { .. }
            | FetchError::Slow { .. }
            | FetchError::Portal { .. } => true,
            FetchError::Status { status, .. } => matches!(status, 502..=504 | 511),
            _ => false,
        }
    }

    /// Whether the same request may well be answered later: the network failed, something stood in its way, or the server
    /// was in trouble. What is wrong, or not there, stays so.
    pub fn may_pass(&self) -> bool {
        match self {
            // A portal sends everybody to itself.
            FetchError::Elsewhere { .. } => true,
            FetchError::Status { status, .. } => matches!(status, 408 | 425 | 429) || *status >= 500,
            other => other.is_offline(),
        }
    }
}

impl From<FetchError> for io::Error {
    fn from(error: FetchError) -> io::Error {
        let kind = match &error {
            FetchError::Missing { .. } => io::ErrorKind::NotFound,
            FetchError::Name { .. } => io::ErrorKind::InvalidInput,
            FetchError::CutShort { .. } => io::ErrorKind::UnexpectedEof,
            FetchError::TooLarge { .. }
            | FetchError::Hash { .. }
            | FetchError::Length { .. }
            | FetchError::Endless { .. }
            | FetchError::Changed { .. }
            | FetchError::Range { .. }
            | FetchError::Portal { .. } => io::ErrorKind::InvalidData,
            FetchError::Slow { .. } => io::ErrorKind::TimedOut,
            FetchError::Io { error, .. } => error.kind(),
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}

//! Files that the program brings along, where these are no files of the system's (an app's assets).

use std::fmt::Debug;
use std::io;

/// What [`Source::open`](super::Source::open) takes for the fair in [`Setup::bundle`](super::Setup::bundle).
pub const BUNDLED: &str = "bundle:";

/// Files by name, below a root of their own. Asked by several threads at a time.
pub trait Bundle: Debug + Send + Sync {
    /// The file's bytes, at most `limit` of them and one more, which says that it is too large.
    ///
    /// # Errors
    /// `NotFound` where there is no such file; else what reading it failed with.
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>>;

    /// Whether there is such a file.
    fn has(&self, name: &str) -> bool;
}

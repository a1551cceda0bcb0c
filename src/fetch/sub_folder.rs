//! Part of a source.

use std::sync::Arc;

use super::{Source, join};

/// Part of a [`Source`], with names relative to one folder.
#[derive(Debug, Clone)]
pub struct SubFolder {
    source: Arc<Source>,
    folder: String,
}

impl SubFolder {
    pub(super) fn new(source: Arc<Source>, folder: &str) -> SubFolder {
        SubFolder { source, folder: folder.to_owned() }
    }

    /// As [`Source::read`], relative to the folder, and not out of it.
    ///
    /// # Errors
    /// As [`Source::read`], with the [`FetchError`] inside.
    pub fn read(&self, name: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        Ok(self.source.read(&join(&self.folder, name)?, limit)?)
    }
}

//! What earlier runs made of the same input, so that only what changed is packed again.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Settings;
use super::pieces::write_whole;
use super::work::Use;
use crate::model::Files;

/// Changes whenever the same input would be packed differently.
const VERSION: u32 = 7;

/// A folder of results, a file each, named by everything that went in.
#[derive(Debug)]
pub struct Memo {
    root: PathBuf,
}

/// Beside the pieces; hidden, as nobody needs to fetch it.
const FOLDER: &str = ".memo";

impl Memo {
    /// Of the fair at `root`.
    pub fn new(root: &Path) -> Memo {
        Memo { root: root.to_owned() }
    }

    /// The name of a result: a hash over the model, the files that it names, how it is placed and the settings.
    pub fn key(bytes: &[u8], files: &dyn Files, place: Use, settings: &Settings) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&VERSION.to_le_bytes());
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(format!("{place:?} {:?} {} {:?}", settings.textures, settings.side, settings.limits).as_bytes());
        hasher.update(blake3::hash(bytes).as_bytes());
        for name in crate::model::file_names(bytes) {
            hasher.update(name.as_bytes());
            match files.read(&name, settings.limits.bytes) {
                Ok(content) => hasher.update(blake3::hash(&content).as_bytes()),
                // The packing itself says what is wrong.
                Err(_) => hasher.update(b"missing"),
            };
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The same for a document, which stands by itself.
    pub fn document(bytes: &[u8], settings: &Settings) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&VERSION.to_le_bytes());
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        hasher.update(format!("document {:?} {}", settings.textures, settings.side).as_bytes());
        hasher.update(bytes);
        hasher.finalize().to_hex().to_string()
    }

    /// An earlier result.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let text = std::fs::read(self.root.join(FOLDER).join(key)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps a result.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, key: &str, packed: &impl Serialize) -> anyhow::Result<()> {
        write_whole(&self.root, &Path::new(FOLDER).join(key), &serde_json::to_vec(packed)?)
    }

    /// Forgets what this run did not use.
    ///
    /// # Errors
    /// The disk.
    pub fn prune(&self, used: &std::collections::HashSet<String>) -> io::Result<()> {
        for entry in std::fs::read_dir(self.root.join(FOLDER))? {
            let entry = entry?;
            if entry.file_name().to_str().is_none_or(|name| !used.contains(name)) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

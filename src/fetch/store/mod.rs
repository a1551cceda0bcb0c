//! The disk cache: pieces by their content, and the last `fair.json` of each address.
//!
//! A cache is a comfort: whatever is wrong with it, the visit goes on without. What is read is checked against its hash, so a
//! file may be cut, changed or removed at any time, by anyone; several processes may share one folder, and may be killed at
//! any moment.
//!
//! ```text
//! pieces/ab/abcd…   the content that has this BLAKE3
//! fairs/…           the last fair.json of an address, by the BLAKE3 of the address
//! spare/…           a second copy of those, and of the plans of halls: without them nothing else is of use
//! pipelines/…       what a GPU's driver compiled, by the BLAKE3 of driver and program
//! tmp/…             being written; its writer holds a lock on it
//! ```
//!
//! | file | subject |
//! |---|---|
//! | `mod` | what is kept and found |
//! | `place` | where it is, if nobody says |
//! | `write` | whole files or none |
//! | `trim` | least recently used files go first |

mod place;
#[cfg(test)]
mod tests;
mod trim;
mod write;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use trim::Load;

pub use place::default_folder;

/// Largest cache where nobody says, in bytes.
pub const DEFAULT_SIZE: u64 = 2 << 30;
/// Largest `fair.json` that is kept: what may be read, and the lines above it.
const FAIR_LIMIT: u64 = (64 << 20) + 4096;
/// Largest data of a driver that is kept.
const PIPELINES_LIMIT: u64 = 64 << 20;

/// One folder of cached files.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Most bytes of files.
    size: u64,
    /// Whether writing worked so far.
    writable: AtomicBool,
    load: Mutex<Load>,
}

/// A fair's manifest as it came last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFair {
    pub bytes: Vec<u8>,
    /// The server's validator for it.
    pub etag: Option<String>,
}

impl Store {
    /// The cache in a folder, which is made if need be. Where that cannot be, a line in the log says so once, and nothing is
    /// kept.
    pub fn open(root: &Path, size: u64) -> Store {
        let store = Store { root: root.to_owned(), size, writable: AtomicBool::new(true), load: Mutex::default() };
        match write::prepare(root) {
            Ok(()) => write::sweep(root),
            Err(error) => store.give_up(&error),
        }
        store
    }

    /// Whether files are still being kept.
    pub fn is_writable(&self) -> bool {
        self.writable.load(Ordering::Relaxed)
    }

    /// The content with this hash and length, if it is here and whole.
    pub fn piece(&self, hash: &[u8; 32], bytes: u64) -> Option<Vec<u8>> {
        let path = self.piece_path(hash);
        let found = read(&path, bytes)?;
        if found.len() as u64 == bytes && blake3::hash(&found) == *hash {
            return Some(found);
        }
        log::info!("{}: not what its name says; it is fetched anew", path.display());
        remove(&path);
        None
    }

    /// Keeps a content whose hash was checked.
    pub fn keep_piece(&self, hash: &[u8; 32], bytes: &[u8]) {
        self.write(&self.piece_path(hash), &[bytes]);
    }

    /// The second copy of a content that everything hangs on, if it is here and whole; the first one is mended by it.
    pub fn spare(&self, hash: &[u8; 32], bytes: u64) -> Option<Vec<u8>> {
        let path = self.spare_path(blake3::Hash::from_bytes(*hash));
        let found = read(&path, bytes)?;
        if found.len() as u64 != bytes || blake3::hash(&found) != *hash {
            remove(&path);
            return None;
        }
        self.keep_piece(hash, &found);
        Some(found)
    }

    /// Keeps a second copy of a content whose hash was checked.
    pub fn keep_spare(&self, hash: &[u8; 32], bytes: &[u8]) {
        self.write(&self.spare_path(blake3::Hash::from_bytes(*hash)), &[bytes]);
    }

    /// The last manifest of this address.
    pub fn fair(&self, address: &str) -> Option<KeptFair> {
        let [first, spare] = self.fair_paths(address);
        read_fair(&first).or_else(|| {
            let kept = read_fair(&spare)?;
            self.write_fair(&first, &kept);
            Some(kept)
        })
    }

    /// Keeps the manifest of this address in place of the last.
    pub fn keep_fair(&self, address: &str, fair: &KeptFair) {
        self.fair_paths(address).iter().for_each(|path| self.write_fair(path, fair));
    }

    fn write_fair(&self, path: &Path, fair: &KeptFair) {
        let etag = fair.etag.as_deref().filter(|etag| !etag.contains('\n')).unwrap_or_default();
        self.seal(path, &[etag.as_bytes(), b"\n", &fair.bytes]);
    }

    /// Drops the manifest of an address that has none any more.
    pub fn forget_fair(&self, address: &str) {
        self.fair_paths(address).iter().for_each(|path| remove(path));
    }

    /// What the driver that `driver` names compiled in earlier runs, as it was given to [`Store::keep_pipelines`].
    pub fn pipelines(&self, driver: &str) -> Option<Vec<u8>> {
        let path = self.pipelines_path(driver);
        let found = read(&path, PIPELINES_LIMIT)?;
        let kept = unseal(&found).map(<[u8]>::to_vec);
        if kept.is_none() {
            remove(&path);
        }
        kept
    }

    /// Keeps what a driver compiled in place of what it had before.
    pub fn keep_pipelines(&self, driver: &str, bytes: &[u8]) {
        if (bytes.len() as u64) < PIPELINES_LIMIT / 2 {
            self.seal(&self.pipelines_path(driver), &[bytes]);
        }
    }

    fn pipelines_path(&self, driver: &str) -> PathBuf {
        self.root.join("pipelines").join(blake3::hash(driver.as_bytes()).to_hex().as_str())
    }

    fn piece_path(&self, hash: &[u8; 32]) -> PathBuf {
        let hex = blake3::Hash::from_bytes(*hash).to_hex();
        self.root.join("pieces").join(&hex[..2]).join(hex.as_str())
    }

    /// The address itself may hold an access token, so it is not written anywhere.
    fn fair_paths(&self, address: &str) -> [PathBuf; 2] {
        let name = blake3::hash(address.as_bytes());
        [self.root.join("fairs").join(name.to_hex().as_str()), self.spare_path(name)]
    }

    fn spare_path(&self, name: blake3::Hash) -> PathBuf {
        self.root.join("spare").join(name.to_hex().as_str())
    }

    /// Writes what has no hash for a name, behind its hash.
    fn seal(&self, path: &Path, parts: &[&[u8]]) {
        let mut hasher = blake3::Hasher::new();
        parts.iter().for_each(|part| {
            hasher.update(part);
        });
        let head = hasher.finalize().to_hex();
        let mut all: Vec<&[u8]> = vec![head.as_bytes(), b"\n"];
        all.extend(parts);
        // Unlike a piece's name, this one stays the same when the content changes.
        remove_if_strange(path);
        self.write_over(path, &all);
    }

    fn write(&self, path: &Path, parts: &[&[u8]]) {
        // Another process, or another thread, was faster.
        if self.is_writable() && fs::symlink_metadata(path).is_err() {
            self.write_over(path, parts);
        }
    }

    fn write_over(&self, path: &Path, parts: &[&[u8]]) {
        let bytes = parts.iter().map(|part| part.len() as u64).sum();
        if !self.is_writable() || !self.make_room(bytes) {
            return;
        }
        let written = write::whole(&self.root, path, parts);
        self.lock().written(bytes);
        if let Err(error) = written {
            self.give_up(&error);
        }
    }

    fn give_up(&self, error: &io::Error) {
        if self.writable.swap(false, Ordering::Relaxed) {
            log::warn!("nothing is kept in the cache {}: {error}", self.root.display());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Load> {
        self.load.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands behind its hash, if it is whole.
fn unseal(file: &[u8]) -> Option<&[u8]> {
    let end = file.iter().position(|b| *b == b'\n')?;
    let (hash, rest) = (&file[..end], &file[end + 1..]);
    (blake3::hash(rest).to_hex().as_bytes() == hash).then_some(rest)
}

/// The manifest in a file; what is none goes.
fn read_fair(path: &Path) -> Option<KeptFair> {
    let found = read(path, FAIR_LIMIT)?;
    let kept = parse_fair(&found);
    if kept.is_none() {
        remove(path);
    }
    kept
}

fn parse_fair(file: &[u8]) -> Option<KeptFair> {
    let rest = unseal(file)?;
    let end = rest.iter().position(|b| *b == b'\n')?;
    let etag = std::str::from_utf8(&rest[..end]).ok()?;
    Some(KeptFair { bytes: rest[end + 1..].to_vec(), etag: Some(etag.to_owned()).filter(|etag| !etag.is_empty()) })
}

/// A file's content, up to a byte more than `limit`; marks it as used.
fn read(path: &Path, limit: u64) -> Option<Vec<u8>> {
    // Opening a pipe would wait for ever.
    if !remove_if_strange(path) {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut bytes = Vec::with_capacity(length.min(limit) as usize);
    (&mut file).take(limit.saturating_add(1)).read_to_end(&mut bytes).ok()?;
    // In a folder that may only be read, everything stays as old as it is.
    let _ = file.set_modified(SystemTime::now());
    Some(bytes)
}

/// Whether a plain file is there; something else that is there goes.
fn remove_if_strange(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_file() => true,
        Ok(_) => {
            remove(path);
            false
        }
        Err(_) => false,
    }
}

fn remove(path: &Path) {
    let folder = fs::symlink_metadata(path).is_ok_and(|data| data.is_dir());
    let removed = if folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    if let Err(error) = removed {
        log::debug!("{}: {error}", path.display());
    }
}

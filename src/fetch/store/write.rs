//! Whole files or none: written beside, synced, renamed.

use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// When a leftover is removed that cannot be locked to see whether it is one.
const OLD: Duration = Duration::from_secs(24 * 3600);

/// Makes the folders.
pub(super) fn prepare(root: &Path) -> io::Result<()> {
    for folder in ["pieces", "fairs", "spare", "pipelines", "tmp"] {
        fs::create_dir_all(root.join(folder))?;
    }
    Ok(())
}

/// Removes what killed writers left behind.
pub(super) fn sweep(root: &Path) {
    let Ok(entries) = fs::read_dir(root.join("tmp")) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(file) = File::options().write(true).open(&path) else { continue };
        let left = match file.try_lock() {
            // Its writer is gone: a lock ends with its process.
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(_)) => {
                let modified = entry.metadata().and_then(|data| data.modified());
                modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD))
            }
        };
        if left {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Writes `parts`, one after the other, as the file `path`. After this it is there to stay, or nothing has changed.
pub(super) fn whole(root: &Path, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    // A name of chance: processes in containers may share a number.
    let name = format!("{:016x}", std::hash::RandomState::new().build_hasher().finish());
    let beside = root.join("tmp").join(name);
    let written = write_at(&beside, path, parts);
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_at(beside: &Path, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(beside)?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        // A sweeper came between the two lines above, and is about to remove it.
        return Ok(());
    }
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    let folder = path.parent().unwrap_or(path);
    let new = !folder.is_dir();
    if new {
        fs::create_dir_all(folder)?;
    }
    match fs::rename(beside, path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        done => done?,
    }
    sync_folder(folder)?;
    if new && let Some(above) = folder.parent() {
        sync_folder(above)?;
    }
    Ok(())
}

/// Makes names last; where folders cannot be opened (Windows), the file system sees to it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

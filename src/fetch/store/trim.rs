//! Least recently used files go first.
//!
//! Nobody keeps an index: the folder is the index, read anew after every 32nd of the size that this process has written.
//! So two processes, which do not see each other's writes in between, together still keep to the size.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Store;

/// What this process knows of the folder's size.
#[derive(Debug, Default)]
pub(super) struct Load {
    scanned: bool,
    /// Bytes written since the last look.
    since: u64,
    /// Bytes being written now.
    pending: u64,
}

impl Load {
    pub fn written(&mut self, bytes: u64) {
        self.pending = self.pending.saturating_sub(bytes);
    }
}

struct Found {
    used: SystemTime,
    bytes: u64,
    path: PathBuf,
}

impl Store {
    /// Makes room for so many bytes; false where there is no such room at all.
    pub(super) fn make_room(&self, bytes: u64) -> bool {
        let (most, after) = (self.size / 16 * 15, self.size / 8 * 7);
        if bytes > after {
            return false;
        }
        let mut load = self.lock();
        if !load.scanned || load.since + bytes > self.size / 32 {
            let mut files = scan(&self.root);
            let mut total = files.iter().map(|file| file.bytes).sum::<u64>() + load.pending + bytes;
            if total > most {
                files.sort_by_key(|file| file.used);
                for file in files {
                    if total <= after {
                        break;
                    }
                    // What cannot be removed was removed by somebody else, or will not go next time either.
                    let _ = fs::remove_file(&file.path);
                    total = total.saturating_sub(file.bytes);
                }
            }
            (load.scanned, load.since) = (true, 0);
        }
        load.since += bytes;
        load.pending += bytes;
        true
    }
}

fn scan(root: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    files(&root.join("fairs"), &mut found);
    files(&root.join("spare"), &mut found);
    files(&root.join("pipelines"), &mut found);
    for folder in fs::read_dir(root.join("pieces")).into_iter().flatten().flatten() {
        files(&folder.path(), &mut found);
    }
    found
}

fn files(folder: &Path, found: &mut Vec<Found>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(data) = entry.metadata()
            && data.is_file()
        {
            let used = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            found.push(Found { used, bytes: data.len(), path: entry.path() });
        }
    }
}

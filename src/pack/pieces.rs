//! Files named by what is in them: `pieces/ab/abcdef….glb`, written once however often they are asked for.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::fair::Name;

/// The pieces of one fair on the disk.
#[derive(Debug)]
pub struct Pieces {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    used: HashSet<Name>,
    /// Those that were not there.
    wrote: HashSet<Name>,
    /// Bytes that were asked for again with the same content.
    shared: u64,
}

/// What was written, in pieces and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub pieces: usize,
    pub bytes: u64,
    pub written: u64,
    pub shared: u64,
}

impl Pieces {
    /// Of the fair whose root is at `root`.
    pub fn new(root: &Path) -> Pieces {
        Pieces { root: root.to_owned(), state: Mutex::default() }
    }

    /// Makes sure that there is a piece with this content.
    ///
    /// # Errors
    /// The disk.
    pub fn add(&self, content: &[u8], extension: &str) -> Result<Name> {
        let name = Name::of(content, extension);
        let known = self.lock().used.contains(&name);
        let there = known || self.holds(&name);
        if !there {
            write_whole(&self.root, Path::new(&name.path()), content)?;
        }
        // Known only now that it can be read: two threads with the same content would rather write it twice than wait.
        let mut state = self.lock();
        // Who finds it there may be the first to say so, before the one that has written it.
        if !there {
            state.wrote.insert(name.clone());
        }
        if !state.used.insert(name.clone()) {
            state.shared += name.bytes;
        }
        Ok(name)
    }

    /// Reads a piece again.
    ///
    /// # Errors
    /// The disk, with the place of the file.
    pub fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        let place = self.root.join(path);
        fs::read(&place).map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", place.display())))
    }

    /// Takes pieces of an earlier run over; `false` where one is missing.
    pub fn keep<'a>(&self, names: impl Iterator<Item = &'a Name> + Clone) -> bool {
        if !names.clone().all(|name| self.holds(name)) {
            return false;
        }
        self.lock().used.extend(names.cloned());
        true
    }

    fn holds(&self, name: &Name) -> bool {
        fs::metadata(self.root.join(name.path())).is_ok_and(|about| about.is_file() && about.len() == name.bytes)
    }

    /// What the fair has now.
    pub fn tally(&self) -> Tally {
        let state = self.lock();
        let bytes = |names: &HashSet<Name>| names.iter().map(|name| name.bytes).sum();
        Tally {
            pieces: state.used.len(),
            bytes: bytes(&state.used),
            written: bytes(&state.wrote),
            shared: state.shared,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl crate::model::Files for Pieces {
    fn read(&self, name: &str, _: u64) -> std::io::Result<Vec<u8>> {
        Pieces::read(self, name)
    }
}

/// Where files are before they are whole; hidden, and apart, so that nothing half is ever beside the pieces.
const DRAFTS: &str = ".draft";

/// Writes the file `place` below `root` so that it is there as a whole or not at all, whenever the program ends.
///
/// # Errors
/// The disk.
pub fn write_whole(root: &Path, place: &Path, content: &[u8]) -> Result<()> {
    let path = root.join(place);
    let told = || format!("cannot write {}", path.display());
    let drafts = root.join(DRAFTS);
    fs::create_dir_all(path.parent().unwrap_or(root)).with_context(told)?;
    fs::create_dir_all(&drafts).with_context(told)?;
    let draft = drafts.join(format!("{}-{:?}", std::process::id(), std::thread::current().id()));
    let written = fs::File::create(&draft).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&draft, &path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written.with_context(told)
}

/// Removes what a run that was killed has left half.
pub fn sweep(root: &Path) {
    let _ = fs::remove_dir_all(root.join(DRAFTS));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_can_be_read_as_soon_as_it_has_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let pieces = Pieces::new(folder.path());
        for round in 0..50_u32 {
            let content = round.to_le_bytes().repeat(1 << 14);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        let name = pieces.add(&content, "glb").unwrap();
                        assert_eq!(pieces.read(&name.path()).unwrap(), content);
                    });
                }
            });
        }
        let tally = pieces.tally();
        assert_eq!((tally.pieces, tally.bytes, tally.shared), (50, tally.written, 3 * tally.written));
    }

    #[test]
    fn equal_bytes_are_stored_once() {
        let folder = tempfile::tempdir().unwrap();
        let pieces = Pieces::new(folder.path());
        let first = pieces.add(b"pump", "glb").unwrap();
        assert_eq!(pieces.add(b"pump", "glb").unwrap(), first);
        assert_eq!(pieces.tally(), Tally { pieces: 1, bytes: 4, written: 4, shared: 4 });
        assert_eq!(fs::read(folder.path().join(first.path())).unwrap(), b"pump");
        // Another run finds it.
        let again = Pieces::new(folder.path());
        assert!(again.keep([&first].into_iter()));
        assert!(!again.keep([&Name::of(b"valve", "glb")].into_iter()));
        again.add(b"pump", "glb").unwrap();
        assert_eq!(again.tally().written, 0);
    }
}

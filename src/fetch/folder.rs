//! Files below one folder of this machine, or in the program's own bundle.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::download::Want;
use super::faults::{Fault, spoil};
use super::link::{QUANTUM, Wire};
use super::retry::{Dice, Failure, Patience, persist};
use super::transfer::Transfer;
use super::{Bundle, FetchError};

#[derive(Debug)]
pub(super) enum Folder {
    /// Canonical, so that a symbolic link that leads out can be told.
    Disk(PathBuf),
    Bundle(Arc<dyn Bundle>),
}

impl Folder {
    pub fn open(root: &Path) -> io::Result<Folder> {
        Ok(Folder::Disk(root.canonicalize()?))
    }

    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
        let bytes = match self {
            Folder::Disk(root) => read(root, name, limit)?,
            Folder::Bundle(bundle) => bundle.read(name, limit).map_err(|error| failed(name, error))?,
        };
        if bytes.len() as u64 > limit {
            return Err(FetchError::TooLarge { name: name.into(), bytes: bytes.len() as u64, limit });
        }
        Ok(bytes)
    }

    /// At most `most` bytes from byte `from` on.
    pub fn part(&self, name: &str, from: u64, most: usize, limit: u64) -> Result<Vec<u8>, FetchError> {
        let Folder::Disk(root) = self else {
            return Err(FetchError::Spec { spec: name.into(), why: "a bundle gives files as a whole".into() });
        };
        let (mut file, length) = open(root, name)?;
        if length > limit {
            return Err(FetchError::TooLarge { name: name.into(), bytes: length, limit });
        }
        let mut bytes = Vec::new();
        let read = file.seek(SeekFrom::Start(from)).and_then(|_| file.take(most as u64).read_to_end(&mut bytes));
        read.map_err(|error| failed(name, error))?;
        Ok(bytes)
    }

    /// Reads as a server would give it: behind its link, in quanta, and held against what is listed.
    pub fn through(&self, wire: &Wire, want: Want, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
        let patience = Patience::default();
        // A folder itself fails for good; what is made to fail is tried again as with a server.
        persist(want.name, &patience, &Dice::new(Some(1)), transfer, patience.allowance(want.limit), |_| {
            transfer.meter.begin();
            let read = self.once(wire, want, transfer);
            transfer.meter.end();
            read
        })
    }

    fn once(&self, wire: &Wire, want: Want, transfer: &Transfer) -> Result<Vec<u8>, Failure> {
        let cancelled = || Failure::Final(FetchError::Cancelled { name: want.name.into() });
        let sent = Instant::now();
        let call = wire.send();
        if !call.answered(transfer) {
            return Err(cancelled());
        }
        let mut bytes = self.read(want.name, want.limit).map_err(Failure::Final)?;
        transfer.meter.answered(sent.elapsed());
        if call.fault == Some(Fault::Refused) {
            return Err(Failure::passing(FetchError::Status { name: want.name.into(), status: 503 }));
        }
        let (mut have, all) = (0, bytes.len() as u64);
        for chunk in bytes.chunks(QUANTUM) {
            have += chunk.len() as u64;
            transfer.came(chunk.len() as u64);
            if !call.pass(chunk.len(), transfer, have, all) {
                return Err(cancelled());
            }
            if call.breaks(have, all) {
                let error = FetchError::CutShort { name: want.name.into(), got: have, announced: all };
                return Err(Failure::passing(error));
            }
        }
        let wrong = call.fault == Some(Fault::Wrong) && want.hash.is_some();
        if wrong {
            spoil(&mut bytes);
        }
        call.done();
        want.check(&bytes).map_err(if wrong { Failure::Wrong } else { Failure::Final })?;
        Ok(bytes)
    }

    pub fn has(&self, name: &str) -> Result<bool, FetchError> {
        let root = match self {
            Folder::Disk(root) => root,
            Folder::Bundle(bundle) => return Ok(bundle.has(name)),
        };
        match resolve(root, name) {
            Ok(path) => Ok(path.is_file()),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Names of the folders directly below `name`, sorted; empty where there is no such folder. `None`: a bundle cannot
    /// list.
    pub fn folders(&self, name: &str) -> Result<Option<Vec<String>>, FetchError> {
        let Folder::Disk(root) = self else { return Ok(None) };
        let path = match resolve(root, name) {
            Ok(path) => path,
            Err(error) if error.is_missing() => return Ok(Some(Vec::new())),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| failed(name, error))? {
            let entry = entry.map_err(|error| failed(name, error))?;
            // Hidden folders are an editor's or a version control's.
            if let Some(folder) = entry.file_name().to_str()
                && !folder.starts_with('.')
                && entry.path().is_dir()
            {
                names.push(folder.to_owned());
            }
        }
        names.sort();
        Ok(Some(names))
    }
}

/// The real path of a cleaned name. Links are followed as long as they stay below the root.
fn resolve(root: &Path, name: &str) -> Result<PathBuf, FetchError> {
    let path = root.join(name).canonicalize().map_err(|error| failed(name, error))?;
    if path.starts_with(root) {
        Ok(path)
    } else {
        Err(FetchError::Name { name: name.into(), why: "a symbolic link leads out of the fair's folder" })
    }
}

/// A file, and its length.
fn open(root: &Path, name: &str) -> Result<(File, u64), FetchError> {
    let path = resolve(root, name)?;
    let data = fs::metadata(&path).map_err(|error| failed(name, error))?;
    // Opening a pipe or a device could block for ever.
    if !data.is_file() {
        return Err(failed(name, io::Error::other("not a file")));
    }
    Ok((File::open(&path).map_err(|error| failed(name, error))?, data.len()))
}

/// A file's bytes, at most `limit` of them and one more: it may grow while it is read.
fn read(root: &Path, name: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
    let (file, length) = open(root, name)?;
    if length > limit {
        return Err(FetchError::TooLarge { name: name.into(), bytes: length, limit });
    }
    let mut bytes = Vec::with_capacity(length as usize);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| failed(name, error))?;
    Ok(bytes)
}

fn failed(name: &str, error: io::Error) -> FetchError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FetchError::Missing { name: name.into() },
        _ => FetchError::Io { name: name.into(), error },
    }
}

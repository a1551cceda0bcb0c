//! Where a fair's files come from.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::download::Want;
use super::folder::Folder;
use super::http::Http;
use super::link::{Link, QUANTUM, Wire};
use super::meter::Meter;
use super::retry::Patience;
use super::transfer::Transfer;
use super::{FetchError, PieceRef, clean, join};

/// What a spec points at, as a name below the source's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A `fair.toml` with its folders.
    Manifest(String),
    /// A packed `fair.json`.
    Packed(String),
    /// One `.glb` or `.gltf` file.
    Model(String),
}

/// What a packed manifest says of its files: name to BLAKE3 (lower-case hex) and length in bytes.
pub type Pieces = HashMap<String, (String, u64)>;

/// How a source is read.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// A slower network than there is; for folders, too.
    pub link: Option<Arc<Link>>,
    pub patience: Patience,
}

/// One fair's files. Shared by the worker threads in an [`Arc`].
#[derive(Debug)]
pub struct Source {
    kind: Kind,
    meter: Arc<Meter>,
    pieces: OnceLock<Pieces>,
}

#[derive(Debug)]
enum Kind {
    Folder(Folder, Wire),
    Http(Http),
}

impl Source {
    /// Opens a folder with `fair.json` or `fair.toml`, a single such file or model, or an http(s) address of any of
    /// them. An address without a file's ending is a folder.
    ///
    /// # Errors
    /// Nothing there, or nothing that is a fair; the message says what was looked for.
    pub fn open(spec: &str) -> Result<(Source, Entry), FetchError> {
        Source::open_with(spec, &Setup::default())
    }

    /// As [`Source::open`], read as `setup` says.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn open_with(spec: &str, setup: &Setup) -> Result<(Source, Entry), FetchError> {
        if spec.contains("://") { Source::open_http(spec, setup) } else { Source::open_path(spec, setup) }
    }

    fn new(kind: Kind) -> Source {
        Source { kind, meter: Arc::default(), pieces: OnceLock::new() }
    }

    fn open_path(spec: &str, setup: &Setup) -> Result<(Source, Entry), FetchError> {
        let refuse = |why: String| FetchError::Spec { spec: spec.into(), why };
        let path = Path::new(spec);
        let wire = Wire::new(setup.link.clone());
        let data = path.metadata().map_err(|error| refuse(error.to_string()))?;
        if data.is_dir() {
            let folder = Folder::open(path).map_err(|error| refuse(error.to_string()))?;
            let source = Source::new(Kind::Folder(folder, wire));
            let entry = source.find_manifest(spec)?;
            return Ok((source, entry));
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let entry = Source::entry_of(name).ok_or_else(|| refuse(KINDS.into()))?;
        // A bare file name has an empty parent.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = Folder::open(parent).map_err(|error| refuse(error.to_string()))?;
        Ok((Source::new(Kind::Folder(folder, wire)), entry))
    }

    fn open_http(url: &str, setup: &Setup) -> Result<(Source, Entry), FetchError> {
        let (mut http, file) = Http::open(url, setup.patience.clone(), Wire::new(setup.link.clone()))?;
        if let Some(entry) = Source::entry_of(&file) {
            clean(&file)?;
            return Ok((Source::new(Kind::Http(http)), entry));
        }
        if !file.is_empty() {
            clean(&file)?;
            http.enter(&file);
        }
        let source = Source::new(Kind::Http(http));
        let entry = source.find_manifest(url)?;
        Ok((source, entry))
    }

    /// What a file is by its ending.
    fn entry_of(file: &str) -> Option<Entry> {
        let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
        match ending.as_str() {
            "toml" => Some(Entry::Manifest(file.into())),
            "json" => Some(Entry::Packed(file.into())),
            "glb" | "gltf" => Some(Entry::Model(file.into())),
            _ => None,
        }
    }

    /// The packed manifest wins: it is the one that was published.
    fn find_manifest(&self, spec: &str) -> Result<Entry, FetchError> {
        if self.has("fair.json")? {
            Ok(Entry::Packed("fair.json".into()))
        } else if self.has("fair.toml")? {
            Ok(Entry::Manifest("fair.toml".into()))
        } else {
            Err(FetchError::Spec { spec: spec.into(), why: "neither fair.json nor fair.toml is there".into() })
        }
    }

    /// The file's bytes, at most `limit` of them, checked against [`Source::set_pieces`] where it is listed there.
    ///
    /// # Errors
    /// A name that leads out, no such file, too large, out of reach, or not the listed bytes.
    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
        let name = clean(name)?;
        let listed = match self.pieces.get().and_then(|pieces| pieces.get(&name)) {
            Some((_, bytes)) if *bytes > limit => return Err(FetchError::TooLarge { name, bytes: *bytes, limit }),
            Some((hash, bytes)) => {
                let hash = blake3::Hash::from_hex(hash).map_err(|error| FetchError::Spec {
                    spec: name.clone(),
                    why: format!("its hash in the manifest is none ({error})"),
                })?;
                Some((*hash.as_bytes(), *bytes))
            }
            None => None,
        };
        // A listed length is the tighter limit: no more is ever taken in.
        let (hash, limit) = listed.map_or((None, limit), |(hash, bytes)| (Some(hash), bytes));
        self.fetch(Want { name: &name, limit, hash }, &self.transfer())
    }

    /// A piece's bytes: the right ones or none.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn piece(&self, piece: &PieceRef) -> Result<Vec<u8>, FetchError> {
        self.fetch_piece(piece, &self.transfer())
    }

    pub(super) fn fetch_piece(&self, piece: &PieceRef, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
        let name = piece.path();
        let (bytes, limit) = (u64::from(piece.bytes), u64::from(PieceRef::LARGEST));
        if bytes > limit {
            return Err(FetchError::TooLarge { name, bytes, limit });
        }
        self.fetch(Want { name: &name, limit: bytes, hash: Some(piece.hash) }, transfer)
    }

    /// A transfer that nobody stops.
    fn transfer(&self) -> Transfer {
        Transfer::new(self.meter.clone(), Arc::default())
    }

    fn fetch(&self, want: Want, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
        match &self.kind {
            Kind::Folder(folder, wire) => read_folder(folder, wire, want, transfer),
            Kind::Http(http) => http.read(want, transfer),
        }
    }

    /// Whether the file exists. Over HTTP this asks the server.
    ///
    /// # Errors
    /// A name that leads out, or a server out of reach.
    pub fn has(&self, name: &str) -> Result<bool, FetchError> {
        let name = clean(name)?;
        match &self.kind {
            Kind::Folder(folder, wire) => {
                let call = wire.send();
                call.answered(&self.transfer());
                call.done();
                folder.has(&name)
            }
            Kind::Http(http) => http.has(&name, &self.transfer()),
        }
    }

    /// Names of the folders directly below `name`, sorted; `None` where the source cannot list (HTTP).
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn folders(&self, name: &str) -> Result<Option<Vec<String>>, FetchError> {
        let name = clean(name)?;
        match &self.kind {
            Kind::Folder(folder, _) => folder.folders(&name).map(Some),
            Kind::Http(_) => Ok(None),
        }
    }

    /// Bytes of files read so far, by every thread.
    pub fn bytes_fetched(&self) -> u64 {
        self.meter.wire() + self.meter.cache()
    }

    /// What every later read is checked against. Only the first call counts.
    pub fn set_pieces(&self, pieces: Pieces) {
        if self.pieces.set(pieces).is_err() {
            log::warn!("a source's pieces were set twice; the first list stays");
        }
    }

    /// The files beside the file `of`, and below: what a model at that name may refer to.
    pub fn beside(self: &Arc<Source>, of: &str) -> SubFolder {
        let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
        SubFolder { source: self.clone(), folder: folder.to_owned() }
    }

    /// The files below `folder`; empty for the root.
    pub fn folder(self: &Arc<Source>, folder: &str) -> SubFolder {
        SubFolder { source: self.clone(), folder: folder.to_owned() }
    }
}

const KINDS: &str = "not a fair: expected a folder, fair.toml, fair.json, a .glb or a .gltf file";

/// A folder behind its link behaves as a server would.
fn read_folder(folder: &Folder, wire: &Wire, want: Want, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
    let cancelled = || FetchError::Cancelled { name: want.name.into() };
    let sent = Instant::now();
    transfer.meter.begin();
    let read = || {
        let call = wire.send();
        if !call.answered(transfer) {
            return Err(cancelled());
        }
        let bytes = folder.read(want.name, want.limit)?;
        transfer.meter.answered(sent.elapsed());
        let mut have = 0;
        for chunk in bytes.chunks(QUANTUM) {
            have += chunk.len() as u64;
            transfer.meter.arrived(chunk.len() as u64);
            if !call.pass(chunk.len(), transfer, have, bytes.len() as u64) {
                return Err(cancelled());
            }
        }
        call.done();
        want.check(&bytes)?;
        Ok(bytes)
    };
    let bytes = read();
    transfer.meter.end();
    bytes
}

/// Part of a [`Source`], with names relative to one folder.
#[derive(Debug, Clone)]
pub struct SubFolder {
    source: Arc<Source>,
    folder: String,
}

impl SubFolder {
    /// As [`Source::read`], relative to the folder, and not out of it.
    ///
    /// # Errors
    /// As [`Source::read`], with the [`FetchError`] inside.
    pub fn read(&self, name: &str, limit: u64) -> std::io::Result<Vec<u8>> {
        Ok(self.source.read(&join(&self.folder, name)?, limit)?)
    }
}

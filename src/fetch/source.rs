//! Where a fair's files come from.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::download::Want;
use super::folder::Folder;
use super::http::Http;
use super::link::Wire;
use super::meter::Meter;
use super::store::{KeptFair, Store};
use super::transfer::Transfer;
use super::{BUNDLED, Bundle, FetchError, Patience, Setup, SubFolder, clean};
use crate::fair::JSON_LIMIT;

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

/// One fair's files. Shared by the worker threads in an [`Arc`].
#[derive(Debug)]
pub struct Source {
    pub(super) kind: Kind,
    pub(super) meter: Arc<Meter>,
    pieces: OnceLock<Pieces>,
    pub(super) store: Option<Arc<Store>>,
    /// The `fair.json` that this is the fair of: asked for anew each time, and the last one is kept.
    pub(super) manifest: Option<String>,
    /// The manifest as it came, until it turns out to be one.
    pub(super) arrived: Mutex<Option<KeptFair>>,
    /// What was read of `fair.json` to see whether it is there, until it is read.
    opened: Mutex<Option<Vec<u8>>>,
    pub(super) offline: AtomicBool,
}

/// No file at all.
#[derive(Debug)]
struct Nothing;

impl Bundle for Nothing {
    fn read(&self, _: &str, _: u64) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn has(&self, _: &str) -> bool {
        false
    }
}

#[derive(Debug)]
pub(super) enum Kind {
    Folder(Folder, Wire),
    Http(Box<Http>),
}

impl Source {
    /// Opens a folder with `fair.json` or `fair.toml`, a single such file or model, or an http(s) address of any of
    /// them. An address without a file's ending is a folder. [`BUNDLED`] is the fair in [`Setup::bundle`].
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
        let opened = match &setup.bundle {
            Some(bundle) if spec == BUNDLED => Source::open_bundle(bundle.clone(), setup),
            _ if spec.contains("://") => Source::open_http(spec, setup),
            _ => Source::open_path(spec, setup),
        };
        let (mut source, entry) = opened?;
        if let Entry::Packed(name) = &entry {
            source.manifest = Some(name.clone());
        }
        Ok((source, entry))
    }

    fn new(kind: Kind, setup: &Setup) -> Source {
        // A folder is its own cache.
        let store = setup.store.clone().filter(|_| matches!(kind, Kind::Http(_)) || setup.link.is_some());
        Source {
            kind,
            meter: Arc::default(),
            pieces: OnceLock::new(),
            store,
            manifest: None,
            arrived: Mutex::default(),
            opened: Mutex::default(),
            offline: AtomicBool::new(false),
        }
    }

    /// Of a fair that has no files.
    pub fn none() -> Source {
        let wire = Wire::new(None, None);
        Source::new(Kind::Folder(Folder::Bundle(Arc::new(Nothing)), wire), &Setup::default())
    }

    fn open_path(spec: &str, setup: &Setup) -> Result<(Source, Entry), FetchError> {
        let refuse = |why: String| FetchError::Spec { spec: spec.into(), why };
        let path = Path::new(spec);
        let wire = Wire::new(setup.link.clone(), setup.faults.clone());
        let data = path.metadata().map_err(|error| refuse(error.to_string()))?;
        if data.is_dir() {
            let folder = Folder::open(path).map_err(|error| refuse(error.to_string()))?;
            let source = Source::new(Kind::Folder(folder, wire), setup);
            let entry = source.find_manifest(spec)?;
            return Ok((source, entry));
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let entry = Source::entry_of(name).ok_or_else(|| refuse(KINDS.into()))?;
        // A bare file name has an empty parent.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = Folder::open(parent).map_err(|error| refuse(error.to_string()))?;
        Ok((Source::new(Kind::Folder(folder, wire), setup), entry))
    }

    fn open_bundle(bundle: Arc<dyn Bundle>, setup: &Setup) -> Result<(Source, Entry), FetchError> {
        let wire = Wire::new(setup.link.clone(), setup.faults.clone());
        let source = Source::new(Kind::Folder(Folder::Bundle(bundle), wire), setup);
        let entry = source.find_manifest(BUNDLED)?;
        Ok((source, entry))
    }

    fn open_http(url: &str, setup: &Setup) -> Result<(Source, Entry), FetchError> {
        let (mut http, file) =
            Http::open(url, setup.patience.clone(), Wire::new(setup.link.clone(), setup.faults.clone()))?;
        if let Some(entry) = Source::entry_of(&file) {
            clean(&file)?;
            return Ok((Source::new(Kind::Http(Box::new(http)), setup), entry));
        }
        if !file.is_empty() {
            clean(&file)?;
            http.enter(&file);
        }
        let source = Source::new(Kind::Http(Box::new(http)), setup);
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

    /// The packed manifest wins: it is the one that was published. It is not asked for twice: that would cost every visitor
    /// a round trip.
    fn find_manifest(&self, spec: &str) -> Result<Entry, FetchError> {
        const PACKED: &str = "fair.json";
        // Where there was one, it is asked for anyway; so a fair that was visited opens without a network, too.
        if self.kept(PACKED).is_some() {
            return Ok(Entry::Packed(PACKED.into()));
        }
        match self.manifest_bytes(Want { name: PACKED, limit: JSON_LIMIT, hash: None }) {
            Ok(bytes) => {
                *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
                Ok(Entry::Packed(PACKED.into()))
            }
            Err(error) if !error.is_missing() => Err(error),
            Err(_) if self.has("fair.toml")? => Ok(Entry::Manifest("fair.toml".into())),
            Err(_) => {
                Err(FetchError::Spec { spec: spec.into(), why: "neither fair.json nor fair.toml is there".into() })
            }
        }
    }

    /// The manifest itself.
    fn manifest_bytes(&self, want: Want) -> Result<Vec<u8>, FetchError> {
        match &self.kind {
            Kind::Http(http) => self.read_manifest(http, want),
            Kind::Folder(..) => self.fetch(want, &self.transfer()),
        }
    }

    /// The file's bytes, at most `limit` of them, checked against [`Source::set_pieces`] where it is listed there.
    ///
    /// # Errors
    /// A name that leads out, no such file, too large, out of reach, or not the listed bytes.
    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, FetchError> {
        let name = clean(name)?;
        if self.manifest.as_ref() == Some(&name) {
            let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take();
            return match opened.filter(|bytes| bytes.len() as u64 <= limit) {
                Some(bytes) => Ok(bytes),
                None => self.manifest_bytes(Want { name: &name, limit, hash: None }),
            };
        }
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
        let want = Want { name: &name, limit, hash };
        let (Some(hash), Some(store)) = (&want.hash, &self.store) else { return self.fetch(want, &self.transfer()) };
        if let Some(bytes) = store.piece(hash, limit) {
            self.meter.cached(limit);
            return Ok(bytes);
        }
        let bytes = self.fetch(want, &self.transfer())?;
        store.keep_piece(hash, &bytes);
        Ok(bytes)
    }

    /// Whether parts of files can be had by themselves: those of a folder on this machine.
    pub fn has_parts(&self) -> bool {
        matches!(&self.kind, Kind::Folder(Folder::Disk(_), _))
    }

    /// At most `most` bytes of a file of a folder, from byte `from` on; fewer, or none, at its end. They are held against no
    /// list.
    ///
    /// # Errors
    /// As [`Source::read`], for a file of more than `limit` bytes; and where there are no parts, see [`Source::has_parts`].
    pub fn part(&self, name: &str, from: u64, most: usize, limit: u64) -> Result<Vec<u8>, FetchError> {
        let name = clean(name)?;
        match &self.kind {
            Kind::Folder(folder, _) => {
                let bytes = folder.part(&name, from, most, limit)?;
                self.meter.cached(bytes.len() as u64);
                Ok(bytes)
            }
            Kind::Http(_) => Err(FetchError::Spec { spec: name, why: "a server gives files as a whole".into() }),
        }
    }

    pub(super) fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// Ends what other threads have under way at the server; those that were not told to stop try again.
    pub(super) fn interrupt(&self) {
        if let Kind::Http(http) = &self.kind {
            http.interrupt();
        }
    }

    /// Whether the fair is within reach now; asks its server briefly.
    pub(super) fn answers(&self, transfer: &Transfer) -> bool {
        let name = self.manifest.as_deref().unwrap_or("fair.json");
        match &self.kind {
            Kind::Folder(folder, _) => folder.has(name).unwrap_or(false),
            Kind::Http(http) => http.answers(name, transfer),
        }
    }

    /// How long to wait from one look for the fair to the next.
    pub(super) fn watch(&self) -> [Duration; 2] {
        match &self.kind {
            Kind::Folder(..) => Patience::default().watch,
            Kind::Http(http) => http.watch(),
        }
    }

    /// A transfer that nobody stops.
    pub(super) fn transfer(&self) -> Transfer {
        Transfer::new(self.meter.clone(), Arc::default())
    }

    pub(super) fn fetch(&self, want: Want, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
        match &self.kind {
            Kind::Folder(folder, wire) => folder.through(wire, want, transfer),
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

    /// Names of the folders directly below `name`, sorted; `None` where the source cannot list (HTTP, a bundle).
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn folders(&self, name: &str) -> Result<Option<Vec<String>>, FetchError> {
        let name = clean(name)?;
        match &self.kind {
            Kind::Folder(folder, _) => folder.folders(&name),
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
        SubFolder::new(self.clone(), folder)
    }

    /// The files below `folder`; empty for the root.
    pub fn folder(self: &Arc<Source>, folder: &str) -> SubFolder {
        SubFolder::new(self.clone(), folder)
    }
}

const KINDS: &str = "not a fair: expected a folder, fair.toml, fair.json, a .glb or a .gltf file";

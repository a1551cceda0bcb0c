//! Where a fair's files come from.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::folder::Folder;
use super::http::{Http, Patience};
use super::{FetchError, clean, join};

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
    kind: Kind,
    fetched: AtomicU64,
    pieces: OnceLock<Pieces>,
}

#[derive(Debug)]
enum Kind {
    Folder(Folder),
    Http(Http),
}

impl Source {
    /// Opens a folder with `fair.json` or `fair.toml`, a single such file or model, or an http(s) address of any of
    /// them. An address without a file's ending is a folder.
    ///
    /// # Errors
    /// Nothing there, or nothing that is a fair; the message says what was looked for.
    pub fn open(spec: &str) -> Result<(Source, Entry), FetchError> {
        if spec.contains("://") { Source::open_http(spec, Patience::default()) } else { Source::open_path(spec) }
    }

    fn new(kind: Kind) -> Source {
        Source { kind, fetched: AtomicU64::new(0), pieces: OnceLock::new() }
    }

    fn open_path(spec: &str) -> Result<(Source, Entry), FetchError> {
        let refuse = |why: String| FetchError::Spec { spec: spec.into(), why };
        let path = Path::new(spec);
        let data = path.metadata().map_err(|error| refuse(error.to_string()))?;
        if data.is_dir() {
            let source = Source::new(Kind::Folder(Folder::open(path).map_err(|error| refuse(error.to_string()))?));
            let entry = source.find_manifest(spec)?;
            return Ok((source, entry));
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let entry = Source::entry_of(name).ok_or_else(|| refuse(KINDS.into()))?;
        // A bare file name has an empty parent.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = Folder::open(parent).map_err(|error| refuse(error.to_string()))?;
        Ok((Source::new(Kind::Folder(folder)), entry))
    }

    pub(super) fn open_http(url: &str, patience: Patience) -> Result<(Source, Entry), FetchError> {
        let (mut http, file) = Http::open(url, patience)?;
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
        let piece = self.pieces.get().and_then(|pieces| pieces.get(&name));
        // A listed length is the tighter limit: no more is ever taken in.
        let limit = match piece {
            Some((_, bytes)) if *bytes > limit => {
                return Err(FetchError::TooLarge { name, bytes: *bytes, limit });
            }
            Some((_, bytes)) => *bytes,
            None => limit,
        };
        let bytes = match &self.kind {
            Kind::Folder(folder) => folder.read(&name, limit),
            Kind::Http(http) => http.read(&name, limit),
        }?;
        self.fetched.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if let Some((listed, _)) = piece {
            let got = blake3::hash(&bytes).to_hex();
            if got.as_str() != listed {
                return Err(FetchError::Hash { name, got: got.to_string(), listed: listed.clone() });
            }
        }
        Ok(bytes)
    }

    /// Whether the file exists. Over HTTP this asks the server.
    ///
    /// # Errors
    /// A name that leads out, or a server out of reach.
    pub fn has(&self, name: &str) -> Result<bool, FetchError> {
        let name = clean(name)?;
        match &self.kind {
            Kind::Folder(folder) => folder.has(&name),
            Kind::Http(http) => http.has(&name),
        }
    }

    /// Names of the folders directly below `name`, sorted; `None` where the source cannot list (HTTP).
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn folders(&self, name: &str) -> Result<Option<Vec<String>>, FetchError> {
        let name = clean(name)?;
        match &self.kind {
            Kind::Folder(folder) => folder.folders(&name).map(Some),
            Kind::Http(_) => Ok(None),
        }
    }

    /// Bytes read so far, by every thread.
    pub fn bytes_fetched(&self) -> u64 {
        self.fetched.load(Ordering::Relaxed)
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

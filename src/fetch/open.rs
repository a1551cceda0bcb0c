//! From what the visitor typed to a fair.

use std::io;
use std::sync::Arc;

use anyhow::Result;

use super::{Entry, PieceRef, Setup, Source};
use crate::fair::{self, Fair, Name};

impl fair::Folder for Source {
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        Ok(Source::read(self, name, limit)?)
    }

    fn piece(&self, name: &Name) -> io::Result<Vec<u8>> {
        let piece = PieceRef::named(&name.piece, name.bytes).map_err(io::Error::other)?;
        Ok(Source::plan(self, &piece)?)
    }

    fn has(&self, name: &str) -> io::Result<bool> {
        Ok(Source::has(self, name)?)
    }

    fn folders(&self, name: &str) -> io::Result<Option<Vec<String>>> {
        Ok(Source::folders(self, name)?)
    }
}

/// Opens the fair that `spec` names (see [`Source::open`]): its text, and where its files come from. Blocks; the files'
/// hashes of a packed fair are already with the source.
///
/// # Errors
/// Nothing there, or the fair as a whole cannot be read. Single booths that cannot are in [`Fair::broken`].
pub fn open_fair(spec: &str) -> Result<(Arc<Source>, Fair)> {
    open_fair_with(spec, &Setup::default())
}

/// As [`open_fair`], read as `setup` says.
///
/// # Errors
/// As [`open_fair`].
pub fn open_fair_with(spec: &str, setup: &Setup) -> Result<(Arc<Source>, Fair)> {
    let (source, entry) = Source::open_with(spec, setup)?;
    let fair = match &entry {
        Entry::Manifest(file) => fair::read_manifest(&source, file)?,
        Entry::Packed(file) => {
            let (fair, pieces) = fair::read_packed(&source, file)?;
            source.keep_manifest();
            source.set_pieces(pieces.into_iter().map(|(name, piece)| (name, (piece.hash, piece.bytes))).collect());
            fair
        }
        Entry::Model(file) => {
            let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
            Fair::of_model(file, stem)
        }
    };
    Ok((Arc::new(source), fair))
}

//! Pieces out of a source: from the cache, or from where the fair is.

use super::download::Want;
use super::transfer::Transfer;
use super::{FetchError, PieceRef, Source};

impl Source {
    /// A piece's bytes, from the cache or from where the fair is: the right ones or none.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn piece(&self, piece: &PieceRef) -> Result<Vec<u8>, FetchError> {
        if let Some(bytes) = self.cached(piece) {
            return Ok(bytes);
        }
        let bytes = self.fetch_piece(piece, &self.transfer())?;
        self.keep(piece, &bytes);
        Ok(bytes)
    }

    /// As [`Source::piece`], for what everything else hangs on: of it the cache has two copies.
    pub(super) fn plan(&self, piece: &PieceRef) -> Result<Vec<u8>, FetchError> {
        let (hash, bytes) = (&piece.hash, u64::from(piece.bytes));
        let spare = || self.store.as_ref()?.spare(hash, bytes).inspect(|found| self.meter.cached(found.len() as u64));
        let found = match self.cached(piece).or_else(spare) {
            Some(found) => found,
            None => self.piece(piece)?,
        };
        if let Some(store) = &self.store {
            store.keep_spare(hash, &found);
        }
        Ok(found)
    }

    pub(super) fn cached(&self, piece: &PieceRef) -> Option<Vec<u8>> {
        let bytes = self.store.as_ref()?.piece(&piece.hash, piece.bytes.into())?;
        self.meter.cached(bytes.len() as u64);
        Some(bytes)
    }

    pub(super) fn keep(&self, piece: &PieceRef, bytes: &[u8]) {
        if let Some(store) = &self.store {
            store.keep_piece(&piece.hash, bytes);
        }
    }

    pub(super) fn fetch_piece(&self, piece: &PieceRef, transfer: &Transfer) -> Result<Vec<u8>, FetchError> {
        let name = piece.path();
        let (bytes, limit) = (u64::from(piece.bytes), u64::from(PieceRef::LARGEST));
        if bytes > limit {
            return Err(FetchError::TooLarge { name, bytes, limit });
        }
        self.fetch(Want { name: &name, limit: bytes, hash: Some(piece.hash) }, transfer)
    }
}

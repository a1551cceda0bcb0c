//! `fair.json`: asked for anew each time, and kept for when there is no network.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::download::Want;
use super::http::{Http, Revalidated};
use super::source::Kind;
use super::{FetchError, KeptFair, Source};

impl Source {
    /// The manifest if it changed, else the one that is kept; that, too, when the network fails.
    pub(super) fn read_manifest(&self, http: &Http, want: Want) -> Result<Vec<u8>, FetchError> {
        let kept = self.kept(want.name).filter(|kept| kept.bytes.len() as u64 <= want.limit);
        let etag = kept.as_ref().and_then(|kept| kept.etag.as_deref());
        let (error, kept) = match (http.revalidate(want, etag, kept.is_some(), &self.transfer()), kept) {
            (Ok(Revalidated::Changed(bytes, etag)), _) => {
                let fair = KeptFair { bytes: bytes.clone(), etag };
                *self.arrived.lock().unwrap_or_else(PoisonError::into_inner) = Some(fair);
                return Ok(bytes);
            }
            (Ok(Revalidated::Unchanged), Some(kept)) => {
                self.meter.cached(kept.bytes.len() as u64);
                return Ok(kept.bytes);
            }
            // Only a request with a validator is answered so.
            (Ok(Revalidated::Unchanged), None) => {
                return Err(FetchError::Status { name: want.name.into(), status: 304 });
            }
            (Err(error), kept) => (error, kept),
        };
        match (&self.store, kept) {
            (_, Some(kept)) if error.is_offline() => {
                log::warn!("{error}; the fair is shown as it was last seen");
                self.offline.store(true, Ordering::Relaxed);
                Ok(kept.bytes)
            }
            (Some(store), _) if error.is_missing() => {
                store.forget_fair(&http.address(want.name));
                Err(error)
            }
            _ => Err(error),
        }
    }

    pub(super) fn kept(&self, name: &str) -> Option<KeptFair> {
        match &self.kind {
            Kind::Http(http) => self.store.as_ref()?.fair(&http.address(name)),
            Kind::Folder(..) => None,
        }
    }

    /// The manifest that came is one: it is kept, so that the fair opens without a network, too.
    pub(super) fn keep_manifest(&self) {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(fair), Some(store), Kind::Http(http), Some(name)) =
            (arrived, &self.store, &self.kind, &self.manifest)
        {
            store.keep_fair(&http.address(name), &fair);
        }
    }

    /// Whether the network failed, so that the fair is as it was last seen.
    pub fn is_offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }
}

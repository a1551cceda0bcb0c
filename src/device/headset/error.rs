//! What an OpenXR error means for what we hold.

use openxr as xr;
use openxr::sys;

/// A call that the runtime refused.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{call}: {result}")]
pub struct XrError {
    pub call: &'static str,
    pub result: sys::Result,
}

/// How much has to be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// The session, on the same instance and GPU.
    Session,
    /// The GPU too, on the same instance.
    Gpu,
    /// Everything.
    Instance,
}

impl XrError {
    /// What is lost with this error.
    ///
    /// Anything a runtime should not answer in a correct frame counts as a lost session: a fresh one is the only known
    /// state to go on from, and repeated failures there are taken for a lost instance.
    pub(super) fn loss(&self) -> Loss {
        match self.result {
            sys::Result::ERROR_INSTANCE_LOST
            | sys::Result::ERROR_RUNTIME_UNAVAILABLE
            | sys::Result::ERROR_HANDLE_INVALID
            | sys::Result::ERROR_SYSTEM_INVALID => Loss::Instance,
            _ => Loss::Session,
        }
    }

    /// Whether this means more than that one thing could not be had.
    pub(super) fn ends_session(&self) -> bool {
        self.result == sys::Result::ERROR_SESSION_LOST || self.loss() == Loss::Instance
    }

    /// The runtime is there, its headset is not.
    pub(super) fn absent(&self) -> bool {
        self.result == sys::Result::ERROR_FORM_FACTOR_UNAVAILABLE
    }
}

/// Names the call that failed.
pub(super) trait Named<T> {
    fn named(self, call: &'static str) -> Result<T, XrError>;
}

impl<T> Named<T> for xr::Result<T> {
    fn named(self, call: &'static str) -> Result<T, XrError> {
        self.map_err(|result| XrError { call, result })
    }
}

/// The OpenXR error at the root of `err`, where there is one.
pub(super) fn xr_error(err: &anyhow::Error) -> Option<&XrError> {
    err.downcast_ref::<XrError>()
}

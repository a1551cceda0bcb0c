//! How a model is to be loaded.

use super::limits::Limits;

/// What [`super::load`] may choose; the default loads the default scene within the default limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub limits: Limits,
    /// Which scene of the file, from 0; without it the one that the file names, else its first.
    pub scene: Option<u32>,
}

impl From<Limits> for Options {
    fn from(limits: Limits) -> Options {
        Options { limits, ..Options::default() }
    }
}

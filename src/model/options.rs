//! How a model is to be loaded.

use super::limits::Limits;
use super::types::Blocks;

/// What [`super::load`] may choose; the default loads the default scene within the default limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub limits: Limits,
    /// Which scene of the file, from 0; without it the one that the file names, else its first.
    pub scene: Option<u32>,
    /// In which blocks images may come that were compressed for GPUs.
    pub blocks: Blocks,
    /// The file is a piece of a packed fair: its buffers are other pieces, and its images come by themselves, so that
    /// [`Model::images`](super::Model::images) are without levels at first.
    pub packed: bool,
    /// Threads that decode images, the calling one among them; 0 is taken as 1.
    pub threads: usize,
}

impl From<Limits> for Options {
    fn from(limits: Limits) -> Options {
        Options { limits, ..Options::default() }
    }
}

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
    /// No material has more than [`Options::LEAN`] textures, for standalone headsets: those of extensions that say least are
    /// left out, and occlusion where it is neither in the texture of roughness and metal nor alone.
    pub lean: bool,
    /// Materials that differ in their factors alone become one ([`Material::tints`](super::Material::tints)), and primitives
    /// of one mesh that are then drawn alike become one draw.
    pub merge: bool,
    /// Images are not read, and come without levels: for who asks for shapes alone.
    pub bare: bool,
    /// Threads that decode images, the calling one among them; 0 is taken as 1.
    pub threads: usize,
}

impl Options {
    /// Textures of a material at most, where they are to be few.
    pub const LEAN: usize = 4;
}

impl From<Limits> for Options {
    fn from(limits: Limits) -> Options {
        Options { limits, ..Options::default() }
    }
}

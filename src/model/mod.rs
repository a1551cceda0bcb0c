//! Bytes to a [`Model`]: everything a drawn thing needs, checked, bounded and laid out as the GPU wants it.
//!
//! Knows nothing of the GPU or the fair. A model is made on a worker thread and never changed afterwards.
//!
//! [`load`] reads glTF 2.0, as GLB or JSON, over the JSON types of the `gltf` crate and nothing else of it. What
//! arrives may be hostile: every read is bounded before memory is taken, nothing recurses over the node tree, and a
//! refusal names the file, the place and the reason ([`ModelError`]).

mod about;
mod accessor;
mod animation;
mod buffers;
mod container;
mod decode;
mod document;
mod draco;
mod error;
mod explode;
mod files;
mod flat;
mod geometry;
mod image;
mod instancing;
mod ktx2;
mod light;
mod limits;
mod load;
mod material;
mod measure;
mod merge;
pub mod meshopt;
mod mips;
mod morph;
mod names;
mod notes;
mod options;
#[cfg(feature = "pack")]
mod parts;
mod piece;
mod pointer;
mod pose;
mod quantise;
mod room;
mod sample;
mod skin;
mod solid;
pub mod srgb;
mod tangent;
mod texels;
mod topology;
mod tree;
mod types;
mod unpack;
mod uri;

pub use container::glb;
pub use error::{ModelError, Reason};
pub use explode::{Explosion, NamedPart, explosion};
pub use files::{Files, Folder, NoFiles};
pub use limits::Limits;
pub use load::{load, load_path};
pub use options::Options;
pub use piece::mips;
pub use pose::Pose;
pub use quantise::{coordinate, octahedral_decode, octahedral_encode};
pub use sample::animate;
pub use solid::{Hit, Near, Places, Snap, Solid};
pub use types::*;

/// Shared with the check of models.
pub(crate) mod addresses {
    pub(crate) use super::uri::{Place, resolve};
}
#[cfg(feature = "pack")]
pub(crate) use decode::picture;
pub(crate) use document::survey;
pub(crate) use files::read_file;
#[cfg(feature = "pack")]
pub(crate) use flat::Streams;
pub(crate) use names::part_names;
#[cfg(feature = "pack")]
pub(crate) use parts::{Part, Parts, Values, file_names, take_apart};

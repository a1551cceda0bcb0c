//! What a fair is, and how it is written down. Knows nothing of the network or the GPU.
//!
//! Metres, right-handed, +Y up; a booth's front faces +Z; a plot's origin is the centre of its floor; yaw is in degrees,
//! counter-clockwise seen from above.
//!
//! Two forms on disk, with the same keys: `fair.toml` with a folder a booth, as exhibitors write it
//! ([`read_manifest`]), and `fair.json` with everything in it, as it is published ([`read_packed`]). Paths in a
//! booth's or product's file are relative to its folder; one that begins with `/` starts at the fair's root.

mod check;
mod content;
mod form;
mod foyer;
mod glyphs;
mod manifest;
mod packed;
mod passages;
mod plots;
mod reactions;
mod read;
mod template;
mod types;
mod words;
mod write;

pub use content::{Form, Level, Name, PackedModel, Page, Rung, Texture};
pub use glyphs::{FontFile, Glyphs};
pub use manifest::read_manifest;
pub use packed::{Piece, read_packed};
pub use passages::{Gate, unreachable};
pub(crate) use read::JSON_LIMIT;
pub use read::{FairError, Folder};
pub use types::*;
pub use words::Word;
pub use write::{Plan, fair_json, plan_json};
#[cfg(feature = "pack")]
pub(crate) use write::{color, sign};

#[cfg(test)]
mod tests;

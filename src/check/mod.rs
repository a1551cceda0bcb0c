//! `boothwalk check`: what is wrong with a model, a booth or a fair, what is over budget, and what to do about it, in two
//! languages.
//!
//! | what | where |
//! |---|---|
//! | a path and what stands there: a model, a booth's folder, a fair | [`check`] |
//! | one model, step by step | `model` |
//! | the shape of a document, by tables | `schema` |
//! | what its objects say of each other | `links` |
//! | the bytes behind them | `data` |
//! | characters that no font has, and fonts | `glyphs` |
//! | what it costs to show, against the budget of a booth | [`Cost`] |
//! | what a hall costs, against what a frame has time for | `hall` |
//! | every code with its sentences | [`codes`] |
//! | words and JSON for people and programs | [`text`], [`json`] |
//!
//! Where the Khronos glTF validator has a name for a finding, so it is called here, and what is an error there is one here.

pub mod codes;
mod cost;
mod data;
mod doc;
mod finding;
mod format;
mod glb;
mod glyphs;
mod hall;
mod images;
mod json;
mod links;
mod model;
mod place;
mod report;
mod schema;
mod sound;
mod uri;
mod uses;
mod video;

pub use codes::Code;
pub use cost::{BOOTH, Cost};
pub use finding::{Finding, Severity};
#[cfg(feature = "pack")]
pub(crate) use glyphs::{Wanted, fonts, names, wanted};
pub use place::{check, check_bytes};
pub use report::{File, Report, json, text};
pub use sound::check_sound;
pub use video::check_video;

//! Which piece comes next, and what it may cost this frame. Knows nothing of OpenXR or wgpu.

mod admission;
#[cfg(test)]
mod audit;
mod build;
mod catalog;
mod cost;
mod frees;
mod heap;
mod ids;
mod memory;
mod plan;
mod quantile;
pub mod replay;
mod schedule;
mod shelf;
mod state;
mod upload;
mod value;
mod view;
mod work;
mod workers;

pub use admission::*;
pub use build::{Builder, CatalogError, Level};
pub use catalog::{Catalog, Ladder, Model, Op, Part, Piece, Rung, Use};
pub use cost::Price;
pub use frees::{FREE, Frees, PATIENCE};
pub use ids::{LadderId, ModelId, PartId, PieceId, RungId};
pub use memory::{Full, Hold, Ledger};
pub use quantile::Quantile;
pub use schedule::{Change, Limits, Scheduler};
pub use state::{Priority, State};
pub use value::{Class, Worth, appraise};
pub use view::{AHEAD, Eye, View};
pub use work::Work;
pub use workers::*;

/// Cases of each property test.
#[cfg(test)]
const CASES: u32 = 10_000;

#[cfg(test)]
mod tests;

//! Which piece comes next, and what it may cost this frame. Knows nothing of OpenXR or wgpu.

mod admission;
mod cost;
mod frees;
mod memory;
mod quantile;
pub mod replay;
mod workers;

pub use admission::*;
pub use cost::Price;
pub use frees::{FREE, Frees, PATIENCE};
pub use memory::{Full, Hold, Ledger};
pub use quantile::Quantile;
pub use workers::*;

/// Cases of each property test.
#[cfg(test)]
const CASES: u32 = 10_000;

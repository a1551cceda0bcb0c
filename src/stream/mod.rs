//! Which piece comes next, and what it may cost this frame. Knows nothing of OpenXR or wgpu.

mod admission;
mod workers;

pub use admission::*;
pub use workers::*;

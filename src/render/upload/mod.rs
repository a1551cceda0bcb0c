//! What is loaded on its way onto the GPU, in steps that a frame can afford: each of a known kind and as large as its
//! budget allows.
//!
//! | what | where |
//! |---|---|
//! | a step, and as many of them as fit | [`Step`], [`advance`] |
//! | a model | [`Upload`] |
//! | a texture, whole or on top of its smaller levels | [`TextureUpload`] |
//! | a texture that takes another's place | [`Exchange`] |
//! | a texture that is written anew in its place | [`Repaint`] |
//! | the groups that materials bind, and their samplers | `material`, `samplers` |

mod exchange;
mod material;
mod model;
mod repaint;
mod samplers;
mod steps;
mod texture;

pub(super) use exchange::Shared;
pub use exchange::{Exchange, TextureId};
pub(super) use material::{Slots, material_bytes, write_material};
pub(super) use model::GpuModel;
pub use model::{Upload, model_buffer};
pub use repaint::{Repaint, Rows};
pub(super) use samplers::Samplers;
pub use steps::{AtMost, Step, Steps, advance, finish};
pub use texture::{GpuTexture, TextureUpload};

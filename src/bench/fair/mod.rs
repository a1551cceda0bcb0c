//! Fairs of any size for `bench stream`, made of the booths of a real one.
//!
//! | what | where |
//! |---|---|
//! | what is asked for, and which booth shows what | [`Spec`], [`design`] |
//! | booths, products and their models as a fair has them | [`stock`] |
//! | a GLB taken apart | [`glb`] |
//! | pictures of a model in other colours, or larger | [`paint`] |
//! | models with fewer triangles | [`thin()`] |
//! | the folder of the new fair | [`write`] |
//! | models that belong to no fair | [`models`] |
//! | the folder that is published, kept or not | [`place`] |
//!
//! As in life, a stand's walls come from a builder's catalogue and its print is its own; products come in a few colours
//! and are shown by several dealers. So some pieces are of one booth only, and some of many. The same fair, numbers and
//! seed give the same bytes.

mod design;
mod glb;
mod models;
mod paint;
mod place;
mod stock;
#[cfg(test)]
mod tests;
mod thin;
mod write;

pub use design::Spec;
pub use models::Shown;
pub use place::{Place, Ready};
pub use stock::stock;
pub use thin::{Thinned, thin};

//! Surfaces against what physics and the texts of the material extensions ask of them, in linear light.

mod equations;
mod extremes;
mod fading;
mod furnace;
mod glass;
mod lights;
mod neutral;
mod stage;
#[path = "../support/mod.rs"]
mod support;

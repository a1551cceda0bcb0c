//! `boothwalk pack` as an organiser meets it: a small fair, packed by the real program.

mod glb;
mod looks;
mod pages;
mod pictures;
mod places;
mod posters;
mod refused;
mod same;
mod stage;
mod stream;
#[path = "../support/mod.rs"]
mod support;
mod validator;

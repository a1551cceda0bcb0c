//! `boothwalk pack` as an organiser meets it: a small fair, packed by the real program.

mod glb;
mod letters;
mod looks;
mod pages;
mod pictures;
mod places;
mod posters;
mod refused;
mod same;
#[path = "../fetch/server.rs"]
#[allow(dead_code, reason = "only the right answers are of use here")]
mod server;
mod sounds;
mod stage;
mod stream;
#[path = "../support/mod.rs"]
mod support;
mod validator;
mod videos;

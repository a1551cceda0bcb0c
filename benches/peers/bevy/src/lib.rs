//! What the programs that stand in Boothwalk's place have in common: the engine without a window, and two eyes.

mod engine;
mod eyes;
mod job;

pub use engine::{Waiting, open};
pub use eyes::eyes;
pub use job::{number, part, position};

//! Whole loads, generated: what may never happen, and what always happens in the end.

mod booths;
mod moving;
mod still;
mod world;

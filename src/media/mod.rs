//! What exhibitors put up beside models, as the rest of the program takes it.
//!
//! A poster is a model that is made of its pictures: from there on it is packed, streamed, lit and drawn like every other.
//! A sound is a file that is decoded as it is heard: [`sound`]. A video wall is a poster of its still picture, before which
//! the film's pictures stand while it plays: [`video`]. Of a font there are taken the glyphs that a fair's texts need: [`font`].

mod board;
pub mod font;
mod glb;
mod poster;
pub mod sound;
pub mod video;

pub use board::SURFACE;
pub use poster::{PICTURE_BYTES, PosterError, SIDE, Seen, filled, fitted_to, leaf, one, picture, poster};

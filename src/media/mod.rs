//! What exhibitors put up beside models, as the rest of the program takes it.
//!
//! A poster is a model that is made of its pictures: from there on it is packed, streamed, lit and drawn like every other.
//! A sound is a file that is decoded as it is heard: [`sound`].

mod board;
mod glb;
mod poster;
pub mod sound;

pub use poster::{PICTURE_BYTES, PosterError, SIDE, Seen, filled, one, picture, poster};

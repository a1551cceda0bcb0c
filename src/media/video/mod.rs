//! Films on the walls of booths: WebM with AV1 and Opus.
//!
//! | file | subject |
//! |---|---|
//! | `stream` | a film's bytes, a chunk at a time |
//! | `webm` | tracks and packets |
//! | `sequence` | what AV1 says of its pictures before one is decoded |
//! | `film` | packets of pictures and sound that can be shown and heard |
//! | `decoder` | packets to pictures, where a damaged file stops nothing but itself |
//! | `color` | pictures to texels |
//! | `feed` | the film's sound, on its way to where sounds are decoded |
//! | `files` | where the bytes come from, and that they come in time |
//! | `player` | the thread that decodes |
//! | `look` | what a file is, and whether it can be decoded; how other kinds are converted |
//!
//! Whatever a film's file says, no more memory is taken than its pictures of at most 1920 by 1080 need.

mod color;
mod decoder;
mod feed;
mod files;
mod film;
mod look;
mod player;
mod sequence;
mod stream;
mod webm;

pub use color::blank;
pub use feed::{Feed, Listener, RATE, Went};
pub use files::{CHUNK, chunks, plain};
pub use film::Sound;
pub use look::{FASTEST, LONGEST, VIDEO_BYTES, VideoError, Watched, convert, dark, first, kind, still, video};
pub use player::{Player, RING, Report};
pub use stream::{Chunks, Halt, Whole};

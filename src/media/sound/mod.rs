//! What is heard at a booth: Ogg files with Vorbis or Opus, out of one point each, wherever the visitor's head is.
//!
//! | file | subject |
//! |---|---|
//! | `reader` | a file into samples, packet after packet |
//! | `look` | what a file is, and whether all of it can be decoded; how other kinds are converted |
//! | `tables` | how much memory a Vorbis file asks for |
//! | `resample` | to the rate of the device |
//! | `place` | from where a sound is to what each ear hears of it |
//! | `ring` | samples on their way from the thread that decodes to the one that mixes |
//! | `cell` | what these two and the visit tell each other of a voice |
//! | `mixer` | all voices into two channels, in the device's own time |
//! | `decks` | the thread that decodes |
//! | `output` | the device, or none |
//!
//! Nothing that the device waits for locks, allocates or waits.

mod cell;
mod decks;
mod look;
mod mixer;
mod output;
mod place;
mod reader;
mod resample;
mod ring;
mod tables;

pub use cell::{Cell, Cells, FILM, State, VOICES};
pub use decks::{Decks, Failed, Load, Missing, News, Start};
pub use look::{Heard, LONGEST, SOUND_BYTES, SoundError, convert, kind, sound};
pub use mixer::Mixer;
pub use output::Output;
pub use place::{Ears, loudness};
pub use reader::Reader;
pub use resample::Resampler;

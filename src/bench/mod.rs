//! Measurements that a person can repeat: `boothwalk bench`.
//!
//! | what | where |
//! |---|---|
//! | `bench load`: how fast models become memory that a GPU takes | [`load`] |
//! | `bench pictures`: pictures in each form, their bytes, quality and speed | [`pictures()`] |
//! | one load in a process of its own, so that nothing is warm but the disk | [`once`] |
//! | models of a packed fair | [`packed`] |
//! | other programs that do the same, beside us | [`peer`] |
//! | all of them at a priority at which threads get cores | [`prompt`] |
//! | `bench stream`: what a fair that arrives costs the frames meanwhile | [`stream`] |
//! | one arrival in a process of its own | [`sample`] |
//! | a run in figures | [`row`] |
//! | the least time that it could take | [`floor`] |
//! | other programs that show the same models | [`stream_peer`] |
//! | times of frames as a picture | [`plot`] |
//! | fairs of any size | [`fair`] |
//! | `bench find`: how soon a search answers, keystroke by keystroke | [`find()`] |
//! | numbers that look like chance | [`chance`] |
//! | `bench frame`: what a frame costs apart from its pixels | [`frame()`] |
//! | who asks for memory meanwhile | [`allocations`] |
//! | what all threads have run | [`threads`] |

pub mod allocations;
mod chance;
#[cfg(feature = "pack")]
mod fair;
mod find;
mod floor;
#[cfg(feature = "pack")]
mod frame;
mod load;
pub(crate) mod once;
mod packed;
mod peer;
#[cfg(feature = "pack")]
mod pictures;
mod plot;
mod prompt;
mod row;
mod sample;
mod stream;
mod stream_peer;
#[cfg(feature = "pack")]
mod threads;

pub use find::{FindPlan, find};
#[cfg(feature = "pack")]
pub use frame::{FramePlan, frame};
pub use load::{Plan, load};
pub use once::once;
pub use peer::PeerArg;
#[cfg(feature = "pack")]
pub use pictures::pictures;
pub use sample::sample;
pub use stream::{StreamPlan, What, period, stream};

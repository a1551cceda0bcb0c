//! Measurements that a person can repeat: `boothwalk bench`.
//!
//! | what | where |
//! |---|---|
//! | `bench load`: how fast models become memory that a GPU takes | [`load`] |
//! | `bench stream`: what a fair that arrives costs the frames meanwhile | [`stream`] |
//! | `bench pictures`: pictures in each form, their bytes, quality and speed | [`pictures()`] |
//! | one load in a process of its own, so that nothing is warm but the disk | [`once`] |
//! | models of a packed fair | [`packed`] |
//! | other programs that do the same, beside us | [`peer`] |
//! | all of them at a priority at which threads get cores | [`prompt`] |

mod load;
mod once;
mod packed;
mod peer;
#[cfg(feature = "pack")]
mod pictures;
mod prompt;
mod stream;

pub use load::{Plan, load};
pub use once::once;
pub use peer::PeerArg;
#[cfg(feature = "pack")]
pub use pictures::pictures;
pub use stream::{StreamPlan, period, stream};

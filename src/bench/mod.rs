//! Measurements that a person can repeat: `boothwalk bench`.
//!
//! | what | where |
//! |---|---|
//! | `bench load`: how fast models become memory that a GPU takes | [`load`] |
//! | one load in a process of its own, so that nothing is warm but the disk | [`once`] |
//! | other programs that do the same, beside us | [`peer`] |

mod load;
mod once;
mod peer;

pub use load::{Plan, load};
pub use once::once;
pub use peer::PeerArg;

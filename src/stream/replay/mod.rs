//! Whole loads on a virtual clock: a made-up fair, link and GPU drive the scheduler and the admission, so that a load of
//! minutes runs in milliseconds, and twice the same way.
//!
//! | file | what it is |
//! |---|---|
//! | `dice` | seeded chance |
//! | `fair` | a fair of so many booths |
//! | `link` | requests, their latency, rate and faults |
//! | `sim` | the frame loop, with costs of the GPU |

mod dice;
mod fair;
mod link;
mod sim;

pub use dice::Dice;
pub use fair::{around, fair};
pub use link::{Link, Order};
pub use sim::{Event, Gpu, Sim};

//! Faults through a whole visit: a packed fair comes from a real server through a real cache into a world on the driver
//! that draws nothing, and something goes wrong on the way.
//!
//! | what goes wrong | where |
//! |---|---|
//! | files in the cache | `cache` |
//! | answers of the server | `failing` |
//! | the network goes, and comes back | `gone` |
//! | the link is slow, or stands still | `slow` |

mod cache;
mod failing;
mod gone;
#[expect(dead_code, reason = "shared with the tests of fetching")]
#[path = "../../../../tests/fetch/server.rs"]
pub(in crate::app) mod server;
mod slow;
mod stage;

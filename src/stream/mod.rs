//! Which piece comes next, and what it may cost this frame. Knows nothing of OpenXR or wgpu, of files or the network, and
//! has no clock of its own: whole loads run in tests, at any speed, and twice the same way.
//!
//! | file | what it holds |
//! |---|---|
//! | `catalog`, `build`, `ids` | the fair as flat arrays: parts, models, ladders of rungs, pieces |
//! | `view` | what the scheduler is told each frame: eyes, where they look, where the visitor goes |
//! | `value` | what a rung is worth: the formula, with its units |
//! | `schedule`, `plan`, `upload` | the scheduler: looks and requests; the plan; uploads and what leaves |
//! | `state`, `heap`, `shelf` | its books: states, the best candidate, the cheapest to lose |
//! | `memory` | the ledger of GPU bytes |
//! | `admission`, `cost`, `quantile` | the budget of a frame, by the 99th percentile of what each kind of step costs |
//! | `frees` | what waits to be freed |
//! | `drawn` | which of the levels that are there a frame has the time to draw |
//! | `work` | how far an upload's steps are |
//! | `replay` | a made-up fair, link and GPU, for tests and benchmarks |
//! | `workers` | threads that decode and prepare |
//!
//! # The fair as the scheduler sees it
//! A *part* is a *model* at a place. A model has a *ladder* of geometry, its proxy first, and textures, each a ladder of
//! its own that other models may show too. A level of a ladder is a *rung*: made from one piece or a few, it stands on
//! the rungs below, which stay. So a level is taken away by showing the one below, which needs no memory, no request and
//! no time, and can never fail; that costs the lower rungs' bytes, a fifteenth where a rung has two mips more than the
//! one below, a third where it has one. The first textured geometry *needs* the coarsest rung of each of its textures.
//! Pieces may be in many rungs: they are fetched once, and their own GPU bytes count once.
//!
//! # What comes next
//! Pixels gained per byte (see `value`), below fixed classes: proxies, then the hall, then the rest. A rung goes
//! `Out → Asked → Ready → Making → In`; from `Asked` on it is in the *plan*, the sum of all that will be on the GPU when
//! everything asked for has come, and the plan is kept below the cap. To make room in the plan, a rung drives out others
//! where it is worth at least 1.33 times as much per GPU byte. What is driven out stays on the GPU (`Doomed`), and is
//! shown, until an upload really needs its room; if it is wanted again before, it simply returns.
//!
//! # What is guaranteed, and tested in ten thousand generated fairs each
//! * The ledger never passes the cap, not by a byte and not for a moment; what is being made counts, and so does what
//!   waits to be freed ([`Scheduler::reserve`] takes staging in).
//! * With the view still, a load comes to rest, at the cap too: what drives out is worth more by the hysteresis, what
//!   stays depends on the view alone, and nothing is worth more than what it needs.
//! * Then everything that fits is there, whatever order things came in and whatever failed on the way; only what failed
//!   [`Limits::tries`] times is given up, and stays at the level it has ([`Scheduler::forgive`] tries a piece again).
//! * Nothing is asked for or uploaded while something of a higher class, or worth 1.3 times as much, waits and fits.
//! * What is shown never becomes nothing, and falls one level at a time.
//! * Frees leave within [`PATIENCE`] frames. Bytes in flight and in main memory are bounded ([`Limits`]).
//! * One admitted step in a hundred costs more than its estimate, and one smallest step goes through in each frame.
//! * The same replay makes the same decisions.
//!
//! A look takes a bounded time: 32 parts that matter most and 128 others in turn. In a fair of 2,000 booths (30,000
//! rungs) it takes 0.05 ms of processor time at the median while loading, 0.1 ms at the 99th percentile, and 0.3 ms at a
//! cap that holds a tenth of the fair; nothing is allocated once it has warmed up.
//!
//! # In the frame loop
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//! use boothwalk::stream::replay::{around, fair};
//! use boothwalk::stream::*;
//!
//! let catalog = Arc::new(fair(3, 1)?); // a `Builder` makes it from `fair.json`
//! let mut scheduler = Scheduler::new(catalog.clone(), 512 << 20, Limits::default());
//! let staging = scheduler.reserve(8 << 20)?;
//! let mut admission = Admission::new(Pacing::Virtual);
//! let mut frees: Frees<RungId> = Frees::default();
//! let mut working = std::collections::HashMap::<RungId, Work>::new();
//!
//! for frame in 0..200 {
//!     admission.begin(Duration::from_micros(13_889));
//!     frees.begin();
//!     // Once a frame: where the eyes will be when this frame is shown.
//!     scheduler.look(&around(f64::from(frame) / 72.0, glam::Vec3::new(0.0, 1.6, 8.0), 0.0));
//!     let changes: Vec<Change> = scheduler.changes().collect();
//!     for change in changes {
//!         // A fetcher takes these, and says later what has come (checked and decoded by a worker) or failed.
//!         if let Change::Ask(piece, _) = change {
//!             scheduler.arrived(piece);
//!         }
//!     }
//!     // What must make room: show the level below, then let go within the budget.
//!     while let Some(rung) = scheduler.evict() {
//!         frees.push(rung);
//!     }
//!     while let Some(rung) = frees.next(&admission) {
//!         admission.force(FREE, || { /* drop buffers and textures */ });
//!         scheduler.freed(rung);
//!     }
//!     // Steps, as many as fit.
//!     while let Some(rung) = scheduler.next_upload() {
//!         let (ops, work) = (catalog.ops_of(rung), working.entry(rung).or_default());
//!         if let Some(op) = work.next(ops) {
//!             let Some(bytes) = admission.split(op.kind, op.bytes as usize, op.smallest as usize) else { break };
//!             admission.force(Cost { kind: op.kind, bytes }, || { /* write so many bytes of it */ });
//!             work.did(ops, bytes);
//!         }
//!         if work.next(ops).is_none() {
//!             working.remove(&rung);
//!             scheduler.uploaded(rung); // and show it: `scheduler.level(ladder)` says so too
//!         }
//!     }
//!     admission.frame_cost(Duration::from_millis(4)); // what the frame took without all this
//! }
//! assert!(scheduler.idle());
//! scheduler.release(staging);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod admission;
#[cfg(test)]
mod audit;
mod build;
mod catalog;
mod cost;
mod drawn;
mod frees;
mod heap;
mod ids;
mod memory;
mod plan;
mod quantile;
pub mod replay;
mod schedule;
mod shelf;
mod state;
mod upload;
mod value;
mod view;
mod work;
mod workers;

pub use admission::*;
pub use build::{Builder, CatalogError, Level};
pub use catalog::{Catalog, Ladder, Model, Op, Part, Piece, Rung, Use};
pub use cost::Price;
pub use drawn::{ALONE, Company, HIDDEN, LEVELS, Load, NEAR, STANDALONE, Sharing, Standing};
pub use frees::{FREE, Frees, PATIENCE};
pub use ids::{LadderId, ModelId, PartId, PieceId, RungId};
pub use memory::{Full, Hold, Ledger};
pub use quantile::Quantile;
pub use schedule::{Change, Limits, Scheduler};
pub use state::{Priority, State};
pub use value::{Class, Worth, appraise};
pub use view::{AHEAD, Eye, View};
pub use work::Work;
pub use workers::*;

/// Cases of each property test.
#[cfg(test)]
const CASES: u32 = 10_000;

/// Numbers between two others. (Not proptest's own ranges of floats: now and then one of its assertions fails.)
#[cfg(test)]
fn between(low: f64, high: f64) -> impl proptest::strategy::Strategy<Value = f64> {
    use proptest::strategy::Strategy;
    (0u32..=1 << 24).prop_map(move |share| low + (high - low) * f64::from(share) / f64::from(1 << 24))
}

#[cfg(test)]
mod tests;

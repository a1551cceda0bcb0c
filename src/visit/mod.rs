//! The visitor: moving, pointing, comfort; record and replay. Knows nothing of how input was read.
//!
//! [`Visit`] is the visitor's state; [`Ground`] is where one can stand, made of [`Grid`]s that workers rasterise from
//! models; a [`Goal`] is where a way over it leads. Everything here is in the hall's space unless it says rig space:
//! metres, +Y up; points on the floor are (x, z); yaw is in radians, counter-clockwise from above, and 0 looks along
//! −Z.

mod buttons;
mod comfort;
mod grid;
mod ground;
mod halls;
pub mod height;
mod holding;
mod input;
pub mod log;
mod marks;
mod moving;
mod pointing;
mod recorder;
mod rig;
mod round;
mod route;
mod settings;
mod teleport;
pub mod tour;
mod visitor;

pub use comfort::Comfort;
pub use grid::{Grid, HEAD_ROOM, STEP};
pub use ground::{Ground, Placed, RADIUS};
pub use halls::{Door, Halls};
pub use holding::{Holding, Stance, Taken, Thing, ThingId, Tool, Worker};
pub use input::sane;
pub use moving::Body;
pub use pointing::{Pointed, Pointing, Slab};
pub use recorder::Recorder;
pub use rig::Rig;
pub use round::{Round, Stop};
pub use route::Goal;
pub use settings::{Settings, Side, TextSize, Turn, Volume};
pub use visitor::{Events, Visit};

//! One visit from start to end: which device, what is loaded, the loop, what was measured.

mod boards;
mod captions;
mod choose;
mod content;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod draws;
mod feed;
mod foyer;
mod growing;
#[cfg(test)]
mod guided;
mod hand;
mod heap;
mod inspect;
mod keeper;
mod kept;
mod lead;
mod leave;
mod letters;
mod measure;
mod opening;
mod outlook;
mod overlay;
pub mod packed;
mod pages;
mod panels;
mod piece;
mod posters;
mod proxies;
mod reactions;
mod refresh;
mod resolution;
mod run;
mod shot;
mod signs;
mod sounds;
mod stages;
mod stats;
mod system;
mod videos;

pub use choose::demo_fair;
#[cfg(feature = "pack")]
pub use measure::recognisable;
#[cfg(feature = "pack")]
pub(crate) use measure::still;
pub use measure::{Arrival, Arrived, Driver, Spent, arrive};
pub use piece::Detail;
pub use run::{visit, visit_on};
pub use shot::shot;
pub use stats::{Problem, Quantiles, Stats};
pub use system::{Battery, Signals, System, Wishes};

use glam::Vec3;

use crate::fair::Fair;
use crate::render::Light;

/// The fair's sun as the renderer takes it. A single model is shown by its environment alone, as viewers do.
fn light(fair: &Fair) -> Light {
    let sun = fair.sun;
    let irradiance = if fair.single_model { Vec3::ZERO } else { sun.color * sun.intensity };
    Light { direction: sun.direction, irradiance, exposure: 1.0 }
}

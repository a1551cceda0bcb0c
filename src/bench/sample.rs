//! One arrival of a fair in a process of its own, as that process says what it was.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::once::resident;
#[cfg(feature = "pack")]
use super::stream::IDLE;
#[cfg(feature = "pack")]
use crate::app::Driver;
use crate::app::{Arrival, Problem, Spent, arrive};
use crate::fetch::Setup;

/// What one arrival took. Peers print the same, but for what only we know.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sample {
    pub load: Frames,
    pub idle: Frames,
    /// Seconds until the fair could be recognised, …
    #[serde(default)]
    pub recognisable_s: Option<f64>,
    /// … until every model stood in its plainest form, …
    #[serde(default)]
    pub proxies_s: Option<f64>,
    /// … and until everything was there.
    #[serde(default)]
    pub full_s: Option<f64>,
    #[serde(default)]
    pub bytes: u64,
    /// The most memory of the process; absent where the system does not tell.
    #[serde(default)]
    pub rss_peak_bytes: Option<u64>,
    #[serde(default)]
    pub gpu_bytes_peak: u64,
    #[serde(default)]
    pub problems: Vec<Problem>,
}

/// Frames one after another, an entry a frame in each list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Frames {
    /// When each began, in seconds since the fair was asked for.
    pub at_s: Vec<f32>,
    /// By the clock on the wall, until the picture was drawn.
    pub wall_ms: Vec<f32>,
    /// The render thread's own time; empty where it is not known.
    #[serde(default)]
    pub cpu_ms: Vec<f32>,
}

impl Frames {
    fn of(list: &[Spent]) -> Frames {
        Frames {
            at_s: list.iter().map(|one| one.at_s).collect(),
            wall_ms: list.iter().map(|one| one.wall_ms).collect(),
            cpu_ms: list.iter().map(|one| one.cpu_ms).collect(),
        }
    }

    /// Puts others behind.
    pub fn extend(&mut self, other: &Frames) {
        self.at_s.extend(&other.at_s);
        self.wall_ms.extend(&other.wall_ms);
        self.cpu_ms.extend(&other.cpu_ms);
    }
}

/// Lets a fair arrive once, and prints what it took as one line of JSON.
///
/// # Errors
/// There is no driver, or no fair.
pub fn sample(arrival: &Arrival, setup: &Setup) -> Result<()> {
    let found = arrive(arrival, setup)?;
    let rss_peak_bytes = resident("VmHWM:");
    // What was there is drawn again, which takes its time: the first arrival of a run beside the driver that draws nothing
    // is enough.
    #[cfg(feature = "pack")]
    let recognisable = if arrival.driver == Driver::Noop && arrival.idle >= IDLE[0] {
        crate::app::recognisable(arrival, &found)?
    } else {
        None
    };
    #[cfg(not(feature = "pack"))]
    let recognisable: Option<std::time::Duration> = None;
    let sample = Sample {
        load: Frames::of(&found.load),
        idle: Frames::of(&found.idle),
        proxies_s: found.proxies.map(|time| time.as_secs_f64()),
        full_s: found.full.map(|time| time.as_secs_f64()),
        bytes: found.bytes,
        recognisable_s: recognisable.map(|time| time.as_secs_f64()),
        rss_peak_bytes,
        gpu_bytes_peak: found.gpu_bytes_peak,
        problems: found.problems,
    };
    println!("{}", serde_json::to_string(&sample)?);
    Ok(())
}

//! The least time in which a fair can be there: the slowest of network, processor and GPU, each with nothing else to do.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use anyhow::Result;
use cpu_time::ThreadTime;
use serde::Serialize;

use crate::app::{Arrival, Detail, packed};
use crate::fair::Fair;
use crate::fetch::{Link, open_fair};
use crate::model::{Blocks, Model, Options};
use crate::render::Renderer;

/// What the least time is made of, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Floor {
    /// Two round trips, for the connection and the answer, and the bytes; absent without a link of a known speed.
    pub network_s: Option<f64>,
    /// Every model made once, as large as it gets, by all cores.
    pub decode_s: f64,
    /// The same handed to the GPU one after another, until the last is there.
    pub upload_s: f64,
    /// Two frames: what has come can be seen in the next one, and the last step of an upload takes one.
    pub frames_s: f64,
}

impl Floor {
    /// The floor itself.
    pub fn seconds(&self) -> f64 {
        self.network_s.unwrap_or(0.0).max(self.decode_s).max(self.upload_s) + self.frames_s
    }
}

/// What decoding and uploading a whole fair takes, measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    decode_s: f64,
    upload_s: f64,
    /// Bytes of the files that were decoded.
    bytes: u64,
}

impl Work {
    /// The floor of an arrival at which so many bytes came. Where less came than there is, because not all of it fits on the
    /// GPU, decoding and uploading count in proportion.
    pub fn floor(&self, bytes: u64, link: Option<&Link>, period: Duration) -> Floor {
        let share = (bytes as f64 / self.bytes.max(1) as f64).min(1.0);
        let network = |link: &Link| bytes as f64 / link.bytes_per_second() + (link.round_trip() * 2).as_secs_f64();
        Floor {
            network_s: link.map(network),
            decode_s: self.decode_s * share,
            upload_s: self.upload_s * share,
            frames_s: (period * 2).as_secs_f64(),
        }
    }
}

/// Loads every model of a packed fair from the disk's cache with all cores, and uploads each with nothing in between.
///
/// # Errors
/// There is no driver, or no fair; a model is broken.
pub fn work(arrival: &Arrival) -> Result<Work> {
    /// Models that are decoded and not yet uploaded: more would be memory for nothing.
    const AHEAD: usize = 2;
    let gpu = arrival.driver.open()?;
    let mut renderer = Renderer::new(&gpu);
    let (source, fair) = open_fair(&arrival.fair)?;
    let blocks = gpu.blocks();
    let options = Options { blocks, threads: 1, merge: true, ..Options::default() };
    let models: Vec<_> = fair.models.iter().collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let (give, take) = sync_channel::<Result<(Model, Duration)>>(AHEAD);
    let mut done = Work { decode_s: 0.0, upload_s: 0.0, bytes: bytes(&fair, blocks) };
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let (give, source, options, models, next) = (give.clone(), &source, &options, &models, &next);
            scope.spawn(move || {
                while let Some((path, model)) = models.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let own = ThreadTime::now();
                    let made = packed::load(&**source, options, path, model, Detail::Full);
                    // Nobody takes it after an error.
                    if give.send(made.map(|model| (model, own.elapsed()))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(give);
        for made in take {
            let (model, own) = made?;
            done.decode_s += own.as_secs_f64() / cores as f64;
            let start = Instant::now();
            let inserted = renderer.insert_now(model);
            gpu.queue.submit([]);
            gpu.device.poll(wgpu::PollType::wait_indefinitely())?;
            done.upload_s += start.elapsed().as_secs_f64();
            if let Some((model, _)) = inserted {
                renderer.remove(model);
            }
        }
        Ok(done)
    })
}

/// Bytes of every file that someone fetches who sees all models whole, each once.
fn bytes(fair: &Fair, blocks: Blocks) -> u64 {
    let names = fair.models.values().flat_map(|model| {
        let textures = model.textures.iter().flat_map(move |texture| packed::usable(texture, blocks)).flatten();
        packed::files(model, Detail::Full).iter().chain(textures)
    });
    names.collect::<BTreeSet<_>>().into_iter().map(|name| name.bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_part_is_the_floor() {
        let work = Work { decode_s: 0.5, upload_s: 0.2, bytes: 1_000_000 };
        let period = Duration::from_millis(10);
        let link: Link = "100:20".parse().unwrap();
        let floor = work.floor(12_500_000, Some(&link), period);
        assert!((floor.seconds() - (1.0 + 0.04 + 0.02)).abs() < 1e-9, "{floor:?}");
        assert!((work.floor(1_000_000, None, period).seconds() - 0.52).abs() < 1e-9);
        // A quarter of it came.
        assert!((work.floor(250_000, None, period).seconds() - 0.145).abs() < 1e-9);
    }
}

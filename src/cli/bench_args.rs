//! What `boothwalk bench` may be asked.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::parse::{faults, link, memory, seconds, size};
use crate::app::Driver;
use crate::bench::PeerArg;
use crate::fetch::{Faults, Link};

#[derive(Debug, Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    pub what: Bench,
}

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// How fast models become memory that a GPU takes: reading, parsing, decoding, mips and layout.
    ///
    /// Each load runs in a process of its own, on one thread and on two, in turns with the peers; shown are medians and
    /// the most memory by which a process grew. The files are read from the disk's cache.
    Load(BenchLoadArgs),
    /// What a fair that arrives costs the frames meanwhile, and how soon it is there.
    ///
    /// A visitor stands still at the entrance; frames come at the rate of a headset. Device and pipelines are there before
    /// the clock starts, and nothing is kept from one arrival to the next. `--link` gives a folder the speed of a network.
    Stream(BenchStreamArgs),
    /// How soon a search answers, keystroke by keystroke.
    ///
    /// A made fair of so many booths, each with five products (or the fair at FAIR), is searched by some of its own
    /// titles, typed in Chinese, as pinyin, as initials and in English, and by a list of queries that are short, long,
    /// mistyped or in vain. Each keystroke asks for the best twenty of what is typed so far; its time is the median of
    /// all rounds.
    Find(BenchFindArgs),
    /// What pictures take in each form that `pack` knows, how near they are to the source, and how fast they are ready.
    ///
    /// Bytes are those of all mips; a picture is ready once these are as the GPU takes them, on one thread, the fastest of
    /// five times. The signal-to-noise ratio is that of the largest level, over all colours of all pictures.
    #[cfg(feature = "pack")]
    Pictures(BenchPicturesArgs),
    /// What a frame costs apart from its pixels, however large the hall.
    ///
    /// A hall of so many booths, each of 40 parts out of the models of a fair (with few triangles: vertices are not what is
    /// measured), drawn for both eyes by a driver that draws nothing while the visitor turns once round. Times are the render
    /// thread's own; requests for memory are counted in frames of their own, ours apart from those of wgpu.
    #[cfg(feature = "pack")]
    Frame(BenchFrameArgs),
}

#[cfg(feature = "pack")]
#[derive(Debug, Args)]
pub struct BenchFrameArgs {
    /// The fair whose models stand about; the demo fair if left out.
    #[arg(value_name = "FAIR")]
    pub fair: Option<String>,
    /// Booths of a hall; several halls are measured one after another.
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "200,2000",
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub booths: Vec<u32>,
    /// Animated models among what stands there.
    #[arg(long, value_name = "M", default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub moving: u32,
    /// Frames that count, after the first few.
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub frames: u32,
    /// For which machine it is drawn.
    #[arg(long, value_enum, default_value = "pc")]
    pub profile: crate::render::Profile,
    /// Print JSON instead of a table: an object a hall.
    #[arg(long)]
    pub json: bool,
    /// Another program that shows the same on the software driver, in turns with us; it reads a line of JSON that says
    /// what, and answers {"threads_ms"}: milliseconds a frame of all its threads but those of the driver that draw.
    #[arg(long = "peer", value_name = "NAME=PROGRAM")]
    pub peers: Vec<PeerArg>,
}

#[cfg(feature = "pack")]
impl BenchFrameArgs {
    pub fn plan(self) -> crate::bench::FramePlan {
        crate::bench::FramePlan {
            fair: self.fair,
            booths: self.booths.into_iter().map(|booths| booths as usize).collect(),
            moving: self.moving as usize,
            frames: self.frames as usize,
            profile: self.profile,
            peers: self.peers,
            json: self.json,
        }
    }
}

#[cfg(feature = "pack")]
#[derive(Debug, Args)]
pub struct BenchPicturesArgs {
    /// Models: .glb or .gltf, whose pictures are taken.
    #[arg(required = true, value_name = "FILES")]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BenchFindArgs {
    /// Search this fair instead of a made one.
    #[arg(value_name = "FAIR")]
    pub fair: Option<String>,
    /// Booths of the made fair.
    #[arg(long, value_name = "N", default_value_t = 2000, conflicts_with = "fair",
          value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub booths: u32,
    /// What is made by chance is made by this number.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How often all is typed.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pub rounds: u16,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

impl BenchFindArgs {
    pub fn plan(self) -> crate::bench::FindPlan {
        crate::bench::FindPlan {
            fair: self.fair,
            booths: self.booths as usize,
            seed: self.seed,
            rounds: self.rounds.into(),
            json: self.json,
        }
    }
}

#[derive(Debug, Args)]
pub struct BenchStreamArgs {
    /// A fair, packed or not; or .glb and .gltf files, of which one is made. The demo fair if left out.
    #[arg(value_name = "FAIR")]
    pub fair: Vec<String>,
    /// Print JSON instead of a table: an object a run.
    #[arg(long)]
    pub json: bool,
    /// Make a fair of so many booths, out of those of FAIR.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=2000))]
    pub booths: Option<u16>,
    /// And make the booth in front of the visitor about so many megabytes on the wire.
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    pub booth_mb: Option<f64>,
    /// What is made by chance is made by this number.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Keep what is made and packed in this folder, so that the next time is quick; else it is deleted.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// What draws; `noop` and then `software` if left out.
    #[arg(long, value_enum)]
    pub backend: Option<Driver>,
    /// Runs, each with figures of its own.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,
    /// Frames while loading that are measured at least, over all runs: the fair arrives as often as that takes.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub frames: u32,
    /// Pictures a second.
    #[arg(long, value_name = "HZ", default_value_t = 72.0, value_parser = hertz)]
    pub hertz: f64,
    /// Size of an eye's picture, in pixels; 64x64 for `noop` and 256x256 else if left out.
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub size: Option<(u32, u32)>,
    /// Seconds after which a fair that is not all there is measured so far.
    #[arg(long, value_name = "S", value_parser = seconds, default_value = "120")]
    pub patience: f64,
    /// The most that the fair takes on the GPU, in MiB.
    #[arg(long, value_name = "MIB", value_parser = memory, default_value = "2048")]
    pub gpu_memory: u64,
    /// Fetch no faster than so many Mbit/s, each answer after so many milliseconds.
    #[arg(long, value_name = "MBIT:RTT_MS", value_parser = link)]
    pub link: Option<Arc<Link>>,
    /// Let so many of a hundred answers fail, by chance: refused, cut short, or with a wrong byte. They are asked for again.
    #[arg(long, value_name = "PERCENT", value_parser = faults)]
    pub fail: Option<Arc<Faults>>,
    /// Draw the times of frames while loading, with the last driver, as a picture.
    #[arg(long, value_name = "FILE.svg")]
    pub plot: Option<PathBuf>,
    /// Another program that shows the same .glb and .gltf files with the software driver; it reads a line of JSON that says
    /// what, and answers {"load": {"at_s": [], "wall_ms": []}, "idle": …, "full_s"}.
    #[arg(long = "peer", value_name = "NAME=PROGRAM")]
    pub peers: Vec<PeerArg>,
    /// Let a packed fair arrive once, here and now, and measure so many idle frames.
    #[arg(long, hide = true, value_name = "IDLE")]
    pub once: Option<usize>,
}

impl BenchStreamArgs {
    /// What draws, and the size of an eye's picture.
    pub fn drivers(&self) -> Vec<(Driver, (u32, u32))> {
        let small = |driver| if driver == Driver::Noop { (64, 64) } else { (256, 256) };
        let drivers = self.backend.map_or_else(|| vec![Driver::Noop, Driver::Software], |driver| vec![driver]);
        drivers.into_iter().map(|driver| (driver, self.size.unwrap_or_else(|| small(driver)))).collect()
    }
}

#[derive(Debug, Args)]
pub struct BenchLoadArgs {
    /// Models: .glb or .gltf; the folder of a packed fair stands for all models in it.
    #[arg(required = true, value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Loads of each file that count.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    pub rounds: u16,
    /// Another program that is measured beside; it reads a path a line and answers {"ms", "peak_bytes", "threads"} each.
    #[arg(long = "peer", value_name = "NAME=PROGRAM")]
    pub peers: Vec<PeerArg>,
    /// Load one file here and now, on so many threads.
    #[arg(long, hide = true, value_name = "THREADS")]
    pub once: Option<usize>,
}

fn megabytes(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(megabytes) if (1.0..=1000.0).contains(&megabytes) => Ok(megabytes),
        _ => Err("it must be a number from 1 to 1000".to_owned()),
    }
}

fn hertz(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(hertz) if (1.0..=1000.0).contains(&hertz) => Ok(hertz),
        _ => Err("it must be a number from 1 to 1000".to_owned()),
    }
}

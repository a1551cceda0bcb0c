//! `boothwalk bench stream`: what a fair that arrives costs the frames meanwhile.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use super::floor::{self, Work};
use super::peer::PeerArg;
use super::plot::{self, Series};
use super::row::{Row, table};
use super::sample::Sample;
use super::stream_peer::{self, Job};
use crate::app::{Arrival, Driver};
use crate::fetch::{Faults, Link};

/// What is to be measured.
#[derive(Debug)]
pub struct StreamPlan {
    pub what: What,
    /// One after another, each with the size of an eye's picture.
    pub drivers: Vec<(Driver, (u32, u32))>,
    /// Pictures a second.
    pub hertz: f64,
    /// In bytes.
    pub gpu_memory: u64,
    pub patience: Duration,
    pub runs: usize,
    /// The least number of frames while loading, over all runs.
    pub frames: usize,
    pub link: Option<std::sync::Arc<Link>>,
    pub faults: Option<std::sync::Arc<Faults>>,
    pub peers: Vec<PeerArg>,
    pub plot: Option<PathBuf>,
    pub json: bool,
}

/// What arrives.
#[derive(Debug)]
pub struct What {
    /// A fair, or models of which one is made; the demo fair where empty.
    pub fair: Vec<String>,
    /// Makes a fair of so many booths, of those of `fair`.
    pub booths: Option<usize>,
    /// And one booth of about so many megabytes on the wire.
    pub booth_mb: Option<f64>,
    pub seed: u64,
    /// Where made and packed fairs stay.
    pub keep: Option<PathBuf>,
}

/// Frames that are measured once everything is there: at the first arrival of a run, and at the others.
pub(super) const IDLE: [usize; 2] = [300, 50];
/// Arrivals of a run, at most.
const LOADS: usize = 500;

/// Measures, and prints a table or JSON; progress goes to the error stream.
///
/// # Errors
/// There is no driver, or no fair.
pub fn stream(plan: &StreamPlan) -> Result<()> {
    let named = !plan.what.fair.is_empty() && plan.what.fair.iter().all(|fair| is_model(fair));
    ensure!(plan.peers.is_empty() || named, "peers show models: name .glb or .gltf files");
    let ready = ready(&plan.what)?;
    let mut rows = Vec::new();
    let mut drawn = Vec::new();
    for (driver, size) in &plan.drivers {
        let arrival = Arrival {
            fair: ready.fair.clone(),
            driver: *driver,
            size: *size,
            period: period(plan.hertz),
            gpu_memory: plan.gpu_memory,
            idle: 0,
            patience: plan.patience,
        };
        // Peers draw with the processor; a driver that draws nothing is ours alone.
        let peers: &[PeerArg] = if *driver == Driver::Software { &plan.peers } else { &[] };
        let (own, series) = measure(plan, &arrival, &ready, peers)?;
        rows.extend(own);
        drawn = series;
    }
    if let Some(path) = &plan.plot {
        let text = plot::svg(&drawn, 1e3 / plan.hertz as f32);
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if plan.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&rows));
    }
    Ok(())
}

/// All runs with one driver, the peers in turns with us; and what is to be plotted: of each program, the first arrival of the
/// run with the middle hitch ratio.
fn measure(plan: &StreamPlan, arrival: &Arrival, ready: &Ready, peers: &[PeerArg]) -> Result<(Vec<Row>, Vec<Series>)> {
    let name = arrival.driver.name();
    let bar = ProgressBar::new(plan.runs as u64);
    bar.set_style(ProgressStyle::with_template("{msg} {pos}/{len} {wide_bar} {elapsed}")?);
    bar.set_message(name);
    bar.tick();
    // The first reading fills the disk's cache, for the peers, too.
    let work = floor::work(arrival)?;
    let period_ms = arrival.period.as_secs_f32() * 1e3;
    let job = Job {
        models: ready.shown.clone(),
        size: arrival.size,
        hertz: plan.hertz,
        idle: IDLE[0],
        patience_s: arrival.patience.as_secs_f64(),
    };
    let mut runs: Vec<(Row, Sample)> = Vec::new();
    for _ in 0..plan.runs {
        runs.extend(run(plan, arrival, &ready.fair, &work)?);
        for peer in peers {
            let sample = stream_peer::run(peer, &job)?;
            let row = Row::of(&ready.fair, &peer.name, std::slice::from_ref(&sample), period_ms, |_| None);
            runs.push((row, sample));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let names = std::iter::once((name, "Boothwalk")).chain(peers.iter().map(|peer| (peer.name.as_str(), &*peer.name)));
    let series = names.filter_map(|(backend, shown)| {
        let mut own: Vec<&(Row, Sample)> = runs.iter().filter(|(row, _)| row.backend == backend).collect();
        own.sort_by(|one, other| one.0.hitch_ratio.total_cmp(&other.0.hitch_ratio));
        let (_, sample) = own.get(own.len().checked_sub(1)? / 2)?;
        Some(Series { name: shown.to_owned(), load: sample.load.clone(), idle: sample.idle.clone() })
    });
    let series = series.collect();
    Ok((runs.into_iter().map(|(row, _)| row).collect(), series))
}

/// One run: arrivals until there are frames enough. `None` where the fair arrives in no frame at all.
fn run(plan: &StreamPlan, arrival: &Arrival, fair: &str, work: &Work) -> Result<Option<(Row, Sample)>> {
    let wanted = plan.frames.div_ceil(plan.runs.max(1));
    let mut samples: Vec<Sample> = Vec::new();
    let mut frames = 0;
    while samples.is_empty() || (frames < wanted && samples.len() < LOADS) {
        let idle = IDLE[usize::from(!samples.is_empty())];
        let sample = apart(&Arrival { idle, ..arrival.clone() }, plan)?;
        frames += sample.load.wall_ms.len();
        let late = sample.full_s.is_none();
        samples.push(sample);
        if late {
            break;
        }
    }
    let period_ms = arrival.period.as_secs_f32() * 1e3;
    let floor = |bytes| Some(work.floor(bytes, plan.link.as_deref(), arrival.period));
    let row = Row::of(fair, arrival.driver.name(), &samples, period_ms, floor);
    Ok(samples.into_iter().next().map(|first| (row, first)))
}

/// One arrival in a process of its own, so that each is as cold as the first, and its memory is its own.
fn apart(arrival: &Arrival, plan: &StreamPlan) -> Result<Sample> {
    let (width, height) = arrival.size;
    let link = plan.link.as_ref().map(|link| {
        let (megabits, trip) = (link.bytes_per_second() * 8.0 / 1e6, link.round_trip().as_secs_f64() * 1e3);
        ["--link".to_owned(), format!("{megabits}:{trip}")]
    });
    let faults = plan.faults.as_ref().map(|faults| ["--fail".to_owned(), faults.per_cent().to_string()]);
    let output = Command::new(std::env::current_exe()?)
        .args(["bench", "stream", "--once", &arrival.idle.to_string()])
        .args(["--backend", arrival.driver.name(), "--size", &format!("{width}x{height}")])
        .args(["--hertz", &plan.hertz.to_string()])
        .args(["--gpu-memory", &(arrival.gpu_memory >> 20).to_string()])
        .args(["--patience", &arrival.patience.as_secs_f64().to_string()])
        .args(link.iter().flatten())
        .args(faults.iter().flatten())
        .args(["--", &arrival.fair])
        .stderr(std::process::Stdio::piped())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{}", said.trim().strip_prefix("boothwalk: ").unwrap_or(said.trim()));
    }
    if !said.trim().is_empty() {
        log::info!("{}", said.trim());
    }
    serde_json::from_slice(&output.stdout).with_context(|| arrival.fair.clone())
}

#[cfg(feature = "pack")]
type Shown = super::fair::Shown;
#[cfg(not(feature = "pack"))]
type Shown = ();

/// A packed fair, …
struct Ready {
    fair: String,
    /// … and its models, where other programs can show the same.
    shown: Vec<Shown>,
    /// What deletes it in the end.
    #[cfg(feature = "pack")]
    _place: Option<super::fair::Ready>,
}

impl Ready {
    fn there(fair: String) -> Ready {
        Ready {
            fair,
            shown: Vec::new(),
            #[cfg(feature = "pack")]
            _place: None,
        }
    }
}

fn is_model(fair: &str) -> bool {
    [".glb", ".gltf"].iter().any(|end| fair.to_ascii_lowercase().ends_with(end))
}

/// Makes and packs what is to be made and packed.
#[cfg(feature = "pack")]
fn ready(what: &What) -> Result<Ready> {
    use super::fair::{Place, Spec};

    let place = || Place::new(what.keep.as_deref());
    let fair = match what.fair.as_slice() {
        [] => crate::app::demo_fair()?,
        [fair] if !is_model(fair) => fair.clone(),
        list if list.iter().all(|fair| is_model(fair)) => {
            ensure!(what.booths.or(what.booth_mb.map(|_| 1)).is_none(), "booths are made of a fair's, not of models");
            return Ready::made(place()?.of_models(&list.iter().map(PathBuf::from).collect::<Vec<_>>())?);
        }
        _ => bail!("name one fair, or models only"),
    };
    if what.booths.is_some() || what.booth_mb.is_some() {
        let spec = Spec { booths: what.booths.unwrap_or(1), megabytes: what.booth_mb, seed: what.seed };
        return Ready::made(place()?.made(&spec, &fair)?);
    }
    let folder = PathBuf::from(&fair);
    if folder.join("fair.toml").is_file() && !folder.join("fair.json").is_file() {
        return Ready::made(place()?.of_folder(&folder)?);
    }
    Ok(Ready::there(fair))
}

#[cfg(feature = "pack")]
impl Ready {
    fn made(place: super::fair::Ready) -> Result<Ready> {
        let fair = place.fair.to_str().context("the path of the fair is no text")?.to_owned();
        Ok(Ready { fair, shown: place.shown.clone(), _place: Some(place) })
    }
}

/// As it is: nothing can be packed.
#[cfg(not(feature = "pack"))]
fn ready(what: &What) -> Result<Ready> {
    let [fair] = what.fair.as_slice() else {
        bail!("this program was built without `pack`: name one packed fair");
    };
    ensure!(
        what.booths.is_none() && what.booth_mb.is_none(),
        "this program was built without `pack`: it makes no fairs (--booths, --booth-mb)"
    );
    Ok(Ready::there(fair.clone()))
}

/// The time from a picture to the next at so many hertz.
pub fn period(hertz: f64) -> Duration {
    Duration::from_secs_f64(1.0 / hertz)
}

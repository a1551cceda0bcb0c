//! `boothwalk bench stream`: what a fair that arrives costs the frames meanwhile.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use super::once::resident;
use crate::app::{Arrival, Arrived, Problem, Quantiles, arrive};
use crate::fetch::Setup;

/// What is to be measured.
#[derive(Debug)]
pub struct StreamPlan {
    pub arrival: Arrival,
    pub runs: usize,
    pub json: bool,
}

/// One run, as `--json` prints it. Times of frames are in milliseconds.
#[derive(Debug, Serialize)]
struct Row {
    fair: String,
    backend: String,
    /// Frames while loading.
    frames: usize,
    /// By the clock on the wall.
    idle_ms: Quantiles,
    load_ms: Quantiles,
    /// Of the render thread's own time.
    idle_cpu_ms: Quantiles,
    load_cpu_ms: Quantiles,
    /// The dearest frame while loading, in medians of idle ones.
    hitch_ratio: f32,
    /// Sum over the frames while loading of what is above one and a half idle medians.
    excess_ms: f32,
    /// Frames that took longer than the period.
    missed: usize,
    /// Until every proxy stood.
    proxies_s: Option<f64>,
    full_s: Option<f64>,
    /// The network alone, where `--link` says how fast it is.
    floor_s: Option<f64>,
    bytes: u64,
    /// The most memory of the process so far.
    rss_peak_bytes: Option<u64>,
    gpu_bytes_peak: u64,
    errors: Vec<Problem>,
}

/// Measures, and prints a table or JSON; progress goes to the error stream.
///
/// # Errors
/// There is no driver, or no fair.
pub fn stream(plan: &StreamPlan, setup: &dyn Fn() -> Setup) -> Result<()> {
    let mut rows = Vec::new();
    let bar = indicatif::ProgressBar::new(plan.runs as u64);
    bar.set_style(indicatif::ProgressStyle::with_template("{pos}/{len} {wide_bar} {elapsed}")?);
    bar.tick();
    for _ in 0..plan.runs {
        let setup = setup();
        rows.push(Row::of(&plan.arrival, &arrive(&plan.arrival, &setup)?, &setup));
        bar.inc(1);
    }
    bar.finish_and_clear();
    if plan.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&rows));
    }
    Ok(())
}

impl Row {
    fn of(arrival: &Arrival, found: &Arrived, setup: &Setup) -> Row {
        let walls = |list: &[(f32, f32)]| Quantiles::of(&list.iter().map(|cost| cost.0).collect::<Vec<f32>>());
        let owns = |list: &[(f32, f32)]| Quantiles::of(&list.iter().map(|cost| cost.1).collect::<Vec<f32>>());
        let (idle, load) = (walls(&found.idle), walls(&found.load));
        let usual = idle.p50.max(f32::MIN_POSITIVE);
        let period = arrival.period.as_secs_f32() * 1e3;
        let network = |link: &crate::fetch::Link| {
            // One round trip to open a connection, one for the answer.
            let trips = link.round_trip() * 2 + arrival.period * 2;
            found.bytes as f64 / link.bytes_per_second() + trips.as_secs_f64()
        };
        Row {
            fair: arrival.fair.clone(),
            backend: format!("{:?}", arrival.backend).to_lowercase(),
            frames: found.load.len(),
            idle_ms: idle,
            load_ms: load,
            idle_cpu_ms: owns(&found.idle),
            load_cpu_ms: owns(&found.load),
            hitch_ratio: load.max / usual,
            excess_ms: found.load.iter().map(|cost| (cost.0 - 1.5 * usual).max(0.0)).sum(),
            missed: found.load.iter().filter(|cost| cost.0 > period).count(),
            proxies_s: found.proxies.map(|time| time.as_secs_f64()),
            full_s: found.full.map(|time| time.as_secs_f64()),
            floor_s: setup.link.as_deref().map(network),
            bytes: found.bytes,
            rss_peak_bytes: resident("VmHWM:"),
            gpu_bytes_peak: found.gpu_bytes_peak,
            errors: found.problems.clone(),
        }
    }
}

/// For people: a Markdown table.
fn table(rows: &[Row]) -> String {
    let mut text = "| frames | idle CPU ms | loading CPU ms, p50 | p99 | p99.9 | max | hitch ratio | missed | proxies s | full s | floor s | MB |\n\
        |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let seconds = |time: Option<f64>| time.map_or("–".to_owned(), |time| format!("{time:.2}"));
    for row in rows {
        let cpu = &row.load_cpu_ms;
        text += &format!(
            "| {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} | {} | {} | {} | {} | {:.1} |\n",
            row.frames,
            row.idle_cpu_ms.p50,
            cpu.p50,
            cpu.p99,
            cpu.p999,
            cpu.max,
            row.hitch_ratio,
            row.missed,
            seconds(row.proxies_s),
            seconds(row.full_s),
            seconds(row.floor_s),
            row.bytes as f64 / 1e6,
        );
    }
    text
}

/// The time from a picture to the next at so many hertz.
pub fn period(hertz: f64) -> Duration {
    Duration::from_secs_f64(1.0 / hertz)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Backend;

    #[test]
    fn a_run_is_counted_as_its_names_say() {
        let arrival = Arrival {
            fair: "x".into(),
            backend: Backend::Noop,
            size: (64, 64),
            period: period(100.0),
            gpu_memory: 1 << 30,
            idle: 3,
            patience: Duration::from_secs(1),
        };
        let found = Arrived {
            load: vec![(1.0, 0.5), (12.0, 9.0), (2.0, 1.0)],
            idle: vec![(1.0, 0.4); 3],
            bytes: 1_250_000,
            ..Arrived::default()
        };
        let link = Some(std::sync::Arc::new("100:20".parse().unwrap()));
        let row = Row::of(&arrival, &found, &Setup { link, ..Setup::default() });
        assert_eq!((row.frames, row.missed, row.hitch_ratio), (3, 1, 12.0));
        assert!((row.excess_ms - 11.0).abs() < 1e-4, "{}", row.excess_ms);
        assert!((row.floor_s.unwrap() - 0.16).abs() < 1e-6, "{:?}", row.floor_s);
        assert_eq!(row.load_cpu_ms.max, 9.0);
        assert!(table(&[row]).lines().count() == 3);
    }
}

//! A run of `bench stream` in figures.

use serde::Serialize;

use super::floor::Floor;
use super::sample::{Frames, Sample};
use crate::app::{Problem, Quantiles};

/// One run, as `--json` prints it: one arrival, or several until there are frames enough. Times of frames are in
/// milliseconds.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub fair: String,
    /// What draws: `noop`, `software`, `auto`; or the name of a peer, which draws with `software`.
    pub backend: String,
    pub loads: usize,
    /// Frames while loading.
    pub frames: usize,
    /// By the clock on the wall, until the picture was drawn.
    pub idle_ms: Quantiles,
    pub load_ms: Quantiles,
    /// Of the render thread's own time; absent where it is not known.
    pub idle_cpu_ms: Option<Quantiles>,
    pub load_cpu_ms: Option<Quantiles>,
    /// The dearest frame while loading, in medians of idle ones: by the clock on the wall, …
    pub hitch_ratio: f32,
    /// … and of the render thread's own time.
    pub hitch_ratio_cpu: Option<f32>,
    /// Sum over the frames while loading of what is above one and a half idle medians: wall, …
    pub excess_ms: f32,
    /// … and own time.
    pub excess_cpu_ms: Option<f32>,
    /// Frames while loading that took longer than the period.
    pub missed: usize,
    /// Until what is in front of the visitor can be told; absent where nobody says.
    pub recognisable_s: Option<f64>,
    /// Until every model stood in its plainest form. This and the following: the median of the run's arrivals.
    pub proxies_s: Option<f64>,
    pub full_s: Option<f64>,
    /// The least that it could take, with its parts.
    pub floor_s: Option<f64>,
    #[serde(flatten)]
    pub floor: Option<Floor>,
    /// The floor by the time until all was there.
    pub efficiency: Option<f64>,
    pub bytes: u64,
    /// The most memory of a process.
    pub rss_peak_bytes: Option<u64>,
    pub gpu_bytes_peak: u64,
    pub errors: Vec<Problem>,
}

impl Row {
    /// Of the arrivals of one run; `floor` knows the least time for so many bytes.
    pub fn of(
        fair: &str,
        backend: &str,
        samples: &[Sample],
        period_ms: f32,
        floor: impl FnOnce(u64) -> Option<Floor>,
    ) -> Row {
        let (mut load, mut idle) = (Frames::default(), Frames::default());
        for sample in samples {
            load.extend(&sample.load);
            idle.extend(&sample.idle);
        }
        let (idle_ms, load_ms) = (Quantiles::of(&idle.wall_ms), Quantiles::of(&load.wall_ms));
        let own = |list: &[f32]| (!list.is_empty()).then(|| Quantiles::of(list));
        let (idle_cpu_ms, load_cpu_ms) = (own(&idle.cpu_ms), own(&load.cpu_ms));
        let all = |figure: fn(&Sample) -> Option<f64>| median(samples.iter().filter_map(figure).collect());
        let full_s = all(|sample| sample.full_s);
        let bytes = samples.iter().map(|sample| sample.bytes).max().unwrap_or(0);
        let floor = floor(bytes);
        let floor_s = floor.map(|floor| floor.seconds());
        Row {
            fair: fair.to_owned(),
            backend: backend.to_owned(),
            loads: samples.len(),
            frames: load.wall_ms.len(),
            idle_ms,
            load_ms,
            idle_cpu_ms,
            load_cpu_ms,
            hitch_ratio: ratio(load_ms, idle_ms),
            hitch_ratio_cpu: load_cpu_ms.zip(idle_cpu_ms).map(|(load, idle)| ratio(load, idle)),
            excess_ms: excess(&load.wall_ms, idle_ms),
            excess_cpu_ms: idle_cpu_ms.map(|idle| excess(&load.cpu_ms, idle)),
            missed: load.wall_ms.iter().filter(|cost| **cost > period_ms).count(),
            recognisable_s: all(|sample| sample.recognisable_s),
            proxies_s: all(|sample| sample.proxies_s),
            full_s,
            floor_s,
            floor,
            efficiency: floor_s.zip(full_s).map(|(floor, full)| floor / full),
            bytes,
            rss_peak_bytes: samples.iter().filter_map(|sample| sample.rss_peak_bytes).max(),
            gpu_bytes_peak: samples.iter().map(|sample| sample.gpu_bytes_peak).max().unwrap_or(0),
            errors: samples.iter().flat_map(|sample| sample.problems.clone()).collect(),
        }
    }
}

/// 0 where no idle frame was measured.
fn ratio(load: Quantiles, idle: Quantiles) -> f32 {
    if idle.p50 > 0.0 { load.max / idle.p50 } else { 0.0 }
}

fn excess(load: &[f32], idle: Quantiles) -> f32 {
    load.iter().map(|cost| (cost - 1.5 * idle.p50).max(0.0)).sum()
}

/// The middle one, or the mean of the two in the middle.
pub fn median(mut list: Vec<f64>) -> Option<f64> {
    list.sort_by(f64::total_cmp);
    let low = list.get((list.len().max(1) - 1) / 2)?;
    let high = list.get(list.len() / 2)?;
    Some((low + high) / 2.0)
}

/// A column: its head, and what a row says there, if anything.
type Column = (&'static str, fn(&Row) -> Option<f64>, usize);

const COLUMNS: [Column; 19] = [
    ("frames", |row| Some(row.frames as f64), 0),
    ("idle ms", |row| Some(row.idle_ms.p50.into()), 2),
    ("loading ms p50", |row| Some(row.load_ms.p50.into()), 2),
    ("p99", |row| Some(row.load_ms.p99.into()), 2),
    ("max", |row| Some(row.load_ms.max.into()), 2),
    ("hitch ratio", |row| Some(row.hitch_ratio.into()), 1),
    ("excess ms", |row| Some(row.excess_ms.into()), 1),
    ("missed", |row| Some(row.missed as f64), 0),
    ("own idle ms", |row| Some(row.idle_cpu_ms?.p50.into()), 2),
    ("own loading ms p50", |row| Some(row.load_cpu_ms?.p50.into()), 2),
    ("p99", |row| Some(row.load_cpu_ms?.p99.into()), 2),
    ("p99.9", |row| Some(row.load_cpu_ms?.p999.into()), 2),
    ("max", |row| Some(row.load_cpu_ms?.max.into()), 2),
    ("hitch ratio", |row| Some(row.hitch_ratio_cpu?.into()), 1),
    ("recognisable s", |row| row.recognisable_s, 2),
    ("proxies s", |row| row.proxies_s, 2),
    ("all s", |row| row.full_s, 2),
    ("efficiency", |row| row.efficiency, 2),
    ("MB", |row| (row.bytes > 0).then_some(row.bytes as f64 / 1e6), 1),
];
const MEMORY: [Column; 2] = [
    ("peak MB", |row| Some(row.rss_peak_bytes? as f64 / 1e6), 0),
    ("GPU MB", |row| (row.gpu_bytes_peak > 0).then_some(row.gpu_bytes_peak as f64 / 1e6), 0),
];

/// For people: a Markdown table with a row a run, and the medians of the runs of each fair and driver.
pub fn table(rows: &[Row]) -> String {
    let columns = || COLUMNS.iter().chain(&MEMORY);
    let mut text = "| drawn by | run |".to_owned();
    columns().for_each(|(head, ..)| text += &format!(" {head} |"));
    text += "\n|---|---|";
    columns().for_each(|_| text += "--:|");
    let line = |name: &str, run: &str, figure: &dyn Fn(&Column) -> Option<f64>| {
        let mut line = format!("\n| {name} | {run} |");
        for column in columns() {
            line += &match figure(column) {
                Some(value) => format!(" {value:.*} |", column.2),
                None => " – |".to_owned(),
            };
        }
        line
    };
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.backend.as_str()) {
            names.push(&row.backend);
        }
    }
    for name in names {
        let own: Vec<&Row> = rows.iter().filter(|row| row.backend == name).collect();
        for (run, row) in own.iter().enumerate() {
            text += &line(name, &(run + 1).to_string(), &|column| column.1(row));
        }
        if own.len() > 1 {
            text += &line(name, "median", &|column| median(own.iter().filter_map(|row| column.1(row)).collect()));
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(wall: &[f32], own: &[f32]) -> Frames {
        let at_s = (0..wall.len()).map(|index| index as f32 * 0.01).collect();
        Frames { at_s, wall_ms: wall.to_vec(), cpu_ms: own.to_vec() }
    }

    fn sample() -> Sample {
        Sample {
            load: frames(&[1.0, 12.0, 2.0], &[0.5, 9.0, 1.0]),
            idle: frames(&[1.0; 3], &[0.4; 3]),
            full_s: Some(0.32),
            bytes: 1_250_000,
            ..Sample::default()
        }
    }

    #[test]
    fn a_run_is_counted_as_its_names_say() {
        let floor = |bytes: u64| {
            Some(Floor { network_s: Some(bytes as f64 / 12.5e6 + 0.04), decode_s: 0.01, upload_s: 0.0, frames_s: 0.02 })
        };
        let row = Row::of("x", "noop", &[sample()], 10.0, floor);
        assert_eq!((row.frames, row.missed, row.hitch_ratio), (3, 1, 12.0));
        assert!((row.excess_ms - 11.0).abs() < 1e-4, "{}", row.excess_ms);
        assert!((row.excess_cpu_ms.unwrap() - 8.8).abs() < 1e-4, "{:?}", row.excess_cpu_ms);
        assert!((row.floor_s.unwrap() - 0.16).abs() < 1e-6, "{:?}", row.floor_s);
        assert!((row.efficiency.unwrap() - 0.5).abs() < 1e-6, "{:?}", row.efficiency);
        assert_eq!(row.load_cpu_ms.unwrap().max, 9.0);
        assert_eq!(table(std::slice::from_ref(&row)).lines().count(), 3);
        let text = table(&[row.clone(), row]);
        assert!(text.lines().last().unwrap().starts_with("| noop | median | 3 | 1.00 |"), "{text}");
    }

    #[test]
    fn the_arrivals_of_a_run_count_together() {
        let later = Sample { full_s: Some(0.4), ..sample() };
        let row = Row::of("x", "noop", &[sample(), later], 10.0, |_| None);
        assert_eq!((row.loads, row.frames, row.missed, row.bytes), (2, 6, 2, 1_250_000));
        assert!((row.full_s.unwrap() - 0.36).abs() < 1e-9 && row.efficiency.is_none());
    }

    #[test]
    fn what_is_not_known_is_absent_and_nothing_is_nan() {
        let bare = Sample { load: frames(&[4.0], &[]), ..Sample::default() };
        let row = Row::of("x", "peer", &[bare], 10.0, |_| None);
        assert!(row.load_cpu_ms.is_none() && row.hitch_ratio.is_finite());
        let json = serde_json::to_value(&row).unwrap();
        for name in [
            "fair",
            "backend",
            "frames",
            "idle_ms",
            "load_ms",
            "idle_cpu_ms",
            "load_cpu_ms",
            "hitch_ratio",
            "excess_ms",
            "missed",
            "recognisable_s",
            "full_s",
            "floor_s",
            "bytes",
            "rss_peak_bytes",
            "gpu_bytes_peak",
        ] {
            assert!(json.get(name).is_some(), "{name}");
        }
        assert!(!table(&[Row::of("x", "peer", &[], 10.0, |_| None)]).contains("NaN"));
    }
}

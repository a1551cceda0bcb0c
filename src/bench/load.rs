//! `boothwalk bench load`: each model on one thread and on two, and by peers, in turns.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::once::Once;
use super::peer::{Peer, PeerArg};
use super::{packed, prompt};

/// Threads that are tried.
const THREADS: [usize; 2] = [1, 2];

/// What is to be measured.
#[derive(Debug, Clone)]
pub struct Plan {
    pub files: Vec<PathBuf>,
    pub rounds: usize,
    pub peers: Vec<PeerArg>,
    pub json: bool,
}

/// One file on so many threads.
#[derive(Debug, Clone, Serialize)]
struct Row {
    file: String,
    #[serde(flatten)]
    ours: Figures,
    file_bytes: u64,
    gpu_bytes: u64,
    peers: BTreeMap<String, Figures>,
}

/// Medians over the rounds.
#[derive(Debug, Clone, Serialize)]
struct Figures {
    ms: f64,
    mb_per_s: f64,
    peak_bytes: Option<u64>,
    threads: usize,
}

/// Measures, and prints a table or JSON; progress goes to the error stream.
///
/// # Errors
/// A file that cannot be loaded, after all others have been measured.
pub fn load(plan: &Plan) -> Result<()> {
    let mut peers = plan.peers.iter().map(Peer::start).collect::<Result<Vec<Peer>>>()?;
    let mut rows = Vec::new();
    let mut failed = 0;
    let files = packed::expand(&plan.files)?;
    let bar = indicatif::ProgressBar::new(files.len() as u64);
    bar.set_style(indicatif::ProgressStyle::with_template("{pos}/{len} {wide_bar} {msg}")?);
    for file in &files {
        bar.set_message(file.display().to_string());
        let tell = |what: &str| bar.suspend(|| eprintln!("boothwalk: {what}"));
        match measure(file, plan.rounds, &mut peers, &tell) {
            Ok(found) => rows.extend(found),
            Err(error) => {
                failed += 1;
                bar.suspend(|| eprintln!("boothwalk: {error:#}"));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if plan.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&rows));
    }
    match failed {
        0 => Ok(()),
        1 => bail!("one file could not be measured"),
        _ => bail!("{failed} files could not be measured"),
    }
}

/// A row for each number of threads. All take turns, so that a busy machine is busy for all of them.
fn measure(file: &Path, rounds: usize, peers: &mut [Peer], tell: &dyn Fn(&str)) -> Result<Vec<Row>> {
    let mut ours: [Vec<Once>; THREADS.len()] = Default::default();
    // A packed model loads on one thread, and other programs know nothing of it.
    let packed = packed::Packed::open(file)?.is_some();
    let threads = if packed { &THREADS[..1] } else { &THREADS[..] };
    // A peer that cannot load a file is left out of its row.
    let mut theirs: Vec<Option<Vec<Once>>> = peers.iter().map(|_| (!packed).then(Vec::new)).collect();
    // The first round warms the disk's cache and counts for nothing.
    for round in 0..=rounds {
        for (&threads, list) in threads.iter().zip(&mut ours) {
            let once = apart(file, threads)?;
            list.extend((round > 0).then_some(once));
        }
        for (peer, list) in peers.iter_mut().zip(&mut theirs) {
            let Some(kept) = list else { continue };
            match peer.once(file) {
                Ok(once) => kept.extend((round > 0).then_some(once)),
                Err(why) => {
                    tell(&format!("{}: {why:#}", file.display()));
                    *list = None;
                }
            }
        }
    }
    let (file_bytes, gpu_bytes) = ours[0].first().map_or((0, 0), |once| (once.file_bytes, once.gpu_bytes));
    let others: BTreeMap<String, Figures> = peers
        .iter()
        .zip(&theirs)
        .filter_map(|(peer, list)| Some((peer.name.clone(), Figures::of(list.as_ref()?, file_bytes))))
        .collect();
    let row = |list: &Vec<Once>| Row {
        file: file.display().to_string(),
        ours: Figures::of(list, file_bytes),
        file_bytes,
        gpu_bytes,
        peers: others.clone(),
    };
    Ok(ours.iter().take(threads.len()).map(row).collect())
}

/// One load by us, in a process of its own.
fn apart(file: &Path, threads: usize) -> Result<Once> {
    let own = std::env::current_exe()?;
    let output = prompt::command(own.to_str().context("the path of this program is no text")?)
        .args(["bench", "load", "--once", &threads.to_string(), "--"])
        .arg(file)
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.trim().strip_prefix("boothwalk: ").unwrap_or(said.trim()).to_owned());
    }
    serde_json::from_slice(&output.stdout).with_context(|| file.display().to_string())
}

impl Figures {
    fn of(list: &[Once], file_bytes: u64) -> Figures {
        let ms = median(list.iter().map(|once| once.ms).collect());
        Figures {
            ms,
            mb_per_s: file_bytes as f64 / 1e3 / ms,
            peak_bytes: list.iter().map(|once| once.peak_bytes).max().flatten(),
            threads: list.iter().map(|once| once.threads).max().unwrap_or(0),
        }
    }
}

fn median(mut list: Vec<f64>) -> f64 {
    list.sort_by(f64::total_cmp);
    let (low, high) = (list.get((list.len().max(1) - 1) / 2), list.get(list.len() / 2));
    low.zip(high).map_or(f64::NAN, |(low, high)| (low + high) / 2.0)
}

/// For people: a Markdown table, and how many times as fast as each peer we are in the geometric mean.
fn table(rows: &[Row]) -> String {
    let names: BTreeSet<&String> = rows.iter().flat_map(|row| row.peers.keys()).collect();
    let mut text = "| model | file MB | GPU MB | threads | ms | MB/s | peak MB |".to_owned();
    for name in &names {
        text += &format!(" {name} ms | peak MB |");
    }
    text += "\n|---|--:|--:|--:|--:|--:|--:|";
    text += &"--:|--:|".repeat(names.len());
    let mb = |bytes: Option<u64>| bytes.map_or("?".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6));
    for row in rows {
        let (ours, name) = (&row.ours, name(&row.file));
        text += &format!(
            "\n| {name} | {} | {} | {} | {:.1} | {:.0} | {} |",
            mb(Some(row.file_bytes)),
            mb(Some(row.gpu_bytes)),
            ours.threads,
            ours.ms,
            ours.mb_per_s,
            mb(ours.peak_bytes),
        );
        for name in &names {
            text += &match row.peers.get(*name) {
                Some(peer) => format!(" {:.1} | {} |", peer.ms, mb(peer.peak_bytes)),
                None => " – | – |".to_owned(),
            };
        }
    }
    text.push('\n');
    for name in names {
        for threads in THREADS {
            let ratios: Vec<f64> = rows
                .iter()
                .filter(|row| row.ours.threads == threads)
                .filter_map(|row| row.peers.get(name).map(|peer| (peer.ms / row.ours.ms).ln()))
                .collect();
            let mean = (ratios.iter().sum::<f64>() / ratios.len().max(1) as f64).exp();
            text += &format!(
                "\n{mean:.2} times as fast as {name} on {threads} thread{} (geometric mean of {})",
                if threads == 1 { "" } else { "s" },
                ratios.len()
            );
        }
    }
    let room =
        |row: &Row| row.ours.peak_bytes.map(|peak| peak as f64 / (2 * row.gpu_bytes + row.file_bytes).max(1) as f64);
    if let Some(most) = rows.iter().filter_map(room).reduce(f64::max) {
        text += &format!("\nat most {most:.2} of twice the GPU size and the file in memory");
    }
    text += &format!("\neach load {}", prompt::told());
    text.push('\n');
    text
}

/// The file's own name; of a packed model the end of its path and its form.
fn name(file: &str) -> String {
    match file.rsplitn(3, '#').collect::<Vec<_>>().as_slice() {
        [form, model, _] => format!("{model} ({form})"),
        _ => Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_means_are_what_they_are_called() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        let figures = |ms, threads| Figures { ms, mb_per_s: 1.0, peak_bytes: Some(1 << 20), threads };
        let row = |ms, theirs| Row {
            file: "a/b.glb".to_owned(),
            ours: figures(ms, 1),
            file_bytes: 1000,
            gpu_bytes: 2000,
            peers: [("other".to_owned(), figures(theirs, 1))].into(),
        };
        let text = table(&[row(1.0, 2.0), row(1.0, 8.0)]);
        assert!(text.contains("| b.glb |") && text.contains("4.00 times as fast as other on 1 thread"), "{text}");
    }
}

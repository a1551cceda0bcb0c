//! `boothwalk pack`: from booth folders to what visitors fetch.
//!
//! | what | where |
//! |---|---|
//! | the fair as a whole: check, pack side by side, publish | [`pack`] |
//! | one model: levels of detail, pictures, proxy | [`work`] |
//! | meshes: simplified, ordered, quantised, compressed | [`geometry`] |
//! | pictures: mip ranges in KTX2 | [`texture`] |
//! | a level's GLB | [`gltf`] |
//! | the hall at a glance | [`proxy`] |
//! | files named by their content | [`pieces`] |
//! | what need not be done again | [`memo`] |
//!
//! The same input gives the same bytes. Pieces come first and `fair.json` last, so that a fair that is served meanwhile is
//! the old one or the new one, and never half of each.

mod geometry;
mod gltf;
mod memo;
mod pieces;
mod proxy;
mod texture;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::check::{self, Severity};
use crate::fair::{self, Fair, Form, Lang, Name, PackedModel, Plan};
use crate::fetch::{Entry, Source, SubFolder, open_fair};
use crate::model::Limits;
use memo::Memo;
use pieces::{Pieces, Tally, sweep, write_whole};
use work::{Packed, Use};

/// What is to be packed, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of a fair (fair.toml).
    pub source: PathBuf,
    /// Where the packed fair goes.
    pub out: PathBuf,
    /// Forms of the mip levels above the base, in which every picture is stored.
    pub textures: Vec<Form>,
    /// Longest side of a picture.
    pub side: u32,
    /// Codes of `boothwalk check` that are let pass.
    pub allow: Vec<String>,
    pub threads: usize,
    pub limits: Limits,
    pub lang: Lang,
}

/// What was done.
#[derive(Debug, Clone, Copy)]
pub struct Summary {
    pub booths: usize,
    pub models: usize,
    /// Models whose earlier result was taken.
    pub kept: usize,
    pub tally: Tally,
    pub seconds: f64,
}

/// Triangles of the proxies of halls, booths and products.
const PROXIES: [usize; 3] = [2000, 320, 120];
/// Largest file that is taken over as it is.
const FILE: u64 = 512 << 20;

/// Packs a fair; `tell` hears how many models are done, of how many, and the last one's path.
///
/// # Errors
/// What `check` refuses, by file; a fair that cannot be read; the disk.
pub fn pack(settings: &Settings, tell: &(dyn Fn(usize, usize, &str) + Sync)) -> Result<Summary> {
    let start = Instant::now();
    let spec = settings.source.to_str().context("the path of the fair is no text")?;
    let (_, entry) = Source::open(spec)?;
    if !matches!(entry, Entry::Manifest(_)) {
        bail!("{}: pack takes the folder of a fair with fair.toml", settings.source.display());
    }
    let (source, fair) = open_fair(spec)?;
    if let [first, ..] = fair.broken.as_slice() {
        let more = fair.broken.len() - 1;
        bail!(
            "booth {}: {}{}",
            first.id,
            first.reason,
            if more > 0 { format!(" (and {more} more)") } else { String::new() }
        );
    }
    let uses = uses(&fair);
    std::fs::create_dir_all(&settings.out).with_context(|| format!("cannot make {}", settings.out.display()))?;
    sweep(&settings.out);
    let pieces = Pieces::new(&settings.out);
    let memo = Memo::new(&settings.out);
    let (packed, used, kept) = models(&source, &uses, settings, &pieces, &memo, tell)?;
    let mut plans = Vec::with_capacity(fair.halls.len());
    for hall in 0..fair.halls.len() {
        plans.push(plan(&fair, hall, &packed, &pieces)?);
    }
    let files = files(&source, &fair, settings)?;
    let text = serde_json::to_string(&fair::fair_json(&fair, &plans, &files))?;
    write_whole(&settings.out, Path::new("fair.json"), text.as_bytes())?;
    sweep(&settings.out);
    if !used.is_empty() {
        memo.prune(&used).context("the memo of earlier runs")?;
    }
    let seconds = start.elapsed().as_secs_f64();
    Ok(Summary { booths: fair.booths.len(), models: uses.len(), kept, tally: pieces.tally(), seconds })
}

/// Every model of the fair, and the largest scale at which it stands.
fn uses(fair: &Fair) -> BTreeMap<String, Use> {
    let mut uses: BTreeMap<String, Use> = BTreeMap::new();
    let mut add = |path: &str, scale: f32, proxy: usize| {
        let known = uses.entry(path.to_owned()).or_insert(Use { scale, proxy });
        known.scale = known.scale.max(scale);
        known.proxy = known.proxy.max(proxy);
    };
    let [hall, booth, product] = PROXIES;
    fair.halls.iter().filter_map(|hall| hall.model.as_deref()).for_each(|path| add(path, 1.0, hall));
    for stand in &fair.booths {
        stand.model.iter().for_each(|path| add(path, 1.0, booth));
        stand.products.iter().for_each(|one| add(&one.model, one.scale, product));
    }
    uses
}

type Models = BTreeMap<String, Packed>;

/// Packs all models, several at a time. What is refused is said of all of them, so that an organiser need not ask twice.
fn models(
    source: &Arc<Source>,
    uses: &BTreeMap<String, Use>,
    settings: &Settings,
    pieces: &Pieces,
    memo: &Memo,
    tell: &(dyn Fn(usize, usize, &str) + Sync),
) -> Result<(Models, HashSet<String>, usize)> {
    let list: Vec<(&String, &Use)> = uses.iter().collect();
    let (next, done, kept) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new((Models::new(), HashSet::new(), BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..settings.threads.clamp(1, list.len().max(1)) {
            scope.spawn(|| {
                while let Some((path, place)) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let made = model(source, path, **place, settings, pieces, memo);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    match made {
                        Ok((packed, key, known)) => {
                            kept.fetch_add(usize::from(known), Ordering::Relaxed);
                            found.0.insert((*path).clone(), packed);
                            found.1.insert(key);
                        }
                        Err(error) => {
                            found.2.insert((*path).clone(), error);
                        }
                    }
                    drop(found);
                    tell(done.fetch_add(1, Ordering::Relaxed) + 1, list.len(), path);
                }
            });
        }
    });
    let (packed, used, wrong) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if wrong.is_empty() {
        return Ok((packed, used, kept.into_inner()));
    }
    let said: Vec<String> = wrong.values().map(|error| format!("{error:#}")).collect();
    bail!("{}", said.join("\n"))
}

fn model(
    source: &Arc<Source>,
    path: &str,
    place: Use,
    settings: &Settings,
    pieces: &Pieces,
    memo: &Memo,
) -> Result<(Packed, String, bool)> {
    let bytes = source.read(path, settings.limits.bytes)?;
    let files = source.beside(path);
    let key = Memo::key(&bytes, &files, place, settings);
    refuse(path, &bytes, &files, settings)?;
    if let Some(known) = memo.get(&key)
        && pieces.keep(known.model.names())
    {
        return Ok((known, key, true));
    }
    let packed = work::pack(path, &bytes, &files, place, settings, pieces)?;
    memo.put(&key, &packed)?;
    Ok((packed, key, false))
}

/// What `check` calls fatal or an error is refused, but for the codes that the organiser lets pass.
fn refuse(path: &str, bytes: &[u8], files: &SubFolder, settings: &Settings) -> Result<()> {
    let report = check::check_bytes(path, bytes, files, &settings.limits, None);
    let bad = |finding: &&check::Finding| {
        finding.severity >= Severity::Error && !settings.allow.iter().any(|code| code == finding.code.name)
    };
    let said: Vec<String> = report
        .findings
        .iter()
        .filter(bad)
        .map(|finding| {
            let (wrong, advice) = finding.sentences(settings.lang);
            format!("{path}{}: {} ({}) {advice}", finding.at, wrong, finding.code.name)
        })
        .collect();
    if said.is_empty() { Ok(()) } else { bail!("{}", said.join("\n")) }
}

/// A hall's plan and its proxies.
fn plan(fair: &Fair, hall: usize, packed: &Models, pieces: &Pieces) -> Result<Plan> {
    let booths = || fair.booths.iter().filter(move |booth| booth.hall == hall);
    let mut shown: BTreeSet<&str> = fair.halls.get(hall).and_then(|hall| hall.model.as_deref()).into_iter().collect();
    for booth in booths() {
        shown.extend(booth.model.as_deref());
        shown.extend(booth.products.iter().map(|product| product.model.as_str()));
    }
    let here: Vec<(&str, &Packed)> = shown.iter().filter_map(|path| Some((*path, packed.get(*path)?))).collect();
    let models: BTreeMap<String, PackedModel> =
        here.iter().map(|(path, packed)| ((*path).to_owned(), packed.model.clone())).collect();
    let text = serde_json::to_string(&fair::plan_json(fair, hall, &models))?;
    let proxies: Vec<_> = here.iter().map(|(path, packed)| (*path, &packed.proxy)).collect();
    Ok(Plan { plan: pieces.add(text.as_bytes(), "json")?, proxies: proxy::write(&proxies, pieces)? })
}

/// Files that keep their names: the light, and the recorded tour.
fn files(source: &Source, fair: &Fair, settings: &Settings) -> Result<BTreeMap<String, Name>> {
    let mut files = BTreeMap::new();
    for path in [&fair.environment, &fair.tour].into_iter().flatten() {
        let bytes = source.read(path, FILE)?;
        write_if_new(&settings.out, Path::new(path), &bytes)?;
        files.insert(path.clone(), Name::of(&bytes, "file"));
    }
    Ok(files)
}

fn write_if_new(root: &Path, place: &Path, bytes: &[u8]) -> Result<()> {
    match std::fs::read(root.join(place)) {
        Ok(known) if known == bytes => Ok(()),
        _ => write_whole(root, place, bytes),
    }
}

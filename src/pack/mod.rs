//! `boothwalk pack`: from booth folders to what visitors fetch.
//!
//! | what | where |
//! |---|---|
//! | the fair as a whole: check, pack side by side, publish | [`pack`] |
//! | one model: levels of detail, pictures, proxy | [`work`] |
//! | meshes: simplified, ordered, quantised, compressed | [`geometry`] |
//! | pictures: mip ranges in KTX2 | [`texture`] |
//! | a level's GLB | [`gltf`], [`views`] |
//! | texture coordinates | [`coordinates`] |
//! | what stands above meshes of whole numbers | [`placing`] |
//! | at which scales meshes are shown | [`scale`] |
//! | the hall at a glance | [`proxy`] |
//! | pages of documents | [`pages`] |
//! | glyphs that texts need beyond the program's fonts | [`glyphs`] |
//! | files named by their content | [`pieces`] |
//! | what need not be done again | [`memo`] |
//!
//! The same input gives the same bytes. Pieces come first and `fair.json` last, so that a fair that is served meanwhile is
//! the old one or the new one, and never half of each.

mod coordinates;
mod geometry;
mod gltf;
mod glyphs;
mod memo;
mod pages;
mod pieces;
mod placing;
mod proxy;
mod scale;
mod texture;
mod views;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::check::{self, Severity};
use crate::fair::{self, Fair, Form, Lang, Name, PackedModel, Page, Plan, Poster, Product};
use crate::fetch::{Entry, Source, SubFolder, open_fair};
use crate::media::{self, video};
use crate::model::Limits;
use memo::Memo;
use pieces::{Tally, sweep, write_whole};
use work::{Packed, Use};

#[cfg(test)]
pub(crate) use glyphs::tests::rare;
pub(crate) use glyphs::unpacked;
pub use pages::serve;
pub(crate) use pieces::Pieces;
pub(crate) use texture::store;
pub(crate) use work::pictures;

/// What is to be packed, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of a fair (fair.toml).
    pub source: PathBuf,
    /// Where the packed fair goes.
    pub out: PathBuf,
    /// Forms in which every picture is stored; the smallest levels are in UASTC as well.
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
#[derive(Debug, Clone)]
pub struct Summary {
    pub booths: usize,
    pub models: usize,
    /// Models and documents whose earlier result was taken.
    pub kept: usize,
    pub documents: usize,
    pub pages: usize,
    /// Characters whose glyphs were added, and the bytes of their font.
    pub glyphs: (usize, u64),
    /// Characters that no font has, each with the first place that says it.
    pub lacking: Vec<String>,
    pub tally: Tally,
    pub seconds: f64,
}

/// Triangles of the proxies of halls, booths and products.
const PROXIES: [usize; 3] = [2000, 320, 120];
/// Where all of a hall is seen, all of its proxies are drawn: so many triangles are theirs, of the million for which a
/// standalone headset has time in a frame. In larger halls each has fewer, down to the fewest that still are a shape.
const HALL_TRIANGLES: usize = 400_000;
const FEWEST: usize = 24;
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
    let (uses, documents) = (uses(&fair), documents(&fair));
    std::fs::create_dir_all(&settings.out).with_context(|| format!("cannot make {}", settings.out.display()))?;
    sweep(&settings.out);
    let pieces = Pieces::new(&settings.out);
    let memo = Memo::new(&settings.out);
    let tasks = uses.iter().map(|(path, place)| (*path, Some(*place)));
    let tasks: Vec<Task> = tasks.chain(documents.iter().map(|path| (*path, None))).collect();
    let posters = posters(&fair);
    let added = glyphs::pack(&source, &fair, settings, &pieces)?;
    // Before their first pictures are asked for.
    let watched = videos(&source, &fair, settings, &pieces)?;
    let Done { packed, pages, used, kept } = work(&source, &tasks, &posters, settings, &pieces, &memo, tell)?;
    let heard = sounds(&source, &fair, settings, &pieces)?;
    let mut plans = Vec::with_capacity(fair.halls.len());
    for hall in 0..fair.halls.len() {
        plans.push(plan(&fair, hall, &packed, &pages, (&heard, &watched), &pieces)?);
    }
    let files = files(&source, &fair, settings)?;
    let text = serde_json::to_string(&fair::fair_json(&fair, &plans, &files, added.name.as_ref()))?;
    write_whole(&settings.out, Path::new("fair.json"), text.as_bytes())?;
    sweep(&settings.out);
    if !used.is_empty() {
        memo.prune(&used).context("the memo of earlier runs")?;
    }
    Ok(Summary {
        booths: fair.booths.len(),
        models: uses.len(),
        kept,
        documents: documents.len(),
        pages: pages.values().map(Vec::len).sum(),
        glyphs: (added.count, added.name.map_or(0, |name| name.bytes)),
        lacking: added.lacking,
        tally: pieces.tally(),
        seconds: start.elapsed().as_secs_f64(),
    })
}

/// Every model of the fair, and the largest scale at which it stands.
fn uses(fair: &Fair) -> BTreeMap<&str, Use> {
    let mut uses: BTreeMap<&str, Use> = BTreeMap::new();
    let mut add = |path, scale: f32, proxy: usize| {
        let known = uses.entry(path).or_insert(Use { scale, proxy });
        known.scale = known.scale.max(scale);
        known.proxy = known.proxy.max(proxy);
    };
    let [hall, booth, product] = proxy_triangles(fair);
    fair.halls.iter().filter_map(|hall| hall.model.as_deref()).for_each(|path| add(path, 1.0, hall));
    for stand in &fair.booths {
        stand.model.iter().for_each(|path| add(path, 1.0, booth));
        stand.products.iter().for_each(|one| add(&one.model, one.scale, product));
        stand.posters.iter().for_each(|one| add(&one.model, 1.0, product));
    }
    uses
}

/// Triangles of the proxies of halls, booths and products, so that those of the largest hall are few enough together.
fn proxy_triangles(fair: &Fair) -> [usize; 3] {
    let [hall, booth, product] = PROXIES;
    let mut halls = vec![0; fair.halls.len()];
    for stand in &fair.booths {
        if let Some(all) = halls.get_mut(stand.hall) {
            // A poster is a board.
            let things = usize::from(stand.model.is_some()) * booth + stand.products.len() * product;
            *all += things + stand.posters.len() * 2;
        }
    }
    let most = halls.into_iter().max().unwrap_or(0).max(HALL_TRIANGLES);
    let share = |triangles: usize| (triangles * HALL_TRIANGLES / most).max(FEWEST);
    [hall, share(booth), share(product)]
}

/// Every poster of the fair, by the name of its model.
fn posters(fair: &Fair) -> BTreeMap<&str, &Poster> {
    let posters = fair.booths.iter().flat_map(|booth| &booth.posters);
    posters.map(|poster| (poster.model.as_str(), poster)).collect()
}

/// Every document of the fair, and every picture of a product.
fn documents(fair: &Fair) -> BTreeSet<&str> {
    fair.booths.iter().flat_map(|booth| &booth.products).flat_map(leaves).collect()
}

/// What there is to look at on a product's card, by its file.
fn leaves(product: &Product) -> impl Iterator<Item = &str> {
    let documents = product.documents.iter().map(|document| &document.file);
    product.pictures.iter().chain(documents).map(String::as_str)
}

type Models = BTreeMap<String, Packed>;
type Documents = BTreeMap<String, Vec<Page>>;
/// A model with its use, or a document.
type Task<'a> = (&'a str, Option<Use>);

/// What came of all tasks.
#[derive(Default)]
struct Done {
    packed: Models,
    pages: Documents,
    /// Names of memos.
    used: HashSet<String>,
    kept: usize,
}

/// Packs all models and documents, several at a time. What is refused is said of all of them, so that an organiser need not
/// ask twice.
fn work(
    source: &Arc<Source>,
    tasks: &[Task],
    posters: &BTreeMap<&str, &Poster>,
    settings: &Settings,
    pieces: &Pieces,
    memo: &Memo,
    tell: &(dyn Fn(usize, usize, &str) + Sync),
) -> Result<Done> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new((Done::default(), BTreeMap::new()));
    let one = |(path, place): Task| -> Result<()> {
        let packed = place
            .map(|place| model(source, path, posters.get(path).copied(), place, settings, pieces, memo))
            .transpose()?;
        let drawn = if packed.is_none() { Some(document(source, path, settings, pieces, memo)?) } else { None };
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        let done = &mut found.0;
        for (key, known) in
            packed.iter().map(|(_, key, known)| (key, known)).chain(drawn.iter().map(|(_, key, known)| (key, known)))
        {
            done.used.insert(key.clone());
            done.kept += usize::from(*known);
        }
        done.packed.extend(packed.map(|(packed, ..)| (path.to_owned(), packed)));
        done.pages.extend(drawn.map(|(pages, ..)| (path.to_owned(), pages)));
        Ok(())
    };
    std::thread::scope(|scope| {
        for _ in 0..settings.threads.clamp(1, tasks.len().max(1)) {
            scope.spawn(|| {
                while let Some(&(path, place)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = one((path, place)) {
                        found.lock().unwrap_or_else(PoisonError::into_inner).1.insert(path, error);
                    }
                    tell(done.fetch_add(1, Ordering::Relaxed) + 1, tasks.len(), path);
                }
            });
        }
    });
    let (done, wrong) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if wrong.is_empty() {
        return Ok(done);
    }
    let said: Vec<String> = wrong.values().map(|error| format!("{error:#}")).collect();
    bail!("{}", said.join("\n"))
}

fn model(
    source: &Arc<Source>,
    path: &str,
    poster: Option<&Poster>,
    place: Use,
    settings: &Settings,
    pieces: &Pieces,
    memo: &Memo,
) -> Result<(Packed, String, bool)> {
    let bytes = match poster {
        Some(poster) => media::poster(poster, |file| match &poster.film {
            Some(film) if film.file == file => Ok(video::still(file, video::plain(source, file))?),
            _ => Ok(source.read(file, media::PICTURE_BYTES)?),
        })?,
        None => source.read(path, settings.limits.bytes)?,
    };
    let files = source.beside(path);
    let key = Memo::key(&bytes, &files, place, settings);
    refuse(path, &bytes, &files, settings)?;
    if let Some(known) = memo.get::<Packed>(&key)
        && pieces.keep(known.model.names())
    {
        return Ok((known, key, true));
    }
    let packed = work::pack(path, &bytes, &files, place, settings, pieces)?;
    memo.put(&key, &packed)?;
    Ok((packed, key, false))
}

fn document(
    source: &Source,
    path: &str,
    settings: &Settings,
    pieces: &Pieces,
    memo: &Memo,
) -> Result<(Vec<Page>, String, bool)> {
    let picture = !path.to_ascii_lowercase().ends_with(".pdf");
    let bytes = source.read(path, if picture { media::PICTURE_BYTES } else { pages::MOST_BYTES })?;
    let key = Memo::document(&bytes, settings);
    if let Some(known) = memo.get::<Vec<Page>>(&key)
        && pieces.keep(known.iter().flat_map(|page| page.texture.names()))
    {
        return Ok((known, key, true));
    }
    let drawn = if picture {
        vec![pages::picture(path, &bytes, settings, pieces)?]
    } else {
        pages::pack(path, &bytes, settings, pieces)?
    };
    memo.put(&key, &drawn)?;
    Ok((drawn, key, false))
}

/// What `check` calls fatal or an error is refused, but for the codes that the organiser lets pass.
fn refuse(path: &str, bytes: &[u8], files: &SubFolder, settings: &Settings) -> Result<()> {
    let said = refused(path, &check::check_bytes(path, bytes, files, &settings.limits, None).findings, settings);
    if said.is_empty() { Ok(()) } else { bail!("{}", said.join("\n")) }
}

/// What is refused of a file, a line each.
fn refused(path: &str, findings: &[check::Finding], settings: &Settings) -> Vec<String> {
    let bad = |finding: &&check::Finding| {
        finding.severity >= Severity::Error && !settings.allow.iter().any(|code| code == finding.code.name)
    };
    let line = |finding: &check::Finding| {
        let (wrong, advice) = finding.sentences(settings.lang);
        format!("{path}{}: {} ({}) {advice}", finding.at, wrong, finding.code.name)
    };
    findings.iter().filter(bad).map(line).collect()
}

/// A hall's plan and its proxies.
fn plan(
    fair: &Fair,
    hall: usize,
    packed: &Models,
    pages: &Documents,
    (heard, watched): (&BTreeMap<String, Name>, &BTreeMap<String, Vec<Name>>),
    pieces: &Pieces,
) -> Result<Plan> {
    let booths = || fair.booths.iter().filter(move |booth| booth.hall == hall);
    let mut shown: BTreeSet<&str> = fair.halls.get(hall).and_then(|hall| hall.model.as_deref()).into_iter().collect();
    for booth in booths() {
        shown.extend(booth.model.as_deref());
        shown.extend(booth.products.iter().map(|product| product.model.as_str()));
        shown.extend(booth.posters.iter().map(|poster| poster.model.as_str()));
    }
    let here: Vec<(&str, &Packed)> = shown.iter().filter_map(|path| Some((*path, packed.get(*path)?))).collect();
    let models: BTreeMap<String, PackedModel> =
        here.iter().map(|(path, packed)| ((*path).to_owned(), packed.model.clone())).collect();
    let read = booths().flat_map(|booth| &booth.products).flat_map(leaves);
    let read = read.filter_map(|file| pages.get_key_value(file));
    let pages = read.map(|(path, pages)| (path.clone(), pages.clone())).collect();
    let mut sounds = BTreeMap::new();
    for sound in booths().flat_map(|booth| &booth.sounds) {
        if let Some(name) = heard.get(&sound.file) {
            sounds.insert(sound.file.clone(), name.clone());
        }
    }
    let films = booths().flat_map(|booth| &booth.posters).filter_map(|poster| poster.film.as_ref());
    let films = films.filter_map(|film| watched.get_key_value(&film.file));
    let videos = films.map(|(file, names)| (file.clone(), names.clone())).collect();
    let text = serde_json::to_string(&fair::plan_json(fair, hall, &models, &pages, &sounds, &videos))?;
    let proxies: Vec<_> = here.iter().map(|(path, packed)| (*path, &packed.proxy)).collect();
    Ok(Plan { plan: pieces.add(text.as_bytes(), "json")?, proxies: proxy::write(&proxies, pieces)? })
}

/// Every sound of the fair as a piece; refused is what nobody could hear.
fn sounds(source: &Source, fair: &Fair, settings: &Settings, pieces: &Pieces) -> Result<BTreeMap<String, Name>> {
    let files: BTreeSet<&str> =
        fair.booths.iter().flat_map(|booth| &booth.sounds).map(|sound| sound.file.as_str()).collect();
    let (mut heard, mut wrong) = (BTreeMap::new(), Vec::new());
    for file in files {
        let report = check::check_sound(file, &source.read(file, media::sound::SOUND_BYTES));
        wrong.extend(refused(file, &report, settings));
        if wrong.is_empty() {
            let bytes = source.read(file, media::sound::SOUND_BYTES)?;
            heard.insert(file.to_owned(), pieces.add(&bytes, "ogg")?);
        }
    }
    if wrong.is_empty() { Ok(heard) } else { bail!("{}", wrong.join("\n")) }
}

/// Every film of the fair as pieces, one after the other, none of them larger than a chunk; refused is what nobody could see.
fn videos(
    source: &Arc<Source>,
    fair: &Fair,
    settings: &Settings,
    pieces: &Pieces,
) -> Result<BTreeMap<String, Vec<Name>>> {
    let posters = fair.booths.iter().flat_map(|booth| &booth.posters);
    let files: BTreeSet<&str> =
        posters.filter_map(|poster| poster.film.as_ref()).map(|film| film.file.as_str()).collect();
    let (mut watched, mut wrong) = (BTreeMap::new(), Vec::new());
    for file in files {
        wrong.extend(refused(file, &check::check_video(file, source), settings));
        if !wrong.is_empty() {
            continue;
        }
        let mut names = Vec::new();
        loop {
            let part = source.part(file, (names.len() * video::CHUNK) as u64, video::CHUNK, video::VIDEO_BYTES)?;
            if part.is_empty() {
                break;
            }
            names.push(pieces.add(&part, "bin")?);
        }
        watched.insert(file.to_owned(), names);
    }
    if wrong.is_empty() { Ok(watched) } else { bail!("{}", wrong.join("\n")) }
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

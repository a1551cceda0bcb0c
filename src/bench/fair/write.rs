//! The folder of a made fair, as an organiser would have it: fair.toml, a folder a booth, models that booths share.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::design::{Design, Spec};
use super::paint;
use super::stock::Stand;
use crate::bench::chance::mix;
use crate::fair::{Fair, Hall, Product, color, sign};

/// Longest side of an enlarged picture, in texels.
const LONGEST: u32 = 4096;
/// Bytes on the wire of a texel of an enlarged picture, its smaller mips with it.
const TEXEL: f64 = 1.2;

/// Writes a fair of these stands into an empty folder; `tell` hears how many models are written, of how many.
///
/// # Errors
/// The disk; a model that cannot be read; pictures that would have to be too large.
pub fn write(spec: &Spec, stands: &[Stand], out: &Path, tell: &(dyn Fn(usize, usize) + Sync)) -> Result<()> {
    let layout = Fair::template(spec.booths);
    let hall = layout.halls.first().context("a fair without a hall")?;
    let designs = spec.designs(stands.len());
    let large = spec.megabytes.map(|megabytes| large(&designs, hall, stands, megabytes)).transpose()?;
    let models = models(spec, stands, &designs, large);
    let done = AtomicUsize::new(0);
    side_by_side(&models, |model| {
        put(&out.join("models"), &model.name, &model.make()?)?;
        tell(done.fetch_add(1, Ordering::Relaxed) + 1, models.len());
        Ok(())
    })?;
    put(out, "fair.toml", fair_toml(&layout, hall).as_bytes())?;
    for (index, (booth, design)) in layout.booths.iter().zip(&designs).enumerate() {
        let plot = hall.plots.get(booth.plot).map_or("", |plot| plot.id.as_str());
        let large = large.filter(|large| large.booth == index);
        let design = large.map_or(*design, |large| Design { stand: large.stand, ..Design::default() });
        let Some(stand) = stands.get(design.stand) else { continue };
        let model = if large.is_some() { Model::LARGE.to_owned() } else { booth_name(&design) };
        let text = toml::to_string(&json!({
            "format": 1, "id": booth.id, "plot": plot, "title": booth.title, "model": format!("/models/{model}"),
            "sign": sign(&stand.booth.sign),
        }))?;
        let folder = out.join("booths").join(&booth.id);
        put(&folder, "booth.toml", text.as_bytes())?;
        for (number, (product, _)) in stand.products.iter().enumerate() {
            let model = if large.is_some() { large_product_name(number) } else { product_name(&design, number) };
            let folder = folder.join("products").join(&product.id);
            put(&folder, "product.toml", product_toml(product, &model)?.as_bytes())?;
        }
    }
    Ok(())
}

/// The booth of so many megabytes: the one straight before the visitor, made of the stand with the most pictures.
#[derive(Debug, Clone, Copy)]
struct Large {
    booth: usize,
    stand: usize,
    side: u32,
}

fn large(designs: &[Design], hall: &Hall, stands: &[Stand], megabytes: f64) -> Result<Large> {
    let count = |stand: &Stand| -> Result<usize> {
        let all = std::iter::once(&stand.model).chain(stand.products.iter().map(|(_, bytes)| bytes));
        all.map(|bytes| paint::count(bytes)).sum()
    };
    let counts = stands.iter().map(count).collect::<Result<Vec<usize>>>()?;
    let (stand, &pictures) =
        counts.iter().enumerate().rev().max_by_key(|(_, count)| **count).context("a fair without stands")?;
    ensure!(pictures > 0, "no booth has a picture that could be made larger");
    let side = (megabytes * 1e6 / TEXEL / pictures as f64).sqrt();
    let side = (side / 64.0).round() as u32 * 64;
    let most = f64::from(LONGEST).powi(2) * TEXEL * pictures as f64 / 1e6;
    ensure!(side <= LONGEST, "a booth with {pictures} pictures has {most:.0} MB at the most");
    let middle = |index: &usize| {
        let at = hall.plots.get(*index).map_or(f32::MAX, |plot| plot.position.distance(hall.spawn.0));
        (at * 1e3) as u32
    };
    let booth = (0..designs.len()).min_by_key(middle).unwrap_or(0);
    Ok(Large { booth, stand, side: side.max(64) })
}

/// A file in `models/`, and what it is made of.
struct Model<'a> {
    name: String,
    from: &'a [u8],
    change: Change,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    /// As it is.
    None,
    /// In another colour, by this seed.
    Color(u64),
    /// With pictures so large, and grain by this seed.
    Large(u32, u64),
}

impl Model<'_> {
    const LARGE: &'static str = "large.glb";

    fn make(&self) -> Result<Vec<u8>> {
        let made = match self.change {
            Change::None => Ok(self.from.to_vec()),
            Change::Color(seed) => paint::recolor(self.from, seed),
            Change::Large(side, seed) => paint::enlarge(self.from, side, seed),
        };
        made.with_context(|| self.name.clone())
    }
}

fn booth_name(design: &Design) -> String {
    format!("booth-{}-{}.glb", design.stand, design.print)
}

fn product_name(design: &Design, number: usize) -> String {
    format!("product-{}-{number}-{}.glb", design.stand, design.color)
}

fn large_product_name(number: usize) -> String {
    format!("large-{number}.glb")
}

/// Every model that some booth shows, once.
fn models<'a>(spec: &Spec, stands: &'a [Stand], designs: &[Design], large: Option<Large>) -> Vec<Model<'a>> {
    let mut models: Vec<Model<'a>> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut add = |name: String, from: &'a [u8], change: Change| {
        if known.insert(name.clone()) {
            models.push(Model { name, from, change });
        }
    };
    // What a model's colour is depends on nothing but the seed and its own name.
    let color = |number: usize, name: &str| match number {
        0 => Change::None,
        _ => Change::Color(name.bytes().fold(spec.seed, |seed, byte| mix(seed, byte.into()))),
    };
    for (index, design) in designs.iter().enumerate() {
        if large.is_some_and(|large| large.booth == index) {
            continue;
        }
        let Some(stand) = stands.get(design.stand) else { continue };
        let name = booth_name(design);
        let change = color(design.print, &name);
        add(name, &stand.model, change);
        for (number, (_, bytes)) in stand.products.iter().enumerate() {
            let name = product_name(design, number);
            let change = color(design.color, &name);
            add(name, bytes, change);
        }
    }
    if let Some((large, stand)) = large.and_then(|large| Some((large, stands.get(large.stand)?))) {
        let seed = |number: usize| Change::Large(large.side, mix(spec.seed, number as u64));
        add(Model::LARGE.to_owned(), &stand.model, seed(0));
        for (number, (_, bytes)) in stand.products.iter().enumerate() {
            add(large_product_name(number), bytes, seed(number + 1));
        }
    }
    models
}

fn fair_toml(layout: &Fair, hall: &Hall) -> String {
    let zone = |zone: &crate::fair::Zone| json!({ "id": zone.id, "title": zone.title, "color": color(zone.color) });
    let plot = |plot: &crate::fair::Plot| {
        json!({
            "id": plot.id, "zone": plot.zone, "position": plot.position.to_array(), "yaw": plot.yaw,
            "size": plot.size.to_array(),
        })
    };
    let (position, yaw) = hall.spawn;
    let value = json!({
        "format": 1, "id": "made", "title": layout.title,
        "booths": layout.booths.iter().map(|booth| booth.id.as_str()).collect::<Vec<_>>(),
        "hall": [{
            "id": hall.id, "title": hall.title, "size": hall.size.to_array(),
            "spawn": { "position": position.to_array(), "yaw": yaw },
            "zone": hall.zones.iter().map(zone).collect::<Vec<Value>>(),
            "plot": hall.plots.iter().map(plot).collect::<Vec<Value>>(),
        }],
    });
    toml::to_string(&value).unwrap_or_default()
}

fn product_toml(product: &Product, model: &str) -> Result<String> {
    let text = toml::to_string(&json!({
        "format": 1, "id": product.id, "title": product.title, "model": format!("/models/{model}"),
        "position": product.position.to_array(), "yaw": product.yaw, "scale": product.scale,
    }))?;
    Ok(text)
}

pub(super) fn put(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, content))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Does `work` for all, as many at a time as there are cores. The first error ends it.
fn side_by_side<T: Sync>(items: &[T], work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(item) {
                        next.store(items.len(), Ordering::Relaxed);
                        wrong.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    }
                }
            });
        }
    });
    wrong.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

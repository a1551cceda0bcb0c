//! `fair.toml` and the folders beside it.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::form::{BoothForm, CreditsForm, FairForm, ProductForm};
use super::read::{self, FairError, Folder, TOML_LIMIT};
use super::{Booth, BrokenBooth, Credit, Fair, Hall, Product, Text, check};

/// Booths are read side by side: over a network each file costs a round trip.
const READERS: usize = 8;

/// Reads a fair from its `fair.toml`. Where the folder can be listed, every folder in `booths/` is a booth; else
/// `booths = [...]` in `fair.toml` and `products = [...]` in `booth.toml` name them (and restrict them where both are).
///
/// # Errors
/// What is wrong with the fair as a whole. A booth that cannot be read is in [`Fair::broken`] instead.
pub fn read_manifest(folder: &dyn Folder, file: &str) -> Result<Fair, FairError> {
    let text = read::text(folder, file, TOML_LIMIT)?;
    let form: FairForm<String> = read::toml(file, &text)?;
    if form.pieces.is_some() {
        return Err(FairError::new(file, "'pieces' belongs to a packed fair.json"));
    }
    if form.glyphs.is_some() {
        return Err(FairError::new(file, "'glyphs' belongs to a packed fair.json; a font is named by [[font]]"));
    }
    let names = form.booths.clone();
    let mut fair = frame(folder, file, form)?;
    let names = match names {
        Some(names) => names,
        None => folder
            .folders("booths")
            .map_err(|error| FairError::new(file, format!("booths: {error}")))?
            .ok_or_else(|| FairError::new(file, "booths = [\"...\"] is needed where folders cannot be listed"))?,
    };
    if names.len() > check::MAX_BOOTHS {
        return Err(FairError::new(file, format!("{} booths; {} are allowed", names.len(), check::MAX_BOOTHS)));
    }
    let halls = &fair.halls;
    let read = side_by_side(&names, |name| read_booth(folder, name, halls));
    settle(&mut fair, read);
    Ok(fair)
}

/// Everything but the booths: shared with the packed form.
pub(super) fn frame<B>(folder: &dyn Folder, file: &str, form: FairForm<B>) -> Result<Fair, FairError> {
    let wrong = |what: String| FairError::new(file, what);
    let optional =
        |what: &str, name: Option<String>| name.map(|name| check::path(what, "", &name)).transpose().map_err(wrong);
    let mut credits = form.credit;
    if let Some(name) = optional("credits", form.credits)? {
        credits.extend(read_credits(folder, &name)?);
    }
    let fonts = check::fonts(form.font).map_err(wrong)?;
    credits.extend(fonts.iter().map(|font| font.credit.clone()));
    Ok(Fair {
        id: check::id("fair", &form.id).map_err(wrong)?,
        title: check::title("fair", form.title).map_err(wrong)?,
        environment: optional("environment", form.environment)?,
        tour: optional("tour", form.tour)?,
        sun: check::sun(form.sun).map_err(wrong)?,
        halls: check::halls(form.hall).map_err(wrong)?,
        booths: Vec::new(),
        broken: Vec::new(),
        credits,
        fonts,
        glyphs: Default::default(),
        models: Default::default(),
        pages: Default::default(),
        sounds: Default::default(),
        videos: Default::default(),
        single_model: false,
    })
}

fn read_credits(folder: &dyn Folder, file: &str) -> Result<Vec<Credit>, FairError> {
    let form: CreditsForm = read::toml(file, &read::text(folder, file, TOML_LIMIT)?)?;
    if let Some(bare) = form.credit.iter().position(|credit| credit.title.is_empty() || credit.licence.is_empty()) {
        return Err(FairError::new(file, format!("credit {}: title and licence are needed", bare + 1)));
    }
    Ok(form.credit)
}

/// Puts booths into the fair in their order; the second of two with one id or one plot is broken.
pub(super) fn settle(fair: &mut Fair, read: Vec<Result<Booth, BrokenBooth>>) {
    let mut ids = HashSet::new();
    let mut plots = HashSet::new();
    for booth in read {
        let mut booth = match booth {
            Ok(booth) => booth,
            Err(broken) => {
                fair.broken.push(broken);
                continue;
            }
        };
        let place = (booth.hall, booth.plot);
        let reason = if !ids.insert(booth.id.clone()) {
            Some(format!("another booth has the id {:?}", booth.id))
        } else if !plots.insert(place) {
            let plot = &fair.halls[place.0].plots[place.1].id;
            Some(format!("another booth stands on plot {plot:?}"))
        } else {
            None
        };
        match reason {
            None => fair.booths.push(booth),
            // Its place is the other booth's.
            Some(reason) => fair.broken.push(BrokenBooth {
                id: booth.id,
                place: None,
                title: std::mem::take(&mut booth.title),
                reason,
            }),
        }
    }
}

fn read_booth(folder: &dyn Folder, name: &str, halls: &[Hall]) -> Result<Booth, BrokenBooth> {
    let broken = |place, reason: String| BrokenBooth { id: name.into(), place, title: Text::default(), reason };
    check::id("booths", name).map_err(|reason| broken(None, reason))?;
    let here = format!("booths/{name}");
    let file = format!("{here}/booth.toml");
    let text = read::text(folder, &file, TOML_LIMIT).map_err(|error| broken(None, error.to_string()))?;
    parse_booth(folder, name, &here, &file, &text, halls).map_err(|error| {
        // The sign with the reason stands on the plot that the file names, as far as that can be told.
        let place = guess_plot(&text).and_then(|plot| check::find_plot(halls, plot));
        broken(place, error.to_string())
    })
}

fn parse_booth(
    folder: &dyn Folder,
    name: &str,
    here: &str,
    file: &str,
    text: &str,
    halls: &[Hall],
) -> Result<Booth, FairError> {
    let wrong = |what: String| FairError::new(file, what);
    let form: BoothForm<String> = read::toml(file, text)?;
    if form.id != name {
        return Err(wrong(format!("id {:?} must be the folder's name, {name:?}", form.id)));
    }
    let (mut booth, products) = check::booth(form, here, halls).map_err(wrong)?;
    if booth.model.is_none() {
        let usual = format!("{here}/booth.glb");
        if folder.has(&usual).map_err(|error| wrong(error.to_string()))? {
            booth.model = Some(usual);
        }
    }
    let products = match products {
        Some(products) => products,
        None => folder
            .folders(&format!("{here}/products"))
            .map_err(|error| wrong(format!("products: {error}")))?
            .unwrap_or_default(),
    };
    if products.len() > check::MAX_PRODUCTS {
        return Err(wrong(format!("{} products; {} are allowed", products.len(), check::MAX_PRODUCTS)));
    }
    for product in &products {
        check::id("products", product).map_err(wrong)?;
        let product = read_product(folder, product, &format!("{here}/products/{product}"))?;
        add_product(&mut booth, product).map_err(wrong)?;
    }
    Ok(booth)
}

fn read_product(folder: &dyn Folder, name: &str, here: &str) -> Result<Product, FairError> {
    let file = format!("{here}/product.toml");
    let form: ProductForm = read::toml(&file, &read::text(folder, &file, TOML_LIMIT)?)?;
    if form.id != name {
        return Err(FairError::new(&file, format!("id {:?} must be the folder's name, {name:?}", form.id)));
    }
    check::product(form, here).map_err(|what| FairError::new(&file, what))
}

pub(super) fn add_product(booth: &mut Booth, product: Product) -> Result<(), String> {
    if booth.products.iter().any(|other| other.id == product.id) {
        return Err(format!("two products have the id {:?}", product.id));
    }
    booth.products.push(product);
    Ok(())
}

/// The value of a line `plot = "..."` in a file that may not parse.
fn guess_plot(text: &str) -> Option<&str> {
    text.lines().find_map(|line| {
        let value = line.trim().strip_prefix("plot")?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value[1..].split(quote).next()
    })
}

/// `work` on every item by a few threads; the results keep the items' order.
fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..READERS.min(items.len()) {
            scope.spawn(|| {
                while let Some((index, item)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    items.get(index).map(|item| (index, item))
                } {
                    let result = work(item);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

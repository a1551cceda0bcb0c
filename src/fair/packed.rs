//! `fair.json`: the fair as it is published, and a hash for each file it refers to. Booths are in it, or in a plan for each
//! hall, which is a file of its own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::form::{BoothForm, FairForm, PlanForm, ProductForm};
use super::read::{self, FairError, Folder, JSON_LIMIT};
use super::{Booth, BrokenBooth, Fair, Glyphs, Hall, Name, Text, check, manifest};

/// What a packed fair says of one of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// BLAKE3 of the content, lower-case hexadecimal.
    pub hash: String,
    pub bytes: u64,
}

/// Reads a packed fair, and what it says of its files: name to [`Piece`], empty where it says nothing.
///
/// # Errors
/// What is wrong with the fair as a whole. A booth that cannot be read is in [`Fair::broken`] instead.
pub fn read_packed(folder: &dyn Folder, file: &str) -> Result<(Fair, BTreeMap<String, Piece>), FairError> {
    let text = read::text(folder, file, JSON_LIMIT)?;
    // Booths stay plain JSON at first, so that a bad one does not take the others with it.
    let mut form: FairForm<Value> = read::json(file, &text)?;
    let mut booths = form.booths.take().unwrap_or_default();
    let plans: Vec<Name> = form.hall.iter_mut().filter_map(|hall| hall.plan.take()).collect();
    let (mut models, mut pages) = (BTreeMap::new(), BTreeMap::new());
    let (mut sounds, mut videos) = (BTreeMap::new(), BTreeMap::new());
    let named = form.glyphs.take();
    let (plans, glyphs) = std::thread::scope(|scope| {
        // Beside the plans: nobody waits any longer for it, over a network either.
        let glyphs = named.map(|name| scope.spawn(move || read_glyphs(folder, name)));
        let plans: Result<Vec<PlanForm>, FairError> =
            plans.into_iter().map(|plan| read_plan(folder, file, plan)).collect();
        (plans, glyphs.and_then(|reader| reader.join().ok()).unwrap_or_default())
    });
    for plan in plans? {
        booths.extend(plan.booths);
        models.extend(plan.models);
        pages.extend(plan.pages);
        sounds.extend(plan.sounds);
        videos.extend(plan.videos);
    }
    if booths.len() > check::MAX_BOOTHS {
        return Err(FairError::new(file, format!("{} booths; {} are allowed", booths.len(), check::MAX_BOOTHS)));
    }
    let listed = form.pieces.is_some();
    let mut pieces = BTreeMap::new();
    for (name, piece) in form.pieces.take().unwrap_or_default() {
        let hash = piece.hash.to_ascii_lowercase();
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(FairError::new(file, format!("pieces: {name:?}: hash must be 64 hexadecimal digits")));
        }
        let name = check::path("pieces", "", &name).map_err(|what| FairError::new(file, what))?;
        pieces.insert(name, Piece { hash, bytes: piece.bytes });
    }
    for (path, model) in &models {
        check::packed(path, model).map_err(|what| FairError::new(file, what))?;
    }
    for (path, pages) in &pages {
        check::pages(path, pages).map_err(|what| FairError::new(file, what))?;
    }
    for (path, name) in &sounds {
        check::sound(&format!("sound {path:?}"), Name::clone(name)).map_err(|what| FairError::new(file, what))?;
    }
    for (path, names) in &videos {
        for name in names {
            check::sound(&format!("video {path:?}"), Name::clone(name)).map_err(|what| FairError::new(file, what))?;
        }
    }
    let mut fair = manifest::frame(folder, file, form)?;
    // Their glyphs are in it already.
    fair.fonts.clear();
    (fair.models, fair.pages, fair.sounds, fair.videos, fair.glyphs) = (models, pages, sounds, videos, glyphs);
    let read = booths
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            booth(&value, &fair.halls, |name| {
                // A full list of pieces answers without asking the server.
                if listed { Ok(pieces.contains_key(name)) } else { folder.has(name).map_err(|error| error.to_string()) }
            })
            .map_err(|reason| broken(file, index, &value, &fair.halls, reason))
        })
        .collect();
    manifest::settle(&mut fair, read);
    Ok((fair, pieces))
}

/// A hall's plan: what came must be what `fair.json` names.
fn read_plan(folder: &dyn Folder, file: &str, name: Name) -> Result<PlanForm, FairError> {
    let name = check::sound("plan", name).map_err(|what| FairError::new(file, what))?;
    let path = name.path();
    if name.bytes > JSON_LIMIT {
        return Err(FairError::new(&path, format!("{} bytes; {JSON_LIMIT} are allowed", name.bytes)));
    }
    let bytes = folder.piece(&name).map_err(|error| FairError::new(&path, error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| FairError::new(&path, format!("not UTF-8 text: {error}")))?;
    read::json(&path, &text)
}

/// The font of what the program's fonts lack. Without it the fair is whole, but for some boxes in its texts.
fn read_glyphs(folder: &dyn Folder, name: Name) -> Glyphs {
    let read = check::sound("glyphs", name).and_then(|name| {
        if name.bytes > Glyphs::LIMIT {
            return Err(format!("{}: {} bytes; {} are allowed", name.path(), name.bytes, Glyphs::LIMIT));
        }
        folder.piece(&name).map_err(|error| error.to_string())
    });
    read.map(Glyphs::new).unwrap_or_else(|why| {
        log::warn!("the fair's own glyphs cannot be had, and boxes stand for them: {why}");
        Glyphs::default()
    })
}

fn booth(value: &Value, halls: &[Hall], has: impl Fn(&str) -> Result<bool, String>) -> Result<Booth, String> {
    let form = BoothForm::<ProductForm>::deserialize_ref(value)?;
    let here = format!("booths/{}", check::id("booth", &form.id)?);
    let (mut booth, products) = check::booth(form, &here, halls)?;
    if booth.model.is_none() {
        let usual = format!("{here}/booth.glb");
        if has(&usual)? {
            booth.model = Some(usual);
        }
    }
    let products = products.unwrap_or_default();
    if products.len() > check::MAX_PRODUCTS {
        return Err(format!("{} products; {} are allowed", products.len(), check::MAX_PRODUCTS));
    }
    for product in products {
        let folder = format!("{here}/products/{}", check::id("product", &product.id)?);
        manifest::add_product(&mut booth, check::product(product, &folder)?)?;
    }
    Ok(booth)
}

impl BoothForm<ProductForm> {
    fn deserialize_ref(value: &Value) -> Result<Self, String> {
        serde::Deserialize::deserialize(value).map_err(|error: serde_json::Error| error.to_string())
    }
}

fn broken(file: &str, index: usize, value: &Value, halls: &[Hall], reason: String) -> BrokenBooth {
    let text = |key| value.get(key).and_then(Value::as_str);
    let id = text("id").and_then(|id| check::id("booth", id).ok()).unwrap_or_else(|| format!("booth-{}", index + 1));
    let title = value.get("title").and_then(|title| <Text as serde::Deserialize>::deserialize(title).ok());
    BrokenBooth {
        place: text("plot").and_then(|plot| check::find_plot(halls, plot)),
        title: title.and_then(|title| check::title("booth", title).ok()).unwrap_or_default(),
        reason: format!("{file}, booths[{index}] ({id}): {reason}"),
        id,
    }
}

//! One model: its container, its document, its links, its bytes, and whether the loader takes it.

use super::codes::*;
use super::cost::Cost;
use super::doc::Doc;
use super::finding::{Findings, values};
use super::json::{self, Json};
use super::{data, glb, links, schema};
use crate::fair::Lang;
use crate::model::{self, Blocks, Files, Limits, Model, ModelError, Options, Reason};

/// What was learned of a model.
pub struct Checked {
    pub out: Findings,
    /// The document, to look names up in.
    pub root: Option<Json>,
    pub cost: Option<Cost>,
}

/// Checks a model. `name` is what sentences call it.
pub fn check(name: &str, bytes: &[u8], files: &dyn Files, limits: &Limits) -> Checked {
    let mut out = Findings::default();
    let mut file_bytes = bytes.len() as u64;
    let root = document(bytes, files, limits, &mut file_bytes, &mut out);
    // Blocks are what the visitors' devices take.
    let blocks = Blocks::Astc;
    // As a visit loads it: its draws are counted.
    let options = Options { limits: limits.clone(), blocks, merge: true, threads: threads(), ..Options::default() };
    let cost = match model::load(name, bytes, files, &options) {
        Ok(model) => {
            drawn(&model, &mut out);
            Some(Cost::of(&model, file_bytes))
        }
        Err(error) => {
            out.add(refusal(&error), error.at.clone(), values!["reason" => error.reason]);
            None
        }
    };
    Checked { out, root, cost }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the document and the bytes behind it say, up to where they are too broken to go on.
fn document(bytes: &[u8], files: &dyn Files, limits: &Limits, read: &mut u64, out: &mut Findings) -> Option<Json> {
    let container = bytes.starts_with(b"glTF");
    let chunks = if container { glb::open(bytes, out)? } else { glb::Chunks { json: Some(bytes), bin: None } };
    let text = chunks.json?;
    if let Err(fault) = model::survey(text, limits) {
        out.add(&JSON_TOO_LARGE, "", values!["why" => fault.in_file("").reason]);
        return None;
    }
    let (root, doubled) = match json::parse(text) {
        Ok(parsed) => parsed,
        Err(why) => {
            out.add(&INVALID_JSON, "", values!["why" => why]);
            return None;
        }
    };
    for (at, key) in doubled {
        out.add(&JSON_DUPLICATE_KEY, at, values!["key" => key]);
    }
    if root.object().is_none() {
        out.add(&TYPE_MISMATCH, "", values!["value" => root, "type" => "object"]);
        return None;
    }
    if let Some(uses) = schema::check(&root, container, out) {
        let doc = Doc::new(&root);
        let roles = links::check(&doc, &uses, out);
        *read += data::check(&doc, chunks.bin, files, limits.bytes, &roles, out);
        uses.unused(&root, out);
    }
    Some(root)
}

/// The loader's reason as a code.
fn refusal(error: &ModelError) -> &'static Code {
    match &error.reason {
        Reason::Read { .. } => &LOAD_READ,
        Reason::Container(_) => &LOAD_CONTAINER,
        Reason::Json(_) => &LOAD_JSON,
        Reason::Invalid(_) => &LOAD_INVALID,
        Reason::Index { .. } => &LOAD_INDEX,
        Reason::Short { .. } => &LOAD_SHORT,
        Reason::TooMuch { .. } => &LOAD_TOO_MUCH,
        Reason::NotFinite { .. } => &LOAD_NOT_FINITE,
        Reason::Uri { .. } => &LOAD_URI,
        Reason::Image(_) => &LOAD_IMAGE,
        Reason::Required(_) => &LOAD_REQUIRED,
    }
}

/// What looks wrong though it can be drawn.
fn drawn(model: &Model, out: &mut Findings) {
    if model.bounds.is_empty() {
        out.add(&MODEL_NOTHING_DRAWN, "", vec![]);
        return;
    }
    let size = (model.bounds.max - model.bounds.min).max_element();
    // The largest booth is smaller than this, and the smallest product larger than that.
    let suspicion = match size {
        size if size > 200.0 => Some(("mm", "0.001")),
        size if size < 0.002 => Some(("km", "1000")),
        _ => None,
    };
    if let Some((unit, factor)) = suspicion {
        let values = values!["size" => format!("{size:.4}"), "unit" => unit, "factor" => factor];
        out.add(&MODEL_SCALE_SUSPICIOUS, "", values);
    }
    let distance = model.bounds.center().length();
    if distance > size * 20.0 {
        let values = values!["size" => format!("{size:.2}"), "distance" => format!("{distance:.1}")];
        out.add(&MODEL_PIVOT_FAR, "", values);
    }
}

/// The name that the file gives to what a pointer leads into.
pub fn name_at(root: &Json, at: &str) -> Option<String> {
    let mut value = root;
    let mut name = None;
    for part in at.strip_prefix('/')?.split('/') {
        value = match value {
            Json::List(list) => list.get(part.parse::<usize>().ok()?)?,
            other => other.get(&part.replace("~1", "/").replace("~0", "~"))?,
        };
        name = value.get("name").and_then(Json::text).filter(|name| !name.is_empty()).or(name);
    }
    name.map(|name| name.chars().filter(|c| !c.is_control()).take(60).collect())
}

/// The language's own word.
pub fn word(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

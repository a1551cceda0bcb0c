//! A fair written down as it is published: `fair.json`, and a plan for each hall.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Booth, Caption, Counter, Document, Fair, Film, Hall, Layout, Name, PackedModel, Page, Passage, Poster, Product,
    Reaction, Sign, Sound, Sun, check, read,
};

/// The files that a hall's entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub plan: Name,
    pub proxies: Option<Name>,
}

/// `fair.json`: everything but the booths, which are in the plans, one for each hall. `files` are those of the fair that are
/// named as their author did, with hash and length; `glyphs` is the font of what the program's fonts lack.
pub fn fair_json(fair: &Fair, plans: &[Plan], files: &BTreeMap<String, Name>, glyphs: Option<&Name>) -> Value {
    let halls: Vec<Value> = fair.halls.iter().zip(plans).map(|(hall, plan)| hall_json(fair, hall, plan)).collect();
    let files: Map<String, Value> =
        files.iter().map(|(path, name)| (path.clone(), json!({ "hash": name.hash(), "bytes": name.bytes }))).collect();
    let mut out = json!({
        "format": read::FORMAT, "id": fair.id, "title": fair.title, "credit": fair.credits, "hall": halls, "pieces": files,
        "sun": sun(&fair.sun),
    });
    for (key, value) in [("environment", &fair.environment), ("tour", &fair.tour)] {
        if let Some(value) = value {
            out[key] = value.as_str().into();
        }
    }
    if let Some(glyphs) = glyphs {
        out["glyphs"] = json!(glyphs);
    }
    out
}

/// The plan of a hall: its booths, the models that it and they show, the pages of their documents, their sounds
/// and their films.
pub fn plan_json(
    fair: &Fair,
    hall: usize,
    models: &BTreeMap<String, PackedModel>,
    pages: &BTreeMap<String, Vec<Page>>,
    sounds: &BTreeMap<String, Name>,
    videos: &BTreeMap<String, Vec<Name>>,
) -> Value {
    let booths = fair.booths.iter().filter(|booth| booth.hall == hall);
    let booths: Vec<Value> = booths.map(|booth| booth_json(booth, &fair.halls)).collect();
    let mut out = json!({ "format": read::FORMAT, "booths": booths, "models": models });
    if !pages.is_empty() {
        out["pages"] = json!(pages);
    }
    if !sounds.is_empty() {
        out["sounds"] = json!(sounds);
    }
    if !videos.is_empty() {
        out["videos"] = json!(videos);
    }
    out
}

fn sun(sun: &Sun) -> Value {
    json!({ "direction": sun.direction.to_array(), "color": sun.color.to_array(), "intensity": sun.intensity })
}

fn hall_json(fair: &Fair, hall: &Hall, plan: &Plan) -> Value {
    let zone = |zone: &super::Zone| json!({ "id": zone.id, "title": zone.title, "color": color(zone.color) });
    let plot = |plot: &super::Plot| {
        let mut out = json!({ "id": plot.id, "position": plot.position.to_array(), "yaw": plot.yaw, "size": plot.size.to_array() });
        if let Some(zone) = &plot.zone {
            out["zone"] = zone.as_str().into();
        }
        out
    };
    let (position, yaw) = hall.spawn;
    let mut out = json!({
        "id": hall.id, "title": hall.title, "size": hall.size.to_array(),
        "spawn": { "position": position.to_array(), "yaw": yaw },
        "zone": hall.zones.iter().map(zone).collect::<Vec<_>>(), "plot": hall.plots.iter().map(plot).collect::<Vec<_>>(),
        "plan": plan.plan,
    });
    let passage = |one: &Passage| {
        let to = fair.halls.get(one.to).map_or("", |to| to.id.as_str());
        json!({ "to": to, "position": one.position.to_array(), "yaw": one.yaw })
    };
    // Only where there are any: a fair of one hall is read by older programs, too.
    if !hall.passages.is_empty() {
        out["passage"] = hall.passages.iter().map(passage).collect();
    }
    if !hall.reactions.is_empty() {
        out["reaction"] = hall.reactions.iter().map(reaction_json).collect();
    }
    if let Some(model) = &hall.model {
        out["model"] = model.as_str().into();
    }
    if let Some(proxies) = &plan.proxies {
        out["proxies"] = json!(proxies);
    }
    out
}

fn booth_json(booth: &Booth, halls: &[Hall]) -> Value {
    let plot = halls.get(booth.hall).and_then(|hall| hall.plots.get(booth.plot)).map_or("", |plot| plot.id.as_str());
    let products: Vec<Value> = booth.products.iter().map(product_json).collect();
    let mut out = json!({
        "id": booth.id, "plot": plot, "title": booth.title, "summary": booth.summary, "sign": sign(&booth.sign),
        "languages": booth.languages, "contacts": booth.contacts, "links": booth.links, "products": products,
    });
    if let Some(model) = &booth.model {
        out["model"] = format!("/{model}").into();
    }
    let posters: Vec<Value> = booth.posters.iter().filter(|poster| poster.film.is_none()).map(poster_json).collect();
    if !posters.is_empty() {
        out["posters"] = posters.into();
    }
    let walls = booth.posters.iter().filter_map(|poster| Some(video_json(poster, poster.film.as_ref()?)));
    let walls: Vec<Value> = walls.collect();
    if !walls.is_empty() {
        out["videos"] = walls.into();
    }
    if !booth.sounds.is_empty() {
        out["sounds"] = booth.sounds.iter().map(sound_json).collect();
    }
    if !booth.reactions.is_empty() {
        out["reaction"] = booth.reactions.iter().map(reaction_json).collect();
    }
    if let Some(counter) = &booth.counter {
        out["counter"] = match counter {
            Counter::Node(node) => json!({ "node": node }),
            Counter::Box { position, yaw, size } => {
                json!({ "position": position.to_array(), "yaw": yaw, "size": size.to_array() })
            }
        };
    }
    out
}

fn reaction_json(reaction: &Reaction) -> Value {
    let mut out = json!({ "animation": reaction.animation, "near": reaction.near });
    if let Some(at) = reaction.at {
        out["at"] = json!(at.to_array());
    }
    out
}

fn poster_json(poster: &Poster) -> Value {
    let mut out = json!({
        "files": poster.files.iter().map(|file| format!("/{file}")).collect::<Vec<_>>(),
        "position": poster.position.to_array(), "yaw": poster.yaw, "size": poster.size.to_array(),
        "frame": color(poster.frame),
    });
    match poster.layout {
        Layout::Grid(columns) => out["columns"] = columns.into(),
        Layout::Turns(seconds) => out["seconds"] = seconds.into(),
    }
    out
}

fn video_json(wall: &Poster, film: &Film) -> Value {
    let mut out = json!({
        "file": format!("/{}", film.file), "position": wall.position.to_array(), "yaw": wall.yaw,
        "size": wall.size.to_array(), "frame": if film.bare { check::BARE.to_owned() } else { color(wall.frame) }, "gain": film.gain, "radius": film.radius,
        "far": film.far, "repeat": film.repeat,
    });
    if let Some(still) = wall.files.first().filter(|still| **still != film.file) {
        out["poster"] = format!("/{still}").into();
    }
    if !film.captions.is_empty() {
        out["captions"] = film.captions.iter().map(caption_json).collect();
    }
    out
}

fn caption_json(one: &Caption) -> Value {
    json!({ "at": one.at, "zh": one.text.zh, "en": one.text.en })
}

fn sound_json(sound: &Sound) -> Value {
    let mut out = json!({
        "file": format!("/{}", sound.file), "position": sound.position.to_array(), "gain": sound.gain,
        "radius": sound.radius, "far": sound.far, "repeat": sound.repeat,
    });
    if !sound.captions.is_empty() {
        out["captions"] = sound.captions.iter().map(caption_json).collect();
    }
    out
}

fn product_json(product: &Product) -> Value {
    // A path that begins with a stroke starts at the fair's root.
    let document = |one: &Document| json!({ "title": one.title, "file": format!("/{}", one.file) });
    let mut out = json!({
        "id": product.id, "title": product.title, "summary": product.summary, "model": format!("/{}", product.model),
        "position": product.position.to_array(), "yaw": product.yaw, "scale": product.scale,
    });
    if !product.pictures.is_empty() {
        out["pictures"] = product.pictures.iter().map(|file| format!("/{file}")).collect();
    }
    if !product.documents.is_empty() {
        out["documents"] = product.documents.iter().map(document).collect();
    }
    out
}

/// A sign as the manifests have it.
pub(crate) fn sign(sign: &Sign) -> Value {
    json!({
        "position": sign.position.to_array(), "yaw": sign.yaw, "size": sign.size.to_array(), "color": color(sign.color),
        "background": color(sign.background),
    })
}

pub(crate) fn color([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

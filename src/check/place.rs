//! What stands at a path: a model, a booth's folder, or a fair.

use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::codes::*;
use super::cost::{BOOTH, Cost};
use super::finding::{Finding, Findings, values};
use super::glyphs;
use super::hall::{self, Stand};
use super::json::Json;
use super::model;
use super::report::{File, Report};
use super::sound::check_sound;
use super::video::check_video;
use crate::fair::{Booth, Caption, Counter, Fair, Film, Lang, Poster, Reaction, Sound, unreachable};
use crate::fetch::{Source, open_fair};
use crate::media::{self, PosterError};
use crate::model::{Files, Folder, Limits, NoFiles, read_file};

/// Checks what stands at a path: a .glb or .gltf file, the folder of a booth (booth.toml), or that of a fair (fair.toml or
/// fair.json). `tell` hears of each file before it is looked at.
///
/// # Errors
/// There is no such thing there, or it cannot be read at all.
pub fn check(path: &Path, limits: &Limits, tell: &dyn Fn(&str)) -> Result<Report> {
    let about = std::fs::metadata(path).with_context(|| path.display().to_string())?;
    if about.is_file() {
        let name = path.display().to_string();
        tell(&name);
        let bytes = read_file(path, limits.bytes).with_context(|| name.clone())?;
        let folder = Folder::new(path.parent().unwrap_or(Path::new("")));
        return Ok(Report { files: vec![model_file(name, &bytes, &folder, limits, Some(&BOOTH))] });
    }
    let holds = |name: &str| path.join(name).is_file();
    if holds("fair.toml") || holds("fair.json") {
        return fair(path, None, limits, tell);
    }
    if holds("booth.toml") {
        return booth(path, limits, tell);
    }
    bail!("{}: it is no model (.glb, .gltf), and has neither fair.toml, fair.json nor booth.toml", path.display())
}

/// Checks one model whose bytes are at hand; `budget` is what it may cost.
pub fn check_bytes(name: &str, bytes: &[u8], files: &dyn Files, limits: &Limits, budget: Option<&Cost>) -> File {
    model_file(name.to_owned(), bytes, files, limits, budget)
}

fn model_file(name: String, bytes: &[u8], files: &dyn Files, limits: &Limits, budget: Option<&Cost>) -> File {
    named_file(name, bytes, files, limits, budget).0
}

/// The same, and the document, to look names up in.
fn named_file(
    name: String,
    bytes: &[u8],
    files: &dyn Files,
    limits: &Limits,
    budget: Option<&Cost>,
) -> (File, Option<Json>) {
    let mut checked = model::check(&name, bytes, files, limits);
    if let (Some(cost), Some(budget)) = (checked.cost, budget) {
        cost.tell(budget, &mut checked.out);
    }
    let (mut findings, more) = checked.out.finish();
    if let Some(root) = &checked.root {
        findings.iter_mut().for_each(|finding: &mut Finding| finding.name = model::name_at(root, &finding.at));
    }
    (File { name, findings, more, cost: checked.cost }, checked.root)
}

/// A booth's folder: as a part of its fair where it lies in one, else its models alone.
fn booth(path: &Path, limits: &Limits, tell: &dyn Fn(&str)) -> Result<Report> {
    let whole = path.canonicalize()?;
    let parts: Vec<&str> = whole
        .components()
        .filter_map(|part| if let Component::Normal(part) = part { part.to_str() } else { None })
        .collect();
    if let [.., "booths", id] = parts.as_slice()
        && let Some(root) = whole.ancestors().nth(2)
        && (root.join("fair.toml").is_file())
    {
        return fair(root, Some(id), limits, tell);
    }
    let mut models = Vec::new();
    collect(path, 0, &mut models)?;
    models.sort();
    let (mut files, mut cost) = (Vec::new(), Cost::default());
    for file in models {
        let name = file.display().to_string();
        tell(&name);
        let bytes = read_file(&file, limits.bytes).with_context(|| name.clone())?;
        let folder = Folder::new(file.parent().unwrap_or(Path::new("")));
        let file = model_file(name, &bytes, &folder, limits, None);
        cost.add(file.cost.unwrap_or_default());
        files.push(file);
    }
    let mut out = Findings::default();
    cost.tell(&BOOTH, &mut out);
    if files.is_empty() {
        out.add(&BOOTH_NO_MODEL, "", vec![]);
    }
    files.insert(0, whole_file(path.join("booth.toml").display().to_string(), out, Some(cost)));
    Ok(Report { files })
}

/// Models in a booth's folder; a product's folder is two below.
fn collect(folder: &Path, depth: u32, models: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let (path, kind) = entry.map(|entry| (entry.path(), entry.file_type()))?;
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        if kind?.is_dir() {
            if depth < 3 {
                collect(&path, depth + 1, models)?;
            }
        } else if matches!(extension.as_deref(), Some("glb" | "gltf")) {
            models.push(path);
        }
    }
    Ok(())
}

fn whole_file(name: String, out: Findings, cost: Option<Cost>) -> File {
    let (findings, more) = out.finish();
    File { name, findings, more, cost }
}

/// A fair, or one booth of it.
fn fair(root: &Path, only: Option<&str>, limits: &Limits, tell: &dyn Fn(&str)) -> Result<Report> {
    let spec = root.to_str().with_context(|| format!("{}: its name is not UTF-8", root.display()))?;
    let (source, fair) = match open_fair(spec) {
        Ok(opened) => opened,
        Err(error) => {
            let mut out = Findings::default();
            out.add(&FAIR_MANIFEST, "", values!["reason" => format!("{error:#}")]);
            return Ok(Report { files: vec![whole_file(spec.to_owned(), out, None)] });
        }
    };
    let wanted = |id: &str| only.is_none_or(|only| only == id);
    let mut files = Vec::new();
    let place = Place { root, source: &source, limits, tell };
    for broken in fair.broken.iter().filter(|broken| wanted(&broken.id)) {
        let mut out = Findings::default();
        out.add(&BOOTH_MANIFEST, "", values!["reason" => broken.reason]);
        files.push(whole_file(place.name(&format!("booths/{}", broken.id)), out, None));
    }
    let mut halls = vec![Cost::default(); fair.halls.len()];
    if only.is_none() {
        let mut out = Findings::default();
        for hall in unreachable(&fair).into_iter().filter_map(|hall| fair.halls.get(hall)) {
            out.add(&HALL_UNREACHABLE, "", values!["hall" => hall.id]);
        }
        let whole = whole_file(spec.to_owned(), out, None);
        files.extend(Some(whole).filter(|file| !file.findings.is_empty()));
        for (hall, cost) in fair.halls.iter().zip(&mut halls) {
            let own = hall.model.as_deref().map(|model| (model, place.named(model)));
            let mut out = Findings::default();
            answers(&hall.reactions, None, own.as_ref().map(|(model, (_, root))| (*model, root.as_ref())), &mut out);
            let said = whole_file(place.name(&format!("fair.toml, hall {}", hall.id)), out, None);
            files.extend(Some(said).filter(|file| !file.findings.is_empty()));
            if let Some((_, (file, _))) = own {
                *cost = file.cost.unwrap_or_default();
                files.push(file);
            }
        }
    }
    let mut stands = Vec::new();
    for (number, booth) in fair.booths.iter().enumerate().filter(|(_, booth)| wanted(&booth.id)) {
        let cost = place.booth(booth, &mut files);
        stands.push(Stand { booth: number, cost });
    }
    if only.is_none() && fair.models.is_empty() {
        let mut out = Findings::default();
        for (number, own) in halls.into_iter().enumerate() {
            hall::tell(&fair, number, own, &stands, &mut out);
        }
        let found = whole_file(place.name("fair.toml"), out, None);
        if !found.findings.is_empty() {
            files.insert(0, found);
        }
    }
    place.letters(&fair, only, &mut files);
    Ok(Report { files })
}

/// A fair that was opened.
struct Place<'a> {
    root: &'a Path,
    source: &'a std::sync::Arc<Source>,
    limits: &'a Limits,
    tell: &'a dyn Fn(&str),
}

impl Place<'_> {
    fn name(&self, name: &str) -> String {
        self.root.join(name).display().to_string()
    }

    /// The fonts that a fair names, and what no font has of its texts, or of those of one booth.
    fn letters(&self, fair: &Fair, only: Option<&str>, files: &mut Vec<File>) {
        let mut tell = |file: &str, findings: Vec<Finding>| {
            let name = self.name(file);
            match files.iter_mut().find(|file| file.name == name) {
                Some(file) => {
                    file.findings.extend(findings);
                    file.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
                }
                None => files.push(File { name, findings, more: Vec::new(), cost: None }),
            }
        };
        let own = only.map(|id| format!("booths/{id}/"));
        let names = glyphs::names(self.source, fair, self.limits.bytes);
        let wanted = glyphs::wanted(fair, &names, |file| own.as_ref().is_none_or(|own| file.starts_with(own)));
        let fonts = glyphs::fonts(self.source, fair);
        // Those of a packed fair are in one already.
        let packed = Some(fair.glyphs.bytes()).filter(|bytes| !bytes.is_empty());
        let all: Vec<&[u8]> = fonts.files.iter().map(Vec::as_slice).chain(packed).collect();
        for (file, findings) in glyphs::lacking(&wanted, &all) {
            tell(&file, findings);
        }
        for (file, findings) in fonts.wrong {
            tell(&file, findings);
        }
    }

    /// A model's file, and its document as far as it can be read.
    fn named(&self, model: &str) -> (File, Option<Json>) {
        let name = self.name(model);
        (self.tell)(&name);
        match self.source.read(model, self.limits.bytes) {
            Ok(bytes) => named_file(name, &bytes, &Beside(self.source.beside(model)), self.limits, None),
            Err(error) => {
                let mut out = Findings::default();
                out.add(&FILE_MISSING, "", values!["file" => model, "why" => error]);
                (whole_file(name, out, None), None)
            }
        }
    }

    /// The pictures of a poster. What is wrong with one is said of its file, not of the model that it becomes.
    fn poster(&self, poster: &Poster) -> Vec<File> {
        let film = poster.film.as_ref().map(|film| film.file.as_str());
        let one = |file: &String| {
            let name = self.name(file);
            (self.tell)(&name);
            let mut out = Findings::default();
            let mut cost = None;
            let read = if film == Some(file) {
                // What is wrong with the film is said of it.
                let still = media::video::still(file, media::video::plain(self.source, file));
                Ok(still.unwrap_or_else(|_| media::video::dark()))
            } else {
                self.source.read(file, media::PICTURE_BYTES)
            };
            if let Some((seen, bytes)) = picture(file, read, &mut out) {
                let part = media::filled(poster, seen);
                if part < 1.0 {
                    let percent = format!("{:.0}", part * 100.0);
                    out.add(&PICTURE_SHAPE, "", values!["file" => file, "percent" => percent]);
                }
                cost = self.drawn(file, &bytes, seen, &mut out);
            }
            whole_file(name, out, cost)
        };
        poster.files.iter().map(one).collect()
    }

    /// What a picture costs as a part of the booth; tells whether it can be drawn at all.
    fn drawn(&self, file: &str, bytes: &[u8], seen: media::Seen, out: &mut Findings) -> Option<Cost> {
        let model = media::one(file, bytes, seen);
        let checked = model_file(self.name(file), &model, &NoFiles, self.limits, None);
        if let Some(bad) = checked.findings.iter().find(|finding| finding.severity >= super::Severity::Error) {
            let (why, _) = bad.sentences(crate::fair::Lang::En);
            let why = why.trim_end_matches('.');
            out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => why]);
        }
        checked.cost
    }

    /// A picture of a product's card, which takes nothing of the hall.
    fn card(&self, file: &str) -> File {
        let name = self.name(file);
        (self.tell)(&name);
        let mut out = Findings::default();
        if let Some((seen, bytes)) = picture(file, self.source.read(file, media::PICTURE_BYTES), &mut out) {
            self.drawn(file, &bytes, seen, &mut out);
        }
        whole_file(name, out, None)
    }

    /// The film of a video wall.
    fn film(&self, film: &Film) -> File {
        let name = self.name(&film.file);
        (self.tell)(&name);
        File { name, findings: check_video(&film.file, self.source), more: Vec::new(), cost: None }
    }

    /// Which language the captions of a file lack somewhere.
    fn captions(out: &mut Findings, at: String, file: &str, captions: &[Caption]) {
        for (language, other) in [("zh", Lang::En), ("en", Lang::Zh)] {
            let lacks = |caption: &Caption| match other {
                Lang::En => caption.text.zh.is_empty() && !caption.text.en.is_empty(),
                Lang::Zh => caption.text.en.is_empty() && !caption.text.zh.is_empty(),
            };
            if captions.iter().any(lacks) {
                let what = format!("caption of {file}");
                out.add(&TEXT_ONE_LANGUAGE, at.clone(), values!["what" => what, "language" => language]);
            }
        }
    }

    /// The file of a sound.
    fn sound(&self, sound: &Sound) -> File {
        let name = self.name(&sound.file);
        (self.tell)(&name);
        let findings = check_sound(&sound.file, &self.source.read(&sound.file, media::sound::SOUND_BYTES));
        File { name, findings, more: Vec::new(), cost: None }
    }

    /// A booth's models, and what they cost together.
    fn booth(&self, booth: &Booth, files: &mut Vec<File>) -> Cost {
        let mut out = Findings::default();
        for (language, text) in [("zh", &booth.title.zh), ("en", &booth.title.en)] {
            if text.is_empty() {
                out.add(&TEXT_ONE_LANGUAGE, "", values!["what" => "title", "language" => language]);
            }
        }
        if booth.model.is_none() {
            out.add(&BOOTH_NO_MODEL, "", vec![]);
        }
        let mut cost = Cost::default();
        let mut models: Vec<&str> = booth.model.as_deref().into_iter().collect();
        models.extend(booth.products.iter().map(|product| product.model.as_str()));
        models.dedup();
        let mut own = Vec::new();
        if booth.model.is_none() {
            answers(&booth.reactions, booth.counter.as_ref(), None, &mut out);
        }
        for model in models {
            let (file, root) = self.named(model);
            if booth.model.as_deref() == Some(model) {
                answers(&booth.reactions, booth.counter.as_ref(), Some((model, root.as_ref())), &mut out);
            }
            cost.add(file.cost.unwrap_or_default());
            own.push(file);
        }
        for poster in &booth.posters {
            for file in self.poster(poster) {
                cost.add(file.cost.unwrap_or_default());
                own.push(file);
            }
        }
        for file in booth.products.iter().flat_map(|product| &product.pictures) {
            if !own.iter().any(|known| known.name == self.name(file)) {
                own.push(self.card(file));
            }
        }
        for (index, film) in booth.posters.iter().filter_map(|poster| poster.film.as_ref()).enumerate() {
            Place::captions(&mut out, format!("/videos/{index}"), &film.file, &film.captions);
            let found = self.film(film);
            match own.iter_mut().find(|file| file.name == found.name) {
                // Its first picture was looked at before.
                Some(file) => file.findings.extend(found.findings),
                None => own.push(found),
            }
        }
        for (index, sound) in booth.sounds.iter().enumerate() {
            Place::captions(&mut out, format!("/sounds/{index}"), &sound.file, &sound.captions);
            if !own.iter().any(|file| file.name == self.name(&sound.file)) {
                own.push(self.sound(sound));
            }
        }
        cost.tell(&BOOTH, &mut out);
        files.push(whole_file(self.name(&format!("booths/{}/booth.toml", booth.id)), out, Some(cost)));
        files.extend(own);
        cost
    }
}

/// Whether a model has what reactions and a counter name of it. Of one that cannot be read more is said elsewhere.
fn answers(
    reactions: &[Reaction],
    counter: Option<&Counter>,
    model: Option<(&str, Option<&Json>)>,
    out: &mut Findings,
) {
    let node = counter.and_then(|counter| if let Counter::Node(node) = counter { Some(node) } else { None });
    if reactions.is_empty() && node.is_none() {
        return;
    }
    let Some((model, root)) = model else { return out.add(&REACTION_NO_MODEL, "", vec![]) };
    let Some(root) = root else { return };
    let names = |list: &str| -> Vec<&str> {
        let all = root.get(list).and_then(Json::list).unwrap_or_default();
        all.iter().filter_map(|one| one.get("name")?.text()).collect()
    };
    let known = names("animations");
    for (index, reaction) in reactions.iter().enumerate() {
        if !known.contains(&reaction.animation.as_str()) {
            let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
            let at = format!("/reaction/{index}");
            out.add(&REACTION_MISSING, at, values!["name" => reaction.animation, "model" => model, "known" => known]);
        }
    }
    if let Some(node) = node.filter(|node| !names("nodes").contains(&node.as_str())) {
        out.add(&COUNTER_MISSING, "/counter", values!["name" => node, "model" => model]);
    }
}

/// A picture's head and bytes, or what is wrong with them.
fn picture(
    file: &str,
    read: Result<Vec<u8>, crate::fetch::FetchError>,
    out: &mut Findings,
) -> Option<(media::Seen, Vec<u8>)> {
    match read.map(|bytes| (media::picture(file, &bytes), bytes)) {
        Ok((Ok(seen), bytes)) => return Some((seen, bytes)),
        Ok((Err(PosterError::Format { .. }), _)) => out.add(&PICTURE_FORMAT, "", values!["file" => file]),
        Ok((Err(PosterError::Large { width, height, .. }), _)) => {
            let values = values!["file" => file, "width" => width, "height" => height, "limit" => media::SIDE];
            out.add(&PICTURE_TOO_LARGE, "", values);
        }
        Ok((Err(error), _)) => out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => error]),
        Err(error) if error.is_missing() => out.add(&FILE_MISSING, "", values!["file" => file, "why" => error]),
        Err(error) => out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => error]),
    }
    None
}

/// Files beside a model of the fair.
struct Beside(crate::fetch::SubFolder);

impl Files for Beside {
    fn read(&self, name: &str, limit: u64) -> io::Result<Vec<u8>> {
        self.0.read(name, limit)
    }
}

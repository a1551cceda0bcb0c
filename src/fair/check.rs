//! From the keys of a file to the fair's own types, with every value checked. Errors are sentences without a file's
//! name; the caller knows the file.

use std::collections::HashSet;

use glam::{Vec2, Vec3, vec2};

use super::form::{
    BoothForm, CaptionForm, DocumentForm, FontForm, HallForm, PassageForm, PosterForm, ProductForm, SignForm,
    SoundForm, SunForm, VideoForm,
};
use super::{
    Booth, Caption, Contact, Document, Film, Font, Hall, Layout, Link, Name, PackedModel, Page, Passage, Plot, Poster,
    Product, Sign, Sound, Sun, Text, Zone,
};
use super::{passages, plots, reactions};

pub(super) const MAX_BOOTHS: usize = 2000;
pub(super) const MAX_PRODUCTS: usize = 200;
pub(super) const MAX_HALLS: usize = 100;
const MAX_FONTS: usize = 8;
/// Documents of one product.
const MAX_DOCUMENTS: usize = 8;
/// Posters and picture walls of one booth.
const MAX_POSTERS: usize = 16;
/// Pictures of one of them, and of one product.
const MAX_PICTURES: usize = 12;
/// Longest side of one, metres.
const LARGEST_POSTER: f32 = 20.0;
/// How long a picture is shown before the next takes its place, seconds. Quicker ones would flicker.
const TURN: std::ops::RangeInclusive<f32> = 3.0..=600.0;
/// Of a frame that says nothing of its colour.
const FRAME: [u8; 3] = [0x26, 0x29, 0x2e];
/// What a video wall without a frame says of it.
pub(super) const BARE: &str = "none";
/// Video walls of one booth.
const MAX_VIDEOS: usize = 8;
/// Sounds of one booth.
const MAX_SOUNDS: usize = 8;
/// Captions of one of them.
const MAX_CAPTIONS: usize = 200;
/// How loud a sound may be made, decibels.
const GAIN: std::ops::RangeInclusive<f32> = -60.0..=12.0;
/// Where a sound is as loud as it gets, and where it ends, if nothing is said of it, and the farthest that it may end.
const RADIUS: f32 = 1.0;
const SILENT: f32 = 8.0;
const FARTHEST: f32 = 60.0;
const MAX_TITLE: usize = 200;
const MAX_SUMMARY: usize = 2000;
/// Farthest place and longest side, metres.
const FAR: f32 = 10_000.0;

pub(super) type Check<T> = Result<T, String>;

pub(super) fn id(what: &str, id: &str) -> Check<String> {
    let fits = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits {
        Ok(id.to_owned())
    } else {
        let shown: String = id.chars().take(80).collect();
        Err(format!("{what}: id {shown:?} must be 1 to 64 of the letters a-z, A-Z, 0-9, '-' and '_'"))
    }
}

pub(super) fn words(what: &str, text: &str, longest: usize) -> Check<()> {
    let length = text.chars().count();
    if length > longest {
        return Err(format!("{what} is {length} characters long; {longest} are allowed"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(format!("{what} holds a control character"));
    }
    Ok(())
}

/// A title: needed, in one language at least.
pub(super) fn title(what: &str, text: Text) -> Check<Text> {
    if text.is_empty() {
        return Err(format!("{what}: title needs zh or en"));
    }
    words(&format!("{what}: title.zh"), &text.zh, MAX_TITLE)?;
    words(&format!("{what}: title.en"), &text.en, MAX_TITLE)?;
    Ok(text)
}

fn summary(what: &str, text: Text) -> Check<Text> {
    words(&format!("{what}: summary.zh"), &text.zh, MAX_SUMMARY)?;
    words(&format!("{what}: summary.en"), &text.en, MAX_SUMMARY)?;
    Ok(text)
}

pub(super) fn number(what: &str, value: f32) -> Check<f32> {
    if value.is_finite() && value.abs() <= FAR {
        Ok(value)
    } else {
        Err(format!("{what} is {value}; a number from -{FAR} to {FAR} is needed"))
    }
}

pub(super) fn place<const N: usize>(what: &str, values: [f32; N]) -> Check<[f32; N]> {
    for value in values {
        number(what, value)?;
    }
    Ok(values)
}

fn size(what: &str, values: [f32; 2]) -> Check<Vec2> {
    place(what, values)?;
    if values.iter().any(|value| *value <= 0.0) {
        return Err(format!("{what} is {} by {}; both must be more than 0", values[0], values[1]));
    }
    Ok(Vec2::from(values))
}

/// `#rrggbb` or `#rgb`.
pub(super) fn color(what: &str, text: &str) -> Check<[u8; 3]> {
    let wrong = || format!("{what}: colour {:?} must look like #2a6fdb", text.chars().take(20).collect::<String>());
    let digits = text.strip_prefix('#').ok_or_else(wrong)?;
    // The parser below would take a sign.
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let value = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
    match digits.len() {
        6 => Ok([(value >> 16) as u8, (value >> 8) as u8, value as u8]),
        3 => Ok([(value >> 8 & 15) as u8 * 17, (value >> 4 & 15) as u8 * 17, (value & 15) as u8 * 17]),
        _ => Err(wrong()),
    }
}

/// A path of a file, `folder` being where the file that names it lies; `/` at its start means the fair's root.
pub(super) fn path(what: &str, folder: &str, path: &str) -> Check<String> {
    let rest = path.strip_prefix('/');
    let inside = rest.unwrap_or(path);
    let plain = !inside.is_empty()
        && inside.len() <= 500
        && !inside.contains([':', '\\'])
        && !inside.chars().any(char::is_control)
        && inside.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    if !plain {
        let shown: String = path.chars().take(80).collect();
        return Err(format!("{what}: {shown:?} must be a file's name inside the fair, with '/' between folders"));
    }
    Ok(match rest {
        Some(rest) => rest.to_owned(),
        None if folder.is_empty() => path.to_owned(),
        None => format!("{folder}/{path}"),
    })
}

/// Fonts, each with what the credits page says of it.
pub(super) fn fonts(forms: Vec<FontForm>) -> Check<Vec<Font>> {
    if forms.len() > MAX_FONTS {
        return Err(format!("{} fonts; {MAX_FONTS} are allowed", forms.len()));
    }
    let one = |form: FontForm| {
        let file = path("font: file", "", &form.file)?;
        if form.credit.title.trim().is_empty() || form.credit.licence.trim().is_empty() {
            return Err(format!("font {file:?}: its credit needs title and licence"));
        }
        Ok(Font { file, credit: form.credit })
    };
    forms.into_iter().map(one).collect()
}

pub(super) fn sun(form: Option<SunForm>) -> Check<Sun> {
    let mut sun = Sun::default();
    let Some(form) = form else { return Ok(sun) };
    if let Some(direction) = form.direction {
        sun.direction =
            Vec3::from(place("sun: direction", direction)?).try_normalize().ok_or("sun: direction must not be zero")?;
    }
    if let Some(color) = form.color {
        sun.color = Vec3::from(place("sun: color", color)?);
    }
    if let Some(intensity) = form.intensity {
        sun.intensity = number("sun: intensity", intensity)?;
    }
    if sun.color.min_element() < 0.0 || sun.intensity < 0.0 {
        return Err("sun: color and intensity must not be negative".into());
    }
    Ok(sun)
}

/// The halls with their zones, plots and passages; plot ids are unique over all halls, because booths name only the plot.
pub(super) fn halls(forms: Vec<HallForm>) -> Check<Vec<Hall>> {
    if forms.is_empty() {
        return Err("at least one [[hall]] is needed".into());
    }
    if forms.len() > MAX_HALLS {
        return Err(format!("{} halls; {MAX_HALLS} are allowed", forms.len()));
    }
    let mut halls: Vec<Hall> = Vec::with_capacity(forms.len());
    let mut plot_ids = HashSet::new();
    // A passage may lead to a hall that comes later.
    let ids: Vec<String> = forms.iter().map(|form| form.id.clone()).collect();
    for form in forms {
        let hall = hall(form, &ids)?;
        if halls.iter().any(|other| other.id == hall.id) {
            return Err(format!("two halls have the id {:?}", hall.id));
        }
        for plot in &hall.plots {
            if !plot_ids.insert(plot.id.clone()) {
                return Err(format!("two plots have the id {:?}; plot ids are unique over all halls", plot.id));
            }
        }
        halls.push(hall);
    }
    passages::check(&halls)?;
    Ok(halls)
}

/// Where a passage leads, and from where; `ids` are those of all halls.
fn passage(form: PassageForm, number: usize, hall: &str, ids: &[String]) -> Check<Passage> {
    let what = format!("{hall}: passage {number}");
    let to = ids.iter().position(|id| *id == form.to).ok_or_else(|| {
        let to: String = form.to.chars().take(80).collect();
        format!("{what}: no hall has the id {to:?}")
    })?;
    let position = Vec2::from(place(&format!("{what}: position"), form.position)?);
    Ok(Passage { to, position, yaw: self::number(&format!("{what}: yaw"), form.yaw)? })
}

fn hall(form: HallForm, ids: &[String]) -> Check<Hall> {
    let id = id("hall", &form.id)?;
    let what = format!("hall {id:?}");
    let size = size(&format!("{what}: size"), form.size)?;
    let mut zones: Vec<Zone> = Vec::with_capacity(form.zone.len());
    for zone in form.zone {
        let zone_id = self::id("zone", &zone.id)?;
        if zones.iter().any(|other| other.id == zone_id) {
            return Err(format!("{what}: two zones have the id {zone_id:?}"));
        }
        let in_zone = format!("{what}: zone {zone_id:?}");
        let color = color(&in_zone, &zone.color)?;
        zones.push(Zone { title: title(&in_zone, zone.title)?, id: zone_id, color });
    }
    if form.plot.len() > MAX_BOOTHS {
        return Err(format!("{what}: {} plots; {MAX_BOOTHS} are allowed", form.plot.len()));
    }
    let mut plots = Vec::with_capacity(form.plot.len());
    for plot in form.plot {
        let plot_id = self::id("plot", &plot.id)?;
        let in_plot = format!("{what}: plot {plot_id:?}");
        if let Some(zone) = &plot.zone
            && !zones.iter().any(|known| known.id == *zone)
        {
            return Err(format!("{in_plot}: zone {zone:?} is not in this hall"));
        }
        plots.push(Plot {
            zone: plot.zone,
            position: Vec2::from(place(&format!("{in_plot}: position"), plot.position)?),
            yaw: number(&format!("{in_plot}: yaw"), plot.yaw)?,
            size: self::size(&format!("{in_plot}: size"), plot.size)?,
            id: plot_id,
        });
    }
    plots::check(&what, size, &plots)?;
    let spawn = match form.spawn {
        Some(spawn) => (
            Vec2::from(place(&format!("{what}: spawn"), spawn.position)?),
            number(&format!("{what}: spawn"), spawn.yaw)?,
        ),
        // Just inside of the front wall, facing the hall.
        None => (vec2(0.0, size.y * 0.5 - (size.y * 0.1).min(1.0)), 0.0),
    };
    if spawn.0.abs().cmpgt(size * 0.5).any() {
        return Err(format!("{what}: spawn lies outside of the hall"));
    }
    let most = passages::MAX_PASSAGES;
    if form.passage.len() > most {
        return Err(format!("{what}: {} passages; {most} are allowed", form.passage.len()));
    }
    let passages: Vec<Passage> =
        (1..).zip(form.passage).map(|(number, one)| passage(one, number, &what, ids)).collect::<Check<_>>()?;
    if let Some(number) = passages.iter().position(|one| ids.get(one.to) == Some(&id)) {
        return Err(format!("{what}: passage {} leads to this hall itself", number + 1));
    }
    let model = form.model.map(|model| path(&format!("{what}: model"), "", &model)).transpose()?;
    let proxies = form.proxies.map(|name| sound(&what, name)).transpose()?;
    let reactions = reactions::reactions(&format!("{what}: reaction"), form.reaction)?;
    Ok(Hall { title: title(&what, form.title)?, id, model, size, spawn, zones, plots, reactions, passages, proxies })
}

/// The name of a piece that is one.
pub(super) fn sound(what: &str, name: Name) -> Check<Name> {
    if name.is_sound() {
        return Ok(name);
    }
    let short: String = name.piece.chars().take(100).collect();
    Err(format!(
        "{what}: {short:?} is no piece: 64 hexadecimal digits and .glb, .bin, .ktx2, .ogg, .ttf or .json are needed"
    ))
}

/// A packed model whose files can be asked for.
pub(super) fn packed(path: &str, model: &PackedModel) -> Check<()> {
    let what = format!("model {path:?}");
    for name in model.names() {
        sound(&what, name.clone())?;
    }
    if model.levels.is_empty() || model.levels.iter().any(|level| level.files.is_empty()) {
        return Err(format!("{what}: it has no level, or a level has no file"));
    }
    if model.textures.iter().any(|texture| texture.rungs.is_empty()) {
        return Err(format!("{what}: a texture has no levels"));
    }
    let finite = model.bounds.iter().flatten().all(|value| value.is_finite());
    if !finite { Err(format!("{what}: its bounds are no numbers")) } else { Ok(()) }
}

/// Where a plot is, as indices of hall and plot.
pub(super) fn find_plot(halls: &[Hall], id: &str) -> Option<(usize, usize)> {
    halls
        .iter()
        .enumerate()
        .find_map(|(hall, h)| h.plots.iter().position(|plot| plot.id == id).map(|plot| (hall, plot)))
}

/// A booth without its products; `folder` is the booth's.
pub(super) fn booth<P>(form: BoothForm<P>, folder: &str, halls: &[Hall]) -> Check<(Booth, Option<Vec<P>>)> {
    let id = id("booth", &form.id)?;
    let (hall, plot) = find_plot(halls, &form.plot).ok_or_else(|| {
        format!("plot {:?} is in no hall of this fair", form.plot.chars().take(80).collect::<String>())
    })?;
    let here = &halls[hall].plots[plot];
    let zone = here.zone.as_ref().and_then(|zone| halls[hall].zones.iter().find(|known| known.id == *zone));
    let sign = sign(form.sign, Sign::fascia(here.size, zone))?;
    for tag in &form.languages {
        if !(2..=20).contains(&tag.len()) || !tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(format!("languages: {tag:?} is no language tag such as zh or en-GB"));
        }
    }
    let mut posters = posters(form.posters, &id, folder)?;
    posters.extend(videos(form.videos, &id, folder)?);
    let booth = Booth {
        id,
        hall,
        plot,
        title: title("booth", form.title)?,
        summary: summary("booth", form.summary)?,
        model: form.model.map(|model| path("model", folder, &model)).transpose()?,
        sign,
        products: Vec::new(),
        posters,
        sounds: sounds(form.sounds, folder)?,
        reactions: reactions::reactions("reaction", form.reaction)?,
        counter: form.counter.map(reactions::counter).transpose()?,
        languages: form.languages,
        contacts: form.contacts.into_iter().map(contact).collect::<Check<_>>()?,
        links: form.links.into_iter().map(link).collect::<Check<_>>()?,
    };
    Ok((booth, form.products))
}

fn posters(forms: Vec<PosterForm>, booth: &str, folder: &str) -> Check<Vec<Poster>> {
    if forms.len() > MAX_POSTERS {
        return Err(format!("posters: there are {}; {MAX_POSTERS} are allowed", forms.len()));
    }
    (1..).zip(forms).map(|(number, form)| poster(form, number, booth, folder)).collect()
}

fn poster(form: PosterForm, number: usize, booth: &str, folder: &str) -> Check<Poster> {
    let what = format!("posters: {number}");
    let files = match (form.file, form.files) {
        (Some(file), files) if files.is_empty() => vec![file],
        (None, files) if !files.is_empty() => files,
        _ => return Err(format!("{what}: either file = \"…\" or files = [\"…\"] is needed")),
    };
    if files.len() > MAX_PICTURES {
        return Err(format!("{what}: {} files; {MAX_PICTURES} are allowed", files.len()));
    }
    let layout = match (form.columns, form.seconds) {
        (Some(_), Some(_)) => {
            return Err(format!("{what}: columns sets pictures side by side, seconds one after the other; not both"));
        }
        (_, Some(seconds)) if !TURN.contains(&seconds) => {
            return Err(format!("{what}: seconds is {seconds}; {} to {} is allowed", TURN.start(), TURN.end()));
        }
        (_, Some(seconds)) => Layout::Turns(seconds),
        (Some(columns), _) if !(1..=files.len() as u32).contains(&columns) => {
            return Err(format!("{what}: {columns} columns for {} files", files.len()));
        }
        (columns, _) => Layout::Grid(columns.unwrap_or(files.len() as u32)),
    };
    let size = size(&format!("{what}: size"), form.size)?;
    if size.max_element() > LARGEST_POSTER {
        return Err(format!("{what}: size is {} by {}; {LARGEST_POSTER} m a side are allowed", size.x, size.y));
    }
    Ok(Poster {
        model: format!("booths/{booth}/posters/{number}"),
        files: files.iter().map(|file| path(&what, folder, file)).collect::<Check<_>>()?,
        position: Vec3::from(place(&format!("{what}: position"), form.position)?),
        yaw: self::number(&format!("{what}: yaw"), form.yaw)?,
        size,
        layout,
        frame: form.frame.map_or(Ok(FRAME), |frame| color(&format!("{what}: frame"), &frame))?,
        film: None,
    })
}

fn videos(forms: Vec<VideoForm>, booth: &str, folder: &str) -> Check<Vec<Poster>> {
    if forms.len() > MAX_VIDEOS {
        return Err(format!("videos: there are {}; {MAX_VIDEOS} are allowed", forms.len()));
    }
    (1..).zip(forms).map(|(number, form)| video(form, number, booth, folder)).collect()
}

fn video(form: VideoForm, number: usize, booth: &str, folder: &str) -> Check<Poster> {
    let what = format!("videos: {number}");
    let size = size(&format!("{what}: size"), form.size)?;
    if size.max_element() > LARGEST_POSTER {
        return Err(format!("{what}: size is {} by {}; {LARGEST_POSTER} m a side are allowed", size.x, size.y));
    }
    let (radius, far) = reach(&what, form.radius, form.far)?;
    let film = Film {
        file: path(&what, folder, &form.file)?,
        bare: form.frame.as_deref() == Some(BARE),
        gain: gain(&what, form.gain)?,
        radius,
        far,
        repeat: form.repeat,
        captions: captions(&what, form.captions)?,
    };
    let frame = form.frame.filter(|_| !film.bare);
    let still = form.poster.map(|poster| path(&format!("{what}: poster"), folder, &poster)).transpose()?;
    Ok(Poster {
        model: format!("booths/{booth}/videos/{number}"),
        files: vec![still.unwrap_or_else(|| film.file.clone())],
        position: Vec3::from(place(&format!("{what}: position"), form.position)?),
        yaw: self::number(&format!("{what}: yaw"), form.yaw)?,
        size,
        layout: Layout::Grid(1),
        frame: frame.map_or(Ok(FRAME), |frame| color(&format!("{what}: frame"), &frame))?,
        film: Some(film),
    })
}

fn gain(what: &str, gain: f32) -> Check<f32> {
    if GAIN.contains(&gain) {
        Ok(gain)
    } else {
        Err(format!("{what}: gain is {gain} dB; {} to {} is allowed", GAIN.start(), GAIN.end()))
    }
}

/// Where something is as loud as it gets, and from where on it is silent.
fn reach(what: &str, radius: Option<f32>, far: Option<f32>) -> Check<(f32, f32)> {
    let far = number(&format!("{what}: far"), far.unwrap_or(SILENT.max(radius.unwrap_or_default() * 2.0)))?;
    let radius = number(&format!("{what}: radius"), radius.unwrap_or(RADIUS.min(far * 0.5)))?;
    if radius < 0.1 || far < radius + 0.1 || far > FARTHEST {
        return Err(format!(
            "{what}: radius is {radius} m and far is {far} m; 0.1 or more, and from there to {FARTHEST} is allowed"
        ));
    }
    Ok((radius, far))
}

fn sounds(forms: Vec<SoundForm>, folder: &str) -> Check<Vec<Sound>> {
    if forms.len() > MAX_SOUNDS {
        return Err(format!("sounds: there are {}; {MAX_SOUNDS} are allowed", forms.len()));
    }
    (1..).zip(forms).map(|(number, form)| one_sound(form, number, folder)).collect()
}

fn one_sound(form: SoundForm, number: usize, folder: &str) -> Check<Sound> {
    let what = format!("sounds: {number}");
    let (radius, far) = reach(&what, form.radius, form.far)?;
    Ok(Sound {
        file: path(&what, folder, &form.file)?,
        position: Vec3::from(place(&format!("{what}: position"), form.position)?),
        gain: gain(&what, form.gain)?,
        radius,
        far,
        repeat: form.repeat,
        captions: captions(&what, form.captions)?,
    })
}

fn captions(what: &str, forms: Vec<CaptionForm>) -> Check<Vec<Caption>> {
    if forms.len() > MAX_CAPTIONS {
        return Err(format!("{what}: {} captions; {MAX_CAPTIONS} are allowed", forms.len()));
    }
    let what = format!("{what}: captions");
    let one = |form: CaptionForm| {
        words(&format!("{what}: zh"), &form.zh, MAX_TITLE)?;
        words(&format!("{what}: en"), &form.en, MAX_TITLE)?;
        Ok(Caption { at: number(&format!("{what}: at"), form.at)?, text: Text { zh: form.zh, en: form.en } })
    };
    let captions = forms.into_iter().map(one).collect::<Check<Vec<_>>>()?;
    if captions.first().is_some_and(|first| first.at < 0.0) || captions.windows(2).any(|pair| pair[0].at >= pair[1].at)
    {
        return Err(format!("{what}: at counts seconds from 0, each later than the one before"));
    }
    Ok(captions)
}

fn contact(contact: Contact) -> Check<Contact> {
    let role = title("contacts: role", contact.role)?;
    words("contacts: email", &contact.email, MAX_TITLE)?;
    words("contacts: phone", &contact.phone, MAX_TITLE)?;
    Ok(Contact { role, ..contact })
}

fn link(link: Link) -> Check<Link> {
    words("links: url", &link.url, MAX_SUMMARY)?;
    if !link.url.starts_with("https://") && !link.url.starts_with("http://") {
        return Err(format!("links: {:?} must begin with https:// or http://", link.url));
    }
    Ok(Link { title: title("links", link.title)?, ..link })
}

fn sign(form: Option<SignForm>, mut sign: Sign) -> Check<Sign> {
    let Some(form) = form else { return Ok(sign) };
    if let Some(position) = form.position {
        sign.position = Vec3::from(place("sign: position", position)?);
    }
    if let Some(yaw) = form.yaw {
        sign.yaw = number("sign: yaw", yaw)?;
    }
    if let Some(values) = form.size {
        sign.size = size("sign: size", values)?;
    }
    if let Some(text) = form.color {
        sign.color = color("sign: color", &text)?;
    }
    if let Some(text) = form.background {
        sign.background = color("sign: background", &text)?;
    }
    Ok(sign)
}

/// A product; `folder` is its own.
pub(super) fn product(form: ProductForm, folder: &str) -> Check<Product> {
    let id = id("product", &form.id)?;
    let what = format!("product {id:?}");
    let scale = number(&format!("{what}: scale"), form.scale)?;
    if !(1e-4..=1e4).contains(&scale) {
        return Err(format!("{what}: scale is {scale}; 0.0001 to 10000 is allowed"));
    }
    Ok(Product {
        title: title(&what, form.title)?,
        summary: summary(&what, form.summary)?,
        model: path(&format!("{what}: model"), folder, &form.model)?,
        position: Vec3::from(place(&format!("{what}: position"), form.position)?),
        yaw: number(&format!("{what}: yaw"), form.yaw)?,
        scale,
        pictures: pictures(&what, &form.pictures, folder)?,
        documents: documents(&what, form.documents, folder)?,
        id,
    })
}

fn pictures(what: &str, files: &[String], folder: &str) -> Check<Vec<String>> {
    let what = format!("{what}: pictures");
    if files.len() > MAX_PICTURES {
        return Err(format!("{what}: there are {}; {MAX_PICTURES} are allowed", files.len()));
    }
    files.iter().map(|file| path(&what, folder, file)).collect()
}

fn documents(what: &str, forms: Vec<DocumentForm>, folder: &str) -> Check<Vec<Document>> {
    let what = format!("{what}: documents");
    if forms.len() > MAX_DOCUMENTS {
        return Err(format!("{what}: there are {}; {MAX_DOCUMENTS} are allowed", forms.len()));
    }
    let one = |form: DocumentForm| {
        let file = path(&what, folder, &form.file)?;
        let pdf = file.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pdf"));
        let file = if pdf { Ok(file) } else { Err(format!("{what}: {file:?} is no .pdf")) }?;
        Ok(Document { title: title(&what, form.title)?, file })
    };
    forms.into_iter().map(one).collect()
}

/// Pages whose files can be asked for.
pub(super) fn pages(path: &str, pages: &[Page]) -> Check<()> {
    let what = format!("document {path:?}");
    for page in pages {
        for name in page.texture.names() {
            sound(&what, name.clone())?;
        }
        if page.texture.rungs.is_empty() || !page.size.iter().all(|side| side.is_finite() && *side > 0.0) {
            return Err(format!("{what}: a page has no levels or no size"));
        }
    }
    Ok(())
}

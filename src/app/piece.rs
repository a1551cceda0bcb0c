//! The pieces a fair is made of, and the work each takes on a worker thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use glam::{Mat4, Quat, Vec2, Vec3};

use super::inspect::{self, Study};
use super::packed;
use super::signs::LESS;
use crate::fair::{Booth, Fair, Lang, Poster, Product};
use crate::fetch::{Source, SubFolder};
use crate::media::{self, video};
use crate::model::{self, Aabb, Model, NoFiles, Options};
use crate::panel;
use crate::render::environment::{Environment, Equirect};
use crate::render::{Payload, Pipelines, Shape};
use crate::scene::{Key, Shown};
use crate::visit::{Grid, Placed, Thing, Tool};

/// Largest file of an environment that is read.
const FILE_LIMIT: u64 = 512 << 20;

/// One thing that is loaded and placed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Piece {
    Environment,
    /// The light of a fair that has none of its own, or whose own cannot be had.
    Studio,
    Hall(usize),
    /// What a hall without a model stands on.
    Floor(usize),
    /// What stands on a plot until its booth is there.
    Standin(usize),
    Sign(usize),
    /// Of a hall, by its number among [`Fair::gates`].
    Gate(usize, usize),
    /// All models of a hall of a packed fair in their plainest form.
    Proxies(usize),
    Booth(usize),
    /// Booth, product.
    Product(usize, usize),
    /// Booth, poster or picture wall.
    Poster(usize, usize),
    /// A sign with the reason, on the plot of a booth.
    Failed(usize),
    /// The same for [`Fair::broken`].
    Broken(usize),
    KeySheet(Lang),
    Credits(Lang),
    /// One of the two boards of the overlay, which take turns.
    Overlay(usize),
    /// One of the two boards of a panel, likewise.
    Panel(panel::Sheet, usize),
    /// One of the two boards of a film, likewise: with the width and height of its pictures.
    Screen(usize, u32, u32),
    /// Left or right hand.
    Wand(usize),
    /// How many times its true size a product is, by its figure.
    Scale(i16, Lang),
    /// Which tool is at a product.
    Tool(Tool, Lang),
    /// A length in millimetres.
    Length(u32, Lang),
    /// The name of a part: booth, product, node.
    Part(usize, usize, u32, Lang),
    /// What is said: sound, caption.
    Caption(u32, u32, Lang),
    /// What tools must know of a product: booth, product.
    Study(usize, usize),
}

/// How much of a model is wanted. What is not packed comes as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// Good enough from a few metres.
    Near,
    Full,
}

/// What a worker made of a piece.
pub enum Made {
    Environment(Environment),
    Model(Box<ReadyModel>),
    Study(Box<Study>),
}

/// A model in the state the render thread takes it.
pub struct ReadyModel {
    pub shape: Arc<Model>,
    pub payload: Payload,
    /// Where one can walk in it; only for what stands in the hall.
    pub grid: Option<Grid>,
}

/// What workers need beside the piece itself.
#[derive(Clone)]
pub struct Bench {
    pub fair: Arc<Fair>,
    pub source: Arc<Source>,
    pub pipelines: Arc<Pipelines>,
    /// The shapes of target that will be drawn to.
    pub shapes: Vec<Shape>,
    pub lang: Lang,
    pub options: Options,
}

impl model::Files for SubFolder {
    fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, std::io::Error> {
        SubFolder::read(self, name, limit)
    }
}

impl Piece {
    /// Makes the piece; `reason` is what a failed booth's sign says, or what a part is called. A panic in a decoder is an error of this piece
    /// alone.
    pub fn make(self, bench: &Bench, detail: Detail, reason: &str) -> Result<Made> {
        guarded(|| {
            panel::lend(&bench.fair.glyphs);
            self.try_make(bench, detail, reason)
        })
    }

    fn try_make(self, bench: &Bench, detail: Detail, reason: &str) -> Result<Made> {
        let fair = &bench.fair;
        let model = match self {
            Piece::Environment => {
                let Some(path) = &fair.environment else { return Ok(Made::Environment(Environment::studio())) };
                let picture = Equirect::read(&bench.source.read(path, FILE_LIMIT)?).with_context(|| path.clone())?;
                return Ok(Made::Environment(Environment::new(&picture)));
            }
            Piece::Studio => return Ok(Made::Environment(Environment::studio())),
            Piece::Hall(hall) => {
                let path = fair.halls.get(hall).and_then(|hall| hall.model.as_deref());
                load(bench, path.context("the hall has no model")?, detail)?
            }
            Piece::Floor(hall) => panel::floor(fair.halls.get(hall).context("no such hall")?.size),
            Piece::Booth(booth) => {
                let path = fair.booths.get(booth).and_then(|booth| booth.model.as_deref());
                load(bench, path.context("the booth has no model")?, detail)?
            }
            Piece::Product(..) => load(bench, &self.product(fair).context("no such product")?.model, detail)?,
            Piece::Poster(..) => poster(bench, self.poster(fair).context("no such poster")?, detail)?,
            Piece::Proxies(hall) => {
                let name = fair.halls.get(hall).and_then(|hall| hall.proxies.as_ref());
                packed::proxies(&*bench.source, &bench.options, name.context("the hall has no proxies")?)?
            }
            Piece::Standin(booth) => {
                let booth = fair.booths.get(booth).context("no such booth")?;
                let hall = fair.halls.get(booth.hall).context("no such hall")?;
                let plot = hall.plots.get(booth.plot).context("no such plot")?;
                let zone = hall.zones.iter().find(|zone| Some(&zone.id) == plot.zone.as_ref());
                // A model has its own.
                let counter = booth.counter_box(plot).filter(|_| booth.model.is_none());
                panel::standin(plot.size, &booth.title, zone.map_or([120, 130, 140], |zone| zone.color), counter)
            }
            Piece::Sign(booth) => {
                let booth = fair.booths.get(booth).context("no such booth")?;
                let mut model = panel::booth_sign(&booth.title, &booth.sign);
                if detail == Detail::Near {
                    model.images.iter_mut().for_each(|image| image.shrink(LESS));
                }
                model
            }
            Piece::Gate(hall, number) => {
                let open = fair.gates(hall).get(number).is_some_and(|gate| gate.open);
                panel::gate(&panel::gate_title(fair, hall, number), open)
            }
            Piece::Failed(booth) => {
                let title = fair.booths.get(booth).map(|booth| booth.title.clone()).unwrap_or_default();
                panel::error_sign(&title, reason, bench.lang)
            }
            Piece::Broken(index) => {
                let broken = fair.broken.get(index).context("no such booth")?;
                let sign = if fair.is_foyer() { panel::closed_sign } else { panel::error_sign };
                sign(&broken.title, &broken.reason, bench.lang)
            }
            Piece::KeySheet(lang) => panel::key_sheet(lang),
            Piece::Scale(figure, lang) => panel::scale_label(figure, lang),
            Piece::Credits(lang) => panel::credits_around(&fair.credits, lang),
            Piece::Overlay(_) => panel::overlay_board(),
            Piece::Panel(sheet, _) => sheet.board(),
            Piece::Screen(_, width, height) => panel::screen(width, height),
            Piece::Wand(_) => panel::wand(),
            Piece::Tool(tool, lang) => inspect::tool_label(tool, lang).context("a hand has no board")?,
            Piece::Length(millimetres, lang) => panel::length_label(millimetres, lang),
            Piece::Part(..) => panel::part_label(reason),
            Piece::Caption(..) => panel::caption(reason),
            Piece::Study(booth, product) => {
                return Ok(Made::Study(Box::new(Study::make((booth, product), bench)?)));
            }
        };
        let grid = self.grid(fair, &model);
        Ok(Made::Model(Box::new(ready(model, grid, bench))))
    }

    /// Where one can walk in what stands there.
    pub fn grid(self, fair: &Fair, model: &Model) -> Option<Grid> {
        self.footprint(fair).map(|(place, half)| Grid::of_model(model, &place, half))
    }

    /// For what one can walk into: its matrix on the plot (or in the hall), and half of what counts of it there.
    fn footprint(self, fair: &Fair) -> Option<(Mat4, Vec2)> {
        /// Counters and canopies may reach a little over the plot's edge.
        const OVER: f32 = 0.5;
        let half = |hall: usize, plot: usize| Some(fair.halls.get(hall)?.plots.get(plot)?.size * 0.5 + OVER);
        match self {
            Piece::Hall(hall) => Some((Mat4::IDENTITY, fair.halls.get(hall)?.size * 0.5 + OVER)),
            Piece::Booth(index) => {
                let booth = fair.booths.get(index)?;
                Some((Mat4::IDENTITY, half(booth.hall, booth.plot)?))
            }
            Piece::Product(index, _) => {
                let booth = fair.booths.get(index)?;
                Some((on_booth(self.product(fair)?), half(booth.hall, booth.plot)?))
            }
            Piece::Gate(..) => Some((Mat4::IDENTITY, panel::GATE_HALF)),
            _ => None,
        }
    }

    /// The hall in which it stands; what goes with the visitor, and the light, are in all of them.
    pub fn hall(self, fair: &Fair) -> Option<usize> {
        match self {
            Piece::Hall(hall) | Piece::Floor(hall) | Piece::Proxies(hall) | Piece::Gate(hall, _) => Some(hall),
            Piece::Standin(booth) | Piece::Sign(booth) | Piece::Booth(booth) | Piece::Failed(booth) => {
                fair.booths.get(booth).map(|booth| booth.hall)
            }
            Piece::Product(booth, _) | Piece::Poster(booth, _) => fair.booths.get(booth).map(|booth| booth.hall),
            Piece::Broken(index) => fair.broken.get(index)?.place.map(|(hall, _)| hall),
            _ => None,
        }
    }

    /// Where the grid of the piece lies in its hall.
    pub fn place(self, fair: &Fair) -> Placed {
        if let Piece::Gate(hall, number) = self {
            let gate = fair.gates(hall).into_iter().nth(number);
            return gate
                .map_or(Placed::HERE, |gate| Placed { position: gate.position, yaw: gate.inwards().to_radians() });
        }
        let booth = match self {
            Piece::Booth(index) | Piece::Product(index, _) => fair.booths.get(index),
            _ => None,
        };
        let plot = booth.and_then(|booth| fair.halls.get(booth.hall)?.plots.get(booth.plot));
        plot.map_or(Placed::HERE, Placed::plot)
    }

    /// The model of a hall, booth or product.
    pub fn model(self, fair: &Fair) -> Option<&str> {
        match self {
            Piece::Hall(hall) => fair.halls.get(hall)?.model.as_deref(),
            Piece::Booth(booth) => fair.booths.get(booth)?.model.as_deref(),
            Piece::Product(..) => Some(&self.product(fair)?.model),
            Piece::Poster(..) => Some(&self.poster(fair)?.model),
            _ => None,
        }
    }

    /// A product that can be taken, with the box of its model.
    pub fn thing(self, fair: &Fair, bounds: Aabb) -> Option<Thing> {
        let Piece::Product(booth, product) = self else { return None };
        Thing::new((booth, product), bounds, self.matrix(fair), self.product(fair)?.scale)
    }

    /// The same where the plan of a packed fair knows its box.
    pub fn packed_thing(self, fair: &Fair) -> Option<Thing> {
        let [min, max] = fair.models.get(self.model(fair)?)?.bounds.map(Vec3::from);
        self.thing(fair, Aabb { min, max })
    }

    fn product(self, fair: &Fair) -> Option<&Product> {
        match self {
            Piece::Product(booth, product) => fair.booths.get(booth)?.products.get(product),
            _ => None,
        }
    }

    pub fn poster(self, fair: &Fair) -> Option<&Poster> {
        match self {
            Piece::Poster(booth, poster) => fair.booths.get(booth)?.posters.get(poster),
            _ => None,
        }
    }

    /// What an exhibitor sets up beside the booth itself: products and posters.
    pub fn of_booth(index: usize, booth: &Booth) -> impl Iterator<Item = Piece> + use<> {
        let products = (0..booth.products.len()).map(move |product| Piece::Product(index, product));
        products.chain((0..booth.posters.len()).map(move |poster| Piece::Poster(index, poster)))
    }

    /// Where the piece stands in its hall.
    pub fn matrix(self, fair: &Fair) -> Mat4 {
        let plot = |hall: usize, plot: usize| {
            fair.halls.get(hall).and_then(|hall| hall.plots.get(plot)).map_or(Mat4::IDENTITY, |plot| plot.matrix())
        };
        let booth = |index: usize| fair.booths.get(index).map_or(Mat4::IDENTITY, |booth| plot(booth.hall, booth.plot));
        // An error sign stands near the front edge, where the visitor comes by.
        let front = |size: glam::Vec2| Mat4::from_translation(Vec3::new(0.0, 0.0, size.y * 0.5 - 0.6));
        match self {
            Piece::Standin(index) | Piece::Booth(index) => booth(index),
            // A sign knows its place on the booth.
            Piece::Sign(index) => booth(index),
            Piece::Gate(hall, number) => fair.gates(hall).get(number).map_or(Mat4::IDENTITY, |gate| gate.matrix()),
            Piece::Product(index, _) => booth(index) * self.product(fair).map_or(Mat4::IDENTITY, on_booth),
            Piece::Poster(index, _) => {
                let place = |poster: &Poster| {
                    Mat4::from_rotation_translation(Quat::from_rotation_y(poster.yaw.to_radians()), poster.position)
                };
                booth(index) * self.poster(fair).map_or(Mat4::IDENTITY, place)
            }
            Piece::Failed(index) => {
                let place = fair.booths.get(index).map(|booth| (booth.hall, booth.plot));
                let size = place.and_then(|(hall, plot)| Some(fair.halls.get(hall)?.plots.get(plot)?.size));
                booth(index) * front(size.unwrap_or_default())
            }
            Piece::Broken(index) => {
                let place = fair.broken.get(index).and_then(|broken| broken.place);
                let size = place.and_then(|(hall, plot)| Some(fair.halls.get(hall)?.plots.get(plot)?.size));
                place.map_or(Mat4::IDENTITY, |(hall, index)| plot(hall, index) * front(size.unwrap_or_default()))
            }
            Piece::Environment
            | Piece::Studio
            | Piece::Hall(_)
            | Piece::Proxies(_)
            | Piece::Floor(_)
            | Piece::KeySheet(_)
            | Piece::Scale(..)
            | Piece::Tool(..)
            | Piece::Length(..)
            | Piece::Part(..)
            | Piece::Caption(..)
            | Piece::Study(..)
            | Piece::Credits(_)
            | Piece::Overlay(_)
            | Piece::Panel(..)
            | Piece::Screen(..)
            | Piece::Wand(_) => Mat4::IDENTITY,
        }
    }

    /// Pages and hands go with the visitor, and are hidden until they are wanted.
    pub fn is_page(self) -> bool {
        use Piece::{Caption, Credits, KeySheet, Length, Overlay, Panel, Part, Scale, Screen, Tool, Wand};
        let board = matches!(self, Overlay(_) | Panel(..) | Scale(..) | Tool(..) | Length(..) | Part(..) | Caption(..));
        board || matches!(self, KeySheet(_) | Credits(_) | Screen(..) | Wand(_))
    }

    /// Whether the sun's shadow of it is drawn. A sign's is that of what it hangs on, and it grows as one goes away.
    pub fn casts(self) -> bool {
        !self.is_page() && !matches!(self, Piece::Standin(_) | Piece::Sign(_))
    }

    /// What it is, for `errors`.
    pub fn name(self, fair: &Fair) -> String {
        let booth = |index: usize| fair.booths.get(index).map_or("?", |booth| booth.id.as_str());
        match self {
            Piece::Environment => "environment".into(),
            Piece::Studio => "light of the studio".into(),
            Piece::Hall(index) => format!("hall {}", fair.halls.get(index).map_or("?", |hall| hall.id.as_str())),
            Piece::Proxies(index) => {
                format!("proxies of hall {}", fair.halls.get(index).map_or("?", |hall| hall.id.as_str()))
            }
            Piece::Floor(_) => "floor".into(),
            Piece::Standin(index) => format!("stand-in of booth {}", booth(index)),
            Piece::Sign(index) => format!("sign of booth {}", booth(index)),
            Piece::Gate(index, number) => {
                format!("gate {} of hall {}", number + 1, fair.halls.get(index).map_or("?", |hall| hall.id.as_str()))
            }
            Piece::Booth(index) | Piece::Failed(index) => format!("booth {}", booth(index)),
            Piece::Product(index, _) => {
                format!("product {} of booth {}", self.product(fair).map_or("?", |p| p.id.as_str()), booth(index))
            }
            Piece::Poster(index, number) => format!("poster {} of booth {}", number + 1, booth(index)),
            Piece::Broken(index) => format!("booth {}", fair.broken.get(index).map_or("?", |broken| &broken.id)),
            Piece::KeySheet(_) => "key sheet".into(),
            Piece::Scale(..) => "label of a scale".into(),
            Piece::Tool(..) => "label of a tool".into(),
            Piece::Length(..) => "length".into(),
            Piece::Part(..) => "name of a part".into(),
            Piece::Caption(..) => "caption".into(),
            Piece::Study(booth, product) => format!("tools for {}", Piece::Product(booth, product).name(fair)),
            Piece::Credits(_) => "credits".into(),
            Piece::Overlay(_) => "overlay".into(),
            Piece::Panel(..) => "panel".into(),
            Piece::Screen(..) => "pictures of a film".into(),
            Piece::Wand(_) => "hands".into(),
        }
    }
}

fn on_booth(product: &Product) -> Mat4 {
    let rotation = Quat::from_rotation_y(product.yaw.to_radians());
    Mat4::from_scale_rotation_translation(Vec3::splat(product.scale), rotation, product.position)
}

fn poster(bench: &Bench, poster: &Poster, detail: Detail) -> Result<Model> {
    if bench.fair.models.contains_key(&poster.model) {
        return load(bench, &poster.model, detail);
    }
    let glb = media::poster(poster, |file| picture(bench, poster, file))?;
    Ok(model::load(&poster.model, &glb, &NoFiles, &bench.options)?)
}

/// A picture of a poster. A film that cannot be had leaves its wall dark, and nothing else.
fn picture(bench: &Bench, poster: &Poster, file: &str) -> Result<Vec<u8>> {
    if poster.film.as_ref().is_none_or(|film| film.file != file) {
        return Ok(bench.source.read(file, media::PICTURE_BYTES)?);
    }
    match video::still(file, video::chunks(&bench.fair, &bench.source, file)) {
        Ok(still) => Ok(still),
        Err(error) => {
            log::warn!("{error}");
            Ok(video::dark())
        }
    }
}

fn load(bench: &Bench, path: &str, detail: Detail) -> Result<Model> {
    if let Some(packed) = bench.fair.models.get(path) {
        let made = packed::load(&*bench.source, &bench.options, path, packed, detail);
        return made.with_context(|| path.to_owned());
    }
    let bytes = bench.source.read(path, bench.options.limits.bytes)?;
    let model = model::load(path, &bytes, &bench.source.beside(path), &bench.options)?;
    for note in &model.notes {
        log::info!("{path}: {note}");
    }
    Ok(model)
}

/// Work on a piece: a panic in a decoder is an error of this piece alone.
pub fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(anyhow!("the program failed on it: please report this file to Boothwalk")))
}

/// Splits a model and has its pipelines made, here on the worker.
pub fn ready(model: Model, grid: Option<Grid>, bench: &Bench) -> ReadyModel {
    pipelines(&model, Shown::Whole, bench);
    let (shape, payload) = Payload::split(model);
    ReadyModel { shape, payload, grid }
}

/// Has a model's pipelines made, for as much of it as is shown.
pub fn pipelines(model: &Model, shown: Shown, bench: &Bench) {
    let mut keys: Vec<Key> = Vec::new();
    for primitive in model.meshes.iter().flat_map(|mesh| &mesh.primitives) {
        let materials =
            std::iter::once(primitive.material).chain(primitive.variants.iter().map(|(_, material)| *material));
        for material in materials.filter_map(|index| model.materials.get(index as usize)) {
            // A node may mirror its mesh, also while it is animated: both orientations are made.
            let deform = primitive.deform.is_some();
            keys.extend([false, true].map(|mirrored| {
                let key = Key::new(material, primitive.topology, mirrored, deform);
                Key { shown, ..key }
            }));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    for shape in &bench.shapes {
        for key in &keys {
            bench.pipelines.mesh(*key, *shape);
        }
    }
}

//! A fair in the state in which a visit begins: an empty world, and everything asked for.

use std::sync::Arc;

use glam::Vec2;

use super::content::{Content, World};
use super::piece::Piece;
use crate::device::Surface;
use crate::fair::{Fair, Lang};
use crate::fetch::{Source, Store};
use crate::model::{Limits, Options};
use crate::render::{Compiled, Gpu, PICTURE_FORMAT, Pipelines, Profile, Renderer, Shape};
use crate::scene::Scene;
use crate::stream::Pacing;
use crate::visit::{Ground, Visit};

/// Items of the scene for which there is room at first, and more for each thing that stands in the fair.
const FIRST_ITEMS: usize = 4096;
const ITEMS: usize = 16;
/// Rows of poses for each of them.
const ROWS: usize = 8;

/// How a fair is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    pub lang: Lang,
    pub pacing: Pacing,
    pub limits: Limits,
    pub profile: Profile,
    /// The most that the fair takes on the GPU, in bytes.
    pub gpu_memory: u64,
    /// Where what the driver compiles is kept from one run to the next.
    pub store: Option<Arc<Store>>,
}

/// An empty world on a GPU, and the fair on its way into it; with a renderer that is there already, if it is given one.
pub fn open_world(
    gpu: &Gpu,
    surface: &Surface,
    fair: &Arc<Fair>,
    source: &Arc<Source>,
    visit: &Visit,
    opening: &Opening,
    renderer: Option<Renderer>,
) -> (World, Content) {
    let places = fair.halls.len()
        + fair.booths.iter().map(|booth| 1 + booth.products.len() + booth.posters.len()).sum::<usize>();
    let items = FIRST_ITEMS + places * ITEMS;
    let mut renderer = renderer.unwrap_or_else(|| {
        let kept = |driver: &str| opening.store.as_ref()?.pipelines(driver);
        let compiled = opening.store.as_ref().and_then(|_| Compiled::open(gpu, kept));
        let mut renderer = Renderer::with_profile(gpu, opening.profile, compiled);
        shapes(gpu, surface).into_iter().for_each(|shape| renderer.prepare(shape));
        renderer
    });
    renderer.make_room(items, places * ROWS);
    let Opening { lang, pacing, gpu_memory, ref limits, .. } = *opening;
    let (pipelines, shapes) = (renderer.pipelines(), shapes(gpu, surface));
    let head = visit.world_from_rig().w_axis;
    let from = Vec2::new(head.x, head.z);
    let lean = opening.profile == Profile::Standalone;
    let options = Options { limits: limits.clone(), blocks: gpu.blocks(), lean, merge: true, ..Options::default() };
    let mut content =
        Content::new(fair.clone(), source.clone(), pipelines, shapes, options, lang, pacing, gpu_memory, from, false);
    for hand in 0..2 {
        content.ask(Piece::Wand(hand), 1);
    }
    let ground = Ground::of_halls(fair.halls.iter().map(|hall| hall.size).collect());
    let mut world = World { renderer, scene: Scene::with_capacity(items), ground, moved: Default::default() };
    world.enter(visit.hall);
    content.enter(visit.hall, &mut world);
    (world, content)
}

/// Keeps what the driver compiled, for the next run. Takes milliseconds, and waits for the disk.
pub fn keep_compiled(pipelines: &Pipelines, store: &Store) {
    if let Some((driver, data)) = pipelines.compiled().and_then(Compiled::data) {
        store.keep_pipelines(driver, &data);
    }
}

/// What is drawn to: the window may toggle to both eyes, and pictures are drawn in a format of their own.
fn shapes(gpu: &Gpu, surface: &Surface) -> Vec<Shape> {
    let mut shapes: Vec<Shape> = Vec::new();
    for shape in [gpu.shape(surface.format, 1), gpu.shape(surface.format, 2), gpu.shape(PICTURE_FORMAT, 1)] {
        if !shapes.contains(&shape) {
            shapes.push(shape);
        }
    }
    shapes
}

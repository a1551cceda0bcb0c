//! What stands where, and at which level: nothing is taken away before what replaces it is there.

use std::collections::HashMap;
use std::sync::Arc;

use super::fading::Fading;
use super::index::Entry;
use super::limited::load;
use crate::app::content::World;
use crate::app::piece::{Bench, Piece};
use crate::app::proxies::Proxies;
use crate::fair::Fair;
use crate::model::{Aabb, Model};
use crate::scene::{Instance, ObjectId, Play};
use crate::stream::{Admission, Cost, Kind, Load, RungId};
use crate::visit::Grid;

/// A model on the GPU.
#[derive(Debug, Clone)]
struct Built {
    model: u32,
    shape: Arc<Model>,
}

/// What a place shows.
#[derive(Debug, Clone, Copy)]
struct Shown {
    rung: RungId,
    object: ObjectId,
    proxy: bool,
    /// It stands there unseen: see [`super::limited`].
    hidden: bool,
}

/// Standing a level at a place costs by the bytes that the scene keeps of it.
pub fn swap(bytes: usize) -> Cost {
    Cost { kind: Kind::Swap, bytes }
}

/// Every place of the fair's packed models.
#[derive(Debug)]
pub struct Stands {
    fair: Arc<Fair>,
    /// By hall.
    proxies: HashMap<usize, Proxies>,
    built: HashMap<RungId, Built>,
    loads: HashMap<RungId, Load>,
    /// By hall, of its proxies' primitives.
    counts: HashMap<usize, Vec<u32>>,
    shown: HashMap<Piece, Shown>,
    fading: Fading,
    /// Places that show more than a proxy.
    models: usize,
    /// Places one can walk round already.
    grids: HashMap<Piece, u64>,
    /// What places cost that have shown a proxy, since they have.
    plain: HashMap<Piece, Load>,
    /// Of all halls, what is drawn together, and by hall the first of it.
    tiles: Vec<Aabb>,
    first_tiles: HashMap<usize, u32>,
    /// What comes is hidden until there is room for it in a frame.
    limited: bool,
}

/// Numbers of grids, apart from those of what is not packed.
const GRIDS: u64 = 1 << 32;

impl Stands {
    pub fn new(bench: &Bench) -> Stands {
        let (proxies, built, loads, counts, shown, grids) = Default::default();
        let plain = HashMap::new();
        let (fair, fading) = (bench.fair.clone(), Fading::new(bench));
        let (tiles, first_tiles) = Default::default();
        let limited = bench.pipelines.profile().limits().is_some();
        Stands {
            fair,
            proxies,
            built,
            loads,
            counts,
            shown,
            fading,
            models: 0,
            grids,
            plain,
            tiles,
            first_tiles,
            limited,
        }
    }

    pub fn has_proxies(&self, hall: usize) -> bool {
        self.proxies.contains_key(&hall)
    }

    /// What a level costs in a frame that shows it: it is known before its indices go to the GPU.
    pub fn weigh(&mut self, rung: RungId, load: Load) {
        self.loads.insert(rung, load);
    }

    /// Of the proxies of a hall, how many indices each primitive draws.
    pub fn count(&mut self, hall: usize, counts: Vec<u32>) {
        self.counts.insert(hall, counts);
    }

    /// The proxies of a hall are on the GPU.
    pub fn proxies(&mut self, hall: usize, proxies: Proxies) {
        self.first_tiles.insert(hall, self.tiles.len() as u32);
        self.tiles.extend_from_slice(proxies.parts.tiles());
        self.proxies.insert(hall, proxies);
    }

    /// A finer level of a model is on the GPU.
    pub fn built(&mut self, rung: RungId, model: u32, shape: Arc<Model>) {
        self.built.insert(rung, Built { model, shape });
    }

    /// Shows a level of a model, which is on the GPU, at one of its places instead of what stood there; the coarsest level
    /// is the proxy. `time` is that of the visit's clock in seconds; `softly`: what stood there may be seen for a moment longer.
    pub fn show(&mut self, entry: &Entry, rung: RungId, place: Piece, world: &mut World, time: f32, softly: bool) {
        self.fading.end(place, &mut world.scene);
        let (matrix, casts) = (world.moved.matrix(place, &self.fair), world.moved.casts(place));
        let (object, proxy) = match self.built.get(&rung) {
            Some(Built { model, shape }) => {
                let object = world.scene.place(*model, shape, matrix, casts);
                world.scene.set_variant(object, world.moved.variant(place));
                world.scene.set_states(object, world.moved.states(place));
                let start = world.moved.begun(place, time);
                world.scene.play(object, Play { start, ..Play::default() });
                (object, false)
            }
            None => {
                let proxies = self.proxies.get(&entry.hall);
                let Some(object) =
                    proxies.and_then(|all| all.stand(place, &entry.path, matrix, casts, &mut world.scene))
                else {
                    return;
                };
                if let Some(load) = self.proxy(entry, place) {
                    self.plain.insert(place, load);
                }
                (object, true)
            }
        };
        world.scene.set_room(object, place.hall(&self.fair));
        self.models += usize::from(!proxy);
        let hidden = self.shown.get(&place).map_or(self.limited, |old| old.hidden);
        if hidden {
            world.scene.set_visible(object, false);
        }
        if let Some(old) = self.shown.insert(place, Shown { rung, object, proxy, hidden }) {
            self.models -= usize::from(!old.proxy);
            let both = [old.object, object];
            if softly && !hidden && self.fading.can(both, &world.scene) {
                let bytes = self.size(rung).max(self.size(old.rung));
                self.fading.begin(place, both, bytes, &mut world.scene, time);
            } else {
                world.scene.remove(old.object);
            }
        }
    }

    /// Leaves out what stands at a place, or shows it again. One goes on walking round it.
    pub fn hide(&mut self, place: Piece, hidden: bool, world: &mut World, time: f32, softly: bool) {
        let Some(shown) = self.shown.get_mut(&place).filter(|shown| shown.hidden != hidden) else { return };
        shown.hidden = hidden;
        let (object, rung) = (shown.object, shown.rung);
        self.fading.end(place, &mut world.scene);
        world.scene.set_visible(object, true);
        let bytes = self.size(rung);
        match softly && self.fading.can([object], &world.scene) {
            true if hidden => self.fading.hide(place, object, bytes, &mut world.scene, time),
            true => self.fading.bring(place, object, bytes, &mut world.scene, time),
            false => world.scene.set_visible(object, !hidden),
        }
    }

    /// Whether what stands at a place is left out.
    pub fn hidden(&self, place: Piece) -> bool {
        self.shown.get(&place).is_some_and(|shown| shown.hidden)
    }

    /// Boxes of what is drawn together while it shows proxies.
    pub fn tiles(&self) -> &[Aabb] {
        &self.tiles
    }

    /// Which of them a place is in.
    pub fn tile(&self, entry: &Entry, place: Piece) -> Option<u32> {
        let (tile, _) = self.proxies.get(&entry.hall)?.parts.tile(place)?;
        Some(self.first_tiles.get(&entry.hall)? + tile)
    }

    /// Brings what fades to a time on the visit's clock in seconds.
    pub fn fade(&mut self, world: &mut World, admission: &mut Admission, time: f32) {
        self.fading.advance(&mut world.scene, admission, time);
    }

    /// About what the scene keeps of a level at each of its places, in bytes.
    pub fn size(&self, rung: RungId) -> usize {
        let parts = self.built.get(&rung).map_or(1, |built| {
            let primitives: usize = built.shape.meshes.iter().map(|mesh| mesh.primitives.len()).sum();
            built.shape.nodes.len() + primitives
        });
        parts * size_of::<Instance>()
    }

    /// What each of a model's places costs in a frame that shows this level there.
    pub fn load(&self, entry: &Entry, place: Piece, rung: RungId) -> Load {
        let own = self.loads.get(&rung).or_else(|| self.plain.get(&place)).copied();
        own.or_else(|| self.proxy(entry, place)).unwrap_or_default()
    }

    /// The same of its proxy.
    fn proxy(&self, entry: &Entry, place: Piece) -> Option<Load> {
        let (shape, first) = self.proxies.get(&entry.hall)?.parts.shape(place, &entry.path)?;
        Some(load(shape, self.counts.get(&entry.hall)?.get(first as usize..)?))
    }

    /// The level that a place shows.
    pub fn rung(&self, place: Piece) -> Option<RungId> {
        self.shown.get(&place).map(|shown| shown.rung)
    }

    /// Whether a place shows just this level.
    pub fn shows(&self, place: Piece, rung: RungId) -> bool {
        self.rung(place) == Some(rung)
    }

    /// Lets one walk round what stands at a place. What comes in more detail stands where the first form stood.
    pub fn walk_round(&mut self, place: Piece, grid: Grid, world: &mut World) {
        let next = GRIDS + self.grids.len() as u64;
        if let std::collections::hash_map::Entry::Vacant(slot) = self.grids.entry(place) {
            slot.insert(next);
            let hall = place.hall(&self.fair).unwrap_or_default();
            world.ground.insert_in(hall, next, Arc::new(grid), place.place(&self.fair));
        }
    }

    /// A level that no place shows any more: the renderer's number of it.
    pub fn gone(&mut self, rung: RungId) -> Option<u32> {
        self.built.remove(&rung).map(|built| built.model)
    }

    /// Whether anything stands in more than its plainest form.
    pub fn has_models(&self) -> bool {
        self.models > 0
    }

    /// The model that stands at a place, other than its proxy, and its shape.
    pub fn shape(&self, place: Piece) -> Option<(ObjectId, &Arc<Model>)> {
        let shown = self.shown.get(&place)?;
        self.built.get(&shown.rung).map(|built| (shown.object, &built.shape))
    }

    /// What stands at a place.
    pub fn object(&self, place: Piece) -> Option<ObjectId> {
        self.shown.get(&place).map(|shown| shown.object)
    }

    /// What leaves a place, and is still seen there.
    pub fn leaving(&self, place: Piece) -> Option<ObjectId> {
        self.fading.object(place)
    }

    pub fn is_model(&self, place: Piece) -> bool {
        self.shown.get(&place).is_some_and(|shown| !shown.proxy)
    }
}

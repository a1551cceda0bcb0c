//! What stands where, and at which level: nothing is taken away before what replaces it is there.

use std::collections::HashMap;
use std::sync::Arc;

use super::index::Entry;
use crate::app::content::World;
use crate::app::piece::Piece;
use crate::fair::Fair;
use crate::model::Model;
use crate::scene::{ObjectId, Play};
use crate::stream::RungId;
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
}

/// Every place of the fair's packed models.
#[derive(Debug)]
pub struct Stands {
    fair: Arc<Fair>,
    /// By hall.
    proxies: HashMap<usize, Built>,
    built: HashMap<RungId, Built>,
    shown: HashMap<Piece, Shown>,
    /// Places one can walk round already.
    grids: HashMap<Piece, u64>,
}

/// Numbers of grids, apart from those of what is not packed.
const GRIDS: u64 = 1 << 32;

impl Stands {
    pub fn new(fair: Arc<Fair>) -> Stands {
        Stands { fair, proxies: HashMap::new(), built: HashMap::new(), shown: HashMap::new(), grids: HashMap::new() }
    }

    pub fn has_proxies(&self, hall: usize) -> bool {
        self.proxies.contains_key(&hall)
    }

    /// The proxies of a hall are on the GPU.
    pub fn proxies(&mut self, hall: usize, model: u32, shape: Arc<Model>) {
        self.proxies.insert(hall, Built { model, shape });
    }

    /// Stands the proxies of a model.
    pub fn proxy(&mut self, entry: &Entry, rung: RungId, world: &mut World) {
        for &place in &entry.places {
            self.show_proxy(place, entry, rung, world);
        }
    }

    /// A finer level of a model is on the GPU: it takes the place of what stood there.
    #[expect(clippy::too_many_arguments, reason = "called in one place, each argument a different thing")]
    pub fn rise(
        &mut self,
        entry: &Entry,
        rung: RungId,
        model: u32,
        shape: Arc<Model>,
        grids: Vec<(Piece, Grid)>,
        world: &mut World,
        time: f32,
    ) {
        self.built.insert(rung, Built { model, shape });
        for &place in &entry.places {
            self.show(place, rung, time, world);
        }
        for (place, grid) in grids {
            let next = GRIDS + self.grids.len() as u64;
            // What comes in more detail stands where the first form stood.
            if let std::collections::hash_map::Entry::Vacant(slot) = self.grids.entry(place) {
                slot.insert(next);
                world.ground.insert(next, Arc::new(grid), place.place(&self.fair));
            }
        }
    }

    /// A level is to be taken away: the one below stands instead.
    pub fn fall(&mut self, entry: &Entry, rung: RungId, below: Option<RungId>, world: &mut World) {
        for &place in &entry.places {
            if self.shown.get(&place).is_none_or(|shown| shown.rung != rung) {
                continue;
            }
            match below {
                Some(below) if self.built.contains_key(&below) => self.show(place, below, 0.0, world),
                Some(below) => self.show_proxy(place, entry, below, world),
                None => {}
            }
        }
        if let Some(built) = self.built.remove(&rung) {
            world.renderer.remove(built.model);
        }
    }

    /// Whether anything stands in more than its plainest form.
    pub fn has_models(&self) -> bool {
        self.shown.values().any(|shown| !shown.proxy)
    }

    pub fn is_model(&self, place: Piece) -> bool {
        self.shown.get(&place).is_some_and(|shown| !shown.proxy)
    }

    fn show(&mut self, place: Piece, rung: RungId, time: f32, world: &mut World) {
        let Some(Built { model, shape }) = self.built.get(&rung).cloned() else { return };
        let object = world.scene.place(model, &shape, place.matrix(&self.fair), place.casts());
        world.scene.play(object, Play { start: time, ..Play::default() });
        self.replace(place, Shown { rung, object, proxy: false }, world);
    }

    fn show_proxy(&mut self, place: Piece, entry: &Entry, rung: RungId, world: &mut World) {
        let Some(Built { model, shape }) = self.proxies.get(&entry.hall) else { return };
        // A model of glass alone has no proxy.
        let Some(node) = shape.nodes.iter().find(|node| node.name == entry.path) else { return };
        let own = Arc::new(Model { nodes: vec![node.clone()], ..Model::clone(shape) });
        let object = world.scene.place(*model, &own, place.matrix(&self.fair), place.casts());
        self.replace(place, Shown { rung, object, proxy: true }, world);
    }

    fn replace(&mut self, place: Piece, shown: Shown, world: &mut World) {
        if let Some(old) = self.shown.insert(place, shown) {
            world.scene.remove(old.object);
        }
    }
}

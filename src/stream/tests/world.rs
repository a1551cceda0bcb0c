//! Small fairs of every shape, with links and GPUs that are as bad as one likes.

use std::sync::Arc;

use glam::Vec3;
use proptest::prelude::*;

use crate::stream::replay::{Dice, Gpu, Link, Order, Sim, around};
use crate::stream::*;

/// What a case is made from.
#[derive(Debug, Clone)]
pub struct World {
    pub seed: u64,
    pub models: usize,
    pub textures: usize,
    pub parts: usize,
    /// The cap, as a share of all that there is.
    pub cap: f64,
    pub faults: f64,
    pub order: Order,
    /// Milliseconds of a frame's own cost.
    pub own: f64,
    /// Kibibytes in flight.
    pub in_flight: u64,
    /// One upload in so many waits for a thread; 0 for none.
    pub waits: usize,
}

pub fn worlds() -> impl Strategy<Value = World> {
    let order = prop_oneof![Just(Order::Wanted), Just(Order::Contrary), Just(Order::Chance)];
    let faults = prop_oneof![Just(0.0), between(0.0, 0.6)];
    let sizes = (1usize..6, 0usize..5, 1usize..9);
    (any::<u64>(), sizes, between(0.0, 1.4), faults, order, between(1.0, 20.0), 1u64..300, 0usize..4).prop_map(
        |(seed, (models, textures, parts), cap, faults, order, own, in_flight, waits)| World {
            seed,
            models,
            textures,
            parts,
            cap,
            faults,
            order,
            own,
            in_flight,
            waits,
        },
    )
}

impl World {
    pub fn catalog(&self) -> Catalog {
        let (mut builder, mut dice) = (Builder::new(), Dice::new(self.seed));
        let mut pieces: Vec<PieceId> = Vec::new();
        let mut levels = |builder: &mut Builder, dice: &mut Dice, most: usize| -> Vec<Level> {
            let (mut grain, mut bytes) = (0.2 * (1.0 + dice.unit() as f32), dice.below(3000));
            let mut levels = Vec::new();
            for _ in 0..1 + dice.below(most) {
                let mut own: Vec<PieceId> = Vec::new();
                for _ in 0..1 + dice.below(2) {
                    if dice.below(4) == 0 && !pieces.is_empty() {
                        own.push(pieces[dice.below(pieces.len())]);
                    } else {
                        let gpu = if dice.below(4) == 0 { dice.below(20_000) as u64 } else { 0 };
                        let wire = (bytes / 2 + dice.below(bytes + 1)) as u32;
                        own.push(builder.piece(Piece { wire, gpu }));
                        pieces.extend(own.last());
                    }
                }
                let kind = Kind::ALL[dice.below(4)];
                let count = dice.below(4);
                let mut op = || Op { kind, bytes: dice.below(2 * bytes + 1) as u32, smallest: dice.below(4000) as u32 };
                let ops: Vec<Op> = (0..count).map(|_| op()).collect();
                let making = dice.below(bytes + 1) as u64;
                let gpu = dice.below(4 * bytes + 1) as u64;
                levels.push(Level { grain, gpu, making, pieces: own, ops });
                grain *= 0.1 + 0.6 * dice.unit() as f32;
                bytes = bytes * (1 + dice.below(4)) + 100;
            }
            levels
        };
        let textures: Vec<LadderId> = (0..self.textures)
            .map(|_| {
                let levels = levels(&mut builder, &mut dice, 4);
                builder.texture(&levels).unwrap()
            })
            .collect();
        let models: Vec<ModelId> = (0..self.models)
            .map(|_| {
                let shape = levels(&mut builder, &mut dice, 3);
                let shown = textures.iter().filter(|_| dice.below(2) == 0).copied().collect::<Vec<_>>();
                let uses = shown.into_iter().map(|ladder| Use {
                    ladder,
                    metres: 0.5 + 4.0 * dice.unit() as f32,
                    share: dice.unit() as f32,
                });
                let uses: Vec<Use> = uses.collect();
                builder.model(&shape, &uses).unwrap()
            })
            .collect();
        for index in 0..self.parts {
            let mut side = || 40.0 * (dice.unit() as f32 - 0.5);
            let centre = Vec3::new(side(), 1.0, side());
            let model = models[dice.below(models.len())];
            let (radius, scale) = (4.0 * dice.unit() as f32, 0.5 + dice.unit() as f32);
            builder.part(Part { centre, radius, scale, model, hall: index == 0 && dice.below(2) == 0 }).unwrap();
        }
        builder.build()
    }

    /// All bytes together.
    pub fn all(catalog: &Catalog) -> u64 {
        let pieces: u64 = catalog.pieces().iter().map(|piece| piece.gpu).sum();
        pieces + catalog.rungs().iter().map(|rung| rung.gpu).sum::<u64>()
    }

    pub fn sim(&self) -> Sim {
        let catalog = Arc::new(self.catalog());
        let cap = (World::all(&catalog) as f64 * self.cap) as u64;
        let in_flight = self.in_flight << 10;
        let limits = Limits { in_flight, waiting: 2 * in_flight, requests: 4, tries: 4, again: 0.03 };
        let link = Link::new(8e6, 0.02, self.faults, self.order);
        let gpu = Gpu { frame: self.own * 1e-3, spikes: 100, noise: 1.0, waits: self.waits, ..Gpu::default() };
        Sim::new(catalog, cap, limits, link, gpu, self.seed)
    }

    /// A view by chance.
    pub fn view(dice: &mut Dice) -> View {
        let mut side = || 40.0 * (dice.unit() as f32 - 0.5);
        let (head, ahead) = (Vec3::new(side(), 1.6, side()), Vec3::new(side(), 1.6, side()));
        let mut view = around(0.0, head, 6.3 * dice.unit() as f32);
        if dice.below(3) == 0 {
            view.ahead = head + (ahead - head) * 0.1;
        }
        if dice.below(3) == 0 {
            view.gaze = Some((ahead - head).normalize_or_zero());
        }
        view
    }
}

/// Runs until nothing has happened for a second, which is longer than any failed piece is left alone.
pub fn settle(sim: &mut Sim, view: &View, most: usize) -> bool {
    let mut quiet = 0;
    for _ in 0..most {
        sim.frame(view);
        let told_only = sim.events.is_empty();
        quiet = if told_only && sim.idle() { quiet + 1 } else { 0 };
        if quiet > 40 {
            return true;
        }
    }
    false
}

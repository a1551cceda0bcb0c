//! While the visitor moves: what may never happen.

use proptest::prelude::*;

use super::world::{World, settle, worlds};
use crate::stream::replay::{Dice, Event, Sim};
use crate::stream::*;

/// What a visitor sees of a model: geometry's level, and whether its textures are there.
fn shown(sim: &Sim) -> Vec<Option<u8>> {
    let catalog = sim.scheduler.catalog();
    catalog.models().iter().map(|model| sim.scheduler.level(model.ladder)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// In every frame: the ledger is right to the byte and below the cap, nothing pops to nothing or skips a level on
    /// its way down, no request and no upload goes before a better one (checked inside), frees do not pile up. Then
    /// the network is forgiven, and the load comes to an end as always.
    #[test]
    fn nothing_that_may_not_happen_happens(world in worlds(), moves in prop::collection::vec(1usize..25, 1..6)) {
        let mut sim = world.sim();
        let mut dice = Dice::new(world.seed ^ 2);
        let mut before = shown(&sim);
        let staging = World::all(sim.scheduler.catalog()) / 10;
        let staging = sim.scheduler.reserve(staging).ok();
        let others = staging.as_ref().map_or(0, Hold::bytes);
        for frames in moves {
            let view = World::view(&mut dice);
            for _ in 0..frames {
                sim.frame(&view);
                let now = shown(&sim);
                let evicted = |event: &&Event| matches!(event, Event::Evicted(_));
                let evicted = sim.events.iter().filter(evicted).count();
                for (was, is) in before.iter().zip(&now) {
                    prop_assert!(was.is_none() || is.is_some(), "popped to nothing");
                    prop_assert!(usize::from(was.unwrap_or(0).saturating_sub(is.unwrap_or(0))) <= evicted);
                }
                before = now;
                prop_assert!(sim.frees.len() <= PATIENCE * sim.scheduler.catalog().rungs().len());
            }
            sim.scheduler.audit(others, false);
        }
        sim.link.faults = 0.0;
        let pieces = sim.scheduler.catalog().pieces().len() as u32;
        (0..pieces).for_each(|piece| sim.scheduler.forgive(PieceId(piece)));
        let view = World::view(&mut dice);
        prop_assert!(settle(&mut sim, &view, 6000), "no end");
        sim.scheduler.audit(others, true);
        sim.scheduler.audit_end();
    }

    /// The same while the cap falls and rises, and the GPU has less room than it should: what has to leave does, nothing pops
    /// to nothing, and the load comes to its end.
    #[test]
    fn a_cap_that_changes_is_kept(
        world in worlds(),
        moves in prop::collection::vec((1usize..25, between(0.0, 1.4)), 1..6),
        full in 0usize..5,
    ) {
        let mut sim = world.sim();
        sim.gpu.full = full;
        let mut dice = Dice::new(world.seed ^ 4);
        let all = World::all(sim.scheduler.catalog()) as f64;
        let mut before = shown(&sim);
        for (frames, share) in moves {
            let view = World::view(&mut dice);
            sim.scheduler.set_cap((all * share) as u64);
            for _ in 0..frames {
                sim.frame(&view);
                let now = shown(&sim);
                for (was, is) in before.iter().zip(&now) {
                    prop_assert!(was.is_none() || is.is_some(), "popped to nothing");
                }
                before = now;
            }
            sim.scheduler.audit(0, false);
        }
        sim.gpu.full = 0;
        let view = World::view(&mut dice);
        prop_assert!(settle(&mut sim, &view, 6000), "no end");
        sim.scheduler.audit(0, false);
        sim.scheduler.audit_end();
    }

    /// The same replay gives the same decisions, and another seed of costs and faults does not have to.
    #[test]
    fn the_same_replay_gives_the_same_schedule(world in worlds(), moves in prop::collection::vec(1usize..20, 1..4)) {
        let play = || {
            let (mut sim, mut dice) = (world.sim(), Dice::new(world.seed ^ 3));
            let mut all = Vec::new();
            for frames in &moves {
                let view = World::view(&mut dice);
                for _ in 0..*frames {
                    sim.frame(&view);
                    all.extend_from_slice(&sim.events);
                }
            }
            (all, sim.log())
        };
        prop_assert_eq!(play(), play());
    }
}

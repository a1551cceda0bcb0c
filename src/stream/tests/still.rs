//! With the view still, a load comes to an end, and the end is the right one.

use proptest::prelude::*;

use super::world::{World, settle, worlds};
use crate::stream::replay::Dice;
use crate::stream::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// No livelock at the cap, and no starvation: with whatever cap, link, faults and order of arrivals, after a first
    /// view that filled the memory with other things, all comes to rest after a bounded number of evictions, and then
    /// nothing that fits is missing.
    #[test]
    fn a_still_view_comes_to_rest(world in worlds(), before in 0usize..40) {
        let mut sim = world.sim();
        let mut dice = Dice::new(world.seed ^ 1);
        let first = World::view(&mut dice);
        (0..before).for_each(|_| sim.frame(&first));
        let view = World::view(&mut dice);
        // Every part is valued anew in each frame of so small a fair.
        sim.frame(&view);
        let evictions = sim.scheduler.evictions();
        prop_assert!(settle(&mut sim, &view, 6000), "no end");
        let rungs = sim.scheduler.catalog().rungs().len() as u64;
        let made = sim.scheduler.evictions() - evictions;
        prop_assert!(made <= 2 * rungs, "{} evictions of {} rungs", made, rungs);
        sim.scheduler.audit(0, false);
        sim.scheduler.audit_end();
    }

    /// Without a cap that matters, all is there in the end, but for what was given up and what rests on it.
    #[test]
    fn everything_is_there_in_the_end(world in worlds()) {
        let world = World { cap: 4.0, ..world };
        let mut sim = world.sim();
        let view = World::view(&mut Dice::new(world.seed));
        prop_assert!(settle(&mut sim, &view, 6000), "no end");
        let catalog = sim.scheduler.catalog().clone();
        // What is made takes more while it is made, and a fair of a few bytes may have no room for it.
        let making: u64 = catalog.rungs().iter().map(|rung| rung.making).sum();
        prop_assume!(World::all(&catalog) * 3 > making);
        let mut missing = 0;
        let placed: Vec<ModelId> = catalog.parts().iter().map(|part| part.model).collect();
        for model in placed {
            let shape = catalog.model(model);
            let ladders = catalog.uses(model).iter().map(|shown| shown.ladder);
            for ladder in ladders.chain([shape.ladder]) {
                missing += catalog.ladder(ladder).rungs().filter(|rung| sim.scheduler.state(*rung) != State::In).count();
            }
        }
        let lost = catalog.rungs().iter().enumerate();
        let lost = lost.filter(|(at, _)| sim.scheduler.state(RungId(*at as u32)) == State::Lost).count();
        prop_assert!(missing == 0 || lost > 0, "{} missing", missing);
        if world.faults == 0.0 {
            prop_assert_eq!(missing, 0);
        }
        sim.scheduler.audit(0, false);
        sim.scheduler.audit_end();
    }
}

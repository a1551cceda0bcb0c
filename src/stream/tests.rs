use std::sync::Arc;

use glam::Vec3;

use super::replay::{Gpu, Link, Order, Sim, around, fair};
use super::*;

#[test]
fn a_fair_of_two_hundred_booths_is_all_there_in_the_end() {
    let catalog = Arc::new(fair(200, 1).unwrap());
    let link = Link::new(12.5e6, 0.02, 0.0, Order::Wanted);
    let mut sim = Sim::new(catalog.clone(), 1 << 40, Limits::default(), link, Gpu::default(), 1);
    let view = around(0.0, Vec3::new(40.0, 1.6, 60.0), 0.3);
    let mut proxies = 0.0;
    while !sim.idle() || sim.frames < 3 {
        sim.frame(&view);
        if proxies == 0.0
            && (0..catalog.models().len()).all(|m| sim.scheduler.level(catalog.models()[m].ladder).is_some())
        {
            proxies = sim.now;
        }
        assert!(sim.frames < 100_000);
    }
    println!(
        "proxies {proxies:.2} s, all {:.1} s, floor {:.1} s, missed {}",
        sim.now,
        sim.link.carried / 12.5e6,
        sim.missed
    );
    assert!(catalog.rungs().iter().enumerate().all(|(rung, _)| sim.scheduler.state(RungId(rung as u32)) == State::In));
}

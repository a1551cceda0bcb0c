//! Fairs of 200 and of 2,000 booths, loaded on a virtual clock.

use std::sync::Arc;

use glam::Vec3;

use super::world::settle;
use crate::stream::replay::{Gpu, Link, Order, Sim, around, fair};
use crate::stream::*;

/// 100 Mbit/s as they arrive, and 20 ms.
fn load(booths: usize, cap: u64) -> Sim {
    let catalog = Arc::new(fair(booths, 1).unwrap());
    let link = Link::new(11.75e6, 0.02, 0.0, Order::Wanted);
    Sim::new(catalog, cap, Limits::default(), link, Gpu::default(), 1)
}

fn proxies(sim: &Sim) -> bool {
    sim.scheduler.catalog().models().iter().all(|model| sim.scheduler.level(model.ladder).is_some())
}

#[test]
fn a_fair_of_two_hundred_booths_is_all_there_at_the_links_pace() {
    let mut sim = load(200, 1 << 40);
    let view = around(0.0, Vec3::new(40.0, 1.6, 60.0), 0.3);
    let mut recognisable = None;
    let mut full = 0.0;
    while !sim.idle() || sim.frames < 3 {
        sim.frame(&view);
        if recognisable.is_none() && proxies(&sim) {
            recognisable = Some(sim.now);
        }
        full = sim.now;
        assert!(sim.frames < 100_000);
    }
    let floor = sim.link.carried / sim.link.rate;
    println!(
        "proxies {recognisable:.2?} s, full {full:.2} s, floor {floor:.2} s, missed {} of {}",
        sim.missed, sim.frames
    );
    assert!(recognisable.is_some_and(|time| time < 0.4));
    assert!(full < 1.02 * floor + 0.2, "{full} s, and {floor} s by the link");
    assert_eq!(sim.missed, 0);
    let mut rungs = (0..sim.scheduler.catalog().rungs().len() as u32).map(RungId);
    assert!(rungs.all(|rung| sim.scheduler.state(rung) == State::In));
}

#[test]
fn two_thousand_booths_stay_within_the_cap() {
    let cap = 256 << 20;
    let mut sim = load(2000, cap);
    for stop in 0..6 {
        let at = Vec3::new(30.0 + 150.0 * stop as f32, 1.6, 45.0);
        for _ in 0..400 {
            sim.frame(&around(0.0, at, stop as f32));
        }
        sim.scheduler.audit(0, false);
    }
    assert!(proxies(&sim));
    let at = Vec3::new(30.0, 1.6, 45.0);
    assert!(settle(&mut sim, &around(0.0, at, 1.0), 20_000), "no end");
    let (peak, evictions) = (sim.scheduler.ledger().peak(), sim.scheduler.evictions());
    println!("{evictions} evictions, peak {} MiB, missed {} of {}", peak >> 20, sim.missed, sim.frames);
    assert!(peak <= cap && evictions > 100);
    assert_eq!(sim.missed, 0);
    sim.scheduler.audit_end();
}

//! Links that are slow, or stand still.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::stage::{Cache, Visitor, host};
use crate::app::feed::index::Rung;

#[test]
fn over_a_slow_link_the_fair_is_recognisable_before_anything_finer_comes() {
    let (server, cache) = (host(|_, _| ()), Cache::new());
    let mut visitor = Visitor::enter(&server, &cache.slow("2:50"));
    let mut plain = 0;
    while !visitor.feed().has_proxies() {
        visitor.frame();
        plain += 1;
        let index = &visitor.feed().index;
        let finer =
            visitor.content.resident().into_iter().find(|rung| !matches!(index.rungs[rung.at()], Rung::Proxy(_)));
        assert_eq!(finer.filter(|_| !visitor.feed().has_proxies()), None, "after {plain} frames");
    }
    let early = visitor.wire();
    visitor.finish_well();
    println!("{early} of {} bytes until all proxies stood, after {plain} frames", visitor.wire());
    assert!(plain > 3 && early < visitor.wire() * 2 / 3, "{early} of {} bytes", visitor.wire());
}

#[test]
fn frames_go_on_while_nothing_comes() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let own = gate.clone();
    let server = host(move |request, _| {
        let (open, wake) = &*own;
        if request.path.contains("/pieces/") && !request.path.ends_with(".json") {
            drop(wake.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
        }
    });
    let cache = Cache::new();
    let mut setup = cache.setup();
    setup.patience.silence = Duration::from_secs(60);
    let mut visitor = Visitor::enter(&server, &setup);
    // Were one of them to wait for the network, it would wait for ever.
    (0..500).for_each(|_| visitor.frame());
    assert!(!visitor.content.complete() && !visitor.feed().has_proxies());
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    visitor.finish_well();
}

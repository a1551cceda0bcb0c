//! The network goes in the middle of a visit, and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::server::Server;
use super::stage::{Cache, Visitor, host, host_at};
use crate::app::piece::Piece;
use crate::stream::State;

/// A file of which the server has only a wrong form.
fn host_without(address: &str, wrong: &str) -> Server {
    let wrong = wrong.to_owned();
    host_at(address, move |request, reply| {
        if request.path == wrong {
            reply.body.iter_mut().for_each(|byte| *byte ^= 0x55);
        }
    })
}

fn signs(visitor: &Visitor) -> usize {
    (0..visitor.fair.booths.len()).filter(|booth| visitor.sign(*booth)).count()
}

#[test]
fn what_the_network_kept_from_coming_comes_when_it_is_back_and_what_is_wrong_stays_away() {
    let cache = Cache::new();
    let wrong = {
        let visitor = Visitor::enter(&host_without("127.0.0.1:0", ""), &Cache::new().setup());
        format!("/f/{}", visitor.file("fox", 1).path())
    };
    let server = host_without("127.0.0.1:0", &wrong);
    let mut visitor = Visitor::enter(&server, &cache.setup());
    let fox = visitor.booth("fox");
    // The wrong file is given up while the network is there; then the network goes, and the cache with it.
    visitor.finish();
    assert_eq!((visitor.problems(), visitor.sign(fox)), (vec!["booth fox"], true));
    drop(visitor);

    let cache = Cache::new();
    let mut visitor = Visitor::enter(&server, &cache.setup());
    server.go_down();
    visitor.finish();
    let proxies = visitor.feed().has_proxies();
    let lost = visitor.states().iter().filter(|state| **state == State::Lost).count();
    assert!(
        lost > 0 && !proxies && visitor.problems().contains(&"proxies of hall b"),
        "{:?}",
        visitor.content.problems
    );
    assert!(visitor.content.object(Piece::Standin(fox)).is_some());

    let address = server.url.trim_start_matches("http://").to_owned();
    let server = host_without(&address, &wrong);
    visitor.until("mended", |visitor| visitor.content.complete() && visitor.problems() == ["booth fox"]);
    let all = 0..visitor.fair.booths.len();
    assert!(all.clone().all(|booth| visitor.content.object(Piece::Standin(booth)).is_none()));
    assert!(all.clone().all(|booth| visitor.feed().stands(Piece::Booth(booth)) == (booth != fox)));
    assert_eq!(signs(&visitor), 1);

    // What is wrong is not asked for again, whatever becomes of the network.
    server.go_down();
    let server = host_without(&address, &wrong);
    (0..200).for_each(|_| visitor.frame());
    assert!(server.asked().iter().all(|request| request.path != wrong), "{:?}", server.asked());
    assert_eq!(visitor.problems(), ["booth fox"]);
}

#[test]
fn signs_vanish_when_the_booths_come() {
    let broken = Arc::new(AtomicBool::new(true));
    let (still, plain) = (broken.clone(), {
        let visitor = Visitor::enter(&host(|_, _| ()), &Cache::new().setup());
        ["fox", "box"].map(|booth| format!("/f/{}", visitor.file(booth, 0).path()))
    });
    // The server can be reached all the time, and breaks off whatever is no proxy.
    let server = host(move |request, reply| {
        let other = request.path.contains("/pieces/") && !request.path.ends_with(".json");
        if other && !plain.contains(&request.path) && still.load(Ordering::SeqCst) {
            reply.cut_anywhere = Some(900);
        }
    });
    let cache = Cache::new();
    let mut visitor = Visitor::enter(&server, &cache.setup());
    visitor.until("given up", |visitor| signs(visitor) == visitor.fair.booths.len());
    assert!(visitor.feed().has_proxies());
    // That the server answers is no reason to take the signs away.
    (0..200).for_each(|_| visitor.frame());
    assert_eq!(signs(&visitor), visitor.fair.booths.len());
    broken.store(false, Ordering::SeqCst);
    visitor.until("mended", |visitor| visitor.content.complete() && visitor.problems().is_empty());
    visitor.finish_well();
    drop(visitor);
    cache.verify();
}

//! Servers that answer wrongly now and then, or always for one file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::server::{Reply, Request, chance};
use super::stage::{Cache, Visitor, host};
use crate::app::piece::Piece;
use crate::fetch::PieceRef;
use crate::stream::State;

/// Ways to fail.
const WAYS: usize = 6;

/// Answers wrongly.
fn spoil(reply: &mut Reply, way: usize) {
    match way {
        0 => *reply = Reply::status(503),
        1 => *reply = Reply::status(500),
        // The connection is reset, in the head or the body.
        2 => reply.cut_anywhere = Some(3),
        3 => reply.cut_anywhere = Some(700),
        // The connection ends early although all was said to come.
        4 => reply.cut = Some(reply.body.len() / 2),
        _ => {
            let middle = reply.body.len() / 2;
            reply.body.get_mut(middle).into_iter().for_each(|byte| *byte ^= 1);
        }
    }
}

/// How often each way was used.
type Used = Arc<Mutex<[usize; WAYS]>>;

/// So many thousandths of the answers are wrong, each file's in its own order, whatever thread asks for it when.
fn now_and_then(seed: u64, share: usize) -> (impl Fn(&Request, &mut Reply) + Send + Sync + 'static, Used) {
    let used = Used::default();
    let (asked, ways) = (Mutex::new(HashMap::<String, usize>::new()), used.clone());
    let hook = move |request: &Request, reply: &mut Reply| {
        let mut asked = asked.lock().unwrap();
        let times = asked.entry(request.path.clone()).or_default();
        let name = u64::from_le_bytes(blake3::hash(request.path.as_bytes()).as_bytes()[..8].try_into().unwrap());
        let salt = seed ^ name;
        if reply.status == 200 && chance(salt, *times) < share {
            let way = chance(salt ^ 1, *times) % WAYS;
            ways.lock().unwrap()[way] += 1;
            spoil(reply, way);
        }
        *times += 1;
    };
    (hook, used)
}

#[test]
fn five_per_cent_of_wrong_answers_are_not_seen() {
    let mut all = [0; WAYS];
    for seed in 0..12 {
        let (hook, used) = now_and_then(seed, 50);
        let (server, cache) = (host(hook), Cache::new());
        let mut visitor = Visitor::enter(&server, &cache.setup());
        visitor.finish_well();
        drop(visitor);
        cache.verify();
        all.iter_mut().zip(used.lock().unwrap().iter()).for_each(|(all, one)| *all += one);
    }
    println!("{all:?}");
    assert!(all.iter().all(|times| *times > 0), "{all:?}");
}

#[test]
fn half_of_all_answers_wrong_are_not_seen_either() {
    let (hook, used) = now_and_then(5, 500);
    let (server, cache) = (host(hook), Cache::new());
    let mut visitor = Visitor::enter(&server, &cache.setup());
    visitor.finish_well();
    assert!(used.lock().unwrap().iter().sum::<usize>() > 20);
    drop(visitor);
    cache.verify();
}

/// Visits a fair of which one file never comes right.
fn without(file: impl Fn(&Visitor) -> PieceRef, way: usize) -> Visitor {
    let file = {
        let (server, cache) = (host(|_, _| ()), Cache::new());
        file(&Visitor::enter(&server, &cache.setup()))
    };
    let path = format!("/f/{}", file.path());
    let server = host(move |request, reply| {
        if request.path == path {
            spoil(reply, way);
        }
    });
    let cache = Cache::new();
    let mut visitor = Visitor::enter(&server, &cache.setup());
    visitor.finish();
    cache.verify();
    visitor
}

#[test]
fn a_booth_whose_model_never_comes_has_a_sign_and_stays_at_its_proxy() {
    for way in [0, 5] {
        let visitor = without(|visitor| visitor.file("fox", 1), way);
        assert_eq!(visitor.problems(), ["booth fox"]);
        for (number, booth) in visitor.fair.booths.iter().enumerate() {
            let well = booth.id != "fox";
            assert_eq!(
                (visitor.feed().stands(Piece::Booth(number)), visitor.sign(number)),
                (well, !well),
                "{}",
                booth.id
            );
        }
        assert!(visitor.feed().has_proxies());
    }
}

#[test]
fn a_booth_whose_finest_texture_never_comes_stays_as_it_is() {
    let visitor = without(|visitor| visitor.texture("fox"), 0);
    assert_eq!(visitor.problems(), ["booth fox"]);
    let all = 0..visitor.fair.booths.len();
    assert!(all.into_iter().all(|booth| visitor.feed().stands(Piece::Booth(booth)) && !visitor.sign(booth)));
    assert_eq!(visitor.states().iter().filter(|state| **state == State::Lost).count(), 1);
}

#[test]
fn a_hall_without_its_proxies_has_stand_ins_and_the_other_is_whole() {
    for way in [1, 5] {
        let visitor = without(|visitor| visitor.file("box", 0), way);
        assert_eq!(visitor.problems(), ["proxies of hall a"]);
        for (number, booth) in visitor.fair.booths.iter().enumerate() {
            let (other, standin) = (booth.hall == 1, visitor.content.object(Piece::Standin(number)).is_some());
            assert_eq!((visitor.feed().stands(Piece::Booth(number)), standin), (other, !other), "{}", booth.id);
            assert!(!visitor.sign(number));
        }
    }
}

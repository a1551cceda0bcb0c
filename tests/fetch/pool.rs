//! The pool: order, second thoughts, bounds and the end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use boothwalk::fetch::{Fetcher, PieceRef, Setup};

use super::server::{Server, noise, right, serve, setup};

fn pieces(server: &Server, count: u64, bytes: usize) -> Vec<PieceRef> {
    (0..count).map(|seed| server.put_piece(&noise(seed, bytes))).collect()
}

fn pool(server: &Server, threads: usize, hold: u64) -> Fetcher {
    Fetcher::with(Arc::new(server.source()), threads, hold)
}

fn next(pool: &Fetcher) -> PieceRef {
    assert!(pool.wait(Duration::from_secs(5)), "{:?}", pool.counts());
    let (piece, bytes) = pool.take().unwrap();
    assert_eq!(bytes.unwrap().len(), piece.bytes as usize);
    piece
}

fn until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(5), "never: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn the_most_wanted_comes_first() {
    let server = serve(|_, reply| reply.wait = Duration::from_millis(30));
    let all = pieces(&server, 5, 1000);
    let pool = pool(&server, 1, 1 << 20);
    assert!(pool.take().is_none() && !pool.wait(Duration::from_millis(1)));
    pool.ask(all[0], 0);
    until("the first begins", || pool.counts().running == 1);
    pool.ask(all[1], 40);
    pool.ask(all[2], 30);
    pool.ask(all[3], 20);
    pool.ask(all[4], 10);
    pool.ask(all[1], 5);
    pool.cancel(&all[3]);
    assert_eq!(pool.counts().queued, 3);
    assert_eq!([(); 4].map(|()| next(&pool)), [all[0], all[1], all[4], all[2]]);
    assert!(pool.is_idle());
    assert!(!server.asked().iter().any(|asked| asked.path.ends_with(&all[3].path())));
    pool.ask(all[1], 0);
    assert_eq!(next(&pool), all[1], "what was taken can be asked for again");
    let counts = pool.counts();
    assert_eq!((counts.wire, counts.cached, counts.held), (5000, 0, 0));
    assert!(counts.round_trip.is_some_and(|time| time >= Duration::from_millis(30)), "{counts:?}");
}

#[test]
fn a_failure_is_given_and_stops_nothing() {
    let server = right();
    let all = pieces(&server, 2, 1000);
    let pool = pool(&server, 1, 1000);
    let none = PieceRef { hash: [0; 32], ..all[0] };
    pool.ask(none, 0);
    pool.ask(all[0], 1);
    assert!(pool.wait(Duration::from_secs(5)));
    let (piece, bytes) = pool.take().unwrap();
    assert!(piece == none && bytes.unwrap_err().is_missing());
    assert_eq!(next(&pool), all[0]);
}

#[test]
fn what_is_no_longer_wanted_stops_unless_it_is_nearly_here() {
    // 16 chunks, 20 ms each.
    let server = serve(|_, reply| reply.drip = Some((10_000, Duration::from_millis(20))));
    let all = pieces(&server, 3, 160_000);
    let pool = pool(&server, 1, 1 << 20);
    pool.ask(all[0], 0);
    until("some of it came", || pool.counts().wire > 20_000);
    pool.cancel(&all[0]);
    until("it stops", || pool.is_idle());
    assert!(pool.counts().wire < 100_000 && pool.take().is_none());
    let before = pool.counts().wire;
    pool.ask(all[1], 0);
    until("most of it came", || pool.counts().wire > before + 130_000);
    pool.cancel(&all[1]);
    assert_eq!(next(&pool), all[1]);
    // Cancelled and asked for again at once.
    pool.ask(all[2], 0);
    until("it begins", || pool.counts().running == 1);
    pool.cancel(&all[2]);
    pool.ask(all[2], 0);
    assert_eq!(next(&pool), all[2]);
    assert!(pool.is_idle() && pool.counts().held == 0);
}

#[test]
fn what_is_not_taken_makes_the_threads_wait() {
    let server = right();
    let all = pieces(&server, 20, 10_000);
    let pool = pool(&server, 4, 35_000);
    for piece in &all {
        pool.ask(*piece, 0);
    }
    until("three are here", || pool.counts().ready == 3);
    std::thread::sleep(Duration::from_millis(50));
    let counts = pool.counts();
    assert_eq!((counts.ready, counts.running, counts.queued, counts.held), (3, 0, 17, 30_000));
    let (ready, _) = pool.take().unwrap();
    until("one more is here", || pool.counts().ready == 3);
    // Dropping a ready one makes room as well.
    for piece in all.iter().filter(|piece| **piece != ready) {
        pool.cancel(piece);
    }
    until("nothing is left", || {
        // One that was nearly here comes all the same.
        while pool.take().is_some() {}
        pool.is_idle()
    });
    assert_eq!(pool.counts().held, 0);
    // A piece larger than the bound comes alone.
    let large = server.put_piece(&noise(99, 50_000));
    pool.ask(large, 0);
    assert_eq!(next(&pool), large);
}

#[test]
fn the_end_waits_for_nobody() {
    // One server says nothing, one drips, one is busy.
    let servers = [
        serve(|_, reply| reply.wait = Duration::from_secs(3)),
        serve(|_, reply| reply.drip = Some((10, Duration::from_millis(300)))),
        serve(|_, reply| reply.status = 503),
    ];
    for server in &servers {
        let all = pieces(server, 8, 1000);
        let pool = pool(server, 4, 1 << 20);
        for piece in &all {
            pool.ask(*piece, 0);
        }
        until("it is under way", || pool.counts().running == 4);
        std::thread::sleep(Duration::from_millis(20));
        let start = Instant::now();
        drop(pool);
        assert!(start.elapsed() < Duration::from_millis(200), "{:?}", start.elapsed());
    }
}

#[test]
fn what_fills_the_link_keeps_the_less_wanted_from_beginning() {
    // A piece takes 0.4 s, however many there are.
    let server = serve(|_, reply| reply.drip = Some((10_000, Duration::from_millis(10))));
    let all = pieces(&server, 12, 400_000);
    let pool = pool(&server, 12, 64 << 20);
    for (rank, piece) in (0..).zip(&all) {
        pool.ask(*piece, rank);
    }
    assert!(pool.wait(Duration::from_secs(5)));
    let counts = pool.counts();
    assert!(counts.queued >= 6, "all had begun before the first was here: {counts:?}");
    let order: Vec<PieceRef> = all.iter().map(|_| next(&pool)).collect();
    // The first two begin together: one leaves room on the link.
    assert!(order[..2].contains(&all[0]), "{order:?}");
    assert!(pool.is_idle());
}

#[test]
fn who_does_not_answer_keeps_nobody_waiting() {
    // Two large pieces fill the link by themselves, and never begin to come.
    let server = serve(|_, reply| {
        if reply.body.len() == 600_000 {
            reply.wait = Duration::from_secs(8);
        }
    });
    let silent = pieces(&server, 2, 600_000);
    let all = pieces(&server, 4, 1000);
    let pool = pool(&server, 4, 64 << 20);
    for (rank, piece) in (0..).zip(silent.iter().chain(&all)) {
        pool.ask(*piece, rank);
    }
    let order: Vec<PieceRef> = all.iter().map(|_| next(&pool)).collect();
    assert!(silent.iter().all(|piece| !order.contains(piece)));
}

#[test]
fn on_a_slow_link_a_better_class_has_it_to_itself() {
    let server = right();
    let large = server.put_piece(&noise(1, 60_000));
    let small: Vec<PieceRef> = (2..12).map(|seed| server.put_piece(&noise(seed, 1000 + seed as usize))).collect();
    let first = server.put_piece(&noise(20, 20_000));
    let link = Arc::new("1:5".parse().unwrap());
    let pool = Fetcher::new(Arc::new(server.source_with(&Setup { link: Some(link), ..setup() })));
    let taken = || {
        assert!(pool.wait(Duration::from_secs(20)));
        pool.take().unwrap().0
    };
    // How slow it is has to be known.
    pool.ask(first, 0);
    assert_eq!(taken(), first);
    pool.ask(large, 7);
    small.iter().for_each(|piece| pool.ask(*piece, 1 << 32));
    assert_eq!(taken(), large, "it shared the link with what is of a lesser class");
    let rest: Vec<PieceRef> = small.iter().map(|_| taken()).collect();
    assert!(small.iter().all(|piece| rest.contains(piece)));
}

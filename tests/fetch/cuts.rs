//! Servers that break off, and servers that fail.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use boothwalk::fetch::{Fetcher, Patience, PieceRef, Setup, Store};

use super::kills::verify;
use super::server::{Reply, Server, chance, noise, serve, setup};

/// Fetches all pieces through a pool and a cache; each must be right.
fn fetch_all(server: &Server, pieces: &[PieceRef], setup: &Setup) {
    let mut wanted: BTreeMap<PieceRef, ()> = pieces.iter().map(|piece| (*piece, ())).collect();
    let pool = Fetcher::new(Arc::new(server.source_with(setup)));
    for (rank, piece) in pieces.iter().enumerate() {
        pool.ask(*piece, rank as u64);
    }
    while !wanted.is_empty() {
        assert!(pool.wait(Duration::from_secs(30)), "{} pieces never came: {:?}", wanted.len(), pool.counts());
        while let Some((piece, bytes)) = pool.take() {
            let bytes = bytes.unwrap();
            assert_eq!(*blake3::hash(&bytes).as_bytes(), piece.hash, "wrong bytes were handed out");
            wanted.remove(&piece);
        }
    }
}

#[test]
fn a_server_cut_at_a_thousand_offsets_gives_no_wrong_byte() {
    const CUTS: usize = 1000;
    let cuts = Arc::new(AtomicUsize::new(0));
    let made = cuts.clone();
    let server = serve(move |request, reply| {
        if chance(1, request.number) < 500 && made.fetch_add(1, Ordering::SeqCst) < CUTS {
            reply.cut_anywhere = Some(chance(2, request.number));
        }
    });
    let sizes = (0..1100).map(|seed| 20_000 + chance(3, seed as usize) * 80);
    let pieces: Vec<_> = (0..).zip(sizes).map(|(seed, size)| server.put_piece(&noise(seed, size))).collect();
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(folder.path(), 1 << 30));
    // Every second answer is cut, and many before anything of use came: a few tries more than usual.
    let patience = Patience { tries: 20, longest_pause: Duration::from_millis(10), ..setup().patience };
    fetch_all(&server, &pieces, &Setup { store: Some(store), patience, ..setup() });
    assert!(cuts.load(Ordering::SeqCst) >= CUTS, "{} cuts", cuts.load(Ordering::SeqCst));
    assert_eq!(verify(folder.path()).0, pieces.len());
    let total: u64 = pieces.iter().map(|piece| u64::from(piece.bytes)).sum();
    let extra = server.sent() - total;
    eprintln!("{CUTS} cuts in {total} bytes: {extra} bytes were sent twice");
    // One piece a cut is allowed; that what came before the cut is used makes it next to nothing.
    assert!(extra < total / 50, "{extra} of {total} bytes were sent twice");
}

#[test]
fn one_failing_request_in_twenty_stops_nothing() {
    // Whoever gives wrong bytes twice is believed, so nobody does here.
    let spoilt = Mutex::new(HashSet::new());
    let server = serve(move |request, reply| match chance(4, request.number) {
        0..15 => *reply = Reply::status(503),
        15..25 => *reply = Reply::status(500),
        25..40 => reply.cut_anywhere = Some(0),
        40..50 if spoilt.lock().unwrap().insert(request.path.clone()) => {
            reply.body.iter_mut().take(1).for_each(|byte| *byte ^= 1);
        }
        _ => {}
    });
    let pieces: Vec<_> = (0..1000).map(|seed| server.put_piece(&noise(seed, 20_000))).collect();
    fetch_all(&server, &pieces, &setup());
    assert!(server.asked().len() > 1020);
}

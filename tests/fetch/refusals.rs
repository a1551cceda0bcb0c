//! Servers and networks that give something else than the piece: each refused for its own reason.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use boothwalk::fetch::{FetchError, Patience, PieceRef, Setup};

use super::server::{Reply, Request, noise, right, serve, setup};

/// What asking for a 100 kB piece gives when every answer is spoilt by `hook`; and how often it was asked for.
fn refused(hook: impl Fn(&Request, &mut Reply) + Send + Sync + 'static) -> (FetchError, Vec<Request>) {
    let server = serve(hook);
    let piece = server.put_piece(&noise(1, 100_000));
    let error = server.source().piece(&piece).expect_err("it was let through");
    assert!(error.to_string().contains(&piece.path()), "{error}");
    (error, server.asked())
}

#[test]
fn right_pieces_come_over_few_connections() {
    let server = right();
    let pieces: Vec<PieceRef> = (0..40).map(|seed| server.put_piece(&noise(seed, 70_000))).collect();
    let source = server.source();
    std::thread::scope(|scope| {
        for part in pieces.chunks(10) {
            let source = &source;
            scope.spawn(move || {
                for piece in part {
                    let bytes = source.piece(piece).unwrap();
                    assert_eq!(*blake3::hash(&bytes).as_bytes(), piece.hash);
                }
            });
        }
    });
    assert_eq!(server.asked().len(), 40);
    assert!(server.state.connections.load(Ordering::SeqCst) <= 4);
    assert_eq!(server.sent(), 40 * 70_000);
    let none = PieceRef { hash: [7; 32], ..pieces[0] };
    assert!(source.piece(&none).unwrap_err().is_missing());
    assert_eq!(source.piece(&server.put_piece(b"")).unwrap(), b"");
}

#[test]
fn pieces_come_from_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = noise(1, 1000);
    let piece = PieceRef::of(&bytes, boothwalk::fetch::Ext::Glb).unwrap();
    let path = folder.path().join(piece.path());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(folder.path().join("fair.json"), "{}").unwrap();
    std::fs::write(&path, &bytes).unwrap();
    let source = boothwalk::fetch::Source::open(folder.path().to_str().unwrap()).unwrap().0;
    assert_eq!(source.piece(&piece).unwrap(), bytes);
    std::fs::write(&path, &bytes[1..]).unwrap();
    assert!(matches!(source.piece(&piece), Err(FetchError::Hash { .. })));
    std::fs::write(&path, noise(2, 1000)).unwrap();
    assert!(matches!(source.piece(&piece), Err(FetchError::Hash { .. })));
    let huge = PieceRef { bytes: PieceRef::LARGEST + 1, ..piece };
    assert!(matches!(source.piece(&huge), Err(FetchError::TooLarge { .. })));
}

#[test]
fn a_login_page_is_told_in_the_head_and_in_the_body() {
    let page = b"<!DOCTYPE html><html>Please log in</html>";
    let (error, asked) = refused(|_, reply| {
        reply.body(page);
        reply.set("Content-Type", "text/html; charset=utf-8");
    });
    assert!(matches!(error, FetchError::Portal { .. }), "{error}");
    assert_eq!(asked.len(), 1);
    let (error, _) = refused(|_, reply| reply.body(page));
    assert!(matches!(error, FetchError::Portal { .. }), "{error}");
    let (error, _) = refused(|_, reply| {
        reply.body(page);
        reply.body.resize(100_000, b' ');
        reply.announced = Some(100_000);
    });
    assert!(matches!(error, FetchError::Portal { .. }), "{error}");
}

#[test]
fn a_wrong_length_is_refused_from_the_head_alone() {
    let (error, asked) = refused(|_, reply| reply.body(&noise(1, 99_999)));
    assert!(matches!(error, FetchError::Length { got: 99_999, listed: 100_000, .. }), "{error}");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].header("cache-control"), None);
    assert_eq!(asked[1].header("cache-control"), Some("no-cache"));
}

#[test]
fn wrong_bytes_are_asked_for_once_more_past_the_caches() {
    let (error, asked) = refused(|_, reply| reply.body[5] ^= 1);
    assert!(matches!(error, FetchError::Hash { .. }), "{error}");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].header("cache-control"), Some("no-cache"));
    // A cache on the way was at fault.
    let server = serve(|request, reply| {
        if request.header("cache-control").is_none() {
            reply.body[5] ^= 1;
        }
    });
    let piece = server.put_piece(&noise(1, 100_000));
    assert_eq!(server.source().piece(&piece).unwrap(), noise(1, 100_000));
}

#[test]
fn a_body_that_does_not_end_is_cut() {
    let server = serve(|_, reply| {
        reply.announced = None;
        reply.endless = true;
        reply.drip = Some((16 << 10, Duration::from_micros(100)));
    });
    let piece = server.put_piece(&noise(1, 100_000));
    let source = server.source();
    let error = source.piece(&piece).unwrap_err();
    assert!(matches!(error, FetchError::Endless { listed: 100_000, .. }), "{error}");
    assert_eq!(source.bytes_fetched(), 2 * 100_001, "not a byte more than tells it");
    // A body that ends with the connection is fine.
    let server = serve(|_, reply| reply.announced = None);
    let piece = server.put_piece(&noise(1, 100_000));
    assert_eq!(server.source().piece(&piece).unwrap().len(), 100_000);
}

#[test]
fn what_follows_the_announced_length_is_no_part_of_anything() {
    let server = serve(|_, reply| reply.body.extend_from_slice(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
    let source = server.source();
    for seed in 0..3 {
        let piece = server.put_piece(&noise(seed, 10_000));
        assert_eq!(source.piece(&piece).unwrap(), noise(seed, 10_000));
    }
    assert_eq!(server.state.connections.load(Ordering::SeqCst), 3, "such a connection is not used again");
}

#[test]
fn redirects_stay_at_home() {
    let other = right();
    let to = format!("{}/f/x", other.url);
    let (error, _) = refused(move |_, reply| {
        *reply = Reply::status(302);
        reply.set("Location", &to);
    });
    assert!(matches!(error, FetchError::Elsewhere { .. }), "{error}");
    assert!(other.asked().is_empty());
}

#[test]
fn a_broken_transfer_goes_on_where_it_ended() {
    let server = serve(|request, reply| {
        if request.number < 2 {
            reply.cut = Some(40_000);
        }
    });
    let piece = server.put_piece(&noise(1, 100_000));
    let source = server.source();
    assert_eq!(source.piece(&piece).unwrap(), noise(1, 100_000));
    let ranges: Vec<_> = server.asked().iter().map(|asked| asked.header("range").map(str::to_owned)).collect();
    assert_eq!(ranges, [None, Some("bytes=40000-".into()), Some("bytes=80000-".into())]);
    assert!(server.asked()[1].header("if-range").is_some_and(|etag| etag.starts_with('"')));
    assert_eq!((server.sent(), source.bytes_fetched()), (100_000, 100_000));
}

#[test]
fn a_weak_validator_starts_over() {
    for weak in ["W/\"1\"", ""] {
        let server = serve(move |request, reply| {
            reply.set("ETag", weak);
            if request.number == 0 {
                reply.cut = Some(40_000);
            }
        });
        let piece = server.put_piece(&noise(1, 100_000));
        assert_eq!(server.source().piece(&piece).unwrap(), noise(1, 100_000));
        assert!(server.asked().iter().all(|asked| asked.header("range").is_none()));
        assert_eq!(server.sent(), 140_000);
    }
}

#[test]
fn a_rest_of_something_else_is_never_joined() {
    // Wrong first byte, wrong total, another version, no header, another length.
    type Spoil = fn(&mut Reply);
    let spoils: [Spoil; 5] = [
        |reply| reply.set("Content-Range", "bytes 39999-99999/100000"),
        |reply| reply.set("Content-Range", "bytes 40000-99999/100001"),
        |reply| reply.set("ETag", "\"other\""),
        |reply| reply.headers.retain(|(name, _)| *name != "Content-Range"),
        |reply| reply.body(&noise(3, 59_999)),
    ];
    for spoil in spoils {
        let server = serve(move |request, reply| {
            if request.number == 0 {
                reply.cut = Some(40_000);
            }
            if reply.status == 206 {
                spoil(reply);
            }
        });
        let piece = server.put_piece(&noise(1, 100_000));
        assert_eq!(server.source().piece(&piece).unwrap(), noise(1, 100_000));
        assert_eq!(server.asked().len(), 3);
        assert_eq!(server.asked()[2].header("range"), None, "it starts over");
    }
}

#[test]
fn a_rest_with_wrong_bytes_starts_over_past_the_caches() {
    let server = serve(|request, reply| {
        if request.number == 0 {
            reply.cut = Some(40_000);
        }
        if reply.status == 206 {
            reply.body[9] ^= 4;
        }
    });
    let piece = server.put_piece(&noise(1, 100_000));
    assert_eq!(server.source().piece(&piece).unwrap(), noise(1, 100_000));
    assert_eq!(server.asked()[2].header("cache-control"), Some("no-cache"));
}

#[test]
fn a_file_that_keeps_changing_is_refused() {
    let (error, asked) = refused(|request, reply| {
        reply.set("ETag", &format!("\"{}\"", request.number));
        reply.cut = Some(40_000);
    });
    assert!(matches!(error, FetchError::Changed { .. }), "{error}");
    assert!(asked.len() <= 4, "{}", asked.len());
}

#[test]
fn passing_trouble_is_waited_out_within_bounds() {
    let server = serve(|request, reply| {
        if request.number < 3 {
            *reply = Reply::status(503);
            reply.set("Retry-After", "3600");
        }
    });
    let piece = server.put_piece(&noise(1, 1000));
    let start = Instant::now();
    assert!(server.source().piece(&piece).is_ok());
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(120) && took < Duration::from_secs(2), "three pauses of 40 ms: {took:?}");
    let (error, asked) = refused(|_, reply| *reply = Reply::status(503));
    assert!(matches!(error, FetchError::Status { status: 503, .. }) && asked.len() == 4, "{error}");
    let (error, asked) = refused(|_, reply| *reply = Reply::status(403));
    assert!(matches!(error, FetchError::Status { status: 403, .. }) && asked.len() == 1, "{error}");
}

#[test]
fn silence_and_dripping_are_given_up() {
    // Silence before the head, and inside the body.
    let (error, asked) = refused(|_, reply| reply.wait = Duration::from_secs(1));
    assert!(matches!(error, FetchError::Network { tries: 4, .. }) && asked.len() == 4, "{error}");
    let (error, _) = refused(|request, reply| {
        reply.drip = Some((if request.number == 0 { 40_000 } else { 1 }, Duration::from_millis(600)));
    });
    assert!(matches!(error, FetchError::CutShort { .. }), "{error}");
    // A byte every 2 ms is never silent, but it would take minutes.
    let server = serve(|_, reply| reply.drip = Some((1, Duration::from_millis(2))));
    let piece = server.put_piece(&noise(1, 100_000));
    let patience = Patience { patience: Duration::from_millis(300), rate: 1_000_000, ..setup().patience };
    let start = Instant::now();
    let error = server.source_with(&Setup { patience, ..setup() }).piece(&piece).unwrap_err();
    assert!(matches!(error, FetchError::Slow { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(3));
}

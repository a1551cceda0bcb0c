//! `fair.json`: asked for anew each time, and kept for when there is no network.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use boothwalk::fetch::{FetchError, Setup, Store, open_fair_with};

use super::server::{Server, noise, serve, setup};

struct Bench {
    server: Server,
    /// 0 right, 1 a login page, 2 a gateway without its server, 3 nothing to be found, 4 broken JSON, 5 silence.
    trouble: Arc<AtomicU8>,
    cache: tempfile::TempDir,
}

impl Bench {
    fn new() -> Bench {
        let trouble = Arc::new(AtomicU8::new(0));
        let what = trouble.clone();
        let server = serve(move |_, reply| match what.load(Ordering::SeqCst) {
            1 => {
                reply.status = 200;
                reply.body(b"<html>log in</html>");
            }
            2 => reply.status = 502,
            3 => reply.status = 404,
            5 => reply.wait = Duration::from_secs(2),
            4 => {
                reply.status = 200;
                reply.set("ETag", "\"broken\"");
                reply.body(b"{");
            }
            _ => {}
        });
        server.put_fair("First");
        Bench { server, trouble, cache: tempfile::tempdir().unwrap() }
    }

    fn setup(&self) -> Setup {
        Setup { store: Some(Arc::new(Store::open(self.cache.path(), 64 << 20))), ..setup() }
    }

    /// The title, and whether it is what was last seen.
    fn open(&self, spec: &str) -> anyhow::Result<(String, bool)> {
        let (source, fair) = open_fair_with(spec, &self.setup())?;
        Ok((fair.title.en, source.is_offline()))
    }
}

#[test]
fn a_manifest_that_did_not_change_does_not_come_again() {
    let bench = Bench::new();
    let spec = bench.server.spec();
    assert_eq!(bench.open(&spec).unwrap(), ("First".into(), false));
    let sent = bench.server.sent();
    assert_eq!(bench.open(&spec).unwrap(), ("First".into(), false));
    assert_eq!(bench.server.sent(), sent);
    assert!(bench.server.asked().last().unwrap().header("if-none-match").is_some());
    bench.server.put_fair("Second");
    assert_eq!(bench.open(&spec).unwrap(), ("Second".into(), false));
    assert!(bench.server.sent() > sent);
}

#[test]
fn without_a_network_the_last_one_opens() {
    let bench = Bench::new();
    let folder = format!("{}/f/", bench.server.url);
    let piece = bench.server.put_piece(&noise(1, 50_000));
    let (source, _) = open_fair_with(&bench.server.spec(), &bench.setup()).unwrap();
    source.piece(&piece).unwrap();
    for trouble in [1, 2, 5] {
        bench.trouble.store(trouble, Ordering::SeqCst);
        assert_eq!(bench.open(&bench.server.spec()).unwrap(), ("First".into(), true), "trouble {trouble}");
    }
    bench.server.go_down();
    assert_eq!(bench.open(&bench.server.spec()).unwrap(), ("First".into(), true));
    assert_eq!(bench.open(&folder).unwrap(), ("First".into(), true), "a folder's address, too");
    let (source, _) = open_fair_with(&bench.server.spec(), &bench.setup()).unwrap();
    assert_eq!(source.piece(&piece).unwrap(), noise(1, 50_000));
    let other = boothwalk::fetch::PieceRef { hash: [1; 32], ..piece };
    assert!(matches!(source.piece(&other), Err(FetchError::Network { .. })));
    assert!(bench.open(&format!("{}/g/fair.json", bench.server.url)).is_err());
    assert!(open_fair_with(&bench.server.spec(), &setup()).is_err(), "without a cache there is nothing");
}

#[test]
fn what_the_server_says_counts() {
    let bench = Bench::new();
    let spec = bench.server.spec();
    bench.open(&spec).unwrap();
    // A broken manifest does not take the place of the last good one.
    bench.trouble.store(4, Ordering::SeqCst);
    assert!(bench.open(&spec).is_err());
    bench.trouble.store(2, Ordering::SeqCst);
    assert_eq!(bench.open(&spec).unwrap(), ("First".into(), true));
    // One that is gone is gone.
    bench.trouble.store(3, Ordering::SeqCst);
    assert!(bench.open(&spec).is_err());
    bench.trouble.store(2, Ordering::SeqCst);
    assert!(bench.open(&spec).is_err());
}

//! A slower network, the same for a server and for a folder.

use std::sync::Arc;
use std::time::{Duration, Instant};

use boothwalk::fetch::{Ext, Fetcher, PieceRef, Setup, Source};

use super::server::{noise, right, setup};

/// 40 pieces of 50 kB over 80 Mbit/s (10 MB/s) and 30 ms take 0.2 s and the first's two round trips; seconds, and what
/// the pool thinks the link gives.
fn fetch_all(source: Source, pieces: &[PieceRef]) -> (f64, f64) {
    let pool = Fetcher::new(Arc::new(source));
    let start = Instant::now();
    for piece in pieces {
        pool.ask(*piece, 0);
    }
    for _ in pieces {
        assert!(pool.wait(Duration::from_secs(5)));
        pool.take().unwrap().1.unwrap();
    }
    (start.elapsed().as_secs_f64(), pool.counts().bytes_per_second.unwrap())
}

#[test]
fn a_folder_behind_a_link_is_as_slow_as_a_server() {
    let link = || Some(Arc::new("80:30".parse().unwrap()));
    let server = right();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("fair.json"), "{}").unwrap();
    let mut pieces = Vec::new();
    for seed in 0..40 {
        let bytes = noise(seed, 50_000);
        pieces.push(server.put_piece(&bytes));
        let path = folder.path().join(PieceRef::of(&bytes, Ext::Bin).unwrap().path());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let over_http = server.source_with(&Setup { link: link(), ..setup() });
    let spec = folder.path().to_str().unwrap();
    let on_disk = Source::open_with(spec, &Setup { link: link(), ..setup() }).unwrap().0;
    for (what, source) in [("server", over_http), ("folder", on_disk)] {
        let (seconds, rate) = fetch_all(source, &pieces);
        eprintln!("{what}: {seconds:.3} s, {:.1} MB/s seen", rate / 1e6);
        // The quantum saved up lets the last 16 KiB through 1.6 ms early, and so after each moment in which nothing came.
        assert!(seconds >= 0.25, "{what}: {seconds} s is faster than the link");
        assert!(seconds < 0.5, "{what}: {seconds} s");
        assert!((3e6..13e6).contains(&rate), "{what}: {rate} bytes a second");
    }
}

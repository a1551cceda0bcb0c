//! Processes that share a cache, and are killed at any moment.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use boothwalk::fetch::{Ext, Fetcher, PieceRef, Setup, Source, Store};

use super::server::{Server, chance, noise, right, setup};

const KILLS: usize = 1000;
/// Small, so that the cache is written and trimmed all the time.
const SIZE: u64 = 4 << 20;
const PIECES: u64 = 150;

fn content(seed: u64) -> Vec<u8> {
    noise(seed, 10_000 + chance(5, seed as usize) * 100)
}

fn spawn(server: &Server, cache: &Path, rounds: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills::helper", "--nocapture"])
        .env("BOOTHWALK_TEST_SERVER", server.spec())
        .env("BOOTHWALK_TEST_CACHE", cache)
        .env("BOOTHWALK_TEST_ROUNDS", rounds.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Not a test by itself: what the processes of the other tests do. It fetches all pieces again and again, in its own order.
#[test]
fn helper() {
    let (Ok(spec), Ok(cache)) = (std::env::var("BOOTHWALK_TEST_SERVER"), std::env::var("BOOTHWALK_TEST_CACHE")) else {
        return;
    };
    let rounds: usize = std::env::var("BOOTHWALK_TEST_ROUNDS").unwrap().parse().unwrap();
    let store = Arc::new(Store::open(Path::new(&cache), SIZE));
    let source = Source::open_with(&spec, &Setup { store: Some(store.clone()), ..setup() }).unwrap().0;
    let pool = Fetcher::new(Arc::new(source));
    println!("\nready");
    for round in 0..rounds {
        for seed in 0..PIECES {
            let piece = PieceRef::of(&content(seed), Ext::Bin).unwrap();
            pool.ask(piece, chance(u64::from(std::process::id()) + round as u64, seed as usize) as u64);
        }
        while !pool.is_idle() {
            pool.wait(Duration::from_secs(20));
            while let Some((piece, bytes)) = pool.take() {
                assert_eq!(*blake3::hash(&bytes.unwrap()).as_bytes(), piece.hash);
            }
        }
    }
    assert!(store.is_writable());
}

/// Files in the cache, each held against its name, and their bytes.
pub fn verify(cache: &Path) -> (usize, u64) {
    let (mut count, mut total) = (0, 0);
    for folder in std::fs::read_dir(cache.join("pieces")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            // Another process may have trimmed it meanwhile.
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let name = path.file_name().unwrap().to_str().unwrap();
            assert_eq!(blake3::hash(&bytes).to_hex().as_str(), name, "a wrong file of {} bytes", bytes.len());
            count += 1;
            total += bytes.len() as u64;
        }
    }
    (count, total)
}

fn serve_all() -> Server {
    let server = right();
    for seed in 0..PIECES {
        server.put_piece(&content(seed));
    }
    server
}

#[test]
fn killed_at_a_thousand_moments_the_cache_stays_right() {
    let server = serve_all();
    let folder = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let (mut kills, mut most) = (0, 0);
    // Two at a time: they write the same files.
    while kills < KILLS && start.elapsed() < Duration::from_secs(60) {
        let mut children = [(); 2].map(|()| spawn(&server, folder.path(), 1_000_000));
        for child in &mut children {
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            assert!(lines.any(|line| line.unwrap().contains("ready")));
        }
        std::thread::sleep(Duration::from_micros(chance(6, kills) as u64 * 40));
        for child in &mut children {
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        }
        if kills % 50 == 0 {
            most = most.max(verify(folder.path()).1);
        }
    }
    let (count, total) = verify(folder.path());
    eprintln!("{kills} kills in {:?}; {count} files, {total} bytes, all right", start.elapsed());
    assert!(count > 10, "the processes wrote next to nothing");
    assert!(most.max(total) <= SIZE);
    drop(Store::open(folder.path(), SIZE));
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0, "leftovers");
}

#[test]
fn two_processes_share_a_cache() {
    let server = serve_all();
    let folder = tempfile::tempdir().unwrap();
    let mut children = [(); 2].map(|()| spawn(&server, folder.path(), 4));
    let mut most = 0;
    while children.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
        if folder.path().join("pieces").is_dir() {
            most = most.max(verify(folder.path()).1);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert!(most > SIZE / 2 && most <= SIZE, "{most} bytes");
}

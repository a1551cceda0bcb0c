//! One cache, by itself.

use std::time::Duration;

use super::*;

fn content(seed: u64, length: usize) -> ([u8; 32], Vec<u8>) {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    (*blake3::hash(&bytes).as_bytes(), bytes)
}

fn total(folder: &Path) -> u64 {
    fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| if entry.path().is_dir() { total(&entry.path()) } else { entry.metadata().unwrap().len() })
        .sum()
}

#[test]
fn what_is_kept_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a/b"), DEFAULT_SIZE);
    let (hash, bytes) = content(1, 1000);
    assert_eq!(store.piece(&hash, 1000), None);
    store.keep_piece(&hash, &bytes);
    assert_eq!(store.piece(&hash, 1000).as_ref(), Some(&bytes));
    let fair = KeptFair { bytes: b"{}\n".to_vec(), etag: Some("\"1\"".into()) };
    assert_eq!(store.fair("http://a/fair.json"), None);
    store.keep_fair("http://a/fair.json", &fair);
    assert_eq!(store.fair("http://a/fair.json"), Some(fair));
    assert_eq!(store.fair("http://a/fair.json?key"), None);
    let fair = KeptFair { bytes: b"[]".to_vec(), etag: None };
    store.keep_fair("http://a/fair.json", &fair);
    assert_eq!(store.fair("http://a/fair.json"), Some(fair.clone()));
    let spare = |store: &Store| store.spare(&hash, 1000);
    store.keep_spare(&hash, &bytes);
    fs::write(store.piece_path(&hash), b"spoilt").unwrap();
    assert_eq!((store.piece(&hash, 1000), spare(&store)), (None, Some(bytes.clone())));
    assert_eq!(store.piece(&hash, 1000), Some(bytes), "mended");
    // Either of two copies is enough, and mends the other.
    for (kept, spoilt) in [("spare", "fairs"), ("fairs", "spare")] {
        let only =
            |below: &str| fs::read_dir(folder.path().join("a/b").join(below)).unwrap().next().unwrap().unwrap().path();
        fs::write(only(spoilt), b"spoilt").unwrap();
        assert_eq!(store.fair("http://a/fair.json"), Some(fair.clone()), "{kept}");
    }
    store.forget_fair("http://a/fair.json");
    assert_eq!(store.fair("http://a/fair.json"), None);
    assert_eq!(fs::read_dir(folder.path().join("a/b/tmp")).unwrap().count(), 0);
}

#[test]
fn what_a_driver_compiled_is_whole_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), DEFAULT_SIZE);
    assert_eq!(store.pipelines("driver 1"), None);
    store.keep_pipelines("driver 1", b"first");
    store.keep_pipelines("driver 1", b"second");
    assert_eq!(store.pipelines("driver 1").as_deref(), Some(&b"second"[..]));
    assert_eq!(store.pipelines("driver 2"), None, "a newer driver reads nothing of the older one's");
    let path = fs::read_dir(folder.path().join("pipelines")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&path).unwrap();
    for spoilt in [&whole[..whole.len() - 1], &[whole.as_slice(), b"."].concat(), b"", &whole[3..]] {
        fs::write(&path, spoilt).unwrap();
        assert_eq!(store.pipelines("driver 1"), None);
        assert!(!path.exists(), "what is spoilt goes");
    }
}

#[test]
fn the_size_holds_and_the_least_used_goes_first() {
    let folder = tempfile::tempdir().unwrap();
    let size = 1 << 20;
    let store = Store::open(folder.path(), size);
    let contents: Vec<_> = (0..100).map(|seed| content(seed, 30_000)).collect();
    for (hash, bytes) in &contents {
        store.keep_piece(hash, bytes);
        assert!(total(folder.path()) <= size);
        // The first is used all the time.
        assert!(store.piece(&contents[0].0, 30_000).is_some());
        std::thread::sleep(Duration::from_millis(2));
    }
    let kept: Vec<_> = (0..100).filter(|at| store.piece(&contents[*at].0, 30_000).is_some()).collect();
    assert!(total(folder.path()) > size / 2);
    assert_eq!(kept[0], 0);
    let newest: Vec<_> = (100 - (kept.len() - 1)..100).collect();
    assert_eq!(kept[1..], newest, "beside it, the newest are kept");
    let (hash, bytes) = content(1, 1 << 20);
    store.keep_piece(&hash, &bytes);
    assert!(store.piece(&hash, 1 << 20).is_none(), "what has no room evicts nothing");
    assert!(store.piece(&contents[99].0, 30_000).is_some());
}

#[test]
fn leftovers_go_and_what_is_being_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), DEFAULT_SIZE));
    fs::write(folder.path().join("tmp/left"), b"half").unwrap();
    let busy = File::create(folder.path().join("tmp/busy")).unwrap();
    busy.lock().unwrap();
    drop(Store::open(folder.path(), DEFAULT_SIZE));
    assert!(!folder.path().join("tmp/left").exists());
    assert!(folder.path().join("tmp/busy").exists());
}

#[test]
fn a_spoilt_manifest_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), DEFAULT_SIZE);
    let fair = KeptFair { bytes: b"{\"format\":1}".to_vec(), etag: Some("\"1\"".into()) };
    store.keep_fair("a", &fair);
    let [path, spare] = store.fair_paths("a");
    let whole = fs::read(&path).unwrap();
    assert_eq!(fs::read(&spare).unwrap(), whole);
    fs::remove_file(&spare).unwrap();
    for at in 0..whole.len() {
        let mut spoilt = whole.clone();
        spoilt[at] ^= 1;
        for content in [&spoilt[..], &whole[..at]] {
            fs::write(&path, content).unwrap();
            assert_eq!(store.fair("a"), None, "byte {at}");
            assert!(!path.exists());
        }
    }
    fs::create_dir(&path).unwrap();
    assert_eq!(store.fair("a"), None);
    store.keep_fair("a", &fair);
    assert_eq!(store.fair("a"), Some(fair));
}

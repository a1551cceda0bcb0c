//! The disk cache behind a source: spoilt files, and disks that will not have any.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use boothwalk::fetch::{PieceRef, Setup, Store};

use super::kills::verify;
use super::server::{noise, right, setup};

fn with(cache: &Path) -> Setup {
    Setup { store: Some(Arc::new(Store::open(cache, 64 << 20))), ..setup() }
}

fn path(cache: &Path, piece: &PieceRef) -> PathBuf {
    let hex = piece.hex();
    cache.join("pieces").join(&hex[..2]).join(hex)
}

#[test]
fn spoilt_files_are_told_and_fetched_anew() {
    let server = right();
    let folder = tempfile::tempdir().unwrap();
    let source = server.source_with(&with(folder.path()));
    let contents: Vec<_> = (0..20).map(|seed| noise(seed, 3000 + seed as usize)).collect();
    let pieces: Vec<_> = contents.iter().map(|content| server.put_piece(content)).collect();
    for (piece, content) in pieces.iter().zip(&contents) {
        assert_eq!(source.piece(piece).unwrap(), *content);
        assert_eq!(source.piece(piece).unwrap(), *content);
    }
    assert_eq!(server.asked().len(), 20, "the second time from the cache");
    type Spoil = fn(&Path, &[u8], usize);
    let spoils: [Spoil; 6] = [
        |path, content, at| {
            let mut content = content.to_vec();
            content[at * 97 % 3000] ^= 1 << (at % 8);
            fs::write(path, content).unwrap();
        },
        |path, content, at| fs::write(path, &content[..at * 97 % 3000]).unwrap(),
        |path, _, _| fs::write(path, b"").unwrap(),
        |path, content, _| fs::write(path, [content, b"x"].concat()).unwrap(),
        |path, _, _| {
            fs::remove_file(path).unwrap();
            fs::create_dir_all(path.join("in it")).unwrap();
        },
        |path, _, _| fs::remove_file(path).unwrap(),
    ];
    for (round, spoil) in spoils.into_iter().enumerate() {
        for (at, (piece, content)) in pieces.iter().zip(&contents).enumerate() {
            spoil(&path(folder.path(), piece), content, at);
            assert_eq!(source.piece(piece).unwrap(), *content);
        }
        assert_eq!(server.asked().len(), 20 * (round + 2));
        assert_eq!(verify(folder.path()).0, 20, "they are right again");
    }
    #[cfg(unix)]
    for piece in &pieces {
        // A link to the right bytes is not one of our files either; a pipe would keep us waiting.
        let path = path(folder.path(), piece);
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(source.piece(piece).unwrap().len(), piece.bytes as usize);
    }
}

/// A cache that keeps nothing, and a visit that gets everything.
fn keeps_nothing(cache: &Path) {
    let server = right();
    let setup = with(cache);
    let source = server.source_with(&setup);
    for seed in 0..20 {
        let piece = server.put_piece(&noise(seed, 100_000));
        assert_eq!(source.piece(&piece).unwrap(), noise(seed, 100_000));
    }
    assert!(!setup.store.unwrap().is_writable());
}

#[test]
fn where_nothing_can_be_written_the_visit_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"in the way").unwrap();
    keeps_nothing(&file);
    keeps_nothing(&file.join("below"));
    assert_eq!(fs::read(&file).unwrap(), b"in the way");
}

/// Lists a test that could not run for the summary of `./dev test`.
fn skip(what: &str) {
    eprintln!("SKIPPED {what}");
    if let Some(list) = std::env::var_os("BOOTHWALK_SKIPS") {
        let mut list = fs::File::options().create(true).append(true).open(list).unwrap();
        writeln!(list, "{what}").unwrap();
    }
}

struct Mount(PathBuf);

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn full_and_read_only_disks_are_no_cache() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "none"]).arg(folder.path());
        command.output().is_ok_and(|done| done.status.success()).then(|| Mount(folder.path().to_owned()))
    };
    let Some(small) = mount("size=512k") else {
        skip("full_and_read_only_disks_are_no_cache: only root mounts a small disk");
        return;
    };
    keeps_nothing(folder.path());
    let (count, total) = verify(folder.path());
    assert!(count > 0 && total <= 512 << 10, "{count} files, {total} bytes");
    assert_eq!(fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0, "half a file was left");
    drop(small);
    let mounted = mount("size=4m");
    assert!(mounted.is_some());
    // What is in a cache that cannot be written is used all the same.
    let server = right();
    let piece = server.put_piece(&noise(77, 1000));
    server.source_with(&with(folder.path())).piece(&piece).unwrap();
    assert!(mount("remount,ro").is_some_and(|again| {
        std::mem::forget(again);
        true
    }));
    assert_eq!(server.source_with(&with(folder.path())).piece(&piece).unwrap(), noise(77, 1000));
    assert_eq!(server.asked().len(), 1);
    keeps_nothing(folder.path());
}

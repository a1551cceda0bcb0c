//! Every file of the cache is damaged in turn, with the network there and without.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::stage::{Cache, Visitor, below, host};
use crate::app::feed::index::Rung;
use crate::stream::{RungId, State};

/// Damages a file in one of these ways: a byte flipped, cut short, emptied, another's content, gone, a folder.
fn damage(file: &Path, way: usize, others: &[PathBuf]) {
    let mut bytes = std::fs::read(file).unwrap();
    match way % 6 {
        0 => {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
        1 => bytes.truncate(bytes.len() * 2 / 3),
        2 => bytes.clear(),
        3 => bytes = std::fs::read(others.iter().find(|other| *other != file).unwrap()).unwrap(),
        4 => return std::fs::remove_file(file).unwrap(),
        _ => {
            std::fs::remove_file(file).unwrap();
            return std::fs::create_dir(file).unwrap();
        }
    }
    std::fs::write(file, bytes).unwrap();
}

/// Visits once, so that everything is kept.
fn warm(server: &super::server::Server, cache: &Cache) -> Vec<PathBuf> {
    let mut visitor = Visitor::enter(server, &cache.setup());
    visitor.finish_well();
    let pieces = visitor.feed().index.pieces.len();
    drop(visitor);
    let files = below(cache.0.path());
    assert!(files.len() > pieces, "the plans and fair.json too: {}", files.len());
    files
}

/// Whether a file has a copy: fair.json and the plans of the halls do.
fn twice(file: &Path, files: &[PathBuf]) -> bool {
    files.iter().filter(|other| other.file_name() == file.file_name()).count() == 2
}

#[test]
fn with_the_network_what_was_damaged_comes_again_and_nothing_else() {
    let (server, cache) = (host(|_, _| ()), Cache::new());
    let files = warm(&server, &cache);
    for (number, file) in files.iter().enumerate() {
        let whole = std::fs::read(file).unwrap();
        damage(file, number, &files);
        let mut visitor = Visitor::enter(&server, &cache.setup());
        visitor.finish_well();
        // What there are two of is had from the other one.
        let content = if twice(file, &files) { 0 } else { whole.len() };
        assert_eq!(visitor.wire(), content as u64, "{}", file.display());
        // The last file may be on its way to the disk; a second copy is looked at when it is needed.
        if !file.parent().unwrap().ends_with("spare") {
            visitor.until("mended", |_| std::fs::read(file).is_ok_and(|bytes| bytes == whole));
        } else {
            let _ = std::fs::remove_dir(file);
            std::fs::write(file, whole).unwrap();
        }
    }
    cache.verify();
}

/// Levels that cannot be there without these.
fn resting(visitor: &Visitor, lost: &BTreeSet<RungId>) -> BTreeSet<RungId> {
    let index = &visitor.feed().index;
    let mut all = lost.clone();
    // From the coarse to the fine, and geometry before the textures that lie on it.
    for rung in visitor.rungs() {
        if index.catalog.below(rung).is_some_and(|below| all.contains(&below)) {
            all.insert(rung);
        }
    }
    for rung in visitor.rungs() {
        if let Some(Rung::Mips(picture, _)) = index.rungs.get(rung.at()) {
            let textured = |entry: &usize| index.entries[*entry].rungs.get(1).is_none_or(|first| all.contains(first));
            if index.pictures[*picture].shown_by.iter().all(textured) {
                all.insert(rung);
            }
        }
    }
    all
}

#[test]
fn without_the_network_only_what_was_damaged_is_missed() {
    let (server, cache) = (host(|_, _| ()), Cache::new());
    let files = warm(&server, &cache);
    server.go_down();
    let (mut signs, mut copies) = (0, 0);
    for (number, file) in files.iter().enumerate() {
        let whole = std::fs::read(file).unwrap();
        damage(file, number + 1, &files);
        let mut visitor = Visitor::enter(&server, &cache.setup());
        visitor.finish();
        if twice(file, &files) {
            assert!(visitor.content.problems.is_empty(), "{:?} without {}", visitor.content.problems, file.display());
            copies += 1;
        } else {
            let name = file.file_name().unwrap().to_str().unwrap();
            let index = &visitor.feed().index;
            let piece = index.pieces.iter().position(|piece| piece.hex() == name).unwrap();
            let lost: BTreeSet<RungId> = index.made_from[piece].iter().copied().collect();
            let excused = resting(&visitor, &lost);
            for rung in visitor.rungs() {
                let state = visitor.feed().scheduler.state(rung);
                let right = match (lost.contains(&rung), excused.contains(&rung)) {
                    (true, _) => state == State::Lost,
                    // A texture may have come before the geometry that it lies on was given up.
                    (_, true) => matches!(state, State::Out | State::In),
                    _ => state == State::In,
                };
                assert!(right, "{rung:?} is {state:?} without {}", file.display());
            }
            let places: Vec<_> = lost.iter().flat_map(|rung| index.missed(*rung)).collect();
            let names: Vec<_> = places.iter().map(|place| place.name(&visitor.fair)).collect();
            assert!(!names.is_empty() && visitor.problems() == names, "{:?}", visitor.content.problems);
            for booth in 0..visitor.fair.booths.len() {
                let place = crate::app::piece::Piece::Booth(booth);
                let wanted = places.contains(&place) && !visitor.feed().stands(place);
                assert_eq!(visitor.sign(booth), wanted, "booth {booth} without {}", file.display());
                signs += usize::from(wanted);
            }
        }
        let _ = std::fs::remove_dir(file);
        std::fs::write(file, whole).unwrap();
    }
    // Of fair.json and of two plans.
    assert!(signs > 1 && copies == 6, "{signs} signs, {copies} copies");
    cache.verify();
}

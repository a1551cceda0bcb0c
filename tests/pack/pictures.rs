//! Each picture's file is a complete KTX2 by its own account, and no piece is large.

use super::stage::{files, packed, pieces};

/// The largest piece, by the design. A plan, and a model with very long animations, may be larger; none here is.
const PIECE: usize = 1 << 20;

fn word(file: &[u8], at: usize) -> usize {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize
}

fn long(file: &[u8], at: usize) -> usize {
    u64::from_le_bytes(file[at..at + 8].try_into().expect("eight bytes")) as usize
}

#[test]
fn every_picture_is_a_complete_ktx2() {
    let files = files(packed().1);
    let (mut count, mut formats) = (0, std::collections::BTreeSet::new());
    for (name, file) in pieces(&files) {
        assert!(file.len() <= PIECE, "{name} has {} bytes", file.len());
        if !name.ends_with(".ktx2") {
            continue;
        }
        count += 1;
        check(name, file);
        formats.insert(word(file, 12));
    }
    assert!(count >= 20, "{count} pictures");
    // Plain Basis, BC7 and ASTC; colours and data.
    assert_eq!(formats.into_iter().collect::<Vec<_>>(), [0, 145, 146, 157, 158]);
}

fn check(name: &str, file: &[u8]) {
    assert_eq!(&file[..12], b"\xABKTX 20\xBB\r\n\x1A\n", "{name}");
    let [type_size, width, height, depth, layers, faces, levels, scheme] =
        std::array::from_fn(|place| word(file, 16 + place * 4));
    assert_eq!([type_size, depth, layers, faces, scheme], [1, 0, 0, 1, 2], "{name}");
    assert!(levels >= 1 && levels <= width.max(height).ilog2() as usize + 1, "{name}: {levels} levels");
    let (description, described) = (word(file, 48), word(file, 52));
    let (keys, keyed) = (word(file, 56), word(file, 60));
    assert_eq!(description, 80 + levels * 24, "{name}");
    assert_eq!((word(file, description), described), (described, 44), "{name}: the description's length");
    assert_eq!((keys, keys % 4), (description + described, 0), "{name}");
    assert_eq!((long(file, 64), long(file, 72)), (0, 0), "{name}: global data");
    // Keys fill their room, in order.
    let (mut at, mut last) = (keys, Vec::new());
    while at < keys + keyed {
        let length = word(file, at);
        let key: Vec<u8> = file[at + 4..at + 4 + length].iter().copied().take_while(|byte| *byte != 0).collect();
        assert!(key > last, "{name}: keys out of order");
        last = key;
        at += (4 + length).next_multiple_of(4);
    }
    assert_eq!(at, keys + keyed, "{name}");
    // The smallest level first; each inflates to its blocks; together they fill the file.
    let mut end = keys + keyed;
    for level in (0..levels).rev() {
        let entry = 80 + level * 24;
        let (offset, length, whole) = (long(file, entry), long(file, entry + 8), long(file, entry + 16));
        assert_eq!(offset, end, "{name}: level {level}");
        end = offset + length;
        let blocks = (width >> level).max(1).div_ceil(4) * (height >> level).max(1).div_ceil(4) * 16;
        let inflated = zstd::bulk::decompress(&file[offset..end], blocks + 1).expect("Zstandard");
        assert_eq!((inflated.len(), whole), (blocks, blocks), "{name}: level {level}");
    }
    assert_eq!(end, file.len(), "{name}: bytes after the last level");
}

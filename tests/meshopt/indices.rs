//! Triangles and index lists, in both versions and both sizes of index.

use boothwalk::model::meshopt::{decode_sequence, decode_triangles};

use crate::streams::{Random, encode_sequence, encode_triangles, grid};

fn wide(indices: &[u32]) -> Vec<u8> {
    indices.iter().flat_map(|index| index.to_le_bytes()).collect()
}

fn narrow(indices: &[u32]) -> Vec<u8> {
    indices.iter().flat_map(|index| (*index as u16).to_le_bytes()).collect()
}

fn check_triangles(indices: &[u32]) {
    for version in [0, 1] {
        let stream = encode_triangles(indices, version);
        // The encoder may begin a triangle at another corner: the C++ decoder says what is right.
        let right: Vec<u32> = meshopt::decode_index_buffer(&stream, indices.len()).unwrap();
        assert!(decode_triangles(indices.len(), 4, &stream).unwrap() == wide(&right), "version {version}");
        assert!(decode_triangles(indices.len(), 2, &stream).unwrap() == narrow(&right), "version {version}");
    }
}

fn check_sequence(indices: &[u32]) {
    for version in [0, 1] {
        let stream = encode_sequence(indices, version);
        assert!(decode_sequence(indices.len(), 4, &stream).unwrap() == wide(indices), "version {version}");
        assert!(decode_sequence(indices.len(), 2, &stream).unwrap() == narrow(indices), "version {version}");
    }
}

#[test]
fn meshes() {
    let mut random = Random(11);
    for side in [1, 2, 3, 5, 20, 70] {
        for strangers in [0, 1, 40] {
            let indices = grid(side, strangers, &mut random);
            check_triangles(&indices);
            check_sequence(&indices);
        }
    }
}

#[test]
fn indices_without_order() {
    let mut random = Random(12);
    for triangles in 0..60 {
        for limit in [3, 30, 1 << 20] {
            let indices: Vec<u32> = (0..triangles * 3).map(|_| random.below(limit) as u32).collect();
            check_triangles(&indices);
            check_sequence(&indices);
        }
    }
}

#[test]
fn lists_that_begin_anew_and_large_indices() {
    let mut random = Random(13);
    let one = grid(12, 3, &mut random);
    check_triangles(&[&one[..], &one, &one].concat());
    let far: Vec<u32> = one.iter().map(|index| index + 900_000_000).collect();
    check_triangles(&far);
    check_sequence(&far);
    // Two interleaved runs, as strips have them, of every length around a machine word.
    for count in 0..40 {
        check_sequence(&(0..count).map(|at| if at % 2 == 0 { at } else { 70_000 + at }).collect::<Vec<_>>());
    }
}

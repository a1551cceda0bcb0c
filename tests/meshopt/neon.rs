//! The streams of `tests/neon`, where the decoder runs on a processor that the C++ encoder is not built for.
//!
//! After a change: `BOOTHWALK_NEON=write cargo test --test meshopt neon`.

use std::path::Path;

use boothwalk::model::meshopt::{Filter, Kernel, decode_sequence, decode_triangles, decode_vertices_with};

use crate::streams::{Random, elements, encode, encode_sequence, encode_triangles, grid};

/// FNV-1a, as in `tests/neon`.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

fn put(out: &mut Vec<u8>, kind: u64, count: usize, stride: usize, stream: &[u8], decoded: &[u8]) {
    for number in [kind, count as u64, stride as u64, hash(decoded), stream.len() as u64] {
        out.extend(number.to_le_bytes());
    }
    out.extend(stream);
}

fn streams() -> Vec<u8> {
    let mut out = Vec::new();
    let mut random = Random(31);
    let filters =
        [None, Some(Filter::Octahedral), Some(Filter::Quaternion), Some(Filter::Exponential), Some(Filter::Color)];
    for (kind, filter) in (0..).zip(filters) {
        for stride in [4, 8, 12, 16, 28, 100, 256] {
            if filter.is_some_and(|filter| !filter.takes(stride) || stride > 16) {
                continue;
            }
            for (count, version, level) in [(1, 0, 0), (77, 1, 0), (300, 0, 0), (270, 1, 2), (290, 1, 3)] {
                let count = if stride > 16 { count / 3 + 1 } else { count };
                let stream = encode(&elements(count, stride, &mut random), stride, version, level);
                let mut decoded = vec![0; count * stride];
                decode_vertices_with(Kernel::SCALAR, &mut decoded, stride, &stream).unwrap();
                if let Some(filter) = filter {
                    filter.apply_with(Kernel::SCALAR, &mut decoded, stride).unwrap();
                }
                put(&mut out, kind, count, stride, &stream, &decoded);
            }
        }
    }
    let indices = grid(12, 9, &mut random);
    for (version, size) in [(0, 2), (1, 4)] {
        let stream = encode_triangles(&indices, version);
        put(&mut out, 5, indices.len(), size, &stream, &decode_triangles(indices.len(), size, &stream).unwrap());
        let stream = encode_sequence(&indices, version);
        put(&mut out, 6, indices.len(), size, &stream, &decode_sequence(indices.len(), size, &stream).unwrap());
    }
    out
}

#[test]
fn neon_streams_are_those_of_the_encoder() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/neon/streams.bin");
    if std::env::var_os("BOOTHWALK_NEON").is_some_and(|what| what == "write") {
        std::fs::write(&path, streams()).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == streams(), "write {} again: see the top of this file", path.display());
}

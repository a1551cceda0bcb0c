//! The meshopt decoder on a processor with NEON, over streams of the C++ encoder (`tests/meshopt/neon.rs` makes them).

#![cfg(test)]

#[path = "../../../src/model/meshopt/mod.rs"]
#[allow(dead_code, reason = "the product uses what is not tested here")]
mod meshopt;

use meshopt::{Filter, Kernel};

/// Takes one number off the front.
fn take(data: &mut &[u8]) -> u64 {
    let (number, rest) = data.split_first_chunk().expect("a whole number");
    *data = rest;
    u64::from_le_bytes(*number)
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn every_kernel_gives_the_bytes_of_the_library() {
    let kernels = Kernel::available();
    #[cfg(target_arch = "aarch64")]
    assert_eq!(kernels.first().map(|kernel| kernel.name()), Some("NEON"));
    let mut data: &[u8] = include_bytes!("../streams.bin");
    let mut seen = [0; 7];
    while !data.is_empty() {
        let [kind, count, stride, wanted, length] = std::array::from_fn(|_| take(&mut data));
        let (stream, rest) = data.split_at(length as usize);
        data = rest;
        let (count, stride) = (count as usize, stride as usize);
        seen[kind as usize] += 1;
        for &kernel in &kernels {
            let mut out = vec![0xcd; count * stride];
            let filter = match kind {
                0 => None,
                1 => Some(Filter::Octahedral),
                2 => Some(Filter::Quaternion),
                3 => Some(Filter::Exponential),
                4 => Some(Filter::Color),
                5 => {
                    meshopt::decode_triangles_into(&mut out, stride, stream).unwrap();
                    assert_eq!(hash(&out), wanted, "{count} indices");
                    continue;
                }
                _ => {
                    meshopt::decode_sequence_into(&mut out, stride, stream).unwrap();
                    assert_eq!(hash(&out), wanted, "{count} indices in sequence");
                    continue;
                }
            };
            meshopt::decode_vertices_with(kernel, &mut out, stride, stream).unwrap();
            if let Some(filter) = filter {
                filter.apply_with(kernel, &mut out, stride).unwrap();
            }
            assert_eq!(hash(&out), wanted, "{kernel:?}, {count} elements of {stride} bytes, {filter:?}");
        }
    }
    assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
}

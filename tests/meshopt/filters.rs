//! The filters, within one unit of the C++ library, and the same to the bit in every kernel.

use boothwalk::model::meshopt::{Filter, Kernel};
use meshopt::{EncodeExpMode, encode_filter_color, encode_filter_exp, encode_filter_oct, encode_filter_quat};

use crate::streams::Random;

const COUNTS: [usize; 6] = [0, 1, 7, 16, 33, 1000];

fn unit_vectors(count: usize, random: &mut Random) -> Vec<[f32; 4]> {
    let one = |random: &mut Random| loop {
        let v = [(); 4].map(|()| random.unit());
        let length = v.iter().map(|x| x * x).sum::<f32>().sqrt();
        if (0.1..=1.0).contains(&length) {
            return v.map(|x| x / length);
        }
    };
    (0..count).map(|_| one(random)).collect()
}

/// With every kernel; all must agree.
fn filtered(filter: Filter, stored: &[u8], stride: usize) -> Vec<u8> {
    let run = |kernel| {
        let mut data = stored.to_vec();
        filter.apply_with(kernel, &mut data, stride).unwrap();
        data
    };
    let scalar = run(Kernel::SCALAR);
    for kernel in Kernel::available() {
        assert!(run(kernel) == scalar, "{kernel:?} {filter:?} of {stride} bytes");
    }
    scalar
}

fn words(data: &[u8]) -> Vec<i16> {
    data.as_chunks().0.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect()
}

fn near(ours: impl IntoIterator<Item = i32>, theirs: impl IntoIterator<Item = i32>, what: &str) {
    let (ours, theirs): (Vec<i32>, Vec<i32>) = (ours.into_iter().collect(), theirs.into_iter().collect());
    assert_eq!(ours.len(), theirs.len());
    for (at, (a, b)) in ours.iter().zip(&theirs).enumerate() {
        assert!((a - b).abs() <= 1, "{what}: {a} and {b} at {at}");
    }
}

#[test]
fn unit_vectors_and_what_is_stored_beside_them() {
    let mut random = Random(21);
    for count in COUNTS {
        // The fourth value is free, and must come through; the first three have length one.
        let vectors: Vec<[f32; 4]> = unit_vectors(count, &mut random)
            .into_iter()
            .map(|[x, y, z, w]| {
                let length = (x * x + y * y + z * z).sqrt().max(1e-3);
                [x / length, y / length, z / length, w]
            })
            .collect();
        for bits in [2, 5, 8] {
            let mut theirs: Vec<[i8; 4]> = encode_filter_oct(&vectors, bits);
            let stored: Vec<u8> = theirs.iter().flatten().map(|&v| v as u8).collect();
            let ours = filtered(Filter::Octahedral, &stored, 4);
            meshopt::decode_filter_oct(&mut theirs);
            near(ours.iter().map(|&v| i32::from(v as i8)), theirs.iter().flatten().map(|&v| v.into()), "8 bits");
            assert!(ours.iter().skip(3).step_by(4).eq(stored.iter().skip(3).step_by(4)));
        }
        for bits in [2, 8, 10, 12, 16] {
            let mut theirs: Vec<[i16; 4]> = encode_filter_oct(&vectors, bits);
            let stored: Vec<u8> = theirs.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
            let ours = words(&filtered(Filter::Octahedral, &stored, 8));
            meshopt::decode_filter_oct(&mut theirs);
            near(ours.iter().map(|&v| v.into()), theirs.iter().flatten().map(|&v| v.into()), "16 bits");
            assert!(ours.iter().skip(3).step_by(4).eq(words(&stored).iter().skip(3).step_by(4)));
        }
    }
}

#[test]
fn rotations() {
    let mut random = Random(22);
    for count in COUNTS {
        let rotations = unit_vectors(count, &mut random);
        for bits in [4, 8, 12, 16] {
            let mut theirs = encode_filter_quat(&rotations, bits);
            let stored: Vec<u8> = theirs.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
            let ours = words(&filtered(Filter::Quaternion, &stored, 8));
            meshopt::decode_filter_quat(&mut theirs);
            near(ours.iter().map(|&v| v.into()), theirs.iter().flatten().map(|&v| v.into()), "rotation");
        }
    }
}

#[test]
fn floats_are_exact() {
    let mut random = Random(23);
    for count in COUNTS {
        let floats: Vec<[f32; 3]> =
            (0..count).map(|_| [(); 3].map(|()| random.unit() * 2f32.powi(random.below(60) as i32 - 30))).collect();
        for bits in [1, 8, 15, 24] {
            for mode in [EncodeExpMode::Separate, EncodeExpMode::SharedVector, EncodeExpMode::SharedComponent] {
                let mut theirs = encode_filter_exp(&floats, bits, mode);
                let stored: Vec<u8> = theirs.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
                meshopt::decode_filter_exp(&mut theirs);
                let right: Vec<u8> = theirs.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
                assert!(filtered(Filter::Exponential, &stored, 12) == right, "{count} of {bits} bits");
            }
        }
    }
}

#[test]
fn colours() {
    let mut random = Random(24);
    for count in COUNTS {
        let colours: Vec<[f32; 4]> = (0..count).map(|_| [(); 4].map(|()| random.unit().abs())).collect();
        for bits in [2, 5, 8] {
            let mut theirs: Vec<[u8; 4]> = encode_filter_color(&colours, bits);
            let stored: Vec<u8> = theirs.iter().flatten().copied().collect();
            let ours = filtered(Filter::Color, &stored, 4);
            meshopt::decode_filter_color(&mut theirs);
            near(ours.iter().map(|&v| v.into()), theirs.iter().flatten().map(|&v| v.into()), "8 bits");
        }
        for bits in [2, 9, 16] {
            let mut theirs: Vec<[u16; 4]> = encode_filter_color(&colours, bits);
            let stored: Vec<u8> = theirs.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
            let ours = filtered(Filter::Color, &stored, 8);
            meshopt::decode_filter_color(&mut theirs);
            let ours = words(&ours).into_iter().map(|v| i32::from(v as u16));
            near(ours, theirs.iter().flatten().map(|&v| v.into()), "16 bits");
        }
    }
}

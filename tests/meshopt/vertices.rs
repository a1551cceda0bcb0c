//! Elements of every size come back as they were.

use boothwalk::model::meshopt::{Kernel, decode_vertices, decode_vertices_with};

use crate::streams::{Random, elements, encode};

/// Decodes with every kernel and compares with what was encoded.
fn check(data: &[u8], stride: usize, version: i32, level: i32) {
    let stream = encode(data, stride, version, level);
    for kernel in Kernel::available() {
        let mut out = vec![0xcd; data.len()];
        decode_vertices_with(kernel, &mut out, stride, &stream).unwrap();
        assert!(out == data, "{kernel:?}, {} × {stride} bytes, version {version}, level {level}", data.len() / stride);
    }
}

fn check_all(data: &[u8], stride: usize) {
    check(data, stride, 0, 0);
    for level in 0..=3 {
        check(data, stride, 1, level);
    }
}

#[test]
fn every_element_size_at_every_end_of_a_block() {
    let mut random = Random(1);
    for stride in (4..=256).step_by(4) {
        let block = ((8192 / stride) & !15).min(256);
        for count in [1, 15, 16, 17, block - 1, block, block + 1, 2 * block + 5 + random.below(40)] {
            check_all(&elements(count, stride, &mut random), stride);
        }
    }
}

#[test]
fn every_short_count() {
    let mut random = Random(2);
    for count in 0..=80 {
        for stride in [4, 8, 12, 16, 20, 28, 64] {
            check_all(&elements(count, stride, &mut random), stride);
        }
    }
}

#[test]
fn values_that_are_equal_or_noise() {
    let mut random = Random(3);
    for stride in [4, 12, 16, 36] {
        check_all(&vec![7; 1000 * stride], stride);
        let noise: Vec<u8> = (0..1000 * stride).map(|_| random.next() as u8).collect();
        check_all(&noise, stride);
    }
}

#[test]
fn turned_floats_use_every_channel_mode() {
    // Level 3 tries the exclusive or with every rotation: the tail must show all three modes over these streams.
    let mut random = Random(4);
    let mut seen = [false; 3];
    for turn in 0..16 {
        let mut data = Vec::new();
        let mut value = 0u32;
        for index in 0..600u32 {
            value ^= (random.next() as u32 & 7).rotate_left(turn);
            data.extend(value.to_le_bytes());
            data.extend((random.below(4) as u32 * index).to_le_bytes());
            data.extend(((index * 300) as u16).to_le_bytes());
            data.extend(((index * 700) as u16).to_le_bytes());
        }
        check(&data, 12, 1, 3);
        let stream = encode(&data, 12, 1, 3);
        for mode in &stream[stream.len() - 3..] {
            seen[usize::from(mode & 15)] = true;
        }
    }
    assert_eq!(seen, [true; 3]);
}

#[test]
fn the_best_kernel_is_the_one_that_is_used() {
    assert_eq!(Kernel::available().first(), Some(&Kernel::best()));
    assert_eq!(Kernel::available().last(), Some(&Kernel::SCALAR));
    let data = elements(777, 24, &mut Random(5));
    assert_eq!(decode_vertices(777, 24, &encode(&data, 24, 1, 2)).unwrap(), data);
}

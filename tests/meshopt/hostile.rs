//! Streams that are cut short, changed or lie: refused or decoded to something, at once, and alike by every kernel.

use std::time::{Duration, Instant};

use boothwalk::model::meshopt::{
    Error, Filter, Kernel, decode_sequence, decode_sequence_into, decode_triangles, decode_triangles_into,
    decode_vertices, decode_vertices_with,
};

use crate::streams::{Random, elements, encode, encode_sequence, encode_triangles, grid};

/// One way to decode: into the bytes given.
type Decode = dyn Fn(&[u8], &mut [u8]) -> Result<(), Error>;

/// Every cut and every single-byte change of a stream, by all `ways`; all must say the same.
fn torment(stream: &[u8], size: usize, ways: &[Box<Decode>], random: &mut Random) {
    let run = |stream: &[u8]| {
        let one = |decode: &Decode| {
            let mut out = vec![0; size];
            decode(stream, &mut out).map(|()| out)
        };
        let (first, rest) = ways.split_first().unwrap();
        let first = one(first);
        for other in rest {
            assert_eq!(first, one(other));
        }
        first
    };
    assert!(run(stream).is_ok());
    for length in 0..stream.len() {
        assert!(run(&stream[..length]).is_err(), "{length} of {} bytes", stream.len());
    }
    let mut longer = stream.to_vec();
    longer.insert(stream.len() / 2, 0);
    let _ = run(&longer);
    let mut refused = 0;
    for at in 0..stream.len() {
        let mut changed = stream.to_vec();
        for byte in [0, 0xff, changed[at] ^ 1, changed[at] ^ 0x80, random.next() as u8] {
            changed[at] = byte;
            refused += usize::from(run(&changed).is_err());
        }
    }
    assert!(refused > 0);
    for _ in 0..200 {
        let mut noise: Vec<u8> = (0..random.below(stream.len())).map(|_| random.next() as u8).collect();
        if let Some(first) = noise.first_mut() {
            *first = stream[0];
        }
        let _ = run(&noise);
    }
}

fn ways(stride: usize) -> Vec<Box<Decode>> {
    let one = |kernel| -> Box<Decode> {
        Box::new(move |stream: &[u8], out: &mut [u8]| decode_vertices_with(kernel, out, stride, stream))
    };
    Kernel::available().into_iter().map(one).collect()
}

#[test]
fn vertices() {
    let mut random = Random(31);
    for (count, stride) in [(40, 4), (90, 12), (33, 16), (300, 8), (130, 64)] {
        for (version, level) in [(0, 0), (1, 0), (1, 3)] {
            let data = elements(count, stride, &mut random);
            torment(&encode(&data, stride, version, level), data.len(), &ways(stride), &mut random);
        }
    }
}

#[test]
fn indices() {
    let mut random = Random(32);
    let indices = grid(9, 12, &mut random);
    for version in [0, 1] {
        for size in [2, 4] {
            let triangles: Box<Decode> =
                Box::new(move |stream: &[u8], out: &mut [u8]| decode_triangles_into(out, size, stream));
            torment(&encode_triangles(&indices, version), indices.len() * size, &[triangles], &mut random);
            let sequence: Box<Decode> =
                Box::new(move |stream: &[u8], out: &mut [u8]| decode_sequence_into(out, size, stream));
            torment(&encode_sequence(&indices, version), indices.len() * size, &[sequence], &mut random);
        }
    }
}

#[test]
fn counts_that_the_stream_cannot_hold_take_no_memory() {
    let stream = vec![0xa1; 5000];
    for count in [usize::MAX, usize::MAX / 4, 1 << 40] {
        let before = Instant::now();
        assert_eq!(decode_vertices(count, 16, &stream), Err(Error::Short));
        assert_eq!(decode_triangles(count / 3 * 3, 4, &stream), Err(Error::Short));
        assert_eq!(decode_sequence(count, 4, &stream), Err(Error::Short));
        assert!(before.elapsed() < Duration::from_millis(100));
    }
}

#[test]
fn what_came_before_the_first_triangle_is_refused() {
    // A first triangle at an edge, and one at a vertex, before there are any.
    for (code, table) in [(0x00, 0), (0x01, 0), (0xf1, 0x11), (0xf1, 0x20)] {
        let mut stream = vec![0xe1, code];
        stream.extend([0; 16]);
        stream[3] = table;
        assert_eq!(decode_triangles(3, 4, &stream), Err(Error::Unset), "{code:#04x}");
    }
}

#[test]
fn sizes_that_are_not_possible() {
    let stream = [0xa0; 100];
    for stride in [0, 1, 2, 3, 5, 6, 258, 260, usize::MAX] {
        assert_eq!(decode_vertices(1, stride, &stream), Err(Error::Stride(stride)));
    }
    let mut out = [0; 18];
    assert_eq!(decode_vertices_with(Kernel::SCALAR, &mut out, 4, &stream), Err(Error::Output));
    assert_eq!(decode_triangles(4, 4, &[0xe1; 100]), Err(Error::Triangles(4)));
    for size in [0, 1, 3, 8] {
        assert_eq!(decode_triangles(0, size, &[0xe1; 100]), Err(Error::Stride(size)));
        assert_eq!(decode_sequence(3, size, &[0xd1; 100]), Err(Error::Stride(size)));
    }
    assert_eq!(Filter::Octahedral.apply(&mut out, 12), Err(Error::Stride(12)));
    assert_eq!(Filter::Quaternion.apply(&mut out, 4), Err(Error::Stride(4)));
    assert_eq!(Filter::Color.apply(&mut out, 8), Err(Error::Output));
    assert_eq!(Filter::Exponential.apply(&mut out, 0), Err(Error::Stride(0)));
}

#[test]
fn filters_take_any_bytes() {
    let mut random = Random(33);
    for (filter, stride) in [
        (Filter::Octahedral, 4),
        (Filter::Octahedral, 8),
        (Filter::Quaternion, 8),
        (Filter::Exponential, 4),
        (Filter::Color, 4),
        (Filter::Color, 8),
    ] {
        for fill in [0, 0xff, 0x80] {
            filter.apply(&mut vec![fill; 40 * stride], stride).unwrap();
        }
        let mut noise: Vec<u8> = (0..4000).map(|_| random.next() as u8).collect();
        filter.apply(&mut noise, stride).unwrap();
    }
}

//! Mip chains by area averaging: colours in linear light, data as it is.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

use super::room::zeros;
use super::srgb;
use super::types::{Image, Texel};

/// Levels of so many texels are worth a thread.
const LARGE: usize = 1 << 18;

/// Rows that a thread makes at a time.
const BAND: usize = 16;

/// An sRGB byte as linear light in 16 bits.
static LINEAR: LazyLock<[u16; 256]> =
    LazyLock::new(|| std::array::from_fn(|byte| (srgb::to_linear(byte as f32 / 255.0) * 65535.0).round() as u16));

/// Linear light in 16 bits as the nearest sRGB byte.
static SRGB: LazyLock<Box<[u8; 1 << 16]>> = LazyLock::new(|| {
    let mut table = Box::new([u8::MAX; 1 << 16]);
    let mut start = 0;
    for byte in 0..=255u8 {
        // Up to the point half way to the next byte, this one is nearest.
        let end = srgb::to_linear(((f32::from(byte) + 0.5) / 255.0).min(1.0)) * 65535.0;
        let end = (end as usize + 1).min(table.len());
        if let Some(part) = table.get_mut(start..end) {
            part.fill(byte);
        }
        start = end;
    }
    table
});

impl Image {
    /// From the texels of the largest level, RGBA, row after row from the top.
    ///
    /// Blocks have no mips made here: they keep the one level.
    /// Large levels are made on so many `threads`.
    pub fn with_mips(top: Vec<u8>, width: u32, height: u32, texel: Texel, threads: usize) -> Image {
        let levels = if texel.is_blocks() { vec![top] } else { chain(top, width, height, texel, threads) };
        Image { width, height, texel, levels }
    }
}

/// The whole chain below a level of RGBA texels, this level first.
fn chain(top: Vec<u8>, width: u32, height: u32, texel: Texel, threads: usize) -> Vec<Vec<u8>> {
    let (mut width, mut height) = (width as usize, height as usize);
    let mut levels = vec![top];
    while width > 1 || height > 1 {
        let from = levels.last().map_or(&[] as &[u8], Vec::as_slice).as_chunks::<4>().0;
        let next = match (width.is_multiple_of(2) && height.is_multiple_of(2), texel) {
            (true, Texel::Rgba8Srgb) => halve(from, width, height, threads, colors),
            (true, _) => halve(from, width, height, threads, data),
            (false, Texel::Rgba8Srgb) => halve_odd(from, width, height, light, seen),
            (false, _) => {
                halve_odd(from, width, height, |texel| texel.map(u32::from), |sums| sums.map(|sum| sum as u8))
            }
        };
        (width, height) = ((width / 2).max(1), (height / 2).max(1));
        levels.push(next);
    }
    levels
}

/// A row of texels from the two rows above it. Plain functions, so that each is made fast by itself, whatever calls it.
type Row = fn(&[[[u8; 4]; 2]], &[[[u8; 4]; 2]], &mut [[u8; 4]]);

fn data(above: &[[[u8; 4]; 2]], below: &[[[u8; 4]; 2]], row: &mut [[u8; 4]]) {
    for (texel, ([a, b], [c, d])) in row.iter_mut().zip(above.iter().zip(below)) {
        *texel = std::array::from_fn(|part| {
            ((u16::from(a[part]) + u16::from(b[part]) + u16::from(c[part]) + u16::from(d[part]) + 2) >> 2) as u8
        });
    }
}

fn colors(above: &[[[u8; 4]; 2]], below: &[[[u8; 4]; 2]], row: &mut [[u8; 4]]) {
    let (linear, srgb): (&[u16; 256], &[u8; 1 << 16]) = (&LINEAR, &SRGB);
    let light = |byte: u8| u32::from(linear[usize::from(byte)]);
    for (texel, (&[a, b], &[c, d])) in row.iter_mut().zip(above.iter().zip(below)) {
        // Much of many pictures is of one colour, and that is quicker to see than to look up.
        if a == b && c == d && a == c {
            *texel = a;
            continue;
        }
        let color = |part: usize| {
            srgb[usize::from(((light(a[part]) + light(b[part]) + light(c[part]) + light(d[part]) + 2) >> 2) as u16)]
        };
        let alpha = (u32::from(a[3]) + u32::from(b[3]) + u32::from(c[3]) + u32::from(d[3]) + 2) >> 2;
        *texel = [color(0), color(1), color(2), alpha as u8];
    }
}

/// A texel of colours in linear light of 16 bits; its alpha as it is.
fn light([red, green, blue, alpha]: [u8; 4]) -> [u32; 4] {
    let light = |byte: u8| u32::from(LINEAR[usize::from(byte)]);
    [light(red), light(green), light(blue), u32::from(alpha)]
}

/// The way back.
fn seen([red, green, blue, alpha]: [u32; 4]) -> [u8; 4] {
    let byte = |light: u32| SRGB[usize::from(light as u16)];
    [byte(red), byte(green), byte(blue), alpha as u8]
}

/// The next level of one with even sides, a row at a time.
fn halve(from: &[[u8; 4]], width: usize, height: usize, threads: usize, make: Row) -> Vec<u8> {
    let (next_width, next_height) = (width / 2, height / 2);
    let mut out = zeros(next_width * next_height * 4);
    let texels = out.as_chunks_mut::<4>().0;
    let rest = Mutex::new(from.chunks(2 * width * BAND).zip(texels.chunks_mut(next_width * BAND)));
    let next = || rest.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some((from, texels)) = next() {
            for (pair, row) in from.chunks_exact(2 * width).zip(texels.chunks_exact_mut(next_width)) {
                let (above, below) = pair.split_at(width);
                make(above.as_chunks().0, below.as_chunks().0, row);
            }
        }
    };
    let threads = if next_width * next_height >= LARGE { threads } else { 1 };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where the system gives no more threads, this one makes all bands.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    out
}

/// The same where a side is no multiple of two: texels count by how much of them falls into each of the next level.
fn halve_odd(
    from: &[[u8; 4]],
    width: usize,
    height: usize,
    decode: impl Fn([u8; 4]) -> [u32; 4],
    encode: impl Fn([u32; 4]) -> [u8; 4],
) -> Vec<u8> {
    let rows: Vec<&[[u8; 4]]> = from.chunks_exact(width).collect();
    let (next_width, next_height) = ((width / 2).max(1), (height / 2).max(1));
    let mut out = zeros(next_width * next_height * 4);
    let texels = out.as_chunks_mut::<4>().0;
    for ((y, x), texel) in (0..next_height).flat_map(|y| (0..next_width).map(move |x| (y, x))).zip(texels) {
        let mut sum = [0u64; 4];
        let mut weight = 0;
        for (row, high) in taps(y, height) {
            for (column, wide) in taps(x, width) {
                let texel = rows.get(row).and_then(|row| row.get(column)).map_or([0; 4], |&texel| decode(texel));
                for (sum, part) in sum.iter_mut().zip(texel) {
                    *sum += u64::from(part) * high * wide;
                }
                weight += high * wide;
            }
        }
        let weight = weight.max(1);
        *texel = encode(sum.map(|part| ((part + weight / 2) / weight) as u32));
    }
    out
}

/// Which of `size` texels fall into texel `place` of the next level, and how much of each.
fn taps(place: usize, size: usize) -> impl Iterator<Item = (usize, u64)> {
    let half = size / 2;
    let weights = match size {
        1 => [1, 0, 0],
        _ if size.is_multiple_of(2) => [1, 1, 0],
        // An odd number 2n + 1 of texels is spread over n: each takes two whole ones' worth and a bit.
        _ => [half - place, half, place + 1],
    };
    let first = if size == 1 { 0 } else { place * 2 };
    (first..).zip(weights.map(|weight| weight as u64)).filter(|&(_, weight)| weight > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_way_to_linear_light_and_back() {
        for byte in 0..=255u8 {
            assert_eq!(SRGB[usize::from(LINEAR[usize::from(byte)])], byte);
        }
    }

    #[test]
    fn colours_average_in_linear_light_and_data_as_it_is() {
        let top: Vec<u8> = [[0, 0, 0, 0], [255; 4], [0, 0, 0, 0], [255; 4]].concat();
        assert_eq!(chain(top.clone(), 2, 2, Texel::Rgba8Srgb, 2)[1], [188, 188, 188, 128]);
        assert_eq!(chain(top, 2, 2, Texel::Rgba8, 2)[1], [128; 4]);
    }

    #[test]
    fn chains_have_the_sizes_of_the_graphics_interfaces() {
        for (width, height) in [(1u32, 1u32), (5, 3), (8, 2), (1, 7), (6, 6)] {
            let levels = chain(vec![77; (width * height * 4) as usize], width, height, Texel::Rgba8Srgb, 2);
            assert_eq!(levels.len() as u32, 32 - width.max(height).leading_zeros());
            for (level, texels) in levels.iter().enumerate() {
                let size = (width >> level).max(1) * (height >> level).max(1) * 4;
                assert_eq!(texels.len() as u32, size);
                assert!(texels.iter().all(|&byte| byte == 77), "{width}×{height} level {level}");
            }
        }
    }

    #[test]
    fn threads_make_the_same_levels() {
        let side = 1024u32;
        let top: Vec<u8> =
            (0..side * side).flat_map(|place| (place.wrapping_mul(0x9e37_79b9) | 7).to_le_bytes()).collect();
        for texel in [Texel::Rgba8Srgb, Texel::Rgba8] {
            let [one, three] = [1, 3].map(|threads| chain(top.clone(), side, side, texel, threads));
            assert!(one == three && one.len() == 11);
            assert!(one[1].as_chunks::<4>().0.iter().any(|texel| texel != &one[1][..4]));
        }
    }

    #[test]
    fn odd_sizes_weigh_each_texel_the_same() {
        let top: Vec<u8> = (0..5u8).flat_map(|x| [x * 50; 4]).collect();
        let next = &chain(top, 5, 1, Texel::Rgba8, 2)[1];
        // The two halves of the row 0 50 100 150 200: 0 50 and half of 100, half of 100 and 150 200.
        assert_eq!(next.as_slice(), [[40; 4], [160; 4]].as_flattened());
    }
}

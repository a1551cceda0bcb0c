//! A decoded picture as texels, and its smaller levels.

use super::sequence::Matrix;
use crate::model::{Image, Texel};

/// Levels of a film's picture: from where one stands before a wall, an eighth of its texels is the fewest one sees.
pub const LEVELS: usize = 4;

/// The planes of a picture of 4:2:0; each row of a plane is `stride` bytes after the one before.
#[derive(Debug, Clone, Copy)]
pub struct Planes<'a> {
    pub width: u32,
    pub height: u32,
    pub luma: (&'a [u8], usize),
    pub blue: (&'a [u8], usize),
    pub red: (&'a [u8], usize),
}

/// Whole numbers that turn brightness and differences into colours; 16 bits after the point.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    floor: i32,
    luma: i32,
    red: i32,
    green: [i32; 2],
    blue: i32,
}

impl Turn {
    /// Of BT.601 or BT.709.
    pub fn new(matrix: Matrix, full: bool) -> Turn {
        let (kr, kb) = match matrix {
            Matrix::Bt601 => (0.299, 0.114),
            Matrix::Bt709 => (0.2126, 0.0722),
        };
        let kg = 1.0 - kr - kb;
        let (luma, chroma) = if full { (1.0, 1.0) } else { (255.0 / 219.0, 255.0 / 224.0) };
        let fixed = |value: f64| (value * 65536.0).round() as i32;
        Turn {
            floor: if full { 0 } else { 16 },
            luma: fixed(luma),
            red: fixed(2.0 * (1.0 - kr) * chroma),
            green: [fixed(-2.0 * (1.0 - kb) * kb / kg * chroma), fixed(-2.0 * (1.0 - kr) * kr / kg * chroma)],
            blue: fixed(2.0 * (1.0 - kb) * chroma),
        }
    }
}

/// An image of this size without anything on it, in `levels` that were used before where there are any.
pub fn blank(width: u32, height: u32, mut levels: Vec<Vec<u8>>) -> Image {
    levels.resize(LEVELS, Vec::new());
    for (number, level) in (0..).zip(&mut levels) {
        level.resize(Texel::Rgba8Srgb.level_bytes((width >> number).max(1), (height >> number).max(1)), 255);
    }
    Image { width, height, texel: Texel::Rgba8Srgb, levels }
}

/// Turns a picture into texels; `image` is of its size. Planes that are too short leave the rest as it was.
pub fn paint(planes: &Planes, turn: &Turn, image: &mut Image) {
    let width = planes.width as usize;
    let Some(top) = image.levels.first_mut() else { return };
    for (y, out) in top.chunks_exact_mut((width * 4).max(4)).enumerate().take(planes.height as usize) {
        let row = |(plane, stride): (&'_ [u8], usize), y: usize, length: usize| -> std::ops::Range<usize> {
            let from = y * stride;
            if from + length <= plane.len() { from..from + length } else { 0..0 }
        };
        let half = width.div_ceil(2);
        let luma = &planes.luma.0[row(planes.luma, y, width)];
        let blue = &planes.blue.0[row(planes.blue, y / 2, half)];
        let red = &planes.red.0[row(planes.red, y / 2, half)];
        for ((out, luma), (blue, red)) in out.chunks_mut(8).zip(luma.chunks(2)).zip(blue.iter().zip(red)) {
            let (blue, red) = (i32::from(*blue) - 128, i32::from(*red) - 128);
            let add = [turn.red * red, turn.green[0] * blue + turn.green[1] * red, turn.blue * blue];
            for (out, luma) in out.chunks_exact_mut(4).zip(luma) {
                let bright = (i32::from(*luma) - turn.floor) * turn.luma + 0x8000;
                for (out, add) in out.iter_mut().zip(add) {
                    *out = ((bright + add) >> 16).clamp(0, 255) as u8;
                }
            }
        }
    }
    shrink(image);
}

/// Makes the smaller levels of the largest.
fn shrink(image: &mut Image) {
    for number in 1..image.levels.len() {
        let [width, height] = [image.width, image.height].map(|side| (side >> (number - 1)).max(1) as usize);
        let (wide, high) = ((width / 2).max(1), (height / 2).max(1));
        let (large, small) = image.levels.split_at_mut(number);
        let (Some(large), Some(small)) = (large.last(), small.first_mut()) else { return };
        for (y, out) in small.chunks_exact_mut(wide * 4).enumerate().take(high) {
            let row = |y: usize| large.get(y.min(height - 1) * width * 4..).unwrap_or_default();
            let (first, second) = (row(y * 2), row(y * 2 + 1));
            if width == 1 {
                out.iter_mut().zip(first.iter().zip(second)).for_each(|(out, (a, b))| *out = a.midpoint(*b));
                continue;
            }
            for (out, (first, second)) in out.chunks_exact_mut(4).zip(first.chunks_exact(8).zip(second.chunks_exact(8)))
            {
                for channel in 0..4 {
                    let sum = |row: &[u8]| u16::from(row[channel]) + u16::from(row[channel + 4]);
                    out[channel] = ((sum(first) + sum(second) + 2) / 4) as u8;
                }
            }
        }
    }
}

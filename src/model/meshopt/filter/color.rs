//! Colours stored as luma and two differences (YCoCg); the highest bit of the last field says how many bits there are.

use super::{LANES, join, nearest, pairs};

#[inline(always)]
pub(super) fn bytes(elements: &mut [[u8; 4]; LANES]) {
    for element in elements {
        let bits = u32::from_le_bytes(*element);
        let luma = (bits & 0xff) as i32;
        let orange = (bits << 16) as i32 >> 24;
        let green = (bits << 8) as i32 >> 24;
        let [r, g, b, a] = mix(luma, orange, green, bits >> 24, 255.0);
        *element = (r & 0xff | (g & 0xff) << 8 | (b & 0xff) << 16 | a << 24).to_le_bytes();
    }
}

#[inline(always)]
pub(super) fn words(elements: &mut [[u8; 8]; LANES]) {
    let (mut low, mut high) = pairs(elements);
    for (low, high) in low.iter_mut().zip(&mut high) {
        let luma = (*low & 0xffff) as i32;
        let orange = *low as i32 >> 16;
        let green = (*high << 16) as i32 >> 16;
        let [r, g, b, a] = mix(luma, orange, green, *high >> 16, 65535.0);
        *low = r & 0xffff | g << 16;
        *high = b & 0xffff | a << 16;
    }
    join(elements, &low, &high);
}

/// Red, green, blue and opacity, as [`nearest`] gives integers.
#[inline(always)]
fn mix(luma: i32, orange: i32, green: i32, alpha: u32, unit: f32) -> [u32; 4] {
    // All bits up to the highest one that is set: the largest value of a field.
    let most = alpha | alpha >> 1;
    let most = most | most >> 2;
    let most = most | most >> 4;
    let most = most | most >> 8;
    let scale = unit / most as i32 as f32;
    // Opacity has one bit less; its lowest bit is doubled.
    let alpha = alpha & most >> 1;
    let alpha = (alpha << 1 | alpha & 1) as i32;
    [luma + orange - green, luma + green, luma - orange - green, alpha].map(|value| nearest(value as f32 * scale))
}

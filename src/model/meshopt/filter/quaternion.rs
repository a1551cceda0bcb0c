//! Rotations stored without their largest component; the last field says which that is, above it the unit of the others.

use super::{LANES, nearest, pairs};

#[inline(always)]
pub(super) fn words(elements: &mut [[u8; 8]; LANES]) {
    let (mut low, mut high) = pairs(elements);
    let mut turns = [0u32; LANES];
    for ((low, high), turn) in low.iter_mut().zip(&mut high).zip(&mut turns) {
        let last = *high as i32 >> 16;
        // The other components are at most 1/√2, and stored times √2.
        let scale = std::f32::consts::FRAC_1_SQRT_2 / (last | 3) as f32;
        let x = ((*low << 16) as i32 >> 16) as f32 * scale;
        let y = (*low as i32 >> 16) as f32 * scale;
        let z = ((*high << 16) as i32 >> 16) as f32 * scale;
        let w = (1.0 - x * x - y * y - z * z).max(0.0).sqrt();
        let [x, y, z, w] = [x, y, z, w].map(|value| nearest(value * 32767.0));
        *low = w & 0xffff | x << 16;
        *high = y & 0xffff | z << 16;
        *turn = (last as u32 & 3) * 16;
    }
    for (((element, low), high), turn) in elements.iter_mut().zip(low).zip(high).zip(turns) {
        *element = (u64::from(low) | u64::from(high) << 32).rotate_left(turn).to_le_bytes();
    }
}

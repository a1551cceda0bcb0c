//! Unit vectors stored as two coordinates on an unfolded octahedron; the third field is one, in the units of the first two.

use super::{LANES, nearest, pairs};

#[inline(always)]
pub(super) fn bytes(elements: &mut [[u8; 4]; LANES]) {
    for element in elements {
        let bits = u32::from_le_bytes(*element);
        let field = |shift: u32| ((bits << shift) as i32 >> 24) as f32;
        let [x, y, z] = unfold([field(24), field(16), field(8)], 127.0);
        *element = (x & 0xff | (y & 0xff) << 8 | (z & 0xff) << 16 | bits & 0xff00_0000).to_le_bytes();
    }
}

#[inline(always)]
pub(super) fn words(elements: &mut [[u8; 8]; LANES]) {
    let (mut low, mut high) = pairs(elements);
    for (low, high) in low.iter_mut().zip(&mut high) {
        let x = ((*low << 16) as i32 >> 16) as f32;
        let y = (*low as i32 >> 16) as f32;
        let one = ((*high << 16) as i32 >> 16) as f32;
        let [x, y, z] = unfold([x, y, one], 32767.0);
        *low = x & 0xffff | y << 16;
        *high = z & 0xffff | *high & 0xffff_0000;
    }
    super::join(elements, &low, &high);
}

/// The unit vector, times `unit`, as [`nearest`] gives integers.
#[inline(always)]
fn unfold([x, y, one]: [f32; 3], unit: f32) -> [u32; 3] {
    // The length does not matter before it is set: `one` need not be divided by.
    let z = one - x.abs() - y.abs();
    // Below the equator the corners are folded over the edges.
    let fold = z.min(0.0);
    let (x, y) = (x - fold.copysign(x), y - fold.copysign(y));
    let scale = unit / (x * x + y * y + z * z).sqrt();
    [nearest(x * scale), nearest(y * scale), nearest(z * scale)]
}

//! Floats stored as an exponent of 8 bits over a mantissa of 24, both signed: m × 2ᵉ.

use super::LANES;

#[inline(always)]
pub(super) fn floats(elements: &mut [[u8; 4]; LANES]) {
    for element in elements {
        let bits = i32::from_le_bytes(*element);
        let mantissa = (bits << 8 >> 8) as f32;
        // The format allows exponents from -100 to 100; the power is then exact, and so is the product.
        let power = f32::from_bits(((bits >> 24) as u32).wrapping_add(127) << 23);
        *element = (mantissa * power).to_le_bytes();
    }
}

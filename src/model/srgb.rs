//! The sRGB transfer function (IEC 61966-2-1), values from 0 to 1.

/// What is stored to linear light.
pub fn to_linear(value: f32) -> f32 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// Linear light to what is stored; beyond 0 and 1 is cut off.
pub fn from_linear(value: f32) -> f32 {
    let value = value.clamp(0.0, 1.0);
    if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_way_there_and_back() {
        for byte in 0..=255u8 {
            let value = f32::from(byte) / 255.0;
            assert_eq!((from_linear(to_linear(value)) * 255.0).round() as u8, byte);
        }
        assert!((to_linear(0.5) - 0.214).abs() < 1e-3);
    }
}

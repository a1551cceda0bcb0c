//! How different two pictures look (FLIP: Andersson et al., HPG 2020), over the object only.

use image::{Rgba, RgbaImage};

/// What stands behind a picture with alpha when it is compared.
const GREY: f32 = 128.0;

/// Mean FLIP error over the pixels where either picture shows something, 0 (the same) to 1. The background is grey in
/// both. 67 pixels a degree is the measure's own default. Pictures of different sizes differ wholly.
pub fn flip(picture: &RgbaImage, reference: &RgbaImage) -> f32 {
    if picture.dimensions() != reference.dimensions() {
        return 1.0;
    }
    let (width, height) = picture.dimensions();
    let solid = |image: &RgbaImage| nv_flip::FlipImageRgb8::with_data(width, height, &over_grey(image));
    let error = nv_flip::flip(solid(reference), solid(picture), nv_flip::DEFAULT_PIXELS_PER_DEGREE).to_vec();
    let shown = |pixel: &Rgba<u8>| pixel.0[3] > 0;
    let mask = picture.pixels().zip(reference.pixels()).map(|(a, b)| shown(a) || shown(b));
    let (sum, count) = error
        .iter()
        .zip(mask)
        .filter(|(_, inside)| *inside)
        .fold((0.0, 0u32), |(sum, count), (error, _)| (sum + error, count + 1));
    if count == 0 { 0.0 } else { sum / count as f32 }
}

fn over_grey(image: &RgbaImage) -> Vec<u8> {
    image
        .pixels()
        .flat_map(|pixel| {
            let alpha = f32::from(pixel.0[3]) / 255.0;
            [0, 1, 2].map(|c| (f32::from(pixel.0[c]) * alpha + GREY * (1.0 - alpha)).round() as u8)
        })
        .collect()
}

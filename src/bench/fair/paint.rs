//! The pictures inside a GLB: in other colours, or as large as photographs.

use std::collections::BTreeSet;
use std::io::Cursor;

use anyhow::{Context, Result};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};
use serde_json::Value;

use super::glb::Opened;
use crate::bench::chance::mix;

/// Pictures with a side of fewer texels are palettes: made larger they would still hold nothing.
const PALETTE: u32 = 64;
/// Quality of the JPEG files that are written, of 100.
const QUALITY: u8 = 90;
/// The grain of enlarged pictures, of 255: about that of a photograph by day.
const GRAIN: i32 = 12;

/// The same model with its largest picture of colours turned to another hue, as `seed` says. A model without one stays as
/// it is.
///
/// # Errors
/// It is no sound GLB.
pub fn recolor(glb: &[u8], seed: u64) -> Result<Vec<u8>> {
    let mut model = Opened::new(glb)?;
    let colors = model.colors();
    let sized = (0..model.images().len()).filter(|index| colors.contains(index)).filter_map(|index| {
        let (width, height) = model.size(index)?;
        Some((u64::from(width) * u64::from(height), index))
    });
    let Some((_, largest)) = sized.max_by_key(|&(texels, index)| (texels, std::cmp::Reverse(index))) else {
        return Ok(glb.to_vec());
    };
    // Not so little that nobody would see it.
    let turn = 30 + (mix(seed, 0) % 300) as i32;
    let picture = model.decode(largest)?.huerotate(turn);
    model.replace(largest, &picture)?;
    model.write()
}

/// Whether [`recolor`] and [`enlarge`] can read it.
pub fn is_glb(bytes: &[u8]) -> bool {
    Opened::new(bytes).is_ok()
}

/// How many pictures [`enlarge`] makes larger.
///
/// # Errors
/// It is no sound GLB.
pub fn count(glb: &[u8]) -> Result<usize> {
    let model = Opened::new(glb)?;
    Ok((0..model.images().len()).filter(|&index| model.is_picture(index)).count())
}

/// The same model with the longer side of every picture at `side` texels, and with the grain of a photograph, so that no
/// coding makes it small.
///
/// # Errors
/// It is no sound GLB.
pub fn enlarge(glb: &[u8], side: u32, seed: u64) -> Result<Vec<u8>> {
    let mut model = Opened::new(glb)?;
    for index in 0..model.images().len() {
        if model.is_picture(index) {
            let picture = model.decode(index)?.resize(side, side, FilterType::Triangle);
            let picture = grain(picture, mix(seed, index as u64));
            model.replace(index, &picture)?;
        }
    }
    model.write()
}

/// Moves every texel by chance, grey as it was.
fn grain(picture: DynamicImage, seed: u64) -> DynamicImage {
    let mut texels = picture.to_rgba8();
    for (place, texel) in (0..).zip(texels.pixels_mut()) {
        let noise = mix(seed, place);
        for (channel, value) in texel.0.iter_mut().take(3).enumerate() {
            let by = (noise >> (16 * channel)) as i32 & 0xff;
            *value = (i32::from(*value) + by * (2 * GRAIN + 1) / 256 - GRAIN).clamp(0, 255) as u8;
        }
    }
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(texels)
    } else {
        DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(texels).into_rgb8())
    }
}

/// What a picture is in the file.
impl Opened<'_> {
    fn images(&self) -> &[Value] {
        self.list("images")
    }

    /// Images that are the colour of some material.
    fn colors(&self) -> BTreeSet<usize> {
        let index = |value: &Value| Some(value.as_u64()? as usize);
        let one = |material: &Value| {
            let texture = index(material.pointer("/pbrMetallicRoughness/baseColorTexture/index")?)?;
            index(self.list("textures").get(texture)?.get("source")?)
        };
        self.list("materials").iter().filter_map(one).collect()
    }

    /// The buffer view of an image.
    fn view(&self, index: usize) -> Option<usize> {
        Some(self.images().get(index)?.get("bufferView")?.as_u64()? as usize)
    }

    /// The file of an image.
    fn file(&self, index: usize) -> Option<&[u8]> {
        let view = self.list("bufferViews").get(self.view(index)?)?;
        let start = view.get("byteOffset").map_or(Some(0), Value::as_u64)? as usize;
        let length = view.get("byteLength")?.as_u64()? as usize;
        self.data.get(start..start.checked_add(length)?)
    }

    fn size(&self, index: usize) -> Option<(u32, u32)> {
        let reader = image::ImageReader::new(Cursor::new(self.file(index)?));
        reader.with_guessed_format().ok()?.into_dimensions().ok()
    }

    fn is_picture(&self, index: usize) -> bool {
        self.size(index).is_some_and(|(width, height)| width.min(height) >= PALETTE)
    }

    fn decode(&self, index: usize) -> Result<DynamicImage> {
        let file = self.file(index).with_context(|| format!("image {index} is not inside the file"))?;
        Ok(image::load_from_memory(file)?)
    }

    /// The new file goes to the end of the data, and the buffer view moves to it; what was there before stays unused.
    fn replace(&mut self, index: usize, picture: &DynamicImage) -> Result<()> {
        let mut file = Vec::new();
        let kind = if picture.color().has_alpha() {
            picture.write_to(&mut Cursor::new(&mut file), ImageFormat::Png)?;
            "image/png"
        } else {
            JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(picture)?;
            "image/jpeg"
        };
        let view = self.view(index).with_context(|| format!("image {index} is not inside the file"))?;
        let start = self.data.len();
        self.data.extend_from_slice(&file);
        self.data.resize(self.data.len().next_multiple_of(4), 0);
        let length = self.data.len();
        self.set(&format!("/images/{index}"), "mimeType", kind.into())?;
        self.set(&format!("/bufferViews/{view}"), "byteOffset", start.into())?;
        self.set(&format!("/bufferViews/{view}"), "byteLength", file.len().into())?;
        self.set("/buffers/0", "byteLength", length.into())
    }
}

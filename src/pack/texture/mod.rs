//! Pictures to KTX2, each range of mip levels a file of its own, the smallest first.
//!
//! The *base* (sides up to [`BASE`]) is UASTC: every GPU's format can be made of it, other viewers know it
//! (KHR_texture_basisu), and it is small. Every larger level is stored ready for a kind of GPU: BC7 for desktops, ASTC for
//! mobile ones; or once more in UASTC for all of them. All are under Zstandard.

mod bc7;
mod ktx2;
mod uastc;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use image::imageops::FilterType;

use super::pieces::Pieces;
use crate::fair::{Form, Rung, Texture};
use crate::model::{self, Image, Limits, Texel};

/// The longer side of the largest level in the base.
pub const BASE: u32 = 256;

/// Rows of a level go into one file while its blocks take no more than this.
const FILE: usize = 1 << 20;

/// Blocks of one level.
struct Level {
    width: u32,
    height: u32,
    blocks: Vec<u8>,
}

/// Stores a picture. `forms` are those of the levels above the base; `most` is the longest side kept.
///
/// # Errors
/// It cannot be decoded, or the disk.
pub fn pack(bytes: &[u8], srgb: bool, forms: &[Form], most: u32, limits: &Limits, pieces: &Pieces) -> Result<Texture> {
    let texel = if srgb { Texel::Rgba8Srgb } else { Texel::Rgba8 };
    let picture = fit(model::picture(bytes, texel, limits).map_err(anyhow::Error::msg)?, most)?;
    let (width, height) = (picture.width, picture.height);
    let alpha = picture.levels.first().is_some_and(|top| top.as_chunks::<4>().0.iter().any(|texel| texel[3] < u8::MAX));
    let side = |level: u32| (width.max(height) >> level).max(1);
    let count = picture.levels.len() as u32;
    let base = (0..count).find(|&level| side(level) <= BASE).unwrap_or(0);
    let size = |level: u32| ((width >> level).max(1), (height >> level).max(1));
    let encode = |form: Form, level: u32| -> Result<Level> {
        let (width, height) = size(level);
        let rgba = picture.levels.get(level as usize).context("a level is missing")?;
        let blocks = match form {
            Form::Bc7 => bc7::encode(rgba, width, height, alpha),
            Form::Astc => uastc::Encoded::new(rgba, width, height, srgb)?.astc()?,
            Form::Uastc => uastc::Encoded::new(rgba, width, height, srgb)?.blocks()?,
        };
        Ok(Level { width, height, blocks })
    };
    let smallest = (base..count).map(|level| encode(Form::Uastc, level)).collect::<Result<Vec<_>>>()?;
    let gpu_bytes = smallest.iter().map(|level| level.blocks.len() as u64).sum();
    let file = ktx2::write(Form::Uastc, srgb, alpha, &smallest, None)?;
    let name = pieces.add(&file, "ktx2")?;
    let mut rungs = vec![Rung { level: base, levels: count - base, gpu_bytes, forms: [(Form::Uastc, vec![name])].into() }];
    for level in (0..base).rev() {
        let mut rung = Rung { level, levels: 1, gpu_bytes: 0, forms: BTreeMap::new() };
        for &form in forms {
            let whole = encode(form, level)?;
            rung.gpu_bytes = whole.blocks.len() as u64;
            let mut names = Vec::new();
            for (band, rows) in bands(&whole) {
                let file = ktx2::write(form, srgb, alpha, &[band], Some((rows, whole.height)))?;
                names.push(pieces.add(&file, "ktx2")?);
            }
            rung.forms.insert(form, names);
        }
        rungs.push(rung);
    }
    Ok(Texture { width, height, srgb, rungs })
}

/// A level in bands that each fit a file, and the first row of texels of each.
fn bands(level: &Level) -> Vec<(Level, u32)> {
    let row = level.width.div_ceil(4) as usize * 16;
    let rows = (FILE / row.max(1)).max(1);
    let band = |(place, blocks): (usize, &[u8])| {
        let first = (place * rows * 4) as u32;
        let height = (level.height - first).min(rows as u32 * 4);
        (Level { width: level.width, height, blocks: blocks.to_vec() }, first)
    };
    level.blocks.chunks(row * rows).enumerate().map(band).collect()
}

/// Brings a picture to sides that are whole blocks and no longer than `most`: where they are not, it is scaled, and the
/// coordinates, which count from 0 to 1, stay right.
fn fit(picture: Image, most: u32) -> Result<Image> {
    let (width, height, texel) = (picture.width, picture.height, picture.texel);
    let shrink = (f64::from(most) / f64::from(width.max(height))).min(1.0);
    let whole = |side: u32| ((f64::from(side) * shrink / 4.0).round() as u32 * 4).max(4);
    let (wide, high) = (whole(width), whole(height));
    let Some(top) = picture.levels.into_iter().next() else { bail!("the picture has no texels") };
    let top = if (wide, high) == (width, height) {
        top
    } else {
        let picture = image::RgbaImage::from_raw(width, height, top).context("the picture has too few texels")?;
        image::imageops::resize(&picture, wide, high, FilterType::CatmullRom).into_raw()
    };
    Ok(Image::with_mips(top, wide, high, texel, 1))
}

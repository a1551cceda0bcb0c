//! Pictures to KTX2, each range of mip levels a file of its own, the smallest first.
//!
//! Every range is stored ready for a kind of GPU: BC7 for desktops, ASTC for mobile ones. The smallest, the *base* (sides up
//! to [`BASE`]), is there in UASTC as well: every GPU's format can be made of it, and other viewers know it
//! (KHR_texture_basisu). The larger ones may be so, too. All are under Zstandard.

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

/// A level whose file would take more than this is cut into bands of rows that do not.
const FILE: usize = 1 << 20;

/// Blocks of one level.
struct Level {
    width: u32,
    height: u32,
    blocks: Vec<u8>,
}

/// Stores the picture of a file; see [`store`].
///
/// # Errors
/// It cannot be decoded, or the disk.
pub fn pack(bytes: &[u8], srgb: bool, forms: &[Form], most: u32, limits: &Limits, pieces: &Pieces) -> Result<Texture> {
    let texel = if srgb { Texel::Rgba8Srgb } else { Texel::Rgba8 };
    store(model::picture(bytes, texel, limits).map_err(anyhow::Error::msg)?, forms, most, pieces)
}

/// Stores a picture in these forms, the base in UASTC as well; `most` is the longest side kept.
///
/// # Errors
/// The disk.
pub fn store(picture: Image, forms: &[Form], most: u32, pieces: &Pieces) -> Result<Texture> {
    let srgb = picture.texel == Texel::Rgba8Srgb;
    let picture = fit(picture, most)?;
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
    let mut rungs = Vec::new();
    let mut rung = Rung { level: base, levels: count - base, gpu_bytes: 0, forms: BTreeMap::new() };
    for &form in forms.iter().chain([&Form::Uastc]) {
        if rung.forms.contains_key(&form) {
            continue;
        }
        let levels = (base..count).map(|level| encode(form, level)).collect::<Result<Vec<_>>>()?;
        rung.gpu_bytes = levels.iter().map(|level| level.blocks.len() as u64).sum();
        rung.forms.insert(form, vec![pieces.add(&ktx2::write(form, srgb, alpha, &levels, None)?, "ktx2")?]);
    }
    rungs.push(rung);
    for level in (0..base).rev() {
        let mut rung = Rung { level, levels: 1, gpu_bytes: 0, forms: BTreeMap::new() };
        for &form in forms {
            let whole = encode(form, level)?;
            rung.gpu_bytes = whole.blocks.len() as u64;
            let files = files(&whole, |band, first| {
                ktx2::write(form, srgb, alpha, std::slice::from_ref(band), Some((first, whole.height)))
            })?;
            let names = files.iter().map(|file| pieces.add(file, "ktx2")).collect::<Result<_>>()?;
            rung.forms.insert(form, names);
        }
        rungs.push(rung);
    }
    Ok(Texture { width, height, srgb, rungs })
}

/// A level in as few files as there can be of at most [`FILE`] bytes. `write` makes one of a band and its first row.
fn files(level: &Level, write: impl Fn(&Level, u32) -> Result<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
    let rows = level.height.div_ceil(4) as usize;
    // Compressed blocks are never much larger than the plain ones, and seldom smaller than a third.
    let mut count = level.blocks.len().div_ceil(3 * FILE).max(1);
    loop {
        let files = bands(level, count).iter().map(|(band, first)| write(band, *first)).collect::<Result<Vec<_>>>()?;
        if count >= rows || files.iter().all(|file| file.len() <= FILE) {
            return Ok(files);
        }
        count += 1;
    }
}

/// A level cut into about `count` bands of whole blocks, and the first row of texels of each.
fn bands(level: &Level, count: usize) -> Vec<(Level, u32)> {
    let row = level.width.div_ceil(4) as usize * 16;
    let rows = (level.height.div_ceil(4) as usize).div_ceil(count.max(1)).max(1);
    let band = |(place, blocks): (usize, &[u8])| {
        let first = (place * rows * 4) as u32;
        let height = (level.height - first).min(rows as u32 * 4);
        (Level { width: level.width, height, blocks: blocks.to_vec() }, first)
    };
    level.blocks.chunks(row * rows).enumerate().map(band).collect()
}

/// Brings a picture to sides no longer than `most`, of which the base's are whole blocks, so that each level is half of the
/// one above. Where they are not, it is scaled, and the coordinates, which count from 0 to 1, stay right.
fn fit(picture: Image, most: u32) -> Result<Image> {
    let (width, height, texel) = (picture.width, picture.height, picture.texel);
    let (wide, high) = sides(width, height, most);
    let Some(top) = picture.levels.into_iter().next() else { bail!("the picture has no texels") };
    let top = if (wide, high) == (width, height) {
        top
    } else {
        let picture = image::RgbaImage::from_raw(width, height, top).context("the picture has too few texels")?;
        image::imageops::resize(&picture, wide, high, FilterType::CatmullRom).into_raw()
    };
    Ok(Image::with_mips(top, wide, high, texel, 1))
}

/// The sides that a picture is scaled to.
pub(super) fn sides(width: u32, height: u32, most: u32) -> (u32, u32) {
    let shrink = (f64::from(most) / f64::from(width.max(height))).min(1.0);
    let longest = f64::from(width.max(height)) * shrink;
    // Levels above the base.
    let above = (longest / f64::from(BASE)).log2().ceil().max(0.0) as u32;
    let unit = f64::from(4 << above);
    let whole = |side: u32| ((f64::from(side) * shrink / unit).round().max(1.0) * unit) as u32;
    (whole(width), whole(height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Blocks, mips};

    #[test]
    fn every_level_is_half_of_the_one_above_down_to_the_base() {
        assert_eq!(sides(2048, 1100, 4096), (2048, 1088));
        assert_eq!(sides(256, 256, 4096), (256, 256));
        assert_eq!(sides(5000, 3, 4096), (4096, 64));
        assert_eq!(sides(1, 1, 4096), (4, 4));
        assert_eq!(sides(257, 257, 4096), (256, 256));
    }

    #[test]
    fn what_does_not_compress_goes_into_bands() {
        let mut state = 1u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        };
        let level = Level { width: 1024, height: 1300, blocks: (0..256 * 325 * 16).map(|_| noise()).collect() };
        let write = |band: &Level, first| ktx2::write(Form::Bc7, true, false, &[copy(band)], Some((first, 1300)));
        let made = files(&level, write).unwrap();
        assert_eq!(made.len(), 2);
        assert!(made.iter().all(|file| file.len() <= FILE));
        let heights: Vec<u32> = bands(&level, 2).iter().map(|(band, _)| band.height).collect();
        assert_eq!(heights, [652, 648]);
    }

    fn copy(level: &Level) -> Level {
        Level { width: level.width, height: level.height, blocks: level.blocks.clone() }
    }

    /// A PNG of a ramp with some grain.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let texel =
            |x: u32, y: u32| image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, (x * y % 31) as u8]);
        let mut file = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_fn(width, height, texel).write_to(&mut file, image::ImageFormat::Png).unwrap();
        file.into_inner()
    }

    fn read(folder: &std::path::Path, name: &crate::fair::Name) -> Vec<u8> {
        let bytes = std::fs::read(folder.join(name.path())).unwrap();
        assert_eq!(blake3::hash(&bytes).to_hex().as_str(), name.hash());
        bytes
    }

    #[test]
    fn ranges_of_mips_make_the_picture_again() {
        let folder = tempfile::tempdir().unwrap();
        let pieces = Pieces::new(folder.path());
        let (bytes, limits) = (png(2048, 640), Limits::default());
        let texture = pack(&bytes, true, &[Form::Bc7, Form::Uastc], 4096, &limits, &pieces).unwrap();
        let sizes: Vec<_> = texture.rungs.iter().map(|rung| (rung.level, rung.levels)).collect();
        assert_eq!(sizes, [(3, 9), (2, 1), (1, 1), (0, 1)]);
        assert!(texture.names().all(|name| name.bytes <= FILE as u64));
        let whole = model::picture(&bytes, Texel::Rgba8Srgb, &limits).unwrap();
        let forms = [
            (Form::Bc7, Blocks::Bc7),
            (Form::Uastc, Blocks::Bc7),
            (Form::Uastc, Blocks::Etc2),
            (Form::Uastc, Blocks::None),
        ];
        for (form, blocks) in forms {
            let mut made: Option<Image> = None;
            for rung in &texture.rungs {
                let names = rung.forms.get(&form).or_else(|| rung.forms.get(&Form::Uastc)).unwrap();
                let files: Vec<Vec<u8>> = names.iter().map(|name| read(folder.path(), name)).collect();
                match &mut made {
                    Some(image) => image.grow(Image::joined(&files, Texel::Rgba8Srgb, blocks).unwrap()).unwrap(),
                    None => made = Some(mips(&files[0], Texel::Rgba8Srgb, blocks).unwrap()),
                }
            }
            let made = made.unwrap();
            assert_eq!((made.width, made.height, made.levels.len()), (2048, 640, whole.levels.len()));
            if blocks == Blocks::None {
                let error: f64 =
                    made.levels[0].iter().zip(&whole.levels[0]).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum();
                let decibels = 10.0 * (255.0 * 255.0 / (error / whole.levels[0].len() as f64)).log10();
                assert!(decibels > 35.0, "{decibels} dB");
            }
        }
        // Blocks of another kind of GPU are refused.
        let other = read(folder.path(), &texture.rungs[1].forms[&Form::Bc7][0]);
        assert!(mips(&other, Texel::Rgba8Srgb, Blocks::Astc).unwrap_err().contains("Bc7"));
    }
}

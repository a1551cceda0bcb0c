//! `boothwalk bench pictures`: what the pictures of models take in each form, how near they are to the source, and how fast
//! they are ready.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use block_compression::decode::decompress_blocks_as_rgba8;
use block_compression::{BC7Settings, CompressionVariant};

use crate::fair::{Form, Texture};
use crate::model::{self, Blocks, Image, Limits, Texel};
use crate::pack::{Pieces, store};

/// Longest side of a picture.
const SIDE: u32 = 4096;
/// Times that each is made ready; the fastest counts.
const ROUNDS: usize = 5;

/// Forms, and the blocks that are made of them.
const WAYS: [(&str, Form, Blocks); 5] = [
    ("BC7", Form::Bc7, Blocks::Bc7),
    ("ASTC", Form::Astc, Blocks::Astc),
    ("UASTC, to BC7", Form::Uastc, Blocks::Bc7),
    ("UASTC, to ASTC", Form::Uastc, Blocks::Astc),
    ("UASTC, to plain texels", Form::Uastc, Blocks::None),
];

/// Sums over pictures of one form.
#[derive(Default)]
struct Sum {
    wire: u64,
    gpu: u64,
    texels: u64,
    seconds: f64,
    /// Squared differences of colours, and how many.
    error: f64,
    count: u64,
}

/// Measures, and prints a table.
///
/// # Errors
/// A model or a picture that cannot be read; the disk.
pub fn pictures(files: &[PathBuf]) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("boothwalk-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let sums = measure(files, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let (sums, source) = sums?;
    println!("| form, under Zstandard | wire MB | GPU MB | PSNR dB | ready, megapixels/s |\n|---|--:|--:|--:|--:|");
    println!("| as in the files | {:.2} | | | |", source as f64 / 1e6);
    for ((name, ..), sum) in WAYS.iter().zip(&sums) {
        let noise = sum.error / sum.count.max(1) as f64;
        println!(
            "| {name} | {:.2} | {:.2} | {:.1} | {:.0} |",
            sum.wire as f64 / 1e6,
            sum.gpu as f64 / 1e6,
            10.0 * (255.0 * 255.0 / noise).log10(),
            sum.texels as f64 / 1e6 / sum.seconds
        );
    }
    Ok(())
}

/// A sum for each of [`WAYS`], and the bytes of the pictures in the files.
fn measure(files: &[PathBuf], folder: &Path) -> Result<(Vec<Sum>, u64)> {
    let mut sums: Vec<Sum> = WAYS.iter().map(|_| Sum::default()).collect();
    let mut source = 0;
    let limits = Limits::default();
    for file in files {
        for (bytes, srgb) in crate::pack::pictures(file, &limits)? {
            source += bytes.len() as u64;
            let texel = if srgb { Texel::Rgba8Srgb } else { Texel::Rgba8 };
            let picture = model::picture(&bytes, texel, &limits).map_err(anyhow::Error::msg)?;
            let (width, height) = (picture.width, picture.height);
            let top = picture.levels.first().context("a picture without texels")?.clone();
            let pieces = Pieces::new(folder);
            let texture = store(picture, &[Form::Bc7, Form::Astc, Form::Uastc], SIDE, &pieces)?;
            for ((_, form, blocks), sum) in WAYS.iter().zip(&mut sums) {
                let files = ranges(&texture, *form, &pieces)?;
                sum.wire += files.iter().flatten().map(|file| file.len() as u64).sum::<u64>();
                let mut fastest = f64::INFINITY;
                let mut made = None;
                for _ in 0..ROUNDS {
                    let start = Instant::now();
                    made = Some(ready(&files, texel, *blocks)?);
                    fastest = fastest.min(start.elapsed().as_secs_f64());
                }
                sum.seconds += fastest;
                let made = made.context("no round")?;
                sum.gpu += made.levels.iter().map(|level| level.len() as u64).sum::<u64>();
                sum.texels += made.levels.len().min(1) as u64 * u64::from(made.width) * u64::from(made.height);
                // A picture that was scaled to whole blocks has no source to be held against.
                if (made.width, made.height) == (width, height) {
                    // Blocks of ASTC say what those of UASTC say that they were made of.
                    let seen = match blocks {
                        Blocks::Astc => ready(&ranges(&texture, Form::Uastc, &pieces)?, texel, Blocks::None)?,
                        _ => made,
                    };
                    let (error, count) = difference(&plain(&seen)?, &top);
                    sum.error += error;
                    sum.count += count;
                }
            }
        }
    }
    Ok((sums, source))
}

/// The files of each range, the smallest range first.
fn ranges(texture: &Texture, form: Form, pieces: &Pieces) -> Result<Vec<Vec<Vec<u8>>>> {
    let range = |rung: &crate::fair::Rung| {
        let names = rung.forms.get(&form).context("a form is missing")?;
        names.iter().map(|name| Ok(pieces.read(&name.path())?)).collect()
    };
    texture.rungs.iter().map(range).collect()
}

fn ready(files: &[Vec<Vec<u8>>], texel: Texel, blocks: Blocks) -> Result<Image> {
    let (base, above) = files.split_first().context("no range")?;
    let mut image = model::mips(base.first().context("no base")?, texel, blocks).map_err(anyhow::Error::msg)?;
    for bands in above {
        image.grow(Image::joined(bands, texel, blocks).map_err(anyhow::Error::msg)?).map_err(anyhow::Error::msg)?;
    }
    Ok(image)
}

/// The texels of the largest level, which is plain or BC7.
fn plain(image: &Image) -> Result<Cow<'_, [u8]>> {
    let top = image.levels.first().context("no level")?;
    if !image.texel.is_blocks() {
        return Ok(Cow::Borrowed(top));
    }
    let variant = CompressionVariant::BC7(BC7Settings::opaque_ultra_fast());
    let mut texels = vec![0; image.width as usize * image.height as usize * 4];
    decompress_blocks_as_rgba8(variant, image.width, image.height, top, &mut texels);
    Ok(Cow::Owned(texels))
}

/// The sum of squared differences of colours, without alpha, and how many there are.
fn difference(made: &[u8], source: &[u8]) -> (f64, u64) {
    let pairs = made.as_chunks::<4>().0.iter().zip(source.as_chunks::<4>().0);
    let one = |(a, b): (&[u8; 4], &[u8; 4])| -> u64 {
        a.iter().zip(b).take(3).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum()
    };
    let count = made.len().min(source.len()) as u64 / 4 * 3;
    (pairs.map(one).sum::<u64>() as f64, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_those_of_colours() {
        assert_eq!(difference(&[1, 2, 3, 4, 0, 0, 0, 0], &[1, 4, 0, 255, 0, 0, 0, 0]), (13.0, 6));
    }
}

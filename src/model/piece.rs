//! Pictures of a packed fair: mip ranges that come one after another and make one image.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::ktx2::{self, Header};
use super::room::zeros;
use super::types::{Blocks, Image, Texel};

/// Texels of one file: at most so many a side.
const SIDE: u32 = 8192;

/// The levels that a file holds, in `blocks` where they can be had so; `texel` is one of the plain kinds and says whether
/// they are colours.
///
/// # Errors
/// The file is broken, or holds the blocks of another kind of GPU.
pub fn mips(bytes: &[u8], texel: Texel, blocks: Blocks) -> Result<Image, String> {
    guarded(|| {
        let header = inspect(bytes, blocks)?;
        match header.ready {
            None => ktx2::transcode(bytes, header, texel.in_blocks(blocks)),
            Some(_) => ktx2::ready(bytes, header, texel),
        }
    })
}

/// The transcoder is the work of others and reads what a network brought.
fn guarded<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err("the decoder gave up on it".to_owned()))
}

/// The header of a file that can be had in these blocks.
fn inspect(bytes: &[u8], blocks: Blocks) -> Result<Header, String> {
    let header = ktx2::inspect_piece(bytes)?;
    let (width, height) = (header.width, header.height);
    if width.max(height) > SIDE {
        return Err(format!("it claims {width}×{height} texels; {SIDE} a side are allowed"));
    }
    match header.ready {
        None if !width.is_multiple_of(4) || !height.is_multiple_of(4) => {
            Err(format!("its {width}×{height} texels are no whole blocks"))
        }
        Some(ready) if ready != blocks => Err(format!("it holds {ready:?} blocks, and this GPU takes {blocks:?}")),
        _ => Ok(header),
    }
}

impl Image {
    /// One level out of files of bands of rows, from the top. `texel` and `blocks` are those of [`mips`].
    ///
    /// # Errors
    /// A file is broken, or the bands are not of one width and kind.
    pub fn joined(files: &[impl AsRef<[u8]>], texel: Texel, blocks: Blocks) -> Result<Image, String> {
        let headers = files.iter().map(|file| inspect(file.as_ref(), blocks)).collect::<Result<Vec<_>, _>>()?;
        let width = headers.first().map(|band| band.width).ok_or("it has no bands")?;
        if headers.iter().any(|band| band.width != width || band.levels != 1) {
            return Err("its bands do not belong together".to_owned());
        }
        let height = headers.iter().map(|band| band.height).fold(0, u32::saturating_add);
        if height > SIDE {
            return Err(format!("its bands claim {height} rows; {SIDE} are allowed"));
        }
        let texel = texel.in_blocks(blocks);
        // Bands are decoded where they belong: memory that is touched once costs as much as what is done with it.
        let mut level = zeros(texel.level_bytes(width, height));
        let mut rest = level.as_mut_slice();
        for (file, header) in files.iter().zip(headers) {
            let size = texel.level_bytes(width, header.height);
            let own;
            (own, rest) = rest.split_at_mut_checked(size).ok_or("a band but the last is no whole blocks")?;
            let bytes = file.as_ref();
            if header.ready.is_some() {
                ktx2::ready_level(bytes, header, 0, own)?;
                continue;
            }
            let band = guarded(|| ktx2::transcode(bytes, header, texel))?;
            match band.levels.first().filter(|level| band.texel == texel && level.len() == own.len()) {
                Some(level) => own.copy_from_slice(level),
                None => return Err("its bands do not belong together".to_owned()),
            }
        }
        if !rest.is_empty() {
            return Err("a band but the last is no whole blocks".to_owned());
        }
        Ok(Image { width, height, texel, levels: vec![level] })
    }

    /// Leaves out so many of the largest levels, as far as there are smaller ones.
    pub fn shrink(&mut self, levels: usize) {
        let levels = levels.min(self.levels.len().saturating_sub(1));
        self.levels.drain(..levels);
        (self.width, self.height) = ((self.width >> levels).max(1), (self.height >> levels).max(1));
    }

    /// Puts the next larger level before the levels that are there.
    ///
    /// # Errors
    /// It is of another kind, or not of twice the sides.
    pub fn grow(&mut self, larger: Image) -> Result<(), String> {
        let (width, height) = (larger.width, larger.height);
        if ((width / 2).max(1), (height / 2).max(1)) != (self.width, self.height) || larger.texel != self.texel {
            return Err(format!(
                "a level of {width}×{height} does not come before one of {}×{}",
                self.width, self.height
            ));
        }
        self.levels.splice(0..0, larger.levels);
        (self.width, self.height) = (width, height);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of plain BC7 blocks, all of whose bytes are the height.
    fn file(width: u32, height: u32) -> Vec<u8> {
        let mut out = ktx2::MAGIC.to_vec();
        out.extend([145, 1, width, height, 0, 0, 1, 1, 0].iter().flat_map(|word: &u32| word.to_le_bytes()));
        out.resize(80, 0);
        let size = Texel::Bc7.level_bytes(width, height);
        out.extend([104, size, size].iter().flat_map(|part| (*part as u64).to_le_bytes()));
        out.resize(104 + size, height as u8);
        out
    }

    #[test]
    fn bands_make_a_level() {
        let joined = |files: &[Vec<u8>]| Image::joined(files, Texel::Rgba8, Blocks::Bc7);
        assert!(joined(&[file(16, 8), file(8, 8)]).is_err() && joined(&[]).is_err());
        assert!(joined(&[file(16, 6), file(16, 10)]).is_err());
        assert!(joined(&[file(16, 12), file(16, 4)[..120].to_vec()]).is_err());
        // The blocks of another GPU are no bands of this one.
        assert!(Image::joined(&[file(16, 16)], Texel::Rgba8, Blocks::Astc).is_err());
        let mut picture = mips(&file(8, 8), Texel::Rgba8, Blocks::Bc7).unwrap();
        assert!(picture.clone().grow(joined(&[file(16, 8)]).unwrap()).is_err());
        picture.grow(joined(&[file(16, 12), file(16, 4)]).unwrap()).unwrap();
        assert_eq!((picture.width, picture.height, picture.levels.len()), (16, 16, 2));
        assert_eq!((picture.levels[0][0], picture.levels[0][255]), (12, 4));
        picture.shrink(9);
        assert_eq!((picture.width, picture.height, picture.levels.len(), picture.levels[0][0]), (8, 8, 1, 8));
    }
}

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
    /// Puts the next larger level, in files of bands of rows from the top, before the levels that are there. `texel` and
    /// `blocks` are those of [`mips`].
    ///
    /// # Errors
    /// A file is broken, or the bands are not of one width and kind, or do not make a level of twice the sides.
    pub fn grow(&mut self, files: &[impl AsRef<[u8]>], texel: Texel, blocks: Blocks) -> Result<(), String> {
        let headers = files.iter().map(|file| inspect(file.as_ref(), blocks)).collect::<Result<Vec<_>, _>>()?;
        let width = headers.first().map_or(0, |band| band.width);
        let height = headers.iter().map(|band| band.height).sum::<u32>();
        if headers.iter().any(|band| band.width != width || band.levels != 1) {
            return Err("its bands do not belong together".to_owned());
        }
        if ((width / 2).max(1), (height / 2).max(1)) != (self.width, self.height) {
            return Err(format!(
                "a level of {width}×{height} does not come before one of {}×{}",
                self.width, self.height
            ));
        }
        // Bands are decoded where they belong: memory that is touched once costs as much as what is done with it.
        let mut level = zeros(self.texel.level_bytes(width, height));
        let mut rest = level.as_mut_slice();
        for (file, header) in files.iter().zip(headers) {
            let size = self.texel.level_bytes(width, header.height);
            let own;
            (own, rest) = rest.split_at_mut_checked(size).ok_or("a band but the last is no whole blocks")?;
            let bytes = file.as_ref();
            if header.ready.is_some() && texel.in_blocks(blocks) == self.texel {
                ktx2::ready_level(bytes, header, 0, own)?;
                continue;
            }
            let band = guarded(|| ktx2::transcode(bytes, header, texel.in_blocks(blocks)))?;
            match band.levels.first().filter(|level| band.texel == self.texel && level.len() == own.len()) {
                Some(level) => own.copy_from_slice(level),
                None => return Err("its bands do not belong together".to_owned()),
            }
        }
        if !rest.is_empty() {
            return Err("a band but the last is no whole blocks".to_owned());
        }
        self.levels.insert(0, level);
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
        let picture = mips(&file(8, 8), Texel::Rgba8, Blocks::Bc7).unwrap();
        let grow = |files: &[Vec<u8>]| {
            let mut picture = picture.clone();
            picture.grow(files, Texel::Rgba8, Blocks::Bc7).map(|()| picture)
        };
        assert!(grow(&[file(16, 8)]).is_err());
        assert!(grow(&[file(16, 8), file(8, 8)]).is_err());
        assert!(grow(&[file(16, 6), file(16, 10)]).is_err());
        assert!(grow(&[file(16, 12), file(16, 4)[..120].to_vec()]).is_err());
        let grown = grow(&[file(16, 12), file(16, 4)]).unwrap();
        assert_eq!((grown.width, grown.height, grown.levels.len()), (16, 16, 2));
        assert_eq!((grown.levels[0][0], grown.levels[0][255]), (12, 4));
        // The blocks of another GPU are no bands of this one.
        assert!(picture.clone().grow(&[file(16, 16)], Texel::Rgba8, Blocks::Astc).is_err());
    }
}

//! Pictures of a packed fair: mip ranges that come one after another and make one image.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::ktx2;
use super::types::{Blocks, Image, Texel};

/// Texels of one file: at most so many a side.
const SIDE: u32 = 8192;

/// The levels that a file holds, in `blocks` where they can be had so; `texel` is one of the plain kinds and says whether
/// they are colours.
///
/// # Errors
/// The file is broken, or holds the blocks of another kind of GPU.
pub fn mips(bytes: &[u8], texel: Texel, blocks: Blocks) -> Result<Image, String> {
    let decode = || {
        let header = ktx2::inspect_piece(bytes)?;
        if header.width.max(header.height) > SIDE {
            return Err(format!("it claims {}×{} texels; {SIDE} a side are allowed", header.width, header.height));
        }
        match header.ready {
            None if header.width.is_multiple_of(4) && header.height.is_multiple_of(4) => {
                ktx2::transcode(bytes, header, texel.in_blocks(blocks))
            }
            None => Err(format!("its {}×{} texels are no whole blocks", header.width, header.height)),
            Some(ready) if ready == blocks => ktx2::ready(bytes, header, texel),
            Some(ready) => Err(format!("it holds {ready:?} blocks, and this GPU takes {blocks:?}")),
        }
    };
    // The transcoder is the work of others and reads what a network brought.
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| Err("the decoder gave up on it".to_owned()))
}

impl Image {
    /// One level out of bands of rows, from the top.
    ///
    /// # Errors
    /// The bands are not of one width and kind.
    pub fn join(bands: Vec<Image>) -> Result<Image, String> {
        let (width, texel) = bands.first().map(|band| (band.width, band.texel)).ok_or("it has no bands")?;
        let height = bands.iter().map(|band| band.height).sum::<u32>();
        if bands.iter().any(|band| band.width != width || band.texel != texel || band.levels.len() != 1) {
            return Err("its bands do not belong together".to_owned());
        }
        let mut parts: Vec<Vec<u8>> = bands.into_iter().flat_map(|band| band.levels).collect();
        let level = match parts.as_mut_slice() {
            // One band is the level: there is nothing to be copied.
            [whole] => std::mem::take(whole),
            _ => parts.concat(),
        };
        if level.len() != texel.level_bytes(width, height) {
            return Err(format!("{} bytes do not make a level of {width}×{height}", level.len()));
        }
        Ok(Image { width, height, texel, levels: vec![level] })
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

    #[test]
    fn bands_make_a_level() {
        let image = |width: u32, height: u32| Image {
            width,
            height,
            texel: Texel::Bc7,
            levels: vec![vec![height as u8; Texel::Bc7.level_bytes(width, height)]],
        };
        let mut picture = image(8, 8);
        assert!(picture.clone().grow(image(16, 8)).is_err());
        assert!(Image::join(vec![image(16, 8), image(8, 8)]).is_err() && Image::join(Vec::new()).is_err());
        picture.grow(Image::join(vec![image(16, 12), image(16, 4)]).unwrap()).unwrap();
        assert_eq!((picture.width, picture.height, picture.levels.len()), (16, 16, 2));
        assert_eq!((picture.levels[0][0], picture.levels[0][255]), (12, 4));
    }
}

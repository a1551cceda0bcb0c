//! Images and how they are sampled.

/// How the texels of an [`Image`] are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Texel {
    /// 8-bit RGBA with sRGB transfer for the colours.
    Rgba8Srgb,
    /// 8-bit RGBA, linear data.
    Rgba8,
    /// BC7 blocks, colours.
    Bc7Srgb,
    /// BC7 blocks, data.
    Bc7,
    /// ASTC blocks of 4×4 texels, colours.
    Astc4x4Srgb,
    /// ASTC blocks of 4×4 texels, data.
    Astc4x4,
    /// ETC2 blocks with an alpha block of EAC each, colours.
    Etc2Srgb,
    /// ETC2 blocks with an alpha block of EAC each, data.
    Etc2,
}

/// Which texel blocks a GPU samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Blocks {
    /// Plain texels only.
    #[default]
    None,
    /// Desktop GPUs.
    Bc7,
    /// Mobile GPUs.
    Astc,
    /// Mobile GPUs of before 2014, and emulators.
    Etc2,
}

impl Texel {
    /// The same transfer in blocks.
    pub fn in_blocks(self, blocks: Blocks) -> Texel {
        match (blocks, self.is_srgb()) {
            (Blocks::None, true) => Texel::Rgba8Srgb,
            (Blocks::None, false) => Texel::Rgba8,
            (Blocks::Bc7, true) => Texel::Bc7Srgb,
            (Blocks::Bc7, false) => Texel::Bc7,
            (Blocks::Astc, true) => Texel::Astc4x4Srgb,
            (Blocks::Astc, false) => Texel::Astc4x4,
            (Blocks::Etc2, true) => Texel::Etc2Srgb,
            (Blocks::Etc2, false) => Texel::Etc2,
        }
    }

    /// Whether colours are stored with the sRGB transfer.
    pub fn is_srgb(self) -> bool {
        matches!(self, Texel::Rgba8Srgb | Texel::Bc7Srgb | Texel::Astc4x4Srgb | Texel::Etc2Srgb)
    }

    pub fn is_blocks(self) -> bool {
        !matches!(self, Texel::Rgba8Srgb | Texel::Rgba8)
    }

    /// Texels along the side of a block and its bytes; plain texels are blocks of one.
    pub fn block(self) -> (u32, u32) {
        if self.is_blocks() { (4, 16) } else { (1, 4) }
    }

    /// Bytes of a level of this many texels.
    pub fn level_bytes(self, width: u32, height: u32) -> usize {
        let (side, bytes) = self.block();
        width.div_ceil(side) as usize * height.div_ceil(side) as usize * bytes as usize
    }
}

/// A decoded image with its mip chain, largest first, tightly packed. The chain may stop before the smallest level where
/// the file's own does.
#[derive(Debug, Clone)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub texel: Texel,
    /// Each level is `max(1, width >> level) × max(1, height >> level)` texels, in whole blocks.
    pub levels: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wrap {
    Repeat,
    Mirror,
    Clamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sampler {
    pub wrap_u: Wrap,
    pub wrap_v: Wrap,
    pub mag_linear: bool,
    pub min_linear: bool,
    /// `None`: only level 0 is read. `Some(linear)`: between levels linearly or nearest.
    pub mip_linear: Option<bool>,
}

impl Default for Sampler {
    fn default() -> Self {
        Sampler {
            wrap_u: Wrap::Repeat,
            wrap_v: Wrap::Repeat,
            mag_linear: true,
            min_linear: true,
            mip_linear: Some(true),
        }
    }
}

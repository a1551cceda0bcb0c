//! Images and how they are sampled.

/// How the texels of an [`Image`] are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Texel {
    /// 8-bit RGBA with sRGB transfer for the colours.
    Rgba8Srgb,
    /// 8-bit RGBA, linear data.
    Rgba8,
}

/// A decoded image with its whole mip chain, largest first, tightly packed.
#[derive(Debug, Clone)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub texel: Texel,
    /// Each level is `max(1, width >> level) × max(1, height >> level)` texels.
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

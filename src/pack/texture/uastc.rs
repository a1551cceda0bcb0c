//! RGBA to UASTC blocks, and these to ASTC, by the reference encoder of Basis Universal.

use anyhow::{Context, Result, bail};
use basis_universal::{
    BasisTextureFormat, ColorSpace, Compressor, CompressorParams, TranscodeParameters, Transcoder,
    TranscoderTextureFormat,
};

/// One level, encoded.
pub(super) struct Encoded {
    /// In the encoder's own container.
    basis: Vec<u8>,
}

impl Encoded {
    pub fn new(rgba: &[u8], width: u32, height: u32, srgb: bool) -> Result<Encoded> {
        if rgba.len() as u64 != u64::from(width) * u64::from(height) * 4 {
            bail!("{} bytes are no level of {width}×{height} texels", rgba.len());
        }
        let mut settings = CompressorParams::new();
        settings.set_basis_format(BasisTextureFormat::UASTC4x4);
        settings.set_color_space(if srgb { ColorSpace::Srgb } else { ColorSpace::Linear });
        settings.set_generate_mipmaps(false);
        settings.set_print_status_to_stdout(false);
        settings.source_image_mut(0).init(rgba, width, height, 4);
        let mut compressor = Compressor::new(1);
        // SAFETY: the parameters are the library's defaults but for those above, each from its own enumeration, and the one
        // source image has the size that its bytes were checked to have.
        let done = unsafe { compressor.init(&settings) && compressor.process().is_ok() };
        if !done {
            bail!("the UASTC encoder refused a level of {width}×{height} texels");
        }
        Ok(Encoded { basis: compressor.basis_file().to_vec() })
    }

    /// UASTC blocks, row after row.
    pub fn blocks(&self) -> Result<Vec<u8>> {
        // The container says where its first slice is described (basisu_file_headers.h): the offset of the descriptions at
        // byte 65 of the header, and in one, offset and size of the slice at bytes 13 and 17.
        let word = |at: usize| self.basis.get(at..)?.first_chunk().map(|word| u32::from_le_bytes(*word) as usize);
        let found = || {
            let slice = word(65)?;
            let (offset, size) = (word(slice + 13)?, word(slice + 17)?);
            self.basis.get(offset..offset.checked_add(size)?)
        };
        Ok(found().context("the UASTC encoder wrote no slice")?.to_vec())
    }

    /// ASTC blocks of 4×4 texels, row after row; the same colours.
    pub fn astc(&self) -> Result<Vec<u8>> {
        let mut transcoder = Transcoder::new();
        if transcoder.prepare_transcoding(&self.basis).is_err() {
            bail!("the UASTC level cannot be read again");
        }
        let first = TranscodeParameters { image_index: 0, level_index: 0, ..TranscodeParameters::default() };
        match transcoder.transcode_image_level(&self.basis, TranscoderTextureFormat::ASTC_4x4_RGBA, first) {
            Ok(blocks) => Ok(blocks),
            Err(error) => bail!("the UASTC level does not become ASTC: {error:?}"),
        }
    }
}

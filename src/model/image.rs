//! Textures, samplers and images (glTF 2.0, section 3.8): what is used is decoded, once for each kind of use.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;

use gltf::json::texture::{MagFilter, MinFilter, WrappingMode};
use gltf::json::validation::Checked;
use gltf::json::{self, Index};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use super::buffers::Buffers;
use super::error::{Fault, Reason, Result, pick};
use super::limits::{Limits, check};

use super::notes::Notes;
use super::types::{Image, Sampler, Texel, Wrap};

/// The images and samplers that materials refer to.
pub(super) struct Textures<'a> {
    pub samplers: Vec<Sampler>,
    /// The images of the file in use, in the order of first use.
    sources: Vec<Source<'a>>,
    by_index: HashMap<usize, Option<usize>>,
    images: u32,
}

/// An image before it is decoded.
struct Source<'a> {
    at: String,
    bytes: Cow<'a, [u8]>,
    format: ImageFormat,
    /// As which image of the model it is used, for each kind of texel.
    uses: Vec<(Texel, u32)>,
}

impl<'a> Textures<'a> {
    pub fn new() -> Textures<'a> {
        Textures { samplers: Vec::new(), sources: Vec::new(), by_index: HashMap::new(), images: 0 }
    }

    /// The image and sampler of a texture; `None`, with a note, where no decoder for the image is known.
    pub fn refer(
        &mut self,
        texture: Index<json::Texture>,
        texel: Texel,
        at: &str,
        buffers: &'a Buffers<'_>,
        notes: &mut Notes,
    ) -> Result<Option<(u32, u32)>> {
        let json = pick(&buffers.root.textures, texture.value(), "texture", at)?;
        let at = format!("/textures/{}", texture.value());
        let sampler = match json.sampler {
            Some(index) => convert(pick(&buffers.root.samplers, index.value(), "sampler", &at)?, index.value())?,
            None => Sampler::default(),
        };
        // The crate's types write an absent source so.
        if json.source.value() == u32::MAX as usize {
            notes.add(format!("{at}: it has no PNG or JPEG image and is left out"));
            return Ok(None);
        }
        let Some(source) = self.source(json.source.value(), &at, buffers, notes)? else { return Ok(None) };
        let Some(source) = self.sources.get_mut(source) else { return Ok(None) };
        let image = match source.uses.iter().find(|(known, _)| *known == texel) {
            Some(&(_, image)) => image,
            None => {
                source.uses.push((texel, self.images));
                self.images += 1;
                self.images - 1
            }
        };
        let sampler = match self.samplers.iter().position(|known| *known == sampler) {
            Some(place) => place,
            None => {
                self.samplers.push(sampler);
                self.samplers.len() - 1
            }
        };
        Ok(Some((image, sampler as u32)))
    }

    fn source(
        &mut self,
        index: usize,
        from: &str,
        buffers: &'a Buffers<'_>,
        notes: &mut Notes,
    ) -> Result<Option<usize>> {
        if let Some(&known) = self.by_index.get(&index) {
            return Ok(known);
        }
        let json = pick(&buffers.root.images, index, "image", from)?;
        let at = format!("/images/{index}");
        let bytes = match (&json.uri, json.buffer_view) {
            (Some(uri), None) => Cow::Owned(buffers.fetch(uri, &at)?),
            (None, Some(view)) => Cow::Borrowed(buffers.view(view, &at)?.bytes),
            _ => return Err(Fault::invalid(at, "an image needs either an address or a buffer view")),
        };
        let known = match sniff(&bytes) {
            Ok(format) => {
                self.sources.push(Source { at, bytes, format, uses: Vec::new() });
                Some(self.sources.len() - 1)
            }
            Err(Some(other)) => {
                notes.add(format!("{at}: {other} images are not read yet; the texture is left out"));
                None
            }
            Err(None) => return Err(Fault::new(at, Reason::Image("it is neither PNG nor JPEG".to_owned()))),
        };
        self.by_index.insert(index, known);
        Ok(known)
    }

    /// Decodes everything in use and makes the mip chains.
    pub fn decode(self, limits: &Limits, buffers: &Buffers<'_>) -> Result<Vec<Image>> {
        let mut images: Vec<Option<Image>> = (0..self.images).map(|_| None).collect();
        for source in self.sources {
            let texels = decode(&source, limits, buffers)?;
            let (width, height) = texels.dimensions();
            let mut pixels = Some(texels.into_raw());
            let last = source.uses.len().saturating_sub(1);
            for (place, &(texel, image)) in source.uses.iter().enumerate() {
                let top = if place == last { pixels.take() } else { pixels.clone() };
                if let Some(slot) = images.get_mut(image as usize) {
                    *slot = Some(Image::with_mips(top.unwrap_or_default(), width, height, texel));
                }
            }
        }
        Ok(images.into_iter().flatten().collect())
    }
}

/// The format by its first bytes: the file's own word for it is often wrong. `Err` names other known formats.
fn sniff(bytes: &[u8]) -> std::result::Result<ImageFormat, Option<&'static str>> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(ImageFormat::Png)
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        Ok(ImageFormat::Jpeg)
    } else if bytes.starts_with(b"\xABKTX 20\xBB") {
        Err(Some("KTX2"))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Err(Some("WebP"))
    } else {
        Err(None)
    }
}

fn decode(source: &Source<'_>, limits: &Limits, buffers: &Buffers<'_>) -> Result<image::RgbaImage> {
    let at = source.at.as_str();
    let broken = |error: image::ImageError| Fault::new(at, Reason::Image(error.to_string()));
    let reader = ImageReader::with_format(Cursor::new(source.bytes.as_ref()), source.format);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    check("texels of width or height", width.max(height).into(), limits.texture_side.into(), at)?;
    let texels = u64::from(width) * u64::from(height);
    if texels == 0 {
        return Err(Fault::new(at, Reason::Image("it has no texels".to_owned())));
    }
    buffers.budget.texels.take(texels.saturating_mul(source.uses.len() as u64), at)?;
    let mut bounds = image::Limits::no_limits();
    bounds.max_image_width = Some(limits.texture_side);
    bounds.max_image_height = Some(limits.texture_side);
    // 16-bit images take eight bytes a texel, and the decoder works on copies of some rows or planes.
    bounds.max_alloc = Some(texels.saturating_mul(16).saturating_add(1 << 20));
    decoder.set_limits(bounds).map_err(broken)?;
    Ok(DynamicImage::from_decoder(decoder).map_err(broken)?.into_rgba8())
}

fn convert(json: &json::texture::Sampler, index: usize) -> Result<Sampler> {
    let invalid = |what: &str| Fault::invalid(format!("/samplers/{index}"), format!("its {what} is unknown"));
    let wrap = |mode, what| match mode {
        Checked::Valid(WrappingMode::Repeat) => Ok(Wrap::Repeat),
        Checked::Valid(WrappingMode::MirroredRepeat) => Ok(Wrap::Mirror),
        Checked::Valid(WrappingMode::ClampToEdge) => Ok(Wrap::Clamp),
        Checked::Invalid => Err(invalid(what)),
    };
    let (min_linear, mip_linear) = match json.min_filter {
        Some(Checked::Valid(MinFilter::Nearest)) => (false, None),
        Some(Checked::Valid(MinFilter::Linear)) => (true, None),
        Some(Checked::Valid(MinFilter::NearestMipmapNearest)) => (false, Some(false)),
        Some(Checked::Valid(MinFilter::LinearMipmapNearest)) => (true, Some(false)),
        Some(Checked::Valid(MinFilter::NearestMipmapLinear)) => (false, Some(true)),
        Some(Checked::Valid(MinFilter::LinearMipmapLinear)) | None => (true, Some(true)),
        Some(Checked::Invalid) => return Err(invalid("minFilter")),
    };
    Ok(Sampler {
        wrap_u: wrap(json.wrap_s, "wrapS")?,
        wrap_v: wrap(json.wrap_t, "wrapT")?,
        mag_linear: match json.mag_filter {
            Some(Checked::Valid(filter)) => filter == MagFilter::Linear,
            None => true,
            Some(Checked::Invalid) => return Err(invalid("magFilter")),
        },
        min_linear,
        mip_linear,
    })
}

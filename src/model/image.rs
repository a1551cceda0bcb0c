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
use super::ktx2;
use super::limits::{Limits, check};
use super::notes::Notes;
use super::options::Options;
use super::types::{Image, Sampler, Texel, Wrap};

/// The images and samplers that materials refer to.
pub(super) struct Textures<'a> {
    pub samplers: Vec<Sampler>,
    /// The images of the file in use, in the order of first use.
    sources: Vec<Source<'a>>,
    by_index: HashMap<usize, usize>,
    images: u32,
}

/// An image before it is decoded.
struct Source<'a> {
    at: String,
    bytes: Cow<'a, [u8]>,
    format: Format,
    /// As which image of the model it is used, for each kind of texel.
    uses: Vec<(Texel, u32)>,
}

/// What the first bytes of an image say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Plain(ImageFormat),
    Ktx2,
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
        let Some(index) = image_of(json, &at)? else {
            notes.add(format!("{at}: it has no image and is left out"));
            return Ok(None);
        };
        let source = self.source(index, &at, buffers)?;
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

    fn source(&mut self, index: usize, from: &str, buffers: &'a Buffers<'_>) -> Result<usize> {
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
        let Some(format) = sniff(&bytes) else {
            return Err(Fault::new(at, Reason::Image("it is neither PNG, JPEG, WebP nor KTX2".to_owned())));
        };
        self.sources.push(Source { at, bytes, format, uses: Vec::new() });
        self.by_index.insert(index, self.sources.len() - 1);
        Ok(self.sources.len() - 1)
    }

    /// Decodes everything in use, with mip chains.
    pub fn decode(self, options: &Options, buffers: &Buffers<'_>) -> Result<Vec<Image>> {
        let mut images: Vec<Option<Image>> = (0..self.images).map(|_| None).collect();
        for source in self.sources {
            for (image, decoded) in source.decode(options, buffers)? {
                if let Some(slot) = images.get_mut(image as usize) {
                    *slot = Some(decoded);
                }
            }
        }
        Ok(images.into_iter().flatten().collect())
    }
}

/// The image of a texture: the form made for GPUs where there is one, then the smaller one, then the plain one.
fn image_of(json: &json::Texture, at: &str) -> Result<Option<usize>> {
    for name in ["KHR_texture_basisu", "EXT_texture_webp"] {
        let extension = json.extensions.as_ref().and_then(|all| all.others.get(name));
        if let Some(source) = extension.and_then(|extension| extension.get("source")) {
            return match source.as_u64().and_then(|source| usize::try_from(source).ok()) {
                Some(source) => Ok(Some(source)),
                None => Err(Fault::invalid(format!("{at}/extensions/{name}/source"), "it is no index of an image")),
            };
        }
    }
    // The crate's types write an absent source so.
    Ok(Some(json.source.value()).filter(|&source| source != u32::MAX as usize))
}

impl Source<'_> {
    /// Every image of the model that shows this one, by number.
    fn decode(&self, options: &Options, buffers: &Buffers<'_>) -> Result<Vec<(u32, Image)>> {
        match self.format {
            Format::Plain(format) => self.decode_plain(format, &options.limits, buffers),
            Format::Ktx2 => self.decode_ktx2(options, buffers),
        }
    }

    fn decode_ktx2(&self, options: &Options, buffers: &Buffers<'_>) -> Result<Vec<(u32, Image)>> {
        let broken = |why| Fault::new(&*self.at, Reason::Image(why));
        let header = ktx2::inspect(&self.bytes).map_err(broken)?;
        self.admit(header.width, header.height, &options.limits, buffers)?;
        let one =
            |&(texel, image)| Ok((image, ktx2::decode(&self.bytes, header, texel, options.blocks).map_err(broken)?));
        self.uses.iter().map(one).collect()
    }

    fn decode_plain(&self, format: ImageFormat, limits: &Limits, buffers: &Buffers<'_>) -> Result<Vec<(u32, Image)>> {
        let texels = self.texels(format, limits, buffers)?;
        let (width, height) = texels.dimensions();
        let mut pixels = Some(texels.into_raw());
        let last = self.uses.len().saturating_sub(1);
        let uses = self.uses.iter().enumerate().map(|(place, &(texel, image))| {
            let top = if place == last { pixels.take() } else { pixels.clone() };
            (image, Image::with_mips(top.unwrap_or_default(), width, height, texel))
        });
        Ok(uses.collect())
    }

    /// Counts the texels against what the model may have.
    fn admit(&self, width: u32, height: u32, limits: &Limits, buffers: &Buffers<'_>) -> Result<u64> {
        let at = self.at.as_str();
        check("texels of width or height", width.max(height).into(), limits.texture_side.into(), at)?;
        let texels = u64::from(width) * u64::from(height);
        if texels == 0 {
            return Err(Fault::new(at, Reason::Image("it has no texels".to_owned())));
        }
        buffers.budget.texels.take(texels.saturating_mul(self.uses.len() as u64), at)?;
        Ok(texels)
    }

    fn texels(&self, format: ImageFormat, limits: &Limits, buffers: &Buffers<'_>) -> Result<image::RgbaImage> {
        let broken = |error: image::ImageError| Fault::new(&*self.at, Reason::Image(error.to_string()));
        let reader = ImageReader::with_format(Cursor::new(self.bytes.as_ref()), format);
        let mut decoder = reader.into_decoder().map_err(broken)?;
        let (width, height) = decoder.dimensions();
        let texels = self.admit(width, height, limits, buffers)?;
        let mut bounds = image::Limits::no_limits();
        bounds.max_image_width = Some(limits.texture_side);
        bounds.max_image_height = Some(limits.texture_side);
        // 16-bit images take eight bytes a texel, and the decoder works on copies of some rows or planes.
        bounds.max_alloc = Some(texels.saturating_mul(16).saturating_add(1 << 20));
        decoder.set_limits(bounds).map_err(broken)?;
        Ok(DynamicImage::from_decoder(decoder).map_err(broken)?.into_rgba8())
    }
}

/// The format by its first bytes: the file's own word for it is often wrong.
fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Plain(ImageFormat::Png))
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(Format::Plain(ImageFormat::Jpeg))
    } else if bytes.starts_with(ktx2::MAGIC) {
        Some(Format::Ktx2)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::Plain(ImageFormat::WebP))
    } else {
        None
    }
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

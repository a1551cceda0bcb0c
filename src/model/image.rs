//! Textures, samplers and images (glTF 2.0, section 3.8): what is used is decoded, once for each kind of use.

use std::borrow::Cow;
use std::collections::HashMap;

use gltf::json::texture::{MagFilter, MinFilter, WrappingMode};
use gltf::json::validation::Checked;
use gltf::json::{self, Index};

use super::buffers::Buffers;
use super::decode::{Source, decode};
use super::error::{Fault, Result, pick};
use super::notes::Notes;
use super::options::Options;
use super::types::{Image, Sampler, Texel, Wrap};

/// The images and samplers that materials refer to.
#[derive(Default)]
pub(super) struct Textures<'a> {
    pub samplers: Vec<Sampler>,
    /// The images of the file in use, in the order of first use.
    sources: Vec<Source<'a>>,
    by_index: HashMap<usize, usize>,
    images: u32,
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
        if buffers.packed || buffers.bare {
            self.sources.push(Source::elsewhere(at));
            self.by_index.insert(index, self.sources.len() - 1);
            return Ok(self.sources.len() - 1);
        }
        let bytes = match (&json.uri, json.buffer_view) {
            (Some(uri), None) => Cow::Owned(buffers.fetch(uri, &at)?),
            (None, Some(view)) => Cow::Borrowed(buffers.view(view, &at)?.bytes),
            _ => return Err(Fault::invalid(at, "an image needs either an address or a buffer view")),
        };
        self.sources.push(Source::new(at, bytes)?);
        self.by_index.insert(index, self.sources.len() - 1);
        Ok(self.sources.len() - 1)
    }

    /// Of each image of the model, its number in the file.
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers = vec![0; self.images as usize];
        for (&index, &source) in &self.by_index {
            for &(_, image) in self.sources.get(source).map_or(&[] as &[_], |source| &source.uses) {
                if let Some(slot) = numbers.get_mut(image as usize) {
                    *slot = index as u32;
                }
            }
        }
        numbers
    }

    /// Decodes everything in use, with mip chains, and does something else meanwhile.
    pub fn decode<T>(
        self,
        options: &Options,
        buffers: &Buffers<'_>,
        meanwhile: impl FnOnce() -> Result<T>,
    ) -> Result<(T, Vec<Image>)> {
        decode(self.sources, options, buffers, meanwhile)
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

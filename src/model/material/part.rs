//! Extension objects as plain JSON: the crate's types know few of them.

use std::ops::RangeInclusive;

use gltf::json;
use gltf::json::Index;
use gltf::json::extensions::texture::TextureTransform;
use serde_json::{Map, Value};

use super::super::buffers::Buffers;
use super::super::error::{Fault, Result};
use super::super::notes::Notes;
use super::super::types::{Texel, TextureRef};
use super::{Materials, Use};

/// One extension object and what is needed to read it.
pub(super) struct Part<'p, 'm, 'a, 'b> {
    /// JSON pointer of the object.
    pub at: String,
    pub map: &'p Map<String, Value>,
    pub materials: &'m mut Materials<'a>,
    pub buffers: &'a Buffers<'b>,
    pub notes: &'m mut Notes,
}

impl Part<'_, '_, '_, '_> {
    /// A number; what lies outside of `range` counts as its nearest end, with a note.
    pub fn number(&mut self, key: &str, default: f32, range: RangeInclusive<f32>) -> Result<f32> {
        match self.map.get(key) {
            None => Ok(default),
            Some(value) => self.bounded(key, value, range),
        }
    }

    /// Three numbers, each bounded as by [`Part::number`].
    pub fn color(&mut self, key: &str, default: [f32; 3], range: RangeInclusive<f32>) -> Result<[f32; 3]> {
        let Some(value) = self.map.get(key) else { return Ok(default) };
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let [r, g, b] = list else {
            return Err(Fault::invalid(format!("{}/{key}", self.at), "it is no list of three numbers"));
        };
        Ok([self.bounded(key, r, range.clone())?, self.bounded(key, g, range.clone())?, self.bounded(key, b, range)?])
    }

    fn bounded(&mut self, key: &str, value: &Value, range: RangeInclusive<f32>) -> Result<f32> {
        let at = format!("{}/{key}", self.at);
        let Some(number) = value.as_f64().map(|number| number as f32).filter(|number| number.is_finite()) else {
            return Err(Fault::invalid(at, "it is no finite number"));
        };
        Ok(self.notes.bounded(&at, number, range))
    }

    /// A texture with its transform.
    pub fn texture(&mut self, key: &str, texel: Texel) -> Result<Option<TextureRef>> {
        Ok(self.scaled_texture(key, texel)?.map(|(texture, _)| texture))
    }

    /// A texture and its `scale` (of normals), 1 by default.
    pub fn scaled_texture(&mut self, key: &str, texel: Texel) -> Result<Option<(TextureRef, f32)>> {
        let Some(value) = self.map.get(key) else { return Ok(None) };
        let at = format!("{}/{key}", self.at);
        let wrong = |error: serde_json::Error| Fault::invalid(at.clone(), format!("it cannot be understood: {error}"));
        let info: json::material::NormalTexture = serde_json::from_value(value.clone()).map_err(wrong)?;
        if !info.scale.is_finite() {
            return Err(Fault::invalid(format!("{at}/scale"), "it is no finite number"));
        }
        let transform: Option<TextureTransform> = match value.pointer("/extensions/KHR_texture_transform") {
            Some(transform) => Some(serde_json::from_value(transform.clone()).map_err(wrong)?),
            None => None,
        };
        let used = Use {
            index: Index::new(info.index.value() as u32),
            set: info.tex_coord,
            transform: transform.map(std::borrow::Cow::Owned),
        };
        let scale = self.notes.bounded(&format!("{at}/scale"), info.scale, super::NORMAL_SCALE);
        let texture = self.materials.texture(used, texel, &at, self.buffers, self.notes)?;
        Ok(texture.map(|texture| (texture, scale)))
    }
}

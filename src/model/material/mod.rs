//! Materials (glTF 2.0, section 3.9) and the material extensions, made when a primitive first asks for one.

mod layers;
mod part;
mod tints;

use std::collections::{HashMap, HashSet};

use gltf::json::extensions::scene::khr_materials_variants::Variant;
use gltf::json::extensions::texture::TextureTransform;
use gltf::json::material::AlphaMode;
use gltf::json::validation::Checked;
use gltf::json::{self, Index, Root};

use super::buffers::Buffers;
use super::error::{Fault, Result, pick};
use super::image::Textures;
use super::notes::Notes;
use super::options::Options;
use super::types::{Alpha, Layers, Material, Texel, TextureRef, Transform};

pub(super) use tints::Shade;

/// What scales of normal maps may be: more is as flat as this.
const NORMAL_SCALE: std::ops::RangeInclusive<f32> = -1e3..=1e3;
/// The strongest light that a surface may emit, in candela a square metre: the sun's disc.
const MOST_EMISSIVE: f32 = 1.6e9;

/// The materials in use, with their textures.
pub(super) struct Materials<'a> {
    pub list: Vec<Material>,
    pub textures: Textures<'a>,
    known: HashMap<(Option<usize>, bool), Shade>,
    /// Materials of the file that an animation moves.
    moved: HashSet<usize>,
    /// See [`super::Options::lean`].
    lean: bool,
    /// Of a material with two sides, the one that differs from it in having one, and in nothing else.
    pub one_sided: HashMap<u32, u32>,
}

impl<'a> Materials<'a> {
    pub fn new(moved: HashSet<usize>, lean: bool) -> Materials<'a> {
        let (list, textures) = (Vec::new(), Textures::new());
        Materials { list, textures, known: HashMap::new(), moved, lean, one_sided: HashMap::new() }
    }

    /// The place in the list of a material of the file, or of the default material. `unlit` asks for a form without
    /// lighting, for lines and points that have no normals.
    pub fn index(
        &mut self,
        index: Option<Index<json::Material>>,
        unlit: bool,
        buffers: &'a Buffers<'_>,
        notes: &mut Notes,
    ) -> Result<Shade> {
        let key = (index.map(|index| index.value()), unlit);
        if let Some(&known) = self.known.get(&key) {
            return Ok(known);
        }
        let mut material = match index {
            Some(index) => self.material(index.value(), buffers, notes)?,
            None => Material::default(),
        };
        material.unlit |= unlit;
        let own = Shade { material: self.list.len() as u32, tint: 0 };
        self.list.push(material);
        self.known.insert(key, own);
        Ok(own)
    }

    /// The places in the list of a material of the file.
    pub fn forms(&self, index: usize) -> impl Iterator<Item = u32> {
        let known = move |unlit| self.known.get(&(Some(index), unlit)).map(|shade| shade.material);
        [false, true].into_iter().filter_map(known)
    }

    /// The set of coordinates along which a material needs tangents, and what is done to them, if it needs any.
    pub fn tangent_coordinates(&self, material: u32) -> Option<(usize, Transform)> {
        let material = self.list.get(material as usize)?;
        let layers = material.layers.as_ref().and_then(|layers| layers.tangent_coordinates());
        let (set, transform) = material.normal_texture.map(|texture| (texture.uv, texture.transform)).or(layers)?;
        Some((usize::from(set), transform))
    }

    fn material(&mut self, index: usize, buffers: &'a Buffers<'_>, notes: &mut Notes) -> Result<Material> {
        let at = format!("/materials/{index}");
        let json = pick(&buffers.root.materials, index, "material", &at)?;
        let surface = &json.pbr_metallic_roughness;
        let extensions = json.extensions.as_ref();
        let emissive_strength =
            extensions.and_then(|all| all.emissive_strength.as_ref()).map_or(1.0, |e| e.emissive_strength.0);
        let alpha = match json.alpha_mode {
            Checked::Valid(AlphaMode::Opaque) => Alpha::Opaque,
            Checked::Valid(AlphaMode::Mask) => Alpha::Mask(json.alpha_cutoff.map_or(0.5, |cutoff| cutoff.0)),
            Checked::Valid(AlphaMode::Blend) => Alpha::Blend,
            Checked::Invalid => return Err(Fault::invalid(at, "its alphaMode is none of OPAQUE, MASK and BLEND")),
        };
        let mut bounded = |key: &str, number: f32, range| match number.is_finite() {
            true => Ok(notes.bounded(&format!("{at}/{key}"), number, range)),
            false => Err(Fault::invalid(format!("{at}/{key}"), "it is not finite")),
        };
        let mut base_color = surface.base_color_factor.0;
        for part in &mut base_color {
            *part = bounded("pbrMetallicRoughness/baseColorFactor", *part, 0.0..=1.0)?;
        }
        let mut emissive = json.emissive_factor.0;
        for part in &mut emissive {
            *part = bounded("emissiveFactor", *part, 0.0..=1.0)?;
        }
        let key = "extensions/KHR_materials_emissive_strength/emissiveStrength";
        let emissive_strength = bounded(key, emissive_strength, 0.0..=MOST_EMISSIVE)?;
        let ior = match extensions.and_then(|all| all.ior.as_ref()).map_or(1.5, |extension| extension.ior.0) {
            // All is reflected: for materials that were made by specular colour and glossiness.
            0.0 => 0.0,
            ior => bounded("extensions/KHR_materials_ior/ior", ior, 1.0..=1e3)?,
        };
        let normal_scale = json.normal_texture.as_ref().map_or(1.0, |normal| normal.scale);
        let normal_scale = bounded("normalTexture/scale", normal_scale, NORMAL_SCALE)?;
        let occlusion = json.occlusion_texture.as_ref().map_or(1.0, |occlusion| occlusion.strength.0);
        let occlusion_strength = bounded("occlusionTexture/strength", occlusion, 0.0..=1.0)?;
        let mut material = Material {
            name: json.name.clone().unwrap_or_default(),
            base_color,
            metallic: bounded("pbrMetallicRoughness/metallicFactor", surface.metallic_factor.0, 0.0..=1.0)?,
            roughness: bounded("pbrMetallicRoughness/roughnessFactor", surface.roughness_factor.0, 0.0..=1.0)?,
            emissive,
            emissive_strength,
            alpha,
            double_sided: json.double_sided,
            unlit: extensions.is_some_and(|all| all.unlit.is_some()),
            ior,
            normal_scale,
            occlusion_strength,
            ..Material::default()
        };
        let lean = self.lean;
        let mut texture = |used: Use<'_>, slot: &str, texel| {
            let at = format!("{at}/{slot}");
            self.texture(used, texel, &at, buffers, notes)
        };
        if let Some(info) = &surface.base_color_texture {
            let slot = "pbrMetallicRoughness/baseColorTexture";
            material.base_color_texture = texture(info.into(), slot, Texel::Rgba8Srgb)?;
        }
        if let Some(info) = &surface.metallic_roughness_texture {
            let slot = "pbrMetallicRoughness/metallicRoughnessTexture";
            material.metallic_roughness_texture = texture(info.into(), slot, Texel::Rgba8)?;
        }
        if let Some(info) = &json.emissive_texture {
            material.emissive_texture = texture(info.into(), "emissiveTexture", Texel::Rgba8Srgb)?;
        }
        if let Some(normal) = &json.normal_texture {
            let others = normal.extensions.as_ref().map(|all| &all.others);
            let used = Use { index: normal.index, set: normal.tex_coord, transform: from_others(others, &at)? };
            material.normal_texture = texture(used, "normalTexture", Texel::Rgba8)?;
        }
        let numbers = surface.metallic_roughness_texture.as_ref();
        let apart = |occlusion: &json::material::OcclusionTexture| {
            numbers.is_some_and(|both| (both.index, both.tex_coord) != (occlusion.index, occlusion.tex_coord))
        };
        if lean && json.occlusion_texture.as_ref().is_some_and(apart) {
            let why = "on this device occlusion shows only in the texture of roughness and metal, or without one";
            notes.add(format!("{at}/occlusionTexture: {why}; it is left out"));
        } else if let Some(occlusion) = &json.occlusion_texture {
            let others = occlusion.extensions.as_ref().map(|all| &all.others);
            let used = Use { index: occlusion.index, set: occlusion.tex_coord, transform: from_others(others, &at)? };
            material.occlusion_texture = texture(used, "occlusionTexture", Texel::Rgba8)?;
        }
        let moved = self.moved.contains(&index);
        let most = match lean {
            true => Options::LEAN.saturating_sub(material.slots_mut().filter(|slot| slot.is_some()).count()),
            false => Layers::TEXTURES,
        };
        material.layers = layers::layers(self, json, moved, &at, buffers, notes)?;
        if let Some(layers) = &mut material.layers {
            layers::fit(layers, most, &at, notes);
        }
        if !finite(&material) {
            return Err(Fault::invalid(at, "one of its factors is not finite"));
        }
        Ok(material)
    }

    fn texture(
        &mut self,
        used: Use<'_>,
        texel: Texel,
        at: &str,
        buffers: &'a Buffers<'_>,
        notes: &mut Notes,
    ) -> Result<Option<TextureRef>> {
        let transform = used.transform.as_deref();
        let set = transform.and_then(|transform| transform.tex_coord).unwrap_or(used.set);
        if set > 1 {
            notes.add(format!("{at}: only texture coordinates 0 and 1 are used, not {set}; the texture is left out"));
            return Ok(None);
        }
        let Some((image, sampler)) = self.textures.refer(used.index, texel, at, buffers, notes)? else {
            return Ok(None);
        };
        let transform = transform.map_or(Transform::default(), |given| Transform {
            offset: given.offset.0,
            rotation: given.rotation.0,
            scale: given.scale.0,
        });
        if transform.rows().as_flattened().iter().any(|value| !value.is_finite()) {
            return Err(Fault::invalid(at, "its KHR_texture_transform is not finite"));
        }
        Ok(Some(TextureRef { image, sampler, uv: set as u8, transform }))
    }
}

/// Names of KHR_materials_variants.
pub(super) fn variant_names(root: &Root) -> &[Variant] {
    let extension = root.extensions.as_ref().and_then(|all| all.khr_materials_variants.as_ref());
    extension.map_or(&[], |extension| &extension.variants)
}

/// A texture as any of the five slots refers to it.
struct Use<'a> {
    index: Index<json::Texture>,
    set: u32,
    transform: Option<std::borrow::Cow<'a, TextureTransform>>,
}

impl<'a> From<&'a json::texture::Info> for Use<'a> {
    fn from(info: &'a json::texture::Info) -> Self {
        let transform = info.extensions.as_ref().and_then(|all| all.texture_transform.as_ref());
        Use { index: info.index, set: info.tex_coord, transform: transform.map(std::borrow::Cow::Borrowed) }
    }
}

/// The crate's types know KHR_texture_transform on three of the five textures only.
fn from_others<'a>(
    others: Option<&serde_json::Map<String, serde_json::Value>>,
    at: &str,
) -> Result<Option<std::borrow::Cow<'a, TextureTransform>>> {
    let Some(value) = others.and_then(|others| others.get("KHR_texture_transform")) else { return Ok(None) };
    match serde_json::from_value(value.clone()) {
        Ok(transform) => Ok(Some(std::borrow::Cow::Owned(transform))),
        Err(error) => Err(Fault::invalid(at, format!("its KHR_texture_transform cannot be understood: {error}"))),
    }
}

fn finite(material: &Material) -> bool {
    let cutoff = if let Alpha::Mask(cutoff) = material.alpha { cutoff } else { 0.0 };
    let single = [
        material.metallic,
        material.roughness,
        material.normal_scale,
        material.occlusion_strength,
        material.ior,
        material.emissive_strength,
        cutoff,
    ];
    single.iter().chain(&material.base_color).chain(&material.emissive).all(|value| value.is_finite())
}

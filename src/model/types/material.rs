//! Surfaces.

use super::Layers;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    Opaque,
    /// Below the cutoff nothing is drawn.
    Mask(f32),
    Blend,
}

/// glTF 2.0 metallic-roughness, section 3.9, with the factors in linear space.
#[derive(Debug, Clone)]
pub struct Material {
    pub name: String,
    pub base_color: [f32; 4],
    pub metallic: f32,
    pub roughness: f32,
    /// Linear, KHR_materials_emissive_strength already multiplied in.
    pub emissive: [f32; 3],
    pub normal_scale: f32,
    pub occlusion_strength: f32,
    pub base_color_texture: Option<TextureRef>,
    pub metallic_roughness_texture: Option<TextureRef>,
    pub normal_texture: Option<TextureRef>,
    pub occlusion_texture: Option<TextureRef>,
    pub emissive_texture: Option<TextureRef>,
    pub alpha: Alpha,
    pub double_sided: bool,
    pub unlit: bool,
    /// Index of refraction (KHR_materials_ior), 1.5 by default; 0 reflects all.
    pub ior: f32,
    /// What other extensions add; most materials have none of them.
    pub layers: Option<Box<Layers>>,
}

impl Default for Material {
    fn default() -> Self {
        Material {
            name: String::new(),
            base_color: [1.0; 4],
            metallic: 1.0,
            roughness: 1.0,
            emissive: [0.0; 3],
            normal_scale: 1.0,
            occlusion_strength: 1.0,
            base_color_texture: None,
            metallic_roughness_texture: None,
            normal_texture: None,
            occlusion_texture: None,
            emissive_texture: None,
            alpha: Alpha::Opaque,
            double_sided: false,
            unlit: false,
            ior: 1.5,
            layers: None,
        }
    }
}

impl Material {
    /// Whether things behind are seen through (KHR_materials_transmission).
    pub fn transmits(&self) -> bool {
        self.layers.as_ref().is_some_and(|layers| layers.transmits())
    }

    /// The textures that the material has.
    pub fn textures_mut(&mut self) -> impl Iterator<Item = &mut TextureRef> {
        [
            &mut self.base_color_texture,
            &mut self.metallic_roughness_texture,
            &mut self.normal_texture,
            &mut self.occlusion_texture,
            &mut self.emissive_texture,
        ]
        .into_iter()
        .flatten()
        .chain(self.layers.iter_mut().flat_map(|layers| layers.textures_mut()))
    }
}

/// A texture as a material uses it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextureRef {
    /// Into [`Model::images`]; colour and data uses of one file are two images.
    pub image: u32,
    /// Into [`Model::samplers`].
    pub sampler: u32,
    /// 0 or 1: which texture coordinates.
    pub uv: u8,
    /// KHR_texture_transform: rows of the 2×3 matrix applied to the coordinates.
    pub transform: [[f32; 3]; 2],
}

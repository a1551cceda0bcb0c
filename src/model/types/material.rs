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
    /// Linear.
    pub emissive: [f32; 3],
    /// What the emissive colour is multiplied with (KHR_materials_emissive_strength), 1 by default.
    pub emissive_strength: f32,
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
    /// Of a material that stands for several that differ in these alone: what each vertex names one of, in the place of the
    /// three factors above. Empty where it stands for itself.
    pub tints: Vec<Tint>,
}

/// The factors of one of several materials that are drawn as one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tint {
    /// Linear.
    pub base_color: [f32; 3],
    pub roughness: f32,
    pub metallic: f32,
}

impl Tint {
    /// As many as one material may stand for.
    pub const MOST: usize = 19;
}

impl Default for Material {
    fn default() -> Self {
        Material {
            name: String::new(),
            base_color: [1.0; 4],
            metallic: 1.0,
            roughness: 1.0,
            emissive: [0.0; 3],
            emissive_strength: 1.0,
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
            tints: Vec::new(),
        }
    }
}

impl Material {
    /// Whether things behind are seen through (KHR_materials_transmission).
    pub fn transmits(&self) -> bool {
        self.layers.as_ref().is_some_and(|layers| layers.transmits())
    }

    /// The factors that [`Material::tints`] stand for.
    pub fn tint(&self) -> Tint {
        let [r, g, b, _] = self.base_color;
        Tint { base_color: [r, g, b], roughness: self.roughness, metallic: self.metallic }
    }

    /// Where the material keeps textures: the core's five, then those of the layers.
    pub fn slots_mut(&mut self) -> impl Iterator<Item = &mut Option<TextureRef>> {
        [
            &mut self.base_color_texture,
            &mut self.metallic_roughness_texture,
            &mut self.normal_texture,
            &mut self.occlusion_texture,
            &mut self.emissive_texture,
        ]
        .into_iter()
        .chain(self.layers.iter_mut().flat_map(|layers| layers.slots_mut()))
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
    pub transform: Transform,
}

/// KHR_texture_transform: what is done to texture coordinates before they are used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transform {
    pub offset: [f32; 2],
    /// Radians; counter-clockwise as one looks at the picture, v running down.
    pub rotation: f32,
    pub scale: [f32; 2],
}

impl Default for Transform {
    fn default() -> Self {
        Transform { offset: [0.0; 2], rotation: 0.0, scale: [1.0; 2] }
    }
}

impl Transform {
    /// Rows of the 2×3 matrix: scale first, then the turn, then the offset.
    pub fn rows(&self) -> [[f32; 3]; 2] {
        let (sin, cos) = self.rotation.sin_cos();
        let ([x, y], [u, v]) = (self.scale, self.offset);
        [[cos * x, sin * y, u], [-sin * x, cos * y, v]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_texture_transform_scales_turns_and_moves_in_this_order() {
        let transform = Transform { offset: [10.0, 20.0], rotation: std::f32::consts::FRAC_PI_2, scale: [2.0, 3.0] };
        let [row_u, row_v] = transform.rows();
        let apply = |row: [f32; 3], u: f32, v: f32| row[0] * u + row[1] * v + row[2];
        // (1, 0) becomes (2, 0), then points up, which is towards smaller v, then moves.
        assert!((apply(row_u, 1.0, 0.0) - 10.0).abs() < 1e-5 && (apply(row_v, 1.0, 0.0) - 18.0).abs() < 1e-5);
        assert!((apply(row_u, 0.0, 1.0) - 13.0).abs() < 1e-5 && (apply(row_v, 0.0, 1.0) - 20.0).abs() < 1e-5);
    }
}

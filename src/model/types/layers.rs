//! What the ratified material extensions add to a surface. Every part is off by default, so that a part which a file
//! leaves out changes nothing.

use super::{TextureRef, Transform};

/// The extensions of one material, from the coat on top down to what shines through.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layers {
    pub clearcoat: Clearcoat,
    pub sheen: Sheen,
    pub specular: Specular,
    pub anisotropy: Anisotropy,
    pub iridescence: Iridescence,
    pub transmission: Transmission,
    pub volume: Volume,
    /// KHR_materials_dispersion: 20 divided by the Abbe number; 0 for none.
    pub dispersion: f32,
    pub diffuse_transmission: DiffuseTransmission,
    /// An animation moves the material: what is off at rest may come.
    pub moved: bool,
}

/// KHR_materials_clearcoat: a thin clear layer of refractive index 1.5 over everything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clearcoat {
    pub factor: f32,
    pub roughness: f32,
    pub normal_scale: f32,
    /// Factor in R.
    pub texture: Option<TextureRef>,
    /// Roughness in G.
    pub roughness_texture: Option<TextureRef>,
    pub normal_texture: Option<TextureRef>,
}

impl Default for Clearcoat {
    fn default() -> Self {
        Clearcoat {
            factor: 0.0,
            roughness: 0.0,
            normal_scale: 1.0,
            texture: None,
            roughness_texture: None,
            normal_texture: None,
        }
    }
}

/// KHR_materials_sheen: the soft rim of cloth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sheen {
    /// Linear.
    pub color: [f32; 3],
    pub roughness: f32,
    /// RGB, sRGB.
    pub color_texture: Option<TextureRef>,
    /// Roughness in A.
    pub roughness_texture: Option<TextureRef>,
}

/// KHR_materials_specular: strength and colour of a dielectric's reflection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Specular {
    pub factor: f32,
    /// Linear; may pass 1.
    pub color: [f32; 3],
    /// Factor in A.
    pub texture: Option<TextureRef>,
    /// RGB, sRGB.
    pub color_texture: Option<TextureRef>,
}

impl Default for Specular {
    fn default() -> Self {
        Specular { factor: 1.0, color: [1.0; 3], texture: None, color_texture: None }
    }
}

/// KHR_materials_anisotropy: highlights drawn out along a direction.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Anisotropy {
    pub strength: f32,
    /// Radians, counter-clockwise from the tangent.
    pub rotation: f32,
    /// Direction in RG, strength in B.
    pub texture: Option<TextureRef>,
}

/// KHR_materials_iridescence: a thin film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Iridescence {
    pub factor: f32,
    /// Index of refraction of the film.
    pub ior: f32,
    /// Nanometres where the texture is 0 and where it is 1 (or absent).
    pub thickness: [f32; 2],
    /// Factor in R.
    pub texture: Option<TextureRef>,
    /// Thickness in G.
    pub thickness_texture: Option<TextureRef>,
}

impl Default for Iridescence {
    fn default() -> Self {
        Iridescence { factor: 0.0, ior: 1.3, thickness: [100.0, 400.0], texture: None, thickness_texture: None }
    }
}

/// KHR_materials_transmission: light goes through as through glass.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Transmission {
    pub factor: f32,
    /// Factor in R.
    pub texture: Option<TextureRef>,
    /// An animation may turn it on.
    pub moved: bool,
}

/// KHR_materials_volume: what is behind the surface is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volume {
    /// Metres in the mesh's space; 0 for a thin wall.
    pub thickness: f32,
    /// Thickness in G.
    pub texture: Option<TextureRef>,
    /// Metres in the world after which white light has `attenuation_color`; infinite for a clear medium.
    pub attenuation_distance: f32,
    /// Linear.
    pub attenuation_color: [f32; 3],
}

impl Default for Volume {
    fn default() -> Self {
        Volume { thickness: 0.0, texture: None, attenuation_distance: f32::INFINITY, attenuation_color: [1.0; 3] }
    }
}

/// KHR_materials_diffuse_transmission: light comes through scattered, as through a leaf or a lampshade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiffuseTransmission {
    pub factor: f32,
    /// Linear.
    pub color: [f32; 3],
    /// Factor in A.
    pub texture: Option<TextureRef>,
    /// RGB, sRGB.
    pub color_texture: Option<TextureRef>,
}

impl Default for DiffuseTransmission {
    fn default() -> Self {
        DiffuseTransmission { factor: 0.0, color: [1.0; 3], texture: None, color_texture: None }
    }
}

impl Layers {
    /// Whether things behind are seen through.
    pub fn transmits(&self) -> bool {
        self.transmission.factor > 0.0 || self.transmission.moved
    }

    /// The set of coordinates along which the surface needs tangents, and what is done to them, if it needs any.
    pub fn tangent_coordinates(&self) -> Option<(u8, Transform)> {
        let coordinates = |texture: TextureRef| (texture.uv, texture.transform);
        let coated = self.clearcoat.factor > 0.0 || self.moved;
        let bumps = self.clearcoat.normal_texture.filter(|_| coated).map(coordinates);
        let drawn = self.anisotropy.strength != 0.0 || self.moved;
        bumps.or(drawn.then(|| self.anisotropy.texture.map_or((0, Transform::default()), coordinates)))
    }

    /// The most different textures that the extensions of one material use: with those of the core, of light and of what
    /// is behind glass they make the 16 that every GPU binds.
    pub const TEXTURES: usize = 7;

    /// Places in [`Layers::slots`] of what says where an extension counts.
    pub(in crate::model) const CLEARCOAT: usize = 0;
    pub(in crate::model) const IRIDESCENCE: usize = 8;
    pub(in crate::model) const TRANSMISSION: usize = 10;
    pub(in crate::model) const DIFFUSE_TRANSMISSION: usize = 12;

    /// Places in [`Layers::slots`] and their names in a file, the most important first.
    pub const RANKED: [(usize, &str); 14] = [
        (10, "KHR_materials_transmission/transmissionTexture"),
        (3, "KHR_materials_sheen/sheenColorTexture"),
        (13, "KHR_materials_diffuse_transmission/diffuseTransmissionColorTexture"),
        (7, "KHR_materials_anisotropy/anisotropyTexture"),
        (0, "KHR_materials_clearcoat/clearcoatTexture"),
        (8, "KHR_materials_iridescence/iridescenceTexture"),
        (6, "KHR_materials_specular/specularColorTexture"),
        (12, "KHR_materials_diffuse_transmission/diffuseTransmissionTexture"),
        (11, "KHR_materials_volume/thicknessTexture"),
        (5, "KHR_materials_specular/specularTexture"),
        (9, "KHR_materials_iridescence/iridescenceThicknessTexture"),
        (2, "KHR_materials_clearcoat/clearcoatNormalTexture"),
        (4, "KHR_materials_sheen/sheenRoughnessTexture"),
        (1, "KHR_materials_clearcoat/clearcoatRoughnessTexture"),
    ];

    /// The texture of each property, in the order of the shader.
    pub fn slots(&self) -> [Option<TextureRef>; 14] {
        [
            self.clearcoat.texture,
            self.clearcoat.roughness_texture,
            self.clearcoat.normal_texture,
            self.sheen.color_texture,
            self.sheen.roughness_texture,
            self.specular.texture,
            self.specular.color_texture,
            self.anisotropy.texture,
            self.iridescence.texture,
            self.iridescence.thickness_texture,
            self.transmission.texture,
            self.volume.texture,
            self.diffuse_transmission.texture,
            self.diffuse_transmission.color_texture,
        ]
    }

    /// As [`Layers::slots`], to be changed.
    pub fn slots_mut(&mut self) -> [&mut Option<TextureRef>; 14] {
        [
            &mut self.clearcoat.texture,
            &mut self.clearcoat.roughness_texture,
            &mut self.clearcoat.normal_texture,
            &mut self.sheen.color_texture,
            &mut self.sheen.roughness_texture,
            &mut self.specular.texture,
            &mut self.specular.color_texture,
            &mut self.anisotropy.texture,
            &mut self.iridescence.texture,
            &mut self.iridescence.thickness_texture,
            &mut self.transmission.texture,
            &mut self.volume.texture,
            &mut self.diffuse_transmission.texture,
            &mut self.diffuse_transmission.color_texture,
        ]
    }
}

//! Material extensions as the shader sees them.

use bytemuck::{Pod, Zeroable};

use crate::model::{Layers, Material, TextureRef};

/// Textures of extensions that one material reads.
pub const LAYER_SLOTS: usize = Layers::TEXTURES;
/// The slot number that means "no texture".
const NONE: u32 = 7;
const _: () = assert!(LAYER_SLOTS == NONE as usize);

/// Matches `Layers` in `shaders/surface/layers.wgsl`.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub struct LayersUniform {
    pub specular: [f32; 4],
    pub clearcoat: [f32; 4],
    pub sheen: [f32; 4],
    pub transmission: [f32; 4],
    pub absorption: [f32; 4],
    pub iridescence: [f32; 4],
    pub anisotropy: [f32; 4],
    pub diffuse_transmission: [f32; 4],
    pub slots: [u32; 4],
    pub transforms: [[f32; 4]; 2 * LAYER_SLOTS],
    pub _pad: [[f32; 4]; 9],
}

/// Distance of two of them in their buffer.
pub const LAYERS_STRIDE: u64 = 512;
const _: () = assert!(size_of::<LayersUniform>() as u64 == LAYERS_STRIDE);

impl LayersUniform {
    /// The uniform, and the texture of each slot.
    pub fn new(material: &Material, layers: &Layers) -> (LayersUniform, [Option<TextureRef>; LAYER_SLOTS]) {
        let (slots, textures) = assign(layers);
        let with = |[r, g, b]: [f32; 3], w| [r, g, b, w];
        let (sin, cos) = layers.anisotropy.rotation.sin_cos();
        let film = &layers.iridescence;
        let volume = &layers.volume;
        // Beer: what is left of white after the distance is the colour; black absorbs all but not infinitely.
        let absorb = |color: f32| -color.max(1e-4).ln() / volume.attenuation_distance;
        let mut uniform = LayersUniform {
            specular: with(layers.specular.color, layers.specular.factor),
            clearcoat: [layers.clearcoat.factor, layers.clearcoat.roughness, layers.clearcoat.normal_scale, 0.0],
            sheen: with(layers.sheen.color, layers.sheen.roughness),
            transmission: [layers.transmission.factor, volume.thickness, layers.dispersion, material.ior],
            absorption: with(volume.attenuation_color.map(absorb), 0.0),
            iridescence: [film.factor, film.ior, film.thickness[0], film.thickness[1]],
            anisotropy: [layers.anisotropy.strength, cos, sin, 0.0],
            diffuse_transmission: with(layers.diffuse_transmission.color, layers.diffuse_transmission.factor),
            slots: [slots[0], slots[1], 0, 0],
            ..LayersUniform::zeroed()
        };
        for (slot, texture) in textures.iter().enumerate() {
            let Some(texture) = texture else { continue };
            uniform.slots[2] |= 1 << slot;
            uniform.slots[3] |= u32::from(texture.uv) << slot;
            for (row, value) in texture.transform.rows().iter().enumerate() {
                uniform.transforms[slot * 2 + row][..3].copy_from_slice(value);
            }
        }
        (uniform, textures)
    }
}

/// Which slot each property reads, four bits each, and what the slots hold. Properties that read one texture in the
/// same way share a slot.
fn assign(layers: &Layers) -> ([u32; 2], [Option<TextureRef>; LAYER_SLOTS]) {
    let mut slots = [0x7777_7777; 2];
    let mut textures = [None; LAYER_SLOTS];
    for (property, texture) in layers.slots().into_iter().enumerate() {
        let Some(texture) = texture else { continue };
        let known = textures.iter().position(|held| *held == Some(texture));
        let Some(slot) = known.or_else(|| textures.iter().position(Option::is_none)) else { continue };
        if let (Some(held), Some(word)) = (textures.get_mut(slot), slots.get_mut(property / 8)) {
            *held = Some(texture);
            let shift = property % 8 * 4;
            *word = *word & !(15 << shift) | (slot as u32) << shift;
        }
    }
    (slots, textures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Transform;

    fn texture(image: u32) -> Option<TextureRef> {
        Some(TextureRef {
            image,
            sampler: 0,
            uv: 1,
            transform: Transform { offset: [0.5, 0.0], ..Transform::default() },
        })
    }

    #[test]
    fn one_texture_read_twice_takes_one_slot() {
        let mut layers = Layers::default();
        layers.clearcoat.texture = texture(3);
        layers.clearcoat.roughness_texture = texture(3);
        layers.sheen.color_texture = texture(4);
        let (uniform, textures) = LayersUniform::new(&Material::default(), &layers);
        assert_eq!(textures.iter().flatten().count(), 2);
        assert_eq!(uniform.slots[0] & 15, uniform.slots[0] >> 4 & 15);
        assert_eq!((uniform.slots[2], uniform.slots[3]), (0b11, 0b11));
        assert_eq!(uniform.slots[0] >> 8 & 15, NONE);
        assert_eq!(uniform.transforms[0][2], 0.5);
    }

    #[test]
    fn a_clear_medium_absorbs_nothing() {
        let (clear, _) = LayersUniform::new(&Material::default(), &Layers::default());
        assert!(clear.absorption.iter().all(|part| *part == 0.0));
        let mut layers = Layers::default();
        layers.volume.attenuation_distance = 2.0;
        layers.volume.attenuation_color = [0.5, 0.0, 1.0];
        let (red, _) = LayersUniform::new(&Material::default(), &layers);
        assert!(((-red.absorption[0] * 2.0).exp() - 0.5).abs() < 1e-6 && red.absorption[1].is_finite());
    }
}

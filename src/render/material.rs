//! Materials as the shader sees them.

use bytemuck::{Pod, Zeroable};

use crate::model::{Alpha, Material, TextureRef, Tint};

/// Matches `Material` in `shaders/surface/`; as long as the distance from one to the next in their buffer.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub struct MaterialUniform {
    pub emissive: [f32; 4],
    pub factors: [f32; 4],
    pub flags: [u32; 4],
    pub transforms: [[f32; 4]; 10],
    /// Base colour, and roughness and metal as unorm16.
    pub tints: [[u32; 4]; Tint::MOST],
}

/// Distance of two materials in their buffer: a multiple of the alignment that every adapter accepts.
pub const MATERIAL_STRIDE: u64 = 512;
const _: () = assert!(size_of::<MaterialUniform>() as u64 == MATERIAL_STRIDE);

const UNLIT: u32 = 32;
const MASK: u32 = 64;
const BLEND: u32 = 128;
/// What the texture of numbers has.
const ROUGHNESS_METAL: u32 = 256;
const OCCLUSION: u32 = 512;

impl MaterialUniform {
    pub fn new(material: &Material) -> MaterialUniform {
        let mut flags = 0;
        let mut uvs = 0;
        let mut transforms = [[0.0; 4]; 10];
        for (slot, texture) in textures(material).iter().enumerate() {
            if let Some(texture) = texture {
                flags |= 1 << slot;
                uvs |= u32::from(texture.uv) << slot;
                for (row, value) in texture.transform.rows().iter().enumerate() {
                    transforms[slot * 2 + row][..3].copy_from_slice(value);
                }
            }
        }
        let cutoff = match material.alpha {
            Alpha::Mask(cutoff) => cutoff,
            _ => 0.0,
        };
        flags |= match material.alpha {
            Alpha::Opaque => 0,
            Alpha::Mask(_) => MASK,
            Alpha::Blend => BLEND,
        };
        flags |= if material.unlit { UNLIT } else { 0 };
        flags |= if material.metallic_roughness_texture.is_some() { ROUGHNESS_METAL } else { 0 };
        flags |= if material.occlusion_texture.is_some() && occlusion_of_its_own(material).is_none() {
            OCCLUSION
        } else {
            0
        };
        let mut tints = [[0; 4]; Tint::MOST];
        let own = [material.tint()];
        let listed = if material.tints.is_empty() { &own[..] } else { &material.tints };
        for (place, tint) in tints.iter_mut().zip(listed) {
            let [r, g, b] = tint.base_color.map(f32::to_bits);
            *place = [r, g, b, unorm(tint.roughness) | unorm(tint.metallic) << 16];
        }
        // Reflectance at normal incidence from the index of refraction (KHR_materials_ior).
        let f0 = ((material.ior - 1.0) / (material.ior + 1.0)).powi(2);
        let [r, g, b] = material.emissive.map(|part| part * material.emissive_strength);
        MaterialUniform {
            emissive: [r, g, b, cutoff],
            factors: [material.normal_scale, material.occlusion_strength, material.base_color[3], 0.0],
            flags: [flags, uvs, f0.to_bits(), 0],
            transforms,
            tints,
        }
    }
}

fn unorm(part: f32) -> u32 {
    (part.clamp(0.0, 1.0) * 65535.0 + 0.5) as u32
}

/// The slot of occlusion where roughness and metal have another texture.
pub const OWN_OCCLUSION: usize = 3;

/// The five texture slots in the order of the shader. Occlusion, roughness and metal are one where they can be.
pub fn textures(material: &Material) -> [Option<TextureRef>; 5] {
    [
        material.base_color_texture,
        material.metallic_roughness_texture.or(material.occlusion_texture),
        material.normal_texture,
        occlusion_of_its_own(material),
        material.emissive_texture,
    ]
}

/// The texture of occlusion where roughness and metal have another.
fn occlusion_of_its_own(material: &Material) -> Option<TextureRef> {
    let numbers = material.metallic_roughness_texture?;
    material.occlusion_texture.filter(|occlusion| *occlusion != numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Transform;

    #[test]
    fn occlusion_is_read_with_roughness_and_metal_where_it_can_be() {
        let texture = |image| Some(TextureRef { image, sampler: 0, uv: 0, transform: Transform::default() });
        let slots = |numbers, occlusion| {
            let material =
                Material { metallic_roughness_texture: numbers, occlusion_texture: occlusion, ..Material::default() };
            let [_, numbers, _, own, _] = textures(&material);
            let flags = MaterialUniform::new(&material).flags[0] & (ROUGHNESS_METAL | OCCLUSION);
            (numbers.map(|texture| texture.image), own.map(|texture| texture.image), flags)
        };
        assert_eq!(slots(texture(3), texture(3)), (Some(3), None, ROUGHNESS_METAL | OCCLUSION));
        assert_eq!(slots(None, texture(4)), (Some(4), None, OCCLUSION));
        assert_eq!(slots(texture(3), None), (Some(3), None, ROUGHNESS_METAL));
        assert_eq!(slots(texture(3), texture(4)), (Some(3), Some(4), ROUGHNESS_METAL));
    }
}

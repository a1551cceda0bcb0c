//! What KHR_animation_pointer moves of materials and lights: a row each in one table.

use super::{Alpha, Layers, Light, LightKind, Material};

/// A number or a few of a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialProperty {
    /// A row of `FACTORS`.
    Factor(u8),
    /// A texture's transform; the number is a row of `TEXTURES`.
    Texture(u8, TransformPart),
}

/// A part of KHR_texture_transform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransformPart {
    Offset,
    Rotation,
    Scale,
}

/// Numbers of a light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LightProperty {
    Color,
    Intensity,
    Range,
    InnerCone,
    OuterCone,
}

/// A pointer below `/materials/N/`, how many numbers a value has, and what they set.
struct Factor(&'static str, usize, fn(&mut Material, &[f32]));

const FACTORS: &[Factor] = &[
    Factor("pbrMetallicRoughness/baseColorFactor", 4, |m, v| fill(&mut m.base_color, v)),
    Factor("pbrMetallicRoughness/metallicFactor", 1, |m, v| m.metallic = unit(v)),
    Factor("pbrMetallicRoughness/roughnessFactor", 1, |m, v| m.roughness = unit(v)),
    Factor("emissiveFactor", 3, |m, v| fill(&mut m.emissive, v)),
    Factor("alphaCutoff", 1, |m, v| {
        if let Alpha::Mask(cutoff) = &mut m.alpha {
            *cutoff = first(v);
        }
    }),
    Factor("normalTexture/scale", 1, |m, v| m.normal_scale = first(v)),
    Factor("occlusionTexture/strength", 1, |m, v| m.occlusion_strength = unit(v)),
    Factor("extensions/KHR_materials_emissive_strength/emissiveStrength", 1, |m, v| m.emissive_strength = positive(v)),
    Factor("extensions/KHR_materials_ior/ior", 1, |m, v| m.ior = ior(first(v))),
    Factor("extensions/KHR_materials_anisotropy/anisotropyStrength", 1, |m, v| {
        layer(m, |layers| layers.anisotropy.strength = unit(v));
    }),
    Factor("extensions/KHR_materials_anisotropy/anisotropyRotation", 1, |m, v| {
        layer(m, |layers| layers.anisotropy.rotation = first(v));
    }),
    Factor("extensions/KHR_materials_clearcoat/clearcoatFactor", 1, |m, v| {
        layer(m, |layers| layers.clearcoat.factor = unit(v));
    }),
    Factor("extensions/KHR_materials_clearcoat/clearcoatRoughnessFactor", 1, |m, v| {
        layer(m, |layers| layers.clearcoat.roughness = unit(v));
    }),
    Factor("extensions/KHR_materials_clearcoat/clearcoatNormalTexture/scale", 1, |m, v| {
        layer(m, |layers| layers.clearcoat.normal_scale = first(v));
    }),
    Factor("extensions/KHR_materials_diffuse_transmission/diffuseTransmissionFactor", 1, |m, v| {
        layer(m, |layers| layers.diffuse_transmission.factor = unit(v));
    }),
    Factor("extensions/KHR_materials_diffuse_transmission/diffuseTransmissionColorFactor", 3, |m, v| {
        layer(m, |layers| fill(&mut layers.diffuse_transmission.color, v));
    }),
    Factor("extensions/KHR_materials_dispersion/dispersion", 1, |m, v| {
        layer(m, |layers| layers.dispersion = positive(v));
    }),
    Factor("extensions/KHR_materials_iridescence/iridescenceFactor", 1, |m, v| {
        layer(m, |layers| layers.iridescence.factor = unit(v));
    }),
    Factor("extensions/KHR_materials_iridescence/iridescenceIor", 1, |m, v| {
        layer(m, |layers| layers.iridescence.ior = first(v).max(1.0));
    }),
    Factor("extensions/KHR_materials_iridescence/iridescenceThicknessMinimum", 1, |m, v| {
        layer(m, |layers| layers.iridescence.thickness[0] = positive(v));
    }),
    Factor("extensions/KHR_materials_iridescence/iridescenceThicknessMaximum", 1, |m, v| {
        layer(m, |layers| layers.iridescence.thickness[1] = positive(v));
    }),
    Factor("extensions/KHR_materials_sheen/sheenColorFactor", 3, |m, v| {
        layer(m, |layers| fill(&mut layers.sheen.color, v));
    }),
    Factor("extensions/KHR_materials_sheen/sheenRoughnessFactor", 1, |m, v| {
        layer(m, |layers| layers.sheen.roughness = unit(v));
    }),
    Factor("extensions/KHR_materials_specular/specularFactor", 1, |m, v| {
        layer(m, |layers| layers.specular.factor = unit(v));
    }),
    Factor("extensions/KHR_materials_specular/specularColorFactor", 3, |m, v| {
        layer(m, |layers| fill(&mut layers.specular.color, v));
    }),
    Factor("extensions/KHR_materials_transmission/transmissionFactor", 1, |m, v| {
        layer(m, |layers| layers.transmission.factor = unit(v));
    }),
    Factor("extensions/KHR_materials_volume/thicknessFactor", 1, |m, v| {
        layer(m, |layers| layers.volume.thickness = positive(v));
    }),
    Factor("extensions/KHR_materials_volume/attenuationDistance", 1, |m, v| {
        layer(m, |layers| layers.volume.attenuation_distance = first(v).max(f32::MIN_POSITIVE));
    }),
    Factor("extensions/KHR_materials_volume/attenuationColor", 3, |m, v| {
        layer(m, |layers| fill(&mut layers.volume.attenuation_color, v));
    }),
];

/// Pointers of textures below `/materials/N/`, in the order of [`Material::slots_mut`].
const TEXTURES: &[&str] = &[
    "pbrMetallicRoughness/baseColorTexture",
    "pbrMetallicRoughness/metallicRoughnessTexture",
    "normalTexture",
    "occlusionTexture",
    "emissiveTexture",
    "extensions/KHR_materials_clearcoat/clearcoatTexture",
    "extensions/KHR_materials_clearcoat/clearcoatRoughnessTexture",
    "extensions/KHR_materials_clearcoat/clearcoatNormalTexture",
    "extensions/KHR_materials_sheen/sheenColorTexture",
    "extensions/KHR_materials_sheen/sheenRoughnessTexture",
    "extensions/KHR_materials_specular/specularTexture",
    "extensions/KHR_materials_specular/specularColorTexture",
    "extensions/KHR_materials_anisotropy/anisotropyTexture",
    "extensions/KHR_materials_iridescence/iridescenceTexture",
    "extensions/KHR_materials_iridescence/iridescenceThicknessTexture",
    "extensions/KHR_materials_transmission/transmissionTexture",
    "extensions/KHR_materials_volume/thicknessTexture",
    "extensions/KHR_materials_diffuse_transmission/diffuseTransmissionTexture",
    "extensions/KHR_materials_diffuse_transmission/diffuseTransmissionColorTexture",
];

impl MaterialProperty {
    /// What a pointer below `/materials/N/` names, and how many numbers its values have.
    pub fn named(pointer: &str) -> Option<(MaterialProperty, usize)> {
        if let Some(row) = FACTORS.iter().position(|factor| factor.0 == pointer) {
            let width = FACTORS.get(row)?.1;
            return Some((MaterialProperty::Factor(row as u8), width));
        }
        let (texture, part) = pointer.split_once("/extensions/KHR_texture_transform/")?;
        let row = TEXTURES.iter().position(|name| *name == texture)?;
        let (part, width) = match part {
            "offset" => (TransformPart::Offset, 2),
            "rotation" => (TransformPart::Rotation, 1),
            "scale" => (TransformPart::Scale, 2),
            _ => return None,
        };
        Some((MaterialProperty::Texture(row as u8, part), width))
    }
}

impl Material {
    /// Sets what an animation moves, within its range; `values` has as many numbers as [`MaterialProperty::named`] said.
    /// What the material lacks (a texture, an extension, the cutoff of an opaque one) is passed over.
    pub fn set(&mut self, property: MaterialProperty, values: &[f32]) {
        match property {
            MaterialProperty::Factor(row) => {
                if let Some(Factor(_, width, set)) = FACTORS.get(usize::from(row))
                    && *width == values.len()
                {
                    set(self, values);
                }
            }
            MaterialProperty::Texture(row, part) => {
                let Some(Some(texture)) = self.slots_mut().nth(usize::from(row)) else { return };
                match (part, values) {
                    (TransformPart::Offset, &[u, v]) => texture.transform.offset = [u, v],
                    (TransformPart::Rotation, &[angle]) => texture.transform.rotation = angle,
                    (TransformPart::Scale, &[u, v]) => texture.transform.scale = [u, v],
                    _ => {}
                }
            }
        }
    }
}

impl LightProperty {
    /// What a pointer below `/extensions/KHR_lights_punctual/lights/N/` names, and how many numbers its values have.
    pub fn named(pointer: &str) -> Option<(LightProperty, usize)> {
        match pointer {
            "color" => Some((LightProperty::Color, 3)),
            "intensity" => Some((LightProperty::Intensity, 1)),
            "range" => Some((LightProperty::Range, 1)),
            "spot/innerConeAngle" => Some((LightProperty::InnerCone, 1)),
            "spot/outerConeAngle" => Some((LightProperty::OuterCone, 1)),
            _ => None,
        }
    }
}

impl Light {
    /// Sets what an animation moves; angles of what is no spot are passed over.
    pub fn set(&mut self, property: LightProperty, values: &[f32]) {
        match (property, &mut self.kind) {
            (LightProperty::Color, _) => fill(&mut self.color, values),
            (LightProperty::Intensity, _) => self.intensity = positive(values),
            (LightProperty::Range, _) => self.range = positive(values),
            (LightProperty::InnerCone, LightKind::Spot { inner, .. }) => *inner = positive(values),
            (LightProperty::OuterCone, LightKind::Spot { outer, .. }) => {
                *outer = positive(values).min(std::f32::consts::FRAC_PI_2);
            }
            _ => {}
        }
    }
}

/// The index of refraction: at least 1, but 0 has a meaning of its own (KHR_materials_ior).
fn ior(value: f32) -> f32 {
    if value == 0.0 { 0.0 } else { value.max(1.0) }
}

fn layer(material: &mut Material, change: impl FnOnce(&mut Layers)) {
    if let Some(layers) = &mut material.layers {
        change(layers);
    }
}

fn first(values: &[f32]) -> f32 {
    values.first().copied().unwrap_or(0.0)
}

fn unit(values: &[f32]) -> f32 {
    first(values).clamp(0.0, 1.0)
}

fn positive(values: &[f32]) -> f32 {
    first(values).max(0.0)
}

/// Colours, which are never below 0.
fn fill(slots: &mut [f32], values: &[f32]) {
    for (slot, value) in slots.iter_mut().zip(values) {
        *slot = value.max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TextureRef, Transform};

    #[test]
    fn every_pointer_of_the_tables_sets_something_of_its_own() {
        let texture = TextureRef { image: 0, sampler: 0, uv: 0, transform: Transform::default() };
        let mut rest = Material { alpha: Alpha::Mask(0.5), layers: Some(Box::default()), ..Material::default() };
        rest.slots_mut().for_each(|slot| *slot = Some(texture));
        assert_eq!(rest.slots_mut().count(), TEXTURES.len());
        let parts = ["offset", "rotation", "scale"];
        let transforms =
            TEXTURES.iter().flat_map(|row| parts.map(|part| format!("{row}/extensions/KHR_texture_transform/{part}")));
        let all: Vec<String> = FACTORS.iter().map(|row| row.0.to_owned()).chain(transforms).collect();
        let mut seen = vec![format!("{rest:?}")];
        for pointer in all {
            let (property, width) = MaterialProperty::named(&pointer).unwrap();
            let mut material = rest.clone();
            // Above 1 for what may not lie below.
            let first = if pointer.ends_with("or") && pointer.contains("Ior") || pointer.ends_with("/ior") {
                1.7
            } else {
                0.25
            };
            material.set(property, &[first, 0.125, 0.375, 0.75][..width]);
            let text = format!("{material:?}");
            assert!(!seen.contains(&text), "{pointer}");
            seen.push(text);
            // The wrong number of numbers changes nothing.
            let mut material = rest.clone();
            material.set(property, &[]);
            assert_eq!(format!("{material:?}"), seen[0], "{pointer}");
        }
        let (property, _) = MaterialProperty::named(
            "extensions/KHR_materials_volume/thicknessTexture/extensions/KHR_texture_transform/rotation",
        )
        .unwrap();
        rest.set(property, &[2.0]);
        assert_eq!(rest.layers.unwrap().volume.texture.unwrap().transform.rotation, 2.0);
        assert_eq!(MaterialProperty::named("emissiveFactor/0"), None);
        assert_eq!(MaterialProperty::named("normalTexture/extensions/KHR_texture_transform/texCoord"), None);
    }

    #[test]
    fn what_a_material_lacks_is_passed_over() {
        let mut plain = Material::default();
        let rest = format!("{plain:?}");
        for pointer in [
            "alphaCutoff",
            "extensions/KHR_materials_sheen/sheenColorFactor",
            "normalTexture/extensions/KHR_texture_transform/offset",
        ] {
            let (property, width) = MaterialProperty::named(pointer).unwrap();
            plain.set(property, &[0.5; 4][..width]);
        }
        assert_eq!(format!("{plain:?}"), rest);
    }

    #[test]
    fn lights_move_in_every_property_they_have() {
        let spot =
            Light { color: [1.0; 3], intensity: 1.0, kind: LightKind::Spot { inner: 0.0, outer: 0.5 }, range: 9.0 };
        for (name, width) in
            [("color", 3), ("intensity", 1), ("range", 1), ("spot/innerConeAngle", 1), ("spot/outerConeAngle", 1)]
        {
            let (property, found) = LightProperty::named(name).unwrap();
            let mut light = spot;
            light.set(property, &[0.25; 3][..width]);
            assert!(light != spot && found == width, "{name}");
        }
        let mut point = Light { kind: LightKind::Point, ..spot };
        point.set(LightProperty::OuterCone, &[0.1]);
        assert_eq!(point.kind, LightKind::Point);
        assert_eq!(LightProperty::named("type"), None);
    }
}

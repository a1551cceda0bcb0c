//! The ratified `KHR_materials_*` extensions beyond the core, a function each; names, defaults and ranges are those of
//! the extensions' schemas.

use gltf::json;
use serde_json::Value;

use super::super::buffers::Buffers;
use super::super::error::{Fault, Result};
use super::super::notes::Notes;
use super::super::types::{
    Anisotropy, Clearcoat, DiffuseTransmission, Iridescence, Layers, Sheen, Specular, Texel, Transmission, Volume,
};
use super::Materials;
use super::part::Part;

const UNIT: std::ops::RangeInclusive<f32> = 0.0..=1.0;
/// For what has no upper bound in its schema: larger numbers mean the same, and products of these stay finite.
const POSITIVE: std::ops::RangeInclusive<f32> = 0.0..=1e6;

/// What the extensions of a material add; `None` where they change nothing. `moved` says that an animation may change what
/// they are at rest.
pub(super) fn layers<'a>(
    materials: &mut Materials<'a>,
    json: &json::Material,
    moved: bool,
    at: &str,
    buffers: &'a Buffers<'_>,
    notes: &mut Notes,
) -> Result<Option<Box<Layers>>> {
    let Some(others) = json.extensions.as_ref().map(|all| &all.others) else { return Ok(None) };
    let mut layers = Layers::default();
    for (name, value) in others {
        let read: fn(&mut Part<'_, '_, '_, '_>, &mut Layers) -> Result<()> = match name.as_str() {
            "KHR_materials_anisotropy" => anisotropy,
            "KHR_materials_clearcoat" => clearcoat,
            "KHR_materials_diffuse_transmission" => diffuse_transmission,
            "KHR_materials_dispersion" => dispersion,
            "KHR_materials_iridescence" => iridescence,
            "KHR_materials_sheen" => sheen,
            "KHR_materials_specular" => specular,
            "KHR_materials_transmission" => transmission,
            "KHR_materials_volume" => volume,
            _ => continue,
        };
        let at = format!("{at}/extensions/{name}");
        let Value::Object(map) = value else { return Err(Fault::invalid(at, "it is no object")) };
        read(&mut Part { at, map, materials, buffers, notes }, &mut layers)?;
        layers.moved = moved;
        layers.transmission.moved |= moved && name == "KHR_materials_transmission";
    }
    Ok((layers != Layers::default()).then(|| Box::new(layers)))
}

/// Leaves out the least important textures where there are more than `most` different ones. What such a texture confined to
/// places is left out with it: better nowhere than everywhere.
pub(super) fn fit(layers: &mut Layers, most: usize, at: &str, notes: &mut Notes) {
    let mut kept = Vec::with_capacity(most);
    let mut gone = Vec::new();
    let mut slots = layers.slots_mut();
    for (property, name) in Layers::RANKED {
        let Some(slot) = slots.get_mut(property) else { continue };
        let Some(texture) = **slot else { continue };
        if kept.contains(&texture) {
            continue;
        }
        if kept.len() < most {
            kept.push(texture);
        } else {
            **slot = None;
            gone.push(property);
            notes.add(format!("{at}: its extensions may use {most} different textures; {name} is left out"));
        }
    }
    for property in gone {
        match property {
            Layers::CLEARCOAT => layers.clearcoat.factor = 0.0,
            Layers::IRIDESCENCE => layers.iridescence.factor = 0.0,
            Layers::TRANSMISSION => layers.transmission.factor = 0.0,
            Layers::DIFFUSE_TRANSMISSION => layers.diffuse_transmission.factor = 0.0,
            _ => {}
        }
    }
}

fn anisotropy(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.anisotropy = Anisotropy {
        strength: part.number("anisotropyStrength", 0.0, UNIT)?,
        rotation: part.number("anisotropyRotation", 0.0, f32::MIN..=f32::MAX)?,
        texture: part.texture("anisotropyTexture", Texel::Rgba8)?,
    };
    Ok(())
}

fn clearcoat(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    let normal = part.scaled_texture("clearcoatNormalTexture", Texel::Rgba8)?;
    layers.clearcoat = Clearcoat {
        factor: part.number("clearcoatFactor", 0.0, UNIT)?,
        roughness: part.number("clearcoatRoughnessFactor", 0.0, UNIT)?,
        normal_scale: normal.map_or(1.0, |(_, scale)| scale),
        texture: part.texture("clearcoatTexture", Texel::Rgba8)?,
        roughness_texture: part.texture("clearcoatRoughnessTexture", Texel::Rgba8)?,
        normal_texture: normal.map(|(texture, _)| texture),
    };
    Ok(())
}

fn diffuse_transmission(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.diffuse_transmission = DiffuseTransmission {
        factor: part.number("diffuseTransmissionFactor", 0.0, UNIT)?,
        color: part.color("diffuseTransmissionColorFactor", [1.0; 3], UNIT)?,
        texture: part.texture("diffuseTransmissionTexture", Texel::Rgba8)?,
        color_texture: part.texture("diffuseTransmissionColorTexture", Texel::Rgba8Srgb)?,
    };
    Ok(())
}

fn dispersion(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.dispersion = part.number("dispersion", 0.0, POSITIVE)?;
    Ok(())
}

fn iridescence(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.iridescence = Iridescence {
        factor: part.number("iridescenceFactor", 0.0, UNIT)?,
        ior: part.number("iridescenceIor", 1.3, 1.0..=10.0)?,
        thickness: [
            part.number("iridescenceThicknessMinimum", 100.0, POSITIVE)?,
            part.number("iridescenceThicknessMaximum", 400.0, POSITIVE)?,
        ],
        texture: part.texture("iridescenceTexture", Texel::Rgba8)?,
        thickness_texture: part.texture("iridescenceThicknessTexture", Texel::Rgba8)?,
    };
    Ok(())
}

fn sheen(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.sheen = Sheen {
        color: part.color("sheenColorFactor", [0.0; 3], UNIT)?,
        roughness: part.number("sheenRoughnessFactor", 0.0, UNIT)?,
        color_texture: part.texture("sheenColorTexture", Texel::Rgba8Srgb)?,
        roughness_texture: part.texture("sheenRoughnessTexture", Texel::Rgba8)?,
    };
    Ok(())
}

fn specular(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.specular = Specular {
        factor: part.number("specularFactor", 1.0, UNIT)?,
        color: part.color("specularColorFactor", [1.0; 3], POSITIVE)?,
        texture: part.texture("specularTexture", Texel::Rgba8)?,
        color_texture: part.texture("specularColorTexture", Texel::Rgba8Srgb)?,
    };
    Ok(())
}

fn transmission(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.transmission = Transmission {
        factor: part.number("transmissionFactor", 0.0, UNIT)?,
        texture: part.texture("transmissionTexture", Texel::Rgba8)?,
        moved: false,
    };
    Ok(())
}

fn volume(part: &mut Part<'_, '_, '_, '_>, layers: &mut Layers) -> Result<()> {
    layers.volume = Volume {
        thickness: part.number("thicknessFactor", 0.0, POSITIVE)?,
        texture: part.texture("thicknessTexture", Texel::Rgba8)?,
        attenuation_distance: match part.map.contains_key("attenuationDistance") {
            // The schema wants it above 0; nothing passes a millionth of a metre either.
            true => part.number("attenuationDistance", 1.0, 1e-6..=f32::MAX)?,
            false => f32::INFINITY,
        },
        attenuation_color: part.color("attenuationColor", [1.0; 3], UNIT)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::{Material, Model, NoFiles, Options, load};
    use super::*;

    fn model(extensions: Value) -> std::result::Result<Model, String> {
        let text = file(&json!({ "extensions": extensions }));
        load("f", text.as_bytes(), &NoFiles, &Options::default()).map_err(|error| error.to_string())
    }

    /// A file with a material.
    fn file(material: &Value) -> String {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgba8(1, 1).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let png = format!(
            "data:image/png;base64,{}",
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes.into_inner())
        );
        let file = json!({
            "asset": { "version": "2.0" }, "scenes": [{ "nodes": [0] }], "nodes": [{ "mesh": 0 }],
            "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "material": 0 }] }],
            "accessors": [{ "componentType": 5126, "type": "VEC3", "count": 3 }],
            "materials": [material],
            "textures": [{ "source": 0 }, { "source": 0 }], "images": [{ "uri": png }],
        });
        file.to_string()
    }

    fn read(extensions: Value) -> Layers {
        model(extensions).unwrap().materials[0].layers.as_deref().cloned().unwrap_or_default()
    }

    #[test]
    fn empty_extensions_change_nothing() {
        let names = [
            "anisotropy",
            "clearcoat",
            "diffuse_transmission",
            "dispersion",
            "iridescence",
            "sheen",
            "specular",
            "transmission",
            "volume",
        ];
        for name in names {
            let extension = json!({ format!("KHR_materials_{name}"): {} });
            assert!(model(extension).unwrap().materials[0].layers.is_none(), "{name}");
        }
    }

    #[test]
    fn factors_and_textures_with_transforms_are_read() {
        let texture = json!({ "index": 0, "scale": 0.5, "extensions": { "KHR_texture_transform": { "scale": [2, 3], "texCoord": 1 } } });
        let layers = read(json!({
            "KHR_materials_clearcoat": { "clearcoatFactor": 0.5, "clearcoatNormalTexture": texture },
            "KHR_materials_sheen": { "sheenColorFactor": [1, 0.5, 0], "sheenRoughnessFactor": 0.25 },
            "KHR_materials_volume": { "thicknessFactor": 2, "attenuationDistance": 0.5 },
            "KHR_materials_iridescence": { "iridescenceFactor": 1, "iridescenceThicknessMaximum": 500 },
        }));
        let normal = layers.clearcoat.normal_texture.unwrap();
        assert_eq!((normal.uv, normal.transform.scale), (1, [2.0, 3.0]));
        assert_eq!((layers.clearcoat.factor, layers.clearcoat.normal_scale), (0.5, 0.5));
        assert_eq!((layers.sheen.color, layers.sheen.roughness), ([1.0, 0.5, 0.0], 0.25));
        assert_eq!((layers.volume.thickness, layers.volume.attenuation_distance), (2.0, 0.5));
        assert_eq!((layers.iridescence.thickness, layers.iridescence.ior), ([100.0, 500.0], 1.3));
    }

    #[test]
    fn more_textures_than_a_surface_reads_lose_the_least_with_a_note() {
        // Each in its own way, so that none is another.
        let texture =
            |turn: u32| json!({ "index": 0, "extensions": { "KHR_texture_transform": { "rotation": turn } } });
        let model = model(json!({
            "KHR_materials_clearcoat": { "clearcoatTexture": texture(1), "clearcoatRoughnessTexture": texture(2),
                "clearcoatNormalTexture": texture(3) },
            "KHR_materials_sheen": { "sheenColorTexture": texture(4), "sheenRoughnessTexture": texture(5) },
            "KHR_materials_specular": { "specularTexture": texture(1), "specularColorTexture": texture(6) },
            "KHR_materials_transmission": { "transmissionTexture": texture(7) },
            "KHR_materials_volume": { "thicknessTexture": texture(8) },
            "KHR_materials_anisotropy": { "anisotropyTexture": texture(9) },
        }))
        .unwrap();
        let layers = model.materials[0].layers.as_deref().unwrap();
        assert_eq!(layers.slots().iter().flatten().count(), 8, "two of them are one");
        assert!(layers.sheen.roughness_texture.is_none() && layers.clearcoat.roughness_texture.is_none());
        assert!(layers.transmission.texture.is_some());
        for name in ["KHR_materials_clearcoat/clearcoatRoughnessTexture", "KHR_materials_sheen/sheenRoughnessTexture"] {
            assert!(model.notes.iter().any(|note| note.starts_with("/materials/0") && note.contains(name)), "{name}");
        }
    }

    #[test]
    fn on_a_standalone_headset_four_textures_remain_and_no_mask_turns_into_everywhere() {
        let texture =
            |turn: u32| json!({ "index": 0, "extensions": { "KHR_texture_transform": { "rotation": turn } } });
        let extensions = json!({
            "KHR_materials_clearcoat": { "clearcoatFactor": 1, "clearcoatTexture": texture(1), "clearcoatNormalTexture": texture(3) },
            "KHR_materials_sheen": { "sheenColorFactor": [1, 1, 1], "sheenColorTexture": texture(4) },
            "KHR_materials_transmission": { "transmissionFactor": 1, "transmissionTexture": texture(7) },
            "KHR_materials_iridescence": { "iridescenceFactor": 1, "iridescenceTexture": texture(8) },
        });
        let material = json!({
            "extensions": extensions, "normalTexture": { "index": 0 }, "occlusionTexture": { "index": 1 },
            "pbrMetallicRoughness": { "metallicRoughnessTexture": { "index": 0 } },
        });
        let [all, lean] = [false, true].map(|lean| {
            let options = Options { lean, ..Options::default() };
            load("f", file(&material).as_bytes(), &NoFiles, &options).unwrap().materials.swap_remove(0)
        });
        let count = |material: &Material| material.clone().slots_mut().filter(|slot| slot.is_some()).count();
        assert_eq!((count(&all), count(&lean)), (8, Options::LEAN));
        assert!(all.occlusion_texture.is_some() && lean.occlusion_texture.is_none());
        let layers = lean.layers.as_deref().unwrap();
        assert!(layers.transmission.texture.is_some() && layers.sheen.color_texture.is_some());
        assert_eq!((layers.transmission.factor, layers.clearcoat.factor, layers.iridescence.factor), (1.0, 0.0, 0.0));
    }

    #[test]
    fn wrong_types_are_refused_by_place_and_wrong_ranges_noted() {
        let error = model(json!({ "KHR_materials_sheen": { "sheenColorFactor": [1, 0] } })).unwrap_err();
        assert!(error.contains("/materials/0/extensions/KHR_materials_sheen/sheenColorFactor"), "{error}");
        let error = model(json!({ "KHR_materials_transmission": { "transmissionFactor": "1" } })).unwrap_err();
        assert!(error.contains("KHR_materials_transmission/transmissionFactor"), "{error}");
        assert!(model(json!({ "KHR_materials_volume": 3 })).is_err());
        let error = model(json!({ "KHR_materials_volume": { "thicknessTexture": { "index": 7 } } })).unwrap_err();
        assert!(error.contains("thicknessTexture"), "{error}");
        let loud = model(json!({ "KHR_materials_clearcoat": { "clearcoatFactor": 7 } })).unwrap();
        assert_eq!(loud.materials[0].layers.as_ref().unwrap().clearcoat.factor, 1.0);
        assert!(loud.notes.iter().any(|note| note.contains("clearcoatFactor")), "{:?}", loud.notes);
    }
}

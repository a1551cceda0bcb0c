//! Materials: what they ask of meshes, and what has no effect.

use super::super::Walk;
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::json::Json;
use crate::check::uses::{MaterialUse, TextureUse};

/// The material that a pointer lies in.
fn asked<'w>(walk: &'w mut Walk<'_>, at: &str) -> Option<&'w mut MaterialUse> {
    let index = at.strip_prefix("/materials/")?.split('/').next()?.parse::<usize>().ok()?;
    walk.uses.materials.get_mut(index)
}

/// `texCoord`, or what stands where it is missing; `None` where it is no proper number.
fn set_of(value: &Json, usual: Option<u64>) -> Option<u64> {
    match value.get("texCoord") {
        None => usual,
        Some(set) => set.index().map(|set| set as u64),
    }
}

pub fn texture_info<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let set = set_of(value, Some(0));
    if let Some(material) = asked(walk, at) {
        material.textures.push(TextureUse { at: at.to_owned(), set });
    }
}

pub fn normal_texture<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    texture_info(walk, value, at);
    if let Some(material) = asked(walk, at) {
        material.needs_tangents = true;
        material.has_normal_texture |= at.split('/').nth(3) == Some("normalTexture");
    }
}

pub fn texture_transform<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let set = set_of(value, None);
    if let Some(material) = asked(walk, at) {
        material.textures.push(TextureUse { at: at.to_owned(), set });
    }
}

pub fn anisotropy<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    if value.get("anisotropyTexture").and_then(Json::object).is_some()
        && let Some(material) = asked(walk, at)
    {
        material.needs_tangents = true;
    }
}

pub fn iridescence<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    let thickness = |key, usual| value.get(key).map_or(Some(usual), Json::number);
    let (least, most) =
        (thickness("iridescenceThicknessMinimum", 100.0), thickness("iridescenceThicknessMaximum", 400.0));
    if value.get("iridescenceThicknessTexture").is_some() {
        if least.is_some() && least == most {
            let at = format!("{at}/iridescenceThicknessTexture");
            walk.out.add(&KHR_MATERIALS_IRIDESCENCE_THICKNESS_TEXTURE_UNUSED, at, vec![]);
        }
    } else if value.get("iridescenceThicknessMinimum").is_some() {
        let at = format!("{at}/iridescenceThicknessMinimum");
        walk.out.add(&KHR_MATERIALS_IRIDESCENCE_THICKNESS_RANGE_WITHOUT_TEXTURE, at, vec![]);
    }
}

pub fn material<'a>(walk: &mut Walk<'a>, value: &'a Json, at: &str) {
    if value.get("alphaCutoff").is_some() && value.get("alphaMode").and_then(Json::text) != Some("MASK") {
        walk.out.add(&MATERIAL_ALPHA_CUTOFF_INVALID_MODE, format!("{at}/alphaCutoff"), vec![]);
    }
    let Some(extensions) = value.get("extensions") else { return };
    let here = |name: &str| format!("{at}/extensions/{name}");
    let loaded = |walk: &Walk<'_>, name: &str| walk.loaded(name).then(|| extensions.get(name)).flatten();
    if loaded(walk, "KHR_materials_dispersion").is_some() && extensions.get("KHR_materials_volume").is_none() {
        walk.out.add(&KHR_MATERIALS_DISPERSION_NO_VOLUME, here("KHR_materials_dispersion"), vec![]);
    }
    if let Some(strength) = loaded(walk, "KHR_materials_emissive_strength") {
        let strength = strength.get("emissiveStrength").and_then(Json::number).unwrap_or(1.0);
        let factor = value.get("emissiveFactor").and_then(Json::list).unwrap_or_default();
        if strength != 1.0 && factor.iter().all(|part| part.number() == Some(0.0)) {
            let at = here("KHR_materials_emissive_strength");
            walk.out.add(&KHR_MATERIALS_EMISSIVE_STRENGTH_ZERO_FACTOR, at, vec![]);
        }
    }
    if let Some(volume) = loaded(walk, "KHR_materials_volume") {
        if extensions.get("KHR_materials_transmission").is_none() {
            walk.out.add(&KHR_MATERIALS_VOLUME_NO_TRANSMISSION, here("KHR_materials_volume"), vec![]);
        }
        let thick = volume.get("thicknessFactor").and_then(Json::number).unwrap_or(0.0) > 0.0;
        if thick && value.get("doubleSided") == Some(&Json::Bool(true)) {
            walk.out.add(&KHR_MATERIALS_VOLUME_DOUBLE_SIDED, here("KHR_materials_volume"), vec![]);
        }
    }
    let normal = value.get("normalTexture").and_then(|texture| set_of(texture, Some(0)));
    for (name, texture, code) in [
        ("KHR_materials_anisotropy", "anisotropyTexture", &KHR_MATERIALS_ANISOTROPY_ANISOTROPY_TEXTURE_TEXCOORD),
        (
            "KHR_materials_clearcoat",
            "clearcoatNormalTexture",
            &KHR_MATERIALS_CLEARCOAT_CLEARCOAT_NORMAL_TEXTURE_TEXCOORD,
        ),
    ] {
        let other = loaded(walk, name).and_then(|extension| extension.get(texture));
        if let (Some(normal), Some(other)) = (normal, other.map(|other| set_of(other, Some(0))))
            && other != Some(normal)
        {
            walk.out.add(code, format!("{}/{texture}", here(name)), values![]);
        }
    }
}

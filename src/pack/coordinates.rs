//! Texture coordinates: those that nothing reads go, the others become whole numbers of 16 bits, which the texture transforms
//! of materials (KHR_texture_transform) bring back.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::model::{Parts, Streams};

const TRANSFORM: &str = "KHR_texture_transform";

/// Drops texture coordinates and tangents that no material of a primitive reads.
pub fn prune(parts: &mut Parts) {
    let materials = parts.document.get("materials").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    let needs: Vec<Needs> = materials.iter().map(Needs::of).collect();
    let meshes = parts.document.get("meshes").and_then(Value::as_array).into_iter().flatten();
    for (mesh, own) in meshes.zip(&mut parts.meshes) {
        let primitives = mesh.get("primitives").and_then(Value::as_array).into_iter().flatten();
        for (primitive, part) in primitives.zip(own) {
            let Some(part) = part else { continue };
            let used = shown(primitive).into_iter().filter_map(|material| needs.get(material as usize));
            let needs = used.fold(Needs::default(), |all, one| Needs {
                sets: all.sets.max(one.sets),
                tangents: all.tangents || one.tangents,
            });
            // The sets that are there must be the first ones (section 3.7.2.1).
            part.streams.uvs.iter_mut().skip(needs.sets).for_each(Vec::clear);
            if !needs.tangents {
                part.streams.tangents.clear();
                part.streams.targets.iter_mut().flatten().for_each(|delta| delta.tangent = glam::Vec3::ZERO);
            }
        }
    }
}

/// The materials that a primitive may show: its own, and those of its variants.
fn shown(primitive: &Value) -> BTreeSet<u64> {
    let mappings = primitive.pointer("/extensions/KHR_materials_variants/mappings").and_then(Value::as_array);
    let all = mappings.into_iter().flatten().chain([primitive]);
    all.filter_map(|one| one.get("material")?.as_u64()).collect()
}

/// What a material reads of vertices.
#[derive(Default)]
struct Needs {
    /// Sets of texture coordinates, counted from the first.
    sets: usize,
    tangents: bool,
}

impl Needs {
    fn of(material: &Value) -> Needs {
        let mut needs = Needs {
            sets: 0,
            tangents: [
                "/normalTexture",
                "/extensions/KHR_materials_clearcoat/clearcoatNormalTexture",
                "/extensions/KHR_materials_anisotropy",
            ]
            .iter()
            .any(|place| material.pointer(place).is_some()),
        };
        let mut open = vec![material];
        while let Some(value) = open.pop() {
            let Some(map) = value.as_object() else { continue };
            for (key, inner) in map {
                if is_texture(key, inner) {
                    let own = inner.pointer(&format!("/extensions/{TRANSFORM}/texCoord")).or(inner.get("texCoord"));
                    needs.sets = needs.sets.max(own.and_then(Value::as_u64).unwrap_or(0) as usize + 1);
                }
                open.push(inner);
            }
        }
        needs
    }
}

fn is_texture(key: &str, value: &Value) -> bool {
    key.ends_with("Texture") && value.get("index").is_some()
}

/// Whether all coordinates of a model are whole numbers of 16 bits at this step, and nothing else counts in them.
pub fn fit(parts: &Parts, step: f32) -> bool {
    // An animation of a transform has keys that it would multiply.
    let moved = parts.document.get("animations").is_some_and(|all| all.to_string().contains(TRANSFORM));
    let streams = parts.meshes.iter().flatten().flatten().map(|part| &part.streams);
    let mut all = streams.flat_map(|streams: &Streams| &streams.uvs);
    !moved && all.all(|uvs| whole_unsigned(uvs, step).is_some() || whole(uvs, step).is_some())
}

/// The numbers of these coordinates, where none is below zero or too large.
pub fn whole_unsigned(uvs: &[[f32; 2]], step: f32) -> Option<Vec<[u16; 2]>> {
    counted(uvs, step, 0.0, f32::from(u16::MAX))
        .map(|list| list.into_iter().map(|pair| pair.map(|part| part as u16)).collect())
}

/// The same with a sign.
pub fn whole(uvs: &[[f32; 2]], step: f32) -> Option<Vec<[i16; 2]>> {
    let most = f32::from(i16::MAX);
    counted(uvs, step, -most, most).map(|list| list.into_iter().map(|pair| pair.map(|part| part as i16)).collect())
}

fn counted(uvs: &[[f32; 2]], step: f32, least: f32, most: f32) -> Option<Vec<[f32; 2]>> {
    let list: Vec<[f32; 2]> = uvs.iter().map(|uv| uv.map(|part| (part / step).round())).collect();
    list.iter().flatten().all(|part| (least..=most).contains(part)).then_some(list)
}

/// Lets every texture of every material be read at coordinates that are whole numbers of `step`.
pub fn scale(document: &mut Map<String, Value>, step: f32) {
    let mut open: Vec<&mut Value> = document.get_mut("materials").into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    if is_texture(key, inner) {
                        scale_one(inner, step);
                    } else {
                        open.push(inner);
                    }
                }
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
}

fn scale_one(texture: &mut Value, step: f32) {
    let place = format!("/extensions/{TRANSFORM}/scale");
    let old = texture.pointer(&place).and_then(Value::as_array).cloned().unwrap_or_default();
    let part = |axis: usize| old.get(axis).and_then(Value::as_f64).unwrap_or(1.0) * f64::from(step);
    texture["extensions"][TRANSFORM]["scale"] = json!([part(0), part(1)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Part;

    #[test]
    fn only_what_a_material_reads_stays() {
        let part = || {
            let streams = Streams {
                positions: vec![[0.0; 3]],
                tangents: vec![[1.0, 0.0, 0.0, 1.0]],
                uvs: [vec![[0.5; 2]], vec![[0.5; 2]]],
                ..Streams::default()
            };
            Some(Part { streams, indices: vec![0, 0, 0], mode: 4 })
        };
        let document = json!({
            "materials": [
                { "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } } },
                { "normalTexture": { "index": 0 } },
                { "extensions": { "KHR_materials_sheen": { "sheenColorTexture": {
                    "index": 0, "extensions": { "KHR_texture_transform": { "texCoord": 1 } } } } } },
            ],
            "meshes": [{ "primitives": [
                {}, { "material": 0 }, { "material": 1 },
                { "material": 0, "extensions": { "KHR_materials_variants": { "mappings": [{ "material": 2 }] } } },
            ] }],
        });
        let mut parts =
            Parts { document, meshes: vec![(0..4).map(|_| part()).collect()], images: Vec::new(), values: Vec::new() };
        prune(&mut parts);
        let left = parts.meshes[0].iter().flatten().map(|part| {
            let sets = part.streams.uvs.iter().filter(|uvs| !uvs.is_empty()).count();
            (sets, !part.streams.tangents.is_empty())
        });
        assert_eq!(left.collect::<Vec<_>>(), [(0, false), (1, false), (1, true), (2, false)]);
    }

    #[test]
    fn transforms_scale_what_they_scaled() {
        let mut document = json!({ "materials": [
            { "normalTexture": { "index": 0, "scale": 0.5 } },
            { "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, "extensions": {
                "KHR_texture_transform": { "offset": [0.5, 0], "scale": [2, -3] } } } } },
        ] });
        scale(document.as_object_mut().unwrap(), 0.25);
        let all = &document["materials"];
        assert_eq!(all[0]["normalTexture"]["extensions"][TRANSFORM], json!({ "scale": [0.25, 0.25] }));
        assert_eq!(all[0]["normalTexture"]["scale"], 0.5);
        let transform = &all[1]["pbrMetallicRoughness"]["baseColorTexture"]["extensions"][TRANSFORM];
        assert_eq!(*transform, json!({ "offset": [0.5, 0], "scale": [0.5, -0.75] }));
    }

    #[test]
    fn coordinates_that_pass_16_bits_are_told() {
        assert_eq!(whole_unsigned(&[[0.0, 16.0]], 1.0 / 4095.0), Some(vec![[0, 65520]]));
        assert!(
            whole_unsigned(&[[0.0, 17.0]], 1.0 / 4096.0).is_none() && whole_unsigned(&[[-0.1, 0.0]], 0.01).is_none()
        );
        assert_eq!(whole(&[[-7.5, 7.5]], 1.0 / 4096.0), Some(vec![[-30720, 30720]]));
        assert!(whole(&[[-9.0, 0.0]], 1.0 / 4096.0).is_none() && whole(&[[f32::NAN, 0.0]], 1.0).is_none());
    }
}

//! One model: from the author's file to its levels, its pictures and its proxy.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::geometry::frame::Frame;
use super::geometry::stream::Precision;
use super::geometry::{chunks, level, triangles};
use super::pieces::Pieces;
use super::proxy::{self, Proxy};
use super::scale::scales;
use super::{Settings, coordinates, gltf, placing, texture};
use crate::fair::{Form, Level, Name, PackedModel, Texture};
use crate::model::{self, Files, Folder, Limits, Options, Part, Parts};

/// Vertices move by at most half of this along each axis, in metres as placed: 0.25 mm through space.
const STEP: f32 = 0.5e-3 / 1.733;
/// And by at most half of this share of the model's longest side, so that small things stay smooth.
const FINE: f32 = 1.0 / 16_384.0;
/// Texture coordinates of pictures up to 1,024 texels: they move by at most half of this, a quarter of a texel. No power of two,
/// as coordinates that were made for texels would lie in the middle between two numbers, and be rounded to either.
const UV: f32 = 1.0 / 2047.0;
/// A level is worth its bytes where it has at most this share of the next one's triangles.
const WORTH: f32 = 0.7;

/// What a model is placed as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Use {
    /// The largest scale of any of its places.
    pub scale: f32,
    /// Triangles of its proxy.
    pub proxy: usize,
}

/// What comes of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Packed {
    pub model: PackedModel,
    pub proxy: Proxy,
}

/// Packs a model.
///
/// # Errors
/// It cannot be read, or the disk.
pub fn pack(
    path: &str,
    bytes: &[u8],
    files: &dyn Files,
    place: Use,
    settings: &Settings,
    pieces: &Pieces,
) -> Result<Packed> {
    let mut parts = model::take_apart(path, bytes, files, &settings.limits)?;
    coordinates::prune(&mut parts);
    let whole = model::load(path, bytes, files, &Options::from(settings.limits.clone()))?;
    let proxy = proxy::make(&whole, place.proxy);
    let bounds = if whole.bounds.is_empty() {
        [[0.0; 3]; 2]
    } else {
        [whole.bounds.min, whole.bounds.max].map(|v| v.to_array())
    };
    // The pixels are not needed any more, and they are the larger part.
    drop(whole);
    let textures = textures(path, &parts, settings, pieces)?;
    let images: Vec<Option<Name>> = textures.iter().map(base).collect();
    let extent = (0..3).map(|axis| bounds[1][axis] - bounds[0][axis]).fold(0f32, f32::max).max(1e-6);
    let longest = textures.iter().map(|texture| texture.width.max(texture.height)).max().unwrap_or(0);
    let uv = UV / (longest as f32 / 1024.0).max(1.0);
    let detail = Detail { scale: place.scale, extent, uv, whole_uv: coordinates::fit(&parts, uv) };
    let mut levels = levels(&parts, detail, &images, pieces)?;
    levels.reverse();
    Ok(Packed { model: PackedModel { bounds, levels, textures }, proxy })
}

/// The file of a picture that a GLB names: the one that every reader of KHR_texture_basisu can read.
fn base(texture: &Texture) -> Option<Name> {
    texture.rungs.first()?.forms.get(&Form::Uastc)?.first().cloned()
}

/// How finely a model is to be stored.
#[derive(Clone, Copy)]
struct Detail {
    scale: f32,
    /// The longest side of the box around it, in its own units.
    extent: f32,
    uv: f32,
    whole_uv: bool,
}

/// The whole model first, then coarser ones as far as they are worth it.
fn levels(parts: &Parts, detail: Detail, images: &[Option<Name>], pieces: &Pieces) -> Result<Vec<Level>> {
    /// Share of the triangles that is wanted, and how far the surface may move, as a share of the model.
    const STEPS: [(f32, f32); 2] = [(1.0, 0.0), (0.2, 0.01)];
    let scales = scales(&parts.document, &parts.values);
    let barred = placing::barred(&parts.document);
    let mut levels: Vec<Level> = Vec::new();
    for (share, error) in STEPS {
        let mut moved = 0f32;
        let mut meshes = Vec::with_capacity(parts.meshes.len());
        let mut count = 0;
        for (index, mesh) in parts.meshes.iter().enumerate() {
            let scale = scales.get(index).copied().unwrap_or(1.0).max(1e-6);
            let precision = precision(mesh, scale, detail, !barred.contains(&index));
            let mut primitives = Vec::with_capacity(mesh.len());
            for part in mesh {
                let Some(part) = part else {
                    primitives.push(Vec::new());
                    continue;
                };
                let simplified = (share < 1.0 && triangles(part) > 0)
                    .then(|| level::simplify(&part.streams, &part.indices, share, detail.extent * error / scale));
                let indices = match &simplified {
                    Some((indices, by)) => {
                        moved = moved.max(by * scale * detail.scale);
                        indices
                    }
                    None => &part.indices,
                };
                let list = chunks(&part.streams, indices, part.mode, precision);
                count += list
                    .iter()
                    .filter(|chunk| chunk.mode == 4)
                    .map(|chunk| chunk.indices.len() as u64 / 3)
                    .sum::<u64>();
                primitives.push(list);
            }
            meshes.push((primitives, precision));
        }
        let finer = levels.last().map_or(u64::MAX, |level| (level.triangles as f32 * WORTH) as u64);
        if count > finer || (!levels.is_empty() && count == 0) {
            break;
        }
        let files = gltf::write(parts, &meshes, images, pieces)?;
        let gpu_bytes = memory(&files, pieces)?;
        levels.push(Level { error: moved, triangles: count, gpu_bytes, files });
    }
    Ok(levels)
}

/// How fine a mesh of such a scale is stored. It has a frame where it may and 16 bits are enough.
fn precision(mesh: &[Option<Part>], scale: f32, detail: Detail, framed: bool) -> Precision {
    let parts = || mesh.iter().flatten().map(|part| &part.streams);
    let targets = parts().map(|streams| streams.targets.len()).max().unwrap_or(0);
    // A vertex and its way to each target may all be off by half a step.
    let step = STEP / (scale * detail.scale * (1 + targets) as f32);
    // One step for the whole model: parts that touch do so afterwards.
    let position = step.min(detail.extent * FINE / scale);
    let ways = || parts().flat_map(|streams| streams.targets.iter().flatten().map(|delta| delta.position.to_array()));
    let places = parts().flat_map(|streams| streams.positions.iter().copied());
    let frame = framed.then(|| Frame::around(places, ways(), position)).flatten();
    Precision { frame, position, uv: detail.uv, whole_uv: detail.whole_uv }
}

/// What the geometry of a level takes on the GPU, read as a visitor's program reads it: vertices may become more there, where
/// normals or tangents are missing.
fn memory(files: &[Name], pieces: &Pieces) -> Result<u64> {
    /// Of a material's numbers, those of its extensions with them.
    const MATERIAL: u64 = 1024;
    let first = files.first().ok_or_else(|| anyhow!("a level without a file"))?;
    let options = Options { packed: true, merge: true, ..Options::default() };
    let model = model::load("level", &pieces.read(&first.path())?, pieces, &options)?;
    Ok(model.gpu_bytes() + (model.materials.len() as u64 + 1) * MATERIAL)
}

fn textures(path: &str, parts: &Parts, settings: &Settings, pieces: &Pieces) -> Result<Vec<Texture>> {
    let colors = colors(&parts.document);
    let one = |(index, bytes): (usize, &Vec<u8>)| {
        let srgb = colors.contains(&index);
        texture::pack(bytes, srgb, &settings.textures, settings.side, &settings.limits, pieces)
            .map_err(|error| anyhow!("{path}, /images/{index}: {error:#}"))
    };
    parts.images.iter().enumerate().map(one).collect()
}

/// The pictures of a model, and whether each has colours.
///
/// # Errors
/// It cannot be read.
pub fn pictures(path: &Path, limits: &Limits) -> Result<Vec<(Vec<u8>, bool)>> {
    let folder = Folder::new(path.parent().unwrap_or(Path::new("")));
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let parts = model::take_apart(&path.display().to_string(), &bytes, &folder, limits)?;
    let colors = colors(&parts.document);
    Ok(parts.images.into_iter().enumerate().map(|(index, bytes)| (bytes, colors.contains(&index))).collect())
}

/// Images whose texels are colours: those that a texture of such a name uses.
fn colors(document: &Value) -> BTreeSet<usize> {
    const COLORS: [&str; 5] = [
        "baseColorTexture",
        "emissiveTexture",
        "sheenColorTexture",
        "specularColorTexture",
        "diffuseTransmissionColorTexture",
    ];
    let mut textures = BTreeSet::new();
    let mut open: Vec<&Value> = document.get("materials").into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                let named = map.iter().filter(|(key, _)| COLORS.contains(&key.as_str()));
                textures.extend(named.filter_map(|(_, texture)| texture.get("index")?.as_u64()));
                open.extend(map.values());
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    let source = |texture: u64| {
        let texture = document.get("textures")?.get(texture as usize)?;
        let extended = |name: &str| texture.pointer(&format!("/extensions/{name}/source"));
        extended("KHR_texture_basisu").or_else(|| extended("EXT_texture_webp")).or(texture.get("source"))?.as_u64()
    };
    textures.into_iter().filter_map(|texture| Some(source(texture)? as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn colours_are_told_from_data() {
        let document = json!({
            "materials": [
                { "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 }, "metallicRoughnessTexture": { "index": 1 } } },
                { "extensions": { "KHR_materials_sheen": { "sheenColorTexture": { "index": 2 } } } },
            ],
            "textures": [{ "source": 3 }, { "source": 1 }, { "extensions": { "EXT_texture_webp": { "source": 2 } } }],
        });
        assert_eq!(colors(&document).into_iter().collect::<Vec<_>>(), [2, 3]);
    }
}

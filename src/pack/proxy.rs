//! The plainest form of a model: a few hundred triangles with a colour at each corner, so that a whole hall fits a file.

use glam::{Mat3, Vec3};
use serde_json::json;

use anyhow::Result;

use super::geometry::stream::Precision;
use super::geometry::{chunks, level, stream};
use super::gltf::Sheet;
use super::pieces::Pieces;
use crate::fair::Name;
use crate::model::{Alpha, Material, Model, Primitive, Streams, TextureRef, Topology, Vertex, octahedral_decode, srgb};

/// Sides of the level of a picture that corners take their colour from: about what a proxy's triangles can show.
const SAMPLED: u32 = 16;

/// A model as one mesh in its own space.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Proxy {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    /// Linear.
    colors: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

/// Makes the proxy of a model in its rest pose. About `triangles` are left.
pub fn make(model: &Model, triangles: usize) -> Proxy {
    let mut whole = Streams::default();
    let mut indices = Vec::new();
    let worlds = model.worlds(model.nodes.iter().map(|node| node.local));
    for (index, (node, world)) in model.nodes.iter().zip(&worlds).enumerate() {
        if node.hidden {
            continue;
        }
        let turn = Mat3::from_mat4(*world).inverse().transpose();
        let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh as usize));
        for primitive in mesh.into_iter().flat_map(|mesh| &mesh.primitives) {
            let Some(material) = model.materials.get(primitive.material as usize) else { continue };
            if primitive.topology != Topology::Triangles || seen_through(material) {
                continue;
            }
            let first = whole.positions.len() as u32;
            whole.positions.extend(model.rest_positions(index, node, primitive, &worlds).map(|place| place.to_array()));
            for vertex in &primitive.vertices {
                let normal = (turn * octahedral_decode(vertex.normal)).try_normalize().unwrap_or(Vec3::Y);
                whole.normals.push(normal.to_array());
                whole.colors.push(color(model, material, primitive, vertex));
            }
            let mirrored = world.determinant() < 0.0 && primitive.deform.is_none();
            for &[a, b, c] in primitive.indices.as_chunks::<3>().0 {
                indices.extend(if mirrored { [a, c, b] } else { [a, b, c] }.map(|index| first + index));
            }
        }
    }
    if indices.is_empty() {
        return Proxy::default();
    }
    let (streams, indices) = reduce(&whole, &indices, triangles);
    Proxy { positions: streams.positions, normals: streams.normals, colors: streams.colors, indices }
}

/// A node is a model's place here, so it takes no frame.
fn precision(positions: &[[f32; 3]]) -> Precision {
    let most = positions.iter().flatten().fold(0f32, |most, value| most.max(value.abs()));
    Precision { frame: None, position: most / 1024.0, uv: 1.0, whole_uv: false }
}

fn seen_through(material: &Material) -> bool {
    material.transmits() || (material.alpha == Alpha::Blend && material.base_color[3] < 0.5)
}

/// Careful first, with an error that grows; what still has too many triangles is small parts that touch nowhere, and these
/// go by size.
fn reduce(streams: &Streams, indices: &[u32], triangles: usize) -> (Streams, Vec<u32>) {
    let extent = {
        let (low, high) = streams.positions.iter().fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(low, high), &place| {
            (low.min(place.into()), high.max(place.into()))
        });
        (high - low).max_element().max(1e-6)
    };
    let mut left = indices.to_vec();
    for share in [0.01, 0.03, 0.08] {
        let wanted = (triangles * 3) as f32 / left.len().max(1) as f32;
        if wanted >= 1.0 {
            break;
        }
        left = level::simplify(streams, &left, wanted, extent * share).0;
    }
    if left.len() > triangles * 6 {
        left = level::blocks(streams, &left, triangles);
    }
    chunks(streams, &left, 4, precision(&streams.positions))
        .into_iter()
        .next()
        .map_or_else(Default::default, |chunk| (chunk.streams, chunk.indices))
}

/// What a vertex looks like from far: its base colour with the picture's, and what it sends out itself.
fn color(model: &Model, material: &Material, primitive: &Primitive, vertex: &Vertex) -> [f32; 4] {
    let base = sample(model, material.base_color_texture, primitive, vertex);
    let own = sample(model, material.emissive_texture, primitive, vertex);
    let [red, green, blue, _] = std::array::from_fn(|part| {
        let seen = material.base_color[part] * base[part] * f32::from(vertex.color[part]) / 255.0;
        let sent = material.emissive.get(part).copied().unwrap_or(0.0) * material.emissive_strength * own[part];
        (seen + sent).min(1.0)
    });
    [red, green, blue, 1.0]
}

/// A picture's colour in linear light, white where there is none.
fn sample(model: &Model, texture: Option<TextureRef>, primitive: &Primitive, vertex: &Vertex) -> [f32; 4] {
    let Some((texture, image)) = texture.and_then(|texture| Some((texture, model.images.get(texture.image as usize)?)))
    else {
        return [1.0; 4];
    };
    let level = (image.width.max(image.height) / SAMPLED).max(1).ilog2().min(image.levels.len().max(1) as u32 - 1);
    let (width, height) = ((image.width >> level).max(1), (image.height >> level).max(1));
    let [u, v] = match texture.uv {
        0 => primitive.decode.uv0(vertex).to_array(),
        // Few pictures of base colours use the second set: the middle of the picture stands for all of it.
        _ => [0.5; 2],
    };
    let [[a, b, c], [d, e, f]] = texture.transform.rows();
    let (u, v) = (a * u + b * v + c, d * u + e * v + f);
    let place = |value: f32, size: u32| ((value.rem_euclid(1.0) * size as f32) as u32).min(size - 1);
    let at = (place(v, height) * width + place(u, width)) as usize;
    let texel = image.levels.get(level as usize).and_then(|level| level.as_chunks::<4>().0.get(at)).copied();
    let [red, green, blue, alpha] = texel.unwrap_or([255; 4]).map(|byte| f32::from(byte) / 255.0);
    [srgb::to_linear(red), srgb::to_linear(green), srgb::to_linear(blue), alpha]
}

/// Writes the proxies of a hall: a node each, named by its model's path.
///
/// # Errors
/// The disk.
pub fn write(proxies: &[(&str, &Proxy)], pieces: &Pieces) -> Result<Option<Name>> {
    let mut sheet = Sheet::default();
    let (mut nodes, mut meshes) = (Vec::new(), Vec::new());
    for (path, proxy) in proxies.iter().filter(|(_, proxy)| !proxy.indices.is_empty()) {
        let streams = Streams {
            positions: proxy.positions.clone(),
            normals: proxy.normals.clone(),
            colors: proxy.colors.clone(),
            ..Streams::default()
        };
        let precision = precision(&proxy.positions);
        let mut primitives = Vec::new();
        for chunk in chunks(&streams, &proxy.indices, 4, precision) {
            let mut attributes = serde_json::Map::new();
            for (name, stream) in stream::attributes(&chunk.streams, precision) {
                attributes.insert(name, sheet.vertices(stream).into());
            }
            let indices = sheet.indices(stream::indices(&chunk)?);
            primitives.push(json!({ "attributes": attributes, "indices": indices, "material": 0 }));
        }
        nodes.push(json!({ "name": path, "mesh": meshes.len() }));
        meshes.push(json!({ "primitives": primitives }));
    }
    if nodes.is_empty() {
        return Ok(None);
    }
    let document = json!({
        "asset": { "version": "2.0", "generator": concat!("boothwalk ", env!("CARGO_PKG_VERSION")) },
        "extensionsUsed": ["KHR_mesh_quantization", "EXT_meshopt_compression"],
        "extensionsRequired": ["KHR_mesh_quantization", "EXT_meshopt_compression"],
        "materials": [{ "pbrMetallicRoughness": { "metallicFactor": 0, "roughnessFactor": 0.8 } }],
        "scene": 0, "scenes": [{ "nodes": (0..nodes.len()).collect::<Vec<_>>() }], "nodes": nodes, "meshes": meshes,
    });
    let document = document.as_object().cloned().unwrap_or_default();
    Ok(sheet.finish(document, usize::MAX, pieces)?.into_iter().next())
}

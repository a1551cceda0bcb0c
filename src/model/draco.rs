//! KHR_draco_mesh_compression: a primitive's attributes and triangles in one compressed part.
//!
//! The decoder is the `draco-core` crate. It takes its bounds from what the accessors promise, so that a small file
//! cannot make it produce more than the primitive has paid for.

use std::collections::BTreeMap;

use draco_core::{DecodeLimits, DecoderBuffer, DracoError, ErrorKind, Mesh, MeshDecoder};
use gltf::json::{self, Index};
use serde::Deserialize;

use super::buffers::Buffers;
use super::error::{Fault, Reason, Result, pick};

/// The name of the extension, also its place in messages.
pub(super) const NAME: &str = "KHR_draco_mesh_compression";

/// Bytes a vertex and attribute may take in the decoder: four components of 64 bits, and its own bookkeeping.
const VERTEX_BYTES: u64 = 64;

/// The extension's own words.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    buffer_view: u32,
    attributes: BTreeMap<String, u32>,
}

/// A decoded primitive.
pub(super) struct Compressed {
    mesh: Mesh,
    /// Which attributes are in it, and by which number.
    ids: BTreeMap<String, u32>,
    pub at: String,
}

/// Decodes the compressed part of a primitive; `None` where it has none.
pub(super) fn decode(primitive: &json::mesh::Primitive, at: &str, buffers: &Buffers<'_>) -> Result<Option<Compressed>> {
    let Some(value) = primitive.extensions.as_ref().and_then(|all| all.others.get(NAME)) else { return Ok(None) };
    let at = format!("{at}/extensions/{NAME}");
    let extension: Extension =
        serde_json::from_value(value.clone()).map_err(|error| Fault::new(&*at, Reason::Json(error.to_string())))?;
    let (vertices, corners) = promised(primitive, &extension, &at, buffers)?;
    buffers.budget.vertices.check(vertices, &at)?;
    buffers.budget.indices.check(corners, &at)?;
    let view = buffers.view(Index::new(extension.buffer_view), &at)?;
    let limits = DecodeLimits::default()
        .with_max_points(vertices)
        .with_max_faces(corners / 3)
        .with_max_decoded_bytes(vertices.saturating_mul(VERTEX_BYTES * (extension.attributes.len() as u64 + 1)));
    let mut mesh = Mesh::new();
    MeshDecoder::new()
        .decode(&mut DecoderBuffer::new(view.bytes).with_limits(limits), &mut mesh)
        .map_err(|error| Fault::invalid(&*at, refusal(&error)))?;
    let (points, faces) = (mesh.num_points() as u64, mesh.num_faces() as u64);
    if points != vertices || faces != corners / 3 {
        let why = format!(
            "the Draco data holds {points} vertices and {faces} triangles where the accessors promise {vertices} and {}",
            corners / 3
        );
        return Err(Fault::invalid(at, why));
    }
    Ok(Some(Compressed { mesh, ids: extension.attributes, at }))
}

/// Why the decoder refused.
fn refusal(error: &DracoError) -> String {
    match error.kind() {
        // The only limits are what the accessors promise.
        ErrorKind::LimitExceeded => format!("the Draco data is larger than the accessors promise: {}", error.message()),
        _ => format!("the Draco data cannot be decoded: {}", error.message()),
    }
}

/// The numbers of vertices and indices that the accessors of a compressed primitive promise.
fn promised(
    primitive: &json::mesh::Primitive,
    extension: &Extension,
    at: &str,
    buffers: &Buffers<'_>,
) -> Result<(u64, u64)> {
    let count =
        |index: Index<json::Accessor>| Ok(pick(&buffers.root.accessors, index.value(), "accessor", at)?.count.0);
    let Some(indices) = primitive.indices else {
        return Err(Fault::invalid(at, "a compressed primitive needs indices"));
    };
    let mut vertices = None;
    for name in extension.attributes.keys() {
        let listed = primitive.attributes.iter().find(|(semantic, _)| match semantic {
            json::validation::Checked::Valid(semantic) => semantic.to_string() == *name,
            json::validation::Checked::Invalid => false,
        });
        let Some((_, &accessor)) = listed else {
            return Err(Fault::invalid(at, format!("it compresses {name:?}, which the primitive does not have")));
        };
        let found = count(accessor)?;
        if *vertices.get_or_insert(found) != found {
            return Err(Fault::invalid(at, "its attributes promise different numbers of vertices"));
        }
    }
    match vertices {
        Some(vertices) => Ok((vertices, count(indices)?)),
        None => Err(Fault::invalid(at, "it compresses no attribute")),
    }
}

impl Compressed {
    /// Whether an attribute is in the compressed part.
    pub fn has(&self, semantic: &str) -> bool {
        self.ids.contains_key(semantic)
    }

    /// The values of an attribute as they are stored: integers keep their value.
    pub fn values(&self, semantic: &str, components: usize) -> Result<Vec<f32>> {
        let attribute = self.ids.get(semantic).and_then(|&id| self.mesh.attribute_by_unique_id(id));
        let Some(attribute) = attribute else {
            return Err(Fault::invalid(
                &*self.at,
                format!("the Draco data does not have the attribute for {semantic}"),
            ));
        };
        let found = usize::from(attribute.num_components());
        if found != components {
            let why =
                format!("the Draco data has {found} components for {semantic} where the accessor has {components}");
            return Err(Fault::invalid(&*self.at, why));
        }
        Ok(attribute.read_f32s(self.mesh.num_points(), components))
    }

    /// The corners of the triangles, each below the number of vertices.
    pub fn indices(&self) -> Result<Vec<u32>> {
        let count = self.mesh.num_points() as u32;
        let corners: Vec<u32> = self.mesh.faces().iter().flatten().map(|corner| corner.0).collect();
        match corners.iter().find(|&&corner| corner >= count) {
            Some(&index) => {
                let reason = Reason::Index { what: "vertex", index: index.into(), count: count.into() };
                Err(Fault::new(&*self.at, reason))
            }
            None => Ok(corners),
        }
    }
}

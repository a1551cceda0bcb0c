//! A model taken apart: its document as plain JSON, and what the document points at in full precision. For programs that
//! write models anew, not for drawing.

use std::borrow::Cow;
use std::collections::BTreeSet;

use gltf::json::mesh::{Mode, Primitive as Json};
use gltf::json::validation::Checked;
use gltf::json::{Accessor as AccessorJson, Index, Root};
use serde_json::Value;

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::container;
use super::document;
use super::draco;
use super::error::{Fault, ModelError, Result, pick};
use super::files::Files;
use super::flat::Streams;
use super::geometry;
use super::instancing;
use super::limits::{Budget, Limits, Meter};
use super::notes::Notes;
use super::uri::{Place, resolve};

/// What a file holds, taken apart.
pub(crate) struct Parts {
    /// The document as it was written.
    pub document: Value,
    /// The primitives of each mesh; `None` where there is nothing to draw.
    pub meshes: Vec<Vec<Option<Part>>>,
    /// The files of the images.
    pub images: Vec<Vec<u8>>,
    /// The values of accessors that are not of meshes, by their numbers.
    pub values: Vec<Option<Values>>,
}

/// A primitive: vertices, and indices of triangles, lines or points, strips and fans unrolled.
pub(crate) struct Part {
    pub streams: Streams,
    pub indices: Vec<u32>,
    /// 4 triangles, 1 lines, 0 points (section 5.24.4).
    pub mode: u32,
}

/// Numbers of an accessor; normalised integers have become −1 to 1.
pub(crate) struct Values {
    pub components: usize,
    pub list: Vec<f32>,
}

/// Takes a model apart; every mesh of it, whether a scene shows it or not.
///
/// # Errors
/// As [`super::load`], for what meshes, skins, animations and instances point at. Images are not decoded.
pub(crate) fn take_apart(
    name: &str,
    bytes: &[u8],
    files: &dyn Files,
    limits: &Limits,
) -> std::result::Result<Parts, ModelError> {
    parts(bytes, files, limits).map_err(|fault| fault.in_file(name))
}

fn parts(bytes: &[u8], files: &dyn Files, limits: &Limits) -> Result<Parts> {
    let budget = Budget::new(limits);
    budget.bytes.take(bytes.len() as u64, "")?;
    let split = container::open(bytes)?;
    let root = document::parse(split.json, limits)?;
    let document = serde_json::from_slice(split.json).map_err(|error| Fault::invalid("", error.to_string()))?;
    let buffers = Buffers::new(&root, split.bin, files, &budget);
    let mut notes = Notes::new(0);
    let mut meshes = Vec::with_capacity(root.meshes.len());
    for (index, mesh) in root.meshes.iter().enumerate() {
        let part = |(place, json): (usize, &Json)| {
            budget.time.check("/meshes")?;
            part(json, &format!("/meshes/{index}/primitives/{place}"), &buffers, &mut notes)
        };
        meshes.push(mesh.primitives.iter().enumerate().map(part).collect::<Result<_>>()?);
    }
    let images = root.images.iter().enumerate().map(|(index, image)| {
        let at = format!("/images/{index}");
        match (&image.uri, image.buffer_view) {
            (Some(uri), _) => buffers.fetch(uri, &at).map(Cow::Owned),
            (None, Some(view)) => Ok(Cow::Borrowed(buffers.view(view, &at)?.bytes)),
            (None, None) => Err(Fault::invalid(at, "an image needs either an address or a buffer view")),
        }
    });
    let images = images.map(|image| image.map(Cow::into_owned)).collect::<Result<_>>()?;
    let mut values: Vec<Option<Values>> = root.accessors.iter().map(|_| None).collect();
    for index in others(&root)? {
        let found = numbers(&buffers, index)?;
        if let Some(slot) = values.get_mut(index) {
            *slot = Some(found);
        }
    }
    Ok(Parts { document, meshes, images, values })
}

fn part(json: &Json, at: &str, buffers: &Buffers<'_>, notes: &mut Notes) -> Result<Option<Part>> {
    let Checked::Valid(mode) = json.mode else {
        return Err(Fault::invalid(format!("{at}/mode"), "it is none of 0 to 6"));
    };
    let compressed = draco::decode(json, at, buffers)?;
    let Some(streams) = geometry::streams(json, at, buffers, compressed.as_ref(), notes)? else { return Ok(None) };
    let indices = match &compressed {
        Some(compressed) => compressed.indices()?,
        None => geometry::indices(json, mode, streams.positions.len(), at, buffers, notes)?,
    };
    let mode = match mode {
        Mode::Points => 0,
        Mode::Lines | Mode::LineLoop | Mode::LineStrip => 1,
        Mode::Triangles | Mode::TriangleStrip | Mode::TriangleFan => 4,
    };
    Ok(Some(Part { streams, indices, mode }).filter(|part| !part.indices.is_empty()))
}

/// The accessors that something else than a mesh refers to.
fn others(root: &Root) -> Result<BTreeSet<usize>> {
    let mut found = BTreeSet::new();
    for animation in &root.animations {
        found.extend(animation.samplers.iter().flat_map(|sampler| [sampler.input.value(), sampler.output.value()]));
    }
    found.extend(root.skins.iter().filter_map(|skin| Some(skin.inverse_bind_matrices?.value())));
    for node in &root.nodes {
        let instances = node.extensions.as_ref().and_then(|all| all.others.get(instancing::NAME));
        let attributes = instances.and_then(|json| json.get("attributes")).and_then(Value::as_object);
        found.extend(
            attributes.iter().flat_map(|list| list.values()).filter_map(|index| Some(index.as_u64()? as usize)),
        );
    }
    Ok(found)
}

fn numbers(buffers: &Buffers<'_>, index: usize) -> Result<Values> {
    let at = format!("/accessors/{index}");
    let count = pick(&buffers.root.accessors, index, "accessor", &at)?.count.0;
    buffers.budget.keys.take(count, &at)?;
    let accessor =
        Accessor::open(buffers, Index::<AccessorJson>::new(index as u32), &Meter::new("elements", count), &at)?;
    let components = accessor.components;
    let list = match components {
        1 => accessor.floats::<1>()?.into_flattened(),
        2 => accessor.floats::<2>()?.into_flattened(),
        3 => accessor.floats::<3>()?.into_flattened(),
        4 => accessor.floats::<4>()?.into_flattened(),
        _ => accessor.floats::<16>()?.into_flattened(),
    };
    Ok(Values { components, list })
}

/// Names of the files beside a model that it points at; none where it cannot be read.
pub(crate) fn file_names(bytes: &[u8]) -> BTreeSet<String> {
    let document = container::open(bytes).ok().and_then(|split| serde_json::from_slice::<Value>(split.json).ok());
    let list = |key: &str| document.as_ref().and_then(|all| all.get(key)?.as_array().cloned()).unwrap_or_default();
    let files = list("buffers").into_iter().chain(list("images")).filter_map(|one| {
        match resolve(one.get("uri")?.as_str()?, u64::MAX, "").ok()? {
            Place::File(name) => Some(name),
            Place::Inside(_) => None,
        }
    });
    files.collect()
}

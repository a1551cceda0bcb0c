//! Mesh primitives (glTF 2.0, section 3.7): attributes and indices to the quantised form.

use std::collections::{BTreeMap, HashSet};

use glam::Vec3;
use gltf::json::accessor::Accessor as Source;
use gltf::json::mesh::{Primitive as Json, Semantic};
use gltf::json::validation::Checked;
use gltf::json::{Index, mesh};

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::draco::{self, Compressed};
use super::error::{Fault, Result, pick};
use super::flat::Streams;
use super::limits::Meter;
use super::material::{Materials, Shade};
use super::morph;
use super::notes::Notes;
use super::quantise::quantise;
use super::skin;
use super::tangent;
use super::topology::{topology, unroll, unrolled};
use super::types::{Aabb, Primitive, Topology};

/// Reads the materials of a primitive that will be drawn, in the order in which [`primitive`] asks for them. Those that
/// variants put in one another's place go into `alone`.
pub(super) fn surfaces<'a>(
    json: &Json,
    at: &str,
    buffers: &'a Buffers<'_>,
    materials: &mut Materials<'a>,
    alone: &mut HashSet<u32>,
    notes: &mut Notes,
) -> Result<()> {
    if has(json, &Semantic::Positions) {
        let own = materials.index(json.material, unlit(json), buffers, notes)?.material;
        let variants = variants(json, at, unlit(json), buffers, materials, notes)?;
        if !variants.is_empty() {
            alone.insert(own);
            alone.extend(variants.iter().map(|&(_, material)| material));
        }
    }
    Ok(())
}

fn has(json: &Json, semantic: &Semantic) -> bool {
    json.attributes.contains_key(&Checked::Valid(semantic.clone()))
}

/// Lines and points without normals have nothing to be lit by; triangles get some.
fn unlit(json: &Json) -> bool {
    let lines = matches!(json.mode, Checked::Valid(mode) if topology(mode) != Topology::Triangles);
    lines && !has(json, &Semantic::Normals)
}

/// A primitive in full precision.
pub(super) struct Raw {
    /// JSON pointer of it.
    pub at: String,
    pub topology: Topology,
    pub streams: Streams,
    pub indices: Vec<u32>,
    pub material: u32,
    pub variants: Vec<(u32, u32)>,
}

impl Raw {
    /// Of the vertices.
    pub fn bounds(&self) -> Aabb {
        let mut bounds = Aabb::EMPTY;
        self.streams.positions.iter().for_each(|&position| bounds.extend(position.into()));
        bounds
    }

    /// The quantised form.
    pub fn finish(mut self) -> Result<Primitive> {
        let (vertices, bounds, decode) = quantise(&self.streams, &self.at)?;
        let deform = self.streams.deform();
        let Raw { topology, indices, material, variants, .. } = self;
        Ok(Primitive { topology, vertices, indices, material, bounds, decode, variants, deform })
    }
}

/// One primitive; `None` where there is nothing to draw.
pub(super) fn primitive<'a>(
    json: &Json,
    at: &str,
    buffers: &'a Buffers<'_>,
    materials: &mut Materials<'a>,
    notes: &mut Notes,
) -> Result<Option<Raw>> {
    let Checked::Valid(mode) = json.mode else {
        return Err(Fault::invalid(format!("{at}/mode"), "it is none of 0 to 6"));
    };
    let compressed = draco::decode(json, at, buffers)?;
    let Some(mut streams) = streams(json, at, buffers, compressed.as_ref(), notes)? else {
        notes.add(format!("{at}: without positions there is nothing to draw"));
        return Ok(None);
    };
    let mut indices = match &compressed {
        Some(compressed) => {
            let triangles = matches!(mode, mesh::Mode::Triangles | mesh::Mode::TriangleStrip);
            if !triangles {
                return Err(Fault::invalid(&*compressed.at, "only triangles and triangle strips can be compressed"));
            }
            let indices = compressed.indices()?;
            buffers.budget.indices.take(indices.len() as u64, at)?;
            indices
        }
        None => indices(json, mode, streams.positions.len(), at, buffers, notes)?,
    };
    if indices.is_empty() {
        notes.add(format!("{at}: its vertices form nothing to draw"));
        return Ok(None);
    }
    let topology = topology(mode);
    let unlit = unlit(json);
    let Shade { material, tint } = materials.index(json.material, unlit, buffers, notes)?;
    let variants = variants(json, at, unlit, buffers, materials, notes)?;
    if topology == Topology::Triangles {
        if streams.normals.is_empty() {
            buffers.budget.vertices.take(indices.len() as u64, at)?;
            streams.flatten(&mut indices);
        }
        if streams.tangents.is_empty() {
            let mut used = std::iter::once(material).chain(variants.iter().map(|&(_, material)| material));
            let coordinates = used.find_map(|material| materials.tangent_coordinates(material));
            if let Some((set, transform)) = coordinates {
                let before = streams.positions.len();
                tangent::compute(&mut streams, &mut indices, set, &transform, buffers.packed);
                buffers.budget.vertices.take((streams.positions.len() - before) as u64, at)?;
            }
        }
    }
    if tint > 0 {
        streams.tints = vec![tint; streams.positions.len()];
    }
    Ok(Some(Raw { at: at.to_owned(), topology, streams, indices, material, variants }))
}

fn variants<'a>(
    json: &Json,
    at: &str,
    unlit: bool,
    buffers: &'a Buffers<'_>,
    materials: &mut Materials<'a>,
    notes: &mut Notes,
) -> Result<Vec<(u32, u32)>> {
    let extension = json.extensions.as_ref().and_then(|all| all.khr_materials_variants.as_ref());
    let at = format!("{at}/extensions/KHR_materials_variants");
    let names = super::material::variant_names(buffers.root);
    let mut pairs = Vec::new();
    for mapping in extension.iter().flat_map(|extension| &extension.mappings) {
        pick(&buffers.root.materials, mapping.material as usize, "material", &at)?;
        let material = materials.index(Some(Index::new(mapping.material)), unlit, buffers, notes)?.material;
        for &variant in &mapping.variants {
            pick(names, variant as usize, "variant", &at)?;
            pairs.push((variant, material));
        }
    }
    Ok(pairs)
}

pub(super) fn indices(
    json: &Json,
    mode: mesh::Mode,
    vertices: usize,
    at: &str,
    buffers: &Buffers<'_>,
    notes: &mut Notes,
) -> Result<Vec<u32>> {
    let meter = &buffers.budget.indices;
    let list = match json.indices {
        Some(index) => {
            let accessor = Accessor::open(buffers, index, meter, &format!("{at}/indices"))?;
            meter.take(unrolled(mode, accessor.count) as u64, at)?;
            accessor.indices(vertices)?
        }
        None => {
            meter.take(unrolled(mode, vertices) as u64, at)?;
            (0..vertices as u32).collect()
        }
    };
    let count = list.len();
    let rest = match mode {
        mesh::Mode::Triangles => count % 3,
        mesh::Mode::Lines => count % 2,
        _ => 0,
    };
    if rest != 0 {
        notes.add(format!("{at}: the last {rest} of {count} indices complete nothing and are left out"));
    }
    Ok(unroll(mode, list))
}

/// The attributes; `None` without positions.
pub(super) fn streams(
    json: &Json,
    at: &str,
    buffers: &Buffers<'_>,
    compressed: Option<&Compressed>,
    notes: &mut Notes,
) -> Result<Option<Streams>> {
    let attributes = Attributes { list: &json.attributes, at, buffers, compressed };
    let Some(positions) = attributes.open(Semantic::Positions)? else { return Ok(None) };
    let count = positions.count;
    buffers.budget.vertices.take(count as u64, at)?;
    let mut streams = Streams { positions: positions.floats()?, ..Streams::default() };
    if let Some(normals) = attributes.same(Semantic::Normals, count)? {
        streams.normals = normals.floats()?;
        for normal in &mut streams.normals {
            *normal = Vec3::from(*normal).try_normalize().unwrap_or(Vec3::Z).to_array();
        }
        if let Some(tangents) = attributes.same(Semantic::Tangents, count)? {
            streams.tangents = tangents.floats()?;
            for (tangent, &normal) in streams.tangents.iter_mut().zip(&streams.normals) {
                let [x, y, z, w] = *tangent;
                let direction = Vec3::new(x, y, z).try_normalize();
                *tangent = direction.unwrap_or_else(|| tangent::perpendicular(normal.into())).extend(w).to_array();
            }
        }
    }
    for (set, uvs) in (0..).zip(&mut streams.uvs) {
        if let Some(accessor) = attributes.same(Semantic::TexCoords(set), count)? {
            *uvs = accessor.floats()?;
        }
    }
    if let Some(colors) = attributes.same(Semantic::Colors(0), count)? {
        streams.colors = match colors.components {
            3 => colors.floats::<3>()?.into_iter().map(|[r, g, b]| [r, g, b, 1.0]).collect(),
            _ => colors.floats::<4>()?,
        };
    }
    streams.targets = morph::targets(json.targets.as_deref().unwrap_or_default(), count, at, buffers)?;
    let mut sets = Vec::new();
    for set in 0.. {
        let joints = attributes.same(Semantic::Joints(set), count)?;
        let weights = attributes.same(Semantic::Weights(set), count)?;
        match (joints, weights) {
            (Some(joints), Some(weights)) => sets.push((joints, weights)),
            (None, None) => break,
            _ => return Err(Fault::invalid(at, format!("of JOINTS_{set} and WEIGHTS_{set} only one is there"))),
        }
    }
    if !sets.is_empty() {
        streams.influences = skin::influences(&sets, count, at, notes)?;
    }
    for semantic in json.attributes.keys() {
        if let Checked::Valid(Semantic::TexCoords(2..) | Semantic::Colors(1..)) = semantic {
            notes.add(format!("{at}: the attribute {} is not used", semantic.to_string()));
        }
    }
    Ok(Some(streams))
}

struct Attributes<'a, 'b> {
    list: &'a BTreeMap<Checked<Semantic>, Index<Source>>,
    at: &'a str,
    buffers: &'a Buffers<'b>,
    /// Where some of them are instead of in their accessors' buffer views.
    compressed: Option<&'a Compressed>,
}

impl<'a> Attributes<'a, '_> {
    fn open(&self, semantic: Semantic) -> Result<Option<Accessor<'a>>> {
        let name = semantic.to_string();
        let Some(&index) = self.list.get(&Checked::Valid(semantic)) else { return Ok(None) };
        let from = format!("{}/attributes/{name}", self.at);
        self.accessor(index, &name, &self.buffers.budget.vertices, &from).map(Some)
    }

    /// An attribute that must have as many elements as there are positions.
    fn same(&self, semantic: Semantic, count: usize) -> Result<Option<Accessor<'a>>> {
        let name = semantic.to_string();
        // The positions are paid for already; the others come with them.
        let Some(&index) = self.list.get(&Checked::Valid(semantic)) else { return Ok(None) };
        let from = format!("{}/attributes/{name}", self.at);
        let found = pick(&self.buffers.root.accessors, index.value(), "accessor", &from)?.count.0;
        if found != count as u64 {
            let why = format!("it has {found} elements where there are {count} positions");
            return Err(Fault::invalid(from, why));
        }
        self.accessor(index, &name, &Meter::new("vertices", found), &from).map(Some)
    }

    fn accessor(&self, index: Index<Source>, name: &str, meter: &Meter, from: &str) -> Result<Accessor<'a>> {
        match self.compressed.filter(|compressed| compressed.has(name)) {
            Some(compressed) => Accessor::with_values(self.buffers, index, meter, from, |components| {
                compressed.values(name, components)
            }),
            None => Accessor::open(self.buffers, index, meter, from),
        }
    }
}

//! What a model measures: bounds, memory and triangles.

use glam::{Mat4, Vec2, Vec3};

use super::error::{Fault, Result};
use super::types::{Aabb, Decode, Model, Topology, Vertex};

/// Vertices looked at for exact bounds; beyond this the boxes of boxes are taken, which may be larger.
const BOUNDS_WORK: usize = 16_000_000;

/// The box around everything in the rest pose; without `exact` from the boxes of primitives, whatever joints make of them.
pub(super) fn bounds(model: &Model, exact: bool) -> Result<Aabb> {
    let worlds = model.worlds(model.nodes.iter().map(|node| node.local));
    let mut all = Aabb::EMPTY;
    let mut work = 0usize;
    for (index, (node, world)) in model.nodes.iter().zip(&worlds).enumerate() {
        let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh as usize));
        for primitive in mesh.iter().flat_map(|mesh| &mesh.primitives) {
            let mut own = primitive.bounds.transformed(world);
            if !(own.min.is_finite() && own.max.is_finite()) {
                return Err(Fault::invalid(
                    "",
                    format!("drawn node {index} ({:?}) lies at no finite place", node.name),
                ));
            }
            // A turned box is larger than what is in it, and the box of what joints move says nothing.
            if exact && (primitive.deform.is_some() || !upright(world)) {
                work = work.saturating_add(primitive.vertices.len());
                if work <= BOUNDS_WORK {
                    own = Aabb::EMPTY;
                    model.rest_positions(index, node, primitive, &worlds).for_each(|place| own.extend(place));
                    if !(own.min.is_finite() && own.max.is_finite()) {
                        let why = format!("the joints of node {index} ({:?}) lead to no finite place", node.name);
                        return Err(Fault::invalid("", why));
                    }
                }
            }
            all = all.union(own);
        }
    }
    Ok(all)
}

/// Whether a matrix takes axes to axes, so that boxes stay boxes.
fn upright(matrix: &Mat4) -> bool {
    let columns = [matrix.x_axis, matrix.y_axis, matrix.z_axis].map(|column| column.truncate());
    columns.iter().all(|column| {
        let size = column.abs();
        (size.element_sum() - size.max_element()) <= size.max_element() * 1e-6
    })
}

impl Decode {
    /// The position of a vertex in its mesh's space.
    pub fn position(&self, vertex: &Vertex) -> Vec3 {
        let [x, y, z, _] = vertex.position.map(|part| f32::from(part) / 65535.0);
        self.position_offset + Vec3::new(x, y, z) * self.position_scale
    }
}

impl Decode {
    /// The first texture coordinates of a vertex, as the vertex shader makes them.
    pub fn uv0(&self, vertex: &Vertex) -> Vec2 {
        let part = |axis: usize| (f32::from(vertex.uv0[axis]) * 256.0 + f32::from(vertex.uv_low[axis])) / 16_777_215.0;
        self.uv0_offset + Vec2::new(part(0), part(1)) * self.uv0_scale
    }
}

impl Model {
    /// The memory that vertices, indices and images take on the GPU; indices narrow to 16 bits where they fit.
    pub fn gpu_bytes(&self) -> u64 {
        let primitives = self.meshes.iter().flat_map(|mesh| &mesh.primitives);
        let geometry: u64 = primitives
            .map(|primitive| {
                let index = if primitive.vertices.len() <= usize::from(u16::MAX) { 2 } else { 4 };
                (primitive.vertices.len() * size_of::<Vertex>() + primitive.indices.len() * index) as u64
            })
            .sum();
        let images: u64 = self.images.iter().flat_map(|image| &image.levels).map(|level| level.len() as u64).sum();
        geometry + images + self.deform_bytes()
    }

    /// What joints and morph targets take of it, in one buffer.
    pub(super) fn deform_bytes(&self) -> u64 {
        let primitives = self.meshes.iter().flat_map(|mesh| &mesh.primitives);
        primitives.filter_map(|primitive| primitive.deform.as_ref()).map(|deform| deform.words() as u64 * 4).sum()
    }

    /// The triangles drawn: those of a mesh count once for each node that shows it.
    pub fn triangles(&self) -> u64 {
        let meshes = self.nodes.iter().filter_map(|node| self.meshes.get(node.mesh? as usize));
        meshes
            .flat_map(|mesh| &mesh.primitives)
            .filter(|primitive| primitive.topology == Topology::Triangles)
            .map(|primitive| (primitive.indices.len() / 3) as u64)
            .sum()
    }
}

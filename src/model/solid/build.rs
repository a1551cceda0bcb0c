//! From a loaded model to its triangles.

use std::collections::HashMap;

use glam::Vec3;

use super::super::types::{Aabb, Model, Primitive, Topology};
use super::{Chunk, MOST, Part, Solid, Triangle};

/// Triangles of a chunk.
const CHUNK: usize = 32;
/// Nodes with this prefix are not drawn.
const COLLISION: &str = "COL_";
/// Faces that bend by less than this, as a cosine, are one surface: 20°.
const SMOOTH: f32 = 0.94;

impl Solid {
    /// The triangles of a model that still has its vertices; none where they are more than [`MOST`].
    pub fn new(model: &Model) -> Option<Solid> {
        if model.triangles() > MOST as u64 {
            return None;
        }
        let worlds = model.worlds(model.nodes.iter().map(|node| node.local));
        let mut solid = Solid::default();
        for (index, node) in model.nodes.iter().enumerate() {
            let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh as usize));
            let Some(mesh) = mesh.filter(|_| !node.name.starts_with(COLLISION)) else { continue };
            let first = solid.triangles.len();
            for primitive in mesh.primitives.iter().filter(|one| one.topology == Topology::Triangles) {
                let points: Vec<Vec3> = model.rest_positions(index, node, primitive, &worlds).collect();
                // A mirrored node turns its faces round.
                let mirrored = node.skin.is_none() && worlds.get(index).is_some_and(|world| world.determinant() < 0.0);
                solid.add(model, primitive, points, mirrored);
            }
            let chunks = solid.chunks.len();
            solid.chunk(first);
            solid.parts.push(Part { node: index as u32, chunks: chunks..solid.chunks.len() });
        }
        Some(solid)
    }

    fn add(&mut self, model: &Model, primitive: &Primitive, points: Vec<Vec3>, mirrored: bool) {
        let sheet = model.materials.get(primitive.material as usize).is_some_and(|material| material.double_sided);
        // Vertices that differ in their normals alone are one corner.
        let mut known: HashMap<[u32; 3], u32> = HashMap::with_capacity(points.len());
        let welded: Vec<u32> = points
            .into_iter()
            .map(|point| {
                *known.entry(point.to_array().map(f32::to_bits)).or_insert_with(|| {
                    self.points.push(point);
                    self.points.len() as u32 - 1
                })
            })
            .collect();
        let first = self.triangles.len();
        for corners in primitive.indices.as_chunks::<3>().0 {
            let [a, b, c] = corners.map(|corner| welded.get(corner as usize).copied());
            let (Some(a), Some(b), Some(c)) = (a, b, c) else { continue };
            // What has no area is met by nothing.
            if a != b && b != c && c != a {
                let corners = if mirrored { [a, c, b] } else { [a, b, c] };
                self.triangles.push(Triangle { corners, edges: 0, sheet });
            }
        }
        self.mark_edges(first);
    }

    /// Finds where the surface from a triangle on bends or ends.
    fn mark_edges(&mut self, first: usize) {
        let mut edges: Vec<(u32, u32, usize, u8)> = Vec::new();
        for (index, triangle) in self.triangles.iter().enumerate().skip(first) {
            for side in 0..3u8 {
                let (a, b) = (triangle.corners[usize::from(side)], triangle.corners[usize::from(side + 1) % 3]);
                edges.push((a.min(b), a.max(b), index, side));
            }
        }
        edges.sort_unstable();
        let normals: Vec<Vec3> = self.triangles[first..]
            .iter()
            .map(|triangle| {
                let [a, b, c] = self.corners(triangle);
                (b - a).cross(c - a).normalize_or_zero()
            })
            .collect();
        for same in edges.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let normal = |edge: &(u32, u32, usize, u8)| normals.get(edge.2 - first).copied().unwrap_or_default();
            let smooth = match same {
                [one, other] => normal(one).dot(normal(other)) > SMOOTH,
                // Some authors draw both sides of a sheet.
                [one, rest @ ..] if rest.len() > 1 => {
                    rest.iter().all(|edge| normal(one).dot(normal(edge)).abs() > SMOOTH)
                }
                _ => false,
            };
            for edge in same.iter().filter(|_| !smooth) {
                if let Some(triangle) = self.triangles.get_mut(edge.2) {
                    triangle.edges |= 1 << edge.3;
                }
            }
        }
    }

    /// Makes chunks of the triangles from one on.
    fn chunk(&mut self, first: usize) {
        let center = |triangle: &Triangle| self.corners(triangle).iter().sum::<Vec3>() / 3.0;
        let mut all = Aabb::EMPTY;
        self.triangles[first..].iter().for_each(|triangle| all.extend(center(triangle)));
        let size = (all.max - all.min).max(Vec3::splat(1e-12));
        let mut keyed: Vec<(u32, Triangle)> = self.triangles[first..]
            .iter()
            .map(|triangle| (morton((center(triangle) - all.min) / size), *triangle))
            .collect();
        keyed.sort_by_key(|(key, _)| *key);
        self.triangles.truncate(first);
        self.triangles.extend(keyed.into_iter().map(|(_, triangle)| triangle));
        for start in (first..self.triangles.len()).step_by(CHUNK) {
            let end = (start + CHUNK).min(self.triangles.len());
            let mut bounds = Aabb::EMPTY;
            for triangle in &self.triangles[start..end] {
                self.corners(triangle).into_iter().for_each(|corner| bounds.extend(corner));
            }
            self.chunks.push(Chunk { bounds, triangles: start as u32..end as u32 });
        }
    }
}

/// The place of a point of the unit cube along a curve that keeps together what lies together (Morton 1966), ten bits an axis.
fn morton(point: Vec3) -> u32 {
    let part = |value: f32| {
        let mut bits = (value.clamp(0.0, 1.0) * 1023.0) as u32;
        bits = (bits | bits << 16) & 0x0300_00ff;
        bits = (bits | bits << 8) & 0x0300_f00f;
        bits = (bits | bits << 4) & 0x030c_30c3;
        (bits | bits << 2) & 0x0924_9249
    };
    part(point.x) << 2 | part(point.y) << 1 | part(point.z)
}

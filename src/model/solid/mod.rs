//! A model's triangles on the CPU, in its rest pose: for rays that meet it, and for edges and corners near a place.
//!
//! A triangle takes 16 bytes, a vertex 12, and a chunk of triangles 28; at most [`MOST`] triangles are kept, which is about
//! 24 MiB. A ray is tested against the boxes of all chunks and the triangles of those that it meets.

mod build;
mod near;
mod ray;

use std::ops::Range;

use glam::{Mat4, Vec3};

use super::types::Aabb;
pub use near::{Near, Snap};
pub use ray::Hit;

/// Triangles of the largest model that is kept.
pub const MOST: usize = 1 << 20;

/// See the module's page. Places are in the model's space, as they are at rest.
#[derive(Debug, Clone, Default)]
pub struct Solid {
    points: Vec<Vec3>,
    triangles: Vec<Triangle>,
    chunks: Vec<Chunk>,
    parts: Vec<Part>,
}

/// Triangles of one node.
#[derive(Debug, Clone)]
pub struct Part {
    pub node: u32,
    chunks: Range<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Triangle {
    corners: [u32; 3],
    /// Bit i: the edge from corner i to the next is where the surface bends or ends.
    edges: u8,
    /// It is seen from both sides.
    sheet: bool,
}

/// Triangles that lie together.
#[derive(Debug, Clone)]
struct Chunk {
    bounds: Aabb,
    triangles: Range<u32>,
}

/// Where a part is now: from the model at rest into the hall; none where it is not shown.
pub trait Places {
    fn place(&self, node: u32) -> Option<Mat4>;
}

impl<F: Fn(u32) -> Option<Mat4>> Places for F {
    fn place(&self, node: u32) -> Option<Mat4> {
        self(node)
    }
}

impl Solid {
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.points.len() * size_of::<Vec3>()
            + self.triangles.len() * size_of::<Triangle>()
            + self.chunks.len() * size_of::<Chunk>()
    }

    fn corners(&self, triangle: &Triangle) -> [Vec3; 3] {
        triangle.corners.map(|corner| self.points.get(corner as usize).copied().unwrap_or_default())
    }

    fn triangles_of(&self, chunk: &Chunk) -> &[Triangle] {
        self.triangles.get(chunk.triangles.start as usize..chunk.triangles.end as usize).unwrap_or_default()
    }

    fn chunks_of(&self, part: &Part) -> &[Chunk] {
        self.chunks.get(part.chunks.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;

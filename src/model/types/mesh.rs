//! Meshes in their quantised form.

use bytemuck::{Pod, Zeroable};
use glam::{Vec2, Vec3};

use super::{Aabb, Deform};

#[derive(Debug, Clone, Default)]
pub struct Mesh {
    pub primitives: Vec<Primitive>,
}

/// What the indices of a primitive form. Strips, fans and loops are unrolled when loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topology {
    Triangles,
    Lines,
    Points,
}

/// One draw: vertices, indices and a material.
#[derive(Debug, Clone)]
pub struct Primitive {
    pub topology: Topology,
    pub vertices: Vec<Vertex>,
    /// Always present; `u32` here, narrowed to `u16` by the upload where it fits.
    pub indices: Vec<u32>,
    pub material: u32,
    /// Bounds of the vertices in the mesh's space.
    pub bounds: Aabb,
    pub decode: Decode,
    /// (variant, material) pairs of KHR_materials_variants.
    pub variants: Vec<(u32, u32)>,
    /// Joints and morph targets, where it has some.
    pub deform: Option<Box<Deform>>,
}

/// A quantised vertex: 32 bytes. [`Decode`] of the primitive gives the real values.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
pub struct Vertex {
    /// Position as unorm16 over the primitive's bounds. Of `[3]` the lowest bit is set for tangent handedness +1 and not for
    /// −1; the others are a place in [`Material::tints`](super::Material::tints).
    pub position: [u16; 4],
    /// Octahedral normal, snorm16: see [`octahedral_decode`](super::octahedral_decode).
    pub normal: [i16; 2],
    /// Octahedral tangent, snorm16; zeros where no normal texture asks for one.
    pub tangent: [i16; 2],
    /// Texture coordinates over their range in the primitive: the high 16 of 24 bits.
    pub uv0: [u16; 2],
    pub uv1: [u16; 2],
    /// Vertex colour, linear, unorm8; white where the file has none.
    pub color: [u8; 4],
    /// The low eight bits of both texture coordinates.
    pub uv_low: [u8; 4],
}

/// `value = offset + unorm × scale` for what [`Vertex`] quantises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decode {
    pub position_offset: Vec3,
    pub position_scale: Vec3,
    pub uv0_offset: Vec2,
    pub uv0_scale: Vec2,
    pub uv1_offset: Vec2,
    pub uv1_scale: Vec2,
}

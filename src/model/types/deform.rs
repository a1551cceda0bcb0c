//! What moves the vertices of a primitive: joints and morph targets.

use glam::{Mat4, Vec3};

use super::Aabb;

/// The joints of a skinned mesh.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Skin {
    /// Into [`Model::nodes`](super::Model::nodes).
    pub joints: Vec<u32>,
    /// From the mesh's space into each joint's, as many as there are joints.
    pub inverse_bind: Vec<Mat4>,
}

/// How much a joint moves a vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Influence {
    /// Into [`Skin::joints`].
    pub joint: u16,
    /// As unorm16; all of a vertex sum up to 65535.
    pub weight: u16,
}

/// Joints that may move one vertex.
pub const INFLUENCES: usize = 8;

/// A vertex's way towards a morph target of weight 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Delta {
    pub position: Vec3,
    pub normal: Vec3,
    pub tangent: Vec3,
}

/// The moving part of a primitive.
#[derive(Debug, Clone, Default)]
pub struct Deform {
    /// For each vertex; empty without a skin. Unused ones at the end have weight 0.
    pub influences: Vec<[Influence; INFLUENCES]>,
    /// For each target, for each vertex.
    pub targets: Vec<Vec<Delta>>,
    /// The box of the vertices that a joint moves, in the mesh's space, for each joint that moves any.
    pub joint_boxes: Vec<(u16, Aabb)>,
    /// The longest way of any vertex along each axis, for each target.
    pub reach: Vec<Vec3>,
    /// Where its description starts in the words that the GPU gets, once these were made.
    pub header: u32,
}

impl Deform {
    /// How far morph targets of these weights can carry a vertex along each axis.
    pub fn reach(&self, weights: &[f32]) -> Vec3 {
        self.reach.iter().zip(weights).map(|(reach, weight)| *reach * weight.abs()).sum()
    }
}

impl Deform {
    /// Words of the description of one primitive.
    pub(crate) const HEADER: usize = 9;

    /// The most bytes that a GPU is sure to take in one buffer of such words (WebGPU, section 3.6.2,
    /// `maxStorageBufferBindingSize`).
    pub(crate) const MOST_BYTES: u64 = 128 << 20;

    /// Influences of a vertex that are kept: four where no vertex has more.
    pub(crate) fn influences_each(&self) -> usize {
        let more = self.influences.iter().any(|vertex| vertex.iter().skip(4).any(|one| one.weight > 0));
        if more { 8 } else { 4 }
    }

    /// Words of a delta: tangents only where some move.
    pub(crate) fn delta_words(&self) -> usize {
        let tangents = self.targets.iter().flatten().any(|delta| delta.tangent != Vec3::ZERO);
        if tangents { 5 } else { 3 }
    }

    /// Words on the GPU, as long as they are still here.
    pub fn words(&self) -> usize {
        let deltas: usize = self.targets.iter().map(Vec::len).sum();
        Self::HEADER + self.influences.len() * self.influences_each() + deltas * self.delta_words()
    }
}

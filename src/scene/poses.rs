//! Joints and morph weights of everything that moves so, in one array for the GPU.
//!
//! A node's pose is its weights, four at a time, and its joints as three rows each, from the mesh's space to the world.

use std::ops::Range;

use glam::Mat4;

use super::slots::{Slots, around};
use crate::model::{Aabb, Model, Node, Primitive};

/// The array, with what of it must be sent again.
#[derive(Debug, Default)]
pub(super) struct Poses {
    pub rows: Vec<[f32; 4]>,
    pub dirty: Option<Range<usize>>,
    slots: Slots,
    /// Kept so that nothing is allocated once it has grown.
    palette: Vec<Mat4>,
}

/// How many rows the pose of a node takes.
fn rows(model: &Model, node: &Node) -> usize {
    let joints = node.skin.and_then(|skin| model.skins.get(skin as usize)).map_or(0, |skin| skin.joints.len());
    joints * 3 + node.weights.len().div_ceil(4)
}

impl Poses {
    /// Makes room for all nodes of a model; the second list has each node's first row.
    pub fn take(&mut self, model: &Model) -> (Range<usize>, Vec<u32>) {
        let range = self.slots.take(model.nodes.iter().map(|node| rows(model, node)).sum());
        self.rows.resize(self.slots.len(), [0.0; 4]);
        let mut next = range.start;
        let firsts = model.nodes.iter().map(|node| {
            let first = next;
            next += rows(model, node);
            first as u32
        });
        let firsts = firsts.collect();
        (range, firsts)
    }

    pub fn give(&mut self, range: Range<usize>) {
        self.slots.give(range);
    }

    /// Writes a node's pose. Afterwards [`Poses::bounds`] and [`Poses::mirrored`] speak of this node.
    pub fn write(&mut self, model: &Model, node: &Node, first: u32, worlds: &[Mat4], weights: &[f32]) {
        self.palette.clear();
        if let Some(skin) = node.skin {
            model.palette(skin, worlds, &mut self.palette);
        }
        let first = first as usize;
        let joints = self.palette.iter().flat_map(|joint| {
            let rows = joint.transpose();
            [rows.x_axis, rows.y_axis, rows.z_axis].map(|row| row.to_array())
        });
        let weights = weights.chunks(4).map(|four| std::array::from_fn(|lane| four.get(lane).copied().unwrap_or(0.0)));
        let mut count = 0;
        for (slot, row) in self.rows.iter_mut().skip(first).zip(weights.chain(joints)) {
            *slot = row;
            count += 1;
        }
        self.dirty = around(self.dirty.take(), first..first + count);
    }

    /// Whether the joints turn the inside of the last written node out.
    pub fn mirrored(&self) -> Option<bool> {
        self.palette.first().map(|joint| joint.determinant() < 0.0)
    }

    /// A box around everything that the last written pose can make of a primitive (every vertex is a mean of where its
    /// joints would put it, and so lies in the box around the joints' boxes).
    pub fn bounds(&self, primitive: &Primitive, world: &Mat4, weights: &[f32]) -> Aabb {
        let Some(deform) = &primitive.deform else { return primitive.bounds.transformed(world) };
        let reach = deform.reach(weights);
        let wider = |bounds: Aabb| Aabb { min: bounds.min - reach, max: bounds.max + reach };
        if self.palette.is_empty() || deform.joint_boxes.is_empty() {
            return wider(primitive.bounds).transformed(world);
        }
        deform.joint_boxes.iter().fold(Aabb::EMPTY, |all, (joint, bounds)| {
            let joint = self.palette.get(usize::from(*joint)).copied().unwrap_or_default();
            all.union(wider(*bounds).transformed(&joint))
        })
    }
}

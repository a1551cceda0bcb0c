//! A placed model, as the scene keeps it.

use std::ops::Range;
use std::sync::Arc;

use glam::{Mat4, Vec3};

use super::play::Play;
use crate::model::{Aabb, Model, Pose};

#[derive(Debug)]
pub(super) struct Object {
    pub shape: Arc<Model>,
    pub model: u32,
    pub matrix: Mat4,
    pub items: Range<usize>,
    /// Node of each item, in item order.
    pub nodes: Vec<u32>,
    /// Number of the first primitive of each mesh, counted over all meshes of the renderer's model.
    pub firsts: Vec<u32>,
    pub pose: Pose,
    /// Rows of [`Scene::poses`], and where each node's start.
    pub rows: Range<usize>,
    pub first_rows: Vec<u32>,
    pub worlds: Vec<Mat4>,
    /// Nodes that are not shown, by themselves or by what they hang on; empty where none ever is.
    pub hidden: Vec<bool>,
    /// Materials that animations move.
    pub moved_materials: Vec<u32>,
    pub animation: Option<Play>,
    pub clock: Clock,
    /// How far its parts are from where they are otherwise.
    pub apart: Option<Apart>,
    pub variant: Option<u32>,
    pub visible: bool,
    pub casts: bool,
    /// A plane cuts it.
    pub cut: bool,
    pub bounds: Aabb,
}

/// An object's own time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clock {
    /// Seconds that it is behind the visit's clock.
    pub late: f32,
    /// Its time while it stands.
    pub still: Option<f32>,
}

impl Clock {
    /// Its time, by the visit's in seconds.
    pub fn at(&self, time: f32) -> f32 {
        self.still.unwrap_or(time - self.late)
    }
}

/// An exploded view, or the way into one.
#[derive(Debug, Clone)]
pub(super) struct Apart {
    /// Of each node, metres along the model's axes.
    pub ways: Arc<[Vec3]>,
    /// 0 as it is otherwise, 1 all apart.
    pub amount: f32,
}

impl Apart {
    /// How far a node goes beside the one above it, in the hall.
    pub fn way(&self, node: usize, matrix: &Mat4) -> Vec3 {
        self.ways.get(node).map_or(Vec3::ZERO, |way| matrix.transform_vector3(*way * self.amount))
    }
}

//! A placed model, as the scene keeps it.

use std::ops::Range;
use std::sync::Arc;

use glam::{Mat4, Vec3};

use super::fade::Fade;
use super::play::Play;
use super::state::State;
use crate::model::{self, Aabb, Model, Pose, Starts};

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
    /// What was touched of it.
    pub states: Vec<State>,
    /// Nothing of it has moved since it was last placed.
    pub settled: bool,
    pub clock: Clock,
    /// How far its parts are from where they are otherwise.
    pub apart: Option<Apart>,
    pub variant: Option<u32>,
    /// In which room it stands.
    pub room: u16,
    pub visible: bool,
    pub casts: bool,
    /// A plane cuts it.
    pub cut: bool,
    pub fade: Fade,
    /// What it is drawn together with.
    pub joined: Option<Joined>,
    pub bounds: Aabb,
}

impl Object {
    /// Whether its place is sent with each frame in which it is seen.
    pub fn moves(&self) -> bool {
        self.animation.is_some() || !self.states.is_empty()
    }

    /// Whether an animation plays without anybody: one that has a state does what that says.
    pub fn plays_by_itself(&self, animation: usize) -> bool {
        let found = self.shape.animations.get(animation);
        let always = found.is_some_and(|found| found.starts == Starts::Always);
        always && !self.states.iter().any(|state| state.animation as usize == animation)
    }

    /// Brings its pose to a time on the visit's clock; false where that is where it is already.
    pub fn animate(&mut self, time: f32) -> bool {
        let time = self.clock.at(time);
        let length = |one: usize| self.shape.animations.get(one).map_or(0.0, |animation| animation.duration);
        let rests = |state: &State| state.rests(time, length(state.animation as usize));
        let settled = self.animation.is_none() && self.states.iter().all(rests);
        if settled && self.settled {
            return false;
        }
        if let Some(play) = self.animation {
            let chosen = play.animation.map_or(0..self.shape.animations.len(), |one| one..one + 1);
            for one in chosen {
                let named = play.animation.is_some();
                if !named && !self.plays_by_itself(one) {
                    continue;
                }
                let seconds = (time - play.start).max(0.0);
                let seconds = if play.once { seconds.min(length(one)) } else { seconds };
                model::animate(&self.shape, one, seconds, &mut self.pose);
            }
        }
        for state in &self.states {
            let one = state.animation as usize;
            model::animate(&self.shape, one, state.at(time, length(one)), &mut self.pose);
        }
        if let Some(apart) = &self.apart {
            // What is apart is so from its rest: ways were worked out for that.
            for (local, node) in self.pose.locals.iter_mut().zip(&self.shape.nodes) {
                *local = local.towards(&node.local, apart.amount);
            }
        }
        self.settled = settled;
        true
    }
}

/// See [`Scene::join`](super::Scene::join).
#[derive(Debug, Clone, Copy)]
pub(super) struct Joined {
    pub home: Mat4,
    /// Of all that are drawn together, in the world.
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

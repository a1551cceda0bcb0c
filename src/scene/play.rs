//! What moves of itself: animations, and the way of parts into an exploded view.

use std::sync::Arc;

use glam::{Mat4, Vec3};

use super::object::Apart;
use super::store::{Change, ObjectId, Scene};
use crate::model::{self, Aabb};

/// How animations of an object are played.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Play {
    /// Which one; all of them where none is named.
    pub animation: Option<usize>,
    /// Seconds on the visit's clock at which it is at its first key.
    pub start: f32,
    /// It stops at its last key instead of starting over.
    pub once: bool,
}

impl Scene {
    /// Plays animations of an object from now on; an unknown one changes nothing.
    pub fn play(&mut self, id: ObjectId, play: Play) {
        if let Some(object) = self.object_mut(id)
            && play.animation.unwrap_or(0) < object.shape.animations.len()
            && object.animation.replace(play).is_none()
        {
            self.playing.push(id.0);
            // Its place is sent with each frame from now on.
            self.refresh(id, Change::Draws);
        }
    }

    /// Moves what is animated to `time` seconds.
    pub fn animate(&mut self, time: f32) {
        profiling::scope!("animate");
        for at in 0..self.playing.len() {
            let slot = self.playing[at];
            let Some(object) = self.objects.get_mut(slot as usize).and_then(Option::as_mut) else { continue };
            let Some(play) = object.animation.filter(|_| object.visible) else { continue };
            let chosen = play.animation.map_or(0..object.shape.animations.len(), |one| one..one + 1);
            for one in chosen {
                let length = object.shape.animations.get(one).map_or(0.0, |animation| animation.duration);
                let seconds = (object.clock.at(time) - play.start).max(0.0);
                let seconds = if play.once { seconds.min(length) } else { seconds };
                model::animate(&object.shape, one, seconds, &mut object.pose);
            }
            if let Some(apart) = &object.apart {
                // What is apart is so from its rest: ways were worked out for that.
                for (local, node) in object.pose.locals.iter_mut().zip(&object.shape.nodes) {
                    *local = local.towards(&node.local, apart.amount);
                }
            }
            if !object.moved_materials.is_empty() && !self.painted.contains(&slot) {
                self.painted.push(slot);
            }
            self.refresh(ObjectId(slot), Change::Pose);
        }
    }

    /// Lets an object's animations stand from `time` seconds on, or go on from where they stood.
    pub fn hold(&mut self, id: ObjectId, held: bool, time: f32) {
        let Some(object) = self.object_mut(id) else { return };
        let clock = &mut object.clock;
        match (held, clock.still) {
            (true, None) => clock.still = Some(time - clock.late),
            (false, Some(still)) => (clock.late, clock.still) = (time - still, None),
            _ => {}
        }
    }

    /// Takes an object apart by so much, 0 to 1, or puts it together again. `ways` has one for each node: see
    /// [`Explosion::ways`](crate::model::Explosion::ways). Of another model's nodes nothing is known, and nothing changes.
    pub fn set_apart(&mut self, id: ObjectId, apart: Option<(&Arc<[Vec3]>, f32)>) {
        let Some(object) = self.object_mut(id) else { return };
        let apart = apart.filter(|(ways, amount)| *amount > 0.0 && ways.len() == object.shape.nodes.len());
        let same = match (&object.apart, apart) {
            (None, None) => true,
            (Some(old), Some((ways, amount))) => Arc::ptr_eq(&old.ways, ways) && old.amount == amount,
            _ => false,
        };
        if !same {
            object.apart = apart.map(|(ways, amount)| Apart { ways: ways.clone(), amount });
            self.refresh(id, Change::Place);
        }
    }

    /// Takes points of the model as it is at rest to where a node carries them now, in the hall; `None` where it is not shown.
    /// What is skinned counts as at rest.
    pub fn since_rest(&self, id: ObjectId, node: u32) -> Option<Mat4> {
        let object = self.objects.get(id.0 as usize)?.as_ref()?;
        if !object.visible || object.hidden.get(node as usize).copied().unwrap_or(false) {
            return None;
        }
        let found = object.shape.nodes.get(node as usize)?;
        if found.skin.is_some() {
            return Some(object.matrix);
        }
        let mut rest = found.local.matrix();
        let mut above = found.parent;
        while let Some(parent) = above.and_then(|parent| object.shape.nodes.get(parent as usize)) {
            rest = parent.local.matrix() * rest;
            above = parent.parent;
        }
        (rest.determinant() != 0.0).then(|| object.worlds[node as usize] * rest.inverse())
    }

    /// The box in the hall of what a node itself shows now.
    pub fn part(&self, id: ObjectId, node: u32) -> Option<Aabb> {
        let object = self.objects.get(id.0 as usize)?.as_ref()?;
        let slots = object.items.clone().zip(&object.nodes).filter(|(_, of)| **of == node).map(|(slot, _)| slot);
        let boxes = slots.map(|slot| Aabb {
            min: self.centers[slot] - self.halves[slot],
            max: self.centers[slot] + self.halves[slot],
        });
        boxes.reduce(Aabb::union)
    }
}

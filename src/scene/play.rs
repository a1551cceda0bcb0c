//! What moves of itself: animations, and the way of parts into an exploded view.

use std::sync::Arc;

use glam::{Mat4, Vec3};

use super::object::Apart;
use super::state::State;
use super::store::{Change, ObjectId, Scene};
use crate::model::Aabb;

/// How animations of an object are played.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Play {
    /// Which one; all that play by themselves ([`Starts::Always`](crate::model::Starts)) where none is named.
    pub animation: Option<usize>,
    /// Seconds on the visit's clock at which it is at its first key.
    pub start: f32,
    /// It stops at its last key instead of starting over.
    pub once: bool,
}

impl Scene {
    /// Plays animations of an object from now on; an unknown one changes nothing.
    pub fn play(&mut self, id: ObjectId, play: Play) {
        let Some(object) = self.object_mut(id) else { return };
        let animations = &object.shape.animations;
        let known = match play.animation {
            Some(one) => one < animations.len(),
            None => (0..animations.len()).any(|one| object.plays_by_itself(one)),
        };
        if known {
            let moved = object.moves();
            object.animation = Some(play);
            self.begin(id, moved);
        }
    }

    /// Puts an object into states: what visitors touched of it. One of an unknown animation is none.
    pub fn set_states(&mut self, id: ObjectId, states: &[State]) {
        let Some(object) = self.object_mut(id) else { return };
        if object.states == states {
            return;
        }
        let moved = object.moves();
        let known = object.shape.animations.len();
        object.states.clear();
        object.states.extend(states.iter().filter(|state| (state.animation as usize) < known));
        object.settled = false;
        // What has got a state plays by itself no more.
        let by_itself = object.animation.is_some_and(|play| play.animation.is_none());
        if by_itself && !(0..known).any(|one| object.plays_by_itself(one)) {
            object.animation = None;
        }
        if object.moves() {
            self.begin(id, moved);
        }
    }

    /// Its place is sent with each frame from now on, unless it was before.
    fn begin(&mut self, id: ObjectId, moved: bool) {
        if !moved {
            self.playing.push(id.0);
            self.refresh(id, Change::Draws);
        }
    }

    /// An object's own time, by the visit's in seconds: it falls behind while the object is held ([`Scene::hold`]).
    pub fn time_of(&self, id: ObjectId, time: f32) -> f32 {
        self.objects.get(id.0 as usize).and_then(Option::as_ref).map_or(time, |object| object.clock.at(time))
    }

    /// Moves what is animated to `time` seconds.
    pub fn animate(&mut self, time: f32) {
        profiling::scope!("animate");
        for at in 0..self.playing.len() {
            let slot = self.playing[at];
            let Some(object) = self.objects.get_mut(slot as usize).and_then(Option::as_mut) else { continue };
            if !object.visible || !self.cells.shows(object.room) || !object.animate(time) {
                continue;
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
            object.settled = false;
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

//! What reacts to visitors: doors of booths and halls that open when somebody comes, and close when they have gone.

use std::sync::Arc;

use glam::{Mat4, Vec2, vec2, vec3};

use super::content::{Content, World};
use super::piece::Piece;
use crate::fair::{Fair, Reaction};
use crate::model::{Channel, Model, Starts, Target};
use crate::scene::State;
use crate::visit::Visit;

/// By so many metres more one must be away for it to go back: who sways before a door does not move it.
const LEAVE: f32 = 0.5;

/// All reactions of a fair.
#[derive(Debug, Default)]
pub struct Reactions {
    list: Vec<One>,
}

#[derive(Debug)]
struct One {
    piece: Piece,
    hall: usize,
    animation: String,
    /// x and z in the hall, where that was said.
    at: Option<Vec2>,
    near: f32,
    /// Somebody is near.
    on: bool,
    /// What was last found out of the piece's model, by the address of its shape: the animation, and where what it moves
    /// is.
    found: Option<(usize, Option<(u32, Vec2)>)>,
}

impl Reactions {
    pub fn new(fair: &Fair) -> Reactions {
        let one = |piece: Piece, hall: usize, reaction: &Reaction| {
            let place = piece.matrix(fair);
            let at = reaction.at.map(|at| {
                let at = place.transform_point3(vec3(at.x, 0.0, at.y));
                vec2(at.x, at.z)
            });
            let (animation, near) = (reaction.animation.clone(), reaction.near);
            One { piece, hall, animation, at, near, on: false, found: None }
        };
        let mut list = Vec::new();
        for (number, hall) in fair.halls.iter().enumerate() {
            list.extend(hall.reactions.iter().map(|reaction| one(Piece::Hall(number), number, reaction)));
        }
        for (number, booth) in fair.booths.iter().enumerate() {
            list.extend(booth.reactions.iter().map(|reaction| one(Piece::Booth(number), booth.hall, reaction)));
        }
        Reactions { list }
    }

    /// One frame, at `time` seconds on the visit's clock.
    pub fn update(&mut self, visit: &Visit, time: f32, content: &Content, world: &mut World) {
        let head = visit.head().position;
        let head = vec2(head.x, head.z);
        for one in &mut self.list {
            let here = one.hall == visit.hall;
            // Most are in other halls, and at rest.
            if !here && !one.on {
                continue;
            }
            let Some((object, shape)) = content.shown(one.piece) else { continue };
            let Some((number, place)) = one.find(shape, content.fair()) else { continue };
            let reach = one.near + if one.on { LEAVE } else { 0.0 };
            let on = here && one.at.unwrap_or(place).distance(head) < reach;
            let Some(animation) = shape.animations.get(number as usize) else { continue };
            let now = world.scene.time_of(object, time);
            let states = world.moved.reactions(one.piece);
            let known = states.iter().position(|state| state.animation == number);
            let at = known.unwrap_or(states.len());
            if known.is_none() {
                states.push(State::new(number, Starts::Open));
            }
            let changes = std::mem::replace(&mut one.on, on) != on;
            if let Some(state) = states.get_mut(at).filter(|state| state.is_on() != on) {
                // Nobody sees it go who is elsewhere.
                state.touch(now, animation, visit.settings.reduced_motion || !here);
            }
            if changes || known.is_none() {
                for object in content.objects(one.piece) {
                    world.scene.set_states(object, world.moved.states(one.piece));
                }
            }
        }
    }
}

impl One {
    /// The animation in this shape of the model, and where what it moves is in the hall; once for each shape.
    fn find(&mut self, shape: &Arc<Model>, fair: &Fair) -> Option<(u32, Vec2)> {
        let address = Arc::as_ptr(shape) as usize;
        if let Some((known, found)) = self.found
            && known == address
        {
            return found;
        }
        let number = shape.animations.iter().position(|animation| animation.name == self.animation);
        let found = number.map(|number| {
            let targets = shape.animations.get(number).map_or(&[] as &[Channel], |animation| &animation.channels);
            let node = targets.iter().find_map(|channel| match channel.target {
                Target::Node { node, .. } => Some(node),
                _ => None,
            });
            let place = self.piece.matrix(fair) * node.map_or(Mat4::IDENTITY, |node| rest(shape, node));
            (number as u32, vec2(place.w_axis.x, place.w_axis.z))
        });
        if found.is_none() {
            log::warn!("{}: no animation is called {:?}", self.piece.name(fair), self.animation);
        }
        self.found = Some((address, found));
        found
    }
}

/// Takes points of a node into its model, as it is at rest.
fn rest(shape: &Model, node: u32) -> Mat4 {
    let (mut matrix, mut at) = (Mat4::IDENTITY, Some(node));
    // Nodes hang on earlier ones.
    while let Some(node) = at.and_then(|at| shape.nodes.get(at as usize)) {
        matrix = node.local.matrix() * matrix;
        at = node.parent;
    }
    matrix
}

#[cfg(test)]
mod tests;

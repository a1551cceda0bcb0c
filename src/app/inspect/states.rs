//! Touching a product: what opens opens, what runs runs.

use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::device::Pose;
use crate::model::{Aabb, Model, Starts};
use crate::scene::{ObjectId, Scene, State};
use crate::visit::ThingId;

/// Touches what a hand in the hall points at of a product, or all of it. `jump` leaves out the way; `time` is in seconds.
pub fn touch(id: ThingId, aim: Option<&Pose>, jump: bool, time: f64, content: &Content, world: &mut World) {
    let piece = Piece::Product(id.0, id.1);
    let Some((object, shape)) = content.shown(piece) else { return };
    let states = (0..).zip(&shape.animations).filter(|(_, animation)| animation.starts != Starts::Always);
    let all: Vec<u32> = states.map(|(number, _)| number).collect();
    let pointed = aim.and_then(|aim| {
        let near = all.iter().filter_map(|&number| Some((size(number, shape, object, aim, &world.scene)?, number)));
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, number)| number)
    });
    let now = world.scene.time_of(object, time as f32);
    let known = world.moved.states.entry(id).or_default();
    for number in all.into_iter().filter(|number| pointed.is_none_or(|pointed| pointed == *number)) {
        let Some(animation) = shape.animations.get(number as usize) else { continue };
        let place = known.iter().position(|state| state.animation == number).unwrap_or_else(|| {
            known.push(State::new(number, animation.starts));
            known.len() - 1
        });
        if let Some(state) = known.get_mut(place) {
            state.touch(now, animation, jump);
        }
    }
    super::put(piece, content, world);
}

/// How large the smallest part is that an animation moves and a ray meets: what lies within another's box comes first.
fn size(animation: u32, shape: &Model, object: ObjectId, aim: &Pose, scene: &Scene) -> Option<f32> {
    let animation = shape.animations.get(animation as usize)?;
    let moved = |mut node: u32| {
        loop {
            if animation.moves(node) {
                return true;
            }
            match shape.nodes.get(node as usize).and_then(|node| node.parent) {
                Some(parent) => node = parent,
                None => return false,
            }
        }
    };
    let parts = (0..shape.nodes.len() as u32).filter(|node| moved(*node)).filter_map(|node| scene.part(object, node));
    parts.filter(|part| meets(part, aim)).map(|part| part.half().length()).reduce(f32::min)
}

fn meets(bounds: &Aabb, aim: &Pose) -> bool {
    // Slabs (Kay and Kajiya 1986).
    let step = aim.forward().recip();
    let (a, b) = ((bounds.min - aim.position) * step, (bounds.max - aim.position) * step);
    let (enter, leave) = (a.min(b).max_element(), a.max(b).min_element());
    enter <= leave && leave > 0.0
}

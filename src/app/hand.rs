//! What the visitor sees of their own hands.

use glam::Mat4;

use super::content::{Content, World};
use super::piece::Piece;
use crate::device::Frame;
use crate::visit::Visit;

/// Puts a wand into each hand that is tracked.
pub fn update(visit: &Visit, frame: &Frame, content: &Content, world: &mut World) {
    for (piece, hand) in [(Piece::Wand(0), &frame.input.hands[0]), (Piece::Wand(1), &frame.input.hands[1])] {
        let Some(object) = content.object(piece) else { continue };
        // A wand lies in the palm and points where the hand points.
        let place = match (hand.grip, hand.aim) {
            (Some(grip), Some(aim)) => Some(Mat4::from_rotation_translation(aim.orientation, grip.position)),
            (Some(pose), None) | (None, Some(pose)) => Some(pose.matrix()),
            (None, None) => None,
        };
        if let Some(place) = place {
            world.scene.set_matrix(object, visit.world_from_rig() * place);
        }
        world.scene.set_visible(object, place.is_some());
    }
}

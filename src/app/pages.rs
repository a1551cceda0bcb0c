//! The pages that a visitor may hold up: the key sheet and the credits.

use glam::{Mat4, Quat, Vec3, vec3};

use super::content::{Content, World};
use super::piece::Piece;
use crate::device::Frame;
use crate::visit::Visit;

/// How far in front of the eyes a page stands, in metres.
const DISTANCE: f32 = 1.25;
/// Behind everything that stands in the hall.
const RANK: u32 = 2;

/// Which page shows, and where it was put.
#[derive(Debug, Default)]
pub struct Pages {
    shown: Option<(Piece, Mat4)>,
    asked: Vec<Piece>,
}

impl Pages {
    /// Shows and hides pages as the visit says; a page stands where it was opened and does not follow the head.
    pub fn update(&mut self, visit: &Visit, frame: &Frame, content: &mut Content, world: &mut World) {
        let wanted = wanted(visit);
        if self.shown.map(|(piece, _)| piece) != wanted {
            let old = self.shown.take();
            if let Some(object) = old.and_then(|(piece, _)| content.object(piece)) {
                world.scene.set_visible(object, false);
            }
            if let Some(piece) = wanted {
                // The same page in the other language takes the place of the one before.
                let eyes = old.map_or_else(|| eyes(visit, frame), |(_, eyes)| eyes);
                self.shown = Some((piece, eyes));
                if !self.asked.contains(&piece) {
                    self.asked.push(piece);
                    content.ask(piece, RANK);
                }
            }
        }
        if let Some((piece, eyes)) = self.shown
            && let Some(object) = content.object(piece)
        {
            world.scene.set_matrix(object, eyes * seen_from(piece));
            world.scene.set_visible(object, true);
        }
    }
}

fn wanted(visit: &Visit) -> Option<Piece> {
    if visit.key_sheet {
        Some(Piece::KeySheet(visit.lang))
    } else {
        visit.credits.then_some(Piece::Credits(visit.lang))
    }
}

/// Where a page lies for somebody at the origin who looks along −Z. The credits stand around the reader by themselves.
fn seen_from(piece: Piece) -> Mat4 {
    match piece {
        Piece::Credits(_) => Mat4::IDENTITY,
        _ => Mat4::from_translation(Vec3::NEG_Z * DISTANCE),
    }
}

/// The visitor's eyes, a little lower and level, towards where they look.
fn eyes(visit: &Visit, frame: &Frame) -> Mat4 {
    let head = visit.world_from_rig() * frame.input.head.matrix();
    let ahead = head.transform_vector3(Vec3::NEG_Z);
    let flat = vec3(ahead.x, 0.0, ahead.z).normalize_or(Vec3::NEG_Z);
    let at = head.w_axis.truncate() - Vec3::Y * 0.05;
    // The yaw that turns −Z into `flat`.
    Mat4::from_rotation_translation(Quat::from_rotation_y((-flat.x).atan2(-flat.z)), at)
}

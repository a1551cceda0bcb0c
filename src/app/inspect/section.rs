//! A section: the subject is cut by a plane, which is seen as a frame.

use glam::{Vec3, Vec4};

use super::study::Study;
use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::render::Lie;
use crate::visit::{ThingId, Visit};

/// Lines of the hatch a metre, at a metre from the eyes.
const LINES: f32 = 90.0;
/// The frame's width at a metre, metres; its colours while it is carried and while it stays, linear, straight alpha.
const WIDTH: f32 = 0.004;
const CARRIED: [f32; 4] = [1.0, 0.45, 0.1, 0.95];
const STAYS: [f32; 4] = [1.0, 0.45, 0.1, 0.35];

/// See the module's page.
#[derive(Debug, Default)]
pub struct Section {
    cut: Option<ThingId>,
}

impl Section {
    /// Cuts what the visit says, once its study is there: with that come the pipelines. Gives back the plane, in the hall.
    pub fn update(
        &mut self,
        visit: &mut Visit,
        study: Option<&Study>,
        content: &Content,
        world: &mut World,
    ) -> Option<Vec4> {
        let subject = visit.holding.subject();
        let study = study.filter(|study| subject == Some(study.id));
        let plane = visit.holding.section().filter(|_| study.is_some());
        let wanted = plane.and(subject);
        if let Some(old) = self.cut.filter(|old| wanted != Some(*old)) {
            set(old, false, content, world);
        }
        self.cut = wanted;
        let (Some(plane), Some(id)) = (plane, wanted) else { return None };
        set(id, true, content, world);
        let head = visit.head().position;
        let normal = plane.truncate();
        let object = super::explode::shown(id, content);
        let bounds = object.map(|object| world.scene.bounds(object)).unwrap_or_default();
        let matrix = object.and_then(|object| world.scene.matrix(object)).unwrap_or_default();
        let far = super::board::grown(bounds.center().distance(head));
        // Across the plane and fixed to the product, so that lines go along with it.
        let slant = matrix.transform_vector3(Vec3::new(0.6, 0.64, 0.48)).normalize_or(Vec3::Y);
        let slant = if slant.dot(normal).abs() > 0.9 { normal.any_orthonormal_vector() } else { slant };
        let across = (slant - normal * slant.dot(normal)).normalize_or(Vec3::X) * (LINES / far);
        let begin = matrix.w_axis.truncate();
        world.renderer.set_section(plane, across.extend(-across.dot(begin)));
        let middle = bounds.center();
        let middle = middle - normal * (normal.dot(middle) + plane.w);
        let size = bounds.half().length();
        let up = (Vec3::Y - normal * normal.y).normalize_or_zero();
        let up = if up == Vec3::ZERO { normal.any_orthonormal_vector() } else { up };
        let right = normal.cross(up) * size;
        let up = up * size;
        let corners = [right + up, up - right, -right - up, right - up, right + up].map(|corner| middle + corner);
        let color = if visit.holding.section_is_carried() { CARRIED } else { STAYS };
        visit.mark(WIDTH * far, color, Lie::Facing, corners.into_iter());
        Some(plane)
    }
}

fn set(id: ThingId, cut: bool, content: &Content, world: &mut World) {
    for object in content.objects(Piece::Product(id.0, id.1)) {
        world.scene.set_cut(object, cut);
    }
}

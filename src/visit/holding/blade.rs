//! A plane that cuts the subject: carried before a hand like a plate, or left in the subject.

use glam::{Mat4, Vec3, Vec4};

use super::REACH;
use crate::device::Pose;

/// Nearest before the hand, metres.
const NEAREST: f32 = 0.05;

/// See the module's page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blade {
    /// In the subject's model: a point of it, and the way towards what is away.
    point: Vec3,
    normal: Vec3,
    /// How far before the hand it is carried, metres.
    pub far: f32,
    pub carried: bool,
}

impl Blade {
    /// Across the way that a hand points, so many metres before it; what is on the hand's side is away. `matrix` takes
    /// points of the subject's model into the hall.
    pub fn before(aim: &Pose, matrix: &Mat4, far: f32) -> Blade {
        let far = if far.is_finite() { far.clamp(NEAREST, REACH) } else { NEAREST };
        let back = matrix.inverse();
        let point = back.transform_point3(aim.position + aim.forward() * far);
        let normal = back.transform_vector3(-aim.forward()).normalize_or(Vec3::Z);
        Blade { point, normal, far, carried: true }
    }

    /// In the hall: places for which its product with (x, y, z, 1) is positive are away.
    pub fn plane(&self, matrix: &Mat4) -> Vec4 {
        let normal = matrix.transform_vector3(self.normal).normalize_or(Vec3::Z);
        normal.extend(-normal.dot(matrix.transform_point3(self.point)))
    }
}

//! Where the visitor's tracked space stands in the hall.

use glam::{Mat4, Quat, Vec2, Vec3, vec2};
use serde::{Deserialize, Serialize};

use super::input::yaw_of;
use crate::device::Pose;

/// The origin of rig space in the hall: on the floor, turned about the vertical only, because a tilted world makes sick.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Rig {
    /// Metres.
    pub position: Vec3,
    /// Radians, counter-clockwise from above.
    pub yaw: f32,
    /// Above the floor that `position` is on, for somebody who sits: metres.
    #[serde(default)]
    pub raise: f32,
}

impl Rig {
    fn origin(&self) -> Vec3 {
        self.position + Vec3::Y * self.raise
    }

    fn rotation(&self) -> Quat {
        Quat::from_rotation_y(self.yaw)
    }

    /// Takes points of rig space into the hall.
    pub fn matrix(&self) -> Mat4 {
        Mat4::from_rotation_translation(self.rotation(), self.origin())
    }

    /// A pose of rig space in the hall.
    pub fn to_hall(&self, pose: &Pose) -> Pose {
        let rotation = self.rotation();
        Pose { position: self.origin() + rotation * pose.position, orientation: rotation * pose.orientation }
    }

    /// Where on the floor the head is.
    pub fn over(&self, head: &Pose) -> Vec2 {
        let at = self.to_hall(head).position;
        vec2(at.x, at.z)
    }

    /// The way the head looks in the hall, radians.
    pub fn facing(&self, head: &Pose) -> f32 {
        self.yaw + yaw_of(head.orientation)
    }

    /// Moves the rig so that the head is over a point of the floor.
    pub fn put_head(&mut self, head: &Pose, point: Vec2) {
        let way = point - self.over(head);
        self.position += Vec3::new(way.x, 0.0, way.y);
    }

    /// Turns the rig about the head, which stays where it is.
    pub fn turn(&mut self, head: &Pose, radians: f32) {
        let point = self.over(head);
        // Kept small: hours of turning must not cost precision.
        self.yaw = (self.yaw + radians + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU) - std::f32::consts::PI;
        self.put_head(head, point);
    }
}

/// Right and ahead on the floor (x and z) for somebody who faces `yaw`.
pub(super) fn axes(yaw: f32) -> (Vec2, Vec2) {
    let (sin, cos) = yaw.sin_cos();
    (vec2(cos, -sin), vec2(-sin, -cos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn turning_keeps_the_head_in_its_place(
            at in prop::array::uniform3(-20.0f32..20.0), yaw in -3.0f32..3.0,
            head in prop::array::uniform3(-2.0f32..2.0), angle in -6.3f32..6.3,
        ) {
            let mut rig = Rig { position: Vec3::from(at), yaw, raise: 0.0 };
            let head = Pose { position: Vec3::from(head), orientation: Quat::from_rotation_y(0.3) };
            let (before, facing) = (rig.to_hall(&head).position, rig.facing(&head));
            rig.turn(&head, angle);
            prop_assert!(rig.to_hall(&head).position.abs_diff_eq(before, 1e-4));
            let turned = (rig.facing(&head) - facing - angle) / std::f32::consts::TAU;
            prop_assert!((turned - turned.round()).abs() < 1e-5);
        }
    }

    #[test]
    fn ahead_is_where_the_head_looks() {
        for yaw in [0.0_f32, 1.0, -2.5] {
            let looks = Quat::from_rotation_y(yaw) * Vec3::NEG_Z;
            let right = Quat::from_rotation_y(yaw) * Vec3::X;
            let (r, a) = axes(yaw);
            assert!(a.abs_diff_eq(vec2(looks.x, looks.z), 1e-6) && r.abs_diff_eq(vec2(right.x, right.z), 1e-6));
        }
    }
}

//! Input that can be trusted.

use glam::{Quat, Vec2, Vec3};

use crate::device::{Hand, Input, Pose};

/// Farthest a tracked thing can be from the rig's origin, metres.
const REACH: f32 = 1000.0;

/// Replaces what no tracker should report (not a number, infinite, absurdly far, a rotation that is none) by what was
/// there `before`, so that one bad sample never reaches the visitor's place. Rotations come out normalised.
pub fn sane(input: &mut Input, before: &Input) {
    if !fit(&mut input.head) {
        input.head = before.head;
    }
    for (hand, before) in input.hands.iter_mut().zip(&before.hands) {
        sane_hand(hand, before);
    }
    if !input.walk.is_finite() {
        input.walk = Vec2::ZERO;
    }
}

fn sane_hand(hand: &mut Hand, before: &Hand) {
    for (pose, before) in [(&mut hand.grip, before.grip), (&mut hand.aim, before.aim)] {
        if let Some(new) = pose
            && !fit(new)
        {
            *pose = before;
        }
    }
    let unit = |value: f32, low: f32| if value.is_finite() { value.clamp(low, 1.0) } else { 0.0 };
    hand.trigger = unit(hand.trigger, 0.0);
    hand.squeeze = unit(hand.squeeze, 0.0);
    hand.stick = Vec2::new(unit(hand.stick.x, -1.0), unit(hand.stick.y, -1.0));
}

fn fit(pose: &mut Pose) -> bool {
    let length = pose.orientation.length_squared();
    if !pose.position.is_finite() || pose.position.abs().cmpgt(Vec3::splat(REACH)).any() {
        return false;
    }
    if !(0.25..4.0).contains(&length) {
        return false;
    }
    // An already normalised rotation stays as it is to the last bit: a replayed log gives what was recorded.
    if (length - 1.0).abs() > 1e-4 {
        pose.orientation = Quat::from_vec4(glam::Vec4::from(pose.orientation) / length.sqrt());
    }
    true
}

/// The turn of an orientation about the vertical, radians, counter-clockwise from above; 0 looks along −Z.
pub(super) fn yaw_of(orientation: Quat) -> f32 {
    let ahead = orientation * Vec3::NEG_Z;
    // Looking straight down or up, the top of the head tells where ahead is.
    let flat = if ahead.y.abs() < 0.99 { ahead } else { (orientation * Vec3::Y) * -ahead.y.signum() };
    (-flat.x).atan2(-flat.z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_samples_keep_what_was() {
        let mut before = Input::default();
        before.head.position = Vec3::new(0.0, 1.6, 0.0);
        let mut input = before.clone();
        input.head.position.x = f32::NAN;
        input.walk = Vec2::new(f32::INFINITY, 0.0);
        input.hands[0].aim = Some(Pose { position: Vec3::splat(1e9), orientation: Quat::IDENTITY });
        input.hands[1].trigger = f32::NAN;
        input.hands[1].stick = Vec2::new(-7.0, 0.5);
        sane(&mut input, &before);
        assert_eq!(input.head, before.head);
        assert_eq!(input.walk, Vec2::ZERO);
        assert_eq!(input.hands[0].aim, None);
        assert_eq!(input.hands[1].trigger, 0.0);
        assert_eq!(input.hands[1].stick, Vec2::new(-1.0, 0.5));
        input.head.orientation = Quat::from_xyzw(0.0, 0.0, 0.0, 0.0);
        sane(&mut input, &before);
        assert_eq!(input.head.orientation, Quat::IDENTITY);
        input.head.orientation = Quat::from_xyzw(0.0, 0.0, 0.0, 1.5);
        sane(&mut input, &before);
        assert_eq!(input.head.orientation, Quat::IDENTITY);
    }

    #[test]
    fn yaw_survives_looking_down() {
        for degrees in [-170.0_f32, -90.0, 0.0, 45.0, 120.0] {
            for pitch in [-90.0_f32, -89.0, -30.0, 0.0, 60.0, 90.0] {
                let yaw = degrees.to_radians();
                let q = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(pitch.to_radians());
                assert!((yaw_of(q) - yaw).abs() < 1e-3, "{degrees} {pitch}: {}", yaw_of(q).to_degrees());
            }
        }
    }
}

//! Where the overlay is, in rig space: it goes along with the rig by itself.

use glam::{Mat3, Mat4, Quat, Vec3, vec3};

use crate::device::{Pose, View, Views};
use crate::panel::OVERLAY_SIZE;

/// In a headset the board stands so far away, in metres, so far to the left of ahead, in radians, and its middle so far
/// below the eyes, in metres: beside what one looks at, and still read by a turn of the eyes.
const DISTANCE: f32 = 1.15;
const ASIDE: f32 = 0.6;
const BELOW: f32 = 0.14;
/// It stays while the head turns by less than this: to the left far enough to look straight at it and beyond, to the right
/// until it would be out of sight. In radians.
const LEFT: f32 = 0.95;
const RIGHT: f32 = 0.35;
/// It stays while the head moves by less than this, in metres.
const STEP: f32 = 0.35;
/// Seconds in which it makes good two thirds of the way.
const EASE: f32 = 0.35;
/// It is there when less than this is left, in radians and in metres.
const THERE: (f32, f32) = (0.02, 0.01);
/// A longer gap between frames is no movement, seconds.
const LONGEST_STEP: f64 = 0.25;

/// In a window the board takes at most this part of the view's height and of its width: the middle stays free.
const HIGH: f32 = 0.94;
const WIDE: f32 = 0.38;
/// From the view's edges, in parts of its height.
const EDGE: f32 = 0.02;
/// Nearer than anything that one walks past, in metres; farther where two eyes look at it.
const NEAR: f32 = 0.2;
const NEAR_STEREO: f32 = 1.0;

/// Where the board hangs in a window: in the lower left of the view, whatever the view's shape.
pub fn in_window(head: &Pose, views: &Views) -> Mat4 {
    let Some(view) = views.as_slice().first() else { return Mat4::IDENTITY };
    let distance = if matches!(views, Views::Mono(_)) { NEAR } else { NEAR_STEREO };
    head.matrix() * on_screen(view, distance)
}

fn on_screen(view: &View, distance: f32) -> Mat4 {
    let [left, right, up, down] = [view.fov.left, view.fov.right, view.fov.up, view.fov.down].map(f32::tan);
    let (width, height) = (right - left, up - down);
    let aspect = OVERLAY_SIZE.x / OVERLAY_SIZE.y;
    let high = (height * HIGH).min(width * WIDE / aspect);
    let edge = height * EDGE;
    let middle = vec3(left + edge + high * aspect * 0.5, down + edge + high * 0.5, -1.0);
    Mat4::from_translation(middle * distance) * Mat4::from_scale(Vec3::splat(high * distance / OVERLAY_SIZE.y))
}

/// Where the board stands before a worn head: it stays where it is while one looks about, and follows slowly when it would
/// be left behind.
#[derive(Debug, Default)]
pub struct Follow {
    /// The head that it stands before, and the way that one faces.
    before: Option<(Vec3, f32)>,
    going: bool,
    last: f64,
}

impl Follow {
    /// The board in a frame at `time`, in seconds.
    pub fn place(&mut self, head: &Pose, time: f64) -> Mat4 {
        let passed = time - std::mem::replace(&mut self.last, time);
        let passed = if (0.0..=LONGEST_STEP).contains(&passed) { passed as f32 } else { 0.0 };
        let ahead = yaw(head.orientation);
        let (at, facing) = self.before.get_or_insert((head.position, ahead));
        let (turn, way) = (wrap(ahead - *facing), head.position - *at);
        if !(-RIGHT..=LEFT).contains(&turn) || way.length() > STEP {
            self.going = true;
        } else if turn.abs() < THERE.0 && way.length() < THERE.1 {
            self.going = false;
        }
        if self.going {
            let part = 1.0 - (-passed / EASE).exp();
            *at += way * part;
            *facing = wrap(*facing + turn * part);
        }
        stand(*at, *facing)
    }

    /// It stands anew before the head with the next frame.
    pub fn reset(&mut self) {
        *self = Follow::default();
    }
}

/// The board for eyes at a place that face a way, turned towards them.
fn stand(eyes: Vec3, facing: f32) -> Mat4 {
    let out = Quat::from_rotation_y(facing + ASIDE) * Vec3::NEG_Z * DISTANCE;
    let middle = eyes + out + Vec3::NEG_Y * BELOW;
    let front = (eyes - middle).normalize_or(Vec3::Z);
    let side = Vec3::Y.cross(front).normalize_or(Vec3::X);
    let turned = Mat3::from_cols(side, front.cross(side), front);
    Mat4::from_translation(middle) * Mat4::from_mat3(turned)
}

/// The turn about the vertical, counter-clockwise from above; 0 looks along −Z.
fn yaw(orientation: Quat) -> f32 {
    let ahead = orientation * Vec3::NEG_Z;
    (-ahead.x).atan2(-ahead.z)
}

fn wrap(angle: f32) -> f32 {
    (angle + std::f32::consts::PI).rem_euclid(std::f32::consts::TAU) - std::f32::consts::PI
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Fov;

    fn corners(matrix: Mat4) -> [Vec3; 4] {
        let half = OVERLAY_SIZE * 0.5;
        [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            .map(|(x, y)| matrix.transform_point3(vec3(x * half.x, y * half.y, 0.0)))
    }

    #[test]
    fn in_a_window_of_any_shape_all_of_it_is_seen_and_the_middle_is_free() {
        for aspect in [0.5, 1.0, 4.0 / 3.0, 16.0 / 9.0, 3.2] {
            let fov = Fov::symmetric(1.22, aspect);
            let head = Pose { position: vec3(1.0, 1.6, 2.0), orientation: Quat::from_rotation_y(1.0) };
            let views = Views::Mono(View { pose: head, fov });
            let seen = head.matrix().inverse() * in_window(&head, &views);
            for corner in corners(seen) {
                let at = corner.truncate() / -corner.z / glam::vec2(fov.right.tan(), fov.up.tan());
                assert!(at.cmpge(glam::Vec2::NEG_ONE).all() && at.y <= 1.0, "{aspect}: {at}");
                assert!(at.x < -0.15, "{aspect}: the middle is covered: {at}");
            }
            // What a pixel of 450 shows of an em, which is a fortieth of the board.
            let high = (corners(seen)[3] - corners(seen)[0]).length() / NEAR / (2.0 * fov.up.tan());
            assert!(aspect < 1.7 || high * 450.0 / 40.0 > 8.5, "{aspect}: {high}");
        }
    }

    fn looking(degrees: f32) -> Pose {
        Pose { position: Vec3::Y * 1.6, orientation: Quat::from_rotation_y(degrees.to_radians()) }
    }

    #[test]
    fn a_worn_board_faces_the_eyes_and_is_read_as_large_as_other_pages() {
        let place = Follow::default().place(&looking(20.0), 0.0);
        let to_eyes = looking(0.0).position - place.w_axis.truncate();
        assert!(place.z_axis.truncate().dot(to_eyes.normalize()) > 0.999);
        // An em is two centimetres.
        let em = (0.02 / to_eyes.length()).to_degrees();
        assert!((0.9..1.2).contains(&em), "{em}°");
        let seen = looking(20.0).matrix().inverse() * place;
        assert!(corners(seen).iter().all(|corner| (corner.x / -corner.z).atan().to_degrees() < -15.0));
    }

    #[test]
    fn it_stays_while_it_is_read_and_follows_when_one_turns_away() {
        let mut follow = Follow::default();
        let still = follow.place(&looking(0.0), 0.0);
        for (at, degrees) in [(1, 34.0), (2, 50.0), (3, -15.0), (4, 34.0)] {
            assert_eq!(follow.place(&looking(degrees), f64::from(at)), still, "{degrees}");
        }
        let mut last = still;
        let mut frames = 0;
        for frame in 0..200 {
            let now = follow.place(&looking(-90.0), 5.0 + f64::from(frame) / 72.0);
            let moved = (now.w_axis - last.w_axis).length();
            assert!(moved < 0.12, "it jumps by {moved} m");
            frames += i32::from(moved > 0.0);
            last = now;
        }
        let there = stand(looking(-90.0).position, -90f32.to_radians());
        assert!((last.w_axis - there.w_axis).length() < 0.05 && frames > 20, "{frames} frames");
        // Then it stays again; and it stands anew when it is shown anew.
        assert_eq!(follow.place(&looking(-60.0), 9.0), last);
        follow.reset();
        assert_ne!(follow.place(&looking(-60.0), 9.1), last);
        // One who walks on real feet is followed, too.
        let mut away = looking(-60.0);
        away.position.z -= 2.0;
        (0..200).for_each(|frame| _ = follow.place(&away, 10.0 + f64::from(frame) / 72.0));
        let distance = (follow.place(&away, 13.0).w_axis.truncate() - away.position).length();
        assert!((1.1..1.25).contains(&distance), "{distance}");
    }
}

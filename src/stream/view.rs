//! What the scheduler is told each frame: where the visitor will look from, and where they are heading.

use glam::{Quat, Vec3};

/// How far ahead the visitor's way counts, in seconds: about what a piece takes from the request to the picture.
pub const AHEAD: f32 = 1.5;

/// One eye at the predicted display time: its place and turn in the world, and its half angles in radians, as in
/// `XrFovf`: left and down are negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eye {
    pub position: Vec3,
    pub orientation: Quat,
    pub left: f32,
    pub right: f32,
    pub up: f32,
    pub down: f32,
}

/// One frame's view of the world. All places are in the world, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Seconds, on any clock that never goes back.
    pub time: f64,
    /// Between the eyes.
    pub head: Vec3,
    /// The middle of what is seen.
    pub axis: Vec3,
    /// Half the opening of a cone about the axis that holds what both eyes see, radians.
    pub half: f32,
    /// Half the distance between the eyes: by so much the cone is wider everywhere.
    pub apart: f32,
    /// Pixels of one eye's picture that an angle of one radian covers in its middle.
    pub per_radian: f32,
    /// Where the head will be [`AHEAD`] seconds later.
    pub ahead: Vec3,
    /// Where the eyes look, if the runtime tells.
    pub gaze: Option<Vec3>,
}

impl View {
    /// The union of the eyes (one or two), for a head that moves at `velocity` metres a second, walking and gliding
    /// together. `height` is that of one eye's picture in pixels.
    pub fn new(time: f64, eyes: &[Eye], height: u32, velocity: Vec3, gaze: Option<Vec3>) -> View {
        let count = eyes.len().max(1) as f32;
        let head = eyes.iter().map(|eye| eye.position).sum::<Vec3>() / count;
        let corners = || {
            eyes.iter().flat_map(|eye| {
                let (x, y) = ([eye.left, eye.right].map(f32::tan), [eye.up, eye.down].map(f32::tan));
                [(x[0], y[0]), (x[0], y[1]), (x[1], y[0]), (x[1], y[1])]
                    .map(|(x, y)| (eye.orientation * Vec3::new(x, y, -1.0)).normalize_or_zero())
            })
        };
        let axis = corners().sum::<Vec3>().normalize_or(Vec3::NEG_Z);
        let half = corners().map(|corner| axis.angle_between(corner)).fold(0.0, f32::max);
        let apart = eyes.iter().map(|eye| eye.position.distance(head)).fold(0.0, f32::max);
        let tall = eyes.iter().map(|eye| eye.up.tan() - eye.down.tan()).fold(0.0, f32::max);
        let per_radian = if tall > 0.0 { height as f32 / tall } else { 0.0 };
        View { time, head, axis, half, apart, per_radian, ahead: head + velocity * AHEAD, gaze }
    }

    /// Pixels of the whole picture, as the cone's solid angle has them: nothing covers more.
    pub fn pixels(&self) -> f32 {
        std::f32::consts::TAU * (1.0 - self.half.min(std::f32::consts::PI).cos()) * self.per_radian * self.per_radian
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cone_holds_both_eyes() {
        let eye = |x: f32, left, right| Eye {
            position: Vec3::new(x, 1.6, 0.0),
            orientation: Quat::IDENTITY,
            left,
            right,
            up: 0.7,
            down: -0.8,
        };
        let view = View::new(0.0, &[eye(-0.03, -0.9, 0.7), eye(0.03, -0.7, 0.9)], 2000, Vec3::X, None);
        assert!((view.head - Vec3::new(0.0, 1.6, 0.0)).length() < 1e-6 && (view.apart - 0.03).abs() < 1e-6);
        let corner = Vec3::new(0.9f32.tan(), (-0.8f32).tan(), -1.0);
        assert!(view.axis.angle_between(corner) <= view.half + 1e-4);
        assert!(view.half < 1.1, "{}", view.half);
        assert_eq!(view.ahead.x, AHEAD);
        assert!((view.per_radian - 2000.0 / (0.7f32.tan() + 0.8f32.tan())).abs() < 0.01);
    }
}

//! What the shaders know of a frame: views, sun, environment. Matches `shaders/common.wgsl`.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3, Vec4};

use crate::device::{Fov, View, Views};
use crate::model::LightKind;
use crate::scene::{PlacedLight, Sight};

/// Nearest distance that is drawn, in metres: nearer than a hand held to the eyes.
pub const NEAR: f32 = 0.05;

#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub struct ViewUniform {
    pub clip_from_world: Mat4,
    pub world_from_view: Mat4,
    pub tangents: [f32; 4],
}

/// The most lights of files that shine in one frame.
pub const LIGHTS: usize = 8;

/// Matches `PunctualLight` in `shaders/common.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default, Pod, Zeroable)]
pub struct LightUniform {
    pub position: [f32; 4],
    pub direction: [f32; 4],
    pub intensity: [f32; 4],
}

impl LightUniform {
    /// The range window and the cone as the shader's factors (KHR_lights_punctual).
    pub fn new(placed: &PlacedLight) -> LightUniform {
        let window = placed.light.range.max(1e-3).powi(-4);
        let (window, scale, offset) = match placed.light.kind {
            LightKind::Directional => (-1.0, 0.0, 1.0),
            LightKind::Point => (window, 0.0, 1.0),
            LightKind::Spot { inner, outer } => {
                let scale = 1.0 / (inner.cos() - outer.cos()).max(1e-3);
                (window, scale, -outer.cos() * scale)
            }
        };
        let [r, g, b] = placed.light.strength();
        LightUniform {
            position: placed.position.extend(window).to_array(),
            direction: placed.direction.extend(scale).to_array(),
            intensity: [r, g, b, offset],
        }
    }
}

#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub struct FrameUniform {
    pub views: [ViewUniform; 2],
    pub sh: [[f32; 4]; 9],
    pub shadow_from_world: Mat4,
    pub sun: [f32; 4],
    pub sun_color: [f32; 4],
    pub params: [f32; 4],
    pub comfort: [f32; 4],
    pub lights: [LightUniform; LIGHTS],
    pub light_count: [u32; 4],
    pub section: [f32; 4],
    pub hatch: [f32; 4],
}

/// An infinite projection with reversed depth (1 at [`NEAR`], 0 at infinity) for half angles that need not be symmetric
/// (OpenXR 1.1, section 12.5, `XrFovf`).
pub fn projection(fov: Fov) -> Mat4 {
    let (left, right, up, down) = (fov.left.tan(), fov.right.tan(), fov.up.tan(), fov.down.tan());
    let (width, height) = (right - left, up - down);
    Mat4::from_cols(
        Vec4::new(2.0 / width, 0.0, 0.0, 0.0),
        Vec4::new(0.0, 2.0 / height, 0.0, 0.0),
        Vec4::new((right + left) / width, (up + down) / height, 0.0, -1.0),
        Vec4::new(0.0, 0.0, NEAR, 0.0),
    )
}

/// The uniform of one view that stands at `world_from_rig`.
pub fn view_uniform(view: &View, world_from_rig: &Mat4) -> ViewUniform {
    let world_from_view = *world_from_rig * view.pose.matrix();
    ViewUniform {
        clip_from_world: projection(view.fov) * world_from_view.inverse(),
        world_from_view,
        tangents: [view.fov.left.tan(), view.fov.right.tan(), view.fov.up.tan(), view.fov.down.tan()],
    }
}

/// Both slots; a single view fills the two.
pub fn view_uniforms(views: &Views, world_from_rig: &Mat4) -> [ViewUniform; 2] {
    match views {
        Views::Mono(view) => [view_uniform(view, world_from_rig); 2],
        Views::Stereo(pair) => [view_uniform(&pair[0], world_from_rig), view_uniform(&pair[1], world_from_rig)],
    }
}

/// Where the first view's eye is in the world.
pub fn eye(views: &Views, world_from_rig: &Mat4) -> Vec3 {
    views.as_slice().first().map_or(Vec3::ZERO, |view| world_from_rig.transform_point3(view.pose.position))
}

/// What a prediction of the head's pose may be off after some milliseconds, in radians and metres: a head that is thrown
/// round gains 5,000 degrees a second in each second.
const ANGLE: f32 = 0.035;
const DISTANCE: f32 = 0.02;
/// The largest half angle that still makes a plane.
const WIDEST: f32 = 1.55;

/// The side planes of what any of the views sees, each as a group of five: a box is seen if it is not wholly outside of
/// one plane in every group.
#[derive(Debug, Clone, Copy)]
pub struct Frustum {
    groups: [[Vec4; 5]; 2],
    count: usize,
}

impl Frustum {
    /// Around what one or two views see, with as much room as a head moves between choosing what to draw and drawing it.
    pub fn around(views: &Views, world_from_rig: &Mat4) -> Frustum {
        Frustum::wider(views, world_from_rig, ANGLE, DISTANCE)
    }

    /// `angle` is in radians on each side, `distance` in metres.
    fn wider(views: &Views, world_from_rig: &Mat4, angle: f32, distance: f32) -> Frustum {
        let mut groups = [[Vec4::ZERO; 5]; 2];
        let count = views.as_slice().len().clamp(1, 2);
        for (group, view) in groups.iter_mut().zip(views.as_slice()) {
            let Fov { left, right, up, down } = view.fov;
            // No plane turns beyond the side.
            let out = |edge: f32| (edge.abs() + angle).min(WIDEST) * edge.signum();
            let fov = Fov { left: out(left), right: out(right), up: out(up), down: out(down) };
            let m = view_uniform(&View { fov, ..*view }, world_from_rig).clip_from_world.transpose();
            // Gribb and Hartmann 2001; with reverse depth and an infinite far plane only the near plane bounds depth.
            for (plane, row) in group.iter_mut().zip([
                m.w_axis + m.x_axis,
                m.w_axis - m.x_axis,
                m.w_axis + m.y_axis,
                m.w_axis - m.y_axis,
                m.w_axis - m.z_axis,
            ]) {
                *plane = row / row.truncate().length().max(1e-12);
                plane.w += distance;
            }
        }
        Frustum { groups, count }
    }

    /// How much of a box given by centre and half size may be seen.
    pub fn sees(&self, center: Vec3, half: Vec3) -> Sight {
        let mut sight = Sight::Out;
        for planes in &self.groups[..self.count] {
            let (mut inside, mut whole) = (true, true);
            for plane in planes {
                let n = plane.truncate();
                let (middle, reach) = (n.dot(center) + plane.w, n.abs().dot(half));
                inside &= middle >= -reach;
                whole &= middle >= reach;
            }
            if whole {
                return Sight::Whole;
            }
            if inside {
                sight = Sight::Part;
            }
        }
        sight
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Pose;

    fn camera() -> ViewUniform {
        view_uniform(&ahead(), &Mat4::IDENTITY)
    }

    fn ahead() -> View {
        View { pose: Pose::default(), fov: Fov::symmetric(1.0, 1.5) }
    }

    #[test]
    fn depth_is_one_at_the_near_plane_and_falls_to_zero() {
        let clip = camera().clip_from_world;
        let near = clip * Vec4::new(0.0, 0.0, -NEAR, 1.0);
        let far = clip * Vec4::new(0.0, 0.0, -1.0e6, 1.0);
        assert!((near.z / near.w - 1.0).abs() < 1e-6);
        assert!(far.z / far.w > 0.0 && far.z / far.w < 1e-6);
    }

    #[test]
    fn an_uneven_view_reaches_its_corners() {
        let fov = Fov { left: -0.9, right: 0.6, up: 0.5, down: -0.8 };
        let clip = projection(fov) * Vec4::new(fov.left.tan(), fov.down.tan(), -1.0, 1.0);
        assert!((clip.x / clip.w + 1.0).abs() < 1e-5 && (clip.y / clip.w + 1.0).abs() < 1e-5);
    }

    #[test]
    fn the_frustum_keeps_what_either_eye_sees() {
        let turned = Pose { orientation: glam::Quat::from_rotation_y(std::f32::consts::PI), ..Pose::default() };
        let back = View { pose: turned, fov: Fov::symmetric(1.0, 1.5) };
        let half = Vec3::splat(0.1);
        let (front, behind) = (Vec3::new(0.0, 0.0, -5.0), Vec3::new(0.0, 0.0, 5.0));
        let around = |views: Views| Frustum::around(&views, &Mat4::IDENTITY);
        let (one, both) = (around(Views::Mono(ahead())), around(Views::Stereo([ahead(), back])));
        assert_eq!((one.sees(front, half), one.sees(behind, half)), (Sight::Whole, Sight::Out));
        assert_eq!(both.sees(behind, half), Sight::Whole);
        assert_eq!(both.sees(Vec3::new(50.0, 0.0, 0.0), half), Sight::Out);
        assert_eq!(one.sees(front, Vec3::splat(100.0)), Sight::Part);
    }

    #[test]
    fn what_a_thrown_head_sees_a_little_later_was_chosen() {
        let half = Vec3::splat(0.01);
        let frustum = Frustum::around(&Views::Mono(ahead()), &Mat4::IDENTITY);
        for step in 0..64 {
            let turn = step as f32 * 0.1;
            let axis = Vec3::new(turn.cos(), turn.sin(), 0.0);
            let pose = Pose {
                position: Vec3::new(turn.sin(), turn.cos(), 0.0) * 0.015,
                orientation: glam::Quat::from_axis_angle(axis, 0.03),
            };
            let later = view_uniform(&View { pose, fov: ahead().fov }, &Mat4::IDENTITY);
            let corner = |x: f32, y: f32| later.world_from_view.transform_point3(Vec3::new(x, y, -1.0) * 3.0);
            let [left, right, up, down] = later.tangents;
            for (x, y) in [(left, up), (left, down), (right, up), (right, down)] {
                assert_ne!(frustum.sees(corner(x, y), half), Sight::Out, "{turn}");
            }
        }
        let views = Views::Mono(ahead());
        let narrow = Frustum::wider(&views, &Mat4::IDENTITY, 0.0, 0.0);
        let edge = Vec3::new((0.5_f32.tan() * 1.5) * 3.05, 0.0, -3.0);
        assert_eq!((narrow.sees(edge, half), frustum.sees(edge, half)), (Sight::Out, Sight::Whole));
    }
}

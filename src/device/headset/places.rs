//! Spaces, poses and views: the runtime's numbers as ours, and back.

use glam::{Quat, Vec3};
use openxr as xr;

use super::error::{Loss, Named as _, XrError};
use crate::device::{Fov, Pose, View, Views};

/// How high eyes are above the floor, in metres, where the runtime does not know its floor.
const EYE_HEIGHT: f32 = 1.6;

pub(super) const STEREO: xr::ViewConfigurationType = xr::ViewConfigurationType::PRIMARY_STEREO;

/// Where the rig's origin is: on the floor, facing the way the visitor did when the runtime was last recentred.
pub(super) struct Base {
    pub space: xr::Space,
    pub kind: xr::ReferenceSpaceType,
}

impl Base {
    /// The best space there is: on the floor and recentred (`LOCAL_FLOOR`, core in 1.1, XR_EXT_local_floor before),
    /// else on the floor (`STAGE`), else at the eyes and lowered.
    pub fn new(session: &xr::Session<xr::Vulkan>, local_floor: bool) -> Result<Base, XrError> {
        use xr::ReferenceSpaceType as Type;
        let offered = session.enumerate_reference_spaces().named("xrEnumerateReferenceSpaces")?;
        let eyes = xr::Posef {
            position: xr::Vector3f { x: 0.0, y: -EYE_HEIGHT, z: 0.0 },
            orientation: xr::Posef::IDENTITY.orientation,
        };
        let ladder =
            [(Type::LOCAL_FLOOR, xr::Posef::IDENTITY), (Type::STAGE, xr::Posef::IDENTITY), (Type::LOCAL, eyes)];
        let mut refused =
            XrError { call: "xrEnumerateReferenceSpaces", result: xr::sys::Result::ERROR_REFERENCE_SPACE_UNSUPPORTED };
        for (kind, origin) in ladder {
            if !offered.contains(&kind) || (kind == Type::LOCAL_FLOOR && !local_floor) {
                continue;
            }
            match session.create_reference_space(kind, origin).named("xrCreateReferenceSpace") {
                Ok(space) => return Ok(Base { space, kind }),
                Err(err) if err.loss() == Loss::Instance || lost(&err) => return Err(err),
                Err(err) => refused = err,
            }
        }
        Err(refused)
    }
}

fn lost(err: &XrError) -> bool {
    err.result == xr::sys::Result::ERROR_SESSION_LOST
}

/// A located pose, where it is valid and a pose at all.
pub(super) fn pose_of(location: xr::SpaceLocation) -> Option<Pose> {
    let valid = xr::SpaceLocationFlags::POSITION_VALID | xr::SpaceLocationFlags::ORIENTATION_VALID;
    location.location_flags.contains(valid).then(|| pose(location.pose)).flatten()
}

/// `None` for numbers that are no pose: not finite, or no rotation.
fn pose(raw: xr::Posef) -> Option<Pose> {
    let (p, q) = (raw.position, raw.orientation);
    let position = Vec3::new(p.x, p.y, p.z);
    let orientation = Quat::from_xyzw(q.x, q.y, q.z, q.w);
    let length = orientation.length();
    // The specification wants unit quaternions within 1 % ("Coordinate System"); trackers are forgiven a little more.
    let sound = position.is_finite() && length.is_finite() && (0.9..1.1).contains(&length);
    sound.then(|| Pose { position, orientation: orientation.normalize() })
}

/// A pose for the runtime; always a unit quaternion.
pub(super) fn raw_pose(pose: &Pose) -> xr::Posef {
    let q = pose.orientation;
    let q = if q.is_finite() && q.length_squared() > 1e-6 { q.normalize() } else { Quat::IDENTITY };
    let p = if pose.position.is_finite() { pose.position } else { Vec3::ZERO };
    xr::Posef {
        orientation: xr::Quaternionf { x: q.x, y: q.y, z: q.z, w: q.w },
        position: xr::Vector3f { x: p.x, y: p.y, z: p.z },
    }
}

/// A field of view for the runtime.
pub(super) fn raw_fov(fov: &Fov) -> xr::Fovf {
    xr::Fovf { angle_left: fov.left, angle_right: fov.right, angle_up: fov.up, angle_down: fov.down }
}

/// Both views at `time` in `base`; `None` where the runtime does not know them.
pub(super) fn locate(
    session: &xr::Session<xr::Vulkan>,
    base: &xr::Space,
    time: xr::Time,
) -> Result<Option<Views>, XrError> {
    let (flags, views) = session.locate_views(STEREO, time, base).named("xrLocateViews")?;
    let valid = xr::ViewStateFlags::POSITION_VALID | xr::ViewStateFlags::ORIENTATION_VALID;
    let [left, right] = views.as_slice() else { return Ok(None) };
    if !flags.contains(valid) {
        return Ok(None);
    }
    Ok(view(left).zip(view(right)).map(|(left, right)| Views::Stereo([left, right])))
}

fn view(raw: &xr::View) -> Option<View> {
    let f = raw.fov;
    let fov = Fov { left: f.angle_left, right: f.angle_right, up: f.angle_up, down: f.angle_down };
    // A projection needs an area, and angles short of a half turn.
    let half_pi = std::f32::consts::FRAC_PI_2;
    let sound = [fov.left, fov.right, fov.up, fov.down].iter().all(|angle| angle.abs() < half_pi)
        && fov.left < fov.right
        && fov.down < fov.up;
    Some(View { pose: pose(raw.pose)?, fov }).filter(|_| sound)
}

/// Somebody of middle height who looks ahead: until the runtime knows better.
pub(super) fn standing() -> (Pose, Views) {
    let head = Pose { position: Vec3::new(0.0, EYE_HEIGHT, 0.0), orientation: Quat::IDENTITY };
    let fov = Fov::symmetric(90f32.to_radians(), 1.0);
    let eye = |x: f32| View { pose: Pose { position: head.position + Vec3::new(x, 0.0, 0.0), ..head }, fov };
    (head, Views::Stereo([eye(-0.032), eye(0.032)]))
}

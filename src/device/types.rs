//! What a device gives to a frame, and takes back.

use std::time::Duration;

use glam::{Mat4, Quat, Vec2, Vec3};
use serde::{Deserialize, Serialize};

/// A place and an orientation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    pub position: Vec3,
    pub orientation: Quat,
}

impl Default for Pose {
    fn default() -> Self {
        Pose { position: Vec3::ZERO, orientation: Quat::IDENTITY }
    }
}

impl Pose {
    pub fn matrix(&self) -> Mat4 {
        Mat4::from_rotation_translation(self.orientation, self.position)
    }

    /// The way −Z of the pose points.
    pub fn forward(&self) -> Vec3 {
        self.orientation * Vec3::NEG_Z
    }
}

/// Half angles of a view in radians, as in `XrFovf`: left and down are negative.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fov {
    pub left: f32,
    pub right: f32,
    pub up: f32,
    pub down: f32,
}

impl Fov {
    /// A symmetric view of `vertical` radians for a picture of the given aspect (width ÷ height).
    pub fn symmetric(vertical: f32, aspect: f32) -> Fov {
        let up = vertical * 0.5;
        let right = (up.tan() * aspect).atan();
        Fov { left: -right, right, up, down: -up }
    }
}

/// One eye (or the one camera): where it is in rig space, and what it sees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub pose: Pose,
    pub fov: Fov,
}

/// One hand, as the visit sees it, whatever was held.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hand {
    /// Where the palm holds, in rig space; `None` while it is not tracked.
    pub grip: Option<Pose>,
    /// Where it points (−Z is the ray).
    pub aim: Option<Pose>,
    /// 0 to 1.
    pub trigger: f32,
    /// 0 to 1.
    pub squeeze: f32,
    /// −1 to 1; +y is away from the visitor.
    pub stick: Vec2,
    /// True for what has no stick at all (a hand, a simple controller, the mouse): holding the trigger then aims a
    /// teleport.
    pub no_stick: bool,
    /// True for what has nothing to squeeze (a simple controller): the trigger takes what it points at.
    pub no_squeeze: bool,
    /// A or X; the one button where there is one.
    pub primary: bool,
    /// B or Y.
    pub secondary: bool,
    pub menu: bool,
}

/// What happened since the last frame, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// The visitor asked to face forward again (key, or the runtime's recentre event).
    Recentre,
    /// Write a picture of this frame.
    Picture,
    /// Show or hide the key sheet.
    KeySheet,
    /// Show or hide the credits page.
    Credits,
    /// Show or hide the streaming overlay.
    Overlay,
    /// Both eyes side by side in the window, or one.
    StereoView,
    /// The other language.
    Language,
    /// Close the page that is open, or else the overlay.
    Back,
    /// Show or hide the tablet.
    Tablet,
    /// A character of a real keyboard while the pointer is on a panel; U+0008 erases one, U+000D accepts what is offered.
    Type(char),
}

/// The visitor's body and wishes in this frame.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    /// In rig space.
    pub head: Pose,
    /// Left, right.
    pub hands: [Hand; 2],
    /// Smooth movement asked for by keys, metres per second in the head's yaw frame: x right, y ahead.
    pub walk: Vec2,
    pub commands: Vec<Command>,
}

/// Up to two views.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Views {
    Mono(View),
    Stereo([View; 2]),
}

impl Views {
    pub fn as_slice(&self) -> &[View] {
        match self {
            Views::Mono(view) => std::slice::from_ref(view),
            Views::Stereo(views) => views,
        }
    }
}

/// One turn of the loop.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Counts from 0, over every rebuild of the device.
    pub index: u64,
    /// Predicted display time on the visit's clock.
    pub time: Duration,
    /// Predicted time from this frame's display to the next.
    pub period: Duration,
    /// False: the runtime shows nothing now; skip acquire, encoding and locate, but still present.
    pub draw: bool,
    /// The views as predicted at the wait: good for choosing what to draw; locate them again before submitting.
    pub views: Views,
    pub input: Input,
    /// Display periods that passed without a new picture since the frame before.
    pub missed: u32,
}

/// What [`Device::wait`] came back with.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one is made a frame, and taken apart at once")]
pub enum Step {
    Frame(Frame),
    /// Nothing to draw now (headset off, window hidden); the device has already slept a little.
    Idle,
    /// The device lost its GPU and made another: everything on the GPU must be made again.
    Rebuilt,
    /// The visit ends: the window was closed, the runtime asked, the log ended.
    Quit,
}

/// Where to draw this frame.
pub struct Target {
    /// One layer a view (`D2Array`), single-sampled, of the format in [`Surface`].
    pub color: wgpu::TextureView,
    /// Where the resolved depth goes, when the device submits a depth layer.
    pub depth: Option<wgpu::TextureView>,
    /// Pixels of one view.
    pub size: (u32, u32),
}

/// Flat things that can be quad layers: they have numbers below this.
pub const QUADS: usize = 3;

/// The image of a flat thing that the compositor shows as a quad layer, sharper than a picture of it within the picture.
#[derive(Debug)]
pub enum QuadImage {
    /// There is none: the thing is seen in the picture only.
    None,
    /// It holds what is to be shown.
    Held,
    /// What is to be shown is painted in this frame: a view of one layer for each level.
    Paint(Vec<wgpu::TextureView>),
}

/// Where a quad layer is: it faces the +Z of its pose, which is its middle, in rig space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad {
    pub pose: Pose,
    /// Metres.
    pub size: Vec2,
}

/// What a frame's picture is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// What it was drawn from.
    pub views: Views,
    /// Pixels of one view that were drawn, from the upper left corner of the target on.
    pub part: (u32, u32),
    /// Quad layers by their numbers. The picture lies over them and is see-through (alpha 0) where they are seen.
    pub quads: [Option<Quad>; QUADS],
}

/// The shape of every [`Target`] a device gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surface {
    /// An sRGB format: what is written is linear.
    pub format: wgpu::TextureFormat,
    pub views: u32,
    pub size: (u32, u32),
    /// Format of [`Target::depth`], when the device submits depth.
    pub depth: Option<wgpu::TextureFormat>,
}

/// The triangles each eye never sees, in its normalised device coordinates' tangent space (z = −1 plane), as
/// `XR_KHR_visibility_mask` gives them: one list of vertices and indices a view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HiddenMesh {
    pub views: Vec<(Vec<[f32; 2]>, Vec<u32>)>,
}

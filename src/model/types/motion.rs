//! Keyframes.

use super::{LightProperty, MaterialProperty};

/// A keyframed animation.
#[derive(Debug, Clone, Default)]
pub struct Animation {
    pub name: String,
    /// Seconds from the first key at 0 to the last key of any channel.
    pub duration: f32,
    pub channels: Vec<Channel>,
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub target: Target,
    pub interpolation: Interpolation,
    /// Seconds, strictly increasing, never empty.
    pub times: Vec<f32>,
    /// Numbers a value: 3 for places, 4 for rotations, one a target for weights.
    pub width: usize,
    /// A value per key; three per key (in-tangent, value, out-tangent) for cubic splines.
    pub values: Vec<f32>,
}

/// What a channel moves; all but places and weights of nodes come from KHR_animation_pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Into [`Model::nodes`](super::Model::nodes).
    Node { node: u32, property: Property },
    /// Into [`Model::materials`](super::Model::materials).
    Material { material: u32, property: MaterialProperty },
    /// Into [`Model::lights`](super::Model::lights).
    Light { light: u32, property: LightProperty },
}

/// What moves of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    Translation,
    Rotation,
    Scale,
    /// Of morph targets.
    Weights,
    /// 0 hides the node and all below it (KHR_node_visibility).
    Visibility,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    Step,
    Linear,
    Cubic,
}

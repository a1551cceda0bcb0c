//! Keyframes.

/// A keyframed animation of nodes.
#[derive(Debug, Clone, Default)]
pub struct Animation {
    pub name: String,
    /// Seconds from the first key at 0 to the last key of any channel.
    pub duration: f32,
    pub channels: Vec<Channel>,
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub node: u32,
    pub property: Property,
    pub interpolation: Interpolation,
    /// Seconds, strictly increasing, never empty.
    pub times: Vec<f32>,
    /// Numbers a value: 3, 4 for rotations, and one a target for weights.
    pub width: usize,
    /// A value per key; three per key (in-tangent, value, out-tangent) for cubic splines.
    pub values: Vec<f32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    Translation,
    Rotation,
    Scale,
    /// Of morph targets.
    Weights,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    Step,
    Linear,
    Cubic,
}

//! Keyframes.

use super::{LightProperty, MaterialProperty};

/// A keyframed animation.
#[derive(Debug, Clone, Default)]
pub struct Animation {
    pub name: String,
    pub starts: Starts,
    /// Seconds from the first key at 0 to the last key of any channel.
    pub duration: f32,
    pub channels: Vec<Channel>,
}

/// When an animation plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Starts {
    /// By itself, over and over.
    #[default]
    Always,
    /// When it is touched, once to its end; and back when it is touched again.
    Open,
    /// When it is touched, over and over, until it is touched again.
    Run,
}

impl Starts {
    /// By the first word of an animation's name: `open`, `run`, or 打开, 运行.
    pub fn of(name: &str) -> Starts {
        let name = name.trim();
        let word = name.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        let is = |english: &str, chinese: &str| word.eq_ignore_ascii_case(english) || name.starts_with(chinese);
        match () {
            () if is("open", "打开") => Starts::Open,
            () if is("run", "运行") => Starts::Run,
            () => Starts::Always,
        }
    }
}

impl Animation {
    /// Whether it moves a node itself.
    pub fn moves(&self, index: u32) -> bool {
        self.channels.iter().any(|channel| matches!(channel.target, Target::Node { node, .. } if node == index))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_of_a_name_says_when_an_animation_plays() {
        let starts = Starts::of;
        assert_eq!(["open", "Open lid", "OPEN_door", "打开舱门"].map(starts), [Starts::Open; 4]);
        assert_eq!(["run", "run-fast", "运行"].map(starts), [Starts::Run; 3]);
        assert_eq!(["loop", "", "opening", "running", "idle open"].map(starts), [Starts::Always; 5]);
    }
}

//! Where the nodes of an animation are at a time (glTF 2.0, appendix C).

use glam::{Quat, Vec4};

use super::types::{Channel, Interpolation, Model, Placement, Property};

/// Writes the placements at a time into the nodes that an animation moves, and leaves the others alone.
///
/// `locals` has one placement for each of [`Model::nodes`], in the rest pose or an earlier one. Time outside the
/// animation starts it over. An unknown animation moves nothing.
pub fn animate(model: &Model, animation: usize, seconds: f32, locals: &mut [Placement]) {
    let Some(animation) = model.animations.get(animation) else { return };
    let time = if animation.duration > 0.0 && seconds.is_finite() {
        // The very end belongs to the animation, so that its last pose can be asked for.
        if seconds == animation.duration { seconds } else { seconds.rem_euclid(animation.duration) }
    } else {
        0.0
    };
    for channel in &animation.channels {
        let Some(value) = value(channel, time) else { continue };
        let Some(Placement::Trs { translation, rotation, scale }) = locals.get_mut(channel.node as usize) else {
            continue;
        };
        match channel.property {
            Property::Translation => *translation = value.truncate(),
            Property::Scale => *scale = value.truncate(),
            Property::Rotation => *rotation = quat(value),
        }
    }
}

/// The value of a channel at a time; before the first and after the last key it stands still.
fn value(channel: &Channel, time: f32) -> Option<Vec4> {
    let after = channel.times.partition_point(|&key| key <= time);
    let count = channel.times.len();
    let key = |index: usize, part: usize| {
        let place = if channel.interpolation == Interpolation::Cubic { index * 3 + part } else { index };
        channel.values.get(place).map(|&value| Vec4::from(value))
    };
    if after == 0 {
        return key(0, 1);
    }
    if after >= count {
        return key(count.checked_sub(1)?, 1);
    }
    let before = after - 1;
    let (start, end) = (*channel.times.get(before)?, *channel.times.get(after)?);
    let span = end - start;
    let t = (time - start) / span;
    let (from, to) = (key(before, 1)?, key(after, 1)?);
    Some(match (channel.interpolation, channel.property) {
        (Interpolation::Step, _) => from,
        (Interpolation::Linear, Property::Rotation) => Vec4::from(quat(from).slerp(quat(to), t)),
        (Interpolation::Linear, _) => from.lerp(to, t),
        (Interpolation::Cubic, _) => {
            let (leave, arrive) = (key(before, 2)? * span, key(after, 0)? * span);
            let (t2, t3) = (t * t, t * t * t);
            from * (2.0 * t3 - 3.0 * t2 + 1.0)
                + leave * (t3 - 2.0 * t2 + t)
                + to * (3.0 * t2 - 2.0 * t3)
                + arrive * (t3 - t2)
        }
    })
}

fn quat(value: Vec4) -> Quat {
    Quat::from_vec4(value.try_normalize().unwrap_or(Vec4::W))
}

impl Model {
    /// The world matrices of the nodes, given a placement for each.
    pub(super) fn worlds(&self, locals: impl Iterator<Item = Placement>) -> Vec<glam::Mat4> {
        let mut worlds: Vec<glam::Mat4> = Vec::with_capacity(self.nodes.len());
        for (node, local) in self.nodes.iter().zip(locals) {
            let parent = node.parent.and_then(|parent| worlds.get(parent as usize)).copied().unwrap_or_default();
            worlds.push(parent * local.matrix());
        }
        worlds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Animation, Node};
    use glam::Vec3;

    fn model(property: Property, interpolation: Interpolation, values: Vec<[f32; 4]>) -> Model {
        let channel = Channel { node: 0, property, interpolation, times: vec![1.0, 3.0], values };
        Model {
            nodes: vec![Node::default()],
            animations: vec![Animation { name: String::new(), duration: 3.0, channels: vec![channel] }],
            ..Model::default()
        }
    }

    fn at(model: &Model, seconds: f32) -> (Vec3, Quat, Vec3) {
        let mut locals = [Placement::default()];
        animate(model, 0, seconds, &mut locals);
        match locals[0] {
            Placement::Trs { translation, rotation, scale } => (translation, rotation, scale),
            Placement::Matrix(_) => unreachable!(),
        }
    }

    #[test]
    fn step_linear_and_cubic_follow_the_appendix() {
        let ends = vec![[0.0, 0.0, 0.0, 0.0], [2.0, 4.0, 6.0, 0.0]];
        let step = model(Property::Translation, Interpolation::Step, ends.clone());
        assert_eq!(at(&step, 2.9).0, Vec3::ZERO);
        let linear = model(Property::Translation, Interpolation::Linear, ends);
        assert_eq!(at(&linear, 2.0).0, Vec3::new(1.0, 2.0, 3.0));
        assert_eq!(at(&linear, 0.5).0, Vec3::ZERO);
        assert_eq!(at(&linear, 3.0).0, Vec3::new(2.0, 4.0, 6.0));
        assert_eq!(at(&linear, 5.0).0, Vec3::new(1.0, 2.0, 3.0));
        assert_eq!(at(&linear, -1.0).0, Vec3::new(1.0, 2.0, 3.0));
        let (zero, one) = ([0.0; 4], [1.0; 4]);
        let cubic = model(Property::Scale, Interpolation::Cubic, vec![zero, zero, one, zero, [2.0; 4], zero]);
        // Hermite at the middle: half the sum of the ends and an eighth of the tangent over the span of 2.
        assert_eq!(at(&cubic, 2.0).2, Vec3::splat(1.0 + 0.25));
    }

    #[test]
    fn rotations_take_the_short_way() {
        let half = std::f32::consts::FRAC_1_SQRT_2;
        // A quarter turn about y, written with the opposite sign.
        let turn = vec![[0.0, 0.0, 0.0, 1.0], [0.0, -half, 0.0, -half]];
        let (_, rotation, _) = at(&model(Property::Rotation, Interpolation::Linear, turn), 2.0);
        assert!(rotation.abs_diff_eq(Quat::from_rotation_y(std::f32::consts::FRAC_PI_4), 1e-5), "{rotation}");
    }

    #[test]
    fn odd_input_moves_nothing() {
        let linear = model(Property::Translation, Interpolation::Linear, vec![[1.0; 4]; 2]);
        at(&linear, f32::NAN);
        animate(&linear, 7, 0.0, &mut []);
        animate(&linear, 0, 0.0, &mut []);
    }
}

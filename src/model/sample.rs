//! Where the nodes of an animation are at a time (glTF 2.0, appendix C).

use glam::{Quat, Vec3, Vec4};

use super::pose::Pose;
use super::types::{Channel, Interpolation, Model, Placement, Property, Target};

/// Writes what an animation moves at a time into a pose, and leaves the rest of it alone.
///
/// `pose` is the model's ([`Model::rest`] or a later one). Time outside the animation starts it over. An unknown
/// animation moves nothing.
pub fn animate(model: &Model, animation: usize, seconds: f32, pose: &mut Pose) {
    let Some(animation) = model.animations.get(animation) else { return };
    let time = if animation.duration > 0.0 && seconds.is_finite() {
        // The very end belongs to the animation, so that its last pose can be asked for.
        if seconds == animation.duration { seconds } else { seconds.rem_euclid(animation.duration) }
    } else {
        0.0
    };
    for channel in &animation.channels {
        let moment = Moment::of(channel, time);
        match channel.target {
            Target::Node { node, property } => move_node(pose, node as usize, property, channel, &moment),
            Target::Material { material, property } => {
                if let Some(material) = pose.materials.get_mut(material as usize) {
                    moment.values(channel, |values| material.set(property, values));
                }
            }
            Target::Light { light, property } => {
                if let Some(light) = pose.lights.get_mut(light as usize) {
                    moment.values(channel, |values| light.set(property, values));
                }
            }
        }
    }
}

fn move_node(pose: &mut Pose, node: usize, property: Property, channel: &Channel, moment: &Moment) {
    match property {
        Property::Weights => {
            for (lane, weight) in pose.weights.get_mut(node).into_iter().flatten().enumerate() {
                *weight = moment.value(channel, lane);
            }
            return;
        }
        Property::Visibility => {
            if let Some(hidden) = pose.hidden.get_mut(node) {
                // There is nothing between shown and hidden.
                *hidden = Moment::key(channel, moment.before, 1, 0) == 0.0;
            }
            return;
        }
        _ => {}
    }
    let Some(Placement::Trs { translation, rotation, scale }) = pose.locals.get_mut(node) else { return };
    match property {
        Property::Translation => *translation = Vec3::from_array(std::array::from_fn(|i| moment.value(channel, i))),
        Property::Scale => *scale = Vec3::from_array(std::array::from_fn(|i| moment.value(channel, i))),
        Property::Rotation => *rotation = moment.rotation(channel),
        Property::Weights | Property::Visibility => {}
    }
}

/// A time between two keys of a channel; before the first and after the last key it stands still.
struct Moment {
    before: usize,
    after: usize,
    /// From 0 at the first key to 1 at the second.
    t: f32,
    /// Seconds between them.
    span: f32,
}

impl Moment {
    fn of(channel: &Channel, time: f32) -> Moment {
        let after = channel.times.partition_point(|&key| key <= time);
        let last = channel.times.len().saturating_sub(1);
        let (before, after) = (after.saturating_sub(1).min(last), after.min(last));
        let at = |key: usize| channel.times.get(key).copied().unwrap_or(0.0);
        let span = at(after) - at(before);
        let t = if before == after { 0.0 } else { (time - at(before)) / span };
        Moment { before, after, t, span }
    }

    /// One number of a key: `part` is 0 for the in-tangent, 1 for the value, 2 for the out-tangent.
    fn key(channel: &Channel, key: usize, part: usize, lane: usize) -> f32 {
        let place = if channel.interpolation == Interpolation::Cubic { key * 3 + part } else { key };
        channel.values.get(place * channel.width + lane).copied().unwrap_or(0.0)
    }

    fn value(&self, channel: &Channel, lane: usize) -> f32 {
        let key = |key, part| Moment::key(channel, key, part, lane);
        let (from, to) = (key(self.before, 1), key(self.after, 1));
        let t = self.t;
        match channel.interpolation {
            Interpolation::Step => from,
            Interpolation::Linear => from + (to - from) * t,
            Interpolation::Cubic => {
                let (leave, arrive) = (key(self.before, 2) * self.span, key(self.after, 0) * self.span);
                let (t2, t3) = (t * t, t * t * t);
                from * (2.0 * t3 - 3.0 * t2 + 1.0)
                    + leave * (t3 - 2.0 * t2 + t)
                    + to * (3.0 * t2 - 2.0 * t3)
                    + arrive * (t3 - t2)
            }
        }
    }

    /// The numbers of a material or a light, of which none has more than four.
    fn values(&self, channel: &Channel, set: impl FnOnce(&[f32])) {
        let values: [f32; 4] = std::array::from_fn(|lane| self.value(channel, lane));
        set(values.get(..channel.width).unwrap_or_default());
    }

    fn rotation(&self, channel: &Channel) -> Quat {
        if channel.interpolation == Interpolation::Linear {
            let key = |key| quat(Vec4::from_array(std::array::from_fn(|lane| Moment::key(channel, key, 1, lane))));
            return key(self.before).slerp(key(self.after), self.t);
        }
        quat(Vec4::from_array(std::array::from_fn(|lane| self.value(channel, lane))))
    }
}

fn quat(value: Vec4) -> Quat {
    Quat::from_vec4(value.try_normalize().unwrap_or(Vec4::W))
}

impl Model {
    /// The world matrices of the nodes, given a placement for each.
    pub(crate) fn worlds(&self, locals: impl Iterator<Item = Placement>) -> Vec<glam::Mat4> {
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
    use crate::model::{Animation, Light, LightKind, LightProperty, Material, MaterialProperty, Node};

    fn model(property: Property, interpolation: Interpolation, values: Vec<[f32; 4]>) -> Model {
        let width = match property {
            Property::Rotation => 4,
            Property::Translation | Property::Scale => 3,
            Property::Weights => 2,
            Property::Visibility => 1,
        };
        let values = values.iter().flat_map(|value| value[..width].to_vec()).collect();
        let channel =
            Channel { target: Target::Node { node: 0, property }, interpolation, times: vec![1.0, 3.0], width, values };
        Model {
            nodes: vec![Node { weights: vec![0.25; 2], ..Node::default() }],
            animations: vec![Animation { duration: 3.0, channels: vec![channel], ..Animation::default() }],
            ..Model::default()
        }
    }

    fn at(model: &Model, seconds: f32) -> (Vec3, Quat, Vec3) {
        let mut pose = model.rest();
        animate(model, 0, seconds, &mut pose);
        match pose.locals[0] {
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
        animate(&linear, 7, 0.0, &mut Pose::default());
        animate(&linear, 0, 0.0, &mut Pose::default());
    }

    #[test]
    fn a_node_is_shown_or_hidden_and_nothing_between() {
        let ends = vec![[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]];
        let model = model(Property::Visibility, Interpolation::Linear, ends);
        let mut pose = model.rest();
        for (seconds, hidden) in [(0.0, false), (2.9, false), (3.0, true)] {
            animate(&model, 0, seconds, &mut pose);
            assert_eq!(pose.hidden, [hidden], "{seconds}");
        }
    }

    #[test]
    fn materials_and_lights_move() {
        let (property, width) = MaterialProperty::named("pbrMetallicRoughness/baseColorFactor").unwrap();
        let keys = |target, width, values: &[f32]| Channel {
            target,
            interpolation: Interpolation::Linear,
            times: vec![0.0, 1.0],
            width,
            values: values.to_vec(),
        };
        let paint = keys(Target::Material { material: 0, property }, width, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.5, 0.0, 1.0]);
        let dim = keys(Target::Light { light: 0, property: LightProperty::Intensity }, 1, &[8.0, 0.0]);
        let light = Light { color: [1.0; 3], intensity: 8.0, kind: LightKind::Point, range: 1.0 };
        let model = Model {
            materials: vec![Material::default()],
            lights: vec![light],
            animations: vec![Animation { duration: 1.0, channels: vec![paint, dim], ..Animation::default() }],
            ..Model::default()
        };
        let mut pose = model.rest();
        animate(&model, 0, 0.5, &mut pose);
        assert_eq!(pose.materials[0].base_color, [0.5, 0.25, 0.0, 1.0]);
        assert_eq!(pose.lights[0].intensity, 4.0);
        assert_eq!(model.moved_materials().collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn weights_move_each_for_itself() {
        let (zero, ends) = ([0.0; 4], [[0.0, 1.0, 0.0, 0.0], [1.0, 0.5, 0.0, 0.0]]);
        let weights = |interpolation, values: &[[f32; 4]], seconds| {
            let model = model(Property::Weights, interpolation, values.to_vec());
            let mut pose = model.rest();
            animate(&model, 0, seconds, &mut pose);
            pose.weights[0].clone()
        };
        assert_eq!(weights(Interpolation::Linear, &ends, 2.0), [0.5, 0.75]);
        assert_eq!(weights(Interpolation::Step, &ends, 2.9), [0.0, 1.0]);
        let cubic = [zero, ends[0], [1.0, 0.0, 0.0, 0.0], zero, ends[1], zero];
        // Half the sum of the ends, and an eighth of the tangent over the span of 2.
        assert_eq!(weights(Interpolation::Cubic, &cubic, 2.0), [0.75, 0.75]);
    }
}

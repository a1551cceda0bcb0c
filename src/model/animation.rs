//! Keyframes of nodes (glTF 2.0, section 3.11).

use gltf::json::animation::{self as json, Interpolation as Kind, Property as Path};
use gltf::json::validation::Checked;

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::error::{Fault, Result, pick};
use super::notes::Notes;
use super::tree::Tree;
use super::types::{Animation, Channel, Interpolation, Placement, Property};

/// All animations of the file, for the nodes that are drawn.
pub(super) fn animations(buffers: &Buffers<'_>, tree: &Tree, notes: &mut Notes) -> Result<Vec<Animation>> {
    let mut list = Vec::with_capacity(buffers.root.animations.len());
    for (index, json) in buffers.root.animations.iter().enumerate() {
        let mut animation =
            Animation { name: json.name.clone().unwrap_or_default(), duration: 0.0, channels: Vec::new() };
        for (place, channel) in json.channels.iter().enumerate() {
            let at = format!("/animations/{index}/channels/{place}");
            if let Some(channel) = self::channel(json, channel, &at, buffers, tree, notes)? {
                animation.duration = channel.times.last().map_or(0.0, |&last| last.max(animation.duration));
                animation.channels.push(channel);
            }
        }
        list.push(animation);
    }
    Ok(list)
}

fn channel(
    animation: &json::Animation,
    json: &json::Channel,
    at: &str,
    buffers: &Buffers<'_>,
    tree: &Tree,
    notes: &mut Notes,
) -> Result<Option<Channel>> {
    let sampler = pick(&animation.samplers, json.sampler.value(), "sampler", at)?;
    let property = match json.target.path {
        Checked::Valid(Path::Translation) => Property::Translation,
        Checked::Valid(Path::Rotation) => Property::Rotation,
        Checked::Valid(Path::Scale) => Property::Scale,
        Checked::Valid(Path::MorphTargetWeights) => Property::Weights,
        Checked::Invalid => {
            return Err(Fault::invalid(at, "its path is none of translation, rotation, scale, weights"));
        }
    };
    let (interpolation, values_per_key) = match sampler.interpolation {
        Checked::Valid(Kind::Step) => (Interpolation::Step, 1),
        Checked::Valid(Kind::Linear) => (Interpolation::Linear, 1),
        Checked::Valid(Kind::CubicSpline) => (Interpolation::Cubic, 3),
        Checked::Invalid => return Err(Fault::invalid(at, "its interpolation is none of LINEAR, STEP, CUBICSPLINE")),
    };
    let &Some(node) = pick(&tree.place, json.target.node.value(), "node", at)? else {
        return Ok(None);
    };
    let target = pick(&tree.nodes, node as usize, "node", at)?;
    let width = match property {
        Property::Rotation => 4,
        Property::Translation | Property::Scale => 3,
        Property::Weights => target.weights.len(),
    };
    if width == 0 {
        notes.add(format!("{at}: its node has no morph targets to move"));
        return Ok(None);
    }
    if property != Property::Weights && matches!(target.local, Placement::Matrix(_)) {
        notes.add(format!("{at}: its node is placed by a matrix and cannot be animated"));
        return Ok(None);
    }
    let meter = &buffers.budget.keys;
    let input = Accessor::open(buffers, sampler.input, meter, at)?;
    let output = Accessor::open(buffers, sampler.output, meter, at)?;
    meter.take((input.count as u64).saturating_add(output.count as u64), at)?;
    // Weights are stored one by one.
    let per_key = if property == Property::Weights { values_per_key * width } else { values_per_key };
    if input.count.checked_mul(per_key) != Some(output.count) {
        let why = format!("{} keys need {per_key} values each, but there are {}", input.count, output.count);
        return Err(Fault::invalid(at, why));
    }
    let times: Vec<f32> = input.floats::<1>()?.into_iter().map(|[time]| time).collect();
    if let Some(place) = times.array_windows().position(|[before, after]| before >= after) {
        let why = format!("its times do not grow after key {place}");
        return Err(Fault::invalid(input.at, why));
    }
    if let Some(first) = times.first().filter(|&&first| first < 0.0) {
        return Err(Fault::invalid(input.at, format!("its first key lies at {first} seconds")));
    }
    let values = match property {
        Property::Rotation => output.floats::<4>()?.into_flattened(),
        Property::Translation | Property::Scale => output.floats::<3>()?.into_flattened(),
        Property::Weights => output.floats::<1>()?.into_flattened(),
    };
    Ok(Some(Channel { node, property, interpolation, times, width, values }))
}

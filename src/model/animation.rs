//! Keyframes (glTF 2.0, section 3.11, and KHR_animation_pointer).

use gltf::json::animation::{self as json, Interpolation as Kind, Property as Path};
use gltf::json::validation::Checked;
use serde_json::Value;

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::document::POINTERS;
use super::error::{Fault, Result, pick};
use super::material::Materials;
use super::notes::Notes;
use super::pointer::{self, Place};
use super::tree::Tree;
use super::types::{Animation, Channel, Interpolation, Light, Placement, Property, Starts, Target};

/// All animations of the file, for what is drawn.
pub(super) fn animations(
    buffers: &Buffers<'_>,
    tree: &Tree,
    materials: &Materials<'_>,
    lights: &[Light],
    notes: &mut Notes,
) -> Result<Vec<Animation>> {
    let reader = Reader { buffers, tree, materials, lights };
    let mut list = Vec::with_capacity(buffers.root.animations.len());
    for (index, json) in buffers.root.animations.iter().enumerate() {
        let name = json.name.clone().unwrap_or_default();
        let mut animation = Animation { starts: Starts::of(&name), name, duration: 0.0, channels: Vec::new() };
        let pointers = json.extensions.as_ref().and_then(|all| all.others.get(POINTERS));
        for (place, channel) in json.channels.iter().enumerate() {
            let at = format!("/animations/{index}/channels/{place}");
            let pointer = pointers.and_then(|pointers| pointers.get(place.to_string()));
            for (target, width) in reader.targets(channel, pointer, &at, notes)? {
                let channel = reader.channel(json, channel, target, width, &at)?;
                animation.duration = channel.times.last().map_or(0.0, |&last| last.max(animation.duration));
                animation.channels.push(channel);
            }
        }
        list.push(animation);
    }
    Ok(list)
}

struct Reader<'a, 'b, 'c> {
    buffers: &'a Buffers<'b>,
    tree: &'a Tree,
    materials: &'a Materials<'c>,
    lights: &'a [Light],
}

impl Reader<'_, '_, '_> {
    /// What a channel moves, and how many numbers a value of it has. A material may be there in two forms, and a mesh at
    /// many nodes.
    fn targets(
        &self,
        json: &json::Channel,
        pointer: Option<&Value>,
        at: &str,
        notes: &mut Notes,
    ) -> Result<Vec<(Target, usize)>> {
        let root = self.buffers.root;
        let (node, property) = match (pointer, json.target.path) {
            (Some(pointer), _) => match pointer.as_str().and_then(pointer::read) {
                Some(Place::Node(node, property)) => (node, property),
                Some(Place::Mesh(mesh)) => {
                    pick(&root.meshes, mesh, "mesh", at)?;
                    let shows = |node: &usize| {
                        let node = root.nodes.get(*node);
                        node.is_some_and(|node| node.weights.is_none() && node.mesh.is_some_and(|m| m.value() == mesh))
                    };
                    let found = (0..root.nodes.len()).filter(shows);
                    let each = found.map(|node| self.node(node, Property::Weights, at, notes));
                    return each.filter_map(Result::transpose).collect();
                }
                Some(Place::Material(material, property, width)) => {
                    pick(&root.materials, material, "material", at)?;
                    let forms = self.materials.forms(material);
                    return Ok(forms.map(|material| (Target::Material { material, property }, width)).collect());
                }
                Some(Place::Light(light, property, width)) => {
                    pick(self.lights, light, "light", at)?;
                    return Ok(vec![(Target::Light { light: light as u32, property }, width)]);
                }
                None => {
                    notes.add(match pointer {
                        Value::String(pointer) => format!("{at}: {pointer:?} is nothing that moves here"),
                        _ => format!("{at}: it moves neither a node nor what a pointer names, and is left out"),
                    });
                    return Ok(Vec::new());
                }
            },
            (None, Checked::Valid(path)) => {
                let property = match path {
                    Path::Translation => Property::Translation,
                    Path::Rotation => Property::Rotation,
                    Path::Scale => Property::Scale,
                    Path::MorphTargetWeights => Property::Weights,
                };
                (json.target.node.value(), property)
            }
            (None, Checked::Invalid) => {
                return Err(Fault::invalid(at, "its path is none of translation, rotation, scale, weights, pointer"));
            }
        };
        Ok(self.node(node, property, at, notes)?.into_iter().collect())
    }

    /// A property of a node of the file, if the node is drawn and can be moved so.
    fn node(&self, node: usize, property: Property, at: &str, notes: &mut Notes) -> Result<Option<(Target, usize)>> {
        let &Some(place) = pick(&self.tree.place, node, "node", at)? else { return Ok(None) };
        let moved = pick(&self.tree.nodes, place as usize, "node", at)?;
        let width = match property {
            Property::Rotation => 4,
            Property::Translation | Property::Scale => 3,
            Property::Visibility => 1,
            Property::Weights => moved.weights.len(),
        };
        if width == 0 {
            notes.add(format!("{at}: its node has no morph targets to move"));
            return Ok(None);
        }
        let placed = matches!(property, Property::Translation | Property::Rotation | Property::Scale);
        if placed && matches!(moved.local, Placement::Matrix(_)) {
            notes.add(format!("{at}: its node is placed by a matrix and cannot be animated"));
            return Ok(None);
        }
        Ok(Some((Target::Node { node: place, property }, width)))
    }

    fn channel(
        &self,
        animation: &json::Animation,
        json: &json::Channel,
        target: Target,
        width: usize,
        at: &str,
    ) -> Result<Channel> {
        let sampler = pick(&animation.samplers, json.sampler.value(), "sampler", at)?;
        let (interpolation, values_per_key) = match sampler.interpolation {
            Checked::Valid(Kind::Step) => (Interpolation::Step, 1),
            Checked::Valid(Kind::Linear) => (Interpolation::Linear, 1),
            Checked::Valid(Kind::CubicSpline) => (Interpolation::Cubic, 3),
            Checked::Invalid => {
                return Err(Fault::invalid(at, "its interpolation is none of LINEAR, STEP, CUBICSPLINE"));
            }
        };
        let meter = &self.buffers.budget.keys;
        let input = Accessor::open(self.buffers, sampler.input, meter, at)?;
        let output = Accessor::open(self.buffers, sampler.output, meter, at)?;
        meter.take((input.count as u64).saturating_add(output.count as u64), at)?;
        // Weights are stored one by one.
        let weights = matches!(target, Target::Node { property: Property::Weights, .. });
        let per_key = if weights { values_per_key * width } else { values_per_key };
        if input.count.checked_mul(per_key) != Some(output.count) {
            let why = format!("{} keys need {per_key} values each, but there are {}", input.count, output.count);
            return Err(Fault::invalid(at, why));
        }
        let times = input.floats::<1>()?.into_flattened();
        if let Some(place) = times.array_windows().position(|[before, after]| before >= after) {
            let why = format!("its times do not grow after key {place}");
            return Err(Fault::invalid(input.at, why));
        }
        if let Some(first) = times.first().filter(|&&first| first < 0.0) {
            return Err(Fault::invalid(input.at, format!("its first key lies at {first} seconds")));
        }
        let values = match width {
            _ if weights => output.floats::<1>()?.into_flattened(),
            1 => output.floats::<1>()?.into_flattened(),
            2 => output.floats::<2>()?.into_flattened(),
            3 => output.floats::<3>()?.into_flattened(),
            _ => output.floats::<4>()?.into_flattened(),
        };
        Ok(Channel { target, interpolation, times, width, values })
    }
}

//! At which scales a model shows its meshes, so that a step of theirs is known in metres.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Values;

/// The largest scale at which each mesh is shown within its model: by the nodes above it, or by the joints that its
/// vertices hang on, at rest and where animations take these.
pub fn scales(document: &Value, values: &[Option<Values>]) -> Vec<f32> {
    let list = |key: &str| document.get(key).and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    let nodes = list("nodes");
    let mut parents: BTreeMap<usize, usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let children = node.get("children").and_then(Value::as_array);
        parents.extend(children.into_iter().flatten().filter_map(|child| Some((child.as_u64()? as usize, index))));
    }
    let mut own: Vec<f32> = nodes.iter().map(largest).collect();
    for (node, scale) in list("animations").iter().flat_map(|animation| animated(animation, values)) {
        if let Some(slot) = own.get_mut(node) {
            *slot = slot.max(scale);
        }
    }
    let whole = |index: usize| {
        let (mut scale, mut at) = (1.0, Some(index));
        // A loader has refused circles; the count is for what it does not look at.
        for _ in 0..nodes.len() {
            let Some(here) = at else { break };
            scale *= own.get(here).copied().unwrap_or(1.0);
            at = parents.get(&here).copied();
        }
        scale
    };
    let by_joints = |skin: &Value| {
        let joints = skin.get("joints").and_then(Value::as_array).into_iter().flatten();
        let binds = skin
            .get("inverseBindMatrices")
            .and_then(Value::as_u64)
            .and_then(|index| values.get(index as usize)?.as_ref());
        let bind = |place: usize| {
            let matrix = binds.and_then(|binds| binds.list.as_chunks::<16>().0.get(place));
            matrix.map_or(1.0, |matrix| longest(matrix))
        };
        let scale = |(place, joint): (usize, &Value)| whole(joint.as_u64().unwrap_or(u64::MAX) as usize) * bind(place);
        joints.enumerate().map(scale).fold(0f32, f32::max)
    };
    let skins: Vec<f32> = list("skins").iter().map(by_joints).collect();
    let mut scales = vec![0f32; list("meshes").len()];
    for (index, node) in nodes.iter().enumerate() {
        let Some(mesh) = node.get("mesh").and_then(Value::as_u64) else { continue };
        let skin = node.get("skin").and_then(Value::as_u64).and_then(|skin| skins.get(skin as usize));
        if let Some(slot) = scales.get_mut(mesh as usize) {
            *slot = slot.max(skin.copied().unwrap_or_else(|| whole(index)));
        }
    }
    scales.iter().map(|&scale| if scale > 0.0 && scale.is_finite() { scale } else { 1.0 }).collect()
}

/// The largest scale along any axis of a node's own placement.
fn largest(node: &Value) -> f32 {
    let numbers = |key: &str| -> Option<Vec<f32>> {
        Some(node.get(key)?.as_array()?.iter().filter_map(|value| Some(value.as_f64()? as f32)).collect())
    };
    if let Some(matrix) = numbers("matrix").and_then(|matrix| <[f32; 16]>::try_from(matrix).ok()) {
        return longest(&matrix);
    }
    numbers("scale").map_or(1.0, |scale| most(&scale))
}

/// The longest of the first three columns.
fn longest(matrix: &[f32; 16]) -> f32 {
    let column = |first: usize| matrix.iter().skip(first).take(3).map(|part| part * part).sum::<f32>().sqrt();
    column(0).max(column(4)).max(column(8))
}

fn most(list: &[f32]) -> f32 {
    list.iter().fold(0f32, |most, part| most.max(part.abs()))
}

/// Nodes that an animation scales, and how large it makes them.
fn animated(animation: &Value, values: &[Option<Values>]) -> Vec<(usize, f32)> {
    let channels = animation.get("channels").and_then(Value::as_array).into_iter().flatten();
    let scaled = |channel: &Value| {
        let target = channel.get("target")?;
        let node = match target.pointer("/extensions/KHR_animation_pointer/pointer").and_then(Value::as_str) {
            Some(pointer) => pointer.strip_prefix("/nodes/")?.strip_suffix("/scale")?.parse().ok()?,
            None if target.get("path")?.as_str()? == "scale" => target.get("node")?.as_u64()? as usize,
            None => return None,
        };
        let sampler = animation.get("samplers")?.get(channel.get("sampler")?.as_u64()? as usize)?;
        Some((node, most(&values.get(sampler.get("output")?.as_u64()? as usize)?.as_ref()?.list)))
    };
    channels.filter_map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scales_multiply_down_the_tree() {
        let document = json!({
            "meshes": [{}, {}, {}],
            "nodes": [
                { "scale": [2, 3, 1], "children": [1] },
                { "mesh": 0, "scale": [0.5, -0.5, 0.5] },
                { "mesh": 1, "matrix": [0, 4, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
            ],
        });
        assert_eq!(scales(&document, &[]), [1.5, 4.0, 1.0]);
    }

    #[test]
    fn joints_and_animations_scale_too() {
        let mut bind = [0.0; 32];
        (bind[0], bind[5], bind[10], bind[16], bind[21], bind[26]) = (2.0, 1.0, 1.0, 1.0, 1.0, 0.5);
        let values = [
            Some(Values { components: 16, list: bind.to_vec() }),
            Some(Values { components: 3, list: vec![1.0, 1.0, 1.0, 7.0, 1.0, 1.0] }),
        ];
        let mut document = json!({
            "meshes": [{}],
            // The node's own placement is nothing to a mesh with a skin.
            "nodes": [{ "mesh": 0, "skin": 0, "scale": [100, 100, 100] }, { "scale": [3, 3, 3] }, { "scale": [5, 5, 5] }],
            "skins": [{ "joints": [1, 2], "inverseBindMatrices": 0 }],
        });
        assert_eq!(scales(&document, &values), [6.0]);
        document["animations"] = json!([{ "samplers": [{ "output": 1 }], "channels": [{ "sampler": 0, "target": { "node": 2, "path": "scale" } }] }]);
        assert_eq!(scales(&document, &values), [7.0]);
    }
}

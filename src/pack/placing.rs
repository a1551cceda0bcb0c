//! What stands above meshes of whole numbers: the nodes that place them, or the inverse bind matrices of their skins, take
//! these back to the author's units.

use std::collections::{BTreeSet, HashMap};

use glam::{DMat4, DQuat, DVec3};
use serde_json::{Map, Value, json};

use super::geometry::frame::Frame;
use crate::model::Values;

const INSTANCES: &str = "EXT_mesh_gpu_instancing";

/// Meshes whose own units something else counts in, so that they stay as they are: instances are placed between node and
/// mesh, the thickness of KHR_materials_volume is in the mesh's units, and a pointer names the node that has the weights.
pub fn barred(document: &Value) -> BTreeSet<usize> {
    let list = |key: &str| document.get(key).and_then(Value::as_array).into_iter().flatten();
    let mesh = |node: &Value| Some(node.get("mesh")?.as_u64()? as usize);
    let mut barred: BTreeSet<usize> = list("nodes")
        .filter(|node| node.pointer(&format!("/extensions/{INSTANCES}")).is_some())
        .filter_map(mesh)
        .collect();
    let thick: Vec<bool> =
        list("materials").map(|material| material.pointer("/extensions/KHR_materials_volume").is_some()).collect();
    for (index, mesh) in list("meshes").enumerate() {
        // A primitive's own material, and those of its variants.
        let mut open: Vec<&Value> = mesh.get("primitives").into_iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Object(map) => {
                    let material = map.get("material").and_then(Value::as_u64);
                    if material.is_some_and(|material| thick.get(material as usize) == Some(&true)) {
                        barred.insert(index);
                    }
                    open.extend(map.values());
                }
                Value::Array(list) => open.extend(list),
                _ => {}
            }
        }
    }
    let weights = list("animations").flat_map(channels).filter_map(pointer).filter_map(|pointer| {
        let (node, rest) = pointer.strip_prefix("/nodes/")?.split_once('/')?;
        rest.starts_with("weights").then(|| node.parse::<usize>().ok())?
    });
    let nodes: Vec<&Value> = list("nodes").collect();
    barred.extend(weights.filter_map(|node| mesh(nodes.get(node)?)));
    barred
}

fn channels(animation: &Value) -> impl Iterator<Item = &Value> {
    animation.get("channels").and_then(Value::as_array).into_iter().flatten()
}

/// What a channel of KHR_animation_pointer moves.
fn pointer(channel: &Value) -> Option<&str> {
    channel.pointer("/target/extensions/KHR_animation_pointer/pointer")?.as_str()
}

/// Places meshes that have frames. The result: of skins by their number, inverse bind matrices that replace theirs.
pub fn place(
    document: &mut Map<String, Value>,
    frames: &[Option<Frame>],
    values: &[Option<Values>],
) -> HashMap<usize, Vec<f32>> {
    let fixed = fixed(document);
    let mut skins = Skins::new(document, values);
    let mut moved: HashMap<usize, usize> = HashMap::new();
    let Some(nodes) = document.get_mut("nodes").and_then(Value::as_array_mut) else { return HashMap::new() };
    let count = nodes.len();
    let mut below = Vec::new();
    for (index, node) in nodes.iter_mut().enumerate() {
        let Some(node) = node.as_object_mut() else { continue };
        let mesh = node.get("mesh").and_then(Value::as_u64);
        let Some(&Some(frame)) = mesh.and_then(|mesh| frames.get(mesh as usize)) else { continue };
        if let Some(skin) = node.get("skin").and_then(Value::as_u64) {
            node.insert("skin".into(), skins.with(skin as usize, frame).into());
            continue;
        }
        if !fixed.contains(&index) && is_alone(node) {
            fold(node, frame);
            continue;
        }
        // Others count on where this node is: the mesh hangs on one of its own.
        let mut child = Map::new();
        for key in ["mesh", "weights"] {
            child.extend(node.remove_entry(key));
        }
        // What its name means for the mesh stays so.
        child.extend(node.get_key_value("name").map(|(key, name)| (key.clone(), name.clone())));
        fold(&mut child, frame);
        let place = count + below.len();
        match node.get_mut("children").and_then(Value::as_array_mut) {
            Some(children) => children.push(place.into()),
            None => {
                node.insert("children".into(), json!([place]));
            }
        }
        moved.insert(index, place);
        below.push(Value::Object(child));
    }
    nodes.extend(below);
    retarget(document, &moved);
    skins.finish(document)
}

/// Nodes whose place is nobody's to change: animations move them, or vertices hang on them.
fn fixed(document: &Map<String, Value>) -> BTreeSet<usize> {
    let list = |key: &str| document.get(key).and_then(Value::as_array).into_iter().flatten();
    let joints = list("skins").filter_map(|skin| skin.get("joints")?.as_array()).flatten();
    let joints = joints.filter_map(|joint| Some(joint.as_u64()? as usize));
    let moved = list("animations").flat_map(channels).filter_map(|channel| {
        if let Some(pointer) = pointer(channel) {
            return pointer.strip_prefix("/nodes/")?.split('/').next()?.parse().ok();
        }
        let target = channel.get("target")?;
        let places = target.get("path")?.as_str()? != "weights";
        places.then(|| target.get("node")?.as_u64().map(|node| node as usize))?
    });
    joints.chain(moved).collect()
}

/// Whether nothing but its mesh stands where a node stands.
fn is_alone(node: &Map<String, Value>) -> bool {
    let extensions = node.get("extensions").and_then(Value::as_object);
    let only = extensions.is_none_or(|all| all.keys().all(|name| name == "KHR_node_visibility"));
    let children = node.get("children").and_then(Value::as_array).is_some_and(|children| !children.is_empty());
    only && !children && !node.contains_key("camera")
}

/// Lets a node's own placement end in that of a frame.
fn fold(node: &mut Map<String, Value>, frame: Frame) {
    let numbers =
        |key: &str| -> Option<Vec<f64>> { Some(node.get(key)?.as_array()?.iter().filter_map(Value::as_f64).collect()) };
    if let Some(matrix) = numbers("matrix").and_then(|list| <[f64; 16]>::try_from(list).ok()) {
        let whole = DMat4::from_cols_array(&matrix) * frame.matrix();
        node.insert("matrix".into(), json!(whole.to_cols_array()));
        return;
    }
    let three =
        |key: &str, usual: DVec3| numbers(key).and_then(|list| list.try_into().ok()).map_or(usual, DVec3::from_array);
    let (shift, scale) = (three("translation", DVec3::ZERO), three("scale", DVec3::ONE));
    let turn = numbers("rotation").and_then(|list| list.try_into().ok()).map_or(DQuat::IDENTITY, DQuat::from_array);
    let turn = if turn.length_squared() > 0.0 { turn.normalize() } else { DQuat::IDENTITY };
    let origin = DVec3::from_array(frame.origin.map(f64::from));
    node.insert("translation".into(), json!((shift + turn * (scale * origin)).to_array()));
    node.insert("scale".into(), json!((scale * f64::from(frame.step)).to_array()));
}

/// Animated weights follow their mesh.
fn retarget(document: &mut Map<String, Value>, moved: &HashMap<usize, usize>) {
    let animations = document.get_mut("animations").and_then(Value::as_array_mut).into_iter().flatten();
    let channels = animations.filter_map(|animation| animation.get_mut("channels")?.as_array_mut()).flatten();
    for target in channels.filter_map(|channel| channel.get_mut("target")) {
        let of_weights = target.get("path").and_then(Value::as_str) == Some("weights");
        let place = target.get("node").and_then(Value::as_u64).and_then(|node| moved.get(&(node as usize)));
        if let Some(&place) = place.filter(|_| of_weights) {
            target["node"] = place.into();
        }
    }
}

/// Skins, and those that are made of them for a frame.
struct Skins {
    /// Of each skin of the author, its joints and matrices.
    joints: Vec<usize>,
    binds: Vec<Option<Vec<f32>>>,
    made: Vec<(usize, Frame)>,
}

impl Skins {
    fn new(document: &Map<String, Value>, values: &[Option<Values>]) -> Skins {
        let list = document.get("skins").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let binds = list.iter().map(|skin| {
            let index = skin.get("inverseBindMatrices")?.as_u64()?;
            Some(values.get(index as usize)?.as_ref()?.list.clone())
        });
        let joints = list.iter().map(|skin| skin.get("joints").and_then(Value::as_array).map_or(0, Vec::len));
        Skins { joints: joints.collect(), binds: binds.collect(), made: Vec::new() }
    }

    /// The number of a skin for meshes of this frame.
    fn with(&mut self, skin: usize, frame: Frame) -> usize {
        let known = self.made.iter().position(|made| *made == (skin, frame));
        self.joints.len()
            + known.unwrap_or_else(|| {
                self.made.push((skin, frame));
                self.made.len() - 1
            })
    }

    /// Writes the skins that were made. The first one of an author's skin takes its place, unless nodes still use that.
    fn finish(self, document: &mut Map<String, Value>) -> HashMap<usize, Vec<f32>> {
        let authors = self.joints.len();
        let nodes = |document: &Map<String, Value>| -> BTreeSet<usize> {
            let list = document.get("nodes").and_then(Value::as_array).into_iter().flatten();
            list.filter_map(|node| Some(node.get("skin")?.as_u64()? as usize)).collect()
        };
        let mut taken = nodes(document);
        let (mut found, mut numbers) = (HashMap::new(), HashMap::new());
        let Some(list) = document.get_mut("skins").and_then(Value::as_array_mut) else { return found };
        for (place, (skin, frame)) in self.made.into_iter().enumerate() {
            let Some(own) = list.get(skin).cloned() else { continue };
            let count = self.joints.get(skin).copied().unwrap_or(0);
            let plain = || DMat4::IDENTITY.to_cols_array().map(|part| part as f32).repeat(count);
            let binds = self.binds.get(skin).cloned().flatten().unwrap_or_else(plain);
            let binds = binds.as_chunks::<16>().0.iter().flat_map(|bind| {
                let whole = DMat4::from_cols_array(&bind.map(f64::from)) * frame.matrix();
                whole.to_cols_array().map(|part| part as f32)
            });
            let number = if taken.insert(skin) { skin } else { list.len() };
            found.insert(number, binds.collect());
            numbers.insert(authors + place, number);
            if number == list.len() {
                list.push(own);
            }
        }
        for node in document.get_mut("nodes").and_then(Value::as_array_mut).into_iter().flatten() {
            let skin = node.get("skin").and_then(Value::as_u64).and_then(|skin| numbers.get(&(skin as usize)));
            if let Some(&number) = skin {
                node["skin"] = number.into();
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame { origin: [1.0, 2.0, 3.0], step: 0.5 }
    }

    /// Where a node and those above it take a point.
    fn world(document: &Map<String, Value>, path: &[usize], point: [f64; 3]) -> [f64; 3] {
        let mut at = DVec3::from_array(point);
        for &index in path {
            let node = &document["nodes"][index];
            let list = |key: &str| node.get(key).map(|v| serde_json::from_value::<Vec<f64>>(v.clone()).unwrap());
            if let Some(matrix) = list("matrix") {
                at = DMat4::from_cols_slice(&matrix).transform_point3(at);
                continue;
            }
            let scale = list("scale").map_or(DVec3::ONE, |v| DVec3::from_slice(&v));
            let turn = list("rotation").map_or(DQuat::IDENTITY, |v| DQuat::from_slice(&v));
            at = turn * (scale * at) + list("translation").map_or(DVec3::ZERO, |v| DVec3::from_slice(&v));
        }
        at.to_array()
    }

    fn close(a: [f64; 3], b: [f64; 3]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn meshes_stand_where_they_stood() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let before = json!({
            "nodes": [
                { "mesh": 0, "translation": [1, 0, 0], "rotation": [0, half, 0, half], "scale": [2, 3, 4] },
                { "mesh": 0, "matrix": [0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1] },
                { "mesh": 0, "name": "COL_a", "children": [3], "scale": [2, 2, 2] },
                { "translation": [1, 1, 1] },
                { "mesh": 0, "weights": [0.5], "translation": [9, 0, 0] },
                { "mesh": 1 },
            ],
            "animations": [{ "channels": [
                { "target": { "node": 4, "path": "translation" } }, { "target": { "node": 4, "path": "weights" } },
            ] }],
        });
        let before = before.as_object().unwrap().clone();
        let mut after = before.clone();
        place(&mut after, &[Some(frame()), None], &[]);
        // A whole number, and the place that it stands for.
        let (whole, place) = ([10.0, 0.0, 4.0], [6.0, 2.0, 5.0]);
        for (old, new) in [(vec![0], vec![0]), (vec![1], vec![1]), (vec![2], vec![6, 2]), (vec![4], vec![7, 4])] {
            assert!(close(world(&before, &old, place), world(&after, &new, whole)), "{old:?}");
            assert_eq!(after["nodes"][new[0]]["mesh"], 0);
        }
        assert_eq!(after["nodes"][6]["name"], "COL_a");
        assert_eq!(after["nodes"][2]["children"], json!([3, 6]));
        // What hangs on a node, or is moved, stays; the weights went with the mesh.
        assert!(close(world(&before, &[3, 2], place), world(&after, &[3, 2], place)));
        assert_eq!(
            (&after["nodes"][4]["translation"], &after["nodes"][7]["weights"]),
            (&json!([9, 0, 0]), &json!([0.5]))
        );
        let channels = &after["animations"][0]["channels"];
        assert_eq!((&channels[0]["target"]["node"], &channels[1]["target"]["node"]), (&json!(4), &json!(7)));
        assert_eq!(after["nodes"][5], before["nodes"][5]);
    }

    #[test]
    fn skins_take_whole_numbers_to_their_joints() {
        let mut document = json!({
            "nodes": [{ "mesh": 0, "skin": 0 }, { "mesh": 1, "skin": 0 }, { "mesh": 0, "skin": 0 }, {}],
            "skins": [{ "joints": [3], "inverseBindMatrices": 0 }],
        });
        let mut bind = DMat4::IDENTITY.to_cols_array().map(|part| part as f32);
        bind[12] = 4.0;
        let values = [Some(Values { components: 16, list: bind.to_vec() })];
        let other = Frame { step: 2.0, ..frame() };
        let binds = place(document.as_object_mut().unwrap(), &[Some(frame()), Some(other)], &values);
        let skin = |node: usize| document["nodes"][node]["skin"].as_u64().unwrap() as usize;
        assert_eq!((skin(0), skin(1), skin(2), document["skins"].as_array().unwrap().len()), (0, 1, 0, 2));
        // A half of 10 and the origin's 1 before the bind's 4.
        let matrix = DMat4::from_cols_slice(&binds[&0].iter().map(|&part| f64::from(part)).collect::<Vec<_>>());
        assert_eq!(matrix.transform_point3(DVec3::new(10.0, 0.0, 4.0)).to_array(), [10.0, 2.0, 5.0]);
        assert_eq!(binds[&1][0], 2.0);
    }

    #[test]
    fn what_counts_in_a_meshs_own_units_is_barred() {
        let document = json!({
            "nodes": [
                { "mesh": 0, "extensions": { "EXT_mesh_gpu_instancing": {} } }, { "mesh": 1 }, { "mesh": 2 }, { "mesh": 3 },
            ],
            "meshes": [
                {}, { "primitives": [{ "material": 0 }] }, {},
                { "primitives": [{ "extensions": { "KHR_materials_variants": { "mappings": [{ "material": 1 }] } } }] },
                { "primitives": [{ "material": 0 }] },
            ],
            "materials": [{}, { "extensions": { "KHR_materials_volume": {} } }],
            "animations": [{ "channels": [
                { "target": { "path": "pointer", "extensions": { "KHR_animation_pointer": { "pointer": "/nodes/2/weights" } } } },
                { "target": { "path": "pointer", "extensions": { "KHR_animation_pointer": { "pointer": "/nodes/1/scale" } } } },
            ] }],
        });
        assert_eq!(barred(&document).into_iter().collect::<Vec<_>>(), [0, 2, 3]);
    }
}

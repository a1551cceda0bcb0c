//! The node tree of the drawn scene (glTF 2.0, section 3.5), parents first, without recursion.

use glam::{Mat4, Quat, Vec3, Vec4};
use gltf::json::{self, Root};
use serde_json::Value;

use super::about;
use super::error::{Fault, Result, pick};
use super::light;
use super::limits::{Limits, Meter};
use super::notes::Notes;
use super::types::{Light, Node, Placement};

/// KHR_node_visibility: a hidden node hides all below it.
pub(super) const VISIBILITY: &str = "KHR_node_visibility";

/// The nodes of the scene, and where each node of the file went.
#[derive(Debug)]
pub(super) struct Tree {
    /// `mesh` still counts the file's meshes.
    pub nodes: Vec<Node>,
    pub place: Vec<Option<u32>>,
}

/// Lists the nodes of a scene: the one asked for, else the one that the file names, else its first, else every root node.
///
/// What is hidden has no mesh in the list, but with `keep_hidden`, where an animation may show it.
pub(super) fn build(
    root: &Root,
    scene: Option<u32>,
    lights: &[Light],
    keep_hidden: bool,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Tree> {
    let parents = parents(root)?;
    let roots: Vec<usize> = match (scene, root.scene) {
        (Some(scene), _) => scene_roots(root, scene as usize, "/scenes")?,
        (None, Some(scene)) => scene_roots(root, scene.value(), "/scene")?,
        _ if !root.scenes.is_empty() => scene_roots(root, 0, "/scenes")?,
        _ => (0..root.nodes.len()).filter(|&node| parents.get(node).is_none_or(Option::is_none)).collect(),
    };
    let mut tree = Tree { nodes: Vec::new(), place: vec![None; root.nodes.len()] };
    let counted = Meter::new("weights of morph targets", limits.joints);
    let mut open: Vec<(usize, Option<u32>, bool)> = roots.into_iter().rev().map(|node| (node, None, true)).collect();
    while let Some((index, parent, above)) = open.pop() {
        let at = format!("/nodes/{index}");
        let node = pick(&root.nodes, index, "node", &at)?;
        if parent.is_none() && parents.get(index).is_some_and(Option::is_some) {
            return Err(Fault::invalid(at, "a scene lists it as a root, but it is another node's child"));
        }
        let own = tree.nodes.len() as u32;
        match tree.place.get_mut(index) {
            Some(place @ None) => *place = Some(own),
            _ => return Err(Fault::invalid(at, "a scene lists it twice")),
        }
        if let Some(mesh) = node.mesh {
            pick(&root.meshes, mesh.value(), "mesh", &at)?;
        }
        if let Some(skin) = node.skin {
            pick(&root.skins, skin.value(), "skin", &at)?;
        }
        let visible = visible(node, &at)?;
        // What an animation may show must be there.
        let shown = keep_hidden || above && visible;
        let mesh = node.mesh.filter(|_| shown);
        tree.nodes.push(Node {
            name: node.name.clone().unwrap_or_default(),
            parent,
            local: placement(node, &at, notes)?,
            mesh: mesh.map(|mesh| mesh.value() as u32),
            skin: mesh.and(node.skin).map(|skin| skin.value() as u32),
            light: if shown { light::of_node(node, lights, &at)? } else { None },
            weights: weights(root, node, &counted, &at)?,
            hidden: keep_hidden && !visible,
            about: about::read(node, &at, notes),
        });
        let children = node.children.as_deref().unwrap_or_default();
        open.extend(children.iter().rev().map(|child| (child.value(), Some(own), shown)));
    }
    Ok(tree)
}

/// Whether a node says that it shows.
fn visible(node: &json::Node, at: &str) -> Result<bool> {
    let extension = node.extensions.as_ref().and_then(|all| all.others.get(VISIBILITY));
    match extension.and_then(|extension| extension.get("visible")) {
        None => Ok(true),
        Some(Value::Bool(visible)) => Ok(*visible),
        Some(_) => {
            Err(Fault::invalid(format!("{at}/extensions/{VISIBILITY}/visible"), "visible is neither true nor false"))
        }
    }
}

/// The weights of a node's morph targets: its own, else those of its mesh, else zeros.
fn weights(root: &Root, node: &json::Node, counted: &Meter, at: &str) -> Result<Vec<f32>> {
    let Some(mesh) = node.mesh.and_then(|mesh| root.meshes.get(mesh.value())) else { return Ok(Vec::new()) };
    let mut counts = mesh.primitives.iter().map(|primitive| primitive.targets.as_ref().map_or(0, Vec::len));
    let count = counts.next().unwrap_or(0);
    if counts.any(|other| other != count) {
        return Err(Fault::invalid(at, "the primitives of its mesh have different numbers of morph targets"));
    }
    // Every node has its own.
    counted.take(count as u64, at)?;
    let mut weights = node.weights.as_ref().or(mesh.weights.as_ref()).cloned().unwrap_or_default();
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Fault::invalid(format!("{at}/weights"), "one of them is not finite"));
    }
    weights.resize(count, 0.0);
    Ok(weights)
}

fn scene_roots(root: &Root, scene: usize, at: &str) -> Result<Vec<usize>> {
    let scene = pick(&root.scenes, scene, "scene", at)?;
    Ok(scene.nodes.iter().map(|node| node.value()).collect())
}

/// The parent of every node of the file; refuses nodes with two parents and cycles.
fn parents(root: &Root) -> Result<Vec<Option<u32>>> {
    let mut parents: Vec<Option<u32>> = vec![None; root.nodes.len()];
    for (index, node) in root.nodes.iter().enumerate() {
        for (place, child) in node.children.iter().flatten().enumerate() {
            let at = format!("/nodes/{index}/children/{place}");
            pick(&root.nodes, child.value(), "node", &at)?;
            match parents.get_mut(child.value()) {
                Some(parent @ None) => *parent = Some(index as u32),
                Some(Some(other)) => {
                    let why = format!("node {} is a child of node {other} already", child.value());
                    return Err(Fault::invalid(at, why));
                }
                None => {}
            }
        }
    }
    // With one parent each, whatever no root reaches turns in a circle.
    let mut reached = vec![false; root.nodes.len()];
    let mut open: Vec<usize> =
        parents.iter().enumerate().filter(|(_, parent)| parent.is_none()).map(|(node, _)| node).collect();
    while let Some(index) = open.pop() {
        if let Some(reached) = reached.get_mut(index) {
            *reached = true;
        }
        let children = root.nodes.get(index).and_then(|node| node.children.as_deref()).unwrap_or_default();
        open.extend(children.iter().map(|child| child.value()));
    }
    match reached.iter().position(|reached| !reached) {
        Some(node) => Err(Fault::invalid(format!("/nodes/{node}"), "it is its own ancestor")),
        None => Ok(parents),
    }
}

fn placement(node: &json::Node, at: &str, notes: &mut Notes) -> Result<Placement> {
    if let Some(matrix) = node.matrix {
        if matrix.iter().any(|value| !value.is_finite()) {
            return Err(Fault::invalid(format!("{at}/matrix"), "it holds a number that is not finite"));
        }
        if node.translation.is_some() || node.rotation.is_some() || node.scale.is_some() {
            notes.add(format!("{at}: the matrix stands, the translation, rotation and scale beside it do not"));
        }
        return Ok(from_matrix(Mat4::from_cols_array(&matrix)));
    }
    let translation = Vec3::from(node.translation.unwrap_or_default());
    let scale = node.scale.map_or(Vec3::ONE, Vec3::from);
    let given = node.rotation.map_or(Vec4::W, |rotation| Vec4::from(rotation.0));
    if !(translation.is_finite() && scale.is_finite() && given.is_finite()) {
        return Err(Fault::invalid(at, "its translation, rotation or scale is not finite"));
    }
    let rotation = Quat::from_vec4(given.try_normalize().unwrap_or_else(|| {
        notes.add(format!("{at}: a rotation of length 0 is taken as none"));
        Vec4::W
    }));
    Ok(Placement::Trs { translation, rotation, scale })
}

/// The product of translation, rotation and scale that a matrix is, or the matrix if it is none (a shear).
fn from_matrix(matrix: Mat4) -> Placement {
    let (scale, rotation, translation) = matrix.to_scale_rotation_translation();
    let product = Placement::Trs { translation, rotation, scale };
    let size = matrix.to_cols_array().iter().fold(1e-6f32, |most, value| most.max(value.abs()));
    if scale.is_finite() && rotation.is_finite() && product.matrix().abs_diff_eq(matrix, size * 1e-5) {
        product
    } else {
        Placement::Matrix(matrix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree(nodes: Value, scenes: Option<Value>) -> Result<Tree> {
        tree_of(nodes, scenes, None)
    }

    fn tree_of(nodes: Value, scenes: Option<Value>, scene: Option<u32>) -> Result<Tree> {
        let mut root = json!({ "asset": { "version": "2.0" }, "nodes": nodes });
        if let Some(scenes) = scenes {
            root["scenes"] = scenes;
        }
        build(&serde_json::from_value(root).unwrap(), scene, &[], false, &Limits::default(), &mut Notes::new(9))
    }

    fn names(tree: &Tree) -> String {
        tree.nodes.iter().map(|node| node.name.as_str()).collect()
    }

    #[test]
    fn parents_come_first_and_only_the_scene_is_kept() {
        let nodes = json!([
            { "name": "a" }, { "name": "b", "children": [3, 0] }, { "name": "c", "children": [1] }, { "name": "d" },
            { "name": "e" },
        ]);
        let scene = tree(nodes.clone(), Some(json!([{ "nodes": [2] }]))).unwrap();
        assert_eq!(names(&scene), "cbda");
        assert_eq!(scene.place, [Some(3), Some(1), Some(0), Some(2), None]);
        assert_eq!(scene.nodes[3].parent, Some(1));
        // Without scenes, everything stands.
        assert_eq!(names(&tree(nodes.clone(), None).unwrap()), "cbdae");
        let scenes = json!([{ "nodes": [2] }, { "nodes": [4] }]);
        assert_eq!(names(&tree_of(nodes.clone(), Some(scenes.clone()), Some(1)).unwrap()), "e");
        assert!(tree_of(nodes, Some(scenes), Some(2)).is_err());
    }

    #[test]
    fn matrices_become_products_where_they_are_some() {
        let (rotation, scale) = (Quat::from_rotation_x(0.7), Vec3::new(2.0, 3.0, -1.0));
        let matrix = Mat4::from_scale_rotation_translation(scale, rotation, Vec3::new(5.0, 6.0, 7.0));
        let Placement::Trs { .. } = from_matrix(matrix) else { panic!("{matrix} is a product") };
        assert!(from_matrix(matrix).matrix().abs_diff_eq(matrix, 1e-5));
        let shear = Mat4::from_cols_array(&[1., 0., 0., 0., 0.5, 1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 1.]);
        assert_eq!(from_matrix(shear), Placement::Matrix(shear));
        assert_eq!(from_matrix(Mat4::ZERO).matrix(), Mat4::ZERO);
    }

    #[test]
    fn rotations_become_unit_length() {
        let turned = tree(json!([{ "rotation": [0, 2, 0, 0] }, { "rotation": [0, 0, 0, 0] }]), None).unwrap();
        let rotations = turned.nodes.iter().map(|node| match node.local {
            Placement::Trs { rotation, .. } => rotation.to_array(),
            Placement::Matrix(_) => panic!("no matrix was given"),
        });
        assert_eq!(rotations.collect::<Vec<_>>(), [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]);
    }
}

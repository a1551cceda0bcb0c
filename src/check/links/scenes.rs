//! Nodes, skins and scenes: one tree each, and joints where the meshes are.

use std::collections::HashSet;

use super::{Links, Role, index, list};
use crate::check::codes::*;
use crate::check::finding::values;
use crate::check::format::{Component, Format};
use crate::check::json::Json;

/// A node's place in the forest.
struct Forest {
    parents: Vec<Option<usize>>,
    /// The topmost node above each; none in a circle.
    roots: Vec<Option<usize>>,
}

impl Forest {
    /// The node and all above it; ends in a circle, too.
    fn above(&self, node: usize) -> impl Iterator<Item = usize> {
        let next = |node: &usize| self.parents.get(*node).copied().flatten();
        std::iter::successors(Some(node), next).take(self.parents.len() + 1)
    }
}

impl<'a> Links<'a, '_> {
    fn forest(&mut self) -> Forest {
        let nodes = self.doc.list("nodes");
        let mut parents: Vec<Option<usize>> = vec![None; nodes.len()];
        for (parent, value) in nodes.iter().enumerate() {
            for (place, child) in list(value, "children").iter().enumerate() {
                let Some(child) = child.index().filter(|child| *child < nodes.len()) else { continue };
                match parents.get_mut(child) {
                    Some(slot @ None) => *slot = Some(parent),
                    _ => {
                        let at = format!("/nodes/{parent}/children/{place}");
                        self.out.add(&NODE_PARENT_OVERRIDE, at, values!["node" => child]);
                    }
                }
            }
        }
        let mut forest = Forest { parents, roots: vec![None; nodes.len()] };
        let mut known: Vec<Option<Option<usize>>> = vec![None; nodes.len()];
        for node in 0..nodes.len() {
            let (mut chain, mut at) = (Vec::new(), node);
            let mut seen = HashSet::new();
            let root = loop {
                if let Some(root) = known.get(at).copied().flatten() {
                    break root;
                }
                if !seen.insert(at) {
                    self.out.add(&NODE_LOOP, format!("/nodes/{at}"), vec![]);
                    break None;
                }
                chain.push(at);
                match forest.parents.get(at).copied().flatten() {
                    Some(parent) => at = parent,
                    None => break Some(at),
                }
            };
            for passed in chain {
                if let Some(slot) = known.get_mut(passed) {
                    *slot = Some(root);
                }
            }
        }
        forest.roots = known.into_iter().map(Option::flatten).collect();
        forest
    }

    pub(super) fn scenes(&mut self) {
        let forest = self.forest();
        let nodes = self.doc.list("nodes");
        let mut scenes: Vec<HashSet<usize>> = Vec::new();
        for (scene, value) in self.doc.list("scenes").iter().enumerate() {
            let roots = list(value, "nodes").iter().filter_map(Json::index).filter(|node| *node < nodes.len());
            scenes.push(roots.clone().collect());
            for (place, node) in roots.enumerate() {
                if forest.parents.get(node).copied().flatten().is_some() {
                    let at = format!("/scenes/{scene}/nodes/{place}");
                    self.out.add(&SCENE_NON_ROOT_NODE, at, values!["node" => node]);
                }
            }
        }
        for (place, node) in nodes.iter().enumerate() {
            self.node(node, place, &forest, &scenes);
        }
        for (place, skin) in self.doc.list("skins").iter().enumerate() {
            self.joints(skin, &forest, &format!("/skins/{place}"));
        }
    }

    fn node(&mut self, value: &'a Json, place: usize, forest: &Forest, scenes: &[HashSet<usize>]) {
        let at = format!("/nodes/{place}");
        let Some(mesh) = index(value, "mesh").and_then(|mesh| self.doc.list("meshes").get(mesh)) else { return };
        let primitives = list(mesh, "primitives");
        let skinned = |primitive: &Json| {
            primitive.get("attributes").is_some_and(|attributes| attributes.get("JOINTS_0").is_some())
        };
        let targets = primitives.first().map_or(0, |primitive| list(primitive, "targets").len());
        if let Some(weights) = value.get("weights").and_then(Json::list).filter(|weights| weights.len() != targets) {
            let values = values!["found" => weights.len(), "targets" => targets];
            self.out.add(&NODE_WEIGHTS_INVALID, format!("{at}/weights"), values);
        }
        let Some(skin) = index(value, "skin") else {
            if primitives.iter().any(skinned) {
                self.out.add(&NODE_SKINNED_MESH_WITHOUT_SKIN, at, vec![]);
            }
            return;
        };
        if !primitives.iter().all(skinned) {
            self.out.add(&NODE_SKIN_WITH_NON_SKINNED_MESH, at.clone(), vec![]);
        }
        if forest.parents.get(place).copied().flatten().is_some() {
            self.out.add(&NODE_SKINNED_MESH_NON_ROOT, at.clone(), vec![]);
        }
        if ["translation", "rotation", "scale", "matrix"].iter().any(|key| value.get(key).is_some()) {
            self.out.add(&NODE_SKINNED_MESH_LOCAL_TRANSFORMS, at.clone(), vec![]);
        }
        let Some(skin) = self.doc.list("skins").get(skin) else { return };
        let root = |node: usize| forest.roots.get(node).copied().flatten();
        let joints: Vec<usize> = list(skin, "joints").iter().filter_map(Json::index).filter_map(root).collect();
        let apart = |scene: &HashSet<usize>| {
            root(place).is_some_and(|own| scene.contains(&own)) && joints.iter().any(|joint| !scene.contains(joint))
        };
        if scenes.iter().any(apart) {
            self.out.add(&NODE_SKIN_NO_SCENE, format!("{at}/skin"), vec![]);
        }
    }

    fn joints(&mut self, value: &'a Json, forest: &Forest, at: &str) {
        let joints: Vec<usize> = list(value, "joints").iter().filter_map(Json::index).collect();
        let known = joints.iter().filter(|joint| **joint < forest.parents.len());
        let roots: HashSet<_> = known.clone().map(|joint| forest.roots.get(*joint).copied().flatten()).collect();
        if roots.len() > 1 {
            self.out.add(&SKIN_NO_COMMON_ROOT, format!("{at}/joints"), vec![]);
        }
        if let Some(skeleton) = index(value, "skeleton").filter(|node| *node < forest.parents.len())
            && !known.clone().all(|joint| forest.above(*joint).any(|node| node == skeleton))
        {
            self.out.add(&SKIN_SKELETON_INVALID, format!("{at}/skeleton"), vec![]);
        }
    }

    pub(super) fn skins(&mut self) {
        for (place, skin) in self.doc.list("skins").iter().enumerate() {
            let at = format!("/skins/{place}/inverseBindMatrices");
            let Some(number) = index(skin, "inverseBindMatrices") else { continue };
            let Some(accessor) = self.doc.accessors.get(number) else { continue };
            self.role(number, Role::InverseBind, &at);
            if accessor.format().is_some_and(|format| format != Format("MAT4", Component::Float, false)) {
                self.out.add(&SKIN_IBM_INVALID_FORMAT, at.clone(), values!["found" => accessor.format_name()]);
            }
            if self.strided(number) {
                self.out.add(&SKIN_IBM_ACCESSOR_WITH_BYTESTRIDE, at.clone(), vec![]);
            }
            let joints = list(skin, "joints").len() as u64;
            if let Some(found) = accessor.count.filter(|count| *count < joints) {
                self.out.add(&INVALID_IBM_ACCESSOR_COUNT, at, values!["found" => found, "joints" => joints]);
            }
        }
    }
}

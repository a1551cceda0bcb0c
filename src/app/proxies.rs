//! The plainest form of a hall's models: all of them one model on the GPU, of which each place shows its part.

use std::collections::HashMap;
use std::sync::Arc;

use glam::Mat4;

use crate::model::{Model, Node, Placement};
use crate::scene::{ObjectId, Scene};

/// What stands for one model.
#[derive(Debug, Clone)]
struct Part {
    shape: Arc<Model>,
    /// The number of its first primitive among those of all.
    first: u32,
}

/// The parts by the path of the model that each stands for.
#[derive(Debug, Default)]
pub struct Parts(HashMap<String, Part>);

impl Parts {
    /// Takes a file of proxies apart; it is what workers do.
    pub fn new(whole: &Model) -> Parts {
        let firsts: Vec<u32> = whole
            .meshes
            .iter()
            .scan(0, |next, mesh| {
                let first = *next;
                *next += mesh.primitives.len() as u32;
                Some(first)
            })
            .collect();
        let mut worlds: Vec<Mat4> = Vec::with_capacity(whole.nodes.len());
        for node in &whole.nodes {
            let parent = node.parent.and_then(|parent| worlds.get(parent as usize)).copied().unwrap_or_default();
            worlds.push(parent * node.local.matrix());
        }
        let part = |(node, world): (&Node, &Mat4)| {
            let mesh = node.mesh? as usize;
            // What it hangs on stays behind, and what that does to it does not.
            let local = Placement::Matrix(*world);
            let shape = Model {
                nodes: vec![Node { parent: None, mesh: Some(0), local, ..node.clone() }],
                meshes: vec![whole.meshes.get(mesh)?.clone()],
                materials: whole.materials.clone(),
                samplers: whole.samplers.clone(),
                ..Model::default()
            };
            Some((node.name.clone(), Part { shape: Arc::new(shape), first: *firsts.get(mesh)? }))
        };
        Parts(whole.nodes.iter().zip(&worlds).filter_map(part).collect())
    }

    /// What stands for a model, and the number of its first primitive among those of all.
    pub fn shape(&self, path: &str) -> Option<(&Model, u32)> {
        self.0.get(path).map(|part| (&*part.shape, part.first))
    }
}

/// The proxies of a hall on the GPU.
#[derive(Debug)]
pub struct Proxies {
    /// The renderer's number of all of them.
    pub model: u32,
    pub parts: Parts,
}

impl Proxies {
    /// Stands the proxy of a model somewhere; a model of glass alone has none.
    pub fn stand(&self, path: &str, matrix: Mat4, casts: bool, scene: &mut Scene) -> Option<ObjectId> {
        let part = self.parts.0.get(path)?;
        Some(scene.place_part(self.model, &part.shape, part.first, matrix, casts))
    }
}

#[cfg(test)]
mod tests {
    use glam::Vec3;

    use super::*;
    use crate::panel;

    #[test]
    fn a_part_shows_its_own_primitives() {
        let wand = panel::wand();
        let mut two = Model { nodes: vec![wand.nodes[0].clone(), wand.nodes[0].clone()], ..wand.clone() };
        two.meshes = vec![wand.meshes[0].clone(), wand.meshes[0].clone()];
        for (number, name) in ["a", "b"].into_iter().enumerate() {
            two.nodes[number] = Node { name: name.into(), mesh: Some(number as u32), ..two.nodes[number].clone() };
        }
        // The second hangs on a node that moves it.
        let above = Placement::Matrix(Mat4::from_translation(Vec3::X * 3.0));
        two.nodes.insert(0, Node { local: above, ..Node::default() });
        two.nodes[2].parent = Some(0);
        let proxies = Proxies { model: 7, parts: Parts::new(&two) };
        let mut scene = Scene::new();
        assert!(proxies.stand("c", Mat4::IDENTITY, true, &mut scene).is_none());
        proxies.stand("b", Mat4::IDENTITY, true, &mut scene).unwrap();
        assert!((scene.all_bounds().center().x - wand.bounds.center().x - 3.0).abs() < 1e-3);
        let count = wand.meshes[0].primitives.len() as u32;
        let drawn: Vec<(u32, u32)> = scene.draws_from(0).map(|(_, draw)| (draw.model, draw.primitive)).collect();
        assert_eq!(drawn, (count..2 * count).map(|primitive| (7, primitive)).collect::<Vec<_>>());
    }
}

//! The plainest form of a hall's models: all of them one model on the GPU, of which each place shows its part.

pub mod join;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use glam::Mat4;

use super::piece::Piece;
use crate::model::{Aabb, Model, Node, Placement};
use crate::scene::{ObjectId, Scene};
use join::{Joined, Member};

/// What stands for one model.
#[derive(Debug, Clone)]
struct Part {
    shape: Arc<Model>,
    /// The number of its first primitive among those of all.
    first: u32,
}

/// The parts by the path of the model that each stands for, and by place where they are joined.
#[derive(Debug, Default)]
pub struct Parts {
    by_path: HashMap<String, Part>,
    by_place: HashMap<Piece, (Part, Mat4, u32)>,
    tiles: Vec<Aabb>,
}

impl Parts {
    /// Takes a file of proxies apart, in which these are joined; it is what workers do.
    pub fn new(whole: &Model, joined: Joined) -> Parts {
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
        let part = |node: Node, mesh: u32| {
            let (mesh, first) = (whole.meshes.get(mesh as usize)?, *firsts.get(mesh as usize)?);
            let shape = Model {
                nodes: vec![Node { parent: None, mesh: Some(0), ..node }],
                meshes: vec![mesh.clone()],
                materials: whole.materials.clone(),
                samplers: whole.samplers.clone(),
                ..Model::default()
            };
            Some(Part { shape: Arc::new(shape), first }).filter(|_| !mesh.primitives.is_empty())
        };
        let named = |(node, world): (&Node, &Mat4)| {
            // What it hangs on stays behind, and what that does to it does not.
            let local = Placement::Matrix(*world);
            Some((node.name.clone(), part(Node { local, ..node.clone() }, node.mesh?)?))
        };
        let placed = |Member { place, mesh, home, tile }: Member| {
            // It lies in the hall's space, and goes with the place where that is elsewhere.
            let local = Placement::Matrix(home.inverse());
            Some((place, (part(Node { local, ..Node::default() }, mesh)?, home, tile)))
        };
        Parts {
            by_path: whole.nodes.iter().zip(&worlds).filter_map(named).collect(),
            by_place: joined.members.into_iter().filter_map(placed).collect(),
            tiles: joined.tiles,
        }
    }

    /// What stands for a model at a place, and the number of its first primitive among those of all.
    pub fn shape(&self, place: Piece, path: &str) -> Option<(&Model, u32)> {
        let joined = self.by_place.get(&place).map(|(part, ..)| part);
        joined.or_else(|| self.by_path.get(path)).map(|part| (&*part.shape, part.first))
    }

    /// The boxes of all tiles.
    pub fn tiles(&self) -> &[Aabb] {
        &self.tiles
    }

    /// The tile in which a place is drawn with others, and the box of all of them.
    pub fn tile(&self, place: Piece) -> Option<(u32, Aabb)> {
        let &(_, _, tile) = self.by_place.get(&place)?;
        Some((tile, *self.tiles.get(tile as usize)?))
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
    /// Stands the proxy of a model at its place, with the others there; a model of glass alone has none.
    pub fn stand(&self, place: Piece, path: &str, matrix: Mat4, casts: bool, scene: &mut Scene) -> Option<ObjectId> {
        let Some((part, home, _)) = self.parts.by_place.get(&place) else {
            let part = self.parts.by_path.get(path)?;
            return Some(scene.place_part(self.model, &part.shape, part.first, matrix, casts));
        };
        let object = scene.place_part(self.model, &part.shape, part.first, matrix, casts);
        if let Some((_, bounds)) = self.parts.tile(place) {
            scene.join(object, *home, bounds);
        }
        Some(object)
    }
}

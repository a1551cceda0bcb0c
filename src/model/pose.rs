//! A model's parts at a moment: placements of its nodes and weights of its morph targets; and the vertices then.

use glam::{Mat4, Vec3};

use super::types::{Light, Material, Model, Node, Placement, Primitive, Property, Target};

/// What animations move.
#[derive(Debug, Clone, Default)]
pub struct Pose {
    /// One for each of [`Model::nodes`].
    pub locals: Vec<Placement>,
    /// The weights of the morph targets of each node's mesh; empty where there are none.
    pub weights: Vec<Vec<f32>>,
    /// Whether each node is hidden by itself, which hides all below it too; empty where no animation changes that.
    pub hidden: Vec<bool>,
    /// One for each of [`Model::materials`]; empty where no animation moves any.
    pub materials: Vec<Material>,
    /// One for each of [`Model::lights`]; empty where no animation moves any.
    pub lights: Vec<Light>,
}

impl Model {
    /// The animation of a name, or of a number counted from 0.
    pub fn animation(&self, wanted: &str) -> Option<usize> {
        let named = self.animations.iter().position(|animation| animation.name == wanted);
        named.or_else(|| wanted.parse().ok().filter(|number| *number < self.animations.len()))
    }

    /// The pose that the file stores.
    pub fn rest(&self) -> Pose {
        let moves = |wanted: fn(&Target) -> bool| self.targets().any(|target| wanted(&target));
        let hides = moves(|target| matches!(target, Target::Node { property: Property::Visibility, .. }));
        let paints = moves(|target| matches!(target, Target::Material { .. }));
        let lights = moves(|target| matches!(target, Target::Light { .. }));
        Pose {
            locals: self.nodes.iter().map(|node| node.local).collect(),
            weights: self.nodes.iter().map(|node| node.weights.clone()).collect(),
            hidden: if hides { self.nodes.iter().map(|node| node.hidden).collect() } else { Vec::new() },
            materials: if paints { self.materials.clone() } else { Vec::new() },
            lights: if lights { self.lights.clone() } else { Vec::new() },
        }
    }

    /// What animations move, in no order and with repeats.
    fn targets(&self) -> impl Iterator<Item = Target> {
        self.animations.iter().flat_map(|animation| &animation.channels).map(|channel| channel.target)
    }

    /// The materials that animations move, in no order and with repeats.
    pub fn moved_materials(&self) -> impl Iterator<Item = u32> {
        self.targets().filter_map(|target| match target {
            Target::Material { material, .. } => Some(material),
            _ => None,
        })
    }

    /// Writes the matrices of a skin's joints into `palette`: from the mesh's space into that of `worlds`, which has a
    /// matrix for each node.
    pub fn palette(&self, skin: u32, worlds: &[Mat4], palette: &mut Vec<Mat4>) {
        palette.clear();
        let Some(skin) = self.skins.get(skin as usize) else { return };
        palette.extend(
            skin.joints
                .iter()
                .zip(&skin.inverse_bind)
                .map(|(&joint, inverse)| worlds.get(joint as usize).copied().unwrap_or_default() * *inverse),
        );
    }

    /// Where the vertices of a node's primitive are in the rest pose, in the model's space, as the GPU moves them.
    pub fn rest_positions(
        &self,
        index: usize,
        node: &Node,
        primitive: &Primitive,
        worlds: &[Mat4],
    ) -> impl Iterator<Item = Vec3> {
        let mut palette = Vec::new();
        if let Some(skin) = node.skin {
            self.palette(skin, worlds, &mut palette);
        }
        let world = worlds.get(index).copied().unwrap_or_default();
        primitive.vertices.iter().enumerate().map(move |(place, vertex)| {
            let mut position = primitive.decode.position(vertex);
            let Some(deform) = &primitive.deform else { return world.transform_point3(position) };
            for (target, weight) in deform.targets.iter().zip(&node.weights) {
                position += target.get(place).map_or(Vec3::ZERO, |delta| delta.position) * *weight;
            }
            let influences = deform.influences.get(place).filter(|_| !palette.is_empty());
            let Some(influences) = influences else { return world.transform_point3(position) };
            let parts = influences.iter().filter(|one| one.weight > 0).map(|one| {
                let joint = palette.get(usize::from(one.joint)).copied().unwrap_or_default();
                joint.transform_point3(position) * (f32::from(one.weight) / 65535.0)
            });
            parts.sum()
        })
    }
}

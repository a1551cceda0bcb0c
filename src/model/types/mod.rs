//! What a loaded model is. Units are metres and radians; axes are glTF's (right-handed, +Y up, front +Z).

mod aabb;
mod about;
mod deform;
mod layers;
mod light;
mod material;
mod mesh;
mod motion;
mod picture;
mod property;

use glam::{Mat4, Quat, Vec3};

pub use aabb::Aabb;
pub use about::About;
pub use deform::{Deform, Delta, INFLUENCES, Influence, Skin};
pub use layers::{
    Anisotropy, Clearcoat, DiffuseTransmission, Iridescence, Layers, Sheen, Specular, Transmission, Volume,
};
pub use light::{Light, LightKind};
pub use material::{Alpha, Material, TextureRef, Tint, Transform};
pub use mesh::{Decode, Mesh, Primitive, Topology, Vertex};
pub use motion::{Animation, Channel, Interpolation, Property, Starts, Target};
pub use picture::{Blocks, Image, Sampler, Texel, Wrap};
pub use property::{LightProperty, MaterialProperty, TransformPart};

/// A whole model in the state the GPU takes it: no file formats, no references outside.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Parents come before their children, so that one pass over the list computes every world matrix.
    pub nodes: Vec<Node>,
    pub meshes: Vec<Mesh>,
    /// Only those in use. Primitives without a material point at a default one; lines and points without normals point
    /// at an unlit form of theirs.
    pub materials: Vec<Material>,
    pub images: Vec<Image>,
    /// Of each image, its number in the file.
    pub image_sources: Vec<u32>,
    pub samplers: Vec<Sampler>,
    pub skins: Vec<Skin>,
    pub animations: Vec<Animation>,
    /// Lights of the file, in its order; nodes say where they stand.
    pub lights: Vec<Light>,
    /// Names of KHR_materials_variants, in file order.
    pub variants: Vec<String>,
    /// Bounds of all primitives in the rest pose, in the model's own space; empty when nothing is drawn.
    pub bounds: Aabb,
    /// Things worth telling the author that did not stop the load (ignored extensions and the like).
    pub notes: Vec<String>,
}

/// One node of the tree: a place, and perhaps a mesh or a light.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub name: String,
    pub parent: Option<u32>,
    pub local: Placement,
    pub mesh: Option<u32>,
    /// Into [`Model::skins`]; the mesh then follows the joints, and not this node.
    pub skin: Option<u32>,
    /// Of the mesh's morph targets at rest.
    pub weights: Vec<f32>,
    /// Into [`Model::lights`].
    pub light: Option<u32>,
    /// At rest the node and all below it are not shown; only where an animation may show them.
    pub hidden: bool,
    /// What its author says of it, where that is anything.
    pub about: Option<Box<About>>,
}

/// Translation, rotation and scale, or a general matrix where the file gives one that is no such product.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Placement {
    Trs { translation: Vec3, rotation: Quat, scale: Vec3 },
    Matrix(Mat4),
}

impl Default for Placement {
    fn default() -> Self {
        Placement::Trs { translation: Vec3::ZERO, rotation: Quat::IDENTITY, scale: Vec3::ONE }
    }
}

impl Placement {
    /// The matrix that takes points of the node into its parent's space.
    pub fn matrix(&self) -> Mat4 {
        match *self {
            Placement::Trs { translation, rotation, scale } => {
                Mat4::from_scale_rotation_translation(scale, rotation, translation)
            }
            Placement::Matrix(matrix) => matrix,
        }
    }

    /// Part of the way to another, 0 to 1. A matrix is no such product, and is taken at once.
    pub fn towards(&self, other: &Placement, part: f32) -> Placement {
        match (*self, *other) {
            (
                Placement::Trs { translation, rotation, scale },
                Placement::Trs { translation: goal, rotation: turned, scale: scaled },
            ) => Placement::Trs {
                translation: translation.lerp(goal, part),
                rotation: rotation.slerp(turned, part),
                scale: scale.lerp(scaled, part),
            },
            _ if part > 0.0 => *other,
            _ => *self,
        }
    }
}

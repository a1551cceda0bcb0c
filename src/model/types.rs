//! What a loaded model is. Units are metres and radians; axes are glTF's (right-handed, +Y up, front +Z).

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Quat, Vec2, Vec3};

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
    pub samplers: Vec<Sampler>,
    pub animations: Vec<Animation>,
    /// Names of KHR_materials_variants, in file order.
    pub variants: Vec<String>,
    /// Bounds of all primitives in the rest pose, in the model's own space; empty when nothing is drawn.
    pub bounds: Aabb,
    /// Things worth telling the author that did not stop the load (ignored extensions and the like).
    pub notes: Vec<String>,
}

/// One node of the tree: a place, and perhaps a mesh.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub name: String,
    pub parent: Option<u32>,
    pub local: Placement,
    pub mesh: Option<u32>,
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
}

#[derive(Debug, Clone, Default)]
pub struct Mesh {
    pub primitives: Vec<Primitive>,
}

/// What the indices of a primitive form. Strips, fans and loops are unrolled when loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topology {
    Triangles,
    Lines,
    Points,
}

/// One draw: vertices, indices and a material.
#[derive(Debug, Clone)]
pub struct Primitive {
    pub topology: Topology,
    pub vertices: Vec<Vertex>,
    /// Always present; `u32` here, narrowed to `u16` by the upload where it fits.
    pub indices: Vec<u32>,
    pub material: u32,
    /// Bounds of the vertices in the mesh's space.
    pub bounds: Aabb,
    pub decode: Decode,
    /// (variant, material) pairs of KHR_materials_variants.
    pub variants: Vec<(u32, u32)>,
}

/// A quantised vertex: 32 bytes. [`Decode`] of the primitive gives the real values.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
pub struct Vertex {
    /// Position as unorm16 over the primitive's bounds; `[3]` is 65535 for tangent handedness +1 and 0 for −1.
    pub position: [u16; 4],
    /// Octahedral normal, snorm16: see [`octahedral_decode`](super::octahedral_decode).
    pub normal: [i16; 2],
    /// Octahedral tangent, snorm16; zeros where no normal texture asks for one.
    pub tangent: [i16; 2],
    /// Texture coordinates as unorm16 over their range in the primitive.
    pub uv0: [u16; 2],
    pub uv1: [u16; 2],
    /// Vertex colour, linear, unorm8; white where the file has none.
    pub color: [u8; 4],
    pub _pad: [u8; 4],
}

/// `value = offset + unorm × scale` for what [`Vertex`] quantises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decode {
    pub position_offset: Vec3,
    pub position_scale: Vec3,
    pub uv0_offset: Vec2,
    pub uv0_scale: Vec2,
    pub uv1_offset: Vec2,
    pub uv1_scale: Vec2,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    Opaque,
    /// Below the cutoff nothing is drawn.
    Mask(f32),
    Blend,
}

/// glTF 2.0 metallic-roughness, section 3.9, with the factors in linear space.
#[derive(Debug, Clone)]
pub struct Material {
    pub name: String,
    pub base_color: [f32; 4],
    pub metallic: f32,
    pub roughness: f32,
    /// Linear, KHR_materials_emissive_strength already multiplied in.
    pub emissive: [f32; 3],
    pub normal_scale: f32,
    pub occlusion_strength: f32,
    pub base_color_texture: Option<TextureRef>,
    pub metallic_roughness_texture: Option<TextureRef>,
    pub normal_texture: Option<TextureRef>,
    pub occlusion_texture: Option<TextureRef>,
    pub emissive_texture: Option<TextureRef>,
    pub alpha: Alpha,
    pub double_sided: bool,
    pub unlit: bool,
    /// Index of refraction (KHR_materials_ior), 1.5 by default.
    pub ior: f32,
}

impl Default for Material {
    fn default() -> Self {
        Material {
            name: String::new(),
            base_color: [1.0; 4],
            metallic: 1.0,
            roughness: 1.0,
            emissive: [0.0; 3],
            normal_scale: 1.0,
            occlusion_strength: 1.0,
            base_color_texture: None,
            metallic_roughness_texture: None,
            normal_texture: None,
            occlusion_texture: None,
            emissive_texture: None,
            alpha: Alpha::Opaque,
            double_sided: false,
            unlit: false,
            ior: 1.5,
        }
    }
}

impl Material {
    /// The textures that the material has.
    pub fn textures_mut(&mut self) -> impl Iterator<Item = &mut TextureRef> {
        [
            &mut self.base_color_texture,
            &mut self.metallic_roughness_texture,
            &mut self.normal_texture,
            &mut self.occlusion_texture,
            &mut self.emissive_texture,
        ]
        .into_iter()
        .flatten()
    }
}

/// A texture as a material uses it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextureRef {
    /// Into [`Model::images`]; colour and data uses of one file are two images.
    pub image: u32,
    /// Into [`Model::samplers`].
    pub sampler: u32,
    /// 0 or 1: which texture coordinates.
    pub uv: u8,
    /// KHR_texture_transform: rows of the 2×3 matrix applied to the coordinates.
    pub transform: [[f32; 3]; 2],
}

/// How the texels of an [`Image`] are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Texel {
    /// 8-bit RGBA with sRGB transfer for the colours.
    Rgba8Srgb,
    /// 8-bit RGBA, linear data.
    Rgba8,
}

/// A decoded image with its whole mip chain, largest first, tightly packed.
#[derive(Debug, Clone)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub texel: Texel,
    /// Each level is `max(1, width >> level) × max(1, height >> level)` texels.
    pub levels: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wrap {
    Repeat,
    Mirror,
    Clamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sampler {
    pub wrap_u: Wrap,
    pub wrap_v: Wrap,
    pub mag_linear: bool,
    pub min_linear: bool,
    /// `None`: only level 0 is read. `Some(linear)`: between levels linearly or nearest.
    pub mip_linear: Option<bool>,
}

impl Default for Sampler {
    fn default() -> Self {
        Sampler {
            wrap_u: Wrap::Repeat,
            wrap_v: Wrap::Repeat,
            mag_linear: true,
            min_linear: true,
            mip_linear: Some(true),
        }
    }
}

/// A keyframed animation of nodes.
#[derive(Debug, Clone, Default)]
pub struct Animation {
    pub name: String,
    /// Seconds from the first key at 0 to the last key of any channel.
    pub duration: f32,
    pub channels: Vec<Channel>,
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub node: u32,
    pub property: Property,
    pub interpolation: Interpolation,
    /// Seconds, strictly increasing, never empty.
    pub times: Vec<f32>,
    /// `xyz` (and `w` for rotations) per key; three per key (in-tangent, value, out-tangent) for cubic splines.
    pub values: Vec<[f32; 4]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    Translation,
    Rotation,
    Scale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    Step,
    Linear,
    Cubic,
}

/// An axis-aligned box; empty when `min > max`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aabb {
    pub min: Vec3,
    pub max: Vec3,
}

impl Default for Aabb {
    fn default() -> Self {
        Aabb::EMPTY
    }
}

impl Aabb {
    pub const EMPTY: Aabb = Aabb { min: Vec3::INFINITY, max: Vec3::NEG_INFINITY };

    pub fn is_empty(&self) -> bool {
        self.min.cmpgt(self.max).any()
    }

    /// The smallest box around both.
    pub fn union(self, other: Aabb) -> Aabb {
        Aabb { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    pub fn extend(&mut self, point: Vec3) {
        self.min = self.min.min(point);
        self.max = self.max.max(point);
    }

    pub fn center(&self) -> Vec3 {
        (self.min + self.max) * 0.5
    }

    /// Half of the size along each axis.
    pub fn half(&self) -> Vec3 {
        (self.max - self.min) * 0.5
    }

    /// The box around this box after `matrix` (Arvo, Graphics Gems 1990).
    pub fn transformed(&self, matrix: &Mat4) -> Aabb {
        if self.is_empty() {
            return *self;
        }
        let center = matrix.transform_point3(self.center());
        let half = self.half();
        let reach = matrix.x_axis.truncate().abs() * half.x
            + matrix.y_axis.truncate().abs() * half.y
            + matrix.z_axis.truncate().abs() * half.z;
        Aabb { min: center - reach, max: center + reach }
    }
}

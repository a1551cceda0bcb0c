//! Boards, bars and boxes as [`Model`]s.

use glam::{Quat, Vec2, Vec3, vec2, vec3};

use super::canvas::{Canvas, Rgb, linear};
use crate::model::{
    Aabb, Alpha, Decode, Material, Mesh, Model, Node, Placement, Primitive, Sampler, TextureRef, Tint, Topology,
    Transform, Vertex, Wrap, coordinate, octahedral_encode,
};

/// Triangles before they are quantised.
#[derive(Debug, Default, Clone)]
pub struct Shape {
    positions: Vec<Vec3>,
    normals: Vec<Vec3>,
    uvs: Vec<Vec2>,
    /// Places in the tints of the material; those that are not there are the first.
    tints: Vec<u16>,
    indices: Vec<u32>,
}

impl Shape {
    /// Adds another in a tint of the same material, the picture's lower left texel all over it.
    pub fn add_tinted(&mut self, other: &Shape, tint: u16) {
        let first = self.positions.len();
        self.positions.extend(&other.positions);
        self.normals.extend(&other.normals);
        self.uvs.resize(self.positions.len(), Vec2::Y);
        self.tints.resize(first, 0);
        self.tints.resize(self.positions.len(), tint);
        self.indices.extend(other.indices.iter().map(|index| index + first as u32));
    }

    /// Turns all of it about the origin, and moves it.
    pub fn turn(&mut self, turn: Quat, by: Vec3) {
        self.positions.iter_mut().for_each(|position| *position = turn * *position + by);
        self.normals.iter_mut().for_each(|normal| *normal = turn * *normal);
    }

    fn vertex(&mut self, position: Vec3, normal: Vec3, uv: Vec2) -> u32 {
        self.positions.push(position);
        self.normals.push(normal);
        self.uvs.push(uv);
        (self.positions.len() - 1) as u32
    }

    /// A flat four-cornered face, counter-clockwise seen from its front.
    fn face(&mut self, corners: [Vec3; 4]) {
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[0]).normalize_or(Vec3::Y);
        let at = corners.map(|corner| self.vertex(corner, normal, Vec2::ZERO));
        self.indices.extend([at[0], at[1], at[2], at[0], at[2], at[3]]);
    }

    /// Adds an upright rectangle between two opposite corners.
    pub fn add_wall(&mut self, from: Vec3, to: Vec3) {
        self.face([from, vec3(to.x, from.y, to.z), to, vec3(from.x, to.y, from.z)]);
    }

    /// Adds a body turned around the z axis: (z, radius) from its front to its back, smooth where it bends gently.
    pub fn add_turned(&mut self, profile: &[(f32, f32)], sides: u32) {
        for pair in profile.windows(2) {
            let [(z0, r0), (z1, r1)] = [pair[0], pair[1]];
            // The slope of the side gives the normal's part along z.
            let slope = vec2(z1 - z0, r0 - r1).normalize_or(Vec2::X);
            let ring = |shape: &mut Shape, i: u32| {
                let (sin, cos) = (i as f32 / sides as f32 * std::f32::consts::TAU).sin_cos();
                let normal = vec3(cos * slope.x, sin * slope.x, slope.y).normalize_or(Vec3::Z);
                let a = shape.vertex(vec3(cos * r0, sin * r0, z0), normal, Vec2::ZERO);
                let b = shape.vertex(vec3(cos * r1, sin * r1, z1), normal, Vec2::ZERO);
                [a, b]
            };
            for i in 0..sides {
                let ([a, b], [c, d]) = (ring(self, i), ring(self, i + 1));
                self.indices.extend([a, c, b, b, c, d]);
            }
        }
    }

    /// Adds a box, with its bottom only where that can be seen.
    pub fn add_box(&mut self, min: Vec3, max: Vec3, bottom: bool) {
        let corner = |x: u8, y: u8, z: u8| {
            vec3(
                if x == 0 { min.x } else { max.x },
                if y == 0 { min.y } else { max.y },
                if z == 0 { min.z } else { max.z },
            )
        };
        self.face([corner(0, 0, 1), corner(1, 0, 1), corner(1, 1, 1), corner(0, 1, 1)]);
        self.face([corner(1, 0, 0), corner(0, 0, 0), corner(0, 1, 0), corner(1, 1, 0)]);
        self.face([corner(1, 0, 1), corner(1, 0, 0), corner(1, 1, 0), corner(1, 1, 1)]);
        self.face([corner(0, 0, 0), corner(0, 0, 1), corner(0, 1, 1), corner(0, 1, 0)]);
        self.face([corner(0, 1, 1), corner(1, 1, 1), corner(1, 1, 0), corner(0, 1, 0)]);
        if bottom {
            self.face([corner(0, 0, 0), corner(1, 0, 0), corner(1, 0, 1), corner(0, 0, 1)]);
        }
    }
}

/// A board of the size (metres) with round corners: its front, with texture coordinates, and its edge and back. The back
/// lies at `center`, the front `thickness` nearer to +Z.
pub fn board(center: Vec3, size: Vec2, thickness: f32, radius: f32) -> (Shape, Shape) {
    const STEPS: usize = 6;
    let half = size * 0.5;
    let radius = radius.clamp(0.0, half.min_element());
    let steps = if radius > 0.0 { STEPS } else { 0 };
    let corners = [vec2(1.0, 1.0), vec2(-1.0, 1.0), vec2(-1.0, -1.0), vec2(1.0, -1.0)];
    let mut rim: Vec<(Vec2, Vec2)> = Vec::new();
    for (i, corner) in corners.into_iter().enumerate() {
        for step in 0..=steps {
            let turn = if steps == 0 { 0.5 } else { step as f32 / steps as f32 };
            let out = Vec2::from_angle((i as f32 + turn) * std::f32::consts::FRAC_PI_2);
            rim.push((corner * (half - radius) + out * radius, out));
        }
    }
    let (mut front, mut rest) = (Shape::default(), Shape::default());
    let middle = front.vertex(center + Vec3::Z * thickness, Vec3::Z, Vec2::splat(0.5));
    let back_middle = rest.vertex(center, Vec3::NEG_Z, Vec2::ZERO);
    let place = |point: Vec2, z: f32| center + point.extend(z);
    for i in 0..rim.len() {
        let ((a, out_a), (b, out_b)) = (rim[i], rim[(i + 1) % rim.len()]);
        let uv = |p: Vec2| vec2(0.5 + p.x / size.x, 0.5 - p.y / size.y);
        let fan =
            [front.vertex(place(a, thickness), Vec3::Z, uv(a)), front.vertex(place(b, thickness), Vec3::Z, uv(b))];
        front.indices.extend([middle, fan[0], fan[1]]);
        let back =
            [rest.vertex(place(a, 0.0), Vec3::NEG_Z, Vec2::ZERO), rest.vertex(place(b, 0.0), Vec3::NEG_Z, Vec2::ZERO)];
        rest.indices.extend([back_middle, back[1], back[0]]);
        // Straight sides have one normal; round corners share theirs.
        let straight = (b - a).perp().normalize_or(out_a) * -1.0;
        let (normal_a, normal_b) =
            if steps > 0 && (b - a).length() < radius { (out_a, out_b) } else { (straight, straight) };
        let side = [
            rest.vertex(place(a, 0.0), normal_a.extend(0.0), Vec2::ZERO),
            rest.vertex(place(b, 0.0), normal_b.extend(0.0), Vec2::ZERO),
            rest.vertex(place(b, thickness), normal_b.extend(0.0), Vec2::ZERO),
            rest.vertex(place(a, thickness), normal_a.extend(0.0), Vec2::ZERO),
        ];
        rest.indices.extend([side[0], side[1], side[2], side[0], side[2], side[3]]);
    }
    (front, rest)
}

/// Collects the parts of a model with one node.
pub struct Builder {
    model: Model,
}

impl Builder {
    pub fn new(name: &str, place: Placement) -> Builder {
        let node = Node { name: name.into(), local: place, mesh: Some(0), ..Node::default() };
        Builder { model: Model { nodes: vec![node], meshes: vec![Mesh::default()], ..Model::default() } }
    }

    /// A plain colour.
    pub fn paint(&mut self, name: &str, color: Rgb, alpha: f32) -> u32 {
        let [r, g, b] = linear(color);
        self.material(Material {
            name: name.into(),
            base_color: [r, g, b, alpha],
            metallic: 0.0,
            roughness: 0.6,
            alpha: if alpha < 1.0 { Alpha::Blend } else { Alpha::Opaque },
            double_sided: alpha < 1.0,
            ..Material::default()
        })
    }

    /// The canvas as a picture that also glows by the given part of its own light.
    pub fn picture(&mut self, name: &str, canvas: Canvas, glow: f32) -> u32 {
        let image = self.model.images.len() as u32;
        let sampler = self.model.samplers.len() as u32;
        self.note_missing(&canvas.missing);
        self.model.images.push(canvas.into_image());
        self.model.samplers.push(Sampler { wrap_u: Wrap::Clamp, wrap_v: Wrap::Clamp, ..Sampler::default() });
        let texture = TextureRef { image, sampler, uv: 0, transform: Transform::default() };
        self.material(Material {
            name: name.into(),
            metallic: 0.0,
            roughness: 0.6,
            emissive: [glow; 3],
            base_color_texture: Some(texture),
            emissive_texture: (glow > 0.0).then_some(texture),
            ..Material::default()
        })
    }

    /// A tint of a picture in which its `ground` looks like a plain colour: what stands round the picture is then one draw
    /// with it.
    pub fn tint(&mut self, picture: u32, ground: Rgb, color: Rgb) -> u16 {
        let material = &mut self.model.materials[picture as usize];
        if material.tints.is_empty() {
            material.tints.push(material.tint());
        }
        // What is black stays so by any factor.
        let [ground, color] = [linear(ground), linear(color)];
        let base_color = std::array::from_fn(|part| color[part] / ground[part].max(1e-3));
        material.tints.push(Tint { base_color, ..material.tint() });
        material.tints.len() as u16 - 1
    }

    fn material(&mut self, material: Material) -> u32 {
        self.model.materials.push(material);
        (self.model.materials.len() - 1) as u32
    }

    /// Adds the shape; an empty one is left out.
    pub fn part(&mut self, shape: &Shape, material: u32) {
        if !shape.indices.is_empty() {
            self.model.meshes[0].primitives.push(quantise(shape, material));
        }
    }

    /// Adds a wall for walking only.
    pub fn wall(&mut self, shape: &Shape) {
        let mesh = self.model.meshes.len() as u32;
        self.model.meshes.push(Mesh { primitives: vec![quantise(shape, 0)] });
        self.model.nodes.push(Node { name: "COL_wall".into(), mesh: Some(mesh), ..Node::default() });
    }

    /// Notes the characters that no font had.
    fn note_missing(&mut self, characters: &[char]) {
        for &c in characters {
            let note = format!("no letter shape for '{c}' (U+{:04X})", u32::from(c));
            if !self.model.notes.contains(&note) {
                self.model.notes.push(note);
            }
        }
    }

    pub fn finish(mut self) -> Model {
        let primitives = &self.model.meshes[0].primitives;
        let local = primitives.iter().fold(Aabb::EMPTY, |all, primitive| all.union(primitive.bounds));
        self.model.bounds = local.transformed(&self.model.nodes[0].local.matrix());
        self.model
    }
}

fn quantise(shape: &Shape, material: u32) -> Primitive {
    let mut bounds = Aabb::EMPTY;
    for &position in &shape.positions {
        bounds.extend(position);
    }
    let scale = bounds.max - bounds.min;
    let unit = |value: f32, offset: f32, scale: f32| {
        if scale > 0.0 { (((value - offset) / scale).clamp(0.0, 1.0) * 65535.0).round() as u16 } else { 0 }
    };
    let vertices = (0..shape.positions.len())
        .map(|i| {
            let (p, n, uv) = (shape.positions[i], shape.normals[i], shape.uvs[i]);
            // No part has a normal map; any tangent across the normal will do.
            let [u, v] = [uv.x, uv.y].map(coordinate);
            let tangent = if n.x.abs() > 0.9 { Vec3::NEG_Z * n.x.signum() } else { Vec3::X };
            let tangent = (tangent - n * n.dot(tangent)).normalize_or(Vec3::X);
            Vertex {
                position: [
                    unit(p.x, bounds.min.x, scale.x),
                    unit(p.y, bounds.min.y, scale.y),
                    unit(p.z, bounds.min.z, scale.z),
                    shape.tints.get(i).copied().unwrap_or(0) << 1 | 1,
                ],
                normal: octahedral_encode(n),
                tangent: octahedral_encode(tangent),
                uv0: [u.0, v.0],
                uv1: [0; 2],
                color: [255; 4],
                uv_low: [u.1, v.1, 0, 0],
            }
        })
        .collect();
    Primitive {
        topology: Topology::Triangles,
        vertices,
        indices: shape.indices.clone(),
        material,
        bounds,
        decode: Decode {
            position_offset: bounds.min,
            position_scale: scale,
            uv0_offset: Vec2::ZERO,
            uv0_scale: Vec2::ONE,
            uv1_offset: Vec2::ZERO,
            uv1_scale: Vec2::ZERO,
        },
        variants: Vec::new(),
        deform: None,
    }
}

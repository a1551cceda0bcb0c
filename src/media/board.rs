//! The shapes of a poster: a flat frame, and the pictures in it.

use glam::{Vec2, Vec3, vec2};

/// Of the frame, beyond the pictures: metres.
const RIM: f32 = 0.016;
/// How far its front stands off the wall, how far pictures lie below that, and how far the mat lies below them.
const DEPTH: f32 = 0.028;
const RECESS: f32 = 0.004;
const UNDER: f32 = 0.002;
/// How far the pictures stand off the wall, metres.
pub const SURFACE: f32 = DEPTH - RECESS;
/// Pictures are cut into squares of about this share of their longer side, so that their plainest form, which has a colour
/// at each corner and no texture, shows what is on them.
const PARTS: f32 = 7.0;

/// Triangles of one material.
#[derive(Debug, Default)]
pub struct Mesh {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub uvs: Vec<[f32; 2]>,
    pub indices: Vec<u16>,
}

impl Mesh {
    /// A flat four-cornered face, counter-clockwise seen from its front.
    fn face(&mut self, corners: [Vec3; 4]) {
        let normal = (corners[1] - corners[0]).cross(corners[2] - corners[0]).normalize_or(Vec3::Z);
        let first = self.positions.len() as u16;
        for (corner, uv) in corners.into_iter().zip([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]) {
            self.positions.push(corner.to_array());
            self.normals.push(normal.to_array());
            self.uvs.push(uv);
        }
        self.indices.extend([0, 1, 2, 0, 2, 3].map(|corner| first + corner));
    }

    /// A rectangle that faces +Z.
    fn front(&mut self, low: Vec2, high: Vec2, z: f32) {
        let at = |x: f32, y: f32| Vec3::new(x, y, z);
        self.face([at(low.x, low.y), at(high.x, low.y), at(high.x, high.y), at(low.x, high.y)]);
    }
}

/// A picture of `size` metres around `center`, cut into squares.
pub fn picture(center: Vec2, size: Vec2) -> Mesh {
    let side = size.max_element() / PARTS;
    let parts = (size / side).round().max(Vec2::ONE);
    let (columns, rows) = (parts.x as u16, parts.y as u16);
    let mut mesh = Mesh::default();
    for row in 0..=rows {
        for column in 0..=columns {
            let uv = vec2(f32::from(column) / f32::from(columns), f32::from(row) / f32::from(rows));
            let at = center + (uv - 0.5) * size * vec2(1.0, -1.0);
            mesh.positions.push([at.x, at.y, SURFACE]);
            mesh.normals.push([0.0, 0.0, 1.0]);
            mesh.uvs.push(uv.to_array());
        }
    }
    for row in 0..rows {
        for column in 0..columns {
            let a = row * (columns + 1) + column;
            let b = a + columns + 1;
            mesh.indices.extend([b, b + 1, a + 1, b, a + 1, a]);
        }
    }
    mesh
}

/// The frame around a window of `size` metres, its back at z = 0; `mat`: something of the window is seen behind the
/// pictures.
pub fn frame(size: Vec2, mat: bool) -> Mesh {
    let (inner, outer) = (size * 0.5, size * 0.5 + RIM);
    let mut mesh = Mesh::default();
    let at = |corner: Vec2, z: f32| corner.extend(z);
    let round = |half: Vec2| [-half, vec2(half.x, -half.y), half, vec2(-half.x, half.y)];
    let (within, around) = (round(inner), round(outer));
    for (i, j) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
        mesh.face([at(around[i], DEPTH), at(around[j], DEPTH), at(within[j], DEPTH), at(within[i], DEPTH)]);
        mesh.face([at(around[i], 0.0), at(around[j], 0.0), at(around[j], DEPTH), at(around[i], DEPTH)]);
        let low = DEPTH - RECESS - UNDER;
        mesh.face([at(within[i], DEPTH), at(within[j], DEPTH), at(within[j], low), at(within[i], low)]);
    }
    mesh.face([at(around[1], 0.0), at(around[0], 0.0), at(around[3], 0.0), at(around[2], 0.0)]);
    if mat {
        mesh.front(-inner, inner, DEPTH - RECESS - UNDER);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(mesh: &Mesh, triangle: &[u16]) -> Vec3 {
        let [a, b, c] = [0, 1, 2].map(|corner| Vec3::from(mesh.positions[usize::from(triangle[corner])]));
        (b - a).cross(c - a)
    }

    #[test]
    fn every_triangle_faces_as_its_normals_say() {
        for mesh in [frame(vec2(0.9, 1.3), true), picture(vec2(0.2, 0.1), vec2(0.9, 1.3))] {
            assert!(mesh.positions.len() == mesh.normals.len() && mesh.normals.len() == mesh.uvs.len());
            for triangle in mesh.indices.chunks(3) {
                let told = Vec3::from(mesh.normals[usize::from(triangle[0])]);
                assert!(normal(&mesh, triangle).normalize().dot(told) > 0.999, "{triangle:?}");
            }
        }
    }

    #[test]
    fn a_picture_is_upright_and_has_its_true_size() {
        let mesh = picture(Vec2::ZERO, vec2(0.8, 1.2));
        let corner = |uv: [f32; 2]| mesh.positions[mesh.uvs.iter().position(|one| *one == uv).unwrap()];
        let [left, top, _] = corner([0.0, 0.0]);
        let [right, bottom, _] = corner([1.0, 1.0]);
        assert!((left + 0.4).abs() < 1e-6 && (top - 0.6).abs() < 1e-6);
        assert!((right - 0.4).abs() < 1e-6 && (bottom + 0.6).abs() < 1e-6);
        // One proxy holds it.
        assert!(mesh.indices.len() / 3 + frame(vec2(0.8, 1.2), false).indices.len() / 3 <= 120);
    }
}

//! Where a ray meets a model.

use glam::Vec3;

use super::super::types::Aabb;
use super::{Places, Solid};

/// Where it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// In the hall.
    pub point: Vec3,
    /// Along the ray, in units of its direction's length.
    pub far: f32,
    pub node: u32,
    /// From outside of what encloses something.
    pub front: bool,
}

impl Solid {
    /// The nearest place where a ray in the hall meets a part; `keep` says of a place in the hall whether it is there at all.
    pub fn hit(&self, places: &impl Places, start: Vec3, way: Vec3, keep: impl Fn(Vec3) -> bool) -> Option<Hit> {
        let mut nearest: Option<Hit> = None;
        for part in &self.parts {
            let Some(matrix) = places.place(part.node).filter(|matrix| matrix.determinant() != 0.0) else { continue };
            let back = matrix.inverse();
            let (from, along) = (back.transform_point3(start), back.transform_vector3(way));
            let step = along.recip();
            for chunk in self.chunks_of(part) {
                let most = nearest.map_or(f32::INFINITY, |hit| hit.far);
                if !crosses(&chunk.bounds, from, step, most) {
                    continue;
                }
                for triangle in self.triangles_of(chunk) {
                    let Some((far, front)) = meets(self.corners(triangle), from, along) else { continue };
                    let point = start + way * far;
                    if nearest.is_none_or(|hit| far < hit.far) && keep(point) {
                        nearest = Some(Hit { point, far, node: part.node, front: front || triangle.sheet });
                    }
                }
            }
        }
        nearest
    }
}

/// Whether a ray comes through a box before `most`.
fn crosses(bounds: &Aabb, from: Vec3, step: Vec3, most: f32) -> bool {
    // Slabs (Kay and Kajiya 1986).
    let (a, b) = ((bounds.min - from) * step, (bounds.max - from) * step);
    let (enter, leave) = (a.min(b).max_element(), a.max(b).min_element());
    // A little more than that: a flat box has no inside.
    enter <= leave + leave.abs() * 1e-5 && leave >= 0.0 && enter <= most
}

/// Möller and Trumbore 1997: how far along, and whether counter-clockwise corners are seen.
fn meets([a, b, c]: [Vec3; 3], from: Vec3, along: Vec3) -> Option<(f32, bool)> {
    let (ab, ac) = (b - a, c - a);
    let p = along.cross(ac);
    let det = ab.dot(p);
    if det == 0.0 {
        return None;
    }
    let s = from - a;
    let u = s.dot(p) / det;
    let q = s.cross(ab);
    let v = along.dot(q) / det;
    let far = ac.dot(q) / det;
    // A little over its edges, so that no ray slips between two.
    const OVER: f32 = 1e-5;
    (u >= -OVER && v >= -OVER && u + v <= 1.0 + OVER && far > 0.0).then_some((far, det > 0.0))
}

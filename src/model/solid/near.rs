//! Edges and corners near a place.

use glam::{Vec3, Vec4};

use super::{Places, Solid};

/// What a place was drawn to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Snap {
    /// Nothing: it is where it was.
    Face,
    Edge,
    Corner,
}

/// A place on a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// In the hall.
    pub point: Vec3,
    /// The part that it is on.
    pub node: u32,
    pub snap: Snap,
}

impl Solid {
    /// The corner nearest to a place in the hall within `radius` metres; else the nearest point of an edge; else none. Where
    /// a plane cuts the model (what is above it is not there), the cut's outline is an edge, too.
    pub fn near(&self, places: &impl Places, point: Vec3, radius: f32, plane: Option<Vec4>) -> Option<Near> {
        let above = |point: Vec3| plane.map_or(-1.0, |plane| plane.dot(point.extend(1.0)));
        let mut best: Option<(f32, Near)> = None;
        let mut offer = |found: Vec3, node: u32, snap: Snap| {
            let far = found.distance(point);
            let better = |(near, best): &(f32, Near)| snap > best.snap || snap == best.snap && far < *near;
            // The outline of a cut lies on the plane itself.
            if far <= radius && above(found) <= radius * 1e-3 && best.as_ref().is_none_or(better) {
                best = Some((far, Near { point: found, node, snap }));
            }
        };
        for part in &self.parts {
            let Some(matrix) = places.place(part.node).filter(|matrix| matrix.determinant() != 0.0) else { continue };
            let local = matrix.inverse().transform_point3(point);
            let axes = [matrix.x_axis, matrix.y_axis, matrix.z_axis].map(|axis| axis.truncate().length());
            let reach = radius / axes.into_iter().fold(f32::INFINITY, f32::min);
            for chunk in self.chunks_of(part) {
                if local.clamp(chunk.bounds.min, chunk.bounds.max).distance(local) > reach {
                    continue;
                }
                for triangle in self.triangles_of(chunk) {
                    let corners = self.corners(triangle).map(|corner| matrix.transform_point3(corner));
                    for side in 0..3 {
                        if triangle.edges & 1 << side == 0 {
                            continue;
                        }
                        let (a, b) = (corners[side], corners[(side + 1) % 3]);
                        offer(a, part.node, Snap::Corner);
                        offer(b, part.node, Snap::Corner);
                        offer(on(a, b, point), part.node, Snap::Edge);
                    }
                    if plane.is_some()
                        && let Some([a, b]) = cut(corners, corners.map(above))
                    {
                        offer(on(a, b, point), part.node, Snap::Edge);
                    }
                }
            }
        }
        best.map(|(_, near)| near)
    }
}

/// The nearest point between two.
fn on(a: Vec3, b: Vec3, point: Vec3) -> Vec3 {
    let way = b - a;
    a + way * ((point - a).dot(way) / way.length_squared().max(1e-20)).clamp(0.0, 1.0)
}

/// Where a plane goes through a triangle whose corners are so far above it.
fn cut(corners: [Vec3; 3], above: [f32; 3]) -> Option<[Vec3; 2]> {
    let mut found = [None; 3];
    for side in 0..3 {
        let (a, b) = (above[side], above[(side + 1) % 3]);
        if (a > 0.0) != (b > 0.0) {
            found[side] = Some(corners[side].lerp(corners[(side + 1) % 3], a / (a - b)));
        }
    }
    let mut found = found.into_iter().flatten();
    Some([found.next()?, found.next()?])
}

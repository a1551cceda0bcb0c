//! Bands that face the eye: pointer rays, the teleport arc, its landing ring.

use bytemuck::{Pod, Zeroable};
use glam::Vec3;

/// A band through points in the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Ribbon {
    pub points: Vec<Vec3>,
    /// Metres.
    pub width: f32,
    /// Linear, straight alpha.
    pub color: [f32; 4],
}

/// Matches `shaders/ribbon.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct RibbonVertex {
    position: [f32; 3],
    along: [f32; 3],
    half_width: f32,
    color: [f32; 4],
}

/// Vertices that fit into the buffer of a frame; guides are short, and what is beyond is left out.
pub(super) const CAPACITY: usize = 6 * 1024;

/// Two triangles a segment.
pub(super) fn triangles(ribbons: &[Ribbon], out: &mut Vec<RibbonVertex>) {
    out.clear();
    for ribbon in ribbons {
        let count = ribbon.points.len();
        let along = |i: usize| {
            let before = ribbon.points[i.saturating_sub(1)];
            let after = ribbon.points[(i + 1).min(count - 1)];
            (after - before).normalize_or(Vec3::NEG_Z)
        };
        for i in 1..count {
            if out.len() + 6 > CAPACITY {
                return;
            }
            let corner = |i: usize, side: f32| RibbonVertex {
                position: ribbon.points[i].to_array(),
                along: along(i).to_array(),
                half_width: side * ribbon.width * 0.5,
                color: ribbon.color,
            };
            let (a, b, c, d) = (corner(i - 1, -1.0), corner(i - 1, 1.0), corner(i, -1.0), corner(i, 1.0));
            out.extend([a, b, c, c, b, d]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_has_two_triangles_a_segment_and_never_overflows() {
        let mut out = Vec::new();
        let points = (0..4).map(|i| Vec3::new(0.0, 0.0, -(i as f32))).collect();
        triangles(&[Ribbon { points, width: 0.1, color: [1.0; 4] }], &mut out);
        assert_eq!(out.len(), 18);
        let long = (0..CAPACITY).map(|i| Vec3::new(0.0, 0.0, i as f32)).collect();
        triangles(&[Ribbon { points: long, width: 0.1, color: [1.0; 4] }], &mut out);
        assert!(out.len() <= CAPACITY && out.len() > CAPACITY - 6);
    }
}

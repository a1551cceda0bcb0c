//! Bands that face the eye (pointer rays, the teleport arc, its landing ring), and bands that lie on the floor (the way
//! to a booth).

use bytemuck::{Pod, Zeroable};
use glam::Vec3;

/// How a band is turned, and what is on it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Lie {
    /// Its flat side is towards the eye.
    #[default]
    Facing,
    /// Its flat side is up.
    Flat,
    /// As `Flat`, and of arrows that point along it. They stand at whole multiples of [`ARROWS`] along the way, of
    /// which the first point is at `start`; beyond `shown` from there is nothing. Metres.
    Arrows { start: f32, shown: f32 },
    /// As `Facing`, and nothing hides it.
    Over,
}

/// From one arrow to the next, metres; as in `shaders/ribbon.wgsl`.
pub const ARROWS: f32 = 0.6;
/// Arrows are there as a whole this far from the first point, metres.
const APPEARED: f32 = 0.8;

/// A band through points in the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Ribbon {
    pub points: Vec<Vec3>,
    /// Metres.
    pub width: f32,
    /// Linear, straight alpha.
    pub color: [f32; 4],
    pub lie: Lie,
}

/// Matches `shaders/ribbon.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct RibbonVertex {
    position: [f32; 3],
    along: [f32; 3],
    half_width: f32,
    color: [f32; 4],
    /// Metres along the way, and 0 for a band that faces the eye, 1 for one that lies, 2 for arrows, 3 for one that nothing
    /// hides.
    way: [f32; 2],
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
        let mut far = 0.0;
        for i in 1..count {
            if out.len() + 6 > CAPACITY {
                return;
            }
            let corner = |i: usize, side: f32, far: f32| {
                let (way, share) = match ribbon.lie {
                    Lie::Facing => ([0.0, 0.0], 1.0),
                    Lie::Flat => ([0.0, 1.0], 1.0),
                    Lie::Over => ([0.0, 3.0], 1.0),
                    Lie::Arrows { start, shown } => {
                        ([start + far, 2.0], (far / APPEARED).min(1.0 - far / shown).max(0.0))
                    }
                };
                let [r, g, b, alpha] = ribbon.color;
                RibbonVertex {
                    position: ribbon.points[i].to_array(),
                    along: along(i).to_array(),
                    half_width: side * ribbon.width * 0.5,
                    color: [r, g, b, alpha * share],
                    way,
                }
            };
            let before = far;
            far += ribbon.points[i - 1].distance(ribbon.points[i]);
            let (a, b) = (corner(i - 1, -1.0, before), corner(i - 1, 1.0, before));
            let (c, d) = (corner(i, -1.0, far), corner(i, 1.0, far));
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
        triangles(&[Ribbon { points, width: 0.1, color: [1.0; 4], lie: Lie::Facing }], &mut out);
        assert_eq!(out.len(), 18);
        let long = (0..CAPACITY).map(|i| Vec3::new(0.0, 0.0, i as f32)).collect();
        triangles(&[Ribbon { points: long, width: 0.1, color: [1.0; 4], lie: Lie::Facing }], &mut out);
        assert!(out.len() <= CAPACITY && out.len() > CAPACITY - 6);
    }

    #[test]
    fn arrows_come_and_fade_along_the_way() {
        let points = (0..=40).map(|i| Vec3::new(0.0, 0.0, -(i as f32))).collect();
        let lie = Lie::Arrows { start: -3.0, shown: 40.0 };
        let mut out = Vec::new();
        triangles(&[Ribbon { points, width: 0.2, color: [1.0, 1.0, 1.0, 0.5], lie }], &mut out);
        assert_eq!((out[0].way, out[0].color[3]), ([-3.0, 2.0], 0.0));
        assert_eq!(out[2].way, [-2.0, 2.0]);
        let alphas: Vec<f32> = out.iter().skip(2).step_by(6).map(|vertex| vertex.color[3]).collect();
        assert!(alphas.is_sorted_by(|a, b| a > b) && alphas[0] > 0.48 && alphas[39] == 0.0, "{alphas:?}");
    }
}

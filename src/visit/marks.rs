//! What the visitor sees of pointing and aiming: bands in the hall.

use glam::{Vec3, vec3};

use super::teleport::Arc;
use crate::device::Pose;
use crate::render::Ribbon;

/// Linear, straight alpha.
const VALID: [f32; 4] = [0.10, 0.75, 0.55, 0.9];
const INVALID: [f32; 4] = [0.80, 0.12, 0.08, 0.8];
const RAY: [f32; 4] = [0.9, 0.95, 1.0, 0.35];
const OUTLINE: [f32; 4] = [1.0, 0.72, 0.25, 0.95];
/// Metres.
const OUTLINE_WIDTH: f32 = 0.008;
const ARC_WIDTH: f32 = 0.02;
const RING_WIDTH: f32 = 0.03;
const RING_RADIUS: f32 = 0.3;
const RAY_WIDTH: f32 = 0.006;
const RAY_LENGTH: f32 = 1.5;
/// Above the floor, so that it is not lost in it.
const LIFT: f32 = 0.02;
const RING_CORNERS: u32 = 32;

/// Bands of the most that is ever shown: the arc and its ring or two rays, and the edges of the box round what
/// each hand points at.
const BANDS: usize = 2 + 2 * 6;

/// Bands that are filled anew each frame; their memory stays.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    bands: [Ribbon; BANDS],
    used: usize,
}

impl Default for Marks {
    fn default() -> Self {
        let band = |_| Ribbon { points: Vec::with_capacity(64), width: 0.0, color: [0.0; 4] };
        Marks { bands: std::array::from_fn(band), used: 0 }
    }
}

impl Marks {
    pub fn bands(&self) -> &[Ribbon] {
        &self.bands[..self.used]
    }

    /// The arc with its ring, and the rays of the hands that do not aim it; poses in the hall.
    pub fn update(&mut self, arc: Option<&Arc>, rays: [Option<Pose>; 2]) {
        self.used = 0;
        if let Some(arc) = arc {
            let color = if arc.valid { VALID } else { INVALID };
            self.band(ARC_WIDTH, color, arc.points.iter().copied());
            if arc.valid {
                let corners = (0..=RING_CORNERS).map(|i| {
                    let (sin, cos) = (i as f32 / RING_CORNERS as f32 * std::f32::consts::TAU).sin_cos();
                    arc.end + vec3(cos * RING_RADIUS, LIFT, sin * RING_RADIUS)
                });
                self.band(RING_WIDTH, color, corners);
            }
        }
        for aim in rays.into_iter().flatten() {
            // It begins before the hand, where a controller's model ends.
            let along = aim.forward();
            self.band(RAY_WIDTH, RAY, [0.05, RAY_LENGTH].into_iter().map(|far| aim.position + along * far));
        }
    }

    /// Boxes round what hands point at and could take, given by their corners below and above.
    pub fn outline(&mut self, boxes: impl Iterator<Item = [[Vec3; 4]; 2]>) {
        for [low, high] in boxes {
            for loops in [low, high] {
                self.band(OUTLINE_WIDTH, OUTLINE, loops.into_iter().chain([loops[0]]));
            }
            for edge in low.into_iter().zip(high) {
                self.band(OUTLINE_WIDTH, OUTLINE, <[Vec3; 2]>::from(edge).into_iter());
            }
        }
    }

    fn band(&mut self, width: f32, color: [f32; 4], points: impl Iterator<Item = Vec3>) {
        if let Some(band) = self.bands.get_mut(self.used) {
            band.points.clear();
            band.points.extend(points);
            (band.width, band.color) = (width, color);
            self.used += 1;
        }
    }
}

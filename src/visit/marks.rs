//! What the visitor sees of pointing and aiming, and of the way to where they want to go: bands in the hall.

use glam::{Vec3, vec3};

use super::route::Guide;
use super::teleport::Arc;
use crate::device::Pose;
use crate::render::{ARROWS, Lie, Ribbon};

/// Linear, straight alpha.
const VALID: [f32; 4] = [0.10, 0.75, 0.55, 0.9];
const INVALID: [f32; 4] = [0.80, 0.12, 0.08, 0.8];
const RAY: [f32; 4] = [0.9, 0.95, 1.0, 0.35];
const ON_PANEL: [f32; 4] = [1.0, 1.0, 1.0, 0.95];
const OUTLINE: [f32; 4] = [1.0, 0.72, 0.25, 0.95];
const WAY: [f32; 4] = [0.62, 0.85, 0.92, 0.85];
/// Metres.
const OUTLINE_WIDTH: f32 = 0.008;
const FRAME_WIDTH: f32 = 0.03;
const ARC_WIDTH: f32 = 0.02;
const RING_WIDTH: f32 = 0.03;
const RING_RADIUS: f32 = 0.3;
const RAY_WIDTH: f32 = 0.006;
const RAY_LENGTH: f32 = 1.5;
/// Of the square where a ray ends on a panel.
const DOT: f32 = 0.012;
/// Above the floor, so that it is not lost in it.
const LIFT: f32 = 0.02;
const RING_CORNERS: u32 = 32;
const WAY_WIDTH: f32 = 0.34;
const GOAL_RADIUS: f32 = 0.45;
const GOAL_WIDTH: f32 = 0.12;
/// Speed of the arrows, metres per second: slower than one strolls.
const FLOW: f32 = 0.3;
/// Most points of a way: 40 m of it, and its corners.
const WAY_POINTS: usize = 400;

/// Bands that others add, of products that are inspected.
const ADDED: usize = 48;
/// Bands of the most that is ever shown: the way and its goal, the arc and its ring or two rays, their ends on panels, the
/// edges of the box round what each hand points at, frames round signs, and what others add.
const BANDS: usize = 2 + 2 + 2 + 2 * 6 + 2 + ADDED;

/// Bands that are filled anew each frame; their memory stays.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    bands: [Ribbon; BANDS],
    used: usize,
}

impl Default for Marks {
    fn default() -> Self {
        let band =
            |points| Ribbon { points: Vec::with_capacity(points), width: 0.0, color: [0.0; 4], lie: Lie::Facing };
        let room = |index: usize| match index {
            0 => WAY_POINTS,
            _ if index < BANDS - ADDED => 64,
            _ => 8,
        };
        Marks { bands: std::array::from_fn(|index| band(room(index))), used: 0 }
    }
}

impl Marks {
    pub fn bands(&self) -> &[Ribbon] {
        &self.bands[..self.used]
    }

    /// The arc with its ring, the rays of the hands that do not aim it, each with how far what it ends on is, and the way that the visitor is led; poses in
    /// the hall. The arrows flow by the visit's time, in seconds.
    pub fn update(&mut self, arc: Option<&Arc>, rays: [Option<(Pose, Option<f32>)>; 2], guide: &Guide, time: f64) {
        self.used = 0;
        // Under the others, and always in the first band, which has room for it.
        if let Some((points, left)) = guide.ahead() {
            // They keep their places on the floor while what was passed is left out, but for the flow.
            let flow = (time * f64::from(FLOW)).rem_euclid(f64::from(ARROWS)) as f32;
            let lie = Lie::Arrows { start: -left - flow, shown: Guide::SHOWN };
            self.band(WAY_WIDTH, WAY, lie, points.take(WAY_POINTS));
        }
        if let Some(end) = guide.end() {
            self.band(GOAL_WIDTH, WAY, Lie::Flat, ring(end, GOAL_RADIUS));
        }
        if let Some(arc) = arc {
            let color = if arc.valid { VALID } else { INVALID };
            self.band(ARC_WIDTH, color, Lie::Facing, arc.points.iter().copied());
            if arc.valid {
                let corners = ring(arc.end + Vec3::Y * LIFT, RING_RADIUS);
                self.band(RING_WIDTH, color, Lie::Facing, corners);
            }
        }
        for (aim, end) in rays.into_iter().flatten() {
            // It begins before the hand, where a controller's model ends.
            let along = aim.forward();
            let points = [0.05, end.unwrap_or(RAY_LENGTH)].map(|far| aim.position + along * far);
            self.band(RAY_WIDTH, RAY, Lie::Facing, points.into_iter());
            if let Some(end) = end {
                // A little before the panel, so that it is seen on it.
                let at = aim.position + along * (end - LIFT);
                let side = aim.orientation * Vec3::X * (DOT * 0.5);
                self.band(DOT, ON_PANEL, Lie::Facing, [at - side, at + side].into_iter());
            }
        }
    }

    /// Boxes round what hands point at and could take, given by their corners below and above.
    pub fn outline(&mut self, boxes: impl Iterator<Item = [[Vec3; 4]; 2]>) {
        for [low, high] in boxes {
            for loops in [low, high] {
                self.band(OUTLINE_WIDTH, OUTLINE, Lie::Facing, loops.into_iter().chain([loops[0]]));
            }
            for edge in low.into_iter().zip(high) {
                self.band(OUTLINE_WIDTH, OUTLINE, Lie::Facing, <[Vec3; 2]>::from(edge).into_iter());
            }
        }
    }

    /// Frames round what hands point at, given by their corners.
    pub fn frame(&mut self, frames: impl Iterator<Item = [Vec3; 4]>) {
        for corners in frames {
            self.band(FRAME_WIDTH, OUTLINE, Lie::Facing, corners.into_iter().chain([corners[0]]));
        }
    }

    /// Points that the bands have memory for.
    #[cfg(test)]
    pub fn room(&self) -> usize {
        self.bands.iter().map(|band| band.points.capacity()).sum()
    }

    /// One more band.
    pub fn band(&mut self, width: f32, color: [f32; 4], lie: Lie, points: impl Iterator<Item = Vec3>) {
        if let Some(band) = self.bands.get_mut(self.used) {
            band.points.clear();
            band.points.extend(points);
            (band.width, band.color, band.lie) = (width, color, lie);
            self.used += 1;
        }
    }
}

fn ring(middle: Vec3, radius: f32) -> impl Iterator<Item = Vec3> {
    (0..=RING_CORNERS).map(move |i| {
        let (sin, cos) = (i as f32 / RING_CORNERS as f32 * std::f32::consts::TAU).sin_cos();
        middle + vec3(cos * radius, 0.0, sin * radius)
    })
}

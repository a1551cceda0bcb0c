//! The way on foot to a booth: found on the [`Ground`], drawn tight, laid on the floor.
//!
//! [`search`] finds a way over a lattice, [`taut`] shortens it and rounds its corners; [`guide`] has both done by a
//! thread of its own and follows the visitor along what comes of it.

mod guide;
mod search;
mod taut;

use glam::{Vec2, Vec3, vec2};
use serde::{Deserialize, Serialize};

pub(super) use guide::{Guide, Guided};
use search::Search;

use super::ground::{Ground, RADIUS};
use crate::fair::{Fair, Plot};

/// How far in front of a plot one stands to look at it, metres.
const BEFORE: f32 = 1.5;
/// Where the goal itself cannot be had, one is led to a place this near to it, metres.
const REACH: f32 = 3.0;
/// A free place this near to where one stands begins the route, metres: a booth may have arrived around one.
const OUT: f32 = 6.0;
/// Points of a route on the floor are no further apart, metres: it follows steps.
const APART: f32 = 0.25;
/// Above the floor, metres, so that it is not lost in it.
const LIFT: f32 = 0.02;
/// Half of what the route is wide on the floor, metres: at a step, all of it lies on the upper floor.
const HALF_WIDTH: f32 = 0.17;

/// Where a visitor wants to go.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Index of the hall.
    pub hall: usize,
    /// x and z in the hall, metres; need not be free.
    pub place: Vec2,
}

impl Goal {
    /// In front of a plot, 1.5 m before the middle of its front edge.
    pub fn before(hall: usize, plot: &Plot) -> Goal {
        let front = plot.matrix().transform_point3(Vec3::Z * (plot.size.y * 0.5 + BEFORE));
        Goal { hall, place: vec2(front.x, front.z) }
    }

    /// In front of the booth of that id, one that could not be read included; `None` where the fair has no such booth,
    /// or none that stands anywhere.
    pub fn booth(fair: &Fair, id: &str) -> Option<Goal> {
        let read = fair.booths.iter().find(|booth| booth.id == id).map(|booth| (booth.hall, booth.plot));
        let broken = || fair.broken.iter().find(|booth| booth.id == id).and_then(|booth| booth.place);
        let (hall, plot) = read.or_else(broken)?;
        Some(Goal::before(hall, fair.halls.get(hall)?.plots.get(plot)?))
    }
}

/// A way on the floor, from where somebody stood.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Route {
    /// On the floor of the hall, lifted a little; no further apart than [`APART`].
    pub points: Vec<Vec3>,
    /// From each point to the last one along the way, metres.
    pub left: Vec<f32>,
}

impl Route {
    /// The shortest way from `start` to `goal` for somebody on foot; else to the nearest place to it that has nothing
    /// but what stands on the goal between them. `None` where there is no way.
    fn find(search: &mut Search, ground: &Ground, start: Vec2, goal: Vec2) -> Option<Route> {
        let start = ground.free_near(start, RADIUS, OUT)?;
        let end = ground.free_near(goal, RADIUS, REACH);
        let path = search::SIDES.iter().find_map(|side| search.find(ground, start, end, *side));
        let path = path.or_else(|| search.nearest(ground, start, goal))?;
        Some(Route::lay(ground, &taut::rounded(ground, &taut::pull(ground, path))))
    }

    /// Where it ends: x and z.
    pub fn end(&self) -> Option<Vec2> {
        self.points.last().map(|point| vec2(point.x, point.z))
    }

    /// All of it, metres.
    pub fn length(&self) -> f32 {
        self.left.first().copied().unwrap_or_default()
    }

    /// Lays a line on the floor.
    fn lay(ground: &Ground, line: &[Vec2]) -> Route {
        let mut points = Vec::new();
        for pair in line.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let steps = (from.distance(to) / APART).ceil().max(1.0) as usize;
            points.extend((0..steps).map(|i| on_floor(ground, from.lerp(to, i as f32 / steps as f32))));
        }
        points.extend(line.last().map(|last| on_floor(ground, *last)));
        let mut left = vec![0.0; points.len()];
        for i in (1..points.len()).rev() {
            left[i - 1] = left[i] + flat(points[i - 1]).distance(flat(points[i]));
        }
        Route { points, left }
    }
}

fn flat(point: Vec3) -> Vec2 {
    vec2(point.x, point.z)
}

/// A point on the highest floor that a band through it would touch.
fn on_floor(ground: &Ground, at: Vec2) -> Vec3 {
    let around = (0..8).map(|i| at + Vec2::from_angle(i as f32 * std::f32::consts::FRAC_PI_4) * HALF_WIDTH);
    let floor = around.map(|place| ground.bare_floor(place)).fold(ground.bare_floor(at), f32::max);
    Vec3::new(at.x, floor + LIFT, at.y)
}

#[cfg(test)]
mod tests;

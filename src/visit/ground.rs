//! Where a visitor can stand in a hall.

use std::collections::HashMap;
use std::sync::Arc;

use glam::{Vec2, vec2};

use super::grid::{Cell, Grid};

/// Radius of a visitor, metres: what is kept free of everything that blocks.
pub const RADIUS: f32 = 0.25;
/// Side of the tiles that placements are looked up by, metres.
const TILE: f32 = 4.0;
/// Nearer than this to touching is touching, metres.
const TOUCH: f32 = 1e-3;
/// A step of a sweep, metres: less than the radius, so that nothing is jumped over.
const STRIDE: f32 = 0.05;

/// Where a [`Grid`] stands in the hall: turned about the vertical, then moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// x and z.
    pub position: Vec2,
    /// Radians, counter-clockwise from above.
    pub yaw: f32,
}

impl Placed {
    pub const HERE: Placed = Placed { position: Vec2::ZERO, yaw: 0.0 };

    /// The place of a plot.
    pub fn plot(plot: &crate::fair::Plot) -> Placed {
        Placed { position: plot.position, yaw: plot.yaw.to_radians() }
    }

    fn turn(&self, local: Vec2) -> Vec2 {
        let (sin, cos) = self.yaw.sin_cos();
        vec2(local.x * cos + local.y * sin, local.y * cos - local.x * sin)
    }

    fn to_hall(self, local: Vec2) -> Vec2 {
        self.position + self.turn(local)
    }

    fn to_local(self, point: Vec2) -> Vec2 {
        let (sin, cos) = self.yaw.sin_cos();
        let p = point - self.position;
        vec2(p.x * cos - p.y * sin, p.x * sin + p.y * cos)
    }
}

#[derive(Debug)]
struct Standing {
    hall: usize,
    grid: Arc<Grid>,
    place: Placed,
}

/// The floors of halls with everything that stands on them, of which one is walked. All points are x and z in the hall,
/// metres.
#[derive(Debug)]
pub struct Ground {
    /// Of each hall.
    sizes: Vec<Vec2>,
    /// The one that is walked, and half of its size.
    hall: usize,
    half: Vec2,
    standing: HashMap<u64, Standing>,
    /// By hall, too.
    tiles: HashMap<(usize, i32, i32), Vec<u64>>,
    /// What stands, in the order in which it came: a copy elsewhere is told only what it lacks.
    came: Vec<u64>,
    /// Another one as soon as something left: what is known of the ground until then is of no use.
    identity: Arc<()>,
}

/// How much of a ground a copy of it has; nothing, at first.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    identity: Option<Arc<()>>,
    count: usize,
}

/// What a copy of a ground lacks.
#[derive(Debug)]
pub(super) struct News {
    /// The hall's size, where the copy begins anew.
    anew: Option<Vec2>,
    came: Vec<(u64, Arc<Grid>, Placed)>,
}

impl Ground {
    /// An empty hall of that size (see [`crate::fair::Hall::size`]), centred at the origin.
    pub fn new(size: Vec2) -> Ground {
        Ground::of_halls(vec![size])
    }

    /// Empty halls of these sizes, of which the first is walked.
    pub fn of_halls(sizes: Vec<Vec2>) -> Ground {
        Ground {
            half: sizes.first().copied().unwrap_or_default() * 0.5,
            sizes,
            hall: 0,
            standing: HashMap::new(),
            tiles: HashMap::new(),
            came: Vec::new(),
            identity: Arc::new(()),
        }
    }

    /// Has another hall walked.
    pub fn enter(&mut self, hall: usize) {
        if self.hall != hall
            && let Some(size) = self.sizes.get(hall)
        {
            (self.hall, self.half, self.identity) = (hall, *size * 0.5, Arc::new(()));
        }
    }

    /// From the hall's middle to its edges along x and z.
    pub(super) fn half(&self) -> Vec2 {
        self.half
    }

    /// Whether a copy has everything that stands here.
    pub(super) fn is_known(&self, known: &Known) -> bool {
        self.is_of(known) && known.count == self.came.len()
    }

    fn is_of(&self, known: &Known) -> bool {
        known.identity.as_ref().is_some_and(|identity| Arc::ptr_eq(identity, &self.identity))
    }

    /// What a copy lacks, which then counts as known. Shares the grids: it takes time by the number of what is new.
    pub(super) fn news(&self, known: &mut Known) -> News {
        let anew = (!self.is_of(known)).then_some(self.half * 2.0);
        let first = if anew.is_some() { 0 } else { known.count };
        let here = |id: &u64| self.standing.get(id).filter(|standing| standing.hall == self.hall);
        let standing = |id: &u64| here(id).map(|standing| (*id, standing.grid.clone(), standing.place));
        let came = self.came.iter().skip(first).filter_map(standing).collect();
        *known = Known { identity: Some(self.identity.clone()), count: self.came.len() };
        News { anew, came }
    }

    /// Brings a copy up to date.
    pub(super) fn take(&mut self, news: News) {
        if let Some(size) = news.anew {
            *self = Ground::new(size);
        }
        for (id, grid, place) in news.came {
            self.insert(id, grid, place);
        }
    }

    /// Puts a grid at a place of the hall that is walked; `id` is the caller's, and replaces what it stood for.
    pub fn insert(&mut self, id: u64, grid: Arc<Grid>, place: Placed) {
        self.insert_in(self.hall, id, grid, place);
    }

    /// The same in any hall.
    pub fn insert_in(&mut self, hall: usize, id: u64, grid: Arc<Grid>, place: Placed) {
        self.remove(id);
        for tile in self.tiles_of(hall, &grid, place) {
            self.tiles.entry(tile).or_default().push(id);
        }
        self.standing.insert(id, Standing { hall, grid, place });
        self.came.push(id);
    }

    /// Takes away what `id` stands for, if anything.
    pub fn remove(&mut self, id: u64) {
        let Some(standing) = self.standing.remove(&id) else { return };
        self.came.retain(|other| *other != id);
        self.identity = Arc::new(());
        for tile in self.tiles_of(standing.hall, &standing.grid, standing.place) {
            if let Some(ids) = self.tiles.get_mut(&tile) {
                ids.retain(|other| *other != id);
                if ids.is_empty() {
                    self.tiles.remove(&tile);
                }
            }
        }
    }

    /// The tiles that a placed grid reaches into, in that hall.
    fn tiles_of(&self, hall: usize, grid: &Grid, place: Placed) -> impl Iterator<Item = (usize, i32, i32)> + use<> {
        let half = self.sizes.get(hall).copied().unwrap_or_default() * 0.5;
        let (min, max) = grid.bounds();
        let corners = [min, vec2(max.x, min.y), max, vec2(min.x, max.y)].map(|corner| place.to_hall(corner));
        let low = corners.iter().copied().reduce(Vec2::min).unwrap_or_default().max(-half - TILE);
        let high = corners.iter().copied().reduce(Vec2::max).unwrap_or_default().min(half + TILE);
        let (from, to) = (tile(low), tile(high));
        (from.1..=to.1).flat_map(move |z| (from.0..=to.0).map(move |x| (hall, x, z)))
    }

    /// Whether the point is on the hall's floor.
    pub fn inside(&self, point: Vec2) -> bool {
        point.abs().cmple(self.half).all()
    }

    /// Height of the floor under a point, metres; `None` outside of the hall and where something stands.
    pub fn floor(&self, point: Vec2) -> Option<f32> {
        if !self.inside(point) {
            return None;
        }
        let mut floor = 0.0_f32;
        let mut blocked = false;
        self.cells(point, |cell| {
            floor = floor.max(cell.floor);
            blocked |= cell.blocked();
        });
        (!blocked).then_some(floor)
    }

    /// How high what blocks at this point reaches, where anything does: a ray below that is stopped.
    pub(super) fn wall(&self, point: Vec2) -> Option<f32> {
        let mut top = None;
        self.cells(point, |cell| {
            if cell.blocked() {
                top = Some(cell.top.max(top.unwrap_or(cell.top)));
            }
        });
        top
    }

    /// Height of the highest floor at a point, whether or not something stands there.
    pub(super) fn bare_floor(&self, point: Vec2) -> f32 {
        let mut floor = 0.0_f32;
        self.cells(point, |cell| floor = floor.max(cell.floor));
        floor
    }

    fn cells(&self, point: Vec2, mut each: impl FnMut(&Cell)) {
        let (x, z) = tile(point);
        for id in self.tiles.get(&(self.hall, x, z)).into_iter().flatten() {
            if let Some(standing) = self.standing.get(id)
                && let Some(cell) = standing.grid.at(standing.place.to_local(point))
            {
                each(cell);
            }
        }
    }

    /// Whether a disc touches the hall's edge or anything that blocks.
    pub fn blocked_circle(&self, center: Vec2, radius: f32) -> bool {
        if !center.is_finite() || center.abs().cmpgt(self.half - radius + TOUCH).any() {
            return true;
        }
        let mut blocked = false;
        self.near(center, radius - TOUCH, |_| blocked = true);
        blocked
    }

    /// Calls `hit` with the nearest point of each blocked cell within `radius`.
    fn near(&self, center: Vec2, radius: f32, mut hit: impl FnMut(Vec2)) {
        let (from, to) = (tile(center - radius), tile(center + radius));
        for z in from.1..=to.1 {
            for x in from.0..=to.0 {
                for id in self.tiles.get(&(self.hall, x, z)).into_iter().flatten() {
                    if let Some(standing) = self.standing.get(id) {
                        let local = standing.place.to_local(center);
                        standing.grid.near(local, radius, |point| hit(standing.place.to_hall(point)));
                    }
                }
            }
        }
    }

    /// Moves a disc from a free place by `way`, sliding along what is in the way; where it ends is free again. From a
    /// place that is not free it does not move.
    pub fn sweep(&self, from: Vec2, way: Vec2, radius: f32) -> Vec2 {
        if !way.is_finite() || self.blocked_circle(from, radius) {
            return from;
        }
        // Nobody crosses a hall in one frame.
        let way = way.clamp_length_max(20.0);
        let steps = (way.length() / STRIDE).ceil().max(1.0);
        let step = way / steps;
        let mut at = from;
        for _ in 0..steps as u32 {
            let next = self.pushed_out(at + step, radius);
            // Being pushed further than one walked would be a jump through something thin.
            let fair = next.distance(at) <= STRIDE * 1.5 && (next - at).dot(step) >= 0.0;
            if !fair || self.blocked_circle(next, radius) {
                break;
            }
            at = next;
        }
        at
    }

    /// Out of the deepest contact, a few times: on flat walls once is enough, corners take two or three.
    fn pushed_out(&self, mut at: Vec2, radius: f32) -> Vec2 {
        for _ in 0..6 {
            at = at.clamp(-(self.half - radius).max(Vec2::ZERO), (self.half - radius).max(Vec2::ZERO));
            let mut nearest: Option<(f32, Vec2)> = None;
            self.near(at, radius, |point| {
                let found = (point.distance(at), point);
                if nearest.is_none_or(|least| before(found, least)) {
                    nearest = Some(found);
                }
            });
            match nearest {
                Some((distance, point)) if distance > 1e-5 && distance < radius - TOUCH * 0.5 => {
                    at = point + (at - point) * (radius / distance);
                }
                _ => break,
            }
        }
        at
    }

    /// Whether a disc can go straight from one place to the other.
    pub fn clear(&self, from: Vec2, to: Vec2, radius: f32) -> bool {
        if !from.is_finite() || !to.is_finite() {
            return false;
        }
        let steps = (from.distance(to) / STRIDE).ceil().clamp(1.0, 1000.0) as u32;
        (0..=steps).all(|i| !self.blocked_circle(from.lerp(to, i as f32 / steps as f32), radius))
    }

    /// The free place nearest to a point, looked for in rings up to `reach` metres away.
    pub fn free_near(&self, point: Vec2, radius: f32, reach: f32) -> Option<Vec2> {
        let point = if point.is_finite() { point.clamp(-self.half, self.half) } else { Vec2::ZERO };
        if !self.blocked_circle(point, radius) {
            return Some(point);
        }
        (1..=(reach / 0.1) as u32).find_map(|ring| {
            let distance = ring as f32 * 0.1;
            let count = (ring * 6).min(96);
            (0..count)
                .map(|i| point + Vec2::from_angle(i as f32 / count as f32 * std::f32::consts::TAU) * distance)
                .find(|place| !self.blocked_circle(*place, radius))
        })
    }
}

/// The nearer contact first; of two at one distance always the same, because booths arrive in any order and a replayed
/// walk must not notice.
fn before(a: (f32, Vec2), b: (f32, Vec2)) -> bool {
    let key = |(distance, point): (f32, Vec2)| [distance, point.x, point.y];
    key(a).partial_cmp(&key(b)) == Some(std::cmp::Ordering::Less)
}

fn tile(point: Vec2) -> (i32, i32) {
    let tile = (point / TILE).floor();
    (tile.x as i32, tile.y as i32)
}

#[cfg(test)]
pub(super) mod tests;

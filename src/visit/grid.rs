//! What stands in the way in one model: a grid of cells on the floor.

use glam::{Mat4, Vec2, Vec3, vec2};

use crate::model::{Aabb, Model, Topology};

/// Side of a cell, metres; larger only where a model would need too many cells.
const CELL: f32 = 0.1;
/// Cells of one grid.
const MOST_CELLS: f32 = (1 << 21) as f32;
/// Farthest that a grid reaches from its origin, metres.
const FAR: f32 = 2000.0;
/// A surface up to here is floor that one steps on, above it is an obstacle.
pub const STEP: f32 = 0.35;
/// Free height above the floor that a visitor needs.
pub const HEAD_ROOM: f32 = 2.0;
/// No arc of a teleport comes up here, metres.
const HIGHEST: f32 = 6.0;
/// What is enclosed and smaller than this part of the plot or hall is the inside of a thing.
const ENCLOSED: f32 = 0.25;
/// Triangles of one wall are no further apart, metres.
const GAP: f32 = 0.1;
/// A surface is floor where its normal leans less than this from the vertical (60°).
const FLOOR_NORMAL: f32 = 0.5;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    /// Highest surface to stand on, 0 where there is none: the hall's own floor.
    pub floor: f32,
    /// Lowest point of what is above [`STEP`].
    low: f32,
    /// Highest point of what blocks here.
    pub top: f32,
}

impl Cell {
    const FREE: Cell = Cell { floor: 0.0, low: f32::INFINITY, top: f32::NEG_INFINITY };

    /// Whether a visitor cannot be here.
    pub fn blocked(&self) -> bool {
        self.low < self.floor + HEAD_ROOM
    }
}

/// Steep surfaces that begin above a head: the upper part of a wall, or a fascia.
#[derive(Debug, Clone, Copy)]
struct High {
    low: f32,
    top: f32,
}

impl High {
    const NONE: High = High { low: f32::INFINITY, top: f32::NEG_INFINITY };

    fn take(&mut self, bottom: f32, top: f32) {
        self.low = self.low.min(bottom);
        self.top = self.top.max(top);
    }
}

/// The occupancy of one model, in an upright space with metres and the floor at y = 0. Made on a worker, shared by all
/// its placements, never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The corner with the lowest x and z.
    min: Vec2,
    side: f32,
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

impl Grid {
    /// Rasterises the rest pose of a model, `place` taking the model's space into the grid's (the identity for a
    /// booth; where it stands in the booth, for a product). Every cell that a triangle touches counts: what looks
    /// solid is solid. Nodes named `COL_…`, and what hangs on them, block at any height. What lies outside of ±`half`
    /// (half of the plot or hall, with a margin) is left out: a sky dome must not make the cells coarse.
    pub fn of_model(model: &Model, place: &Mat4, half: Vec2) -> Grid {
        let bounds = model.bounds.transformed(place);
        let mut grid = Grid::new(&bounds, half);
        let mut high = vec![High::NONE; grid.cells.len()];
        let mut worlds: Vec<Mat4> = Vec::with_capacity(model.nodes.len());
        let mut walls: Vec<bool> = Vec::with_capacity(model.nodes.len());
        for node in &model.nodes {
            // Parents come first; a parent out of range could only come from a broken loader.
            let parent = node.parent.map(|parent| parent as usize);
            let inherited = parent.and_then(|parent| walls.get(parent).copied()).unwrap_or(false);
            let world = parent.and_then(|parent| worlds.get(parent).copied()).unwrap_or(*place);
            worlds.push(world * node.local.matrix());
            walls.push(inherited || node.name.starts_with("COL_"));
        }
        for (index, (node, wall)) in model.nodes.iter().zip(walls).enumerate() {
            let Some(mesh) = node.mesh.and_then(|mesh| model.meshes.get(mesh as usize)) else { continue };
            for primitive in mesh.primitives.iter().filter(|p| p.topology == Topology::Triangles) {
                let places: Vec<Vec3> = model.rest_positions(index, node, primitive, &worlds).collect();
                for three in primitive.indices.as_chunks::<3>().0 {
                    if let [Some(a), Some(b), Some(c)] = three.map(|index| places.get(index as usize).copied()) {
                        grid.add(a, b, c, wall, &mut high);
                    }
                }
            }
        }
        grid.raise(&high);
        grid.fill(half);
        grid
    }

    fn new(bounds: &Aabb, half: Vec2) -> Grid {
        let half = half.abs().min(Vec2::splat(FAR));
        let empty = bounds.is_empty() || !bounds.min.is_finite() || !bounds.max.is_finite() || !half.is_finite();
        let (min, max) = if empty {
            (Vec2::ZERO, Vec2::ZERO)
        } else {
            (vec2(bounds.min.x, bounds.min.z), vec2(bounds.max.x, bounds.max.z))
        };
        let (min, max) = if empty { (min, max) } else { (min.clamp(-half, half), max.clamp(-half, half)) };
        let size = max - min + CELL;
        let side = CELL * (size.x / CELL * (size.y / CELL) / MOST_CELLS).max(1.0).sqrt();
        let columns = (size.x / side).ceil().max(1.0) as usize;
        let rows = (size.y / side).ceil().max(1.0) as usize;
        let count = if empty { 0 } else { columns * rows };
        Grid { min: min - CELL * 0.5, side, columns, rows, cells: vec![Cell::FREE; count] }
    }

    /// Marks the cells under one triangle.
    fn add(&mut self, a: Vec3, b: Vec3, c: Vec3, solid: bool, high_up: &mut [High]) {
        let (low, high) = (a.min(b).min(c), a.max(b).max(c));
        if !low.is_finite() || !high.is_finite() || self.cells.is_empty() {
            return;
        }
        let normal = (b - a).cross(c - a);
        let length = normal.length();
        let flat = length > 0.0 && normal.y.abs() > FLOOR_NORMAL * length;
        // Above every head (and every arc, for walls), or below the floor.
        let ceiling = if flat { STEP + HEAD_ROOM } else { HIGHEST };
        if !solid && (low.y > ceiling || high.y <= 0.0) {
            return;
        }
        let slope = if flat { vec2(-normal.x / normal.y, -normal.z / normal.y) } else { Vec2::ZERO };
        // How far the surface rises from a cell's middle to its farthest corner.
        let rise = (slope.x.abs() + slope.y.abs()) * self.side * 0.5;
        let corners = [a, b, c].map(|p| vec2(p.x, p.z));
        let (from_column, to_column) = self.span(low.x - self.min.x, high.x - self.min.x, self.columns);
        let (from_row, to_row) = self.span(low.z - self.min.y, high.z - self.min.y, self.rows);
        for row in from_row..=to_row {
            for column in from_column..=to_column {
                let middle = self.min + (vec2(column as f32, row as f32) + 0.5) * self.side;
                // A plane is cheap to bound. A steep triangle may be half of a wall with a doorway: what matters is
                // the part of it over this cell.
                let range = if flat {
                    let y = a.y + slope.dot(middle - corners[0]);
                    touches(&corners, middle, self.side * 0.5).then(|| ((y - rise).max(low.y), (y + rise).min(high.y)))
                } else {
                    heights_over(&[a, b, c], middle, self.side * 0.5)
                };
                let index = row * self.columns + column;
                match range {
                    Some((bottom, top)) if !solid && bottom > STEP + HEAD_ROOM => high_up[index].take(bottom, top),
                    Some((bottom, top)) => self.cells[index].take(bottom, top, flat, solid),
                    None => {}
                }
            }
        }
    }

    /// A wall goes on where its next triangle begins.
    fn raise(&mut self, high: &[High]) {
        for (cell, high) in self.cells.iter_mut().zip(high) {
            if cell.blocked() && high.low <= cell.top + GAP {
                cell.top = cell.top.max(high.top);
            }
        }
    }

    /// Closes what walls enclose: a pillar, a cabinet and a thick wall are hollow in most models, and nobody must arrive
    /// inside. What is enclosed and large for the place is the place itself: a hall within its walls.
    fn fill(&mut self, half: Vec2) {
        let half = half.abs().min(Vec2::splat(FAR));
        let most = (4.0 * half.x * half.y * ENCLOSED / (self.side * self.side)) as usize;
        let mut seen: Vec<bool> = self.cells.iter().map(Cell::blocked).collect();
        let mut region = Vec::new();
        for start in 0..self.cells.len() {
            if seen[start] {
                continue;
            }
            seen[start] = true;
            region.clear();
            region.push(start);
            let mut next = 0;
            let mut open = false;
            while let Some(&cell) = region.get(next) {
                next += 1;
                let (row, column) = (cell / self.columns, cell % self.columns);
                open |= row == 0 || column == 0 || row + 1 == self.rows || column + 1 == self.columns;
                let beside = [
                    (column > 0).then(|| cell - 1),
                    (column + 1 < self.columns).then(|| cell + 1),
                    (row > 0).then(|| cell - self.columns),
                    (row + 1 < self.rows).then(|| cell + self.columns),
                ];
                for cell in beside.into_iter().flatten() {
                    if !seen[cell] {
                        seen[cell] = true;
                        region.push(cell);
                    }
                }
            }
            if !open && region.len() < most {
                for &cell in &region {
                    self.cells[cell].low = f32::NEG_INFINITY;
                }
            }
        }
    }

    /// The first and last cell of a stretch along one axis.
    fn span(&self, low: f32, high: f32, count: usize) -> (usize, usize) {
        let last = count.saturating_sub(1);
        let cell = |at: f32| ((at / self.side).floor().max(0.0) as usize).min(last);
        (cell(low), cell(high))
    }

    /// The cell over a point, in the grid's space.
    pub(super) fn at(&self, point: Vec2) -> Option<&Cell> {
        let place = ((point - self.min) / self.side).floor();
        if place.x < 0.0 || place.y < 0.0 || place.x >= self.columns as f32 || place.y >= self.rows as f32 {
            return None;
        }
        self.cells.get(place.y as usize * self.columns + place.x as usize)
    }

    /// The corners of the grid with the lowest and the highest x and z.
    pub(super) fn bounds(&self) -> (Vec2, Vec2) {
        (self.min, self.min + vec2(self.columns as f32, self.rows as f32) * self.side)
    }

    /// Calls `hit` with the nearest point of every blocked cell that is nearer to `center` than `radius`.
    pub(super) fn near(&self, center: Vec2, radius: f32, mut hit: impl FnMut(Vec2)) {
        let (min, max) = self.bounds();
        if self.cells.is_empty() || (center + radius).cmplt(min).any() || (center - radius).cmpgt(max).any() {
            return;
        }
        let from = center - radius - self.min;
        let to = center + radius - self.min;
        let (from_column, to_column) = self.span(from.x, to.x, self.columns);
        let (from_row, to_row) = self.span(from.y, to.y, self.rows);
        for row in from_row..=to_row {
            for column in from_column..=to_column {
                if !self.cells[row * self.columns + column].blocked() {
                    continue;
                }
                let corner = self.min + vec2(column as f32, row as f32) * self.side;
                let nearest = center.clamp(corner, corner + self.side);
                if nearest.distance_squared(center) < radius * radius {
                    hit(nearest);
                }
            }
        }
    }
}

impl Cell {
    /// Takes in what one surface does in this cell.
    fn take(&mut self, bottom: f32, top: f32, flat: bool, solid: bool) {
        if solid {
            self.low = f32::NEG_INFINITY;
            self.top = self.top.max(top);
            return;
        }
        if top > STEP {
            self.low = self.low.min(bottom.max(STEP));
            self.top = self.top.max(top);
        } else if flat {
            self.floor = self.floor.max(top);
        }
    }
}

/// Whether a triangle and a square touch, all on the floor: no edge's normal and no axis separates them.
fn touches(corners: &[Vec2; 3], middle: Vec2, half: f32) -> bool {
    let low = corners[0].min(corners[1]).min(corners[2]);
    let high = corners[0].max(corners[1]).max(corners[2]);
    if (low - middle).cmpgt(Vec2::splat(half)).any() || (middle - high).cmpgt(Vec2::splat(half)).any() {
        return false;
    }
    (0..3).all(|i| {
        let edge = corners[(i + 1) % 3] - corners[i];
        let normal = vec2(-edge.y, edge.x);
        let reach = (normal.x.abs() + normal.y.abs()) * half;
        let at = corners.map(|corner| normal.dot(corner - middle));
        let (least, most) = (at[0].min(at[1]).min(at[2]), at[0].max(at[1]).max(at[2]));
        least <= reach && most >= -reach
    })
}

/// The lowest and highest point of the part of a triangle that lies over a square.
fn heights_over(corners: &[Vec3; 3], middle: Vec2, half: f32) -> Option<(f32, f32)> {
    // A wall along the border of two cells belongs to both.
    let half = half + 1e-4;
    // Sutherland and Hodgman: each side of the square adds one corner at most.
    let mut points = [Vec3::ZERO; 8];
    points[..3].copy_from_slice(corners);
    let mut count = 3;
    for (axis, sign) in [(0, 1.0), (0, -1.0), (2, 1.0), (2, -1.0)] {
        let center = if axis == 0 { middle.x } else { middle.y };
        let inside = |p: Vec3| half - sign * (p[axis] - center);
        let mut kept = [Vec3::ZERO; 8];
        let mut keep = 0;
        for i in 0..count {
            let (from, to) = (points[i], points[(i + 1) % count]);
            let (d, e) = (inside(from), inside(to));
            if d >= 0.0 && keep < 8 {
                kept[keep] = from;
                keep += 1;
            }
            if (d >= 0.0) != (e >= 0.0) && keep < 8 {
                kept[keep] = from.lerp(to, d / (d - e));
                keep += 1;
            }
        }
        (points, count) = (kept, keep);
        if count == 0 {
            return None;
        }
    }
    let heights = points[..count].iter().map(|p| p.y);
    Some((heights.clone().fold(f32::INFINITY, f32::min), heights.fold(f32::NEG_INFINITY, f32::max)))
}

#[cfg(test)]
pub(super) mod tests;

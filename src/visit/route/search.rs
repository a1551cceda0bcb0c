//! A way over a lattice (A*): from free place to free place, up to where the goal is in reach.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use glam::{Vec2, vec2};

use super::super::ground::{Ground, RADIUS};
use super::REACH;

/// Distances between places, metres, one tried after the other: the first finds ways of 0.8 m and wider, the last one
/// what a body fits through with 6 cm to spare on either side.
pub(super) const SIDES: [f32; 2] = [0.2, 0.07];
/// Places of one lattice; larger halls have them further apart.
const MOST: f32 = (1 << 19) as f32;
/// One keeps this far from what blocks where that is no detour, metres.
pub(super) const WIDE: f32 = 0.35;
/// How much further a metre counts where one cannot.
const TIGHT: f32 = 1.5;
/// Places from which start and goal are gone to straight are no further away, metres.
const STRAIGHT: f32 = 0.5;
/// A place's neighbours, as a queen and as a knight moves: any way is at most 3 % longer than the straight one.
const MOVES: [(i32, i32); 16] = [
    (1, 0),
    (-1, 0),
    (0, 1),
    (0, -1),
    (1, 1),
    (1, -1),
    (-1, 1),
    (-1, -1),
    (2, 1),
    (2, -1),
    (-2, 1),
    (-2, -1),
    (1, 2),
    (1, -2),
    (-1, 2),
    (-1, -2),
];

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Unknown,
    Blocked,
    Tight,
    Wide,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    room: Room,
    /// The way to here is the best there is.
    done: bool,
    /// The goal is gone to straight from here.
    last: bool,
    /// The place before, by number; its own where the start is gone from straight.
    from: u32,
    /// Of the way to here, metres.
    cost: f32,
}

const FAR: Node = Node { room: Room::Unknown, done: false, last: false, from: 0, cost: f32::INFINITY };

/// Places of a hall's floor, in rows.
#[derive(Debug, Clone, Copy)]
struct Lattice {
    low: Vec2,
    side: f32,
    columns: i32,
    rows: i32,
}

impl Lattice {
    fn new(ground: &Ground, side: f32) -> Lattice {
        let size = ((ground.half() - RADIUS) * 2.0).max(Vec2::ZERO);
        let side = side * (size.x / side * (size.y / side) / MOST).max(1.0).sqrt();
        let count = (size / side).floor() + 1.0;
        Lattice { low: -size * 0.5, side, columns: count.x as i32, rows: count.y as i32 }
    }

    fn number(&self, column: i32, row: i32) -> Option<usize> {
        let there = (0..self.columns).contains(&column) && (0..self.rows).contains(&row);
        there.then(|| row as usize * self.columns as usize + column as usize)
    }

    fn cell(&self, number: usize) -> (i32, i32) {
        let columns = self.columns.max(1) as usize;
        ((number % columns) as i32, (number / columns) as i32)
    }

    fn at(&self, number: usize) -> Vec2 {
        let (column, row) = self.cell(number);
        self.low + vec2(column as f32, row as f32) * self.side
    }

    /// The places no further than `reach` from a point.
    fn near(self, point: Vec2, reach: f32) -> impl Iterator<Item = usize> {
        let low = ((point - reach - self.low) / self.side).ceil();
        let high = ((point + reach - self.low) / self.side).floor();
        (low.y as i32..=high.y as i32)
            .flat_map(move |row| (low.x as i32..=high.x as i32).filter_map(move |column| self.number(column, row)))
            .filter(move |number| self.at(*number).distance(point) <= reach)
    }

    /// The radius that must be free at two neighbours so that a body of `radius` passes between them: the two discs
    /// together hold every disc of that radius on the line from one to the other.
    fn room_for(&self, radius: f32) -> f32 {
        (radius * radius + self.side * self.side * 0.5).sqrt()
    }
}

/// A search, whose memory serves the next one.
#[derive(Debug)]
pub(super) struct Search {
    lattice: Lattice,
    nodes: Vec<Node>,
    /// By what the whole way would cost; positive floats are in the order of their bits.
    open: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Default for Search {
    fn default() -> Self {
        let lattice = Lattice { low: Vec2::ZERO, side: 1.0, columns: 0, rows: 0 };
        Search { lattice, nodes: Vec::new(), open: BinaryHeap::new() }
    }
}

impl Search {
    /// From `start`, which is free, to `end`, if that can be reached; with places `side` apart, or further where the
    /// hall is too large. Without an end, every place is looked at for [`Search::nearest`].
    pub fn find(&mut self, ground: &Ground, start: Vec2, end: Option<Vec2>, side: f32) -> Option<Vec<Vec2>> {
        let lattice = Lattice::new(ground, side);
        self.lattice = lattice;
        self.nodes.clear();
        self.nodes.resize(lattice.columns as usize * lattice.rows as usize, FAR);
        self.open.clear();
        let straight = STRAIGHT.max(2.0 * lattice.side);
        if let Some(end) = end {
            if start.distance(end) <= straight && ground.clear(start, end, RADIUS) {
                return Some(vec![start, end]);
            }
            for number in lattice.near(end, straight) {
                let last = ground.clear(lattice.at(number), end, RADIUS);
                self.nodes.get_mut(number)?.last = last;
            }
        }
        let left = |at: Vec2| end.map_or(0.0, |end| at.distance(end));
        for number in lattice.near(start, straight) {
            let at = lattice.at(number);
            if self.is_free(ground, Some(number)) && ground.clear(start, at, RADIUS) {
                self.offer(number, number, start.distance(at), left(at));
            }
        }
        while let Some(Reverse((_, number))) = self.open.pop() {
            let number = number as usize;
            let node = self.nodes.get_mut(number)?;
            if std::mem::replace(&mut node.done, true) {
                continue;
            }
            if node.last {
                return Some(self.way(start, number, end));
            }
            let cost = node.cost;
            let (column, row) = lattice.cell(number);
            for (x, z) in MOVES {
                let to = |(x, z): (i32, i32)| lattice.number(column + x, row + z);
                let Some(next) = to((x, z)) else { continue };
                let room = self.room(ground, next);
                if room == Room::Blocked || self.nodes.get(next).is_none_or(|node| node.done) {
                    continue;
                }
                // A knight goes between two places.
                let half = (x / 2, z / 2);
                let knight = x.abs() + z.abs() == 3;
                if knight && ![half, (x - half.0, z - half.1)].into_iter().all(|by| self.is_free(ground, to(by))) {
                    continue;
                }
                let length = vec2(x as f32, z as f32).length() * lattice.side;
                let length = if room == Room::Tight { length * TIGHT } else { length };
                self.offer(next, number, cost + length, left(lattice.at(next)));
            }
        }
        None
    }

    /// The way to the nearest place to `goal` of all that the last search, which found no way, came to: with nothing
    /// but what stands on the goal between the two.
    pub fn nearest(&self, ground: &Ground, start: Vec2, goal: Vec2) -> Option<Vec<Vec2>> {
        let reached = |number: &usize| self.nodes.get(*number).is_some_and(|node| node.done);
        let with_distance = |number: usize| (self.lattice.at(number).distance(goal), number);
        let mut places: Vec<_> = self.lattice.near(goal, REACH).filter(reached).map(with_distance).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found = places.into_iter().find(|(_, number)| opens(ground, goal, self.lattice.at(*number)));
        found.map(|(_, number)| self.way(start, number, None))
    }

    /// A way to a place, for what it costs and with what is left at least.
    fn offer(&mut self, number: usize, from: usize, cost: f32, left: f32) {
        if let Some(node) = self.nodes.get_mut(number)
            && cost < node.cost
        {
            (node.cost, node.from) = (cost, from as u32);
            self.open.push(Reverse(((cost + left).to_bits(), number as u32)));
        }
    }

    /// What room there is at a place; looked at once.
    fn room(&mut self, ground: &Ground, number: usize) -> Room {
        let Some(node) = self.nodes.get_mut(number) else { return Room::Blocked };
        if node.room == Room::Unknown {
            let lattice = &self.lattice;
            let blocked = |radius: f32| ground.blocked_circle(lattice.at(number), lattice.room_for(radius));
            node.room = if blocked(RADIUS) {
                Room::Blocked
            } else if blocked(WIDE) {
                Room::Tight
            } else {
                Room::Wide
            };
        }
        node.room
    }

    fn is_free(&mut self, ground: &Ground, number: Option<usize>) -> bool {
        number.is_some_and(|number| self.room(ground, number) != Room::Blocked)
    }

    /// The way that was found to a place, and on to the end.
    fn way(&self, start: Vec2, last: usize, end: Option<Vec2>) -> Vec<Vec2> {
        let mut path: Vec<Vec2> = end.into_iter().collect();
        let mut number = last;
        while let Some(node) = self.nodes.get(number).filter(|_| path.len() <= self.nodes.len() + 1) {
            path.push(self.lattice.at(number));
            if node.from as usize == number {
                break;
            }
            number = node.from as usize;
        }
        path.push(start);
        path.reverse();
        path
    }
}

/// Whether what is between a goal and a place is what stands on the goal, and nothing after it: no wall that one would
/// stand behind.
fn opens(ground: &Ground, goal: Vec2, place: Vec2) -> bool {
    let steps = (goal.distance(place) / 0.05).ceil().max(1.0) as u32;
    let mut free = false;
    (0..=steps).all(|i| {
        let blocked = ground.blocked_circle(goal.lerp(place, i as f32 / steps as f32), RADIUS);
        free |= !blocked;
        !(free && blocked)
    })
}

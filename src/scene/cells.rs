//! Where placed objects are, in squares of the floor: what is out of sight is left out square by square.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;
use glam::Vec3;

use crate::model::Aabb;

/// Side of a square in metres: about a booth and the aisle before it.
const SIDE: f32 = 8.0;
/// The room of what is in all of them.
pub(super) const EVERY_ROOM: u16 = u16::MAX;

/// How much of a box is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Out,
    /// Some of what is in it may be out of sight.
    Part,
    Whole,
}

/// What a walk over the objects must know of one.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub center: Vec3,
    pub half: Vec3,
    pub items: Range<u32>,
    /// In which room it stands: see [`Scene::enter`](super::Scene::enter).
    room: u16,
    /// Where it is listed: a square, or [`Span::LARGE`] or [`Span::MOVING`]; `NOWHERE` where nothing of it is shown.
    cell: u32,
}

impl Span {
    const NOWHERE: u32 = u32::MAX;
    /// Squares of their own: for what is larger than a square, and for what moves.
    const LARGE: u32 = 0;
    const MOVING: u32 = 1;
    const FIRST: u32 = 2;

    /// One that is not in the scene.
    pub fn nowhere() -> Span {
        Span { center: Vec3::ZERO, half: Vec3::ZERO, items: 0..0, room: EVERY_ROOM, cell: Self::NOWHERE }
    }
}

/// A square, and the box around what is in it.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub center: Vec3,
    pub half: Vec3,
    /// Numbers of objects.
    pub objects: Vec<u32>,
    room: u16,
}

/// All squares in which anything ever stood.
#[derive(Debug)]
pub(super) struct Cells {
    pub spans: Vec<Span>,
    list: Vec<Cell>,
    known: HashMap<(u16, i32, i32), u32, FixedState>,
    /// The room that is walked.
    pub room: u16,
}

impl Default for Cells {
    fn default() -> Self {
        let list = vec![Cell::default(), Cell::default()];
        Cells { spans: Vec::new(), list, known: HashMap::default(), room: 0 }
    }
}

impl Cells {
    /// Puts an object where its box is; one with an empty box is nowhere.
    pub fn put(&mut self, object: u32, bounds: Aabb, items: Range<u32>, moves: bool) {
        if self.spans.len() <= object as usize {
            self.spans.resize_with(object as usize + 1, Span::nowhere);
        }
        let cell = self.cell(bounds, moves, self.spans[object as usize].room);
        let span = &mut self.spans[object as usize];
        let before = std::mem::replace(&mut span.cell, cell);
        (span.center, span.half, span.items) = (bounds.center(), bounds.half(), items);
        if before != cell {
            self.take_out(object, before);
            if let Some(cell) = self.list.get_mut(cell as usize) {
                cell.objects.push(object);
            }
        }
        self.fit(cell);
    }

    /// Moves an object to the same place of another room.
    pub fn set_room(&mut self, object: u32, room: u16) {
        let Some(span) = self.spans.get_mut(object as usize).filter(|span| span.room != room) else { return };
        span.room = room;
        let (span, moves) = (span.clone(), span.cell == Span::MOVING);
        if span.cell != Span::NOWHERE {
            self.put(object, Aabb { min: span.center - span.half, max: span.center + span.half }, span.items, moves);
        }
    }

    /// Whether one who walks this room sees what is in another.
    pub fn shows(&self, room: u16) -> bool {
        room == self.room || room == EVERY_ROOM
    }

    /// Takes an object out.
    pub fn remove(&mut self, object: u32) {
        if let Some(span) = self.spans.get_mut(object as usize) {
            let before = std::mem::replace(span, Span::nowhere()).cell;
            self.take_out(object, before);
        }
    }

    /// The squares of the room with a box of their own; the objects of others are walked one by one.
    pub fn squares(&self) -> impl Iterator<Item = &Cell> {
        self.numbered().map(|(_, cell)| cell)
    }

    /// A square by its place among all.
    pub fn square(&self, index: u32) -> Option<&Cell> {
        self.list.get(index as usize)
    }

    /// Squares of the room with their places among all.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Cell)> {
        let seen = |cell: &Cell| !cell.objects.is_empty() && self.shows(cell.room);
        (0..).zip(&self.list).skip(Span::FIRST as usize).filter(move |(_, cell)| seen(cell))
    }

    /// Objects of the room that are in no square: what moves, and what is large.
    pub fn loose(&self) -> impl Iterator<Item = u32> {
        let all = [Span::MOVING, Span::LARGE].into_iter().flat_map(|cell| &self.list[cell as usize].objects).copied();
        all.filter(|object| self.spans.get(*object as usize).is_some_and(|span| self.shows(span.room)))
    }

    fn cell(&mut self, bounds: Aabb, moves: bool, room: u16) -> u32 {
        let (center, half) = (bounds.center(), bounds.half());
        // A box that is nowhere, or that no number can say where.
        if bounds.is_empty() || !center.is_finite() || !half.is_finite() {
            return if bounds.is_empty() { Span::NOWHERE } else { Span::LARGE };
        }
        if moves {
            return Span::MOVING;
        }
        if half.x.max(half.z) > SIDE {
            return Span::LARGE;
        }
        let place = (room, (center.x / SIDE).floor() as i32, (center.z / SIDE).floor() as i32);
        *self.known.entry(place).or_insert_with(|| {
            self.list.push(Cell { room, ..Cell::default() });
            self.list.len() as u32 - 1
        })
    }

    fn take_out(&mut self, object: u32, from: u32) {
        if let Some(cell) = self.list.get_mut(from as usize) {
            if let Some(place) = cell.objects.iter().position(|one| *one == object) {
                cell.objects.swap_remove(place);
            }
            self.fit(from);
        }
    }

    /// Fits the box of a square to what is in it.
    fn fit(&mut self, cell: u32) {
        if cell < Span::FIRST {
            return;
        }
        let Some(cell) = self.list.get_mut(cell as usize) else { return };
        let spans = cell.objects.iter().filter_map(|object| self.spans.get(*object as usize));
        let bounds = spans.fold(Aabb::EMPTY, |all, span| {
            all.union(Aabb { min: span.center - span.half, max: span.center + span.half })
        });
        (cell.center, cell.half) = (bounds.center(), bounds.half());
    }
}

#[cfg(test)]
mod tests {
    use glam::vec3;

    use super::*;

    fn at(x: f32, z: f32, half: f32) -> Aabb {
        Aabb { min: vec3(x - half, 0.0, z - half), max: vec3(x + half, 1.0, z + half) }
    }

    #[test]
    fn squares_fit_what_is_in_them() {
        let mut cells = Cells::default();
        cells.put(0, at(1.0, 1.0, 0.5), 0..1, false);
        cells.put(1, at(4.0, 4.0, 0.5), 1..2, false);
        cells.put(2, at(100.0, 4.0, 0.5), 2..3, false);
        assert_eq!(cells.squares().map(|cell| cell.objects.len()).collect::<Vec<_>>(), [2, 1]);
        let first = cells.squares().next().unwrap();
        assert_eq!((first.center - first.half).x, 0.5);
        // What goes elsewhere, grows, moves or is hidden leaves its square.
        cells.put(1, at(101.0, 4.0, 0.5), 1..2, false);
        assert_eq!(cells.squares().map(|cell| cell.objects.len()).collect::<Vec<_>>(), [1, 2]);
        cells.put(0, at(1.0, 1.0, 50.0), 0..1, false);
        cells.put(2, at(100.0, 4.0, 0.5), 2..3, true);
        assert_eq!(cells.loose().collect::<Vec<_>>(), [2, 0]);
        cells.put(2, Aabb::EMPTY, 2..3, true);
        cells.remove(0);
        cells.remove(7);
        assert_eq!(cells.loose().count(), 0);
        assert_eq!(cells.squares().map(|cell| cell.objects.clone()).collect::<Vec<_>>(), [[1]]);
    }

    #[test]
    fn only_one_room_is_walked_and_what_is_in_every_room() {
        let mut cells = Cells::default();
        for (object, x) in [(0, 1.0), (1, 1.0), (2, 2.0)] {
            cells.put(object, at(x, 1.0, 0.5), object..object + 1, false);
        }
        cells.put(3, at(1.0, 1.0, 50.0), 3..4, false);
        cells.set_room(0, 0);
        cells.set_room(1, 1);
        cells.set_room(3, 1);
        let seen = |cells: &Cells| {
            let mut all: Vec<u32> = cells.squares().flat_map(|cell| cell.objects.clone()).collect();
            all.sort_unstable();
            (all, cells.loose().collect::<Vec<_>>())
        };
        assert_eq!(seen(&cells), (vec![0, 2], vec![]));
        cells.room = 1;
        assert_eq!(seen(&cells), (vec![1, 2], vec![3]));
        // What moves or is hidden stays in its room; what is new in its place is in every one.
        cells.put(1, at(9.0, 1.0, 0.5), 1..2, true);
        cells.room = 0;
        assert_eq!(seen(&cells), (vec![0, 2], vec![]));
        cells.remove(1);
        cells.put(1, at(1.0, 1.0, 0.5), 1..2, false);
        assert_eq!(seen(&cells), (vec![0, 1, 2], vec![]));
    }
}

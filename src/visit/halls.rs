//! The ways between halls: which door comes next for who wants to get somewhere in another hall, and who walks into one.
//!
//! Halls are graphs of their own (see [`super::route`]); here a hall is what lies between its doors, as the crow flies.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use glam::{Vec2, vec2};

use super::route::Goal;
use crate::fair::Fair;

/// What a change of halls is worth in metres of walking: it is dark for a moment, and one must look where one is.
const CHANGE: f32 = 10.0;
/// In front of an open gate one arrives, metres: who turns round has it before them.
const BEFORE: f32 = 0.8;
/// Half of the mouth of an open gate: who is in it is taken through.
const MOUTH: Vec2 = vec2(0.9, 0.3);
/// Who was in a gate, or arrived by it, must have been further away than this to be taken through again, metres.
const CLEAR: f32 = 1.5;

/// A way through a gate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Door {
    pub hall: usize,
    /// Among the gates of the hall: see [`Fair::gates`].
    pub gate: usize,
    /// x and z, and the way one faces who comes in here, radians.
    pub place: Vec2,
    pub yaw: f32,
    /// Who walks into it is taken through.
    pub open: bool,
    pub to: usize,
    /// Where one is then, and faces.
    pub arrival: Vec2,
    pub facing: f32,
}

/// All doors of a fair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Halls {
    /// Hall by hall.
    doors: Vec<Door>,
    /// Where those of each hall begin.
    first: Vec<usize>,
}

impl Halls {
    pub fn new(fair: &Fair) -> Halls {
        let mut halls = Halls::default();
        let gates: Vec<_> = (0..fair.halls.len()).map(|hall| fair.gates(hall)).collect();
        for (hall, own) in gates.iter().enumerate() {
            halls.first.push(halls.doors.len());
            // Of several ways between two halls, the first leads to the first.
            let mut taken = vec![0; if own.len() > 1 { gates.len() } else { 0 }];
            for (gate, from) in own.iter().enumerate() {
                for &to in &from.to {
                    let which = taken.get_mut(to).map_or(0, |count| std::mem::replace(count, *count + 1));
                    let (arrival, facing) = arrival(fair, gates.get(to).map_or(&[], Vec::as_slice), hall, to, which);
                    let (place, yaw) = (from.position, from.yaw.to_radians());
                    halls.doors.push(Door { hall, gate, place, yaw, open: from.open, to, arrival, facing });
                }
            }
        }
        halls
    }

    /// Those of a hall.
    pub fn of(&self, hall: usize) -> &[Door] {
        let from = self.first.get(hall).copied().unwrap_or(self.doors.len());
        let to = self.first.get(hall + 1).copied().unwrap_or(self.doors.len());
        self.doors.get(from..to).unwrap_or_default()
    }

    /// The door of `from`'s hall that begins the shortest way to a goal in another hall. `None` where there is none.
    pub fn next(&self, from: Goal, goal: Goal) -> Option<&Door> {
        let mut far = vec![f32::INFINITY; self.doors.len()];
        // Dijkstra (1959) over doors: how far it is to each, and by which one leaves the first hall. Lengths are no less
        // than 0, so that their bits sort as they do.
        let mut open = BinaryHeap::new();
        let number = |hall: usize, at: usize| self.first.get(hall).map_or(usize::MAX, |first| first + at);
        for (at, door) in self.of(from.hall).iter().enumerate() {
            let (door, length) = (number(from.hall, at), from.place.distance(door.place));
            far[door] = length;
            open.push(Reverse((length.to_bits(), door, door)));
        }
        let mut best: Option<(f32, usize)> = None;
        while let Some(Reverse((length, door, begun))) = open.pop() {
            let (length, found) = (f32::from_bits(length), self.doors.get(door)?);
            if best.is_some_and(|(best, _)| best <= length) {
                break;
            }
            if length > far[door] {
                continue;
            }
            let there = length + CHANGE;
            if found.to == goal.hall {
                let whole = there + found.arrival.distance(goal.place);
                if best.is_none_or(|(best, _)| whole < best) {
                    best = Some((whole, begun));
                }
                continue;
            }
            for (at, next) in self.of(found.to).iter().enumerate() {
                let (next, length) = (number(found.to, at), there + found.arrival.distance(next.place));
                if length < far[next] {
                    far[next] = length;
                    open.push(Reverse((length.to_bits(), next, begun)));
                }
            }
        }
        best.and_then(|(_, door)| self.doors.get(door))
    }

    /// The open gate of a hall into which somebody walked; or the one near to which they are, for who has just `arrived`.
    pub(super) fn entered(&self, hall: usize, place: Vec2, arrived: bool) -> Option<&Door> {
        self.of(hall).iter().filter(|door| door.open).find(|door| {
            let from = place - door.place;
            let (sin, cos) = door.yaw.sin_cos();
            let across = vec2(from.x * cos - from.y * sin, from.x * sin + from.y * cos).abs();
            if arrived { from.length() < CLEAR } else { across.cmple(MOUTH).all() }
        })
    }
}

impl Door {
    /// Whether somebody is still so near to it that they have not left it.
    pub(super) fn holds(&self, hall: usize, place: Vec2) -> bool {
        self.hall == hall && self.place.distance(place) < CLEAR
    }
}

/// Where one is, and faces, who comes into a hall: before its own gate to the hall that was left, or where all arrive.
fn arrival(fair: &Fair, gates: &[crate::fair::Gate], from: usize, to: usize, which: usize) -> (Vec2, f32) {
    let mut back = gates.iter().filter(|gate| gate.open && gate.to.contains(&from));
    let first = back.clone().next();
    if let Some(gate) = back.nth(which).or(first) {
        let yaw = gate.yaw.to_radians();
        // A yaw of 0 looks along −Z.
        return (gate.position - vec2(yaw.sin(), yaw.cos()) * BEFORE, yaw);
    }
    fair.halls.get(to).map_or((Vec2::ZERO, 0.0), |hall| (hall.spawn.0, hall.spawn.1.to_radians()))
}

#[cfg(test)]
mod tests;

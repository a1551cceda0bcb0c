//! The ways from one hall into another: what halls name, and what stands there where they name none.

use std::collections::HashSet;

use glam::{Mat4, Quat, Vec2};

use super::{Fair, Hall, Passage, Plot, plots};

/// Passages of one hall.
pub(super) const MAX_PASSAGES: usize = 16;
/// Between the middles of two of them, metres: gates stand beside each other, not in each other.
const APART: f32 = 2.5;

/// Where visitors leave a hall for others, and arrive from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// x and z in the hall.
    pub position: Vec2,
    /// Degrees: the way one faces who comes in.
    pub yaw: f32,
    /// Whereto, as indices into [`Fair::halls`].
    pub to: Vec<usize>,
    /// Whoever walks into it is taken through. Where visitors arrive that would be in everybody's way.
    pub open: bool,
}

impl Gate {
    /// Degrees: how its sign is turned, which is read by who leaves.
    pub fn inwards(&self) -> f32 {
        self.yaw + 180.0
    }

    /// Takes points of the gate's space into the hall: its sign faces +Z, and so does who leaves by −Z.
    pub fn matrix(&self) -> Mat4 {
        let turn = Quat::from_rotation_y(self.inwards().to_radians());
        Mat4::from_rotation_translation(turn, glam::vec3(self.position.x, 0.0, self.position.y))
    }
}

impl Fair {
    /// The gates of a hall: its passages, or, where it names none, one to all other halls where visitors arrive.
    pub fn gates(&self, hall: usize) -> Vec<Gate> {
        let Some(own) = self.halls.get(hall).filter(|_| self.halls.len() > 1) else { return Vec::new() };
        if own.passages.is_empty() {
            let to = (0..self.halls.len()).filter(|other| *other != hall).collect();
            return vec![Gate { position: own.spawn.0, yaw: own.spawn.1, to, open: false }];
        }
        let gate = |one: &Passage| Gate { position: one.position, yaw: one.yaw, to: vec![one.to], open: true };
        own.passages.iter().map(gate).collect()
    }
}

/// Every passage leads to another hall, from a free place on the floor of its own.
pub(super) fn check(halls: &[Hall]) -> Result<(), String> {
    for hall in halls {
        let mut before: Vec<Vec2> = Vec::with_capacity(hall.passages.len());
        for (number, passage) in (1..).zip(&hall.passages) {
            let what = format!("hall {:?}: passage {number}", hall.id);
            let at = passage.position;
            if at.abs().cmpgt(hall.size * 0.5).any() {
                return Err(format!("{what} lies outside of the hall's {} by {} m", hall.size.x, hall.size.y));
            }
            if let Some(plot) = hall.plots.iter().find(|plot: &&Plot| plots::holds(plot, at)) {
                return Err(format!("{what} lies on plot {:?}", plot.id));
            }
            if let Some(other) = before.iter().position(|other| other.distance(at) < APART) {
                return Err(format!("{what} is nearer than {APART} m to passage {}", other + 1));
            }
            before.push(at);
        }
    }
    Ok(())
}

/// Halls that nobody can get to from the first one.
pub fn unreachable(fair: &Fair) -> Vec<usize> {
    let (mut seen, mut open) = (HashSet::from([0]), vec![0]);
    while let Some(hall) = open.pop() {
        let next = fair.gates(hall).into_iter().flat_map(|gate| gate.to);
        open.extend(next.filter(|to| seen.insert(*to)));
    }
    (0..fair.halls.len()).filter(|hall| !seen.contains(hall)).collect()
}

//! The visitor on the way into another hall.

use super::Visit;
use crate::visit::{Door, Goal};

/// By which door one leaves a hall for a goal in another one, from where one came in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leg {
    hall: usize,
    goal: Goal,
    door: Option<Door>,
}

impl Visit {
    /// The door by which the visitor is led out of this hall; none where the goal is in it, or no door leads there.
    pub(super) fn leg(&mut self, here: Goal) -> Option<Door> {
        let goal = self.goal.filter(|goal| goal.hall != here.hall)?;
        let known = self.now.leg.filter(|leg| leg.hall == here.hall && leg.goal == goal);
        let halls = &self.halls;
        let leg = known.unwrap_or_else(|| Leg { hall: here.hall, goal, door: halls.next(here, goal).copied() });
        self.now.leg = Some(leg);
        leg.door
    }

    /// The open gate into which the visitor has walked, or jumped. Who `arrived` at one does not go back at once.
    pub(super) fn gate(&mut self, arrived: bool) -> Option<Door> {
        // Who is on the way into another hall is in none.
        if self.arriving.is_some() || self.now.gate.is_some_and(|gate| gate.holds(self.hall, self.body.place)) {
            return None;
        }
        self.now.gate = self.halls.entered(self.hall, self.body.place, arrived).copied();
        self.now.gate.filter(|_| !arrived)
    }
}

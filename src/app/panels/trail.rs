//! Booths where the visitor stood long enough to have seen them.

use glam::{Vec2, vec2, vec3};

use super::tell::now;
use crate::app::keeper::Keeper;
use crate::device::Frame;
use crate::fair::Fair;
use crate::stream::Pacing;
use crate::visit::Visit;

/// Seconds that one stands at a booth before it counts as seen.
const LONG: f64 = 3.0;
/// At a booth is who stands on its plot, or this near to it, metres.
const NEAR: f32 = 1.8;
/// Frames from one look to the next.
const EVERY: u64 = 36;

/// See the module.
#[derive(Debug)]
pub struct Trail {
    pacing: Pacing,
    /// The booth that the visitor is at, since when, and whether that is noted.
    at: Option<(usize, f64, bool)>,
}

impl Trail {
    pub fn new(pacing: Pacing) -> Trail {
        Trail { pacing, at: None }
    }

    pub fn update(&mut self, visit: &Visit, frame: &Frame, fair: &Fair, keeper: &mut Keeper) {
        if !frame.index.is_multiple_of(EVERY) {
            return;
        }
        let (head, time) = (visit.head().position, frame.time.as_secs_f64());
        let booth = booth_at(fair, visit.hall, vec2(head.x, head.z));
        match (&mut self.at, booth) {
            (Some((at, since, noted)), Some(booth)) if *at == booth => {
                if !*noted
                    && time - *since >= LONG
                    && let Some(booth) = fair.booths.get(booth)
                {
                    *noted = true;
                    keeper.change(|kept| kept.see(&booth.id, now(self.pacing, frame)));
                }
            }
            (at, booth) => *at = booth.map(|booth| (booth, time, false)),
        }
    }
}

/// The nearest booth of which the visitor stands on the plot, or before it.
fn booth_at(fair: &Fair, hall: usize, place: Vec2) -> Option<usize> {
    let plots = &fair.halls.get(hall)?.plots;
    let booths = fair.booths.iter().enumerate().filter(|(_, booth)| booth.hall == hall);
    let far = booths.filter_map(|(number, booth)| {
        let plot = plots.get(booth.plot)?;
        let own = plot.matrix().inverse().transform_point3(vec3(place.x, 0.0, place.y));
        let outside = (vec2(own.x, own.z).abs() - plot.size * 0.5).max(Vec2::ZERO).length();
        (outside <= NEAR).then_some((outside, number))
    });
    far.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_booth_is_that_of_the_plot_one_stands_at() {
        let (_, fair) = crate::fetch::open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
        for (number, booth) in fair.booths.iter().enumerate() {
            let plot = &fair.halls[booth.hall].plots[booth.plot];
            assert_eq!(booth_at(&fair, booth.hall, plot.position), Some(number), "{}", booth.id);
            let goal = crate::visit::Goal::before(booth.hall, plot);
            assert!(booth_at(&fair, booth.hall, goal.place).is_some(), "{}", booth.id);
        }
        assert_eq!(booth_at(&fair, 0, vec2(500.0, 0.0)), None);
    }
}

//! Whether a hall as a whole is more than a standalone headset has time for in a frame. The limits hold whatever a fair
//! brings: what is too much is left out where it looks smallest, and an organiser should hear of it before visitors see it.
//!
//! The figures are those of the worst view from some places in the hall, where nothing hides anything and nothing is
//! packed: a bound.

use glam::{Vec2, Vec3};

use super::codes::{HALL_MODEL_COST, HALL_VIEW_COST};
use super::cost::Cost;
use super::finding::{Findings, values};
use crate::fair::Fair;
use crate::stream::{ALONE, LEVELS, Load, STANDALONE, Sharing, Standing};

/// Half of what a headset sees to either side, radians.
const HALF: f32 = 0.95;
/// At the most so many places are looked from.
const PLACES: usize = 48;
/// Metres of an eye above the floor.
const EYE: f32 = 1.6;

/// What stands on a booth's plot, the booth by its number.
pub struct Stand {
    pub booth: usize,
    pub cost: Cost,
}

/// Tells of a hall that passes the limits of a frame; `own` is what its model costs.
pub fn tell(fair: &Fair, hall: usize, own: Cost, stands: &[Stand], out: &mut Findings) {
    let (limits, Some(place)) = (STANDALONE, fair.halls.get(hall)) else { return };
    // A booth takes what is left of half of it.
    if own.draws > u64::from(limits.draws / 2) || own.triangles > limits.triangles / 2 {
        let values = values![
            "hall" => place.id, "draws" => own.draws, "triangles" => own.triangles,
            "most_draws" => limits.draws / 2, "most_triangles" => limits.triangles / 2
        ];
        out.add(&HALL_MODEL_COST, "", values);
    }
    let load = |cost: Cost| {
        let mut loads = [Load::default(); LEVELS];
        // Nothing of it is shared before it is packed.
        loads[0] = Load { draws: 0, own: u32::try_from(cost.draws).unwrap_or(u32::MAX), triangles: cost.triangles };
        loads
    };
    let standing = |centre: Vec3, radius: f32, cost: Cost| Standing {
        centre,
        radius,
        model: 0,
        company: ALONE,
        loads: load(cost),
        levels: 1,
        shown: 0,
        must: true,
    };
    let mut all = vec![standing(Vec3::ZERO, place.size.length() * 0.5, own)];
    let mut from = vec![place.spawn.0];
    for Stand { booth, cost } in stands {
        let Some(booth) = fair.booths.get(*booth).filter(|booth| booth.hall == hall) else { continue };
        let Some(plot) = place.plots.get(booth.plot) else { continue };
        // The sign is one more.
        let cost = Cost { draws: cost.draws.saturating_add(1), ..*cost };
        let centre = plot.matrix().w_axis.truncate();
        all.push(standing(centre, plot.size.length() * 0.5, cost));
        let front = plot.matrix().transform_point3(Vec3::Z * (plot.size.y * 0.5 + 1.0));
        from.push(Vec2::new(front.x, front.z));
    }
    let step = from.len().div_ceil(PLACES).max(1);
    let (mut sharing, mut levels) = (Sharing::new(limits), Vec::new());
    let mut most = Load::default();
    for head in from.iter().step_by(step) {
        sharing.divide(Vec3::new(head.x, EYE, head.y), HALF, &all, &[], &mut levels);
        let here = sharing.most();
        most = Load::limits(most.draws.max(here.draws), most.triangles.max(here.triangles));
    }
    if most.draws > limits.draws || most.triangles > limits.triangles {
        let values = values![
            "hall" => place.id, "draws" => most.draws, "triangles" => most.triangles,
            "most_draws" => limits.draws, "most_triangles" => limits.triangles
        ];
        out.add(&HALL_VIEW_COST, "", values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(booths: usize, hall: Cost, each: Cost) -> Vec<&'static str> {
        let fair = Fair::template(booths);
        let stands: Vec<Stand> = (0..booths).map(|booth| Stand { booth, cost: each }).collect();
        let mut out = Findings::default();
        tell(&fair, 0, hall, &stands, &mut out);
        out.finish().0.iter().map(|finding| finding.code.name).collect()
    }

    #[test]
    fn a_hall_of_more_than_a_frame_has_time_for_is_told_of() {
        let cost = |draws, triangles| Cost { draws, triangles, ..Cost::default() };
        assert_eq!(codes(12, cost(20, 50_000), cost(8, 50_000)), [] as [&str; 0]);
        assert_eq!(codes(40, cost(20, 50_000), cost(8, 5000)), ["HALL_VIEW_COST"]);
        assert_eq!(codes(40, cost(20, 50_000), cost(1, 50_000)), ["HALL_VIEW_COST"]);
        assert_eq!(codes(1, cost(120, 50_000), cost(1, 5000)), ["HALL_MODEL_COST"]);
        assert_eq!(codes(0, cost(1, 600_000), cost(1, 5000)), ["HALL_MODEL_COST"]);
    }
}

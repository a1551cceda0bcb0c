//! To which booth a visitor is led.

use anyhow::{Result, bail};
use glam::{Vec2, Vec3};

use crate::fair::Fair;
use crate::visit::{Goal, Round, Stop};

/// Most booths that are named where the one asked for is not there.
const NAMED: usize = 5;

/// The goal in front of the booth of that id.
///
/// # Errors
/// The fair has no such booth, or none that stands anywhere; says which there are that are written nearly so.
pub fn goal(fair: &Fair, id: &str) -> Result<Goal> {
    if let Some(goal) = Goal::booth(fair, id) {
        return Ok(goal);
    }
    let (ids, near) = near(fair, id);
    match ids.as_slice() {
        [] => bail!("no booth '{id}': the fair has none"),
        ids if near => bail!("no booth '{id}': near are {}", ids.join(", ")),
        ids => bail!("no booth '{id}': there are {}, for example", ids.join(", ")),
    }
}

/// The numbers of the booths of these ids; what the fair does not have is left out.
pub fn named(fair: &Fair, ids: &[String]) -> Vec<usize> {
    ids.iter().filter_map(|id| fair.booths.iter().position(|booth| booth.id == *id)).collect()
}

/// The goal in front of a booth, by its number.
pub fn before(fair: &Fair, booth: usize) -> Option<Goal> {
    let booth = fair.booths.get(booth)?;
    Some(Goal::before(booth.hall, fair.halls.get(booth.hall)?.plots.get(booth.plot)?))
}

/// The way one faces who looks at a booth from its front, radians.
pub fn facing(fair: &Fair, booth: usize) -> Option<f32> {
    let booth = fair.booths.get(booth)?;
    let plot = fair.halls.get(booth.hall)?.plots.get(booth.plot)?;
    // Its front is +z of the plot.
    let into = plot.matrix().transform_vector3(Vec3::NEG_Z);
    Some((-into.x).atan2(-into.z))
}

/// A tour of booths, by their numbers, from where a visitor is: always on to the nearest, the visitor's own hall first.
pub fn round(fair: &Fair, (hall, place): (usize, Vec2), booths: Vec<usize>) -> Round {
    let stop = |booth: usize| Some(Stop { booth, goal: before(fair, booth)?, facing: facing(fair, booth)? });
    let mut left: Vec<Stop> = booths.into_iter().filter_map(stop).collect();
    let (mut stops, mut from) = (Vec::with_capacity(left.len()), Goal { hall, place });
    let far = |from: Goal, to: Goal| (from.hall != to.hall, to.hall, from.place.distance(to.place));
    while let Some(nearest) = (0..left.len()).min_by(|a, b| {
        let [a, b] = [*a, *b].map(|at| far(from, left[at].goal));
        (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2))
    }) {
        let stop = left.remove(nearest);
        from = stop.goal;
        stops.push(stop);
    }
    Round::new(stops)
}

/// The booths whose ids are written nearly as `wanted`, the nearest first; the fair's first ones, and false, where none
/// are.
fn near<'a>(fair: &'a Fair, wanted: &str) -> (Vec<&'a str>, bool) {
    let broken = fair.broken.iter().filter(|booth| booth.place.is_some()).map(|booth| booth.id.as_str());
    let all: Vec<&str> = fair.booths.iter().map(|booth| booth.id.as_str()).chain(broken).collect();
    let wanted = wanted.to_lowercase();
    let mut ranked: Vec<(usize, &str)> = all.iter().map(|id| (distance(&wanted, id), *id)).collect();
    ranked.retain(|(far, id)| *far <= 1 + id.chars().count() / 4 || (!wanted.is_empty() && id.contains(&wanted)));
    ranked.sort();
    let near = !ranked.is_empty();
    let ids = if near { ranked.into_iter().map(|(_, id)| id).collect() } else { all };
    (ids.into_iter().take(NAMED).collect(), near)
}

/// How many letters must be put in, left out or replaced to make one word the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut made = vec![i + 1];
        for (pair, b) in row.windows(2).zip(&b) {
            let replaced = pair[0] + usize::from(a != *b);
            let left = made.last().copied().unwrap_or_default();
            made.push(replaced.min(pair[1] + 1).min(left + 1));
        }
        row = made;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booths_that_are_written_nearly_so_are_named() {
        assert_eq!((distance("", "abc"), distance("coffee", "cofe"), distance("kitten", "sitting")), (3, 2, 3));
        let (_, fair) = crate::fetch::open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
        assert!(goal(&fair, "coffee").is_ok());
        let error = |id: &str| goal(&fair, id).unwrap_err().to_string();
        assert_eq!(error("Cofee"), "no booth 'Cofee': near are coffee");
        assert_eq!(error("strin"), "no booth 'strin': near are strings");
        let ids = ["optics", "coffee", "robots", "nowhere"].map(str::to_owned);
        let tour = round(&fair, (0, Vec2::ZERO), named(&fair, &ids));
        assert_eq!(tour.progress(), (0, 3));
        let far = |booth: usize| before(&fair, booth).unwrap().place.length();
        let nearest = named(&fair, &ids).into_iter().min_by(|a, b| far(*a).total_cmp(&far(*b)));
        assert_eq!(tour.stop().map(|stop| stop.booth), nearest);
        assert_eq!(error("zz"), "no booth 'zz': there are robots, machines, energy, imaging, optics, for example");
    }
}

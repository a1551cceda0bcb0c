use super::*;
use crate::stream::{CASES, between};
use proptest::prelude::*;

const LIMITS: Load = Load::limits(20, 10_000);

fn place(at: Vec3, model: u32) -> Standing {
    let load = |draws, triangles| Load { draws, own: 0, triangles };
    let loads = [load(1, 10), load(4, 1000), load(8, 4000)];
    Standing { centre: at, radius: 2.0, model, company: ALONE, loads, levels: 3, shown: 0, must: false }
}

fn divided(places: &[Standing]) -> (Vec<u8>, Load) {
    together(places, &[])
}

fn together(places: &[Standing], companies: &[Company]) -> (Vec<u8>, Load) {
    let (mut sharing, mut levels) = (Sharing::new(LIMITS), Vec::new());
    sharing.divide(Vec3::ZERO, 0.8, places, companies, &mut levels);
    (levels, sharing.most())
}

#[test]
fn the_headings_of_a_place_are_those_that_are_near_its_direction() {
    let step = TAU / HEADINGS as f32;
    for tenth in -90..90 {
        let direction = tenth as f32 * 0.1 + 0.013;
        for wide in [0.0, 0.07, 0.4, 1.1, 2.9, 3.2] {
            let near = |heading: usize| {
                let apart = (direction - heading as f32 * step).rem_euclid(TAU);
                apart.min(TAU - apart) <= wide + step * 0.5
            };
            let mask = headings(direction, wide);
            assert!((0..HEADINGS).all(|heading| near(heading) == (mask >> heading & 1 == 1)), "{direction} {wide}");
        }
    }
    assert_eq!([headings(f32::NAN, 0.1), headings(0.1, f32::NAN), headings(0.0, PI)], [u32::MAX; 3]);
}

#[test]
fn what_looks_largest_is_finest_and_each_direction_has_the_whole() {
    // Five in a row ahead, and one behind.
    let mut places: Vec<_> = (0..5).map(|row| place(Vec3::NEG_Z * (5.0 + 4.0 * row as f32), row)).collect();
    places.push(place(Vec3::Z * 50.0, 5));
    let (levels, most) = divided(&places);
    // Draws: five and eight, and four more for the next; the others have no room.
    assert_eq!(levels, [2, 1, 0, 0, 0, 2]);
    assert_eq!((most.draws, most.triangles), (17, 5030));
}

#[test]
fn equals_share_their_draws_and_not_their_triangles() {
    let places: Vec<_> = (0..4).map(|row| place(Vec3::NEG_Z * (5.0 + 4.0 * row as f32), 0)).collect();
    let (levels, most) = divided(&places);
    assert_eq!(levels, [2, 2, 1, 1]);
    assert_eq!((most.draws, most.triangles), (13, 10_000));
}

#[test]
fn a_hall_of_coarse_things_leaves_half_to_what_is_near_and_then_the_farthest_out() {
    let mut places: Vec<_> = (0..40).map(|row| place(Vec3::NEG_Z * (20.0 + row as f32), row)).collect();
    places.push(place(Vec3::NEG_Z * 4.0, 40));
    let (levels, most) = divided(&places);
    assert_eq!((levels[40], levels[..40].iter().filter(|level| **level == 0).count()), (2, 11));
    assert!(levels[..11].iter().all(|level| *level == 0) && levels[11..40].iter().all(|level| *level == HIDDEN));
    assert_eq!(most.draws, 20);
    // Where there is nothing finer, nothing is kept for it.
    places.iter_mut().for_each(|place| place.levels = 1);
    let (levels, most) = divided(&places);
    assert_eq!((levels.iter().filter(|level| **level == 0).count(), most.draws), (20, 20));
}

#[test]
fn what_is_near_and_the_hall_stay_whatever_they_cost() {
    let mut places: Vec<_> = (0..30).map(|row| place(Vec3::NEG_Z * (3.0 + 0.1 * row as f32), row)).collect();
    places.iter_mut().for_each(|place| place.loads[0].triangles = 1000);
    assert_eq!(divided(&places), (vec![0; 30], Load::limits(30, 30_000)));
    let mut far: Vec<_> = (0..30).map(|row| place(Vec3::NEG_Z * (300.0 + row as f32), row)).collect();
    far[29].must = true;
    far.iter_mut().for_each(|place| (place.levels, place.loads[0].draws) = (1, 15));
    assert_eq!(divided(&far).0.iter().filter(|level| **level != HIDDEN).count(), 1);
    assert_eq!(divided(&far).0[29], 0);
}

#[test]
fn a_company_is_one_draw_and_one_more_for_each_that_is_finer() {
    let mut places: Vec<_> = (0..50).map(|row| place(Vec3::NEG_Z * (5.0 + row as f32), row)).collect();
    let company = Company { centre: Vec3::NEG_Z * 30.0, radius: 30.0, size: 2.0 };
    places.iter_mut().for_each(|place| place.company = 0);
    let (levels, most) = together(&places, &[company]);
    assert!(!levels.contains(&HIDDEN));
    // Two take nine each, and those behind have no room.
    assert_eq!((levels[0], levels[1], levels[2], most.draws), (2, 2, 0, 1 + 9 + 9));
    // One that has no room is left out as a whole, but for what is near.
    places.iter_mut().for_each(|place| place.loads[0].triangles = 1000);
    let (levels, most) = together(&places, &[company]);
    let shown = levels.iter().filter(|level| **level != HIDDEN).count();
    assert!(shown == 1 && levels[0] == 2 && most.triangles <= LIMITS.triangles, "{levels:?} {most:?}");
}

#[test]
fn two_that_look_alike_do_not_take_turns() {
    let mut places = [place(vec(-4.0, -6.0), 0), place(vec(4.0, -6.1), 1)];
    for place in &mut places {
        place.loads[1] = place.loads[0];
        place.loads[2].draws = 12;
    }
    let first = divided(&places).0;
    assert_eq!(first, [2, 1]);
    (places[0].shown, places[1].shown) = (2, 1);
    places[1].centre = vec(4.0, -5.8);
    places[1].shown = 0;
    assert_eq!(divided(&places).0, first);
    places[1].centre = vec(3.0, -4.0);
    assert_eq!(divided(&places).0, [1, 2]);
}

#[test]
fn of_two_at_the_edge_of_being_left_out_the_one_that_is_shown_stays() {
    let mut places = [place(vec(-4.0, -30.0), 0), place(vec(4.0, -30.1), 1)];
    for place in &mut places {
        (place.levels, place.loads[0].draws, place.shown) = (1, 15, HIDDEN);
    }
    assert_eq!(divided(&places).0, [0, HIDDEN]);
    (places[0].shown, places[1].centre) = (0, vec(4.0, -27.0));
    assert_eq!(divided(&places).0, [0, HIDDEN]);
    places[1].centre = vec(4.0, -20.0);
    assert_eq!(divided(&places).0, [HIDDEN, 0]);
    // What fits to the last draw stays, and comes only with room to spare.
    let mut one = [place(vec(0.0, -30.0), 0)];
    (one[0].levels, one[0].loads[0].draws) = (1, 20);
    assert_eq!(divided(&one).0, [0]);
    one[0].shown = HIDDEN;
    assert_eq!(divided(&one).0, [HIDDEN]);
}

fn vec(x: f32, z: f32) -> Vec3 {
    Vec3::new(x, 0.0, z)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whichever way one looks, what a view may hold stays within the limits, but for what is near.
    #[test]
    fn no_view_passes_the_limits(
        places in prop::collection::vec(
            (between(-60.0, 60.0), between(-60.0, 60.0), between(0.1, 5.0), 0u32..12, 1u8..=3, 0u32..4), 1..60),
        heading in between(0.0, 6.3), odd in prop::num::f32::ANY,
    ) {
        let mut all: Vec<Standing> = places.iter().map(|&(x, z, radius, model, levels, company)| {
            let mut place = place(vec(x as f32, z as f32), model);
            (place.radius, place.levels) = (radius as f32, levels);
            place.loads[2].own = model % 3;
            // Those of odd number are shown by other rules: half of them alone, the others together.
            if model % 2 == 1 {
                place.company = company % 3;
                place.loads[0].triangles = 300;
            }
            if model % 5 == 0 {
                place.shown = HIDDEN;
            }
            place
        }).collect();
        if odd.to_bits() % 4 == 0 {
            all[0].centre.x = odd;
        }
        let companies: Vec<Company> = (0..3).map(|number| {
            let of = all.iter().filter(|place| place.company == number && place.centre.is_finite());
            let radius = of.map(|place| place.centre.length() + place.radius).fold(0.0, f32::max);
            Company { centre: Vec3::ZERO, radius, size: 2.0 }
        }).collect();
        let (levels, _) = together(&all, &companies);
        prop_assert_eq!(levels.len(), all.len());
        let seen = |place: &&(Standing, u8)| {
            let (centre, flat) = (place.0.centre, place.0.centre.x.hypot(place.0.centre.z));
            let apart = (centre.x.atan2(-centre.z) - heading as f32).rem_euclid(TAU);
            let wide = if flat > place.0.radius { (place.0.radius / flat).asin() } else { PI };
            apart.min(TAU - apart) <= 0.8 + wide
        };
        let both: Vec<_> = all.iter().copied().zip(levels.iter().copied()).collect();
        let (mut drawn, mut near) = (Load::default(), Load::default());
        let mut models = std::collections::HashSet::new();
        let mut company = |number: u32, level: u8| match (number, level) {
            (ALONE, _) | (_, 1..) => 0,
            _ => u32::from(models.insert((number, HIDDEN))),
        };
        for (place, level) in both.iter().filter(seen).filter(|(_, level)| *level != HIDDEN) {
            prop_assert!(*level < place.levels);
            let load = place.loads[usize::from(*level)];
            drawn.draws += company(place.company, *level);
            drawn.triangles += load.triangles;
            let apart = place.centre.length() - place.radius;
            if apart.is_nan() || apart < NEAR {
                near.triangles += place.loads[0].triangles;
                near.draws += 1;
            }
        }
        let mut models = std::collections::HashSet::new();
        for (place, level) in both.iter().filter(seen).filter(|(_, level)| *level != HIDDEN) {
            let load = place.loads[usize::from(*level)];
            if *level > 0 || place.company == ALONE {
                drawn.draws += load.own + if models.insert((place.model, *level)) { load.draws } else { 0 };
            }
        }
        prop_assert!(drawn.draws <= LIMITS.draws + near.draws, "{drawn:?}");
        prop_assert!(drawn.triangles <= LIMITS.triangles + near.triangles, "{drawn:?}");
    }
}

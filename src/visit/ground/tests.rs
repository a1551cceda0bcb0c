use glam::Mat4;
use proptest::prelude::*;

use super::super::grid::tests::boxes;
use super::*;

/// A hall of 20 by 16 m with a counter, a long wall, and the same U-shaped booth twice, once turned by 30°.
pub fn hall() -> Ground {
    let mut ground = Ground::new(vec2(20.0, 16.0));
    let grid = |list: &[(&str, [f32; 3], [f32; 3])]| {
        Arc::new(Grid::of_model(&boxes(list), &Mat4::IDENTITY, Vec2::splat(50.0)))
    };
    ground.insert(1, grid(&[("counter", [2.0, 0.0, 1.0], [4.0, 1.0, 2.0])]), Placed::HERE);
    ground.insert(2, grid(&[("wall", [-4.0, 0.0, -5.05], [6.0, 3.0, -5.0])]), Placed::HERE);
    let booth = grid(&[
        ("back", [-2.0, 0.0, -1.5], [2.0, 2.5, -1.45]),
        ("left", [-2.0, 0.0, -1.5], [-1.95, 2.5, 1.5]),
        ("right", [1.95, 0.0, -1.5], [2.0, 2.5, 1.5]),
        ("carpet", [-2.0, 0.0, -1.5], [2.0, 0.1, 1.5]),
    ]);
    ground.insert(3, booth.clone(), Placed { position: vec2(-5.0, 3.0), yaw: 0.5 });
    ground.insert(4, booth, Placed { position: vec2(5.0, -2.0), yaw: 0.0 });
    ground
}

#[test]
fn the_floor_is_where_one_can_stand() {
    let ground = hall();
    assert_eq!(ground.floor(vec2(0.0, 0.0)), Some(0.0));
    assert_eq!(ground.floor(vec2(3.0, 1.5)), None, "in the counter");
    assert_eq!(ground.floor(vec2(5.0, -2.0)), Some(0.1), "on the carpet");
    assert_eq!(ground.floor(vec2(10.1, 0.0)), None, "outside");
    assert_eq!(ground.wall(vec2(3.0, 1.5)), Some(1.0));
    assert_eq!(ground.wall(vec2(0.0, 0.0)), None);
    for i in -35..=55 {
        let top = ground.wall(vec2(i as f32 * 0.1, -5.02)).unwrap();
        assert!((top - 3.0).abs() < 1e-4, "a wall is as high as it is: {top} at {i}");
    }
}

#[test]
fn places_turn_as_plots_do() {
    let plot = crate::fair::Plot { id: "a".into(), zone: None, position: vec2(3.0, -2.0), yaw: 37.0, size: Vec2::ONE };
    let placed = Placed::plot(&plot);
    let expected = plot.matrix().transform_point3(glam::vec3(1.5, 0.0, -0.5));
    let there = placed.to_hall(vec2(1.5, -0.5));
    assert!(there.abs_diff_eq(vec2(expected.x, expected.z), 1e-5));
    assert!(placed.to_local(there).abs_diff_eq(vec2(1.5, -0.5), 1e-5));
}

#[test]
fn what_is_removed_blocks_no_more() {
    let mut ground = hall();
    assert!(ground.blocked_circle(vec2(3.0, 0.8), RADIUS));
    assert!(!ground.blocked_circle(vec2(3.0, 0.6), RADIUS));
    ground.remove(1);
    assert!(!ground.blocked_circle(vec2(3.0, 1.5), RADIUS));
    for id in 2..=4 {
        ground.remove(id);
    }
    assert!(ground.tiles.is_empty() && ground.standing.is_empty());
}

#[test]
fn one_slides_along_a_wall() {
    let ground = hall();
    // Into the wall at 45°: x goes on, z stops a radius before it (and a cell's width at most).
    let end = ground.sweep(vec2(0.0, -4.0), vec2(2.0, -2.0), RADIUS);
    assert!((end.x - 2.0).abs() < 0.05, "{end}");
    assert!((-4.75..=-4.6).contains(&end.y), "{end}");
    // Straight into it.
    let end = ground.sweep(vec2(0.0, -4.0), vec2(0.0, -3.0), RADIUS);
    assert!((-4.75..=-4.6).contains(&end.y) && end.x.abs() < 0.01, "{end}");
    // The hall's edge is a wall, too.
    let end = ground.sweep(vec2(9.0, 7.0), vec2(5.0, 0.0), RADIUS);
    assert!((end.x - 9.75).abs() < 0.01, "{end}");
}

#[test]
fn one_slides_along_a_slanting_wall() {
    // The outside of the turned booth's back wall, walked along for two metres while pressing into it.
    let ground = hall();
    let place = Placed { position: vec2(-5.0, 3.0), yaw: 0.5 };
    let from = place.to_hall(vec2(-1.0, -1.9));
    assert!(!ground.blocked_circle(from, RADIUS));
    let end = place.to_local(ground.sweep(from, place.turn(vec2(2.0, 1.0)), RADIUS));
    assert!(end.x > 0.7 && end.y < -1.5, "{end}");
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let (left, right, near) = ((0.2, vec2(-0.2, 0.0)), (0.2, vec2(0.2, 0.0)), (0.1, vec2(0.9, 0.0)));
    assert!(before(near, left) && before(near, right) && !before(left, near));
    assert!(before(left, right) && !before(right, left), "of two at one distance it is always the same");
    assert!(!before(left, left));
}

#[test]
fn nobody_squeezes_through_a_gap_that_is_too_narrow() {
    // 0.4 m between two posts, and a funnel of cells before them.
    for turn in [0.0, 0.3, 0.8] {
        let mut ground = Ground::new(vec2(10.0, 10.0));
        let posts =
            boxes(&[("left", [-2.0, 0.0, -0.4], [-0.2, 2.0, 0.0]), ("right", [0.2, 0.0, -0.4], [2.0, 2.0, 0.0])]);
        let place = Placed { position: Vec2::ZERO, yaw: turn };
        ground.insert(1, Arc::new(Grid::of_model(&posts, &Mat4::IDENTITY, Vec2::splat(3.0))), place);
        for side in -20..=20 {
            let from = place.to_hall(vec2(side as f32 * 0.01, 1.0));
            let end = ground.sweep(from, place.turn(vec2(0.0, -3.0)), RADIUS);
            assert!(!ground.blocked_circle(end, RADIUS), "from {from} to {end}");
            assert!(place.to_local(end).y > 0.05, "from {from} to {end}");
        }
    }
}

#[test]
fn nobody_starts_in_a_wall_and_somebody_gets_out() {
    let ground = hall();
    let inside = vec2(3.0, 1.5);
    assert_eq!(ground.sweep(inside, vec2(1.0, 0.0), RADIUS), inside);
    let free = ground.free_near(inside, RADIUS, 3.0).unwrap();
    assert!(!ground.blocked_circle(free, RADIUS) && free.distance(inside) < 1.0, "{free}");
    assert!(!ground.clear(vec2(0.0, -4.0), vec2(0.0, -6.0), RADIUS));
    assert!(ground.clear(vec2(0.0, -4.0), vec2(0.0, 4.0), RADIUS));
    assert!(ground.blocked_circle(vec2(f32::NAN, 0.0), RADIUS));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Wherever one goes, one stands free, and never on the other side of the long wall without going round it.
    #[test]
    fn sweeps_end_on_free_ground(ways in prop::collection::vec((-3.0f32..3.0, -3.0f32..3.0), 1..60)) {
        let ground = hall();
        let mut at = vec2(0.0, 0.0);
        for (x, z) in ways {
            let next = ground.sweep(at, vec2(x, z), RADIUS);
            prop_assert!(!ground.blocked_circle(next, RADIUS), "{} is not free", next);
            let crossed = (at.y + 5.0).signum() != (next.y + 5.0).signum();
            prop_assert!(!crossed || next.x < -3.5 || next.x > 5.5 || at.x < -3.5 || at.x > 5.5, "{} to {}", at, next);
            prop_assert!(next.distance(at) <= vec2(x, z).length() * 1.5 + 0.01);
            at = next;
        }
    }
}

#[test]
fn two_hundred_booths_cost_little() {
    let booth = Arc::new(Grid::of_model(
        &boxes(&[("back", [-3.0, 0.0, -3.0], [3.0, 2.5, -2.9]), ("counter", [0.0, 0.0, 0.0], [1.0, 1.0, 1.0])]),
        &Mat4::IDENTITY,
        Vec2::splat(4.0),
    ));
    let fair = crate::fair::Fair::template(200);
    let mut ground = Ground::new(fair.halls[0].size);
    for (id, plot) in fair.halls[0].plots.iter().enumerate() {
        ground.insert(id as u64, booth.clone(), Placed::plot(plot));
    }
    // A query looks at the few placements of its tiles, not at all of them.
    assert!(ground.tiles.values().all(|ids| ids.len() <= 4), "{:?}", ground.tiles.values().map(Vec::len).max());
}

#[test]
fn a_copy_follows_what_comes_and_leaves() {
    let (mut ground, mut known, mut copy) = (hall(), Known::default(), Ground::new(Vec2::ONE));
    assert!(!ground.is_known(&known));
    copy.take(ground.news(&mut known));
    assert!(ground.is_known(&known) && copy.blocked_circle(vec2(3.0, 1.5), RADIUS));
    assert_eq!((copy.half, copy.came.len()), (ground.half, 4));
    let post =
        Grid::of_model(&boxes(&[("post", [-0.5, 0.0, 5.0], [0.5, 2.0, 6.0])]), &Mat4::IDENTITY, Vec2::splat(9.0));
    ground.insert(7, post.into(), Placed::HERE);
    assert!(!ground.is_known(&known) && !copy.blocked_circle(vec2(0.0, 5.5), RADIUS));
    let news = ground.news(&mut known);
    assert!(news.anew.is_none() && news.came.len() == 1);
    copy.take(news);
    assert!(copy.blocked_circle(vec2(0.0, 5.5), RADIUS) && copy.blocked_circle(vec2(3.0, 1.5), RADIUS));
    ground.remove(1);
    assert!(!ground.is_known(&known));
    copy.take(ground.news(&mut known));
    assert!(!copy.blocked_circle(vec2(3.0, 1.5), RADIUS) && copy.blocked_circle(vec2(0.0, 5.5), RADIUS));
    assert!(!Ground::new(ground.half * 2.0).is_known(&known), "another hall is not this one");
}

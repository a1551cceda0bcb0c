use std::collections::VecDeque;
use std::sync::Arc;

use glam::Mat4;
use proptest::prelude::*;

use super::super::grid::tests::boxes;
use super::super::{Grid, Placed};
use super::*;

type Box3 = ([f32; 3], [f32; 3]);

/// A hall with boxes in it.
fn hall(size: Vec2, list: &[Box3]) -> Ground {
    let mut ground = Ground::new(size);
    let named: Vec<_> = list.iter().map(|(low, high)| ("box", *low, *high)).collect();
    let grid = Grid::of_model(&boxes(&named), &Mat4::IDENTITY, size);
    ground.insert(1, Arc::new(grid), Placed::HERE);
    ground
}

/// The way from one place to the other, every step of it looked at.
fn way(ground: &Ground, start: Vec2, goal: Vec2) -> Option<Route> {
    let route = Route::find(&mut Search::default(), ground, start, goal)?;
    assert!(flat(route.points[0]).distance(start) < 1e-4, "it begins at {}", route.points[0]);
    for pair in route.points.windows(2) {
        let [from, to] = [flat(pair[0]), flat(pair[1])];
        // Straights are looked at every 5 cm: what is between may be nearer by a millimetre.
        assert!(ground.clear(from, to, RADIUS - 0.002), "{from} to {to}");
        assert!(from.distance(to) <= APART + 1e-4, "{from} to {to}");
        let floor = ground.floor(to).expect("a floor");
        assert!(
            pair[1].y >= floor + LIFT && pair[1].y <= floor + LIFT + super::super::STEP,
            "{} over {floor}",
            pair[1]
        );
    }
    let length: f32 = route.points.windows(2).map(|pair| flat(pair[0]).distance(flat(pair[1]))).sum();
    assert!((route.length() - length).abs() < 1e-2);
    Some(route)
}

#[track_caller]
fn is_short(route: &Route, shortest: f32) {
    let length = route.length();
    assert!((shortest..=shortest * 1.05).contains(&length), "{length} m where {shortest} m are possible");
}

#[test]
fn where_nothing_is_in_the_way_it_is_straight() {
    let ground = hall(vec2(60.0, 60.0), &[([20.0, 0.0, 20.0], [21.0, 1.0, 21.0])]);
    for (start, goal) in [((-25.0, -25.0), (25.0, -4.0)), ((0.0, 0.0), (0.1, 0.0)), ((-28.0, 3.0), (28.0, 3.05))] {
        let (start, goal) = (Vec2::from(start), Vec2::from(goal));
        let route = way(&ground, start, goal).unwrap();
        assert!(route.length() <= start.distance(goal) * 1.001 + 1e-3, "{}", route.length());
        assert!(route.end().unwrap().distance(goal) < 1e-4);
    }
}

#[test]
fn a_gap_in_a_wall_is_found_and_gone_through() {
    for (gap, name) in [(1.2, "wide"), (0.8, "a door"), (0.65, "narrow")] {
        let wall = [([-10.0, 0.0, 0.0], [3.0, 2.5, 0.1]), ([3.0 + gap, 0.0, 0.0], [10.0, 2.5, 0.1])];
        let ground = hall(vec2(20.0, 16.0), &wall);
        let (start, goal) = (vec2(-4.0, -5.0), vec2(-4.0, 5.0));
        let route = way(&ground, start, goal).unwrap_or_else(|| panic!("{name}"));
        let corners = [vec2(3.0 + RADIUS, 0.0), vec2(3.0 + RADIUS, 0.1)];
        is_short(&route, start.distance(corners[0]) + 0.1 + corners[1].distance(goal));
        assert!(route.end().unwrap().distance(goal) < 1e-4);
    }
}

#[test]
fn one_is_led_out_of_a_trap() {
    let trap = [
        ([-2.1, 0.0, -3.0], [-2.0, 2.5, 1.0]),
        ([2.0, 0.0, -3.0], [2.1, 2.5, 1.0]),
        ([-2.1, 0.0, -3.1], [2.1, 2.5, -3.0]),
    ];
    let ground = hall(vec2(24.0, 24.0), &trap);
    let (start, goal) = (vec2(0.0, -1.0), vec2(0.5, -7.0));
    let route = way(&ground, start, goal).unwrap();
    // Over the open end, and down the outside.
    let corners = [start, vec2(2.0, 1.25), vec2(2.35, 1.0), vec2(2.35, -3.1), goal];
    is_short(&route, corners.windows(2).map(|pair| pair[0].distance(pair[1])).sum());
}

/// Four walls around the origin, 4 m a side.
const ROOM: [Box3; 4] = [
    ([-2.0, 0.0, -2.0], [2.0, 2.5, -1.9]),
    ([-2.0, 0.0, 1.9], [2.0, 2.5, 2.0]),
    ([-2.0, 0.0, -2.0], [-1.9, 2.5, 2.0]),
    ([1.9, 0.0, -2.0], [2.0, 2.5, 2.0]),
];

/// A room large enough not to count as the inside of a thing (see [`Grid`]), in a hall to match.
fn room(more: &[Box3]) -> Ground {
    let mut ground = Ground::new(vec2(20.0, 20.0));
    for (id, wall) in ROOM.iter().chain(more).enumerate() {
        let grid = Grid::of_model(&boxes(&[("wall", wall.0, wall.1)]), &Mat4::IDENTITY, Vec2::splat(10.0));
        ground.insert(id as u64, Arc::new(grid), Placed::HERE);
    }
    ground
}

#[test]
fn there_is_no_way_into_or_out_of_a_closed_room() {
    let ground = room(&[]);
    assert!(!ground.blocked_circle(Vec2::ZERO, RADIUS));
    let outside = vec2(6.0, 7.0);
    assert_eq!(way(&ground, Vec2::ZERO, outside), None);
    assert_eq!(way(&ground, outside, Vec2::ZERO), None);
    // Nor to something in it, nor to a place by the wall that is nearer to where one stands.
    assert_eq!(way(&room(&[([-0.5, 0.0, -0.5], [0.5, 1.0, 0.5])]), outside, Vec2::ZERO), None);
    assert_eq!(way(&ground, outside, vec2(1.5, 1.5)), None);
    assert!(way(&ground, vec2(-1.5, -1.5), vec2(1.5, 1.5)).is_some());
    assert!(way(&ground, outside, vec2(-6.0, -7.0)).is_some());
}

#[test]
fn steps_are_gone_up_and_walls_are_not() {
    let around = |height: f32| hall(vec2(20.0, 20.0), &[([-3.0, 0.0, -3.0], [3.0, height, 3.0])]);
    let route = way(&around(0.3), vec2(0.0, 8.0), vec2(0.0, 1.0)).unwrap();
    assert!((route.length() - 7.0).abs() < 0.01);
    assert_eq!(route.points[0].y, LIFT);
    assert!((route.points.last().unwrap().y - 0.3 - LIFT).abs() < 1e-4);
    // No point of the band is within the step.
    assert!(route.points.iter().all(|point| point.z > 3.1 || point.y > 0.3), "{:?}", route.points);
    assert_eq!(way(&around(0.5), vec2(0.0, 8.0), Vec2::ZERO), None, "the platform is 3 m high and wide");
    let edge = way(&around(0.5), vec2(0.0, 8.0), vec2(0.0, 1.5)).unwrap();
    assert!(edge.end().unwrap().y < 3.5, "one stops before what one cannot stand on: {edge:?}");
}

#[test]
fn where_something_stands_on_the_goal_one_is_led_before_it() {
    let ground = hall(vec2(20.0, 20.0), &[([-1.0, 0.0, -1.0], [1.0, 1.0, 1.0])]);
    let end = way(&ground, vec2(0.0, 8.0), vec2(0.0, 0.6)).unwrap().end().unwrap();
    assert!(end.distance(vec2(0.0, 1.25)) < 0.4, "{end}");
    // The nearest free place is shut in: the next one that is not.
    let shut = [
        ([-1.0, 0.0, 0.0], [1.0, 1.0, 0.3]),
        ([-1.0, 0.0, -1.2], [1.0, 1.0, -1.1]),
        ([-1.0, 0.0, -1.2], [-0.9, 1.0, 0.3]),
        ([0.9, 0.0, -1.2], [1.0, 1.0, 0.3]),
    ];
    let mut ground = Ground::new(vec2(20.0, 20.0));
    for (id, (low, high)) in (0..).zip(shut) {
        let grid = Grid::of_model(&boxes(&[("side", low, high)]), &Mat4::IDENTITY, Vec2::splat(10.0));
        ground.insert(id, Arc::new(grid), Placed::HERE);
    }
    assert!(!ground.blocked_circle(vec2(0.0, -0.5), RADIUS));
    let end = way(&ground, vec2(0.0, 8.0), vec2(0.0, 0.1)).unwrap().end().unwrap();
    assert!(end.distance(vec2(0.0, 0.55)) < 0.2, "{end}");
}

#[test]
fn a_goal_is_before_the_front() {
    let plot = Plot { id: "a".into(), zone: None, position: vec2(-6.0, 4.0), yaw: 90.0, size: vec2(5.0, 4.0) };
    let goal = Goal::before(2, &plot);
    assert!(goal.hall == 2 && goal.place.abs_diff_eq(vec2(-2.5, 4.0), 1e-4), "{goal:?}");
    let (_, fair) = crate::fetch::open_fair(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo")).unwrap();
    assert!(fair.booths.iter().all(|booth| Goal::booth(&fair, &booth.id).is_some()));
    assert_eq!(Goal::booth(&fair, "nobody"), None);
}

#[test]
fn no_hall_is_too_large_or_too_small() {
    let two_thousand = crate::fair::Fair::template(2000);
    let size = two_thousand.halls[0].size;
    let route = way(&Ground::new(size), -size * 0.5 + 1.0, size * 0.5 - 1.0).unwrap();
    assert!(route.length() < (size - 2.0).length() * 1.01);
    assert_eq!(way(&Ground::new(vec2(0.2, 0.2)), Vec2::ZERO, vec2(0.1, 0.0)), None);
    assert!(way(&Ground::new(vec2(0.7, 0.7)), Vec2::ZERO, vec2(0.05, 0.0)).is_some());
    assert_eq!(way(&Ground::new(vec2(9.0, 9.0)), Vec2::ZERO, vec2(f32::NAN, 0.0)).map(|_| ()), Some(()));
}

/// Whether a somewhat wider body comes from one place to the other on a lattice of its own.
fn floods(ground: &Ground, start: (i32, i32), goal: (i32, i32)) -> bool {
    const SIDE: f32 = 0.1;
    let free = |(x, z): (i32, i32)| !ground.blocked_circle(vec2(x as f32, z as f32) * SIDE, RADIUS + 0.07);
    let mut seen = std::collections::HashSet::from([start]);
    let mut open = VecDeque::from([start]);
    while let Some((x, z)) = open.pop_front().filter(|_| free(start)) {
        if (x, z) == goal {
            return true;
        }
        for next in [(x + 1, z), (x - 1, z), (x, z + 1), (x, z - 1)] {
            if free(next) && seen.insert(next) {
                open.push_back(next);
            }
        }
    }
    false
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        max_shrink_iters: 100,
        ..ProptestConfig::default()
    })]

    /// Every way is free (see [`way`]), and there is one wherever a flood fill gets through.
    #[test]
    fn a_way_is_free_and_is_found(
        things in prop::collection::vec((-45..45i32, -45..45i32, 1..30i32, 1..30i32, 0.0f32..1.6), 0..28),
        start in (-45..45i32, -45..45i32),
        goal in (-45..45i32, -45..45i32),
    ) {
        let mut ground = Ground::new(vec2(10.0, 10.0));
        for (id, (x, z, width, depth, yaw)) in (0..).zip(things) {
            let half = vec2(width as f32, depth as f32) * 0.05;
            let thing = boxes(&[("thing", [-half.x, 0.0, -half.y], [half.x, 1.0, half.y])]);
            let place = Placed { position: vec2(x as f32, z as f32) * 0.1, yaw };
            ground.insert(id, Arc::new(Grid::of_model(&thing, &Mat4::IDENTITY, Vec2::splat(5.0))), place);
        }
        let at = |(x, z): (i32, i32)| vec2(x as f32, z as f32) * 0.1;
        prop_assume!(!ground.blocked_circle(at(start), RADIUS));
        let route = way(&ground, at(start), at(goal));
        if let Some(route) = &route {
            prop_assert!(route.end().unwrap().distance(at(goal)) <= REACH + 1e-3);
        }
        if floods(&ground, start, goal) {
            let end = route.and_then(|route| route.end());
            prop_assert!(end.is_some_and(|end| end.distance(at(goal)) < 1e-3), "{:?}", end);
        }
    }
}

use std::sync::Arc;
use std::time::Duration;

use glam::{Mat4, Quat, Vec3};

use super::super::grid::tests::boxes;
use super::super::{Events, Grid, Ground, Placed, RADIUS, Visit};
use super::*;
use crate::device::{Fov, Frame, Input, Pose, View, Views};
use crate::fair::Passage;

const PERIOD: Duration = Duration::from_nanos(13_888_889);

fn passage(to: usize, x: f32, z: f32, yaw: f32) -> Passage {
    Passage { to, position: vec2(x, z), yaw }
}

/// Three halls of 20 by 20 m in a row, where one gets from the first to the last by the second only; a booth in the last.
fn row() -> Fair {
    let mut fair = Fair::template(1);
    fair.halls = (0..3).map(|_| fair.halls[0].clone()).collect();
    for (number, hall) in fair.halls.iter_mut().enumerate() {
        (hall.id, hall.size, hall.spawn) = (format!("hall-{number}"), vec2(20.0, 20.0), (vec2(-6.0, 6.0), 0.0));
        hall.plots[0].position = vec2(0.0, -5.0);
    }
    fair.halls[0].passages = vec![passage(1, 8.0, 0.0, 90.0)];
    fair.halls[1].passages = vec![passage(0, -8.0, 0.0, -90.0), passage(2, 8.0, 5.0, 90.0)];
    fair.halls[2].passages = vec![passage(1, -8.0, 5.0, -90.0)];
    fair.booths[0].hall = 2;
    fair
}

/// Its floor: a wall in each hall, between where one comes in and where one wants to go.
fn ground(fair: &Fair) -> Ground {
    let mut ground = Ground::of_halls(fair.halls.iter().map(|hall| hall.size).collect());
    let walls: [(&str, [f32; 3], [f32; 3]); 3] = [
        ("a", [2.0, 0.0, -10.0], [2.2, 2.5, 5.0]),
        ("b", [0.0, 0.0, -3.0], [0.2, 2.5, 10.0]),
        ("c", [-4.0, 0.0, -8.0], [-3.8, 2.5, 10.0]),
    ];
    for (hall, wall) in walls.into_iter().enumerate() {
        let grid = Grid::of_model(&boxes(&[wall]), &Mat4::IDENTITY, vec2(20.0, 20.0));
        ground.insert_in(hall, hall as u64, Arc::new(grid), Placed::HERE);
    }
    ground
}

struct Walk {
    visit: Visit,
    ground: Ground,
    index: u32,
    /// Halls, in the order in which one was there.
    seen: Vec<usize>,
}

impl Walk {
    fn new(fair: &Fair) -> Walk {
        let mut visit = Visit::new(fair.halls[0].spawn);
        visit.wait_for_ways(true);
        visit.halls = Arc::new(Halls::new(fair));
        let mut walk = Walk { visit, ground: ground(fair), index: 0, seen: vec![0] };
        walk.step(Vec2::ZERO);
        walk
    }

    /// One frame, walking by a vector of the hall.
    fn step(&mut self, way: Vec2) -> Events {
        let head = Pose { position: Vec3::Y * 1.6, orientation: Quat::IDENTITY };
        let (sin, cos) = self.visit.rig.facing(&head).sin_cos();
        let walk = vec2(way.x * cos - way.y * sin, -way.x * sin - way.y * cos);
        let view = View { pose: head, fov: Fov::symmetric(1.0, 1.0) };
        let input = Input { head, walk, ..Input::default() };
        let time = PERIOD * self.index;
        self.index += 1;
        let frame = Frame { index: 0, time, period: PERIOD, draw: true, views: Views::Mono(view), input, missed: 0 };
        self.ground.enter(self.visit.hall);
        let events = self.visit.update(&frame, &self.ground);
        if self.seen.last() != Some(&self.visit.hall) {
            self.seen.push(self.visit.hall);
            assert!(events.passed && self.visit.comfort().blink == 1.0, "it is dark while one changes");
        } else {
            assert!(!self.ground.blocked_circle(self.visit.place(), RADIUS - 0.002), "in a wall");
        }
        events
    }

    /// One frame along the way that is shown.
    fn follow(&mut self) -> Events {
        let (way, place) = (self.visit.way(), self.visit.place());
        let flat: Vec<Vec2> = way.iter().map(|point| vec2(point.x, point.z)).collect();
        let far = |at: &usize| flat[*at].distance(place);
        let nearest = (0..flat.len()).min_by(|a, b| far(a).total_cmp(&far(b)));
        let next = nearest.and_then(|at| flat.get(at + 3).or(flat.last()));
        self.step(next.map_or(Vec2::ZERO, |next| (*next - place).normalize_or_zero() * 1.4))
    }
}

#[test]
fn one_is_led_to_a_booth_of_a_hall_beyond_another() {
    let fair = row();
    let goal = Goal::booth(&fair, "booth-1").unwrap();
    assert_eq!(goal.hall, 2);
    let walk = || {
        let mut walk = Walk::new(&fair);
        walk.visit.set_goal(Some(goal));
        let mut places = Vec::new();
        for _ in 0..72 * 60 {
            let events = walk.follow();
            assert!(!events.no_way, "in hall {} at {}", walk.visit.hall, walk.visit.place());
            places.push((walk.visit.hall, walk.visit.place()));
            if events.arrived {
                break;
            }
        }
        assert_eq!(walk.seen, [0, 1, 2], "at {} of {}", walk.visit.place(), walk.visit.hall);
        assert!(walk.visit.goal().is_none() && walk.visit.place().distance(goal.place) < 2.5);
        places
    };
    assert_eq!(walk(), walk(), "a log brings everybody to the same places");
}

#[test]
fn whoever_walks_into_a_gate_is_taken_through_and_not_thrown_back() {
    let fair = row();
    let mut walk = Walk::new(&fair);
    walk.visit.enter(0, (vec2(5.0, 0.0), -90.0));
    let frames = (0..300).take_while(|_| !walk.step(Vec2::X * 1.4).passed).count();
    assert!((100..200).contains(&frames), "at the gate, and not before it: {frames}");
    for _ in 0..100 {
        walk.step(Vec2::ZERO);
    }
    assert_eq!(walk.seen, [0, 1]);
    let door = walk.visit.halls.of(0)[0];
    assert!(walk.visit.place().distance(door.arrival) < 0.01 && walk.visit.place().x < 0.0);
    assert!((walk.visit.rig.yaw.to_degrees() + 90.0).abs() < 1e-3, "one looks into the hall");
    // A step back into it is not enough: one has to leave it first.
    (0..80).for_each(|_| _ = walk.step(Vec2::NEG_X * 1.4));
    assert_eq!(walk.seen, [0, 1]);
    (0..120).for_each(|_| _ = walk.step(Vec2::X * 1.4));
    (0..200).for_each(|_| _ = walk.step(if walk.seen.len() == 2 { Vec2::NEG_X * 1.4 } else { Vec2::ZERO }));
    assert_eq!(walk.seen, [0, 1, 0]);
    // Past its posts nothing happens.
    walk.visit.enter(0, (vec2(5.0, 2.0), 0.0));
    (0..200).for_each(|_| _ = walk.step(Vec2::X * 1.4));
    assert_eq!(walk.visit.hall, 0);
}

#[test]
fn one_gets_into_a_gate_and_not_past_it() {
    let says = crate::fair::Text { zh: "通往 2 号馆".into(), en: "To hall 2".into() };
    for open in [true, false] {
        let mut ground = Ground::new(vec2(20.0, 20.0));
        let grid = Grid::of_model(&crate::panel::gate(&says, open), &Mat4::IDENTITY, crate::panel::GATE_HALF);
        ground.insert(0, Arc::new(grid), Placed::HERE);
        assert!(ground.clear(vec2(0.0, 3.0), Vec2::ZERO, RADIUS), "into its middle");
        assert!(ground.blocked_circle(vec2(1.1, 0.0), RADIUS), "its posts");
        assert_eq!(ground.clear(Vec2::ZERO, vec2(0.0, -3.0), RADIUS), !open, "what is behind it");
    }
}

#[test]
fn where_halls_name_no_passage_one_leaves_where_all_arrive_and_only_if_led() {
    let mut fair = row();
    fair.halls.iter_mut().for_each(|hall| hall.passages.clear());
    let mut walk = Walk::new(&fair);
    let gates = fair.gates(0);
    assert_eq!((gates.len(), gates[0].position, gates[0].to.as_slice()), (1, vec2(-6.0, 6.0), [1, 2].as_slice()));
    (0..50).for_each(|_| _ = walk.step(Vec2::ZERO));
    (0..200).for_each(|_| _ = walk.step(vec2(0.0, -1.0)));
    (0..200).for_each(|_| _ = walk.step(vec2(0.0, 1.0)));
    assert_eq!(walk.seen, [0], "nobody is taken away from where they arrived");
    let goal = Goal::booth(&fair, "booth-1").unwrap();
    walk.visit.set_goal(Some(goal));
    let arrived = (0..72 * 40).any(|_| walk.follow().arrived);
    assert!(arrived && walk.seen == [0, 2], "{:?}", walk.seen);
    assert!(Fair::template(3).gates(0).is_empty(), "one hall has no gates");
}

#[test]
fn the_next_door_is_that_of_the_shortest_way() {
    let mut fair = row();
    let at = |hall: usize, x: f32, z: f32| Goal { hall, place: vec2(x, z) };
    let halls = Halls::new(&fair);
    let next = |halls: &Halls, from: Goal, to: Goal| halls.next(from, to).map(|door| (door.to, door.place));
    assert_eq!(next(&halls, at(0, 0.0, 0.0), at(2, 0.0, 0.0)), Some((1, vec2(8.0, 0.0))));
    assert_eq!(next(&halls, at(1, 0.0, 0.0), at(2, 0.0, 0.0)), Some((2, vec2(8.0, 5.0))));
    assert_eq!(halls.of(1)[1].arrival, vec2(-8.0 + BEFORE, 5.0), "before the gate that leads back");
    // Two ways between two halls are two pairs of doors; which one is shorter depends on where one is.
    fair.halls[0].passages.push(passage(1, -8.0, 0.0, -90.0));
    fair.halls[1].passages.push(passage(0, 0.0, -8.0, 180.0));
    let halls = Halls::new(&fair);
    assert!(halls.of(0)[1].arrival.abs_diff_eq(vec2(0.0, -8.0 + BEFORE), 1e-5));
    assert_eq!(next(&halls, at(0, -7.0, 0.0), at(1, 0.0, -5.0)), Some((1, vec2(-8.0, 0.0))));
    assert_eq!(next(&halls, at(0, 7.0, 0.0), at(1, -7.0, 0.0)), Some((1, vec2(8.0, 0.0))));
    // Or on where one wants to go, from a place between them.
    assert_eq!(next(&halls, at(0, 0.0, 0.0), at(1, 0.0, -7.0)), Some((1, vec2(-8.0, 0.0))));
    assert_eq!(next(&halls, at(0, 0.0, 0.0), at(1, -7.0, 0.0)), Some((1, vec2(8.0, 0.0))));
    // Nothing leads to the last one any more; out of it one still gets.
    fair.halls[1].passages.retain(|passage| passage.to != 2);
    let halls = Halls::new(&fair);
    assert_eq!(next(&halls, at(0, 0.0, 0.0), at(2, 0.0, 0.0)), None);
    assert_eq!(next(&halls, at(2, 0.0, 0.0), at(0, 0.0, 0.0)), Some((1, vec2(-8.0, 5.0))));
    assert_eq!(crate::fair::unreachable(&fair), [2]);
    let mut walk = Walk::new(&fair);
    walk.visit.set_goal(Some(at(2, 0.0, 0.0)));
    let said = (0..100).filter(|_| walk.follow().no_way).count();
    assert_eq!((said, walk.seen.len()), (1, 1), "it is said, once");
    // As many halls as a fair may have, all with one door to all others.
    fair.halls = (0..100).map(|_| crate::fair::Hall { passages: Vec::new(), ..fair.halls[0].clone() }).collect();
    let halls = Halls::new(&fair);
    assert_eq!(halls.of(99).len(), 99);
    assert_eq!(halls.next(at(0, 3.0, 3.0), at(99, 0.0, 0.0)).map(|door| door.to), Some(99));
}

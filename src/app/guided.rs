//! Every booth of the demo fair can be gone to from where visitors arrive.

use std::time::Duration;

use glam::{Vec2, vec2};

use super::demo::{Demo, demo};
use crate::device::{Fov, Frame, Input, Pose, View, Views};
use crate::render::Profile;
use crate::visit::{Goal, RADIUS, Visit};

fn frame(index: u32) -> Frame {
    let period = Duration::from_nanos(13_888_889);
    let head = Pose { position: glam::vec3(0.0, 1.65, 0.0), ..Pose::default() };
    let input = Input { head, ..Input::default() };
    let views = Views::Mono(View { pose: head, fov: Fov::symmetric(1.2, 1.0) });
    Frame { index: u64::from(index), time: period * index, period, draw: true, views, input, missed: 0 }
}

#[test]
fn every_booth_of_the_demo_is_reached_on_foot() {
    let Demo { fair, mut visit, world, .. } = demo(Profile::Pc, 1);
    visit.wait_for_ways(true);
    let mut index = 0;
    let mut step = |visit: &mut Visit| {
        index += 1;
        visit.update(&frame(index), &world.ground)
    };
    for booth in &fair.booths {
        let goal = Goal::booth(&fair, &booth.id).unwrap();
        visit.set_goal(Some(goal));
        step(&mut visit);
        let events = step(&mut visit);
        let id = &booth.id;
        let way: Vec<Vec2> = visit.way().iter().map(|point| vec2(point.x, point.z)).collect();
        assert!(!events.no_way && way.len() > 1, "no way to {id}");
        for pair in way.windows(2) {
            assert!(world.ground.clear(pair[0], pair[1], RADIUS - 0.002), "{id}: {} to {}", pair[0], pair[1]);
            assert!(world.ground.floor(pair[1]).is_some(), "{id}: {}", pair[1]);
        }
        let length: f32 = way.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        let straight = way[0].distance(way[way.len() - 1]);
        let off = way[way.len() - 1].distance(goal.place);
        assert!(off < 1.0 && length < 2.0 * straight, "{id}: {length} m, {straight} m straight, {off} m off");
    }
}

#[test]
fn a_tour_takes_one_to_every_booth_of_the_demo() {
    let Demo { fair, mut visit, world, .. } = demo(Profile::Pc, 1);
    visit.wait_for_ways(true);
    let all: Vec<usize> = (0..fair.booths.len()).collect();
    visit.set_round(Some(super::lead::round(&fair, (visit.hall, visit.place()), all)));
    let (mut seen, mut before, mut stood) = (0, visit.place(), 0);
    for index in 0.. {
        // As slow as offscreen.
        let mut frame = frame(index);
        (frame.time, frame.period) = (Duration::from_millis(100) * index, Duration::from_millis(100));
        // What is computed to stand still does so nearly.
        frame.input.walk = Vec2::splat(1e-6);
        let booth = visit.round().and_then(|round| round.stop()).map(|stop| fair.booths[stop.booth].id.clone());
        let events = visit.update(&frame, &world.ground);
        seen += usize::from(events.seen);
        assert!(!events.no_way, "no way to {booth:?}");
        stood = if visit.place() == before { stood + 1 } else { 0 };
        before = visit.place();
        assert!(stood < 150, "stands at {before} for {:?}, to {booth:?}, {:?}", visit.round(), visit.way().last());
        if events.toured {
            break;
        }
    }
    assert_eq!(seen, fair.booths.len());
}

use glam::{Quat, Vec3, vec2};
use proptest::prelude::*;

use super::super::ground::tests::hall;
use super::super::{RADIUS, tour};
use super::*;
use crate::device::{Fov, View, Views};

const PERIOD: Duration = Duration::from_nanos(13_888_889);

fn frame(index: u64, input: Input) -> Frame {
    let view = View { pose: input.head, fov: Fov::symmetric(1.0, 1.0) };
    let time = PERIOD * index as u32;
    Frame { index, time, period: PERIOD, draw: true, views: Views::Mono(view), input, missed: 0 }
}

fn standing() -> Input {
    Input { head: Pose { position: Vec3::Y * 1.6, orientation: Quat::IDENTITY }, ..Input::default() }
}

/// A visitor with a counter for the frames.
struct Walk {
    visit: Visit,
    ground: Ground,
    index: u64,
}

impl Walk {
    fn new(spawn: (Vec2, f32)) -> Walk {
        let mut walk = Walk { visit: Visit::new(spawn), ground: hall(), index: 0 };
        walk.step(&standing());
        walk
    }

    fn step(&mut self, input: &Input) -> Events {
        let events = self.visit.update(&frame(self.index, input.clone()), &self.ground);
        self.index += 1;
        events
    }

    fn head(&self) -> Vec2 {
        let at = self.visit.head().position;
        vec2(at.x, at.z)
    }
}

fn command(command: Command) -> Input {
    Input { commands: vec![command], ..standing() }
}

#[test]
fn one_arrives_with_the_head_over_the_spawn() {
    let mut walk = Walk { visit: Visit::new((vec2(1.0, 4.0), 90.0)), ground: hall(), index: 0 };
    let mut input = standing();
    input.head.position = Vec3::new(0.7, 1.6, -0.4);
    walk.step(&input);
    assert!(walk.head().abs_diff_eq(vec2(1.0, 4.0), 1e-5), "{}", walk.head());
    assert!((walk.visit.rig.yaw.to_degrees() - 90.0).abs() < 1e-4);
    // Arriving in the counter, one stands beside it.
    walk.visit.enter(0, (vec2(3.0, 1.5), 0.0));
    walk.step(&input);
    assert!(!walk.ground.blocked_circle(walk.head(), RADIUS));
}

#[test]
fn a_snap_turn_keeps_the_head_and_blinks() {
    let mut walk = Walk::new((vec2(0.0, 0.0), 0.0));
    let mut input = standing();
    input.head.position = Vec3::new(0.6, 1.6, 0.3);
    walk.step(&input);
    let before = walk.head();
    input.hands[1].stick = vec2(1.0, 0.0);
    assert!(walk.step(&input).turned);
    assert!(walk.head().abs_diff_eq(before, 1e-5));
    assert!((walk.visit.rig.yaw.to_degrees() + 30.0).abs() < 1e-4, "right is clockwise");
    assert_eq!(walk.visit.comfort().blink, 1.0);
    assert!(!walk.step(&input).turned);
}

#[test]
fn a_head_in_a_wall_sees_on_and_walks_from_before_it() {
    let mut walk = Walk::new((vec2(0.0, -4.0), 0.0));
    let mut input = standing();
    // The visitor walks through the long wall on real feet: the view goes along, the body does not.
    for i in 0..=150 {
        input.head.position.z = -0.02 * i as f32;
        walk.step(&input);
    }
    assert!((walk.head().y + 7.0).abs() < 1e-3, "the view follows the head: {}", walk.head());
    assert!(walk.visit.body.place.y > -4.8, "{}", walk.visit.body.place);
    // A key press starts where the body is.
    input.walk = vec2(-1.0, 0.0);
    walk.step(&input);
    assert!(walk.head().y > -4.8, "{}", walk.head());
}

#[test]
fn recentring_turns_and_returns() {
    let mut walk = Walk::new((vec2(0.0, 0.0), 0.0));
    let mut input = command(Command::Recentre);
    input.head = Pose { position: Vec3::new(0.8, 1.6, 0.5), orientation: Quat::from_rotation_y(1.0) };
    walk.step(&Input { commands: Vec::new(), ..input.clone() });
    assert!(walk.step(&input).recentred);
    assert!(walk.head().abs_diff_eq(Vec2::ZERO, 1e-4), "{}", walk.head());
    assert!(walk.visit.rig.facing(&input.head).abs() < 1e-4, "ahead again");
}

#[test]
fn recentring_leads_through_no_wall() {
    // Teleported to the other side of the wall from where the rig's origin is left behind.
    let mut walk = Walk::new((vec2(0.0, -4.0), 0.0));
    walk.visit.rig.position = Vec3::new(0.0, 0.0, -6.0);
    let mut input = command(Command::Recentre);
    input.head.position = Vec3::new(0.0, 1.6, 2.0);
    walk.step(&input);
    assert!(walk.head().y > -4.8, "{}", walk.head());
}

#[test]
fn teleporting_moves_the_head_there() {
    let mut walk = Walk::new((vec2(0.0, 4.0), 0.0));
    let mut input = standing();
    input.head.position = Vec3::new(0.3, 1.6, 0.2);
    input.hands[1].aim = Some(Pose { position: Vec3::new(0.4, 1.2, 0.0), orientation: Quat::IDENTITY });
    input.hands[1].stick = vec2(0.0, 1.0);
    walk.step(&input);
    assert_eq!(walk.visit.marks().len(), 2, "arc and ring, no ray from the hand that aims");
    let end = *walk.visit.marks()[0].points.last().unwrap();
    input.hands[1].stick = Vec2::ZERO;
    assert!(walk.step(&input).teleported);
    assert!(walk.head().abs_diff_eq(vec2(end.x, end.z), 1e-4), "{} and {end}", walk.head());
    walk.step(&input);
    assert_eq!(walk.visit.marks().len(), 1, "the ray is back");
    // Onto the carpet: up by its height.
    assert_eq!(walk.visit.rig.position.y, 0.0);
}

#[test]
fn steps_are_climbed_softly() {
    let mut walk = Walk::new((vec2(5.0, 1.0), 0.0));
    let input = Input { walk: vec2(0.0, 2.0), ..standing() };
    let mut heights = vec![walk.visit.rig.position.y];
    for _ in 0..108 {
        walk.step(&input);
        heights.push(walk.visit.rig.position.y);
    }
    assert!((heights[108] - 0.1).abs() < 0.002, "{}", heights[108]);
    assert!(heights.windows(2).all(|pair| pair[1] - pair[0] < 0.02 && pair[1] >= pair[0]));
}

#[test]
fn a_booth_that_arrives_on_top_of_one_lets_one_out() {
    let mut walk = Walk::new((Vec2::ZERO, 0.0));
    let post = super::super::grid::tests::boxes(&[("post", [-0.6, 0.0, -0.6], [0.6, 2.0, 0.6])]);
    let grid = super::super::Grid::of_model(&post, &Mat4::IDENTITY, Vec2::splat(2.0));
    walk.ground.insert(9, grid.into(), super::super::Placed::HERE);
    walk.step(&standing());
    assert_eq!(walk.head(), Vec2::ZERO, "the view stays");
    assert!(!walk.ground.blocked_circle(walk.visit.body.place, RADIUS), "the body steps aside");
    let input = Input { walk: vec2(0.0, 2.0), ..standing() };
    for _ in 0..36 {
        walk.step(&input);
    }
    assert!(!walk.ground.blocked_circle(walk.head(), RADIUS), "and walking goes on from there: {}", walk.head());
}

#[test]
fn commands_toggle_and_tell() {
    let mut walk = Walk::new((Vec2::ZERO, 0.0));
    assert!(walk.step(&command(Command::Picture)).picture);
    assert!(!walk.step(&standing()).picture);
    walk.step(&command(Command::KeySheet));
    assert!(walk.visit.key_sheet);
    walk.step(&command(Command::KeySheet));
    walk.step(&command(Command::Credits));
    assert!(!walk.visit.key_sheet && walk.visit.credits);
    walk.step(&command(Command::KeySheet));
    walk.step(&command(Command::Back));
    assert!(!walk.visit.key_sheet && walk.visit.credits, "one page at a time");
    walk.step(&command(Command::Back));
    assert!(!walk.visit.credits);
    walk.step(&command(Command::Overlay));
    walk.step(&command(Command::Credits));
    walk.step(&command(Command::Back));
    assert!(walk.visit.overlay && !walk.visit.credits, "pages close first");
    walk.step(&command(Command::Back));
    assert!(!walk.visit.overlay);
    assert!(walk.step(&command(Command::Language)).language);
    assert_eq!(walk.visit.lang, Lang::En);
    assert!(walk.step(&command(Command::StereoView)).stereo_view && walk.visit.stereo_view);
}

#[test]
fn the_menu_button_shows_and_hides_the_tablet_once_a_press_and_closes_pages_first() {
    let mut walk = Walk::new((vec2(0.0, 4.0), 0.0));
    let mut pressed = standing();
    pressed.hands[0].menu = true;
    for shown in [true, false] {
        for _ in 0..3 {
            walk.step(&pressed);
            assert_eq!(walk.visit.tablet, shown);
        }
        walk.step(&standing());
        assert_eq!(walk.visit.tablet, shown);
    }
    walk.step(&command(Command::KeySheet));
    walk.step(&pressed);
    assert!(!walk.visit.key_sheet && !walk.visit.tablet);
}

#[test]
fn a_hand_on_a_panel_neither_aims_nor_takes_nor_turns() {
    let mut walk = Walk::new((vec2(0.0, 4.0), 0.0));
    let mut input = standing();
    let aim = Pose { position: Vec3::new(0.2, 1.4, -0.3), orientation: Quat::IDENTITY };
    (input.hands[1].aim, input.hands[1].no_stick) = (Some(aim), true);
    walk.step(&input);
    let panel = walk.visit.world_from_rig() * Mat4::from_translation(Vec3::new(0.0, 1.5, -1.0));
    walk.visit.pointing.set(0, Some(super::super::Slab { matrix: panel, size: vec2(1.0, 0.8) }));
    let yaw = walk.visit.rig.yaw;
    (input.hands[1].trigger, input.hands[1].stick) = (1.0, vec2(1.0, 0.0));
    walk.step(&input);
    assert!(walk.visit.pointing.events().iter().any(|event| matches!(event, super::super::Pointed::Press(0, _))));
    assert_eq!(walk.visit.rig.yaw, yaw);
    assert_eq!(walk.visit.marks().len(), 2, "a ray and its end, no arc");
    // Away from it, the trigger must be let go before it means something else.
    walk.visit.pointing.set(0, None);
    input.hands[1].stick = Vec2::ZERO;
    walk.step(&input);
    assert!(walk.visit.marks().len() <= 2);
}

#[test]
fn who_sits_sees_from_a_standing_height_and_a_jump_faces_where_it_should() {
    let mut walk = Walk::new((vec2(0.0, 4.0), 0.0));
    let mut input = standing();
    input.head = Pose { position: Vec3::new(0.3, 1.2, 0.1), orientation: Quat::from_rotation_y(0.4) };
    walk.visit.settings.seated = true;
    walk.step(&input);
    assert!((walk.visit.head().position.y - 1.62).abs() < 1e-5, "{}", walk.visit.head().position.y);
    walk.visit.jump(vec2(0.0, -4.0), 2.0);
    walk.step(&input);
    assert!(walk.head().abs_diff_eq(vec2(0.0, -4.0), 1e-4), "{}", walk.head());
    assert!((walk.visit.rig.facing(&input.head) - 2.0).abs() < 1e-5);
    assert_eq!(walk.visit.comfort().blink, 1.0);
}

#[test]
fn a_long_gap_is_no_step() {
    let mut walk = Walk::new((Vec2::ZERO, 0.0));
    walk.index += 7200;
    walk.step(&Input { walk: vec2(0.0, 3.0), ..standing() });
    assert_eq!(walk.head(), Vec2::ZERO);
}

#[test]
fn a_visit_can_be_kept() {
    let mut walk = Walk::new((vec2(1.0, 4.0), 45.0));
    walk.step(&command(Command::Language));
    let text = serde_json::to_string(&walk.visit).unwrap();
    let again: Visit = serde_json::from_str(&text).unwrap();
    assert_eq!((again.rig, again.body, again.settings), (walk.visit.rig, walk.visit.body, walk.visit.settings));
    assert_eq!(again.lang, Lang::En);
}

#[test]
fn a_tour_leads_through_its_waypoints() {
    let text = "format = 1
        waypoint = [
            { seconds = 3.0, x = 0.0, z = 0.0, yaw = 0.0 },
            { seconds = 6.0, x = -2.0, z = -3.0, yaw = 90.0, picture = true },
            { seconds = 8.0, x = 0.0, z = 0.0, yaw = 0.0 },
            { seconds = 10.0, x = 5.0, z = 0.3, yaw = 0.0 },
            { seconds = 12.0, x = 5.0, z = -1.0, yaw = -45.0, picture = true },
        ]";
    let spawn = (vec2(0.0, 6.0), 15.0);
    let frames = tour::Tour::parse(text).unwrap().frames(spawn, PERIOD).unwrap();
    let mut visit = Visit::new(spawn);
    let ground = hall();
    let mut pictures = Vec::new();
    for (index, (time, input)) in frames.into_iter().enumerate() {
        let events = visit.update(&Frame { time, ..frame(index as u64, input) }, &ground);
        if events.picture {
            pictures.push(visit.head());
        }
    }
    let expected = [(vec2(-2.0, -3.0), 90.0_f32), (vec2(5.0, -1.0), -45.0)];
    assert_eq!(pictures.len(), 2);
    for (picture, (place, yaw)) in pictures.iter().zip(expected) {
        assert!(vec2(picture.position.x, picture.position.z).distance(place) < 0.02, "{picture:?}");
        let facing = super::super::input::yaw_of(picture.orientation).to_degrees();
        assert!((facing - yaw).abs() < 1.0, "{facing} for {yaw}");
    }
    assert!((visit.rig.position.y - 0.1).abs() < 0.01, "on the carpet");
}

fn an_input() -> impl Strategy<Value = Input> {
    let stick = || {
        prop_oneof![
            2 => (-1.0f32..1.0, -1.0f32..1.0).prop_map(|(x, y)| vec2(x, y)),
            2 => Just(Vec2::ZERO),
            2 => Just(Vec2::Y),
            1 => Just(Vec2::X),
        ]
    };
    let command = prop_oneof![20 => Just(None), 1 => Just(Some(Command::Recentre))];
    (stick(), stick(), stick(), -0.8f32..0.8, -0.8f32..0.8, -3.0f32..3.0, -1.0f32..0.6, command).prop_map(
        |(left, right, walk, x, z, yaw, pitch, command)| {
            let mut input = standing();
            input.head.position += Vec3::new(x, 0.0, z);
            input.head.orientation = Quat::from_rotation_y(yaw);
            input.walk = walk * 5.0;
            input.hands[0].stick = left;
            input.hands[1].stick = right;
            let orientation = Quat::from_rotation_y(yaw) * Quat::from_rotation_x(pitch);
            input.hands[1].aim = Some(Pose { position: input.head.position - Vec3::Y * 0.4, orientation });
            input.commands.extend(command);
            input
        },
    )
}

/// 24 walks of 10,000 frames, with sticks, keys, teleports, turns and a head that moves about: the body never stands in
/// anything nor outside of the hall, and a teleport leaves the head over it.
#[test]
fn nobody_ends_inside_of_anything() {
    let teleports = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let walks = (prop::collection::vec(an_input(), 100), any::<bool>());
    let result = proptest::test_runner::TestRunner::new(config).run(&walks, |(inputs, smooth)| {
        let mut walk = Walk::new((Vec2::ZERO, 0.0));
        walk.visit.settings.smooth = smooth;
        for i in 0..10_000 {
            // Each wish is held for a while, as a thumb does it; the head moves at once, which is worse than real.
            let events = walk.step(&inputs[(i / 25) % inputs.len()]);
            let place = walk.visit.body.place;
            prop_assert!(!walk.ground.blocked_circle(place, RADIUS), "frame {}: in something at {}", i, place);
            prop_assert!(walk.ground.inside(place));
            if events.teleported {
                teleports.set(teleports.get() + 1);
                prop_assert!(walk.head().distance(place) < 1e-3);
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(teleports.get() > 100, "{} teleports", teleports.get());
}

/// Walks towards the farthest point of the way that is less than 0.8 m off, until `stop` says so or for a minute.
fn follow_the_way(walk: &mut Walk, mut stop: impl FnMut(&Walk, Events) -> bool) -> bool {
    for _ in 0..72 * 60 {
        let (place, way) = (walk.visit.body.place, walk.visit.way());
        let flat: Vec<Vec2> = way.iter().map(|point| vec2(point.x, point.z)).collect();
        let nearest = (0..flat.len()).min_by(|a, b| flat[*a].distance(place).total_cmp(&flat[*b].distance(place)));
        let next = nearest.and_then(|nearest| flat.get(nearest + 2).or(flat.last()));
        let ahead = next.map_or(Vec2::ZERO, |next| (*next - place).clamp_length_max(1.0) * 2.0);
        let mut input = standing();
        // The rig looks along −Z.
        input.walk = vec2(ahead.x, -ahead.y);
        let events = walk.step(&input);
        if stop(walk, events) {
            return true;
        }
    }
    false
}

#[test]
fn one_follows_the_way_until_one_has_arrived() {
    let mut walk = Walk::new((vec2(0.0, 7.0), 0.0));
    walk.visit.wait_for_ways(true);
    let goal = Goal { hall: 0, place: vec2(1.0, -7.0) };
    walk.visit.set_goal(Some(goal));
    assert!(walk.visit.marks().is_empty());
    walk.step(&standing());
    walk.step(&standing());
    let (bands, whole) = (walk.visit.marks(), walk.visit.way().len());
    assert!(bands.len() == 2 && whole > 50, "arrows and a ring: {bands:?}");
    let (mut shown, mut room) = (bands[0].points.len(), [bands[0].points.capacity(); 8]);
    assert!(shown + 8 > whole, "all of it but the first steps");
    let arrived = follow_the_way(&mut walk, |walk, events| {
        let now = walk.visit.marks().first().map_or(0, |band| band.points.len());
        // What is passed is left out.
        assert!(now <= shown && !events.no_way);
        shown = now;
        room.rotate_left(1);
        room[7] = walk.visit.now.marks.room();
        assert!(room[6] == room[7] || walk.index < 12, "bands keep their memory");
        events.arrived
    });
    assert!(arrived && walk.visit.goal().is_none());
    assert!(walk.visit.body.place.distance(goal.place) <= 2.0 && walk.visit.marks().is_empty() && shown < 20);
    assert!(!walk.step(&standing()).arrived, "said once");
}

#[test]
fn the_way_is_another_one_where_one_strays_and_where_something_arrives() {
    let mut walk = Walk::new((vec2(0.0, 7.0), 0.0));
    walk.visit.wait_for_ways(true);
    walk.visit.set_goal(Some(Goal { hall: 0, place: vec2(0.0, -3.0) }));
    let first = |walk: &Walk| walk.visit.way().first().map(|point| vec2(point.x, point.z));
    walk.step(&standing());
    walk.step(&standing());
    assert_eq!(first(&walk), Some(vec2(0.0, 7.0)));
    let straight = walk.visit.way().len();
    // Aside, for two seconds.
    for _ in 0..144 {
        walk.step(&Input { walk: vec2(1.5, 0.0), ..standing() });
    }
    let begins = first(&walk).unwrap();
    assert!(begins.x > 1.4 && (begins.y - 7.0).abs() < 0.1, "{begins}");
    // A wall from one side of the hall nearly to the other.
    let wall = super::super::grid::tests::boxes(&[("wall", [-8.0, 0.0, 4.9], [8.0, 2.5, 5.0])]);
    let grid = super::super::Grid::of_model(&wall, &Mat4::IDENTITY, Vec2::splat(20.0));
    walk.ground.insert(9, grid.into(), super::super::Placed::HERE);
    for _ in 0..50 {
        walk.step(&standing());
    }
    assert!(walk.visit.way().len() > straight * 3 / 2, "{} points", walk.visit.way().len());
    walk.visit.set_goal(None);
    walk.step(&standing());
    assert!(walk.visit.way().is_empty() && walk.visit.marks().is_empty());
}

#[test]
fn that_there_is_no_way_is_said_once() {
    let mut walk = Walk::new((vec2(0.0, 7.0), 0.0));
    walk.visit.wait_for_ways(true);
    let wall = super::super::grid::tests::boxes(&[("wall", [-10.0, 0.0, 4.9], [10.0, 2.5, 5.0])]);
    let grid = std::sync::Arc::new(super::super::Grid::of_model(&wall, &Mat4::IDENTITY, Vec2::splat(20.0)));
    walk.ground.insert(9, grid.clone(), super::super::Placed::HERE);
    walk.visit.set_goal(Some(Goal { hall: 0, place: vec2(0.0, -7.0) }));
    let said = |walk: &mut Walk| (0..100).filter(|_| walk.step(&standing()).no_way).count();
    assert_eq!((said(&mut walk), walk.visit.marks().len()), (1, 0));
    // The wall leaves, and there is one; it comes back.
    walk.ground.remove(9);
    assert_eq!((said(&mut walk), walk.visit.marks().len()), (0, 2));
    walk.ground.insert(9, grid, super::super::Placed::HERE);
    assert_eq!((said(&mut walk), walk.visit.marks().len()), (1, 0));
    walk.visit.set_goal(Some(Goal { hall: 1, place: Vec2::ZERO }));
    assert_eq!(said(&mut walk), 1, "another hall");
}

#[test]
fn a_thread_brings_the_way_while_frames_go_on() {
    let mut walk = Walk::new((vec2(0.0, 7.0), 0.0));
    walk.visit.set_goal(Some(Goal { hall: 0, place: vec2(1.0, -7.0) }));
    let begin = std::time::Instant::now();
    while walk.visit.way().is_empty() && begin.elapsed() < Duration::from_secs(20) {
        assert_eq!(walk.step(&standing()), Events::default());
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(!walk.visit.way().is_empty());
    // The goal is kept, the way is looked for again.
    let kept: Visit = serde_json::from_str(&serde_json::to_string(&walk.visit).unwrap()).unwrap();
    assert!(kept.goal() == walk.visit.goal() && kept.way().is_empty());
}

/// Two booths: one beyond the wall, and one beside the counter.
fn round() -> super::super::Round {
    let stop = |booth, x, z, facing| super::super::Stop { booth, goal: Goal { hall: 0, place: vec2(x, z) }, facing };
    super::super::Round::new(vec![stop(3, 0.0, -6.5, 0.0), stop(7, 6.0, 4.0, 2.0)])
}

#[test]
fn a_round_takes_one_from_booth_to_booth_and_stands_a_while_before_each() {
    for smooth in [false, true] {
        let mut walk = Walk::new((vec2(0.0, 6.0), 0.0));
        walk.visit.wait_for_ways(true);
        if smooth {
            walk.visit.settings.turn = Turn::Smooth(90.0);
        }
        // They sit turned by a quarter: what is ahead of them then is what they see.
        let mut input = standing();
        input.head.orientation = Quat::from_rotation_y(1.5);
        walk.step(&input);
        walk.visit.rig.turn(&input.head, -1.5);
        walk.visit.set_round(Some(round()));
        let (mut seen, mut fastest, mut before) = (Vec::new(), 0.0f32, walk.head());
        for _ in 0..72 * 90 {
            let events = walk.step(&input);
            fastest = fastest.max(walk.head().distance(before) / PERIOD.as_secs_f32());
            before = walk.head();
            if events.seen {
                seen.push((walk.head(), walk.visit.rig.facing(&input.head)));
            }
            assert_eq!(events.toured, walk.visit.round().is_none());
            if events.toured {
                break;
            }
        }
        assert!(walk.visit.round().is_none() && seen.len() == 2, "{seen:?}");
        for ((at, facing), (place, wanted)) in seen.into_iter().zip([(vec2(0.0, -6.5), 0.0), (vec2(6.0, 4.0), 2.0)]) {
            assert!(at.distance(place) < 2.1, "{at} for {place}");
            let off = (facing - wanted + 0.0f32).rem_euclid(std::f32::consts::TAU);
            assert!(off.min(std::f32::consts::TAU - off) < 0.61, "{facing} for {wanted}");
        }
        assert!(fastest < 1.2, "{fastest} m/s");
    }
}

#[test]
fn a_round_waits_for_whoever_moves_on_their_own_and_jumps_where_motion_is_unwelcome() {
    let mut walk = Walk::new((vec2(0.0, 6.0), 0.0));
    walk.visit.wait_for_ways(true);
    walk.visit.set_round(Some(round()));
    (0..72).for_each(|_| _ = walk.step(&standing()));
    assert!(walk.head().distance(vec2(0.0, 6.0)) > 0.5, "on its way");
    walk.step(&Input { walk: vec2(1.0, 0.0), ..standing() });
    assert!(walk.visit.round().unwrap().paused());
    let stood = walk.head();
    (0..72).for_each(|_| _ = walk.step(&standing()));
    assert_eq!(walk.head(), stood);
    walk.visit.on_round(|round| round.pause(false));
    (0..72).for_each(|_| _ = walk.step(&standing()));
    assert!(walk.head().distance(stood) > 0.5, "goes on");

    walk.visit.settings.reduced_motion = true;
    (0..4).for_each(|_| _ = walk.step(&standing()));
    assert!(walk.head().distance(vec2(0.0, -6.5)) < 0.1, "{}", walk.head());
    walk.visit.on_round(super::super::Round::next);
    assert_eq!(walk.visit.round().unwrap().progress(), (1, 2));
    (0..4).for_each(|_| _ = walk.step(&standing()));
    assert!(walk.head().distance(vec2(6.0, 4.0)) < 0.1, "{}", walk.head());
    // Led elsewhere, the round is over; so it is after its last stop.
    walk.visit.set_goal(Some(Goal { hall: 0, place: Vec2::ZERO }));
    assert!(walk.visit.round().is_none());
    walk.visit.set_round(Some(round()));
    walk.visit.on_round(super::super::Round::next);
    walk.visit.on_round(super::super::Round::next);
    assert!(walk.visit.round().is_none() && walk.visit.goal().is_none());
}

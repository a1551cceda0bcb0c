use glam::{Quat, Vec2, vec3};

use super::hold::SIZES;
use super::*;
use crate::device::Hand;
use crate::model::Aabb;

mod tools;

const DT: f32 = 1.0 / 72.0;

/// A vase of 40 cm on a plinth at (0, 1, −2), shown at a quarter of its size; and one of 20 cm beside it at true size.
fn things() -> Arc<[Thing]> {
    let bounds = |side: f32| Aabb { min: vec3(-side, 0.0, -side), max: vec3(side, 2.0 * side, side) };
    let at = |x: f32, scale: f32| Mat4::from_translation(vec3(x, 1.0, -2.0)) * Mat4::from_scale(Vec3::splat(scale));
    [
        Thing::new((0, 0), bounds(0.2), at(0.0, 0.25), 0.25).unwrap(),
        Thing::new((0, 1), bounds(0.1), at(1.0, 1.0), 1.0).unwrap(),
    ]
    .into()
}

struct World {
    holding: Holding,
    input: Input,
    hands: [Option<Pose>; 2],
    ground: Ground,
}

impl World {
    fn new() -> World {
        let mut holding = Holding::default();
        holding.set_things(things());
        let ground = Ground::new(Vec2::splat(20.0));
        World { holding, input: Input::default(), hands: [None; 2], ground }
    }

    fn frames(&mut self, count: usize) {
        for _ in 0..count {
            self.holding.update(&self.input, self.hands, &self.ground, DT);
        }
    }

    fn hand(&mut self, hand: usize, at: Vec3, to: Vec3, squeeze: f32) {
        let orientation = Quat::from_rotation_arc(Vec3::NEG_Z, (to - at).normalize());
        self.hands[hand] = Some(Pose { position: at, orientation });
        self.input.hands[hand] = Hand { squeeze, ..Hand::default() };
    }

    fn place(&self, number: usize) -> Stance {
        self.holding.stance(number).unwrap()
    }
}

const MIDDLE: Vec3 = vec3(0.0, 1.05, -2.0);

/// Takes the vase with the right hand, and waits until it has come.
fn taken() -> World {
    let mut world = World::new();
    world.hand(1, vec3(0.3, 1.2, 0.0), MIDDLE, 0.0);
    world.frames(1);
    assert_eq!(world.holding.outlines().count(), 1);
    world.input.hands[1].squeeze = 1.0;
    world.frames(120);
    world
}

#[test]
fn a_squeeze_takes_what_is_pointed_at_and_it_comes_near() {
    let world = taken();
    let hand = world.hands[1].unwrap();
    let far = world.place(0).place.distance(hand.position);
    assert!((0.3..0.5).contains(&far), "{far}");
    assert_eq!(world.holding.busy(), [false, true]);
    let (top, ratio) = world.holding.label().unwrap();
    assert!(top.y > world.place(0).place.y && ratio == 0.25);
    assert_eq!(world.holding.moved().map(|(id, ..)| id).collect::<Vec<_>>(), [(0, 0)]);
}

#[test]
fn pointing_beside_it_takes_nothing() {
    let mut world = World::new();
    world.hand(1, vec3(0.3, 1.2, 0.0), MIDDLE + Vec3::X * 0.4, 1.0);
    world.frames(2);
    assert_eq!(world.holding.moved().count(), 0);
}

#[test]
fn it_goes_with_the_hand_and_turns_with_it() {
    let mut world = taken();
    let before = world.place(0);
    let hand = world.hands[1].unwrap();
    let turn = Quat::from_rotation_y(0.5);
    world.hands[1] = Some(Pose { position: hand.position + Vec3::Y, orientation: turn * hand.orientation });
    world.frames(1);
    let after = world.place(0);
    assert!((after.turn * before.turn.inverse()).angle_between(turn) < 1e-3);
    assert!(after.place.distance(hand.position + Vec3::Y + turn * (before.place - hand.position)) < 2e-3);
}

#[test]
fn the_stick_scales_and_true_size_holds_it() {
    let mut world = taken();
    world.input.hands[1].stick = Vec2::new(0.0, 1.0);
    let mut ratios = Vec::new();
    for _ in 0..180 {
        world.frames(1);
        ratios.push(world.place(0).ratio);
    }
    assert!(ratios.is_sorted() && *ratios.last().unwrap() > 1.2, "{ratios:?}");
    let exact = ratios.iter().filter(|ratio| **ratio == 1.0).count();
    assert!(exact > 10, "{exact} frames at true size");
    // It cannot be made larger than a hall, nor lost.
    world.frames(10_000);
    let thing = world.holding.things()[0];
    assert!(thing.radius(world.place(0).ratio) <= SIZES.1);
    world.input.hands[1].stick = Vec2::new(0.0, -1.0);
    world.frames(10_000);
    assert!(thing.radius(world.place(0).ratio) >= SIZES.0 * 0.49);
}

#[test]
fn two_hands_pull_it_larger() {
    let mut world = taken();
    let near = world.place(0).place;
    world.hand(0, near - Vec3::X * 0.2, near, 1.0);
    world.hand(1, near + Vec3::X * 0.2, near, 1.0);
    world.frames(1);
    let before = world.place(0);
    world.hand(0, near - Vec3::X * 0.4, near, 1.0);
    world.hand(1, near + Vec3::X * 0.4, near, 1.0);
    world.frames(1);
    let after = world.place(0);
    assert!((after.ratio / before.ratio - 2.0).abs() < 1e-3, "{} {}", before.ratio, after.ratio);
    // Both hands go round it.
    world.hand(0, near - Vec3::Z * 0.4, near, 1.0);
    world.hand(1, near + Vec3::Z * 0.4, near, 1.0);
    world.frames(1);
    let turned = world.place(0).turn * after.turn.inverse();
    assert!((turned.to_axis_angle().1 - std::f32::consts::FRAC_PI_2).abs() < 1e-3);
    // One hand lets go, and the other one has it.
    world.input.hands[1].squeeze = 0.0;
    world.frames(1);
    assert_eq!(world.holding.busy(), [true, false]);
    assert!(world.place(0).place.distance(near) < 0.5);
}

#[test]
fn let_go_in_the_air_it_stays_and_near_its_plinth_it_goes_home() {
    let mut world = taken();
    world.input.hands[1].squeeze = 0.0;
    world.frames(60);
    let there = world.place(0);
    world.hand(1, vec3(5.0, 1.0, 5.0), vec3(6.0, 1.0, 6.0), 0.0);
    world.frames(60);
    assert_eq!(world.place(0), there);
    world.holding.put_all_back();
    world.frames(60);
    assert_eq!(world.holding.moved().count(), 0);
    assert_eq!(world.holding.take_back().collect::<Vec<_>>(), [(0, 0)]);

    // By its card it goes home out of the hand, which does not take it again by itself.
    let mut world = taken();
    assert!(!world.holding.put_all_back() && world.holding.busy()[1]);
    world.holding.put_back((0, 1));
    assert!(world.holding.busy()[1], "that is another one");
    world.holding.put_back((0, 0));
    world.frames(60);
    assert_eq!((world.holding.moved().count(), world.holding.busy()), (0, [false; 2]));

    let mut world = World::new();
    world.hand(1, MIDDLE + vec3(0.0, 0.0, 0.3), MIDDLE, 0.0);
    world.frames(1);
    world.input.hands[1].squeeze = 1.0;
    world.frames(10);
    world.input.hands[1].squeeze = 0.0;
    world.frames(60);
    assert_eq!((world.holding.moved().count(), world.holding.label()), (0, None));
}

#[test]
fn put_on_the_floor_it_stands_upright_at_true_size() {
    let mut world = taken();
    let hand = world.hands[1].unwrap();
    // Down, and tilted.
    let orientation = Quat::from_rotation_z(0.6) * Quat::from_rotation_x(-1.2) * hand.orientation;
    world.hands[1] = Some(Pose { position: vec3(0.0, 0.35, 1.0), orientation });
    world.frames(2);
    world.input.hands[1].squeeze = 0.0;
    world.frames(60);
    let (thing, stance) = (world.holding.things()[0], world.place(0));
    assert_eq!(stance.ratio, 1.0);
    assert!((stance.turn * Vec3::Y).abs_diff_eq(Vec3::Y, 1e-4));
    assert!(thing.bounds.transformed(&stance.matrix(&thing)).min.y.abs() < 1e-4);
}

#[test]
fn a_hand_out_of_sight_holds_still_and_new_things_keep_what_is_held() {
    let mut world = taken();
    let before = world.place(0);
    world.hands[1] = None;
    world.frames(30);
    assert_eq!(world.place(0), before);
    let all = things();
    world.holding.set_things([all[1], all[0]].into());
    assert_eq!(world.place(1), before);
    world.holding.set_things([all[1]].into());
    assert_eq!(world.holding.moved().count(), 0);
    world.frames(1);
}

#[test]
fn a_trigger_asks_for_the_next_variant_of_what_its_hand_holds() {
    let mut world = taken();
    let taps = |world: &mut World, hand: usize| {
        world.input.hands[hand].trigger = 1.0;
        world.frames(5);
        world.input.hands[hand].trigger = 0.0;
        world.frames(1);
        world.holding.take_taps().collect::<Vec<_>>()
    };
    assert_eq!(taps(&mut world, 1), [(0, 0)]);
    assert_eq!(taps(&mut world, 1), [(0, 0)]);
    assert_eq!(taps(&mut world, 0), []);
    world.input.hands[1].squeeze = 0.0;
    world.frames(1);
    assert_eq!(taps(&mut world, 1), []);
}

//! Tools for what was taken.

use super::*;

/// Points the left hand at what the right one holds.
fn point_at_it(world: &mut World) {
    let place = world.place(0).place;
    world.hand(0, place + vec3(-0.3, 0.1, 0.3), place, 0.0);
    world.frames(1);
}

#[test]
fn a_tool_is_for_what_was_taken_and_put_away_with_it() {
    let mut world = World::new();
    world.holding.select(Tool::Explode);
    assert_eq!((world.holding.subject(), world.holding.tool()), (None, Tool::Hand));
    let mut world = taken();
    assert_eq!(world.holding.subject(), Some((0, 0)));
    world.holding.select(Tool::Explode);
    world.frames(10);
    assert_eq!(world.holding.tool(), Tool::Explode);
    // Let go in the air it is still the subject; at home it is none.
    world.input.hands[1].squeeze = 0.0;
    world.frames(10);
    assert_eq!((world.holding.subject(), world.holding.tool()), (Some((0, 0)), Tool::Explode));
    world.holding.put_all_back();
    world.frames(1);
    assert_eq!((world.holding.subject(), world.holding.tool()), (None, Tool::Hand));
}

#[test]
fn a_button_goes_through_all_tools() {
    let mut tool = Tool::default();
    let seen: Vec<Tool> = std::iter::from_fn(|| {
        tool = tool.next();
        (tool != Tool::Hand).then_some(tool)
    })
    .collect();
    assert_eq!(seen, Tool::ALL[1..]);
}

#[test]
fn it_comes_apart_slowly_or_at_once_and_is_whole_when_it_is_back() {
    let mut world = taken();
    world.holding.select(Tool::Explode);
    let mut amounts = Vec::new();
    for _ in 0..72 {
        world.frames(1);
        amounts.push(world.holding.apart((0, 0)));
    }
    assert!(amounts.is_sorted() && amounts[5] < 0.1 && amounts[71] == 1.0, "{amounts:?}");
    world.holding.set_explosion(0.5);
    world.frames(72);
    assert!((world.holding.apart((0, 0)) - 0.5).abs() < 1e-3);
    world.input.hands[1].squeeze = 0.0;
    world.frames(1);
    world.holding.put_all_back();
    let mut last = 1.0;
    while world.holding.moved().count() > 0 {
        last = world.holding.apart((0, 0));
        world.frames(1);
    }
    assert_eq!(last, 0.0, "whole before it is home");

    let mut world = taken();
    world.holding.reduced_motion = true;
    world.holding.select(Tool::Explode);
    world.frames(1);
    assert_eq!(world.holding.apart((0, 0)), 1.0);
}

#[test]
fn the_free_hand_works_and_its_stick_and_trigger_are_for_that() {
    let mut world = taken();
    world.hand(0, vec3(-0.3, 1.2, 0.0), vec3(-5.0, 1.2, 0.0), 0.0);
    world.frames(1);
    let worker = world.holding.worker().unwrap();
    assert_eq!((worker.hand, worker.points), (0, false));
    assert_eq!(world.holding.taken()[0], Taken::default());
    assert_eq!(world.holding.taken()[1], Taken { stick: true, trigger: true });
    point_at_it(&mut world);
    assert!(world.holding.worker().unwrap().points);
    assert_eq!(world.holding.taken()[0], Taken { stick: false, trigger: true });
    world.holding.select(Tool::Explode);
    world.frames(72);
    world.input.hands[0].stick.y = -1.0;
    world.frames(36);
    let amount = world.holding.apart((0, 0));
    assert!((0.2..0.9).contains(&amount), "{amount}");
    // It is pulled once for each time.
    world.input.hands[0].trigger = 1.0;
    world.frames(1);
    assert!(world.holding.worker().unwrap().pulled);
    world.frames(1);
    assert!(!world.holding.worker().unwrap().pulled);
    // Both hands on it: none works.
    let place = world.place(0).place;
    world.hand(0, place, place + Vec3::NEG_Z, 1.0);
    world.frames(1);
    assert_eq!(world.holding.worker(), None);
}

#[test]
fn a_plate_before_the_free_hand_cuts_and_stays_where_it_is_left() {
    let mut world = taken();
    point_at_it(&mut world);
    world.holding.select(Tool::Section);
    world.frames(1);
    let above = |world: &World, point: Vec3| world.holding.section().unwrap().dot(point.extend(1.0));
    let (place, hand) = (world.place(0).place, world.hands[0].unwrap());
    assert!(above(&world, place).abs() < 1e-3, "through its middle at first");
    assert!(above(&world, hand.position) > 0.1, "and the hand's side is away");
    assert!(world.holding.section_is_carried());
    world.holding.select(Tool::Ruler);
    assert_eq!(world.holding.section(), None, "nobody left it there");
    world.holding.select(Tool::Section);
    world.frames(1);
    // The stick slides it away from the hand.
    world.input.hands[0].stick.y = 1.0;
    world.frames(36);
    world.input.hands[0].stick.y = 0.0;
    assert!(above(&world, place) > 0.02);
    // The trigger leaves it; then it goes with the product.
    world.input.hands[0].trigger = 1.0;
    world.frames(2);
    world.input.hands[0].trigger = 0.0;
    world.frames(2);
    assert!(!world.holding.section_is_carried());
    let before = above(&world, place);
    world.hand(0, hand.position + Vec3::Y, place, 0.0);
    world.hands[1].as_mut().unwrap().position += Vec3::X;
    world.frames(2);
    assert!((above(&world, place + Vec3::X) - before).abs() < 1e-3);
    // The ruler works on what is cut; a hand puts it away.
    world.holding.select(Tool::Ruler);
    assert!(world.holding.section().is_some());
    world.holding.select(Tool::Hand);
    assert_eq!(world.holding.section(), None);
}

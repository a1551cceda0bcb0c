use std::f32::consts::{FRAC_PI_2, TAU};

use super::*;

const FRAME: f32 = 1.0 / 60.0;
const ALL_KEYS: [KeyCode; 25] = [
    KeyCode::KeyW,
    KeyCode::KeyA,
    KeyCode::KeyS,
    KeyCode::KeyD,
    KeyCode::KeyQ,
    KeyCode::KeyE,
    KeyCode::KeyG,
    KeyCode::KeyR,
    KeyCode::KeyM,
    KeyCode::KeyV,
    KeyCode::KeyL,
    KeyCode::KeyH,
    KeyCode::KeyC,
    KeyCode::ShiftLeft,
    KeyCode::ShiftRight,
    KeyCode::ControlLeft,
    KeyCode::ControlRight,
    KeyCode::ArrowUp,
    KeyCode::ArrowDown,
    KeyCode::ArrowLeft,
    KeyCode::ArrowRight,
    KeyCode::Escape,
    KeyCode::F11,
    KeyCode::F12,
    KeyCode::Space,
];

fn fov() -> Fov {
    Fov::symmetric(70f32.to_radians(), 1.6)
}

fn at(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A simulator with these keys down.
fn with(keys: &[KeyCode]) -> Sim {
    let mut sim = Sim::default();
    for &key in keys {
        sim.handle(Event::Key(key, true), at(0));
    }
    sim
}

fn send(sim: &mut Sim, events: &[Event]) -> Vec<Wish> {
    events.iter().filter_map(|event| sim.handle(*event, at(0))).collect()
}

fn tap(sim: &mut Sim, key: KeyCode, now: Duration) -> Option<Wish> {
    let wish = sim.handle(Event::Key(key, true), now);
    assert_eq!(sim.handle(Event::Key(key, false), now), None);
    wish
}

fn input(sim: &mut Sim) -> Input {
    sim.input(FRAME, fov())
}

#[test]
fn at_rest_the_head_looks_ahead_and_both_hands_are_there() {
    let input = input(&mut Sim::default());
    assert_eq!(input.head.position, vec3(0.0, 1.65, 0.0));
    assert!((input.head.forward() - Vec3::NEG_Z).length() < 1e-6);
    assert_eq!((input.walk, input.commands.len()), (Vec2::ZERO, 0));
    let [left, right] = input.hands.map(|hand| hand.grip.unwrap().position);
    assert!((right - vec3(0.2, 1.4, -0.5)).length() < 1e-5, "{right}");
    assert!(left.x < 0.0 && left.y < 1.0, "{left}");
}

#[test]
fn walking_keys_give_metres_per_second() {
    let walk = |keys: &[KeyCode]| input(&mut with(keys)).walk;
    assert_eq!(walk(&[KeyCode::KeyW]), vec2(0.0, 1.4));
    assert_eq!(walk(&[KeyCode::KeyS]), vec2(0.0, -1.4));
    assert_eq!(walk(&[KeyCode::KeyA]), vec2(-1.4, 0.0));
    assert_eq!(walk(&[KeyCode::KeyD]), vec2(1.4, 0.0));
    assert_eq!(walk(&[KeyCode::KeyW, KeyCode::KeyS]), Vec2::ZERO);
    assert!((walk(&[KeyCode::KeyW, KeyCode::KeyD]).length() - 1.4).abs() < 1e-6);
    assert_eq!(walk(&[KeyCode::ShiftLeft, KeyCode::KeyW]), vec2(0.0, 4.0));
    assert_eq!(walk(&[KeyCode::KeyW, KeyCode::ShiftRight]), vec2(0.0, 4.0));
    let mut sim = with(&[KeyCode::KeyW]);
    sim.handle(Event::Key(KeyCode::KeyW, false), at(1));
    input(&mut sim);
    assert_eq!(input(&mut sim).walk, Vec2::ZERO);
}

#[test]
fn a_tap_shorter_than_a_frame_is_held_for_one() {
    let mut sim = Sim::default();
    for key in [KeyCode::ArrowLeft, KeyCode::KeyG, KeyCode::KeyM] {
        tap(&mut sim, key, at(0));
    }
    send(&mut sim, &[Event::LeftButton(true), Event::LeftButton(false)]);
    let hand = input(&mut sim).hands[1];
    assert_eq!((hand.stick.x, hand.squeeze, hand.menu, hand.trigger), (-1.0, 1.0, true, 1.0));
    let hand = input(&mut sim).hands[1];
    assert_eq!((hand.stick.x, hand.squeeze, hand.menu, hand.trigger), (0.0, 0.0, false, 0.0));
}

#[test]
fn the_eyes_rise_and_sink_within_limits() {
    let mut sim = with(&[KeyCode::KeyE]);
    for _ in 0..60 {
        input(&mut sim);
    }
    assert!((sim.head().position.y - 2.45).abs() < 1e-3, "{}", sim.head().position.y);
    for _ in 0..60 {
        input(&mut sim);
    }
    assert_eq!(sim.head().position.y, 2.5);
    let mut sim = with(&[KeyCode::KeyQ]);
    for _ in 0..300 {
        input(&mut sim);
    }
    assert_eq!(sim.head().position.y, 0.3);
    // A long pause is one short step.
    let mut sim = with(&[KeyCode::KeyE]);
    sim.input(60.0, fov());
    assert!(sim.head().position.y < 1.74);
    sim.input(f32::NAN, fov());
    assert!(sim.head().position.is_finite());
}

#[test]
fn the_mouse_turns_the_head_only_while_the_right_button_is_down() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::Motion(vec2(500.0, 0.0))]);
    assert!((sim.head().forward() - Vec3::NEG_Z).length() < 1e-6);
    assert_eq!(send(&mut sim, &[Event::RightButton(true)]), [Wish::Grab(true)]);
    send(&mut sim, &[Event::Motion(vec2(FRAC_PI_2 / 0.0022, 0.0))]);
    // To the right is clockwise seen from above.
    assert!((sim.head().forward() - Vec3::X).length() < 1e-4, "{}", sim.head().forward());
    send(&mut sim, &[Event::Motion(vec2(0.0, 1e6))]);
    assert!((sim.head().forward().y + 89f32.to_radians().sin()).abs() < 1e-4);
    send(&mut sim, &[Event::Motion(vec2(0.0, -1e6))]);
    assert!((sim.head().forward().y - 89f32.to_radians().sin()).abs() < 1e-4);
    assert_eq!(send(&mut sim, &[Event::RightButton(false)]), [Wish::Grab(false)]);
    let before = sim.head();
    send(&mut sim, &[Event::Motion(vec2(50.0, 50.0)), Event::Motion(Vec2::NAN)]);
    assert_eq!(sim.head(), before);
}

#[test]
fn turning_on_and_on_stays_exact() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::RightButton(true)]);
    for _ in 0..1_000 {
        send(&mut sim, &[Event::Motion(vec2(TAU / 0.0022, 0.0))]);
    }
    assert!((sim.head().forward() - Vec3::NEG_Z).length() < 0.05, "{}", sim.head().forward());
}

#[test]
fn recentring_faces_ahead_at_standing_height() {
    let mut sim = with(&[KeyCode::KeyE]);
    send(&mut sim, &[Event::RightButton(true), Event::Motion(vec2(300.0, 200.0)), Event::RightButton(false)]);
    input(&mut sim);
    sim.handle(Event::Key(KeyCode::KeyE, false), at(1));
    input(&mut sim);
    tap(&mut sim, KeyCode::KeyR, at(2));
    let input = input(&mut sim);
    assert_eq!(input.commands, [Command::Recentre]);
    assert_eq!((input.head.position.y, input.head.orientation), (1.65, Quat::IDENTITY));
}

#[test]
fn every_command_key_gives_its_command_once() {
    let keys = [
        (KeyCode::KeyR, Command::Recentre, None),
        (KeyCode::F12, Command::Picture, None),
        (KeyCode::KeyH, Command::KeySheet, None),
        (KeyCode::KeyC, Command::Credits, None),
        (KeyCode::KeyO, Command::Overlay, None),
        (KeyCode::KeyL, Command::Language, None),
        (KeyCode::KeyV, Command::StereoView, Some(Wish::StereoView)),
    ];
    for (key, command, wish) in keys {
        let mut sim = Sim::default();
        assert_eq!(sim.handle(Event::Key(key, true), at(0)), wish);
        // What a keyboard repeats while a key is held does not count.
        assert_eq!(sim.handle(Event::Key(key, true), at(30)), None);
        assert_eq!(input(&mut sim).commands, [command]);
        assert_eq!(input(&mut sim).commands, []);
    }
    assert_eq!(tap(&mut Sim::default(), KeyCode::F11, at(0)), Some(Wish::Fullscreen));
}

#[test]
fn escape_gives_the_mouse_back_closes_a_page_and_twice_it_quits() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::RightButton(true)]);
    assert_eq!(tap(&mut sim, KeyCode::Escape, at(0)), Some(Wish::Grab(false)));
    assert_eq!(input(&mut sim).commands, []);
    // The button is let go later: nothing is left to give back.
    assert_eq!(send(&mut sim, &[Event::RightButton(false)]), []);
    assert_eq!(tap(&mut sim, KeyCode::Escape, at(1_000)), None);
    assert_eq!(input(&mut sim).commands, [Command::Back]);
    assert_eq!(tap(&mut sim, KeyCode::Escape, at(2_600)), None);
    assert_eq!(input(&mut sim).commands, [Command::Back]);
    assert_eq!(tap(&mut sim, KeyCode::Escape, at(3_500)), Some(Wish::Quit));
}

#[test]
fn buttons_and_arrows_belong_to_the_active_hand() {
    let mut sim = with(&[KeyCode::KeyG, KeyCode::KeyM, KeyCode::ArrowUp, KeyCode::ArrowLeft]);
    send(&mut sim, &[Event::LeftButton(true)]);
    let [left, right] = input(&mut sim).hands;
    assert_eq!((right.trigger, right.squeeze, right.stick, right.menu), (1.0, 1.0, vec2(-1.0, 1.0), true));
    assert_eq!((left.trigger, left.squeeze, left.stick, left.menu), (0.0, 0.0, Vec2::ZERO, false));
    send(&mut sim, &[Event::LeftButton(false), Event::Key(KeyCode::KeyG, false), Event::Key(KeyCode::ArrowUp, false)]);
    let right = input(&mut sim).hands[1];
    assert_eq!((right.trigger, right.squeeze, right.stick), (0.0, 0.0, vec2(-1.0, 0.0)));
}

#[test]
fn control_and_shift_together_change_hands_once() {
    for [first, second] in [
        [KeyCode::ControlLeft, KeyCode::ShiftLeft],
        [KeyCode::ShiftRight, KeyCode::ControlRight],
        [KeyCode::ControlRight, KeyCode::ShiftLeft],
    ] {
        let mut sim = with(&[KeyCode::ArrowUp, first]);
        assert_eq!(input(&mut sim).hands[1].stick.y, 1.0);
        sim.handle(Event::Key(second, true), at(0));
        let hands = input(&mut sim).hands;
        assert_eq!((hands[0].stick.y, hands[1].stick.y), (1.0, 0.0));
        sim.handle(Event::Key(second, false), at(1));
        assert_eq!(input(&mut sim).hands[0].stick.y, 1.0);
        sim.handle(Event::Key(second, true), at(2));
        assert_eq!(input(&mut sim).hands[1].stick.y, 1.0);
    }
}

#[test]
fn a_hand_keeps_what_it_holds_while_the_other_works() {
    let change = [
        Event::Key(KeyCode::ControlLeft, true),
        Event::Key(KeyCode::ShiftLeft, true),
        Event::Key(KeyCode::ControlLeft, false),
        Event::Key(KeyCode::ShiftLeft, false),
    ];
    let mut sim = with(&[KeyCode::KeyG]);
    send(&mut sim, &[Event::LeftButton(true), Event::Cursor(vec2(0.5, 0.5))]);
    let held = input(&mut sim).hands[1].grip;
    send(&mut sim, &change);
    send(&mut sim, &[Event::Key(KeyCode::KeyG, false), Event::Cursor(vec2(-0.5, 0.0)), Event::LeftButton(false)]);
    let hands = input(&mut sim).hands;
    assert_eq!((hands[1].squeeze, hands[1].trigger, hands[1].grip), (1.0, 0.0, held));
    assert_eq!(hands[0].squeeze, 0.0);
    // Back, and a fresh press and release lets go.
    send(&mut sim, &change);
    assert_eq!(input(&mut sim).hands[1].squeeze, 1.0);
    tap(&mut sim, KeyCode::KeyG, at(9));
    input(&mut sim);
    assert_eq!(input(&mut sim).hands[1].squeeze, 0.0);
}

#[test]
fn the_wheel_reaches_out_within_limits() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::Wheel(2.0)]);
    assert!((input(&mut sim).hands[1].grip.unwrap().position.z + 0.6).abs() < 1e-5);
    send(&mut sim, &[Event::Wheel(1e9), Event::Wheel(f32::NAN)]);
    assert!((input(&mut sim).hands[1].grip.unwrap().position.z + 0.9).abs() < 1e-5);
    send(&mut sim, &[Event::Wheel(-1e9)]);
    assert!((input(&mut sim).hands[1].grip.unwrap().position.z + 0.2).abs() < 1e-5);
}

#[test]
fn what_a_hand_holds_stays_while_the_other_points_near_and_far() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::Key(KeyCode::KeyG, true)]);
    send(&mut sim, &[Event::Key(KeyCode::ControlLeft, true), Event::Key(KeyCode::ShiftLeft, true)]);
    let before = input(&mut sim).hands[1];
    sim.focus(0.8);
    send(&mut sim, &[Event::Cursor(vec2(0.3, 0.2))]);
    let after = input(&mut sim).hands;
    assert_eq!((after[1].squeeze, after[1].grip), (1.0, before.grip));
    assert_ne!(after[0].aim.unwrap().orientation, before.aim.unwrap().orientation);
}

#[test]
fn the_pointer_ends_under_the_cursor() {
    for (cursor, focus) in [(vec2(0.0, 0.0), 3.0), (vec2(0.7, -0.4), 1.5), (vec2(-1.0, 1.0), 12.0)] {
        let mut sim = Sim::default();
        sim.focus(focus);
        send(&mut sim, &[Event::RightButton(true), Event::Motion(vec2(250.0, 90.0)), Event::RightButton(false)]);
        send(&mut sim, &[Event::Cursor(cursor)]);
        let input = input(&mut sim);
        let ray = vec3(cursor.x * fov().right.tan(), cursor.y * fov().up.tan(), -1.0).normalize();
        let target = input.head.position + input.head.orientation * ray * focus;
        let aim = input.hands[1].aim.unwrap();
        let off = (target - aim.position).normalize().cross(aim.forward()).length();
        assert!(off < 1e-4, "{cursor}: {off}");
        assert!(aim.orientation.is_normalized());
    }
}

#[test]
fn the_cursor_says_nothing_while_the_mouse_turns_the_head() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::Cursor(vec2(0.2, 0.1)), Event::RightButton(true)]);
    let before = input(&mut sim).hands[1];
    send(&mut sim, &[Event::Cursor(vec2(-0.9, 0.9))]);
    assert_eq!(input(&mut sim).hands[1], before);
}

#[test]
fn everything_is_let_go_when_the_window_loses_the_keyboard() {
    let mut sim = with(&ALL_KEYS[..6]);
    send(
        &mut sim,
        &[Event::Key(KeyCode::KeyG, true), Event::Key(KeyCode::ArrowUp, true), Event::Key(KeyCode::KeyM, true)],
    );
    send(&mut sim, &[Event::LeftButton(true), Event::RightButton(true)]);
    assert_eq!(send(&mut sim, &[Event::Unfocused]), [Wish::Grab(false)]);
    let input = input(&mut sim);
    assert_eq!(input.walk, Vec2::ZERO);
    for hand in input.hands {
        assert_eq!((hand.trigger, hand.squeeze, hand.stick, hand.menu), (0.0, 0.0, Vec2::ZERO, false));
    }
    // Pressed again they count again.
    send(&mut sim, &[Event::Key(KeyCode::KeyW, true)]);
    assert_eq!(sim.input(FRAME, fov()).walk, vec2(0.0, 1.4));
}

#[test]
fn no_order_of_events_gives_a_broken_pose() {
    // A small generator: the same thousand events on every run.
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let mut sim = Sim::default();
    for i in 0..20_000 {
        let value = next() as f32 / 1e4 - 800.0;
        let event = match next() % 8 {
            0..3 => Event::Key(ALL_KEYS[next() as usize % ALL_KEYS.len()], next() % 2 == 0),
            3 => Event::LeftButton(next() % 2 == 0),
            4 => Event::RightButton(next() % 2 == 0),
            5 => Event::Cursor(vec2(value, -value)),
            6 => Event::Motion(vec2(value, value)),
            _ => {
                if next() % 20 == 0 {
                    Event::Unfocused
                } else {
                    Event::Wheel(value)
                }
            }
        };
        sim.handle(event, at(i));
        let input = input(&mut sim);
        for pose in [input.head].into_iter().chain(input.hands.iter().flat_map(|hand| [hand.grip, hand.aim]).flatten())
        {
            assert!(pose.position.is_finite() && pose.orientation.is_normalized(), "{event:?}: {pose:?}");
        }
        assert!(input.walk.length() <= 4.001);
    }
}

#[test]
fn a_panel_has_what_is_typed_and_the_wheel_while_the_cursor_is_on_it() {
    let mut sim = Sim::default();
    let now = Duration::ZERO;
    assert!(!sim.is_typing());
    sim.set_taken(true, true);
    sim.handle(Event::Text('茶'), now);
    sim.handle(Event::Wheel(1.0), now);
    let reach = |input: &Input| input.hands[1].aim.map(|aim| aim.position);
    let first = sim.input(0.01, fov());
    assert_eq!(first.commands, [Command::Type('茶')]);
    assert_eq!(first.hands[1].stick.y, 1.0, "the stick is pushed for some frames");
    let frames = (0..20).filter(|_| sim.input(0.01, fov()).hands[1].stick.y > 0.0).count();
    assert_eq!(frames, 3);
    // Elsewhere the wheel is the hand's reach again.
    sim.set_taken(false, false);
    let before = sim.input(0.01, fov());
    sim.handle(Event::Wheel(1.0), now);
    let after = sim.input(0.01, fov());
    assert!(reach(&before) != reach(&after) && after.hands[1].stick.y == 0.0);
}

#[test]
fn the_mouse_moves_the_main_hand_from_when_it_is_chosen() {
    let mut sim = Sim::default();
    send(&mut sim, &[Event::LeftButton(true)]);
    sim.set_main(0);
    let pulled = input(&mut sim).hands.map(|hand| hand.trigger);
    assert_eq!(pulled, [0.0, 0.0], "what was pulled with the other hand is let go");
    send(&mut sim, &[Event::LeftButton(false), Event::LeftButton(true)]);
    assert_eq!(input(&mut sim).hands.map(|hand| hand.trigger), [1.0, 0.0]);
    // Ctrl+Shift still changes hands, and stays changed.
    send(&mut sim, &[Event::LeftButton(false)]);
    for key in [KeyCode::ControlLeft, KeyCode::ShiftLeft] {
        sim.handle(Event::Key(key, true), at(0));
    }
    sim.set_main(0);
    send(&mut sim, &[Event::LeftButton(true)]);
    assert_eq!(input(&mut sim).hands.map(|hand| hand.trigger), [0.0, 1.0]);
}

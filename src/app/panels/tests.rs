//! Panels in a visit to the demo fair, on the driver that draws nothing.

mod one_hand;

use glam::{Quat, Vec3, vec2, vec3};

use super::*;
use crate::app::demo::{Demo, demo};
use crate::device::{Command, Fov, Input, Pose, View, Views};
use crate::fair::Lang;
use crate::render::Profile;

const EYES: Vec3 = vec3(0.0, 1.6, 0.0);

struct Run {
    demo: Demo,
    panels: Panels,
    admission: Admission,
    input: Input,
    frame: u64,
}

impl Run {
    fn new() -> Run {
        let mut demo = demo(Profile::Pc, 1);
        demo.visit.lang = Lang::En;
        let panels =
            Panels::new(&demo.fair, &Arc::new(Source::none()), Keeper::open(None, "demo"), Pacing::Virtual, true);
        let head = Pose { position: EYES, orientation: Quat::IDENTITY };
        let input = Input { head, ..Input::default() };
        Run { demo, panels, admission: Admission::new(Pacing::Virtual), input, frame: 0 }
    }

    fn step(&mut self) {
        let period = Duration::from_nanos(13_888_889);
        let views = Views::Mono(View { pose: self.input.head, fov: Fov::symmetric(1.2, 1.0) });
        let (index, time) = (self.frame, period * self.frame as u32);
        let frame = Frame { index, time, period, draw: true, views, input: self.input.clone(), missed: 0 };
        self.frame += 1;
        self.input.commands.clear();
        let Demo { visit, world, content, .. } = &mut self.demo;
        visit.update(&frame, &world.ground);
        self.admission.begin(period);
        self.panels.update(visit, &frame, content, world, &mut self.admission);
        let view = crate::app::outlook::Outlook::default().view(&frame, visit, 64);
        content.advance(world, &mut self.admission, &view, time.as_secs_f32());
        world.renderer.flush();
    }

    fn steps(&mut self, count: usize) {
        (0..count).for_each(|_| self.step());
    }

    /// The right hand points at a place of the tablet, in its points from the upper left corner.
    fn point(&mut self, x: f32, y: f32) {
        let place = place::tablet(&Pose { position: EYES, orientation: Quat::IDENTITY });
        let to = place.transform_point3(vec3((x - 320.0) * 0.002, (240.0 - y) * 0.002, 0.0));
        let from = vec3(0.2, 1.3, -0.2);
        let orientation = Quat::from_rotation_arc(Vec3::NEG_Z, (to - from).normalize());
        self.input.hands[1].aim = Some(Pose { position: from, orientation });
    }

    fn press(&mut self, x: f32, y: f32) {
        self.point(x, y);
        self.steps(3);
        self.input.hands[1].trigger = 1.0;
        self.steps(3);
        self.input.hands[1].trigger = 0.0;
        self.steps(4);
    }

    fn front(&self) -> Option<usize> {
        self.panels.panels[0].front()
    }
}

#[test]
fn what_is_pointed_at_is_shown_with_the_next_frame_and_nothing_is_drawn_while_nothing_changes() {
    let mut run = Run::new();
    run.steps(4);
    assert!(run.panels.panels[0].is_gone(), "it takes no memory until it is wanted");
    run.input.commands.push(Command::Tablet);
    run.steps(20);
    let before = run.front();
    assert!(before.is_some(), "it is shown");
    run.steps(30);
    assert_eq!(run.front(), before, "at rest nothing is drawn");
    run.point(60.0, 80.0);
    run.step();
    assert_eq!(run.front(), before);
    run.step();
    assert_ne!(run.front(), before, "one frame later it is lit");
    run.input.commands.push(Command::Back);
    run.steps(3);
    assert!(run.panels.panels[0].is_gone());
}

#[test]
fn the_sign_of_a_gate_lights_up_and_takes_through_it() {
    let mut run = Run::new();
    let mut fair = (*run.demo.fair).clone();
    let second = crate::fair::Hall { id: "second".into(), plots: Vec::new(), ..fair.halls[0].clone() };
    fair.halls.push(second);
    let (place, yaw) = fair.halls[0].spawn;
    let ahead = glam::Vec2::new(-yaw.to_radians().sin(), -yaw.to_radians().cos());
    // Whoever leaves by it looks as who arrives.
    fair.halls[0].passages = vec![crate::fair::Passage { to: 1, position: place + ahead * 3.0, yaw: yaw + 180.0 }];
    run.panels.signs = Signs::new(&fair);
    run.demo.visit.halls = Arc::new(crate::visit::Halls::new(&fair));
    let gate = fair.gates(0)[0].matrix();
    let point = |run: &mut Run, up: f32| {
        let to = gate.transform_point3(crate::panel::GATE_SIGN.0 + Vec3::Y * up);
        let from = vec3(0.2, 1.3, -0.2);
        let to = run.demo.visit.world_from_rig().inverse().transform_point3(to);
        let orientation = Quat::from_rotation_arc(Vec3::NEG_Z, (to - from).normalize());
        run.input.hands[1].aim = Some(Pose { position: from, orientation });
    };
    run.step();
    let frames = |run: &Run| run.demo.visit.marks().iter().filter(|mark| mark.points.len() == 5).count();
    point(&mut run, -0.4);
    run.steps(3);
    let before = frames(&run);
    point(&mut run, 0.0);
    run.steps(3);
    assert_eq!(frames(&run), before + 1, "it is framed");
    run.input.hands[1].trigger = 1.0;
    run.steps(2);
    assert_eq!((run.demo.visit.hall, run.demo.visit.comfort().blink), (1, 1.0));
    // One that leads to several halls opens the map.
    run.input.hands[1].trigger = 0.0;
    fair.halls[0].passages.clear();
    fair.halls.push(crate::fair::Hall { id: "third".into(), ..fair.halls[1].clone() });
    run.demo.visit.halls = Arc::new(crate::visit::Halls::new(&fair));
    run.demo.visit.tablet = false;
    run.panels.leave_by(0, &mut run.demo.visit);
    assert!(run.demo.visit.tablet && run.demo.visit.hall == 1);
}

#[test]
fn a_panel_is_carried_by_the_grip_and_faces_the_visitor() {
    let mut run = Run::new();
    run.input.commands.push(Command::Tablet);
    run.steps(20);
    run.point(100.0, 100.0);
    run.steps(2);
    let stood = run.panels.places[0].unwrap();
    run.input.hands[1].squeeze = 1.0;
    run.steps(2);
    let aim = run.input.hands[1].aim.unwrap();
    // The place that one points at stays on the ray, where it is.
    let point = vec3((100.0 - 320.0) * 0.002, (240.0 - 100.0) * 0.002, 0.0);
    let off = |run: &Run, to: Vec3| run.panels.places[0].unwrap().transform_point3(point).distance(to);
    assert!(off(&run, stood.transform_point3(point)) < 1e-3);
    let turned = Pose { orientation: Quat::from_rotation_y(0.6) * aim.orientation, ..aim };
    run.input.hands[1].aim = Some(turned);
    run.step();
    let far = stood.transform_point3(point).distance(aim.position);
    assert!(off(&run, turned.position + turned.forward() * far) < 1e-3);
    let face = run.panels.places[0].unwrap().z_axis.truncate();
    let there = turned.position + turned.forward() * far;
    assert!(face.dot((EYES - there).normalize()) > 0.999, "{face}");
    // The stick brings it nearer, and scrolls nothing; let go it stays.
    run.input.hands[1].stick.y = -1.0;
    run.steps(30);
    run.input.hands[1].stick.y = 0.0;
    assert!(off(&run, turned.position) < far - 0.2);
    run.input.hands[1].squeeze = 0.0;
    run.step();
    let hung = run.panels.places[0].unwrap();
    run.input.hands[1].aim = Some(aim);
    run.steps(5);
    assert_eq!(run.panels.places[0], Some(hung));
    // Closed elsewhere, a hand takes nothing along.
    run.input.hands[1].aim = Some(Pose { orientation: Quat::from_rotation_y(-2.0), ..aim });
    run.steps(2);
    run.input.hands[1].squeeze = 1.0;
    run.steps(2);
    run.input.hands[1].aim = Some(turned);
    run.steps(2);
    assert_eq!(run.panels.places[0], Some(hung));
}

#[test]
fn what_is_asked_for_is_done_and_what_is_kept_lasts() {
    let mut run = Run::new();
    run.input.commands.push(Command::Tablet);
    run.steps(20);
    run.input.commands.extend("robots".chars().map(Command::Type));
    run.steps(6);
    run.press(300.0, 90.0);
    // Show the way, and keep.
    run.press(190.0, 446.0);
    run.press(560.0, 446.0);
    let robots = run.demo.fair.booths.iter().position(|booth| booth.id == "robots").unwrap();
    let expected = crate::visit::Goal::booth(&run.demo.fair, "robots");
    assert!(run.demo.visit.goal() == expected && expected.is_some(), "{:?}", run.demo.visit.goal());
    assert_eq!(run.panels.keeper.kept().items, [crate::panel::Item { booth: "robots".into(), product: None }]);
    // Go there: before the booth, facing it, without the tablet.
    run.press(370.0, 446.0);
    run.steps(4);
    let plot = &run.demo.fair.halls[0].plots[run.demo.fair.booths[robots].plot];
    let head = run.demo.visit.head();
    let way = plot.position - vec2(head.position.x, head.position.z);
    assert!(way.length() < plot.size.length() + 2.0, "{way}");
    let ahead = head.forward();
    assert!(way.normalize().dot(vec2(ahead.x, ahead.z).normalize()) > 0.8, "{way} {ahead}");
    assert!(!run.demo.visit.tablet);
    // It stands there for a while, and that is remembered.
    run.steps(400);
    assert_eq!(run.panels.keeper.kept().seen.first().map(|seen| seen.booth.as_str()), Some("robots"));
}

#[test]
fn a_sign_that_is_pointed_at_is_framed_and_opens_its_booths_page() {
    let mut run = Run::new();
    run.steps(4);
    let number = run.demo.fair.booths.iter().position(|booth| booth.id == "coffee").unwrap();
    let booth = &run.demo.fair.booths[number];
    let plot = &run.demo.fair.halls[booth.hall].plots[booth.plot];
    let sign = plot.matrix().transform_point3(booth.sign.position);
    // Before the booth, and pointing up at its sign.
    let goal = crate::visit::Goal::before(booth.hall, plot);
    run.demo.visit.jump(goal.place, 0.0);
    run.steps(2);
    let rig = run.demo.visit.world_from_rig().inverse();
    let (from, to) = (vec3(0.1, 1.3, -0.1), rig.transform_point3(sign));
    let orientation = Quat::from_rotation_arc(Vec3::NEG_Z, (to - from).normalize());
    run.input.hands[1].aim = Some(Pose { position: from, orientation });
    run.steps(1);
    let rays = run.demo.visit.marks().len();
    run.step();
    assert_eq!(run.demo.visit.marks().len(), rays + 1, "a frame round the sign");
    run.input.hands[1].trigger = 1.0;
    run.steps(2);
    run.input.hands[1].trigger = 0.0;
    assert!(run.demo.visit.tablet);
    run.input.hands[1].aim = None;
    run.steps(20);
    // The page's last button keeps the booth.
    run.press(560.0, 446.0);
    assert_eq!(run.panels.keeper.kept().items, [crate::panel::Item { booth: "coffee".into(), product: None }]);
}

//! Everything that a visit offers, done with one hand while the other one is not there: each hand, with a stick, with
//! nothing but a trigger and a menu button, and bare.

use std::f32::consts::FRAC_PI_2;

use glam::{Mat4, Vec2};

use super::*;
use crate::device::Hand;
use crate::model::Aabb;
use crate::visit::{Settings, Thing, Tool};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Stick,
    Simple,
    Bare,
}

struct One {
    run: Run,
    hand: usize,
    kind: Kind,
}

/// What is taken: a box of 20 cm, shown at half its size.
const ID: ThingId = (0, 0);
/// Metres of a point of a panel.
const POINT: f32 = 0.002;
/// Eyes of somebody who sits.
const EYES: f32 = 1.15;
/// Places on the card and on the tablet, in their points.
const SMALLER: Vec2 = vec2(50.0, 358.0);
const TRUE: Vec2 = vec2(160.0, 358.0);
const LARGER: Vec2 = vec2(270.0, 358.0);
const SPIN: Vec2 = vec2(50.0, 404.0);
const FLOOR: Vec2 = vec2(160.0, 404.0);
const EXPLODE: Vec2 = vec2(234.0, 450.0);
const SECTION: Vec2 = vec2(86.0, 496.0);
const RULER: Vec2 = vec2(234.0, 496.0);
const BACK: Vec2 = vec2(234.0, 542.0);
const TURN_LEFT: Vec2 = vec2(36.0, 400.0);
const CLOSE: Vec2 = vec2(62.0, 446.0);

impl One {
    fn hand(&mut self) -> &mut Hand {
        &mut self.run.input.hands[self.hand]
    }

    /// Points from before the chest at a place in rig space.
    fn point(&mut self, to: Vec3) {
        let from = vec3(if self.hand == 0 { -0.2 } else { 0.2 }, EYES - 0.3, -0.2);
        let orientation = Quat::from_rotation_arc(Vec3::NEG_Z, (to - from).normalize());
        let pose = Some(Pose { position: from, orientation });
        (self.hand().aim, self.hand().grip) = (pose, pose);
    }

    fn trigger(&mut self) {
        self.hand().trigger = 1.0;
        self.run.steps(3);
        self.hand().trigger = 0.0;
        self.run.steps(4);
    }

    fn squeeze(&mut self, held: bool) {
        let value = f32::from(u8::from(held));
        match self.kind {
            Kind::Simple => self.hand().trigger = value,
            _ => self.hand().squeeze = value,
        }
    }

    /// Presses a place of a panel: 0 the tablet, 1 the card.
    fn press(&mut self, number: usize, at: Vec2) {
        self.run.steps(20);
        let size = Sheet::ALL[number].size();
        let place = self.run.panels.places[number].expect("it is shown");
        let to = place.transform_point3(vec3(at.x * POINT - size.x * 0.5, size.y * 0.5 - at.y * POINT, 0.0));
        self.point(to);
        self.run.steps(3);
        self.trigger();
    }

    fn menu(&mut self) {
        if self.kind != Kind::Bare {
            self.hand().menu = true;
            self.run.steps(2);
            self.hand().menu = false;
            self.run.steps(2);
            return;
        }
        // The palm, before the eyes; then a fist.
        let turn = if self.hand == 0 { -FRAC_PI_2 } else { FRAC_PI_2 };
        let palm = Pose { position: vec3(0.0, EYES - 0.05, -0.4), orientation: Quat::from_rotation_y(turn) };
        (self.hand().grip, self.hand().aim) = (Some(palm), Some(palm));
        self.run.steps(40);
        self.hand().squeeze = 1.0;
        self.run.steps(3);
        self.hand().squeeze = 0.0;
        self.run.steps(3);
        (self.hand().grip, self.hand().aim) = (None, None);
        self.run.steps(3);
    }

    fn facing(&self) -> f32 {
        let ahead = self.run.demo.visit.head().forward();
        (-ahead.x).atan2(-ahead.z)
    }

    fn ratio(&self) -> f32 {
        self.run.demo.visit.holding.latest().expect("something is off its plinth").1
    }

    fn stands(&self) -> Mat4 {
        self.run.demo.visit.holding.moved().next().expect("something is off its plinth").1
    }

    /// Moving and turning.
    fn about(&mut self) {
        let before = self.run.demo.visit.body.place;
        self.point(vec3(0.0, -0.45, -1.6));
        match self.kind {
            Kind::Stick => self.hand().stick = vec2(0.0, 1.0),
            _ => self.hand().trigger = 1.0,
        }
        self.run.steps(3);
        (self.hand().stick, self.hand().trigger) = (Vec2::ZERO, 0.0);
        self.run.steps(3);
        let went = before.distance(self.run.demo.visit.body.place);
        assert!(went > 1.0, "{:?} {} went {went}", self.kind, self.hand);

        self.menu();
        assert!(self.run.demo.visit.tablet, "{:?} {} opens the tablet", self.kind, self.hand);
        let facing = self.facing();
        self.press(0, TURN_LEFT);
        let turned = (self.facing() - facing).rem_euclid(std::f32::consts::TAU).to_degrees();
        assert!((turned - 30.0).abs() < 1.0, "{turned}");
        self.press(0, CLOSE);
        assert!(!self.run.demo.visit.tablet);

        if self.kind == Kind::Stick {
            self.point(vec3(0.0, EYES, -3.0));
            self.run.demo.visit.settings.smooth = true;
            let (before, facing) = (self.run.demo.visit.body.place, self.facing());
            self.hand().stick = vec2(0.0, -1.0);
            self.run.steps(30);
            self.hand().stick = vec2(1.0, 0.0);
            self.run.steps(3);
            self.hand().stick = Vec2::ZERO;
            self.run.steps(3);
            assert!(before.distance(self.run.demo.visit.body.place) > 0.4 && facing != self.facing());
            self.run.demo.visit.settings.smooth = false;
        }
    }

    /// Taking a product, and all that is done with one.
    fn product(&mut self) {
        let at = vec3(0.0, EYES - 0.3, -1.4);
        let home =
            self.run.demo.visit.world_from_rig() * Mat4::from_translation(at) * Mat4::from_scale(Vec3::splat(0.5));
        let bounds = Aabb { min: Vec3::splat(-0.1), max: Vec3::splat(0.1) };
        self.run.demo.visit.holding.set_things([Thing::new(ID, bounds, home, 0.5).unwrap()].into());
        self.point(at);
        self.run.steps(3);
        self.squeeze(true);
        self.run.steps(60);
        assert!(self.run.demo.visit.holding.busy()[self.hand], "{:?} {} takes it", self.kind, self.hand);
        // Away from its place, and let go in the air.
        self.point(vec3(0.0, EYES, -1.0));
        self.run.steps(10);
        self.squeeze(false);
        self.run.steps(30);
        assert_eq!(self.run.demo.visit.holding.subject(), Some(ID));
        assert_eq!(self.run.demo.visit.holding.busy(), [false; 2]);

        self.press(1, LARGER);
        assert!((self.ratio() - 0.625).abs() < 1e-3, "{}", self.ratio());
        self.press(1, SMALLER);
        assert!((self.ratio() - 0.5).abs() < 1e-3, "{}", self.ratio());
        self.press(1, TRUE);
        assert_eq!(self.ratio(), 1.0);
        let before = self.stands();
        self.press(1, SPIN);
        assert!(!self.stands().abs_diff_eq(before, 0.1), "it is turned");

        self.press(1, EXPLODE);
        self.run.steps(80);
        assert_eq!(self.run.demo.visit.holding.apart(ID), 1.0);
        self.press(1, SMALLER);
        assert!((self.run.demo.visit.holding.explosion() - 0.8).abs() < 1e-3);
        self.press(1, TRUE);
        self.run.steps(80);
        assert_eq!(self.run.demo.visit.holding.apart(ID), 0.0);

        self.press(1, SECTION);
        let middle = self.in_rig(self.stands().transform_point3(Vec3::ZERO));
        self.point(middle);
        self.run.steps(3);
        let holding = &self.run.demo.visit.holding;
        assert!(holding.section().is_some() && holding.section_is_carried());
        assert_eq!(holding.worker().map(|worker| worker.hand), Some(self.hand));
        self.trigger();
        assert!(!self.run.demo.visit.holding.section_is_carried(), "it is left there");

        self.press(1, RULER);
        assert_eq!(self.run.demo.visit.holding.tool(), Tool::Ruler);
        self.point(middle);
        self.run.steps(3);
        self.hand().trigger = 1.0;
        self.run.step();
        let picks = self.run.demo.visit.holding.worker().is_some_and(|worker| worker.pulled && worker.points);
        assert!(picks, "{:?} {} picks a place", self.kind, self.hand);
        self.hand().trigger = 0.0;
        self.run.steps(4);

        self.press(1, FLOOR);
        self.run.steps(40);
        let low = bounds.transformed(&self.stands()).min.y;
        let floor = self.run.demo.visit.rig.position.y;
        assert!((low - floor).abs() < 0.12 && self.ratio() == 1.0, "{low} {floor}");
        // What is on the floor can be had again.
        let there = self.in_rig(self.stands().transform_point3(Vec3::ZERO));
        self.point(there);
        self.run.steps(3);
        // A tool works on it; a hand takes it.
        self.run.demo.visit.holding.select(Tool::Hand);
        self.run.steps(3);
        self.squeeze(true);
        self.run.steps(60);
        assert!(self.run.demo.visit.holding.busy()[self.hand], "{:?} {} takes it from the floor", self.kind, self.hand);
        self.point(vec3(0.0, EYES, -1.0));
        self.run.steps(10);
        self.squeeze(false);
        self.run.steps(10);
        self.press(1, BACK);
        self.run.steps(40);
        assert_eq!(self.run.demo.visit.holding.moved().count(), 0);
    }

    fn in_rig(&self, at: Vec3) -> Vec3 {
        self.run.demo.visit.world_from_rig().inverse().transform_point3(at)
    }
}

#[test]
fn either_hand_alone_does_all_that_there_is_to_do() {
    let mut run = Run::new();
    let fresh = run.demo.visit.clone();
    for kind in [Kind::Stick, Kind::Simple, Kind::Bare] {
        for hand in 0..2 {
            run.demo.visit = fresh.clone();
            // Seated, so that the floor is far below.
            let seated = Settings { one_hand: true, seated: true, sat: Some(EYES), ..Settings::default() };
            run.demo.visit.settings = seated;
            let head = Pose { position: Vec3::Y * EYES, orientation: Quat::IDENTITY };
            run.input = Input { head, ..Input::default() };
            run.input.hands[hand] =
                Hand { no_stick: kind != Kind::Stick, no_squeeze: kind == Kind::Simple, ..Hand::default() };
            run.steps(3);
            let mut one = One { run, hand, kind };
            one.about();
            one.product();
            run = one.run;
        }
    }
}

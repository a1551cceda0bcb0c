//! The visitor, frame by frame.

mod gates;

use std::sync::Arc;
use std::time::Duration;

use gates::Leg;
use glam::{Mat4, Vec2, Vec3, vec3};
use serde::{Deserialize, Serialize};

use super::buttons;
use super::comfort::Comfort;
use super::height::{self, Height};
use super::marks::Marks;
use super::moving::{self, Body, Turner};
use super::rig::Rig;
use super::round::{Moment, Round};
use super::route::{Goal, Guide, Guided};
use super::settings::{Settings, Turn};
use super::teleport::Teleporter;
use super::{Door, Ground, Halls, Holding, Pointing, sane};
use crate::device::{Command, Frame, Input, Pose};
use crate::fair::Lang;
use crate::render::{Lie, Ribbon};

/// A longer gap between two frames (headset off, window moved) is no movement, seconds.
const LONGEST_STEP: f32 = 0.25;
/// Slower than this nobody means to walk, metres per second.
const MEANT: f32 = 0.02;
/// A trigger that is pulled further than this was pulled.
const PULLED: f32 = 0.6;
/// One that is pulled less was let go.
const LET_GO: f32 = 0.3;
/// Who is this near to the end of the way has arrived, metres; and is at a gate that they are led through.
const ARRIVED: f32 = 2.0;
const AT_GATE: f32 = 1.2;

/// Everything that is the visitor's and not the device's: it lives on when the device is rebuilt, and can be kept on
/// disk. What is shown only for the moment (an arc, a blink) is not part of that.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Visit {
    /// Index of the hall.
    pub hall: usize,
    pub rig: Rig,
    pub body: Body,
    pub settings: Settings,
    pub lang: Lang,
    /// Whether the key sheet is shown.
    pub key_sheet: bool,
    /// Whether the credits page is shown.
    pub credits: bool,
    /// Whether the streaming overlay is wanted; a page that is shown has its place meanwhile.
    #[serde(default)]
    pub overlay: bool,
    /// Whether the tablet is wanted; a page that is shown has its place meanwhile.
    #[serde(default)]
    pub tablet: bool,
    /// Whether a window shows both eyes.
    pub stereo_view: bool,
    /// Where the visitor wants to be led; see [`Visit::set_goal`].
    #[serde(default)]
    goal: Option<Goal>,
    /// A tour that takes the visitor along; see [`Visit::set_round`].
    #[serde(default)]
    round: Option<Round>,
    /// Where to arrive with the next frame: not before it is the head's place in the rig known.
    arriving: Option<Vec2>,
    /// What is in the visitor's hands, and what was put elsewhere.
    #[serde(skip)]
    pub holding: Holding,
    /// Panels, and the hands that point at them.
    #[serde(skip)]
    pub pointing: Pointing,
    /// The ways between halls.
    #[serde(skip)]
    pub halls: Arc<Halls>,
    #[serde(skip)]
    now: Now,
}

/// The moment.
#[derive(Debug, Clone, Default)]
struct Now {
    last: Option<Duration>,
    input: Input,
    turner: Turner,
    teleporter: Teleporter,
    marks: Marks,
    comfort: Comfort,
    guide: Guide,
    /// The way out of a hall that is on the way to a goal in another one, if there is any.
    leg: Option<Leg>,
    /// The gate in which the visitor is: they are not taken through it again.
    gate: Option<Door>,
    height: Height,
    /// Hands that take by their trigger, as nothing can be squeezed.
    takes: [bool; 2],
    /// Hands above whose palm the menu is: what they pinch or close on is that.
    palms: [bool; 2],
    /// Hands that are pinched or closed at all, and those that closed on that menu.
    closed: [bool; 2],
    at_palm: [bool; 2],
    /// Characters of a real keyboard in this frame.
    typed: Vec<char>,
    /// Jumped since the last frame.
    jumped: bool,
    /// Hands that hold nothing and point at no panel, and those of them whose trigger was pulled in this frame.
    free: [bool; 2],
    pulled: [bool; 2],
    /// Corners of what a hand points at and can choose.
    lit: [Option<[Vec3; 4]>; 2],
}

/// What happened in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Events {
    /// Write a picture of this frame.
    pub picture: bool,
    pub teleported: bool,
    pub turned: bool,
    pub recentred: bool,
    /// [`Visit::lang`] changed.
    pub language: bool,
    /// [`Visit::stereo_view`] changed.
    pub stereo_view: bool,
    /// A stop of a tour was seen, and it goes on; it was the last.
    pub seen: bool,
    pub toured: bool,
    /// The visitor stands at the goal, which is none any more.
    pub arrived: bool,
    /// Went through a gate: [`Visit::hall`] is another one.
    pub passed: bool,
    /// There is no way to the goal; said once, unless there was one meanwhile.
    pub no_way: bool,
}

impl Visit {
    /// A visitor who arrives in the first hall: x and z, and yaw in degrees, as in [`crate::fair::Hall::spawn`].
    pub fn new(spawn: (Vec2, f32)) -> Visit {
        let mut visit = Visit {
            hall: 0,
            rig: Rig::default(),
            body: Body::default(),
            settings: Settings::default(),
            lang: Lang::default(),
            key_sheet: false,
            credits: false,
            overlay: false,
            tablet: false,
            stereo_view: false,
            goal: None,
            round: None,
            arriving: None,
            holding: Holding::default(),
            pointing: Pointing::default(),
            halls: Arc::default(),
            now: Now::default(),
        };
        visit.enter(0, spawn);
        visit
    }

    /// The visit as it is to be kept: the visitor arrives in it where they stand now, and has ahead of them what they look
    /// at. What they hold is back in its place.
    pub fn leaving(&self) -> Visit {
        let facing = self.rig.facing(&self.now.input.head).to_degrees();
        let mut visit = self.clone();
        (visit.holding, visit.now) = (Holding::default(), Now::default());
        visit.enter(self.hall, (self.body.place, facing));
        visit
    }

    /// Goes to a hall's spawn with the next frame.
    pub fn enter(&mut self, hall: usize, (place, yaw): (Vec2, f32)) {
        self.hall = hall;
        self.rig = Rig { position: vec3(place.x, 0.0, place.y), yaw: yaw.to_radians(), ..self.rig };
        self.body.place = place;
        self.arriving = Some(place);
        self.now.teleporter.cancel();
    }

    /// Goes to a place of any hall as by [`Visit::jump`]. Products stay in theirs.
    pub fn go(&mut self, hall: usize, place: Vec2, facing: f32) {
        if self.hall != hall {
            self.hall = hall;
            self.holding.leave();
        }
        self.jump(place, facing);
    }

    /// Goes to a place in the hall with the next frame, where there is room near it, and faces a way (radians); the
    /// picture is dark for an instant, from now on.
    pub fn jump(&mut self, place: Vec2, facing: f32) {
        let head = self.now.input.head;
        self.rig.turn(&head, facing - self.rig.facing(&head));
        self.arriving = Some(place);
        self.now.teleporter.cancel();
        self.now.comfort.blink = 1.0;
        self.now.jumped = true;
    }

    /// Characters of a real keyboard in this frame, for a panel; U+0008 and U+000D as in [`Command::Type`].
    pub fn typed(&self) -> &[char] {
        &self.now.typed
    }

    /// Shows the way to a goal on the floor until the visitor has arrived; none any more, for `None`. Takes no time:
    /// the way is looked for by a thread, and comes with one of the next frames. A tour is over then.
    pub fn set_goal(&mut self, goal: Option<Goal>) {
        (self.goal, self.round) = (goal, None);
    }

    /// Takes the visitor from one booth to the next, or ends that.
    pub fn set_round(&mut self, round: Option<Round>) {
        if round.is_none() && self.round.is_some() {
            self.goal = None;
        }
        self.round = round.filter(|round| round.stop().is_some());
    }

    /// The tour that takes the visitor along.
    pub fn round(&self) -> Option<&Round> {
        self.round.as_ref()
    }

    /// Changes how that tour goes on.
    pub fn on_round(&mut self, change: impl FnOnce(&mut Round)) {
        if let Some(round) = &mut self.round {
            change(round);
        }
        if self.round.as_ref().is_some_and(|round| round.stop().is_none()) {
            self.set_round(None);
        }
    }

    /// Where the visitor is led.
    pub fn goal(&self) -> Option<Goal> {
        self.goal
    }

    /// The way to the goal from where it was last looked for: points on the floor of the hall, for a map. Empty while
    /// there is none.
    pub fn way(&self) -> &[Vec3] {
        self.now.guide.way()
    }

    /// Whether each way comes with the frame after the one in which it was asked for, which then waits for it: for
    /// visits that must look the same each time.
    pub fn wait_for_ways(&mut self, wait: bool) {
        self.now.guide.waits = wait;
    }

    /// Where the visitor stands: x and z in the hall, metres.
    pub fn place(&self) -> Vec2 {
        self.body.place
    }

    /// Takes points of rig space into the hall.
    pub fn world_from_rig(&self) -> Mat4 {
        self.rig.matrix()
    }

    /// The head in the hall, as of the last frame.
    pub fn head(&self) -> Pose {
        self.rig.to_hall(&self.now.input.head)
    }

    /// The hands' aims in the hall, left and right, as of the last frame.
    pub fn aims(&self) -> [Option<Pose>; 2] {
        [0, 1].map(|i| self.now.input.hands[i].aim.map(|aim| self.rig.to_hall(&aim)))
    }

    /// The aims in the hall of hands that hold nothing and point at no panel.
    pub fn free_hands(&self) -> [Option<Pose>; 2] {
        let aims = self.aims();
        [0, 1].map(|i| aims[i].filter(|_| self.now.free[i]))
    }

    /// Which of the free hands' triggers were pulled in the last frame.
    pub fn pulled(&self) -> [bool; 2] {
        self.now.pulled
    }

    /// What the visitor chose; whoever sits down is measured.
    pub fn choose(&mut self, settings: Settings) {
        let sits = settings.seated && !self.settings.seated;
        // What was measured is not chosen.
        self.settings = Settings { sat: self.settings.sat, ..settings };
        if sits {
            self.measure();
        }
    }

    /// The eyes as they are now become those of somebody who stands: see [`super::height`].
    pub fn measure(&mut self) {
        self.settings.sat = Some(self.now.input.head.position.y);
        self.now.jumped = true;
    }

    /// Turns by an angle, radians, as a stick would.
    pub fn turn(&mut self, radians: f32) {
        let head = self.now.input.head;
        self.rig.turn(&head, radians);
        self.now.jumped = true;
    }

    /// Says above which hands' palms the menu is, from the next frame on; the hand itself presses it, by a pinch or a fist.
    pub fn set_palms(&mut self, palms: [bool; 2]) {
        self.now.palms = palms;
    }

    /// Frames what each hand points at and can choose by its trigger, given by its corners in the hall, from the next frame
    /// on: the trigger aims no jump meanwhile.
    pub fn light(&mut self, corners: [Option<[Vec3; 4]>; 2]) {
        self.now.lit = corners;
    }

    /// Frames something in this frame by its corners in the hall, whatever hands point at.
    pub fn frame(&mut self, corners: [Vec3; 4]) {
        self.now.marks.frame(std::iter::once(corners));
    }

    /// The guides to draw: arc, landing ring, rays, the way to the goal. Points in the hall.
    pub fn marks(&self) -> &[Ribbon] {
        self.now.marks.bands()
    }

    /// Adds a band to those of this frame, as long as there is room; see [`crate::render::Ribbon`]. Points in the hall.
    pub fn mark(&mut self, width: f32, color: [f32; 4], lie: Lie, points: impl Iterator<Item = Vec3>) {
        self.now.marks.band(width, color, lie, points);
    }

    /// How far to darken the picture.
    pub fn comfort(&self) -> Comfort {
        self.now.comfort
    }

    /// One frame of the visit. Time is the frame's only.
    pub fn update(&mut self, frame: &Frame, ground: &Ground) -> Events {
        let mut input = frame.input.clone();
        sane(&mut input, &self.now.input);
        let dt = self.now.last.map_or(0.0, |last| frame.time.saturating_sub(last).as_secs_f32());
        let dt = if dt > LONGEST_STEP { 0.0 } else { dt };
        self.now.last = Some(frame.time);

        self.holding.reduced_motion = self.settings.reduced_motion;
        let main = self.settings.main.index();
        self.holding.prefer(main);
        self.pointing.prefer(main);
        if self.now.height.update(input.head.position.y, dt, &mut self.settings) {
            self.now.jumped = true;
        }
        self.rig.raise = height::lift(&self.settings);
        let arrived = self.arriving.take();
        if let Some(place) = arrived {
            self.body.place = ground.free_near(place, super::RADIUS, 6.0).unwrap_or(place);
            self.rig.put_head(&input.head, self.body.place);
            self.rig.position.y = ground.bare_floor(self.body.place);
        }
        let mut events = self.obey(&input, ground);
        self.take_by_trigger(&mut input);
        let palmed = self.press_palms(&mut input);
        let mut pressed = buttons::pressed(&self.now.input, &input);
        pressed.menu |= palmed;
        if pressed.menu {
            self.menu();
        }
        if pressed.tool {
            self.holding.select(self.holding.tool().next());
        }
        self.settings.smooth ^= pressed.smooth;
        self.body.follow(self.rig.over(&input.head), ground);

        // What is in a hand, or worked on, has its stick and its trigger; so has a panel that it points at.
        let (busy, taken) = (self.holding.busy(), self.holding.taken());
        let held = input.clone();
        let aims = [0, 1].map(|i| input.hands[i].aim.map(|aim| self.rig.to_hall(&aim)));
        // What was taken hides the panels behind it.
        let before = [0, 1].map(|i| aims[i].and_then(|aim| self.holding.far(&aim)));
        self.pointing.update(&input, aims, busy, before, self.settings.steady, dt);
        let covered = self.pointing.covered();
        self.now.free = [0, 1].map(|i| !busy[i] && !covered[i] && !taken[i].trigger);
        let was = &self.now.input.hands;
        self.now.pulled =
            [0, 1].map(|i| self.now.free[i] && was[i].trigger < PULLED && input.hands[i].trigger >= PULLED);
        for (i, hand) in input.hands.iter_mut().enumerate() {
            if covered[i] || taken[i].stick {
                hand.stick = Vec2::ZERO;
            }
            // What was begun elsewhere goes on.
            let elsewhere = (covered[i] || self.now.lit[i].is_some()) && self.now.teleporter.busy() != Some(i);
            if elsewhere || taken[i].trigger {
                hand.trigger = 0.0;
            }
        }

        let angle = self.now.turner.update(&input, &self.settings, self.now.teleporter.busy(), dt);
        self.rig.turn(&input.head, angle);
        events.turned = angle != 0.0;

        let way = moving::wanted(&input, &self.rig, &self.settings, dt);
        let own = way.length() > MEANT * dt || angle != 0.0 || self.now.teleporter.busy().is_some();
        let way = way + self.go_round(own, &input.head, dt, &mut events);
        let walked = way != Vec2::ZERO && self.body.walk(way, &mut self.rig, &input.head, ground);
        self.body.climb(&mut self.rig, ground, dt);

        let hands = [0, 1].map(|i| input.hands[i].aim.map(|aim| self.rig.to_hall(&aim)));
        let place = self.body.place;
        if let Some(landing) = self.now.teleporter.update(&input, hands, place, &self.settings, ground) {
            if let Some(facing) = landing.facing {
                self.rig.turn(&input.head, facing - self.rig.facing(&input.head));
            }
            self.rig.put_head(&input.head, landing.place);
            self.rig.position.y = landing.floor;
            self.body.place = landing.place;
            events.teleported = true;
        }

        let smooth_turn = events.turned && matches!(self.settings.turn, Turn::Smooth(_));
        let moved = if walked && dt > 0.0 { way.length() / dt / self.settings.speed.max(0.1) } else { 0.0 };
        let moved = if smooth_turn { 1.0 } else { moved };
        let jumped = std::mem::take(&mut self.now.jumped) || events.teleported || events.recentred;
        let jumped = jumped || (events.turned && !smooth_turn);
        self.now.comfort.update(moved, jumped, self.settings.vignette, dt);

        // Last, so that it goes with a hand that turned or jumped.
        let hands = [0, 1].map(|i| held.hands[i].aim.map(|aim| self.rig.to_hall(&aim)));
        // Nothing is taken through a panel.
        let hands = [0, 1].map(|i| hands[i].filter(|_| !covered[i]));
        self.holding.update(&held, hands, ground, dt);

        self.now.input = held;
        self.now.input.commands.clear();
        let busy = self.now.teleporter.busy();
        let aims = self.aims();
        let pointing = &self.pointing;
        let shown = |i: usize| busy != Some(i) && (self.settings.rays || pointing.far(i).is_some());
        let rays = [0, 1].map(|i| Some((aims[i].filter(|_| shown(i))?, pointing.far(i))));
        let mut through = self.gate(arrived.is_some());
        let here = Goal { hall: self.hall, place: self.body.place };
        let door = self.leg(here);
        let next = door.map(|door| Goal { hall: door.hall, place: door.place }).or(self.goal);
        let near = if door.is_some() { AT_GATE } else { ARRIVED };
        match self.now.guide.update(next, near, (here.hall, here.place), events.teleported, frame.time, ground) {
            Guided::On => {}
            Guided::Arrived if door.is_some() => through = door,
            Guided::Arrived => {
                (self.goal, events.arrived) = (None, true);
                self.round.iter_mut().for_each(Round::arrive);
            }
            Guided::NoWay => {
                events.no_way = true;
                self.round.iter_mut().for_each(Round::no_way);
            }
        }
        if let Some(door) = through {
            self.go(door.to, door.arrival, door.facing);
            events.passed = true;
        }
        self.now.marks.update(self.now.teleporter.arc(), rays, &self.now.guide, frame.time.as_secs_f64());
        self.now.marks.outline(self.holding.outlines());
        self.now.marks.frame(self.now.lit.into_iter().flatten());
        events
    }

    /// A frame of the tour that takes the visitor along: turns, and gives the way to walk in metres.
    fn go_round(&mut self, own: bool, head: &Pose, dt: f32, events: &mut Events) -> Vec2 {
        let Some(round) = &mut self.round else { return Vec2::ZERO };
        let next = self.now.guide.ahead().and_then(|(mut points, _)| points.next());
        let now = Moment {
            hall: self.hall,
            place: self.body.place,
            rig: self.rig.yaw,
            facing: self.rig.facing(head),
            next: next.filter(|_| self.goal.is_some()).map(|point| Vec2::new(point.x, point.z)),
            own,
            dt,
        };
        let step = round.step(now, &self.settings);
        if !round.paused() && self.goal.is_none() {
            self.goal = round.goal();
        }
        (events.seen, events.toured) = (step.seen, step.over);
        if step.over {
            self.set_round(None);
        }
        if let Some((hall, place, facing)) = step.jump {
            self.goal = None;
            self.go(hall, place, facing);
        }
        if step.turn != 0.0 {
            self.rig.turn(head, step.turn);
            events.turned = true;
        }
        step.walk
    }

    /// Where there is nothing to squeeze, the trigger takes what it points at, and holds it.
    fn take_by_trigger(&mut self, input: &mut Input) {
        let covered = self.pointing.covered();
        for (i, hand) in input.hands.iter_mut().enumerate() {
            let pulls = hand.no_squeeze && hand.trigger >= PULLED;
            let begins = !self.now.takes[i]
                && self.now.input.hands[i].trigger < PULLED
                && self.holding.offers(i)
                && !covered[i]
                && self.now.lit[i].is_none()
                && self.now.teleporter.busy().is_none();
            self.now.takes[i] = hand.no_squeeze && hand.trigger > LET_GO && (self.now.takes[i] || pulls && begins);
            if self.now.takes[i] {
                hand.squeeze = std::mem::take(&mut hand.trigger);
            }
        }
    }

    /// A pinch or a fist of a hand whose palm has the menu above it presses that, and does nothing else. Whether one did.
    fn press_palms(&mut self, input: &mut Input) -> bool {
        let mut pressed = false;
        for (i, hand) in input.hands.iter_mut().enumerate() {
            let closed = hand.trigger.max(hand.squeeze) >= PULLED;
            let began = !std::mem::replace(&mut self.now.closed[i], closed) && closed;
            self.now.at_palm[i] = closed && (self.now.at_palm[i] || began && self.now.palms[i]);
            pressed |= self.now.at_palm[i] && began;
            if self.now.at_palm[i] || self.now.palms[i] && !closed {
                (hand.trigger, hand.squeeze) = (0.0, 0.0);
            }
        }
        pressed
    }

    /// The menu button closes a page that is open, or else shows and hides the tablet.
    fn menu(&mut self) {
        if self.key_sheet || self.credits {
            (self.key_sheet, self.credits) = (false, false);
        } else {
            self.tablet = !self.tablet;
        }
    }

    fn obey(&mut self, input: &Input, ground: &Ground) -> Events {
        let mut events = Events::default();
        self.now.typed.clear();
        for command in &input.commands {
            match command {
                Command::Recentre => {
                    self.recentre(&input.head, ground);
                    events.recentred = true;
                }
                Command::Picture => events.picture = true,
                Command::KeySheet => self.key_sheet = !self.key_sheet,
                Command::Credits => self.credits = !self.credits,
                Command::Overlay => self.overlay = !self.overlay,
                Command::Tablet => self.tablet = !self.tablet,
                Command::Type(letter) => self.now.typed.push(*letter),
                Command::StereoView => {
                    self.stereo_view = !self.stereo_view;
                    events.stereo_view = !events.stereo_view;
                }
                // The key sheet lies over the credits.
                Command::Back if self.key_sheet => self.key_sheet = false,
                Command::Back if self.credits => self.credits = false,
                Command::Back if self.tablet => self.tablet = false,
                Command::Back if self.overlay => self.overlay = false,
                Command::Back => _ = self.holding.put_all_back(),
                Command::Language => {
                    self.lang = match self.lang {
                        Lang::Zh => Lang::En,
                        Lang::En => Lang::Zh,
                    };
                    events.language = !events.language;
                }
            }
        }
        events
    }

    /// What the head looks at becomes the rig's ahead, and the head stands over the rig's origin; over the body, where
    /// walls are between the two.
    fn recentre(&mut self, head: &Pose, ground: &Ground) {
        let spot = Vec2::new(self.rig.position.x, self.rig.position.z);
        let ahead = self.rig.yaw;
        self.rig.turn(head, ahead - self.rig.facing(head));
        if ground.clear(self.body.place, spot, super::RADIUS) {
            self.body.place = spot;
        }
        self.rig.put_head(head, self.body.place);
        self.now.teleporter.cancel();
        self.now.height.recentred();
    }
}

#[cfg(test)]
mod tests;

//! Keys and mouse as a head and two hands. Knows no window: events in, [`Input`] out, so that all of it can be tested.

use std::time::Duration;

use glam::{Quat, Vec2, Vec3, vec2, vec3};
use winit::keyboard::KeyCode;

use crate::device::{Command, Fov, Hand, Input, Pose};

/// Eyes above the floor, in metres: to begin with, and the limits of Q and E.
const EYES: f32 = 1.65;
const EYES_LIMITS: (f32, f32) = (0.3, 2.5);
/// Metres per second of Q and E.
const RISE: f32 = 0.8;
const WALK: f32 = 1.4;
const HURRY: f32 = 4.0;
/// Radians per step of the mouse.
const LOOK: f32 = 0.0022;
const PITCH_LIMIT: f32 = 89.0;
/// How far the hand is held out, in metres, and what a notch of the wheel changes.
const REACH: f32 = 0.5;
const REACH_LIMITS: (f32, f32) = (0.2, 0.9);
const REACH_STEP: f32 = 0.05;
/// Frames for which a notch of the wheel scrolls a panel, and for how many at the most.
const SCROLL: f32 = 4.0;
const SCROLL_MOST: f32 = 40.0;
/// A hand is held beside the line from the eye to the cursor: right (mirrored for the left hand) and down.
const BESIDE: Vec2 = vec2(0.2, -0.25);
/// Where the other hand hangs: right (mirrored), below the eyes, ahead; and its pitch.
const AT_REST: Vec3 = vec3(0.25, -0.7, -0.12);
const REST_PITCH: f32 = -0.6;
/// The pointer and the cursor meet here unless [`Sim::focus`] says otherwise, in metres.
const FOCUS: f32 = 3.0;
/// Two presses of Esc within this time end the visit.
const TWICE: Duration = Duration::from_millis(1500);
/// A longer pause between frames moves nothing further.
const MAX_STEP: f32 = 0.1;

/// What a window heard, without the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    /// A key by its place on the keyboard, so that other layouts work; repeats are left out.
    Key(KeyCode, bool),
    LeftButton(bool),
    RightButton(bool),
    /// Where the cursor is in the view: −1 to 1, x right and y up.
    Cursor(Vec2),
    /// The mouse itself moved, in its own steps: x right, y down.
    Motion(Vec2),
    /// Notches away from the visitor.
    Wheel(f32),
    /// A character that a panel has.
    Text(char),
    /// The window no longer has the keyboard: nothing counts as held any more.
    Unfocused,
}

/// What the window shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Take the cursor, or let go of it.
    Grab(bool),
    Fullscreen,
    StereoView,
    Quit,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Sim {
    held: Vec<KeyCode>,
    /// Pressed since the last frame: a tap shorter than a frame is held for one.
    tapped: Vec<KeyCode>,
    looking: bool,
    /// 0 left, 1 right.
    active: usize,
    /// The visitor's main hand.
    main: usize,
    hands: [Held; 2],
    yaw: f32,
    pitch: f32,
    eyes: f32,
    commands: Vec<Command>,
    escaped: Option<Duration>,
    /// From the eyes through the cursor, as of the last frame.
    sight: Vec3,
    /// A panel has what is typed.
    typing: bool,
    /// A panel has the wheel: frames for which the stick is pushed, away from the visitor.
    scrolling: bool,
    scroll: f32,
}

/// One hand's own state, kept while the other one is active.
#[derive(Debug, Clone, Copy)]
struct Held {
    cursor: Vec2,
    reach: f32,
    /// Where its pointer and the cursor meet, metres from the eye.
    focus: f32,
    trigger: bool,
    squeeze: bool,
    /// Trigger and squeeze were pressed since the last frame.
    clicked: bool,
    gripped: bool,
}

impl Default for Sim {
    fn default() -> Self {
        let hand = Held {
            cursor: Vec2::ZERO,
            reach: REACH,
            focus: FOCUS,
            trigger: false,
            squeeze: false,
            clicked: false,
            gripped: false,
        };
        Sim {
            held: Vec::new(),
            tapped: Vec::new(),
            looking: false,
            active: 1,
            main: 1,
            hands: [hand; 2],
            yaw: 0.0,
            pitch: 0.0,
            eyes: EYES,
            commands: Vec::new(),
            escaped: None,
            sight: Vec3::NEG_Z,
            typing: false,
            scrolling: false,
            scroll: 0.0,
        }
    }
}

impl Sim {
    /// Takes in an event that came at `now`; gives back what the window shall do.
    pub fn handle(&mut self, event: Event, now: Duration) -> Option<Wish> {
        match event {
            Event::Key(code, true) if !self.held.contains(&code) => {
                self.held.push(code);
                self.tapped.push(code);
                self.pressed(code, now)
            }
            Event::Key(_, true) => None,
            Event::Key(code, false) => {
                self.held.retain(|held| *held != code);
                if code == KeyCode::KeyG {
                    self.hands[self.active].squeeze = false;
                }
                None
            }
            Event::LeftButton(down) => {
                let hand = &mut self.hands[self.active];
                hand.trigger = down;
                hand.clicked |= down;
                None
            }
            Event::RightButton(down) => self.look(down),
            Event::Cursor(at) => {
                // While looking the cursor is held by the window, and says nothing.
                if !self.looking && at.is_finite() {
                    self.hands[self.active].cursor = at.clamp(Vec2::NEG_ONE, Vec2::ONE);
                }
                None
            }
            Event::Motion(by) => {
                if self.looking && by.is_finite() {
                    self.yaw = (self.yaw - by.x * LOOK).rem_euclid(std::f32::consts::TAU);
                    let limit = PITCH_LIMIT.to_radians();
                    self.pitch = (self.pitch - by.y * LOOK).clamp(-limit, limit);
                }
                None
            }
            Event::Text(letter) => {
                self.commands.push(Command::Type(letter));
                None
            }
            Event::Wheel(notches) => {
                if self.scrolling && notches.is_finite() {
                    self.scroll = (self.scroll + notches * SCROLL).clamp(-SCROLL_MOST, SCROLL_MOST);
                } else if notches.is_finite() {
                    let hand = &mut self.hands[self.active];
                    hand.reach = (hand.reach + notches * REACH_STEP).clamp(REACH_LIMITS.0, REACH_LIMITS.1);
                }
                None
            }
            Event::Unfocused => {
                self.held.clear();
                self.tapped.clear();
                for hand in &mut self.hands {
                    (hand.trigger, hand.squeeze, hand.clicked, hand.gripped) = (false, false, false, false);
                }
                self.look(false)
            }
        }
    }

    fn pressed(&mut self, code: KeyCode, now: Duration) -> Option<Wish> {
        let mut command = |command| {
            self.commands.push(command);
            None
        };
        match code {
            KeyCode::KeyR => {
                (self.yaw, self.pitch, self.eyes) = (0.0, 0.0, EYES);
                command(Command::Recentre)
            }
            KeyCode::F12 => command(Command::Picture),
            KeyCode::KeyH => command(Command::KeySheet),
            KeyCode::KeyC => command(Command::Credits),
            KeyCode::Tab => command(Command::Tablet),
            KeyCode::KeyO => command(Command::Overlay),
            KeyCode::KeyL => command(Command::Language),
            KeyCode::KeyV => {
                command(Command::StereoView);
                Some(Wish::StereoView)
            }
            KeyCode::F11 => Some(Wish::Fullscreen),
            KeyCode::KeyG => {
                let hand = &mut self.hands[self.active];
                (hand.squeeze, hand.gripped) = (true, true);
                None
            }
            KeyCode::Escape => self.escape(now),
            KeyCode::ShiftLeft | KeyCode::ShiftRight | KeyCode::ControlLeft | KeyCode::ControlRight => {
                if self.shift() && self.control() {
                    self.activate(1 - self.active);
                }
                None
            }
            _ => None,
        }
    }

    /// The mouse moves this hand from now on; what the other one has taken it keeps.
    fn activate(&mut self, hand: usize) {
        self.hands[self.active].trigger = false;
        let cursor = self.hands[self.active].cursor;
        self.active = hand;
        self.hands[hand].cursor = cursor;
    }

    /// The visitor's main hand; the mouse moves it when it becomes that.
    pub fn set_main(&mut self, hand: usize) {
        if hand < 2 && self.main != hand {
            self.main = hand;
            self.activate(hand);
        }
    }

    /// Esc first gives the mouse back, then closes a page; twice in a row it ends the visit.
    fn escape(&mut self, now: Duration) -> Option<Wish> {
        if self.looking {
            return self.look(false);
        }
        if self.escaped.is_some_and(|before| now.saturating_sub(before) <= TWICE) {
            return Some(Wish::Quit);
        }
        self.escaped = Some(now);
        self.commands.push(Command::Back);
        None
    }

    fn look(&mut self, down: bool) -> Option<Wish> {
        let changed = self.looking != down;
        self.looking = down;
        changed.then_some(Wish::Grab(down))
    }

    fn is_held(&self, code: KeyCode) -> bool {
        self.held.contains(&code)
    }

    fn shift(&self) -> bool {
        self.is_held(KeyCode::ShiftLeft) || self.is_held(KeyCode::ShiftRight)
    }

    fn control(&self) -> bool {
        self.is_held(KeyCode::ControlLeft) || self.is_held(KeyCode::ControlRight)
    }

    /// Held, or pressed at all since the last frame.
    fn counts(&self, code: KeyCode) -> bool {
        self.is_held(code) || self.tapped.contains(&code)
    }

    /// −1, 0 or 1 from two keys that pull against each other.
    fn axis(&self, less: KeyCode, more: KeyCode) -> f32 {
        f32::from(u8::from(self.counts(more))) - f32::from(u8::from(self.counts(less)))
    }

    /// The pointer and the cursor meet at this distance from the eye: that of the thing pointed at, so that the pointer
    /// ends under the cursor although the hand is beside it. Of the hand that the mouse moves: what the other one holds must
    /// not turn with it.
    pub fn focus(&mut self, metres: f32) {
        if metres.is_finite() {
            self.hands[self.active].focus = metres.clamp(0.6, 50.0);
        }
    }

    /// Whether a panel has what is typed, and whether one has the wheel.
    pub fn set_taken(&mut self, typing: bool, scrolling: bool) {
        (self.typing, self.scrolling) = (typing, scrolling);
        if !scrolling {
            self.scroll = 0.0;
        }
    }

    /// Whether a panel has what is typed.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Whether the mouse turns the head now.
    pub fn looking(&self) -> bool {
        self.looking
    }

    /// The head as it is now.
    pub fn head(&self) -> Pose {
        let orientation = Quat::from_rotation_y(self.yaw) * Quat::from_rotation_x(self.pitch);
        Pose { position: vec3(0.0, self.eyes, 0.0), orientation }
    }

    /// What the visitor does in a frame that comes `step` seconds after the last; `fov` is that of the view under the
    /// cursor.
    pub fn input(&mut self, step: f32, fov: Fov) -> Input {
        let step = if step.is_finite() { step.clamp(0.0, MAX_STEP) } else { 0.0 };
        let rise = self.axis(KeyCode::KeyQ, KeyCode::KeyE) * RISE * step;
        self.eyes = (self.eyes + rise).clamp(EYES_LIMITS.0, EYES_LIMITS.1);

        let way = vec2(self.axis(KeyCode::KeyA, KeyCode::KeyD), self.axis(KeyCode::KeyS, KeyCode::KeyW));
        // With Control held, Shift is half of a change of hands.
        let speed = if self.shift() && !self.control() { HURRY } else { WALK };
        let head = self.head();
        let hands = [0, 1].map(|side| self.hand(side, head, fov));
        self.sight = self.ray(self.active, head, fov);
        self.tapped.clear();
        for hand in &mut self.hands {
            (hand.clicked, hand.gripped) = (false, false);
        }
        self.scroll -= self.scroll.clamp(-1.0, 1.0);
        Input { head, hands, walk: way.normalize_or_zero() * speed, commands: std::mem::take(&mut self.commands) }
    }

    /// From the eyes through where a hand's cursor is: of length 1, in the space of the input.
    fn ray(&self, side: usize, head: Pose, fov: Fov) -> Vec3 {
        let cursor = self.hands[side].cursor;
        let across = fov.left.tan() + (fov.right.tan() - fov.left.tan()) * (cursor.x * 0.5 + 0.5);
        let up = fov.down.tan() + (fov.up.tan() - fov.down.tan()) * (cursor.y * 0.5 + 0.5);
        head.orientation * vec3(across, up, -1.0).normalize()
    }

    /// The hand that the mouse moves, 0 left or 1 right, and the way from the eyes through the cursor.
    pub fn sight(&self) -> (usize, Vec3) {
        (self.active, self.sight)
    }

    fn hand(&self, side: usize, head: Pose, fov: Fov) -> Hand {
        let held = &self.hands[side];
        let active = side == self.active;
        let mirror = if side == 0 { -1.0 } else { 1.0 };
        let body = Quat::from_rotation_y(self.yaw);
        let squeeze = held.squeeze || held.gripped;
        let pose = if active || squeeze {
            let ray = self.ray(side, head, fov);
            let position = head.position + ray * held.reach + body * vec3(BESIDE.x * mirror, BESIDE.y, 0.0);
            let toward = (head.position + ray * held.focus.max(held.reach + 0.3) - position).normalize_or(ray);
            Pose { position, orientation: facing(toward) }
        } else {
            let position = head.position + body * vec3(AT_REST.x * mirror, AT_REST.y, AT_REST.z);
            let position = position.with_y(position.y.max(0.1));
            Pose { position, orientation: body * Quat::from_rotation_x(REST_PITCH) }
        };
        let mut hand = Hand { grip: Some(pose), aim: Some(pose), ..Hand::default() };
        hand.squeeze = if squeeze { 1.0 } else { 0.0 };
        if active {
            hand.trigger = if held.trigger || held.clicked { 1.0 } else { 0.0 };
            hand.stick = vec2(
                self.axis(KeyCode::ArrowLeft, KeyCode::ArrowRight),
                self.axis(KeyCode::ArrowDown, KeyCode::ArrowUp) + self.scroll.clamp(-1.0, 1.0),
            );
            hand.stick.y = hand.stick.y.clamp(-1.0, 1.0);
            hand.menu = self.counts(KeyCode::KeyM);
            hand.primary = self.counts(KeyCode::KeyT);
        }
        hand
    }
}

/// The orientation whose −Z is `way`, upright.
fn facing(way: Vec3) -> Quat {
    let yaw = (-way.x).atan2(-way.z);
    Quat::from_rotation_y(yaw) * Quat::from_rotation_x(way.y.clamp(-1.0, 1.0).asin())
}

#[cfg(test)]
#[path = "sim_tests.rs"]
mod tests;

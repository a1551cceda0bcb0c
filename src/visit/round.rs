//! A guided tour: the visitor is taken along the way from one chosen booth to the next, and stands a while before each.
//!
//! Whoever moves on their own stops it until they want it to go on: nobody is pulled away from what they look at. Walking
//! pace, the vignette and the way of turning are those of the visitor's settings; with reduced motion, and into other halls,
//! one is there at once.

use glam::Vec2;
use serde::{Deserialize, Serialize};

use super::route::Goal;
use super::settings::{Settings, Turn};

/// Walking pace, metres per second.
const PACE: f32 = 1.1;
/// Seconds before each booth.
const STAY: f32 = 12.0;
/// Seconds for which a way is waited for.
const PATIENCE: f32 = 8.0;
/// Between a way's direction and what is ahead, before a turn by a step, radians.
const ASIDE: f32 = 0.6;
/// Radians per second of a smooth turn at most.
const SWING: f32 = 1.2;

/// Where a tour stops, and the way one faces there, radians.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// The booth's number.
    pub booth: usize,
    pub goal: Goal,
    pub facing: f32,
}

/// See the module's page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Round {
    stops: Vec<Stop>,
    /// The stop that one goes to, or stands at.
    at: usize,
    paused: bool,
    /// Stands there.
    #[serde(skip)]
    there: bool,
    /// Seconds of standing, or of waiting for a way.
    #[serde(skip)]
    waited: f32,
    /// What is ahead for the visitor, seen from the rig, radians: they may sit or stand turned.
    #[serde(skip)]
    ahead: Option<f32>,
}

/// What a frame knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub hall: usize,
    pub place: Vec2,
    /// The rig's turn and the head's, radians.
    pub rig: f32,
    pub facing: f32,
    /// A point of the way, some steps ahead.
    pub next: Option<Vec2>,
    /// The visitor moved by themselves.
    pub own: bool,
    pub dt: f32,
}

/// What a frame brings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Step {
    /// Metres in the hall.
    pub walk: Vec2,
    /// Radians.
    pub turn: f32,
    /// A hall, a place in it and the way to face.
    pub jump: Option<(usize, Vec2, f32)>,
    /// A stop is over, and the last is.
    pub seen: bool,
    pub over: bool,
}

impl Round {
    pub fn new(stops: Vec<Stop>) -> Round {
        Round { stops, ..Round::default() }
    }

    /// The stop, counted from 0, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.at, self.stops.len())
    }

    /// Where it goes to, or stands.
    pub fn stop(&self) -> Option<&Stop> {
        self.stops.get(self.at)
    }

    /// Whether it waits for the visitor.
    pub fn paused(&self) -> bool {
        self.paused
    }

    /// Waits for the visitor, or goes on.
    pub fn pause(&mut self, paused: bool) {
        self.paused = paused;
        // They may have turned round meanwhile.
        self.ahead = None;
        self.waited = 0.0;
    }

    /// On to the stop after this one.
    pub fn next(&mut self) {
        (self.at, self.there, self.waited, self.paused) = (self.at + 1, false, 0.0, false);
    }

    /// The stop was reached.
    pub(super) fn arrive(&mut self) {
        (self.there, self.waited) = (true, 0.0);
    }

    /// Where the way is wanted to.
    pub(super) fn goal(&self) -> Option<Goal> {
        self.stop().filter(|_| !self.there).map(|stop| stop.goal)
    }

    /// There is no way to the stop: it is gone to at once.
    pub(super) fn no_way(&mut self) {
        self.waited = PATIENCE;
    }

    pub(super) fn step(&mut self, now: Moment, settings: &Settings) -> Step {
        let Some(stop) = self.stop().copied() else { return Step { over: true, ..Step::default() } };
        if now.own && !self.paused {
            self.pause(true);
        }
        if self.paused {
            return Step::default();
        }
        let ahead = *self.ahead.get_or_insert(turned(now.facing - now.rig));
        if self.there {
            self.waited += now.dt;
            if self.waited >= STAY {
                self.next();
                return Step { seen: true, over: self.stop().is_none(), ..Step::default() };
            }
            return Step { turn: turn(stop.facing - now.rig - ahead, settings, now.dt), ..Step::default() };
        }
        let Some(next) = now.next.filter(|_| !settings.reduced_motion && stop.goal.hall == now.hall) else {
            self.waited += now.dt;
            if settings.reduced_motion || stop.goal.hall != now.hall || self.waited >= PATIENCE {
                self.arrive();
                return Step { jump: Some((stop.goal.hall, stop.goal.place, stop.facing)), ..Step::default() };
            }
            return Step::default();
        };
        self.waited = 0.0;
        let way = next - now.place;
        let along = (-way.x).atan2(-way.y);
        let walk = (way.normalize_or_zero() * PACE * now.dt).clamp_length_max(way.length());
        Step { walk, turn: turn(along - now.rig - ahead, settings, now.dt), ..Step::default() }
    }
}

/// The same turn, from −π to π.
fn turned(angle: f32) -> f32 {
    let whole = angle.rem_euclid(std::f32::consts::TAU);
    if whole > std::f32::consts::PI { whole - std::f32::consts::TAU } else { whole }
}

/// How much of a turn a frame does: all of it at once where it is much, or a little of it, as the visitor turns themselves.
fn turn(left: f32, settings: &Settings, dt: f32) -> f32 {
    let left = turned(left);
    match settings.turn {
        Turn::Snap(_) if left.abs() < ASIDE => 0.0,
        Turn::Snap(_) => left,
        Turn::Smooth(_) => left.clamp(-SWING * dt, SWING * dt),
    }
}

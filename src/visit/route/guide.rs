//! Leads the visitor: asks a thread for the way, and follows them along it.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use glam::{Vec2, Vec3};

use super::search::Search;
use super::{Goal, Route, flat};
use crate::visit::ground::{Ground, Known, News, RADIUS};

/// Who is further than this from the way is shown another one, metres.
const STRAYED: f32 = 1.5;
/// How far along the way one may have come since the frame before, metres.
const AHEAD: f32 = 2.5;
/// Time between two questions while booths arrive and while somebody strays.
const BETWEEN: Duration = Duration::from_millis(500);
/// What is shown begins this far in front of the visitor, metres.
const FIRST: f32 = 0.6;

/// What a frame brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::visit) enum Guided {
    On,
    Arrived,
    /// Said once.
    NoWay,
}

/// Leads to one goal after the other.
#[derive(Debug, Default)]
pub(in crate::visit) struct Guide {
    /// Answers are waited for: a visit that has no hurry looks the same each time.
    pub waits: bool,
    goal: Option<Goal>,
    finder: Option<Finder>,
    /// Counts questions; answers to older ones are of no use.
    asked: u64,
    answered: bool,
    /// When and where the last question was asked.
    at: Duration,
    stood: Vec2,
    route: Option<Route>,
    passed: Passed,
    no_way: bool,
}

/// How far along a route somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Passed {
    /// The last point that was passed.
    point: usize,
    /// From there to the end, metres; between the points, too.
    left: f32,
    /// How far from the route they are, metres.
    off: f32,
}

/// A visit that is copied asks anew.
impl Clone for Guide {
    fn clone(&self) -> Self {
        Guide { waits: self.waits, ..Guide::default() }
    }
}

impl Guide {
    /// Most that is shown of the way, metres.
    pub const SHOWN: f32 = 40.0;

    /// One frame of somebody who stands at `place` in a hall; who is within `near` metres of the way's end has arrived.
    pub fn update(
        &mut self,
        goal: Option<Goal>,
        near: f32,
        (hall, place): (usize, Vec2),
        jumped: bool,
        time: Duration,
        ground: &Ground,
    ) -> Guided {
        let other = self.goal != goal;
        if other {
            (self.goal, self.route, self.no_way) = (goal, None, false);
            // What is on its way is for another goal.
            self.asked += 1;
            self.answered = true;
        }
        let Some(goal) = goal else { return Guided::On };
        if goal.hall != hall {
            self.route = None;
            return self.none();
        }
        self.listen();
        if let Some(route) = &self.route {
            if let Some(end) = route.end()
                && end.distance(place) <= near
                && ground.clear(place, end, RADIUS)
            {
                self.route = None;
                return Guided::Arrived;
            }
            self.passed = follow(route, self.passed, place);
        }
        // The floor may have changed, or where one is on it.
        let moved = match &self.route {
            Some(_) => self.passed.off > STRAYED,
            None => self.stood.distance(place) > STRAYED,
        };
        let due = self.answered && time >= self.at + BETWEEN;
        if other || jumped || (due && (moved || !self.knows(ground))) {
            self.ask(ground, place, goal, time);
        }
        if self.route.is_none() && self.answered { self.none() } else { Guided::On }
    }

    /// All of the way, from where it was asked for.
    pub fn way(&self) -> &[Vec3] {
        self.route.as_ref().map_or(&[], |route| &route.points)
    }

    /// What is shown of the way: points ahead of the visitor, and how far the first of them is from its end, in metres.
    pub fn ahead(&self) -> Option<(impl Iterator<Item = Vec3>, f32)> {
        let route = self.route.as_ref()?;
        let begin = self.passed.left - FIRST;
        // The metres that are left fall from the first point to the last.
        let next = route.left.partition_point(|left| *left >= begin).max(1);
        let last = route.left.partition_point(|left| *left >= self.passed.left - Self::SHOWN);
        let points = route.points.get(next..last).filter(|points| !points.is_empty())?;
        let (from, to) = (route.left.get(next - 1)?, route.left.get(next)?);
        let part = ((from - begin) / (from - to).max(1e-6)).clamp(0.0, 1.0);
        let first = route.points.get(next - 1)?.lerp(*points.first()?, part);
        Some((std::iter::once(first).chain(points.iter().copied()), begin))
    }

    /// Where the way ends, if that is near enough to be shown.
    pub fn end(&self) -> Option<Vec3> {
        let route = self.route.as_ref()?;
        route.points.last().copied().filter(|_| self.passed.left <= Self::SHOWN)
    }

    fn none(&mut self) -> Guided {
        if std::mem::replace(&mut self.no_way, true) { Guided::On } else { Guided::NoWay }
    }

    fn knows(&self, ground: &Ground) -> bool {
        self.finder.as_ref().is_some_and(|finder| ground.is_known(&finder.known))
    }

    fn ask(&mut self, ground: &Ground, start: Vec2, goal: Goal, time: Duration) {
        self.asked += 1;
        (self.at, self.stood) = (time, start);
        if self.finder.is_none() {
            self.finder = Finder::start();
        }
        let Some(finder) = &mut self.finder else { return };
        let news = ground.news(&mut finder.known);
        let sent = finder.questions.send(Question { number: self.asked, news, start, goal: goal.place });
        self.answered = sent.is_err();
    }

    /// Takes the answer, if it is there.
    fn listen(&mut self) {
        while !self.answered {
            let Some(finder) = &self.finder else { return };
            let answer = if self.waits { finder.answers.recv().ok() } else { finder.answers.try_recv().ok() };
            let Some((number, route)) = answer else {
                // A thread that is gone, which it never is by itself, leaves no way.
                self.answered |= self.waits;
                return;
            };
            if number == self.asked {
                self.answered = true;
                self.passed = Passed { left: route.as_ref().map_or(0.0, Route::length), ..Passed::default() };
                self.route = route;
                self.no_way &= self.route.is_none();
            }
        }
    }
}

/// Takes somebody on along a route, by the part of it that is just ahead.
fn follow(route: &Route, passed: Passed, place: Vec2) -> Passed {
    let start = passed.left;
    let pairs = route.points.windows(2).zip(route.left.windows(2)).enumerate().skip(passed.point);
    let mut best = Passed { off: f32::INFINITY, ..passed };
    for (point, (ends, left)) in pairs.take_while(|(_, (_, left))| start - left[0] <= AHEAD) {
        let (from, way) = (flat(ends[0]), flat(ends[1]) - flat(ends[0]));
        let part = ((place - from).dot(way) / way.length_squared().max(1e-9)).clamp(0.0, 1.0);
        let off = place.distance(from + way * part);
        // Never back: who turns round has strayed.
        let left = (left[0] + (left[1] - left[0]) * part).min(start);
        if off < best.off {
            best = Passed { point, left, off };
        }
    }
    best
}

#[derive(Debug)]
struct Question {
    number: u64,
    news: News,
    start: Vec2,
    goal: Vec2,
}

/// The thread that finds ways, on a ground of its own; it ends when nobody can ask it any more.
#[derive(Debug)]
struct Finder {
    questions: Sender<Question>,
    answers: Receiver<(u64, Option<Route>)>,
    known: Known,
}

impl Finder {
    fn start() -> Option<Finder> {
        let (questions, asked) = channel::<Question>();
        let (found, answers) = channel();
        let work = move || {
            let (mut ground, mut search) = (Ground::new(Vec2::ZERO), Search::default());
            while let Ok(mut question) = asked.recv() {
                // Only the last question counts, but each brings a part of the ground.
                while let Ok(newer) = asked.try_recv() {
                    ground.take(std::mem::replace(&mut question, newer).news);
                }
                ground.take(question.news);
                let route = Route::find(&mut search, &ground, question.start, question.goal);
                if found.send((question.number, route)).is_err() {
                    return;
                }
            }
        };
        match std::thread::Builder::new().name("route".into()).spawn(work) {
            Ok(_) => Some(Finder { questions, answers, known: Known::default() }),
            Err(error) => {
                log::error!("no way can be looked for: {error}");
                None
            }
        }
    }
}

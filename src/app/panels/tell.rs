//! What the panels tell, gathered in every frame in which one of them is shown.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use glam::{Vec2, vec2};

use crate::app::content::{Content, World};
use crate::app::keeper::Keeper;
use crate::app::piece::Piece;
use crate::device::Frame;
use crate::fair::Fair;
use crate::panel::{Facts, Held, Leaf, Touring};
use crate::stream::Pacing;
use crate::visit::{Goal, Visit};

/// The visitor's place is told in steps of so many metres, and where they face in steps of so many radians: a map is not
/// drawn anew for less.
const STEP: f32 = 0.1;
const TURN: f32 = 0.1;
/// Times are told in steps of so many seconds.
const TICK: u64 = 60;

/// See the module.
pub struct Teller {
    pacing: Pacing,
    facts: Facts,
    /// What the booth of the facts' goal was found by.
    goal: Option<Goal>,
}

impl Teller {
    /// `window` is whether the visitor looks into one.
    pub fn new(pacing: Pacing, window: bool) -> Teller {
        Teller { pacing, facts: Facts { window, ..Facts::default() }, goal: None }
    }

    /// The page of a booth is to be opened.
    pub fn open(&mut self, booth: usize) {
        self.facts.open = (self.facts.open.0 + 1, Some(booth));
    }

    /// The map is to be opened.
    pub fn open_map(&mut self) {
        self.facts.open = (self.facts.open.0 + 1, None);
    }

    /// What is in hand, or was last and is not on its plinth.
    pub fn held(&self, visit: &Visit, content: &Content, world: &World) -> Option<Held> {
        let (thing, ratio) = visit.holding.latest()?;
        let piece = Piece::Product(thing.id.0, thing.id.1);
        let size = thing.size();
        Some(Held {
            thing: thing.id,
            ratio,
            size,
            variants: content.variants(piece),
            variant: world.moved.variant(piece),
            tool: visit.holding.tool(),
        })
    }

    /// The facts of a frame.
    pub fn facts(
        &mut self,
        visit: &Visit,
        frame: &Frame,
        fair: &Fair,
        keeper: &Keeper,
        (held, leaf): (Option<Held>, Option<&Arc<Leaf>>),
    ) -> &Facts {
        let facts = &mut self.facts;
        let head = visit.head();
        let ahead = head.forward();
        facts.lang = visit.lang;
        facts.settings = visit.settings;
        facts.hall = visit.hall;
        facts.place = (vec2(head.position.x, head.position.z) / STEP).round() * STEP;
        facts.facing = ((-ahead.x).atan2(-ahead.z) / TURN).round() * TURN;
        facts.now = now(self.pacing, frame) / TICK * TICK;
        facts.held = held;
        facts.leaf = leaf.cloned();
        facts.first = keeper.is_first();
        facts.round = visit.round().and_then(|round| {
            let (at, of) = round.progress();
            Some(Touring { booth: round.stop()?.booth, at: at + 1, of, paused: round.paused() })
        });
        if !Arc::ptr_eq(&facts.kept, keeper.kept()) {
            facts.kept = keeper.kept().clone();
        }
        if self.goal != visit.goal() {
            self.goal = visit.goal();
            facts.goal = self.goal.and_then(|goal| booth(fair, goal));
        }
        let way = visit.way();
        let same = facts.way.len() == way.len()
            && facts.way.first().copied() == way.first().map(|point| vec2(point.x, point.z))
            && facts.way.last().copied() == way.last().map(|point| vec2(point.x, point.z));
        if !same {
            facts.way = way.iter().map(|point| vec2(point.x, point.z)).collect::<Vec<Vec2>>().into();
        }
        facts
    }
}

/// The booth before which a goal is.
fn booth(fair: &Fair, goal: Goal) -> Option<usize> {
    fair.booths.iter().position(|booth| {
        let plot = fair.halls.get(booth.hall).and_then(|hall| hall.plots.get(booth.plot));
        plot.is_some_and(|plot| Goal::before(booth.hall, plot) == goal)
    })
}

/// Seconds since 1970; in a replay, since its beginning.
pub fn now(pacing: Pacing, frame: &Frame) -> u64 {
    match pacing {
        Pacing::Virtual => frame.time.as_secs(),
        Pacing::Measured => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs()),
    }
}

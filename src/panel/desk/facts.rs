//! What a panel tells of, and what a visitor asks for on it.

use std::sync::Arc;

use glam::{Vec2, Vec3};
use serde::{Deserialize, Serialize};

use crate::fair::Lang;
use crate::model::Image;
use crate::visit::{Settings, ThingId, Tool};

/// What panels tell of beside the fair itself. Two that are equal look the same.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    pub lang: Lang,
    pub settings: Settings,
    /// Where the visitor is: the hall, x and z in it, and the way they face in radians, counter-clockwise from −Z.
    pub hall: usize,
    pub place: Vec2,
    pub facing: f32,
    /// The booth that the visitor is led to, by its number, and the way there.
    pub goal: Option<usize>,
    pub way: Arc<[Vec2]>,
    pub kept: Arc<Kept>,
    /// A tour that takes the visitor along.
    pub round: Option<Touring>,
    /// Seconds since 1970, in steps in which the panels tell time.
    pub now: u64,
    /// What is in hand, or was last and is not on its plinth.
    pub held: Option<Held>,
    /// The picture or page that the card asked for, once it is there.
    pub leaf: Option<Arc<Leaf>>,
    /// Nobody welcomed the visitor yet.
    pub first: bool,
    /// They look into a window, with keys and a mouse.
    pub window: bool,
    /// A booth whose page is to be opened on the tablet, or the map for none, and a number that is another one each time.
    pub open: (u64, Option<usize>),
}

impl Facts {
    /// Whether a panel looks the same by other facts; one that is not `placed` does not show where the visitor is.
    pub fn looks_like(&self, other: &Facts, placed: bool) -> bool {
        let same = self.lang == other.lang
            && self.settings == other.settings
            && (self.goal, self.now, self.held, self.open) == (other.goal, other.now, other.held, other.open)
            && (&self.round, &self.leaf) == (&other.round, &other.leaf)
            && (self.first, self.window) == (other.first, other.window)
            && Arc::ptr_eq(&self.kept, &other.kept);
        let place = |facts: &Facts| (facts.hall, facts.place, facts.facing);
        same && (!placed || (place(self) == place(other) && Arc::ptr_eq(&self.way, &other.way)))
    }
}

/// How far a tour is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touring {
    /// The booth that it goes to, or stands at, by its number.
    pub booth: usize,
    /// Which of its stops that is, counted from 1, and how many there are.
    pub at: usize,
    pub of: usize,
    pub paused: bool,
}

/// A picture of a product, or a page of a document of it: by its number among [`crate::fair::Fair::leaves`].
#[derive(Debug)]
pub struct Leaf {
    pub thing: ThingId,
    pub number: usize,
    /// Or why it cannot be.
    pub shown: Result<Image, String>,
}

/// Each that came is another one: nobody compares texels.
impl PartialEq for Leaf {
    fn eq(&self, other: &Leaf) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A product that was taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    pub thing: ThingId,
    /// How many times its true size it is.
    pub ratio: f32,
    /// Width, height and depth at true size, metres.
    pub size: Vec3,
    /// Forms beside its first, and which of them it has.
    pub variants: usize,
    pub variant: Option<u32>,
    /// What is done with it.
    pub tool: Tool,
}

/// A booth, or a product of one, by the names that they have in the fair: those stay when it is published anew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Item {
    pub booth: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
}

/// A booth that the visitor stood at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub booth: String,
    /// When last, in seconds since 1970.
    pub at: u64,
}

/// What a visitor kept of a fair, and where they were: the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub items: Vec<Item>,
    pub seen: Vec<Seen>,
}

impl Kept {
    pub fn has(&self, item: &Item) -> bool {
        self.items.contains(item)
    }

    /// Keeps an item, or lets go of one that is kept.
    pub fn toggle(&mut self, item: Item) {
        let before = self.items.len();
        self.items.retain(|kept| *kept != item);
        if self.items.len() == before {
            self.items.insert(0, item);
        }
    }

    /// The visitor stands at a booth.
    pub fn see(&mut self, booth: &str, at: u64) {
        self.seen.retain(|seen| seen.booth != booth);
        self.seen.insert(0, Seen { booth: booth.into(), at });
    }
}

/// What a visitor asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Away with the tablet.
    Close,
    /// Show or hide the tablet.
    Tablet,
    /// The visitor knows how to go on.
    Welcomed,
    /// Show the way to a booth, or none.
    Lead(Option<usize>),
    /// Take the visitor from one of these booths to the next; none any more, for none.
    Tour(Vec<usize>),
    /// On to the next booth of the tour.
    TourNext,
    /// The tour waits for the visitor, or goes on.
    TourPause(bool),
    /// Go there at once.
    Jump(usize),
    /// Go into another hall at once.
    Enter(usize),
    /// Keep it, or keep it no longer.
    Keep(Item),
    /// Nobody need know where one was.
    ForgetSeen,
    Settings(Settings),
    /// The eyes as they are now are those of somebody who sits at rest.
    Measure,
    /// Turn the visitor, to the left or to the right.
    Turn(bool),
    Language(Lang),
    KeySheet,
    Credits,
    Overlay,
    /// The next form of what is in hand.
    Variant(ThingId),
    PutBack(ThingId),
    /// On the floor.
    PutDown(ThingId),
    /// Larger, or smaller.
    Grow(ThingId, bool),
    TrueSize(ThingId),
    /// Turn it to the left (seen from before it, its front goes left), or to the right.
    Spin(ThingId, bool),
    /// Farther apart, or less far.
    Apart(bool),
    /// All the way apart, or whole again.
    ApartAll,
    /// Look at a picture or a page of a product, or at none any more.
    Look(Option<(ThingId, usize)>),
    /// Another tool for what is in hand.
    Tool(Tool),
}

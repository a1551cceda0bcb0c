//! How far every rung and piece is.

use super::ids::RungId;
use super::memory::Hold;
use super::value::{Class, Worth};

/// Where a rung is on its way. The plan holds what will be on the GPU when all that was asked for is there: it is kept
/// below the cap by itself, so that nothing is fetched that could not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum State {
    /// Not there, not asked for.
    #[default]
    Out,
    /// In the plan; pieces are on their way.
    Asked,
    /// In the plan; all pieces have arrived.
    Ready,
    /// In the plan; steps of its upload are being done.
    Making,
    /// In the plan, and on the GPU.
    In,
    /// Out of the plan, on the GPU still, until somebody needs its room.
    Doomed,
    /// A piece of it cannot be had.
    Lost,
}

impl State {
    /// Whether it is in the plan.
    pub fn held(self) -> bool {
        matches!(self, State::Asked | State::Ready | State::Making | State::In)
    }

    /// Whether it can be shown now.
    pub fn there(self) -> bool {
        matches!(self, State::In | State::Doomed)
    }

    /// Whether its pieces are wanted.
    pub fn waits(self) -> bool {
        matches!(self, State::Asked | State::Ready)
    }
}

/// Order of requests and uploads: the class, then the value; higher comes first, and 0 stands for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Priority(pub u64);

impl Priority {
    pub(super) fn new(worth: &Worth) -> Priority {
        Priority((worth.class as u64) << 32 | u64::from(worth.fetch.to_bits()))
    }

    /// The least of what is a proxy: before anybody has looked at it.
    pub(super) fn unseen() -> Priority {
        Priority((Class::Proxy as u64) << 32 | 1)
    }

    /// Pixels gained per byte still to be fetched.
    pub fn value(self) -> f32 {
        f32::from_bits(self.0 as u32)
    }

    pub fn class(self) -> Class {
        match self.0 >> 32 {
            0 => Class::Rest,
            1 => Class::Hall,
            _ => Class::Proxy,
        }
    }

    /// Whether it is of a higher class, or of the same and more than `factor` times the value.
    pub fn beats(self, other: Priority, factor: f32) -> bool {
        match self.class().cmp(&other.class()) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => self.value() > other.value() * factor,
            std::cmp::Ordering::Less => false,
        }
    }
}

/// A rung, as the scheduler knows it.
#[derive(Debug, Default)]
pub(super) struct RungState {
    pub state: State,
    /// Its memory was refused to bids of ranks below this; tried again when its part is next looked at.
    pub blocked: u16,
    /// Nothing could be made from its pieces: they may come again, it cannot.
    pub refused: bool,
    pub priority: Priority,
    /// Order of keeping.
    pub rank: u16,
    /// The parts whose values these are: the highest of all that show it.
    pub priority_of: u32,
    pub rank_of: u32,
    /// Rungs in the plan that rest on it.
    pub pins: u32,
    /// What is on the shelf for it: rank, bytes, whether in a list.
    pub shelved: Option<(u16, u64, bool)>,
    pub hold: Option<Hold>,
}

/// Where a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    #[default]
    Away,
    Coming,
    Here,
}

/// A piece, as the scheduler knows it.
#[derive(Debug, Default)]
pub(super) struct PieceState {
    pub place: Place,
    /// Rungs on their way that are made from it.
    pub refs: u32,
    /// Rungs in the plan that share its GPU bytes, and rungs on the GPU that do.
    pub planned: u32,
    pub real: u32,
    pub hold: Option<Hold>,
    pub tries: u32,
    pub lost: bool,
    /// Not asked for again before, seconds.
    pub again: f64,
    /// The rung that asked for it: its priority is the request's.
    pub owner: RungId,
    /// As the fetcher was told.
    pub told: Priority,
}

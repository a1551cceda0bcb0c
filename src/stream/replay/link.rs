//! A link: requests wait for its latency, then share its rate in an order.

use super::dice::Dice;
use crate::stream::{Catalog, Change, PieceId, Priority};

/// The order in which bytes come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The highest priority first.
    Wanted,
    /// Whatever the scheduler would least like.
    Contrary,
    /// By chance.
    Chance,
}

#[derive(Debug, Clone, Copy)]
struct Request {
    piece: PieceId,
    priority: Priority,
    since: f64,
    left: f64,
}

/// A simulated network.
#[derive(Debug)]
pub struct Link {
    /// Bytes a second.
    pub rate: f64,
    /// Seconds from a request to its first byte.
    pub latency: f64,
    /// Share of requests that fail when they are finished.
    pub faults: f64,
    pub order: Order,
    requests: Vec<Request>,
    /// Bytes that came, those of failed requests too.
    pub carried: f64,
}

impl Link {
    pub fn new(rate: f64, latency: f64, faults: f64, order: Order) -> Link {
        Link { rate, latency, faults, order, requests: Vec::new(), carried: 0.0 }
    }

    /// What the scheduler wants changed.
    pub fn change(&mut self, catalog: &Catalog, change: Change, now: f64) {
        match change {
            Change::Ask(piece, priority) => {
                let left = f64::from(catalog.piece(piece).wire);
                self.requests.push(Request { piece, priority, since: now, left });
            }
            Change::Rank(piece, priority) => {
                let asked = self.requests.iter_mut().find(|request| request.piece == piece);
                if let Some(request) = asked {
                    request.priority = priority;
                }
            }
            Change::Cancel(piece) => self.requests.retain(|request| request.piece != piece),
            Change::Drop(_) => {}
        }
    }

    /// Requests that are not finished.
    pub fn open(&self) -> usize {
        self.requests.len()
    }

    /// Carries bytes for `seconds` until `now`; tells of each finished request whether it went well.
    pub fn carry(&mut self, dice: &mut Dice, now: f64, seconds: f64, mut done: impl FnMut(PieceId, bool)) {
        let mut left = self.rate * seconds;
        loop {
            let running = self.requests.iter().enumerate().filter(|(_, one)| one.since + self.latency <= now);
            let next = match self.order {
                Order::Wanted => running.max_by_key(|(at, one)| (one.priority, std::cmp::Reverse(*at))),
                Order::Contrary => running.min_by_key(|(at, one)| (one.priority, *at)),
                Order::Chance => {
                    let count = running.clone().count();
                    let mut running = running;
                    running.nth(dice.below(count))
                }
            };
            let Some((at, _)) = next else { return };
            let request = &mut self.requests[at];
            let bytes = request.left.min(left);
            request.left -= bytes;
            self.carried += bytes;
            left -= bytes;
            if request.left > 0.0 {
                return;
            }
            let piece = self.requests.remove(at).piece;
            done(piece, dice.unit() >= self.faults);
        }
    }
}

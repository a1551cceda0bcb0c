//! What is drawn alike: items of one primitive, material and pipeline, wherever they stand, are one draw.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::key::{Phase, Shown};
use super::store::Draw;

/// What an item belongs to: the number of a batch, and what the walk over all items must know of it without looking further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(u32);

impl Kind {
    /// Draws nothing.
    pub const NONE: Kind = Kind(u32::MAX);
    const LATE: u32 = 1 << 31;
    const MOVES: u32 = 1 << 30;
    const FADES: u32 = 1 << 29;

    /// Where its batch is in [`Batches::list`].
    pub fn batch(self) -> usize {
        (self.0 & !(Self::LATE | Self::MOVES | Self::FADES)) as usize
    }

    /// It needs all behind it, and its place in one row from far to near.
    pub fn late(self) -> bool {
        self.0 & Self::LATE != 0
    }

    /// Its place is sent with each frame in which it is seen.
    pub fn moves(self) -> bool {
        self.0 & Self::MOVES != 0
    }

    /// How much of it is drawn goes with each frame, too.
    pub fn fades(self) -> bool {
        self.0 & Self::FADES != 0
    }
}

/// A batch, or the place of one that nobody uses any more.
#[derive(Debug)]
pub(super) struct Batch {
    pub draw: Draw,
    /// Pipeline first, then model and material, so that state changes stay few; 14 bits are left free for the distance.
    pub order: u64,
    users: u32,
}

/// All batches of a scene.
#[derive(Debug, Default)]
pub(super) struct Batches {
    pub list: Vec<Batch>,
    known: HashMap<Draw, u32, FixedState>,
    free: Vec<u32>,
}

impl Batches {
    /// Enters an item; `moves` where its place is sent with each frame.
    pub fn enter(&mut self, draw: &Draw, moves: bool) -> Kind {
        // Who casts a shadow is drawn like who casts none.
        let draw = Draw { casts: false, ..*draw };
        let number = *self.known.entry(draw).or_insert_with(|| {
            let batch = Batch { draw, order: order(&draw), users: 0 };
            match self.free.pop() {
                Some(number) => {
                    self.list[number as usize] = batch;
                    number
                }
                None => {
                    self.list.push(batch);
                    self.list.len() as u32 - 1
                }
            }
        });
        self.list[number as usize].users += 1;
        let late = if matches!(draw.key.phase, Phase::Transmit | Phase::Blend) { Kind::LATE } else { 0 };
        let fades = if draw.key.shown == Shown::Fading { Kind::FADES } else { 0 };
        Kind(number | late | fades | if moves { Kind::MOVES } else { 0 })
    }

    pub fn leave(&mut self, kind: Kind) {
        if kind == Kind::NONE {
            return;
        }
        let batch = &mut self.list[kind.batch()];
        batch.users -= 1;
        if batch.users == 0 {
            self.known.remove(&batch.draw);
            self.free.push(kind.batch() as u32);
        }
    }
}

/// The distance's shell goes between pipeline and model: see [`shell`]. What may be one draw comes in its order.
fn order(draw: &Draw) -> u64 {
    let joins = if draw.joins { u64::from(draw.primitive & 0xff_ffff) } else { 0 };
    draw.key.order() << 56 | u64::from(draw.model & 0x3fff) << 36 | u64::from(draw.material & 0xfff) << 24 | joins
}

/// Where a distance in metres goes in a batch's order: in shells of half a doubling. What hides goes front to back so that
/// hidden pixels are not shaded, and by model and material within a shell.
pub(super) fn shell(distance: f32) -> u64 {
    // The bits of a positive float sort as the float does; the exponent and the first bit of the rest are its shell.
    let bits = distance.max(0.0).to_bits();
    u64::from((bits >> 22).saturating_sub(0xf0) & 0x3f) << 50
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Topology;
    use crate::scene::Key;

    #[test]
    fn what_nobody_uses_makes_room() {
        let mut batches = Batches::default();
        let key = Key::new(&crate::model::Material::default(), Topology::Triangles, false, false);
        let draw = |model, casts| Draw { model, primitive: 0, material: 0, key, casts, joins: false };
        let first = batches.enter(&draw(1, true), false);
        assert_eq!(batches.enter(&draw(1, false), false), first);
        let other = batches.enter(&draw(2, true), true);
        assert!(other != first && other.moves() && !other.late());
        batches.leave(first);
        assert_eq!(batches.enter(&draw(1, true), true).batch(), first.batch());
        batches.leave(first);
        batches.leave(first);
        assert_eq!(batches.enter(&draw(3, true), false).batch(), first.batch());
        assert_eq!(batches.list.len(), 2);
    }

    #[test]
    fn nearer_shells_come_first() {
        let shells = [0.0, 0.9, 1.2, 1.6, 2.5, 40.0, 300.0].map(shell);
        assert!(shells.is_sorted(), "{shells:?}");
        assert!(shells[1] < shells[3] && shells[5] < shells[6]);
    }
}

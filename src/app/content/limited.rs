//! What is not packed, where a frame has limits: it comes as a whole and has one level only, so that what looks smallest is
//! left out until one comes nearer. Where the fair is packed, all share the same limits: see [`crate::app::feed`].
//!
//! The floor is never left out, nor a hall's own model, nor what is near: see [`crate::stream::Sharing`]. What is left out
//! is still in the way of whoever walks, and can be found.

use super::{Content, Placed, World};
use crate::app::feed::Limited;
use crate::app::piece::Piece;
use crate::scene::Instance;
use crate::stream::{ALONE, Admission, Cost, HIDDEN, Kind, LEVELS, Load, Standing, View};

/// Whether the limits hold for a piece, and whether it must be there whatever they say.
fn limited(piece: Piece) -> Option<bool> {
    match piece {
        Piece::Hall(_) | Piece::Floor(_) => Some(true),
        Piece::Booth(_) | Piece::Product(..) | Piece::Poster(..) => Some(false),
        Piece::Standin(_) | Piece::Sign(_) | Piece::Failed(_) | Piece::Broken(_) => Some(false),
        _ => None,
    }
}

impl Content {
    /// What a frame may draw, where that is limited.
    pub fn limits(&mut self) -> Option<&mut Limited> {
        match &mut self.feed {
            Some(feed) => feed.limited(),
            None => self.limited.as_mut(),
        }
    }

    /// With other limits than those of the profile.
    #[cfg(test)]
    pub fn set_limits(&mut self, limits: Load) {
        self.limited = Some(Limited::new(limits));
    }

    /// Whether a piece that comes is hidden at first.
    pub(super) fn comes_hidden(&mut self, piece: Piece) -> bool {
        limited(piece).is_some() && self.limits().is_some()
    }

    /// Something has come or gone.
    pub(super) fn changed(&mut self) {
        self.limits().into_iter().for_each(Limited::other_changed);
    }

    /// How many places show nothing, since a frame has no time for them.
    pub fn left_out(&self) -> usize {
        let limited = self.feed.as_ref().map_or(self.limited.as_ref(), |feed| feed.limits());
        limited.map_or(0, Limited::left_out)
    }

    /// Says what stands about, before a frame of what is packed.
    pub(super) fn tell_limits(&mut self, world: &World, view: &View) {
        let (placed, limits) = match &mut self.feed {
            Some(feed) => (&self.placed, feed.limited()),
            None => (&self.placed, self.limited.as_mut()),
        };
        let Some(limits) = limits else { return };
        let standing = |(&piece, placed): (&Piece, &Placed)| {
            let must = limited(piece)? || world.moved.place(piece).is_some();
            let bounds = world.scene.bounds(placed.object);
            let mut loads = [Load::default(); LEVELS];
            loads[0] = placed.load;
            let shown = if placed.hidden { HIDDEN } else { 0 };
            let (centre, radius) = (bounds.center(), bounds.half().length());
            let standing = Standing { centre, radius, model: 0, company: ALONE, loads, levels: 1, shown, must };
            Some((piece, standing)).filter(|_| !bounds.is_empty())
        };
        limits.tell(view, placed.iter().filter_map(standing));
    }

    /// Hides and shows, as far as the frame has time for it.
    pub(super) fn limit(&mut self, world: &mut World, admission: &mut Admission, view: &View) {
        if self.feed.is_none() {
            self.limited.iter_mut().for_each(|limited| limited.divide(view));
        }
        while let Some(&(piece, hidden)) = self.limits().and_then(|limits| limits.other_changes.front()) {
            if let Some(placed) = self.placed.get_mut(&piece) {
                let primitives: usize = placed.shape.meshes.iter().map(|mesh| mesh.primitives.len()).sum();
                let bytes = (placed.shape.nodes.len() + primitives) * size_of::<Instance>();
                let object = placed.object;
                if !admission.run(Cost { kind: Kind::Swap, bytes }, || world.scene.set_visible(object, !hidden)) {
                    return;
                }
                placed.hidden = hidden;
            }
            self.limits().and_then(|limits| limits.other_changes.pop_front());
        }
        let left_out = self.left_out();
        if self.feed.is_none() && left_out > 0 && !self.told {
            self.told = true;
            log::warn!(
                "{left_out} things are left out where they look smallest: a frame has no time for more on this device. \
                 The fair is not packed; `boothwalk pack` makes plainer forms of everything, which are seen from far"
            );
        }
    }
}

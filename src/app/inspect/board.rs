//! A board whose text changes: the new one is waited for, and the old one stays until it is there.

use glam::{Mat4, Quat, Vec3};

use crate::app::content::{Content, World};
use crate::app::piece::Piece;

/// A board comes before the pages, …
pub const RANK: u32 = 1;
/// … and one that has not come after so many seconds is not waited for.
const PATIENCE: f64 = 2.0;
/// Where one reads a board from as it is, metres; farther away it grows.
const READ: f32 = 1.0;

/// One board.
#[derive(Debug, Default)]
pub struct Board {
    /// The one that is shown, …
    shown: Option<Piece>,
    /// … and the one that is on its way, since when.
    coming: Option<(Piece, f64)>,
}

impl Board {
    /// What the board is to say from now on, `time` in seconds; the piece is asked for by `ask`.
    pub fn say(
        &mut self,
        wanted: Option<Piece>,
        time: f64,
        content: &mut Content,
        world: &mut World,
        ask: impl FnOnce(&mut Content, Piece),
    ) {
        if let Some((piece, since)) = self.coming {
            let there = content.object(piece).is_some();
            if there {
                self.replace(Some(piece), content, world);
            }
            if there || time - since > PATIENCE {
                self.coming = None;
            }
        }
        if wanted.is_none() {
            self.replace(None, content, world);
        }
        if let Some(piece) = wanted
            && self.shown != wanted
            && self.coming.is_none()
        {
            ask(content, piece);
            self.coming = Some((piece, time));
        }
    }

    /// Nothing is to be said any more; gives back what is still on its way.
    pub fn close(&mut self, content: &mut Content, world: &mut World) -> Option<Piece> {
        self.replace(None, content, world);
        self.coming.take().map(|(piece, _)| piece)
    }

    /// Whether it says this, or will.
    pub fn says(&self, piece: Piece) -> bool {
        self.shown == Some(piece) || self.coming.is_some_and(|(coming, _)| coming == piece)
    }

    /// Half of its width and height in metres, once it is there.
    pub fn half(&self, content: &Content) -> Option<Vec3> {
        content.half(self.shown?)
    }

    /// Stands it at a place in the hall, `grown` times as large, towards the eyes.
    pub fn stand(&self, place: Vec3, grown: f32, head: Vec3, content: &Content, world: &mut World) {
        if let Some(object) = self.shown.and_then(|piece| content.object(piece)) {
            let way = head - place;
            let facing = Quat::from_rotation_y(way.x.atan2(way.z));
            world.scene.set_matrix(object, Mat4::from_scale_rotation_translation(Vec3::splat(grown), facing, place));
            world.scene.set_visible(object, true);
        }
    }

    /// It stays what it says, and is not seen.
    pub fn hide(&self, content: &Content, world: &mut World) {
        if let Some(object) = self.shown.and_then(|piece| content.object(piece)) {
            world.scene.set_visible(object, false);
        }
    }

    /// Shows another one, and forgets the one before.
    fn replace(&mut self, piece: Option<Piece>, content: &mut Content, world: &mut World) {
        if let Some(old) = std::mem::replace(&mut self.shown, piece).filter(|old| Some(*old) != piece) {
            content.remove(old, world);
        }
    }
}

/// How many times as large a board is that far away, in metres.
pub fn grown(far: f32) -> f32 {
    (far / READ).max(1.0)
}

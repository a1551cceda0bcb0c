//! Two boards with a picture each, of which one is shown while the other is painted anew: nobody sees half a picture.
//!
//! What is new goes to the GPU in rows that changed, in steps that the frame's budget admits. Once the boards are there
//! nothing is made, bound or freed. Their memory comes out of what signs may take, under the same cap; they are gone while
//! they are not wanted.

use glam::Mat4;

use super::content::{Content, World};
use super::piece::Piece;
use crate::model::Image;
use crate::render::{AtMost, Repaint, Rows, advance};
use crate::stream::Admission;

/// See the module's page.
pub struct Boards {
    pieces: [Piece; 2],
    /// What both take on the GPU.
    bytes: u64,
    /// After everything of a smaller rank.
    rank: u32,
    /// What they are, for the log.
    name: &'static str,
    /// Boards that were asked for and not taken away again.
    asked: [bool; 2],
    /// What each board's texture holds, unless it is being painted or drawn for; a board is blank at first.
    holds: [Option<Image>; 2],
    /// The board that is shown.
    front: Option<usize>,
    painting: Option<Repaint>,
    /// Counts what was shown.
    version: u64,
    /// It was said that there is no memory for them.
    refused: bool,
}

impl Boards {
    pub fn new(pieces: [Piece; 2], bytes: u64, rank: u32, name: &'static str) -> Boards {
        Boards {
            pieces,
            bytes,
            rank,
            name,
            asked: [false; 2],
            holds: [None, None],
            front: None,
            painting: None,
            version: 0,
            refused: false,
        }
    }

    /// Everything on the GPU is made anew: so are the boards.
    pub fn rebuilt(&mut self) {
        self.asked = [false; 2];
        self.forget();
    }

    /// What they hold is of no use any more.
    pub fn forget(&mut self) {
        self.holds = [None, None];
        (self.front, self.painting) = (None, None);
    }

    /// Asks for the boards, once there is memory for them; whether both are there.
    pub fn ask(&mut self, content: &mut Content) -> bool {
        if self.asked == [false; 2] && !content.lend(self.bytes) {
            if !std::mem::replace(&mut self.refused, true) {
                log::warn!("no memory on the GPU is left for {}: see --gpu-memory", self.name);
            }
            return false;
        }
        for (piece, asked) in self.pieces.iter().zip(&mut self.asked) {
            if !std::mem::replace(asked, true) {
                content.ask(*piece, self.rank);
            }
        }
        self.pieces.iter().all(|piece| content.model(*piece).is_some())
    }

    /// Takes the boards away, those that are still on their way once they have come; whether any had been wanted.
    pub fn leave(&mut self, content: &mut Content, world: &mut World) -> bool {
        if self.asked == [false; 2] {
            return false;
        }
        for (piece, asked) in self.pieces.iter().zip(&mut self.asked) {
            if *asked && content.object(*piece).is_some() {
                content.remove(*piece, world);
                *asked = false;
            }
        }
        self.forget();
        if self.asked == [false; 2] {
            content.take_back(self.bytes);
        }
        true
    }

    fn back(&self) -> usize {
        1 - self.front.unwrap_or(1)
    }

    /// The board that is shown.
    #[cfg(test)]
    pub fn front(&self) -> Option<usize> {
        self.front
    }

    /// Whether both are gone.
    pub fn are_gone(&self) -> bool {
        self.asked == [false; 2]
    }

    /// Whether there was no memory for them.
    #[cfg(test)]
    pub fn are_refused(&self) -> bool {
        self.refused
    }

    /// Whether nothing is shown yet.
    pub fn is_blank(&self) -> bool {
        self.front.is_none()
    }

    pub fn is_painting(&self) -> bool {
        self.painting.is_some()
    }

    /// What the board that is painted next holds, to be drawn over; none where it is blank.
    pub fn take_back(&mut self) -> Option<Image> {
        let back = self.back();
        self.holds[back].take()
    }

    /// Begins to paint the board that is not shown: with rows of an image that its texture does not hold yet.
    pub fn paint(&mut self, image: Image, rows: Vec<Rows>, content: &Content, world: &World) {
        let model = content.model(self.pieces[self.back()]);
        self.painting = model.and_then(|model| Repaint::new(&world.renderer, model, image, rows));
    }

    /// Paints on, `most` bytes at the most; once all of it is there that board is shown.
    pub fn advance(&mut self, most: usize, content: &Content, world: &mut World, admission: &mut Admission) {
        let Some(painting) = &mut self.painting else { return };
        if most > 0 {
            advance(&mut AtMost::new(painting, most), &mut world.renderer, admission);
        }
        if crate::render::Steps::next(painting).is_none()
            && let Some(painting) = self.painting.take()
        {
            let back = self.back();
            self.holds[back] = Some(painting.into_image());
            self.version += 1;
            let old = self.front.replace(back).and_then(|old| content.object(self.pieces[old]));
            if let Some(old) = old {
                world.scene.set_visible(old, false);
            }
        }
    }

    /// What is shown: the renderer's number of its board, and a number that is another for each picture.
    pub fn shown(&self, content: &Content) -> Option<(u32, u64)> {
        Some((content.model(self.pieces[self.front?])?, self.version))
    }

    /// Puts the board that is shown somewhere in the hall.
    pub fn place(&self, matrix: Mat4, content: &Content, world: &mut World) {
        if let Some(object) = self.front.and_then(|front| content.object(self.pieces[front])) {
            world.scene.set_matrix(object, matrix);
            world.scene.set_visible(object, true);
        }
    }
}

//! One panel: its desk, the thread that draws it, and the boards that show it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::Mat4;

use crate::app::boards::Boards;
use crate::app::content::{Content, World};
use crate::app::piece::Piece;
use crate::device::Frame;
use crate::fair::Fair;
use crate::model::Image;
use crate::panel::{Act, Desk, Drawn, Facts, Sheet, Touch, Typed};
use crate::render::Rows;
use crate::stream::{Admission, Pacing, Workers};

/// Before pages: somebody waits for it.
const RANK: u32 = 0;

/// See the module.
pub struct Panel {
    sheet: Sheet,
    fair: Arc<Fair>,
    pacing: Pacing,
    boards: Boards,
    /// None while the thread draws, and before anything was drawn.
    desk: Option<Box<Desk>>,
    drawing: bool,
    /// The thread that draws, once there was something to be drawn.
    drawer: Option<Workers<Worked>>,
    /// What was drawn last, or is being drawn.
    told: Option<Facts>,
    /// It changes with the visitor's place.
    placed: bool,
    again: bool,
    /// Counts showings: what was drawn for an earlier one is of no use.
    showing: u64,
    /// Heard and typed since it was drawn last.
    pub heard: Vec<Touch>,
    pub typed: Vec<Typed>,
    /// Asked for by the visitor.
    pub acts: Vec<Act>,
}

struct Worked {
    desk: Box<Desk>,
    drawn: Drawn,
    rows: Vec<Rows>,
    showing: u64,
}

impl Panel {
    pub fn new(sheet: Sheet, fair: Arc<Fair>, pacing: Pacing) -> Panel {
        let name = "a panel";
        Panel {
            sheet,
            fair,
            pacing,
            boards: Boards::new([0, 1].map(|board| Piece::Panel(sheet, board)), 2 * sheet.bytes(), RANK, name),
            desk: None,
            drawing: false,
            drawer: None,
            told: None,
            placed: false,
            again: false,
            showing: 0,
            heard: Vec::new(),
            typed: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// Whether there is something to point at.
    pub fn is_shown(&self) -> bool {
        !self.boards.is_blank()
    }

    /// What is shown: see [`Boards::shown`].
    pub fn shown(&self, content: &Content) -> Option<(u32, u64)> {
        self.boards.shown(content)
    }

    /// The board that is shown.
    #[cfg(test)]
    pub fn front(&self) -> Option<usize> {
        self.boards.front()
    }

    /// Whether nothing of it is on the GPU.
    #[cfg(test)]
    pub fn is_gone(&self) -> bool {
        self.boards.are_gone()
    }

    pub fn rebuilt(&mut self) {
        self.boards.rebuilt();
        self.forget();
    }

    /// It is not wanted any more; the desk keeps its state for the next time.
    pub fn leave(&mut self, content: &mut Content, world: &mut World) {
        self.take();
        if self.boards.leave(content, world) {
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.showing += 1;
        (self.told, self.again) = (None, false);
        self.heard.clear();
        self.typed.clear();
    }

    /// Draws it anew where anything changed, and paints what was drawn. Returns the time spent waiting for the thread,
    /// which happens only with virtual pacing.
    pub fn update(
        &mut self,
        facts: &Facts,
        frame: &Frame,
        content: &mut Content,
        world: &mut World,
        admission: &mut Admission,
    ) -> Duration {
        if !self.boards.ask(content) {
            return Duration::ZERO;
        }
        let begin = Instant::now();
        let worked = self.take();
        let waited = if self.pacing == Pacing::Virtual { begin.elapsed() } else { Duration::ZERO };
        if let Some((image, rows)) = worked {
            self.boards.paint(image, rows, content, world);
        }
        self.boards.advance(usize::MAX, content, world, admission);
        if !self.drawing && !self.boards.is_painting() && self.is_due(facts) {
            self.draw(facts, frame);
        }
        waited
    }

    pub fn place(&self, matrix: Mat4, content: &Content, world: &mut World) {
        self.boards.place(matrix, content, world);
    }

    fn is_due(&self, facts: &Facts) -> bool {
        let Some(told) = &self.told else { return true };
        self.again || !self.heard.is_empty() || !self.typed.is_empty() || !told.looks_like(facts, self.placed)
    }

    fn draw(&mut self, facts: &Facts, frame: &Frame) {
        let (heard, typed) = (std::mem::take(&mut self.heard), std::mem::take(&mut self.typed));
        let (before, time, showing) = (self.boards.take_back(), frame.time.as_secs_f64(), self.showing);
        let (sheet, fair, desk, told) = (self.sheet, self.fair.clone(), self.desk.take(), facts.clone());
        (self.told, self.again, self.drawing) = (Some(facts.clone()), false, true);
        let pacing = self.pacing;
        let drawer = self.drawer.get_or_insert_with(|| Workers::new(1, pacing));
        drawer.ask(0, move || {
            let mut desk = desk.unwrap_or_else(|| Box::new(Desk::new(sheet, fair)));
            let drawn = desk.draw(&heard, &typed, &told, time);
            let before = before.unwrap_or_else(|| sheet.blank());
            let rows = Rows::differing(&before, &drawn.image);
            Worked { desk, drawn, rows, showing }
        });
    }

    /// What the thread drew, if it is still of use.
    fn take(&mut self) -> Option<(Image, Vec<Rows>)> {
        let Worked { desk, drawn, rows, showing } = self.drawer.as_mut().and_then(Workers::take)?;
        self.desk = Some(desk);
        self.drawing = false;
        // What was asked for counts, whether or not the panel was closed meanwhile.
        self.acts.extend(drawn.acts);
        (self.again, self.placed) = (drawn.again, drawn.placed);
        (showing == self.showing).then_some((drawn.image, rows))
    }
}

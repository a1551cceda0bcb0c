//! The streaming overlay, on [`Boards`] that take turns.
//!
//! It must not disturb what it measures. A round of figures is gathered over several frames; a thread of its own draws it
//! and finds the rows that changed; [`SHARE`] bytes of them go to the GPU in a frame at the most and, once something is
//! shown, in every other frame only: what the fair waits for has the rest. Hidden, nothing is measured, and the thread
//! sleeps.
//!
//! | what | where |
//! |---|---|
//! | the figures | [`gather`] |
//! | where the board is | [`place`] |
//! | its picture | [`crate::panel::overlay`] |

mod gather;
mod place;
#[cfg(all(test, feature = "pack"))]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::boards::Boards;
use super::content::{Content, World};
use super::piece::Piece;
use super::stats::{Cost, Quantiles};
use crate::device::Frame;
use crate::fair::Fair;
use crate::model::Image;
use crate::panel::{self, figures::Figures};
use crate::render::Rows;
use crate::stream::{Admission, Pacing, Workers};
use crate::visit::Visit;
use gather::{Gather, Moment};
use place::Follow;

/// Bytes of the picture that one frame may take to the GPU, where pictures come 72 times a second; as many more as they come
/// less often.
const SHARE: usize = 128 << 10;
const PERIOD: f64 = 1.0 / 72.0;
/// Pages come before it.
const RANK: u32 = 2;
/// What both boards take on the GPU.
const BYTES: u64 = 2 * panel::OVERLAY_BYTES;

/// See the module's page.
pub struct Overlay {
    pacing: Pacing,
    gather: Gather,
    follow: Follow,
    boards: Boards,
    /// The thread has figures to draw.
    drawing: bool,
    /// Figures that are there to be drawn.
    due: Option<Figures>,
    /// The thread that draws, once there was something to be drawn.
    drawer: Option<Workers<Drawn>>,
    /// Counts showings: what was drawn for an earlier one is of no use.
    showing: u64,
}

/// What the thread made of figures.
struct Drawn {
    showing: u64,
    image: Image,
    rows: Vec<Rows>,
    figures: Figures,
}

impl Overlay {
    pub fn new(fair: &Arc<Fair>, pacing: Pacing) -> Overlay {
        Overlay {
            pacing,
            gather: Gather::new(fair),
            follow: Follow::default(),
            boards: Boards::new([0, 1].map(Piece::Overlay), BYTES, RANK, "the overlay"),
            drawing: false,
            due: None,
            drawer: None,
            showing: 0,
        }
    }

    /// Everything on the GPU is made anew: so are the boards.
    pub fn rebuilt(&mut self) {
        self.boards.rebuilt();
        self.forget();
    }

    fn forget(&mut self) {
        (self.drawing, self.due) = (false, None);
        self.showing += 1;
        self.gather.reset();
        self.follow.reset();
    }

    /// Shows, hides and paints it, as the visit says and the frame has time for; before the fair takes its part of the
    /// frame. `worn` is whether the head is a real one. Returns the time spent waiting for the thread, which happens only
    /// with virtual pacing.
    pub fn update(
        &mut self,
        visit: &Visit,
        frame: &Frame,
        worn: bool,
        content: &mut Content,
        world: &mut World,
        admission: &mut Admission,
    ) -> Duration {
        if !wanted(visit) {
            if self.boards.leave(content, world) {
                self.forget();
            }
            return Duration::ZERO;
        }
        if !self.boards.ask(content) {
            return Duration::ZERO;
        }
        let waited = self.draw(content, world);
        // Every other frame is the fair's alone.
        let share = SHARE as f64 * (frame.period.as_secs_f64() / PERIOD).max(1.0);
        let now = frame.index.is_multiple_of(2) || self.boards.is_blank();
        self.boards.advance(if now { share as usize } else { 0 }, content, world, admission);
        let head = &frame.input.head;
        let place =
            if worn { self.follow.place(head, frame.time.as_secs_f64()) } else { place::in_window(head, &frame.views) };
        self.boards.place(visit.world_from_rig() * place, content, world);
        waited
    }

    /// Hands figures to the thread, and takes what it drew.
    fn draw(&mut self, content: &Content, world: &World) -> Duration {
        if let Some(figures) = self.due.take() {
            self.drawing = true;
            let (before, fair, showing) = (self.boards.take_back(), content.fair().clone(), self.showing);
            let drawer = self.drawer.get_or_insert_with(|| Workers::new(1, self.pacing));
            drawer.ask(0, move || drawn(figures, before, &fair, showing));
        }
        let begin = Instant::now();
        let drawn = self.drawer.as_mut().and_then(Workers::take);
        let waited = if self.pacing == Pacing::Virtual { begin.elapsed() } else { Duration::ZERO };
        if let Some(Drawn { showing, image, rows, figures }) = drawn {
            self.gather.reuse(figures);
            if showing == self.showing {
                self.drawing = false;
                self.boards.paint(image, rows, content, world);
            }
        }
        waited
    }

    /// A frame is over: what it cost, and a part of the next figures. `missed` is how many were missed before it and
    /// since the visit began; `fetched` is how many bytes have come.
    #[expect(clippy::too_many_arguments, reason = "called in one place, each argument a different thing")]
    pub fn note(
        &mut self,
        visit: &Visit,
        frame: &Frame,
        cost: &Cost,
        missed: (u32, u64),
        fetched: u64,
        admission: &Admission,
        content: &Content,
        world: &World,
    ) {
        if !wanted(visit) {
            return;
        }
        self.gather.frame(frame, cost, missed.0, admission);
        if self.drawing || self.boards.is_painting() || self.due.is_some() {
            return;
        }
        let (lang, head) = (visit.lang, visit.head().position);
        let moment = Moment { lang, head, fetched, missed: missed.1 };
        self.due = self.gather.round(frame, &moment, content, world);
    }
}

/// Whether it is to be seen: a page that is shown has its place.
fn wanted(visit: &Visit) -> bool {
    visit.overlay && !visit.key_sheet && !visit.credits
}

/// What the thread does.
fn drawn(mut figures: Figures, before: Option<Image>, fair: &Fair, showing: u64) -> Drawn {
    let own: Vec<f32> = figures.frames.second().iter().map(|bar| bar.own_ms).collect();
    let quantiles = Quantiles::of(&own);
    (figures.frames.p50_ms, figures.frames.p99_ms) = (quantiles.p50, quantiles.p99);
    let title = |number: usize| fair.booths.get(number).map_or("", |booth| booth.title.get(figures.lang));
    let image = panel::overlay(&figures, title);
    let before = before.unwrap_or_else(panel::overlay_blank);
    Drawn { showing, rows: Rows::differing(&before, &image), image, figures }
}

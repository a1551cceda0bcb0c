//! The streaming overlay: two boards with a picture each, of which one is shown while the other is painted anew.
//!
//! It must not disturb what it measures. A round of figures is gathered over several frames; a thread of its own draws it
//! and finds the rows that changed; they go to the GPU in steps that the frame's budget admits, [`SHARE`] bytes of a frame
//! at the most and, once something is shown, in every other frame only: what the fair waits for has the rest. Once the boards
//! are there nothing is made, bound or freed. Their memory comes out of what signs may take, under the same cap. Hidden, the
//! boards are gone, nothing is measured, and the thread sleeps.
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

use super::content::{Content, World};
use super::piece::Piece;
use super::stats::{Cost, Quantiles};
use crate::device::Frame;
use crate::fair::Fair;
use crate::model::Image;
use crate::panel::{self, figures::Figures};
use crate::render::{AtMost, Repaint, Rows, Steps, advance};
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
    /// Boards that were asked for and not taken away again.
    asked: [bool; 2],
    /// What each board's texture holds, unless it is being painted; a board is blank at first.
    holds: [Option<Image>; 2],
    /// The board that is shown.
    front: Option<usize>,
    stage: Stage,
    /// Figures that are there to be drawn.
    due: Option<Figures>,
    /// The thread that draws, once there was something to be drawn.
    drawer: Option<Workers<Drawn>>,
    /// Counts showings: what was drawn for an earlier one is of no use.
    showing: u64,
    /// It was said that there is no memory for it.
    refused: bool,
}

/// What the board that is not shown is doing.
enum Stage {
    Idle,
    Drawing,
    Painting(Repaint),
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
            asked: [false; 2],
            holds: [None, None],
            front: None,
            stage: Stage::Idle,
            due: None,
            drawer: None,
            showing: 0,
            refused: false,
        }
    }

    /// Everything on the GPU is made anew: so are the boards.
    pub fn rebuilt(&mut self) {
        self.asked = [false; 2];
        self.forget();
    }

    fn forget(&mut self) {
        self.holds = [None, None];
        (self.front, self.stage, self.due) = (None, Stage::Idle, None);
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
            self.leave(content, world);
            return Duration::ZERO;
        }
        if !self.ask(content) {
            return Duration::ZERO;
        }
        let models = [0, 1].map(|board| content.model(Piece::Overlay(board)));
        let [Some(_), Some(_)] = models else { return Duration::ZERO };
        let back = 1 - self.front.unwrap_or(1);
        let waited = self.draw(back, models[back], content.fair(), world);
        // Every other frame is the fair's alone.
        if (frame.index.is_multiple_of(2) || self.front.is_none())
            && let Stage::Painting(repaint) = &mut self.stage
        {
            let share = SHARE as f64 * (frame.period.as_secs_f64() / PERIOD).max(1.0);
            advance(&mut AtMost::new(repaint, share as usize), &mut world.renderer, admission);
        }
        if let Stage::Painting(repaint) = &self.stage
            && repaint.next().is_none()
            && let Stage::Painting(repaint) = std::mem::replace(&mut self.stage, Stage::Idle)
        {
            self.holds[back] = Some(repaint.into_image());
            let old = self.front.replace(back).and_then(|old| content.object(Piece::Overlay(old)));
            if let Some(old) = old {
                world.scene.set_visible(old, false);
            }
        }
        if let Some(object) = self.front.and_then(|front| content.object(Piece::Overlay(front))) {
            let head = &frame.input.head;
            let place = if worn {
                self.follow.place(head, frame.time.as_secs_f64())
            } else {
                place::in_window(head, &frame.views)
            };
            world.scene.set_matrix(object, visit.world_from_rig() * place);
            world.scene.set_visible(object, true);
        }
        waited
    }

    /// Asks for the boards, once there is memory for them.
    fn ask(&mut self, content: &mut Content) -> bool {
        if self.asked == [false; 2] && !content.lend(BYTES) {
            if !std::mem::replace(&mut self.refused, true) {
                log::warn!("the overlay needs more memory on the GPU than is left for signs: see --gpu-memory");
            }
            return false;
        }
        for (board, asked) in self.asked.iter_mut().enumerate() {
            if !std::mem::replace(asked, true) {
                content.ask(Piece::Overlay(board), RANK);
            }
        }
        true
    }

    /// Takes the boards away, those that are still on their way once they have come.
    fn leave(&mut self, content: &mut Content, world: &mut World) {
        if self.asked == [false; 2] {
            return;
        }
        for (board, asked) in self.asked.iter_mut().enumerate() {
            if *asked && content.object(Piece::Overlay(board)).is_some() {
                content.remove(Piece::Overlay(board), world);
                *asked = false;
            }
        }
        self.forget();
        if self.asked == [false; 2] {
            content.take_back(BYTES);
        }
    }

    /// Hands figures to the thread, and takes what it drew.
    fn draw(&mut self, back: usize, model: Option<u32>, fair: &Arc<Fair>, world: &World) -> Duration {
        if let Some(figures) = self.due.take() {
            self.stage = Stage::Drawing;
            let (before, fair, showing) = (self.holds[back].take(), fair.clone(), self.showing);
            let drawer = self.drawer.get_or_insert_with(|| Workers::new(1, self.pacing));
            drawer.ask(0, move || drawn(figures, before, &fair, showing));
        }
        let begin = Instant::now();
        let drawn = self.drawer.as_mut().and_then(Workers::take);
        let waited = if self.pacing == Pacing::Virtual { begin.elapsed() } else { Duration::ZERO };
        if let Some(Drawn { showing, image, rows, figures }) = drawn {
            self.gather.reuse(figures);
            if showing == self.showing {
                let repaint = model.and_then(|model| Repaint::new(&world.renderer, model, image, rows));
                self.stage = repaint.map_or(Stage::Idle, Stage::Painting);
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
        if !matches!(self.stage, Stage::Idle) || self.due.is_some() {
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

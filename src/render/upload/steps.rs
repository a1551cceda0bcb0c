//! Steps, and as many of them as a frame has room for.

use crate::render::Renderer;
use crate::stream::{Admission, Cost, Kind};

/// What comes next of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub kind: Kind,
    /// All that is left to be moved, or what is made; 0 where that says nothing of the cost.
    pub bytes: usize,
    /// It is moved in multiples of this, or whole.
    pub smallest: usize,
    /// It goes through staging.
    pub staged: bool,
}

impl Step {
    /// A step that is done as a whole and costs the same every time.
    pub fn plain(kind: Kind) -> Step {
        Step::whole(kind, 0)
    }

    /// A step that is done as a whole and costs by its size.
    pub fn whole(kind: Kind, bytes: usize) -> Step {
        Step { kind, bytes, smallest: bytes, staged: false }
    }
}

/// Something that is done step by step.
pub trait Steps {
    /// What comes next; `None` when all is done.
    fn next(&self) -> Option<Step>;

    /// Does so many bytes of it, for which staging has room; a step without bytes as a whole.
    fn step(&mut self, renderer: &mut Renderer, bytes: usize);
}

/// A part of some work: so many bytes of it, and no more in this frame.
pub struct AtMost<'a> {
    work: &'a mut dyn Steps,
    left: usize,
}

impl<'a> AtMost<'a> {
    /// The next `bytes` of `work`.
    pub fn new(work: &'a mut dyn Steps, bytes: usize) -> AtMost<'a> {
        AtMost { work, left: bytes }
    }
}

impl Steps for AtMost<'_> {
    fn next(&self) -> Option<Step> {
        let step = self.work.next().filter(|step| self.left >= step.smallest.max(1))?;
        Some(Step { bytes: step.bytes.min(self.left), ..step })
    }

    fn step(&mut self, renderer: &mut Renderer, bytes: usize) {
        self.work.step(renderer, bytes);
        self.left = self.left.saturating_sub(bytes.max(1));
    }
}

/// Does what the frame has room for. `true` when all is done.
pub fn advance(work: &mut dyn Steps, renderer: &mut Renderer, admission: &mut Admission) -> bool {
    while let Some(step) = work.next() {
        let Some(mut bytes) = admission.split(step.kind, step.bytes, step.smallest) else { return false };
        if step.staged {
            // A replay loads the same in each frame, however far behind the GPU is: it waits.
            let room = renderer.room(step.smallest, admission.is_virtual());
            if room < step.smallest.min(step.bytes) {
                return false;
            }
            bytes = fitting(bytes, room, step.smallest);
        }
        admission.force(Cost { kind: step.kind, bytes }, || work.step(renderer, bytes));
    }
    true
}

/// Does all of it now, for what is loaded outside of frames.
pub fn finish(work: &mut dyn Steps, renderer: &mut Renderer) {
    while let Some(step) = work.next() {
        let room = if step.staged { renderer.room(step.smallest, true) } else { usize::MAX };
        if room < step.smallest.min(step.bytes) {
            // The GPU is lost.
            return;
        }
        work.step(renderer, fitting(step.bytes, room, step.smallest));
    }
}

fn fitting(bytes: usize, room: usize, smallest: usize) -> usize {
    if bytes <= room { bytes } else { room - room % smallest.max(1) }
}

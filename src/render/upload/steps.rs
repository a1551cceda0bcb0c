//! Steps, and as many of them as a frame has room for.

use crate::render::Renderer;
use crate::stream::{Admission, Cost, Kind};

/// What comes next of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub kind: Kind,
    /// All that is left to be moved; 0 for what moves nothing.
    pub bytes: usize,
    /// It is moved in multiples of this, or whole.
    pub smallest: usize,
}

impl Step {
    /// A step that moves no bytes.
    pub fn plain(kind: Kind) -> Step {
        Step { kind, bytes: 0, smallest: 0 }
    }
}

/// Something that is done step by step.
pub trait Steps {
    /// What comes next; `None` when all is done.
    fn next(&self) -> Option<Step>;

    /// Does so many bytes of it, for which staging has room; a step without bytes as a whole.
    fn step(&mut self, renderer: &mut Renderer, bytes: usize);
}

/// Does what the frame has room for. `true` when all is done.
pub fn advance(work: &mut dyn Steps, renderer: &mut Renderer, admission: &mut Admission) -> bool {
    while let Some(step) = work.next() {
        let Some(mut bytes) = admission.split(step.kind, step.bytes, step.smallest) else { return false };
        if step.bytes > 0 {
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
        let room = if step.bytes > 0 { renderer.room(step.smallest, true) } else { 0 };
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

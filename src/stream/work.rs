//! How far the steps of one upload are.

use super::catalog::Op;

/// A rung's steps, done in pieces of the size that is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    op: usize,
    done: u32,
}

impl Work {
    /// What is left of the step that is next; `None` when all are done.
    pub fn next(&self, ops: &[Op]) -> Option<Op> {
        ops.get(self.op).map(|op| Op { bytes: op.bytes - self.done, ..*op })
    }

    /// So many bytes of it were done. A step without bytes is done at once.
    pub fn did(&mut self, ops: &[Op], bytes: usize) {
        let Some(op) = ops.get(self.op) else { return };
        self.done = self.done.saturating_add(bytes as u32).min(op.bytes);
        if self.done == op.bytes {
            *self = Work { op: self.op + 1, done: 0 };
        }
    }
}

//! Runs of equal places in a growing array, given back and used again.

use std::ops::Range;

#[derive(Debug, Default)]
pub(super) struct Slots {
    free: Vec<Range<usize>>,
    /// Places handed out at any time, the free ones included.
    len: usize,
}

impl Slots {
    /// A run of `count` places: first fit among what was freed, else at the end. The array must have [`Slots::len`]
    /// places afterwards.
    pub fn take(&mut self, count: usize) -> Range<usize> {
        if let Some(at) = self.free.iter().position(|range| range.len() >= count && count > 0) {
            let range = &mut self.free[at];
            let start = range.start;
            range.start += count;
            if range.start == range.end {
                self.free.swap_remove(at);
            }
            return start..start + count;
        }
        let start = self.len;
        self.len += count;
        start..self.len
    }

    pub fn give(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.free.push(range);
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }
}

/// The smallest range around both.
pub(super) fn around(old: Option<Range<usize>>, new: Range<usize>) -> Option<Range<usize>> {
    match old {
        _ if new.is_empty() => old,
        Some(old) => Some(old.start.min(new.start)..old.end.max(new.end)),
        None => Some(new),
    }
}

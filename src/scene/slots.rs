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

/// Ranges that changed, apart from one another: what lies between two of them is not sent again.
#[derive(Debug, Default)]
pub(super) struct Touched(Vec<Range<usize>>);

impl Touched {
    /// Beyond so many ranges a new one is joined to the nearest.
    const MOST: usize = 32;

    pub fn add(&mut self, new: Range<usize>) {
        if new.is_empty() {
            return;
        }
        let apart = |old: &Range<usize>| new.start.saturating_sub(old.end).max(old.start.saturating_sub(new.end));
        let full = self.0.len() >= Self::MOST;
        match self.0.iter_mut().min_by_key(|old| apart(old)).filter(|old| full || apart(old) == 0) {
            Some(old) => *old = old.start.min(new.start)..old.end.max(new.end),
            None => self.0.push(new),
        }
    }

    pub fn ranges(&self) -> &[Range<usize>] {
        &self.0
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_stays_apart_while_there_are_few() {
        let mut touched = Touched::default();
        touched.add(3..3);
        touched.add(10..12);
        touched.add(100..101);
        touched.add(12..14);
        touched.add(8..11);
        assert_eq!(touched.ranges(), [8..14, 100..101]);
        (0..1000).for_each(|at| touched.add(at * 50 + 1000..at * 50 + 1001));
        assert!(
            touched.ranges().len() == Touched::MOST && touched.ranges().iter().any(|range| range.contains(&50_950))
        );
        touched.clear();
        assert!(touched.ranges().is_empty());
    }
}

//! Remarks for the author of a model, bounded in number.

use std::ops::RangeInclusive;

use super::error::shorten;

#[derive(Debug)]
pub(super) struct Notes {
    list: Vec<String>,
    limit: usize,
    more: usize,
}

impl Notes {
    pub fn new(limit: usize) -> Notes {
        Notes { list: Vec::new(), limit, more: 0 }
    }

    pub fn add(&mut self, mut note: String) {
        if self.list.len() < self.limit {
            shorten(&mut note);
            self.list.push(note);
        } else {
            self.more += 1;
        }
    }

    /// A number within a range: what lies outside counts as the nearest end, with a note.
    pub fn bounded(&mut self, at: &str, number: f32, range: RangeInclusive<f32>) -> f32 {
        let kept = number.clamp(*range.start(), *range.end());
        if kept != number {
            self.add(format!("{at}: {number} is out of range and counts as {kept}"));
        }
        kept
    }

    pub fn finish(mut self) -> Vec<String> {
        if self.more > 0 {
            self.list.push(format!("and {} more", self.more));
        }
        self.list
    }
}

//! Remarks for the author of a model, bounded in number.

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

    pub fn finish(mut self) -> Vec<String> {
        if self.more > 0 {
            self.list.push(format!("and {} more", self.more));
        }
        self.list
    }
}

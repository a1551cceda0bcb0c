//! What was found.

use std::ops::Range;

use super::arena::Field;
use crate::fair::Lang;

/// What a hit is, as indices into the fair that was indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// Into [`Fair::booths`](crate::fair::Fair::booths).
    Booth { booth: usize },
    /// And into the booth's products.
    Product { booth: usize, product: usize },
    /// An industry: into [`Fair::halls`](crate::fair::Fair::halls) and the hall's zones.
    Zone { hall: usize, zone: usize },
}

/// A booth, product or industry that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub what: What,
    /// How well it fits: lower is better. Hits of one query compare by it, and equal ones stand as in the fair.
    pub rank: u16,
    /// What to mark, in the order of fields, languages and characters; none overlap.
    pub marks: Vec<Mark>,
}

/// Characters that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub field: Field,
    pub lang: Lang,
    /// Counted in characters (`char`) of the text in this language.
    pub chars: Range<usize>,
}

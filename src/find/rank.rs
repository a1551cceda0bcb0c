//! Which of two matches is better.

use super::arena::{Field, Run};
use super::walk::How;
use crate::fair::Lang;

/// How good a match is; the lower the better. From the highest bit: a typing mistake; title, summary, a zone, a booth
/// by its zone; words here and there; by what it is matched; a word that is not there in full ("tea" is tea before it is
/// teaching); whether it is all of a text, its beginning or elsewhere; the other language.
pub type Rank = u16;

/// What is not found at all.
pub const NONE: Rank = Rank::MAX;
/// Something is typed wrong.
pub const TYPO: Rank = 1 << 9;
/// The words are found, each for itself.
pub const SCATTERED: Rank = 1 << 6;

const FIELD: u32 = 7;
const HOW: u32 = 4;
const UNFINISHED: Rank = 1 << 3;
const PLACE: u32 = 1;
const OTHER: Rank = 1;

/// Where in a text a match lies.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub start: u32,
    pub end: u32,
    /// It starts within a word.
    pub inside: bool,
    /// Its last word goes on.
    pub unfinished: bool,
}

/// The best that a match in a text can be.
pub fn best(run: &Run, lang: Lang) -> Rank {
    let field = match (run.field, run.of_zone) {
        (Field::Title, false) => 0,
        (Field::Summary, _) => 1,
        (Field::Title, true) => 2,
        (Field::Zone, _) => 3,
    };
    field << FIELD | if run.lang == lang { 0 } else { OTHER }
}

pub fn rank(run: &Run, lang: Lang, how: How, place: Place) -> Rank {
    let how = match (how, place.inside) {
        (_, true) => 3,
        (How::Letters, _) => 0,
        (How::Pinyin, _) => 1,
        (How::Initials, _) => 2,
    };
    let at = match (place.start == run.start, place.end == run.end) {
        (true, true) => 0,
        (true, false) => 1,
        _ => 2,
    };
    best(run, lang) | how << HOW | at << PLACE | if place.unfinished { UNFINISHED } else { 0 }
}

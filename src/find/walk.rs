//! How far a query goes along a text, letter by letter and syllable by syllable.

use super::arena::Arena;
use super::glyphs::Glyphs;
use super::query::Letters;

/// By what a text may be matched; each allows what those before it allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The characters themselves.
    Letters,
    /// Syllables of pinyin, the last of which need not be there in full.
    Pinyin,
    /// The first letters of syllables, or zh, ch and sh.
    Initials,
}

impl How {
    pub const ALL: [How; 3] = [How::Letters, How::Pinyin, How::Initials];
}

/// For each glyph, the places in a query from which it leads anywhere at all, or might: most of a text is ruled out by
/// it.
#[derive(Debug)]
pub struct Leads(Vec<u128>);

impl Leads {
    pub fn new(glyphs: &Glyphs, letters: &Letters) -> Leads {
        let mut list = vec![0; glyphs.len()];
        for (place, letter) in letters.list().iter().enumerate() {
            for glyph in glyphs.beginning(*letter) {
                if let Some(places) = list.get_mut(glyph as usize) {
                    *places |= 1 << place;
                }
            }
        }
        Leads(list)
    }

    /// Of a set of places, those from which a glyph might lead on.
    pub fn among(&self, places: u128, glyph: u32) -> u128 {
        self.0.get(glyph as usize).map_or(0, |from| from & places)
    }
}

/// The places in a query that are reached from one of its places by one character of a text.
pub fn step(glyphs: &Glyphs, glyph: u32, letters: &Letters, from: usize, how: How) -> u128 {
    let mut reached = 0;
    if letters.list().get(from) == Some(&glyphs.letter(glyph)) {
        reached |= 1 << (from + 1);
    }
    if how == How::Letters {
        return reached;
    }
    for reading in glyphs.readings(glyph) {
        let syllable = reading.letters();
        let along = letters.along(from, syllable);
        // A syllable that breaks off where the query ends. At the beginning an initial alone is an initial.
        let breaks_off = from + along == letters.len() && along > 0 && (from > 0 || along > reading.initial.into());
        if along == syllable.len() || breaks_off {
            reached |= 1 << (from + along);
        }
        if how == How::Initials && along > 0 {
            reached |= 1 << (from + 1);
            if reading.initial == 2 && along >= 2 {
                reached |= 1 << (from + 2);
            }
        }
    }
    reached
}

/// Where a match ends, as the cell after its last: of a match whose first character took the query to `reached`, and
/// which goes on at `cell` in a text that ends at `end`. The shortest match is taken.
pub fn walk(arena: &Arena, letters: &Letters, mut reached: u128, cell: u32, end: u32, how: How) -> Option<u32> {
    if reached & letters.goal() != 0 {
        return Some(cell);
    }
    for (place, cell) in (cell..).zip(arena.cells.get(cell as usize..end as usize)?) {
        let mut next = 0;
        while reached != 0 {
            let from = reached.trailing_zeros();
            reached &= reached - 1;
            next |= step(&arena.glyphs, cell.glyph, letters, from as usize, how);
        }
        if next & letters.goal() != 0 {
            return Some(place + 1);
        }
        if next == 0 {
            return None;
        }
        reached = next;
    }
    None
}

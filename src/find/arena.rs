//! Every text of a fair in one list of cells, and where in it a match may start.

use super::fold::{Piece, fold, is_spaced};
use super::glyphs::Glyphs;
use crate::fair::{Lang, Text};

/// Cells that an arena holds at most; texts after that are left out. A fair within its limits comes nowhere near.
const MOST_CELLS: usize = 1 << 30;

/// Which text of a booth, a product or a zone it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Title,
    Summary,
    /// The title of the zone where a booth stands.
    Zone,
}

/// A folded letter of a text. What stands between words has none.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub glyph: u32,
    /// Which character of the text it comes from; one may give several.
    pub origin: u16,
    /// In the same word as the cell before.
    pub goes_on: bool,
}

/// A text: its cells, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub start: u32,
    pub end: u32,
    pub entry: u32,
    pub field: Field,
    pub lang: Lang,
    /// The title of a zone that is found for itself.
    pub of_zone: bool,
    /// Holds characters that are read in pinyin.
    pub is_read: bool,
}

impl Run {
    /// Whether a match may start at a cell: at the beginnings of words, and in Chinese texts within words, too.
    pub fn may_start(&self, cell: Cell) -> bool {
        !cell.goes_on || self.lang == Lang::Zh
    }
}

/// A cell where a match may start.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    pub cell: u32,
    pub run: u32,
    /// The glyph of the text's next cell: most starts are ruled out by it, with nothing else looked at. [`LAST`] if
    /// there is none.
    pub next: u32,
}

/// No glyph.
pub const LAST: u32 = u32::MAX;

#[derive(Debug, Default)]
pub struct Arena {
    pub glyphs: Glyphs,
    pub cells: Vec<Cell>,
    pub runs: Vec<Run>,
    /// By glyph, each in the order of the cells.
    starts: Vec<Start>,
    /// Where in `starts` a glyph's begin, and after the last where they end.
    firsts: Vec<u32>,
}

impl Arena {
    /// Adds a text in both languages, where there is one.
    pub fn add(&mut self, entry: u32, field: Field, of_zone: bool, text: &Text) {
        for (lang, words) in [(Lang::Zh, &text.zh), (Lang::En, &text.en)] {
            let start = self.cells.len() as u32;
            self.push(words);
            let end = self.cells.len() as u32;
            let own = self.cells.get(start as usize..).unwrap_or_default();
            let is_read = own.iter().any(|cell| self.glyphs.is_read(cell.glyph));
            if start < end {
                self.runs.push(Run { start, end, entry, field, lang, of_zone, is_read });
            }
        }
    }

    fn push(&mut self, words: &str) {
        let mut before = None;
        // What lies beyond the places that a cell can name is not searched.
        for (origin, from) in (0..=u16::MAX).zip(words.chars()) {
            fold(from, |piece| {
                let Piece::Letter(letter) = piece else {
                    before = before.filter(|_| piece == Piece::Apostrophe);
                    return;
                };
                if self.cells.len() >= MOST_CELLS {
                    return;
                }
                // "12kg" are two words, as "12 kg".
                let kind = is_spaced(letter).then(|| letter.is_numeric());
                let goes_on = kind.is_some() && before == Some(kind);
                before = Some(kind);
                self.cells.push(Cell { glyph: self.glyphs.number(letter), origin, goes_on });
            });
        }
    }

    /// Makes the lists of starts, once every text is there.
    pub fn finish(&mut self) {
        let mut firsts = vec![0_u32; self.glyphs.len() + 1];
        let list = || {
            (0..).zip(&self.runs).flat_map(|(number, run)| {
                let cells = self.cells.get(run.start as usize..run.end as usize).unwrap_or_default();
                let next = cells.iter().skip(1).map(|cell| cell.glyph).chain([LAST]);
                let starts = (run.start..).zip(cells).zip(next).filter(|((_, cell), _)| run.may_start(**cell));
                starts.map(move |((place, cell), next)| (cell.glyph as usize, Start { cell: place, run: number, next }))
            })
        };
        for (glyph, _) in list() {
            if let Some(count) = firsts.get_mut(glyph + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for first in &mut firsts {
            sum += *first;
            *first = sum;
        }
        let mut next = firsts.clone();
        let mut starts = vec![Start { cell: 0, run: 0, next: LAST }; sum as usize];
        for (glyph, start) in list() {
            let Some(place) = next.get_mut(glyph) else { continue };
            if let Some(slot) = starts.get_mut(*place as usize) {
                *slot = start;
            }
            *place += 1;
        }
        (self.starts, self.firsts) = (starts, firsts);
    }

    /// Where a match that begins with this glyph may start.
    pub fn starts(&self, glyph: u32) -> &[Start] {
        let at = |place: usize| self.firsts.get(place).map_or(0, |first| *first as usize);
        self.starts.get(at(glyph as usize)..at(glyph as usize + 1)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_after_gaps_and_where_digits_meet_letters() {
        let mut arena = Arena::default();
        let text = Text { zh: "JC-500 五轴".into(), en: "Children’s 12kg set".into() };
        arena.add(7, Field::Title, false, &text);
        arena.finish();
        let words = |run: usize| {
            let run = arena.runs[run];
            let mut words = String::new();
            for cell in &arena.cells[run.start as usize..run.end as usize] {
                if !cell.goes_on {
                    words.push('|');
                }
                words.push(arena.glyphs.letter(cell.glyph));
            }
            words
        };
        assert_eq!((words(0).as_str(), words(1).as_str()), ("|jc|500|五|轴", "|childrens|12|kg|set"));
        assert_eq!((arena.runs[0].is_read, arena.runs[1].is_read), (true, false));
        let starts = |letter| {
            let glyph = arena.glyphs.beginning(letter).next().unwrap();
            arena.starts(glyph).iter().map(|start| start.run).collect::<Vec<_>>()
        };
        // Within words of Chinese texts only.
        assert_eq!((starts('c'), starts('i'), starts('五')), (vec![0, 1], vec![], vec![0]));
        assert_eq!(arena.cells.last().map(|cell| cell.origin), Some(18));
    }
}

//! Everything that can be found in a fair, ready to be searched.

use std::ops::Range;

use super::arena::{Arena, Cell, Field, Run, Start};
use super::fold::is_spaced;
use super::hit::{Hit, Mark, What};
use super::query::{Letters, Query};
use super::rank::{NONE, Place, Rank, SCATTERED, TYPO, best, rank};
use super::typo;
use super::walk::{How, Leads, step, walk};
use crate::fair::{Fair, Lang};

/// Entries that are looked at one by one for a further word, instead of all places where it might be.
const FEW: usize = 500;

/// A fair's texts, ready to be searched. It is made once, on a worker, and asked at each keystroke.
#[derive(Debug)]
pub struct Index {
    arena: Arena,
    /// Booths, each before its products, then zones.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    what: What,
    /// Its texts, as places in the arena's runs.
    runs: Range<usize>,
}

/// How is asked.
#[derive(Debug, Clone, Copy)]
struct Ask {
    lang: Lang,
    /// Nothing else was typed.
    alone: bool,
    typos: bool,
}

impl Index {
    /// Of the booths that could be read, their products, and the zones of all halls.
    pub fn new(fair: &Fair) -> Index {
        let mut index = Index { arena: Arena::default(), entries: Vec::new() };
        for (booth, one) in fair.booths.iter().enumerate() {
            index.enter(What::Booth { booth }, |arena, entry| {
                arena.add(entry, Field::Title, false, &one.title);
                arena.add(entry, Field::Summary, false, &one.summary);
                let hall = fair.halls.get(one.hall);
                let plot = hall.and_then(|hall| hall.plots.get(one.plot));
                if let Some(id) = plot.and_then(|plot| plot.zone.as_ref())
                    && let Some(zone) = hall.and_then(|hall| hall.zones.iter().find(|zone| zone.id == *id))
                {
                    arena.add(entry, Field::Zone, false, &zone.title);
                }
            });
            for (product, one) in one.products.iter().enumerate() {
                index.enter(What::Product { booth, product }, |arena, entry| {
                    arena.add(entry, Field::Title, false, &one.title);
                    arena.add(entry, Field::Summary, false, &one.summary);
                });
            }
        }
        for (hall, one) in fair.halls.iter().enumerate() {
            for (zone, one) in one.zones.iter().enumerate() {
                index.enter(What::Zone { hall, zone }, |arena, entry| {
                    arena.add(entry, Field::Title, true, &one.title);
                });
            }
        }
        index.arena.finish();
        index
    }

    fn enter(&mut self, what: What, add: impl FnOnce(&mut Arena, u32)) {
        let first = self.arena.runs.len();
        add(&mut self.arena, self.entries.len() as u32);
        self.entries.push(Entry { what, runs: first..self.arena.runs.len() });
    }

    /// How many booths, products and zones there are to be found.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Letters of all texts.
    pub fn letters(&self) -> usize {
        self.arena.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The `most` that fit a query best, the best first, equal ones as they stand in the fair; nothing where no letter
    /// is typed. Of equally good matches those in `lang` come first.
    ///
    /// Words with a typing mistake are looked for only if all others leave room. Of a query, 120 letters and 8 words
    /// count.
    pub fn find(&self, query: &str, lang: Lang, most: usize) -> Vec<Hit> {
        let query = Query::new(query);
        if query.words.is_empty() || most == 0 {
            return Vec::new();
        }
        let alone = query.words.len() <= 1;
        let mut whole = vec![NONE; self.entries.len()];
        self.scan(&query.whole, Ask { lang, alone, typos: false }, |_| true, &mut whole);
        let mut found = self.gather(&query, lang, false, &whole);
        if found.len() < most && query.words.iter().any(|word| typo::is_forgiven(word.list())) {
            found = self.gather(&query, lang, true, &whole);
        }
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        found.into_iter().filter_map(|(rank, entry)| self.hit(&query, lang, rank, entry)).collect()
    }

    /// All that fit, in no order; `whole` says how well the query as one run does.
    fn gather(&self, query: &Query, lang: Lang, typos: bool, whole: &[Rank]) -> Vec<(Rank, usize)> {
        let alone = query.words.len() <= 1;
        let mut ranks = whole.to_vec();
        // A mistake is looked for in words; a run of several is right or not.
        if alone && typos {
            self.scan(&query.whole, Ask { lang, alone, typos }, |_| true, &mut ranks);
        }
        if !alone {
            let mut worst = vec![0; self.entries.len()];
            let mut of_word = vec![NONE; self.entries.len()];
            for word in &query.words {
                of_word.fill(NONE);
                let wanted = |entry: usize| worst.get(entry).is_some_and(|worst| *worst != NONE);
                let ask = Ask { lang, alone, typos };
                let left = worst.iter().filter(|worst| **worst != NONE).count();
                match left {
                    0 => break,
                    // Few are looked at one by one.
                    1..=FEW => {
                        let ranks = self.entries.iter().zip(&mut of_word).enumerate();
                        ranks.filter(|(entry, _)| wanted(*entry)).for_each(|(_, (entry, rank))| {
                            *rank = self.best_of(word, entry, ask);
                        });
                    }
                    _ => self.scan(word, ask, wanted, &mut of_word),
                }
                worst.iter_mut().zip(&of_word).for_each(|(worst, rank)| *worst = (*worst).max(*rank));
            }
            for (rank, worst) in ranks.iter_mut().zip(worst) {
                *rank = (*rank).min(worst | SCATTERED);
            }
        }
        ranks.into_iter().zip(0..).filter(|(rank, _)| *rank != NONE).collect()
    }

    /// Puts down how well letters fit each entry that is wanted.
    fn scan(&self, letters: &Letters, ask: Ask, wanted: impl Fn(usize) -> bool, ranks: &mut [Rank]) {
        let Some(letter) = letters.first() else { return };
        let leads = Leads::new(&self.arena.glyphs, letters);
        for glyph in self.arena.glyphs.beginning(letter) {
            let first = self.first(letters, glyph);
            let typos = ask.typos && self.arena.glyphs.letter(glyph) == letter;
            let [.., most] = first;
            let is_all = most & letters.goal() != 0;
            for &Start { cell, run, next } in self.arena.starts(glyph) {
                let may_fit = is_all || leads.among(most, next) != 0;
                if !may_fit && !typos {
                    continue;
                }
                let Some(run) = self.arena.runs.get(run as usize) else { continue };
                let entry = run.entry as usize;
                let Some(known) = ranks.get_mut(entry) else { continue };
                if *known <= best(run, ask.lang) || !wanted(entry) {
                    continue;
                }
                let fits = if may_fit { self.fit(letters, &first, cell, run, ask) } else { None };
                let fits = fits.or_else(|| {
                    let mistaken = typos && *known > TYPO;
                    if mistaken { self.mistaken(letters, cell, run, ask.lang) } else { None }
                });
                if let Some((rank, _)) = fits {
                    *known = rank.min(*known);
                }
            }
        }
    }

    /// Where the first character of a match takes the query.
    fn first(&self, letters: &Letters, glyph: u32) -> [u128; 3] {
        How::ALL.map(|how| step(&self.arena.glyphs, glyph, letters, 0, how))
    }

    /// How well letters fit a text from a cell on, and the cell after the last that they take.
    fn fit(&self, letters: &Letters, first: &[u128; 3], cell: u32, run: &Run, ask: Ask) -> Option<(Rank, u32)> {
        if ask.alone && run.field != Field::Title && letters.is_one_letter() {
            return None;
        }
        let most = match run.field {
            _ if !run.is_read => How::Letters,
            Field::Summary => How::Pinyin,
            Field::Title | Field::Zone => How::Initials,
        };
        for (how, reached) in How::ALL.into_iter().zip(first) {
            if how > most {
                break;
            }
            if *reached != 0
                && let Some(end) = walk(&self.arena, letters, *reached, cell + 1, run.end, how)
            {
                return Some((rank(run, ask.lang, how, self.place(cell, end, run)), end));
            }
        }
        None
    }

    /// The same for a word with a typing mistake.
    fn mistaken(&self, letters: &Letters, cell: u32, run: &Run, lang: Lang) -> Option<(Rank, u32)> {
        let cells = self.arena.cells.get(cell as usize..run.end as usize)?;
        if cells.first()?.goes_on || !self.is_near(letters, cells) {
            return None;
        }
        let mut word = ['\0'; typo::MOST];
        let mut length = 0;
        for (slot, one) in word.iter_mut().zip(cells) {
            if length > 0 && !one.goes_on {
                break;
            }
            *slot = self.arena.glyphs.letter(one.glyph);
            length += 1;
        }
        let end = cell + typo::meant(letters.list(), word.get(..length)?)? as u32;
        Some((rank(run, lang, How::Letters, self.place(cell, end, run)) | TYPO, end))
    }

    /// Whether a word may be meant, by its second and third letters: with one mistake one of them is near its place.
    fn is_near(&self, letters: &Letters, cells: &[Cell]) -> bool {
        let ([_, a, b, ..], [_, one, two, ..]) = (letters.list(), cells) else { return false };
        let (one, two) = (self.arena.glyphs.letter(one.glyph), self.arena.glyphs.letter(two.glyph));
        one == *a || one == *b || two == *a || two == *b
    }

    fn place(&self, start: u32, end: u32, run: &Run) -> Place {
        let goes_on = |cell: u32| self.arena.cells.get(cell as usize).is_some_and(|cell| cell.goes_on);
        Place { start, end, inside: goes_on(start), unfinished: end < run.end && goes_on(end) }
    }

    fn hit(&self, query: &Query, lang: Lang, rank: Rank, entry: usize) -> Option<Hit> {
        let Entry { what, runs } = self.entries.get(entry)?;
        let whole = std::slice::from_ref(&query.whole);
        let words = if rank & SCATTERED == 0 { whole } else { query.words.as_slice() };
        let ask = Ask { lang, alone: query.words.len() <= 1, typos: rank & TYPO != 0 };
        let mut marks = Vec::new();
        for run in self.arena.runs.get(runs.clone())? {
            let from = marks.len();
            marks.extend(words.iter().filter_map(|word| self.mark(word, run, ask)));
            tidy(&mut marks, from);
        }
        Some(Hit { what: *what, rank, marks })
    }

    /// How well letters fit an entry.
    fn best_of(&self, letters: &Letters, entry: &Entry, ask: Ask) -> Rank {
        let runs = self.arena.runs.get(entry.runs.clone()).unwrap_or_default();
        runs.iter().filter_map(|run| self.best_in(letters, run, ask)).map(|(rank, _)| rank).min().unwrap_or(NONE)
    }

    /// Where in a text letters fit best.
    fn mark(&self, letters: &Letters, run: &Run, ask: Ask) -> Option<Mark> {
        let (_, Range { start, end }) = self.best_in(letters, run, ask)?;
        let origin = |cell: u32| self.arena.cells.get(cell as usize).map(|cell| usize::from(cell.origin));
        Some(Mark { field: run.field, lang: run.lang, chars: origin(start)?..origin(end.checked_sub(1)?)? + 1 })
    }

    /// How well letters fit a text, and the cells that they take there.
    fn best_in(&self, letters: &Letters, run: &Run, ask: Ask) -> Option<(Rank, Range<u32>)> {
        let cells = self.arena.cells.get(run.start as usize..run.end as usize)?;
        let letter = letters.first()?;
        let mut found: Option<(Rank, Range<u32>)> = None;
        for (place, cell) in (run.start..).zip(cells).filter(|(_, cell)| run.may_start(**cell)) {
            let own = self.arena.glyphs.letter(cell.glyph);
            // Most words begin with another letter.
            if own != letter && is_spaced(own) {
                continue;
            }
            let first = self.first(letters, cell.glyph);
            let fits = self.fit(letters, &first, place, run, ask);
            let fits = fits.or_else(|| if ask.typos { self.mistaken(letters, place, run, ask.lang) } else { None });
            if let Some((rank, end)) = fits
                && found.as_ref().is_none_or(|(known, _)| rank < *known)
            {
                found = Some((rank, place..end));
            }
        }
        found
    }
}

/// Puts the marks of one text, which begin at `from`, in order, and makes one of those that overlap.
fn tidy(marks: &mut Vec<Mark>, from: usize) {
    let mut list = marks.split_off(from.min(marks.len()));
    list.sort_by_key(|mark| (mark.chars.start, mark.chars.end));
    for mark in list {
        match marks.get_mut(from..).and_then(<[Mark]>::last_mut) {
            Some(last) if mark.chars.start < last.chars.end => last.chars.end = last.chars.end.max(mark.chars.end),
            _ => marks.push(mark),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fair::Text;

    proptest! {
        /// There are two ways to look for a word: where it might be in all texts, and entry by entry.
        #[test]
        fn a_scan_and_a_look_at_each_entry_say_the_same(
            titles in prop::collection::vec(("[茶展会女a-c5 -]{0,8}", "[a-cA-C é']{0,16}"), 1..6),
            word in "[茶展会女]{1,2}|[a-c]{1,8}|[zhanui]{1,6}|[cyjl]{1,3}|abcab[a-c]{0,3}",
            (alone, typos, english) in any::<(bool, bool, bool)>(),
        ) {
            let mut fair = Fair::template(titles.len());
            for (booth, (zh, en)) in fair.booths.iter_mut().zip(titles) {
                booth.title = Text { zh: zh.clone(), en: en.clone() };
                booth.summary = Text { zh: format!("{en}{zh}"), en: format!("{zh} {en}") };
            }
            let index = Index::new(&fair);
            let query = Query::new(&word);
            let ask = Ask { lang: if english { Lang::En } else { Lang::Zh }, alone, typos };
            let mut ranks = vec![NONE; index.len()];
            index.scan(&query.whole, ask, |_| true, &mut ranks);
            let each: Vec<Rank> = index.entries.iter().map(|entry| index.best_of(&query.whole, entry, ask)).collect();
            prop_assert_eq!(ranks, each);
        }
    }
}

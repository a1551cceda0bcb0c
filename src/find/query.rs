//! What was typed, as letters to be matched.

use super::fold::{Piece, fold, is_spaced};

/// Letters of a query that count, and words that are looked for one by one; what follows is not looked at.
const MOST_LETTERS: usize = 120;
const MOST_WORDS: usize = 8;
/// Characters that are read at all: most of what is typed might be space.
const MOST_TYPED: usize = 1024;

/// Folded letters, 120 at most, so that a set of places among them and after the last is one number.
#[derive(Debug, Clone, Default)]
pub struct Letters {
    list: Vec<char>,
    /// Places that no syllable may reach across.
    breaks: u128,
}

impl Letters {
    pub fn list(&self) -> &[char] {
        &self.list
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn first(&self) -> Option<char> {
        self.list.first().copied()
    }

    /// Whether this is one letter of a kind of which a word has several.
    pub fn is_one_letter(&self) -> bool {
        matches!(*self.list, [letter] if is_spaced(letter))
    }

    /// The set with the one place after all letters.
    pub fn goal(&self) -> u128 {
        1 << self.len()
    }

    /// How many letters from a place on are those of a syllable.
    pub fn along(&self, from: usize, syllable: &[u8]) -> usize {
        let own = self.list.get(from..).unwrap_or_default();
        let same = own.iter().zip(syllable).enumerate();
        let goes_on = |place: usize| place == 0 || self.breaks >> (from + place) & 1 == 0;
        same.take_while(|(place, (letter, other))| **letter == char::from(**other) && goes_on(*place)).count()
    }

    fn push(&mut self, letter: char) -> bool {
        let fits = self.len() < MOST_LETTERS;
        if fits {
            self.list.push(letter);
        }
        fits
    }

    fn rest(&mut self) {
        self.breaks |= self.goal();
    }
}

/// A query: all of it as one run, and word by word.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub whole: Letters,
    /// The longest first: it leaves the fewest to look at.
    pub words: Vec<Letters>,
}

impl Query {
    pub fn new(typed: &str) -> Query {
        let mut query = Query::default();
        let mut word = Letters::default();
        for from in typed.chars().take(MOST_TYPED) {
            fold(from, |piece| match piece {
                Piece::Letter(letter) => {
                    if query.whole.push(letter) {
                        word.push(letter);
                    }
                }
                Piece::Apostrophe => {
                    query.whole.rest();
                    word.rest();
                }
                Piece::Gap => {
                    query.whole.rest();
                    query.close(&mut word);
                }
            });
        }
        query.close(&mut word);
        query.words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        query
    }

    fn close(&mut self, word: &mut Letters) {
        let word = std::mem::take(word);
        if word.len() > 0 && self.words.len() < MOST_WORDS {
            self.words.push(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_and_syllables_end_at_apostrophes() {
        let query = Query::new("  Xi'an, Tea-set ");
        let words: Vec<String> = query.words.iter().map(|word| word.list.iter().collect()).collect();
        assert_eq!(words, ["xian", "tea", "set"]);
        assert_eq!(query.whole.list.iter().collect::<String>(), "xianteaset");
        assert_eq!(
            (query.whole.along(0, b"xian"), query.whole.along(0, b"xi"), query.words[0].along(2, b"an")),
            (2, 2, 2)
        );
        assert_eq!(Query::new(" -'!").whole.len(), 0);
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let query = Query::new(&"ab ".repeat(10_000));
        assert_eq!((query.whole.len(), query.words.len()), (MOST_LETTERS, MOST_WORDS));
        assert_eq!(Query::new(&"x".repeat(10_000)).words[0].len(), MOST_LETTERS);
    }
}

//! Distinct characters of a fair, and how each is read.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;
use pinyin::ToPinyinMulti;

/// Letters of the longest syllable, as zhuang, and room for one more.
const LONGEST: usize = 7;

/// A syllable without its tone, in a to z; ü is v in one reading and u in another, as both are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    letters: [u8; LONGEST],
    length: u8,
    /// Letters of its initial: 2 for zh, ch and sh, else 1.
    pub initial: u8,
}

impl Reading {
    /// None for what is no syllable in a to z.
    fn of(syllable: &str, umlaut: char) -> Option<Reading> {
        let (mut letters, mut length) = ([0; LONGEST], 0);
        for from in syllable.chars() {
            let letter = match from {
                'ü' => umlaut,
                'ê' => 'e',
                _ => from,
            };
            let byte = u8::try_from(letter).ok().filter(u8::is_ascii_lowercase)?;
            *letters.get_mut(length)? = byte;
            length += 1;
        }
        let initial = if matches!(letters, [b'z' | b'c' | b's', b'h', ..]) { 2 } else { 1 };
        (length > 0).then_some(Reading { letters, length: length as u8, initial })
    }

    pub fn letters(&self) -> &[u8] {
        self.letters.get(..usize::from(self.length)).unwrap_or_default()
    }
}

#[derive(Debug)]
struct Glyph {
    letter: char,
    readings: Range<u32>,
}

/// Distinct characters, numbered as they come.
#[derive(Debug, Default)]
pub struct Glyphs {
    list: Vec<Glyph>,
    readings: Vec<Reading>,
    numbers: HashMap<char, u32, FixedState>,
    /// For each of a to z, the characters that have a reading that begins with it.
    begins: [Vec<u32>; 26],
}

impl Glyphs {
    /// The number of a folded character, a new one where it was not met before.
    pub fn number(&mut self, letter: char) -> u32 {
        if let Some(number) = self.numbers.get(&letter) {
            return *number;
        }
        // There are fewer characters in Unicode than numbers.
        let number = self.list.len() as u32;
        let first = self.readings.len();
        for one in letter.to_pinyin_multi().into_iter().flatten() {
            for umlaut in ['v', 'u'] {
                let Some(reading) = Reading::of(one.plain(), umlaut) else { continue };
                let known = self.readings.get(first..).unwrap_or_default();
                if !known.contains(&reading) {
                    self.readings.push(reading);
                }
            }
        }
        for reading in self.readings.get(first..).unwrap_or_default() {
            let bucket = reading.letters().first().and_then(|letter| self.begins.get_mut(usize::from(letter - b'a')));
            if let Some(bucket) = bucket
                && bucket.last() != Some(&number)
            {
                bucket.push(number);
            }
        }
        self.list.push(Glyph { letter, readings: first as u32..self.readings.len() as u32 });
        self.numbers.insert(letter, number);
        number
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether the character has a reading in pinyin.
    pub fn is_read(&self, number: u32) -> bool {
        !self.readings(number).is_empty()
    }

    /// The folded character; NUL for a number that is none.
    pub fn letter(&self, number: u32) -> char {
        self.list.get(number as usize).map_or('\0', |glyph| glyph.letter)
    }

    pub fn readings(&self, number: u32) -> &[Reading] {
        let Some(Glyph { readings, .. }) = self.list.get(number as usize) else { return &[] };
        self.readings.get(readings.start as usize..readings.end as usize).unwrap_or_default()
    }

    /// Characters that a query may begin with whose first letter is this: the letter itself, then those that are read
    /// so.
    pub fn beginning(&self, letter: char) -> impl Iterator<Item = u32> {
        let place = u8::try_from(letter).ok().filter(u8::is_ascii_lowercase).map(|letter| usize::from(letter - b'a'));
        let read = place.and_then(|place| self.begins.get(place)).map(Vec::as_slice).unwrap_or_default();
        self.numbers.get(&letter).into_iter().chain(read).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(glyphs: &mut Glyphs, letter: char) -> Vec<String> {
        let number = glyphs.number(letter);
        glyphs.readings(number).iter().map(|one| String::from_utf8_lossy(one.letters()).into_owned()).collect()
    }

    #[test]
    fn a_character_has_each_reading_once_and_umlauts_as_they_are_typed() {
        let mut glyphs = Glyphs::default();
        assert_eq!(read(&mut glyphs, '展'), ["zhan"]);
        assert_eq!(read(&mut glyphs, '女'), ["nv", "nu", "ru"]);
        assert_eq!(read(&mut glyphs, '略'), ["lve", "lue"]);
        assert!(read(&mut glyphs, '重').starts_with(&["zhong".into(), "chong".into()]));
        assert!(read(&mut glyphs, 'a').is_empty() && read(&mut glyphs, '5').is_empty());
        assert_eq!(glyphs.number('展'), 0);
        let begins: Vec<char> = glyphs.beginning('z').map(|number| glyphs.letter(number)).collect();
        assert_eq!(begins, ['展', '重']);
        assert_eq!(glyphs.beginning('a').count(), 1);
    }

    #[test]
    fn every_syllable_of_the_table_fits() {
        for letter in ('\u{4e00}'..='\u{9fff}').chain('\u{3400}'..='\u{4dbf}') {
            for one in letter.to_pinyin_multi().into_iter().flatten() {
                assert!(Reading::of(one.plain(), 'v').is_some(), "{letter} {}", one.plain());
            }
        }
    }
}

//! From pinyin to characters: what is typed by its sound, without tones.
//!
//! Characters and words are those of `assets/pinyin/words.txt`, each where its frequency puts it; how they are read is known
//! to the crate `pinyin`. It is made once, when somebody first types.

use std::sync::OnceLock;

use pinyin::ToPinyinMulti;

static WORDS: &str = include_str!("../../../assets/pinyin/words.txt");
/// Ways to read a word that are known: some characters have many.
const READINGS: usize = 6;
/// Letters of what is typed at one time that count.
const LONGEST: usize = 24;

/// See the module.
pub struct Dictionary {
    /// How it is read, and its place in the list of words: sorted.
    readings: Vec<(Box<str>, u32)>,
    words: Vec<&'static str>,
}

/// A word, and how many of the letters it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub word: &'static str,
    pub letters: usize,
}

impl Dictionary {
    pub fn get() -> &'static Dictionary {
        static MADE: OnceLock<Dictionary> = OnceLock::new();
        MADE.get_or_init(Dictionary::new)
    }

    fn new() -> Dictionary {
        let words: Vec<&str> = WORDS.lines().collect();
        let mut readings = Vec::with_capacity(words.len() * 3 / 2);
        for (number, word) in (0..).zip(&words) {
            readings.extend(read(word).into_iter().map(|reading| (reading.into_boxed_str(), number)));
        }
        readings.sort_unstable();
        readings.dedup();
        Dictionary { readings, words }
    }

    /// What the letters (a to z; ü is v) may stand for, the likeliest first: words that are read just so, words that begin so,
    /// then words and characters for ever fewer of the first letters.
    pub fn candidates(&self, letters: &str, most: usize) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let length = letters.len().min(LONGEST);
        let mut add = |mut numbers: Vec<u32>, letters: usize| {
            numbers.sort_unstable();
            for number in numbers {
                let Some(word) = self.words.get(number as usize).copied() else { continue };
                if found.len() < most && !found.iter().any(|known| known.word == word) {
                    found.push(Candidate { word, letters });
                }
            }
            found.len() < most
        };
        for long in (1..=length).rev() {
            let Some(begin) = letters.get(..long) else { continue };
            let (exact, longer) = self.read_so(begin);
            if !add(exact, long) {
                break;
            }
            // Only all of it may be the beginning of more.
            if long == length && !add(longer, long) {
                break;
            }
        }
        found
    }

    /// The words that are read just so, and those whose reading begins so.
    fn read_so(&self, letters: &str) -> (Vec<u32>, Vec<u32>) {
        let from = self.readings.partition_point(|(reading, _)| &**reading < letters);
        let all = self.readings.get(from..).unwrap_or_default();
        let begins = all.iter().take_while(|(reading, _)| reading.starts_with(letters));
        let (exact, longer): (Vec<_>, Vec<_>) = begins.partition(|(reading, _)| reading.len() == letters.len());
        let numbers = |list: Vec<&(Box<str>, u32)>| list.into_iter().map(|(_, number)| *number).collect();
        (numbers(exact), numbers(longer))
    }
}

/// The ways to read a word, without tones.
fn read(word: &str) -> Vec<String> {
    let mut ways = vec![String::new()];
    for c in word.chars() {
        let mut syllables: Vec<String> = Vec::new();
        for one in c.to_pinyin_multi().into_iter().flatten() {
            let plain = one.plain().replace('ü', "v").replace('ê', "e");
            if plain.bytes().all(|b| b.is_ascii_lowercase()) && !syllables.contains(&plain) {
                syllables.push(plain);
            }
        }
        let longer = ways.iter().flat_map(|way| syllables.iter().map(move |syllable| format!("{way}{syllable}")));
        ways = longer.take(READINGS).collect();
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(letters: &str) -> Vec<&'static str> {
        Dictionary::get().candidates(letters, 12).into_iter().map(|found| found.word).collect()
    }

    #[test]
    fn words_come_by_their_sound_the_frequent_ones_first() {
        assert_eq!(words("zhongguo")[0], "中国");
        assert_eq!(words("ren")[0], "人");
        assert!(words("shanghai").contains(&"上海"));
        assert!(words("lv").contains(&"绿") || words("lv").contains(&"旅"), "{:?}", words("lv"));
        // Still being typed.
        assert!(words("zhonggu").contains(&"中国"), "{:?}", words("zhonggu"));
        // One that is read in two ways.
        assert!(words("yinhang").contains(&"银行"));
    }

    #[test]
    fn what_no_word_covers_is_taken_piece_by_piece() {
        let found = Dictionary::get().candidates("chazhanguan", 8);
        let best = found.first().expect("something is read cha");
        assert!(best.letters < 11 && best.letters >= 3, "{best:?}");
        assert!(Dictionary::get().candidates("", 8).is_empty());
        assert!(Dictionary::get().candidates("vvv", 8).is_empty());
    }

    #[test]
    fn every_character_of_the_national_list_can_be_typed() {
        let dictionary = Dictionary::get();
        let mut typed: Vec<u32> = dictionary.readings.iter().map(|(_, number)| *number).collect();
        typed.sort_unstable();
        typed.dedup();
        let silent: Vec<&str> = (0..8105)
            .filter(|number| typed.binary_search(number).is_err())
            .map(|n| dictionary.words[n as usize])
            .collect();
        assert!(silent.is_empty(), "{}: {silent:?}", silent.len());
    }
}

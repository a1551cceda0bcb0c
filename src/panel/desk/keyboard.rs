//! A keyboard that pointers press: letters, figures, and pinyin with what it may stand for.

use egui::{Rect, Ui};

use super::look::{GAP, Kind, Page, cut_top, split};
use super::pinyin::{Candidate, Dictionary};
use super::{Key, Typed};
use crate::fair::Lang;

const LETTERS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const FIGURES: [&str; 3] = ["1234567890", "-/:;()&@.", ",?!'+#%"];
/// Candidates that have a place.
const OFFERED: usize = 8;
/// Characters of a text that one types here.
const LONGEST: usize = 40;

/// A line of text while it is typed.
#[derive(Debug, Clone, Default)]
pub struct Composer {
    /// What stands.
    pub text: String,
    /// Letters that are still to become characters.
    pub letters: String,
    /// Typing pinyin; none while nobody chose, and the language says.
    pinyin: Option<bool>,
    figures: bool,
    offered: Vec<Candidate>,
}

impl Composer {
    /// All of it, as far as it is typed.
    pub fn whole(&self) -> String {
        format!("{}{}", self.text, self.letters)
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.letters.clear();
        self.offered.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.letters.is_empty()
    }

    pub fn typed(&mut self, typed: Typed, lang: Lang) {
        match typed {
            Typed::Letter(letter) if self.pinyin(lang) && letter.is_ascii_lowercase() => {
                if self.letters.len() + self.text.chars().count() < LONGEST {
                    self.letters.push(letter);
                }
            }
            Typed::Letter(letter) => {
                self.accept();
                if self.text.chars().count() < LONGEST && !letter.is_control() {
                    self.text.push(letter);
                }
            }
            Typed::Erase => _ = self.letters.pop().or_else(|| self.text.pop()),
            Typed::Accept => self.accept(),
        }
        self.offer();
    }

    fn pinyin(&self, lang: Lang) -> bool {
        self.pinyin.unwrap_or(lang == Lang::Zh)
    }

    fn offer(&mut self) {
        self.offered =
            if self.letters.is_empty() { Vec::new() } else { Dictionary::get().candidates(&self.letters, OFFERED) };
    }

    /// The first of what is offered, again and again until no letter is left; letters that stand for nothing stay letters.
    fn accept(&mut self) {
        while !self.letters.is_empty() {
            self.offer();
            match self.offered.first().copied() {
                Some(first) => self.take(first),
                None => self.text.push_str(&std::mem::take(&mut self.letters)),
            }
        }
    }

    fn take(&mut self, candidate: Candidate) {
        self.text.push_str(candidate.word);
        self.letters.drain(..candidate.letters.min(self.letters.len()));
        self.offer();
    }

    /// Height of the keyboard at the most, where so much is free: four rows, and one with what is offered if anything is.
    pub fn height(&self, free: f32) -> f32 {
        let row = (Self::ROW + GAP).min((free * Self::PART + GAP) / 5.0);
        (if self.offered.is_empty() { 4.0 } else { 5.0 }) * row - GAP
    }

    const ROW: f32 = 36.0;
    /// Of what is free, for all five rows.
    const PART: f32 = 0.58;

    /// Draws the keyboard; says whether the text changed.
    pub fn show(&mut self, ui: &Ui, page: &mut Page, rect: Rect) -> bool {
        let before = (self.text.len(), self.letters.len());
        let rows = if self.offered.is_empty() { 4.0 } else { 5.0 };
        let high = (rect.height() - (rows - 1.0) * GAP) / rows;
        let mut rest = rect;
        if !self.offered.is_empty() {
            let offers;
            (offers, rest) = cut_top(rect, high);
            self.offers(ui, page, offers);
        }
        let keys = if self.figures { FIGURES } else { LETTERS };
        // A key is as wide as those of the longest row.
        let wide = (rect.width() - 9.0 * GAP) / 10.0;
        for (row, letters) in keys.into_iter().enumerate() {
            let place;
            (place, rest) = cut_top(rest, high);
            let count = letters.chars().count();
            let last = row == 2;
            let all = count as f32 * (wide + GAP) - GAP + if last { wide * 2.0 + GAP } else { 0.0 };
            let mut x = rect.center().x - all * 0.5;
            for letter in letters.chars() {
                let key = Rect::from_min_size(egui::pos2(x, place.min.y), egui::vec2(wide, high));
                if page.button(ui, key, letter.encode_utf8(&mut [0; 4]), Kind::Plain) {
                    self.typed(Typed::Letter(letter), page.lang);
                }
                x += wide + GAP;
            }
            if last {
                let key = Rect::from_min_size(egui::pos2(x, place.min.y), egui::vec2(wide * 2.0, high));
                if page.button(ui, key, "←", Kind::Plain) {
                    self.typed(Typed::Erase, page.lang);
                }
            }
        }
        let pinyin = self.pinyin(page.lang);
        let mut places = split(rest, 6);
        let (Some(figures), Some(mode), Some(space), Some(to)) =
            (places.next(), places.next(), places.next(), places.nth(1))
        else {
            return false;
        };
        let word = if self.figures { "abc" } else { "123" };
        if page.button(ui, figures, word, Kind::Plain) {
            self.figures = !self.figures;
        }
        let word = page.t(if pinyin { Key::TypePinyin } else { Key::TypeLatin });
        if page.button(ui, mode, word, Kind::Plain) {
            self.accept();
            self.pinyin = Some(!pinyin);
        }
        let space = Rect::from_min_max(space.min, egui::pos2(to.max.x, rest.max.y));
        if page.button(ui, space, page.t(Key::TypeSpace), Kind::Plain) {
            if self.letters.is_empty() {
                self.typed(Typed::Letter(' '), page.lang);
            } else {
                self.typed(Typed::Accept, page.lang);
            }
        }
        if let Some(clear) = places.next()
            && page.button(ui, clear, page.t(Key::TypeClear), Kind::Plain)
        {
            self.clear();
        }
        before != (self.text.len(), self.letters.len())
    }

    fn offers(&mut self, ui: &Ui, page: &mut Page, rect: Rect) {
        let mut x = rect.min.x;
        let mut taken = None;
        for candidate in &self.offered {
            let wide = candidate.word.chars().count() as f32 * super::look::TEXT + 24.0;
            let place = Rect::from_min_size(egui::pos2(x, rect.min.y), egui::vec2(wide, rect.height()));
            if place.max.x > rect.max.x {
                break;
            }
            if page.button(ui, place, candidate.word, Kind::Plain) {
                taken = Some(*candidate);
            }
            x = place.max.x + GAP;
        }
        if let Some(candidate) = taken {
            self.take(candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(composer: &mut Composer, letters: &str) {
        letters.chars().for_each(|letter| composer.typed(Typed::Letter(letter), Lang::Zh));
    }

    #[test]
    fn pinyin_becomes_characters_and_is_erased_letter_by_letter() {
        let mut composer = Composer::default();
        type_in(&mut composer, "zhongguo");
        assert_eq!((composer.text.as_str(), composer.letters.as_str()), ("", "zhongguo"));
        assert_eq!(composer.offered.first().map(|first| first.word), Some("中国"));
        composer.typed(Typed::Accept, Lang::Zh);
        assert_eq!(composer.whole(), "中国");
        type_in(&mut composer, "ch");
        composer.typed(Typed::Erase, Lang::Zh);
        composer.typed(Typed::Erase, Lang::Zh);
        composer.typed(Typed::Erase, Lang::Zh);
        assert_eq!(composer.whole(), "中");
        // A figure ends what was being typed.
        type_in(&mut composer, "ren3");
        assert_eq!(composer.whole(), "中人3");
    }

    #[test]
    fn english_is_typed_as_it_is_and_nothing_grows_without_end() {
        let mut composer = Composer::default();
        "robots 7".chars().for_each(|letter| composer.typed(Typed::Letter(letter), Lang::En));
        assert_eq!((composer.whole().as_str(), composer.offered.len()), ("robots 7", 0));
        "x".repeat(100).chars().for_each(|letter| composer.typed(Typed::Letter(letter), Lang::En));
        assert_eq!(composer.whole().chars().count(), LONGEST);
    }
}

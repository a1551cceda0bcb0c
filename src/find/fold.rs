//! Letters as they are compared: small, narrow, without accents.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// What a character is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// A letter, a digit or a Chinese character.
    Letter(char),
    /// An apostrophe: it stands inside a word, and between syllables of pinyin.
    Apostrophe,
    /// Space, punctuation and all else that stands between words.
    Gap,
}

/// Gives the pieces of a character, in order: é is e, Ａ is a, ㎏ is k and g, ß is s and s; an accent alone is nothing.
/// The pieces of a text are those of its characters one after another, so that part of a text has part of its pieces.
pub fn fold(from: char, mut each: impl FnMut(Piece)) {
    if from.is_ascii() {
        return each(piece(from.to_ascii_lowercase()));
    }
    decompose_compatible(from, |part| {
        // What is invisible inside a word goes the way of accents.
        let unseen = matches!(part, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
        if unseen || is_combining_mark(part) {
            return;
        }
        for small in part.to_lowercase().filter(|small| !is_combining_mark(*small)) {
            match plain(small) {
                Some(letters) => letters.chars().for_each(|letter| each(Piece::Letter(letter))),
                None => each(piece(small)),
            }
        }
    });
}

fn piece(from: char) -> Piece {
    match from {
        '\'' | '`' | '\u{2bc}' | '\u{2018}' | '\u{2019}' => Piece::Apostrophe,
        _ if from.is_alphanumeric() => Piece::Letter(from),
        _ => Piece::Gap,
    }
}

/// Letters that Unicode does not take apart, as people without them type them.
fn plain(from: char) -> Option<&'static str> {
    Some(match from {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        _ => return None,
    })
}

/// Whether letters of this kind make words with spaces between, as Chinese characters do not.
pub fn is_spaced(letter: char) -> bool {
    letter < '\u{e00}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> String {
        let mut out = String::new();
        for from in text.chars() {
            fold(from, |piece| match piece {
                Piece::Letter(letter) => out.push(letter),
                Piece::Apostrophe => out.push('\''),
                Piece::Gap => out.push(' '),
            });
        }
        out
    }

    #[test]
    fn letters_become_small_narrow_and_plain() {
        assert_eq!(letters("Café CRÈME"), "cafe creme");
        assert_eq!(letters("Cafe\u{301}"), "cafe");
        assert_eq!(letters("ＡＢ１２，茶"), "ab12 茶");
        assert_eq!(letters("Größe Ørsted Łódź İzmir"), "grosse orsted lodz izmir");
        assert_eq!(letters("5㎏ soft\u{ad}ware"), "5kg software");
        assert_eq!(letters("Xi’an O'Hara zhǎn lǜ"), "xi'an o'hara zhan lu");
    }
}

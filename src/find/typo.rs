//! Words with one typing mistake.

/// Letters that a word needs so that a mistake in it is forgiven: both what is typed and what is meant.
const LEAST: usize = 5;
/// Letters of the longest word that is looked at.
pub const MOST: usize = 32;

/// Whether mistakes in a typed word are forgiven.
pub fn is_forgiven(typed: &[char]) -> bool {
    (LEAST..MOST - 1).contains(&typed.len()) && typed.iter().all(|letter| letter.is_ascii_alphabetic())
}

/// Letters of a word that are meant by a typed one with one letter too many, one left out, one wrong or two swapped, or
/// by the beginning of a word typed so. The first letter must be right. None if something else is meant.
pub fn meant(typed: &[char], word: &[char]) -> Option<usize> {
    if !is_forgiven(typed) || word.len() < LEAST {
        return None;
    }
    let same = typed.iter().zip(word).take_while(|(one, other)| one == other).count();
    if same == 0 || same == typed.len() {
        return Some(same).filter(|same| *same > 0);
    }
    let (left, rest) = (typed.get(same..)?, word.get(same..)?);
    let after = left.get(1..)?;
    // A mistake in the last letter, nothing after it to say that the word is meant, is forgiven in whole words only.
    if rest.starts_with(after) && (!after.is_empty() || rest.is_empty()) {
        return Some(same + after.len());
    }
    let beyond = rest.get(1..)?;
    if beyond.starts_with(left) {
        return Some(same + 1 + left.len());
    }
    if beyond.starts_with(after) && (!after.is_empty() || beyond.is_empty()) {
        return Some(same + left.len());
    }
    match (left, rest) {
        ([a, b, after @ ..], [c, d, beyond @ ..]) if a == d && b == c && beyond.starts_with(after) => {
            Some(same + left.len())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str, word: &str) -> Option<usize> {
        let list = |text: &str| text.chars().collect::<Vec<_>>();
        meant(&list(typed), &list(word))
    }

    #[test]
    fn one_mistake_is_forgiven() {
        for typed in ["porcelian", "porcelin", "porcellain", "porcekain", "pocelain", "porcelainx", "proce", "porcle"] {
            assert!(of(typed, "porcelain").is_some(), "{typed}");
        }
        assert_eq!(of("porcelian", "porcelain"), Some(9));
        assert_eq!(of("proce", "porcelain"), Some(5));
        assert_eq!(of("tables", "table"), Some(5));
    }

    #[test]
    fn two_mistakes_short_words_and_first_letters_are_not() {
        for (typed, word) in [
            ("procelian", "porcelain"),
            ("borcelain", "porcelain"),
            ("porcx", "porcelain"),
            ("pmup", "pump"),
            ("pumps", "pump"),
            ("lampz", "lamps1x"),
            ("porce1ain", "porcelain"),
        ] {
            assert_eq!(of(typed, word), None, "{typed} {word}");
        }
    }
}

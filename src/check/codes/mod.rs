//! Every code with its severity and its sentences in both languages: what is wrong, and what to do about it.
//!
//! Where the meaning is that of a code of the Khronos glTF validator, so is the name. Words in braces are placeholders.

mod booth;
mod data;
mod fair;
mod glb;
mod link;
mod loader;
mod materials;
mod mesh;
mod schema;
mod semantic;

use super::finding::Severity;

pub use booth::*;
pub use data::*;
pub use fair::*;
pub use glb::*;
pub use link::*;
pub use loader::*;
pub use materials::*;
pub use mesh::*;
pub use schema::*;
pub use semantic::*;

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    pub name: &'static str,
    pub severity: Severity,
    /// What is wrong, and what to do about it.
    pub en: [&'static str; 2],
    pub zh: [&'static str; 2],
}

/// Makes a static of each code, and the list of them.
macro_rules! codes {
    ($($name:ident $severity:ident { $en:literal $en_do:literal $zh:literal $zh_do:literal })*) => {
        use super::{Code, Severity};
        $(pub static $name: Code = Code {
            name: stringify!($name),
            severity: Severity::$severity,
            en: [$en, $en_do],
            zh: [$zh, $zh_do],
        };)*
        pub(super) static LIST: &[&Code] = &[$(&$name),*];
    };
}
use codes;

/// Every code there is.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let lists = [
        schema::LIST,
        semantic::LIST,
        link::LIST,
        mesh::LIST,
        materials::LIST,
        data::LIST,
        glb::LIST,
        loader::LIST,
        booth::LIST,
        fair::LIST,
    ];
    lists.into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn placeholders(sentences: [&str; 2]) -> HashSet<String> {
        let parts = sentences.into_iter().flat_map(|sentence| sentence.split('{').skip(1));
        parts.map(|part| part.split_once('}').expect("a closed placeholder").0.to_owned()).collect()
    }

    #[test]
    fn every_code_speaks_both_languages_of_the_same_things() {
        let mut names = HashSet::new();
        for code in all() {
            assert!(names.insert(code.name), "{} twice", code.name);
            assert_eq!(placeholders(code.en), placeholders(code.zh), "{}", code.name);
            for sentence in code.en {
                assert!(sentence.ends_with(['.', '?']) && sentence.is_ascii(), "{}: {sentence}", code.name);
            }
            for sentence in code.zh {
                let chinese = sentence.chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c)).count();
                assert!(sentence.ends_with(['。', '？']) && chinese >= 2, "{}: {sentence}", code.name);
                assert!(!sentence.contains([',', ';', '!']), "{}: {sentence}", code.name);
            }
        }
        assert!(names.len() > 150, "{}", names.len());
    }
}

//! Characters of a fair's texts that the program's fonts lack, and the fonts that the fair names for them.

use std::collections::BTreeMap;

use super::codes::*;
use super::finding::{Finding, Findings, values};
use crate::fair::{Fair, Word};
use crate::fetch::{FetchError, Source};
use crate::media::font::{FONT_BYTES, Face};
use crate::model::part_names;
use crate::panel;

/// A character that the program's fonts lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub character: char,
    /// The first file that says it, and where in it, as a JSON pointer.
    pub file: String,
    pub at: String,
}

/// "鱻 (U+9C7B)".
impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (U+{:04X})", self.character, u32::from(self.character))
    }
}

/// Names of the parts that a product can be taken apart into, by its model; `largest` is the largest model that is read.
pub(crate) fn names(source: &Source, fair: &Fair, largest: u64) -> BTreeMap<String, Vec<String>> {
    let mut names = BTreeMap::new();
    for product in fair.booths.iter().flat_map(|booth| &booth.products) {
        if !names.contains_key(&product.model) {
            // One that cannot be read is said of elsewhere.
            let bytes = source.read(&product.model, largest).unwrap_or_default();
            names.insert(product.model.clone(), part_names(&bytes).into_iter().collect());
        }
    }
    names
}

/// The characters of the fair's texts and of its parts' names that the program's fonts lack, by their code points; only
/// files are looked at that `wanted` says.
pub(crate) fn wanted(fair: &Fair, names: &BTreeMap<String, Vec<String>>, wanted: impl Fn(&str) -> bool) -> Vec<Wanted> {
    let parts = names.iter().flat_map(|(model, names)| {
        names.iter().map(move |name| Word { file: model.clone(), at: "/nodes".into(), text: name })
    });
    let words = fair.words().into_iter().chain(parts).filter(|word| wanted(&word.file));
    let found = panel::beyond(words).into_iter();
    found.map(|(character, Word { file, at, .. })| Wanted { character, file, at }).collect()
}

/// The bytes of the fonts that a fair names, in its order, and what is wrong with those that are not among them, by file.
#[derive(Debug, Default)]
pub(crate) struct Fonts {
    pub files: Vec<Vec<u8>>,
    pub wrong: Vec<(String, Vec<Finding>)>,
}

/// Reads them.
pub(crate) fn fonts(source: &Source, fair: &Fair) -> Fonts {
    let (mut fonts, mut left) = (Fonts::default(), FONT_BYTES);
    for file in fair.fonts.iter().map(|font| font.file.as_str()) {
        let mut out = Findings::default();
        match source.read(file, left) {
            Ok(bytes) => match Face::open(&bytes) {
                Ok(_) => {
                    left = left.saturating_sub(bytes.len() as u64);
                    fonts.files.push(bytes);
                }
                Err(why) => out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => why]),
            },
            Err(FetchError::TooLarge { bytes, .. }) => {
                let [size, limit] = [bytes, FONT_BYTES].map(|bytes| format!("{:.1}", bytes as f64 / 1e6));
                out.add(&FONT_TOO_LARGE, "", values!["file" => file, "size" => size, "limit" => limit]);
            }
            Err(error) if error.is_missing() => out.add(&FILE_MISSING, "", values!["file" => file, "why" => error]),
            Err(error) => out.add(&FILE_UNREADABLE, "", values!["file" => file, "why" => error]),
        }
        let (findings, _) = out.finish();
        if !findings.is_empty() {
            fonts.wrong.push((file.to_owned(), findings));
        }
    }
    fonts
}

/// What is said of characters that no font has, by the file that says each first.
pub(super) fn lacking(wanted: &[Wanted], fonts: &[&[u8]]) -> BTreeMap<String, Vec<Finding>> {
    let faces: Vec<Face> = fonts.iter().filter_map(|bytes| Face::open(bytes).ok()).collect();
    let mut places: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for one in wanted.iter().filter(|one| !faces.iter().any(|face| face.has(one.character))) {
        places.entry((one.file.as_str(), one.at.as_str())).or_default().push(one.to_string());
    }
    let mut files: BTreeMap<String, Findings> = BTreeMap::new();
    for ((file, at), characters) in places {
        let out = files.entry(file.to_owned()).or_default();
        out.add(&GLYPH_MISSING, at, values!["characters" => characters.join(", ")]);
    }
    files.into_iter().map(|(file, out)| (file, out.finish().0)).collect()
}

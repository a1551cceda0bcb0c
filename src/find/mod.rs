//! Searching a fair: booths, products and industries (zones), by what is typed in Chinese, in pinyin, by initials or in
//! English. Knows nothing of network, GPU or files.
//!
//! | what | where |
//! |---|---|
//! | letters as they are compared: small, narrow, without accents | `fold` |
//! | distinct characters, and how each is read | `glyphs` |
//! | every text of a fair, in one list of cells | `arena` |
//! | what was typed | `query` |
//! | how far a query goes along a text | `walk` |
//! | words with one wrong letter | `typo` |
//! | which match is better | `rank` |
//! | all of it together | [`Index`] |
//! | what was found | [`Hit`] |
//!
//! A query is matched as one run over a text, in which it may go from characters to pinyin to initials and back ("茶ju",
//! "qlcf"), over whatever stands between letters; or word by word, each anywhere in what the booth or product says of
//! itself, in either language. Pinyin may break off in its last syllable, as it does while it is typed; an apostrophe
//! or a space ends a syllable. Words of letters match from their beginning; in Chinese texts they match from within,
//! too.
//!
//! Not to be drowned, summaries are not searched by initials, nor by a single letter.

mod arena;
mod fold;
mod glyphs;
mod hit;
mod index;
mod query;
mod rank;
mod typo;
mod walk;

pub use arena::Field;
pub use hit::{Hit, Mark, What};
pub use index::Index;

#[cfg(test)]
mod tests;

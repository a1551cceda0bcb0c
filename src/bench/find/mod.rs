//! `boothwalk bench find`: how soon a search answers, keystroke by keystroke.
//!
//! | what | where |
//! |---|---|
//! | a fair to search | [`made`] |
//! | the words of its names | [`words`] |
//! | what is typed | [`typed`] |

mod made;
mod typed;
mod words;

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

use crate::app::Quantiles;
use crate::fair::Lang;
use crate::fetch::open_fair;
use crate::find::Index;
use typed::{Typed, queries};

/// What is to be measured.
#[derive(Debug)]
pub struct FindPlan {
    /// The fair to search; a made one if none is named.
    pub fair: Option<String>,
    /// Booths of the made one.
    pub booths: usize,
    pub seed: u64,
    /// How often all is typed.
    pub rounds: usize,
    pub json: bool,
}

/// Hits that are asked for: as many as a page shows.
const MOST: usize = 20;
/// How often the index is made.
const MADE: usize = 5;

/// As `--json` prints it. Milliseconds are by the clock on the wall, on one thread.
#[derive(Debug, Serialize)]
struct Row {
    booths: usize,
    products: usize,
    /// Letters of all texts, in both languages.
    letters: usize,
    index_ms: Quantiles,
    /// For each way of typing, and last for all of them.
    typed: Vec<Way>,
}

#[derive(Debug, Serialize)]
struct Way {
    what: &'static str,
    keystrokes: usize,
    /// Over the keystrokes; of each, the median of its rounds.
    ms: Quantiles,
    /// What was typed so far at the keystroke that took longest.
    slowest: String,
}

/// Measures, and prints a table or JSON.
///
/// # Errors
/// There is no such fair.
pub fn find(plan: &FindPlan) -> Result<()> {
    let fair = match &plan.fair {
        Some(spec) => open_fair(spec)?.1,
        None => made::made(plan.booths, plan.seed),
    };
    let mut index_ms = Vec::new();
    let mut index = None;
    for _ in 0..MADE {
        let start = Instant::now();
        index = Some(black_box(Index::new(&fair)));
        index_ms.push(start.elapsed().as_secs_f32() * 1e3);
    }
    let Some(index) = index else { return Ok(()) };
    let typed = queries(&fair);
    let mut row = Row {
        booths: fair.booths.len(),
        products: fair.booths.iter().map(|booth| booth.products.len()).sum(),
        letters: index.letters(),
        index_ms: Quantiles::of(&index_ms),
        typed: Vec::new(),
    };
    let mut all = Times::default();
    for Typed { what, lang, queries } in &typed {
        let mut times = Times::default();
        for query in queries {
            times.keystrokes(&index, query, *lang, plan.rounds);
        }
        all.ms.extend(&times.ms);
        if times.slowest.0 > all.slowest.0 {
            all.slowest = times.slowest.clone();
        }
        row.typed.push(times.way(what));
    }
    row.typed.push(all.way("all"));
    if plan.json {
        println!("{}", serde_json::to_string_pretty(&row)?);
    } else {
        print!("{}", table(&row));
    }
    Ok(())
}

#[derive(Default)]
struct Times {
    ms: Vec<f32>,
    slowest: (f32, String),
}

impl Times {
    /// Types a query character by character.
    fn keystrokes(&mut self, index: &Index, query: &str, lang: Lang, rounds: usize) {
        let ends = query.char_indices().map(|(place, letter)| place + letter.len_utf8());
        for so_far in ends.filter_map(|end| query.get(..end)) {
            let rounds: Vec<f32> = (0..rounds)
                .map(|_| {
                    let start = Instant::now();
                    black_box(index.find(black_box(so_far), lang, MOST));
                    start.elapsed().as_secs_f32() * 1e3
                })
                .collect();
            let ms = Quantiles::of(&rounds).p50;
            self.ms.push(ms);
            if ms > self.slowest.0 {
                self.slowest = (ms, so_far.to_owned());
            }
        }
    }

    fn way(self, what: &'static str) -> Way {
        Way { what, keystrokes: self.ms.len(), ms: Quantiles::of(&self.ms), slowest: self.slowest.1 }
    }
}

/// For people: a Markdown table with a row for each way of typing.
fn table(row: &Row) -> String {
    let Quantiles { p50, max, .. } = row.index_ms;
    let mut text = format!(
        "{} booths, {} products, {} letters; index made in {p50:.1} ms (at most {max:.1})\n\n",
        row.booths, row.products, row.letters
    );
    text += "| typed | keystrokes | ms p50 | p99 | max | slowest |\n|---|---:|---:|---:|---:|---|\n";
    for Way { what, keystrokes, ms, slowest } in &row.typed {
        text += &format!("| {what} | {keystrokes} | {:.3} | {:.3} | {:.3} | {slowest} |\n", ms.p50, ms.p99, ms.max);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_typing_has_a_row_and_all_of_them_one() {
        let fair = made::made(20, 1);
        let index = Index::new(&fair);
        let typed = queries(&fair);
        assert!(typed.iter().all(|one| !one.queries.is_empty()));
        let mut times = Times::default();
        times.keystrokes(&index, "茶ju", Lang::Zh, 3);
        let way = times.way("mixed");
        assert_eq!(way.keystrokes, 3);
        let row = Row { booths: 20, products: 100, letters: 1, index_ms: Quantiles::default(), typed: vec![way] };
        assert!(table(&row).ends_with(" |\n") && table(&row).contains("| mixed | 3 |"));
    }

    #[test]
    fn what_is_typed_of_titles_finds_them() {
        let fair = made::made(50, 1);
        let index = Index::new(&fair);
        for Typed { what, lang, queries } in queries(&fair).into_iter().filter(|one| one.what != typed::FIXED) {
            for query in queries {
                assert!(!index.find(&query, lang, 1).is_empty(), "{what}: {query}");
            }
        }
    }
}

//! What is wrong, where, and how badly; and the bounded list of it.

use std::collections::HashMap;

use super::codes::Code;
use crate::fair::Lang;

/// Places kept of one code in one file; more are counted only.
pub const KEPT: usize = 20;

/// How bad it is, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Over budget, or doubtful.
    Warning,
    /// Against glTF 2.0, one of its extensions, or the rules of a fair's files.
    Error,
    /// It cannot be drawn: the loader refuses it.
    Fatal,
}

impl Severity {
    pub const ALL: [Severity; 4] = [Severity::Fatal, Severity::Error, Severity::Warning, Severity::Note];

    /// The word in the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
            Severity::Fatal => "fatal",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Finding {
    pub code: &'static Code,
    /// That of the code; a caller may lower it.
    pub severity: Severity,
    /// JSON pointer into the file, empty for the file as a whole.
    pub at: String,
    /// The name that the mesh, node, material … at this place has in the file.
    pub name: Option<String>,
    /// How often at this place: an accessor may hold thousands of bad elements. The numbers are those of the first.
    pub times: u64,
    /// Values for the placeholders of the code's sentences.
    pub values: Values,
}

/// Placeholder and value.
pub type Values = Vec<(&'static str, String)>;

impl Finding {
    /// What is wrong, and what to do about it.
    pub fn sentences(&self, lang: Lang) -> (String, String) {
        let [wrong, advice] = match lang {
            Lang::Zh => self.code.zh,
            Lang::En => self.code.en,
        };
        (fill(wrong, &self.values), fill(advice, &self.values))
    }
}

fn fill(sentence: &str, values: &Values) -> String {
    let mut out = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The findings of one file.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    places: HashMap<(&'static str, String), usize>,
    kept: HashMap<&'static str, usize>,
    more: HashMap<&'static str, u64>,
}

impl Findings {
    /// Adds a finding. At most [`KEPT`] places of a code are kept.
    pub fn add(&mut self, code: &'static Code, at: impl Into<String>, values: Values) {
        let at = at.into();
        let key = (code.name, at);
        if let Some(known) = self.places.get(&key).and_then(|index| self.list.get_mut(*index)) {
            known.times = known.times.saturating_add(1);
            return;
        }
        let kept = self.kept.entry(code.name).or_default();
        if *kept == KEPT {
            let more = self.more.entry(code.name).or_default();
            *more = more.saturating_add(1);
            return;
        }
        *kept += 1;
        let values = values.into_iter().map(|(name, value)| (name, shorten(value))).collect();
        let finding = Finding { code, severity: code.severity, at: key.1.clone(), name: None, times: 1, values };
        self.places.insert(key, self.list.len());
        self.list.push(finding);
    }

    /// The worst first, then by code and in the order found; and how many places of each code were not kept.
    pub fn finish(mut self) -> (Vec<Finding>, Vec<(&'static str, u64)>) {
        let mut first: HashMap<&'static str, usize> = HashMap::new();
        for (order, finding) in self.list.iter().enumerate() {
            first.entry(finding.code.name).or_insert(order);
        }
        self.list.sort_by_key(|finding| {
            (std::cmp::Reverse(finding.severity), first.get(finding.code.name).copied().unwrap_or_default())
        });
        let mut more: Vec<_> = self.more.into_iter().collect();
        more.sort_unstable();
        (self.list, more)
    }
}

/// Sentences quote the file, and what they quote may be megabytes long or steer a terminal.
fn shorten(text: String) -> String {
    const LONGEST: usize = 160;
    let mut out: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// `values!["found" => 3, "allowed" => "4"]`.
macro_rules! values {
    ($($name:literal => $value:expr),* $(,)?) => { vec![$(($name, $value.to_string())),*] };
}
pub(super) use values;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::codes;

    #[test]
    fn one_place_counts_and_many_places_are_capped() {
        let mut findings = Findings::default();
        for _ in 0..1000 {
            findings.add(&codes::EMPTY_ENTITY, "/nodes", vec![]);
        }
        for index in 0..100 {
            findings.add(&codes::INVALID_INDEX, format!("/nodes/{index}/mesh"), values!["value" => index]);
        }
        let (list, more) = findings.finish();
        assert_eq!(list.len(), 1 + KEPT);
        assert_eq!(list[0].times, 1000);
        assert_eq!(more, [("INVALID_INDEX", 80)]);
        assert!(list[1].sentences(Lang::En).0.contains('0'));
    }

    #[test]
    fn quotes_are_short_and_steer_no_terminal() {
        let mut findings = Findings::default();
        let value = format!("\u{1b}[2J{}", "x".repeat(10_000));
        findings.add(&codes::INVALID_INDEX, "", values!["value" => value]);
        let (list, _) = findings.finish();
        let (wrong, _) = list[0].sentences(Lang::Zh);
        assert!(wrong.len() < 1000 && !wrong.contains('\u{1b}'), "{wrong}");
    }
}

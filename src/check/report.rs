//! What was found, in words for people and as JSON for programs.

use serde_json::{Value, json};

use super::cost::{BOOTH, Cost};
use super::finding::{Finding, Severity};
use super::model::word;
use crate::fair::Lang;

/// One file, or a booth as a whole.
#[derive(Debug)]
pub struct File {
    pub name: String,
    /// The worst first.
    pub findings: Vec<Finding>,
    /// Codes with more places than are listed, and how many more.
    pub more: Vec<(&'static str, u64)>,
    /// What it costs to show; absent where it cannot be shown.
    pub cost: Option<Cost>,
}

/// Everything that was looked at.
#[derive(Debug)]
pub struct Report {
    pub files: Vec<File>,
}

impl Report {
    /// Findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|finding| finding.severity == severity).count()
    }

    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.files.iter().flat_map(|file| &file.findings)
    }

    /// Whether anything is an error or worse.
    pub fn is_bad(&self) -> bool {
        self.findings().any(|finding| finding.severity >= Severity::Error)
    }
}

/// The report as JSON: `files`, each with `file`, `findings` (`code`, `severity`, `at`, `name`, `times`, `message`,
/// `advice`), `more` (a number for each code with more places) and `cost`; and `counts` of each severity.
pub fn json(report: &Report, lang: Lang) -> Value {
    let finding = |finding: &Finding| {
        let (message, advice) = finding.sentences(lang);
        json!({
            "code": finding.code.name, "severity": finding.severity.name(), "at": finding.at, "name": finding.name,
            "times": finding.times, "message": message, "advice": advice,
        })
    };
    let cost = |cost: Cost| {
        json!({
            "triangles": cost.triangles, "draws": cost.draws, "texture_bytes": cost.texture_bytes,
            "gpu_bytes": cost.gpu_bytes, "file_bytes": cost.file_bytes,
        })
    };
    let files: Vec<Value> = report
        .files
        .iter()
        .map(|file| {
            let more: serde_json::Map<String, Value> =
                file.more.iter().map(|(code, count)| ((*code).to_owned(), json!(count))).collect();
            json!({
                "file": file.name, "findings": file.findings.iter().map(finding).collect::<Vec<_>>(), "more": more,
                "cost": file.cost.map(cost),
            })
        })
        .collect();
    let counts: serde_json::Map<String, Value> =
        Severity::ALL.iter().map(|severity| (severity.name().to_owned(), json!(report.count(*severity)))).collect();
    json!({ "files": files, "counts": counts })
}

/// The report in words, with colours where `color` says so. Notes are listed only where `notes` says so.
pub fn text(report: &Report, lang: Lang, color: bool, notes: bool) -> String {
    let mut out = String::new();
    for file in &report.files {
        let shown: Vec<&Finding> =
            file.findings.iter().filter(|finding| notes || finding.severity > Severity::Note).collect();
        if shown.is_empty() && file.cost.is_none() {
            continue;
        }
        out += &paint(color, "1", &file.name);
        out.push('\n');
        for finding in shown {
            let (message, advice) = finding.sentences(lang);
            let (style, label) = match finding.severity {
                Severity::Fatal => ("1;31", word(lang, "fatal", "致命")),
                Severity::Error => ("31", word(lang, "error", "错误")),
                Severity::Warning => ("33", word(lang, "warning", "警告")),
                Severity::Note => ("2", word(lang, "note", "提示")),
            };
            let place = match (&finding.name, finding.at.as_str()) {
                (_, "") => String::new(),
                (Some(name), at) => format!(" {at} ({name})"),
                (None, at) => format!(" {at}"),
            };
            let times = if finding.times > 1 { format!(" ×{}", finding.times) } else { String::new() };
            out +=
                &format!("  {} {}{place}{times}: {message} {advice}\n", paint(color, style, label), finding.code.name);
        }
        for (code, count) in &file.more {
            let more = word(lang, "more places", "处未列出");
            out += &format!("  {code}: +{count} {more}\n");
        }
        if let Some(cost) = file.cost {
            out += &format!("  {}\n", figures(&cost, lang));
        }
    }
    let counts: Vec<String> = Severity::ALL
        .iter()
        .map(|severity| {
            let count = report.count(*severity);
            let label = match (severity, lang) {
                (Severity::Fatal, Lang::Zh) => "个致命",
                (Severity::Error, Lang::Zh) => "个错误",
                (Severity::Warning, Lang::Zh) => "个警告",
                (Severity::Note, Lang::Zh) => "个提示",
                (Severity::Fatal, Lang::En) => " fatal",
                (Severity::Error, Lang::En) => {
                    if count == 1 {
                        " error"
                    } else {
                        " errors"
                    }
                }
                (Severity::Warning, Lang::En) => {
                    if count == 1 {
                        " warning"
                    } else {
                        " warnings"
                    }
                }
                (Severity::Note, Lang::En) => {
                    if count == 1 {
                        " note"
                    } else {
                        " notes"
                    }
                }
            };
            format!("{count}{label}")
        })
        .collect();
    out += &counts.join(word(lang, ", ", "，"));
    out.push('\n');
    out
}

/// The figures beside the budget of a booth.
fn figures(cost: &Cost, lang: Lang) -> String {
    let mb = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
    let (triangles, draws) = (cost.triangles, cost.draws);
    let (textures, all, files) = (mb(cost.texture_bytes), mb(cost.gpu_bytes), mb(cost.file_bytes));
    let (most, most_draws) = (BOOTH.triangles, BOOTH.draws);
    let (most_textures, most_files) = (mb(BOOTH.texture_bytes), mb(BOOTH.file_bytes));
    match lang {
        Lang::En => format!(
            "{triangles} of {most} triangles, {draws} of {most_draws} draws, {textures} of {most_textures} MB of textures \
             ({all} MB on the GPU), {files} of {most_files} MB to download"
        ),
        Lang::Zh => format!(
            "三角形 {triangles}/{most}，绘制 {draws}/{most_draws} 次，纹理 {textures}/{most_textures} MB（显存共 {all} MB），\
             下载 {files}/{most_files} MB"
        ),
    }
}

fn paint(color: bool, style: &str, text: &str) -> String {
    if color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}

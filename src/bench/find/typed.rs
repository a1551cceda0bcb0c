//! What is typed: titles of the fair in each way, and a list of queries.

use pinyin::ToPinyin;

use crate::fair::{Fair, Lang, Text};

/// Queries of one kind.
#[derive(Debug)]
pub struct Typed {
    pub what: &'static str,
    pub lang: Lang,
    pub queries: Vec<String>,
}

/// Titles that are typed: of so many booths, each with its first product.
const TITLES: usize = 12;

pub const FIXED: &str = "short, mistyped, in vain";

/// Much that fits and little, in both languages.
const QUERIES: [&str; 28] = [
    "a",
    "s",
    "z",
    "zh",
    "sh",
    "公司",
    "有限公司",
    "yxgs",
    "youxiangongsi",
    "机",
    "ji",
    "jiqiren",
    "茶ju",
    "咖fei",
    "chongqing",
    "lv",
    "xi'an",
    "zhi neng zhi zao",
    "co ltd",
    "machine coffee automatic",
    "Málaga",
    "smart",
    "procelain",
    "mircoscope",
    "pharmaceutcals",
    "qqqqqq",
    "nothing of the kind",
    "没有这样的东西",
];

pub fn queries(fair: &Fair) -> Vec<Typed> {
    let apart = (fair.booths.len() / TITLES).max(1);
    let booths = fair.booths.iter().step_by(apart).take(TITLES);
    let titles: Vec<&Text> =
        booths.flat_map(|booth| [Some(&booth.title), booth.products.first().map(|one| &one.title)]).flatten().collect();
    let zh = || titles.iter().map(|title| title.zh.as_str()).filter(|title| !title.is_empty());
    let en = || titles.iter().map(|title| title.en.as_str()).filter(|title| !title.is_empty());
    let letters = |title: &str, most: usize| -> String {
        let read = |letter: char| letter.to_pinyin().map_or_else(|| letter.to_string(), |one| one.plain().to_owned());
        title.chars().map(|letter| read(letter).chars().take(most).collect::<String>()).collect()
    };
    vec![
        Typed { what: "characters", lang: Lang::Zh, queries: zh().map(str::to_owned).collect() },
        Typed { what: "pinyin", lang: Lang::Zh, queries: zh().map(|title| letters(title, usize::MAX)).collect() },
        Typed { what: "initials", lang: Lang::Zh, queries: zh().map(|title| letters(title, 1)).collect() },
        Typed { what: "English", lang: Lang::En, queries: en().map(str::to_owned).collect() },
        Typed { what: FIXED, lang: Lang::Zh, queries: QUERIES.map(str::to_owned).to_vec() },
    ]
}

use pinyin::ToPinyinMulti;
use proptest::prelude::*;

use super::fold::{Piece, fold};
use super::*;
use crate::fair::{Booth, Fair, Lang, Product, Text};

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

fn product(zh: &str, en: &str) -> Product {
    Product {
        id: "p".into(),
        title: text(zh, en),
        summary: Text::default(),
        model: String::new(),
        position: glam::Vec3::ZERO,
        yaw: 0.0,
        scale: 1.0,
        pictures: Vec::new(),
        documents: Vec::new(),
    }
}

/// Booths of these titles and summaries, without products and zones.
fn booths(list: &[(Text, Text)]) -> Fair {
    let mut fair = Fair::template(list.len());
    fair.halls[0].zones.clear();
    for (booth, (title, summary)) in fair.booths.iter_mut().zip(list) {
        *booth = Booth { title: title.clone(), summary: summary.clone(), plot: booth.plot, ..Booth::default() };
    }
    fair
}

fn titled(zh: &str, en: &str) -> Index {
    Index::new(&booths(&[(text(zh, en), Text::default())]))
}

fn finds(index: &Index, query: &str) -> bool {
    !index.find(query, Lang::Zh, 1).is_empty()
}

/// A small fair with a bit of everything.
fn small() -> Fair {
    let mut fair = booths(&[
        (text("青澜瓷坊", "Qinglan Porcelain"), text("手绘青花与茶器。", "Hand-painted blue and white.")),
        (text("茶用具商行", "Tea Ware Trading"), text("", "Pots and cups of porcelain.")),
        (text("重庆长江重工", "Chongqing Heavy Works"), text("绿色机械", "Green machines for everyone")),
        (text("", "Café Zürich"), Text::default()),
    ]);
    fair.booths[0].products =
        vec![product("海波茶具", "Sea-wave tea set"), product("ＱＨ－１２ 六轴机械臂", "QH-12 six-axis arm")];
    fair.halls[0].zones =
        vec![crate::fair::Zone { id: "z".into(), title: text("品质消费", "Consumer Goods"), color: [0; 3] }];
    for plot in &mut fair.halls[0].plots {
        plot.zone = None;
    }
    let plot = fair.booths[1].plot;
    fair.halls[0].plots[plot].zone = Some("z".into());
    fair
}

const FIRST: What = What::Booth { booth: 0 };
const TEA: What = What::Booth { booth: 1 };
const HEAVY: What = What::Booth { booth: 2 };
const CAFE: What = What::Booth { booth: 3 };
const SET: What = What::Product { booth: 0, product: 0 };
const ARM: What = What::Product { booth: 0, product: 1 };
const ZONE: What = What::Zone { hall: 0, zone: 0 };

fn whats(query: &str) -> Vec<What> {
    Index::new(&small()).find(query, Lang::Zh, 100).into_iter().map(|hit| hit.what).collect()
}

#[test]
fn each_way_of_typing_finds() {
    for (query, what) in [
        ("青澜瓷坊", FIRST),
        ("瓷坊", FIRST),
        ("qinglancifang", FIRST),
        ("qing lan ci fang", FIRST),
        ("qing'lan'ci'fang", FIRST),
        ("cifa", FIRST),
        ("qlcf", FIRST),
        ("QLC", FIRST),
        ("青lan瓷f", FIRST),
        ("qing澜", FIRST),
        ("porc", FIRST),
        ("porcelain qinglan", FIRST),
        ("瓷 qinglan", FIRST),
        ("cyj", TEA),
        ("chyj", TEA),
        ("茶yong", TEA),
        ("茶用ju", TEA),
        ("hang", TEA),
        ("xing", TEA),
        ("chongqing", HEAVY),
        ("zhongqing", HEAVY),
        ("zhangjiang", HEAVY),
        ("chonggong", HEAVY),
        ("cqcjzg", HEAVY),
        ("cafe", CAFE),
        ("CAFÉ", CAFE),
        ("zurich cafe", CAFE),
        ("茶ju", SET),
        ("seawave", SET),
        ("sea-wave", SET),
        ("set tea", SET),
        ("qh12", ARM),
        ("QH-12", ARM),
        ("ｑｈ１２", ARM),
        ("12lz", ARM),
        ("jixiebi", ARM),
        ("xiaofei", ZONE),
        ("consumer g", ZONE),
    ] {
        let found = whats(query);
        assert!(found.contains(&what), "{query}: {found:?}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    for query in
        ["", "  ", "-", "'", "ain", "瓷器坊", "xi'ng澜", "ch'ayong", "zyj", "porcelain machines", "😀", "lanqing"]
    {
        assert_eq!(whats(query), [], "{query}");
    }
    assert_eq!(Index::new(&small()).find("a", Lang::En, 0), []);
    let none = Index::new(&booths(&[(text("空", ""), Text::default())]));
    assert!(none.len() == 1 && !none.is_empty() && finds(&none, "kong") && !finds(&none, "a"));
}

#[test]
fn umlauts_are_v_or_u() {
    let index = titled("绿女略", "");
    for query in ["lvnvlve", "lunulue", "lünülüe", "lǜnǚlüè", "lnl"] {
        assert!(finds(&index, query), "{query}");
    }
}

#[test]
fn titles_come_before_summaries_and_those_before_zones() {
    assert_eq!(whats("porcelain"), [FIRST, TEA]);
    assert_eq!(whats("茶"), [TEA, SET, FIRST]);
    // The zone, then who stands in it.
    assert_eq!(whats("品质"), [ZONE, TEA]);
    assert_eq!(whats("品质 茶"), [TEA]);
}

#[test]
fn better_matches_come_first() {
    let index = |list: &[(&str, &str)]| {
        Index::new(&booths(&list.iter().map(|(zh, en)| (text(zh, en), Text::default())).collect::<Vec<_>>()))
    };
    let order = |index: &Index, query: &str, lang: Lang| {
        let hits = index.find(query, lang, 100);
        assert!(hits.is_sorted_by_key(|hit| hit.rank));
        hits.into_iter()
            .filter_map(|hit| if let What::Booth { booth } = hit.what { Some(booth) } else { None })
            .collect()
    };
    // All of the title, its beginning, elsewhere; then pinyin, then initials, then within a word.
    let words =
        index(&[("xan安", ""), ("爱讷", ""), ("安", ""), ("安好", ""), ("", "Big An"), ("", "An Oak"), ("", "An")]);
    let found: Vec<usize> = order(&words, "an", Lang::En);
    assert_eq!(found, [6, 5, 4, 2, 3, 0, 1]);
    // Words side by side before words here and there; a word in full before its beginning.
    let tea = index(&[("", "Set of tea"), ("", "Teapots"), ("", "Tea set"), ("", "Tea")]);
    let found: Vec<usize> = order(&tea, "tea set", Lang::En);
    assert_eq!(found, [2, 0]);
    let found: Vec<usize> = order(&tea, "tea", Lang::En);
    assert_eq!(found, [3, 2, 0, 1]);
    // The language asked for before the other, and equal ones as they stand.
    let both = index(&[("茶 Bosch", ""), ("", "A Bosch"), ("", "B Bosch")]);
    let (zh, en): (Vec<usize>, Vec<usize>) = (order(&both, "bosch", Lang::Zh), order(&both, "bosch", Lang::En));
    assert_eq!((zh, en), (vec![0, 1, 2], vec![1, 2, 0]));
}

#[test]
fn mistakes_are_found_last_and_only_where_there_is_room() {
    let index = Index::new(&booths(&[
        (text("", "Porcelain"), Text::default()),
        (text("", "Tea"), text("", "A procelain maker, as he writes it")),
    ]));
    let order = |query: &str, most| {
        let hits = index.find(query, Lang::En, most);
        hits.into_iter().map(|hit| hit.what).collect::<Vec<_>>()
    };
    assert_eq!(order("procelain", 10), [TEA, FIRST]);
    assert_eq!(order("procelain", 1), [TEA]);
    assert_eq!(order("procelian tea", 10), [TEA]);
}

#[test]
fn marks_say_what_matched() {
    let index = Index::new(&small());
    let marks = |query: &str, lang| {
        let hit = index.find(query, lang, 1).remove(0);
        hit.marks.into_iter().map(|mark| (mark.field, mark.lang, mark.chars)).collect::<Vec<_>>()
    };
    assert_eq!(marks("ci fa", Lang::Zh), [(Field::Title, Lang::Zh, 2..4)]);
    // What is shown in the other language is marked, too.
    assert_eq!(marks("qinglan", Lang::En), [(Field::Title, Lang::Zh, 0..2), (Field::Title, Lang::En, 0..7)]);
    assert_eq!(marks("set sea", Lang::En), [(Field::Title, Lang::En, 0..3), (Field::Title, Lang::En, 13..16)]);
    assert_eq!(marks("qh12六", Lang::Zh), [(Field::Title, Lang::Zh, 0..7)]);
    assert_eq!(marks("porcelian", Lang::En), [(Field::Title, Lang::En, 8..17)]);
    assert_eq!(marks("品质", Lang::En), [(Field::Title, Lang::Zh, 0..2)]);
}

#[test]
fn summaries_are_searched_by_characters_and_pinyin_not_by_initials_or_single_letters() {
    let index = Index::new(&booths(&[(text("甲", "X"), text("手绘青花", "Hand-painted"))]));
    for query in ["青花", "shouhui", "huiqingh", "hand", "painted hand"] {
        assert!(finds(&index, query), "{query}");
    }
    for query in ["shqh", "h", "q"] {
        assert!(!finds(&index, query), "{query}");
    }
}

#[test]
fn the_limits_of_a_query_hold_for_any_length() {
    let index = titled(&"重行长".repeat(70), &"lorem ".repeat(30));
    for query in
        ["zhong".repeat(2_000), "x'".repeat(5_000), "z".repeat(10_000), "重 ".repeat(5_000), " ".repeat(10_000)]
    {
        index.find(&query, Lang::Zh, 10);
    }
    assert!(finds(&index, &"重行长".repeat(3_000)) && finds(&index, &"zxz".repeat(3_000)));
}

/// Characters of titles: common and polyphonic ones, letters of several widths and alphabets, and what stands between.
fn title() -> impl Strategy<Value = String> {
    "[展会步青澜瓷坊重行长乐绿女略厂西安A-Za-z0-9ＡｚéßøΣж㎏가 .,'’·（）-]{1,24}"
}

fn has_letters(text: &str) -> bool {
    let mut letters = false;
    text.chars().for_each(|from| fold(from, |piece| letters |= matches!(piece, Piece::Letter(_))));
    letters
}

/// A Chinese title, and a reading of each character, chosen by the number beside it.
fn read_title() -> impl Strategy<Value = (String, Vec<String>)> {
    let read: Vec<char> = ('\u{4e00}'..='\u{9fa5}').filter(|letter| letter.to_pinyin_multi().is_some()).collect();
    let one =
        (proptest::sample::select(read), any::<prop::sample::Index>(), any::<bool>()).prop_map(|(letter, which, v)| {
            let readings = letter.to_pinyin_multi().unwrap();
            let reading = readings.get(which.index(readings.count())).plain();
            (letter, reading.replace('ü', if v { "v" } else { "u" }).replace('ê', "e"))
        });
    prop::collection::vec(one, 1..14).prop_map(|list| list.into_iter().unzip())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_part_of_a_chinese_title_finds_it(title in title(), from in 0_usize..24, length in 1_usize..24) {
        let part: String = title.chars().skip(from).take(length).collect();
        prop_assume!(has_letters(&part));
        let hits = titled(&title, "Other").find(&part, Lang::Zh, 1);
        prop_assert_eq!(hits.len(), 1, "{} in {}", part, title);
        let fits = |mark: &Mark| mark.chars.end <= title.chars().count() && !mark.chars.is_empty();
        prop_assert!(hits[0].marks.iter().all(fits));
    }

    #[test]
    fn the_words_of_an_english_title_find_it_in_any_order(
        words in prop::collection::vec("[a-z]{2,9}", 1..6),
        by in 0_usize..6,
    ) {
        let index = titled("", &words.join(" "));
        let mut turned = words.clone();
        turned.rotate_left(by % words.len());
        prop_assert!(finds(&index, &turned.join(" ")));
        let beginnings: Vec<&str> = turned.iter().map(|word| &word[..2]).collect();
        prop_assert!(finds(&index, &beginnings.join(" ").to_uppercase()));
    }

    #[test]
    fn pinyin_and_initials_find_a_title_whatever_the_reading((title, readings) in read_title(), from in 0_usize..14) {
        let index = titled(&title, "");
        let part = readings.get(from % readings.len()..).unwrap();
        for between in ["", " ", "'"] {
            prop_assert!(finds(&index, &part.join(between)), "{} {:?} {:?}", title, part, between);
        }
        let whole: String = part.concat();
        for typed in 1..=whole.len() {
            prop_assert!(finds(&index, &whole[..typed]), "{} {}", title, &whole[..typed]);
        }
        let initials: String = part.iter().map(|reading| &reading[..1]).collect();
        let long = |reading: &String| if reading[1..].starts_with('h') && reading.len() > 2 { 2 } else { 1 };
        let two: String = part.iter().map(|reading| &reading[..long(reading)]).collect();
        prop_assert!(finds(&index, &initials) && finds(&index, &two), "{} {} {}", title, initials, two);
    }

    #[test]
    fn characters_pinyin_and_initials_mix((title, readings) in read_title(), ways in prop::collection::vec(0..3, 14)) {
        let mixed: String = title.chars().zip(&readings).zip(ways).map(|((letter, reading), way)| match way {
            0 => letter.to_string(),
            1 => reading.clone(),
            _ => reading[..1].to_owned(),
        }).collect();
        prop_assert!(finds(&titled(&title, ""), &mixed), "{} {}", title, mixed);
    }

    #[test]
    fn a_mistake_in_a_long_word_is_forgiven(word in "[a-z]{6,12}", at in 1_usize..5, letter in "[a-z]", way in 0..4) {
        let mut typed: Vec<char> = word.chars().collect();
        let letter = letter.chars().next().unwrap();
        match way {
            0 => typed[at] = letter,
            1 => typed.insert(at, letter),
            2 => { typed.remove(at); }
            _ => typed.swap(at, at + 1),
        }
        let typed: String = typed.into_iter().collect();
        prop_assert!(finds(&titled("", &format!("the {word} house")), &typed), "{} {}", word, typed);
    }

    #[test]
    fn nothing_that_is_typed_does_harm(
        query in any::<String>(),
        long in "[a-zé展 '重\u{301}ﷺ]{0,40}",
        times in 1_usize..300,
    ) {
        let index = Index::new(&small());
        for query in [query, long.repeat(times)] {
            for hit in index.find(&query, Lang::En, 100) {
                for (mark, next) in hit.marks.iter().zip(hit.marks.iter().skip(1)) {
                    let key = |mark: &Mark| (mark.field, mark.lang == Lang::En, mark.chars.start);
                    prop_assert!(key(mark) < key(next));
                }
            }
        }
    }

    #[test]
    fn fewer_hits_are_the_first_of_more(query in "[a-z ]{1,4}|[茶青重机]|c|q", most in 1_usize..6) {
        let index = Index::new(&small());
        let (few, all) = (index.find(&query, Lang::Zh, most), index.find(&query, Lang::Zh, 100));
        prop_assert_eq!(&few[..], &all[..most.min(all.len())]);
    }
}

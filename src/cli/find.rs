//! `boothwalk find`: what a search finds, for people and as JSON.

use std::io::IsTerminal;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::{FindArgs, LangArg};
use crate::fair::{Booth, Fair, Hall, Lang, Text};
use crate::fetch::open_fair;
use crate::find::{Field, Hit, Index, What};
use crate::panel::{Key, t};

/// Exit status: 0 found, 1 nothing found, 2 no fair.
pub fn find(args: &FindArgs) -> ExitCode {
    let lang = LangArg::choose(args.lang);
    let fair = match open_fair(&args.fair) {
        Ok((_, fair)) => fair,
        Err(error) => {
            eprintln!("boothwalk: {error:#}");
            return ExitCode::from(2);
        }
    };
    let query = args.words.join(" ");
    let hits = Index::new(&fair).find(&query, lang, args.most.into());
    let places = hits.iter().filter_map(|hit| Some((hit, Place::of(&fair, hit.what)?)));
    if args.json {
        let list: Vec<Value> = places.map(|(hit, place)| json(hit, &place)).collect();
        println!("{:#}", Value::Array(list));
    } else {
        let color = std::io::stdout().is_terminal();
        places.for_each(|(hit, place)| println!("{}", line(hit, &place, lang, color)));
    }
    if !hits.is_empty() {
        return ExitCode::SUCCESS;
    }
    if !args.json {
        println!("{} “{query}”", t(lang, Key::FindNothing));
    }
    ExitCode::FAILURE
}

/// A hit in its fair.
struct Place<'a> {
    kind: &'static str,
    label: Key,
    id: &'a str,
    title: &'a Text,
    /// The booth of a booth or product.
    booth: Option<&'a Booth>,
    hall: Option<&'a Hall>,
    plot: Option<&'a str>,
}

impl Place<'_> {
    fn of(fair: &Fair, what: What) -> Option<Place<'_>> {
        let (kind, label, id, title, booth, hall) = match what {
            What::Booth { booth } => {
                let booth = fair.booths.get(booth)?;
                ("booth", Key::FindBooth, &booth.id, &booth.title, Some(booth), booth.hall)
            }
            What::Product { booth, product } => {
                let booth = fair.booths.get(booth)?;
                let product = booth.products.get(product)?;
                ("product", Key::FindProduct, &product.id, &product.title, Some(booth), booth.hall)
            }
            What::Zone { hall, zone } => {
                let zone = fair.halls.get(hall)?.zones.get(zone)?;
                ("industry", Key::FindIndustry, &zone.id, &zone.title, None, hall)
            }
        };
        let hall = fair.halls.get(hall);
        let plot = booth.zip(hall).and_then(|(booth, hall)| hall.plots.get(booth.plot)).map(|plot| plot.id.as_str());
        Some(Place { kind, label, id, title, booth, hall, plot })
    }
}

/// As "Product  海波茶具  Sea-wave tea set  (Qinglan Porcelain, Hall 1, D1)", marks in bold where `color` says so.
fn line(hit: &Hit, place: &Place, lang: Lang, color: bool) -> String {
    let mut out = t(lang, place.label).to_owned();
    let titles = [(Lang::Zh, &place.title.zh), (Lang::En, &place.title.en)];
    for (of, title) in titles.into_iter().filter(|(_, title)| !title.is_empty()) {
        out += "  ";
        out += &marked(hit, of, title, color);
    }
    let product = matches!(hit.what, What::Product { .. });
    let booth = place.booth.filter(|_| product).map(|booth| booth.title.get(lang));
    let hall = place.hall.map(|hall| hall.title.get(lang));
    let about: Vec<&str> = [booth, hall, place.plot].into_iter().flatten().filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        out += &format!("  ({})", about.join(", "));
    }
    // A title may hold line breaks.
    out.replace('\n', " ")
}

fn marked(hit: &Hit, lang: Lang, title: &str, color: bool) -> String {
    if !color {
        return title.to_owned();
    }
    let marks = || hit.marks.iter().filter(|mark| mark.field == Field::Title && mark.lang == lang);
    let mut out = String::new();
    for (place, letter) in title.chars().enumerate() {
        if marks().any(|mark| mark.chars.start == place) {
            out += "\x1b[1m";
        }
        out.push(letter);
        if marks().any(|mark| mark.chars.end == place + 1) {
            out += "\x1b[0m";
        }
    }
    out
}

/// `kind` (booth, product, industry), `id`, `booth` (its id, of a product), `title`, `hall` (`id`, `title`), `plot`,
/// `rank` (lower is better) and `marks` (`field`, `lang`, and the characters from `from` up to `to`).
fn json(hit: &Hit, place: &Place) -> Value {
    let marks: Vec<Value> = hit
        .marks
        .iter()
        .map(|mark| json!({ "field": mark.field, "lang": mark.lang, "from": mark.chars.start, "to": mark.chars.end }))
        .collect();
    let product = matches!(hit.what, What::Product { .. });
    json!({
        "kind": place.kind, "id": place.id, "booth": place.booth.filter(|_| product).map(|booth| &booth.id),
        "title": place.title, "hall": place.hall.map(|hall| json!({ "id": hall.id, "title": hall.title })),
        "plot": place.plot, "rank": hit.rank, "marks": marks,
    })
}

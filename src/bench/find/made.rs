//! A fair whose booths have names that might be real.

use super::words::{BEGINNINGS, CITIES, ENDS, GOODS, KINDS, NAMES, TRADES, Word, ZONES};
use crate::bench::chance::mix;
use crate::fair::{Booth, Fair, Product, Text, Zone};

/// Products of a booth.
const PRODUCTS: u64 = 5;

/// A fair of so many booths, each with five products and all with summaries; the same for the same seed.
pub fn made(booths: usize, seed: u64) -> Fair {
    let mut fair = Fair::template(booths);
    let mut chance = Chance { seed, place: 0 };
    for hall in &mut fair.halls {
        hall.zones = (0..)
            .zip(ZONES)
            .map(|(number, (zh, en))| Zone { id: format!("z{number}"), title: text(zh, en), color: [128; 3] })
            .collect();
        for plot in &mut hall.plots {
            plot.zone = Some(format!("z{}", chance.below(ZONES.len())));
        }
    }
    for booth in &mut fair.booths {
        let (city, name, trade) = (chance.of(&CITIES), chance.of(&NAMES), chance.of(&TRADES));
        let title = text(
            &format!("{}{}{}有限公司", city.0, name.0, trade.0),
            &format!("{} {} {} Co., Ltd.", city.1, name.1, trade.1),
        );
        let products = (0..PRODUCTS).map(|number| product(number, &mut chance)).collect();
        *booth = Booth { title, summary: chance.summary(), products, ..std::mem::take(booth) };
    }
    fair
}

fn product(number: u64, chance: &mut Chance) -> Product {
    let (kind, good) = (chance.of(&KINDS), chance.of(&GOODS));
    let letter = char::from(b'A' + chance.below(26) as u8);
    let model = format!("{letter}{}-{}", chance.below(10), 100 + chance.below(900));
    Product {
        id: format!("p{number}"),
        title: text(&format!("{}{} {model}", kind.0, good.0), &format!("{} {} {model}", kind.1, good.1)),
        summary: chance.summary(),
        model: String::new(),
        position: glam::Vec3::ZERO,
        yaw: 0.0,
        scale: 1.0,
        pictures: Vec::new(),
        documents: Vec::new(),
    }
}

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

struct Chance {
    seed: u64,
    place: u64,
}

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.place += 1;
        (mix(self.seed, self.place) % count.max(1) as u64) as usize
    }

    fn of(&mut self, list: &[Word]) -> Word {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }

    fn summary(&mut self) -> Text {
        let (first, second) = (self.of(&BEGINNINGS), self.of(&ENDS));
        text(&format!("{}，{}。", first.0, second.0), &format!("{}, {}.", first.1, second.1))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_names_and_most_differ() {
        let fair = made(300, 1);
        assert!(fair == made(300, 1) && fair != made(300, 2));
        let titles: BTreeSet<&str> = fair.booths.iter().map(|booth| booth.title.en.as_str()).collect();
        assert!(titles.len() > 280, "{}", titles.len());
        assert!(fair.booths.iter().all(|booth| booth.products.len() == 5 && !booth.summary.zh.is_empty()));
    }
}

use std::sync::Arc;

use super::*;
use crate::fair::{Credit, Lang, Product, Sign, Text};
use crate::panel::{Desk, Facts, Held, Sheet};

pub const RARE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fonts/rare.otf");

fn wanted(characters: &str) -> Vec<Wanted> {
    characters.chars().map(|character| Wanted { character, file: "fair.toml".into(), at: "/title/zh".into() }).collect()
}

fn credits() -> Vec<Font> {
    let credit = Credit { title: "Noto Sans CJK".into(), licence: "OFL-1.1".into(), ..Credit::default() };
    vec![Font { file: "rare.otf".into(), credit }]
}

fn made(characters: &str) -> Vec<u8> {
    write(&draw(&wanted(characters), &[std::fs::read(RARE).unwrap()]), &credits()).unwrap()
}

/// What a fair has that says 鱻, 鬱 and 𰻝.
pub(crate) fn rare() -> Glyphs {
    Glyphs::new(made("鱻鬱𰻝"))
}

/// Where a table of a font begins.
fn table(font: &[u8], tag: &[u8; 4]) -> usize {
    let count = usize::from(u16::from_be_bytes([font[4], font[5]]));
    let records = font[12..12 + count * 16].as_chunks::<16>().0;
    let record = records.iter().find(|record| record[..4] == *tag).expect("a table");
    u32::from_be_bytes(*record[8..].first_chunk().unwrap()) as usize
}

#[test]
fn the_font_has_the_glyphs_that_were_asked_for_and_no_others() {
    let font = made("鱻𰻝");
    let face = Face::open(&font).unwrap();
    assert_eq!("鱻鬱𰻝步A".chars().map(|c| face.has(c)).collect::<Vec<_>>(), [true, false, true, false, false]);
    assert!(font.len() < 3000, "{} bytes", font.len());
    // Rows are as high as those of the program's font.
    assert_eq!(face.rows(), Face::open(REGULAR).unwrap().rows());
    assert_eq!(made("𰻝鱻"), font);
    // What no font has is left out, and of two fonts the first counts.
    assert!(draw(&wanted("鱻\u{1f600}"), &[std::fs::read(RARE).unwrap()]).len() == 1);
    let both = [REGULAR.to_vec(), std::fs::read(RARE).unwrap()];
    let width = |c| draw(&wanted("A鱻"), &both).get(&c).map(|drawn| drawn.width);
    assert_eq!((width('鱻'), width('A').is_some_and(|width| width < 700)), (Some(1000), true));
    let text = String::from_utf16_lossy(
        &font[table(&font, b"name")..]
            .as_chunks::<2>()
            .0
            .iter()
            .map(|two| u16::from_be_bytes(*two))
            .collect::<Vec<_>>(),
    );
    assert!(text.contains("Glyphs of Noto Sans CJK") && text.contains("OFL-1.1"));
}

#[test]
fn only_plain_outlines_of_a_letters_size_are_sound() {
    let sound = |font: Vec<u8>| panel::is_sound(&Glyphs::new(font));
    let good = made("鱻鬱𰻝");
    assert!(sound(good.clone()));
    // Another kind of font, and none.
    assert!(!sound(std::fs::read(RARE).unwrap()) && !sound(b"OTTO".to_vec()) && !sound(Vec::new()));
    let change = |at: usize, bytes: &[u8]| {
        let mut font = good.clone();
        font[at..at + bytes.len()].copy_from_slice(bytes);
        sound(font)
    };
    let (head, glyf, hhea, hmtx) =
        (table(&good, b"head"), table(&good, b"glyf"), table(&good, b"hhea"), table(&good, b"hmtx"));
    // An em of 16 units: letters of sixty ems.
    assert!(!change(head + 18, &16u16.to_be_bytes()));
    // The first glyph is made of others, and so for ever.
    assert!(!change(glyf, &(-1i16).to_be_bytes()));
    // Rows and letters that would push all else away.
    assert!(!change(hhea + 4, &i16::MAX.to_be_bytes()));
    assert!(!change(hmtx + 4, &u16::MAX.to_be_bytes()));
    // A character that leads to a glyph beyond the last.
    let map = table(&good, b"cmap");
    let records = good[map + 4..].as_chunks::<8>().0;
    let record = records.iter().find(|record| record[..4] == [0, 3, 0, 10]).unwrap();
    let long = map + u32::from_be_bytes(*record[4..].first_chunk().unwrap()) as usize;
    assert!(!change(long + 24, &0x0001_0001u32.to_be_bytes()));
    // A table of programs.
    let name = good.windows(4).position(|four| four == b"post").unwrap();
    assert!(!change(name, b"prep"));
    // Nothing is wrong with the ways of this test.
    assert!(change(head + 18, &EM.to_be_bytes()));
}

/// Draws a sign and a card that say something, as the two libraries that draw letters do.
fn show(glyphs: Glyphs, text: &str) {
    let title = Text { zh: text.into(), en: String::new() };
    panel::lend(&glyphs);
    panel::booth_sign(&title, &Sign { size: glam::vec2(0.5, 0.12), ..Sign::default() });
    let mut fair = Fair::template(1);
    fair.booths[0].products.push(Product { id: "thing".into(), title, scale: 1.0, ..Product::default() });
    fair.glyphs = glyphs;
    let size = glam::Vec3::ONE;
    let held = Held { thing: (0, 0), ratio: 1.0, size, variants: 0, variant: None, tool: Default::default() };
    let facts = Facts { lang: Lang::Zh, held: Some(held), ..Facts::default() };
    Desk::new(Sheet::Card, Arc::new(fair)).draw(&[], &[], &facts, 0.0);
}

/// Whatever became of a font on its way, it is drawn or left out. `BOOTHWALK_FONTS` says how many are tried.
#[test]
fn damaged_fonts_are_drawn_or_left_out() {
    let rounds = std::env::var("BOOTHWALK_FONTS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(300);
    let good = made("鱻鬱𰻝");
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    // Outlines are most of the bytes, and the least of the ways to go wrong.
    let outlines = table(&good, b"glyf")..table(&good, b"name");
    let mut drawn = 0;
    for round in 0..rounds {
        let mut font = good.clone();
        for _ in 0..1 + round % 4 {
            let at = next() % font.len();
            if round % 4 == 3 || !outlines.contains(&at) {
                font[at] = next() as u8;
            }
        }
        if round % 7 == 0 {
            font.truncate(next() % good.len());
        }
        let glyphs = Glyphs::new(font);
        if panel::is_sound(&glyphs) && drawn * 8 <= round {
            drawn += 1;
            show(glyphs, "鱻鬱𰻝展");
        }
    }
    assert!(drawn > rounds / 20, "{drawn} of {rounds} were sound");
    panel::lend(&Glyphs::default());
}

//! The font that a fair brings along.

use std::sync::Arc;

use boothwalk::fair::{Fair, Glyphs, Lang, Product, Sign, Text};
use boothwalk::panel::{self, Desk, Facts, Held, Sheet};
use glam::{Vec3, vec2};

/// What is in the fonts to begin with.
const TEXT: &str = "鱻鬱𰻝";

/// Draws a sign and a card with it, if it is one that is drawn with.
pub fn glyphs(data: &[u8]) -> bool {
    let glyphs = Glyphs::new(data.to_vec());
    if !panel::is_sound(&glyphs) {
        return false;
    }
    let title = Text { zh: TEXT.into(), en: String::new() };
    panel::lend(&glyphs);
    panel::booth_sign(&title, &Sign { size: vec2(0.5, 0.12), ..Sign::default() });
    let mut fair = Fair::template(1);
    fair.booths[0].products.push(Product { id: "thing".into(), title, scale: 1.0, ..Product::default() });
    fair.glyphs = glyphs;
    let held =
        Held { thing: (0, 0), ratio: 1.0, size: Vec3::ONE, variants: 0, variant: None, tool: Default::default() };
    let facts = Facts { lang: Lang::Zh, held: Some(held), ..Facts::default() };
    Desk::new(Sheet::Card, Arc::new(fair)).draw(&[], &[], &facts, 0.0);
    true
}

//! What the program's fonts lack: which characters of a fair's texts, and whether the font that the fair brings along for
//! them is sound.
//!
//! That font comes from a stranger, and is drawn by two libraries. So it may be nothing but what `boothwalk pack` writes:
//! plain outlines of a letter's size. No programs that move points, nothing that is made of other glyphs, no tables that
//! replace, join or shift letters: neither work without end nor pictures without bounds can come of it.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use cosmic_text::skrifa::instance::{LocationRef, Size};
use cosmic_text::skrifa::outline::{DrawSettings, OutlinePen};
use cosmic_text::skrifa::raw::tables::cmap::{Cmap, CmapSubtable};
use cosmic_text::skrifa::raw::tables::glyf::Glyph;
use cosmic_text::skrifa::raw::{ReadError, TableProvider};
use cosmic_text::skrifa::{FontRef, GlyphId, MetadataProvider};

use super::fonts::REGULAR;
use crate::fair::{FontFile, Glyphs, Word};

/// Tables that it may have.
const TABLES: [&[u8; 4]; 10] =
    [b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post"];
/// Points of one outline, and of all of them together.
pub const POINTS: usize = 4000;
const ALL_POINTS: usize = 1_000_000;
/// How far a letter may reach from its origin, in ems.
const REACH: f32 = 4.0;

/// The characters of some texts that the program's fonts lack, each with the first text that has it. Those that nobody sees
/// are none of them.
pub fn beyond<'a>(words: impl IntoIterator<Item = Word<'a>>) -> BTreeMap<char, Word<'a>> {
    let built_in = FontRef::new(REGULAR).map(|font| font.charmap()).unwrap_or_default();
    let mut found: BTreeMap<char, Word> = BTreeMap::new();
    for word in words {
        for c in word.text.chars().filter(|c| is_seen(*c)) {
            if !found.contains_key(&c) && built_in.map(c).is_none() {
                found.insert(c, word.clone());
            }
        }
    }
    found
}

/// Whether it leaves ink; others need no glyph.
fn is_seen(c: char) -> bool {
    let ignored = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    );
    !(ignored || c.is_control() || c.is_whitespace())
}

/// A fair's own font, if it may be drawn with. Work for a thread, the first time; one that may not is said in the log.
pub(super) fn font(glyphs: &Glyphs) -> Option<FontFile> {
    glyphs.font(|bytes| {
        let checked = catch_unwind(|| check(bytes)).unwrap_or_else(|_| Err("it cannot be read".into()));
        if let Err(why) = &checked {
            log::warn!("the fair's own glyphs are left out, and boxes stand for them: {why}");
        }
        checked.is_ok()
    })
}

/// Whether it is one that is drawn with, or none at all.
pub fn is_sound(glyphs: &Glyphs) -> bool {
    glyphs.is_empty() || font(glyphs).is_some()
}

fn check(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() as u64 > Glyphs::LIMIT {
        return Err(format!("{} bytes; {} are allowed", bytes.len(), Glyphs::LIMIT));
    }
    let wrong = |error: ReadError| error.to_string();
    let font = FontRef::new(bytes).map_err(wrong)?;
    for record in font.table_directory().table_records() {
        if !TABLES.contains(&&record.tag().to_be_bytes()) {
            return Err(format!("it has a table {}", record.tag()));
        }
    }
    let em = font.head().map_err(wrong)?.units_per_em();
    if !(16..=16384).contains(&em) {
        return Err(format!("an em of {em} units"));
    }
    let reach = f32::from(em) * REACH;
    let metrics = font.metrics(Size::unscaled(), LocationRef::default());
    let rows = [metrics.ascent, metrics.descent, metrics.leading];
    if rows.iter().any(|row| !(-reach..=reach).contains(row)) {
        return Err("rows of no letter's height".into());
    }
    let (loca, glyf) = (font.loca(None).map_err(wrong)?, font.glyf().map_err(wrong)?);
    let (outlines, widths) = (font.outline_glyphs(), font.hmtx().map_err(wrong)?);
    let count = u32::from(font.maxp().map_err(wrong)?.num_glyphs());
    map(&font.cmap().map_err(wrong)?, count)?;
    let mut points = 0;
    for id in (0..count).map(GlyphId::new) {
        match loca.get_glyf(id, &glyf).map_err(wrong)? {
            None => {}
            Some(Glyph::Composite(_)) => return Err(format!("glyph {id} is made of others")),
            Some(Glyph::Simple(glyph)) => {
                if !glyph.instructions().is_empty() {
                    return Err(format!("glyph {id} has a program"));
                }
                let own = glyph.num_points();
                points += own;
                if own > POINTS || points > ALL_POINTS {
                    return Err(format!("glyph {id} has {own} points, after {} of others", points - own));
                }
            }
        }
        if widths.advance(id).is_some_and(|width| f32::from(width) > reach) {
            return Err(format!("glyph {id} is wider than a letter"));
        }
        let mut pen = Reach(0.0);
        if let Some(outline) = outlines.get(id) {
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            outline.draw(settings, &mut pen).map_err(|error| format!("glyph {id}: {error}"))?;
        }
        if !(0.0..=reach).contains(&pen.0) {
            return Err(format!("glyph {id} is larger than a letter"));
        }
    }
    Ok(())
}

/// Characters lead to glyphs that are there: who draws relies on it.
fn map(cmap: &Cmap, count: u32) -> Result<(), String> {
    for record in cmap.encoding_records() {
        match record.subtable(cmap.offset_data()).map_err(|error| error.to_string())? {
            // Numbers of glyphs have 16 bits here.
            CmapSubtable::Format4(_) => {}
            CmapSubtable::Format12(map) => {
                let whole = map.groups().iter().all(|group| {
                    let more = group.end_char_code().checked_sub(group.start_char_code());
                    more.and_then(|more| group.start_glyph_id().checked_add(more)).is_some_and(|last| last < count)
                });
                if !whole {
                    return Err("characters without a glyph".into());
                }
            }
            _ => return Err("a map of characters of another kind".into()),
        }
    }
    Ok(())
}

/// How far an outline reaches from its origin.
struct Reach(f32);

impl Reach {
    fn to(&mut self, x: f32, y: f32) {
        let far = x.abs().max(y.abs());
        self.0 = if far.is_finite() { self.0.max(far) } else { f32::INFINITY };
    }
}

impl OutlinePen for Reach {
    fn move_to(&mut self, x: f32, y: f32) {
        self.to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.to(cx, cy);
        self.to(x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.to(ax, ay);
        self.to(bx, by);
        self.to(x, y);
    }

    fn close(&mut self) {}
}

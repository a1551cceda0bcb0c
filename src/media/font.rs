//! Fonts that exhibitors name: which characters they have, and how those are drawn.

use cosmic_text::skrifa::charmap::Charmap;
use cosmic_text::skrifa::instance::{Location, Size};
use cosmic_text::skrifa::outline::{DrawSettings, OutlineGlyphCollection, OutlinePen};
use cosmic_text::skrifa::raw::FileRef;
use cosmic_text::skrifa::string::StringId;
use cosmic_text::skrifa::{FontRef, GlyphId, MetadataProvider, Tag};

/// Largest font files of a fair together, in bytes.
pub const FONT_BYTES: u64 = 32 << 20;
/// Units of an em in which letters are drawn here.
pub const EM: u16 = 1000;
/// How thick the strokes of a font are that has several thicknesses: the usual.
const WEIGHT: f32 = 400.0;

/// Why a file is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    #[error("it is {0}; fonts are OpenType (.otf, .ttc) or TrueType (.ttf)")]
    Format(&'static str),
    #[error("it has no outlines of letters")]
    Outlines,
}

/// One font of a file.
pub struct Face<'a> {
    font: FontRef<'a>,
    charmap: Charmap<'a>,
    outlines: OutlineGlyphCollection<'a>,
    location: Location,
}

impl<'a> Face<'a> {
    /// The font in a file: of a collection the one for simplified Chinese, else the first; of a font of several
    /// thicknesses the regular one.
    ///
    /// # Errors
    /// It is no such file.
    pub fn open(bytes: &'a [u8]) -> Result<Face<'a>, FontError> {
        let kind = match bytes.get(..4) {
            Some(b"wOFF" | b"wOF2") => "a web font (WOFF)",
            Some(b"%!PS" | [0x80, 1, ..]) => "a PostScript font",
            _ => "no font, or a broken one",
        };
        let font = match FileRef::new(bytes).map_err(|_| FontError::Format(kind))? {
            FileRef::Font(font) => font,
            FileRef::Collection(all) => {
                let mut fonts = all.iter().filter_map(Result::ok);
                let first = fonts.clone().next().ok_or(FontError::Format(kind))?;
                fonts.find(is_simplified).unwrap_or(first)
            }
        };
        let outlines = font.outline_glyphs();
        if outlines.format().is_none() {
            return Err(FontError::Outlines);
        }
        let location = font.axes().location([(Tag::new(b"wght"), WEIGHT)]);
        Ok(Face { charmap: font.charmap(), outlines, location, font })
    }

    /// Whether it has a character, and leaves ink for it.
    pub fn has(&self, c: char) -> bool {
        let mut ink = Ink(false);
        self.draw(c, &mut ink).is_some() && ink.0
    }

    /// Draws a character with [`EM`] units to the em, y upwards; its width, or `None` where the font lacks it.
    pub fn draw(&self, c: char, pen: &mut impl OutlinePen) -> Option<f32> {
        let id = self.charmap.map(c).filter(|id| *id != GlyphId::NOTDEF)?;
        let size = Size::new(f32::from(EM));
        self.outlines.get(id)?.draw(DrawSettings::unhinted(size, &self.location), pen).ok()?;
        self.font.glyph_metrics(size, &self.location).advance_width(id)
    }

    /// How far rows reach above and below the baseline, in [`EM`] units to the em; below is negative.
    pub fn rows(&self) -> (f32, f32) {
        let metrics = self.font.metrics(Size::new(f32::from(EM)), &self.location);
        (metrics.ascent, metrics.descent)
    }
}

/// Whether a font says that its hanzi are those of the mainland.
fn is_simplified(font: &FontRef) -> bool {
    let name = font.localized_strings(StringId::FAMILY_NAME).english_or_first();
    name.is_some_and(|name| name.chars().collect::<String>().split(' ').any(|word| word == "SC"))
}

struct Ink(bool);

impl OutlinePen for Ink {
    fn move_to(&mut self, _: f32, _: f32) {}

    fn line_to(&mut self, _: f32, _: f32) {
        self.0 = true;
    }

    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }

    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }

    fn close(&mut self) {}
}

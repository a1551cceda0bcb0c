//! The small font of what a fair's texts need and the program's fonts lack: a glyph for each such character, out of the
//! first font of the fair that has it.
//!
//! Outlines are drawn anew, so that any font may be named, whatever it is made of: a headset reads one plain kind. Letters
//! are taken one by one: a script whose letters change beside one another is set without that.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use cosmic_text::skrifa::outline::OutlinePen;
use kurbo::{BezPath, CubicBez, Point};
use write_fonts::tables::cmap::Cmap;
use write_fonts::tables::glyf::{Bbox, GlyfLocaBuilder, Glyph, SimpleGlyph};
use write_fonts::tables::head::Head;
use write_fonts::tables::hhea::Hhea;
use write_fonts::tables::hmtx::{Hmtx, LongMetric};
use write_fonts::tables::maxp::Maxp;
use write_fonts::tables::name::{Name as Names, NameRecord};
use write_fonts::tables::os2::Os2;
use write_fonts::tables::post::Post;
use write_fonts::types::{FWord, GlyphId, NameId, UfWord, Version16Dot16};
use write_fonts::{FontBuilder, OffsetMarker};

use super::pieces::Pieces;
use super::{Settings, refused};
use crate::check::{self, Wanted};
use crate::fair::{Fair, Font, Glyphs, Name};
use crate::fetch::Source;
use crate::media::font::{EM, Face};
use crate::panel::{self, GLYPH_POINTS, REGULAR};

/// How far a curve may be from the one that it was, in units of [`EM`].
const NEAR: f64 = 0.25;
/// What is farther from its origin is no letter, in the same units.
const REACH: f64 = 3.0 * EM as f64;
/// What the font is called. It is made of others, and so has none of their names.
const FAMILY: &str = "Boothwalk Fair Glyphs";

/// What was added.
#[derive(Debug, Default)]
pub struct Added {
    /// The piece with the font, where there is anything in it.
    pub name: Option<Name>,
    pub count: usize,
    /// Characters that no font has, each with the first place that says it.
    pub lacking: Vec<String>,
}

/// Adds the font to the pieces.
///
/// # Errors
/// A font of the fair that cannot be used, more glyphs than a visitor takes, the disk.
pub fn pack(source: &Source, fair: &Fair, settings: &Settings, pieces: &Pieces) -> Result<Added> {
    let fonts = check::fonts(source, fair);
    let wrong: Vec<String> =
        fonts.wrong.iter().flat_map(|(file, findings)| refused(file, findings, settings)).collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    let wanted = check::wanted(fair, &check::names(source, fair, settings.limits.bytes), |_| true);
    let drawn = draw(&wanted, &fonts.files);
    let lacking = wanted.iter().filter(|one| !drawn.contains_key(&one.character));
    let lacking = lacking.map(|one| format!("{one}, first in {} at {}", one.file, one.at)).collect();
    if drawn.is_empty() {
        return Ok(Added { lacking, ..Added::default() });
    }
    let font = write(&drawn, &fair.fonts)?;
    if font.len() as u64 > Glyphs::LIMIT {
        let (count, mb) = (drawn.len(), |bytes: u64| bytes as f64 / 1e6);
        bail!(
            "{count} characters are not in the program's fonts, and take {:.1} MB; {:.1} MB are allowed",
            mb(font.len() as u64),
            mb(Glyphs::LIMIT)
        );
    }
    if !panel::is_sound(&Glyphs::new(font.clone())) {
        bail!("visitors could not read the font that was made of {} characters", drawn.len());
    }
    Ok(Added { name: Some(pieces.add(&font, "ttf")?), count: drawn.len(), lacking })
}

/// The same for a fair that is visited as it is written: of its texts, not of its models.
///
/// # Errors
/// As above; a font that cannot be used is left out.
pub fn unpacked(source: &Source, fair: &Fair) -> Result<Glyphs> {
    let wanted = check::wanted(fair, &BTreeMap::new(), |_| true);
    if wanted.is_empty() || fair.fonts.is_empty() {
        return Ok(Glyphs::default());
    }
    let fonts = check::fonts(source, fair);
    for (file, finding) in fonts.wrong.iter().flat_map(|(file, findings)| findings.iter().map(move |one| (file, one))) {
        log::warn!("{file}: {}", finding.sentences(crate::fair::Lang::En).0);
    }
    let drawn = draw(&wanted, &fonts.files);
    if drawn.is_empty() { Ok(Glyphs::default()) } else { Ok(Glyphs::new(write(&drawn, &fair.fonts)?)) }
}

/// An outline, and how wide its letter is.
#[derive(Debug, Clone)]
struct Drawn {
    glyph: SimpleGlyph,
    width: u16,
}

/// Each character by the first font that has it.
fn draw(wanted: &[Wanted], fonts: &[Vec<u8>]) -> BTreeMap<char, Drawn> {
    let faces: Vec<Face> = fonts.iter().filter_map(|bytes| Face::open(bytes).ok()).collect();
    let one = |wanted: &Wanted| {
        let c = wanted.character;
        Some((c, faces.iter().filter(|face| face.has(c)).find_map(|face| outline(face, c))?))
    };
    wanted.iter().filter_map(one).collect()
}

fn outline(face: &Face, c: char) -> Option<Drawn> {
    let mut pen = Pen::default();
    let width = face.draw(c, &mut pen)?;
    pen.end();
    let around = pen.path.control_box();
    let near = [around.x0, around.y0, around.x1, around.y1].into_iter().all(|far| far.abs() <= REACH);
    if !near || !(0.0..=REACH).contains(&f64::from(width)) {
        return None;
    }
    let glyph = SimpleGlyph::from_bezpath(&pen.path).ok()?;
    if glyph.contours.iter().map(|contour| contour.len()).sum::<usize>() > GLYPH_POINTS {
        return None;
    }
    Some(Drawn { glyph, width: width.round() as u16 })
}

/// Takes an outline as quadratic curves.
#[derive(Default)]
struct Pen {
    path: BezPath,
    /// Where the next contour begins, until there is more of it than that.
    start: Option<Point>,
    at: Point,
    open: bool,
}

impl Pen {
    fn begin(&mut self) {
        if let Some(start) = self.start.take() {
            self.path.move_to(start);
            self.open = true;
        }
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.open) {
            self.path.close_path();
        }
        self.start = None;
    }
}

fn point(x: f32, y: f32) -> Point {
    Point::new(f64::from(x), f64::from(y))
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.end();
        self.at = point(x, y);
        self.start = Some(self.at);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.begin();
        self.at = point(x, y);
        self.path.line_to(self.at);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.begin();
        self.at = point(x, y);
        self.path.quad_to(point(cx, cy), self.at);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.begin();
        let curve = CubicBez::new(self.at, point(ax, ay), point(bx, by), point(x, y));
        self.at = point(x, y);
        for (_, _, quad) in curve.to_quads(NEAR) {
            self.path.quad_to(quad.p1, quad.p2);
        }
    }

    fn close(&mut self) {
        self.end();
    }
}

/// A font of these, with rows as high as those of the program's fonts: so lines stay where they are.
fn write(drawn: &BTreeMap<char, Drawn>, fonts: &[Font]) -> Result<Vec<u8>> {
    let (above, below) = Face::open(REGULAR).context("the program's font")?.rows();
    let (above, below) = (above.round() as i16, below.round() as i16);
    let mut outlines = GlyfLocaBuilder::new();
    // The box of a missing character is that of the program's font.
    outlines.add_glyph(&Glyph::Empty)?;
    let mut widths = vec![LongMetric::new(EM, 0)];
    let (mut all, mut points, mut contours) = (Bbox::default(), 0, 0);
    for Drawn { glyph, width } in drawn.values() {
        outlines.add_glyph(glyph)?;
        widths.push(LongMetric::new(*width, glyph.bbox.x_min));
        all = Bbox {
            x_min: all.x_min.min(glyph.bbox.x_min),
            y_min: all.y_min.min(glyph.bbox.y_min),
            x_max: all.x_max.max(glyph.bbox.x_max),
            y_max: all.y_max.max(glyph.bbox.y_max),
        };
        points = points.max(glyph.contours.iter().map(|contour| contour.len()).sum());
        contours = contours.max(glyph.contours.len());
    }
    let count = u16::try_from(widths.len()).context("more glyphs than a font has")?;
    let ids = (1..).map(GlyphId::new);
    let map = Cmap::from_mappings(drawn.keys().copied().zip(ids)).map_err(|conflict| anyhow!("{conflict}"))?;
    let (glyf, loca, format) = outlines.build();
    let widest = widths.iter().map(|metric| metric.advance).max().unwrap_or(EM);
    let head = Head {
        units_per_em: EM,
        x_min: all.x_min,
        y_min: all.y_min,
        x_max: all.x_max,
        y_max: all.y_max,
        lowest_rec_ppem: 8,
        index_to_loc_format: format as i16,
        ..Head::default()
    };
    let hhea = Hhea {
        ascender: FWord::new(above),
        descender: FWord::new(below),
        advance_width_max: UfWord::new(widest),
        x_max_extent: FWord::new(all.x_max),
        caret_slope_rise: 1,
        number_of_h_metrics: count,
        ..Hhea::default()
    };
    let maxp = Maxp {
        num_glyphs: count,
        max_points: Some(u16::try_from(points).unwrap_or(u16::MAX)),
        max_contours: Some(u16::try_from(contours).unwrap_or(u16::MAX)),
        max_composite_points: Some(0),
        max_composite_contours: Some(0),
        max_zones: Some(1),
        max_twilight_points: Some(0),
        max_storage: Some(0),
        max_function_defs: Some(0),
        max_instruction_defs: Some(0),
        max_stack_elements: Some(0),
        max_size_of_instructions: Some(0),
        max_component_elements: Some(0),
        max_component_depth: Some(0),
    };
    let index = |c: Option<&char>| c.map_or(0, |c| u16::try_from(u32::from(*c)).unwrap_or(u16::MAX));
    let os2 = Os2 {
        x_avg_char_width: EM as i16,
        us_first_char_index: index(drawn.keys().next()),
        us_last_char_index: index(drawn.keys().next_back()),
        s_typo_ascender: above,
        s_typo_descender: below,
        us_win_ascent: above.unsigned_abs(),
        us_win_descent: below.unsigned_abs(),
        ..Os2::default()
    };
    let post = Post { version: Version16Dot16::VERSION_3_0, ..Post::default() };
    let mut font = FontBuilder::new();
    font.add_table(&head)?
        .add_table(&hhea)?
        .add_table(&maxp)?
        .add_table(&os2)?
        .add_table(&Hmtx::new(widths, Vec::new()))?
        .add_table(&map)?
        .add_table(&loca)?
        .add_table(&glyf)?
        .add_table(&names(fonts))?
        .add_table(&post)?;
    Ok(font.build())
}

/// What a font manager shows of it: whose letters they are, and under which licence.
fn names(fonts: &[Font]) -> Names {
    let of = |font: &Font| {
        let credit = &font.credit;
        let parts = [&credit.title, &credit.authors, &credit.source].into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let whose = format!("Glyphs of {}", fonts.iter().map(of).collect::<Vec<_>>().join("; "));
    let licences: Vec<&str> = fonts.iter().map(|font| font.credit.licence.as_str()).collect();
    let (plain, licence) = (FAMILY.replace(' ', ""), licences.join("; "));
    let records = [
        (NameId::COPYRIGHT_NOTICE, whose.as_str()),
        (NameId::FAMILY_NAME, FAMILY),
        (NameId::SUBFAMILY_NAME, "Regular"),
        (NameId::UNIQUE_ID, plain.as_str()),
        (NameId::FULL_NAME, FAMILY),
        (NameId::VERSION_STRING, "Version 1.000"),
        (NameId::POSTSCRIPT_NAME, plain.as_str()),
        (NameId::LICENSE_DESCRIPTION, licence.as_str()),
    ];
    // Windows, Unicode, English of the United States: what every reader looks for.
    let record = |(id, text): (NameId, &str)| NameRecord::new(3, 1, 0x409, id, OffsetMarker::new(text.to_owned()));
    Names::new(records.into_iter().map(record).collect())
}

#[cfg(test)]
pub(crate) mod tests;

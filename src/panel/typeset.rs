//! Text blocks: shaped, wrapped, measured, and drawn onto a [`Canvas`].

use std::cell::Cell;

use cosmic_text::{Attrs, Buffer, Family, FontSystem, Metrics, Shaping, SwashCache, SwashContent, Wrap};

use super::canvas::{Canvas, Rect, Rgb};
use super::{fonts, glyphs};
use crate::fair::Glyphs;

/// The longest text that is laid out, in characters: what goes beyond no sign could show.
const MAX_CHARS: usize = 4000;
/// Rasterised glyphs kept between two calls.
const MAX_CACHED: usize = 4096;
/// Between a hanzi and a Latin letter or figure where the author wrote no space, in ems.
const CJK_LATIN_GAP: f32 = 0.16;

/// How thick the strokes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// Where the lines of a block stand in its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// A text to lay out.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    pub text: &'a str,
    /// The em in pixels.
    pub size: f32,
    pub weight: Weight,
    pub align: Align,
    /// Lines wrap here.
    pub width: f32,
    /// What does not fit ends in an ellipsis.
    pub max_lines: usize,
    /// Baseline to baseline, in ems.
    pub leading: f32,
    /// A word wider than the line stands over its end instead of being broken.
    pub whole_words: bool,
}

impl<'a> Block<'a> {
    /// Regular, to the left, one line, leading 1.35.
    pub fn new(text: &'a str, size: f32, width: f32) -> Block<'a> {
        Block {
            text,
            size,
            weight: Weight::Regular,
            align: Align::Left,
            width,
            max_lines: 1,
            leading: 1.35,
            whole_words: false,
        }
    }

    pub fn bold(self) -> Block<'a> {
        Block { weight: Weight::Bold, ..self }
    }

    pub fn align(self, align: Align) -> Block<'a> {
        Block { align, ..self }
    }

    pub fn lines(self, max_lines: usize) -> Block<'a> {
        Block { max_lines, ..self }
    }
}

/// A block with every glyph in its place, relative to the block's upper left corner.
pub struct Laid {
    glyphs: Vec<(cosmic_text::CacheKey, i32, i32)>,
    /// The em in pixels.
    pub size: f32,
    /// Width of the widest line.
    pub width: f32,
    /// Lines times leading.
    pub height: f32,
    pub lines: usize,
    /// The text did not fit, and ends in an ellipsis.
    pub cut: bool,
    /// Characters that the fonts lack.
    pub missing: Vec<char>,
}

/// Fonts and the rasteriser: one a thread, see [`with`].
pub struct Typesetter {
    /// Those of the fair that are among the fonts.
    glyphs: Glyphs,
    fonts: FontSystem,
    cache: SwashCache,
}

thread_local! {
    static OWN: Cell<Option<Box<Typesetter>>> = const { Cell::new(None) };
}

/// From here on this thread's typesetter has a fair's own glyphs, too: for what its two fonts lack, and only for that.
pub fn lend(glyphs: &Glyphs) {
    let own = OWN.take();
    let same = own.as_ref().map_or(glyphs.is_empty(), |setter| setter.glyphs.is_same(glyphs));
    OWN.set(if same { own } else { Some(Box::new(Typesetter::new(glyphs))) });
}

/// As [`lend`], with any font.
#[cfg(all(test, feature = "pack"))]
pub(super) fn lend_as_it_is(font: crate::fair::FontFile) {
    let setter = Typesetter { fonts: fonts::system(Some(font)), ..Typesetter::new(&Glyphs::new(Vec::new())) };
    OWN.set(Some(Box::new(setter)));
}

/// Runs `work` with this thread's typesetter. Opening the fonts takes a few milliseconds, once a thread.
pub fn with<T>(work: impl FnOnce(&mut Typesetter) -> T) -> T {
    let mut setter = OWN.take().unwrap_or_else(|| Box::new(Typesetter::new(&Glyphs::default())));
    let result = work(&mut setter);
    if setter.cache.image_cache.len() > MAX_CACHED {
        setter.cache.image_cache.clear();
    }
    OWN.set(Some(setter));
    result
}

impl Typesetter {
    fn new(glyphs: &Glyphs) -> Typesetter {
        let fonts = fonts::system(glyphs::font(glyphs));
        Typesetter { glyphs: glyphs.clone(), fonts, cache: SwashCache::new() }
    }

    /// Shapes, wraps and, where it must, cuts the block.
    pub fn lay(&mut self, block: &Block) -> Laid {
        let text = clean(block.text);
        let max_lines = block.max_lines.max(1);
        let whole = self.lay_whole(block, &text);
        if whole.lines <= max_lines {
            return whole;
        }
        // The longest beginning that leaves room for the ellipsis, by halving.
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let (mut fits, mut fails) = (0, ends.len());
        let mut best = None;
        while fails - fits > 1 {
            let middle = fits + (fails - fits) / 2;
            let mut start = text[..ends[middle]].trim_end().to_owned();
            start.push('…');
            let laid = self.lay_whole(block, &start);
            if laid.lines <= max_lines {
                (fits, best) = (middle, Some(laid));
            } else {
                fails = middle;
            }
        }
        let mut laid = best.unwrap_or_else(|| self.lay_whole(block, "…"));
        laid.cut = true;
        laid.missing = whole.missing;
        laid
    }

    fn lay_whole(&mut self, block: &Block, text: &str) -> Laid {
        let size = sane_size(block.size);
        let leading = (size * block.leading).round().max(1.0);
        let mut buffer = Buffer::new_empty(Metrics::new(size, leading));
        // Half a pixel against rounding: a line that was measured to fit must not wrap when it is set.
        buffer.set_size(Some(block.width.max(1.0) + 0.5), None);
        buffer.set_wrap(if block.whole_words { Wrap::Word } else { Wrap::WordOrGlyph });
        let weight = match block.weight {
            Weight::Regular => cosmic_text::Weight::NORMAL,
            Weight::Bold => cosmic_text::Weight::BOLD,
        };
        let attrs = Attrs::new().family(Family::Name(fonts::FAMILY)).weight(weight);
        let align = match block.align {
            Align::Left => cosmic_text::Align::Left,
            Align::Center => cosmic_text::Align::Center,
            Align::Right => cosmic_text::Align::Right,
        };
        let spans = spans(text)
            .into_iter()
            .map(|(span, gap)| (span, if gap { attrs.clone().letter_spacing(CJK_LATIN_GAP) } else { attrs.clone() }));
        buffer.set_rich_text(spans, &attrs, Shaping::Advanced, Some(align));
        buffer.shape_until_scroll(&mut self.fonts, false);

        let mut laid =
            Laid { glyphs: Vec::new(), size, width: 0.0, height: 0.0, lines: 0, cut: false, missing: Vec::new() };
        for run in buffer.layout_runs() {
            laid.lines += 1;
            laid.width = laid.width.max(run.line_w);
            for glyph in run.glyphs {
                if glyph.glyph_id == 0 {
                    let source = run.text.get(glyph.start..glyph.end).unwrap_or_default();
                    laid.missing.extend(source.chars());
                }
                let place = glyph.physical((0.0, run.line_y.round()), 1.0);
                laid.glyphs.push((place.cache_key, place.x, place.y));
            }
        }
        laid.height = laid.lines as f32 * leading;
        laid.missing.sort_unstable();
        laid.missing.dedup();
        laid
    }

    /// The largest size (between the two) at which the block fits in its width, its lines and `height`; the smaller one,
    /// cut, where none does.
    pub fn lay_largest(&mut self, block: &Block, sizes: (f32, f32), height: f32) -> Laid {
        let (mut low, mut high) = (sizes.0.min(sizes.1), sizes.1.max(sizes.0));
        let fits = |laid: &Laid| !laid.cut && laid.height <= height && laid.width <= block.width + 1.0;
        let largest = self.lay(&Block { size: high, ..*block });
        if fits(&largest) {
            return largest;
        }
        let mut best = None;
        while high - low > 0.5 {
            let size = (low + high) * 0.5;
            let laid = self.lay(&Block { size, ..*block });
            if fits(&laid) {
                (low, best) = (size, Some(laid));
            } else {
                high = size;
            }
        }
        best.unwrap_or_else(|| self.lay(&Block { size: low, whole_words: false, ..*block }))
    }

    /// As [`Typesetter::lay_largest`] for a name: in one line, unless breaking it makes the letters much larger, and then in
    /// lines of much the same length.
    pub fn lay_name(&mut self, block: &Block, sizes: (f32, f32), height: f32) -> Laid {
        const WORTH_A_BREAK: f32 = 1.3;
        let block = &Block { whole_words: true, ..*block };
        let one = self.lay_largest(&Block { max_lines: 1, ..*block }, sizes, height);
        if block.max_lines < 2 {
            return one;
        }
        let broken = self.lay_largest(block, sizes, height);
        if broken.lines < 2 || (!one.cut && broken.size < one.size * WORTH_A_BREAK) {
            return one;
        }
        if broken.cut {
            return broken;
        }
        // The narrowest width that needs no further line evens the lines out.
        let (mut narrow, mut wide) = (block.width * 0.3, block.width);
        let set = |this: &mut Self, width: f32| {
            this.lay(&Block { size: broken.size, width, max_lines: broken.lines, ..*block })
        };
        while wide - narrow > 2.0 {
            let width = (narrow + wide) * 0.5;
            let laid = set(self, width);
            // A single letter wider than the line stands over its end.
            if !laid.cut && laid.width <= width + 1.0 { wide = width } else { narrow = width }
        }
        set(self, wide)
    }

    /// Where the letters leave ink, relative to the block's corner.
    pub fn ink(&mut self, laid: &Laid) -> Rect {
        let (mut x0, mut y0, mut x1, mut y1) = (i32::MAX, i32::MAX, i32::MIN, i32::MIN);
        for &(key, x, y) in &laid.glyphs {
            let Some(image) = self.cache.get_image(&mut self.fonts, key) else { continue };
            let place = image.placement;
            if place.width == 0 || place.height == 0 {
                continue;
            }
            let (left, top) = (x + place.left, y - place.top);
            (x0, y0) = (x0.min(left), y0.min(top));
            (x1, y1) = (x1.max(left + place.width as i32), y1.max(top + place.height as i32));
        }
        if x0 > x1 {
            return Rect::new(0.0, 0.0, 0.0, 0.0);
        }
        Rect::new(x0 as f32, y0 as f32, (x1 - x0) as f32, (y1 - y0) as f32)
    }

    /// Draws the block with its corner at `x`, `y`, rounded to whole pixels.
    pub fn draw(&mut self, canvas: &mut Canvas, laid: &Laid, x: f32, y: f32, color: Rgb) {
        canvas.cut |= laid.cut;
        canvas.missing.extend(&laid.missing);
        let (dx, dy) = (x.round() as i32, y.round() as i32);
        for &(key, x, y) in &laid.glyphs {
            let Some(image) = self.cache.get_image(&mut self.fonts, key) else { continue };
            if image.content != SwashContent::Mask || image.placement.width == 0 {
                continue;
            }
            let (left, top) = (dx + x + image.placement.left, dy + y - image.placement.top);
            for (row, line) in image.data.chunks_exact(image.placement.width as usize).enumerate() {
                for (column, &coverage) in line.iter().enumerate().filter(|(_, coverage)| **coverage > 0) {
                    let (px, py) = (left + column as i32, top + row as i32);
                    if px < 0 || py < 0 || px >= canvas.width as i32 || py >= canvas.height as i32 {
                        canvas.clipped = true;
                        continue;
                    }
                    canvas.blend(px, py, color, f32::from(coverage) / 255.0);
                }
            }
        }
    }

    /// Lays and draws; gives back what was laid, for its height and what was missing.
    pub fn put(&mut self, canvas: &mut Canvas, block: &Block, x: f32, y: f32, color: Rgb) -> Laid {
        let laid = self.lay(block);
        self.draw(canvas, &laid, x, y, color);
        laid
    }
}

fn sane_size(size: f32) -> f32 {
    if size.is_finite() { size.clamp(1.0, 2000.0) } else { 1.0 }
}

/// Without control characters, and not longer than any sign could show.
fn clean(text: &str) -> String {
    let kept = text.chars().map(|c| if c == '\t' { ' ' } else { c });
    kept.filter(|c| *c == '\n' || !c.is_control()).take(MAX_CHARS).collect()
}

/// Pieces of the text; `true` for the last character before a change between hanzi and Latin, which gets a gap after it.
fn spans(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let Some(&(next_at, next)) = characters.peek() else { break };
        if (is_hanzi(c) && is_latin(next)) || (is_latin(c) && is_hanzi(next)) {
            if start < at {
                pieces.push((&text[start..at], false));
            }
            pieces.push((&text[at..next_at], true));
            start = next_at;
        }
    }
    if start < text.len() {
        pieces.push((&text[start..], false));
    }
    pieces
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{C0}'..='\u{17F}')
}

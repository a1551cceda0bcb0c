//! The process that draws pages: a PDF comes in, pictures go out, and what is wrong is said.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

#[cfg(unix)]
use super::MEMORY;
use super::MOST_BYTES;
use super::wire::{self, Drawn};
use crate::pack::texture;
use crate::panel;

/// Metres of a point (PDF 2.0, section 8.3.2.3).
const POINT: f32 = 0.0254 / 72.0;
/// Sides of a page, in points: as large as a PDF may say without other units (PDF 1.7, annex C).
const SIDES: std::ops::RangeInclusive<f32> = 3.0..=14_400.0;
/// Bytes of the stack that pages are drawn on: what hangs together in a file may do so over many steps.
const STACK: usize = 256 << 20;

/// Draws the PDF of the input, at most `most` pages of it, `side` texels the longer side, to the output.
///
/// # Errors
/// What is wrong with it.
pub fn serve(side: u32, most: u32) -> Result<()> {
    bound_memory();
    let mut bytes = Vec::new();
    io::stdin().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("it has more than {} MB", MOST_BYTES >> 20);
    }
    // What a panic says is for programmers.
    std::panic::set_hook(Box::new(|_| {}));
    let drawing = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let mut out = io::stdout().lock();
        draw(bytes, side, most, |page| Ok(wire::write(&mut out, &page)?))
    })?;
    drawing.join().unwrap_or_else(|_| bail!("the reader of PDFs gave up on it"))
}

/// Takes no more than [`MEMORY`] from now on: what asks for more is told no, and the process ends. Only systems of the Unix
/// kind bound a process by itself; elsewhere the machine's memory is the bound.
#[cfg(unix)]
fn bound_memory() {
    use rustix::process::{Resource, getrlimit, setrlimit};

    let mut limit = getrlimit(Resource::As);
    // A lower one is somebody's wish.
    if limit.current.is_none_or(|current| current > MEMORY) {
        limit.current = Some(limit.maximum.map_or(MEMORY, |most| most.min(MEMORY)));
        if let Err(error) = setrlimit(Resource::As, limit) {
            log::debug!("no bound on memory: {error}");
        }
    }
}

#[cfg(not(unix))]
fn bound_memory() {}

fn draw(bytes: Vec<u8>, side: u32, most: u32, mut give: impl FnMut(Drawn) -> Result<()>) -> Result<()> {
    let pdf = match catch_unwind(|| Pdf::new(bytes)) {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))) => bail!("it is locked with a password"),
        Ok(Err(LoadPdfError::Decryption(_))) => bail!("it is encrypted in a way that is not known"),
        Ok(Err(LoadPdfError::Invalid)) => bail!("it is no PDF, or a broken one"),
        Err(_) => bail!("the reader of PDFs gave up on it"),
    };
    let pages = pdf.pages();
    if pages.len() > most as usize {
        bail!("it has {} pages; {most} are allowed", pages.len());
    }
    let cache = RenderCache::new();
    let settings = settings();
    for (index, page) in pages.iter().enumerate() {
        let drawn = catch_unwind(AssertUnwindSafe(|| one(page, &cache, &settings, side)));
        let drawn = drawn.unwrap_or_else(|_| bail!("the renderer gave up on it"));
        give(drawn.with_context(|| format!("page {}", index + 1))?)?;
    }
    Ok(())
}

fn one<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, settings: &InterpreterSettings, side: u32) -> Result<Drawn> {
    let (wide, high) = page.render_dimensions();
    if !SIDES.contains(&wide) || !SIDES.contains(&high) {
        bail!("it measures {wide}×{high} points; {} to {} are allowed", SIDES.start(), SIDES.end());
    }
    let longest = wide.max(high);
    let texels = |points: f32| ((points / longest * side as f32).round() as u32).max(1);
    // Of a size that needs no scaling afterwards, as that would blur the letters.
    let (width, height) = texture::sides(texels(wide), texels(high), side);
    let (Ok(columns), Ok(rows)) = (u16::try_from(width), u16::try_from(height)) else { bail!("it is too large") };
    let mut context = RenderContext::new(columns, rows);
    let scale = Affine::scale_non_uniform(f64::from(width) / f64::from(wide), f64::from(height) / f64::from(high));
    let transform = scale * page.initial_transform(true).to_kurbo();
    render_into(page, cache, settings, &RenderSettings::default(), &mut context, transform);
    context.flush();
    let mut pixels = Pixmap::new(columns, rows);
    let paper = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    context.render_with(&mut pixels, &mut Resources::default(), paper);
    let mut rgba = pixels.data_as_u8_slice().to_vec();
    // Paper is not seen through, whatever blending left.
    rgba.as_chunks_mut::<4>().0.iter_mut().for_each(|texel| texel[3] = u8::MAX);
    Ok(Drawn { width, height, size: [wide * POINT, high * POINT], rgba })
}

/// The fonts that every PDF may count on come with the renderer. Chinese ones that a file names without bringing them are
/// those of the signs: the machine's own are never asked, so that a page is the same everywhere.
fn settings() -> InterpreterSettings {
    let usual = InterpreterSettings::default();
    let others = usual.font_resolver.clone();
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Fallback(wanted)
                if wanted.character_collection.as_ref().is_some_and(|all| {
                    matches!(all.family, CidFamily::AdobeGB1 | CidFamily::AdobeCNS1 | CidFamily::AdobeJapan1)
                }) =>
            {
                let font = if wanted.is_bold { panel::BOLD } else { panel::REGULAR };
                Some((Arc::new(font), 0))
            }
            _ => others(query),
        }),
        ..usual
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pages with a red square above and a blue one below on the left, and letters in three fonts: one that every reader
    /// has, a Chinese one that the file brings, and one that it only names. The second page is turned by 90 degrees.
    const SHEET: &[u8] = include_bytes!("../../../tests/pack/sheet.pdf");

    fn all(bytes: &[u8], most: u32) -> Result<Vec<Drawn>> {
        let mut pages = Vec::new();
        draw(bytes.to_vec(), 768, most, |page| {
            if let Some(folder) = std::env::var_os("BOOTHWALK_PICTURES") {
                let path = std::path::Path::new(&folder).join(format!("page-{}.png", pages.len() + 1));
                let picture = image::RgbaImage::from_raw(page.width, page.height, page.rgba.clone());
                picture.context("texels")?.save(path)?;
            }
            pages.push(page);
            Ok(())
        })?;
        Ok(pages)
    }

    /// The texel at a place of the page, both from 0 to 1 from the upper left.
    fn texel(page: &Drawn, x: f32, y: f32) -> [u8; 4] {
        let at = (y * page.height as f32) as u32 * page.width + (x * page.width as f32) as u32;
        page.rgba.as_chunks::<4>().0[at as usize]
    }

    /// The share of dark texels in a part of the page.
    fn ink(page: &Drawn, x: [f32; 2], y: [f32; 2]) -> f32 {
        let steps = |[low, high]: [f32; 2]| (0..200).map(move |step| low + (high - low) * step as f32 / 200.0);
        let dark = |y: f32| steps(x).filter(|x| texel(page, *x, y)[0] < 128).count();
        steps(y).map(dark).sum::<usize>() as f32 / 40_000.0
    }

    #[test]
    fn pages_are_drawn_upright_and_with_all_their_letters() {
        let pages = all(SHEET, 2).unwrap();
        let [first, second] = pages.as_slice() else { panic!("{} pages", pages.len()) };
        assert_eq!((first.width, first.height, second.width, second.height), (544, 768, 544, 768));
        // A4, and A5 on its side and turned.
        for (page, [wide, high]) in [(first, [0.210, 0.297]), (second, [0.105, 0.148])] {
            assert!((page.size[0] - wide).abs() < 1e-4 && (page.size[1] - high).abs() < 1e-4, "{:?}", page.size);
        }
        assert_eq!(texel(first, 0.15, 0.1), [255, 0, 0, 255]);
        assert_eq!(texel(first, 0.02, 0.02), [255; 4]);
        // Turned clockwise, the lower left corner is the upper left one.
        assert_eq!(texel(second, 0.05, 0.05), [0, 0, 255, 255]);
        assert_eq!(texel(second, 0.05, 0.95), [255; 4]);
        for (what, y) in [("Latin", [0.064, 0.099]), ("Chinese", [0.12, 0.155])] {
            let ink = ink(first, [0.28, 0.55], y);
            assert!((0.08..0.5).contains(&ink), "{what}: {ink}");
        }
        let named = ink(first, [0.067, 0.25], [0.205, 0.245]);
        assert!((0.08..0.5).contains(&named), "Chinese of a font that is only named: {named}");
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let said = |bytes: &[u8], most| format!("{:#}", all(bytes, most).unwrap_err());
        assert_eq!(said(b"no document", 9), "it is no PDF, or a broken one");
        assert_eq!(said(&[], 9), "it is no PDF, or a broken one");
        assert_eq!(said(SHEET, 1), "it has 2 pages; 1 are allowed");
        let text = String::from_utf8_lossy(SHEET).into_owned();
        let huge = text.replace("[0 0 419.528 297.638]", "[0 0 99999.9 297.638]");
        assert!(said(huge.as_bytes(), 9).starts_with("page 2: it measures"), "{}", said(huge.as_bytes(), 9));
        // Whatever is broken, it ends in pages or in an error.
        for end in (0..SHEET.len()).step_by(97) {
            let _ = all(&SHEET[..end], 9);
            let mut broken = SHEET.to_vec();
            broken[end..].iter_mut().take(7).for_each(|byte| *byte ^= 0x15);
            let _ = all(&broken, 9);
        }
    }
}

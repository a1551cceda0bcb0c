//! The credits: who made what the fair shows, and under which licence. As many boards as it takes.

use std::f32::consts::TAU;

use glam::{Quat, Vec2, Vec3, vec2};

use super::canvas::Canvas;
use super::page::{self, INK, RULE, SOFT};
use super::sign;
use super::strings::{Key, t};
use super::typeset::{self, Block, Laid, Typesetter};
use crate::fair::{Credit, Lang};
use crate::model::{Material, Model, Node, Placement};

/// Width and height of a board in metres.
pub const SIZE: Vec2 = vec2(1.6, 1.0);
const DENSITY: f32 = 1024.0;
const COLUMNS: usize = 2;
/// More boards than this no visitor looks through; a line in the log says what was left out.
const MAX_PAGES: usize = 24;

/// The pages as boards, each with its middle at the origin, facing +Z. Readable from 1 m.
pub fn credits(list: &[Credit], lang: Lang) -> Vec<Model> {
    draw(list, lang).into_iter().map(|canvas| page::finish("credits", canvas, SIZE)).collect()
}

/// All the pages in one model, for a reader at the origin who looks along −Z: the first ahead, the next to its right and so
/// on around them, and above when one round is full.
pub fn credits_around(list: &[Credit], lang: Lang) -> Model {
    const DISTANCE: f32 = 1.4;
    const ROUND: usize = 5;
    let mut all = Model::default();
    for (index, page) in credits(list, lang).into_iter().enumerate() {
        let turn = Quat::from_rotation_y(-((index % ROUND) as f32) * TAU / (ROUND as f32 + 0.2));
        let up = (index / ROUND) as f32 * (SIZE.y + 0.05);
        let place = turn * (Vec3::NEG_Z * DISTANCE) + Vec3::Y * up;
        join(&mut all, page, Placement::Trs { translation: place, rotation: turn, scale: Vec3::ONE });
    }
    all
}

/// Adds a model of single nodes to another, at a place.
fn join(all: &mut Model, mut page: Model, place: Placement) {
    let (mesh, material) = (all.meshes.len() as u32, all.materials.len() as u32);
    let (image, sampler) = (all.images.len() as u32, all.samplers.len() as u32);
    for texture in page.materials.iter_mut().flat_map(Material::slots_mut).flatten() {
        texture.image += image;
        texture.sampler += sampler;
    }
    for primitive in page.meshes.iter_mut().flat_map(|mesh| &mut mesh.primitives) {
        primitive.material += material;
    }
    all.nodes.extend(page.nodes.into_iter().map(|node| Node {
        mesh: node.mesh.map(|index| index + mesh),
        local: place,
        ..node
    }));
    all.bounds = all.bounds.union(page.bounds.transformed(&place.matrix()));
    all.meshes.append(&mut page.meshes);
    all.materials.append(&mut page.materials);
    all.images.append(&mut page.images);
    all.samplers.append(&mut page.samplers);
    all.notes.append(&mut page.notes);
}

/// One credit, set in the width of a column.
struct Entry {
    lines: Vec<(Laid, super::canvas::Rgb)>,
    height: f32,
}

pub(super) fn draw(list: &[Credit], lang: Lang) -> Vec<Canvas> {
    typeset::with(|setter| {
        let blank = || sign::canvas(SIZE, DENSITY, page::GROUND);
        let (w, h) = (blank().width as f32, blank().height as f32);
        let margin = (w * 0.035).round();
        let gutter = margin * 1.2;
        let column = (w - 2.0 * margin - gutter * (COLUMNS - 1) as f32) / COLUMNS as f32;
        let top = page::heading(setter, &mut blank(), margin, t(lang, Key::CreditsTitle), "1");
        let bottom = h - margin * 0.8;

        // First where everything goes, then the drawing: the heading tells how many pages there are.
        let mut pages: Vec<Vec<(Entry, f32, f32)>> = vec![Vec::new()];
        let (mut at, mut y) = (0, top);
        for credit in list {
            let entry = entry(setter, credit, lang, column, margin);
            if y > top && y + entry.height > bottom {
                (at, y) = (at + 1, top);
            }
            if at == COLUMNS {
                if pages.len() == MAX_PAGES {
                    log::warn!("the credits fill more than {MAX_PAGES} pages; the rest is in the fair's files");
                    break;
                }
                pages.push(Vec::new());
                at = 0;
            }
            let x = margin + at as f32 * (column + gutter);
            let height = entry.height;
            if let Some(page) = pages.last_mut() {
                page.push((entry, x, y));
            }
            y += height + margin * 0.42;
        }

        let count = pages.len();
        let mut canvases = Vec::with_capacity(count);
        for (i, page) in pages.iter().enumerate() {
            let mut canvas = blank();
            let number = if count > 1 { format!("{} / {count}", i + 1) } else { String::new() };
            page::heading(setter, &mut canvas, margin, t(lang, Key::CreditsTitle), &number);
            if page.is_empty() {
                let block = Block::new(t(lang, Key::CreditsNone), margin * 0.42, column);
                setter.put(&mut canvas, &block, margin, top, SOFT);
            }
            for (entry, x, y) in page {
                let mut y = *y;
                for (laid, color) in &entry.lines {
                    setter.draw(&mut canvas, laid, *x, y, *color);
                    y += laid.height;
                }
                if y + margin * 0.3 < bottom {
                    canvas.rule(*x, y + margin * 0.16, column, 1.0, RULE);
                }
            }
            canvases.push(canvas);
        }
        canvases
    })
}

fn entry(setter: &mut Typesetter, credit: &Credit, lang: Lang, column: f32, margin: f32) -> Entry {
    let colon = match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    let said = |key: Key, text: &str| format!("{}{colon}{}", t(lang, key), text.trim());
    let mut lines = Vec::new();
    let mut set = |text: &str, size: f32, bold: bool, max_lines: usize, color| {
        if !text.trim().is_empty() {
            let block = Block { leading: 1.3, ..Block::new(text.trim(), size, column).lines(max_lines) };
            lines.push((setter.lay(&if bold { block.bold() } else { block }), color));
        }
    };
    set(&credit.title, margin * 0.42, true, 3, INK);
    if !credit.authors.trim().is_empty() {
        set(&said(Key::CreditsBy, &credit.authors), margin * 0.34, false, 6, INK);
    }
    set(&said(Key::CreditsLicence, &credit.licence), margin * 0.34, false, 3, INK);
    set(&credit.source, margin * 0.3, false, 3, SOFT);
    if !credit.changes.trim().is_empty() {
        set(&said(Key::CreditsChanges, &credit.changes), margin * 0.3, false, 6, SOFT);
    }
    let height = lines.iter().map(|(laid, _)| laid.height).sum();
    Entry { lines, height }
}

//! A texture of a model that is written anew where it lies: nothing is made for it, nothing bound, and only rows that
//! differ are written.

use std::collections::VecDeque;
use std::ops::Range;

use super::steps::{Step, Steps};
use super::texture::pitch;
use crate::model::Image;
use crate::render::Renderer;
use crate::stream::Kind;

/// Equal rows between two that differ are written with them, up to so many: a copy more costs more than they do.
const BRIDGE: u32 = 4;

/// Rows of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    pub level: u32,
    pub rows: Range<u32>,
}

impl Rows {
    /// The rows in which an image of plain texels differs from the one `before`, which is of the same size. Work for a
    /// thread.
    pub fn differing(before: &Image, after: &Image) -> Vec<Rows> {
        let mut all: Vec<Rows> = Vec::new();
        for (level, (old, new)) in (0u32..).zip(before.levels.iter().zip(&after.levels)) {
            let row = row(after, level);
            for (at, _) in (0u32..).zip(old.chunks(row).zip(new.chunks(row))).filter(|(_, (old, new))| old != new) {
                match all.last_mut().filter(|last| last.level == level && at - last.rows.end <= BRIDGE) {
                    Some(last) => last.rows.end = at + 1,
                    None => all.push(Rows { level, rows: at..at + 1 }),
                }
            }
        }
        all
    }
}

/// Bytes of a row of a level.
fn row(image: &Image, level: u32) -> usize {
    (image.width >> level).max(1) as usize * 4
}

/// New texels on their way into a texture.
#[derive(Debug)]
pub struct Repaint {
    texture: wgpu::Texture,
    image: Image,
    left: VecDeque<Rows>,
}

impl Repaint {
    /// Writes `rows` of `image` into the first image of a model, which is of its size. `None` where the model has none of
    /// its own, or it is another.
    pub fn new(renderer: &Renderer, model: u32, image: Image, rows: Vec<Rows>) -> Option<Repaint> {
        let texture = renderer.models.get(model as usize)?.as_ref()?.picture()?.clone();
        let levels = image.levels.len() as u32;
        let fits =
            (texture.width(), texture.height(), texture.mip_level_count()) == (image.width, image.height, levels);
        (fits && !image.texel.is_blocks()).then(|| Repaint { texture, image, left: rows.into() })
    }

    /// What the texture holds once all steps are done.
    pub fn into_image(self) -> Image {
        self.image
    }
}

impl Steps for Repaint {
    fn next(&self) -> Option<Step> {
        self.left.front().map(|next| {
            let pitch = pitch(row(&self.image, next.level));
            Step { kind: Kind::Texture, bytes: pitch * next.rows.len(), smallest: pitch, staged: true }
        })
    }

    fn step(&mut self, renderer: &mut Renderer, bytes: usize) {
        let Some(next) = self.left.front_mut() else { return };
        let (level, row) = (next.level, row(&self.image, next.level));
        let pitch = pitch(row);
        let from = next.rows.start;
        let to = from + ((bytes / pitch) as u32).clamp(1, next.rows.len().max(1) as u32);
        next.rows.start = to;
        if next.rows.is_empty() {
            self.left.pop_front();
        }
        let texels =
            self.image.levels.get(level as usize).and_then(|level| level.get(from as usize * row..to as usize * row));
        if let Some(texels) = texels {
            let destination = wgpu::TexelCopyTextureInfo {
                texture: &self.texture,
                mip_level: level,
                origin: wgpu::Origin3d { x: 0, y: from, z: 0 },
                aspect: wgpu::TextureAspect::All,
            };
            let width = (self.image.width >> level).max(1);
            let size = wgpu::Extent3d { width, height: to - from, depth_or_array_layers: 1 };
            renderer.write_texture(destination, texels, row, pitch, size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Texel;
    use crate::render::{AtMost, Backend, Gpu, finish};
    use crate::stream::{Admission, Pacing};

    fn image(side: u32, paint: impl Fn(u32) -> u8) -> Image {
        let top = (0..side).flat_map(|y| vec![paint(y); side as usize * 4]).collect();
        let mut image = Image::with_mips(top, side, side, Texel::Rgba8Srgb, 1);
        image.levels.truncate(2);
        image
    }

    #[test]
    fn only_rows_that_differ_are_written_and_neighbours_together() {
        let before = image(64, |_| 7);
        let after = image(64, |y| if [3, 5, 40, 41].contains(&y) { 9 } else { 7 });
        assert_eq!(
            Rows::differing(&before, &after),
            [(0, 3..6), (0, 40..42), (1, 1..3), (1, 20..21)].map(|(level, rows)| Rows { level, rows })
        );
        assert_eq!(Rows::differing(&after, &after), []);
    }

    #[test]
    fn a_repaint_goes_in_parts_and_only_into_a_texture_of_its_size() {
        let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
        let mut renderer = Renderer::new(&gpu);
        let board = crate::panel::overlay_board();
        let blank = board.images[0].clone();
        let (model, _) = renderer.insert_now(board).unwrap();
        let held = renderer.bytes().0;
        let mut painted = blank.clone();
        painted.levels.iter_mut().for_each(|level| level.fill(200));
        let rows = Rows::differing(&blank, &painted);
        let bytes: usize = painted.levels.iter().map(Vec::len).sum();
        let mut repaint = Repaint::new(&renderer, model, painted, rows).unwrap();
        let mut admission = Admission::new(Pacing::Virtual);
        let mut frames = 0;
        while repaint.next().is_some() {
            admission.begin(std::time::Duration::from_millis(14));
            super::super::advance(&mut AtMost::new(&mut repaint, 128 << 10), &mut renderer, &mut admission);
            renderer.flush();
            frames += 1;
        }
        assert!((bytes.div_ceil(128 << 10)..bytes.div_ceil(100 << 10)).contains(&frames), "{frames} of {bytes} bytes");
        assert_eq!(repaint.into_image().levels[0][0], 200);
        assert_eq!((renderer.bytes().0, gpu.errors()), (held, 0), "nothing was made");
        assert!(Repaint::new(&renderer, model, image(64, |_| 0), Vec::new()).is_none());
        assert!(Repaint::new(&renderer, model + 1, blank, Vec::new()).is_none());
        finish(&mut Repaint::new(&renderer, model, crate::panel::overlay_blank(), Vec::new()).unwrap(), &mut renderer);
    }
}

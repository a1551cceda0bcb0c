//! The textures that are on the GPU, level upon level, and how sharp each is shown.

use std::sync::Arc;

use crate::render::{Exchange, GpuTexture, Renderer, TextureId};

/// Seconds from one part of a level to the next while a texture grows sharp.
const STEP: f64 = 1.0 / 30.0;

/// The levels of one texture that are there, the coarsest first.
#[derive(Debug)]
struct Levels {
    id: TextureId,
    levels: Vec<Arc<GpuTexture>>,
}

/// Every texture of the fair's packed models.
#[derive(Debug, Default)]
pub struct Paints {
    pictures: Vec<Levels>,
    /// Those that grow sharper, and when they do so next, in seconds on the clock of the views.
    growing: Vec<(usize, f64)>,
}

impl Paints {
    /// Numbers for so many textures.
    pub fn new(count: usize, renderer: &mut Renderer) -> Paints {
        let pictures = (0..count).map(|_| Levels { id: renderer.share(), levels: Vec::new() }).collect();
        Paints { pictures, growing: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.pictures.len()
    }

    /// The renderer's number of a texture.
    pub fn id(&self, picture: usize) -> Option<TextureId> {
        self.pictures.get(picture).map(|picture| picture.id)
    }

    /// How many levels are there.
    pub fn count(&self, picture: usize) -> usize {
        self.pictures.get(picture).map_or(0, |picture| picture.levels.len())
    }

    /// The sharpest level that is there.
    pub fn top(&self, picture: usize) -> Option<&Arc<GpuTexture>> {
        self.pictures.get(picture)?.levels.last()
    }

    /// A sharper level has come: what has to be done for it to be shown, at first no sharper than the one before if
    /// `softly`.
    pub fn rise(&mut self, picture: usize, texture: GpuTexture, softly: bool) -> Option<Exchange> {
        let levels = self.pictures.get_mut(picture)?;
        let texture = Arc::new(texture);
        // The first one shows at once: what stands on it is not shown yet.
        let softly = softly && !levels.levels.is_empty();
        levels.levels.push(texture.clone());
        Some(Exchange::new(levels.id, texture, softly))
    }

    /// What has come is shown, as soft as the one before: it grows sharper from now on.
    pub fn shown(&mut self, picture: usize) {
        if self.pictures.get(picture).is_some_and(|picture| picture.levels.len() > 1)
            && !self.growing.iter().any(|(growing, _)| *growing == picture)
        {
            self.growing.push((picture, 0.0));
        }
    }

    /// The sharpest level leaves: what has to be done for the one below to be shown, and what is to be freed after that.
    pub fn fall(&mut self, picture: usize) -> Option<(Exchange, Arc<GpuTexture>)> {
        let levels = self.pictures.get_mut(picture)?;
        let gone = levels.levels.pop()?;
        self.growing.retain(|(growing, _)| *growing != picture);
        let exchange = match levels.levels.last() {
            Some(below) => Exchange::new(levels.id, below.clone(), false),
            // The coarsest leaves after all that shows it.
            None => Exchange::gone(levels.id),
        };
        Some((exchange, gone))
    }

    /// A texture that is to grow sharper by now.
    pub fn sharper(&mut self, time: f64, renderer: &Renderer) -> Option<Exchange> {
        loop {
            let due = self.growing.iter().position(|(_, due)| *due <= time)?;
            let (picture, _) = self.growing[due];
            match self.id(picture).and_then(|id| Exchange::sharper(id, renderer)) {
                Some(exchange) => {
                    self.growing[due].1 = time + STEP;
                    return Some(exchange);
                }
                None => {
                    self.growing.swap_remove(due);
                }
            }
        }
    }
}

//! Textures that several models may show, and the way one takes another's place: every material that shows it is bound
//! anew, one after another, and what is new shows by and by.

use std::collections::VecDeque;
use std::sync::Arc;

use super::material::{bind, shows};
use super::samplers::SOFTEST;
use super::steps::{Step, Steps};
use super::texture::GpuTexture;
use crate::render::Renderer;
use crate::stream::Kind;

/// The renderer's number of a texture that models share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextureId(u32);

#[derive(Debug)]
struct Entry {
    texture: Arc<GpuTexture>,
    /// Quarters of a level that are left out at the sharp end.
    soft: u8,
}

/// All of them.
#[derive(Debug, Default)]
pub(in crate::render) struct Shared {
    entries: Vec<Option<Entry>>,
    /// Changes whenever a material has to be bound anew.
    pub version: u64,
}

impl Shared {
    pub fn get(&self, id: TextureId) -> Option<(&GpuTexture, u8)> {
        self.entries.get(id.0 as usize)?.as_ref().map(|entry| (&*entry.texture, entry.soft))
    }

    fn set(&mut self, id: TextureId, entry: Entry) {
        if let Some(slot) = self.entries.get_mut(id.0 as usize) {
            *slot = Some(entry);
            self.version += 1;
        }
    }
}

impl Renderer {
    /// A number for a texture that has yet to come; it shows white until then.
    pub fn share(&mut self) -> TextureId {
        self.shared.entries.push(None);
        TextureId(self.shared.entries.len() as u32 - 1)
    }

    /// What a frame is to free, later: the GPU's copy of a texture.
    pub fn release(&mut self, texture: Arc<GpuTexture>) {
        // Whoever shows it still has taken its place with another by now, or will free it with the last bind group.
        self.let_go(texture.bytes);
    }
}

/// A texture that takes another's place wherever it is shown.
#[derive(Debug)]
pub struct Exchange {
    id: TextureId,
    next: Option<Entry>,
    /// Models and materials that show it.
    left: VecDeque<(u32, u32)>,
}

impl Exchange {
    /// Shows `texture` under this number from now on: `softly`, it is at first no sharper than one level less.
    pub fn new(id: TextureId, texture: Arc<GpuTexture>, softly: bool) -> Exchange {
        let soft = if softly { SOFTEST } else { 0 };
        Exchange { id, next: Some(Entry { texture, soft }), left: VecDeque::new() }
    }

    /// A little sharper than it is shown now; `None` when there is nothing left of the softness.
    pub fn sharper(id: TextureId, renderer: &Renderer) -> Option<Exchange> {
        let entry = renderer.shared.entries.get(id.0 as usize)?.as_ref()?;
        let soft = entry.soft.checked_sub(1)?;
        Some(Exchange { id, next: Some(Entry { texture: entry.texture.clone(), soft }), left: VecDeque::new() })
    }
}

impl Steps for Exchange {
    fn next(&self) -> Option<Step> {
        match (&self.next, self.left.is_empty()) {
            (Some(_), _) => Some(Step::plain(Kind::Swap)),
            (None, false) => Some(Step::plain(Kind::Bind)),
            (None, true) => None,
        }
    }

    fn step(&mut self, renderer: &mut Renderer, _bytes: usize) {
        if let Some(entry) = self.next.take() {
            renderer.shared.set(self.id, entry);
            for (number, model) in (0u32..).zip(&renderer.models) {
                let Some(model) = model else { continue };
                let materials = 0..model.materials.len();
                let showing = materials.filter(|index| shows(&model.shape, &model.images, *index, self.id));
                self.left.extend(showing.map(|index| (number, index as u32)));
            }
        } else if let Some((model, material)) = self.left.pop_front() {
            renderer.rebind_material(model, material);
        }
    }
}

impl Renderer {
    /// Binds a material with its textures as they are now.
    pub(in crate::render) fn rebind_material(&mut self, number: u32, material: u32) {
        // It may have gone since.
        let Some(mut model) = self.models.get_mut(number as usize).and_then(Option::take) else { return };
        let group = bind(self, &model.shape, &model.uniforms, &model.images, material as usize);
        if let (Some(slot), Some(group)) = (model.materials.get_mut(material as usize), group) {
            *slot = group;
        }
        if let Some(slot) = self.models.get_mut(number as usize) {
            *slot = Some(model);
        }
    }
}

//! Textures that several models may show, and the way one takes another's place: every material that shows it is bound
//! anew, one after another, and what is new shows by and by.

use std::collections::VecDeque;
use std::sync::Arc;

use super::material::bind;
use super::model::GpuModel;
use super::samplers::SOFTEST;
use super::steps::{Step, Steps};
use super::texture::GpuTexture;
use crate::render::Renderer;
use crate::stream::Kind;

/// The renderer's number of a texture that models share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextureId(u32);

/// What is shown under a number.
#[derive(Debug)]
struct Look {
    texture: Arc<GpuTexture>,
    /// Parts of a level that are left out at the sharp end.
    soft: u8,
}

/// All of them.
#[derive(Debug, Default)]
pub(in crate::render) struct Shared {
    looks: Vec<Option<Look>>,
    /// By texture: the models and materials that show it.
    users: Vec<Vec<(u32, u32)>>,
    /// Changes whenever a material has to be bound anew.
    pub version: u64,
}

impl Shared {
    pub fn get(&self, id: TextureId) -> Option<(&GpuTexture, u8)> {
        self.looks.get(id.0 as usize)?.as_ref().map(|look| (&*look.texture, look.soft))
    }

    /// Notes which materials of a model show which textures.
    pub fn enter(&mut self, number: u32, model: &GpuModel) {
        for (material, slots) in (0u32..).zip(&model.slots) {
            for id in slots.shared(&model.images) {
                if let Some(users) = self.users.get_mut(id.0 as usize)
                    && users.last() != Some(&(number, material))
                {
                    users.push((number, material));
                }
            }
        }
    }

    /// Forgets a model.
    pub fn leave(&mut self, number: u32, model: &GpuModel) {
        for id in model.slots.iter().flat_map(|slots| slots.shared(&model.images)) {
            if let Some(users) = self.users.get_mut(id.0 as usize) {
                users.retain(|(user, _)| *user != number);
            }
        }
    }

    fn sharpen(&mut self, id: TextureId) {
        if let Some(Some(look)) = self.looks.get_mut(id.0 as usize) {
            look.soft = look.soft.saturating_sub(1);
            self.version += 1;
        }
    }

    fn set(&mut self, id: TextureId, look: Option<Look>) {
        if let Some(slot) = self.looks.get_mut(id.0 as usize) {
            *slot = look;
            self.version += 1;
        }
    }
}

impl Renderer {
    /// A number for a texture that has yet to come; it shows white until then.
    pub fn share(&mut self) -> TextureId {
        self.shared.looks.push(None);
        self.shared.users.push(Vec::new());
        TextureId(self.shared.looks.len() as u32 - 1)
    }

    /// Frees the GPU's copy of a texture that no number shows any more.
    pub fn release(&mut self, texture: Arc<GpuTexture>) {
        self.let_go(texture.bytes);
    }
}

/// What an exchange begins with.
#[derive(Debug)]
enum Change {
    To(Look),
    /// White, as before anything came.
    Gone,
    /// Whatever is shown by then, a little sharper.
    Sharper,
}

/// A texture that takes another's place wherever it is shown.
#[derive(Debug)]
pub struct Exchange {
    id: TextureId,
    next: Option<Change>,
    /// Models and materials that show it.
    left: VecDeque<(u32, u32)>,
}

impl Exchange {
    /// Shows `texture` under this number from now on: `softly`, it is at first no sharper than one level less.
    pub fn new(id: TextureId, texture: Arc<GpuTexture>, softly: bool) -> Exchange {
        let soft = if softly { SOFTEST } else { 0 };
        Exchange { id, next: Some(Change::To(Look { texture, soft })), left: VecDeque::new() }
    }

    /// Shows white again, where nothing that is seen shows it.
    pub fn gone(id: TextureId) -> Exchange {
        Exchange { id, next: Some(Change::Gone), left: VecDeque::new() }
    }

    /// A little sharper than it is shown now; `None` when there is nothing left of the softness.
    pub fn sharper(id: TextureId, renderer: &Renderer) -> Option<Exchange> {
        let (_, soft) = renderer.shared.get(id)?;
        (soft > 0).then(|| Exchange { id, next: Some(Change::Sharper), left: VecDeque::new() })
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
        if let Some(change) = self.next.take() {
            match change {
                Change::To(look) => renderer.shared.set(self.id, Some(look)),
                Change::Gone => renderer.shared.set(self.id, None),
                Change::Sharper => renderer.shared.sharpen(self.id),
            }
            self.left.extend(renderer.shared.users.get(self.id.0 as usize).into_iter().flatten());
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
        if let Some(slots) = model.slots.get(material as usize) {
            let at = (&model.buffer, model.layout.materials);
            let group = bind(self, &model.shape, at, &model.images, slots, material as usize);
            if let Some(slot) = model.materials.get_mut(material as usize) {
                *slot = group;
            }
        }
        if let Some(slot) = self.models.get_mut(number as usize) {
            *slot = Some(model);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Image, Texel};
    use crate::render::{Backend, Gpu, TextureUpload, finish};

    fn texture(renderer: &mut Renderer, side: u32) -> Arc<GpuTexture> {
        let texel = Texel::Rgba8;
        let levels = vec![vec![0; texel.level_bytes(side, side)]];
        let mut upload = TextureUpload::levels(Image { width: side, height: side, texel, levels }, None);
        finish(&mut upload, renderer);
        Arc::new(upload.take().unwrap())
    }

    #[test]
    fn what_grows_sharp_is_what_is_shown_by_then() {
        let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
        let mut renderer = Renderer::new(&gpu);
        let [first, second] = [64, 128].map(|side| texture(&mut renderer, side));
        let id = renderer.share();
        finish(&mut Exchange::new(id, first, true), &mut renderer);
        let mut sharper = Exchange::sharper(id, &renderer).unwrap();
        // Before its turn comes another level is shown, as after a frame without time.
        finish(&mut Exchange::new(id, second.clone(), false), &mut renderer);
        finish(&mut sharper, &mut renderer);
        let (shown, soft) = renderer.shared.get(id).unwrap();
        assert!(std::ptr::eq(shown, &*second) && soft == 0);
        assert!(Exchange::sharper(id, &renderer).is_none());
        assert_eq!(gpu.errors(), 0);
    }
}

//! What materials are on the GPU: their numbers in the model's buffer, and a bind group each.

use super::exchange::TextureId;
use super::model::Shown;
use crate::model::{Layers, Material, Model, TextureRef};
use crate::render::layers::{LAYER_SLOTS, LAYERS_STRIDE, LayersUniform};
use crate::render::material::{MATERIAL_STRIDE, MaterialUniform, OWN_OCCLUSION, textures};
use crate::render::{Profile, Renderer};

/// The numbers of a model's materials: the core of each, then what extensions add, each at an offset that every adapter
/// accepts.
pub(in crate::render) fn material_bytes(shape: &Model) -> Vec<u8> {
    let layered = shape.materials.iter().filter(|material| layers(material).is_some()).count();
    let stride = MATERIAL_STRIDE as usize;
    let mut out = vec![0; shape.materials.len().max(1) * stride + layered * LAYERS_STRIDE as usize];
    for (index, material) in shape.materials.iter().enumerate() {
        write(shape, index, material, |at, bytes| {
            if let Some(slot) = out.get_mut(at as usize..at as usize + bytes.len()) {
                slot.copy_from_slice(bytes);
            }
        });
    }
    out
}

/// Writes what a material is now, in the place of its number; `start` is where the materials lie.
pub(in crate::render) fn write_material(
    queue: &wgpu::Queue,
    buffer: &wgpu::Buffer,
    start: u64,
    shape: &Model,
    index: usize,
    material: &Material,
) {
    write(shape, index, material, |at, bytes| queue.write_buffer(buffer, start + at, bytes));
}

fn write(shape: &Model, index: usize, material: &Material, mut put: impl FnMut(u64, &[u8])) {
    put(index as u64 * MATERIAL_STRIDE, bytemuck::bytes_of(&MaterialUniform::new(material)));
    if let Some(layers) = layers(material) {
        put(layers_at(shape, index), bytemuck::bytes_of(&LayersUniform::new(material, layers).0));
    }
}

fn layers(material: &Material) -> Option<&Layers> {
    material.layers.as_deref().filter(|_| !material.unlit)
}

fn layers_at(shape: &Model, index: usize) -> u64 {
    let before = shape.materials.iter().take(index).filter(|material| layers(material).is_some()).count();
    shape.materials.len() as u64 * MATERIAL_STRIDE + before as u64 * LAYERS_STRIDE
}

/// The textures of a material: five of the core, then those of its extensions, if it has any.
#[derive(Debug, Clone)]
pub(in crate::render) struct Slots {
    list: [Option<TextureRef>; 5 + LAYER_SLOTS],
    layered: bool,
}

impl Slots {
    pub fn new(material: &Material) -> Slots {
        let mut list = [None; 5 + LAYER_SLOTS];
        list[..5].copy_from_slice(&textures(material));
        let layers = layers(material);
        if let Some(layers) = layers {
            list[5..].copy_from_slice(&LayersUniform::new(material, layers).1);
        }
        Slots { list, layered: layers.is_some() }
    }

    /// Textures that a pixel reads.
    pub fn reads(&self, profile: Profile) -> u32 {
        // Standalone headsets leave out occlusion of its own.
        let read = |slot: &usize| profile == Profile::Pc || *slot != OWN_OCCLUSION;
        (0..self.list.len()).filter(read).filter(|slot| self.list[*slot].is_some()).count() as u32
    }

    /// The shared textures among them.
    pub fn shared<'a>(&'a self, images: &'a [Shown]) -> impl Iterator<Item = TextureId> {
        self.list.iter().flatten().filter_map(|slot| match images.get(slot.image as usize)? {
            Shown::Shared(id, _) => Some(*id),
            Shown::Own(_) => None,
        })
    }
}

/// The group of a material, with its textures as they are now; the materials of its model lie at `start` of `buffer`.
pub(in crate::render) fn bind(
    renderer: &mut Renderer,
    shape: &Model,
    (buffer, start): (&wgpu::Buffer, u64),
    images: &[Shown],
    slots: &Slots,
    index: usize,
) -> wgpu::BindGroup {
    let Renderer { samplers, shared, gpu, white, layouts, .. } = renderer;
    let shown = |slot: &Option<TextureRef>| -> Option<(&wgpu::TextureView, u8)> {
        match images.get(slot.as_ref()?.image as usize)? {
            Shown::Own(texture) => Some((texture.view(false), 0)),
            Shown::Shared(id, srgb) => shared.get(*id).map(|(texture, soft)| (texture.view(*srgb), soft)),
        }
    };
    let list = if slots.layered { &slots.list[..] } else { &slots.list[..5] };
    let mut made = Vec::with_capacity(list.len());
    for slot in list {
        let wanted = slot.and_then(|slot| shape.samplers.get(slot.sampler as usize)).copied().unwrap_or_default();
        let (view, soft) = shown(slot).unwrap_or((white, 0));
        made.push((view, samplers.get(&gpu.device, wanted, soft)));
    }
    let numbers = |at, size| {
        let size = std::num::NonZeroU64::new(size);
        wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer, offset: start + at, size })
    };
    let mut entries = Vec::with_capacity(2 + 2 * list.len());
    let resource = numbers(index as u64 * MATERIAL_STRIDE, MATERIAL_STRIDE);
    entries.push(wgpu::BindGroupEntry { binding: 0, resource });
    // Five textures and their samplers of the core, then those of the extensions after their uniform.
    let further = LAYER_SLOTS as u32;
    let bindings = (1..6).zip(6..).chain((12..12 + further).zip(12 + further..));
    for ((texture, sampler), (view, own)) in bindings.zip(&made) {
        entries.push(wgpu::BindGroupEntry { binding: texture, resource: wgpu::BindingResource::TextureView(view) });
        entries.push(wgpu::BindGroupEntry { binding: sampler, resource: wgpu::BindingResource::Sampler(own) });
    }
    if slots.layered {
        entries.push(wgpu::BindGroupEntry { binding: 11, resource: numbers(layers_at(shape, index), LAYERS_STRIDE) });
    }
    gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("material"),
        layout: if slots.layered { &layouts.layered } else { &layouts.material },
        entries: &entries,
    })
}

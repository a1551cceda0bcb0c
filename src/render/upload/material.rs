//! What materials are on the GPU: their numbers in one buffer, and a bind group each.

use super::exchange::TextureId;
use super::model::Shown;
use crate::model::{Material, Model, TextureRef};
use crate::render::Renderer;
use crate::render::layers::{LAYER_SLOTS, LAYERS_STRIDE, LayersUniform};
use crate::render::material::{MATERIAL_STRIDE, MaterialUniform, textures};

/// The buffer of a model's materials: the core of each, then what extensions add, each at an offset that every adapter
/// accepts.
#[derive(Debug)]
pub(in crate::render) struct Materials;

impl Materials {
    /// The whole buffer as it is at first.
    pub fn bytes(shape: &Model) -> Vec<u8> {
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
}

/// Writes what a material is now, in the place of its number.
pub(in crate::render) fn write_material(
    queue: &wgpu::Queue,
    uniforms: &wgpu::Buffer,
    shape: &Model,
    index: usize,
    material: &Material,
) {
    write(shape, index, material, |at, bytes| queue.write_buffer(uniforms, at, bytes));
}

fn write(shape: &Model, index: usize, material: &Material, mut put: impl FnMut(u64, &[u8])) {
    put(index as u64 * MATERIAL_STRIDE, bytemuck::bytes_of(&MaterialUniform::new(material)));
    if let Some(layers) = layers(material) {
        put(layers_at(shape, index), bytemuck::bytes_of(&LayersUniform::new(material, layers).0));
    }
}

fn layers(material: &Material) -> Option<&crate::model::Layers> {
    material.layers.as_deref().filter(|_| !material.unlit)
}

fn layers_at(shape: &Model, index: usize) -> u64 {
    let before = shape.materials.iter().take(index).filter(|material| layers(material).is_some()).count();
    shape.materials.len() as u64 * MATERIAL_STRIDE + before as u64 * LAYERS_STRIDE
}

/// The textures of a material: five of the core, then those of its extensions.
fn slots(material: &Material) -> Vec<Option<TextureRef>> {
    let mut slots = textures(material).to_vec();
    if let Some(layers) = layers(material) {
        let further: [Option<TextureRef>; LAYER_SLOTS] = LayersUniform::new(material, layers).1;
        slots.extend(further);
    }
    slots
}

/// Whether a material shows a texture that others may show too.
pub(in crate::render) fn shows(shape: &Model, images: &[Shown], index: usize, id: TextureId) -> bool {
    shape.materials.get(index).is_some_and(|material| {
        let of = |slot: TextureRef| images.get(slot.image as usize);
        slots(material).into_iter().flatten().any(|slot| matches!(of(slot), Some(Shown::Shared(own, _)) if *own == id))
    })
}

/// The group of a material, with its textures as they are now.
pub(in crate::render) fn bind(
    renderer: &mut Renderer,
    shape: &Model,
    uniforms: &wgpu::Buffer,
    images: &[Shown],
    index: usize,
) -> Option<wgpu::BindGroup> {
    let material = shape.materials.get(index)?;
    let slots = slots(material);
    let Renderer { samplers, shared, gpu, white, layouts, .. } = renderer;
    let shown = |slot: &Option<TextureRef>| -> Option<(&wgpu::TextureView, u8)> {
        match images.get(slot.as_ref()?.image as usize)? {
            Shown::Own(texture) => Some((texture.view(false), 0)),
            Shown::Shared(id, srgb) => shared.get(*id).map(|(texture, soft)| (texture.view(*srgb), soft)),
        }
    };
    let mut made = Vec::with_capacity(slots.len());
    for slot in &slots {
        let wanted = slot.and_then(|slot| shape.samplers.get(slot.sampler as usize)).copied().unwrap_or_default();
        let (view, soft) = shown(slot).unwrap_or((white, 0));
        made.push((view, samplers.get(&gpu.device, wanted, soft)));
    }
    let buffer = |offset, size| {
        let size = std::num::NonZeroU64::new(size);
        wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer: uniforms, offset, size })
    };
    let mut entries =
        vec![wgpu::BindGroupEntry { binding: 0, resource: buffer(index as u64 * MATERIAL_STRIDE, MATERIAL_STRIDE) }];
    // Five textures and their samplers of the core, then those of the extensions after their uniform.
    let further = LAYER_SLOTS as u32;
    let bindings = (1..6).zip(6..).chain((12..12 + further).zip(12 + further..));
    for ((texture, sampler), (view, own)) in bindings.zip(&made) {
        entries.push(wgpu::BindGroupEntry { binding: texture, resource: wgpu::BindingResource::TextureView(view) });
        entries.push(wgpu::BindGroupEntry { binding: sampler, resource: wgpu::BindingResource::Sampler(own) });
    }
    let layered = layers(material).is_some();
    if layered {
        entries.push(wgpu::BindGroupEntry { binding: 11, resource: buffer(layers_at(shape, index), LAYERS_STRIDE) });
    }
    Some(gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("material"),
        layout: if layered { &layouts.layered } else { &layouts.material },
        entries: &entries,
    }))
}

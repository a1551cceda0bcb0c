//! A model's way onto the GPU in small steps, each with a known kind and size, so that a frame takes only what it can
//! afford.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::layers::{LAYER_SLOTS, LAYERS_STRIDE, LayersUniform};
use super::material::{MATERIAL_STRIDE, MaterialUniform, textures};
use super::payload::{Payload, PrimitiveRange};
use super::renderer::Renderer;
use crate::model::{Image, Material, Model, Sampler, Texel, TextureRef, Wrap};
use crate::stream::{Cost, Kind};

/// No single step moves more than this.
const CHUNK: usize = 128 << 10;

/// A model on the GPU.
#[derive(Debug)]
pub(super) struct GpuModel {
    pub vertices: wgpu::Buffer,
    pub indices: wgpu::Buffer,
    pub index_format: wgpu::IndexFormat,
    pub primitives: Vec<PrimitiveRange>,
    pub materials: Vec<wgpu::BindGroup>,
    /// What the materials are, as [`write_material`] left it.
    pub uniforms: wgpu::Buffer,
    /// What moves its vertices.
    pub deform: Option<wgpu::BindGroup>,
    /// What it shows, without vertices and texels.
    pub shape: Arc<Model>,
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy)]
enum Op {
    CreateBuffers,
    Vertices {
        from: usize,
        to: usize,
    },
    Indices {
        from: usize,
        to: usize,
    },
    /// Words of what moves vertices, in bytes.
    Deform {
        from: usize,
        to: usize,
    },
    CreateTexture {
        image: usize,
    },
    /// Rows of blocks.
    Rows {
        image: usize,
        level: u32,
        from: u32,
        to: u32,
    },
    Material {
        index: usize,
    },
}

/// A model on its way.
#[derive(Debug)]
pub struct Upload {
    shape: Arc<Model>,
    payload: Payload,
    ops: VecDeque<Op>,
    buffers: Option<(wgpu::Buffer, wgpu::Buffer)>,
    deform: Option<wgpu::Buffer>,
    uniforms: Option<wgpu::Buffer>,
    views: Vec<wgpu::TextureView>,
    textures: Vec<wgpu::Texture>,
    materials: Vec<wgpu::BindGroup>,
    bytes: u64,
}

impl Upload {
    pub fn new(shape: Arc<Model>, payload: Payload) -> Upload {
        let mut ops = VecDeque::from([Op::CreateBuffers]);
        let chunks = |len: usize| (0..len).step_by(CHUNK).map(move |from| (from, (from + CHUNK).min(len)));
        ops.extend(chunks(payload.vertices.len()).map(|(from, to)| Op::Vertices { from, to }));
        ops.extend(chunks(payload.indices.len()).map(|(from, to)| Op::Indices { from, to }));
        ops.extend(chunks(payload.deform.len() * 4).map(|(from, to)| Op::Deform { from, to }));
        for (image, picture) in payload.images.iter().enumerate() {
            ops.push_back(Op::CreateTexture { image });
            for level in 0..picture.levels.len() as u32 {
                let (row, height) = rows(picture, level);
                let rows = (CHUNK / row.max(1)).max(1) as u32;
                ops.extend((0..height).step_by(rows as usize).map(|from| Op::Rows {
                    image,
                    level,
                    from,
                    to: (from + rows).min(height),
                }));
            }
        }
        ops.extend((0..shape.materials.len()).map(|index| Op::Material { index }));
        Upload {
            shape,
            payload,
            ops,
            buffers: None,
            deform: None,
            uniforms: None,
            views: Vec::new(),
            textures: Vec::new(),
            materials: Vec::new(),
            bytes: 0,
        }
    }

    /// What the next step would cost; `None` when all is done.
    pub fn next(&self) -> Option<Cost> {
        self.ops.front().map(|op| match *op {
            Op::CreateBuffers => Cost { kind: Kind::Create, bytes: 0 },
            Op::Vertices { from, to } | Op::Indices { from, to } | Op::Deform { from, to } => {
                Cost { kind: Kind::Buffer, bytes: to - from }
            }
            Op::CreateTexture { .. } => Cost { kind: Kind::Create, bytes: 0 },
            Op::Rows { image, level, from, to } => {
                let row = self.payload.images.get(image).map_or(0, |picture| rows(picture, level).0);
                Cost { kind: Kind::Texture, bytes: row * (to - from) as usize }
            }
            Op::Material { .. } => Cost { kind: Kind::Bind, bytes: 0 },
        })
    }

    /// Does one step.
    pub fn step(&mut self, renderer: &mut Renderer) {
        let Some(op) = self.ops.pop_front() else { return };
        let gpu = renderer.gpu.clone();
        match op {
            Op::CreateBuffers => self.create_buffers(&gpu.device),
            Op::Vertices { from, to } => {
                if let (Some((buffer, _)), Some(bytes)) = (&self.buffers, self.payload.vertices.get(from..to)) {
                    gpu.queue.write_buffer(buffer, from as u64, bytes);
                }
            }
            Op::Indices { from, to } => {
                if let (Some((_, buffer)), Some(bytes)) = (&self.buffers, self.payload.indices.get(from..to)) {
                    gpu.queue.write_buffer(buffer, from as u64, bytes);
                }
            }
            Op::Deform { from, to } => {
                let words: &[u8] = bytemuck::cast_slice(&self.payload.deform);
                if let (Some(buffer), Some(bytes)) = (&self.deform, words.get(from..to)) {
                    gpu.queue.write_buffer(buffer, from as u64, bytes);
                }
            }
            Op::CreateTexture { image } => self.create_texture(&gpu.device, image),
            Op::Rows { image, level, from, to } => self.write_rows(&gpu.queue, image, level, from, to),
            Op::Material { index } => self.material(renderer, index),
        }
    }

    /// The finished model. Call it once [`Upload::next`] is `None`.
    pub(super) fn finish(self, renderer: &Renderer) -> Option<GpuModel> {
        let (vertices, indices) = self.buffers?;
        let deform = self.deform.map(|buffer| {
            renderer.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("deform"),
                layout: &renderer.layouts.deform,
                entries: &[wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }],
            })
        });
        Some(GpuModel {
            vertices,
            indices,
            index_format: self.payload.index_format,
            primitives: self.payload.primitives,
            materials: self.materials,
            uniforms: self.uniforms?,
            shape: self.shape,
            deform,
            bytes: self.bytes,
        })
    }

    pub(super) fn shape(&self) -> Arc<Model> {
        self.shape.clone()
    }

    fn create_buffers(&mut self, device: &wgpu::Device) {
        let mut make = |label, size: usize, usage| {
            let size = (size as u64).max(4);
            self.bytes += size;
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let vertices = make("vertices", self.payload.vertices.len(), wgpu::BufferUsages::VERTEX);
        let indices = make("indices", self.payload.indices.len(), wgpu::BufferUsages::INDEX);
        let layered = self.shape.materials.iter().filter(|material| material.layers.is_some()).count();
        let stride = MATERIAL_STRIDE as usize;
        // Extensions follow the core, each at an offset that every adapter accepts.
        let materials = self.shape.materials.len().max(1) * stride + layered * LAYERS_STRIDE as usize;
        self.uniforms = Some(make("materials", materials, wgpu::BufferUsages::UNIFORM));
        if !self.payload.deform.is_empty() {
            self.deform = Some(make("deform", self.payload.deform.len() * 4, wgpu::BufferUsages::STORAGE));
        }
        self.buffers = Some((vertices, indices));
    }

    fn create_texture(&mut self, device: &wgpu::Device, image: usize) {
        let Some(picture) = self.payload.images.get(image) else { return };
        self.bytes += picture.levels.iter().map(|level| level.len() as u64).sum::<u64>();
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("image"),
            size: wgpu::Extent3d { width: picture.width, height: picture.height, depth_or_array_layers: 1 },
            mip_level_count: picture.levels.len().max(1) as u32,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: match picture.texel {
                Texel::Rgba8Srgb => wgpu::TextureFormat::Rgba8UnormSrgb,
                Texel::Rgba8 => wgpu::TextureFormat::Rgba8Unorm,
                Texel::Bc7Srgb => wgpu::TextureFormat::Bc7RgbaUnormSrgb,
                Texel::Bc7 => wgpu::TextureFormat::Bc7RgbaUnorm,
                Texel::Astc4x4Srgb => astc(wgpu::AstcChannel::UnormSrgb),
                Texel::Astc4x4 => astc(wgpu::AstcChannel::Unorm),
            },
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        self.views.push(texture.create_view(&Default::default()));
        self.textures.push(texture);
    }

    fn write_rows(&mut self, queue: &wgpu::Queue, image: usize, level: u32, from: u32, to: u32) {
        let (Some(picture), Some(texture)) = (self.payload.images.get_mut(image), self.textures.get(image)) else {
            return;
        };
        let (row, height) = rows(picture, level);
        let (side, _) = picture.texel.block();
        let width = (picture.width >> level).max(1).next_multiple_of(side);
        let Some(texels) = picture.levels.get_mut(level as usize) else { return };
        let Some(bytes) = texels.get(from as usize * row..to as usize * row) else { return };
        queue.write_texture(
            wgpu::TexelCopyTextureInfo {
                texture,
                mip_level: level,
                origin: wgpu::Origin3d { x: 0, y: from * side, z: 0 },
                aspect: wgpu::TextureAspect::All,
            },
            bytes,
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row as u32), rows_per_image: None },
            wgpu::Extent3d { width, height: (to - from) * side, depth_or_array_layers: 1 },
        );
        if to == height {
            // The GPU has it: the copy here is not needed any more.
            *texels = Vec::new();
        }
    }

    fn material(&mut self, renderer: &mut Renderer, index: usize) {
        let (Some(material), Some(uniforms)) = (self.shape.materials.get(index), &self.uniforms) else { return };
        let offset = index as u64 * MATERIAL_STRIDE;
        let layers = write_material(&renderer.gpu.queue, uniforms, &self.shape, index, material);
        let mut slots: Vec<_> = textures(material).to_vec();
        slots.extend(layers.iter().flat_map(|(_, slots)| slots));
        let samplers = slots.iter().map(|slot| {
            let wanted = slot.and_then(|t| self.shape.samplers.get(t.sampler as usize)).copied();
            renderer.samplers.get(&renderer.gpu.device, wanted.unwrap_or_default())
        });
        let samplers: Vec<wgpu::Sampler> = samplers.collect();
        let mut entries = vec![wgpu::BindGroupEntry {
            binding: 0,
            resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: uniforms,
                offset,
                size: std::num::NonZeroU64::new(MATERIAL_STRIDE),
            }),
        }];
        // Five textures and their samplers of the core, then those of the extensions after their uniform.
        let core = (1..6).zip(6..);
        let further = LAYER_SLOTS as u32;
        let bindings = core.chain((12..12 + further).zip(12 + further..));
        for (((texture, sampler), slot), made) in bindings.zip(&slots).zip(&samplers) {
            let view = slot.and_then(|t| self.views.get(t.image as usize)).unwrap_or(&renderer.white);
            let resource = wgpu::BindingResource::TextureView(view);
            entries.push(wgpu::BindGroupEntry { binding: texture, resource });
            entries.push(wgpu::BindGroupEntry { binding: sampler, resource: wgpu::BindingResource::Sampler(made) });
        }
        if let Some((offset, _)) = layers {
            entries.push(wgpu::BindGroupEntry {
                binding: 11,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer: uniforms,
                    offset,
                    size: std::num::NonZeroU64::new(LAYERS_STRIDE),
                }),
            });
        }
        self.materials.push(renderer.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("material"),
            layout: if layers.is_some() { &renderer.layouts.layered } else { &renderer.layouts.material },
            entries: &entries,
        }));
    }
}

/// Writes what a material is, in the place of its number; gives where its layers lie and the textures they read.
pub(super) fn write_material(
    queue: &wgpu::Queue,
    uniforms: &wgpu::Buffer,
    shape: &Model,
    index: usize,
    material: &Material,
) -> Option<(u64, [Option<TextureRef>; LAYER_SLOTS])> {
    let offset = index as u64 * MATERIAL_STRIDE;
    queue.write_buffer(uniforms, offset, bytemuck::bytes_of(&MaterialUniform::new(material)));
    let layers = material.layers.as_ref().filter(|_| !material.unlit)?;
    let before = shape.materials.iter().take(index).filter(|material| material.layers.is_some()).count();
    let at = shape.materials.len() as u64 * MATERIAL_STRIDE + before as u64 * LAYERS_STRIDE;
    let (uniform, slots) = LayersUniform::new(material, layers);
    queue.write_buffer(uniforms, at, bytemuck::bytes_of(&uniform));
    Some((at, slots))
}

fn astc(channel: wgpu::AstcChannel) -> wgpu::TextureFormat {
    wgpu::TextureFormat::Astc { block: wgpu::AstcBlock::B4x4, channel }
}

/// Bytes of a row of blocks of a level, and how many rows it has; plain texels are blocks of one.
fn rows(image: &Image, level: u32) -> (usize, u32) {
    let (side, bytes) = image.texel.block();
    let [wide, high] = [image.width, image.height].map(|size| (size >> level).max(1).div_ceil(side));
    (wide as usize * bytes as usize, high)
}

/// Samplers by what they do; there are few.
#[derive(Debug, Default)]
pub(super) struct Samplers {
    pub made: HashMap<Sampler, wgpu::Sampler>,
    pub anisotropy: u16,
}

impl Samplers {
    fn get(&mut self, device: &wgpu::Device, sampler: Sampler) -> wgpu::Sampler {
        let wrap = |wrap| match wrap {
            Wrap::Repeat => wgpu::AddressMode::Repeat,
            Wrap::Mirror => wgpu::AddressMode::MirrorRepeat,
            Wrap::Clamp => wgpu::AddressMode::ClampToEdge,
        };
        let filter = |linear| if linear { wgpu::FilterMode::Linear } else { wgpu::FilterMode::Nearest };
        let smooth = sampler.mag_linear && sampler.min_linear && sampler.mip_linear == Some(true);
        let anisotropy_clamp = if smooth { self.anisotropy.max(1) } else { 1 };
        self.made
            .entry(sampler)
            .or_insert_with(|| {
                device.create_sampler(&wgpu::SamplerDescriptor {
                    label: Some("material"),
                    address_mode_u: wrap(sampler.wrap_u),
                    address_mode_v: wrap(sampler.wrap_v),
                    address_mode_w: wgpu::AddressMode::ClampToEdge,
                    mag_filter: filter(sampler.mag_linear),
                    min_filter: filter(sampler.min_linear),
                    mipmap_filter: if sampler.mip_linear == Some(true) {
                        wgpu::MipmapFilterMode::Linear
                    } else {
                        wgpu::MipmapFilterMode::Nearest
                    },
                    lod_max_clamp: if sampler.mip_linear.is_some() { 32.0 } else { 0.0 },
                    anisotropy_clamp,
                    ..Default::default()
                })
            })
            .clone()
    }
}

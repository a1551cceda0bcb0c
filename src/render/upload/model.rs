//! A model's way onto the GPU.

use std::collections::VecDeque;
use std::sync::Arc;

use super::exchange::TextureId;
use super::material::{Slots, bind};
use super::steps::{Step, Steps};
use super::texture::{GpuTexture, TextureUpload};
use crate::model::Model;
use crate::render::payload::{Layout, Payload};
use crate::render::{Gpu, Renderer};
use crate::stream::Kind;

/// Bytes of a buffer are written in multiples of this.
const SHARE: usize = 4 << 10;

/// What a material finds under the number of an image.
#[derive(Debug)]
pub(in crate::render) enum Shown {
    Own(Box<GpuTexture>),
    /// As colours in sRGB, or as data.
    Shared(TextureId, bool),
}

/// A model on the GPU.
#[derive(Debug)]
pub(in crate::render) struct GpuModel {
    /// Vertices, indices, materials and what moves vertices: one thing to make and to free.
    pub buffer: wgpu::Buffer,
    pub layout: Layout,
    pub materials: Vec<wgpu::BindGroup>,
    pub slots: Vec<Slots>,
    pub images: Vec<Shown>,
    /// What moves its vertices.
    pub deform: Option<wgpu::BindGroup>,
    /// What it shows, without vertices and texels.
    pub shape: Arc<Model>,
    pub bytes: u64,
}

impl GpuModel {
    pub fn vertices(&self) -> wgpu::BufferSlice<'_> {
        self.buffer.slice(self.layout.vertices.clone())
    }

    pub fn indices(&self) -> wgpu::BufferSlice<'_> {
        self.buffer.slice(self.layout.indices.clone())
    }

    /// The texture of its first image, if that is its own.
    pub fn picture(&self) -> Option<&wgpu::Texture> {
        match self.images.first()? {
            Shown::Own(texture) => Some(texture.target()),
            Shown::Shared(..) => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Create,
    Write,
    Image,
    Bind(usize),
}

/// A model on its way.
#[derive(Debug)]
pub struct Upload {
    shape: Arc<Model>,
    payload: Payload,
    ops: VecDeque<Op>,
    /// Bytes of the buffer that are written.
    done: usize,
    buffer: Option<wgpu::Buffer>,
    /// Images of its own, in the order they are uploaded.
    coming: VecDeque<TextureUpload>,
    images: Vec<Shown>,
    materials: Vec<wgpu::BindGroup>,
    /// [`super::Shared::version`] when the first material was bound.
    version: Option<u64>,
    bytes: u64,
    /// The GPU has no memory for it.
    refused: bool,
}

impl Upload {
    /// With its own images.
    pub fn new(shape: Arc<Model>, payload: Payload) -> Upload {
        Upload::with_textures(shape, payload, &[])
    }

    /// With textures that others may show too: for each image the number, and whether it is colours in sRGB.
    pub fn with_textures(shape: Arc<Model>, mut payload: Payload, shared: &[(TextureId, bool)]) -> Upload {
        let images = std::mem::take(&mut payload.images);
        let coming: VecDeque<_> = match shared {
            [] => images.into_iter().map(TextureUpload::image).collect(),
            _ => VecDeque::new(),
        };
        let mut ops = VecDeque::from([Op::Create, Op::Write]);
        ops.extend(coming.iter().map(|_| Op::Image));
        ops.extend((0..shape.materials.len()).map(Op::Bind));
        Upload {
            shape,
            payload,
            ops,
            done: 0,
            buffer: None,
            coming,
            images: shared.iter().map(|(id, srgb)| Shown::Shared(*id, *srgb)).collect(),
            materials: Vec::new(),
            version: None,
            bytes: 0,
            refused: false,
        }
    }

    /// The finished model, and whether materials of it show what is shared no longer. Call it once all steps are done.
    pub(in crate::render) fn take(self, renderer: &Renderer) -> Option<(GpuModel, bool)> {
        let buffer = self.buffer?;
        let Payload { layout, slots, .. } = self.payload;
        let deform = layout.deform.as_ref().map(|range| {
            let size = std::num::NonZeroU64::new(range.end - range.start);
            let resource =
                wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer: &buffer, offset: range.start, size });
            renderer.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("deform"),
                layout: &renderer.layouts.deform,
                entries: &[wgpu::BindGroupEntry { binding: 0, resource }],
            })
        });
        let stale = self.version.is_some_and(|version| version != renderer.shared.version);
        let (materials, images, shape, bytes) = (self.materials, self.images, self.shape, self.bytes);
        Some((GpuModel { buffer, layout, materials, slots, images, deform, shape, bytes }, stale))
    }

    /// Ends it, as the GPU has no memory for it.
    pub fn refuse(&mut self) {
        self.refused = true;
        self.ops.clear();
    }

    /// The bytes that were made before the GPU had no memory left for the rest of it; `None` where it had.
    pub(in crate::render) fn refused(&self) -> Option<u64> {
        self.refused.then_some(self.bytes)
    }

    pub(in crate::render) fn shape(&self) -> Arc<Model> {
        self.shape.clone()
    }

    /// Bytes of the model's buffer.
    pub fn size(&self) -> u64 {
        self.payload.data.len() as u64
    }

    /// Takes the buffer that [`model_buffer`] made of [`Upload::size`], where it has none yet.
    pub fn receive(&mut self, renderer: &mut Renderer, buffer: wgpu::Buffer) {
        if self.buffer.is_none() && buffer.size() == self.size() {
            self.bytes += buffer.size();
            renderer.holds(buffer.size());
            self.buffer = Some(buffer);
            self.ops.retain(|op| !matches!(op, Op::Create));
        }
    }

    fn write(&mut self, renderer: &mut Renderer, bytes: usize) {
        let (from, len) = (self.done, self.payload.data.len());
        let to = (from + bytes).min(len);
        if let (Some(buffer), Some(bytes)) = (&self.buffer, self.payload.data.get(from..to)) {
            renderer.write_buffer(buffer, from as u64, bytes);
        }
        self.done = to;
        if to == len {
            self.ops.pop_front();
            renderer.waste(std::mem::take(&mut self.payload.data));
        }
    }
}

impl Steps for Upload {
    fn next(&self) -> Option<Step> {
        self.ops.front().and_then(|op| match *op {
            Op::Create => Some(Step::whole(Kind::Create, self.payload.data.len())),
            Op::Write => {
                let left = self.payload.data.len() - self.done;
                Some(Step { kind: Kind::Buffer, bytes: left, smallest: SHARE.min(left), staged: true })
            }
            Op::Image => self.coming.front().and_then(Steps::next),
            Op::Bind(_) => Some(Step::plain(Kind::Bind)),
        })
    }

    fn step(&mut self, renderer: &mut Renderer, bytes: usize) {
        match self.ops.front().copied() {
            Some(Op::Create) => match model_buffer(&renderer.gpu, self.size()) {
                Some(buffer) => self.receive(renderer, buffer),
                None => self.refuse(),
            },
            Some(Op::Write) => self.write(renderer, bytes),
            Some(Op::Image) => {
                let Some(image) = self.coming.front_mut() else { return };
                image.step(renderer, bytes);
                if image.next().is_none() {
                    self.ops.pop_front();
                    match self.coming.pop_front().and_then(TextureUpload::take) {
                        Some(texture) => {
                            self.bytes += texture.bytes;
                            self.images.push(Shown::Own(Box::new(texture)));
                        }
                        None => self.refuse(),
                    }
                }
            }
            Some(Op::Bind(index)) => {
                self.version.get_or_insert(renderer.shared.version);
                if let (Some(buffer), Some(slots)) = (&self.buffer, self.payload.slots.get(index)) {
                    let at = (buffer, self.payload.layout.materials);
                    self.materials.push(bind(renderer, &self.shape, at, &self.images, slots, index));
                }
                self.ops.pop_front();
            }
            None => {}
        }
    }
}

/// A buffer for a model; `None` where the GPU has no memory for it. Megabytes of memory take milliseconds to be had: large
/// ones are made on a thread.
pub fn model_buffer(gpu: &Gpu, size: u64) -> Option<wgpu::Buffer> {
    gpu.fit(|device| {
        device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("model"),
            size,
            usage: wgpu::BufferUsages::VERTEX
                | wgpu::BufferUsages::INDEX
                | wgpu::BufferUsages::UNIFORM
                | wgpu::BufferUsages::STORAGE
                | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    })
}

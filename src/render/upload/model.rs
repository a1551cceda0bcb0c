//! A model's way onto the GPU.

use std::collections::VecDeque;
use std::sync::Arc;

use super::exchange::TextureId;
use super::material::bind;
use super::steps::{Step, Steps};
use super::texture::{GpuTexture, TextureUpload};
use crate::model::Model;
use crate::render::Renderer;
use crate::render::payload::{Payload, PrimitiveRange};
use crate::stream::Kind;

/// Bytes of a buffer are written in multiples of this.
const SHARE: usize = 4 << 10;

/// What a material finds under the number of an image.
#[derive(Debug)]
pub(in crate::render) enum Shown {
    Own(GpuTexture),
    /// As colours in sRGB, or as data.
    Shared(TextureId, bool),
}

/// A model on the GPU.
#[derive(Debug)]
pub(in crate::render) struct GpuModel {
    pub vertices: wgpu::Buffer,
    pub indices: wgpu::Buffer,
    pub index_format: wgpu::IndexFormat,
    pub primitives: Vec<PrimitiveRange>,
    pub materials: Vec<wgpu::BindGroup>,
    pub images: Vec<Shown>,
    /// What the materials are, as [`super::write_material`] left it.
    pub uniforms: wgpu::Buffer,
    /// What moves its vertices.
    pub deform: Option<wgpu::BindGroup>,
    /// What it shows, without vertices and texels.
    pub shape: Arc<Model>,
    pub bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Data {
    Vertices,
    Indices,
    Materials,
    /// What moves vertices.
    Deform,
}

#[derive(Debug, Clone, Copy)]
enum Op {
    Create(Data),
    Write(Data),
    Image,
    Bind(usize),
}

/// A model on its way.
#[derive(Debug)]
pub struct Upload {
    shape: Arc<Model>,
    payload: Payload,
    ops: VecDeque<Op>,
    /// Bytes written of what is being written.
    done: usize,
    buffers: Vec<(Data, wgpu::Buffer)>,
    /// Images of its own, in the order they are uploaded.
    coming: VecDeque<TextureUpload>,
    images: Vec<Shown>,
    materials: Vec<wgpu::BindGroup>,
    /// [`super::Shared::version`] when the first material was bound.
    version: Option<u64>,
    bytes: u64,
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
        let mut ops = VecDeque::new();
        for data in [Data::Vertices, Data::Indices, Data::Materials, Data::Deform] {
            if data != Data::Deform || !payload.deform.is_empty() {
                ops.extend([Op::Create(data), Op::Write(data)]);
            }
        }
        ops.extend(coming.iter().map(|_| Op::Image));
        ops.extend((0..shape.materials.len()).map(Op::Bind));
        Upload {
            shape,
            payload,
            ops,
            done: 0,
            buffers: Vec::new(),
            coming,
            images: shared.iter().map(|(id, srgb)| Shown::Shared(*id, *srgb)).collect(),
            materials: Vec::new(),
            version: None,
            bytes: 0,
        }
    }

    /// The finished model, and whether materials of it show what is shared no longer. Call it once all steps are done.
    pub(in crate::render) fn take(self, renderer: &Renderer) -> Option<(GpuModel, bool)> {
        let mut found = self.buffers.into_iter();
        let mut buffer = |wanted| found.by_ref().find(|(data, _)| *data == wanted).map(|(_, buffer)| buffer);
        let (vertices, indices) = (buffer(Data::Vertices)?, buffer(Data::Indices)?);
        let (uniforms, deform) = (buffer(Data::Materials)?, buffer(Data::Deform));
        let deform = deform.map(|buffer| {
            renderer.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("deform"),
                layout: &renderer.layouts.deform,
                entries: &[wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }],
            })
        });
        let stale = self.version.is_some_and(|version| version != renderer.shared.version);
        let model = GpuModel {
            vertices,
            indices,
            index_format: self.payload.index_format,
            primitives: self.payload.primitives,
            materials: self.materials,
            images: self.images,
            uniforms,
            shape: self.shape,
            deform,
            bytes: self.bytes,
        };
        Some((model, stale))
    }

    pub(in crate::render) fn shape(&self) -> Arc<Model> {
        self.shape.clone()
    }

    fn data(&self, data: Data) -> &[u8] {
        match data {
            Data::Vertices => &self.payload.vertices,
            Data::Indices => &self.payload.indices,
            Data::Materials => &self.payload.materials,
            Data::Deform => bytemuck::cast_slice(&self.payload.deform),
        }
    }

    fn create(&mut self, renderer: &mut Renderer, data: Data) {
        let (label, usage) = match data {
            Data::Vertices => ("vertices", wgpu::BufferUsages::VERTEX),
            Data::Indices => ("indices", wgpu::BufferUsages::INDEX),
            Data::Materials => ("materials", wgpu::BufferUsages::UNIFORM),
            Data::Deform => ("deform", wgpu::BufferUsages::STORAGE),
        };
        let size = (self.data(data).len() as u64).max(4);
        self.bytes += size;
        renderer.holds(size);
        let buffer = renderer.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage: usage | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        self.buffers.push((data, buffer));
    }

    fn write(&mut self, renderer: &mut Renderer, data: Data, bytes: usize) {
        let (from, len) = (self.done, self.data(data).len());
        let to = (from + bytes).min(len);
        let buffer = self.buffers.iter().find(|(own, _)| *own == data).map(|(_, buffer)| buffer);
        if let (Some(buffer), Some(bytes)) = (buffer, self.data(data).get(from..to)) {
            renderer.write_buffer(buffer, from as u64, bytes);
        }
        self.done = to;
        if to == len {
            self.done = 0;
            self.ops.pop_front();
            match data {
                Data::Vertices => renderer.waste(std::mem::take(&mut self.payload.vertices)),
                Data::Indices => renderer.waste(std::mem::take(&mut self.payload.indices)),
                Data::Materials | Data::Deform => {}
            }
        }
    }
}

impl Steps for Upload {
    fn next(&self) -> Option<Step> {
        self.ops.front().and_then(|op| match *op {
            Op::Create(_) => Some(Step::plain(Kind::Create)),
            Op::Write(data) => {
                let left = self.data(data).len() - self.done;
                Some(Step { kind: Kind::Buffer, bytes: left, smallest: SHARE.min(left) })
            }
            Op::Image => self.coming.front().and_then(Steps::next),
            Op::Bind(_) => Some(Step::plain(Kind::Bind)),
        })
    }

    fn step(&mut self, renderer: &mut Renderer, bytes: usize) {
        match self.ops.front().copied() {
            Some(Op::Create(data)) => {
                self.create(renderer, data);
                self.ops.pop_front();
            }
            Some(Op::Write(data)) => self.write(renderer, data, bytes),
            Some(Op::Image) => {
                let Some(image) = self.coming.front_mut() else { return };
                image.step(renderer, bytes);
                if image.next().is_none() {
                    self.ops.pop_front();
                    if let Some(texture) = self.coming.pop_front().and_then(TextureUpload::take) {
                        self.bytes += texture.bytes;
                        self.images.push(Shown::Own(texture));
                    }
                }
            }
            Some(Op::Bind(index)) => {
                self.version.get_or_insert(renderer.shared.version);
                let uniforms = self.buffers.iter().find(|(data, _)| *data == Data::Materials);
                if let Some((_, uniforms)) = uniforms
                    && let Some(group) = bind(renderer, &self.shape, uniforms, &self.images, index)
                {
                    self.materials.push(group);
                }
                self.ops.pop_front();
            }
            None => {}
        }
    }
}

//! A model split in two: the shape that the scene keeps, and the bytes that only the GPU needs.

use std::ops::Range;
use std::sync::Arc;

use super::deform;
use super::upload::{Slots, material_bytes};
use crate::model::{Image, Model, Vertex};

/// Parts of the buffer start at multiples of this: what every adapter takes for uniforms and storage.
const ALIGN: usize = 256;

/// Bytes on their way to the GPU; made on a worker thread.
#[derive(Debug)]
pub struct Payload {
    /// All that goes into the model's one buffer.
    pub data: Vec<u8>,
    pub layout: Layout,
    pub images: Vec<Image>,
    /// The textures of each material.
    pub(super) slots: Vec<Slots>,
}

/// Where in a model's buffer things lie, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub vertices: Range<u64>,
    pub indices: Range<u64>,
    pub index_format: wgpu::IndexFormat,
    pub primitives: Vec<PrimitiveRange>,
    /// What the materials are.
    pub materials: u64,
    /// What moves vertices, for `shaders/deform.wgsl`.
    pub deform: Option<Range<u64>>,
}

/// A primitive in its model's buffers; primitives are counted over all meshes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrimitiveRange {
    pub base_vertex: i32,
    pub first_index: u32,
    pub index_count: u32,
}

impl Payload {
    /// What all of it takes on the GPU, in bytes.
    pub fn bytes(&self) -> u64 {
        let images = self.images.iter().flat_map(|image| &image.levels).map(Vec::len);
        (self.data.len() + images.sum::<usize>()) as u64
    }

    /// Of each primitive, counted over all meshes, how many indices it draws.
    pub fn index_counts(&self) -> Vec<u32> {
        self.layout.primitives.iter().map(|range| range.index_count).collect()
    }

    /// Takes vertices, indices and texels out of a model.
    pub fn split(mut model: Model) -> (Arc<Model>, Payload) {
        let all = || model.meshes.iter().flat_map(|mesh| &mesh.primitives);
        let short = all().all(|primitive| primitive.vertices.len() <= usize::from(u16::MAX));
        let size = if short { 2 } else { 4 };
        let vertex_bytes = all().map(|primitive| primitive.vertices.len() * size_of::<Vertex>()).sum::<usize>();
        let index_bytes = all().map(|primitive| primitive.indices.len() * size).sum::<usize>();
        let mut data = Vec::with_capacity(vertex_bytes + index_bytes + 4 * ALIGN);
        let mut primitives = Vec::new();
        let mut first_index = 0;
        for primitive in model.meshes.iter_mut().flat_map(|mesh| &mut mesh.primitives) {
            let index_count = primitive.indices.len() as u32;
            // Without vertices of its own it shows those of the one before: see `app/proxies/join.rs`.
            let shares = primitives.last().filter(|_| primitive.vertices.is_empty());
            let here = (data.len() / size_of::<Vertex>()) as i32;
            let base_vertex = shares.map_or(here, |last: &PrimitiveRange| last.base_vertex);
            primitives.push(PrimitiveRange { base_vertex, first_index, index_count });
            first_index += index_count;
            data.extend_from_slice(bytemuck::cast_slice(&std::mem::take(&mut primitive.vertices)));
        }
        let vertices = 0..data.len() as u64;
        for primitive in model.meshes.iter_mut().flat_map(|mesh| &mut mesh.primitives) {
            let list = std::mem::take(&mut primitive.indices);
            if short {
                data.extend(list.into_iter().flat_map(|index| (index as u16).to_le_bytes()));
            } else {
                data.extend_from_slice(bytemuck::cast_slice(&list));
            }
        }
        let indices = vertices.end..data.len() as u64;
        let firsts: Vec<i32> = primitives.iter().map(|range| range.base_vertex).collect();
        let words = deform::words(&mut model, &firsts);
        let mut put = |bytes: &[u8]| {
            data.resize(data.len().next_multiple_of(ALIGN), 0);
            let start = data.len() as u64;
            data.extend_from_slice(bytes);
            start..data.len() as u64
        };
        let materials = put(&material_bytes(&model)).start;
        let deform = (!words.is_empty()).then(|| put(bytemuck::cast_slice(&words)));
        let images = std::mem::take(&mut model.images);
        let slots = model.materials.iter().map(Slots::new).collect();
        let index_format = if short { wgpu::IndexFormat::Uint16 } else { wgpu::IndexFormat::Uint32 };
        let layout = Layout { vertices, indices, index_format, primitives, materials, deform };
        (Arc::new(model), Payload { data, layout, images, slots })
    }
}

//! A model split in two: the shape that the scene keeps, and the bytes that only the GPU needs.

use std::sync::Arc;

use super::deform;
use super::upload::Materials;
use crate::model::{Image, Model};

/// Bytes on their way to the GPU; made on a worker thread.
#[derive(Debug)]
pub struct Payload {
    pub vertices: Vec<u8>,
    pub indices: Vec<u8>,
    pub index_format: wgpu::IndexFormat,
    /// (first vertex, byte range of indices, count) per primitive, counted over all meshes.
    pub primitives: Vec<PrimitiveRange>,
    pub images: Vec<Image>,
    /// What the materials are.
    pub materials: Vec<u8>,
    /// What moves vertices, for `shaders/deform.wgsl`; empty where nothing does.
    pub deform: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrimitiveRange {
    pub base_vertex: i32,
    pub first_index: u32,
    pub index_count: u32,
}

impl Payload {
    /// Takes vertices, indices and texels out of a model.
    pub fn split(mut model: Model) -> (Arc<Model>, Payload) {
        let short = model.meshes.iter().flat_map(|m| &m.primitives).all(|p| p.vertices.len() <= usize::from(u16::MAX));
        let mut vertices = Vec::new();
        let mut indices = Vec::new();
        let mut primitives = Vec::new();
        for primitive in model.meshes.iter_mut().flat_map(|mesh| &mut mesh.primitives) {
            let size = if short { 2 } else { 4 };
            primitives.push(PrimitiveRange {
                base_vertex: (vertices.len() / size_of::<crate::model::Vertex>()) as i32,
                first_index: (indices.len() / size) as u32,
                index_count: primitive.indices.len() as u32,
            });
            vertices.extend_from_slice(bytemuck::cast_slice(&std::mem::take(&mut primitive.vertices)));
            for index in std::mem::take(&mut primitive.indices) {
                if short {
                    indices.extend_from_slice(&(index as u16).to_le_bytes());
                } else {
                    indices.extend_from_slice(&index.to_le_bytes());
                }
            }
        }
        // Buffer writes come in whole words.
        indices.resize(indices.len().next_multiple_of(4), 0);
        let firsts: Vec<i32> = primitives.iter().map(|range| range.base_vertex).collect();
        let deform = deform::words(&mut model, &firsts);
        let images = std::mem::take(&mut model.images);
        let index_format = if short { wgpu::IndexFormat::Uint16 } else { wgpu::IndexFormat::Uint32 };
        let materials = Materials::bytes(&model);
        (Arc::new(model), Payload { vertices, indices, index_format, primitives, images, materials, deform })
    }
}

//! The textures a frame is drawn into besides the device's own.

use super::gpu::Gpu;
use super::pipelines::{DEPTH, SAMPLES, Shape};
use super::renderer::Output;
use super::transient::transient;

/// Multisampled colour and depth of the size of one frame. Nothing of them outlives the pass, unless depth is read.
#[derive(Debug)]
pub(super) struct Attachments {
    pub shape: Shape,
    pub size: (u32, u32),
    pub color: wgpu::TextureView,
    pub depth: wgpu::TextureView,
    /// Whether depth is there after the pass.
    pub keeps_depth: bool,
}

impl Attachments {
    pub fn new(gpu: &Gpu, shape: Shape, size: (u32, u32), keeps_depth: bool) -> Attachments {
        let descriptor = |label, format| wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d {
                width: size.0.max(1),
                height: size.1.max(1),
                depth_or_array_layers: shape.views.count(),
            },
            mip_level_count: 1,
            sample_count: SAMPLES,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        };
        let view = |texture: &wgpu::Texture| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2Array),
                ..Default::default()
            })
        };
        let color = transient(gpu, &descriptor("multisampled colour", shape.format));
        let depth = descriptor("depth", DEPTH);
        let depth = if keeps_depth { gpu.device.create_texture(&depth) } else { transient(gpu, &depth) };
        Attachments { shape, size, color: view(&color), depth: view(&depth), keeps_depth }
    }

    pub fn fits(&self, shape: Shape, size: (u32, u32), keeps_depth: bool) -> bool {
        self.shape == shape && self.size == size && self.keeps_depth == keeps_depth
    }
}

/// A picture of our own, one layer a view, that can be read back.
#[derive(Debug)]
pub struct Picture {
    pub texture: wgpu::Texture,
    pub view: wgpu::TextureView,
    pub size: (u32, u32),
}

/// What own pictures are made of.
pub const PICTURE_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8UnormSrgb;

impl Picture {
    pub fn new(gpu: &Gpu, size: (u32, u32), views: u32) -> Picture {
        Picture::with_format(gpu, size, views, PICTURE_FORMAT)
    }

    /// A picture of another format than [`PICTURE_FORMAT`].
    pub fn with_format(gpu: &Gpu, size: (u32, u32), views: u32, format: wgpu::TextureFormat) -> Picture {
        let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("picture"),
            size: wgpu::Extent3d { width: size.0, height: size.1, depth_or_array_layers: views },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                | wgpu::TextureUsages::COPY_SRC
                | wgpu::TextureUsages::COPY_DST
                | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            ..Default::default()
        });
        Picture { texture, view, size }
    }

    /// The picture as a place to draw to.
    pub fn output(&self, shape: Shape) -> Output<'_> {
        Output { color: &self.view, depth: None, depth_layer: 0, size: self.size, part: self.size, shape }
    }
}

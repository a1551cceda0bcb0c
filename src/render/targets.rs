//! The textures a frame is drawn into besides the device's own.

use super::gpu::Gpu;
use super::pipelines::{DEPTH, SAMPLES, Shape};
use super::renderer::Output;

/// Multisampled colour and depth of the size of one frame.
#[derive(Debug)]
pub(super) struct Attachments {
    pub shape: Shape,
    pub size: (u32, u32),
    pub color: wgpu::TextureView,
    pub depth: wgpu::TextureView,
    pub depth_texture: wgpu::Texture,
}

impl Attachments {
    pub fn new(device: &wgpu::Device, shape: Shape, size: (u32, u32)) -> Attachments {
        let make = |label, format, usage| {
            device.create_texture(&wgpu::TextureDescriptor {
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
                usage,
                view_formats: &[],
            })
        };
        let view = |texture: &wgpu::Texture| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2Array),
                ..Default::default()
            })
        };
        let color = make("multisampled colour", shape.format, wgpu::TextureUsages::RENDER_ATTACHMENT);
        let depth_texture =
            make("depth", DEPTH, wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING);
        Attachments { shape, size, color: view(&color), depth: view(&depth_texture), depth_texture }
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

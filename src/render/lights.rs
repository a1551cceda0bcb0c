//! Small textures that every frame reads.

use std::sync::OnceLock;

use half::f16;

use super::environment;
use super::gpu::Gpu;

/// A cube without light.
pub(super) fn black(device: &wgpu::Device) -> wgpu::TextureView {
    // What is never written reads as zeros.
    let texture = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("black"),
        size: wgpu::Extent3d { width: 1, height: 1, depth_or_array_layers: 6 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba16Float,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    texture.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::Cube),
        ..Default::default()
    })
}

/// The table that splits the sum.
pub(super) fn upload_brdf(gpu: &Gpu) -> wgpu::TextureView {
    /// Another GPU needs the same.
    static TABLE: OnceLock<Vec<[f16; 4]>> = OnceLock::new();
    let texture = square(gpu, "brdf", environment::DFG, wgpu::TextureFormat::Rgba16Float);
    let table = TABLE.get_or_init(environment::dfg);
    write_level(gpu, &texture, 0, 0, environment::DFG, 8, bytemuck::cast_slice(table));
    texture.create_view(&Default::default())
}

/// One white texel, for slots that a material leaves empty.
pub(super) fn upload_white(gpu: &Gpu) -> wgpu::TextureView {
    let texture = square(gpu, "white", 1, wgpu::TextureFormat::Rgba8Unorm);
    write_level(gpu, &texture, 0, 0, 1, 4, &[255; 4]);
    texture.create_view(&Default::default())
}

fn square(gpu: &Gpu, label: &str, side: u32, format: wgpu::TextureFormat) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some(label),
        size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

/// Writes one square level of one layer.
fn write_level(gpu: &Gpu, texture: &wgpu::Texture, level: u32, layer: u32, side: u32, texel: u32, bytes: &[u8]) {
    gpu.queue.write_texture(
        wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: level,
            origin: wgpu::Origin3d { x: 0, y: 0, z: layer },
            aspect: wgpu::TextureAspect::All,
        },
        bytes,
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(side * texel), rows_per_image: None },
        wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
    );
}

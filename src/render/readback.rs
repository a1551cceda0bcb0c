//! Pictures from the GPU back to memory and to PNG files. Waits for the GPU: never within a frame of a headset.

use anyhow::{Context, Result, anyhow};
use image::RgbaImage;

use super::gpu::Gpu;
use crate::model::srgb;

/// Reads one layer of an 8-bit RGBA texture that was made with `COPY_SRC`.
///
/// # Errors
/// The GPU was lost meanwhile.
pub fn read_pixels(gpu: &Gpu, texture: &wgpu::Texture, layer: u32) -> Result<RgbaImage> {
    let (width, height) = (texture.width(), texture.height());
    let row = (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("readback"),
        size: u64::from(row) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    encoder.copy_texture_to_buffer(
        wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: 0,
            origin: wgpu::Origin3d { x: 0, y: 0, z: layer },
            aspect: wgpu::TextureAspect::All,
        },
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: None },
        },
        wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
    );
    gpu.queue.submit([encoder.finish()]);
    let (sender, receiver) = std::sync::mpsc::channel();
    buffer.map_async(wgpu::MapMode::Read, .., move |result| {
        // The receiver waits below; it cannot be gone.
        let _ = sender.send(result);
    });
    gpu.device.poll(wgpu::PollType::wait_indefinitely()).context("the GPU stopped while a picture was read")?;
    receiver.recv().context("the GPU gave no answer")?.context("the picture could not be read")?;
    let mapped = buffer.get_mapped_range(..).context("the picture could not be mapped")?;
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
    for line in mapped.chunks_exact(row as usize) {
        pixels.extend_from_slice(&line[..width as usize * 4]);
    }
    RgbaImage::from_raw(width, height, pixels).ok_or_else(|| anyhow!("a picture of {width} by {height} is not whole"))
}

/// Divides colours by alpha in linear light: what a transparent background leaves is premultiplied.
pub fn unpremultiply(picture: &mut RgbaImage) {
    for pixel in picture.pixels_mut() {
        let alpha = f32::from(pixel.0[3]) / 255.0;
        if alpha > 0.0 && alpha < 1.0 {
            for channel in &mut pixel.0[..3] {
                let straight = srgb::to_linear(f32::from(*channel) / 255.0) / alpha;
                *channel = (srgb::from_linear(straight) * 255.0 + 0.5) as u8;
            }
        }
    }
}

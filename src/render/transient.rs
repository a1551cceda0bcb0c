//! Attachments whose texels need no memory where a GPU draws in tiles: cleared there, resolved there, and never stored.

use wgpu::{TextureDescriptor, TextureUsages};

use super::gpu::Gpu;

/// A texture that passes clear and do not keep. With two layers at 2064×2208 and four samples it would take 290 MB.
pub(super) fn transient(gpu: &Gpu, desc: &TextureDescriptor<'_>) -> wgpu::Texture {
    let usage = TextureUsages::RENDER_ATTACHMENT | TextureUsages::TRANSIENT_ATTACHMENT;
    let desc = TextureDescriptor { usage, ..desc.clone() };
    if desc.size.depth_or_array_layers == 1 {
        return gpu.device.create_texture(&desc);
    }
    layered(gpu, &desc).unwrap_or_else(|| {
        let usage = TextureUsages::RENDER_ATTACHMENT;
        gpu.device.create_texture(&TextureDescriptor { usage, ..desc })
    })
}

/// WebGPU gives such textures one layer only; Vulkan has no such rule, and multiview needs two.
#[cfg(any(target_os = "linux", target_os = "android", target_os = "windows"))]
fn layered(gpu: &Gpu, desc: &TextureDescriptor<'_>) -> Option<wgpu::Texture> {
    use wgpu::TextureUses;
    use wgpu_hal::Device;
    use wgpu_hal::api::Vulkan;

    let uses = if desc.format.is_depth_stencil_format() {
        TextureUses::DEPTH_STENCIL_WRITE
    } else {
        TextureUses::COLOR_TARGET
    };
    let texture = {
        // SAFETY: only used to make the texture, while the device lives.
        let device = unsafe { gpu.device.as_hal::<Vulkan>() }?;
        // SAFETY: a plain 2D array of a format that the device draws to; who draws to it clears it first.
        let made = unsafe {
            device.create_texture(&wgpu_hal::TextureDescriptor {
                label: desc.label,
                size: desc.size,
                mip_level_count: desc.mip_level_count,
                sample_count: desc.sample_count,
                dimension: desc.dimension,
                format: desc.format,
                usage: uses | TextureUses::TRANSIENT,
                memory_flags: wgpu_hal::MemoryFlags::empty(),
                view_formats: Vec::new(),
            })
        };
        made.ok()?
    };
    // SAFETY: made on this device with the properties of `desc`, and in no state yet.
    Some(unsafe { gpu.device.create_texture_from_hal::<Vulkan>(texture, desc, TextureUses::UNINITIALIZED) })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "windows")))]
fn layered(_gpu: &Gpu, _desc: &TextureDescriptor<'_>) -> Option<wgpu::Texture> {
    None
}

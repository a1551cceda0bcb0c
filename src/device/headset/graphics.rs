//! The GPU a session draws with: the runtime's own, or wgpu's driver that draws nothing.

use anyhow::Result;
use openxr as xr;

use super::bridge;
use super::error::Named as _;
use crate::render::{Backend, Gpu};

/// A GPU, and what the runtime is told about it when a session is made.
pub(super) struct Graphics {
    pub gpu: Gpu,
    pub binding: xr::vulkan::SessionCreateInfo,
}

impl Graphics {
    /// Opens the GPU that `system` is attached to.
    pub fn open(instance: &xr::Instance, system: xr::SystemId, backend: Backend) -> Result<Graphics> {
        if backend != Backend::Noop {
            return bridge::open(instance, system);
        }
        instance.graphics_requirements::<xr::Vulkan>(system).named("xrGetVulkanGraphicsRequirements2KHR")?;
        Ok(Graphics { gpu: stand_in()?, binding: null_binding() })
    }

    /// A swapchain image as a texture to draw to; a texture of our own where nothing is drawn.
    pub fn texture(&self, image: u64, desc: &wgpu::TextureDescriptor<'_>, color: bool) -> Result<wgpu::Texture> {
        if self.gpu.noop {
            Ok(self.gpu.device.create_texture(desc))
        } else {
            bridge::wrap(&self.gpu, image, desc, color)
        }
    }
}

/// A GPU that draws nothing, to hand out while there is no headset.
pub(super) fn stand_in() -> Result<Gpu> {
    Gpu::open(Gpu::instance(Backend::Noop), None)
}

fn null_binding() -> xr::vulkan::SessionCreateInfo {
    xr::vulkan::SessionCreateInfo {
        instance: std::ptr::null(),
        physical_device: std::ptr::null(),
        device: std::ptr::null(),
        queue_family_index: 0,
        queue_index: 0,
    }
}

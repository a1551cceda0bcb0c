//! Where no OpenXR runtime speaks Vulkan: the rest of the room builds, and opening says so.

use anyhow::{Result, bail};
use openxr as xr;

use super::graphics::Graphics;
use crate::render::Gpu;

/// # Errors
/// Always.
pub(super) fn open(_: &xr::Instance, _: xr::SystemId) -> Result<Graphics> {
    bail!("headsets need OpenXR over Vulkan, which this platform does not have")
}

/// # Errors
/// Always.
pub(super) fn wrap(_: &Gpu, _: u64, _: &wgpu::TextureDescriptor<'_>, _: bool) -> Result<wgpu::Texture> {
    bail!("headsets need OpenXR over Vulkan, which this platform does not have")
}

//! The pictures of both eyes: a swapchain of two layers for colour, and another for depth where it is submitted.

use anyhow::{Context, Result, anyhow};
use openxr as xr;

use super::error::{Named as _, XrError};
use super::graphics::Graphics;
use super::images::{Images, Kind};
use super::places::STEREO;
use crate::device::Surface;

/// Vulkan's numbers for the sRGB formats we draw to, best first.
const COLORS: [(u32, wgpu::TextureFormat); 2] =
    [(43, wgpu::TextureFormat::Rgba8UnormSrgb), (50, wgpu::TextureFormat::Bgra8UnormSrgb)];
/// And for depth.
const DEPTHS: [(u32, wgpu::TextureFormat); 2] =
    [(126, wgpu::TextureFormat::Depth32Float), (124, wgpu::TextureFormat::Depth16Unorm)];

const LAYERS: u32 = 2;

/// What a session draws to.
pub(super) struct Eyes {
    /// Vulkan's number for the colours' format, and wgpu's.
    pub format: (u32, wgpu::TextureFormat),
    pub color: Images<wgpu::TextureView>,
    pub depth: Option<Images<wgpu::TextureView>>,
    pub surface: Surface,
}

impl Eyes {
    /// Swapchains of the recommended size and the runtime's first choice among our formats.
    ///
    /// # Errors
    /// The headset has other than two views, or no sRGB format that we know.
    pub fn new(
        session: &xr::Session<xr::Vulkan>,
        graphics: &Graphics,
        system: xr::SystemId,
        depth: bool,
    ) -> Result<Eyes> {
        let views = session
            .instance()
            .enumerate_view_configuration_views(system, STEREO)
            .named("xrEnumerateViewConfigurationViews")?;
        let [left, right] = views.as_slice() else {
            return Err(anyhow!("the headset has {} views; two are needed", views.len()));
        };
        let limit = graphics.gpu.device.limits().max_texture_dimension_2d;
        let side = |a: u32, b: u32, most: u32| a.max(b).clamp(1, most.min(limit).max(1));
        let size = (
            side(left.recommended_image_rect_width, right.recommended_image_rect_width, left.max_image_rect_width),
            side(left.recommended_image_rect_height, right.recommended_image_rect_height, left.max_image_rect_height),
        );
        let offered = session.enumerate_swapchain_formats().named("xrEnumerateSwapchainFormats")?;
        let pick = |ours: &[(u32, wgpu::TextureFormat)]| ours.iter().copied().find(|(raw, _)| offered.contains(raw));
        let color =
            pick(&COLORS).with_context(|| format!("the runtime offers no 8-bit sRGB format (VkFormat {offered:?})"))?;
        let depth = if depth { pick(&DEPTHS) } else { None };
        let images = |label, format, color| {
            let kind = Kind { label, format, size, layers: LAYERS, levels: 1, color };
            Images::new(session, graphics, &kind, |texture| {
                let dimension = Some(wgpu::TextureViewDimension::D2Array);
                texture.create_view(&wgpu::TextureViewDescriptor {
                    label: Some(label),
                    dimension,
                    ..Default::default()
                })
            })
        };
        Ok(Eyes {
            format: color,
            color: images("eyes", color, true)?,
            depth: depth.map(|format| images("eyes' depth", format, false)).transpose()?,
            surface: Surface { format: color.1, views: LAYERS, size, depth: depth.map(|(_, format)| format) },
        })
    }

    /// Views of this frame's images; the same ones until they are released.
    pub fn acquire(&mut self) -> Result<(wgpu::TextureView, Option<wgpu::TextureView>)> {
        let color = self.color.acquire()?;
        let depth = self.depth.as_mut().map(Images::acquire).transpose()?;
        Ok((color, depth))
    }

    /// Gives this frame's images back. True: there is a picture to show.
    pub fn release(&mut self) -> Result<bool, XrError> {
        let depth = self.depth.as_mut().map(Images::release).transpose();
        let color = self.color.release()?;
        depth?;
        Ok(color)
    }

    /// So many pixels from the corner on, of those that there are.
    pub fn rect(&self, (width, height): (u32, u32)) -> xr::Rect2Di {
        let (width, height) = (width.min(self.surface.size.0), height.min(self.surface.size.1));
        xr::Rect2Di {
            offset: xr::Offset2Di { x: 0, y: 0 },
            extent: xr::Extent2Di { width: width as i32, height: height as i32 },
        }
    }
}

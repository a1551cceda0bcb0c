//! The pictures of both eyes: a swapchain of two layers for colour, and another for depth where it is submitted.

use anyhow::{Context, Result, anyhow};
use openxr as xr;

use super::error::{Named as _, XrError};
use super::graphics::Graphics;
use super::places::STEREO;
use crate::device::Surface;

/// Vulkan's numbers for the sRGB formats we draw to, best first.
const COLORS: [(u32, wgpu::TextureFormat); 2] =
    [(43, wgpu::TextureFormat::Rgba8UnormSrgb), (50, wgpu::TextureFormat::Bgra8UnormSrgb)];
/// And for depth.
const DEPTHS: [(u32, wgpu::TextureFormat); 2] =
    [(126, wgpu::TextureFormat::Depth32Float), (124, wgpu::TextureFormat::Depth16Unorm)];

const LAYERS: u32 = 2;

/// A swapchain with a view of each of its images, made once.
pub(super) struct Images {
    pub chain: xr::Swapchain<xr::Vulkan>,
    views: Vec<wgpu::TextureView>,
    /// The image between acquire and release, and whether it was waited for.
    current: Option<(usize, bool)>,
}

impl Images {
    fn new(
        session: &xr::Session<xr::Vulkan>,
        graphics: &Graphics,
        (raw, format): (u32, wgpu::TextureFormat),
        (width, height): (u32, u32),
        color: bool,
    ) -> Result<Images> {
        use xr::SwapchainUsageFlags as Usage;
        let attachment = if color { Usage::COLOR_ATTACHMENT } else { Usage::DEPTH_STENCIL_ATTACHMENT };
        let chain = session
            .create_swapchain(&xr::SwapchainCreateInfo {
                create_flags: xr::SwapchainCreateFlags::EMPTY,
                // Sampling is the compositor's; some runtimes forget to ask for it themselves.
                usage_flags: attachment | Usage::SAMPLED,
                format: raw,
                sample_count: 1,
                width,
                height,
                face_count: 1,
                array_size: LAYERS,
                mip_count: 1,
            })
            .named("xrCreateSwapchain")?;
        let label = if color { "eyes" } else { "eyes' depth" };
        let desc = wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: LAYERS },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        };
        let mut views = Vec::new();
        for image in chain.enumerate_images().named("xrEnumerateSwapchainImages")? {
            let texture = graphics.texture(image, &desc, color)?;
            views.push(texture.create_view(&wgpu::TextureViewDescriptor {
                label: Some(label),
                dimension: Some(wgpu::TextureViewDimension::D2Array),
                ..Default::default()
            }));
        }
        Ok(Images { chain, views, current: None })
    }

    /// The image of this frame; the same one until it is released.
    fn acquire(&mut self) -> Result<wgpu::TextureView> {
        let (index, waited) = match self.current {
            Some(current) => current,
            None => (self.chain.acquire_image().named("xrAcquireSwapchainImage")? as usize, false),
        };
        self.current = Some((index, waited));
        if !waited {
            self.wait()?;
        }
        self.views
            .get(index)
            .cloned()
            .ok_or_else(|| anyhow!("the runtime gave swapchain image {index} of {}", self.views.len()))
    }

    /// Waits until the compositor has read the image.
    fn wait(&mut self) -> Result<(), XrError> {
        // Without a time limit: a wait that timed out would leave an image that cannot be released.
        self.chain.wait_image(xr::Duration::INFINITE).named("xrWaitSwapchainImage")?;
        self.current = self.current.map(|(index, _)| (index, true));
        Ok(())
    }

    /// Gives the image back, if there is one. One whose wait failed is waited for once more: only then can it be.
    fn release(&mut self) -> Result<bool, XrError> {
        match self.current {
            None => return Ok(false),
            Some((_, false)) => self.wait()?,
            Some((_, true)) => {}
        }
        self.current = None;
        self.chain.release_image().named("xrReleaseSwapchainImage").map(|()| true)
    }
}

/// What a session draws to.
pub(super) struct Eyes {
    pub color: Images,
    pub depth: Option<Images>,
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
        Ok(Eyes {
            color: Images::new(session, graphics, color, size, true)?,
            depth: depth.map(|format| Images::new(session, graphics, format, size, false)).transpose()?,
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

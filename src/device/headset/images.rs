//! A swapchain and its images.

use anyhow::{Result, anyhow};
use openxr as xr;

use super::error::{Named as _, XrError};
use super::graphics::Graphics;

/// What the images of a swapchain are like.
pub(super) struct Kind {
    pub label: &'static str,
    /// Vulkan's number for the format, and wgpu's.
    pub format: (u32, wgpu::TextureFormat),
    pub size: (u32, u32),
    pub layers: u32,
    pub levels: u32,
    /// Else it is depth.
    pub color: bool,
}

/// A swapchain with what is needed of each of its images, made once.
pub(super) struct Images<V> {
    pub chain: xr::Swapchain<xr::Vulkan>,
    views: Vec<V>,
    /// The image between acquire and release, and whether it was waited for.
    current: Option<(usize, bool)>,
}

impl<V: Clone> Images<V> {
    pub fn new(
        session: &xr::Session<xr::Vulkan>,
        graphics: &Graphics,
        kind: &Kind,
        view: impl Fn(&wgpu::Texture) -> V,
    ) -> Result<Images<V>> {
        use xr::SwapchainUsageFlags as Usage;
        let Kind { format: (raw, format), size: (width, height), layers, levels, .. } = *kind;
        let attachment = if kind.color { Usage::COLOR_ATTACHMENT } else { Usage::DEPTH_STENCIL_ATTACHMENT };
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
                array_size: layers,
                mip_count: levels,
            })
            .named("xrCreateSwapchain")?;
        let desc = wgpu::TextureDescriptor {
            label: Some(kind.label),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: layers },
            mip_level_count: levels,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        };
        let mut views = Vec::new();
        for image in chain.enumerate_images().named("xrEnumerateSwapchainImages")? {
            views.push(view(&graphics.texture(image, &desc, kind.color)?));
        }
        Ok(Images { chain, views, current: None })
    }

    /// The image of this frame; the same one until it is released.
    pub fn acquire(&mut self) -> Result<V> {
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
    pub fn release(&mut self) -> Result<bool, XrError> {
        match self.current {
            None => return Ok(false),
            Some((_, false)) => self.wait()?,
            Some((_, true)) => {}
        }
        self.current = None;
        self.chain.release_image().named("xrReleaseSwapchainImage").map(|()| true)
    }
}

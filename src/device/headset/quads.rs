//! Flat things with images of their own, which the compositor shows as quad layers (`XrCompositionLayerQuad`): it samples
//! them once, for its own display, and not the eyes' picture of them. They lie under the picture, which is see-through where
//! nothing is before them: what a hand holds still hides them.

use anyhow::Result;
use openxr as xr;

use super::error::{XrError, xr_error};
use super::graphics::Graphics;
use super::images::{Images, Kind};
use super::options::QuadSize;
use crate::device::{QUADS, QuadImage};

/// The images of one session.
pub(super) struct Quads([Option<Chain>; QUADS]);

struct Chain {
    images: Images<Vec<wgpu::TextureView>>,
    size: QuadSize,
    /// The version of what the image that was released last shows.
    held: Option<u64>,
    /// The version of what is painted in this frame.
    painting: Option<u64>,
}

impl Quads {
    /// Images of the format of the eyes. What the runtime refuses is left to the eyes' picture.
    ///
    /// # Errors
    /// A call failed in a way that is the session's end.
    pub fn new(
        session: &xr::Session<xr::Vulkan>,
        graphics: &Graphics,
        format: (u32, wgpu::TextureFormat),
        sizes: &[Option<QuadSize>; QUADS],
    ) -> Result<Quads> {
        let mut chains = [const { None }; QUADS];
        for (chain, size) in chains.iter_mut().zip(sizes) {
            let Some(size) = *size else { continue };
            let QuadSize { width, height, levels } = size;
            let kind = Kind { label: "quad", format, size: (width, height), layers: 1, levels, color: true };
            let made = Images::new(session, graphics, &kind, |texture| {
                let level = |base_mip_level| wgpu::TextureViewDescriptor {
                    label: Some("quad"),
                    base_mip_level,
                    mip_level_count: Some(1),
                    ..Default::default()
                };
                (0..levels).map(|number| texture.create_view(&level(number))).collect()
            });
            match made {
                Ok(images) => *chain = Some(Chain { images, size, held: None, painting: None }),
                Err(err) if xr_error(&err).is_some_and(XrError::ends_session) => return Err(err),
                Err(err) => log::debug!("no image for a quad layer: {err:#}"),
            }
        }
        Ok(Quads(chains))
    }

    /// What is to be done for an image to show what has this version.
    pub fn image(&mut self, number: usize, version: u64) -> Result<QuadImage> {
        let Some(chain) = self.0.get_mut(number).and_then(Option::as_mut) else { return Ok(QuadImage::None) };
        if chain.painting.is_none() && chain.held == Some(version) {
            return Ok(QuadImage::Held);
        }
        chain.painting = Some(version);
        chain.images.acquire().map(QuadImage::Paint)
    }

    /// Gives this frame's images back; `drawn`: they were painted.
    pub fn release(&mut self, drawn: bool) -> Result<(), XrError> {
        let mut outcome = Ok(());
        for chain in self.0.iter_mut().flatten() {
            let released = chain.images.release();
            if let Some(version) = chain.painting.take() {
                chain.held = Some(version).filter(|_| drawn && matches!(released, Ok(true)));
            }
            outcome = outcome.and(released.map(drop));
        }
        outcome
    }

    /// The part of a swapchain that a quad layer shows, where there is something on it.
    pub fn shown(&self, number: usize) -> Option<xr::SwapchainSubImage<'_, xr::Vulkan>> {
        let chain = self.0.get(number)?.as_ref().filter(|chain| chain.held.is_some())?;
        let extent = xr::Extent2Di { width: chain.size.width as i32, height: chain.size.height as i32 };
        let rect = xr::Rect2Di { offset: xr::Offset2Di { x: 0, y: 0 }, extent };
        Some(xr::SwapchainSubImage::new().swapchain(&chain.images.chain).image_rect(rect).image_array_index(0))
    }
}

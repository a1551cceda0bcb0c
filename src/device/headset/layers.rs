//! What the compositor is given at the end of a frame.

use openxr as xr;
use openxr::sys;

use super::error::{Named as _, XrError};
use super::eyes::Eyes;
use super::places::{raw_fov, raw_pose};
use crate::device::View;

/// How a frame ends.
pub(super) struct End<'a> {
    pub time: xr::Time,
    pub blend: xr::EnvironmentBlendMode,
    pub base: &'a xr::Space,
    pub near: f32,
    /// Pixels of each image that were drawn.
    pub part: (u32, u32),
}

/// Ends the frame with the picture of both eyes, as drawn from `views`; with nothing, where there are none.
pub(super) fn submit(
    stream: &mut xr::FrameStream<xr::Vulkan>,
    eyes: &Eyes,
    views: Option<&[View; 2]>,
    end: &End<'_>,
) -> Result<(), XrError> {
    let Some(views) = views else { return stream.end(end.time, end.blend, &[]).named("xrEndFrame") };
    let rect = eyes.rect(end.part);
    let part = |chain: sys::Swapchain, layer: u32| sys::SwapchainSubImage {
        swapchain: chain,
        image_rect: rect,
        image_array_index: layer,
    };
    // Depth is reversed: its smallest value is at infinity, its largest on the near plane (XR_KHR_composition_layer_depth).
    let depth: Option<[sys::CompositionLayerDepthInfoKHR; 2]> = eyes.depth.as_ref().map(|images| {
        [0, 1].map(|layer| sys::CompositionLayerDepthInfoKHR {
            ty: sys::CompositionLayerDepthInfoKHR::TYPE,
            next: std::ptr::null(),
            sub_image: part(images.chain.as_raw(), layer),
            min_depth: 0.0,
            max_depth: 1.0,
            near_z: f32::INFINITY,
            far_z: end.near,
        })
    });
    let projected = [0, 1].map(|eye| {
        let view = xr::CompositionLayerProjectionView::<xr::Vulkan>::new()
            .pose(raw_pose(&views[eye].pose))
            .fov(raw_fov(&views[eye].fov))
            .sub_image(
                xr::SwapchainSubImage::new()
                    .swapchain(&eyes.color.chain)
                    .image_rect(rect)
                    .image_array_index(eye as u32),
            );
        let mut raw = view.into_raw();
        if let Some(depth) = &depth {
            raw.next = std::ptr::from_ref(&depth[eye]).cast();
        }
        // SAFETY: what `raw` points to, the swapchains and `depth`, lives until the frame has ended below.
        unsafe { xr::CompositionLayerProjectionView::<xr::Vulkan>::from_raw(raw) }
    });
    let layer = xr::CompositionLayerProjection::new().space(end.base).views(&projected);
    stream.end(end.time, end.blend, &[&layer]).named("xrEndFrame")
}

//! What the compositor is given at the end of a frame.

use openxr as xr;
use openxr::sys;

use super::error::{Named as _, XrError};
use super::eyes::Eyes;
use super::places::{raw_fov, raw_pose};
use super::quads::Quads;
use crate::device::{QUADS, Quad, View};

/// How a frame ends.
pub(super) struct End<'a> {
    pub time: xr::Time,
    pub blend: xr::EnvironmentBlendMode,
    pub base: &'a xr::Space,
    pub near: f32,
    /// Pixels of each image that were drawn.
    pub part: (u32, u32),
}

/// Ends the frame with the picture of both eyes, as drawn from `views`, over the quad layers; with nothing, where there are
/// none.
pub(super) fn submit(
    stream: &mut xr::FrameStream<xr::Vulkan>,
    eyes: &Eyes,
    (quads, laid): (&Quads, [Option<Quad>; QUADS]),
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
    let under: Vec<_> = (0..)
        .zip(laid)
        .filter_map(|(number, laid)| {
            let (Quad { pose, size }, image) = (laid?, quads.shown(number)?);
            let size = xr::Extent2Df { width: size.x, height: size.y };
            let layer = xr::CompositionLayerQuad::new().space(end.base).eye_visibility(xr::EyeVisibility::BOTH);
            Some(layer.sub_image(image).pose(raw_pose(&pose)).size(size))
        })
        .collect();
    // What is drawn is premultiplied: where its alpha is 0 it is nothing.
    let over = if under.is_empty() {
        xr::CompositionLayerFlags::EMPTY
    } else {
        xr::CompositionLayerFlags::BLEND_TEXTURE_SOURCE_ALPHA
    };
    let picture = xr::CompositionLayerProjection::new().layer_flags(over).space(end.base).views(&projected);
    let mut layers: Vec<&xr::CompositionLayerBase<'_, xr::Vulkan>> = Vec::with_capacity(QUADS + 1);
    layers.extend(under.iter().map(|layer| &**layer));
    layers.push(&picture);
    stream.end(end.time, end.blend, &layers).named("xrEndFrame")
}

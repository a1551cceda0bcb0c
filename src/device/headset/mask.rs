//! What the lenses hide (`XR_KHR_visibility_mask`).

use openxr as xr;

use super::error::{Named as _, XrError};
use super::places::STEREO;
use crate::device::HiddenMesh;

/// The hidden triangles of both eyes; empty lists where the runtime has none, or the extension is not there.
pub(super) fn hidden(session: &xr::Session<xr::Vulkan>) -> Result<HiddenMesh, XrError> {
    if session.instance().exts().khr_visibility_mask.is_none() {
        return Ok(HiddenMesh::default());
    }
    let mut mesh = HiddenMesh::default();
    for view in 0..2 {
        let mask = session
            .get_visibility_mask_khr(STEREO, view, xr::VisibilityMaskTypeKHR::HIDDEN_TRIANGLE_MESH)
            .named("xrGetVisibilityMaskKHR")?;
        let vertices: Vec<[f32; 2]> = mask.vertices.iter().map(|v| [v.x, v.y]).collect();
        let sound = mask.indices.len() % 3 == 0
            && mask.indices.iter().all(|&index| (index as usize) < vertices.len())
            && vertices.iter().flatten().all(|v| v.is_finite());
        if !sound {
            log::warn!("the runtime's visibility mask of view {view} is broken; drawing without it");
        }
        mesh.views.push(if sound { (vertices, mask.indices) } else { Default::default() });
    }
    if mesh.views.iter().all(|(_, indices)| indices.is_empty()) {
        mesh.views.clear();
    }
    Ok(mesh)
}

//! What moves a primitive's vertices, as words for `shaders/deform.wgsl`.
//!
//! All headers come first, so that their places stay small numbers. A header has eight words: first vertex in the
//! model's buffer, vertices, 1 with influences, where the influences start, where the deltas start, targets,
//! words a delta, influences a vertex.

use glam::{Vec2, Vec3};
use half::f16;

use crate::model::{Deform, Delta, Influence, Model};

const HEADER: usize = Deform::HEADER;

/// Lists the words of a model and sets [`Deform::header`] of each moving primitive; `firsts` has the first vertex of
/// every primitive, counted over all meshes.
pub(super) fn words(model: &mut Model, firsts: &[i32]) -> Vec<u32> {
    let moving = model.meshes.iter().flat_map(|mesh| &mesh.primitives).filter(|one| one.deform.is_some()).count();
    let mut out = vec![0u32; moving * HEADER];
    let mut header = 0;
    let primitives = model.meshes.iter_mut().flat_map(|mesh| &mut mesh.primitives);
    for (primitive, &first) in primitives.zip(firsts) {
        let Some(deform) = &mut primitive.deform else { continue };
        let vertices = deform.influences.len().max(deform.targets.first().map_or(0, Vec::len));
        let (each, stride) = (deform.influences_each(), deform.delta_words());
        let influences = out.len();
        out.extend(deform.influences.iter().flat_map(|vertex| vertex.iter().take(each)).map(|&one| influence(one)));
        let deltas = out.len();
        out.extend(deform.targets.iter().flatten().flat_map(|one| delta(one).into_iter().take(stride)));
        let skinned = usize::from(!deform.influences.is_empty());
        let parts = [first as usize, vertices, skinned, influences, deltas, deform.targets.len(), stride, each];
        if let Some(slot) = out.get_mut(header..header + HEADER) {
            slot.copy_from_slice(&parts.map(|part| part as u32));
        }
        deform.header = header as u32;
        header += HEADER;
        // The GPU has them from here on.
        (deform.influences, deform.targets) = (Vec::new(), Vec::new());
    }
    out
}

fn influence(one: Influence) -> u32 {
    u32::from(one.weight) << 16 | u32::from(one.joint)
}

fn delta(one: &Delta) -> [u32; 5] {
    let Delta { position: p, normal: n, tangent: t } = *one;
    let pair = |a: f32, b: f32| {
        let [a, b] = Vec2::new(a, b).to_array().map(|part| u32::from(f16::from_f32(part).to_bits()));
        b << 16 | a
    };
    let Vec3 { x, y, z } = p;
    [pair(x, y), pair(z, n.x), pair(n.y, n.z), pair(t.x, t.y), pair(t.z, 0.0)]
}

//! What moves a primitive's vertices, as words for `shaders/deform.wgsl`.
//!
//! All headers come first, so that their places stay small numbers. A header has nine words: first vertex in the
//! model's buffer, vertices, 1 with influences, where the influences start, where the deltas start, targets,
//! words a delta, influences a vertex, and the unit of the deltas' positions as a float.

use glam::{Vec2, Vec3};
use half::f16;

use crate::model::{Deform, Delta, Influence, Model};

const HEADER: usize = Deform::HEADER;
/// The largest half float.
const MOST: f32 = 65_504.0;

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
        // Half floats then have the same precision in a model of millimetres and in one of kilometres.
        let unit = deform.reach.iter().fold(0f32, |most, reach| most.max(reach.max_element()));
        let unit = if unit > 0.0 { unit } else { 1.0 };
        let influences = out.len();
        out.extend(deform.influences.iter().flat_map(|vertex| vertex.iter().take(each)).map(|&one| influence(one)));
        let deltas = out.len();
        out.extend(deform.targets.iter().flatten().flat_map(|one| delta(one, unit).into_iter().take(stride)));
        let skinned = usize::from(!deform.influences.is_empty());
        let parts = [first as usize, vertices, skinned, influences, deltas, deform.targets.len(), stride, each];
        let parts = parts.map(|part| part as u32).into_iter().chain([unit.to_bits()]);
        out.iter_mut().skip(header).zip(parts).for_each(|(slot, part)| *slot = part);
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

fn delta(one: &Delta, unit: f32) -> [u32; 5] {
    let Delta { position: p, normal: n, tangent: t } = *one;
    let pair = |a: f32, b: f32| {
        let [a, b] = Vec2::new(a, b).to_array().map(|part| u32::from(f16::from_f32(part.clamp(-MOST, MOST)).to_bits()));
        b << 16 | a
    };
    let Vec3 { x, y, z } = p / unit;
    [pair(x, y), pair(z, n.x), pair(n.y, n.z), pair(t.x, t.y), pair(t.z, 0.0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{INFLUENCES, Mesh, Primitive};

    fn model(step: f32) -> Model {
        let mut primitive: Primitive = crate::panel::wand().meshes.remove(0).primitives.remove(0);
        let mut influences = [Influence::default(); INFLUENCES];
        influences[0] = Influence { joint: 3, weight: 65535 };
        let moved = Delta { position: Vec3::new(step, step * 0.5, 0.0), normal: Vec3::X, tangent: Vec3::ZERO };
        primitive.deform = Some(Box::new(Deform {
            influences: vec![influences; 2],
            targets: vec![vec![moved; 2]],
            reach: vec![Vec3::splat(step)],
            ..Deform::default()
        }));
        Model { meshes: vec![Mesh { primitives: vec![primitive] }], ..Model::default() }
    }

    #[test]
    fn words_are_as_many_as_were_counted_and_lie_where_the_header_says() {
        let mut model = model(1.0);
        let counted = model.meshes[0].primitives[0].deform.as_ref().map(|deform| deform.words());
        let words = words(&mut model, &[70]);
        assert_eq!(Some(words.len()), counted);
        assert_eq!(words[..8], [70, 2, 1, 9, 9 + 2 * 4, 1, 3, 4]);
        assert_eq!((words[9], words[13]), (65535 << 16 | 3, 65535 << 16 | 3));
    }

    #[test]
    fn steps_of_any_size_keep_their_precision() {
        for step in [1e-6, 1.0, 3e6] {
            let words = words(&mut model(step), &[0]);
            let [low, high] = [words[17] as u16, (words[17] >> 16) as u16].map(|half| f16::from_bits(half).to_f32());
            let unit = f32::from_bits(words[8]);
            assert!((low * unit / step - 1.0).abs() < 1e-3 && (high * unit / step - 0.5).abs() < 1e-3, "{step}");
        }
    }
}

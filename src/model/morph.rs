//! Morph targets (glTF 2.0, section 3.7.2.2): where each vertex goes at weight 1.

use glam::Vec3;
use gltf::json::{self, Index};

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::error::{Fault, Result, pick};
use super::limits::Meter;
use super::quantise::REACH;
use super::types::Delta;

/// The targets of a primitive, for each vertex.
pub(super) fn targets(
    list: &[json::mesh::MorphTarget],
    count: usize,
    at: &str,
    buffers: &Buffers<'_>,
) -> Result<Vec<Vec<Delta>>> {
    list.iter()
        .enumerate()
        .map(|(place, target)| {
            let at = format!("{at}/targets/{place}");
            // A target is as large as the primitive.
            buffers.budget.vertices.take(count as u64, &at)?;
            let read = |index, name: &str| values(index, name, count, &at, buffers);
            let mut out = vec![Delta::default(); count];
            type Part = fn(&mut Delta) -> &mut Vec3;
            let parts: [(_, Part); 3] = [
                (read(target.positions, "POSITION")?, |delta| &mut delta.position),
                (read(target.normals, "NORMAL")?, |delta| &mut delta.normal),
                (read(target.tangents, "TANGENT")?, |delta| &mut delta.tangent),
            ];
            for (values, part) in parts {
                for (delta, value) in out.iter_mut().zip(values) {
                    *part(delta) = value.into();
                }
            }
            if out.iter().any(|delta| delta.position.abs().max_element() > REACH) {
                return Err(Fault::invalid(at, format!("it moves vertices by more than {REACH:e}")));
            }
            Ok(out)
        })
        .collect()
}

/// The values of an attribute; none where the target does not have it.
fn values(
    index: Option<Index<json::Accessor>>,
    name: &str,
    count: usize,
    at: &str,
    buffers: &Buffers<'_>,
) -> Result<Vec<[f32; 3]>> {
    let Some(index) = index else { return Ok(Vec::new()) };
    let from = format!("{at}/{name}");
    let found = pick(&buffers.root.accessors, index.value(), "accessor", &from)?.count.0;
    if found != count as u64 {
        return Err(Fault::invalid(from, format!("it has {found} elements where there are {count} positions")));
    }
    Accessor::open(buffers, index, &Meter::new("vertices", found), &from)?.floats()
}

/// The change of a flat triangle's normal, where a target moves its corners and says nothing of normals.
pub(super) fn flat_normals(positions: &[[f32; 3]], target: &mut [Delta]) {
    for (corners, deltas) in positions.as_chunks::<3>().0.iter().zip(target.as_chunks_mut::<3>().0) {
        let normal = |[a, b, c]: [Vec3; 3]| (b - a).cross(c - a).try_normalize().unwrap_or(Vec3::Z);
        let rest = corners.map(Vec3::from);
        let moved = std::array::from_fn(|corner| rest[corner] + deltas[corner].position);
        let change = normal(moved) - normal(rest);
        deltas.iter_mut().for_each(|delta| delta.normal = change);
    }
}

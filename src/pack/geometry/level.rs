//! Fewer triangles: meshopt's simplification (Garland and Heckbert's quadrics with attributes), which keeps a subset of the
//! vertices, so that joints, weights and morph targets stay what they were.

use meshopt::{SimplifyOptions, VertexDataAdapter, simplify_with_attributes_and_locks};

use crate::model::Streams;

/// The indices of a simplified mesh of triangles, and how far it lies from the whole one, in the mesh's units.
///
/// `share` of the triangles are wanted; fewer go where the surface would move by more than `error` units.
pub(in crate::pack) fn simplify(streams: &Streams, indices: &[u32], share: f32, error: f32) -> (Vec<u32>, f32) {
    let positions: &[u8] = bytemuck::cast_slice(&streams.positions);
    let Ok(vertices) = VertexDataAdapter::new(positions, size_of::<[f32; 3]>(), 0) else {
        return (indices.to_vec(), 0.0);
    };
    // Normals and colours count, so that edges that only shading shows stay.
    let count = streams.positions.len();
    let mut attributes = Vec::with_capacity(count * 7);
    for index in 0..count {
        attributes.extend(streams.normals.get(index).copied().unwrap_or_default());
        attributes.extend(streams.colors.get(index).copied().unwrap_or([1.0; 4]));
    }
    let weights = [0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0];
    let target = (indices.len() as f32 * share) as usize / 3 * 3;
    let mut moved = 0.0;
    let found = simplify_with_attributes_and_locks(
        indices,
        &vertices,
        &attributes,
        &weights,
        size_of::<[f32; 7]>(),
        &vec![false; count],
        target,
        error,
        SimplifyOptions::ErrorAbsolute | SimplifyOptions::Prune,
        Some(&mut moved),
    );
    (found, moved)
}

/// At most about `triangles`, without regard to what hangs together: for models that are heaps of small parts.
pub(in crate::pack) fn blocks(streams: &Streams, indices: &[u32], triangles: usize) -> Vec<u32> {
    let positions: &[u8] = bytemuck::cast_slice(&streams.positions);
    match VertexDataAdapter::new(positions, size_of::<[f32; 3]>(), 0) {
        Ok(vertices) => meshopt::simplify_sloppy(indices, &vertices, triangles * 3, 1.0, None),
        Err(_) => indices.to_vec(),
    }
}

//! Vertices: equal ones once, unused ones dropped, in the order of their first use.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::stream::{self, Precision, Stream};
use crate::model::Streams;

/// Indices in which vertices that are stored as equal ones are one.
pub(super) fn weld(streams: &Streams, precision: Precision, indices: &[u32]) -> Vec<u32> {
    let keys = keys(streams, precision);
    let mut known: HashMap<&[u8], u32, FixedState> = HashMap::default();
    let width = keys.len() / streams.positions.len().max(1);
    let same: Vec<u32> =
        (0..).zip(keys.chunks_exact(width.max(1))).map(|(index, key)| *known.entry(key).or_insert(index)).collect();
    indices.iter().map(|&index| same.get(index as usize).copied().unwrap_or(index)).collect()
}

/// The bytes of each vertex as they will be stored, one after another; all of one length.
fn keys(streams: &Streams, precision: Precision) -> Vec<u8> {
    let own = stream::attributes(streams, precision).into_iter().map(|(_, stream)| stream);
    let moved = stream::targets(streams, precision).into_iter().flatten().map(|(_, stream)| stream);
    let all: Vec<Stream> = own.chain(moved).collect();
    let mut keys = Vec::new();
    for index in 0..streams.positions.len() {
        let row = |stream: &'_ Stream| index * stream.stride..(index + 1) * stream.stride;
        all.iter().filter_map(|stream| stream.bytes.get(row(stream))).for_each(|row| keys.extend(row));
    }
    keys
}

/// Drops triangles two of whose corners have become one.
pub(super) fn drop_edges(indices: &mut Vec<u32>) {
    let whole = |&[a, b, c]: &[u32; 3]| a != b && b != c && c != a;
    *indices = indices.as_chunks::<3>().0.iter().copied().filter(whole).flatten().collect();
}

/// How many of the indices, whole groups of `corners`, can be taken before they use more than `most` vertices.
pub(super) fn reach(indices: &[u32], vertices: usize, corners: usize, most: usize) -> usize {
    let mut seen = vec![false; vertices];
    let mut count = 0;
    for (place, group) in indices.chunks(corners).enumerate() {
        let fresh = |index: &&u32| seen.get(**index as usize).is_some_and(|seen| !seen);
        count += group.iter().filter(fresh).count();
        if count > most {
            return place * corners;
        }
        for &index in group {
            if let Some(slot) = seen.get_mut(index as usize) {
                *slot = true;
            }
        }
    }
    indices.len()
}

/// The vertices that the indices use, in the order of their first use.
pub(super) fn compact(streams: &Streams, indices: &[u32]) -> (Streams, Vec<u32>) {
    let mut place = vec![u32::MAX; streams.positions.len()];
    let mut from = Vec::new();
    let indices = indices
        .iter()
        .filter_map(|&index| {
            let slot = place.get_mut(index as usize)?;
            if *slot == u32::MAX {
                *slot = from.len() as u32;
                from.push(index);
            }
            Some(*slot)
        })
        .collect();
    let mut own = streams.clone();
    own.gather(&from);
    (own, indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(count: usize) -> Streams {
        Streams { positions: (0..count).map(|x| [(x / 2) as f32, 0.0, 0.0]).collect(), ..Streams::default() }
    }

    #[test]
    fn equal_vertices_are_one_and_unused_ones_go() {
        let streams = row(8);
        let precision = Precision { frame: None, position: 0.1, uv: 1.0, whole_uv: false };
        let indices = weld(&streams, precision, &[1, 3, 5, 5, 3, 7]);
        assert_eq!(indices, [0, 2, 4, 4, 2, 6]);
        // At half a metre more become one.
        assert_eq!(weld(&streams, Precision { position: 8.0, ..precision }, &[1, 3, 5]), [0, 0, 0]);
        let (own, indices) = compact(&streams, &indices);
        assert_eq!(indices, [0, 1, 2, 2, 1, 3]);
        assert_eq!(own.positions.len(), 4);
        assert_eq!(own.positions[3][0], 3.0);
    }

    #[test]
    fn triangles_without_a_side_go() {
        let mut indices = vec![0, 1, 2, 3, 3, 1, 4, 5, 4, 2, 1, 0];
        drop_edges(&mut indices);
        assert_eq!(indices, [0, 1, 2, 2, 1, 0]);
    }

    #[test]
    fn chunks_end_before_a_group_that_does_not_fit() {
        assert_eq!(reach(&[0, 1, 2, 2, 1, 3, 4, 5, 6], 8, 3, 4), 6);
        assert_eq!(reach(&[0, 1, 2], 8, 3, 100), 3);
    }
}

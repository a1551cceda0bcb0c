//! Meshes made small: fewer triangles for a level ([`level`]), vertices in an order that packs well ([`order`]), each
//! stream at the precision that shows ([`stream`]), places as whole numbers ([`frame`]).

pub(super) mod frame;
pub(super) mod level;
mod order;
pub(super) mod stream;

use crate::model::{Part, Streams};
use stream::Precision;

/// A primitive that is ready to be encoded: at most [`MOST_VERTICES`] vertices, so that indices take 16 bits.
pub(super) struct Chunk {
    pub streams: Streams,
    pub indices: Vec<u32>,
    /// 4 triangles, 1 lines, 0 points.
    pub mode: u32,
}

/// Vertices of one chunk. The last of 16 bits would restart a strip.
pub(super) const MOST_VERTICES: usize = 65_535;

/// Triangles of a part.
pub(super) fn triangles(part: &Part) -> u64 {
    if part.mode == 4 { part.indices.len() as u64 / 3 } else { 0 }
}

/// Brings a part, or a simplified one, into chunks: vertices that are stored as equal ones once, unused ones dropped, triangles
/// in the order that packs best of those that are known.
pub(super) fn chunks(streams: &Streams, indices: &[u32], mode: u32, precision: Precision) -> Vec<Chunk> {
    let mut indices = order::weld(streams, precision, indices);
    if mode != 4 {
        return cut(streams, &indices, mode);
    }
    order::drop_edges(&mut indices);
    let count = streams.positions.len();
    let cached = meshopt::optimize_vertex_cache(&indices, count);
    let orders = [
        meshopt::optimize_vertex_cache_strip(&indices, count),
        meshopt::optimize_vertex_cache_strip(&cached, count),
        cached,
    ];
    let all = orders.map(|indices| cut(streams, &indices, mode));
    all.into_iter().min_by_key(|chunks| packed_bytes(chunks, precision)).unwrap_or_default()
}

/// About how many bytes chunks take.
fn packed_bytes(chunks: &[Chunk], precision: Precision) -> usize {
    let rows = |chunk: &Chunk| -> usize {
        let own = stream::attributes(&chunk.streams, precision).into_iter().map(|(_, stream)| stream);
        let moved = stream::targets(&chunk.streams, precision).into_iter().flatten().map(|(_, stream)| stream);
        own.chain(moved).map(|stream| stream::packed(&stream.bytes, stream.stride).map_or(0, |bytes| bytes.len())).sum()
    };
    chunks.iter().map(|chunk| rows(chunk) + stream::indices(chunk).map_or(0, |stream| stream.bytes.len())).sum()
}

/// Cuts a mesh where 16 bits are too few for its indices.
fn cut(streams: &Streams, indices: &[u32], mode: u32) -> Vec<Chunk> {
    let corners = match mode {
        4 => 3,
        1 => 2,
        _ => 1,
    };
    let mut chunks = Vec::new();
    let mut rest = indices;
    while !rest.is_empty() {
        let end = order::reach(rest, streams.positions.len(), corners, MOST_VERTICES);
        let Some((now, later)) = rest.split_at_checked(end.max(1)) else { break };
        let (streams, indices) = order::compact(streams, now);
        chunks.push(Chunk { streams, indices, mode });
        rest = later;
    }
    chunks
}

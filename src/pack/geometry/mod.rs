//! Meshes made small: fewer triangles for a level ([`level`]), vertices in an order that packs well ([`order`]), each
//! stream at the precision that shows ([`stream`]).

pub(super) mod level;
mod order;
pub(super) mod stream;

use crate::model::{Part, Streams};

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

/// Brings a part, or a simplified one, into chunks: equal vertices once, unused ones dropped.
pub(super) fn chunks(streams: &Streams, indices: &[u32], mode: u32) -> Vec<Chunk> {
    let mut indices = order::weld(streams, indices);
    if mode == 4 {
        meshopt::optimize_vertex_cache_strip_in_place(&mut indices, streams.positions.len());
    }
    let corners = match mode {
        4 => 3,
        1 => 2,
        _ => 1,
    };
    let mut chunks = Vec::new();
    let mut rest = indices.as_slice();
    while !rest.is_empty() {
        let end = order::reach(rest, streams.positions.len(), corners, MOST_VERTICES);
        let Some((now, later)) = rest.split_at_checked(end.max(1)) else { break };
        let (streams, indices) = order::compact(streams, now);
        chunks.push(Chunk { streams, indices, mode });
        rest = later;
    }
    chunks
}

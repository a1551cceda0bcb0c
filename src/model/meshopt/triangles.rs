//! Mode 1: triangles, most of them one byte each.
//!
//! The decoder keeps the last 16 edges and the last 16 new vertices. A code byte says at which of those edges the next
//! triangle stands, and what its third corner is: the next vertex that has not been seen, a recent one, or one that is
//! spelled out in the bytes after the codes. Both rings are arrays of 16 with a free-running counter, so that no index
//! needs a check.
//!
//! The counters also tell whether an entry was ever written. That is asked of each triangle until both rings are full,
//! and never again: the bulk of a mesh is decoded without it.

use super::error::Error;
use super::varint;

const TABLE: usize = 16;

pub(super) fn decode<const SIZE: usize>(out: &mut [u8], data: &[u8]) -> Result<(), Error> {
    let (&header, body) = data.split_first().ok_or(Error::Short)?;
    // The first version has no short form for the neighbours of the last vertex.
    let recent = match header {
        0xe0 => 15,
        0xe1 => 13,
        _ => return Err(Error::Header(header)),
    };
    let triangles = out.len() / (3 * SIZE);
    let (codes, rest) = body.split_at_checked(triangles).ok_or(Error::Short)?;
    let (extra, table) = rest.split_last_chunk::<TABLE>().ok_or(Error::Short)?;
    let [.., 0, 0] = table else { return Err(Error::Table) };
    if table.iter().any(|pair| pair & 15 == 15 || pair >> 4 == 15) {
        return Err(Error::Table);
    }
    let mut state = State {
        edges: [[0; 2]; 16],
        edge: 0,
        vertices: [0; 16],
        vertex: 0,
        next: 0,
        last: 0,
        // A triangle takes at most 16 of these bytes, and the table's are as many: reading past `extra` by one
        // triangle stays within `rest`, so the end is checked once.
        extra: rest,
        at: 0,
    };
    let mut codes = codes.iter();
    let mut triangles = out.chunks_exact_mut(3 * SIZE);
    while state.edge < 16 || state.vertex < 16 {
        let (Some(&code), Some(triangle)) = (codes.next(), triangles.next()) else {
            return super::ends(state.at, extra.len());
        };
        store::<SIZE>(triangle, state.triangle::<true>(code, recent, table)?);
    }
    for (&code, triangle) in codes.zip(triangles) {
        store::<SIZE>(triangle, state.triangle::<false>(code, recent, table)?);
    }
    super::ends(state.at, extra.len())
}

/// The fewest bytes that can hold so many indices.
pub(super) fn least(count: usize, size: usize) -> Result<usize, Error> {
    super::index(size)?;
    Ok((count / 3).saturating_add(1 + TABLE))
}

#[inline(always)]
fn store<const SIZE: usize>(triangle: &mut [u8], indices: [u32; 3]) {
    for (to, index) in triangle.as_chunks_mut::<SIZE>().0.iter_mut().zip(indices) {
        if let Some(bytes) = index.to_le_bytes().first_chunk() {
            *to = *bytes;
        }
    }
}

struct State<'a> {
    edges: [[u32; 2]; 16],
    /// Edges pushed so far.
    edge: usize,
    vertices: [u32; 16],
    /// Vertices pushed so far.
    vertex: usize,
    /// The lowest index that has not been seen.
    next: u32,
    /// The last index that was spelled out.
    last: u32,
    extra: &'a [u8],
    at: usize,
}

impl State<'_> {
    /// The next triangle. `CHECK` refuses entries of the rings that were never written.
    #[inline(always)]
    fn triangle<const CHECK: bool>(&mut self, code: u8, recent: u8, table: &[u8; TABLE]) -> Result<[u32; 3], Error> {
        if code >= 0xf0 {
            return self.free::<CHECK>(code, table);
        }
        let back = usize::from(code >> 4);
        if CHECK && back >= self.edge {
            return Err(Error::Unset);
        }
        let [a, b] = self.edges[self.edge.wrapping_sub(1 + back) & 15];
        let third = code & 15;
        let c = if third < recent {
            let back = usize::from(third);
            if CHECK && third > 0 && back >= self.vertex {
                return Err(Error::Unset);
            }
            let seen = self.vertices[self.vertex.wrapping_sub(1 + back) & 15];
            let new = third == 0;
            let c = if new { self.next } else { seen };
            self.next = self.next.wrapping_add(u32::from(new));
            // The oldest entry is out of reach of every code, so it may be overwritten even when nothing is pushed.
            self.vertices[self.vertex & 15] = c;
            self.vertex = self.vertex.wrapping_add(usize::from(new));
            c
        } else {
            let c = match third {
                13 => self.last.wrapping_sub(1),
                14 => self.last.wrapping_add(1),
                _ => self.spelled()?,
            };
            self.last = c;
            self.push_vertex(c);
            c
        };
        self.push_edge(c, b);
        self.push_edge(a, c);
        Ok([a, b, c])
    }

    /// A triangle that stands at no recent edge.
    #[inline(always)]
    fn free<const CHECK: bool>(&mut self, code: u8, table: &[u8; TABLE]) -> Result<[u32; 3], Error> {
        let (pair, first) = if code < 0xfe {
            (table[usize::from(code & 15)], 0)
        } else {
            let pair = *self.extra.get(self.at).ok_or(Error::Short)?;
            self.at += 1;
            if pair == 0 {
                self.next = 0;
            }
            (pair, if code == 0xfe { 0 } else { 15 })
        };
        // The corners refer to the ring as it was before this triangle.
        let before = self.vertex;
        let a = self.corner::<CHECK>(first, before)?;
        let b = self.corner::<CHECK>(pair >> 4, before)?;
        let c = self.corner::<CHECK>(pair & 15, before)?;
        self.push_vertex(a);
        for (corner, how) in [(b, pair >> 4), (c, pair & 15)] {
            // The oldest entry is out of reach, as above.
            self.vertices[self.vertex & 15] = corner;
            self.vertex = self.vertex.wrapping_add(usize::from(how == 0 || how == 15));
        }
        self.push_edge(b, a);
        self.push_edge(c, b);
        self.push_edge(a, c);
        Ok([a, b, c])
    }

    /// One corner: 0 is the next new vertex, 15 one that is spelled out, all else counts back in the ring.
    #[inline(always)]
    fn corner<const CHECK: bool>(&mut self, how: u8, vertex: usize) -> Result<u32, Error> {
        match how {
            0 => {
                let new = self.next;
                self.next = new.wrapping_add(1);
                Ok(new)
            }
            15 => {
                self.last = self.spelled()?;
                Ok(self.last)
            }
            _ if CHECK && usize::from(how) > vertex => Err(Error::Unset),
            _ => Ok(self.vertices[vertex.wrapping_sub(usize::from(how)) & 15]),
        }
    }

    #[inline(always)]
    fn spelled(&mut self) -> Result<u32, Error> {
        let code = varint::read(self.extra, &mut self.at)?;
        Ok(self.last.wrapping_add((code >> 1) ^ 0u32.wrapping_sub(code & 1)))
    }

    #[inline(always)]
    fn push_vertex(&mut self, vertex: u32) {
        self.vertices[self.vertex & 15] = vertex;
        self.vertex = self.vertex.wrapping_add(1);
    }

    #[inline(always)]
    fn push_edge(&mut self, a: u32, b: u32) {
        self.edges[self.edge & 15] = [a, b];
        self.edge = self.edge.wrapping_add(1);
    }
}

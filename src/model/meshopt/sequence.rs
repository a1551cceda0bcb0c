//! Mode 2: indices of no particular shape, each a difference from one of two running values.
//!
//! A difference is an unsigned number of 7 bits a byte (LEB128): the lowest bit says from which of the two values, the
//! next one whether it is negative. Both versions of the header have the same body.

use super::error::Error;
use super::varint;

const TAIL: usize = 4;

pub(super) fn decode<const SIZE: usize>(out: &mut [u8], data: &[u8]) -> Result<(), Error> {
    let (&header, body) = data.split_first().ok_or(Error::Short)?;
    if !matches!(header, 0xd0 | 0xd1) {
        return Err(Error::Header(header));
    }
    let end = body.len().checked_sub(TAIL).ok_or(Error::Short)?;
    let mut last = [0u32; 2];
    let mut at = 0;
    for index in out.as_chunks_mut::<SIZE>().0 {
        let code = varint::read(body, &mut at)?;
        let delta = (code >> 2) ^ 0u32.wrapping_sub((code >> 1) & 1);
        let last = &mut last[(code & 1) as usize];
        *last = last.wrapping_add(delta);
        if let Some(bytes) = last.to_le_bytes().first_chunk() {
            *index = *bytes;
        }
    }
    super::ends(at, end)
}

/// The fewest bytes that can hold so many indices.
pub(super) fn least(count: usize, size: usize) -> Result<usize, Error> {
    super::index(size)?;
    Ok(count.saturating_add(1 + TAIL))
}

//! Unsigned numbers of 7 bits a byte, the lowest first; the top bit says that another byte follows (LEB128).

use super::error::Error;

/// Reads one at `at` and moves behind it.
#[inline(always)]
pub(super) fn read(data: &[u8], at: &mut usize) -> Result<u32, Error> {
    let first = *data.get(*at).ok_or(Error::Short)?;
    *at += 1;
    if first < 0x80 {
        return Ok(u32::from(first));
    }
    rest(data, at, u32::from(first & 0x7f))
}

#[inline]
fn rest(data: &[u8], at: &mut usize, mut value: u32) -> Result<u32, Error> {
    for shift in [7, 14, 21, 28] {
        let byte = *data.get(*at).ok_or(Error::Short)?;
        *at += 1;
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(Error::Index)
}

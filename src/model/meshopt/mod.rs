//! Decoders of meshopt streams: the compressed buffer views of `EXT_meshopt_compression` and `KHR_meshopt_compression`.
//!
//! | what | glTF calls it | here |
//! |---|---|---|
//! | elements of 4 to 256 bytes, versions 0 and 1 | `ATTRIBUTES` | [`decode_vertices`] |
//! | triangle lists, versions 0 and 1 | `TRIANGLES` | [`decode_triangles`] |
//! | any other indices, versions 0 and 1 | `INDICES` | [`decode_sequence`] |
//! | unit vectors, rotations, floats and colours in those elements | `filter` | [`Filter`] |
//!
//! The bit formats are in the two extensions' texts (appendices A and B). Depends on `std` alone.
//!
//! Streams may be hostile. A stream says nothing of its size, so what is written is bounded by the caller; a count that
//! the stream is too short for is refused before memory is taken; every read is checked; a refusal is an [`Error`].
//!
//! Speed comes from the processor's vector instructions, chosen at run time ([`Kernel`]); every kernel gives the same
//! bytes.

mod error;
mod filter;
mod kernel;
mod sequence;
mod triangles;
mod varint;
mod vertex;

pub use error::Error;
pub use filter::Filter;
pub use kernel::Kernel;

/// `count` elements of `stride` bytes each: a multiple of 4, at most 256.
///
/// # Errors
///
/// A stream that is broken, of another kind, or not exactly as long as its elements.
pub fn decode_vertices(count: usize, stride: usize, data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = room(count, stride, vertex::least(count, stride)?, data)?;
    decode_vertices_into(&mut out, stride, data)?;
    Ok(out)
}

/// [`decode_vertices`] into memory that is there already; its length says how many elements there are.
///
/// # Errors
///
/// As [`decode_vertices`], and [`Error::Output`] for a length that is no multiple of `stride`.
pub fn decode_vertices_into(out: &mut [u8], stride: usize, data: &[u8]) -> Result<(), Error> {
    decode_vertices_with(Kernel::best(), out, stride, data)
}

/// [`decode_vertices_into`] with a given kernel, to compare them.
///
/// # Errors
///
/// As [`decode_vertices_into`].
pub fn decode_vertices_with(kernel: Kernel, out: &mut [u8], stride: usize, data: &[u8]) -> Result<(), Error> {
    vertex::decode(kernel, out, stride, data)
}

/// `count` indices of triangles, each of `index_size` bytes (2 or 4, little-endian).
///
/// # Errors
///
/// A count that is no multiple of 3; a stream that is broken, of another kind, or not exactly as long as its triangles.
pub fn decode_triangles(count: usize, index_size: usize, data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = room(count, index_size, triangles::least(count, index_size)?, data)?;
    decode_triangles_into(&mut out, index_size, data)?;
    Ok(out)
}

/// [`decode_triangles`] into memory that is there already; its length says how many indices there are.
///
/// # Errors
///
/// As [`decode_triangles`], and [`Error::Output`] for a length that is no multiple of `index_size`.
pub fn decode_triangles_into(out: &mut [u8], index_size: usize, data: &[u8]) -> Result<(), Error> {
    index(index_size)?;
    let count = whole(out, index_size)?;
    if !count.is_multiple_of(3) {
        return Err(Error::Triangles(count));
    }
    if index_size == 2 { triangles::decode::<2>(out, data) } else { triangles::decode::<4>(out, data) }
}

/// `count` indices, each of `index_size` bytes (2 or 4, little-endian).
///
/// # Errors
///
/// A stream that is broken, of another kind, or not exactly as long as its indices.
pub fn decode_sequence(count: usize, index_size: usize, data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = room(count, index_size, sequence::least(count, index_size)?, data)?;
    decode_sequence_into(&mut out, index_size, data)?;
    Ok(out)
}

/// [`decode_sequence`] into memory that is there already; its length says how many indices there are.
///
/// # Errors
///
/// As [`decode_sequence`], and [`Error::Output`] for a length that is no multiple of `index_size`.
pub fn decode_sequence_into(out: &mut [u8], index_size: usize, data: &[u8]) -> Result<(), Error> {
    index(index_size)?;
    whole(out, index_size)?;
    if index_size == 2 { sequence::decode::<2>(out, data) } else { sequence::decode::<4>(out, data) }
}

/// Memory for the elements of a stream that is at least as long as they need.
fn room(count: usize, stride: usize, least: usize, data: &[u8]) -> Result<Vec<u8>, Error> {
    if data.len() < least {
        return Err(Error::Short);
    }
    Ok(vec![0; count.checked_mul(stride).ok_or(Error::Output)?])
}

/// Checks the size of an index.
fn index(size: usize) -> Result<(), Error> {
    if matches!(size, 2 | 4) { Ok(()) } else { Err(Error::Stride(size)) }
}

/// How many elements the output holds.
fn whole(out: &[u8], stride: usize) -> Result<usize, Error> {
    match stride {
        0 => Err(Error::Stride(stride)),
        _ if out.len().is_multiple_of(stride) => Ok(out.len() / stride),
        _ => Err(Error::Output),
    }
}

/// A stream must end where its last element does.
fn ends(at: usize, end: usize) -> Result<(), Error> {
    match end.checked_sub(at) {
        Some(0) => Ok(()),
        Some(extra) => Err(Error::Extra(extra)),
        None => Err(Error::Short),
    }
}

//! Filters: what the elements of a stream mean, where they are not the values themselves.
//!
//! Each is a loop over blocks of [`LANES`] elements: the fields are taken apart into arrays, each step runs over whole
//! arrays, and the results are packed again. The compiler makes vector instructions of that, for the instructions that
//! every processor of the target has and once more for AVX2; the arithmetic is the same, so every kernel gives the same
//! bits. Rounding is to the nearest integer by adding 1.5 × 2²³, after which the integer stands in the low bits: it needs
//! no instruction of its own, and values out of range, which only broken streams have, give some bits and no fault.

mod color;
mod exponential;
mod octahedral;
mod quaternion;

use super::error::Error;
use super::kernel::Kernel;
#[cfg(target_arch = "x86_64")]
use super::kernel::Kind;

/// Elements of a block.
const LANES: usize = 16;

/// A filter, applied in place to what [`super::decode_vertices`] gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Unit vectors: 4 signed bytes or 16-bit integers, of which the last is left alone.
    Octahedral,
    /// Rotations: 4 signed 16-bit integers.
    Quaternion,
    /// 32-bit floats.
    Exponential,
    /// Colours: 4 unsigned bytes or 16-bit integers.
    Color,
}

impl Filter {
    /// Whether elements of so many bytes can be filtered.
    #[must_use]
    pub fn takes(self, stride: usize) -> bool {
        match self {
            Filter::Octahedral | Filter::Color => matches!(stride, 4 | 8),
            Filter::Quaternion => stride == 8,
            Filter::Exponential => stride.is_multiple_of(4) && stride > 0,
        }
    }

    /// Turns stored elements into values.
    ///
    /// # Errors
    ///
    /// A stride that the filter does not take, or data that is no multiple of it.
    pub fn apply(self, data: &mut [u8], stride: usize) -> Result<(), Error> {
        self.apply_with(Kernel::best(), data, stride)
    }

    /// [`Filter::apply`] with a given kernel, to compare them.
    ///
    /// # Errors
    ///
    /// As [`Filter::apply`].
    pub fn apply_with(self, kernel: Kernel, data: &mut [u8], stride: usize) -> Result<(), Error> {
        if !self.takes(stride) {
            return Err(Error::Stride(stride));
        }
        super::whole(data, stride)?;
        #[cfg(target_arch = "x86_64")]
        if matches!(kernel.0, Kind::Avx2 | Kind::Avx512) {
            // SAFETY: the kernel is the proof that the processor has these instructions.
            unsafe { wide(self, data, stride) };
            return Ok(());
        }
        // Elsewhere every processor of the target has the instructions that the compiler takes.
        let _ = kernel;
        plain(self, data, stride);
        Ok(())
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn wide(filter: Filter, data: &mut [u8], stride: usize) {
    plain(filter, data, stride);
}

#[inline(always)]
fn plain(filter: Filter, data: &mut [u8], stride: usize) {
    match (filter, stride) {
        (Filter::Octahedral, 4) => each(data, octahedral::bytes),
        (Filter::Octahedral, _) => each(data, octahedral::words),
        (Filter::Quaternion, _) => each(data, quaternion::words),
        (Filter::Exponential, _) => each(data, exponential::floats),
        (Filter::Color, 4) => each(data, color::bytes),
        (Filter::Color, _) => each(data, color::words),
    }
}

/// Runs over all elements of `SIZE` bytes; the last block is filled up with zeros.
#[inline(always)]
fn each<const SIZE: usize>(data: &mut [u8], block: impl Fn(&mut [[u8; SIZE]; LANES])) {
    let (blocks, rest) = data.as_chunks_mut::<SIZE>().0.as_chunks_mut::<LANES>();
    for elements in blocks {
        block(elements);
    }
    let mut last = [[0; SIZE]; LANES];
    for (to, from) in last.iter_mut().zip(&*rest) {
        *to = *from;
    }
    block(&mut last);
    for (to, from) in rest.iter_mut().zip(last) {
        *to = from;
    }
}

/// Bits whose lowest 16 are the nearest integer.
#[inline(always)]
fn nearest(value: f32) -> u32 {
    (value + 12_582_912.0).to_bits()
}

/// The 16-bit words of elements, in pairs: first and second, third and fourth.
#[inline(always)]
fn pairs(elements: &[[u8; 8]; LANES]) -> ([u32; LANES], [u32; LANES]) {
    let (mut low, mut high) = ([0; LANES], [0; LANES]);
    for ((element, low), high) in elements.iter().zip(&mut low).zip(&mut high) {
        let [a, b, c, d, e, f, g, h] = *element;
        *low = u32::from_le_bytes([a, b, c, d]);
        *high = u32::from_le_bytes([e, f, g, h]);
    }
    (low, high)
}

/// The reverse of [`pairs`].
#[inline(always)]
fn join(elements: &mut [[u8; 8]; LANES], low: &[u32; LANES], high: &[u32; LANES]) {
    for ((element, low), high) in elements.iter_mut().zip(low).zip(high) {
        *element = (u64::from(*low) | u64::from(*high) << 32).to_le_bytes();
    }
}

//! The kernel for x86-64 with SSE4.1, SSSE3 and POPCNT.
//!
//! *Unpack*: shifts and byte interleaves spread the bits over 16 lanes; a comparison finds the lanes that stand for
//! whole bytes, and one shuffle with controls from a table puts the bytes there.
//! *Undo*: four byte streams are interleaved to four vectors of four values, summed within each by two shifted
//! additions, and carried on to the next by a broadcast.
//! *Weave*: 4×4 transposes of 32-bit values, so that most bytes are stored 16 at a time.

use std::arch::x86_64::*;

use super::table::PLACES;
use super::{Error, GROUP, Lanes, Mode, REACH, Stream, Streams};

#[derive(Clone, Copy)]
struct Sse(());

#[target_feature(enable = "ssse3,sse4.1,popcnt")]
pub(super) fn run(stream: Stream<'_>, out: &mut [u8]) -> Result<(), Error> {
    stream.run(Sse(()), out)
}

impl Lanes for Sse {
    #[inline(always)]
    fn unpack<const BITS: usize>(self, from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
        // SAFETY: an `Sse` exists only within `run`, whose caller knows that the processor has the instructions.
        unsafe { unpack::<BITS>(from, to) }
    }

    #[inline(always)]
    fn undo(self, mode: Mode, streams: &Streams, before: u32, to: &mut [u32]) {
        // SAFETY: as above.
        unsafe { undo(mode, streams, before, to) }
    }

    #[inline(always)]
    fn weave(self, columns: &[u32], rows: usize, stride: usize, out: &mut [u8]) {
        // SAFETY: as above.
        unsafe { weave(columns, rows, stride, out) }
    }
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
fn unpack<const BITS: usize>(from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
    let [a, b, c, d, e, f, g, h, ..] = *from;
    let packed = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let vector = _mm_cvtsi64_si128(packed as i64);
    let (values, mask) = match BITS {
        1 => (_mm_setzero_si128(), packed as u32 & 0xffff),
        2 => {
            let nibbles = _mm_unpacklo_epi8(_mm_srli_epi16::<4>(vector), vector);
            let pairs = _mm_unpacklo_epi8(_mm_srli_epi16::<2>(nibbles), nibbles);
            marked(_mm_and_si128(pairs, _mm_set1_epi8(3)), 3)
        }
        _ => {
            let nibbles = _mm_unpacklo_epi8(_mm_srli_epi16::<4>(vector), vector);
            marked(_mm_and_si128(nibbles, _mm_set1_epi8(15)), 15)
        }
    };
    let whole = load(from.get(2 * BITS..).and_then(<[u8]>::first_chunk).unwrap_or(&[0; GROUP]));
    let (low, high) = (mask as u8, (mask >> 8) as u8);
    let places = _mm_unpacklo_epi64(
        _mm_cvtsi64_si128(i64::from_le_bytes(PLACES[usize::from(low)])),
        _mm_cvtsi64_si128(i64::from_le_bytes(PLACES[usize::from(high)])),
    );
    // The second eight lanes go on where the first eight ended; 0x80 stays above 0x7f, which is all that it must.
    let skip = low.count_ones();
    let places = _mm_add_epi8(places, _mm_slli_si128::<8>(_mm_set1_epi8(skip as i8)));
    store(to, _mm_or_si128(values, _mm_shuffle_epi8(whole, places)));
    2 * BITS + (skip + high.count_ones()) as usize
}

/// The values with zero where they are `sentinel`, and a bit for each of those.
#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
fn marked(values: __m128i, sentinel: i8) -> (__m128i, u32) {
    let marks = _mm_cmpeq_epi8(values, _mm_set1_epi8(sentinel));
    (_mm_andnot_si128(marks, values), _mm_movemask_epi8(marks) as u32)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
pub(super) fn undo(mode: Mode, streams: &Streams, before: u32, to: &mut [u32]) {
    match mode {
        Mode::Bytes => sum(streams, before, to, |v| unzigzag8(v), |a, b| _mm_add_epi8(a, b)),
        Mode::Words => sum(streams, before, to, |v| unzigzag16(v), |a, b| _mm_add_epi16(a, b)),
        Mode::Xor(turn) => {
            let (left, right) = (_mm_cvtsi32_si128(turn as i32), _mm_cvtsi32_si128(32 - turn as i32));
            let turned = |v| _mm_or_si128(_mm_sll_epi32(v, left), _mm_srl_epi32(v, right));
            sum(streams, before, to, turned, |a, b| _mm_xor_si128(a, b));
        }
    }
}

/// Running sums of a channel, whatever the sum is.
#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
fn sum(
    streams: &Streams,
    before: u32,
    to: &mut [u32],
    delta: impl Fn(__m128i) -> __m128i,
    add: impl Fn(__m128i, __m128i) -> __m128i,
) {
    let [a, b, c, d] = streams;
    let streams = a.as_chunks().0.iter().zip(b.as_chunks().0).zip(c.as_chunks().0).zip(d.as_chunks().0);
    let mut last = _mm_set1_epi32(before as i32);
    for (to, (((a, b), c), d)) in to.as_chunks_mut::<GROUP>().0.iter_mut().zip(streams) {
        let (a, b, c, d) = (load(a), load(b), load(c), load(d));
        let (ab, cd) = (_mm_unpacklo_epi8(a, b), _mm_unpacklo_epi8(c, d));
        let (ef, gh) = (_mm_unpackhi_epi8(a, b), _mm_unpackhi_epi8(c, d));
        let fours = [
            _mm_unpacklo_epi16(ab, cd),
            _mm_unpackhi_epi16(ab, cd),
            _mm_unpacklo_epi16(ef, gh),
            _mm_unpackhi_epi16(ef, gh),
        ];
        for (to, four) in to.as_chunks_mut().0.iter_mut().zip(fours) {
            let four = delta(four);
            let four = add(four, _mm_slli_si128::<4>(four));
            let four = add(four, _mm_slli_si128::<8>(four));
            let four = add(four, last);
            last = _mm_shuffle_epi32::<0xff>(four);
            // SAFETY: four values of 32 bits are 16 bytes.
            unsafe { _mm_storeu_si128(std::ptr::from_mut::<[u32; 4]>(to).cast(), four) };
        }
    }
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
fn unzigzag8(v: __m128i) -> __m128i {
    let sign = _mm_sub_epi8(_mm_setzero_si128(), _mm_and_si128(v, _mm_set1_epi8(1)));
    _mm_xor_si128(_mm_and_si128(_mm_srli_epi16::<1>(v), _mm_set1_epi8(0x7f)), sign)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
fn unzigzag16(v: __m128i) -> __m128i {
    let sign = _mm_sub_epi16(_mm_setzero_si128(), _mm_and_si128(v, _mm_set1_epi16(1)));
    _mm_xor_si128(_mm_srli_epi16::<1>(v), sign)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1,popcnt")]
pub(super) fn weave(columns: &[u32], rows: usize, stride: usize, out: &mut [u8]) {
    let channels = stride / 4;
    let elements = out.len() / stride;
    let whole = if rows >= 4 { channels & !3 } else { 0 };
    if columns.len() < channels * rows || elements > rows {
        return;
    }
    let column = columns.as_ptr();
    let to = out.as_mut_ptr();
    for channel in (0..whole).step_by(4) {
        for row in (0..elements & !3).step_by(4) {
            let four = |place: usize| {
                // SAFETY: `row + 4 <= elements <= rows`, and there are `channels` columns of `rows` values.
                unsafe { _mm_loadu_si128(column.add((channel + place) * rows + row).cast()) }
            };
            let (a, b, c, d) = (four(0), four(1), four(2), four(3));
            let (ab, cd) = (_mm_unpacklo_epi32(a, b), _mm_unpacklo_epi32(c, d));
            let (ef, gh) = (_mm_unpackhi_epi32(a, b), _mm_unpackhi_epi32(c, d));
            let four = [
                _mm_unpacklo_epi64(ab, cd),
                _mm_unpackhi_epi64(ab, cd),
                _mm_unpacklo_epi64(ef, gh),
                _mm_unpackhi_epi64(ef, gh),
            ];
            for (place, element) in four.into_iter().enumerate() {
                // SAFETY: `row + place < elements`, and `4 * channel + 16 <= stride`.
                unsafe { _mm_storeu_si128(to.add((row + place) * stride + 4 * channel).cast(), element) };
            }
        }
        for row in elements & !3..elements {
            for channel in channel..channel + 4 {
                // SAFETY: `row < elements <= rows` and `channel < channels`.
                unsafe {
                    to.add(row * stride + 4 * channel).cast::<u32>().write_unaligned(*column.add(channel * rows + row))
                };
            }
        }
    }
    for channel in whole..channels {
        for row in 0..elements {
            // SAFETY: as above.
            unsafe {
                to.add(row * stride + 4 * channel).cast::<u32>().write_unaligned(*column.add(channel * rows + row))
            };
        }
    }
}

#[inline(always)]
pub(super) fn load(from: &[u8; GROUP]) -> __m128i {
    // SAFETY: the array has the 16 bytes that are read, and no alignment is asked for.
    unsafe { _mm_loadu_si128(from.as_ptr().cast()) }
}

#[inline(always)]
pub(super) fn store(to: &mut [u8; GROUP], value: __m128i) {
    // SAFETY: the array has the 16 bytes that are written, and no alignment is asked for.
    unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), value) };
}

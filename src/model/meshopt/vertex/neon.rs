//! The kernel for 64-bit ARM with NEON.
//!
//! The same three stages as on x86-64: TBL shuffles by the same table (an index past the end gives zero there too), and
//! ST4 weaves four columns at once where an element is four channels.

use std::arch::aarch64::*;

use super::table::PLACES;
use super::{Error, GROUP, Lanes, Mode, REACH, Stream, Streams};

#[derive(Clone, Copy)]
struct Neon(());

#[target_feature(enable = "neon")]
pub(super) fn run(stream: Stream<'_>, out: &mut [u8]) -> Result<(), Error> {
    stream.run(Neon(()), out)
}

impl Lanes for Neon {
    #[inline(always)]
    fn unpack<const BITS: usize>(self, from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
        // SAFETY: a `Neon` exists only within `run`, whose caller knows that the processor has the instructions.
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
#[target_feature(enable = "neon")]
fn unpack<const BITS: usize>(from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
    let [a, b, c, d, e, f, g, h, ..] = *from;
    let packed = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let vector = vcreate_u8(packed);
    let (values, low, high) = match BITS {
        1 => (vdupq_n_u8(0), a, b),
        2 => {
            let nibbles = vzip1_u8(vshr_n_u8::<4>(vector), vector);
            let pairs =
                vcombine_u8(vzip1_u8(vshr_n_u8::<2>(nibbles), nibbles), vzip2_u8(vshr_n_u8::<2>(nibbles), nibbles));
            marked(vandq_u8(pairs, vdupq_n_u8(3)), 3)
        }
        _ => {
            let upper = vshr_n_u8::<4>(vector);
            let nibbles = vcombine_u8(vzip1_u8(upper, vector), vzip2_u8(upper, vector));
            marked(vandq_u8(nibbles, vdupq_n_u8(15)), 15)
        }
    };
    let whole = load(from.get(2 * BITS..).and_then(<[u8]>::first_chunk).unwrap_or(&[0; GROUP]));
    let skip = low.count_ones();
    let places = vcombine_u8(
        vcreate_u8(u64::from_le_bytes(PLACES[usize::from(low)])),
        // The second eight lanes go on where the first eight ended; 0x80 stays past the end of the table.
        vadd_u8(vcreate_u8(u64::from_le_bytes(PLACES[usize::from(high)])), vdup_n_u8(skip as u8)),
    );
    store(to, vorrq_u8(values, vqtbl1q_u8(whole, places)));
    2 * BITS + (skip + high.count_ones()) as usize
}

/// The values with zero where they are `sentinel`, and a bit for each of those, in two bytes.
#[inline]
#[target_feature(enable = "neon")]
fn marked(values: uint8x16_t, sentinel: u8) -> (uint8x16_t, u8, u8) {
    let marks = vceqq_u8(values, vdupq_n_u8(sentinel));
    let bits = vandq_u8(marks, vreinterpretq_u8_u64(vdupq_n_u64(0x8040_2010_0804_0201)));
    (vbicq_u8(values, marks), vaddv_u8(vget_low_u8(bits)), vaddv_u8(vget_high_u8(bits)))
}

#[inline]
#[target_feature(enable = "neon")]
fn undo(mode: Mode, streams: &Streams, before: u32, to: &mut [u32]) {
    match mode {
        Mode::Bytes => sum(
            streams,
            before,
            to,
            |v| {
                let sign = vnegq_s8(vreinterpretq_s8_u8(vandq_u8(v, vdupq_n_u8(1))));
                veorq_u8(vshrq_n_u8::<1>(v), vreinterpretq_u8_s8(sign))
            },
            |a, b| vaddq_u8(a, b),
        ),
        Mode::Words => sum(
            streams,
            before,
            to,
            |v| {
                let v = vreinterpretq_u16_u8(v);
                let sign = vnegq_s16(vreinterpretq_s16_u16(vandq_u16(v, vdupq_n_u16(1))));
                vreinterpretq_u8_u16(veorq_u16(vshrq_n_u16::<1>(v), vreinterpretq_u16_s16(sign)))
            },
            |a, b| vreinterpretq_u8_u16(vaddq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b))),
        ),
        Mode::Xor(turn) => {
            // A shift by a negative count goes right.
            let (left, right) = (vdupq_n_s32(turn as i32), vdupq_n_s32(turn as i32 - 32));
            let turned = |v| {
                let v = vreinterpretq_u32_u8(v);
                vreinterpretq_u8_u32(vorrq_u32(vshlq_u32(v, left), vshlq_u32(v, right)))
            };
            sum(streams, before, to, turned, |a, b| veorq_u8(a, b));
        }
    }
}

/// Running sums of a channel, whatever the sum is.
#[inline]
#[target_feature(enable = "neon")]
fn sum(
    streams: &Streams,
    before: u32,
    to: &mut [u32],
    delta: impl Fn(uint8x16_t) -> uint8x16_t,
    add: impl Fn(uint8x16_t, uint8x16_t) -> uint8x16_t,
) {
    let [a, b, c, d] = streams;
    let streams = a.as_chunks().0.iter().zip(b.as_chunks().0).zip(c.as_chunks().0).zip(d.as_chunks().0);
    let zero = vdupq_n_u8(0);
    let mut last = vreinterpretq_u8_u32(vdupq_n_u32(before));
    for (to, (((a, b), c), d)) in to.as_chunks_mut::<GROUP>().0.iter_mut().zip(streams) {
        let (a, b, c, d) = (load(a), load(b), load(c), load(d));
        let (ab, cd) = (vreinterpretq_u16_u8(vzip1q_u8(a, b)), vreinterpretq_u16_u8(vzip1q_u8(c, d)));
        let (ef, gh) = (vreinterpretq_u16_u8(vzip2q_u8(a, b)), vreinterpretq_u16_u8(vzip2q_u8(c, d)));
        let fours = [vzip1q_u16(ab, cd), vzip2q_u16(ab, cd), vzip1q_u16(ef, gh), vzip2q_u16(ef, gh)];
        for (to, four) in to.as_chunks_mut::<4>().0.iter_mut().zip(fours) {
            let four = delta(vreinterpretq_u8_u16(four));
            let four = add(four, vextq_u8::<12>(zero, four));
            let four = add(four, vextq_u8::<8>(zero, four));
            let four = vreinterpretq_u32_u8(add(four, last));
            last = vreinterpretq_u8_u32(vdupq_laneq_u32::<3>(four));
            // SAFETY: the array has the four values that are written.
            unsafe { vst1q_u32(to.as_mut_ptr(), four) };
        }
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn weave(columns: &[u32], rows: usize, stride: usize, out: &mut [u8]) {
    let channels = stride / 4;
    let elements = out.len() / stride;
    if columns.len() < channels * rows || elements > rows {
        return;
    }
    let column = columns.as_ptr();
    let to = out.as_mut_ptr();
    let even = elements & !3;
    for channel in (0..channels & !3).step_by(4) {
        for row in (0..even).step_by(4) {
            let four = |place: usize| {
                // SAFETY: `row + 4 <= elements <= rows`, and there are `channels` columns of `rows` values.
                unsafe { vld1q_u32(column.add((channel + place) * rows + row)) }
            };
            let (a, b, c, d) = (four(0), four(1), four(2), four(3));
            if stride == 16 {
                // SAFETY: four elements of 16 bytes from `row` on are within `out`.
                unsafe { vst4q_u32(to.add(row * stride).cast(), uint32x4x4_t(a, b, c, d)) };
                continue;
            }
            let (ab, cd) = (vzip1q_u32(a, b), vzip1q_u32(c, d));
            let (ef, gh) = (vzip2q_u32(a, b), vzip2q_u32(c, d));
            let (ab, cd) = (vreinterpretq_u64_u32(ab), vreinterpretq_u64_u32(cd));
            let (ef, gh) = (vreinterpretq_u64_u32(ef), vreinterpretq_u64_u32(gh));
            let four = [vzip1q_u64(ab, cd), vzip2q_u64(ab, cd), vzip1q_u64(ef, gh), vzip2q_u64(ef, gh)];
            for (place, element) in four.into_iter().enumerate() {
                // SAFETY: `row + place < elements`, and `4 * channel + 16 <= stride`.
                unsafe { vst1q_u8(to.add((row + place) * stride + 4 * channel), vreinterpretq_u8_u64(element)) };
            }
        }
    }
    for channel in 0..channels {
        let first = if channel < channels & !3 { even } else { 0 };
        for row in first..elements {
            // SAFETY: `row < elements <= rows` and `channel < channels`.
            unsafe {
                to.add(row * stride + 4 * channel).cast::<u32>().write_unaligned(*column.add(channel * rows + row));
            }
        }
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn load(from: &[u8; GROUP]) -> uint8x16_t {
    // SAFETY: the array has the 16 bytes that are read.
    unsafe { vld1q_u8(from.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
fn store(to: &mut [u8; GROUP], value: uint8x16_t) {
    // SAFETY: the array has the 16 bytes that are written.
    unsafe { vst1q_u8(to.as_mut_ptr(), value) };
}

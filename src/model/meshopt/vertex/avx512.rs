//! The kernel for x86-64 with AVX-512 (BW, VL, VBMI and VBMI2: Ice Lake, Zen 4 and later).
//!
//! *Unpack*: one instruction (VPEXPANDB) puts the whole bytes where they belong.
//! *Undo*: 16 values of a channel fill one register; one byte permutation transposes them, and four shifted additions
//! sum them.

use std::arch::x86_64::*;

use super::sse::{load, store};
use super::{Error, GROUP, Lanes, Mode, REACH, Stream, Streams, sse};

#[derive(Clone, Copy)]
struct Avx512(());

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
pub(super) fn run(stream: Stream<'_>, out: &mut [u8]) -> Result<(), Error> {
    stream.run(Avx512(()), out)
}

impl Lanes for Avx512 {
    #[inline(always)]
    fn unpack<const BITS: usize>(self, from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
        // SAFETY: an `Avx512` exists only within `run`, whose caller knows that the processor has the instructions.
        unsafe { unpack::<BITS>(from, to) }
    }

    #[inline(always)]
    fn undo(self, mode: Mode, streams: &Streams, before: u32, to: &mut [u32]) {
        // SAFETY: as above.
        unsafe { undo(mode, streams, before, to) }
    }

    #[inline(always)]
    fn weave(self, columns: &[u32], rows: usize, stride: usize, out: &mut [u8]) {
        // SAFETY: as above; AVX-512 contains SSE4.1.
        unsafe { sse::weave(columns, rows, stride, out) }
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
fn unpack<const BITS: usize>(from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
    let [a, b, c, d, e, f, g, h, ..] = *from;
    let packed = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    // The bits that a whole byte stands in for are counted from the packed form: the next group waits for the sum.
    let (values, mask, count) = match BITS {
        1 => {
            let mask = packed as u16;
            (_mm_setzero_si128(), mask, mask.count_ones())
        }
        2 => {
            // Each byte of the permutation begins at a bit of its own.
            let starts = _mm_set_epi8(24, 26, 28, 30, 16, 18, 20, 22, 8, 10, 12, 14, 0, 2, 4, 6);
            let values = _mm_multishift_epi64_epi8(starts, _mm_set1_epi64x(packed as i64));
            let values = _mm_and_si128(values, _mm_set1_epi8(3));
            let full = packed as u32 & packed as u32 >> 1 & 0x5555_5555;
            (values, _mm_cmpeq_epi8_mask(values, _mm_set1_epi8(3)), full.count_ones())
        }
        _ => {
            let starts = _mm_set_epi8(56, 60, 48, 52, 40, 44, 32, 36, 24, 28, 16, 20, 8, 12, 0, 4);
            let values = _mm_multishift_epi64_epi8(starts, _mm_set1_epi64x(packed as i64));
            let values = _mm_and_si128(values, _mm_set1_epi8(15));
            let full = packed & packed >> 1;
            let full = full & full >> 2 & 0x1111_1111_1111_1111;
            (values, _mm_cmpeq_epi8_mask(values, _mm_set1_epi8(15)), full.count_ones())
        }
    };
    let whole = load(from.get(2 * BITS..).and_then(<[u8]>::first_chunk).unwrap_or(&[0; GROUP]));
    store(to, _mm_mask_expand_epi8(values, mask, whole));
    2 * BITS + count as usize
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
fn undo(mode: Mode, streams: &Streams, before: u32, to: &mut [u32]) {
    match mode {
        Mode::Bytes => sum(streams, before, to, |v| unzigzag8(v), |a, b| _mm512_add_epi8(a, b)),
        Mode::Words => sum(streams, before, to, |v| unzigzag16(v), |a, b| _mm512_add_epi16(a, b)),
        Mode::Xor(turn) => {
            let turn = _mm512_set1_epi32(turn as i32);
            sum(streams, before, to, |v| _mm512_rolv_epi32(v, turn), |a, b| _mm512_xor_si512(a, b));
        }
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
fn sum(
    streams: &Streams,
    before: u32,
    to: &mut [u32],
    delta: impl Fn(__m512i) -> __m512i,
    add: impl Fn(__m512i, __m512i) -> __m512i,
) {
    let [a, b, c, d] = streams;
    let streams = a.as_chunks().0.iter().zip(b.as_chunks().0).zip(c.as_chunks().0).zip(d.as_chunks().0);
    // SAFETY: the array has the 64 bytes that are read.
    let turn = unsafe { _mm512_loadu_si512(TRANSPOSE.as_ptr().cast()) };
    let zero = _mm512_setzero_si512();
    let mut last = _mm512_set1_epi32(before as i32);
    for (to, (((a, b), c), d)) in to.as_chunks_mut::<GROUP>().0.iter_mut().zip(streams) {
        let ab = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(load(a)), load(b));
        let cd = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(load(c)), load(d));
        let all = _mm512_inserti64x4::<1>(_mm512_castsi256_si512(ab), cd);
        let all = delta(_mm512_permutexvar_epi8(turn, all));
        // `alignr` of a register and zeros moves the values up by 1, 2, 4 and 8 places.
        let all = add(all, _mm512_alignr_epi32::<15>(all, zero));
        let all = add(all, _mm512_alignr_epi32::<14>(all, zero));
        let all = add(all, _mm512_alignr_epi32::<12>(all, zero));
        let all = add(all, _mm512_alignr_epi32::<8>(all, zero));
        // Off the path from one group to the next: the sum of the group alone.
        let whole = _mm512_permutexvar_epi32(_mm512_set1_epi32(15), all);
        let all = add(all, last);
        last = add(last, whole);
        // SAFETY: 16 values of 32 bits are 64 bytes.
        unsafe { _mm512_storeu_si512(std::ptr::from_mut::<[u32; GROUP]>(to).cast(), all) };
    }
}

/// From four streams of 16 bytes to 16 values of 4 bytes.
const TRANSPOSE: [u8; 64] = {
    let mut table = [0; 64];
    let mut at = 0;
    while at < 64 {
        table[at] = (at % 4 * 16 + at / 4) as u8;
        at += 1;
    }
    table
};

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
fn unzigzag8(v: __m512i) -> __m512i {
    let sign = _mm512_sub_epi8(_mm512_setzero_si512(), _mm512_and_si512(v, _mm512_set1_epi8(1)));
    _mm512_xor_si512(_mm512_and_si512(_mm512_srli_epi16::<1>(v), _mm512_set1_epi8(0x7f)), sign)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
fn unzigzag16(v: __m512i) -> __m512i {
    let sign = _mm512_sub_epi16(_mm512_setzero_si512(), _mm512_and_si512(v, _mm512_set1_epi16(1)));
    _mm512_xor_si512(_mm512_srli_epi16::<1>(v), sign)
}

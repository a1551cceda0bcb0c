//! The kernel without vector instructions: the reference for the others.

use super::{GROUP, Lanes, Mode, REACH, Streams};

#[derive(Clone, Copy)]
pub(super) struct Scalar;

impl Lanes for Scalar {
    #[inline(always)]
    fn unpack<const BITS: usize>(self, from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize {
        let per_byte = 8 / BITS;
        let sentinel = (1u8 << BITS) - 1;
        let (packed, mut whole) = from.split_at(GROUP / per_byte);
        for (to, &byte) in to.chunks_exact_mut(per_byte).zip(packed) {
            for (place, to) in to.iter_mut().enumerate() {
                // Single bits are stored from the lowest on, all others from the highest.
                let shift = if BITS == 1 { place } else { 8 - BITS * (place + 1) };
                *to = byte >> shift & sentinel;
                if *to == sentinel
                    && let Some((&byte, rest)) = whole.split_first()
                {
                    (*to, whole) = (byte, rest);
                }
            }
        }
        REACH - whole.len()
    }

    #[inline(always)]
    fn undo(self, mode: Mode, streams: &Streams, before: u32, to: &mut [u32]) {
        let [a, b, c, d] = streams;
        let mut value = before;
        for ((((to, &a), &b), &c), &d) in to.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            let delta = u32::from_le_bytes([a, b, c, d]);
            value = match mode {
                Mode::Bytes => add_bytes(value, (delta >> 1 & 0x7f7f_7f7f) ^ ((delta & 0x0101_0101) * 0xff)),
                Mode::Words => add_words(value, (delta >> 1 & 0x7fff_7fff) ^ ((delta & 0x0001_0001) * 0xffff)),
                Mode::Xor(turn) => value ^ delta.rotate_left(turn),
            };
            *to = value;
        }
    }

    #[inline(always)]
    fn weave(self, columns: &[u32], rows: usize, stride: usize, out: &mut [u8]) {
        for (channel, column) in columns.chunks_exact(rows).take(stride / 4).enumerate() {
            for (element, value) in out.chunks_exact_mut(stride).zip(column) {
                if let Some(to) = element.as_chunks_mut().0.get_mut(channel) {
                    *to = value.to_le_bytes();
                }
            }
        }
    }
}

/// Sums of the four bytes, each without a carry into the next.
#[inline(always)]
fn add_bytes(a: u32, b: u32) -> u32 {
    ((a & 0x7f7f_7f7f) + (b & 0x7f7f_7f7f)) ^ ((a ^ b) & 0x8080_8080)
}

/// Sums of the two 16-bit words.
#[inline(always)]
fn add_words(a: u32, b: u32) -> u32 {
    ((a & 0x7fff_7fff) + (b & 0x7fff_7fff)) ^ ((a ^ b) & 0x8000_8000)
}

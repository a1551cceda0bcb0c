//! Mode 0: elements of any kind, byte by byte.
//!
//! A stream is cut into blocks of up to 256 elements. A block stores, for each byte of the element, the differences of
//! that byte from element to element, in groups of 16 that take 0, 1, 2, 4 or 8 bits each; a value with all bits set
//! stands for a whole byte that follows the group. Decoding a block has three stages, and a kernel ([`Lanes`]) is a set
//! of instructions for each:
//!
//! 1. *unpack* a group of 16 values, with the whole bytes put where they belong;
//! 2. *undo* the differences of a channel (4 neighbouring bytes of the element), giving a column of 4-byte values;
//! 3. *weave* the columns into elements.
//!
//! Columns and byte streams of one block fit the first-level cache (at most 10 KiB).

#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod neon;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod sse;
mod table;

use super::error::Error;
use super::kernel::{Kernel, Kind};

/// Values of a group.
const GROUP: usize = 16;
/// The most elements of a block.
const BLOCK: usize = 256;
/// The most bytes of a block.
const BLOCK_BYTES: usize = 8192;
/// The most bytes that a group takes: 4 bits for each value, then 16 whole bytes.
const REACH: usize = 24;
/// The most channels of an element.
const CHANNELS: usize = 64;

/// The differences of one channel, a byte stream each.
type Streams = [[u8; BLOCK]; 4];

/// How the differences of a channel were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Bytes,
    Words,
    /// Exclusive or; to undo it, each is rotated left by so many bits (0 to 31).
    Xor(u32),
}

/// The instructions of a kernel. A value of such a type is the proof that the processor has them.
trait Lanes: Copy {
    /// Unpacks a group of 16 values of `BITS` bits (1, 2 or 4); gives the bytes it took.
    fn unpack<const BITS: usize>(self, from: &[u8; REACH], to: &mut [u8; GROUP]) -> usize;

    /// Undoes the differences of one channel, from the value before the first; `to` is a multiple of 16 long.
    fn undo(self, mode: Mode, streams: &Streams, before: u32, to: &mut [u32]);

    /// Puts the columns, of `rows` values each, side by side. `out` has no more than `rows` elements.
    fn weave(self, columns: &[u32], rows: usize, stride: usize, out: &mut [u8]);
}

pub(super) fn decode(kernel: Kernel, out: &mut [u8], stride: usize, data: &[u8]) -> Result<(), Error> {
    check(stride)?;
    super::whole(out, stride)?;
    let stream = Stream::open(data, stride)?;
    match kernel.0 {
        Kind::Scalar => stream.run(scalar::Scalar, out),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the kernel is the proof that the processor has these instructions.
        Kind::Sse | Kind::Avx2 => unsafe { sse::run(stream, out) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Kind::Avx512 => unsafe { avx512::run(stream, out) },
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        // SAFETY: as above.
        Kind::Neon => unsafe { neon::run(stream, out) },
    }
}

/// The fewest bytes that can hold so many elements: blocks whose differences are all zero.
pub(super) fn least(count: usize, stride: usize) -> Result<usize, Error> {
    check(stride)?;
    Ok(count.div_ceil(block_rows(stride)).saturating_mul(stride / 4).saturating_add(1 + REACH))
}

fn check(stride: usize) -> Result<(), Error> {
    if (4..=256).contains(&stride) && stride.is_multiple_of(4) { Ok(()) } else { Err(Error::Stride(stride)) }
}

fn block_rows(stride: usize) -> usize {
    ((BLOCK_BYTES / stride) & !(GROUP - 1)).min(BLOCK)
}

/// A stream whose ends have been checked.
#[derive(Clone, Copy)]
struct Stream<'a> {
    stride: usize,
    /// Version 1 says for each byte how it is packed.
    controlled: bool,
    /// The blocks and the tail. The tail is at least as long as a group can reach, so the end is checked once a block.
    data: &'a [u8],
    /// Where the tail begins.
    end: usize,
    /// The element before the first.
    first: &'a [u8],
    /// A mode for each channel; none in version 0.
    modes: &'a [u8],
}

impl<'a> Stream<'a> {
    fn open(data: &'a [u8], stride: usize) -> Result<Stream<'a>, Error> {
        let (&header, data) = data.split_first().ok_or(Error::Short)?;
        let (controlled, channels, least) = match header {
            0xa0 => (false, 0, 32),
            0xa1 => (true, stride / 4, REACH),
            _ => return Err(Error::Header(header)),
        };
        let end = data.len().checked_sub((stride + channels).max(least)).ok_or(Error::Short)?;
        let (rest, modes) = data.split_at_checked(data.len() - channels).ok_or(Error::Short)?;
        let first = rest.get(rest.len().saturating_sub(stride)..).ok_or(Error::Short)?;
        if let Some(&mode) = modes.iter().find(|&&mode| Mode::read(mode).is_none()) {
            return Err(Error::Channel(mode));
        }
        Ok(Stream { stride, controlled, data, end, first, modes })
    }

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L, out: &mut [u8]) -> Result<(), Error> {
        let channels = self.stride / 4;
        let mut before = [0u32; CHANNELS];
        for (value, bytes) in before.iter_mut().zip(self.first.as_chunks().0) {
            *value = u32::from_le_bytes(*bytes);
        }
        let mut streams = [[0u8; BLOCK]; 4];
        let mut columns = [0u32; BLOCK_BYTES / 4];
        let mut at = 0;
        for block in out.chunks_mut(block_rows(self.stride) * self.stride) {
            let elements = block.len() / self.stride;
            let rows = elements.next_multiple_of(GROUP);
            let controls = if self.controlled { self.data.get(at..at + channels).ok_or(Error::Short)? } else { &[] };
            at += controls.len();
            for (channel, column) in columns.chunks_exact_mut(rows).take(channels).enumerate() {
                let control = controls.get(channel).copied().unwrap_or_default();
                for (place, stream) in streams.iter_mut().enumerate() {
                    let Some(stream) = stream.get_mut(..rows) else { continue };
                    at = match (self.controlled, control >> (2 * place) & 3) {
                        (false, _) => self.stream(lanes, [0, 2, 4, 8], at, stream)?,
                        (true, 0) => self.stream(lanes, [0, 1, 2, 4], at, stream)?,
                        (true, 1) => self.stream(lanes, [1, 2, 4, 8], at, stream)?,
                        (true, 2) => {
                            stream.fill(0);
                            at
                        }
                        (true, _) => {
                            let (Some(from), Some(to)) = (self.data.get(at..at + elements), stream.get_mut(..elements))
                            else {
                                return Err(Error::Short);
                            };
                            to.copy_from_slice(from);
                            at + elements
                        }
                    };
                }
                let mode = self.modes.get(channel).and_then(|&mode| Mode::read(mode)).unwrap_or(Mode::Bytes);
                let Some(before) = before.get_mut(channel) else { continue };
                lanes.undo(mode, &streams, *before, column);
                *before = column.get(elements.wrapping_sub(1)).copied().unwrap_or_default();
            }
            if at > self.end {
                return Err(Error::Short);
            }
            lanes.weave(&columns, rows, self.stride, block);
        }
        super::ends(at, self.end)
    }

    /// Unpacks one byte stream: the widths of its groups, two bits each, then the groups. Gives where it ends.
    #[inline(always)]
    fn stream<L: Lanes>(self, lanes: L, widths: [u8; 4], at: usize, to: &mut [u8]) -> Result<usize, Error> {
        let groups = to.as_chunks_mut::<GROUP>().0;
        let headers = groups.len().div_ceil(4);
        let headers = self.data.get(at..at + headers).ok_or(Error::Short)?;
        let mut at = at + headers.len();
        for (groups, &header) in groups.chunks_mut(4).zip(headers) {
            let mut header = header;
            for group in groups {
                let from = self.data.get(at..).and_then(<[u8]>::first_chunk::<REACH>).ok_or(Error::Short)?;
                at += match widths[usize::from(header & 3)] {
                    0 => {
                        *group = [0; GROUP];
                        0
                    }
                    1 => lanes.unpack::<1>(from, group),
                    2 => lanes.unpack::<2>(from, group),
                    4 => lanes.unpack::<4>(from, group),
                    _ => {
                        group.copy_from_slice(&from[..GROUP]);
                        GROUP
                    }
                };
                header >>= 2;
            }
        }
        Ok(at)
    }
}

impl Mode {
    fn read(byte: u8) -> Option<Mode> {
        match (byte & 15, byte >> 4) {
            (0, 0) => Some(Mode::Bytes),
            (1, 0) => Some(Mode::Words),
            // The byte says how far the encoder rotated to the left.
            (2, turn) => Some(Mode::Xor((32 - u32::from(turn)) & 31)),
            _ => None,
        }
    }
}

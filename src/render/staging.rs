//! Memory through which everything loaded goes to the GPU: mapped once, touched before the first frame, used round and
//! round. Writing to it allocates nothing, and when all of it is on its way the upload waits for the next frame.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of one chunk; no single write is larger.
pub const CHUNK: usize = 512 << 10;
/// Chunks: those of three frames that the GPU may lag behind, and of the frame that is being made.
const CHUNKS: usize = 8;
/// What all of them take, in bytes.
pub const STAGING: u64 = (CHUNK * CHUNKS) as u64;
/// Copies start at multiples of this: the largest block of texels, and what mapping asks for.
const ALIGN: usize = 16;

#[derive(Debug)]
struct Chunk {
    buffer: wgpu::Buffer,
    /// The GPU is done with it, and it can be written.
    here: Arc<AtomicBool>,
}

/// See the module's page.
#[derive(Debug)]
pub(super) struct Staging {
    chunks: Vec<Chunk>,
    /// The chunk that is being filled, its memory, and how far; the ones before it in this frame.
    current: usize,
    open: Option<wgpu::BufferViewMut>,
    at: usize,
    filled: Vec<usize>,
}

impl Staging {
    pub fn new(device: &wgpu::Device) -> Staging {
        let chunk = |_| {
            let buffer = device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("staging"),
                size: CHUNK as u64,
                usage: wgpu::BufferUsages::MAP_WRITE | wgpu::BufferUsages::COPY_SRC,
                mapped_at_creation: true,
            });
            // Pages that nobody has touched would be found one by one, in a frame.
            if let Ok(mut bytes) = buffer.get_mapped_range_mut(..) {
                bytes.slice(..).fill(0);
            }
            Chunk { buffer, here: Arc::new(AtomicBool::new(true)) }
        };
        Staging {
            chunks: (0..CHUNKS).map(chunk).collect(),
            current: 0,
            open: None,
            at: 0,
            filled: Vec::with_capacity(CHUNKS),
        }
    }

    /// Bytes that one write may have now; a write of `least` bytes is at least hoped for. 0 while the GPU has all.
    pub fn room(&mut self, least: usize) -> usize {
        if self.left() >= least.min(CHUNK) && self.left() > 0 {
            return self.left();
        }
        let free = |number: &usize| {
            *number != self.current
                && !self.filled.contains(number)
                && self.chunks.get(*number).is_some_and(|chunk| chunk.here.load(Ordering::Acquire))
        };
        let Some(next) = (0..CHUNKS).find(free) else { return 0 };
        if self.at > 0 {
            self.filled.push(self.current);
        }
        (self.current, self.open, self.at) = (next, None, 0);
        CHUNK
    }

    fn left(&self) -> usize {
        let here = self.chunks.get(self.current).is_some_and(|chunk| chunk.here.load(Ordering::Acquire));
        if here { CHUNK.saturating_sub(self.at) } else { 0 }
    }

    /// Writes what was given [`Staging::room`]: rows of `row` bytes, each `pitch` bytes after the one before. Gives the
    /// buffer and where in it they lie.
    pub fn write(&mut self, bytes: &[u8], row: usize, pitch: usize) -> Option<(&wgpu::Buffer, u64)> {
        let rows = bytes.len().div_ceil(row.max(1));
        let wanted = if pitch == row { bytes.len() } else { rows * pitch };
        if wanted == 0 || wanted > self.left() {
            return None;
        }
        let chunk = self.chunks.get(self.current)?;
        let from = self.at;
        // What is mapped comes in whole words; the chunk's end is one.
        let end = (from + wanted.next_multiple_of(ALIGN)).min(CHUNK);
        if self.open.is_none() {
            self.open = Some(chunk.buffer.get_mapped_range_mut(..).ok()?);
        }
        let mapped = self.open.as_mut()?;
        if pitch == row {
            mapped.slice(from..from + bytes.len()).copy_from_slice(bytes);
        } else {
            for (number, line) in bytes.chunks(row).enumerate() {
                let at = from + number * pitch;
                mapped.slice(at..at + line.len()).copy_from_slice(line);
            }
        }
        self.at = end;
        Some((&chunk.buffer, from as u64))
    }

    /// Before the copies out of it are submitted.
    pub fn close(&mut self) {
        self.open = None;
        if self.at > 0 {
            self.filled.push(self.current);
        }
        for chunk in self.filled.iter().filter_map(|number| self.chunks.get(*number)) {
            chunk.here.store(false, Ordering::Release);
            chunk.buffer.unmap();
        }
        self.at = 0;
    }

    /// After they were: what was written comes back once the GPU has read it.
    pub fn recall(&mut self) {
        for chunk in self.filled.drain(..).filter_map(|number| self.chunks.get(number)) {
            let here = chunk.here.clone();
            chunk.buffer.map_async(wgpu::MapMode::Write, .., move |mapped| {
                // A lost GPU maps nothing: its staging stays away, and all of it is made anew with the next one.
                here.store(mapped.is_ok(), Ordering::Release);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Backend, Gpu};

    #[test]
    fn it_goes_round_without_growing_and_says_when_all_is_away() {
        let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
        let mut staging = Staging::new(&gpu.device);
        let bytes = vec![7u8; CHUNK];
        for _ in 0..3 {
            for _ in 0..CHUNKS {
                assert_eq!(staging.room(CHUNK), CHUNK);
                assert_eq!(staging.write(&bytes, CHUNK, CHUNK).unwrap().1, 0);
            }
            assert_eq!(staging.room(1), 0, "nothing is overwritten that the GPU has not read");
            assert!(staging.write(&bytes, CHUNK, CHUNK).is_none());
            staging.close();
            let submission = gpu.queue.submit([]);
            staging.recall();
            gpu.device.poll(wgpu::PollType::Wait { submission_index: Some(submission), timeout: None }).unwrap();
        }
        // Small writes share a chunk, each at a legal offset; padded rows take what their pitch says.
        assert!(staging.room(8) > 0);
        let places: Vec<u64> = [3, 20, 5].map(|len| staging.write(&bytes[..len], len, len).unwrap().1).into();
        assert_eq!(places, [0, 16, 48]);
        assert_eq!(staging.write(&bytes[..64], 32, 256).unwrap().1, 64);
        assert_eq!(staging.write(&bytes[..16], 16, 16).unwrap().1, 64 + 512);
    }
}

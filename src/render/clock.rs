//! What a frame takes on the GPU, by the GPU's own clock; known a few frames later.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// Frames that may be under way.
const SLOTS: usize = 4;
/// The first and the last time stamp of a frame.
const STAMPS: u32 = 2;
const BYTES: u64 = STAMPS as u64 * wgpu::QUERY_SIZE as u64;

const FREE: u8 = 0;
const ASKED: u8 = 1;
const THERE: u8 = 2;
const FAILED: u8 = 3;

/// What a device must have.
pub(super) const FEATURES: wgpu::Features =
    wgpu::Features::TIMESTAMP_QUERY.union(wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS);

/// Stamps the frames of a device that can. Not within passes: in a pass of two views a stamp takes two queries (Vulkan 1.3,
/// section 18.2), of which wgpu knows one; Mesa's driver then writes beyond the pool.
#[derive(Debug)]
pub(super) struct Clock {
    stamps: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    slots: [Slot; SLOTS],
    /// Nanoseconds of a tick.
    tick: f32,
    /// The slot of the frame that is being recorded.
    now: Option<usize>,
}

#[derive(Debug)]
struct Slot {
    buffer: wgpu::Buffer,
    /// Pixels of a view that the frame drew.
    part: (u32, u32),
    state: Arc<AtomicU8>,
}

/// The time of a frame, and how many pixels of a view it drew.
pub type Timed = (Duration, (u32, u32));

impl Clock {
    /// `None` where the device cannot, or draws nothing.
    pub fn new(gpu: &super::Gpu) -> Option<Clock> {
        if gpu.noop || !gpu.device.features().contains(FEATURES) {
            return None;
        }
        let device = &gpu.device;
        let buffer = |label, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: BYTES,
                usage,
                mapped_at_creation: false,
            })
        };
        let slot = || Slot {
            buffer: buffer("stamps of a frame", wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ),
            part: (0, 0),
            state: Arc::new(AtomicU8::new(FREE)),
        };
        Some(Clock {
            stamps: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("frame"),
                ty: wgpu::QueryType::Timestamp,
                count: STAMPS,
            }),
            resolved: buffer("stamps", wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC),
            slots: std::array::from_fn(|_| slot()),
            tick: gpu.queue.get_timestamp_period(),
            now: None,
        })
    }

    /// A frame begins that draws so many pixels of a view. It is not stamped while the ones before are not read.
    pub fn begin(&mut self, part: (u32, u32), encoder: &mut wgpu::CommandEncoder) {
        self.now = self.slots.iter().position(|slot| slot.state.load(Ordering::Acquire) == FREE);
        if let Some(slot) = self.now.and_then(|free| self.slots.get_mut(free)) {
            slot.part = part;
            encoder.write_timestamp(&self.stamps, 0);
        }
    }

    /// The frame is recorded.
    pub fn end(&self, encoder: &mut wgpu::CommandEncoder) {
        if let Some(slot) = self.now.and_then(|slot| self.slots.get(slot)) {
            encoder.write_timestamp(&self.stamps, STAMPS - 1);
            encoder.resolve_query_set(&self.stamps, 0..STAMPS, &self.resolved, 0);
            encoder.copy_buffer_to_buffer(&self.resolved, 0, &slot.buffer, 0, BYTES);
        }
    }

    /// The frame is submitted.
    pub fn submitted(&mut self) {
        let Some(slot) = self.now.take().and_then(|slot| self.slots.get(slot)) else { return };
        slot.state.store(ASKED, Ordering::Release);
        let state = slot.state.clone();
        slot.buffer.map_async(wgpu::MapMode::Read, .., move |done| {
            state.store(if done.is_ok() { THERE } else { FAILED }, Ordering::Release);
        });
    }

    /// A frame whose time has become known, once each.
    pub fn take(&mut self) -> Option<Timed> {
        for slot in &self.slots {
            match slot.state.load(Ordering::Acquire) {
                THERE => {
                    let stamps: [u64; STAMPS as usize] =
                        bytemuck::pod_read_unaligned(&slot.buffer.get_mapped_range(..).ok()?);
                    slot.buffer.unmap();
                    slot.state.store(FREE, Ordering::Release);
                    let ticks = stamps[1].saturating_sub(stamps[0]);
                    return Some((Duration::from_nanos((ticks as f64 * f64::from(self.tick)) as u64), slot.part));
                }
                FAILED => slot.state.store(FREE, Ordering::Release),
                _ => {}
            }
        }
        None
    }
}

//! Bytes through [`Staging`](super::staging::Staging) to buffers and textures, the books of what the GPU holds, and the
//! submission of a frame.

use std::sync::mpsc::{Sender, channel};

use super::renderer::Renderer;
use super::staging::CHUNK;

impl Renderer {
    /// Bytes that one write may have; with `wait`, as many as it can ever have, once the GPU has let go of them. 0 while
    /// everything is on its way, and where the GPU is lost.
    pub(super) fn room(&mut self, least: usize, wait: bool) -> usize {
        let room = self.staging.room(least);
        if !wait || room >= least.min(CHUNK) {
            return room;
        }
        self.flush();
        let waited = self.gpu.device.poll(wgpu::PollType::wait_indefinitely());
        if waited.is_ok() { self.staging.room(least) } else { 0 }
    }

    /// Where copies are recorded.
    pub(super) fn encoder(&mut self) -> &mut wgpu::CommandEncoder {
        let device = &self.gpu.device;
        self.copies.get_or_insert_with(|| {
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("transfer") })
        })
    }

    /// Writes whole words for which there is room.
    pub(super) fn write_buffer(&mut self, buffer: &wgpu::Buffer, offset: u64, bytes: &[u8]) {
        let Some((from, at)) = self.staging.write(bytes, bytes.len(), bytes.len()) else { return };
        let from = from.clone();
        self.encoder().copy_buffer_to_buffer(&from, at, buffer, offset, bytes.len() as u64);
    }

    /// Writes rows for which there is room, `pitch` bytes from one to the next.
    pub(super) fn write_texture(
        &mut self,
        texture: wgpu::TexelCopyTextureInfo<'_>,
        texels: &[u8],
        row: usize,
        pitch: usize,
        size: wgpu::Extent3d,
    ) {
        let Some((from, offset)) = self.staging.write(texels, row, pitch) else { return };
        let from = from.clone();
        let layout = wgpu::TexelCopyBufferLayout { offset, bytes_per_row: Some(pitch as u32), rows_per_image: None };
        let source = wgpu::TexelCopyBufferInfo { buffer: &from, layout };
        self.encoder().copy_buffer_to_texture(source, texture, size);
    }

    /// Submits a frame, with what was loaded for it.
    pub(super) fn submit(&mut self, frame: wgpu::CommandEncoder) {
        profiling::scope!("submit");
        match self.copies.take() {
            Some(copies) => {
                self.staging.close();
                self.gpu.queue.submit([copies.finish(), frame.finish()]);
                self.staging.recall();
            }
            None => {
                self.gpu.queue.submit([frame.finish()]);
            }
        }
    }

    /// Submits what was loaded, where no frame is drawn.
    pub fn flush(&mut self) {
        if let Some(copies) = self.copies.take() {
            self.staging.close();
            self.gpu.queue.submit([copies.finish()]);
            self.staging.recall();
        }
    }

    /// The GPU holds so many bytes more.
    pub(super) fn holds(&mut self, bytes: u64) {
        self.held += bytes;
        self.held_peak = self.held_peak.max(self.held);
    }

    pub(super) fn let_go(&mut self, bytes: u64) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// Bytes of models and textures on the GPU now and at most so far.
    pub fn bytes(&self) -> (u64, u64) {
        (self.held, self.held_peak)
    }

    /// Frees memory elsewhere: to give back megabytes takes longer than to write them.
    pub(super) fn waste(&self, bytes: Vec<u8>) {
        self.wasted.take(bytes);
    }
}

/// Less than this is freed where it stands.
const SMALL: usize = 32 << 10;

/// A thread that frees what others are done with.
#[derive(Debug)]
pub(super) struct Waste(Option<Sender<Vec<u8>>>);

impl Default for Waste {
    fn default() -> Self {
        let (sender, receiver) = channel::<Vec<u8>>();
        let thread =
            std::thread::Builder::new().name("waste".into()).spawn(move || receiver.into_iter().for_each(drop));
        Waste(thread.ok().map(|_| sender))
    }
}

impl Waste {
    fn take(&self, bytes: Vec<u8>) {
        if let Some(thread) = &self.0
            && bytes.capacity() > SMALL
        {
            // Without its thread it is freed here.
            let _ = thread.send(bytes);
        }
    }
}

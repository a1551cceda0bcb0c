//! The window's surface: its format, its size, and what becomes of it when the window system takes it away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use winit::window::Window;

use super::blit::{Blit, Eyes};
use crate::device::{Surface, Target};
use crate::render::Gpu;

/// A surface that fails this often in a row will not come back.
const MAX_FAILURES: u32 = 200;

/// See the module.
pub struct Screen {
    /// Empty only while it is dropped.
    surface: Option<wgpu::Surface<'static>>,
    config: wgpu::SurfaceConfiguration,
    /// What is drawn in: the sRGB sibling where the surface itself has a plain format.
    format: wgpu::TextureFormat,
    stereo: bool,
    blit: Option<Blit>,
    eyes: Option<Eyes>,
    /// The surface's texture of this frame, from acquire to present.
    pending: Option<wgpu::SurfaceTexture>,
    failures: u32,
    /// How long the driver blocked in this frame.
    blocked: Duration,
    /// The surface must be made or configured again before the next picture.
    stale: Option<Stale>,
    /// To know whether it is gone.
    gpu: Gpu,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    Outdated,
    Lost,
}

impl Screen {
    /// A surface on the window, before a device is chosen for it.
    pub fn surface(instance: &wgpu::Instance, window: &Arc<Window>) -> Result<wgpu::Surface<'static>> {
        instance.create_surface(window.clone()).context("the window takes no pictures from this graphics driver")
    }

    /// Sets up the surface for the device.
    pub fn new(gpu: &Gpu, surface: wgpu::Surface<'static>, size: (u32, u32)) -> Result<Screen> {
        let can = surface.get_capabilities(&gpu.adapter);
        let chosen = can.formats.iter().copied().find(|f| f.is_srgb() && f.target_pixel_byte_cost() == Some(4));
        let plain = can.formats.iter().copied().find(|f| f.add_srgb_suffix() != *f);
        let Some(format) = chosen.or(plain) else {
            bail!("{} shows no sRGB pictures in this window (it has {:?})", gpu.name(), can.formats);
        };
        let view = format.add_srgb_suffix();
        let alpha = wgpu::CompositeAlphaMode::Opaque;
        let software = gpu.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        let config = wgpu::SurfaceConfiguration {
            // Reading back is for the picture key only; a surface that cannot is no worse to look at.
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | (can.usages & wgpu::TextureUsages::COPY_SRC),
            format,
            color_space: Default::default(),
            width: size.0.max(1),
            height: size.1.max(1),
            present_mode: wgpu::PresentMode::Fifo,
            // Where the processor draws, pictures that wait in line only make the keys lag.
            desired_maximum_frame_latency: if software { 1 } else { 2 },
            alpha_mode: if can.alpha_modes.contains(&alpha) { alpha } else { wgpu::CompositeAlphaMode::Auto },
            view_formats: if view == format { Vec::new() } else { vec![view] },
        };
        let mut screen = Screen {
            surface: Some(surface),
            config,
            format: view,
            stereo: false,
            blit: None,
            eyes: None,
            pending: None,
            failures: 0,
            blocked: Duration::ZERO,
            stale: None,
            gpu: gpu.clone(),
        };
        screen.resize(gpu, size)?;
        Ok(screen)
    }

    /// Both eyes side by side, or one.
    pub fn set_stereo(&mut self, stereo: bool) {
        self.stereo = stereo;
    }

    /// Takes the window's new size (or the same one again).
    pub fn resize(&mut self, gpu: &Gpu, size: (u32, u32)) -> Result<()> {
        let most = gpu.device.limits().max_texture_dimension_2d;
        (self.config.width, self.config.height) = (size.0.clamp(1, most), size.1.clamp(1, most));
        self.pending = None;
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        if let Some(surface) = &self.surface {
            surface.configure(&gpu.device, &self.config);
        }
        if let Some(error) = pollster::block_on(scope.pop()) {
            bail!("the window's surface cannot be set to {}x{}: {error}", self.config.width, self.config.height);
        }
        Ok(())
    }

    /// Makes good what the last frame found wrong.
    pub fn mend(&mut self, gpu: &Gpu, window: &Arc<Window>, size: (u32, u32)) -> Result<()> {
        let Some(stale) = self.stale.take() else { return Ok(()) };
        if stale == Stale::Lost {
            log::info!("the window's surface was lost and is made again");
            self.pending = None;
            self.surface = None;
            self.surface = Some(Screen::surface(&gpu.instance, window)?);
        }
        self.resize(gpu, size)
    }

    /// The shape of what [`Screen::acquire`] gives.
    pub fn shape(&self) -> Surface {
        let (width, height) = (self.config.width, self.config.height);
        let (views, size) = if self.stereo { (2, ((width / 2).max(1), height)) } else { (1, (width, height)) };
        Surface { format: self.format, views, size, depth: None }
    }

    pub fn acquire(&mut self, gpu: &Gpu) -> Result<Option<Target>> {
        self.blocked = Duration::ZERO;
        let size = self.shape().size;
        if self.stereo {
            let blit = self.blit.get_or_insert_with(|| Blit::new(&gpu.device, self.format));
            let fits = |eyes: &Eyes| (eyes.texture.width(), eyes.texture.height()) == size;
            if !self.eyes.as_ref().is_some_and(fits) {
                self.eyes = Some(blit.eyes(&gpu.device, self.format, size));
            }
            return Ok(self.eyes.as_ref().map(|eyes| Target {
                color: layers(&eyes.texture, self.format),
                depth: None,
                size,
            }));
        }
        self.eyes = None;
        self.pending = self.next()?;
        Ok(self.pending.as_ref().map(|frame| Target { color: layers(&frame.texture, self.format), depth: None, size }))
    }

    /// Shows what was drawn; nothing, where nothing was.
    pub fn present(&mut self, gpu: &Gpu, window: &Window, drawn: bool) -> Result<()> {
        let mut frame = self.pending.take();
        if drawn && self.stereo && self.eyes.is_some() {
            frame = self.next()?;
            if let (Some(frame), Some(eyes), Some(blit)) = (&frame, &self.eyes, &self.blit) {
                blit.run(&gpu.device, &gpu.queue, eyes, &layer(&frame.texture, self.format));
            }
        }
        if let Some(frame) = frame.filter(|_| drawn) {
            window.pre_present_notify();
            let start = Instant::now();
            gpu.queue.present(frame);
            self.blocked += start.elapsed();
        }
        Ok(())
    }

    /// How long the driver held this frame back.
    pub fn blocked(&self) -> Duration {
        self.blocked
    }

    fn next(&mut self) -> Result<Option<wgpu::SurfaceTexture>> {
        use wgpu::CurrentSurfaceTexture as Current;
        let start = Instant::now();
        let current = self.surface.as_ref().map_or(Current::Lost, wgpu::Surface::get_current_texture);
        self.blocked += start.elapsed();
        let frame = match current {
            Current::Success(frame) => Some(frame),
            Current::Suboptimal(frame) => {
                self.stale = Some(Stale::Outdated);
                Some(frame)
            }
            Current::Outdated => {
                self.stale = Some(Stale::Outdated);
                None
            }
            Current::Lost => {
                self.stale = Some(Stale::Lost);
                None
            }
            Current::Timeout | Current::Occluded => return Ok(None),
            Current::Validation => None,
        };
        self.failures = if frame.is_some() { 0 } else { self.failures + 1 };
        if self.failures > MAX_FAILURES {
            bail!("the window's surface gave no picture {MAX_FAILURES} times in a row");
        }
        Ok(frame)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // wgpu-hal 30 panics when a surface goes whose device was lost between acquire and present. It is a few kilobytes,
        // once a lost device.
        if self.gpu.is_lost() {
            std::mem::forget(self.pending.take());
            std::mem::forget(self.surface.take());
        }
    }
}

fn layers(texture: &wgpu::Texture, format: wgpu::TextureFormat) -> wgpu::TextureView {
    texture.create_view(&wgpu::TextureViewDescriptor {
        format: Some(format),
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    })
}

fn layer(texture: &wgpu::Texture, format: wgpu::TextureFormat) -> wgpu::TextureView {
    texture.create_view(&wgpu::TextureViewDescriptor { format: Some(format), ..Default::default() })
}

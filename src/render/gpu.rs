//! The GPU: instance, adapter, device and queue, opened plainly or handed over by the headset's runtime.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, Result, bail};

use super::pipelines::Shape;
use super::shader::ViewCount;
use crate::model::Blocks;

/// Which driver to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Backend {
    /// The platform's own (Vulkan; DX12 on Windows; Metal on macOS).
    #[default]
    Auto,
    Vulkan,
    /// wgpu's driver that draws nothing: everything but the GPU runs, for measuring and testing.
    Noop,
}

/// An open device. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Gpu {
    pub instance: wgpu::Instance,
    pub adapter: wgpu::Adapter,
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub noop: bool,
    multiview: bool,
    errors: Arc<AtomicU64>,
    lost: Arc<AtomicBool>,
    /// So many of the next things made are refused.
    #[cfg(test)]
    pub full: Arc<std::sync::atomic::AtomicU32>,
}

/// Refused calls that are shown.
const SAID: u64 = 8;

impl Gpu {
    /// An instance for the backend, before any surface exists.
    pub fn instance(backend: Backend) -> wgpu::Instance {
        let mut desc = wgpu::InstanceDescriptor::new_without_display_handle();
        desc.backends = match backend {
            Backend::Auto => wgpu::Backends::PRIMARY,
            Backend::Vulkan => wgpu::Backends::VULKAN,
            Backend::Noop => wgpu::Backends::NOOP,
        };
        desc.backend_options.noop.enable = backend == Backend::Noop;
        wgpu::Instance::new(desc)
    }

    /// Opens the best adapter of `instance` that can draw to `surface` (any, where none is given).
    ///
    /// # Errors
    /// No adapter, or one that lacks what the renderer needs: the message names both.
    pub fn open(instance: wgpu::Instance, surface: Option<&wgpu::Surface<'_>>) -> Result<Gpu> {
        let adapter = pollster::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            compatible_surface: surface,
            ..Default::default()
        }))
        .context("no graphics driver: install a Vulkan driver (on Debian and Ubuntu: mesa-vulkan-drivers)")?;
        let (device, queue) = pollster::block_on(adapter.request_device(&Self::device_descriptor(&adapter)?))
            .with_context(|| format!("{} refused to open", adapter.get_info().name))?;
        Ok(Gpu::new(instance, adapter, device, queue))
    }

    /// Wraps a device that somebody else opened with [`Gpu::device_descriptor`].
    pub fn new(instance: wgpu::Instance, adapter: wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Gpu {
        let info = adapter.get_info();
        let noop = info.backend == wgpu::Backend::Noop;
        let multiview = draws_both_eyes(&info, device.features());
        let errors = Arc::new(AtomicU64::new(0));
        let count = errors.clone();
        // wgpu's own handler ends the program; a visit goes on with what can be drawn.
        device.on_uncaptured_error(Arc::new(move |error| {
            // What is wrong with a frame is wrong with every frame: the first few say it all.
            match count.fetch_add(1, Ordering::Relaxed) {
                0..SAID => log::error!("the GPU refused a call: {error}"),
                SAID => log::error!("the GPU refuses more calls; they are counted and no longer shown"),
                _ => {}
            }
        }));
        let lost = Arc::new(AtomicBool::new(false));
        let flag = lost.clone();
        device.set_device_lost_callback(move |reason, message| {
            if reason != wgpu::DeviceLostReason::Destroyed {
                log::warn!("the graphics device is lost: {message}");
            }
            flag.store(true, Ordering::Release);
        });
        Gpu {
            instance,
            adapter,
            device,
            queue,
            noop,
            multiview,
            errors,
            lost,
            #[cfg(test)]
            full: Arc::default(),
        }
    }

    /// Opens the same driver once more, for offscreen drawing: after this one was lost.
    ///
    /// # Errors
    /// As [`Gpu::open`].
    pub fn again(&self) -> Result<Gpu> {
        let backend = match self.adapter.get_info().backend {
            wgpu::Backend::Noop => Backend::Noop,
            wgpu::Backend::Vulkan => Backend::Vulkan,
            _ => Backend::Auto,
        };
        Gpu::open(Gpu::instance(backend), None)
    }

    /// Whether the device was lost: what is done on it from then on does nothing.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Whether the device was lost; asks for word of it first, which comes only to who asks.
    pub fn hear(&self) -> bool {
        self.ask(wgpu::PollType::Poll)
    }

    /// Waits until all that was given to the GPU is done; says whether the device was lost.
    pub fn drain(&self) -> bool {
        self.ask(wgpu::PollType::wait_indefinitely())
    }

    fn ask(&self, how: wgpu::PollType) -> bool {
        if !self.is_lost() {
            // wgpu 30 panics where it learns of the loss by being asked, and nothing of it is held then.
            let asked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.device.poll(how)));
            if !matches!(asked, Ok(Ok(_))) {
                self.lost.store(true, Ordering::Release);
            }
        }
        self.is_lost()
    }

    /// Makes something of the GPU's memory; `None` where it has none left for it.
    pub fn fit<T>(&self, make: impl FnOnce(&wgpu::Device) -> T) -> Option<T> {
        let scope = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let made = make(&self.device);
        // The answer is there at once; wgpu has a future for the web's sake.
        let refused = pollster::block_on(scope.pop()).is_some();
        #[cfg(test)]
        let refused =
            refused || self.full.try_update(Ordering::Relaxed, Ordering::Relaxed, |count| count.checked_sub(1)).is_ok();
        (!refused).then_some(made)
    }

    /// Calls that the GPU or wgpu's validation refused so far; anything but 0 is a fault of ours.
    pub fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    /// What the renderer asks of a device: multiview with multisampled arrays where the adapter has them.
    ///
    /// # Errors
    /// The adapter is below the renderer's floor.
    pub fn device_descriptor(adapter: &wgpu::Adapter) -> Result<wgpu::DeviceDescriptor<'static>> {
        let have = adapter.limits();
        if have.max_texture_dimension_2d < 4096 {
            bail!(
                "{} draws textures of at most {} texels a side; 4096 are needed",
                adapter.get_info().name,
                have.max_texture_dimension_2d
            );
        }
        let limits = wgpu::Limits {
            max_texture_dimension_2d: have.max_texture_dimension_2d.min(16384),
            max_multiview_view_count: have.max_multiview_view_count,
            max_storage_buffer_binding_size: have.max_storage_buffer_binding_size.min(256 << 20),
            max_buffer_size: have.max_buffer_size.min(1 << 30),
            ..Default::default()
        };
        Ok(wgpu::DeviceDescriptor {
            label: Some("boothwalk"),
            required_features: adapter.features() & Self::wanted_features(),
            required_limits: limits,
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..Default::default()
        })
    }

    /// Features used where the adapter has them.
    pub fn wanted_features() -> wgpu::Features {
        wgpu::Features::MULTIVIEW
            | wgpu::Features::MULTISAMPLE_ARRAY
            | wgpu::Features::TEXTURE_COMPRESSION_BC
            | wgpu::Features::TEXTURE_COMPRESSION_ASTC
            | wgpu::Features::TEXTURE_COMPRESSION_ETC2
            | wgpu::Features::PIPELINE_CACHE
            | wgpu::Features::SHADER_F16
            | super::clock::FEATURES
    }

    /// The texel blocks that the device samples.
    pub fn blocks(&self) -> Blocks {
        blocks(self.device.features())
    }

    /// Whether both eyes can be drawn in one pass, multisampled.
    pub fn multiview(&self) -> bool {
        self.multiview
    }

    /// The shape of passes into a target of so many views.
    pub fn shape(&self, format: wgpu::TextureFormat, views: u32) -> Shape {
        let views = if views > 1 && self.multiview() { ViewCount::Two } else { ViewCount::One };
        Shape { format, views }
    }

    /// The driver's name, for people.
    pub fn name(&self) -> String {
        let info = self.adapter.get_info();
        if info.driver_info.is_empty() { info.name } else { format!("{} ({})", info.name, info.driver_info) }
    }
}

/// The best blocks of a device: of equal bytes, BC7 and ASTC show more than ETC2.
fn blocks(features: wgpu::Features) -> Blocks {
    let known = [
        (wgpu::Features::TEXTURE_COMPRESSION_BC, Blocks::Bc7),
        (wgpu::Features::TEXTURE_COMPRESSION_ASTC, Blocks::Astc),
        (wgpu::Features::TEXTURE_COMPRESSION_ETC2, Blocks::Etc2),
    ];
    known.into_iter().find(|(feature, _)| features.contains(*feature)).map_or(Blocks::None, |(_, blocks)| blocks)
}

/// Mesa's software driver before version 23 says that it can, but leaves the second layer's depth as it was (seen with
/// 22.3.6; 25.0 is right): there each eye gets a pass of its own.
fn draws_both_eyes(info: &wgpu::AdapterInfo, features: wgpu::Features) -> bool {
    let old_software =
        info.device_type == wgpu::DeviceType::Cpu && mesa_major(&info.driver_info).is_some_and(|version| version < 23);
    features.contains(wgpu::Features::MULTIVIEW | wgpu::Features::MULTISAMPLE_ARRAY) && !old_software
}

/// The major version in a text like `Mesa 22.3.6 (LLVM 15.0.6)`.
fn mesa_major(driver: &str) -> Option<u32> {
    driver.strip_prefix("Mesa ")?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_adapter_chooses_the_blocks() {
        let [bc, astc, etc] = [
            wgpu::Features::TEXTURE_COMPRESSION_BC,
            wgpu::Features::TEXTURE_COMPRESSION_ASTC,
            wgpu::Features::TEXTURE_COMPRESSION_ETC2,
        ];
        assert_eq!(blocks(bc | astc | etc), Blocks::Bc7);
        assert_eq!(blocks(astc | etc), Blocks::Astc);
        assert_eq!(blocks(etc), Blocks::Etc2);
        assert_eq!(blocks(wgpu::Features::MULTIVIEW), Blocks::None);
    }

    #[test]
    fn the_version_of_mesa_is_read() {
        assert_eq!(super::mesa_major("Mesa 22.3.6 (LLVM 15.0.6)"), Some(22));
        assert_eq!(super::mesa_major("Mesa 25.0.7-2+deb13u1 (LLVM 19.1.7)"), Some(25));
        assert_eq!(super::mesa_major("535.1"), None);
    }
}

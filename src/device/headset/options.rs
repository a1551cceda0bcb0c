//! How a headset is opened, and the clock it waits by.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openxr as xr;

use super::Platform;
use crate::device::QUADS;
use crate::render::Backend;

/// Where the OpenXR functions come from.
#[derive(Clone, Default)]
pub enum Entry {
    /// The loader installed on the machine.
    #[default]
    Loaded,
    /// Functions that somebody else found: a platform's own loader, or a runtime in this process.
    Given(xr::Entry),
}

/// What to do while the runtime is there but its headset is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// Opening fails.
    #[default]
    Fail,
    /// Opening succeeds with a GPU that draws nothing; `wait` is idle until the headset comes, then
    /// [`Step::Rebuilt`](crate::device::Step::Rebuilt) brings the real one.
    Wait,
}

/// What passes time for the headset's pauses; a test gives one that does not sleep.
pub trait Clock: Send + Sync {
    /// Time since some fixed moment; never goes back.
    fn now(&self) -> Duration;
    fn sleep(&self, pause: Duration);
}

/// The machine's own clock.
pub struct WallClock(Instant);

impl Default for WallClock {
    fn default() -> Self {
        WallClock(Instant::now())
    }
}

impl Clock for WallClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, pause: Duration) {
        std::thread::sleep(pause);
    }
}

/// How large the image of a quad layer is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuadSize {
    pub width: u32,
    pub height: u32,
    /// The image itself, and smaller ones of half the size each.
    pub levels: u32,
}

/// How to open a headset.
#[derive(Clone)]
pub struct HeadsetOptions {
    pub entry: Entry,
    /// With [`Backend::Noop`] everything but the GPU runs: swapchain images are textures of wgpu's driver that draws
    /// nothing, and the runtime is handed no Vulkan objects. Only a runtime made for tests accepts that.
    pub backend: Backend,
    /// Submit depth too (`XR_KHR_composition_layer_depth`), where the runtime takes it. Costs a resolve a frame: PC only.
    pub depth_layer: bool,
    /// Images for quad layers, by their numbers.
    pub quads: [Option<QuadSize>; QUADS],
    /// Distance of the renderer's near plane in metres, for the depth layer; depth is reversed with the far plane at
    /// infinity.
    pub near: f32,
    pub absent: Absent,
    pub clock: Arc<dyn Clock>,
    /// The program, as the loader wants to know it.
    pub platform: Platform,
}

impl Default for HeadsetOptions {
    fn default() -> Self {
        HeadsetOptions {
            entry: Entry::Loaded,
            backend: Backend::Auto,
            depth_layer: false,
            quads: [None; QUADS],
            near: 0.05,
            absent: Absent::Fail,
            clock: Arc::new(WallClock::default()),
            platform: Platform::default(),
        }
    }
}

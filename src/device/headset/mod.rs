//! Frames for a headset, over OpenXR.
//!
//! | file | subject |
//! |---|---|
//! | `options` | how a headset is opened; the clock it waits by |
//! | `runtime`, `platform`, `manifest` | loader, instance, extensions, the probe |
//! | `graphics`, `bridge` | the GPU; Vulkan handed from the runtime to wgpu |
//! | `live` | one session: state edges, frames |
//! | `images`, `eyes`, `quads` | swapchains: of anything, of the picture, of quad layers |
//! | `layers`, `mask` | what the compositor is given, what the lenses hide |
//! | `places` | spaces, poses, views |
//! | `input`, `profiles` | actions; a row a controller |
//! | `events`, `recovery` | what the runtime tells us; making again what was lost |
//! | `timeline`, `backoff`, `refresh`, `strain` | visit time, pauses between attempts, refresh rates, heat |
//!
//! A headset never ends a visit by failing: what is lost (the session, or the whole runtime) is made again with growing
//! pauses, and [`Headset::wait`] is idle meanwhile.
//!
//! One thread owns a headset and submits to its GPU's queue: the runtime uses the same queue within these calls, and
//! Vulkan wants every use of it to be apart from every other (XR_KHR_vulkan_enable2, "Concurrency").

mod backoff;
#[cfg(any(target_os = "linux", target_os = "android", target_os = "windows"))]
mod bridge;
#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "windows")))]
#[path = "no_bridge.rs"]
mod bridge;
mod error;
mod events;
mod eyes;
mod graphics;
mod images;
mod input;
mod layers;
mod live;
mod manifest;
mod mask;
mod options;
mod places;
mod platform;
mod profiles;
mod quads;
mod recovery;
mod refresh;
mod runtime;
mod strain;
mod timeline;

use std::time::Duration;

use anyhow::Result;
use openxr as xr;

pub use options::{Absent, Clock, Entry, HeadsetOptions, QuadSize, WallClock};
pub use platform::Platform;
pub use runtime::{NoHeadset, probe};
pub use strain::Strain;

use backoff::Backoff;
use error::{Loss, XrError, xr_error};
use graphics::Graphics;
use live::Live;
use runtime::Runtime;
use strain::Strains;
use timeline::Timeline;

use crate::device::{Command, Drawn, Frame, HiddenMesh, Input, Pose, QuadImage, Step, Surface, Target, Views};
use crate::render::Gpu;

/// Pause of an idle turn while a session exists: short, so that it begins soon after the headset is put on.
const NAP: Duration = Duration::from_millis(20);
/// The longest pause of an idle turn.
const REST: Duration = Duration::from_millis(50);
/// How long the runtime may take to let us go.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long we try to find out the session's state after lost events, before making another session.
const UNSURE: Duration = Duration::from_secs(5);

/// A headset over OpenXR.
pub struct Headset {
    // Dropped in this order: session, GPU, instance.
    live: Option<Live>,
    graphics: Option<Graphics>,
    /// The system that `graphics` belongs to.
    system: Option<xr::SystemId>,
    runtime: Option<Runtime>,
    entry: xr::Entry,
    options: HeadsetOptions,
    /// The GPU handed out: that of `graphics`, or the last one while there is none.
    gpu: Gpu,
    /// `gpu` changed since [`Step::Rebuilt`] was last said.
    fresh_gpu: bool,
    surface: Surface,
    buffer: xr::EventDataBuffer,
    happenings: Vec<events::Happening>,
    timeline: Timeline,
    backoff: Backoff,
    /// What an error in mid-frame showed to be lost; the next wait deals with it.
    lost: Option<Loss>,
    /// Failures since the last frame that was shown.
    failures: u32,
    /// The absence of the headset was said.
    said_absent: bool,
    /// Frames handed out so far.
    frames: u64,
    hidden: HiddenMesh,
    hidden_changed: bool,
    head: Pose,
    views: Views,
    commands: Vec<Command>,
    held: [Option<String>; 2],
    /// What a frame costs at most, for the choice of the refresh rate.
    cost: Duration,
    strains: Strains,
    leave_by: Option<Duration>,
    over: bool,
    system_name: String,
    runtime_name: Option<String>,
}

impl Headset {
    /// Connects to the runtime and its headset.
    ///
    /// # Errors
    /// [`NoHeadset`] where there is no loader, no runtime or (with [`Absent::Fail`]) no headset; else what the runtime
    /// or the GPU refused.
    pub fn open(options: HeadsetOptions) -> Result<Headset> {
        let entry = runtime::load(&options.entry, &options.platform)?;
        let (head, views) = places::standing();
        let mut headset = Headset {
            live: None,
            graphics: None,
            system: None,
            runtime: None,
            entry,
            gpu: graphics::stand_in()?,
            options,
            fresh_gpu: false,
            surface: Surface { format: wgpu::TextureFormat::Rgba8UnormSrgb, views: 2, size: (1024, 1024), depth: None },
            buffer: xr::EventDataBuffer::new(),
            happenings: Vec::new(),
            timeline: Timeline::default(),
            backoff: Backoff::default(),
            lost: None,
            failures: 0,
            said_absent: false,
            frames: 0,
            hidden: HiddenMesh::default(),
            hidden_changed: false,
            head,
            views,
            commands: Vec::new(),
            held: [None, None],
            cost: Duration::ZERO,
            strains: Strains::default(),
            leave_by: None,
            over: false,
            system_name: String::new(),
            runtime_name: None,
        };
        match headset.make() {
            Ok(()) => headset.fresh_gpu = false,
            Err(err) if xr_error(&err).is_some_and(XrError::absent) => match headset.options.absent {
                Absent::Fail => {
                    let runtime = headset.runtime_name.clone().unwrap_or_default();
                    return Err(anyhow::Error::new(NoHeadset::Absent { runtime }));
                }
                Absent::Wait => headset.failed(&err),
            },
            Err(err) if headset.runtime.is_none() && !err.is::<NoHeadset>() => {
                return Err(err.context("no OpenXR runtime is active"));
            }
            Err(err) => return Err(err),
        }
        Ok(headset)
    }

    /// The GPU to draw with; another one after [`Step::Rebuilt`].
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// Format and size of both eyes. May change whenever the session was made again.
    pub fn surface(&self) -> Surface {
        self.surface
    }

    /// The triangles the lenses hide, when they changed since this was last asked for.
    pub fn hidden(&mut self) -> Option<&HiddenMesh> {
        std::mem::take(&mut self.hidden_changed).then_some(&self.hidden)
    }

    /// The next frame, when the runtime wants one. Sleeps at most 50 ms in an idle turn.
    ///
    /// # Errors
    /// None: what fails is made again, and said in the log.
    pub fn wait(&mut self) -> Result<Step> {
        if self.over {
            return Ok(Step::Quit);
        }
        self.finish(None);
        if self.live.is_some() && self.gpu.hear() {
            self.lose(Loss::Gpu, &"it is opened again");
        }
        self.listen();
        self.drop_lost();
        if self.over || self.leave_by.is_some_and(|by| self.live.is_none() || self.options.clock.now() >= by) {
            self.close();
            return Ok(Step::Quit);
        }
        if self.live.is_none() && !self.remake() {
            return Ok(self.rest());
        }
        if std::mem::take(&mut self.fresh_gpu) {
            self.hidden_changed = !self.hidden.views.is_empty();
            return Ok(Step::Rebuilt);
        }
        self.resolve_doubt();
        if !self.live.as_ref().is_some_and(|live| live.running) {
            return Ok(self.rest());
        }
        match self.next() {
            Ok(frame) => Ok(Step::Frame(frame)),
            Err(err) => {
                self.note(&err);
                Ok(self.rest())
            }
        }
    }

    /// The views of `frame` as the runtime predicts them now; `None` where it does not know them.
    pub fn locate(&mut self, frame: &Frame) -> Option<Views> {
        let live = self.live.as_ref().filter(|_| self.lost.is_none())?;
        let begun = live.frame.as_ref().filter(|begun| begun.index == frame.index)?;
        match live.views(begun.time) {
            Ok(views) => views,
            Err(err) => {
                self.note(&err);
                None
            }
        }
    }

    /// Where to draw the frame that [`Headset::wait`] gave; `None` where there is nothing to draw to.
    ///
    /// # Errors
    /// None: what is lost is made again at the next wait.
    pub fn acquire(&mut self) -> Result<Option<Target>> {
        let Some(live) = self.live.as_mut().filter(|_| self.lost.is_none()) else { return Ok(None) };
        match live.acquire() {
            Ok(target) => Ok(target),
            Err(err) => {
                self.failed_within(&err);
                Ok(None)
            }
        }
    }

    /// The image of a quad layer, which is to hold what has this version; between [`Headset::acquire`] and
    /// [`Headset::present`]. A frame that is presented as not drawn has painted nothing.
    pub fn quad(&mut self, number: usize, version: u64) -> QuadImage {
        let Some(live) = self.live.as_mut().filter(|_| self.lost.is_none()) else { return QuadImage::None };
        live.quad(number, version).unwrap_or_else(|err| {
            self.failed_within(&err);
            QuadImage::None
        })
    }

    /// Ends `frame`. `drawn`: the views that the acquired target was drawn from; `None` shows nothing.
    ///
    /// # Errors
    /// None: what is lost is made again at the next wait.
    pub fn present(&mut self, frame: &Frame, drawn: Option<&Drawn>) -> Result<()> {
        let current = self.live.as_ref().and_then(|live| live.frame.as_ref());
        if current.is_some_and(|begun| begun.index == frame.index) {
            // What a lost GPU drew is nothing to be shown.
            self.finish(drawn.filter(|_| !self.gpu.is_lost()));
        }
        Ok(())
    }

    /// The headset for people: name, size and rate.
    pub fn describe(&self) -> String {
        let name = if self.system_name.is_empty() { "headset" } else { &self.system_name };
        let (width, height) = self.surface.size;
        match self.live.as_ref().and_then(|live| live.rate) {
            Some(rate) => format!("{name}, {width}x{height} per eye, {rate:.0} Hz"),
            None => format!("{name}, {width}x{height} per eye"),
        }
    }

    /// Name and version of the OpenXR runtime.
    pub fn runtime(&self) -> Option<String> {
        self.runtime_name.clone()
    }

    /// What each hand holds, left first, for people.
    pub fn controllers(&self) -> [Option<&str>; 2] {
        [self.held[0].as_deref(), self.held[1].as_deref()]
    }

    /// Asks the runtime to end the session in good order; [`Step::Quit`] follows within three seconds.
    pub fn request_exit(&mut self) {
        self.leave_by.get_or_insert(self.options.clock.now() + FAREWELL);
        let Some(live) = self.live.as_ref().filter(|live| live.running && self.lost.is_none()) else {
            self.over = true;
            return;
        };
        if let Err(result) = live.session.request_exit() {
            log::debug!("the runtime refused to end the session: {result}");
            self.over = true;
        }
    }

    /// Asks for the highest refresh rate whose period holds a frame of `max_frame_cost`, now and for later sessions; a lower
    /// one while the headset is hard pressed (see [`Headset::strain`]).
    pub fn request_refresh(&mut self, max_frame_cost: Duration) {
        self.cost = max_frame_cost;
        let strain = self.strains.most();
        let Some(live) = self.live.as_mut().filter(|live| live.running && self.lost.is_none()) else { return };
        match refresh::request(&live.session, max_frame_cost, strain) {
            Ok(rate) => live.rate = rate,
            Err(err) if err.ends_session() => self.note(&err),
            Err(err) => log::debug!("the display keeps its refresh rate: {err}"),
        }
    }

    /// How hard pressed the headset says to be, where it says so (`XR_EXT_performance_settings`), or its battery is (see
    /// [`Headset::charge`]).
    pub fn strain(&self) -> Strain {
        self.strains.most()
    }

    /// The system says how its battery is: what is left of it lasts longer with fewer pictures.
    pub fn charge(&mut self, battery: Strain) {
        let Some(strain) = self.strains.charge(battery) else { return };
        log::info!("the headset's battery is {battery:?}, all in all: {strain:?}");
        self.request_refresh(self.cost);
    }

    /// A short push against hand 0 (left) or 1 (right); `strength` 0 to 1.
    pub fn pulse(&mut self, hand: usize, length: Duration, strength: f32) {
        let Some((live, runtime)) = self.live.as_ref().zip(self.runtime.as_ref()) else { return };
        if self.lost.is_some() || live.state != xr::SessionState::FOCUSED {
            return;
        }
        if let Err(err) = runtime.actions.pulse(&live.session, hand, length, strength)
            && err.ends_session()
        {
            self.note(&err);
        }
    }

    /// Whether the visitor is with us, and not in a menu of the system's or without the headset.
    pub fn has_focus(&self) -> bool {
        self.live.as_ref().is_some_and(|live| live.state == xr::SessionState::FOCUSED && self.lost.is_none())
    }

    /// Waits for a frame and reads the visitor.
    fn next(&mut self) -> Result<Frame, XrError> {
        let (Some(live), Some(runtime)) = (self.live.as_mut(), self.runtime.as_ref()) else {
            return Err(XrError { call: "xrWaitFrame", result: xr::sys::Result::ERROR_SESSION_LOST });
        };
        let index = self.frames;
        let state = live.next(index)?;
        let time = state.predicted_display_time;
        if let Some(views) = live.views(time)? {
            self.views = views;
        }
        if let Some(head) = live.head(time)? {
            self.head = head;
        }
        let hands = live.hands(runtime, time)?;
        let tick =
            self.timeline.tick(time.as_nanos(), state.predicted_display_period.as_nanos(), self.options.clock.now());
        self.frames += 1;
        Ok(Frame {
            index,
            time: tick.time,
            period: tick.period,
            draw: state.should_render,
            views: self.views,
            input: Input { head: self.head, hands, commands: std::mem::take(&mut self.commands), ..Input::default() },
            missed: tick.missed,
        })
    }
}

impl Drop for Headset {
    fn drop(&mut self) {
        self.close();
    }
}

//! One session, from its making to its loss: state edges, frames, images.

use std::time::Duration;

use anyhow::Result;
use openxr as xr;
use openxr::sys;

use super::error::{Named as _, XrError};
use super::eyes::Eyes;
use super::graphics::Graphics;
use super::input::HandSpaces;
use super::layers::{self, End};
use super::options::QuadSize;
use super::places::{self, Base, STEREO};
use super::quads::Quads;
use super::runtime::Runtime;
use super::strain::{Strain, declare};
use super::{mask, refresh};
use crate::device::{Drawn, Hand, HiddenMesh, Pose, QUADS, QuadImage, Target, Views};

/// A session and all that hangs on it. Fields drop in this order: the session goes last.
pub(super) struct Live {
    pub eyes: Eyes,
    quads: Quads,
    hands: [HandSpaces; 2],
    head: xr::Space,
    pub base: Base,
    stream: xr::FrameStream<xr::Vulkan>,
    waiter: xr::FrameWaiter,
    pub session: xr::Session<xr::Vulkan>,
    blend: xr::EnvironmentBlendMode,
    pub state: xr::SessionState,
    /// Between xrBeginSession and xrEndSession.
    pub running: bool,
    /// Events are missing: what we believe of the state may be wrong.
    pub unsure: Option<Doubt>,
    pub hidden: HiddenMesh,
    /// The display's refresh rate, in Hz, where the runtime says it.
    pub rate: Option<f32>,
    pub frame: Option<Begun>,
}

/// What lost events leave behind, until the next event tells the state.
pub(super) struct Doubt {
    pub since: Duration,
    /// The running session was asked whether it is stopping: once is enough.
    pub asked: bool,
}

/// A frame between xrBeginFrame and xrEndFrame.
pub(super) struct Begun {
    pub index: u64,
    pub time: xr::Time,
    pub draw: bool,
}

impl Live {
    /// A session with its swapchains, spaces and actions, not yet begun.
    ///
    /// # Errors
    /// Whatever the runtime refuses; an [`XrError`] is at the root where it was a call.
    pub fn new(
        runtime: &Runtime,
        graphics: &Graphics,
        system: xr::SystemId,
        depth: bool,
        quads: &[Option<QuadSize>; QUADS],
    ) -> Result<Live> {
        let instance = &runtime.instance;
        let blends =
            instance.enumerate_environment_blend_modes(system, STEREO).named("xrEnumerateEnvironmentBlendModes")?;
        let opaque = xr::EnvironmentBlendMode::OPAQUE;
        let blend = if blends.contains(&opaque) { opaque } else { blends.first().copied().unwrap_or(opaque) };
        // SAFETY: the binding names the live Vulkan objects of `graphics` (the guard keeps the device alive until the
        // session is gone), its queue is used from this thread only, and the requirements were asked for before.
        let (session, waiter, stream) = unsafe {
            instance.create_session_with_guard::<xr::Vulkan>(system, &graphics.binding, Box::new(graphics.gpu.clone()))
        }
        .named("xrCreateSession")?;
        let base = Base::new(&session, runtime.core11 || runtime.enabled.ext_local_floor)?;
        let head = session
            .create_reference_space(xr::ReferenceSpaceType::VIEW, xr::Posef::IDENTITY)
            .named("xrCreateReferenceSpace")?;
        let hands = runtime.actions.attach(&session)?;
        let depth = depth && runtime.enabled.khr_composition_layer_depth;
        let eyes = Eyes::new(&session, graphics, system, depth)?;
        let quads = Quads::new(&session, graphics, eyes.format, quads)?;
        let hidden = mask::hidden(&session)?;
        Ok(Live {
            eyes,
            quads,
            hands,
            head,
            base,
            stream,
            waiter,
            session,
            blend,
            state: xr::SessionState::IDLE,
            running: false,
            unsure: None,
            hidden,
            rate: None,
            frame: None,
        })
    }

    /// Follows the runtime to `state`: begins the session when it is ready, ends it when it stops.
    pub fn enter(&mut self, state: xr::SessionState, cost: Duration, strain: Strain) -> Result<(), XrError> {
        self.state = state;
        match state {
            xr::SessionState::READY if !self.running => self.begin(cost, strain),
            xr::SessionState::STOPPING if self.running => self.end(),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, cost: Duration, strain: Strain) -> Result<(), XrError> {
        self.session.begin(STEREO).named("xrBeginSession")?;
        self.running = true;
        match declare(&self.session) {
            Err(err) if err.ends_session() => return Err(err),
            Err(err) => log::debug!("the headset takes no advice on its speed: {err}"),
            Ok(()) => {}
        }
        match refresh::request(&self.session, cost, strain) {
            Ok(rate) => self.rate = rate,
            Err(err) if err.ends_session() => return Err(err),
            Err(err) => log::debug!("the display keeps its refresh rate: {err}"),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), XrError> {
        self.running = false;
        self.session.end().named("xrEndSession").map(drop)
    }

    /// Finds out whether the session runs, after events were lost: the calls that begin and end it say so themselves
    /// (OpenXR 1.1, "Session Control": wrong moments are answered by their own error codes and change nothing).
    pub fn ask_state(&mut self, cost: Duration, strain: Strain) -> Result<(), XrError> {
        let Some(doubt) = &mut self.unsure else { return Ok(()) };
        if self.running && std::mem::replace(&mut doubt.asked, true) {
            return Ok(());
        }
        let answer = if self.running { self.end() } else { self.begin(cost, strain) };
        match answer {
            Ok(()) => Ok(()),
            Err(err) => match err.result {
                sys::Result::ERROR_SESSION_NOT_STOPPING | sys::Result::ERROR_SESSION_RUNNING => {
                    self.running = true;
                    Ok(())
                }
                sys::Result::ERROR_SESSION_NOT_READY | sys::Result::ERROR_SESSION_NOT_RUNNING => {
                    self.running = false;
                    Ok(())
                }
                _ => Err(err),
            },
        }
    }

    /// Waits for the next frame and begins it.
    pub fn next(&mut self, index: u64) -> Result<xr::FrameState, XrError> {
        let state = self.waiter.wait().named("xrWaitFrame")?;
        // At once: a frame that was waited for and never begun blocks the next wait for ever ("Frame Synchronization").
        self.stream.begin().named("xrBeginFrame")?;
        self.frame = Some(Begun { index, time: state.predicted_display_time, draw: state.should_render });
        Ok(state)
    }

    /// Both views at `time`.
    pub fn views(&self, time: xr::Time) -> Result<Option<Views>, XrError> {
        places::locate(&self.session, &self.base.space, time)
    }

    /// The head at `time`.
    pub fn head(&self, time: xr::Time) -> Result<Option<Pose>, XrError> {
        self.head.locate(&self.base.space, time).map(places::pose_of).named("xrLocateSpace")
    }

    /// Both hands at `time`; at rest while another application or the runtime's menu has the input.
    pub fn hands(&self, runtime: &Runtime, time: xr::Time) -> Result<[Hand; 2], XrError> {
        if self.state == xr::SessionState::FOCUSED || self.unsure.is_some() {
            runtime.actions.read(&self.session, &self.hands, &self.base.space, time)
        } else {
            Ok([Hand::default(); 2])
        }
    }

    /// What to draw to in the frame that is begun.
    pub fn acquire(&mut self) -> Result<Option<Target>> {
        if !self.frame.as_ref().is_some_and(|frame| frame.draw) {
            return Ok(None);
        }
        let (color, depth) = self.eyes.acquire()?;
        Ok(Some(Target { color, depth, size: self.eyes.surface.size }))
    }

    /// The image of a quad layer in the frame that is begun.
    pub fn quad(&mut self, number: usize, version: u64) -> Result<QuadImage> {
        if !self.frame.as_ref().is_some_and(|frame| frame.draw) {
            return Ok(QuadImage::None);
        }
        self.quads.image(number, version)
    }

    /// Ends the frame that is begun, if one is, with what was drawn from `drawn`.
    pub fn finish(&mut self, drawn: Option<&Drawn>, near: f32) -> Result<(), XrError> {
        let Some(frame) = self.frame.take() else { return Ok(()) };
        // All of them, whatever becomes of one: an image that is out keeps the frame from ending.
        let quads = self.quads.release(drawn.is_some());
        let released = self.eyes.release();
        let views = match (&quads, &released, drawn.map(|drawn| &drawn.views)) {
            (Ok(()), Ok(true), Some(Views::Stereo(views))) => Some(views),
            _ => None,
        };
        let part = drawn.map_or(self.eyes.surface.size, |drawn| drawn.part);
        let end = End { time: frame.time, blend: self.blend, base: &self.base.space, near, part };
        let laid = drawn.map_or([None; QUADS], |drawn| drawn.quads);
        let ended = layers::submit(&mut self.stream, &self.eyes, (&self.quads, laid), views, &end);
        quads.and(released.map(drop)).and(ended)
    }
}

//! Following the runtime's events, and making again what was lost.

use anyhow::Result;
use openxr as xr;

use super::error::{Loss, XrError, xr_error};
use super::events::{self, Happening};
use super::graphics::Graphics;
use super::live::{Doubt, Live};
use super::runtime::Runtime;
use super::{Headset, NAP, REST, UNSURE, mask};
use crate::device::{Command, Drawn, Step};

/// So many failures in a row on one instance, and the instance is taken for lost.
const PATIENCE: u32 = 3;

impl Headset {
    /// Makes all that is missing: instance, GPU, session.
    pub(super) fn make(&mut self) -> Result<()> {
        if self.runtime.is_none() {
            let runtime = Runtime::connect(&self.entry, &self.options.platform)?;
            self.runtime_name = Some(runtime.name.clone());
            self.runtime = Some(runtime);
        }
        let Some(runtime) = &self.runtime else { return Ok(()) };
        let (system, name) = runtime.system()?;
        if self.system != Some(system) {
            self.graphics = None;
        }
        let graphics = match self.graphics.take() {
            Some(graphics) => graphics,
            None => {
                let graphics = Graphics::open(&runtime.instance, system, self.options.backend)?;
                self.gpu = graphics.gpu.clone();
                self.fresh_gpu = true;
                self.system = Some(system);
                graphics
            }
        };
        let graphics = self.graphics.insert(graphics);
        let live = Live::new(runtime, graphics, system, self.options.depth_layer, &self.options.quads)?;
        self.surface = live.eyes.surface;
        if self.system_name != name {
            log::info!("headset: {name} on {}, space {:?}", runtime.name, live.base.kind);
            self.system_name = name;
        }
        if live.hidden != self.hidden {
            self.hidden = live.hidden.clone();
            self.hidden_changed = true;
        }
        self.live = Some(live);
        Ok(())
    }

    /// Makes what is missing, if it is time to try again. False: not yet.
    pub(super) fn remake(&mut self) -> bool {
        if !self.backoff.remaining(self.options.clock.now()).is_zero() {
            return false;
        }
        match self.make() {
            Ok(()) => {
                self.said_absent = false;
                log::info!("the headset is back: {}", self.describe());
                true
            }
            Err(err) => {
                self.failed(&err);
                false
            }
        }
    }

    /// An attempt to make something failed.
    pub(super) fn failed(&mut self, err: &anyhow::Error) {
        self.backoff.failed(self.options.clock.now());
        if xr_error(err).is_some_and(XrError::absent) {
            if !std::mem::replace(&mut self.said_absent, true) {
                let runtime = self.runtime_name.as_deref().unwrap_or("the OpenXR runtime");
                log::warn!("{runtime} has no headset now: waiting for it");
            }
            return;
        }
        self.failures += 1;
        let loss = xr_error(err).map_or(Loss::Session, XrError::loss);
        if self.failures <= 1 {
            log::warn!("the headset cannot be opened again yet: {err:#}");
        } else {
            log::debug!("attempt {} to open the headset again: {err:#}", self.failures);
        }
        if loss == Loss::Instance || self.failures.is_multiple_of(PATIENCE) {
            self.drop_instance();
        }
    }

    /// Takes in what the runtime told us since the last turn.
    pub(super) fn listen(&mut self) {
        let Some(runtime) = self.runtime.as_ref().filter(|_| self.lost != Some(Loss::Instance)) else { return };
        self.happenings.clear();
        let polled = events::poll(&runtime.instance, &mut self.buffer, &mut self.happenings);
        let mut happenings = std::mem::take(&mut self.happenings);
        let holes = happenings.iter().any(|happening| matches!(happening, Happening::Lost(_)));
        for happening in happenings.drain(..) {
            self.take_in(happening);
        }
        self.happenings = happenings;
        // After the rest: nobody says whether what is missing came before or after what arrived with the news.
        if holes && let Some(live) = &mut self.live {
            live.unsure = Some(Doubt { since: self.options.clock.now(), asked: false });
        }
        if let Err(err) = polled {
            // There is no polling without an instance; a failure that names no loss is taken for its loss too.
            self.lose(Loss::Instance, &err);
        }
    }

    fn take_in(&mut self, happening: Happening) {
        log::debug!("{happening:?}");
        let ours = |live: &&mut Live, session| live.session.as_raw() == session;
        match happening {
            Happening::InstanceLossPending => self.lose(Loss::Instance, &"the runtime is going away"),
            Happening::State(session, state) => {
                let Some(live) = self.live.as_mut().filter(|live| ours(live, session)) else { return };
                if self.lost.is_some() {
                    return;
                }
                live.unsure = None;
                let running = live.running;
                match state {
                    xr::SessionState::EXITING => {
                        self.over = true;
                        return;
                    }
                    xr::SessionState::LOSS_PENDING => {
                        return self.lose(Loss::Session, &"the runtime takes the session away");
                    }
                    _ => {}
                }
                let entered = live.enter(state, self.cost, self.strains.most());
                if live.running && !running {
                    self.timeline.interrupt();
                }
                if let Err(err) = entered {
                    self.note(&err);
                }
            }
            Happening::Lost(count) => {
                log::warn!("the runtime lost {count} of its events");
                self.reload_mask();
                self.look_at_hands();
            }
            Happening::Recentred(session, kind) => {
                let live = self.live.as_mut().filter(|live| ours(live, session));
                let meant = live.is_some_and(|live| live.base.kind == kind);
                if meant && !self.commands.contains(&Command::Recentre) {
                    self.commands.push(Command::Recentre);
                }
            }
            Happening::Profiles(session) => {
                if self.live.as_mut().filter(|live| ours(live, session)).is_some() {
                    self.look_at_hands();
                }
            }
            Happening::Mask(session) => {
                if self.live.as_mut().filter(|live| ours(live, session)).is_some() {
                    self.reload_mask();
                }
            }
            Happening::Strain(domain, part, strain) => {
                let Some(strain) = self.strains.note(domain, part, strain) else { return };
                log::info!("the headset is under strain ({part:?} of the {domain:?}): {strain:?}");
                self.request_refresh(self.cost);
            }
            Happening::Rate(rate) => {
                log::info!("the display runs at {rate} Hz");
                if let Some(live) = &mut self.live {
                    live.rate = Some(rate);
                }
            }
        }
    }

    fn look_at_hands(&mut self) {
        let (Some(live), Some(runtime)) = (&self.live, &self.runtime) else { return };
        if self.lost.is_some() {
            return;
        }
        match runtime.actions.held(&live.session) {
            Ok(held) => {
                if held != self.held {
                    let say = |held: &Option<String>| held.as_deref().unwrap_or("nothing").to_owned();
                    log::info!("left hand: {}, right hand: {}", say(&held[0]), say(&held[1]));
                    self.held = held;
                }
            }
            Err(err) if err.ends_session() => self.note(&err),
            Err(err) => log::debug!("{err}"),
        }
    }

    fn reload_mask(&mut self) {
        let Some(live) = self.live.as_mut().filter(|_| self.lost.is_none()) else { return };
        match mask::hidden(&live.session) {
            Ok(mesh) => {
                if mesh != self.hidden {
                    self.hidden = mesh;
                    self.hidden_changed = true;
                }
            }
            Err(err) if err.ends_session() => self.note(&err),
            Err(err) => log::debug!("{err}"),
        }
    }

    /// After lost events: finds out whether the session runs; after a while without an answer, makes another one.
    pub(super) fn resolve_doubt(&mut self) {
        let now = self.options.clock.now();
        let Some(live) = self.live.as_mut() else { return };
        let Some(since) = live.unsure.as_ref().map(|doubt| doubt.since) else { return };
        let running = live.running;
        let asked = live.ask_state(self.cost, self.strains.most());
        if live.running && !running {
            self.timeline.interrupt();
        }
        match asked {
            Err(err) => self.note(&err),
            Ok(()) if !live.running && now.saturating_sub(since) >= UNSURE => {
                self.lose(Loss::Session, &"nothing is heard of the session since events were lost");
                self.drop_lost();
            }
            Ok(()) => {}
        }
    }

    /// Ends the frame that is begun, if one is. `drawn`: what its picture was drawn from.
    pub(super) fn finish(&mut self, drawn: Option<&Drawn>) {
        let Some(live) = &mut self.live else { return };
        if live.frame.is_none() {
            return;
        }
        match self.lost {
            // Nothing is left to end it on.
            Some(Loss::Instance) => return,
            // The session goes, but it may well be alive: leave no frame begun and no image out.
            Some(Loss::Session | Loss::Gpu) => {
                if let Err(err) = live.finish(None, self.options.near) {
                    log::debug!("{err}");
                }
                return;
            }
            None => {}
        }
        match live.finish(drawn, self.options.near) {
            Ok(()) => {
                self.backoff.reset();
                self.failures = 0;
            }
            Err(err) => self.note(&err),
        }
    }

    /// A call failed in a session.
    pub(super) fn note(&mut self, err: &XrError) {
        self.lose(err.loss(), err);
    }

    /// Something failed in a frame.
    pub(super) fn failed_within(&mut self, err: &anyhow::Error) {
        match xr_error(err).copied() {
            Some(err) => self.note(&err),
            None => self.lose(Loss::Session, err),
        }
    }

    /// Something is lost; the next wait deals with it.
    pub(super) fn lose(&mut self, loss: Loss, why: &dyn std::fmt::Display) {
        if self.lost.is_none_or(|known| known < loss) {
            log::warn!(
                "{}: {why}",
                match loss {
                    Loss::Session => "the headset's session is lost",
                    Loss::Gpu => "the headset's GPU is lost",
                    Loss::Instance => "the OpenXR runtime is lost",
                }
            );
            self.lost = Some(loss);
        }
    }

    /// Drops what is known to be lost, and waits a little before making it again.
    pub(super) fn drop_lost(&mut self) {
        let Some(loss) = self.lost.take() else { return };
        self.failures += 1;
        self.backoff.failed(self.options.clock.now());
        if loss == Loss::Instance || self.failures.is_multiple_of(PATIENCE) {
            self.drop_instance();
        } else if loss == Loss::Gpu {
            self.drop_gpu();
        } else {
            self.drop_session();
        }
    }

    /// Session, GPU and instance, in this order. The GPU handed out lives on with those who hold it.
    fn drop_instance(&mut self) {
        self.drop_gpu();
        self.runtime = None;
        self.strains.forget();
    }

    fn drop_gpu(&mut self) {
        self.drop_session();
        self.graphics = None;
        self.system = None;
    }

    fn drop_session(&mut self) {
        if self.live.is_none() {
            return;
        }
        // The images must be out of use before their swapchains go (xrDestroySwapchain).
        let idle = self
            .gpu
            .device
            .poll(wgpu::PollType::Wait { submission_index: None, timeout: Some(std::time::Duration::from_secs(1)) });
        if let Err(err) = idle {
            log::debug!("the GPU is still busy: {err}");
        }
        self.live = None;
        self.held = [None, None];
    }

    /// Lets everything go.
    pub(super) fn close(&mut self) {
        self.over = true;
        self.finish(None);
        self.drop_instance();
    }

    /// An idle turn.
    pub(super) fn rest(&mut self) -> Step {
        let clock = &self.options.clock;
        let pause = match &self.live {
            Some(_) => NAP,
            None => self.backoff.remaining(clock.now()).clamp(std::time::Duration::from_millis(1), REST),
        };
        clock.sleep(pause);
        Step::Idle
    }
}

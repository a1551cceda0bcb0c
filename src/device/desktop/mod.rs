//! A window that works like a headset with two hands: the desktop simulator.
//!
//! The window, the event loop and the surface belong to the main thread. Nothing here waits longer than a tenth of a second.

mod blit;
mod display;
mod pace;
mod screen;
mod shell;
mod sim;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use glam::{Vec3, vec3};
use winit::dpi::PhysicalSize;
use winit::event_loop::EventLoop;
use winit::platform::pump_events::EventLoopExtPumpEvents;
use winit::window::Window;

use self::pace::Pace;
use self::screen::Screen;
use self::shell::Shell;
use super::rebuilds::Rebuilds;
use super::{Drawn, Fov, Frame, HiddenMesh, Pose, Step, Surface, Target, View, Views};
use crate::render::{Backend, Gpu};

/// Height of the view, in degrees.
const FIELD: f32 = 70.0;
/// Between the eyes of the stereo view, in metres.
const EYE_DISTANCE: f32 = 0.063;
/// How long a hidden window sleeps at a time.
const NAP: Duration = Duration::from_millis(100);
/// How often the window is asked whether it is minimised: not every window system tells.
const ASK: Duration = Duration::from_millis(250);

/// See the module. Fields are dropped in this order: the surface before the window, the window before its connection.
pub struct Desktop {
    screen: Screen,
    gpu: Gpu,
    window: Arc<Window>,
    shell: Shell,
    backend: Backend,
    started: Instant,
    pace: Pace,
    period: Duration,
    /// When the frame before began; none after a pause.
    last: Option<Instant>,
    index: u64,
    asked: Instant,
    minimised: bool,
    rebuilds: Rebuilds,
    events: EventLoop<()>,
}

impl Desktop {
    /// Whether a window can be opened here. The answer costs a connection to the display, which the window then uses.
    ///
    /// # Errors
    /// The message says why not.
    pub fn probe() -> Result<()> {
        display::probe()
    }

    /// Opens the window, once a process, from the main thread. `size` is in pixels.
    ///
    /// # Errors
    /// No display, no graphics driver that shows pictures on it, or a window system that refuses.
    pub fn open(size: (u32, u32), backend: Backend, title: &str) -> Result<Desktop> {
        if backend == Backend::Noop {
            bail!("the noop backend shows nothing in a window; it goes with the offscreen device");
        }
        let mut events = display::take()?;
        let started = Instant::now();
        let attributes = Window::default_attributes()
            .with_title(title)
            .with_inner_size(PhysicalSize::new(size.0.clamp(64, 16384), size.1.clamp(64, 16384)))
            .with_min_inner_size(PhysicalSize::new(64, 64));
        let mut shell = Shell::new(attributes, started);
        while shell.window.is_none() && shell.error.is_none() && started.elapsed() < Duration::from_secs(10) {
            events.pump_app_events(Some(Duration::from_millis(10)), &mut shell);
        }
        let window = match (shell.window.clone(), shell.error.take()) {
            (Some(window), _) => window,
            (None, Some(why)) => return Err(anyhow!(why).context("the display opens no window")),
            (None, None) => bail!("the display opened no window in ten seconds"),
        };
        let (gpu, screen) = open_gpu(backend, &window, shell.size)?;
        Ok(Desktop {
            screen,
            gpu,
            window,
            shell,
            backend,
            started,
            pace: Pace::default(),
            period: pace::period(None),
            last: None,
            index: 0,
            asked: started,
            minimised: false,
            rebuilds: Rebuilds::default(),
            events,
        })
    }

    /// The GPU this window draws with; another one after [`Step::Rebuilt`].
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// The shape of the next target. It changes only in [`Desktop::wait`].
    pub fn surface(&self) -> Surface {
        self.screen.shape()
    }

    /// Whether a panel has what is typed, and whether one has the wheel, until this is said anew.
    pub fn set_keys_taken(&mut self, typing: bool, scrolling: bool) {
        self.shell.sim.set_taken(typing, scrolling);
    }

    /// The visitor's main hand, 0 left or 1 right: the mouse moves that one, until Ctrl+Shift.
    pub fn set_main(&mut self, hand: usize) {
        self.shell.sim.set_main(hand);
    }

    /// A window hides nothing.
    pub fn hidden(&mut self) -> Option<&HiddenMesh> {
        None
    }

    /// Hears what the visitor did, and returns when the next frame shall begin.
    ///
    /// # Errors
    /// The window's surface or the graphics device is gone and cannot be made again.
    pub fn wait(&mut self) -> Result<Step> {
        self.pump(Duration::ZERO);
        if self.gpu.hear() {
            return self.rebuild();
        }
        if !self.shell.closed && self.out_of_sight() {
            self.pump(NAP);
            self.last = None;
            return Ok(if self.shell.closed { Step::Quit } else { Step::Idle });
        }
        if let Some(last) = self.last {
            loop {
                let left = self.pace.wait(last.elapsed(), self.period);
                if left.is_zero() || self.shell.closed {
                    break;
                }
                self.pump(left);
            }
        }
        if self.shell.closed {
            return Ok(Step::Quit);
        }
        self.settle()?;

        let now = Instant::now();
        let interval = self.last.map(|last| now - last);
        self.last = Some(now);
        if let Some(interval) = interval {
            self.pace.note(interval, self.screen.blocked(), self.period);
        }
        let index = self.index;
        self.index += 1;
        let shape = self.screen.shape();
        let fov = Fov::symmetric(FIELD.to_radians(), shape.size.0 as f32 / shape.size.1.max(1) as f32);
        let input = self.shell.sim.input(interval.unwrap_or(self.period).as_secs_f32(), fov);
        Ok(Step::Frame(Frame {
            index,
            time: now - self.started + self.period,
            period: self.period,
            draw: true,
            views: views(input.head, fov, shape.views == 2),
            input,
            missed: interval.map_or(0, |interval| pace::missed(interval, self.period)),
        }))
    }

    /// The views of the frame; nobody's head moves between wait and encoding here.
    pub fn locate(&mut self, frame: &Frame) -> Option<Views> {
        Some(frame.views)
    }

    /// Where to draw; `None` if the window has nowhere just now.
    ///
    /// # Errors
    /// The surface failed too often in a row.
    pub fn acquire(&mut self) -> Result<Option<Target>> {
        self.screen.acquire(&self.gpu)
    }

    /// Shows the picture, where one was drawn.
    ///
    /// # Errors
    /// The surface failed too often in a row.
    pub fn present(&mut self, _frame: &Frame, drawn: Option<&Drawn>) -> Result<()> {
        self.screen.present(&self.gpu, &self.window, drawn.is_some())?;
        if drawn.is_some() && !self.gpu.is_lost() {
            self.rebuilds.well();
        }
        Ok(())
    }

    /// For people: what it is.
    pub fn describe(&self) -> String {
        let (width, height) = self.shell.size;
        let hertz = 1.0 / self.period.as_secs_f64();
        let system = display::system(&self.events);
        format!("desktop window {width}x{height}, {system} at {hertz:.0} Hz, {}", self.gpu.name())
    }

    /// No OpenXR here.
    pub fn runtime(&self) -> Option<String> {
        None
    }

    /// The hand that the mouse moves, 0 left or 1 right, and the way from the eyes through the cursor, in rig space.
    pub fn sight(&self) -> (usize, Vec3) {
        self.shell.sim.sight()
    }

    /// Tells how far away the thing is that the cursor is on, so that the pointer ends under it.
    pub fn focus(&mut self, metres: f32) {
        self.shell.sim.focus(metres);
    }

    /// Changes what the title bar says.
    pub fn set_title(&self, title: &str) {
        self.window.set_title(title);
    }

    fn pump(&mut self, timeout: Duration) {
        if let winit::platform::pump_events::PumpStatus::Exit(_) =
            self.events.pump_app_events(Some(timeout), &mut self.shell)
        {
            self.shell.closed = true;
        }
    }

    fn out_of_sight(&mut self) -> bool {
        if self.asked.elapsed() > ASK {
            self.asked = Instant::now();
            self.minimised = self.window.is_minimized().unwrap_or(false);
        }
        self.minimised || self.shell.occluded || self.shell.size.0 == 0 || self.shell.size.1 == 0
    }

    /// Brings surface and refresh rate in line with the window.
    fn settle(&mut self) -> Result<()> {
        self.screen.set_stereo(self.shell.stereo);
        self.screen.mend(&self.gpu, &self.window, self.shell.size)?;
        if std::mem::take(&mut self.shell.moved) {
            let monitor = self.window.current_monitor().or_else(|| self.window.primary_monitor());
            let period = pace::period(monitor.and_then(|monitor| monitor.refresh_rate_millihertz()));
            if period != self.period {
                (self.period, self.pace) = (period, Pace::default());
            }
            self.screen.resize(&self.gpu, self.shell.size)?;
        }
        Ok(())
    }

    fn rebuild(&mut self) -> Result<Step> {
        self.rebuilds.again()?;
        (self.gpu, self.screen) =
            open_gpu(self.backend, &self.window, self.shell.size).context("the graphics device was lost")?;
        self.last = None;
        Ok(Step::Rebuilt)
    }
}

fn open_gpu(backend: Backend, window: &Arc<Window>, size: (u32, u32)) -> Result<(Gpu, Screen)> {
    let instance = Gpu::instance(backend);
    let surface = Screen::surface(&instance, window)?;
    let gpu = Gpu::open(instance, Some(&surface))?;
    let screen = Screen::new(&gpu, surface, size)?;
    Ok((gpu, screen))
}

/// One view from between the eyes, or one from each.
fn views(head: Pose, fov: Fov, stereo: bool) -> Views {
    let eye = |side: f32| View {
        pose: Pose { position: head.position + head.orientation * vec3(side * EYE_DISTANCE * 0.5, 0.0, 0.0), ..head },
        fov,
    };
    if stereo { Views::Stereo([eye(-1.0), eye(1.0)]) } else { Views::Mono(eye(0.0)) }
}

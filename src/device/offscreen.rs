//! A clock and a log in the place of a headset: frames into pictures of our own, the same ones every time.

use std::time::Duration;

use anyhow::{Context, Result};
use glam::{Quat, Vec3};

use super::rebuilds::Rebuilds;
use super::{Command, Drawn, Fov, Frame, HiddenMesh, Input, Pose, Step, Surface, Target, View, Views};
use crate::render::{Backend, Gpu, PICTURE_FORMAT, Picture};

/// Frames of input with their times: a log's reader, or a script. Times rise strictly.
pub type Replay = Box<dyn Iterator<Item = Result<(Duration, Input)>> + Send>;

/// The time from a frame to the next where nothing else says one.
const PERIOD: Duration = Duration::from_nanos(1_000_000_000 / 72);
/// Distance of the eyes, metres.
const EYES: f32 = 0.064;
/// What the one view sees vertically, radians; each of two sees as much as a headset's.
const MONO_FOV: f32 = 1.1;
const STEREO_FOV: f32 = 1.6;

/// How an offscreen visit runs.
pub struct OffscreenOptions {
    /// Pixels of one view.
    pub size: (u32, u32),
    /// Two views, one a layer.
    pub stereo: bool,
    /// The input; a visitor who stands still where none.
    pub replay: Option<Replay>,
    /// Time between frames. `None`: the replay's own times, or 1/72 s without a replay.
    pub period: Option<Duration>,
    /// The visit ends at this time; with neither this nor a replay it goes on until the caller stops.
    pub seconds: Option<Duration>,
}

impl Default for OffscreenOptions {
    fn default() -> Self {
        OffscreenOptions { size: (1280, 720), stereo: false, replay: None, period: None, seconds: None }
    }
}

/// The device. Nothing in it looks at the machine's clock.
pub struct Offscreen {
    gpu: Gpu,
    picture: Picture,
    stereo: bool,
    clock: Clock,
    index: u64,
    rebuilds: Rebuilds,
}

impl Offscreen {
    /// Opens a GPU and the picture.
    ///
    /// # Errors
    /// No driver.
    pub fn open(backend: Backend, options: OffscreenOptions) -> Result<Offscreen> {
        Ok(Offscreen::new(Gpu::open(Gpu::instance(backend), None)?, options))
    }

    /// Draws with a GPU that is already open.
    pub fn new(gpu: Gpu, options: OffscreenOptions) -> Offscreen {
        let most = gpu.device.limits().max_texture_dimension_2d;
        let size = (options.size.0.clamp(1, most), options.size.1.clamp(1, most));
        let picture = Picture::new(&gpu, size, if options.stereo { 2 } else { 1 });
        Offscreen {
            gpu,
            picture,
            stereo: options.stereo,
            clock: Clock::new(options.replay, options.period, options.seconds),
            index: 0,
            rebuilds: Rebuilds::default(),
        }
    }

    /// The GPU that draws; another one after [`Step::Rebuilt`].
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    pub fn surface(&self) -> Surface {
        Surface { format: PICTURE_FORMAT, views: self.views(), size: self.picture.size, depth: None }
    }

    fn views(&self) -> u32 {
        if self.stereo { 2 } else { 1 }
    }

    /// Every pixel of a picture is seen.
    pub fn hidden(&mut self) -> Option<&HiddenMesh> {
        None
    }

    /// The next frame of the clock, at once; the clock stands while a GPU that was lost is opened again.
    ///
    /// # Errors
    /// The log cannot be read on, or the GPU is gone for good.
    pub fn wait(&mut self) -> Result<Step> {
        if self.gpu.hear() {
            self.rebuilds.again()?;
            self.gpu = self.gpu.again().context("the graphics device was lost")?;
            self.picture = Picture::new(&self.gpu, self.picture.size, self.views());
            return Ok(Step::Rebuilt);
        }
        let Some(tick) = self.clock.next()? else { return Ok(Step::Quit) };
        let views = views(&tick.input.head, self.stereo, self.picture.size);
        let frame = Frame {
            index: self.index,
            time: tick.time,
            period: tick.period,
            draw: true,
            views,
            input: tick.input,
            missed: 0,
        };
        self.index += 1;
        Ok(Step::Frame(frame))
    }

    /// The views do not change while a frame is made.
    pub fn locate(&mut self, frame: &Frame) -> Option<Views> {
        Some(frame.views)
    }

    /// # Errors
    /// None today; the devices share the signature.
    pub fn acquire(&mut self) -> Result<Option<Target>> {
        Ok(Some(Target { color: self.picture.view.clone(), depth: None, size: self.picture.size }))
    }

    /// Waits until the picture is drawn, so that a fast CPU does not queue a whole visit.
    ///
    /// # Errors
    /// None today; the devices share the signature.
    pub fn present(&mut self, _frame: &Frame, drawn: Option<&Drawn>) -> Result<()> {
        if drawn.is_some() && !self.gpu.drain() {
            self.rebuilds.well();
        }
        Ok(())
    }

    pub fn describe(&self) -> String {
        let (width, height) = self.picture.size;
        let eyes = if self.stereo { " for each of two eyes" } else { "" };
        format!("offscreen, {width} by {height}{eyes}, drawn by {}", self.gpu.name())
    }

    /// There is no OpenXR runtime here.
    pub fn runtime(&self) -> Option<String> {
        None
    }

    /// What was drawn last; read it with [`crate::render::read_pixels`], a layer a view.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }
}

fn views(head: &Pose, stereo: bool, size: (u32, u32)) -> Views {
    let aspect = size.0 as f32 / size.1 as f32;
    if !stereo {
        return Views::Mono(View { pose: *head, fov: Fov::symmetric(MONO_FOV, aspect) });
    }
    let eye = |side: f32| View {
        pose: Pose { position: head.position + head.orientation * (Vec3::X * side * EYES * 0.5), ..*head },
        fov: Fov::symmetric(STEREO_FOV, aspect),
    };
    Views::Stereo([eye(-1.0), eye(1.0)])
}

struct Tick {
    time: Duration,
    period: Duration,
    input: Input,
}

/// Times and input, without the GPU.
struct Clock {
    replay: Option<Replay>,
    /// The frame of the replay that comes next.
    ahead: Option<(Duration, Input)>,
    fixed: Option<Duration>,
    end: Option<Duration>,
    /// Frames given so far.
    count: u32,
    now: Input,
    started: bool,
}

impl Clock {
    fn new(replay: Option<Replay>, period: Option<Duration>, end: Option<Duration>) -> Clock {
        let period = period.map(|period| period.max(Duration::from_micros(100)));
        let fixed = if replay.is_some() { period } else { Some(period.unwrap_or(PERIOD)) };
        let now = Input { head: Pose { position: Vec3::Y * 1.65, orientation: Quat::IDENTITY }, ..Input::default() };
        Clock { replay, ahead: None, fixed, end, count: 0, now, started: false }
    }

    fn next(&mut self) -> Result<Option<Tick>> {
        if !self.started {
            self.started = true;
            self.advance()?;
        }
        let tick = match self.fixed {
            Some(period) => self.fixed_tick(period)?,
            None => self.own_tick()?,
        };
        Ok(tick.filter(|tick| self.end.is_none_or(|end| tick.time < end)))
    }

    fn advance(&mut self) -> Result<()> {
        self.ahead = self.replay.as_mut().and_then(Iterator::next).transpose()?;
        Ok(())
    }

    /// A frame of the replay as it was.
    fn own_tick(&mut self) -> Result<Option<Tick>> {
        let Some((time, input)) = self.ahead.take() else { return Ok(None) };
        self.advance()?;
        let period = self.ahead.as_ref().map_or(PERIOD, |(next, _)| next.saturating_sub(time));
        Ok(Some(Tick { time, period, input }))
    }

    /// The replay's state at a time of our own; no command is lost between two frames.
    fn fixed_tick(&mut self, period: Duration) -> Result<Option<Tick>> {
        let time = period * self.count;
        if self.replay.is_some() && self.ahead.is_none() {
            return Ok(None);
        }
        let mut commands: Vec<Command> = Vec::new();
        while let Some((_, input)) = self.ahead.take_if(|(at, _)| *at <= time) {
            commands.extend_from_slice(&input.commands);
            self.now = input;
            self.advance()?;
        }
        self.now.commands = commands;
        self.count += 1;
        Ok(Some(Tick { time, period, input: self.now.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::QUADS;

    fn log(times: &[(u64, Option<Command>)]) -> Option<Replay> {
        let frames: Vec<_> = times
            .iter()
            .map(|(ms, command)| {
                let walk = glam::vec2(*ms as f32, 0.0);
                let input = Input { walk, commands: command.iter().copied().collect(), ..Input::default() };
                Ok((Duration::from_millis(*ms), input))
            })
            .collect();
        Some(Box::new(frames.into_iter()))
    }

    fn run(mut clock: Clock) -> Vec<(u64, u64, f32, usize)> {
        std::iter::from_fn(|| clock.next().unwrap())
            .take(1000)
            .map(|tick| {
                let ms = |time: Duration| (time.as_secs_f64() * 1000.0).round() as u64;
                (ms(tick.time), ms(tick.period), tick.input.walk.x, tick.input.commands.len())
            })
            .collect()
    }

    #[test]
    fn a_log_keeps_its_own_times() {
        let ticks = run(Clock::new(log(&[(5, None), (20, Some(Command::Picture)), (40, None)]), None, None));
        assert_eq!(ticks, [(5, 15, 5.0, 0), (20, 20, 20.0, 1), (40, 14, 40.0, 0)]);
    }

    #[test]
    fn the_visit_ends_in_time() {
        assert_eq!(run(Clock::new(None, None, Some(Duration::from_secs(1)))).len(), 73);
        let ten = Some(Duration::from_millis(100));
        assert_eq!(run(Clock::new(None, ten, Some(Duration::from_secs(1)))).len(), 10);
        let ticks = run(Clock::new(log(&[(0, None), (20, None), (40, None)]), None, Some(Duration::from_millis(30))));
        assert_eq!(ticks.len(), 2);
    }

    #[test]
    fn a_clock_of_our_own_loses_no_command() {
        let marks =
            log(&[(0, None), (9, Some(Command::Picture)), (11, None), (29, Some(Command::KeySheet)), (30, None)]);
        let ticks = run(Clock::new(marks, Some(Duration::from_millis(10)), None));
        assert_eq!(ticks, [(0, 10, 0.0, 0), (10, 10, 9.0, 1), (20, 10, 11.0, 0), (30, 10, 30.0, 1)]);
    }

    #[test]
    fn a_bad_log_stops_with_its_error() {
        let replay: Replay =
            Box::new([Ok((Duration::ZERO, Input::default())), Err(anyhow::anyhow!("line 3"))].into_iter());
        let mut clock = Clock::new(Some(replay), None, None);
        assert!(clock.next().is_err());
    }

    #[test]
    fn eyes_stand_beside_the_head() {
        let head = Pose { position: Vec3::Y, orientation: Quat::from_rotation_y(std::f32::consts::FRAC_PI_2) };
        let Views::Stereo([left, right]) = views(&head, true, (100, 100)) else { panic!("two views") };
        // Facing −X, the right eye is on −Z.
        assert!(right.pose.position.abs_diff_eq(Vec3::new(0.0, 1.0, -EYES * 0.5), 1e-6));
        assert!(left.pose.position.abs_diff_eq(Vec3::new(0.0, 1.0, EYES * 0.5), 1e-6));
        let Views::Mono(one) = views(&head, false, (200, 100)) else { panic!("one view") };
        assert!(one.fov.right > one.fov.up);
    }

    #[test]
    fn frames_go_round_without_a_gpu() {
        let options =
            OffscreenOptions { stereo: true, seconds: Some(Duration::from_millis(50)), ..OffscreenOptions::default() };
        let mut device = Offscreen::open(Backend::Noop, options).unwrap();
        assert_eq!(device.surface().views, 2);
        let mut frames = 0;
        while let Step::Frame(frame) = device.wait().unwrap() {
            assert_eq!(frame.index, frames);
            let views = device.locate(&frame).unwrap();
            assert!(device.acquire().unwrap().is_some());
            device.present(&frame, Some(&Drawn { views, part: (1, 1), quads: [None; QUADS] })).unwrap();
            frames += 1;
        }
        assert_eq!(frames, 4);
    }
}

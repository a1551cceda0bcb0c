//! A visitor who stands still while a fair arrives, and what each frame cost: for `boothwalk bench stream`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;
use cpu_time::ThreadTime;
use glam::{Quat, Vec3};

use super::content::World;
use super::opening::{Opening, open_world};
use super::outlook::Outlook;
use super::stats::Problem;
use crate::device::{Fov, Frame, Input, Pose, Surface, View, Views};
use crate::fair::{Fair, Lang};
use crate::fetch::{Setup, open_fair_with};
use crate::model::{Blocks, Limits};
use crate::render::{self, Backend, Background, Gpu, PICTURE_FORMAT, Picture, Profile, Renderer};
use crate::stream::{Admission, Pacing, RungId};
use crate::visit::Visit;

/// What draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Driver {
    /// Nothing does: what is measured is the program alone.
    Noop,
    /// A driver that draws on the processor.
    Software,
    /// The machine's own.
    Auto,
}

impl Driver {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Driver::Noop => "noop",
            Driver::Software => "software",
            Driver::Auto => "auto",
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// There is no such driver.
    pub fn open(self) -> Result<Gpu> {
        let instance = |backend| Gpu::instance(backend);
        match self {
            Driver::Noop => Gpu::open(instance(Backend::Noop), None),
            Driver::Auto => Gpu::open(instance(Backend::Auto), None),
            Driver::Software => {
                let instance = instance(Backend::Auto);
                let options = wgpu::RequestAdapterOptions { force_fallback_adapter: true, ..Default::default() };
                let adapter = pollster::block_on(instance.request_adapter(&options))
                    .context("no driver that draws on the processor: on Debian and Ubuntu, mesa-vulkan-drivers")?;
                let descriptor = Gpu::device_descriptor(&adapter)?;
                let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))
                    .with_context(|| format!("{} refused to open", adapter.get_info().name))?;
                Ok(Gpu::new(instance, adapter, device, queue))
            }
        }
    }
}

/// How a fair is to arrive.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub fair: String,
    pub driver: Driver,
    /// Pixels of an eye's picture.
    pub size: (u32, u32),
    pub period: Duration,
    pub gpu_memory: u64,
    /// Frames that are measured once everything is there.
    pub idle: usize,
    /// A fair that takes longer is measured so far.
    pub patience: Duration,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Each frame while loading, …
    pub load: Vec<Spent>,
    /// … and once everything was there.
    pub idle: Vec<Spent>,
    /// From asking for fair.json until every proxy stood, …
    pub proxies: Option<Duration>,
    /// … and until everything was there.
    pub full: Option<Duration>,
    pub bytes: u64,
    pub gpu_bytes_peak: u64,
    pub problems: Vec<Problem>,
    /// What was on the GPU, and from when on.
    pub resident: Vec<Resident>,
    /// What the device samples.
    pub blocks: Blocks,
}

/// What was on the GPU from a time on, by the scheduler's numbers of rungs.
pub type Resident = (Duration, Vec<RungId>);

/// What a frame cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spent {
    /// When it began, in seconds since fair.json was asked for.
    pub at_s: f32,
    /// Milliseconds by the clock on the wall, until the picture was drawn.
    pub wall_ms: f32,
    /// Milliseconds of the render thread's own time.
    pub cpu_ms: f32,
}

/// Distance of the eyes in metres, and half of what each sees, in radians.
const EYES: f32 = 0.064;
const HALF: f32 = 0.8;

/// Lets a fair arrive. Device and pipelines are there before the clock starts.
///
/// A driver that draws on the processor compiles a shader when something is first drawn with it, for seconds, whatever was
/// made before: with it the fair arrives once beforehand, and what then stood is taken away.
///
/// # Errors
/// There is no driver, or no fair.
pub fn arrive(arrival: &Arrival, setup: &Setup) -> Result<Arrived> {
    let stage = Stage::open(arrival)?;
    let warm = if arrival.driver == Driver::Software { Some(stage.warm(arrival)?) } else { None };
    let start = Instant::now();
    let (source, fair) = open_fair_with(&arrival.fair, setup)?;
    let (visit, fair) = (spawned(&fair), Arc::new(fair));
    let Stage { gpu, surface, opening, .. } = &stage;
    let (mut world, mut content) = open_world(gpu, surface, &fair, &source, &visit, opening, warm);
    // What a renderer that was warmed still holds.
    let (before, _) = world.renderer.bytes();
    let mut admission = Admission::new(Pacing::Measured);
    let mut outlook = Outlook::default();
    let (mut found, mut index, mut loaded) = (Arrived { blocks: gpu.blocks(), ..Arrived::default() }, 0u32, 0);
    let mut due = Instant::now();
    while found.idle.len() < arrival.idle {
        let now = Instant::now();
        let frame = still(index, arrival.period);
        let own = ThreadTime::now();
        let view = outlook.view(&frame, &visit, arrival.size.1);
        admission.begin(arrival.period);
        let asked = Instant::now();
        content.advance(&mut world, &mut admission, &view, frame.time.as_secs_f32());
        let loading = asked.elapsed();
        stage.draw(&mut world, &visit, &frame, &fair);
        // As in a visit: what the program does, without the wait for the picture.
        admission.frame_cost(now.elapsed().saturating_sub(loading));
        gpu.device.poll(wgpu::PollType::wait_indefinitely())?;
        let (wall, own) = (now.elapsed(), own.elapsed());
        let at_s = now.duration_since(start).as_secs_f32();
        let cost = Spent { at_s, wall_ms: wall.as_secs_f32() * 1e3, cpu_ms: own.as_secs_f32() * 1e3 };
        found.gpu_bytes_peak = found.gpu_bytes_peak.max(world.renderer.bytes().0.saturating_sub(before));
        let spent = start.elapsed();
        if found.full.is_none() && content.loaded != loaded {
            loaded = content.loaded;
            found.resident.push((spent, content.resident()));
        }
        if found.proxies.is_none() && content.has_proxies() {
            found.proxies = Some(spent);
        }
        if found.full.is_none() {
            found.load.push(cost);
            if content.complete() {
                let known = arrival.period * content.still().saturating_sub(1) as u32;
                found.full = Some(spent.saturating_sub(known));
            } else if spent > arrival.patience {
                break;
            }
        } else {
            found.idle.push(cost);
        }
        index += 1;
        due = (due + arrival.period).max(now);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    found.bytes = source.bytes_fetched();
    found.problems = std::mem::take(&mut content.problems);
    Ok(found)
}

/// When a fair that arrived was first recognisable: see [`super::feed::recognised`]. `None` where nothing draws here.
///
/// # Errors
/// A piece cannot be read any more.
#[cfg(feature = "pack")]
pub fn recognisable(arrival: &Arrival, found: &Arrived) -> Result<Option<Duration>> {
    let Ok(gpu) = Driver::Software.open() else { return Ok(None) };
    let (source, fair) = open_fair_with(&arrival.fair, &Setup::default())?;
    let visit = spawned(&fair);
    let eye = still(0, arrival.period).views.as_slice().first().copied();
    let Some(mut view) = eye else { return Ok(None) };
    view.pose = visit.rig.to_hall(&view.pose);
    super::feed::recognised(&gpu, &Arc::new(fair), &source, &Views::Mono(view), found.blocks, &found.resident)
}

/// What is there before the clock starts.
pub(super) struct Stage {
    pub gpu: Gpu,
    picture: Picture,
    pub surface: Surface,
    pub opening: Opening,
}

impl Stage {
    pub fn open(arrival: &Arrival) -> Result<Stage> {
        let gpu = arrival.driver.open()?;
        let picture = Picture::new(&gpu, arrival.size, 2);
        let surface = Surface { format: PICTURE_FORMAT, views: 2, size: arrival.size, depth: None };
        let opening = Opening {
            lang: Lang::default(),
            pacing: Pacing::Measured,
            limits: Limits::default(),
            profile: Profile::default(),
            gpu_memory: arrival.gpu_memory,
            store: None,
        };
        Ok(Stage { gpu, picture, surface, opening })
    }

    /// Lets the fair arrive; the renderer that drew it, empty again. In the same steps as later: what a texture has of mips
    /// is compiled into the shader, too.
    fn warm(&self, arrival: &Arrival) -> Result<Renderer> {
        /// More models than a fair has.
        const MODELS: u32 = 1 << 16;
        let (source, fair) = open_fair_with(&arrival.fair, &Setup::default())?;
        let (visit, fair) = (spawned(&fair), Arc::new(fair));
        let (mut world, mut content) =
            open_world(&self.gpu, &self.surface, &fair, &source, &visit, &self.opening, None);
        let mut admission = Admission::new(Pacing::Measured);
        let mut outlook = Outlook::default();
        let start = Instant::now();
        let mut index = 0u32;
        while !content.complete() && start.elapsed() < arrival.patience {
            let frame = still(index, arrival.period);
            let view = outlook.view(&frame, &visit, arrival.size.1);
            admission.begin(arrival.period);
            content.advance(&mut world, &mut admission, &view, frame.time.as_secs_f32());
            self.draw(&mut world, &visit, &frame, &fair);
            self.gpu.device.poll(wgpu::PollType::wait_indefinitely())?;
            index += 1;
        }
        let mut renderer = world.renderer;
        (0..MODELS).for_each(|model| renderer.remove(model));
        Ok(renderer)
    }

    pub fn draw(&self, world: &mut World, visit: &Visit, frame: &Frame, fair: &Fair) {
        let time = frame.time.as_secs_f32();
        world.scene.animate(time);
        let look = render::Look {
            views: &frame.views,
            world_from_rig: visit.world_from_rig(),
            light: super::light(fair),
            background: Background::Sky,
            ribbons: &[],
            comfort: [0.0; 2],
            time,
        };
        let output = self.picture.output(self.gpu.shape(PICTURE_FORMAT, 2));
        world.renderer.draw(&mut world.scene, &look, &output);
    }
}

/// A visitor where visitors arrive.
pub(super) fn spawned(fair: &Fair) -> Visit {
    Visit::new(fair.halls.first().map_or_else(Default::default, |hall| hall.spawn))
}

/// A frame of someone who stands still.
pub(crate) fn still(index: u32, period: Duration) -> Frame {
    let eye = |side: f32| View {
        pose: Pose { position: Vec3::new(side * EYES * 0.5, 1.6, 0.0), orientation: Quat::IDENTITY },
        fov: Fov { left: -HALF, right: HALF, up: HALF, down: -HALF },
    };
    Frame {
        index: index.into(),
        time: period * index,
        period,
        draw: true,
        views: Views::Stereo([eye(-1.0), eye(1.0)]),
        input: Input::default(),
        missed: 0,
    }
}

//! A visitor who turns once round in a hall, and what each frame cost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use cpu_time::ThreadTime;
use glam::{Mat4, Quat, Vec2, Vec3};

use super::hall::Hall;
use crate::app::{Driver, still};
use crate::bench::allocations::{Allocations, watch};
use crate::bench::threads;
use crate::device::{Frame, Views};
use crate::model::{self, Model, Options};
use crate::render::{Background, Gpu, Light, Look, PICTURE_FORMAT, Picture, Profile, Renderer};
use crate::scene::{Key, Play, Scene};
use crate::visit::{Ground, Visit};

/// Frames before the first that counts: a turn, so that all lists have grown.
const WARM: usize = 300;
/// Frames whose requests for memory are looked at, and how far apart in a turn.
const WATCHED: usize = 16;
/// Threads of the software driver that draw.
const RASTERISERS: [&str; 1] = ["llvmpipe-"];

/// Stages of a frame.
pub const STAGES: [&str; 5] = ["visit", "animate", "cull", "encode", "submit"];

/// What was measured; a number a frame in each list.
#[derive(Debug, Default)]
pub struct Walk {
    /// Milliseconds of the render thread's own time.
    pub cpu_ms: Vec<f32>,
    /// By the clock on the wall, as [`STAGES`] has them.
    pub stages_ms: [Vec<f32>; STAGES.len()],
    /// The most of any frame.
    pub draws: u32,
    pub triangles: u64,
    /// Of the frame with the most.
    pub allocations: Allocations,
    /// Mean milliseconds a frame of all threads but those that draw in the place of a GPU.
    pub threads_ms: Option<f64>,
}

/// How it is walked.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub driver: Driver,
    pub size: (u32, u32),
    pub frames: usize,
    pub profile: Profile,
}

struct World {
    gpu: Gpu,
    picture: Picture,
    renderer: Renderer,
    scene: Scene,
    ground: Ground,
    visit: Visit,
}

/// Walks.
///
/// # Errors
/// There is no driver; a model cannot be read.
pub fn walk(hall: &Hall, way: &Way) -> Result<Walk> {
    let mut world = World::open(hall, way)?;
    for index in 0..WARM {
        world.frame(index, WARM)?;
    }
    let mut walk = Walk::default();
    let before = threads::seconds(&RASTERISERS);
    for index in 0..way.frames {
        let own = ThreadTime::now();
        let spent = world.frame(index, way.frames)?;
        walk.cpu_ms.push(milliseconds(own.elapsed()));
        walk.stages_ms.iter_mut().zip(spent).for_each(|(list, one)| list.push(milliseconds(one)));
        let stats = world.renderer.stats();
        walk.draws = walk.draws.max(stats.draws);
        walk.triangles = walk.triangles.max(stats.triangles);
        // The driver draws before the next frame: what it takes is not ours, and is not waited for within ours.
        world.gpu.device.poll(wgpu::PollType::wait_indefinitely())?;
    }
    let after = threads::seconds(&RASTERISERS);
    walk.threads_ms = before.zip(after).map(|(before, after)| (after - before) * 1e3 / way.frames.max(1) as f64);
    for index in 0..WATCHED {
        let mut done = Ok([Duration::ZERO; STAGES.len()]);
        let found = watch(|| done = world.frame(index, WATCHED));
        done?;
        let known = walk.allocations;
        walk.allocations = Allocations { ours: known.ours.max(found.ours), wgpu: known.wgpu.max(found.wgpu) };
        world.gpu.device.poll(wgpu::PollType::wait_indefinitely())?;
    }
    Ok(walk)
}

impl World {
    fn open(hall: &Hall, way: &Way) -> Result<World> {
        let gpu = way.driver.open()?;
        let mut renderer = Renderer::with_profile(&gpu, way.profile, None);
        renderer.make_room(hall.nodes, 0);
        let mut scene = Scene::with_capacity(hall.nodes);
        let mut known: BTreeMap<&Path, (u32, Arc<Model>)> = BTreeMap::new();
        for one in &hall.standing {
            let path = one.path.as_path();
            if !known.contains_key(path) {
                let options = Options { blocks: gpu.blocks(), merge: true, ..Options::default() };
                let model = model::load_path(path, &options)?;
                let placed = renderer.insert_now(model).with_context(|| path.display().to_string())?;
                known.insert(path, placed);
            }
            let Some((model, shape)) = known.get(path) else { continue };
            let turn = Quat::from_rotation_y(one.yaw);
            let place = Mat4::from_scale_rotation_translation(Vec3::splat(one.scale), turn, one.position.into());
            let object = scene.place(*model, shape, place, true);
            if one.plays {
                scene.play(object, Play { animation: Some(0), ..Play::default() });
            }
        }
        let shape = gpu.shape(PICTURE_FORMAT, 2);
        let keys: BTreeSet<Key> = scene.draws_from(0).map(|(_, draw)| draw.key).collect();
        keys.into_iter().for_each(|key| drop(renderer.pipelines().mesh(key, shape)));
        let picture = Picture::new(&gpu, way.size, 2);
        let ground = Ground::new(Vec2::splat(1e3));
        Ok(World { gpu, picture, renderer, scene, ground, visit: Visit::new((Vec2::ZERO, 0.0)) })
    }

    /// A frame of a turn of so many; what its stages took.
    fn frame(&mut self, index: usize, turn: usize) -> Result<[Duration; STAGES.len()]> {
        let begin = Instant::now();
        let frame = turned(index, turn);
        let time = frame.time.as_secs_f32();
        self.visit.update(&frame, &self.ground);
        let visited = Instant::now();
        self.scene.animate(time);
        let animated = Instant::now();
        let look = Look {
            views: &frame.views,
            world_from_rig: self.visit.world_from_rig(),
            light: Light { direction: Vec3::new(0.35, -0.85, -0.4), irradiance: Vec3::ONE, exposure: 1.0 },
            background: Background::Sky,
            ribbons: self.visit.marks(),
            comfort: [0.0; 2],
            time,
        };
        let output = self.picture.output(self.gpu.shape(PICTURE_FORMAT, 2));
        self.renderer.draw(&mut self.scene, &look, &output);
        let times = self.renderer.stats().times;
        Ok([visited - begin, animated - visited, times.cull, times.encode, times.submit])
    }
}

fn turned(index: usize, turn: usize) -> Frame {
    let mut frame = still(index as u32, Duration::from_secs_f64(1.0 / 72.0));
    let by = Quat::from_rotation_y(std::f32::consts::TAU * index as f32 / turn as f32);
    if let Views::Stereo(pair) = &mut frame.views {
        for view in pair {
            view.pose.position = by * view.pose.position;
            view.pose.orientation = by * view.pose.orientation;
        }
    }
    frame
}

fn milliseconds(time: Duration) -> f32 {
    time.as_secs_f32() * 1e3
}

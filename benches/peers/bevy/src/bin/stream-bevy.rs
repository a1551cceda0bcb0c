//! Bevy in the place of Boothwalk for `boothwalk bench stream`: reads a line of JSON that says what to show, lets it load
//! while frames go on, and answers with the time of each frame.
//!
//! No window: each eye is a camera that draws to an image. A frame is one turn of Bevy's main loop, until the driver has
//! drawn it, as it is counted for Boothwalk. `STREAM_BEVY_SERIAL=1` turns off pipelined rendering, which Bevy has by
//! default.

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bevy::asset::LoadState;
use bevy::light::CascadeShadowConfigBuilder;
use bevy::prelude::*;
use boothwalk_bevy::{Waiting, eyes, number, open, part, position};
use serde_json::{Value, json};

/// Frames of the empty scene before and after the models are shown for the first time: what every scene needs is made by
/// then, and what only they needed is gone.
const EMPTY: usize = 60;
/// All is there when nothing has changed for so many frames.
const STILL: usize = 10;

struct Model {
    path: PathBuf,
    position: Vec3,
    scale: f32,
}

struct Job {
    models: Vec<Model>,
    size: (u32, u32),
    period: Duration,
    idle: usize,
    patience: Duration,
}

impl Job {
    fn read(line: &str) -> Result<Job, Box<dyn Error>> {
        let job: Value = serde_json::from_str(line)?;
        let model = |value: &Value| -> Result<Model, Box<dyn Error>> {
            Ok(Model {
                path: value["path"].as_str().ok_or("a model without a path")?.into(),
                position: position(value)?,
                scale: number(&value["scale"], "scale")? as f32,
            })
        };
        Ok(Job {
            models: job["models"].as_array().ok_or("no models")?.iter().map(model).collect::<Result<_, _>>()?,
            size: (number(&job["size"][0], "size")? as u32, number(&job["size"][1], "size")? as u32),
            period: Duration::from_secs_f64(1.0 / number(&job["hertz"], "hertz")?),
            idle: number(&job["idle"], "idle")? as usize,
            patience: Duration::from_secs_f64(number(&job["patience_s"], "patience_s")?),
        })
    }
}

#[derive(Default)]
struct Frames {
    at_s: Vec<f32>,
    wall_ms: Vec<f32>,
}

impl Frames {
    fn json(&self) -> Value {
        json!({ "at_s": self.at_s, "wall_ms": self.wall_ms })
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    println!("{}", run(&Job::read(&line)?)?);
    // Its threads need not be waited for.
    std::process::exit(0);
}

fn run(job: &Job) -> Result<Value, Box<dyn Error>> {
    let waiting = Waiting::default();
    let mut app = open(&waiting, std::env::var_os("STREAM_BEVY_SERIAL").is_none());
    scene(&mut app, job.size);
    let mut pace = Pace { period: job.period, due: Instant::now() };
    // The driver compiles a shader when something is first drawn with it, for seconds: the models arrive once beforehand,
    // as they do with Boothwalk, and what then stood is taken away.
    pace.turns(&mut app, EMPTY);
    arrive(&mut app, job, &waiting, &mut pace, 0)?;
    let shown: Vec<Entity> =
        app.world_mut().query_filtered::<Entity, With<WorldAssetRoot>>().iter(app.world()).collect();
    shown.into_iter().for_each(|root| app.world_mut().entity_mut(root).despawn());
    pace.turns(&mut app, EMPTY);
    let (load, idle, full) = arrive(&mut app, job, &waiting, &mut pace, job.idle)?;
    Ok(json!({
        "load": load.json(), "idle": idle.json(), "full_s": full, "rss_peak_bytes": peak(),
    }))
}

/// Frames at the rate of a headset.
struct Pace {
    period: Duration,
    due: Instant,
}

impl Pace {
    /// One turn of the main loop: when it began, and what it took.
    fn turn(&mut self, app: &mut App) -> (Instant, Duration) {
        let start = Instant::now();
        app.update();
        let cost = start.elapsed();
        self.due = (self.due + self.period).max(start);
        std::thread::sleep(self.due.saturating_duration_since(Instant::now()));
        (start, cost)
    }

    fn turns(&mut self, app: &mut App, count: usize) {
        for _ in 0..count {
            self.turn(app);
        }
    }
}

/// Lets the models arrive, and measures frames until all is there and so many after.
fn arrive(
    app: &mut App,
    job: &Job,
    waiting: &Waiting,
    pace: &mut Pace,
    after: usize,
) -> Result<(Frames, Frames, Option<f64>), Box<dyn Error>> {
    let start = Instant::now();
    let handles = ask(app, job)?;
    let (mut load, mut idle, mut full) = (Frames::default(), Frames::default(), None);
    let (mut still, mut before) = (0, 0);
    while full.is_none() || idle.at_s.len() < after {
        let (begun, cost) = pace.turn(app);
        let frames = if full.is_some() { &mut idle } else { &mut load };
        frames.at_s.push((begun - start).as_secs_f32());
        frames.wall_ms.push(cost.as_secs_f32() * 1e3);
        if full.is_some() {
            continue;
        }
        let meshes = app.world_mut().query::<&Mesh3d>().iter(app.world()).count();
        let server = app.world().resource::<AssetServer>();
        for (handle, model) in handles.iter().zip(&job.models) {
            if let LoadState::Failed(error) = server.load_state(handle.id()) {
                return Err(format!("{}: {error}", model.path.display()).into());
            }
        }
        let loaded = handles.iter().all(|handle| server.is_loaded_with_dependencies(handle.id()));
        // The floor is one.
        let quiet = loaded && meshes > 1 && meshes == before && waiting.count() == 0;
        before = meshes;
        still = if quiet { still + 1 } else { 0 };
        if still == STILL {
            full = Some(start.elapsed().as_secs_f64());
        } else if start.elapsed() > job.patience {
            break;
        }
    }
    Ok((load, idle, full))
}

/// The most memory of this process so far, in bytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// Two eyes, a sun with a shadow, light from all around, a floor: what Boothwalk draws in an empty hall.
fn scene(app: &mut App, size: (u32, u32)) {
    let world = app.world_mut();
    let mut images = world.resource_mut::<Assets<Image>>();
    let sky = EnvironmentMapLight {
        intensity: 1000.0,
        ..EnvironmentMapLight::hemispherical_gradient(
            &mut images,
            Color::srgb(0.8, 0.9, 1.0),
            Color::srgb(0.7, 0.7, 0.7),
            Color::srgb(0.4, 0.4, 0.4),
        )
    };
    for eye in eyes(world, size) {
        world.entity_mut(eye).insert(sky.clone());
    }
    world.spawn((
        DirectionalLight { illuminance: 8_000.0, shadow_maps_enabled: true, ..default() },
        Transform::default().looking_to(Vec3::new(0.35, -0.85, -0.4), Vec3::Y),
        CascadeShadowConfigBuilder { num_cascades: 1, maximum_distance: 10.0, ..default() }.build(),
    ));
    let floor = world.resource_mut::<Assets<Mesh>>().add(Plane3d::default().mesh().size(12.0, 12.0));
    let grey = world.resource_mut::<Assets<StandardMaterial>>().add(Color::srgb(0.5, 0.5, 0.5));
    world.spawn((Mesh3d(floor), MeshMaterial3d(grey)));
}

/// Asks for all models at once.
fn ask(app: &mut App, job: &Job) -> Result<Vec<Handle<WorldAsset>>, Box<dyn Error>> {
    let mut handles = Vec::new();
    for model in &job.models {
        let handle = part(app.world().resource::<AssetServer>(), &model.path, &GltfAssetLabel::Scene(0))?;
        let place = Transform::from_translation(model.position).with_scale(Vec3::splat(model.scale));
        app.world_mut().spawn((WorldAssetRoot(handle.clone()), place));
        handles.push(handle);
    }
    Ok(handles)
}

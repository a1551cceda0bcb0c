//! Halls with far more in them than a frame has time for, and a visitor who walks about in them.

use std::f32::consts::{PI, TAU};

use serde_json::json;

use super::limits::{SIDE, most};
use super::*;
use crate::app::content::Content;
use crate::render::Picture;
use crate::stream::{Load, NEAR};

/// What a frame has time for here; half of it is kept for hands, pages and the like, of which there are none.
const LIMITS: Load = Load::limits(72, 40_000);
const REST: Load = Load::limits(36, 20_000);
/// Metres of a step, and how many of them.
const STEP: f32 = 0.2;
const STEPS: usize = 30;
/// Metres by which things may be nearer than when the frame was divided.
const DRIFT: f32 = 0.5;

/// Numbers that look like chance.
pub struct Chance(pub u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) >> 16) as usize % end
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.below(1 << 16) as f32 / 65536.0
    }
}

/// A ball of 4 n² triangles and so many materials, one behind another; glass blends.
fn ball(n: usize, radius: f32, materials: usize, glass: bool) -> Vec<u8> {
    let (mut positions, mut indices) = (Vec::<[f32; 3]>::new(), Vec::<u16>::new());
    let wide = 2 * n;
    for stack in 0..=n {
        for slice in 0..=wide {
            let (up, round) = (stack as f32 / n as f32 * PI, slice as f32 / wide as f32 * TAU);
            let place = [up.sin() * round.cos(), up.cos() + 1.0, up.sin() * round.sin()];
            positions.push(place.map(|part| part * radius));
            if stack < n && slice < wide {
                let (a, b) = (stack * (wide + 1) + slice, (stack + 1) * (wide + 1) + slice);
                indices.extend([a, b + 1, b, a, a + 1, b + 1].map(|index| index as u16));
            }
        }
    }
    let (low, high) = positions.iter().fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(low, high), place| {
        (low.min(Vec3::from(*place)), high.max(Vec3::from(*place)))
    });
    let mut data: Vec<u8> = bytemuck::cast_slice(&positions).to_vec();
    let vertices = data.len();
    data.extend_from_slice(bytemuck::cast_slice(&indices));
    data.resize(data.len().next_multiple_of(4), 0);
    let materials: Vec<_> = (0..materials)
        .map(|number| {
            // What is double-sided or not is no one draw.
            let (color, alpha) = ([0.2, 0.3 + 0.1 * number as f32, 0.5, 0.6], if glass { "BLEND" } else { "OPAQUE" });
            json!({ "pbrMetallicRoughness": { "baseColorFactor": color }, "alphaMode": alpha,
                "doubleSided": number % 2 == 1 })
        })
        .collect();
    let primitive = |material| json!({ "attributes": { "POSITION": 0 }, "indices": 1, "material": material });
    let primitives: Vec<_> = (0..materials.len()).map(primitive).collect();
    let text = json!({
        "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0] }], "nodes": [{ "mesh": 0 }],
        "meshes": [{ "primitives": primitives }], "materials": materials,
        "buffers": [{ "byteLength": data.len() }],
        "bufferViews": [{ "buffer": 0, "byteLength": vertices },
            { "buffer": 0, "byteOffset": vertices, "byteLength": indices.len() * 2 }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": positions.len(), "type": "VEC3",
              "min": low.to_array(), "max": high.to_array() },
            { "bufferView": 1, "componentType": 5123, "count": indices.len(), "type": "SCALAR" }],
    });
    let mut text = text.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut glb = Vec::new();
    let whole = 12 + 8 + text.len() + 8 + data.len();
    for number in [0x4654_6c67, 2, whole as u32, text.len() as u32, 0x4e4f_534a] {
        glb.extend_from_slice(&u32::to_le_bytes(number));
    }
    glb.extend_from_slice(&text);
    for number in [data.len() as u32, 0x004e_4942] {
        glb.extend_from_slice(&u32::to_le_bytes(number));
    }
    glb.extend_from_slice(&data);
    glb
}

/// The folder of a hall of so many booths, of so many models, with things on them.
pub fn hall(folder: &Path, booths: usize, models: usize, chance: &mut Chance) -> PathBuf {
    let source = folder.join("fair");
    let put = |path: &str, bytes: &[u8]| {
        let path = source.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let columns = (booths as f32).sqrt().ceil() as usize;
    let side = columns as f32 * 7.0 + 6.0;
    let plots: Vec<_> = (0..booths)
        .map(|at| {
            let place = [at % columns, at / columns].map(|part| part as f32 * 7.0 - side * 0.5 + 6.0);
            let sway = [chance.between(-0.8, 0.8), chance.between(-0.8, 0.8)];
            json!({ "id": format!("p{at}"), "position": [place[0] + sway[0], place[1] + sway[1]], "size": [4, 4],
                "yaw": chance.between(0.0, 360.0) })
        })
        .collect();
    let fair = json!({
        "format": 1, "id": "crowd", "title": { "en": "Crowd" },
        "hall": [{ "id": "h", "title": { "en": "H" }, "size": [side, side], "plot": plots }],
    });
    put("fair.toml", toml::to_string(&fair).unwrap().as_bytes());
    for number in 0..models {
        let size = chance.between(0.6, 1.4);
        put(&format!("models/m{number}.glb"), &ball(5 + number % 10, size, 1 + number % 3, number == 4));
    }
    for booth in 0..booths {
        let text = format!(
            "format = 1\nid = \"b{booth}\"\nplot = \"p{booth}\"\ntitle = {{ en = \"B\" }}\n\
             model = \"/models/m{}.glb\"\nsign = {{ size = [0.3, 0.1] }}\n",
            chance.below(models)
        );
        put(&format!("booths/b{booth}/booth.toml"), text.as_bytes());
        for product in 0..chance.below(3) {
            let text = format!(
                "format = 1\nid = \"t{product}\"\ntitle = {{ en = \"T\" }}\nmodel = \"/models/m{}.glb\"\n\
                 position = [{}, 0.5, 0.5]\nscale = 0.2\n",
                chance.below(models),
                product as f32 * 0.5
            );
            put(&format!("booths/b{booth}/products/t{product}/product.toml"), text.as_bytes());
        }
    }
    source
}

pub fn packed_hall(source: &Path) -> PathBuf {
    packed_as(source.to_owned(), source.join("../out"), vec![Form::Uastc], 64)
}

fn eye(position: Vec3) -> Eye {
    Eye { position, orientation: Quat::IDENTITY, left: -0.8, right: 0.8, up: 0.8, down: -0.8 }
}

/// Somebody who walks about: ahead, and now and then another way.
struct Walk {
    at: Vec3,
    heading: f32,
    half: f32,
}

impl Walk {
    fn new(fair: &crate::fair::Fair, chance: &mut Chance) -> Walk {
        let half = fair.halls[0].size.x * 0.5 - 1.0;
        let at = Vec3::new(chance.between(-half, half), 1.6, chance.between(-half, half));
        Walk { at, heading: chance.between(0.0, TAU), half }
    }

    fn step(&mut self, chance: &mut Chance) {
        if chance.below(10) == 0 {
            self.heading += chance.between(-1.5, 1.5);
        }
        let next = self.at + Vec3::new(self.heading.sin(), 0.0, self.heading.cos()) * STEP;
        if next.x.abs().max(next.z.abs()) < self.half { self.at = next } else { self.heading += 1.0 }
    }
}

/// Every view from here keeps the limits, but for what is near.
fn keeps(drawn: Load, rest: Load, limited: &Limited, at: Vec3, what: &str) {
    let excused = limited.excused(at, NEAR + DRIFT);
    assert!(drawn.draws <= rest.draws + excused.draws, "{what}: {drawn:?} and {excused:?} near");
    assert!(drawn.triangles <= rest.triangles + excused.triangles, "{what}: {drawn:?} and {excused:?} near");
}

#[test]
fn a_packed_hall_keeps_the_limits_of_a_frame_wherever_one_walks_and_nothing_of_it_is_left_out() {
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
    let picture = Picture::new(&gpu, (SIDE, SIDE), 1);
    // Half as many draws as things; and triangles enough for all proxies.
    let (limits, rest) = (Load::limits(120, 200_000), Load::limits(80, 150_000));
    const MODELS: usize = 60;
    for seed in 1..=2 {
        let mut chance = Chance(seed);
        let folder = tempfile::tempdir().unwrap();
        let booths = 60 + chance.below(40);
        let out = packed_hall(&hall(folder.path(), booths, MODELS, &mut chance));
        let mut run = Run::of(Profile::Standalone, &gpu, &out, 1 << 30);
        run.feed.limited = Some(Limited::new(limits));
        let fair = run.feed.bench.fair.clone();
        let mut walk = Walk::new(&fair, &mut chance);
        let (mut seconds, mut finer) = (0, 0);
        for step in 0..STEPS {
            run.eye = walk.at;
            let mut time = step as f32 * 10.0;
            seconds = run.finish_with(seconds + 1, |feed, world, at| {
                time += 0.1;
                let drawn = most(world, &picture, at, &fair, time);
                keeps(drawn, rest, feed.limited.as_ref().unwrap(), at, &format!("seed {seed}, step {step}"));
            });
            finer += (0..booths).filter(|booth| run.feed.stands(Piece::Booth(*booth))).count();
            let left_out = run.feed.limited.as_ref().unwrap().left_out();
            assert_eq!(left_out, 0, "of {booths} booths, seed {seed}, step {step}");
            walk.step(&mut chance);
        }
        assert!(finer > 0, "what is near is finer");
    }
}

#[test]
fn of_a_packed_hall_of_too_many_triangles_the_far_is_left_out_and_comes_back() {
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
    let picture = Picture::new(&gpu, (SIDE, SIDE), 1);
    let mut chance = Chance(7);
    let folder = tempfile::tempdir().unwrap();
    let out = packed_hall(&hall(folder.path(), 90, 10, &mut chance));
    let mut run = Run::of(Profile::Standalone, &gpu, &out, 1 << 30);
    run.feed.limited = Some(Limited::new(LIMITS));
    let fair = run.feed.bench.fair.clone();
    let mut walk = Walk::new(&fair, &mut chance);
    let mut seconds = 0;
    for step in 0..STEPS {
        run.eye = walk.at;
        let mut time = step as f32 * 10.0;
        seconds = run.finish_with(seconds + 1, |feed, world, at| {
            time += 0.1;
            let drawn = most(world, &picture, at, &fair, time);
            keeps(drawn, REST, feed.limited.as_ref().unwrap(), at, &format!("step {step}"));
        });
        walk.step(&mut chance);
    }
    let hidden =
        |run: &Run| (0..90).map(Piece::Booth).filter(|booth| run.feed.stands.hidden(*booth)).collect::<Vec<_>>();
    let left_out = hidden(&run);
    assert!(!left_out.is_empty() && left_out.len() < 90, "{} of 90", left_out.len());
    for booth in left_out.into_iter().take(3) {
        let place = booth.matrix(&fair).w_axis.truncate();
        run.eye = place + Vec3::new(0.0, 1.6, 3.0);
        seconds = run.finish_with(seconds + 1, |_, _, _| ());
        let object = run.feed.object(booth).unwrap();
        assert!(!run.feed.stands.hidden(booth) && run.world.scene.keys(object).count() > 0, "{booth:?}");
    }
}

#[test]
fn a_hall_that_is_not_packed_keeps_the_limits_of_a_frame_too() {
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).unwrap();
    let picture = Picture::new(&gpu, (SIDE, SIDE), 1);
    let mut chance = Chance(3);
    let folder = tempfile::tempdir().unwrap();
    let booths = 50;
    let source = hall(folder.path(), booths, 10, &mut chance);
    let (source, fair) = open_fair(source.to_str().unwrap()).unwrap();
    let fair = Arc::new(fair);
    let renderer = Renderer::with_profile(&gpu, Profile::Standalone, None);
    let (pipelines, shapes) = (renderer.pipelines(), vec![gpu.shape(PICTURE_FORMAT, 1)]);
    let (options, live) = (Options { merge: true, ..Options::default() }, Pacing::Measured);
    let mut content =
        Content::new(fair.clone(), source, pipelines, shapes, options, Lang::En, live, 1 << 30, Vec2::ZERO, false);
    content.set_limits(LIMITS);
    let ground = Ground::new(Vec2::splat(100.0));
    let mut world = World { renderer, scene: Scene::new(), ground, moved: Default::default() };
    let mut admission = Admission::new(Pacing::Measured);
    let mut walk = Walk::new(&fair, &mut chance);
    let start = Instant::now();
    let (mut frame, mut left_out, mut steps) = (0, 0, 0);
    let mut advance = |content: &mut Content, world: &mut World, at: Vec3| {
        frame += 1;
        let time = frame as f32 / 8.0;
        let view = View::new(f64::from(time), &[eye(at)], 1000, Vec3::ZERO, None);
        admission.begin(Duration::from_millis(14));
        content.advance(world, &mut admission, &view, time);
        let drawn = most(world, &picture, at, &fair, time);
        keeps(drawn, REST, content.limits().unwrap(), at, &format!("frame {frame}"));
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", content.progress());
    };
    while steps < STEPS {
        advance(&mut content, &mut world, walk.at);
        left_out = left_out.max(content.left_out());
        if content.complete() {
            steps += 1;
            walk.step(&mut chance);
        } else {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    assert!(content.problems.is_empty(), "{:?}", content.problems);
    assert!(left_out > 0 && left_out < booths * 3, "{left_out} things are left out of {booths} booths");
    let seen = |content: &Content, world: &World, booth: usize| {
        let object = content.object(Piece::Booth(booth)).unwrap();
        world.scene.keys(object).count() > 0
    };
    let hidden: Vec<usize> = (0..booths).filter(|booth| !seen(&content, &world, *booth)).collect();
    assert!(!hidden.is_empty() && hidden.len() < booths);
    for &booth in hidden.iter().take(3) {
        let place = Piece::Booth(booth).matrix(&fair).w_axis.truncate();
        for _ in 0..8 {
            advance(&mut content, &mut world, place + Vec3::new(0.0, 1.6, 3.0));
        }
        assert!(seen(&content, &world, booth), "booth {booth}");
        assert!(world.ground.blocked_circle(Vec2::new(place.x, place.z), 0.3), "one walks round it all the time");
    }
    assert!(hidden.iter().all(|booth| {
        let place = Piece::Booth(*booth).matrix(&fair).w_axis;
        world.ground.blocked_circle(Vec2::new(place.x, place.z), 0.3)
    }));
}

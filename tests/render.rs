//! The renderer on a real driver, without a window.

use boothwalk::device::{Fov, Pose, View, Views};
use boothwalk::fair::{Lang, Text};
use boothwalk::model::{Layers, Model, Options, Topology, Transmission};
use boothwalk::panel;
use boothwalk::render::environment::{Environment, Equirect};
use boothwalk::render::{
    Backend, Background, Gpu, Lie, Light, Look, Output, PICTURE_FORMAT, Paint, Picture, Profile, Renderer, Ribbon,
    SAMPLES, ViewCount, Window, read_pixels,
};
use boothwalk::scene::{Key, Phase, Scene, Shown};
use glam::{Mat4, Quat, Vec3, Vec4, vec2, vec3, vec4};

const SIZE: (u32, u32) = (160, 120);

/// A wand of rough glass of two sides.
fn glass() -> Model {
    let mut model = panel::wand();
    for material in &mut model.materials {
        let transmission = Transmission { factor: 1.0, ..Default::default() };
        material.layers = Some(Box::new(Layers { transmission, ..Layers::default() }));
        material.roughness = 0.2;
        material.double_sided = true;
    }
    model
}

/// A notice, a stand-in and two wands, one of glass, lit by the studio and a sun.
fn stage(gpu: &Gpu, profile: Profile) -> (Renderer, Scene) {
    let mut renderer = Renderer::with_profile(gpu, profile, None);
    renderer.set_environment(&Environment::new(&Equirect::studio()));
    let mut scene = Scene::new();
    let title = Text { zh: "海岚机器人".into(), en: "Hailan Robotics".into() };
    let models = [
        (panel::error_sign(&title, "a reason", Lang::En), vec3(-1.2, 0.0, 0.0)),
        (panel::standin(vec2(6.0, 6.0), &title, [200, 80, 40], None), vec3(0.0, 0.0, -2.0)),
        (panel::wand(), vec3(0.2, 1.4, 2.0)),
        (glass(), vec3(-0.1, 1.5, 1.9)),
    ];
    let pipelines = renderer.pipelines();
    for (model, at) in models {
        for material in &model.materials {
            for mirrored in [false, true] {
                for views in [1, 2] {
                    pipelines.mesh(
                        Key::new(material, Topology::Triangles, mirrored, false),
                        gpu.shape(PICTURE_FORMAT, views),
                    );
                }
            }
        }
        let (id, shape) = renderer.insert_now(model).expect("a model that is whole");
        scene.place(id, &shape, Mat4::from_translation(at), true);
    }
    (renderer, scene)
}

fn view(x: f32) -> View {
    let pose = Pose { position: vec3(x, 1.6, 2.5), orientation: Quat::from_rotation_y(0.1) };
    View { pose, fov: Fov::symmetric(1.2, SIZE.0 as f32 / SIZE.1 as f32) }
}

fn look<'a>(views: &'a Views, ribbons: &'a [Ribbon]) -> Look<'a> {
    Look {
        views,
        world_from_rig: Mat4::from_rotation_y(0.2),
        light: Light { direction: vec3(0.3, -0.9, -0.3), irradiance: Vec3::splat(2.0), exposure: 1.0 },
        background: Background::Sky,
        ribbons,
        comfort: [0.6, 0.0],
        time: 0.0,
    }
}

fn ribbons() -> Vec<Ribbon> {
    let points = (0..10).map(|i| vec3(-0.3, 1.0 + 0.04 * i as f32, 1.5 - 0.3 * i as f32)).collect();
    vec![Ribbon { points, width: 0.03, color: [0.1, 0.6, 1.0, 0.9], lie: Lie::Facing }]
}

/// Two layers of depth, as a runtime gives them.
fn depth_target(gpu: &Gpu) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d { width: SIZE.0, height: SIZE.1, depth_or_array_layers: 2 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Depth32Float,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
        view_formats: &[],
    })
}

#[test]
fn each_eye_sees_what_a_single_view_from_there_sees() {
    let gpu = Gpu::open(Gpu::instance(Backend::Vulkan), None).expect("a Vulkan driver");
    for profile in [Profile::Pc, Profile::Standalone] {
        let (mut renderer, mut scene) = stage(&gpu, profile);
        let eyes = [view(-0.25), view(0.25)];
        let both = Picture::new(&gpu, SIZE, 2);
        let guides = ribbons();
        renderer.draw(&mut scene, &look(&Views::Stereo(eyes), &guides), &both.output(gpu.shape(PICTURE_FORMAT, 2)));
        for (layer, eye) in (0u32..).zip(eyes) {
            let single = Picture::new(&gpu, SIZE, 1);
            renderer.draw(&mut scene, &look(&Views::Mono(eye), &guides), &single.output(gpu.shape(PICTURE_FORMAT, 1)));
            let got = read_pixels(&gpu, &both.texture, layer).expect("pixels");
            let wanted = read_pixels(&gpu, &single.texture, 0).expect("pixels");
            // The order of draws follows the first eye, and edges may round differently: a few texels, never a surface.
            let differing = got.pixels().zip(wanted.pixels()).filter(|(a, b)| differs(a.0, b.0)).count();
            assert!(differing * 200 < (SIZE.0 * SIZE.1) as usize, "layer {layer}: {differing} pixels differ");
            let colours: std::collections::HashSet<[u8; 4]> = got.pixels().map(|p| p.0).collect();
            assert!(colours.len() > 100, "layer {layer} shows {} colours", colours.len());
        }
    }
    assert_eq!(gpu.errors(), 0);
}

fn differs(a: [u8; 4], b: [u8; 4]) -> bool {
    a.iter().zip(b).any(|(a, b)| a.abs_diff(b) > 3)
}

#[test]
fn a_window_shows_what_lies_under_the_picture() {
    let gpu = Gpu::open(Gpu::instance(Backend::Vulkan), None).expect("a Vulkan driver");
    let (mut renderer, mut scene) = stage(&gpu, Profile::Pc);
    let sign = panel::error_sign(&Text { zh: "海岚机器人".into(), en: "Hailan Robotics".into() }, "a reason", Lang::En);
    let image = sign.images[0].clone();
    let (model, _) = renderer.insert_now(sign).expect("a model that is whole");
    // As a runtime may give it: of another order of colours.
    let layer = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d { width: image.width, height: image.height, depth_or_array_layers: 1 },
        mip_level_count: 2,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Bgra8UnormSrgb,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let level = |base_mip_level| wgpu::TextureViewDescriptor {
        base_mip_level,
        mip_level_count: Some(1),
        ..wgpu::TextureViewDescriptor::default()
    };
    let levels = [0, 1].map(|number| layer.create_view(&level(number))).to_vec();
    // Before the view, and behind a wand.
    let matrix = Mat4::from_rotation_y(0.3) * Mat4::from_translation(vec3(-0.5, 1.3, 1.0));
    let window = Window { matrix, size: vec2(1.2, 0.8), radius: 0.1, paint: Some(Paint { model, levels }) };
    let views = Views::Mono(view(0.0));
    let guides = ribbons();
    let mut draw = |windows: &[Window], comfort: [f32; 2]| {
        let picture = Picture::new(&gpu, SIZE, 1);
        let look = Look { comfort, ..look(&views, &guides) };
        renderer.draw_late(&mut scene, &look, &picture.output(gpu.shape(PICTURE_FORMAT, 1)), windows, || None);
        read_pixels(&gpu, &picture.texture, 0).expect("pixels")
    };
    let whole = draw(&[], [0.0; 2]);
    assert!(whole.pixels().all(|pixel| pixel.0[3] == 255), "without a window nothing is seen through");
    let seen = draw(std::slice::from_ref(&window), [0.0; 2]);
    let through = seen.pixels().filter(|pixel| pixel.0[3] == 0).count();
    assert!((2500..4000).contains(&through), "{through} pixels");
    assert_eq!(seen.get_pixel(52, 95).0[3], 255, "the wand is before it");
    assert!(seen.pixels().all(|pixel| pixel.0[3] != 0 || pixel.0 == [0; 4]), "what is seen through is nothing else");
    let partly = seen.pixels().filter(|pixel| (1..255).contains(&pixel.0[3])).count();
    assert!(partly > 30, "edges of it and of what is before it: {partly}");
    let changed = seen.pixels().zip(whole.pixels()).filter(|(a, b)| a.0[3] == 255 && differs(a.0, b.0)).count();
    assert_eq!(changed, 0, "the rest of the picture is as it was");
    let solid = seen.pixels().zip(whole.pixels()).filter(|(a, _)| a.0[3] == 255).count();
    assert!(solid + through + partly == (SIZE.0 * SIZE.1) as usize && solid > 5000, "{solid}");
    let dark = draw(std::slice::from_ref(&window), [0.0, 1.0]);
    assert!(dark.pixels().all(|pixel| pixel.0 == [0, 0, 0, 255]), "a blink hides what is seen through, too");
    // What lies under it holds the sign's picture, to the bit.
    let painted = read_pixels(&gpu, &layer, 0).expect("pixels");
    let texels = image.levels[0].chunks_exact(4);
    assert_eq!(texels.len(), painted.pixels().len());
    assert!(painted.pixels().zip(texels).all(|(got, texel)| got.0 == [texel[2], texel[1], texel[0], 255]));
    assert_eq!(gpu.errors(), 0);
}

#[test]
fn the_same_picture_twice_is_the_same_bytes() {
    let gpu = Gpu::open(Gpu::instance(Backend::Vulkan), None).expect("a Vulkan driver");
    let draw = || {
        let (mut renderer, mut scene) = stage(&gpu, Profile::Pc);
        let picture = Picture::new(&gpu, SIZE, 1);
        let guides = ribbons();
        renderer.draw(
            &mut scene,
            &look(&Views::Mono(view(0.0)), &guides),
            &picture.output(gpu.shape(PICTURE_FORMAT, 1)),
        );
        read_pixels(&gpu, &picture.texture, 0).expect("pixels")
    };
    assert!(draw() == draw());
}

/// What the frame of a standalone headset is told to do, read off on a real driver.
#[test]
fn a_standalone_frame_is_one_pass_that_leaves_nothing_but_its_picture() {
    let gpu = Gpu::open(Gpu::instance(Backend::Auto), None).expect("a Vulkan driver");
    let (mut renderer, mut scene) = stage(&gpu, Profile::Standalone);
    renderer.set_recorded(true);
    let picture = Picture::new(&gpu, SIZE, 2);
    let views = Views::Stereo([view(-0.03), view(0.03)]);
    let shape = gpu.shape(PICTURE_FORMAT, 2);
    renderer.draw(&mut scene, &look(&views, &[]), &picture.output(shape));
    let recording = renderer.recording().expect("what was told").clone();
    let passes: Vec<_> = recording.passes.iter().filter(|pass| pass.name != "shadow").collect();
    let eyes = if shape.views == ViewCount::Two { 1 } else { 2 };
    assert_eq!(passes.iter().map(|pass| pass.name).collect::<Vec<_>>(), vec!["scene"; eyes]);
    for pass in passes {
        assert!(pass.resolves);
        for attachment in [pass.color, pass.depth].into_iter().flatten() {
            assert_eq!((attachment.samples, attachment.layers), (SAMPLES, shape.views.count()));
            assert!(attachment.transient && !attachment.loads && !attachment.stores, "{attachment:?}");
        }
        let phases: Vec<Phase> = pass.draws.iter().map(|draw| draw.key.phase).collect();
        // What blends and glass go in one row, the farthest first.
        let order = phases.iter().map(|phase| *phase.min(&Phase::Transmit));
        assert!(order.is_sorted(), "opaque, cut out, then what needs all behind it: {phases:?}");
        assert!(phases.contains(&Phase::Opaque) && phases.contains(&Phase::Transmit));
        assert!(pass.draws.iter().all(|draw| draw.reads as usize <= Options::LEAN && draw.instances > 0));
        assert!(pass.draws.iter().all(|draw| !draw.depth_only || draw.key.phase == Phase::Transmit));
    }
    assert_eq!(gpu.errors(), 0);
    // A runtime that wants depth gets it, and then it is kept.
    let depth = depth_target(&gpu);
    let depth = depth.create_view(&Default::default());
    let output = Output { depth: Some(&depth), ..picture.output(shape) };
    renderer.draw(&mut scene, &look(&views, &[]), &output);
    let kept = renderer.recording().expect("what was told");
    let scene = kept.passes.iter().find(|pass| pass.name == "scene").and_then(|pass| pass.depth).expect("depth");
    assert!(scene.stores && !scene.transient && kept.passes.iter().any(|pass| pass.name == "depth resolve"));
    assert_eq!(gpu.errors(), 0);
}

/// With and without the sun, whose pass is not in every frame.
#[test]
fn what_a_frame_takes_on_the_gpu_becomes_known() {
    let gpu = Gpu::open(Gpu::instance(Backend::Auto), None).expect("a Vulkan driver");
    for profile in [Profile::Pc, Profile::Standalone] {
        let (mut renderer, mut scene) = stage(&gpu, profile);
        renderer.set_timed(true);
        let picture = Picture::new(&gpu, SIZE, 2);
        let views = Views::Stereo([view(-0.03), view(0.03)]);
        let mut known = Vec::new();
        for frame in 0..24 {
            let output = Output { part: (SIZE.0 - frame, SIZE.1), ..picture.output(gpu.shape(PICTURE_FORMAT, 2)) };
            renderer.draw(&mut scene, &look(&views, &[]), &output);
            gpu.device.poll(wgpu::PollType::wait_indefinitely()).expect("a device that lives");
            known.extend(std::iter::from_fn(|| renderer.timed()));
        }
        assert!(known.len() >= 24, "{profile:?}: {}", known.len());
        assert!(known.is_sorted_by_key(|(_, part)| std::cmp::Reverse(part.0)), "{profile:?}: {known:?}");
        assert!(known.iter().all(|(time, _)| !time.is_zero() && time.as_secs_f32() < 10.0), "{profile:?}: {known:?}");
    }
    assert_eq!(gpu.errors(), 0);
}

/// A sheet above the floor, half of which a section takes away: its shadow, too.
#[test]
fn what_a_section_takes_away_casts_no_shadow() {
    let gpu = Gpu::open(Gpu::instance(Backend::Vulkan), None).expect("a Vulkan driver");
    let mut renderer = Renderer::with_profile(&gpu, Profile::Pc, None);
    renderer.set_environment(&Environment::new(&Equirect::studio()));
    let (mut scene, shape) = (Scene::new(), gpu.shape(PICTURE_FORMAT, 1));
    let mut place = |model: Model, at: Vec3| {
        for shown in [Shown::Whole, Shown::Section] {
            for material in &model.materials {
                renderer
                    .pipelines()
                    .mesh(Key { shown, ..Key::new(material, Topology::Triangles, false, false) }, shape);
            }
        }
        let (id, parts) = renderer.insert_now(model).expect("a model that is whole");
        scene.place(id, &parts, Mat4::from_translation(at), true)
    };
    place(panel::floor(vec2(8.0, 8.0)), Vec3::ZERO);
    let mut sheet = panel::floor(vec2(2.0, 2.0));
    sheet.nodes.iter_mut().for_each(|node| node.name = "casts".into());
    let sheet = place(sheet, Vec3::Y * 0.6);
    let pose = Pose { position: vec3(0.0, 1.6, 3.5), orientation: Quat::from_rotation_x(-0.6) };
    let views = Views::Mono(View { pose, fov: Fov::symmetric(1.2, SIZE.0 as f32 / SIZE.1 as f32) });
    let picture = Picture::new(&gpu, SIZE, 1);
    // The shadow comes forward, from under the sheet.
    let light = Light { direction: vec3(0.0, -1.0, 1.0), irradiance: Vec3::splat(4.0), exposure: 0.2 };
    // How bright the floor is, left and right of the middle.
    let floor = |renderer: &mut Renderer, scene: &mut Scene, time: f32| {
        let look = Look { world_from_rig: Mat4::IDENTITY, light, time, comfort: [0.0; 2], ..look(&views, &[]) };
        renderer.draw(scene, &look, &picture.output(shape));
        let pixels = read_pixels(&gpu, &picture.texture, 0).expect("pixels");
        [-0.5, 0.5].map(|x| {
            let at = pose.orientation.inverse() * (vec3(x, 0.0, 1.3) - pose.position);
            let half = vec2(SIZE.0 as f32, SIZE.1 as f32) * 0.5;
            let at = half + vec2(at.x, -at.y) / -at.z * (half.y / 0.6f32.tan());
            u32::from(pixels[(at.x as u32, at.y as u32)].0[1])
        })
    };
    let [left, right] = floor(&mut renderer, &mut scene, 0.0);
    assert!(left.abs_diff(right) < 4, "both in the shadow: {left} {right}");
    scene.set_cut(sheet, true);
    renderer.set_section(vec4(1.0, 0.0, 0.0, 0.0), Vec4::ZERO);
    let [still, lit] = floor(&mut renderer, &mut scene, 1.0);
    assert!(still.abs_diff(left) < 4 && lit > right + 15, "the right half is gone: {still} {lit}, of {left}");
    renderer.set_section(vec4(-1.0, 0.0, 0.0, 0.0), Vec4::ZERO);
    let [lit, still] = floor(&mut renderer, &mut scene, 2.0);
    assert!(still.abs_diff(right) < 4 && lit > left + 15, "then the left one: {lit} {still}");
    scene.set_cut(sheet, false);
    let [left, right] = floor(&mut renderer, &mut scene, 3.0);
    assert!(left.abs_diff(right) < 4 && lit > left + 15, "whole again: {left} {right}");
    assert_eq!(gpu.errors(), 0);
}

/// The drawing order is what `wgpu`'s validation accepts for every key, shape and format, depth resolve included; the
/// driver that draws nothing checks it as strictly.
#[test]
fn every_pipeline_and_pass_is_valid() {
    let gpu = Gpu::open(Gpu::instance(Backend::Noop), None).expect("the noop driver");
    for profile in [Profile::Pc, Profile::Standalone] {
        valid(&gpu, profile);
    }
}

fn valid(gpu: &Gpu, profile: Profile) {
    let (mut renderer, mut scene) = stage(gpu, profile);
    let guides = ribbons();
    let pipelines = renderer.pipelines();
    for format in [PICTURE_FORMAT, wgpu::TextureFormat::Bgra8UnormSrgb] {
        for views in [1, 2] {
            let shape = gpu.shape(format, views);
            for key in Key::all() {
                pipelines.mesh(key, shape);
            }
        }
    }
    let depth = depth_target(gpu);
    let depth = depth.create_view(&wgpu::TextureViewDescriptor {
        dimension: Some(wgpu::TextureViewDimension::D2Array),
        ..Default::default()
    });
    renderer.set_hidden(&boothwalk::device::HiddenMesh {
        views: vec![(vec![[-1.0, -1.0], [-0.5, -1.0], [-1.0, -0.5]], vec![0, 1, 2]); 2],
    });
    let picture = Picture::new(gpu, SIZE, 2);
    let eyes = Views::Stereo([view(-0.03), view(0.03)]);
    let output = Output { depth: Some(&depth), ..picture.output(gpu.shape(PICTURE_FORMAT, 2)) };
    renderer.draw(&mut scene, &look(&eyes, &guides), &output);
    assert_eq!(gpu.errors(), 0);
    assert!(renderer.stats().draws > 0);
}

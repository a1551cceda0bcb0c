//! Draws a document and gives back light as it arrives at the eye, before tone mapping.

use std::sync::{Mutex, PoisonError};

use boothwalk::device::{Fov, Pose, View, Views};
use boothwalk::model::{Model, NoFiles, Options, Topology, load};
use boothwalk::render::environment::{Environment, Equirect};
use boothwalk::render::{
    Backend, Background, Gpu, Light, Look, PICTURE_FORMAT, Picture, Profile, Renderer, read_pixels,
};
use boothwalk::scene::{self, Fade, Key, Scene};
use glam::{Mat4, Vec3, Vec4, vec3};
use half::f16;
use serde_json::Value;

/// The format that is not tone mapped.
const LINEAR: wgpu::TextureFormat = wgpu::TextureFormat::Rgba16Float;
/// So far away that all rays are nearly parallel.
const FAR: f32 = 100.0;

/// How a document is shown: from the front, so that `height` units fill the picture.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    pub environment: Option<&'a Equirect>,
    pub background: Background,
    pub profile: Profile,
    pub size: (u32, u32),
    pub height: f32,
}

impl Default for Show<'_> {
    fn default() -> Self {
        Show { environment: None, background: Background::None, profile: Profile::Pc, size: (32, 32), height: 2.0 }
    }
}

/// Light a pixel, alpha last; row by row.
pub struct Shown {
    pub size: (u32, u32),
    pub pixels: Vec<Vec4>,
}

impl Shown {
    pub fn at(&self, x: u32, y: u32) -> Vec4 {
        self.pixels[(y * self.size.0 + x) as usize]
    }

    pub fn middle(&self) -> Vec4 {
        self.at(self.size.0 / 2, self.size.1 / 2)
    }
}

/// An even white room.
pub fn white() -> Equirect {
    Equirect { width: 8, height: 4, texels: vec![Vec3::ONE; 32] }
}

pub fn model(document: &Value) -> Model {
    load("test", document.to_string().as_bytes(), &NoFiles, &Options::default()).expect("a model that loads")
}

/// Draws in linear light.
pub fn linear(document: &Value, show: Show<'_>) -> Shown {
    fading(&[(document, Fade::Whole)], show)
}

/// The same of several at one place, of each so much.
pub fn fading(documents: &[(&Value, Fade)], show: Show<'_>) -> Shown {
    draw(documents, show, LINEAR, |gpu, texture| Shown { size: show.size, pixels: halves(gpu, texture) })
}

/// Draws as the display shows it.
pub fn toned(document: &Value, show: Show<'_>) -> image::RgbaImage {
    draw(&[(document, Fade::Whole)], show, PICTURE_FORMAT, |gpu, texture| read_pixels(gpu, texture, 0).expect("pixels"))
}

/// What all tests draw with, one at a time: pipelines are made once.
static RENDERERS: Mutex<Vec<(Gpu, Profile, Renderer)>> = Mutex::new(Vec::new());

fn draw<T>(
    documents: &[(&Value, Fade)],
    show: Show<'_>,
    format: wgpu::TextureFormat,
    read: impl FnOnce(&Gpu, &wgpu::Texture) -> T,
) -> T {
    let mut made = RENDERERS.lock().unwrap_or_else(PoisonError::into_inner);
    let place = made.iter().position(|(_, profile, _)| *profile == show.profile).unwrap_or_else(|| {
        let gpu = Gpu::open(Gpu::instance(Backend::Vulkan), None).expect("a Vulkan driver");
        let renderer = Renderer::with_profile(&gpu, show.profile, None);
        made.push((gpu, show.profile, renderer));
        made.len() - 1
    });
    let (gpu, _, renderer) = &mut made[place];
    let picture = draw_with(gpu, renderer, documents, show, format);
    read(gpu, &picture.texture)
}

fn draw_with(
    gpu: &Gpu,
    renderer: &mut Renderer,
    documents: &[(&Value, Fade)],
    show: Show<'_>,
    format: wgpu::TextureFormat,
) -> Picture {
    renderer.set_environment(&show.environment.map_or_else(Environment::black, Environment::new));
    let shape = gpu.shape(format, 1);
    let mut scene = Scene::new();
    let mut place = |(document, fade): &(&Value, Fade)| {
        let model = model(document);
        for (material, mirrored) in model.materials.iter().flat_map(|material| [(material, false), (material, true)]) {
            let key = Key::new(material, Topology::Triangles, mirrored, false);
            for shown in [scene::Shown::Whole, scene::Shown::Fading] {
                renderer.pipelines().mesh(Key { shown, ..key }, shape);
            }
        }
        let (id, whole) = renderer.insert_now(model).expect("a model that is whole");
        let object = scene.place(id, &whole, Mat4::IDENTITY, false);
        scene.set_fade(object, *fade);
        id
    };
    let placed: Vec<u32> = documents.iter().map(&mut place).collect();
    let fov = Fov::symmetric(2.0 * (show.height * 0.5 / FAR).atan(), show.size.0 as f32 / show.size.1 as f32);
    let views = Views::Mono(View { pose: Pose { position: vec3(0.0, 0.0, FAR), ..Pose::default() }, fov });
    let picture = Picture::with_format(gpu, show.size, 1, format);
    let look = Look {
        views: &views,
        world_from_rig: Mat4::IDENTITY,
        light: Light { direction: Vec3::NEG_Y, irradiance: Vec3::ZERO, exposure: 1.0 },
        background: show.background,
        ribbons: &[],
        comfort: [0.0; 2],
        time: 0.0,
    };
    renderer.draw(&mut scene, &look, &picture.output(shape));
    placed.into_iter().for_each(|id| renderer.remove(id));
    assert_eq!(gpu.errors(), 0);
    picture
}

fn halves(gpu: &Gpu, texture: &wgpu::Texture) -> Vec<Vec4> {
    let (width, height) = (texture.width(), texture.height());
    let row = (width * 8).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: u64::from(row * height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: None },
        },
        texture.size(),
    );
    gpu.queue.submit([encoder.finish()]);
    buffer.map_async(wgpu::MapMode::Read, .., |result| result.expect("the buffer maps"));
    gpu.device.poll(wgpu::PollType::wait_indefinitely()).expect("the GPU answers");
    let mapped = buffer.get_mapped_range(..).expect("the buffer is mapped");
    let lines = mapped.chunks_exact(row as usize).flat_map(|line| line[..width as usize * 8].chunks_exact(8));
    let half = |bytes: &[u8]| f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
    lines.map(|texel| Vec4::from_array([0, 2, 4, 6].map(|at| half(&texel[at..])))).collect()
}

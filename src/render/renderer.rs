//! One pass over the scene, into one view or both eyes at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use glam::{Mat4, Vec3, Vec4};

use super::behind::{Behind, LINEAR};
use super::bindings::Bindings;
use super::clock::{Clock, Timed};
use super::compiled::Compiled;
use super::depth::DepthResolve;
use super::environment::{self, Environment};
use super::frame::{FrameUniform, Frustum, LIGHTS, LightUniform, eye, view_uniforms};
use super::gpu::Gpu;
use super::layouts::Layouts;
use super::lights::{black, upload_brdf, upload_white};
use super::payload::Payload;
use super::pipelines::{Fixed, Pipelines, Shape};
use super::profile::Profile;
use super::record::{Pass, Recording};
use super::ribbon::{self, Ribbon, RibbonVertex};
use super::shader::ViewCount;
use super::shadow::{self, Shadow};
use super::staging::Staging;
use super::targets::{Attachments, Picture};
use super::transfer::Waste;
use super::upload::{GpuModel, Samplers, Shared, TextureUpload, Upload, finish};
use super::window::{self, Copier, Window, WindowVertex};
use crate::device::{HiddenMesh, Views};
use crate::model::Model;
use crate::scene::{DrawList, Instance, PlacedLight, Scene};

/// What is seen where nothing stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Background {
    /// The environment.
    #[default]
    Sky,
    /// One colour, linear.
    Color([f32; 3]),
    /// Alpha 0; colours come out premultiplied.
    None,
}

/// The light of a frame beside the environment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// The way the sun's light travels.
    pub direction: Vec3,
    /// Irradiance on a facing surface, linear; zero for no sun.
    pub irradiance: Vec3,
    pub exposure: f32,
}

/// What to draw, beside the scene.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    pub views: &'a Views,
    pub world_from_rig: Mat4,
    pub light: Light,
    pub background: Background,
    pub ribbons: &'a [Ribbon],
    /// Strength of the dark rim and of the blink, 0 to 1.
    pub comfort: [f32; 2],
    /// Seconds on the visit's clock.
    pub time: f32,
}

/// Where to draw.
#[derive(Debug, Clone, Copy)]
pub struct Output<'a> {
    /// Single-sampled, one layer a view; can be copied to where two views are drawn without multiview.
    pub color: &'a wgpu::TextureView,
    /// Where depth goes too, one layer a view, for a runtime that asked for it.
    pub depth: Option<&'a wgpu::TextureView>,
    /// First layer of `depth` that is written.
    pub depth_layer: u32,
    pub size: (u32, u32),
    /// Pixels of it that are drawn, from the upper left corner on.
    pub part: (u32, u32),
    pub shape: Shape,
}

/// Figures of the last frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DrawStats {
    /// Draw calls over all of its passes.
    pub draws: u32,
    pub triangles: u64,
    pub times: DrawTimes,
}

impl std::ops::AddAssign for DrawStats {
    fn add_assign(&mut self, other: DrawStats) {
        self.draws += other.draws;
        self.triangles += other.triangles;
        self.times.cull += other.times.cull;
        self.times.encode += other.times.encode;
        self.times.submit += other.times.submit;
    }
}

/// How long the parts of drawing took, by the clock on the wall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DrawTimes {
    /// Finding what is seen, and its order.
    pub cull: Duration,
    /// Sending what changed, and recording the passes.
    pub encode: Duration,
    /// Handing them to the GPU.
    pub submit: Duration,
}

/// All that the GPU holds.
#[derive(Debug)]
pub struct Renderer {
    pub(super) gpu: Gpu,
    pub(super) layouts: Arc<Layouts>,
    pub(super) samplers: Samplers,
    pub(super) white: wgpu::TextureView,
    pub(super) pipelines: Arc<Pipelines>,
    pub(super) fixed: Vec<(Shape, Fixed)>,
    pub(super) attachments: Option<Attachments>,
    pub(super) models: Vec<Option<GpuModel>>,
    /// Textures that several of them may show.
    pub(super) shared: Shared,
    pub(super) staging: Staging,
    /// Copies out of staging that the next frame submits.
    pub(super) copies: Option<wgpu::CommandEncoder>,
    pub(super) wasted: Waste,
    pub(super) held: u64,
    pub(super) held_peak: u64,
    frame_uniform: wgpu::Buffer,
    pub(super) instances: wgpu::Buffer,
    pub(super) instance_capacity: usize,
    /// Which instance each drawn thing is, in the order of drawing.
    pub(super) order: wgpu::Buffer,
    pub(super) poses: wgpu::Buffer,
    pub(super) pose_capacity: usize,
    environment: wgpu::TextureView,
    environment_sh: [[f32; 4]; 9],
    brdf: wgpu::TextureView,
    pub(super) smooth: wgpu::Sampler,
    pub(super) shadow: Shadow,
    /// Of still and of moving meshes.
    pub(super) shadow_pipelines: [[wgpu::RenderPipeline; 2]; 2],
    pub(super) shadow_group: wgpu::BindGroup,
    pub(super) frame_group: wgpu::BindGroup,
    pub(super) hidden: Option<(wgpu::Buffer, u32)>,
    pub(super) ribbon_buffer: wgpu::Buffer,
    pub(super) ribbon_vertices: Vec<RibbonVertex>,
    pub(super) window_buffer: wgpu::Buffer,
    pub(super) window_vertices: Vec<WindowVertex>,
    pub(super) copier: Option<Copier>,
    depth_resolve: Option<DepthResolve>,
    pub(super) list: DrawList,
    lights: Vec<PlacedLight>,
    profile: Profile,
    /// Plane and lines of the section: see [`Renderer::set_section`].
    pub(super) section: [Vec4; 2],
    pub(super) behind: Option<Behind>,
    pub(super) downsample: Option<wgpu::RenderPipeline>,
    pub(super) clock: Option<Clock>,
    pub(super) recording: Option<Recording>,
    pub(super) stats: DrawStats,
}

/// Slots in the instance buffer at first; it doubles when the scene outgrows it.
const FIRST_INSTANCES: usize = 4096;
/// Rows of poses at first.
const FIRST_POSES: usize = 1024;
pub(super) const POSE_ROW: usize = size_of::<[f32; 4]>();

impl Renderer {
    /// Makes what every frame needs. The environment is black until [`Renderer::set_environment`].
    pub fn new(gpu: &Gpu) -> Renderer {
        Renderer::with_profile(gpu, Profile::default(), None)
    }

    /// As [`Renderer::new`], for another machine than the default, and with what its driver compiled before.
    pub fn with_profile(gpu: &Gpu, profile: Profile, compiled: Option<Compiled>) -> Renderer {
        let device = &gpu.device;
        let layouts = Arc::new(Layouts::new(device));
        let pipelines = Arc::new(Pipelines::new(device, &layouts, profile, compiled));
        let shadow = Shadow::new(device);
        let buffer = |label, size: usize, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: size as u64,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let frame_uniform = buffer("frame", size_of::<FrameUniform>(), wgpu::BufferUsages::UNIFORM);
        let instances = buffer("instances", FIRST_INSTANCES * size_of::<Instance>(), wgpu::BufferUsages::STORAGE);
        let order = buffer("order", FIRST_INSTANCES * size_of::<u32>(), wgpu::BufferUsages::STORAGE);
        let poses = buffer("poses", FIRST_POSES * POSE_ROW, wgpu::BufferUsages::STORAGE);
        let ribbon_buffer = buffer("ribbons", ribbon::CAPACITY * size_of::<RibbonVertex>(), wgpu::BufferUsages::VERTEX);
        let window_bytes = window::MOST * 6 * size_of::<WindowVertex>();
        let window_buffer = buffer("windows", window_bytes, wgpu::BufferUsages::VERTEX);
        let environment = black(device);
        let brdf = upload_brdf(gpu);
        let white = upload_white(gpu);
        let smooth = device.create_sampler(&wgpu::SamplerDescriptor {
            label: Some("smooth"),
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            mipmap_filter: wgpu::MipmapFilterMode::Linear,
            ..Default::default()
        });
        let shadow_pipelines = pipelines.shadows();
        // Signs at a flat angle are worth anisotropy, except where a software driver takes a hundred times as long for it.
        let software = gpu.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        let samplers = Samplers::new(if software { 1 } else { profile.anisotropy() });
        let bindings = Bindings {
            frame_uniform: &frame_uniform,
            instances: &instances,
            order: &order,
            poses: &poses,
            environment: &environment,
            brdf: &brdf,
            smooth: &smooth,
            shadow: &shadow,
        };
        let (frame_group, shadow_group) = bindings.groups(device, &layouts);
        Renderer {
            gpu: gpu.clone(),
            layouts,
            samplers,
            white,
            pipelines,
            fixed: Vec::new(),
            attachments: None,
            models: Vec::new(),
            shared: Shared::default(),
            staging: Staging::new(device),
            copies: None,
            wasted: Waste::default(),
            held: 0,
            held_peak: 0,
            frame_uniform,
            instances,
            instance_capacity: FIRST_INSTANCES,
            order,
            poses,
            pose_capacity: FIRST_POSES,
            environment,
            environment_sh: [[0.0; 4]; 9],
            brdf,
            smooth,
            shadow,
            shadow_pipelines,
            shadow_group,
            frame_group,
            hidden: None,
            ribbon_buffer,
            ribbon_vertices: Vec::new(),
            window_buffer,
            window_vertices: Vec::new(),
            copier: None,
            depth_resolve: None,
            list: DrawList::default(),
            lights: Vec::new(),
            profile,
            section: [Vec4::ZERO; 2],
            behind: None,
            downsample: None,
            clock: None,
            recording: None,
            stats: DrawStats::default(),
        }
    }

    /// What it draws for.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The plane that cuts what the scene says is cut ([`Scene::set_cut`]), from the next frame on: places of the hall for which
    /// its product with (x, y, z, 1) is positive are not there. The cut is hatched by lines where the product of `hatch` is
    /// whole.
    pub fn set_section(&mut self, plane: Vec4, hatch: Vec4) {
        self.section = [plane, hatch];
    }

    /// For workers, to make what is large.
    pub fn gpu(&self) -> Gpu {
        self.gpu.clone()
    }

    /// For workers, to make pipelines ahead.
    pub fn pipelines(&self) -> Arc<Pipelines> {
        self.pipelines.clone()
    }

    /// Makes what a shape of target needs, so that the first frame does not have to; and, where glass shows what is behind
    /// it, what that picture needs, so that the first glass does not have to.
    pub fn prepare(&mut self, shape: Shape) {
        let behind = (self.profile == Profile::Pc).then_some(Shape { format: LINEAR, ..shape });
        for shape in std::iter::once(shape).chain(behind) {
            if !self.fixed.iter().any(|(made, _)| *made == shape) {
                self.fixed.push((shape, self.pipelines.fixed(shape)));
            }
        }
        if behind.is_some() && self.downsample.is_none() {
            self.downsample = Some(self.pipelines.downsample(&self.layouts));
        }
    }

    /// Lights the scene by an environment, at once: for what is loaded outside of frames.
    pub fn set_environment(&mut self, environment: &Environment) {
        let mut upload = TextureUpload::environment(environment.clone());
        finish(&mut upload, self);
        self.insert_environment(upload);
    }

    /// An environment's way onto the GPU; the finished one goes to [`Renderer::insert_environment`].
    pub fn upload_environment(environment: Environment) -> TextureUpload {
        TextureUpload::environment(environment)
    }

    /// Lights the scene by an environment that has come; `false` where the GPU had no memory for it.
    pub fn insert_environment(&mut self, upload: TextureUpload) -> bool {
        let Some((view, sh, bytes)) = upload.cube() else { return false };
        // It is no part of what `--gpu-memory` caps: the frame cannot do without.
        self.let_go(bytes);
        (self.environment, self.environment_sh) = (view, sh);
        self.rebind();
        true
    }

    /// What each eye never sees; drawn first, it saves shading there.
    pub fn set_hidden(&mut self, mesh: &HiddenMesh) {
        let mut vertices: Vec<[f32; 3]> = Vec::new();
        for (view, (points, indices)) in mesh.views.iter().enumerate().take(2) {
            let corners = indices.iter().filter_map(|&i| points.get(i as usize));
            vertices.extend(corners.map(|p| [p[0], p[1], view as f32]));
        }
        if vertices.is_empty() {
            self.hidden = None;
            return;
        }
        let buffer = self.gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("hidden"),
            size: size_of_val(vertices.as_slice()) as u64,
            usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        self.gpu.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(&vertices));
        self.hidden = Some((buffer, vertices.len() as u32));
    }

    /// Takes a finished upload; the number is what [`Scene::place`] wants.
    pub fn insert(&mut self, upload: Upload) -> Option<(u32, Arc<Model>)> {
        let shape = upload.shape();
        if let Some(bytes) = upload.refused() {
            self.let_go(bytes);
            return None;
        }
        let (model, stale) = upload.take(self)?;
        let materials = if stale { model.materials.len() as u32 } else { 0 };
        let slot = self.models.iter().position(Option::is_none).unwrap_or(self.models.len());
        self.shared.enter(slot as u32, &model);
        if slot == self.models.len() {
            self.models.push(Some(model));
        } else {
            self.models[slot] = Some(model);
        }
        // A texture took another's place while this model was on its way.
        (0..materials).for_each(|material| self.rebind_material(slot as u32, material));
        Some((slot as u32, shape))
    }

    /// Uploads a model at once, for loading outside of frames.
    pub fn insert_now(&mut self, model: Model) -> Option<(u32, Arc<Model>)> {
        let (shape, payload) = Payload::split(model);
        let mut upload = Upload::new(shape, payload);
        finish(&mut upload, self);
        self.insert(upload)
    }

    /// Frees a model; no object of the scene may show it any more.
    pub fn remove(&mut self, model: u32) {
        if let Some(old) = self.models.get_mut(model as usize).and_then(Option::take) {
            self.let_go(old.bytes);
            self.shared.leave(model, &old);
        }
    }

    pub fn stats(&self) -> DrawStats {
        self.stats
    }

    /// Draws the scene and submits it. Two views go into one multiview pass where the shape of `output` says so, else
    /// into a pass each.
    pub fn draw(&mut self, scene: &mut Scene, look: &Look<'_>, output: &Output<'_>) {
        self.draw_late(scene, look, output, &[], || None);
    }

    /// As [`Renderer::draw`]; `late` is asked for fresher views once all is recorded and only they are missing. What is
    /// drawn is chosen by the views of `look`, with some room about them. The picture has alpha 0 where a window is seen.
    /// Returns the views of the picture.
    pub fn draw_late(
        &mut self,
        scene: &mut Scene,
        look: &Look<'_>,
        output: &Output<'_>,
        windows: &[Window],
        late: impl FnOnce() -> Option<Views>,
    ) -> Views {
        self.prepare(output.shape);
        if let Some(recording) = &mut self.recording {
            recording.passes.clear();
        }
        match (look.views, output.shape.views) {
            (Views::Stereo(_), ViewCount::One) => {
                let views = late().unwrap_or(*look.views);
                // Each eye is drawn into a picture of one layer and copied: resolving straight into the second layer
                // goes to the first on Mesa's software driver before version 23.
                let eye = Picture::with_format(&self.gpu, output.size, 1, output.shape.format);
                let mut drawn = DrawStats::default();
                for (layer, view) in (0u32..).zip(views.as_slice()) {
                    let views = Views::Mono(*view);
                    let one = Output { color: &eye.view, depth_layer: layer, ..*output };
                    self.draw_pass(scene, &Look { views: &views, ..*look }, &one, windows, || None);
                    self.copy_layer(&eye.texture, output.color.texture(), layer);
                    drawn += self.stats;
                }
                self.stats = drawn;
                views
            }
            _ => self.draw_pass(scene, look, output, windows, late),
        }
    }

    fn copy_layer(&self, from: &wgpu::Texture, to: &wgpu::Texture, layer: u32) {
        let at = |texture, z| wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: 0,
            origin: wgpu::Origin3d { x: 0, y: 0, z },
            aspect: wgpu::TextureAspect::All,
        };
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let size = wgpu::Extent3d { width: from.width(), height: from.height(), depth_or_array_layers: 1 };
        encoder.copy_texture_to_texture(at(from, 0), at(to, layer), size);
        self.gpu.queue.submit([encoder.finish()]);
    }

    fn draw_pass(
        &mut self,
        scene: &mut Scene,
        look: &Look<'_>,
        output: &Output<'_>,
        windows: &[Window],
        late: impl FnOnce() -> Option<Views>,
    ) -> Views {
        profiling::scope!("draw");
        let begin = Instant::now();
        self.send(scene);
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        if let Some(clock) = &mut self.clock {
            clock.begin(output.part, &mut encoder);
        }
        let sun = look.light.irradiance != Vec3::ZERO;
        if sun {
            self.draw_shadow(scene, look.light.direction.normalize_or(Vec3::NEG_Y), look.time, &mut encoder);
        }
        let sent = Instant::now();
        let eye = eye(look.views, &look.world_from_rig);
        scene.lights(eye, self.profile.lights(), &mut self.lights);
        let frustum = Frustum::around(look.views, &look.world_from_rig);
        self.list.collect(scene, eye, |center, half| frustum.sees(center, half));
        let culled = Instant::now();
        self.send_list(scene);
        self.write_ribbons(look.ribbons);
        self.prepare_windows(windows, &mut encoder);
        self.stats = DrawStats::default();
        if self.profile == Profile::Pc
            && let Some(glass) = self.list.nearest_glass()
        {
            self.behind_pass(look, output, glass, &mut encoder);
        }
        self.scene_pass(look, output, &mut encoder);
        self.resolve_depth(output, &mut encoder);
        if let Some(clock) = &self.clock {
            clock.end(&mut encoder);
        }
        let encoded = Instant::now();
        // What was recorded reads it when it runs.
        let views = late().unwrap_or(*look.views);
        self.write_frame(look, &view_uniforms(&views, &look.world_from_rig), sun, output);
        self.submit(encoder);
        if let Some(clock) = &mut self.clock {
            clock.submitted();
        }
        self.stats.times =
            DrawTimes { cull: culled - sent, encode: sent - begin + (encoded - culled), submit: encoded.elapsed() };
        views
    }

    /// Whether the GPU's time is to be known: see [`Renderer::timed`]. Where the device cannot tell, it never is.
    pub fn set_timed(&mut self, timed: bool) {
        match (timed, &self.clock) {
            (true, None) => self.clock = Clock::new(&self.gpu),
            (false, Some(_)) => self.clock = None,
            _ => {}
        }
    }

    /// Whether what frames are told to do is kept: see [`Renderer::recording`].
    pub fn set_recorded(&mut self, recorded: bool) {
        self.recording = recorded.then(Recording::default);
    }

    /// What the last frame was told to do, where that is kept.
    pub fn recording(&self) -> Option<&Recording> {
        self.recording.as_ref()
    }

    pub(super) fn note(&mut self, pass: impl FnOnce() -> Pass) {
        if let Some(recording) = &mut self.recording {
            recording.passes.push(pass());
        }
    }

    /// What an earlier frame took on the GPU, once each, some frames later.
    pub fn timed(&mut self) -> Option<Timed> {
        self.clock.as_mut()?.take()
    }

    fn write_frame(&mut self, look: &Look<'_>, views: &[super::frame::ViewUniform; 2], sun: bool, output: &Output<'_>) {
        let towards = -look.light.direction.normalize_or(Vec3::NEG_Y);
        let color = look.light.irradiance;
        let mut lights = [LightUniform::default(); LIGHTS];
        for (slot, placed) in lights.iter_mut().zip(&self.lights) {
            *slot = LightUniform::new(placed);
        }
        let share = |part: u32, whole: u32| part as f32 / whole.max(1) as f32;
        let part = [share(output.part.0, output.size.0), share(output.part.1, output.size.1)];
        let uniform = FrameUniform {
            views: *views,
            sh: self.environment_sh,
            shadow_from_world: self.shadow.front().from_world,
            sun: towards.extend(if sun { 1.0 } else { 0.0 }).to_array(),
            sun_color: color.extend(self.shadow.front().texel).to_array(),
            params: [(environment::LEVELS - 1) as f32, look.light.exposure, look.time, shadow::SIDE as f32],
            comfort: [look.comfort[0], look.comfort[1], part[0], part[1]],
            lights,
            light_count: [self.lights.len() as u32, 0, 0, 0],
            section: self.section[0].to_array(),
            hatch: self.section[1].to_array(),
        };
        self.gpu.queue.write_buffer(&self.frame_uniform, 0, bytemuck::bytes_of(&uniform));
    }

    fn write_ribbons(&mut self, ribbons: &[Ribbon]) {
        ribbon::triangles(ribbons, &mut self.ribbon_vertices);
        if !self.ribbon_vertices.is_empty() {
            self.gpu.queue.write_buffer(&self.ribbon_buffer, 0, bytemuck::cast_slice(&self.ribbon_vertices));
        }
    }

    fn resolve_depth(&mut self, output: &Output<'_>, encoder: &mut wgpu::CommandEncoder) {
        let (Some(target), Some(attachments)) = (output.depth, &self.attachments) else { return };
        let format = target.texture().format();
        if self.depth_resolve.as_ref().is_none_or(|made| made.format != format) {
            self.depth_resolve = Some(DepthResolve::new(&self.gpu.device, format));
        }
        if let Some(resolve) = &self.depth_resolve {
            resolve.encode(&self.gpu.device, encoder, attachments, target, output.depth_layer);
            self.note(|| Pass::other("depth resolve"));
        }
    }

    pub(super) fn rebind(&mut self) {
        let bindings = Bindings {
            frame_uniform: &self.frame_uniform,
            instances: &self.instances,
            order: &self.order,
            poses: &self.poses,
            environment: &self.environment,
            brdf: &self.brdf,
            smooth: &self.smooth,
            shadow: &self.shadow,
        };
        (self.frame_group, self.shadow_group) = bindings.groups(&self.gpu.device, &self.layouts);
    }
}

//! All render pipelines, found by what they draw. Meshes' pipelines are made on worker threads before the first draw
//! that needs them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use wgpu::{
    BlendState, ColorTargetState, ColorWrites, CompareFunction, DepthStencilState, Device, Face, FrontFace,
    MultisampleState, PipelineLayout, PrimitiveState, PrimitiveTopology, RenderPipeline, RenderPipelineDescriptor,
    TextureFormat, VertexAttribute, VertexBufferLayout, VertexStepMode, vertex_attr_array,
};

use super::behind::LINEAR;
use super::compiled::Compiled;
use super::layouts::Layouts;
use super::profile::Profile;
use super::shader::{self, Surface, ViewCount};
use super::shadow;
use crate::scene::{Cull, Key, Phase, Shown, TopologyKey};

/// The one depth format; depth is reversed (1 near, 0 far).
pub const DEPTH: TextureFormat = TextureFormat::Depth32Float;
/// Samples a pixel.
pub const SAMPLES: u32 = 4;

/// What the attachments of a pass look like; each pipeline exists once per shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    pub format: TextureFormat,
    pub views: ViewCount,
}

/// Vertices of [`crate::model::Vertex`].
const MESH_VERTEX: [VertexAttribute; 7] = vertex_attr_array![
    0 => Unorm16x4, 1 => Snorm16x2, 2 => Snorm16x2, 3 => Unorm16x2, 4 => Unorm16x2, 5 => Unorm8x4,
    6 => Unorm8x4
];

/// Vertices of [`super::ribbon::RibbonVertex`].
const RIBBON_VERTEX: [VertexAttribute; 5] = vertex_attr_array![
    0 => Float32x3, 1 => Float32x3, 2 => Float32, 3 => Float32x4, 4 => Float32x2
];

/// Vertices of [`super::window::WindowVertex`].
const WINDOW_VERTEX: [VertexAttribute; 3] = vertex_attr_array![0 => Float32x3, 1 => Float32x2, 2 => Float32x3];

/// Vertices of the hidden mesh: tangent x, y and the number of the view.
const HIDDEN_VERTEX: [VertexAttribute; 2] = vertex_attr_array![0 => Float32x2, 1 => Float32];

/// Makes and keeps pipelines; shared with the worker threads.
#[derive(Debug)]
pub struct Pipelines {
    device: Device,
    frame_layout: PipelineLayout,
    /// Plain, layered and glass; each still and deformed.
    mesh_layouts: [[PipelineLayout; 2]; 3],
    profile: Profile,
    compiled: Option<Compiled>,
    shadow_layout: PipelineLayout,
    shadow_deform_layout: PipelineLayout,
    modules: Mutex<HashMap<(&'static str, ViewCount, bool), wgpu::ShaderModule>>,
    meshes: Mutex<HashMap<(Key, Shape, Part), Arc<RenderPipeline>>>,
}

/// What a pipeline writes of a mesh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Color,
    /// Only depth: see `shaders/surface/cut.wgsl`.
    Depth,
}

/// The pipelines that every frame of a shape needs.
#[derive(Debug)]
pub struct Fixed {
    pub sky: RenderPipeline,
    pub hidden: RenderPipeline,
    pub ribbon: RenderPipeline,
    pub window: RenderPipeline,
    pub veil: RenderPipeline,
}

impl Pipelines {
    pub fn new(device: &Device, layouts: &Layouts, profile: Profile, compiled: Option<Compiled>) -> Pipelines {
        let layout = |label, groups: &[Option<&wgpu::BindGroupLayout>]| {
            device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(label),
                bind_group_layouts: groups,
                immediate_size: 0,
            })
        };
        let (material, layered, behind) = (&layouts.material, &layouts.layered, Some(&layouts.behind));
        Pipelines {
            device: device.clone(),
            frame_layout: layout("frame", &[Some(&layouts.frame)]),
            mesh_layouts: [("mesh", material, None), ("layered", layered, None), ("glass", layered, behind)].map(
                |(label, material, behind)| {
                    [None, Some(&layouts.deform)].map(|deform| {
                        // A layout ends with the last group that its shaders read.
                        let groups = [Some(&layouts.frame), Some(material), deform, behind];
                        let count = groups.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
                        layout(label, &groups[..count])
                    })
                },
            ),
            profile,
            compiled,
            shadow_layout: layout("shadow", &[Some(&layouts.shadow)]),
            shadow_deform_layout: layout("shadow of moving meshes", &[Some(&layouts.shadow), Some(&layouts.deform)]),
            modules: Mutex::default(),
            meshes: Mutex::default(),
        }
    }

    /// What they are made for.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Whether the processor draws: every pixel is its work.
    pub fn on_processor(&self) -> bool {
        self.device.adapter_info().device_type == wgpu::DeviceType::Cpu
    }

    /// What the driver compiled, to be kept for the next run.
    pub fn compiled(&self) -> Option<&Compiled> {
        self.compiled.as_ref()
    }

    /// The pipeline of a material key, made now if nobody asked for it before. Call it from a worker.
    ///
    /// All but glass is made for the picture behind glass too.
    pub fn mesh(&self, key: Key, shape: Shape) -> Arc<RenderPipeline> {
        if key.phase != Phase::Transmit && self.profile == Profile::Pc && shape.format != LINEAR {
            self.mesh(key, Shape { format: LINEAR, ..shape });
        }
        if self.depth_first(key) {
            self.part(key, shape, Part::Depth);
        }
        self.part(key, shape, Part::Color)
    }

    fn part(&self, key: Key, shape: Shape, part: Part) -> Arc<RenderPipeline> {
        if let Some(found) = self.found(key, shape, part) {
            return found;
        }
        // Compiled outside of the lock: two workers may compile the same one, and the first to finish is kept.
        let made = Arc::new(self.make_mesh(key, shape, part));
        let mut meshes = self.meshes.lock().unwrap_or_else(PoisonError::into_inner);
        meshes.entry((key, shape, part)).or_insert(made).clone()
    }

    /// Glass that blends with what is drawn already must not blend with its own far side in places, as the triangles come.
    fn depth_first(&self, key: Key) -> bool {
        key.phase == Phase::Transmit && self.profile == Profile::Standalone
    }

    /// The pipeline of a material key, if it was made already. What is cut or fades is drawn whole until then.
    pub fn made(&self, key: Key, shape: Shape) -> Option<Arc<RenderPipeline>> {
        let whole = || self.found(Key { shown: Shown::Whole, ..key }, shape, Part::Color);
        self.found(key, shape, Part::Color).or_else(|| whole().filter(|_| key.shown != Shown::Whole))
    }

    /// Whether what this key draws can come and go softly.
    pub fn can_fade(&self, key: Key, shape: Shape) -> bool {
        self.found(Key { shown: Shown::Fading, ..key }, shape, Part::Color).is_some()
    }

    /// What draws only depth, before the pipeline that [`Pipelines::made`] gives, where that is wanted.
    pub fn made_depth(&self, key: Key, shape: Shape) -> Option<Arc<RenderPipeline>> {
        self.depth_first(key).then(|| self.found(key, shape, Part::Depth)).flatten()
    }

    fn found(&self, key: Key, shape: Shape, part: Part) -> Option<Arc<RenderPipeline>> {
        self.meshes.lock().unwrap_or_else(PoisonError::into_inner).get(&(key, shape, part)).cloned()
    }

    /// Sky, hidden mesh, ribbons, windows and veil.
    pub fn fixed(&self, shape: Shape) -> Fixed {
        let sky = self.module("sky", include_str!("../../shaders/sky.wgsl"), shape);
        let hidden = self.module("hidden", include_str!("../../shaders/hidden.wgsl"), shape);
        let ribbon = self.module("ribbon", include_str!("../../shaders/ribbon.wgsl"), shape);
        let window = self.module("window", include_str!("../../shaders/window.wgsl"), shape);
        let veil = self.module("veil", include_str!("../../shaders/veil.wgsl"), shape);
        let strip = PrimitiveState::default();
        let color = |blend, write_mask| Some(ColorTargetState { format: shape.format, blend, write_mask });
        Fixed {
            sky: self.make(
                "sky",
                &sky,
                &[],
                strip,
                shape,
                depth(false, CompareFunction::GreaterEqual),
                color(None, ColorWrites::ALL),
            ),
            hidden: self.make(
                "hidden",
                &hidden,
                &[Some(vertices(12, &HIDDEN_VERTEX))],
                strip,
                shape,
                depth(true, CompareFunction::Always),
                color(None, ColorWrites::empty()),
            ),
            ribbon: self.make(
                "ribbon",
                &ribbon,
                &[Some(vertices(52, &RIBBON_VERTEX))],
                strip,
                shape,
                depth(false, CompareFunction::GreaterEqual),
                color(Some(BlendState::ALPHA_BLENDING), ColorWrites::ALL),
            ),
            window: self.make(
                "window",
                &window,
                &[Some(vertices(32, &WINDOW_VERTEX))],
                strip,
                shape,
                depth(true, CompareFunction::GreaterEqual),
                color(None, ColorWrites::ALL),
            ),
            veil: self.make(
                "veil",
                &veil,
                &[],
                strip,
                shape,
                depth(false, CompareFunction::Always),
                color(Some(BlendState::ALPHA_BLENDING), ColorWrites::ALL),
            ),
        }
    }

    /// Depth from the sun: of still meshes, and of those with joints or morph targets; then of the same where a section cuts
    /// them.
    pub fn shadows(&self) -> [[RenderPipeline; 2]; 2] {
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("shadow"),
            source: wgpu::ShaderSource::Wgsl(
                concat!(
                    include_str!("../../shaders/instance.wgsl"),
                    include_str!("../../shaders/deform.wgsl"),
                    include_str!("../../shaders/shadow.wgsl")
                )
                .into(),
            ),
        });
        [false, true].map(|cut| [false, true].map(|deform| self.shadow(&module, cut, deform)))
    }

    fn shadow(&self, module: &wgpu::ShaderModule, cut: bool, deform: bool) -> RenderPipeline {
        let entry = match (cut, deform) {
            (false, _) => vertex_entry(deform),
            (true, false) => "vertex_cut",
            (true, true) => "vertex_cut_deformed",
        };
        self.device.create_render_pipeline(&RenderPipelineDescriptor {
            label: Some("shadow"),
            layout: Some(if deform { &self.shadow_deform_layout } else { &self.shadow_layout }),
            vertex: wgpu::VertexState {
                module,
                entry_point: Some(entry),
                compilation_options: Default::default(),
                buffers: &[Some(vertices(32, &MESH_VERTEX[..1]))],
            },
            // Both sides cast: thin sheets and open shells are common in exhibitors' models.
            primitive: PrimitiveState::default(),
            depth_stencil: Some(DepthStencilState {
                format: shadow::DEPTH,
                depth_write_enabled: Some(true),
                depth_compare: Some(CompareFunction::Less),
                stencil: Default::default(),
                bias: wgpu::DepthBiasState { constant: 0, slope_scale: 1.0, clamp: 0.0 },
            }),
            multisample: MultisampleState::default(),
            fragment: cut.then(|| wgpu::FragmentState {
                module,
                entry_point: Some("fragment_cut"),
                compilation_options: Default::default(),
                targets: &[],
            }),
            multiview_mask: None,
            cache: self.compiled.as_ref().map(Compiled::cache),
        })
    }

    /// Halves a level of the picture behind glass.
    pub fn downsample(&self, layouts: &Layouts) -> RenderPipeline {
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("downsample"),
            source: wgpu::ShaderSource::Wgsl(include_str!("../../shaders/downsample.wgsl").into()),
        });
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("downsample"),
            bind_group_layouts: &[Some(&layouts.downsample)],
            immediate_size: 0,
        });
        self.device.create_render_pipeline(&RenderPipelineDescriptor {
            label: Some("downsample"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex"),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: PrimitiveState::default(),
            depth_stencil: None,
            multisample: MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment"),
                compilation_options: Default::default(),
                targets: &[Some(LINEAR.into())],
            }),
            multiview_mask: None,
            cache: self.compiled.as_ref().map(Compiled::cache),
        })
    }

    fn module(&self, name: &'static str, source: &str, shape: Shape) -> wgpu::ShaderModule {
        let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        let linear = shape.format == LINEAR;
        // Telephones' GPUs do twice as much of it at once; on others it gains nothing.
        let half = self.profile == Profile::Standalone && self.device.features().contains(wgpu::Features::SHADER_F16);
        let make = || shader::module(&self.device, name, source, shape.views, linear, half);
        modules.entry((name, shape.views, linear)).or_insert_with(make).clone()
    }

    fn make_mesh(&self, key: Key, shape: Shape, part: Part) -> RenderPipeline {
        let transmits = key.phase == Phase::Transmit;
        let writes = if part == Part::Depth { ColorWrites::empty() } else { ColorWrites::ALL };
        let [plain, layered, glass] = &self.mesh_layouts;
        let (surface, [still, deformed]) = match (key.layered, transmits) {
            _ if part == Part::Depth => (Surface::Cut, layered),
            (false, _) => (Surface::Plain, plain),
            (true, false) => (Surface::Layered, layered),
            (true, true) if self.profile == Profile::Pc => (Surface::Glass, glass),
            (true, true) => (Surface::Transmissive, layered),
        };
        let name = surface.name(key.shown);
        let layout = if key.deform { deformed } else { still };
        let module = self.module(name, &shader::surface(surface, self.profile, key.shown), shape);
        let blend = match key.phase {
            Phase::Blend => Some(BlendState::ALPHA_BLENDING),
            Phase::Transmit => Some(BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            Phase::Opaque | Phase::Mask => None,
        };
        let (cull_mode, front_face) = match key.cull {
            Cull::Back => (Some(Face::Back), FrontFace::Ccw),
            Cull::Mirrored => (Some(Face::Back), FrontFace::Cw),
            Cull::None => (None, FrontFace::Ccw),
            Cull::NoneMirrored => (None, FrontFace::Cw),
        };
        // What is seen from one side encloses something: its back is the cut. A sheet has none.
        let filled = key.shown == Shown::Section
            && cull_mode.is_some()
            && key.topology == TopologyKey::Triangles
            && blend.is_none();
        let cull_mode = cull_mode.filter(|_| !filled);
        let topology = match key.topology {
            TopologyKey::Triangles => PrimitiveTopology::TriangleList,
            TopologyKey::Lines => PrimitiveTopology::LineList,
            TopologyKey::Points => PrimitiveTopology::PointList,
        };
        let primitive = PrimitiveState { topology, cull_mode, front_face, ..Default::default() };
        let target = Some(ColorTargetState { format: shape.format, blend, write_mask: writes });
        self.device.create_render_pipeline(&RenderPipelineDescriptor {
            label: Some(name),
            layout: Some(layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some(vertex_entry(key.deform)),
                compilation_options: Default::default(),
                buffers: &[Some(vertices(32, &MESH_VERTEX))],
            },
            primitive,
            depth_stencil: Some(depth(key.phase != Phase::Blend, CompareFunction::GreaterEqual)),
            multisample: MultisampleState {
                count: SAMPLES,
                mask: !0,
                // What is cut or fades says itself which samples it covers.
                alpha_to_coverage_enabled: key.phase == Phase::Mask && key.shown == Shown::Whole,
            },
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some(if filled { "fragment_filled" } else { "fragment" }),
                compilation_options: Default::default(),
                targets: &[target],
            }),
            multiview_mask: shape.views.mask(),
            cache: self.compiled.as_ref().map(Compiled::cache),
        })
    }

    #[expect(clippy::too_many_arguments, reason = "one call a fixed pipeline, each argument a part of its state")]
    fn make(
        &self,
        label: &str,
        module: &wgpu::ShaderModule,
        buffers: &[Option<VertexBufferLayout<'_>>],
        primitive: PrimitiveState,
        shape: Shape,
        depth: DepthStencilState,
        target: Option<ColorTargetState>,
    ) -> RenderPipeline {
        self.device.create_render_pipeline(&RenderPipelineDescriptor {
            label: Some(label),
            layout: Some(&self.frame_layout),
            vertex: wgpu::VertexState {
                module,
                entry_point: Some("vertex"),
                compilation_options: Default::default(),
                buffers,
            },
            primitive,
            depth_stencil: Some(depth),
            multisample: MultisampleState { count: SAMPLES, ..Default::default() },
            fragment: Some(wgpu::FragmentState {
                module,
                entry_point: Some("fragment"),
                compilation_options: Default::default(),
                targets: &[target],
            }),
            multiview_mask: shape.views.mask(),
            cache: self.compiled.as_ref().map(Compiled::cache),
        })
    }
}

fn vertex_entry(deform: bool) -> &'static str {
    if deform { "vertex_deformed" } else { "vertex" }
}

fn vertices(stride: u64, attributes: &[VertexAttribute]) -> VertexBufferLayout<'_> {
    VertexBufferLayout { array_stride: stride, step_mode: VertexStepMode::Vertex, attributes }
}

fn depth(write: bool, compare: CompareFunction) -> DepthStencilState {
    DepthStencilState {
        format: DEPTH,
        depth_write_enabled: Some(write),
        depth_compare: Some(compare),
        stencil: Default::default(),
        bias: Default::default(),
    }
}

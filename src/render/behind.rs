//! The picture of everything opaque that glass shows: linear, before tone mapping, with a blurred chain of mips.

use super::gpu::Gpu;
use super::layouts::Layouts;
use super::pipelines::Shape;
use super::shader::ViewCount;
use super::targets::Attachments;

/// The format of the picture; half floats hold light of any strength.
pub const LINEAR: wgpu::TextureFormat = wgpu::TextureFormat::Rgba16Float;

/// Texture, attachments and the steps that blur it, for one size.
#[derive(Debug)]
pub(super) struct Behind {
    pub attachments: Attachments,
    /// Where the pass resolves to: the first level of all layers.
    pub target: wgpu::TextureView,
    pub group: wgpu::BindGroup,
    steps: Vec<(wgpu::BindGroup, wgpu::TextureView)>,
}

impl Behind {
    pub fn new(gpu: &Gpu, layouts: &Layouts, sampler: &wgpu::Sampler, views: ViewCount, size: (u32, u32)) -> Behind {
        let device = &gpu.device;
        let (width, height) = (size.0.max(1), size.1.max(1));
        let levels = width.max(height).ilog2() + 1;
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("behind"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: views.count() },
            mip_level_count: levels,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: LINEAR,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        let array = |levels| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2Array),
                mip_level_count: levels,
                ..Default::default()
            })
        };
        let one = |level, layer| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2),
                base_mip_level: level,
                mip_level_count: Some(1),
                base_array_layer: layer,
                array_layer_count: Some(1),
                ..Default::default()
            })
        };
        let mut steps = Vec::new();
        for level in 1..levels {
            for layer in 0..views.count() {
                let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("downsample"),
                    layout: &layouts.downsample,
                    entries: &[
                        wgpu::BindGroupEntry {
                            binding: 0,
                            resource: wgpu::BindingResource::TextureView(&one(level - 1, layer)),
                        },
                        wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(sampler) },
                    ],
                });
                steps.push((group, one(level, layer)));
            }
        }
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("behind"),
            layout: &layouts.behind,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&array(None)) }],
        });
        let shape = Shape { format: LINEAR, views };
        let attachments = Attachments::new(gpu, shape, size, false);
        Behind { attachments, target: array(Some(1)), group, steps }
    }

    /// Fills the smaller levels.
    pub fn blur(&self, pipeline: &wgpu::RenderPipeline, encoder: &mut wgpu::CommandEncoder) {
        for (group, view) in &self.steps {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("downsample"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            });
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, group, &[]);
            pass.draw(0..3, 0..1);
        }
    }
}

/// The light that the tone mapping of `shaders/common.wgsl` shows as `shown`: what a chosen colour must be where it is
/// seen through glass.
pub(super) fn untoned(shown: glam::Vec3) -> glam::Vec3 {
    const START: f32 = 0.76;
    let peak = shown.max_element();
    let mut color = shown;
    if peak > START {
        let d = 1.0 - START;
        color *= (d * d / (1.0 - peak.min(0.99)) - d + START) / peak;
    }
    let least = color.min_element().max(0.0);
    color + if least >= 0.04 { 0.04 } else { (least / 6.25).sqrt() - least }
}

//! Places where the picture is see-through, so that quad layers under it are seen, and the images of those.
//!
//! A window is drawn after what is opaque and before what is blended, with depth: what is nearer hides it, rays are drawn
//! over it, and a blink darkens it as everything else.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec2, vec2};

use super::renderer::Renderer;
use super::upload::GpuModel;

/// Most windows of a frame.
pub(super) const MOST: usize = 4;
const CORNERS: [Vec2; 6] =
    [vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(1.0, 1.0), vec2(-1.0, -1.0), vec2(1.0, 1.0), vec2(-1.0, 1.0)];

/// A rectangle with round corners through which the layer under the picture is seen. It is seen from its +Z.
#[derive(Debug, Clone)]
pub struct Window {
    /// From metres about its middle to the hall.
    pub matrix: Mat4,
    /// Metres, before the matrix.
    pub size: Vec2,
    /// Of its corners, metres.
    pub radius: f32,
    /// What that layer shows, where it changes with this frame.
    pub paint: Option<Paint>,
}

/// The first image of a model is copied to another one.
#[derive(Debug, Clone)]
pub struct Paint {
    /// The renderer's number.
    pub model: u32,
    /// A view of each level of the other image, which is of the same size.
    pub levels: Vec<wgpu::TextureView>,
}

/// Matches `shaders/window.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct WindowVertex {
    position: [f32; 3],
    at: [f32; 2],
    shape: [f32; 3],
}

/// Two triangles a window.
pub(super) fn triangles(windows: &[Window], out: &mut Vec<WindowVertex>) {
    out.clear();
    for window in windows.iter().take(MOST) {
        let half = window.size * 0.5;
        out.extend(CORNERS.map(|corner| {
            let at = corner * half;
            WindowVertex {
                position: window.matrix.transform_point3(at.extend(0.0)).to_array(),
                at: at.to_array(),
                shape: half.extend(window.radius).to_array(),
            }
        }));
    }
}

/// Copies to images of one format.
#[derive(Debug)]
pub(super) struct Copier {
    format: wgpu::TextureFormat,
    pipeline: wgpu::RenderPipeline,
}

impl Copier {
    fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Copier {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("quad"),
            source: wgpu::ShaderSource::Wgsl(include_str!("../../shaders/quad.wgsl").into()),
        });
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("quad"),
            layout: None,
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex"),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment"),
                compilation_options: Default::default(),
                targets: &[Some(format.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        Copier { format, pipeline }
    }

    fn copy(
        &self,
        device: &wgpu::Device,
        (from, level): (&wgpu::Texture, u32),
        to: &wgpu::TextureView,
        encoder: &mut wgpu::CommandEncoder,
    ) {
        let from = from.create_view(&wgpu::TextureViewDescriptor {
            format: Some(from.format().add_srgb_suffix()),
            usage: Some(wgpu::TextureUsages::TEXTURE_BINDING),
            base_mip_level: level,
            mip_level_count: Some(1),
            ..Default::default()
        });
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("quad"),
            layout: &self.pipeline.get_bind_group_layout(0),
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&from) }],
        });
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("quad"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: to,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::BLACK), store: wgpu::StoreOp::Store },
            })],
            ..Default::default()
        });
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &group, &[]);
        pass.draw(0..3, 0..1);
    }
}

impl Renderer {
    /// Writes where the windows are, and paints what is seen through them.
    pub(super) fn prepare_windows(&mut self, windows: &[Window], encoder: &mut wgpu::CommandEncoder) {
        triangles(windows, &mut self.window_vertices);
        if self.window_vertices.is_empty() {
            return;
        }
        self.gpu.queue.write_buffer(&self.window_buffer, 0, bytemuck::cast_slice(&self.window_vertices));
        for paint in windows.iter().filter_map(|window| window.paint.as_ref()) {
            let Some(format) = paint.levels.first().map(|level| level.texture().format()) else { continue };
            if self.copier.as_ref().is_none_or(|made| made.format != format) {
                self.copier = Some(Copier::new(&self.gpu.device, format));
            }
            let Some(copier) = &self.copier else { continue };
            let model = self.models.get(paint.model as usize).and_then(Option::as_ref);
            let Some(picture) = model.and_then(GpuModel::picture) else { continue };
            for (level, to) in (0..picture.mip_level_count()).zip(&paint.levels) {
                copier.copy(&self.gpu.device, (picture, level), to, encoder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_lies_where_its_matrix_puts_it_and_never_overflows() {
        let window = Window {
            matrix: Mat4::from_translation(glam::vec3(0.0, 1.5, -1.0)),
            size: vec2(2.0, 1.0),
            radius: 0.1,
            paint: None,
        };
        let mut out = Vec::new();
        triangles(std::slice::from_ref(&window), &mut out);
        assert_eq!(out.len(), 6);
        assert_eq!((out[0].position, out[2].position), ([-1.0, 1.0, -1.0], [1.0, 2.0, -1.0]));
        assert_eq!((out[2].at, out[2].shape), ([1.0, 0.5], [1.0, 0.5, 0.1]));
        triangles(&vec![window; 9], &mut out);
        assert_eq!(out.len(), MOST * 6);
    }
}

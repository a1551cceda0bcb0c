//! The passes over what a frame sees: the picture behind glass, where there is glass, and the picture itself.

use glam::{Vec3, Vec4};

use super::behind::{Behind, LINEAR, untoned};
use super::pipelines::{Fixed, Shape};
use super::record::{Drawn, Pass};
use super::renderer::{Background, DrawStats, Look, Output, Renderer};
use super::targets::Attachments;
use crate::scene::{Key, Phase};

impl Renderer {
    /// Draws what glass shows into its picture: all that is opaque, and what blends behind the nearest glass.
    pub(super) fn behind_pass(
        &mut self,
        look: &Look<'_>,
        output: &Output<'_>,
        glass: usize,
        encoder: &mut wgpu::CommandEncoder,
    ) {
        let shape = Shape { format: LINEAR, ..output.shape };
        let fits = |b: &Behind| b.attachments.fits(shape, output.size, false);
        if !self.behind.as_ref().is_some_and(fits) {
            self.behind = Some(Behind::new(&self.gpu, &self.layouts, &self.smooth, shape.views, output.size));
        }
        let (Some(behind), Some(downsample)) = (&self.behind, &self.downsample) else { return };
        let Some((_, fixed)) = self.fixed.iter().find(|(made, _)| *made == shape) else { return };
        let clear = match look.background {
            Background::Color(color) => (untoned(Vec3::from(color)) / look.light.exposure.max(1e-6)).extend(1.0),
            Background::Sky => Vec4::W,
            Background::None => Vec4::ZERO,
        };
        let mut pass = begin(encoder, "behind", &behind.attachments, &behind.target, clear);
        restrict(&mut pass, output);
        let mut noted = self.recording.is_some().then(|| Pass::scene("behind", &behind.attachments));
        let drawn = self.draw_list(&mut pass, look, shape, fixed, Some(glass), noted.as_mut());
        drop(pass);
        behind.blur(downsample, encoder);
        if let Some(noted) = noted {
            self.note(|| noted);
            self.note(|| Pass::other("downsample"));
        }
        self.stats += drawn;
    }

    /// Draws the picture.
    pub(super) fn scene_pass(&mut self, look: &Look<'_>, output: &Output<'_>, encoder: &mut wgpu::CommandEncoder) {
        let keeps_depth = output.depth.is_some();
        if !self.attachments.as_ref().is_some_and(|made| made.fits(output.shape, output.size, keeps_depth)) {
            self.attachments = Some(Attachments::new(&self.gpu, output.shape, output.size, keeps_depth));
        }
        let Some(attachments) = &self.attachments else { return };
        let Some((_, fixed)) = self.fixed.iter().find(|(shape, _)| *shape == output.shape) else { return };
        let clear = match look.background {
            Background::Color([r, g, b]) => Vec4::new(r, g, b, 1.0),
            Background::Sky => Vec4::W,
            Background::None => Vec4::ZERO,
        };
        let mut pass = begin(encoder, "scene", attachments, output.color, clear);
        restrict(&mut pass, output);
        let mut noted = self.recording.is_some().then(|| Pass::scene("scene", attachments));
        let stats = self.draw_list(&mut pass, look, output.shape, fixed, None, noted.as_mut());
        if !self.ribbon_vertices.is_empty() {
            pass.set_pipeline(&fixed.ribbon);
            pass.set_vertex_buffer(0, self.ribbon_buffer.slice(..));
            pass.draw(0..self.ribbon_vertices.len() as u32, 0..1);
        }
        if look.comfort != [0.0; 2] {
            pass.set_pipeline(&fixed.veil);
            pass.draw(0..3, 0..1);
        }
        drop(pass);
        self.stats += stats;
        if let Some(noted) = noted {
            self.note(|| noted);
        }
    }

    /// Hidden mesh, items and sky; with `glass`, the run of the nearest glass, what is behind it and no glass.
    fn draw_list(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        look: &Look<'_>,
        shape: Shape,
        fixed: &Fixed,
        glass: Option<usize>,
        mut noted: Option<&mut Pass>,
    ) -> DrawStats {
        profiling::scope!("record");
        pass.set_bind_group(0, &self.frame_group, &[]);
        if let Some((buffer, count)) = &self.hidden
            && shape.views.count() == 2
        {
            pass.set_pipeline(&fixed.hidden);
            pass.set_vertex_buffer(0, buffer.slice(..));
            pass.draw(0..*count, 0..1);
        }
        if glass.is_none()
            && let Some(behind) = &self.behind
        {
            pass.set_bind_group(3, &behind.group, &[]);
        }
        let sky = |pass: &mut wgpu::RenderPass<'_>| {
            if look.background == Background::Sky {
                pass.set_pipeline(&fixed.sky);
                pass.draw(0..3, 0..1);
            }
            // What glass shows are panels themselves: nothing lies under its picture.
            if glass.is_none() && !self.window_vertices.is_empty() {
                pass.set_pipeline(&fixed.window);
                pass.set_vertex_buffer(0, self.window_buffer.slice(..));
                pass.draw(0..self.window_vertices.len() as u32, 0..1);
            }
        };
        let mut stats = DrawStats::default();
        let mut last = Last::default();
        let mut sky_drawn = false;
        for (number, run) in self.list.runs().iter().enumerate() {
            let draw = &run.draw;
            match glass {
                Some(nearest) if nearest == number => break,
                Some(_) if draw.key.phase == Phase::Transmit => continue,
                _ => {}
            }
            let Some(model) = self.models.get(draw.model as usize).and_then(Option::as_ref) else { continue };
            let primitives = &model.layout.primitives;
            let Some(range) = primitives.get(draw.primitive as usize) else { continue };
            // Those that are joined have their indices one after another.
            let end = (draw.primitive as usize + run.primitives as usize).checked_sub(1);
            let Some(last_range) = end.and_then(|end| primitives.get(end)) else { continue };
            let Some(material) = model.materials.get(draw.material as usize) else { continue };
            // After what hides it, before what lets it through.
            if !sky_drawn && matches!(draw.key.phase, Phase::Transmit | Phase::Blend) {
                sky(pass);
                sky_drawn = true;
                last = Last::default();
            }
            if last.key != Some(draw.key) {
                // A pipeline that a worker has not made yet shows its draws a little later.
                let Some(pipeline) = self.pipelines.made(draw.key, shape) else { continue };
                pass.set_pipeline(&pipeline);
                last.key = Some(draw.key);
            }
            if last.model != Some(draw.model) {
                pass.set_vertex_buffer(0, model.vertices());
                pass.set_index_buffer(model.indices(), model.layout.index_format);
                (last.model, last.material, last.deform) = (Some(draw.model), None, false);
            }
            if let Some(deform) = model.deform.as_ref().filter(|_| draw.key.deform && !last.deform) {
                pass.set_bind_group(2, deform, &[]);
                last.deform = true;
            }
            // The layouts of a material's group differ between plain and layered ones, and so do their materials.
            if last.material != Some(draw.material) {
                pass.set_bind_group(1, material, &[]);
                last.material = Some(draw.material);
            }
            if let Some(noted) = &mut noted {
                let reads = model.slots.get(draw.material as usize).map_or(0, |slots| slots.reads(self.profile()));
                let drawn = Drawn { key: draw.key, depth_only: false, reads, instances: run.places.len() as u32 };
                if self.pipelines.made_depth(draw.key, shape).is_some() {
                    noted.draws.push(Drawn { depth_only: true, ..drawn });
                }
                noted.draws.push(drawn);
            }
            let indices = range.first_index..last_range.first_index + last_range.index_count;
            if let Some(depth) = self.pipelines.made_depth(draw.key, shape) {
                let Some(color) = self.pipelines.made(draw.key, shape) else { continue };
                pass.set_pipeline(&depth);
                pass.draw_indexed(indices.clone(), range.base_vertex, run.places.clone());
                pass.set_pipeline(&color);
                stats.draws += 1;
            }
            stats.draws += 1;
            stats.triangles += u64::from((indices.end - indices.start) / 3) * run.places.len() as u64;
            pass.draw_indexed(indices, range.base_vertex, run.places.clone());
        }
        if !sky_drawn {
            sky(pass);
        }
        stats
    }
}

/// Draws only to the part that is shown.
fn restrict(pass: &mut wgpu::RenderPass<'_>, output: &Output<'_>) {
    if output.part != output.size {
        let (width, height) = output.part;
        pass.set_viewport(0.0, 0.0, width as f32, height as f32, 0.0, 1.0);
        pass.set_scissor_rect(0, 0, width, height);
    }
}

/// What the pass has been told already.
#[derive(Debug, Default)]
struct Last {
    key: Option<Key>,
    model: Option<u32>,
    /// Of that model.
    material: Option<u32>,
    /// Whether what moves that model's vertices is bound.
    deform: bool,
}

fn begin<'e>(
    encoder: &'e mut wgpu::CommandEncoder,
    label: &str,
    attachments: &Attachments,
    target: &wgpu::TextureView,
    clear: Vec4,
) -> wgpu::RenderPass<'e> {
    let [r, g, b, a] = clear.to_array().map(f64::from);
    let keep_depth = if attachments.keeps_depth { wgpu::StoreOp::Store } else { wgpu::StoreOp::Discard };
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some(label),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: &attachments.color,
            depth_slice: None,
            resolve_target: Some(target),
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
                store: wgpu::StoreOp::Discard,
            },
        })],
        depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
            view: &attachments.depth,
            depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: keep_depth }),
            stencil_ops: None,
        }),
        multiview_mask: attachments.shape.views.mask(),
        ..Default::default()
    })
}

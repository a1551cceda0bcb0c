//! The sun's shadow map: drawn again only when something that casts came, went or was moved, and then a few things a frame
//! into a second map, which takes the first one's place when it is whole.

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3, Vec4};

use super::record::Pass;
use super::renderer::Renderer;
use crate::model::Aabb;
use crate::scene::{Scene, Shown, TopologyKey};

/// Texels a side.
pub(super) const SIDE: u32 = 4096;
/// Steps of 2 mm over the 120 m that a map reaches: finer than its texels are wide.
pub(super) const DEPTH: wgpu::TextureFormat = wgpu::TextureFormat::Depth16Unorm;
/// While a fair arrives piece by piece the map follows at this pace, in seconds.
const PACE: f32 = 0.25;
/// Larger scenes are shadowed only this far around their middle, in metres.
const REACH: f32 = 60.0;
/// Draws of a frame at 72 Hz, and in a second where frames are longer.
const DRAWS: usize = 96;
const RATE: f32 = DRAWS as f32 * 72.0;

/// A map, whole or on its way.
#[derive(Debug)]
pub(super) struct Map {
    pub view: wgpu::TextureView,
    pub from_world: Mat4,
    /// World size of a texel in metres.
    pub texel: f32,
}

/// What the shader knows of a map.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Uniform {
    clip_from_world: Mat4,
    section: [f32; 4],
}

/// What a map shows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shows {
    /// Of the scene.
    version: u64,
    direction: Vec3,
    /// What cuts, where something that casts is cut.
    section: Option<Vec4>,
}

#[derive(Debug)]
pub(super) struct Shadow {
    maps: [Map; 2],
    /// The one that is read.
    front: usize,
    pub uniform: wgpu::Buffer,
    pub sampler: wgpu::Sampler,
    /// What was drawn or is being drawn.
    drawn: Option<Shows>,
    /// Whether something that casts is cut, in this version of the scene.
    cuts: (Option<u64>, bool),
    /// When that was begun, and when the last frame was, in seconds on the visit's clock.
    drawn_at: f32,
    frame_at: f32,
    /// The slot of the scene that comes next into the other map.
    next: Option<usize>,
}

impl Shadow {
    pub fn new(device: &wgpu::Device) -> Shadow {
        let map = || {
            let texture = device.create_texture(&wgpu::TextureDescriptor {
                label: Some("shadow"),
                size: wgpu::Extent3d { width: SIDE, height: SIDE, depth_or_array_layers: 1 },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: DEPTH,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
                view_formats: &[],
            });
            Map { view: texture.create_view(&Default::default()), from_world: Mat4::IDENTITY, texel: 0.01 }
        };
        Shadow {
            maps: [map(), map()],
            front: 0,
            uniform: device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("shadow"),
                size: size_of::<Uniform>() as u64,
                usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
            sampler: device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("shadow"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                compare: Some(wgpu::CompareFunction::LessEqual),
                ..Default::default()
            }),
            drawn: None,
            cuts: (None, false),
            drawn_at: 0.0,
            frame_at: 0.0,
            next: None,
        }
    }

    /// The map that is read.
    pub fn front(&self) -> &Map {
        &self.maps[self.front]
    }

    fn back(&mut self) -> &mut Map {
        &mut self.maps[1 - self.front]
    }

    /// Whether the other map is to be begun now.
    fn begins(&mut self, shows: Shows, time: f32) -> bool {
        let wanted = Some(shows);
        let soon = self.drawn.is_some() && (0.0..PACE).contains(&(time - self.drawn_at));
        if self.next.is_some() || self.drawn == wanted || soon {
            return false;
        }
        (self.drawn, self.drawn_at) = (wanted, time);
        true
    }
}

impl Renderer {
    /// Draws as much of the shadow map as a frame affords; the first one whole.
    pub(super) fn draw_shadow(
        &mut self,
        scene: &Scene,
        direction: Vec3,
        time: f32,
        encoder: &mut wgpu::CommandEncoder,
    ) {
        let first = self.shadow.drawn.is_none();
        let passed = std::mem::replace(&mut self.shadow.frame_at, time);
        let section = self.section[0];
        let version = scene.version();
        if self.shadow.cuts.0 != Some(version) {
            let mut casters = scene.draws_from(0).filter(|(_, draw)| draw.casts);
            self.shadow.cuts = (Some(version), casters.any(|(_, draw)| draw.key.shown == Shown::Section));
        }
        let shows = Shows { version, direction, section: self.shadow.cuts.1.then_some(section) };
        if self.shadow.begins(shows, time) {
            let (from_world, radius) = fit(scene.all_bounds(), direction);
            let back = self.shadow.back();
            (back.from_world, back.texel) = (from_world, 2.0 * radius / SIDE as f32);
            let uniform = Uniform { clip_from_world: from_world, section: section.to_array() };
            self.gpu.queue.write_buffer(&self.shadow.uniform, 0, bytemuck::bytes_of(&uniform));
            self.shadow.next = Some(0);
        }
        let Some(start) = self.shadow.next else { return };
        self.note(|| Pass::other("shadow"));
        let affords = ((time - passed) * RATE).max(0.0) as usize;
        let most = if first { usize::MAX } else { affords.max(DRAWS) };
        self.shadow.next = self.draw_casters(scene, start, most, encoder);
        if self.shadow.next.is_none() {
            self.shadow.front = 1 - self.shadow.front;
            self.rebind();
        }
    }

    /// Draws at most so many things into the other map, and gives the slot at which the next frame goes on.
    fn draw_casters(
        &mut self,
        scene: &Scene,
        start: usize,
        most: usize,
        encoder: &mut wgpu::CommandEncoder,
    ) -> Option<usize> {
        let load = if start == 0 { wgpu::LoadOp::Clear(1.0) } else { wgpu::LoadOp::Load };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("shadow"),
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &self.shadow.maps[1 - self.shadow.front].view,
                depth_ops: Some(wgpu::Operations { load, store: wgpu::StoreOp::Store }),
                stencil_ops: None,
            }),
            ..Default::default()
        });
        pass.set_bind_group(0, &self.shadow_group, &[]);
        let (mut last_pipeline, mut last_model, mut drawn) = (None, None, 0);
        for (slot, draw) in scene.draws_from(start) {
            if !draw.casts || draw.key.topology != TopologyKey::Triangles {
                continue;
            }
            if drawn == most {
                return Some(slot as usize);
            }
            let Some(model) = self.models.get(draw.model as usize).and_then(Option::as_ref) else { continue };
            let Some(range) = model.layout.primitives.get(draw.primitive as usize) else { continue };
            drawn += 1;
            let moves = model.deform.as_ref().filter(|_| draw.key.deform);
            let pipeline = (draw.key.shown == Shown::Section, moves.is_some());
            if last_pipeline != Some(pipeline) {
                pass.set_pipeline(&self.shadow_pipelines[usize::from(pipeline.0)][usize::from(pipeline.1)]);
                last_pipeline = Some(pipeline);
            }
            if let Some(deform) = moves {
                pass.set_bind_group(1, deform, &[]);
            }
            if last_model != Some(draw.model) {
                pass.set_vertex_buffer(0, model.vertices());
                pass.set_index_buffer(model.indices(), model.layout.index_format);
                last_model = Some(draw.model);
            }
            pass.draw_indexed(
                range.first_index..range.first_index + range.index_count,
                range.base_vertex,
                slot..slot + 1,
            );
        }
        None
    }
}

/// The matrix from the world to the map's clip space, and half the map's side in metres.
fn fit(bounds: Aabb, direction: Vec3) -> (Mat4, f32) {
    let half = bounds.half().min(Vec3::splat(REACH)) + Vec3::splat(0.05);
    let up = if direction.y.abs() > 0.99 { Vec3::NEG_Z } else { Vec3::Y };
    let light_from_world = glam::camera::rh::view::look_to_mat4(bounds.center(), direction, up);
    // Half the size of the box along the light's axes.
    let reach = Vec3::from_array(std::array::from_fn(|axis| light_from_world.row(axis).truncate().abs().dot(half)));
    let radius = reach.x.max(reach.y).max(0.05);
    // Depth 0 at the sun's side, 1 at the far side (plain depth: an even precision suits parallel light).
    let projection = Mat4::from_cols_array_2d(&[
        [1.0 / radius, 0.0, 0.0, 0.0],
        [0.0, 1.0 / radius, 0.0, 0.0],
        [0.0, 0.0, -0.5 / reach.z, 0.0],
        [0.0, 0.0, 0.5, 1.0],
    ]);
    (projection * light_from_world, radius)
}

#[cfg(test)]
mod tests {
    use glam::vec3;

    use super::*;

    #[test]
    fn a_map_that_is_on_its_way_is_finished_first() {
        let gpu = crate::render::Gpu::open(crate::render::Gpu::instance(crate::render::Backend::Noop), None).unwrap();
        let mut shadow = Shadow::new(&gpu.device);
        let shows = |version, section| Shows { version, direction: Vec3::NEG_Y, section };
        assert!(shadow.begins(shows(1, None), 0.0));
        assert!(!shadow.begins(shows(1, None), 1.0), "nothing has changed");
        assert!(!shadow.begins(shows(2, None), 0.1), "too soon");
        shadow.next = Some(7);
        assert!(!shadow.begins(shows(2, None), 1.0), "the one before is not whole");
        shadow.next = None;
        assert!(shadow.begins(shows(2, None), 1.0));
        assert!(shadow.begins(shows(2, Some(Vec4::X)), 2.0), "something is cut");
        assert!(shadow.begins(shows(2, Some(Vec4::Y)), 3.0), "it is cut elsewhere");
    }

    #[test]
    fn the_whole_box_is_inside_the_map() {
        let bounds = crate::model::Aabb { min: vec3(-30.0, 0.0, -20.0), max: vec3(30.0, 9.0, 20.0) };
        let direction = vec3(0.3, -0.9, -0.2).normalize();
        let matrix = super::fit(bounds, direction).0;
        for corner in 0..8 {
            let pick = |bit: u32, low: f32, high: f32| if corner & bit == 0 { low } else { high };
            let p = matrix.project_point3(vec3(
                pick(1, bounds.min.x, bounds.max.x),
                pick(2, bounds.min.y, bounds.max.y),
                pick(4, bounds.min.z, bounds.max.z),
            ));
            assert!(p.x.abs() <= 1.0 && p.y.abs() <= 1.0 && (0.0..=1.0).contains(&p.z), "{p}");
        }
    }
}

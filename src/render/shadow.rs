//! The sun's shadow map: drawn again only when something that casts came, went or moved.

use glam::{Mat4, Vec3};

use super::pipelines::DEPTH;
use crate::model::Aabb;

/// Texels a side.
pub(super) const SIDE: u32 = 4096;
/// While a fair arrives piece by piece the map follows at this pace, in seconds: drawing all of it again for every piece
/// would cost more than the picture.
pub(super) const PACE: f32 = 0.25;
/// Larger scenes are shadowed only this far around their middle, in metres.
const REACH: f32 = 60.0;

#[derive(Debug)]
pub(super) struct Shadow {
    pub view: wgpu::TextureView,
    pub uniform: wgpu::Buffer,
    pub sampler: wgpu::Sampler,
    /// Version of the scene that was drawn, and the light's direction.
    pub drawn: Option<(u64, Vec3)>,
    /// When that was, in seconds on the visit's clock.
    pub drawn_at: f32,
    pub from_world: Mat4,
    /// World size of a texel in metres.
    pub texel: f32,
    pub side: u32,
}

impl Shadow {
    pub fn new(device: &wgpu::Device) -> Shadow {
        let side = SIDE;
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("shadow"),
            size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: DEPTH,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        Shadow {
            view: texture.create_view(&Default::default()),
            uniform: device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("shadow"),
                size: size_of::<Mat4>() as u64,
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
            drawn_at: 0.0,
            from_world: Mat4::IDENTITY,
            texel: 0.01,
            side,
        }
    }

    /// Fits the map around `bounds`, seen along `direction` (the way the light travels).
    pub fn fit(&mut self, bounds: Aabb, direction: Vec3) {
        let (from_world, radius) = fit(bounds, direction);
        self.from_world = from_world;
        self.texel = 2.0 * radius / self.side as f32;
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

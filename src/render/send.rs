//! What moved since the last frame, on its way to the GPU.

use super::renderer::{POSE_ROW, Renderer};
use super::upload::write_material;
use crate::scene::{Instance, Scene};

impl Renderer {
    /// Makes room for so many places and rows of poses, so that the frame in which they come does not have to. `true` if
    /// what was there must be sent again.
    pub fn make_room(&mut self, places: usize, rows: usize) -> bool {
        let device = &self.gpu.device;
        let larger = |label, rows: usize, size: usize| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: (rows * size) as u64,
                usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        if places <= self.instance_capacity && rows <= self.pose_capacity {
            return false;
        }
        if places > self.instance_capacity {
            self.instance_capacity = places.next_power_of_two();
            self.instances = larger("instances", self.instance_capacity, size_of::<Instance>());
            self.order = larger("order", self.instance_capacity, size_of::<u32>());
        }
        if rows > self.pose_capacity {
            self.pose_capacity = rows.next_power_of_two();
            self.poses = larger("poses", self.pose_capacity, POSE_ROW);
        }
        self.rebind();
        true
    }

    /// Sends places, poses and materials.
    pub(super) fn send(&mut self, scene: &mut Scene) {
        if self.make_room(scene.instances().len() + scene.moving(), scene.pose_rows()) {
            scene.mark_dirty();
        }
        let (instances, ranges) = scene.dirty();
        for range in ranges {
            let offset = (range.start * size_of::<Instance>()) as u64;
            self.gpu.queue.write_buffer(&self.instances, offset, bytemuck::cast_slice(&instances[range.clone()]));
        }
        scene.sent();
        if let (rows, Some(range)) = scene.take_poses() {
            let offset = (range.start * POSE_ROW) as u64;
            self.gpu.queue.write_buffer(&self.poses, offset, bytemuck::cast_slice(&rows[range]));
        }
        scene.take_materials(|model, index, material| {
            if let Some(Some(model)) = self.models.get(model as usize) {
                let start = model.layout.materials;
                write_material(&self.gpu.queue, &model.buffer, start, &model.shape, index as usize, material);
            }
        });
    }

    /// Sends which instances are drawn, and those that move.
    pub(super) fn send_list(&mut self, scene: &Scene) {
        let queue = &self.gpu.queue;
        if !self.list.order().is_empty() {
            queue.write_buffer(&self.order, 0, bytemuck::cast_slice(self.list.order()));
        }
        if !self.list.moved().is_empty() {
            let start = size_of_val(scene.instances()) as u64;
            queue.write_buffer(&self.instances, start, bytemuck::cast_slice(self.list.moved()));
        }
    }
}

//! Group 0 of the passes, made again whenever one of its parts is.

use super::layouts::Layouts;
use super::shadow::Shadow;

/// What group 0 of the two passes is made of.
pub(super) struct Bindings<'a> {
    pub frame_uniform: &'a wgpu::Buffer,
    pub instances: &'a wgpu::Buffer,
    pub order: &'a wgpu::Buffer,
    pub poses: &'a wgpu::Buffer,
    pub environment: &'a wgpu::TextureView,
    pub brdf: &'a wgpu::TextureView,
    pub smooth: &'a wgpu::Sampler,
    pub shadow: &'a Shadow,
}

impl Bindings<'_> {
    pub fn groups(&self, device: &wgpu::Device, layouts: &Layouts) -> (wgpu::BindGroup, wgpu::BindGroup) {
        let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
        let view = wgpu::BindingResource::TextureView;
        let frame = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("frame"),
            layout: &layouts.frame,
            entries: &[
                entry(0, self.frame_uniform.as_entire_binding()),
                entry(1, self.instances.as_entire_binding()),
                entry(2, view(self.environment)),
                entry(3, view(self.brdf)),
                entry(4, wgpu::BindingResource::Sampler(self.smooth)),
                entry(5, view(&self.shadow.front().view)),
                entry(6, wgpu::BindingResource::Sampler(&self.shadow.sampler)),
                entry(7, self.poses.as_entire_binding()),
                entry(8, self.order.as_entire_binding()),
            ],
        });
        let shadow = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("shadow"),
            layout: &layouts.shadow,
            entries: &[
                entry(0, self.shadow.uniform.as_entire_binding()),
                entry(1, self.instances.as_entire_binding()),
                entry(2, self.poses.as_entire_binding()),
            ],
        });
        (frame, shadow)
    }
}

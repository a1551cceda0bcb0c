//! Samplers by what they do; there are few.

use std::collections::HashMap;

use crate::model::{Sampler, Wrap};

/// Parts of a mip level by which a texture that has just come grows sharper.
pub const SOFTEST: u8 = 3;

#[derive(Debug)]
pub(in crate::render) struct Samplers {
    made: HashMap<(Sampler, u8), wgpu::Sampler>,
    anisotropy: u16,
}

impl Samplers {
    pub fn new(anisotropy: u16) -> Samplers {
        Samplers { made: HashMap::new(), anisotropy }
    }

    /// `soft` parts of a level are left out at the sharp end, so that what has come shows by and by.
    pub fn get(&mut self, device: &wgpu::Device, sampler: Sampler, soft: u8) -> wgpu::Sampler {
        let wrap = |wrap| match wrap {
            Wrap::Repeat => wgpu::AddressMode::Repeat,
            Wrap::Mirror => wgpu::AddressMode::MirrorRepeat,
            Wrap::Clamp => wgpu::AddressMode::ClampToEdge,
        };
        let filter = |linear| if linear { wgpu::FilterMode::Linear } else { wgpu::FilterMode::Nearest };
        let smooth = sampler.mag_linear && sampler.min_linear && sampler.mip_linear == Some(true);
        let anisotropy_clamp = if smooth { self.anisotropy.max(1) } else { 1 };
        // Only between levels that are blended is there anything in between; and above level 0 nothing is magnified, which
        // is seen where the two filters differ.
        let soft = if smooth { soft } else { 0 };
        self.made
            .entry((sampler, soft))
            .or_insert_with(|| {
                device.create_sampler(&wgpu::SamplerDescriptor {
                    label: Some("material"),
                    address_mode_u: wrap(sampler.wrap_u),
                    address_mode_v: wrap(sampler.wrap_v),
                    address_mode_w: wgpu::AddressMode::ClampToEdge,
                    mag_filter: filter(sampler.mag_linear),
                    min_filter: filter(sampler.min_linear),
                    mipmap_filter: if sampler.mip_linear == Some(true) {
                        wgpu::MipmapFilterMode::Linear
                    } else {
                        wgpu::MipmapFilterMode::Nearest
                    },
                    // Not quite 0: Mesa's software driver compiles shaders anew where a clamp comes or goes.
                    lod_min_clamp: if smooth { (f32::from(soft) / f32::from(SOFTEST)).max(1e-4) } else { 0.0 },
                    lod_max_clamp: if sampler.mip_linear.is_some() { 32.0 } else { 0.0 },
                    anisotropy_clamp,
                    ..Default::default()
                })
            })
            .clone()
    }
}

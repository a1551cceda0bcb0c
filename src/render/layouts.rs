//! Bind group layouts: the contract between the shaders and everything that makes bind groups.

use super::layers::LAYER_SLOTS;
use wgpu::{
    BindGroupLayout, BindGroupLayoutEntry, BindingType, BufferBindingType, Device, SamplerBindingType, ShaderStages,
    TextureSampleType, TextureViewDimension,
};

/// Made once a device.
#[derive(Debug)]
pub struct Layouts {
    /// Group 0 of everything drawn into views: see `shaders/common.wgsl` and `shaders/surface/`.
    pub frame: BindGroupLayout,
    /// Group 1 of meshes.
    pub material: BindGroupLayout,
    /// Group 2 of meshes with joints or morph targets, group 1 of their shadows.
    pub deform: BindGroupLayout,
    /// Group 1 of meshes with material extensions: the same, and [`LAYER_SLOTS`] further textures.
    pub layered: BindGroupLayout,
    /// Group 3 of glass: the picture behind it.
    pub behind: BindGroupLayout,
    /// Group 0 of the passes that blur that picture.
    pub downsample: BindGroupLayout,
    /// Group 0 of the shadow pass.
    pub shadow: BindGroupLayout,
}

const BOTH: ShaderStages = ShaderStages::VERTEX_FRAGMENT;

fn entry(binding: u32, visibility: ShaderStages, ty: BindingType) -> BindGroupLayoutEntry {
    BindGroupLayoutEntry { binding, visibility, ty, count: None }
}

fn buffer(ty: BufferBindingType) -> BindingType {
    BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None }
}

fn texture(sample_type: TextureSampleType, view_dimension: TextureViewDimension) -> BindingType {
    BindingType::Texture { sample_type, view_dimension, multisampled: false }
}

const FLOAT: TextureSampleType = TextureSampleType::Float { filterable: true };
const STORAGE: BufferBindingType = BufferBindingType::Storage { read_only: true };

impl Layouts {
    pub fn new(device: &Device) -> Layouts {
        let layout = |label, entries: &[BindGroupLayoutEntry]| {
            device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries })
        };
        let fragment = ShaderStages::FRAGMENT;
        let frame = [
            entry(0, BOTH, buffer(BufferBindingType::Uniform)),
            entry(1, ShaderStages::VERTEX, buffer(STORAGE)),
            entry(2, fragment, texture(FLOAT, TextureViewDimension::Cube)),
            entry(3, fragment, texture(FLOAT, TextureViewDimension::D2)),
            entry(4, fragment, BindingType::Sampler(SamplerBindingType::Filtering)),
            entry(5, fragment, texture(TextureSampleType::Depth, TextureViewDimension::D2)),
            entry(6, fragment, BindingType::Sampler(SamplerBindingType::Comparison)),
            entry(7, ShaderStages::VERTEX, buffer(STORAGE)),
            entry(8, ShaderStages::VERTEX, buffer(STORAGE)),
        ];
        let mut material = vec![entry(0, BOTH, buffer(BufferBindingType::Uniform))];
        material.extend((1..=5).map(|slot| entry(slot, fragment, texture(FLOAT, TextureViewDimension::D2))));
        material
            .extend((6..=10).map(|slot| entry(slot, fragment, BindingType::Sampler(SamplerBindingType::Filtering))));
        let mut layered = material.clone();
        let slots = LAYER_SLOTS as u32;
        layered.push(entry(11, fragment, buffer(BufferBindingType::Uniform)));
        layered.extend((12..12 + slots).map(|slot| entry(slot, fragment, texture(FLOAT, TextureViewDimension::D2))));
        layered.extend(
            (12 + slots..12 + 2 * slots)
                .map(|slot| entry(slot, fragment, BindingType::Sampler(SamplerBindingType::Filtering))),
        );
        let shadow = [
            entry(0, ShaderStages::VERTEX, buffer(BufferBindingType::Uniform)),
            entry(1, ShaderStages::VERTEX, buffer(STORAGE)),
            entry(2, ShaderStages::VERTEX, buffer(STORAGE)),
        ];
        let deform = [entry(0, ShaderStages::VERTEX, buffer(STORAGE))];
        let behind = [entry(0, fragment, texture(FLOAT, TextureViewDimension::D2Array))];
        let downsample = [
            entry(0, fragment, texture(FLOAT, TextureViewDimension::D2)),
            entry(1, fragment, BindingType::Sampler(SamplerBindingType::Filtering)),
        ];
        Layouts {
            behind: layout("behind", &behind),
            downsample: layout("downsample", &downsample),
            frame: layout("frame", &frame),
            material: layout("material", &material),
            deform: layout("deform", &deform),
            layered: layout("layered", &layered),
            shadow: layout("shadow", &shadow),
        }
    }
}

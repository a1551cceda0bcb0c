//! The WGSL of every drawn thing, in a variant for one view and one for both eyes in a single pass.

/// Sources by name, beside the frame's common part.
const COMMON: &str = include_str!("../../shaders/common.wgsl");

/// How many views one pass draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewCount {
    One,
    /// Multiview: two layers, `view_index` tells which.
    Two,
}

impl ViewCount {
    /// The multiview mask of passes and pipelines; they must agree.
    pub fn mask(self) -> Option<std::num::NonZeroU32> {
        match self {
            ViewCount::One => None,
            ViewCount::Two => std::num::NonZeroU32::new(0b11),
        }
    }

    pub fn count(self) -> u32 {
        match self {
            ViewCount::One => 1,
            ViewCount::Two => 2,
        }
    }
}

/// The whole text of a shader that draws into views.
///
/// `view_index` exists only in multiview passes; for one view its parameter is cut out of the entry points and a
/// constant of the same name (marked `//#mono` in the common part) stands in. `linear` leaves out tone mapping, for a
/// picture that is read again.
pub fn viewed(source: &str, views: ViewCount, linear: bool) -> String {
    let text = format!("const LINEAR = {linear};\n{COMMON}\n{source}");
    match views {
        ViewCount::Two => text,
        ViewCount::One => text.replace("@builtin(view_index) view_index: u32,", "").replace("//#mono ", ""),
    }
}

/// Compiles a shader for views.
pub fn module(device: &wgpu::Device, name: &str, source: &str, views: ViewCount, linear: bool) -> wgpu::ShaderModule {
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(name),
        source: wgpu::ShaderSource::Wgsl(viewed(source, views, linear).into()),
    })
}

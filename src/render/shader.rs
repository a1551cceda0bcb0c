//! The WGSL of every drawn thing, in a variant for one view and one for both eyes in a single pass.

use super::profile::Profile;
use crate::scene::Shown;

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

/// What a mesh's pixels are worked out by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Metallic-roughness alone.
    Plain,
    /// With material extensions.
    Layered,
    /// Glass that reads the picture of what is behind it.
    Glass,
    /// Glass that blends with what is behind it.
    Transmissive,
    /// Depth alone.
    Cut,
}

impl Surface {
    /// What its shader is called, by how much of the mesh there is.
    pub fn name(self, shown: Shown) -> &'static str {
        match (self, shown) {
            (Surface::Plain, Shown::Whole) => "mesh",
            (Surface::Layered, Shown::Whole) => "layered",
            (Surface::Glass, Shown::Whole) => "glass",
            (Surface::Transmissive, Shown::Whole) => "transmissive",
            (Surface::Cut, Shown::Whole) => "cut",
            (Surface::Plain, Shown::Section) => "section of a mesh",
            (Surface::Layered, Shown::Section) => "section of layers",
            (Surface::Glass, Shown::Section) => "section of glass",
            (Surface::Transmissive, Shown::Section) => "section of what transmits",
            (Surface::Cut, Shown::Section) => "section of a cut",
            (Surface::Plain, Shown::Fading) => "fading mesh",
            (Surface::Layered, Shown::Fading) => "fading layers",
            (Surface::Glass, Shown::Fading) => "fading glass",
            (Surface::Transmissive, Shown::Fading) => "fading, and transmits",
            (Surface::Cut, Shown::Fading) => "fading cut",
        }
    }
}

/// The source of a mesh's shader, before [`viewed`].
pub fn surface(surface: Surface, profile: Profile, shown: Shown) -> String {
    const SOURCE: &str = concat!(
        include_str!("../../shaders/instance.wgsl"),
        include_str!("../../shaders/deform.wgsl"),
        include_str!("../../shaders/mesh.wgsl"),
        include_str!("../../shaders/surface/material.wgsl"),
        include_str!("../../shaders/surface/lighting.wgsl"),
    );
    const LAYERS: &str = concat!(
        include_str!("../../shaders/surface/layers.wgsl"),
        include_str!("../../shaders/surface/iridescence.wgsl")
    );
    const PLAIN: &str = include_str!("../../shaders/surface/plain.wgsl");
    const LAYERED: &str = include_str!("../../shaders/surface/layered.wgsl");
    let profile = match profile {
        Profile::Standalone => include_str!("../../shaders/profile/standalone.wgsl"),
        Profile::Pc => include_str!("../../shaders/profile/pc.wgsl"),
    };
    let rest: [&str; 3] = match surface {
        Surface::Plain => [PLAIN, "", ""],
        Surface::Layered | Surface::Transmissive => {
            [LAYERS, include_str!("../../shaders/surface/behind_environment.wgsl"), LAYERED]
        }
        Surface::Glass => [LAYERS, include_str!("../../shaders/surface/behind_screen.wgsl"), LAYERED],
        Surface::Cut => [include_str!("../../shaders/surface/cut.wgsl"), "", ""],
    };
    let entry = match shown {
        Shown::Whole => include_str!("../../shaders/surface/whole.wgsl"),
        Shown::Section => include_str!("../../shaders/surface/section.wgsl"),
        Shown::Fading => include_str!("../../shaders/surface/fading.wgsl"),
    };
    let premultiplied = matches!(surface, Surface::Glass | Surface::Transmissive);
    format!("const PREMULTIPLIED = {premultiplied};\n{SOURCE}{profile}{}{entry}", rest.concat())
}

/// The whole text of a shader that draws into views.
///
/// `view_index` exists only in multiview passes; for one view its parameter is cut out of the entry points and a
/// constant of the same name (marked `//#mono` in the common part) stands in. `linear` leaves out tone mapping, for a
/// picture that is read again. `half` works colours out in half precision, where the device has it: directions and highlights
/// need more.
pub fn viewed(source: &str, views: ViewCount, linear: bool, half: bool) -> String {
    let precision = if half { "enable f16;\nalias half = f16;\n" } else { "alias half = f32;\n" };
    const VECTORS: &str = "alias vec2h = vec2<half>;\nalias vec3h = vec3<half>;\nalias vec4h = vec4<half>;\n";
    let text = format!("{precision}{VECTORS}const LINEAR = {linear};\n{COMMON}\n{source}");
    match views {
        ViewCount::Two => text,
        ViewCount::One => text.replace("@builtin(view_index) view_index: u32,", "").replace("//#mono ", ""),
    }
}

/// Compiles a shader for views.
pub fn module(
    device: &wgpu::Device,
    name: &str,
    source: &str,
    views: ViewCount,
    linear: bool,
    half: bool,
) -> wgpu::ShaderModule {
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(name),
        source: wgpu::ShaderSource::Wgsl(viewed(source, views, linear, half).into()),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use naga::{Block, Expression, Function, Module, Statement};

    use super::*;

    /// How often the pixels of a surface read each texture at most, if every branch is taken.
    fn reads(kind: Surface, profile: Profile) -> BTreeMap<String, u32> {
        let [plain, half] = [false, true].map(|half| reads_with(kind, profile, half));
        assert_eq!(plain, half);
        plain
    }

    fn reads_with(kind: Surface, profile: Profile, half: bool) -> BTreeMap<String, u32> {
        let text = viewed(&surface(kind, profile, Shown::Whole), ViewCount::Two, false, half);
        let module = naga::front::wgsl::parse_str(&text).map_err(|error| error.emit_to_string(&text)).unwrap();
        let entry = module.entry_points.iter().find(|entry| entry.name == "fragment").unwrap();
        let mut reads = BTreeMap::new();
        of_function(&module, &entry.function, &mut reads);
        reads
    }

    fn of_function(module: &Module, function: &Function, reads: &mut BTreeMap<String, u32>) {
        for (_, expression) in function.expressions.iter() {
            let (Expression::ImageSample { image, .. } | Expression::ImageLoad { image, .. }) = expression else {
                continue;
            };
            let Expression::GlobalVariable(image) = function.expressions[*image] else {
                panic!("an image that is passed on")
            };
            *reads.entry(module.global_variables[image].name.clone().unwrap()).or_default() += 1;
        }
        of_block(module, &function.body, reads);
    }

    fn of_block(module: &Module, block: &Block, reads: &mut BTreeMap<String, u32>) {
        for statement in block {
            match statement {
                Statement::Block(inner) => of_block(module, inner, reads),
                Statement::If { accept, reject, .. } => {
                    [accept, reject].into_iter().for_each(|inner| of_block(module, inner, reads));
                }
                Statement::Switch { cases, .. } => cases.iter().for_each(|case| of_block(module, &case.body, reads)),
                Statement::Loop { body, continuing, .. } => {
                    [body, continuing].into_iter().for_each(|inner| of_block(module, inner, reads));
                }
                Statement::Call { function, .. } => of_function(module, &module.functions[*function], reads),
                _ => {}
            }
        }
    }

    #[test]
    fn on_a_standalone_headset_a_surface_reads_four_textures_the_environment_and_the_shadow_once_each() {
        let plain = reads(Surface::Plain, Profile::Standalone);
        let core = ["base_texture", "numbers_texture", "normal_texture", "emissive_texture"];
        let all = core.into_iter().chain(["environment", "shadow_map"]);
        assert_eq!(plain, all.map(|name| (name.to_owned(), 1)).collect());
        for kind in [Surface::Layered, Surface::Transmissive] {
            let mut layered = reads(kind, Profile::Standalone);
            // Of these as many as the core leaves of four: see `model::Options::lean`.
            layered.retain(|name, _| !name.starts_with("layer_texture"));
            assert_eq!(layered, plain, "{kind:?}");
        }
        let cut = reads(Surface::Cut, Profile::Standalone);
        assert_eq!(cut.into_iter().collect::<Vec<_>>(), [("base_texture".to_owned(), 1)]);
    }

    #[test]
    fn colours_are_worked_out_in_half_precision_where_that_is_asked_for() {
        let halves = |half| {
            let text = viewed(&surface(Surface::Plain, Profile::Standalone, Shown::Whole), ViewCount::Two, false, half);
            let module = naga::front::wgsl::parse_str(&text).unwrap();
            let half = |(_, ty): (_, &naga::Type)| match ty.inner {
                naga::TypeInner::Scalar(scalar) | naga::TypeInner::Vector { scalar, .. } => scalar == naga::Scalar::F16,
                _ => false,
            };
            module.types.iter().filter(|ty| half((ty.0, ty.1))).count()
        };
        assert!(halves(true) >= 3 && halves(false) == 0);
    }

    #[test]
    fn on_a_computer_shadows_are_smoother_and_occlusion_may_have_its_own_texture() {
        let plain = reads(Surface::Plain, Profile::Pc);
        assert_eq!((plain["shadow_map"], plain["occlusion_texture"], plain["brdf"]), (4, 1, 1));
        assert_eq!(reads(Surface::Glass, Profile::Pc)["behind_picture"], 4);
    }
}

//! The extensions whose contents are checked, by what they extend.

use super::kinds::*;
use super::materials::{INFO, NORMAL_TEXTURE, TEXTURE_INFO};
use super::rules;

/// Name, the kind of object that it extends, and its form there.
type Row = (&'static str, &'static str, &'static Object);

static TABLE: &[Row] = &[
    ("EXT_meshopt_compression", "Buffer", &MESHOPT_BUFFER),
    ("EXT_meshopt_compression", "BufferView", &MESHOPT),
    ("EXT_texture_webp", "Texture", &IMAGE_SOURCE),
    ("KHR_animation_pointer", "Target", &POINTER),
    ("KHR_draco_mesh_compression", "Primitive", &DRACO),
    ("KHR_lights_punctual", "Node", &NODE_LIGHT),
    ("KHR_lights_punctual", "Root", &LIGHTS),
    ("KHR_materials_anisotropy", "Material", &ANISOTROPY),
    ("KHR_materials_clearcoat", "Material", &CLEARCOAT),
    ("KHR_materials_dispersion", "Material", &DISPERSION),
    ("KHR_materials_emissive_strength", "Material", &EMISSIVE_STRENGTH),
    ("KHR_materials_ior", "Material", &IOR),
    ("KHR_materials_iridescence", "Material", &IRIDESCENCE),
    ("KHR_materials_pbrSpecularGlossiness", "Material", &SPECULAR_GLOSSINESS),
    ("KHR_materials_sheen", "Material", &SHEEN),
    ("KHR_materials_specular", "Material", &SPECULAR),
    ("KHR_materials_transmission", "Material", &TRANSMISSION),
    ("KHR_materials_unlit", "Material", &UNLIT),
    ("KHR_materials_variants", "Primitive", &MAPPINGS),
    ("KHR_materials_variants", "Root", &VARIANTS),
    ("KHR_materials_volume", "Material", &VOLUME),
    ("KHR_node_visibility", "Node", &VISIBILITY),
    ("KHR_texture_basisu", "Texture", &IMAGE_SOURCE),
    ("KHR_texture_transform", INFO, &TEXTURE_TRANSFORM),
];

/// Whether the contents of an extension are checked.
pub fn known(name: &str) -> bool {
    name == QUANTIZATION || TABLE.iter().any(|(known, ..)| *known == name)
}

/// It has no contents, only adds formats: see link::formats.
pub const QUANTIZATION: &str = "KHR_mesh_quantization";

pub fn form(name: &str, kind: &str) -> Option<&'static Object> {
    TABLE.iter().find(|(known, extends, _)| *known == name && *extends == kind).map(|(.., form)| *form)
}

/// Extensions that a file without fallback data must require.
pub const NEVER_OPTIONAL: &[&str] = &[QUANTIZATION];

/// Whether it replaces the whole material, so that no other extension goes with it.
pub fn alone(name: &str) -> bool {
    matches!(name, "KHR_materials_unlit" | "KHR_materials_pbrSpecularGlossiness")
}

static IMAGE_SOURCE: Object = Object::new("", &[field("source", Form::Index("images"))]);

static POINTER: Object = Object::new("", &[field("pointer", Form::Pointer).needed()]);

static DRACO: Object = Object::new("", &[field("bufferView", Form::Index("bufferViews")).needed()])
    .extra(&["attributes"])
    .rule(rules::draco);

static MESHOPT_BUFFER: Object = Object::new("", &[field("fallback", Form::Bool)]);

static MESHOPT: Object = Object::new(
    "",
    &[
        field("buffer", Form::Index("buffers")).needed(),
        field("byteOffset", Form::Whole(0, u64::MAX)),
        field("byteLength", Form::Whole(1, u64::MAX)).needed(),
        field("byteStride", Form::Whole(1, 256)).needed(),
        field("count", Form::Whole(1, u64::MAX)).needed(),
        field("mode", Form::Word(&["ATTRIBUTES", "TRIANGLES", "INDICES"])).needed(),
        field("filter", Form::Word(&["NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL"])),
    ],
);

static LIGHTS: Object = Object::new("", &[field("lights", Form::Objects(&LIGHT)).needed()]);

static LIGHT: Object = Object::new(
    "",
    &[
        field("color", Form::Numbers(&[3], UNIT)),
        field("intensity", Form::Number(FROM_ZERO)),
        field("type", Form::Word(&["directional", "point", "spot"])).needed(),
        field("range", Form::Number(ABOVE_ZERO)),
    ],
)
.named()
.extra(&["spot"])
.rule(rules::light);

const RIGHT_ANGLE: f64 = std::f64::consts::FRAC_PI_2;

pub static SPOT: Object = Object::new(
    "",
    &[
        field("innerConeAngle", Form::Number(Range { most: RIGHT_ANGLE, below: true, ..FROM_ZERO })),
        field("outerConeAngle", Form::Number(Range { most: RIGHT_ANGLE, ..ABOVE_ZERO })),
    ],
)
.rule(rules::spot);

static NODE_LIGHT: Object = Object::new("", &[field("light", Form::Index("")).needed()]).rule(rules::node_light);

static VARIANTS: Object = Object::new("", &[field("variants", Form::Objects(&VARIANT)).needed()]);

static VARIANT: Object = Object::new("", &[field("name", Form::Text).needed()]);

static MAPPINGS: Object = Object::new("", &[field("mappings", Form::Objects(&MAPPING)).needed()]).rule(rules::mappings);

static MAPPING: Object = Object::new(
    "",
    &[field("variants", Form::Indices("")).needed(), field("material", Form::Index("materials")).needed()],
)
.named();

static VISIBILITY: Object = Object::new("", &[field("visible", Form::Bool)]);

static TEXTURE_TRANSFORM: Object = Object::new(
    "",
    &[
        field("offset", Form::Numbers(&[2], ANY)),
        field("rotation", Form::Number(ANY)),
        field("scale", Form::Numbers(&[2], ANY)),
        field("texCoord", Form::Whole(0, u64::MAX)),
    ],
)
.rule(rules::texture_transform);

static ANISOTROPY: Object = Object::new(
    "",
    &[
        field("anisotropyStrength", Form::Number(UNIT)),
        field("anisotropyRotation", Form::Number(ANY)),
        field("anisotropyTexture", Form::Object(&TEXTURE_INFO)),
    ],
)
.rule(rules::anisotropy);

static CLEARCOAT: Object = Object::new(
    "",
    &[
        field("clearcoatFactor", Form::Number(UNIT)),
        field("clearcoatTexture", Form::Object(&TEXTURE_INFO)),
        field("clearcoatRoughnessFactor", Form::Number(UNIT)),
        field("clearcoatRoughnessTexture", Form::Object(&TEXTURE_INFO)),
        field("clearcoatNormalTexture", Form::Object(&NORMAL_TEXTURE)),
    ],
);

static DISPERSION: Object = Object::new("", &[field("dispersion", Form::Number(FROM_ZERO))]);

static EMISSIVE_STRENGTH: Object = Object::new("", &[field("emissiveStrength", Form::Number(FROM_ZERO))]);

static IOR: Object = Object::new("", &[field("ior", Form::Number(Range { or: Some(0.0), ..FROM_ONE }))]);

static IRIDESCENCE: Object = Object::new(
    "",
    &[
        field("iridescenceFactor", Form::Number(UNIT)),
        field("iridescenceTexture", Form::Object(&TEXTURE_INFO)),
        field("iridescenceIor", Form::Number(FROM_ONE)),
        field("iridescenceThicknessMinimum", Form::Number(FROM_ZERO)),
        field("iridescenceThicknessMaximum", Form::Number(FROM_ZERO)),
        field("iridescenceThicknessTexture", Form::Object(&TEXTURE_INFO)),
    ],
)
.rule(rules::iridescence);

static SPECULAR_GLOSSINESS: Object = Object::new(
    "",
    &[
        field("diffuseFactor", Form::Numbers(&[4], UNIT)),
        field("diffuseTexture", Form::Object(&TEXTURE_INFO)),
        field("specularFactor", Form::Numbers(&[3], UNIT)),
        field("glossinessFactor", Form::Number(UNIT)),
        field("specularGlossinessTexture", Form::Object(&TEXTURE_INFO)),
    ],
);

static SHEEN: Object = Object::new(
    "",
    &[
        field("sheenColorFactor", Form::Numbers(&[3], UNIT)),
        field("sheenColorTexture", Form::Object(&TEXTURE_INFO)),
        field("sheenRoughnessFactor", Form::Number(UNIT)),
        field("sheenRoughnessTexture", Form::Object(&TEXTURE_INFO)),
    ],
);

static SPECULAR: Object = Object::new(
    "",
    &[
        field("specularFactor", Form::Number(UNIT)),
        field("specularTexture", Form::Object(&TEXTURE_INFO)),
        field("specularColorFactor", Form::Numbers(&[3], FROM_ZERO)),
        field("specularColorTexture", Form::Object(&TEXTURE_INFO)),
    ],
);

static TRANSMISSION: Object = Object::new(
    "",
    &[field("transmissionFactor", Form::Number(UNIT)), field("transmissionTexture", Form::Object(&TEXTURE_INFO))],
);

static UNLIT: Object = Object::new("", &[]);

static VOLUME: Object = Object::new(
    "",
    &[
        field("attenuationColor", Form::Numbers(&[3], UNIT)),
        field("attenuationDistance", Form::Number(ABOVE_ZERO)),
        field("thicknessFactor", Form::Number(FROM_ZERO)),
        field("thicknessTexture", Form::Object(&TEXTURE_INFO)),
    ],
);

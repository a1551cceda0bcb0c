//! Materials and their textures (glTF 2.0, section 3.9).

use super::kinds::*;
use super::rules;

pub static MATERIAL: Object = Object::new(
    "Material",
    &[
        field("pbrMetallicRoughness", Form::Object(&METALLIC_ROUGHNESS)),
        field("normalTexture", Form::Object(&NORMAL_TEXTURE)),
        field("occlusionTexture", Form::Object(&OCCLUSION_TEXTURE)),
        field("emissiveTexture", Form::Object(&TEXTURE_INFO)),
        field("emissiveFactor", Form::Numbers(&[3], UNIT)),
        field("alphaMode", Form::Word(&["OPAQUE", "MASK", "BLEND"])),
        field("alphaCutoff", Form::Number(FROM_ZERO)),
        field("doubleSided", Form::Bool),
    ],
)
.named()
.rule(rules::material);

static METALLIC_ROUGHNESS: Object = Object::new(
    "MetallicRoughness",
    &[
        field("baseColorFactor", Form::Numbers(&[4], UNIT)),
        field("baseColorTexture", Form::Object(&TEXTURE_INFO)),
        field("metallicFactor", Form::Number(UNIT)),
        field("roughnessFactor", Form::Number(UNIT)),
        field("metallicRoughnessTexture", Form::Object(&TEXTURE_INFO)),
    ],
);

/// The kind that texture extensions extend.
pub const INFO: &str = "TextureInfo";

pub static TEXTURE_INFO: Object =
    Object::new(INFO, &[field("index", Form::Index("textures")).needed(), field("texCoord", Form::Whole(0, u64::MAX))])
        .rule(rules::texture_info);

pub static NORMAL_TEXTURE: Object = Object::new(
    INFO,
    &[
        field("index", Form::Index("textures")).needed(),
        field("texCoord", Form::Whole(0, u64::MAX)),
        field("scale", Form::Number(ANY)),
    ],
)
.rule(rules::normal_texture);

static OCCLUSION_TEXTURE: Object = Object::new(
    INFO,
    &[
        field("index", Form::Index("textures")).needed(),
        field("texCoord", Form::Whole(0, u64::MAX)),
        field("strength", Form::Number(UNIT)),
    ],
)
.rule(rules::texture_info);

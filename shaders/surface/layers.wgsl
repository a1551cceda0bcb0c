// What the material extensions add at one point: matches `LayersUniform`.

struct Layers {
    // rgb: colour, w: factor
    specular: vec4f,
    // factor, roughness, normal scale
    clearcoat: vec4f,
    // rgb: colour, w: roughness
    sheen: vec4f,
    // factor, thickness in the mesh's space, dispersion, index of refraction
    transmission: vec4f,
    // rgb: absorption per metre
    absorption: vec4f,
    // factor, index of refraction, nanometres from and to
    iridescence: vec4f,
    // strength, cosine and sine of the rotation
    anisotropy: vec4f,
    // rgb: colour, w: factor
    diffuse_transmission: vec4f,
    // x, y: four bits a property, the slot it reads; z: slots in use; w: slots that read the second coordinates
    slots: vec4u,
    transforms: array<vec4f, 14>,
}

const CLEARCOAT: u32 = 0u;
const CLEARCOAT_ROUGHNESS: u32 = 1u;
const CLEARCOAT_NORMAL: u32 = 2u;
const SHEEN_COLOR: u32 = 3u;
const SHEEN_ROUGHNESS: u32 = 4u;
const SPECULAR: u32 = 5u;
const SPECULAR_COLOR: u32 = 6u;
const ANISOTROPY: u32 = 7u;
const IRIDESCENCE: u32 = 8u;
const IRIDESCENCE_THICKNESS: u32 = 9u;
const TRANSMISSION: u32 = 10u;
const THICKNESS: u32 = 11u;
const DIFFUSE_TRANSMISSION: u32 = 12u;
const DIFFUSE_TRANSMISSION_COLOR: u32 = 13u;

@group(1) @binding(11) var<uniform> layers: Layers;
@group(1) @binding(12) var layer_texture0: texture_2d<f32>;
@group(1) @binding(13) var layer_texture1: texture_2d<f32>;
@group(1) @binding(14) var layer_texture2: texture_2d<f32>;
@group(1) @binding(15) var layer_texture3: texture_2d<f32>;
@group(1) @binding(16) var layer_texture4: texture_2d<f32>;
@group(1) @binding(17) var layer_texture5: texture_2d<f32>;
@group(1) @binding(18) var layer_texture6: texture_2d<f32>;
@group(1) @binding(19) var layer_sampler0: sampler;
@group(1) @binding(20) var layer_sampler1: sampler;
@group(1) @binding(21) var layer_sampler2: sampler;
@group(1) @binding(22) var layer_sampler3: sampler;
@group(1) @binding(23) var layer_sampler4: sampler;
@group(1) @binding(24) var layer_sampler5: sampler;
@group(1) @binding(25) var layer_sampler6: sampler;

// Slot 7 stays white: it is read where there is no texture.
var<private> texels: array<vec4f, 8>;

fn layer_uv(in_uv: vec4f, slot: u32) -> vec2f {
    let uv = vec3f(select(in_uv.xy, in_uv.zw, (layers.slots.w & (1u << slot)) != 0u), 1.0);
    return vec2f(dot(layers.transforms[slot * 2u].xyz, uv), dot(layers.transforms[slot * 2u + 1u].xyz, uv));
}

fn read_layers(uv: vec4f) {
    texels[7] = vec4f(1.0);
    let used = layers.slots.z;
    if (used & 1u) != 0u {
        texels[0] = textureSample(layer_texture0, layer_sampler0, layer_uv(uv, 0u));
    }
    if (used & 2u) != 0u {
        texels[1] = textureSample(layer_texture1, layer_sampler1, layer_uv(uv, 1u));
    }
    if (used & 4u) != 0u {
        texels[2] = textureSample(layer_texture2, layer_sampler2, layer_uv(uv, 2u));
    }
    if (used & 8u) != 0u {
        texels[3] = textureSample(layer_texture3, layer_sampler3, layer_uv(uv, 3u));
    }
    if (used & 16u) != 0u {
        texels[4] = textureSample(layer_texture4, layer_sampler4, layer_uv(uv, 4u));
    }
    if (used & 32u) != 0u {
        texels[5] = textureSample(layer_texture5, layer_sampler5, layer_uv(uv, 5u));
    }
    if (used & 64u) != 0u {
        texels[6] = textureSample(layer_texture6, layer_sampler6, layer_uv(uv, 6u));
    }
}

fn has_texel(property: u32) -> bool {
    return slot_of(property) != 7u;
}

fn slot_of(property: u32) -> u32 {
    return (select(layers.slots.x, layers.slots.y, property >= 8u) >> ((property & 7u) * 4u)) & 7u;
}

fn texel(property: u32) -> vec4f {
    return texels[slot_of(property)];
}

// What a medium leaves of a colour after a way in metres (Beer).
fn attenuated(color: vec3f, distance: f32) -> vec3f {
    return color * exp(-layers.absorption.rgb * distance);
}

// Roughness of what is seen through a boundary: a medium that barely bends light barely scatters it either.
fn transmitted_roughness(s: Surface) -> f32 {
    return s.given * saturate(layers.transmission.w * 2.0 - 2.0);
}

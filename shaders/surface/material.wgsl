// What a glTF surface looks like: metallic-roughness after glTF 2.0 appendix B, lit by an image and one shadowed sun.

@group(0) @binding(2) var environment: texture_cube<f32>;
@group(0) @binding(3) var brdf: texture_2d<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;
@group(0) @binding(5) var shadow_map: texture_depth_2d;
@group(0) @binding(6) var shadow_sampler: sampler_comparison;

struct Material {
    // rgb emissive; w: alpha cutoff
    emissive: vec4f,
    // normal scale, occlusion strength, alpha
    factors: vec4f,
    // x: flags, y: which uv per texture (bit i: texture i uses uv1), z: f0 of a dielectric as bits
    flags: vec4u,
    // Two rows a texture: base, occlusion-roughness-metal, normal, occlusion of its own, emissive.
    transforms: array<vec4f, 10>,
    // Of each vertex one: base colour; w: roughness and metal as unorm16.
    tints: array<vec4u, 19>,
}

const HAS_BASE: u32 = 1u;
const HAS_NUMBERS: u32 = 2u;
const HAS_NORMAL: u32 = 4u;
const HAS_OCCLUSION: u32 = 8u;
const HAS_EMISSIVE: u32 = 16u;
const UNLIT: u32 = 32u;
const MASK: u32 = 64u;
const BLEND: u32 = 128u;
// What the texture of numbers has: roughness and metal in GB, occlusion in R.
const ROUGHNESS_METAL: u32 = 256u;
const OCCLUSION: u32 = 512u;

@group(1) @binding(0) var<uniform> material: Material;
@group(1) @binding(1) var base_texture: texture_2d<f32>;
@group(1) @binding(2) var numbers_texture: texture_2d<f32>;
@group(1) @binding(3) var normal_texture: texture_2d<f32>;
@group(1) @binding(4) var occlusion_texture: texture_2d<f32>;
@group(1) @binding(5) var emissive_texture: texture_2d<f32>;
@group(1) @binding(6) var base_sampler: sampler;
@group(1) @binding(7) var numbers_sampler: sampler;
@group(1) @binding(8) var normal_sampler: sampler;
@group(1) @binding(9) var occlusion_sampler: sampler;
@group(1) @binding(10) var emissive_sampler: sampler;

fn texture_uv(in_uv: vec4f, slot: u32) -> vec2f {
    let uv = vec3f(select(in_uv.xy, in_uv.zw, (material.flags.y & (1u << slot)) != 0u), 1.0);
    return vec2f(dot(material.transforms[slot * 2u].xyz, uv), dot(material.transforms[slot * 2u + 1u].xyz, uv));
}

fn occluded(texel: f32) -> f32 {
    return 1.0 + material.factors.y * (texel - 1.0);
}

// What every surface is made of at one point, textures read.
struct Surface {
    base: vec4f,
    geometric: vec3f,
    normal: vec3f,
    // Frame of the first tangent: unit, along the surface; b has the handedness and side in it.
    t: vec3f,
    b: vec3f,
    view: vec3f,
    nv: f32,
    metallic: f32,
    // After widening; alpha is its square.
    roughness: f32,
    alpha: f32,
    occlusion: f32,
    emissive: vec3f,
    // As the author gave it: what is seen through glass does not alias.
    given: f32,
}

// Base colour with coverage in alpha; negative alpha asks to be discarded.
fn base_color(in: VertexOut) -> vec4f {
    let flags = material.flags.x;
    var base = in.color;
    if (flags & HAS_BASE) != 0u {
        base *= textureSample(base_texture, base_sampler, texture_uv(in.uv, 0u));
    }
    if (flags & MASK) != 0u {
        let cutoff = material.emissive.w;
        // Alpha to coverage: one pixel of soft edge around the cutoff instead of a hard step.
        base.a = saturate((base.a - cutoff) / max(fwidth(base.a), 1e-4) + 0.5);
    } else if (flags & BLEND) == 0u {
        base.a = 1.0;
    }
    return base;
}

// Squared perceptual roughness, widened where the normal changes within a pixel: curved highlights alias in a headset
// (Tokuyoshi and Kaplanyan, "Improved geometric specular antialiasing", 2019).
fn widened(roughness: f32, n: vec3f) -> f32 {
    let dx = dpdx(n);
    let dy = dpdy(n);
    let variance = min(0.25 * (dot(dx, dx) + dot(dy, dy)), 0.18);
    return sqrt(saturate(pow(max(roughness, 0.045), 4.0) + variance));
}

fn surface(in: VertexOut, view_index: u32, front: bool, base: vec4f) -> Surface {
    let flags = material.flags.x;
    var geometric = in.normal;
    geometric = normalize(select(-geometric, geometric, front));
    var n = geometric;
    let along = in.tangent.xyz - geometric * dot(geometric, in.tangent.xyz);
    let t = along * inverseSqrt(max(dot(along, along), 1e-12));
    let b = cross(geometric, t) * in.tangent.w * select(-1.0, 1.0, front);
    if (flags & HAS_NORMAL) != 0u {
        let texel = textureSample(normal_texture, normal_sampler, texture_uv(in.uv, 2u)).xyz * 2.0 - 1.0;
        n = normalize(t * texel.x * material.factors.x + b * texel.y * material.factors.x + geometric * texel.z);
    }

    var metallic = in.factors.z;
    var roughness = in.factors.y;
    var occlusion = own_occlusion(in.uv);
    if (flags & HAS_NUMBERS) != 0u {
        let texel = textureSample(numbers_texture, numbers_sampler, texture_uv(in.uv, 1u));
        if (flags & ROUGHNESS_METAL) != 0u {
            roughness *= texel.g;
            metallic *= texel.b;
        }
        if (flags & OCCLUSION) != 0u {
            occlusion = occluded(texel.r);
        }
    }
    var emissive = material.emissive.rgb;
    if (flags & HAS_EMISSIVE) != 0u {
        emissive *= textureSample(emissive_texture, emissive_sampler, texture_uv(in.uv, 4u)).rgb;
    }

    let alpha = widened(roughness, n);

    let eye = frame.views[view_index].world_from_view[3].xyz;
    let v = normalize(eye - in.world);
    return Surface(
        base, geometric, n, t, b, v, max(abs(dot(n, v)), 1e-3), metallic, sqrt(alpha), alpha, occlusion, emissive,
        roughness,
    );
}

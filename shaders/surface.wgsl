// What a glTF surface looks like: metallic-roughness after glTF 2.0 appendix B, lit by an image and one shadowed sun.

@group(0) @binding(2) var environment: texture_cube<f32>;
@group(0) @binding(3) var brdf: texture_2d<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;
@group(0) @binding(5) var shadow_map: texture_depth_2d;
@group(0) @binding(6) var shadow_sampler: sampler_comparison;

struct Material {
    base_color: vec4f,
    // rgb emissive; w: alpha cutoff
    emissive: vec4f,
    // metallic, roughness, normal scale, occlusion strength
    factors: vec4f,
    // x: flags, y: which uv per texture (bit i: texture i uses uv1), z: f0 of a dielectric as bits
    flags: vec4u,
    // Two rows a texture: base, metallic-roughness, normal, occlusion, emissive.
    transforms: array<vec4f, 10>,
}

const HAS_BASE: u32 = 1u;
const HAS_METALLIC_ROUGHNESS: u32 = 2u;
const HAS_NORMAL: u32 = 4u;
const HAS_OCCLUSION: u32 = 8u;
const HAS_EMISSIVE: u32 = 16u;
const UNLIT: u32 = 32u;
const MASK: u32 = 64u;
const BLEND: u32 = 128u;

@group(1) @binding(0) var<uniform> material: Material;
@group(1) @binding(1) var base_texture: texture_2d<f32>;
@group(1) @binding(2) var metallic_roughness_texture: texture_2d<f32>;
@group(1) @binding(3) var normal_texture: texture_2d<f32>;
@group(1) @binding(4) var occlusion_texture: texture_2d<f32>;
@group(1) @binding(5) var emissive_texture: texture_2d<f32>;
@group(1) @binding(6) var base_sampler: sampler;
@group(1) @binding(7) var metallic_roughness_sampler: sampler;
@group(1) @binding(8) var normal_sampler: sampler;
@group(1) @binding(9) var occlusion_sampler: sampler;
@group(1) @binding(10) var emissive_sampler: sampler;

fn texture_uv(in_uv: vec4f, slot: u32) -> vec2f {
    let uv = vec3f(select(in_uv.xy, in_uv.zw, (material.flags.y & (1u << slot)) != 0u), 1.0);
    return vec2f(dot(material.transforms[slot * 2u].xyz, uv), dot(material.transforms[slot * 2u + 1u].xyz, uv));
}

fn sun_visible(world: vec3f, normal: vec3f) -> f32 {
    if frame.sun.w == 0.0 {
        return 1.0;
    }
    // Moving along the normal by the texel's size removes acne without detaching contacts (normal offset).
    let slope = 1.0 - saturate(dot(normal, frame.sun.xyz));
    let p = frame.shadow_from_world * vec4f(world + normal * frame.sun_color.w * (0.8 + 1.6 * slope), 1.0);
    let uv = p.xy * vec2f(0.5, -0.5) + 0.5;
    if any(uv <= vec2f(0.0)) || any(uv >= vec2f(1.0)) || p.z <= 0.0 {
        return 1.0;
    }
    // A 3x3 tent in four bilinear comparisons (Castaño, "Shadow mapping summary", The Witness 2013).
    let side = frame.params.w;
    let at = uv * side;
    let base = floor(at + 0.5);
    let f = at + 0.5 - base;
    let w0 = 3.0 - 2.0 * f;
    let w1 = 1.0 + 2.0 * f;
    let o0 = (2.0 - f) / w0 - 1.0;
    let o1 = f / w1 + 1.0;
    let corner = base - 0.5;
    let a = (corner + o0) / side;
    let b = (corner + o1) / side;
    let lit = w0.x * w0.y * textureSampleCompareLevel(shadow_map, shadow_sampler, a, p.z)
        + w1.x * w0.y * textureSampleCompareLevel(shadow_map, shadow_sampler, vec2f(b.x, a.y), p.z)
        + w0.x * w1.y * textureSampleCompareLevel(shadow_map, shadow_sampler, vec2f(a.x, b.y), p.z)
        + w1.x * w1.y * textureSampleCompareLevel(shadow_map, shadow_sampler, b, p.z);
    return lit / 16.0;
}

fn irradiance(n: vec3f) -> vec3f {
    return max(
        frame.sh[0].rgb
            + frame.sh[1].rgb * n.y + frame.sh[2].rgb * n.z + frame.sh[3].rgb * n.x
            + frame.sh[4].rgb * (n.x * n.y) + frame.sh[5].rgb * (n.y * n.z)
            + frame.sh[6].rgb * (3.0 * n.z * n.z - 1.0)
            + frame.sh[7].rgb * (n.x * n.z) + frame.sh[8].rgb * (n.x * n.x - n.y * n.y),
        vec3f(0.0),
    );
}

const PI: f32 = 3.14159265;

@fragment
fn fragment(in: VertexOut, @builtin(view_index) view_index: u32, @builtin(front_facing) front: bool) -> @location(0) vec4f {
    let flags = material.flags.x;
    var base = material.base_color * in.color;
    if (flags & HAS_BASE) != 0u {
        base *= textureSample(base_texture, base_sampler, texture_uv(in.uv, 0u));
    }
    if (flags & MASK) != 0u {
        let cutoff = material.emissive.w;
        // Alpha to coverage: one pixel of soft edge around the cutoff instead of a hard step.
        base.a = saturate((base.a - cutoff) / max(fwidth(base.a), 1e-4) + 0.5);
        if base.a <= 0.0 {
            discard;
        }
    } else if (flags & BLEND) == 0u {
        base.a = 1.0;
    }
    if (flags & UNLIT) != 0u {
        // As the author chose it: no light, no tone mapping (KHR_materials_unlit).
        return vec4f(base.rgb, base.a);
    }

    var geometric = in.normal;
    geometric = normalize(select(-geometric, geometric, front));
    var n = geometric;
    if (flags & HAS_NORMAL) != 0u {
        let texel = textureSample(normal_texture, normal_sampler, texture_uv(in.uv, 2u)).xyz * 2.0 - 1.0;
        let t = normalize(in.tangent.xyz - geometric * dot(geometric, in.tangent.xyz));
        let facing = select(-1.0, 1.0, front);
        let b = cross(geometric, t) * in.tangent.w * facing;
        n = normalize(t * texel.x * material.factors.z + b * texel.y * material.factors.z + geometric * texel.z);
    }

    var metallic = material.factors.x;
    var roughness = material.factors.y;
    if (flags & HAS_METALLIC_ROUGHNESS) != 0u {
        let texel = textureSample(metallic_roughness_texture, metallic_roughness_sampler, texture_uv(in.uv, 1u));
        roughness *= texel.g;
        metallic *= texel.b;
    }
    var occlusion = 1.0;
    if (flags & HAS_OCCLUSION) != 0u {
        let texel = textureSample(occlusion_texture, occlusion_sampler, texture_uv(in.uv, 3u)).r;
        occlusion = 1.0 + material.factors.w * (texel - 1.0);
    }
    var emissive = material.emissive.rgb;
    if (flags & HAS_EMISSIVE) != 0u {
        emissive *= textureSample(emissive_texture, emissive_sampler, texture_uv(in.uv, 4u)).rgb;
    }

    // Curved highlights alias in a headset: widen roughness by the normal's change over the pixel
    // (Tokuyoshi and Kaplanyan, "Improved geometric specular antialiasing", 2019).
    let dx = dpdx(n);
    let dy = dpdy(n);
    let variance = min(0.25 * (dot(dx, dx) + dot(dy, dy)), 0.18);
    let alpha2 = saturate(pow(max(roughness, 0.045), 4.0) + variance);
    let alpha = sqrt(alpha2);
    roughness = sqrt(alpha);

    let eye = frame.views[view_index].world_from_view[3].xyz;
    let v = normalize(eye - in.world);
    let nv = max(abs(dot(n, v)), 1e-3);
    let dielectric = bitcast<f32>(material.flags.z);
    let f0 = mix(vec3f(dielectric), base.rgb, metallic);
    let diffuse_color = base.rgb * (1.0 - metallic);

    // Image-based light: split sum with multiple scattering (Fdez-Agüera, JCGT 2019).
    let dfg = textureSampleLevel(brdf, smooth_sampler, vec2f(nv, roughness), 0.0).xy;
    let single = f0 * dfg.x + dfg.y;
    let average = f0 + (1.0 - f0) / 21.0;
    let ems = 1.0 - (dfg.x + dfg.y);
    let multiple = single * average * ems / (1.0 - average * ems);
    let reflected = reflect(-v, n);
    let radiance = textureSampleLevel(environment, smooth_sampler, reflected, sqrt(alpha) * frame.params.x).rgb;
    let ambient = irradiance(n);
    // Occlusion of the specular part from the diffuse one (Lagarde and de Rousiers 2014).
    let specular_occlusion = saturate(pow(nv + occlusion, exp2(-16.0 * roughness - 1.0)) - 1.0 + occlusion);
    // Reflections that would come from below the surface do not.
    let horizon = saturate(1.0 + dot(reflected, geometric));
    var color = single * radiance * specular_occlusion * horizon * horizon
        + (multiple + diffuse_color * (1.0 - single - multiple)) * ambient * occlusion;

    // The sun: GGX with height-correlated Smith visibility.
    let l = frame.sun.xyz;
    let nl = dot(n, l);
    if nl > 0.0 && dot(frame.sun_color.rgb, vec3f(1.0)) > 0.0 && dot(geometric, l) > 0.0 {
        let h = normalize(l + v);
        let nh = saturate(dot(n, h));
        let vh = saturate(dot(v, h));
        let d0 = (nh * alpha2 - nh) * nh + 1.0;
        let d = alpha2 / (PI * d0 * d0);
        let visibility = 0.5 / (nl * sqrt(nv * nv * (1.0 - alpha2) + alpha2) + nv * sqrt(nl * nl * (1.0 - alpha2) + alpha2));
        let f = f0 + (1.0 - f0) * pow(1.0 - vh, 5.0);
        let direct = (1.0 - f) * diffuse_color / PI + f * min(d * visibility, 64.0);
        color += direct * nl * frame.sun_color.rgb * sun_visible(in.world, geometric);
    }
    return vec4f(exposed(color + emissive), base.a);
}

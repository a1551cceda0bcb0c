// What a surface reads on a computer. `shaders/profile/standalone.wgsl` has the same functions with fewer reads.

// Occlusion in a texture of its own.
fn own_occlusion(uv: vec4f) -> f32 {
    if (material.flags.x & HAS_OCCLUSION) == 0u {
        return 1.0;
    }
    return occluded(textureSample(occlusion_texture, occlusion_sampler, texture_uv(uv, 3u)).r);
}

// Scale and bias of the reflectance at normal incidence that an environment's light meets (split sum).
fn environment_brdf(nv: f32, roughness: f32) -> vec2f {
    return textureSampleLevel(brdf, smooth_sampler, vec2f(nv, roughness), 0.0).xy;
}

// What a sheen reflects of an environment's light.
fn sheen_albedo(nv: f32, roughness: f32) -> f32 {
    return textureSampleLevel(brdf, smooth_sampler, vec2f(nv, roughness), 0.0).z;
}

// How much of the sun reaches a place on the shadow map: a 3x3 tent in four bilinear comparisons (Castaño, "Shadow mapping
// summary", The Witness 2013).
fn lit(uv: vec2f, depth: f32) -> f32 {
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
    let sum = w0.x * w0.y * textureSampleCompareLevel(shadow_map, shadow_sampler, a, depth)
        + w1.x * w0.y * textureSampleCompareLevel(shadow_map, shadow_sampler, vec2f(b.x, a.y), depth)
        + w0.x * w1.y * textureSampleCompareLevel(shadow_map, shadow_sampler, vec2f(a.x, b.y), depth)
        + w1.x * w1.y * textureSampleCompareLevel(shadow_map, shadow_sampler, b, depth);
    return sum / 16.0;
}

// What a coated surface reflects, and its coat.
fn reflections(base: Lobe, coat: Lobe, coated: bool) -> Reflections {
    var out = Reflections(radiance(base), vec3f(0.0));
    if coated {
        out.coat = radiance(coat);
    }
    return out;
}

// Of what is reflected or let through beside that.
fn further(lobe: Lobe) -> vec3f {
    return radiance(lobe);
}

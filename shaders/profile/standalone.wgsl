// What a surface reads on a standalone headset: its material's four textures, the environment and the shadow map, once each.
// What a computer reads beside these is worked out, or seen as blurred as the nine coefficients of the environment show it.

// Occlusion comes with roughness and metal here.
fn own_occlusion(uv: vec4f) -> f32 {
    return 1.0;
}

// Scale and bias of the reflectance at normal incidence, without the table: two rational functions of n·v and the squared
// roughness that differ from it by 0.007 and 0.003 (root of the mean square).
fn environment_brdf(nv: f32, roughness: f32) -> vec2f {
    let n = half(nv);
    let v = vec4h(half(1.0), n, n * n, n * n * n);
    let a = half(roughness * roughness);
    let scale = dot(v, vec4h(0.00138619, -0.11057852, 4.68581877, -1.26360749))
        + a * (dot(v.xyz, vec3h(0.015748, 5.26105847, 0.64773317))
            + a * (dot(v.xy, vec2h(10.47178651, -12.27426041)) - a * half(2.60482881)));
    let scale_under = dot(v.xyz, vec3h(0.00001, 0.59259925, 2.78412358))
        + a * (dot(v.xy, vec2h(0.94240793, 4.06616159)) + a * half(8.35920404));
    let bias = dot(v.xyz, vec3h(0.9722, -2.3476, 1.39)) + a * (dot(v.xy, vec2h(3.2791, -3.5285)) - a * half(0.5032));
    let bias_under = dot(v, vec4h(1.0, 1.3441, 9.2563, 7.2955))
        + a * (dot(v.xyz, vec3h(19.4442, -84.5276, 135.6818)) + a * (dot(v.xy, vec2h(48.7158, 389.0078)) + a * half(31.4795)));
    return vec2f(saturate(vec2h(scale / scale_under, bias / bias_under)));
}

// What a sheen reflects of an environment's light, without the table: within 0.01 of it.
fn sheen_albedo(nv: f32, roughness: f32) -> f32 {
    let r = roughness;
    let even = 1.483 + r * (-5.624 + r * (5.809 - r * 2.237));
    let fall = -1.927 + r * (3.436 - r * 1.894) - 1.042 / r;
    return exp(min(even + fall * nv, 0.0));
}

// One comparison of the sampler's two by two.
fn lit(uv: vec2f, depth: f32) -> f32 {
    return textureSampleCompareLevel(shadow_map, shadow_sampler, uv, depth);
}

fn reflections(base: Lobe, coat: Lobe, coated: bool) -> Reflections {
    // The coat is the smoother: what lies below it is blurred.
    let read = radiance(Lobe(
        select(base.direction, coat.direction, coated),
        select(base.roughness, coat.roughness, coated),
    ));
    return Reflections(select(read, irradiance(base.direction), coated), read);
}

fn further(lobe: Lobe) -> vec3f {
    return irradiance(lobe.direction);
}

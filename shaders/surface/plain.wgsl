// Metallic-roughness after glTF 2.0 appendix B, without extensions.

// What a light from `l` makes of a surface, cosine included.
fn direct(s: Surface, f0: vec3f, diffuse: vec3f, l: vec3f) -> vec3f {
    let nl = dot(s.normal, l);
    if nl <= 0.0 || dot(s.geometric, l) <= 0.0 {
        return vec3f(0.0);
    }
    let h = normalize(l + s.view);
    let f = f0 + (1.0 - f0) * pow(1.0 - saturate(dot(s.view, h)), 5.0);
    return ((1.0 - f) * diffuse / PI + f * ggx(saturate(dot(s.normal, h)), s.nv, nl, s.alpha)) * nl;
}

fn shade(in: VertexOut, view_index: u32, front: bool) -> vec4f {
    let base = base_color(in);
    if (material.flags.x & MASK) != 0u && base.a <= 0.0 {
        discard;
    }
    if (material.flags.x & UNLIT) != 0u {
        // As the author chose it: no light, no tone mapping (KHR_materials_unlit).
        return vec4f(chosen(base.rgb), base.a);
    }
    let s = surface(in, view_index, front, base);
    let f0 = mix(vec3f(bitcast<f32>(material.flags.z)), base.rgb, s.metallic);
    let diffuse = base.rgb * (1.0 - s.metallic);
    // Image-based light: split sum with multiple scattering (Fdez-Agüera, JCGT 2019).
    let dfg = environment_brdf(s.nv, s.roughness);
    let single = f0 * dfg.x + dfg.y;
    let average = f0 + (1.0 - f0) / 21.0;
    let ems = 1.0 - (dfg.x + dfg.y);
    let multiple = single * average * ems / (1.0 - average * ems);
    let reflected = lobe_direction(s.normal, reflect(-s.view, s.normal), s.alpha);
    var color = single * radiance(Lobe(reflected, s.roughness)) * specular_occlusion(s)
        + (multiple + diffuse * (1.0 - single - multiple)) * irradiance(s.normal) * s.occlusion;
    if dot(frame.sun_color.rgb, vec3f(1.0)) > 0.0 {
        let lit = direct(s, f0, diffuse, frame.sun.xyz);
        if any(lit > vec3f(0.0)) {
            color += lit * frame.sun_color.rgb * sun_visible(in.world, s.geometric);
        }
    }
    for (var i = 0u; i < frame.light_count.x; i++) {
        let light = arriving(frame.lights[i], in.world);
        color += direct(s, f0, diffuse, light.towards) * light.irradiance;
    }
    return vec4f(exposed(color + s.emissive), base.a);
}

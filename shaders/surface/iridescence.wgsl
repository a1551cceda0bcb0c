// A thin film's colours (Belcour and Barla, "A practical extension to microfacet theory for the modeling of varying
// iridescence", SIGGRAPH 2017), in the form that KHR_materials_iridescence gives.

fn film_sensitivity(difference: f32, shift: vec3f) -> vec3f {
    let phase = 2.0 * PI * difference * 1e-9;
    let value = vec3f(5.4856e-13, 4.4201e-13, 5.2481e-13);
    let position = vec3f(1.6810e+06, 1.7953e+06, 2.2084e+06);
    let variance = vec3f(4.3278e+09, 9.3046e+09, 6.6121e+09);
    var xyz = value * sqrt(2.0 * PI * variance) * cos(position * phase + shift) * exp(-phase * phase * variance);
    xyz.x += 9.7470e-14 * sqrt(2.0 * PI * 4.5282e+09) * cos(2.2399e+06 * phase + shift.x) * exp(-4.5282e+09 * phase * phase);
    xyz /= 1.0685e-7;
    return mat3x3f(
        vec3f(3.2404542, -0.9692660, 0.0556434),
        vec3f(-1.5371385, 1.8760108, -0.2040259),
        vec3f(-0.4985314, 0.0415560, 1.0572252),
    ) * xyz;
}

fn film(nv: f32, film_ior: f32, thickness: f32, base_f0: vec3f) -> vec3f {
    // A film that thins out to nothing is none.
    let ior = mix(1.0, film_ior, smoothstep(0.0, 0.03, thickness));
    let sin2 = (1.0 - nv * nv) / (ior * ior);
    if sin2 > 1.0 {
        return vec3f(1.0);
    }
    let cos2 = sqrt(1.0 - sin2);
    let r0 = pow((ior - 1.0) / (ior + 1.0), 2.0);
    let r12 = r0 + (1.0 - r0) * pow(1.0 - nv, 5.0);
    let t121 = 1.0 - r12;
    let phi21 = select(PI, 0.0, ior < 1.0);
    let root = sqrt(clamp(base_f0, vec3f(0.0), vec3f(0.9999)));
    let base_ior = (1.0 + root) / (1.0 - root);
    let r1 = pow((base_ior - ior) / (base_ior + ior), vec3f(2.0));
    let r23 = r1 + (1.0 - r1) * pow(1.0 - cos2, 5.0);
    let shift = vec3f(phi21) + select(vec3f(0.0), vec3f(PI), base_ior < vec3f(ior));
    let difference = 2.0 * ior * thickness * cos2;
    let r123 = clamp(r12 * r23, vec3f(1e-5), vec3f(0.9999));
    let root123 = sqrt(r123);
    let rs = t121 * t121 * r23 / (1.0 - r123);
    var sum = r12 + rs;
    var term = rs - t121;
    for (var m = 1; m <= 2; m++) {
        term *= root123;
        sum += term * 2.0 * film_sensitivity(f32(m) * difference, f32(m) * shift);
    }
    return clamp(sum, vec3f(0.0), vec3f(1.0));
}

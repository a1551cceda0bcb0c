// Surfaces with material extensions: clear coat over sheen over the base, which reflects, scatters and lets through.

struct Base {
    s: Surface,
    f0: vec3f,
    f90: vec3f,
    // The f0 of what the reflection keeps from what scatters: no colour of its own, so that a tinted reflection leaves
    // no complementary tint (KHR_materials_specular and KHR_materials_iridescence: 1 - max_value(F)).
    kept: vec3f,
    // What scatters back, and what comes through scattered.
    diffuse: vec3f,
    through: vec3f,
    transmission: f32,
    // What glass leaves of white, and the width of what comes through it.
    tint: vec3f,
    through_alpha: f32,
    // Along and across the direction of anisotropy.
    t: vec3f,
    b: vec3f,
    alphas: vec2f,
    sheen: vec3f,
    sheen_alpha: f32,
    sheen_roughness: f32,
    // What the sheen lets through on the way out.
    sheen_left: f32,
    coat: f32,
    coat_normal: vec3f,
    coat_nv: f32,
    coat_alpha: f32,
}

fn anisotropic_ggx(o: Base, h: vec3f, l: vec3f, nl: f32) -> f32 {
    let s = o.s;
    let a = o.alphas;
    let d = vec3f(a.y * dot(o.t, h), a.x * dot(o.b, h), a.x * a.y * dot(s.normal, h));
    let w = a.x * a.y / max(dot(d, d), 1e-9);
    let distribution = a.x * a.y * w * w / PI;
    let lambda_v = nl * length(vec3f(a * vec2f(dot(o.t, s.view), dot(o.b, s.view)), s.nv));
    let lambda_l = s.nv * length(vec3f(a * vec2f(dot(o.t, l), dot(o.b, l)), nl));
    return min(distribution * 0.5 / max(lambda_v + lambda_l, 1e-5), 64.0);
}

// Charlie sheen (Estevez and Kulla 2017) with the visibility of Neubelt and Pettineo 2013.
fn charlie(nh: f32, nv: f32, nl: f32, alpha: f32) -> f32 {
    let power = 1.0 / alpha;
    let sin2 = max(1.0 - nh * nh, 0.0078125);
    return (2.0 + power) * pow(sin2, power * 0.5) / (2.0 * PI) / (4.0 * (nl + nv - nl * nv));
}

fn direct(o: Base, l: vec3f) -> vec3f {
    let s = o.s;
    let nl = dot(s.normal, l);
    var color = vec3f(0.0);
    if nl > 0.0 && dot(s.geometric, l) > 0.0 {
        let h = normalize(l + s.view);
        let nh = saturate(dot(s.normal, h));
        let grazing = pow(1.0 - saturate(dot(s.view, h)), 5.0);
        let f = o.f0 + (o.f90 - o.f0) * grazing;
        let left = 1.0 - o.kept - (o.f90 - o.kept) * grazing;
        let lobe = anisotropic_ggx(o, h, l, nl);
        color = (left * o.diffuse * (1.0 - o.transmission) / PI + f * lobe) * nl;
        if any(o.sheen > vec3f(0.0)) {
            // As much is taken on the way in as on the way out (KHR_materials_sheen: the lesser of both counts).
            color *= min(o.sheen_left, 1.0 - greatest(o.sheen) * sheen_albedo(nl, o.sheen_roughness));
            color += o.sheen * charlie(nh, s.nv, nl, o.sheen_alpha) * nl;
        }
    } else if nl < 0.0 {
        // From behind: scattered through, and through glass as a reflection of the mirrored light.
        color = o.through * (1.0 - o.transmission) / PI * -nl;
        if o.transmission > 0.0 {
            let mirrored = normalize(l - 2.0 * nl * s.normal);
            let h = normalize(mirrored + s.view);
            color += o.transmission * o.tint * (1.0 - greatest(o.kept))
                * ggx(saturate(dot(s.normal, h)), s.nv, -nl, o.through_alpha) * -nl;
        }
        color *= o.sheen_left;
    }
    if o.coat > 0.0 {
        let h = normalize(l + s.view);
        let coat_nl = dot(o.coat_normal, l);
        let f = o.coat * (0.04 + 0.96 * pow(1.0 - saturate(dot(s.view, h)), 5.0));
        color *= 1.0 - f;
        if coat_nl > 0.0 {
            color += f * ggx(saturate(dot(o.coat_normal, h)), o.coat_nv, coat_nl, o.coat_alpha) * coat_nl;
        }
    }
    return color;
}

fn greatest(color: vec3f) -> f32 {
    return max(color.r, max(color.g, color.b));
}

// All that the environment's light is reflected by, once or more often (Fdez-Agüera, JCGT 2019).
fn reflectance(f0: vec3f, f90: vec3f, dfg: vec2f) -> vec3f {
    let single = f0 * dfg.x + f90 * dfg.y;
    let average = f0 + (f90 - f0) / 21.0;
    let ems = 1.0 - (dfg.x + dfg.y);
    return single + single * average * ems / (1.0 - average * ems);
}

fn shade(in: VertexOut, view_index: u32, front: bool) -> vec4f {
    let base = base_color(in);
    read_layers(in.uv);
    let s = surface(in, view_index, front, base);
    var coat_normal = s.geometric;
    if has_texel(CLEARCOAT_NORMAL) {
        let bump = texel(CLEARCOAT_NORMAL).xyz * 2.0 - 1.0;
        let scale = layers.clearcoat.z;
        coat_normal = normalize(s.t * bump.x * scale + s.b * bump.y * scale + s.geometric * bump.z);
    }
    let coat_alpha = widened(layers.clearcoat.y * texel(CLEARCOAT_ROUGHNESS).g, coat_normal);
    if (material.flags.x & MASK) != 0u && base.a <= 0.0 {
        discard;
    }

    var o: Base;
    o.s = s;
    o.coat = layers.clearcoat.x * texel(CLEARCOAT).r;
    o.coat_normal = coat_normal;
    o.coat_nv = max(abs(dot(coat_normal, s.view)), 1e-3);
    o.coat_alpha = coat_alpha;
    // Dielectric reflection with its strength and colour, then metal, then the film over both.
    let strength = layers.specular.w * texel(SPECULAR).a;
    let tint = layers.specular.rgb * texel(SPECULAR_COLOR).rgb;
    let dielectric = min(bitcast<f32>(material.flags.z) * tint, vec3f(1.0)) * strength;
    o.f0 = mix(dielectric, base.rgb, s.metallic);
    o.f90 = vec3f(mix(strength, 1.0, s.metallic));
    o.kept = mix(vec3f(greatest(dielectric)), base.rgb, s.metallic);
    let film_amount = layers.iridescence.x * texel(IRIDESCENCE).r;
    let film_thickness = mix(layers.iridescence.z, layers.iridescence.w, texel(IRIDESCENCE_THICKNESS).g);
    if film_amount > 0.0 && film_thickness > 0.0 {
        // Back to the reflectance at normal incidence that gives the film's at this angle.
        let fresnel = film(s.nv, layers.iridescence.y, film_thickness, o.f0);
        let grazing = min(pow(1.0 - s.nv, 5.0), 0.9999);
        let filmed = clamp((fresnel - grazing) / (1.0 - grazing), vec3f(0.0), vec3f(1.0));
        o.f0 = mix(o.f0, filmed, film_amount);
        o.kept = mix(o.kept, vec3f(greatest(filmed)), film_amount);
        o.f90 = mix(o.f90, vec3f(1.0), film_amount);
    }
    let scattered = base.rgb * (1.0 - s.metallic);
    let diffuse_through = layers.diffuse_transmission.w * texel(DIFFUSE_TRANSMISSION).a;
    o.diffuse = scattered * (1.0 - diffuse_through);
    o.through = layers.diffuse_transmission.rgb * texel(DIFFUSE_TRANSMISSION_COLOR).rgb
        * (diffuse_through * (1.0 - s.metallic));
    o.transmission = layers.transmission.x * texel(TRANSMISSION).r * (1.0 - s.metallic);
    let thickness = layers.transmission.y * texel(THICKNESS).g * in.factors.x;
    o.through = attenuated(o.through, thickness);
    o.tint = attenuated(base.rgb, thickness);
    o.through_alpha = pow(max(transmitted_roughness(s), 0.045), 2.0);

    // Anisotropy: the texture turns the direction within the tangent plane.
    var turn = layers.anisotropy.yz;
    var drawn = layers.anisotropy.x;
    if has_texel(ANISOTROPY) {
        let read = texel(ANISOTROPY);
        let way = read.xy * 2.0 - 1.0;
        let unit = way * inverseSqrt(max(dot(way, way), 1e-8));
        turn = vec2f(unit.x * turn.x - unit.y * turn.y, unit.x * turn.y + unit.y * turn.x);
        drawn *= read.b;
    }
    let along = s.t * turn.x + s.b * turn.y;
    var flat_along = along - s.normal * dot(s.normal, along);
    if dot(flat_along, flat_along) < 1e-6 {
        // Without tangents, any direction across the normal.
        flat_along = cross(s.normal, select(vec3f(0.0, 1.0, 0.0), vec3f(1.0, 0.0, 0.0), abs(s.normal.y) > 0.7));
    }
    o.t = normalize(flat_along);
    o.b = cross(s.normal, o.t);
    o.alphas = vec2f(mix(s.alpha, 1.0, drawn * drawn), s.alpha);
    var bent = s.normal;
    if drawn > 0.0 {
        let across = cross(cross(o.b, s.view), o.b);
        let keep = pow(1.0 - drawn * (1.0 - s.roughness), 4.0);
        bent = normalize(mix(normalize(across), s.normal, keep));
    }

    let sheen_roughness = max(layers.sheen.w * texel(SHEEN_ROUGHNESS).a, 0.07);
    o.sheen = layers.sheen.rgb * texel(SHEEN_COLOR).rgb;
    o.sheen_alpha = sheen_roughness * sheen_roughness;
    o.sheen_roughness = sheen_roughness;
    let albedo = sheen_albedo(s.nv, sheen_roughness);
    o.sheen_left = 1.0 - greatest(o.sheen) * albedo;

    // Image-based light, as for plain surfaces, with an f90 of its own.
    let dfg = environment_brdf(s.nv, s.roughness);
    let single = o.f0 * dfg.x + o.f90 * dfg.y;
    let multiple = reflectance(o.f0, o.f90, dfg) - single;
    let left = 1.0 - reflectance(o.kept, o.f90, dfg);
    let reflected = lobe_direction(s.normal, reflect(-s.view, bent), s.alpha);
    let mirrored = reflections(
        Lobe(reflected, s.roughness),
        Lobe(reflect(-s.view, o.coat_normal), sqrt(o.coat_alpha)),
        o.coat > 0.0,
    );
    let ambient = irradiance(s.normal) * s.occlusion;
    var color = single * mirrored.base * specular_occlusion(s) + multiple * ambient;
    color += left * (1.0 - o.transmission) * (o.diffuse * ambient + o.through * irradiance(-s.normal) * s.occlusion);
    // How much of what is drawn already stays.
    var kept_behind = 0.0;
    if o.transmission > 0.0 {
        let seen = behind(in, s, view_index, thickness, o.tint * left * o.transmission);
        color += seen.rgb;
        kept_behind = seen.a * o.sheen_left;
    }
    color *= o.sheen_left;
    if any(o.sheen > vec3f(0.0)) {
        let mirror = reflect(-s.view, s.normal);
        color += o.sheen * albedo * further(Lobe(mirror, sheen_roughness)) * s.occlusion;
    }
    var emissive = s.emissive;
    var veil = 1.0;
    if o.coat > 0.0 {
        let f = o.coat * (0.04 + 0.96 * pow(1.0 - o.coat_nv, 5.0));
        veil = 1.0 - f;
        color = color * veil + f * mirrored.coat * specular_occlusion(s);
        emissive *= veil;
    }
    if dot(frame.sun_color.rgb, vec3f(1.0)) > 0.0 {
        let lit = direct(o, frame.sun.xyz);
        if any(lit > vec3f(0.0)) {
            color += lit * frame.sun_color.rgb * sun_visible(in.world, s.geometric * select(-1.0, 1.0, dot(s.geometric, frame.sun.xyz) > 0.0));
        }
    }
    for (var i = 0u; i < frame.light_count.x; i++) {
        let light = arriving(frame.lights[i], in.world);
        color += direct(o, light.towards) * light.irradiance;
    }
    let shown = exposed(color + emissive);
    if PREMULTIPLIED {
        return vec4f(shown, 1.0 - kept_behind * veil) * base.a;
    }
    return vec4f(shown, base.a);
}

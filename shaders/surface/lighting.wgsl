// Light that arrives at a surface: environment, shadowed sun, punctual lights. What is read for it depends on the profile:
// see `shaders/profile/`.

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
    return lit(uv, p.z);
}

fn irradiance(normal: vec3f) -> vec3f {
    let n = vec3h(normal);
    return vec3f(max(
        vec3h(frame.sh[0].rgb)
            + vec3h(frame.sh[1].rgb) * n.y + vec3h(frame.sh[2].rgb) * n.z + vec3h(frame.sh[3].rgb) * n.x
            + vec3h(frame.sh[4].rgb) * (n.x * n.y) + vec3h(frame.sh[5].rgb) * (n.y * n.z)
            + vec3h(frame.sh[6].rgb) * (half(3.0) * n.z * n.z - half(1.0))
            + vec3h(frame.sh[7].rgb) * (n.x * n.z) + vec3h(frame.sh[8].rgb) * (n.x * n.x - n.y * n.y),
        vec3h(0.0),
    ));
}

const PI: f32 = 3.14159265;

// GGX distribution times height-correlated Smith visibility.
fn ggx(nh: f32, nv: f32, nl: f32, alpha: f32) -> f32 {
    let alpha2 = alpha * alpha;
    let d0 = (nh * alpha2 - nh) * nh + 1.0;
    let d = alpha2 / (PI * d0 * d0);
    let visibility = 0.5 / (nl * sqrt(nv * nv * (1.0 - alpha2) + alpha2) + nv * sqrt(nl * nl * (1.0 - alpha2) + alpha2));
    return min(d * visibility, 64.0);
}

// Where a reflection comes from, and how blurred it is.
struct Lobe {
    direction: vec3f,
    roughness: f32,
}

struct Reflections {
    base: vec3f,
    coat: vec3f,
}

// Prefiltered radiance of the environment.
fn radiance(lobe: Lobe) -> vec3f {
    return textureSampleLevel(environment, smooth_sampler, lobe.direction, lobe.roughness * frame.params.x).rgb;
}

// Where the lobe of rough reflection points: nearer to the normal than the mirrored view (Lagarde and de Rousiers, "Moving
// Frostbite to physically based rendering", 2014).
fn lobe_direction(normal: vec3f, mirrored: vec3f, alpha: f32) -> vec3f {
    let smoothness = 1.0 - alpha;
    return mix(normal, mirrored, smoothness * (sqrt(smoothness) + alpha));
}

// Occlusion of the specular part from the diffuse one (ibidem).
fn specular_occlusion(s: Surface) -> f32 {
    return saturate(pow(s.nv + s.occlusion, exp2(-16.0 * s.roughness - 1.0)) - 1.0 + s.occlusion);
}

struct Arriving {
    towards: vec3f,
    irradiance: vec3f,
}

// A punctual light at a point (KHR_lights_punctual): inverse square within a window, and the cone of a spot.
fn arriving(light: PunctualLight, world: vec3f) -> Arriving {
    if light.position.w < 0.0 {
        return Arriving(-light.direction.xyz, light.intensity.rgb);
    }
    let way = light.position.xyz - world;
    let square = max(dot(way, way), 1e-4);
    let towards = way * inverseSqrt(square);
    // position.w: 1 over the range, to the power 4.
    let window = saturate(1.0 - square * square * light.position.w);
    let cone = saturate(dot(-towards, light.direction.xyz) * light.direction.w + light.intensity.w);
    return Arriving(towards, light.intensity.rgb * (window * cone * cone / square));
}

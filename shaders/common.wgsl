// What every drawn thing shares: the frame, the views, and the last step to the display.
// In the one-view variant the stereo parameter `view_index` of the entry points is cut out and this constant stands in.
//#mono const view_index: u32 = 0;

struct View {
    clip_from_world: mat4x4f,
    world_from_view: mat4x4f,
    // Tangents of the half angles: left, right, up, down; left and down are negative.
    tangents: vec4f,
}

// A light of a file (KHR_lights_punctual); matches `LightUniform`.
struct PunctualLight {
    // w: 1 over the range to the power 4; below 0 for a directional light
    position: vec4f,
    // The way it shines; w: scale of the cone
    direction: vec4f,
    // rgb: candela, or lux where directional; w: offset of the cone
    intensity: vec4f,
}

struct Frame {
    views: array<View, 2>,
    // Irradiance of the environment as nine spherical-harmonics coefficients (Ramamoorthi and Hanrahan 2001),
    // already convolved with the cosine lobe and divided by pi.
    sh: array<vec4f, 9>,
    shadow_from_world: mat4x4f,
    // xyz: towards the sun; w: 1 when there is a sun shadow.
    sun: vec4f,
    // rgb: irradiance on a facing surface; w: world size of a shadow texel in metres.
    sun_color: vec4f,
    // x: last mip of the environment; y: exposure; z: seconds; w: texels of the shadow map a side.
    params: vec4f,
    // x: strength of the rim, y: of the blink, 0 to 1; zw: the share of the target that is drawn.
    comfort: vec4f,
    lights: array<PunctualLight, 8>,
    // x: lights in use
    light_count: vec4u,
    // A plane that cuts what is drawn so: xyz: its normal, towards what is not there; w: less how far along it lies
    section: vec4f,
    // Lines on that plane: how many a metre along xyz; w: where they begin
    hatch: vec4f,
}

@group(0) @binding(0) var<uniform> frame: Frame;

// Khronos PBR Neutral tone mapper (2024): colours below 0.8 stay as the author chose them. The colour is at most 4000: half
// precision has few digits for what is divided by more.
fn tone_map(color: vec3h) -> vec3h {
    let start = half(0.8 - 0.04);
    let desaturation = half(0.15);
    let one = half(1.0);
    let least = min(color.r, min(color.g, color.b));
    let offset = select(half(0.04), least - half(6.25) * least * least, least < half(0.08));
    var mapped = color - offset;
    let peak = max(mapped.r, max(mapped.g, mapped.b));
    if peak < start {
        return mapped;
    }
    let d = one - start;
    let new_peak = one - d * d / (peak + d - start);
    mapped *= new_peak / peak;
    let g = one - one / (desaturation * (peak - new_peak) + one);
    return mix(mapped, vec3h(new_peak), g);
}

// A colour that the author chose as it is shown, in what the target holds: undone tone mapping where it is linear.
fn chosen(shown: vec3f) -> vec3f {
    if !LINEAR {
        return shown;
    }
    let start = 0.8 - 0.04;
    let d = 1.0 - start;
    let peak = max(shown.r, max(shown.g, shown.b));
    var color = shown;
    if peak > start {
        color *= (d * d / (1.0 - min(peak, 0.99)) - d + start) / peak;
    }
    let least = max(min(color.r, min(color.g, color.b)), 0.0);
    return (color + select(sqrt(least / 6.25) - least, 0.04, least >= 0.04)) / max(frame.params.y, 1e-6);
}

// What a target shows of light: tone mapped, or as it is where the picture is read again (LINEAR).
fn exposed(color: vec3f) -> vec3f {
    if LINEAR {
        // Half floats end at 65504.
        return clamp(color, vec3f(0.0), vec3f(60000.0));
    }
    return vec3f(tone_map(vec3h(clamp(color * frame.params.y, vec3f(0.0), vec3f(4000.0)))));
}

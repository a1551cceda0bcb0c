// Guides of the visit: pointer rays, the teleport arc and its landing ring, as flat bands that face the eye; the way to
// a booth, as arrows that lie on the floor.

struct VertexOut {
    @builtin(position) clip: vec4f,
    @location(0) color: vec4f,
    @location(1) across: f32,
    @location(2) way: vec2f,
    @location(3) half_width: f32,
}

// From one arrow to the next, and the length of an arrow's bar, in metres; `ARROWS` in `ribbon.rs`.
const ARROWS = 0.6;
const BAR = 0.16;
// What lies has a dark bed around what is bright, so that it is seen on any floor: the part of the width that is
// bright, how dark the bed is, and how much of it is seen.
const CORE = 0.7;
const DARK = 0.02;
const BED = 0.4;

@vertex
fn vertex(
    @builtin(view_index) view_index: u32,
    @location(0) position: vec3f,
    @location(1) along: vec3f,
    // Signed half width in metres: the sign tells the side of the band.
    @location(2) half_width: f32,
    // Linear colour, straight alpha.
    @location(3) color: vec4f,
    // x: metres along the way; y: 0 faces the eye, 1 lies, 2 lies and is of arrows, 3 faces the eye and
    // nothing hides it.
    @location(4) way: vec2f,
) -> VertexOut {
    let eye = frame.views[view_index].world_from_view[3].xyz;
    let lies = way.y > 0.5 && way.y < 2.5;
    let flat_side = select(eye - position, vec3f(0.0, 1.0, 0.0), lies);
    let side = normalize(cross(along, flat_side) + vec3f(0.0, 1e-6, 0.0));
    var out: VertexOut;
    out.clip = frame.views[view_index].clip_from_world * vec4f(position + side * half_width, 1.0);
    if way.y > 2.5 {
        // Depth is reversed: in front of everything, and still behind the near plane.
        out.clip.z = out.clip.w * 0.9999;
    }
    out.color = color;
    out.across = sign(half_width);
    out.way = way;
    out.half_width = abs(half_width);
    return out;
}

// How much of a pixel is on a bar of the arrows, whose wings trail behind their tips.
fn on_arrow(way: f32, across: f32, half_width: f32) -> f32 {
    let at = way + abs(across) * half_width;
    let pixel = max(fwidth(at), 1e-4);
    let middle = abs(fract(at / ARROWS) - 0.5) * ARROWS;
    let sharp = clamp((BAR * 0.5 - middle) / pixel + 0.5, 0.0, 1.0);
    // Where a pixel holds several arrows, their mean: they must not shimmer.
    return mix(sharp, BAR / ARROWS, smoothstep(0.3, 0.9, pixel / ARROWS));
}

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    let across = abs(in.across);
    let edge = 1.0 - smoothstep(0.6, 1.0, across);
    let pixel = max(fwidth(in.across), 1e-4);
    let middle = clamp((CORE - across) / pixel + 0.5, 0.0, 1.0);
    let arrow = on_arrow(in.way.x, in.across, in.half_width);
    if in.way.y < 0.5 || in.way.y > 2.5 {
        return vec4f(exposed(in.color.rgb), in.color.a * edge);
    }
    let bright = select(middle, middle * arrow, in.way.y > 1.5);
    let bed = BED * edge * (1.0 - bright);
    let share = bright + bed;
    let color = in.color.rgb * (bright + bed * DARK) / max(share, 1e-4);
    return vec4f(exposed(color), in.color.a * share);
}

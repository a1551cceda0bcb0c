// A surface that a plane cuts: what is above the plane is not there. Where one looks through the cut at the back of what
// encloses something, one looks into solid matter: that is painted as the cut itself, in one colour without light, with lines
// that lie on the plane, so that it reads as a flat face however deep the surface behind it is.

// Of the cut and of its lines, as they are shown; how wide a line is, in parts of the way from one to the next.
const MATTER: vec3f = vec3f(0.78, 0.24, 0.07);
const HATCH: vec3f = vec3f(0.42, 0.10, 0.03);
const HATCHED: f32 = 0.28;

struct Sectioned {
    @location(0) color: vec4f,
    @builtin(sample_mask) mask: u32,
}

// Which of a pixel's four samples are kept: the edge of a cut is as smooth as any other. Places of samples are those that
// Vulkan, Metal and DX12 all have for four.
fn kept(world: vec3f) -> u32 {
    let above = dot(frame.section.xyz, world) + frame.section.w;
    let slope = vec2f(dpdx(above), dpdy(above));
    return select(0u, 1u, above + dot(slope, vec2f(-0.125, -0.375)) <= 0.0)
        | select(0u, 2u, above + dot(slope, vec2f(0.375, -0.125)) <= 0.0)
        | select(0u, 4u, above + dot(slope, vec2f(-0.375, 0.125)) <= 0.0)
        | select(0u, 8u, above + dot(slope, vec2f(0.125, 0.375)) <= 0.0);
}

@fragment
fn fragment(in: VertexOut, @builtin(view_index) view_index: u32, @builtin(front_facing) front: bool) -> Sectioned {
    let mask = kept(in.world);
    let color = shade(in, view_index, front);
    if mask == 0u {
        discard;
    }
    return Sectioned(color, mask);
}

// Of what encloses something: its back was not drawn, and is the cut.
@fragment
fn fragment_filled(
    in: VertexOut,
    @builtin(view_index) view_index: u32,
    @builtin(front_facing) front: bool,
) -> Sectioned {
    let mask = kept(in.world);
    let color = shade(in, view_index, front);
    let eye = frame.views[view_index].world_from_view[3].xyz;
    let eye_above = dot(frame.section.xyz, eye) + frame.section.w;
    let above = dot(frame.section.xyz, in.world) + frame.section.w;
    // Where the eye's ray goes through the plane.
    let through = mix(eye, in.world, saturate(eye_above / max(eye_above - above, 1e-6)));
    let line = dot(frame.hatch.xyz, through) + frame.hatch.w;
    let pixel = max(fwidth(line), 1e-4);
    let middle = abs(fract(line) - 0.5);
    let sharp = saturate((HATCHED * 0.5 - middle) / pixel + 0.5);
    let hatch = mix(sharp, HATCHED, smoothstep(0.3, 0.9, pixel));
    if mask == 0u || (!front && eye_above <= 0.0) {
        discard;
    }
    if !front {
        return Sectioned(vec4f(chosen(mix(MATTER, HATCH, hatch)), 1.0), mask);
    }
    return Sectioned(color, mask);
}

// A surface that comes in place of another, or leaves for one. Of the sixteen samples of two by two pixels as many are drawn
// as its share says; the other surface has just the rest, so that between them nothing is seen through.

// Matches `scene::Fade::code`.
const STEPS: u32 = 31u;
const LEAVES: u32 = 64u;

struct Faded {
    @location(0) color: vec4f,
    @builtin(sample_mask) mask: u32,
}

fn drawn(at: vec2f, code: u32) -> u32 {
    // Which pixel of the square gets its next sample first: what is half there is a fine even pattern.
    let pixel = vec2u(at) & vec2u(1u);
    let turn = (pixel.x ^ pixel.y) * 2u + pixel.y;
    let count = ((code & STEPS) + 3u - turn) >> 2u;
    let mask = (1u << count) - 1u;
    return select(mask, ~mask & 15u, (code & LEAVES) != 0u);
}

@fragment
fn fragment(in: VertexOut, @builtin(view_index) view_index: u32, @builtin(front_facing) front: bool) -> Faded {
    let mask = drawn(in.clip.xy, u32(round(in.factors.w)));
    let color = shade(in, view_index, front);
    // Without alpha to coverage, what is cut out has a hard edge for the moment.
    let cut = !PREMULTIPLIED && (material.flags.x & MASK) != 0u && color.a < 0.5;
    if mask == 0u || cut {
        discard;
    }
    return Faded(color, mask);
}

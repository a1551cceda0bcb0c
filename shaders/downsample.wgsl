// Half the size, with a wide smooth filter: thirteen reads in five overlapping boxes (Jimenez, "Next generation post
// processing in Call of Duty: Advanced Warfare", SIGGRAPH 2014).

@group(0) @binding(0) var above: texture_2d<f32>;
@group(0) @binding(1) var smooth_sampler: sampler;

struct VertexOut {
    @builtin(position) clip: vec4f,
    @location(0) uv: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> VertexOut {
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    return VertexOut(vec4f(corner * 2.0 - 1.0, 0.0, 1.0), vec2f(corner.x, 1.0 - corner.y));
}

fn at(uv: vec2f, x: f32, y: f32) -> vec4f {
    let texel = 1.0 / vec2f(textureDimensions(above));
    return textureSampleLevel(above, smooth_sampler, uv + vec2f(x, y) * texel, 0.0);
}

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    let uv = in.uv;
    let inner = at(uv, -1.0, -1.0) + at(uv, 1.0, -1.0) + at(uv, -1.0, 1.0) + at(uv, 1.0, 1.0);
    let corners = at(uv, -2.0, -2.0) + at(uv, 2.0, -2.0) + at(uv, -2.0, 2.0) + at(uv, 2.0, 2.0);
    let sides = at(uv, -2.0, 0.0) + at(uv, 2.0, 0.0) + at(uv, 0.0, -2.0) + at(uv, 0.0, 2.0);
    return inner * 0.125 + corners * 0.03125 + sides * 0.0625 + at(uv, 0.0, 0.0) * 0.125;
}

// The environment behind everything, at infinity.

@group(0) @binding(2) var environment: texture_cube<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;

struct VertexOut {
    @builtin(position) clip: vec4f,
    @location(0) ray: vec3f,
}

@vertex
fn vertex(@builtin(view_index) view_index: u32, @builtin(vertex_index) index: u32) -> VertexOut {
    // One triangle over the whole picture; z = 0 is infinitely far with reverse depth.
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    let view = frame.views[view_index];
    let tangent = vec2f(mix(view.tangents.x, view.tangents.y, corner.x), mix(view.tangents.w, view.tangents.z, corner.y));
    var out: VertexOut;
    out.clip = vec4f(corner * 2.0 - 1.0, 0.0, 1.0);
    out.ray = (view.world_from_view * vec4f(tangent, -1.0, 0.0)).xyz;
    return out;
}

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    return vec4f(exposed(textureSampleLevel(environment, smooth_sampler, in.ray, 0.0).rgb), 1.0);
}

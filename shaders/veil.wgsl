// Comfort: darkness closing in from the rim while the visitor moves smoothly, and over all of it for the blink of a jump.

struct VertexOut {
    @builtin(position) clip: vec4f,
    // Tangents of the angle from straight ahead.
    @location(0) tangent: vec2f,
}

@vertex
fn vertex(@builtin(view_index) view_index: u32, @builtin(vertex_index) index: u32) -> VertexOut {
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    let t = frame.views[view_index].tangents;
    var out: VertexOut;
    out.clip = vec4f(corner * 2.0 - 1.0, 1.0, 1.0);
    out.tangent = vec2f(mix(t.x, t.y, corner.x), mix(t.w, t.z, corner.y));
    return out;
}

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    // At full strength what is within 25 degrees of straight ahead stays clear.
    let rim = smoothstep(0.47, 0.85, length(in.tangent)) * frame.comfort.x;
    return vec4f(0.0, 0.0, 0.0, max(rim, frame.comfort.y));
}

// Guides of the visit: pointer rays, the teleport arc and its landing ring, as flat bands that face the eye.

struct VertexOut {
    @builtin(position) clip: vec4f,
    @location(0) color: vec4f,
    @location(1) across: f32,
}

@vertex
fn vertex(
    @builtin(view_index) view_index: u32,
    @location(0) position: vec3f,
    @location(1) along: vec3f,
    // Signed half width in metres: the sign tells the side of the band.
    @location(2) half_width: f32,
    // Linear colour, straight alpha.
    @location(3) color: vec4f,
) -> VertexOut {
    let eye = frame.views[view_index].world_from_view[3].xyz;
    let side = normalize(cross(along, eye - position) + vec3f(0.0, 1e-6, 0.0));
    var out: VertexOut;
    out.clip = frame.views[view_index].clip_from_world * vec4f(position + side * half_width, 1.0);
    out.color = color;
    out.across = sign(half_width);
    return out;
}

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    let edge = 1.0 - smoothstep(0.6, 1.0, abs(in.across));
    return vec4f(exposed(in.color.rgb), in.color.a * edge);
}

// Where the picture is see-through: the compositor shows a quad layer that lies under it.

struct VertexOut {
    @builtin(position) clip: vec4f,
    // Metres from the middle.
    @location(0) at: vec2f,
    // Half the size, and the radius of the corners, metres.
    @location(1) @interpolate(flat) shape: vec3f,
}

@vertex
fn vertex(
    @builtin(view_index) view_index: u32,
    @location(0) position: vec3f,
    @location(1) at: vec2f,
    @location(2) shape: vec3f,
) -> VertexOut {
    return VertexOut(frame.views[view_index].clip_from_world * vec4f(position, 1.0), at, shape);
}

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    let beyond = max(abs(in.at) - in.shape.xy + in.shape.z, vec2f(0.0));
    if length(beyond) > in.shape.z {
        discard;
    }
    return vec4f(0.0);
}

// One drawn primitive of a placed object; matches `scene::Instance`.

struct Instance {
    // Rows of the 3x4 matrix from mesh to world.
    row0: vec4f,
    row1: vec4f,
    row2: vec4f,
    // How the quantised vertex is decoded.
    position_offset: vec4f,
    position_scale: vec4f,
    // offset xy, scale zw
    uv0: vec4f,
    uv1: vec4f,
}

// The decoded position of a quantised vertex in the world.
fn world_position(instance: Instance, position: vec3f) -> vec3f {
    let local = vec4f(instance.position_offset.xyz + position * instance.position_scale.xyz, 1.0);
    return vec3f(dot(instance.row0, local), dot(instance.row1, local), dot(instance.row2, local));
}

// One drawn primitive of a placed object; matches `scene::Instance`.

struct Instance {
    // Rows of the 3x4 matrix from mesh to world.
    row0: vec4f,
    row1: vec4f,
    row2: vec4f,
    // How the quantised vertex is decoded; w: where the description of what moves starts in the model's words.
    position_offset: vec4f,
    // w: where the pose starts; -1 less that without a skin.
    position_scale: vec4f,
    // offset xy, scale zw
    uv0: vec4f,
    uv1: vec4f,
}

// The decoded position of a quantised vertex in its mesh.
fn local_position(instance: Instance, position: vec3f) -> vec3f {
    return instance.position_offset.xyz + position * instance.position_scale.xyz;
}

fn world_position(instance: Instance, local: vec3f) -> vec3f {
    let point = vec4f(local, 1.0);
    return vec3f(dot(instance.row0, point), dot(instance.row1, point), dot(instance.row2, point));
}

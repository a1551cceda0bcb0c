// Depth of what stands in the sun's way, seen from the sun.

@group(0) @binding(0) var<uniform> clip_from_world: mat4x4f;
@group(0) @binding(1) var<storage, read> instances: array<Instance>;
@group(0) @binding(2) var<storage, read> poses: array<vec4f>;
@group(1) @binding(0) var<storage, read> moves: array<u32>;

@vertex
fn vertex(@builtin(instance_index) index: u32, @location(0) position: vec4f) -> @builtin(position) vec4f {
    let instance = instances[index];
    return clip_from_world * vec4f(world_position(instance, local_position(instance, position.xyz)), 1.0);
}

@vertex
fn vertex_deformed(
    @builtin(instance_index) index: u32,
    @builtin(vertex_index) vertex: u32,
    @location(0) position: vec4f,
) -> @builtin(position) vec4f {
    let instance = instances[index];
    let moved = deformed(instance, vertex, local_position(instance, position.xyz), vec3f(0.0), vec3f(0.0));
    return clip_from_world * vec4f(world_position(moved.instance, moved.position), 1.0);
}

// Depth of what stands in the sun's way, seen from the sun.

@group(0) @binding(0) var<uniform> clip_from_world: mat4x4f;
@group(0) @binding(1) var<storage, read> instances: array<Instance>;

@vertex
fn vertex(@builtin(instance_index) index: u32, @location(0) position: vec4f) -> @builtin(position) vec4f {
    return clip_from_world * vec4f(world_position(instances[index], position.xyz), 1.0);
}

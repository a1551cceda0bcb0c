// Depth of what stands in the sun's way, seen from the sun.

struct Sun {
    clip_from_world: mat4x4f,
    // Of what a section cuts, places for which its product with (x, y, z, 1) is positive cast nothing.
    section: vec4f,
}

@group(0) @binding(0) var<uniform> sun: Sun;
@group(0) @binding(1) var<storage, read> instances: array<Instance>;
@group(0) @binding(2) var<storage, read> poses: array<vec4f>;
@group(1) @binding(0) var<storage, read> moves: array<u32>;

fn still(index: u32, position: vec4f) -> vec3f {
    let instance = instances[index];
    return world_position(instance, local_position(instance, position.xyz));
}

fn moving(index: u32, vertex: u32, position: vec4f) -> vec3f {
    let instance = instances[index];
    let moved = deformed(instance, vertex, local_position(instance, position.xyz), vec3f(0.0), vec3f(0.0));
    return world_position(moved.instance, moved.position);
}

@vertex
fn vertex(@builtin(instance_index) index: u32, @location(0) position: vec4f) -> @builtin(position) vec4f {
    return sun.clip_from_world * vec4f(still(index, position), 1.0);
}

@vertex
fn vertex_deformed(
    @builtin(instance_index) index: u32,
    @builtin(vertex_index) vertex: u32,
    @location(0) position: vec4f,
) -> @builtin(position) vec4f {
    return sun.clip_from_world * vec4f(moving(index, vertex, position), 1.0);
}

struct Cut {
    @builtin(position) clip: vec4f,
    @location(0) above: f32,
}

fn cut(world: vec3f) -> Cut {
    return Cut(sun.clip_from_world * vec4f(world, 1.0), dot(sun.section.xyz, world) + sun.section.w);
}

@vertex
fn vertex_cut(@builtin(instance_index) index: u32, @location(0) position: vec4f) -> Cut {
    return cut(still(index, position));
}

@vertex
fn vertex_cut_deformed(
    @builtin(instance_index) index: u32,
    @builtin(vertex_index) vertex: u32,
    @location(0) position: vec4f,
) -> Cut {
    return cut(moving(index, vertex, position));
}

@fragment
fn fragment_cut(in: Cut) {
    if in.above > 0.0 {
        discard;
    }
}

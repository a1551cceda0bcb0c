// Every glTF primitive: from the quantised vertex to the picture's place of it.

@group(0) @binding(1) var<storage, read> instances: array<Instance>;

struct VertexOut {
    @builtin(position) clip: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
    // w: handedness
    @location(2) tangent: vec4f,
    @location(3) uv: vec4f,
    @location(4) color: vec4f,
    // How much longer a length is in the world than in the mesh.
    @location(5) scale: f32,
}

// Octahedral encoding (Cigolle et al., JCGT 2014).
fn from_octahedral(e: vec2f) -> vec3f {
    var v = vec3f(e, 1.0 - abs(e.x) - abs(e.y));
    if v.z < 0.0 {
        v = vec3f((1.0 - abs(v.yx)) * select(vec2f(-1.0), vec2f(1.0), v.xy >= vec2f(0.0)), v.z);
    }
    return normalize(v);
}

@vertex
fn vertex(
    @builtin(view_index) view_index: u32,
    @builtin(instance_index) index: u32,
    @location(0) position: vec4f,
    @location(1) normal: vec2f,
    @location(2) tangent: vec2f,
    @location(3) uv0: vec2f,
    @location(4) uv1: vec2f,
    @location(5) color: vec4f,
) -> VertexOut {
    let instance = instances[index];
    let world = world_position(instance, position.xyz);
    // The cofactor matrix carries normals through any scale; its rows are cross products of the model's rows, and the
    // determinant's sign keeps mirrored nodes facing outwards.
    let a = instance.row0.xyz;
    let b = instance.row1.xyz;
    let c = instance.row2.xyz;
    let bc = cross(b, c);
    let side = sign(dot(a, bc));
    let n = from_octahedral(normal);
    let t = from_octahedral(tangent);
    var out: VertexOut;
    out.clip = frame.views[view_index].clip_from_world * vec4f(world, 1.0);
    out.world = world;
    out.normal = side * vec3f(dot(bc, n), dot(cross(c, a), n), dot(cross(a, b), n));
    out.tangent = vec4f(dot(a, t), dot(b, t), dot(c, t), (position.w * 2.0 - 1.0) * side);
    out.uv = vec4f(instance.uv0.xy + uv0 * instance.uv0.zw, instance.uv1.xy + uv1 * instance.uv1.zw);
    out.color = color;
    out.scale = pow(abs(dot(a, bc)), 1.0 / 3.0);
    return out;
}

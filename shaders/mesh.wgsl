// Every glTF primitive: from the quantised vertex to the picture's place of it.

@group(0) @binding(1) var<storage, read> instances: array<Instance>;
@group(0) @binding(7) var<storage, read> poses: array<vec4f>;
// Which instance each drawn thing is; in the highest byte, how far it has faded.
@group(0) @binding(8) var<storage, read> order: array<u32>;
@group(2) @binding(0) var<storage, read> moves: array<u32>;

const INSTANCE = 0xffffffu;

struct VertexOut {
    // The same to the bit in every pipeline: glass is drawn twice.
    @invariant @builtin(position) clip: vec4f,
    @location(0) world: vec3f,
    @location(1) normal: vec3f,
    // w: handedness
    @location(2) tangent: vec4f,
    @location(3) uv: vec4f,
    @location(4) color: vec4f,
    // How much longer a length along the normal is in the world than in the mesh; roughness and metal before textures; how
    // far it has faded.
    @location(5) factors: vec4f,
}

// Octahedral encoding (Cigolle et al., JCGT 2014).
fn from_octahedral(e: vec2f) -> vec3f {
    var v = vec3f(e, 1.0 - abs(e.x) - abs(e.y));
    if v.z < 0.0 {
        v = vec3f((1.0 - abs(v.yx)) * select(vec2f(-1.0), vec2f(1.0), v.xy >= vec2f(0.0)), v.z);
    }
    return normalize(v);
}

// What the vertex buffer holds; matches `model::Vertex`.
struct VertexIn {
    // w: handedness of the tangent, and the tint of the material
    @location(0) position: vec4f,
    @location(1) normal: vec2f,
    @location(2) tangent: vec2f,
    @location(3) uv0: vec2f,
    @location(4) uv1: vec2f,
    @location(5) color: vec4f,
    // The low bits of uv0 and uv1.
    @location(6) uv_low: vec4f,
}

fn place(view: u32, in: VertexIn, fade: u32, instance: Instance, position: vec3f, n: vec3f, t: vec3f) -> VertexOut {
    let world = world_position(instance, position);
    // The cofactor matrix carries normals through any scale; its rows are cross products of the model's rows, and the
    // determinant's sign keeps mirrored nodes facing outwards.
    let a = instance.row0.xyz;
    let b = instance.row1.xyz;
    let c = instance.row2.xyz;
    let bc = cross(b, c);
    let side = sign(dot(a, bc));
    var out: VertexOut;
    out.clip = frame.views[view].clip_from_world * vec4f(world, 1.0);
    out.world = world;
    out.normal = side * vec3f(dot(bc, n), dot(cross(c, a), n), dot(cross(a, b), n));
    let bits = u32(round(in.position.w * 65535.0));
    out.tangent = vec4f(dot(a, t), dot(b, t), dot(c, t), select(-side, side, (bits & 1u) != 0u));
    let uv = (round(vec4f(in.uv0, in.uv1) * 65535.0) * 256.0 + round(in.uv_low * 255.0)) / 16777215.0;
    out.uv = vec4f(instance.uv0.xy + uv.xy * instance.uv0.zw, instance.uv1.xy + uv.zw * instance.uv1.zw);
    let tint = material.tints[bits >> 1u];
    out.color = in.color * vec4f(bitcast<vec3f>(tint.xyz), material.factors.z);
    let scale = length(vec3f(dot(a, n), dot(b, n), dot(c, n))) / max(length(n), 1e-6);
    out.factors = vec4f(scale, unpack2x16unorm(tint.w), f32(fade));
    return out;
}

@vertex
fn vertex(@builtin(view_index) view_index: u32, @builtin(instance_index) index: u32, in: VertexIn) -> VertexOut {
    let word = order[index];
    let instance = instances[word & INSTANCE];
    let position = local_position(instance, in.position.xyz);
    return place(view_index, in, word >> 24u, instance, position, from_octahedral(in.normal), from_octahedral(in.tangent));
}

@vertex
fn vertex_deformed(
    @builtin(view_index) view_index: u32,
    @builtin(instance_index) index: u32,
    @builtin(vertex_index) vertex: u32,
    in: VertexIn,
) -> VertexOut {
    let word = order[index];
    let instance = instances[word & INSTANCE];
    let position = local_position(instance, in.position.xyz);
    let moved = deformed(instance, vertex, position, from_octahedral(in.normal), from_octahedral(in.tangent));
    return place(view_index, in, word >> 24u, moved.instance, moved.position, moved.normal, moved.tangent);
}

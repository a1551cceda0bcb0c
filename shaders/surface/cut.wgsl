// Depth alone, cut out as the surface is: what comes first of glass, so that its nearest side shows whatever the order of
// its triangles.

fn shade(in: VertexOut, view_index: u32, front: bool) -> vec4f {
    if (material.flags.x & MASK) != 0u && base_color(in).a <= 0.0 {
        discard;
    }
    return vec4f(0.0, 0.0, 0.0, 1.0);
}

// Depth alone, cut out as the surface is: what comes first of glass, so that its nearest side shows whatever the order of
// its triangles.

@fragment
fn fragment(in: VertexOut) -> @location(0) vec4f {
    if (material.flags.x & MASK) != 0u && base_color(in).a <= 0.0 {
        discard;
    }
    return vec4f(0.0);
}

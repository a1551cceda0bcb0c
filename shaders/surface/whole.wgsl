// A surface that nothing cuts.

@fragment
fn fragment(in: VertexOut, @builtin(view_index) view_index: u32, @builtin(front_facing) front: bool) -> @location(0) vec4f {
    return shade(in, view_index, front);
}

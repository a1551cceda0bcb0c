// The parts of the picture that the lenses never show (XR_KHR_visibility_mask), put at the near plane first so that
// nothing behind them is shaded.

@vertex
fn vertex(
    @builtin(view_index) view_index: u32,
    @location(0) tangent: vec2f,
    @location(1) view: f32,
) -> @builtin(position) vec4f {
    let t = frame.views[view_index].tangents;
    let unit = (tangent - vec2f(t.x, t.w)) / vec2f(t.y - t.x, t.z - t.w);
    // A vertex of the other eye collapses out of the picture.
    return select(vec4f(2.0, 2.0, 2.0, 1.0), vec4f(unit * 2.0 - 1.0, 1.0, 1.0), u32(view) == view_index);
}

// Colour is masked off; the pass wants an output of its kind all the same.
@fragment
fn fragment() -> @location(0) vec4f {
    return vec4f(0.0);
}

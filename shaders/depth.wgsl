// The depth of one view, resolved for a runtime that reprojects with it (XR_KHR_composition_layer_depth).

@group(0) @binding(0) var samples: texture_depth_multisampled_2d;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4f(corner * 2.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment(@builtin(position) at: vec4f) -> @builtin(frag_depth) f32 {
    // The nearest sample (depth is reversed): an edge belongs to what is in front.
    let texel = vec2u(at.xy);
    var nearest = 0.0;
    for (var i = 0u; i < textureNumSamples(samples); i++) {
        nearest = max(nearest, textureLoad(samples, texel, i));
    }
    return nearest;
}

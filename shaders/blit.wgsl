// Puts the two layers of an array side by side, texel for texel.

@group(0) @binding(0) var eyes: texture_2d_array<f32>;

@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    // One triangle over the whole picture.
    let corner = vec2<f32>(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4<f32>(corner * 2.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fs_main(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let size = textureDimensions(eyes);
    let at = vec2<u32>(position.xy);
    let eye = min(at.x / size.x, 1u);
    // A window of odd width has one more column than the two eyes.
    let texel = min(at - vec2<u32>(eye * size.x, 0u), size - 1u);
    return vec4<f32>(textureLoad(eyes, texel, eye, 0).rgb, 1.0);
}

// What shows through glass: the picture of everything opaque, bent by refraction and blurred by roughness.

@group(3) @binding(0) var behind_picture: texture_2d_array<f32>;

// Where a ray that enters at the surface leaves again, seen in the picture; premultiplied.
fn seen_through(in: VertexOut, s: Surface, view_index: u32, thickness: f32, ior: f32, rough: f32) -> vec4f {
    let ray = refract(-s.view, s.normal, 1.0 / max(ior, 1.0)) * thickness;
    let clip = frame.views[view_index].clip_from_world * vec4f(in.world + ray, 1.0);
    // Only a part of the picture may be drawn.
    let uv = saturate(clip.xy / max(clip.w, 1e-4) * vec2f(0.5, -0.5) + 0.5) * frame.comfort.zw;
    let lod = log2(f32(textureDimensions(behind_picture).x)) * rough;
    return textureSampleLevel(behind_picture, smooth_sampler, uv, view_index, lod);
}

// rgb: light to add; a: how much of what lies behind the picture stays.
fn behind(in: VertexOut, s: Surface, view_index: u32, thickness: f32, tint: vec3f) -> vec4f {
    let ior = layers.transmission.w;
    let rough = transmitted_roughness(s);
    var seen = seen_through(in, s, view_index, thickness, ior, rough);
    let spread = (ior - 1.0) * 0.025 * layers.transmission.z;
    if spread > 0.0 {
        // KHR_materials_dispersion: red bends least and blue most.
        seen.r = seen_through(in, s, view_index, thickness, ior - spread, rough).r;
        seen.b = seen_through(in, s, view_index, thickness, ior + spread, rough).b;
    }
    // Where a ray meets nothing, a picture without background stays as empty as it is here; what does stand here is not
    // what the ray meets.
    let here = textureLoad(behind_picture, vec2u(in.clip.xy), view_index, 0).a;
    let empty = (1.0 - saturate(seen.a)) * (1.0 - saturate(here));
    return vec4f(seen.rgb * tint, empty * dot(tint, vec3f(1.0 / 3.0)));
}

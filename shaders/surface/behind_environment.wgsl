// What shows through glass where the picture behind cannot be read: through smooth glass the blending keeps what stands
// there, tinted evenly; the rest of the tint, and all that rough glass shows, comes from the environment.

// rgb: light to add; a: how much of what is there already stays.
fn behind(in: VertexOut, s: Surface, view_index: u32, thickness: f32, tint: vec3f) -> vec4f {
    let ior = layers.transmission.w;
    // A thin wall does not bend what it shows.
    let bent = refract(-s.view, s.normal, 1.0 / max(ior, 1.0));
    let direction = select(-s.view, bent, thickness > 0.0);
    let rough = transmitted_roughness(s);
    let clear = 1.0 - smoothstep(0.05, 0.6, rough);
    let even = min(tint.r, min(tint.g, tint.b)) * clear;
    return vec4f((tint - even) * further(Lobe(direction, rough)), even);
}

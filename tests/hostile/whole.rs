//! Unbroken, the base document arrives as it is written.

use boothwalk::model::{Alpha, Interpolation, Model, Property, Target, Texel, Topology, Wrap, octahedral_decode};
use glam::Vec3;

use crate::{alone, base};

fn model() -> Model {
    alone(&base::text(&base::document())).unwrap()
}

fn places(model: &Model, primitive: usize) -> Vec<Vec3> {
    let primitive = &model.meshes[0].primitives[primitive];
    primitive.vertices.iter().map(|vertex| primitive.decode.position(vertex)).collect()
}

#[test]
fn materials_and_their_extensions() {
    let model = model();
    assert_eq!(model.variants, ["day", "night"]);
    let [full, unlit, lines, plain] = model.materials.as_slice() else { panic!("{}", model.materials.len()) };
    assert_eq!((full.base_color, full.metallic, full.roughness), ([1.0, 1.0, 1.0, 0.5], 0.5, 0.5));
    assert_eq!((full.emissive, full.emissive_strength), ([1.0; 3], 3.0));
    assert_eq!((full.ior, full.alpha), (1.4, Alpha::Mask(0.4)));
    assert!(full.double_sided && !full.unlit && unlit.unlit && lines.unlit && !plain.unlit);
    let textures = [
        (full.base_color_texture, Texel::Rgba8Srgb, (3, 2)),
        (full.metallic_roughness_texture, Texel::Rgba8, (3, 2)),
        (full.normal_texture, Texel::Rgba8, (3, 2)),
        (full.occlusion_texture, Texel::Rgba8, (3, 2)),
        (full.emissive_texture, Texel::Rgba8Srgb, (9, 9)),
    ];
    for (texture, texel, size) in textures {
        let texture = texture.unwrap();
        let image = &model.images[texture.image as usize];
        assert_eq!((image.texel, (image.width, image.height), texture.uv), (texel, size, 1));
        // Each slot takes the transform: the crate's types know it on three of the five only.
        let [[a, b, u], [c, d, v]] = texture.transform.rows();
        let (sin, cos) = 0.1f32.sin_cos();
        assert_eq!([[a, b, u], [c, d, v]], [[2.0 * cos, 3.0 * sin, 0.5], [-2.0 * sin, 3.0 * cos, 0.25]]);
    }
    // Colour and data of the PNG, and colour of the JPEG: no more.
    assert_eq!(model.images.len(), 3);
    let sampler = model.samplers[full.normal_texture.unwrap().sampler as usize];
    assert_eq!((sampler.wrap_u, sampler.wrap_v), (Wrap::Clamp, Wrap::Mirror));
    assert!(!sampler.mag_linear && sampler.min_linear && sampler.mip_linear == Some(true));
}

#[test]
fn geometry_of_three_kinds() {
    let model = model();
    let [square, lines, strip] = model.meshes[0].primitives.as_slice() else { panic!() };
    assert_eq!(
        (square.topology, lines.topology, strip.topology),
        (Topology::Triangles, Topology::Lines, Topology::Triangles)
    );
    assert_eq!(square.indices, [0, 1, 2, 0, 2, 3]);
    assert_eq!(square.variants, [(0, 1), (1, 1)]);
    assert_eq!(places(&model, 0)[2], Vec3::new(1.0, 1.0, 0.0));
    assert!(square.vertices.iter().all(|vertex| octahedral_decode(vertex.normal) == Vec3::Z));
    // A normal texture without tangents in the file: u grows along x, v against y, and the texture's transform scales them by
    // 2 and 3 and turns them by 0.1.
    let (sin, cos) = 0.1f32.sin_cos();
    let along = Vec3::new(cos / 2.0, -sin / 3.0, 0.0).normalize();
    for vertex in &square.vertices {
        assert!(octahedral_decode(vertex.tangent).abs_diff_eq(along, 1e-3));
        assert_eq!(vertex.position[3] & 1, 1);
    }
    assert_eq!(lines.indices, [0, 1, 1, 2, 2, 3]);
    assert!(places(&model, 1)[3].abs_diff_eq(Vec3::new(0.0, 0.0, 2.0), 1e-4));
    // Without normals each triangle has corners of its own.
    assert_eq!(strip.indices, (0..12).collect::<Vec<u32>>());
    assert_eq!(model.triangles(), 2 + 4);
}

#[test]
fn animations_of_all_kinds() {
    let model = model();
    let animation = &model.animations[0];
    assert_eq!(animation.duration, 1.0);
    let kinds: Vec<_> = animation.channels.iter().map(|c| (c.target, c.interpolation, c.values.len())).collect();
    assert_eq!(
        kinds,
        [
            (Target::Node { node: 1, property: Property::Rotation }, Interpolation::Linear, 8),
            (Target::Node { node: 1, property: Property::Translation }, Interpolation::Cubic, 18),
            (Target::Node { node: 0, property: Property::Scale }, Interpolation::Step, 6),
        ]
    );
}

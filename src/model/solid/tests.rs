use glam::{Vec2, Vec4, vec3};

use super::super::types::Placement;
use super::*;
use crate::panel;

/// A slab from −1 to 1 along x and z and from −0.05 to 0 along y, its bottom open, in two places.
fn slabs() -> super::super::Model {
    let mut model = panel::floor(Vec2::splat(2.0));
    let mut second = model.nodes[0].clone();
    second.local =
        Placement::Trs { translation: vec3(0.0, 2.0, 0.0), rotation: glam::Quat::IDENTITY, scale: Vec3::splat(0.5) };
    model.nodes.push(second);
    model
}

fn still(_: u32) -> Option<Mat4> {
    Some(Mat4::IDENTITY)
}

#[test]
fn a_ray_meets_the_nearest_triangle_where_its_part_is_now() {
    let solid = Solid::new(&slabs()).unwrap();
    assert_eq!(solid.parts().len(), 2);
    let down = |places: &dyn Fn(u32) -> Option<Mat4>, x: f32| {
        solid.hit(&|node: u32| places(node), vec3(x, 5.0, 0.2), Vec3::NEG_Y, |_| true).map(|hit| (hit.node, hit.point))
    };
    let close = |found: Option<(u32, Vec3)>, node: u32, y: f32| {
        let (at, point) = found.unwrap();
        assert!(at == node && (point.y - y).abs() < 1e-4, "{at} {point}");
    };
    close(down(&still, 0.3), 1, 2.0);
    close(down(&still, 0.8), 0, 0.0);
    assert_eq!(down(&still, 1.2), None);
    // A part that is elsewhere, or hidden.
    let moved = |node: u32| Some(Mat4::from_translation(Vec3::X * if node == 1 { 3.0 } else { 0.0 }));
    close(down(&moved, 0.3), 0, 0.0);
    close(down(&moved, 3.3), 1, 2.0);
    close(down(&|node: u32| (node == 0).then_some(Mat4::IDENTITY), 0.3), 0, 0.0);
    // What is cut away is not met, and inside of what is left the ray comes out at its back.
    let hit = solid.hit(&still, vec3(0.3, 5.0, 0.2), Vec3::NEG_Y, |point| point.y < 1.0).unwrap();
    assert!(hit.front && hit.point.y.abs() < 1e-4);
    let under = solid.hit(&still, vec3(0.3, 1.5, 0.2), Vec3::Y, |_| true).unwrap();
    assert!(!under.front);
}

#[test]
fn places_are_drawn_to_corners_first_and_then_to_edges() {
    let solid = Solid::new(&slabs()).unwrap();
    let near = |point: Vec3, radius: f32| solid.near(&still, point, radius, None);
    let corner = near(vec3(0.97, 0.0, 0.98), 0.05).unwrap();
    assert!(corner.snap == Snap::Corner && corner.point.distance(vec3(1.0, 0.0, 1.0)) < 1e-4);
    let edge = near(vec3(0.97, 0.0, 0.3), 0.04).unwrap();
    assert!(edge.snap == Snap::Edge && edge.point.distance(vec3(1.0, 0.0, 0.3)) < 1e-4, "{edge:?}");
    // The diagonal of a flat face is no edge.
    assert_eq!(near(vec3(0.0, 0.0, 0.0), 0.5), None);
    // At half its size the same radius reaches twice as far.
    let half = |_: u32| Some(Mat4::from_scale(Vec3::splat(0.5)));
    let edge = solid.near(&half, vec3(0.47, 0.0, 0.15), 0.04, None).unwrap();
    assert!(edge.point.distance(vec3(0.5, 0.0, 0.15)) < 1e-4);
}

#[test]
fn the_outline_of_a_cut_is_an_edge_and_what_is_cut_away_is_none() {
    let solid = Solid::new(&slabs()).unwrap();
    // All with x above 0.25 is away.
    let plane = Some(Vec4::new(1.0, 0.0, 0.0, -0.25));
    let edge = solid.near(&still, vec3(0.24, 0.0, 0.1), 0.05, plane).unwrap();
    assert!(edge.snap == Snap::Edge && (edge.point.x - 0.25).abs() < 1e-4, "{edge:?}");
    assert_eq!(solid.near(&still, vec3(0.97, 0.0, 0.3), 0.04, plane), None);
}

#[test]
fn large_models_are_chunks_and_every_triangle_is_in_one() {
    let mut model = slabs();
    let primitive = &mut model.meshes[0].primitives[0];
    primitive.indices = primitive.indices.repeat(40);
    let solid = Solid::new(&model).unwrap();
    let all: usize = solid.chunks.iter().map(|chunk| solid.triangles_of(chunk).len()).sum();
    assert!(solid.chunks.len() > 20 && all == solid.triangles.len());
    assert!(solid.chunks.iter().all(|chunk| {
        solid
            .triangles_of(chunk)
            .iter()
            .flat_map(|one| solid.corners(one))
            .all(|corner| corner.cmpge(chunk.bounds.min).all() && corner.cmple(chunk.bounds.max).all())
    }));
    assert!(solid.bytes() > all * 16);
}

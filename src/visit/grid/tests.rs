use glam::Quat;

use super::*;
use crate::model::{Decode, Mesh, Node, Placement, Primitive, Vertex};

/// A model of boxes (lowest and highest corner), each a node of its own with the name given.
pub fn boxes(list: &[(&str, [f32; 3], [f32; 3])]) -> Model {
    let mut model = Model::default();
    for (name, low, high) in list {
        let (low, high) = (Vec3::from(*low), Vec3::from(*high));
        let vertices = (0..8)
            .map(|i| Vertex {
                position: [(i & 1) * 65535, (i >> 1 & 1) * 65535, (i >> 2) * 65535, 65535],
                ..bytemuck::Zeroable::zeroed()
            })
            .collect();
        let quad = |a, b, c, d| [a, b, c, b, d, c];
        let indices = [
            quad(0, 1, 2, 3),
            quad(4, 5, 6, 7),
            quad(0, 1, 4, 5),
            quad(2, 3, 6, 7),
            quad(0, 2, 4, 6),
            quad(1, 3, 5, 7),
        ];
        let bounds = Aabb { min: low, max: high };
        let primitive = Primitive {
            topology: Topology::Triangles,
            vertices,
            indices: indices.concat(),
            material: 0,
            bounds,
            decode: Decode {
                position_offset: low,
                position_scale: high - low,
                uv0_offset: Vec2::ZERO,
                uv0_scale: Vec2::ONE,
                uv1_offset: Vec2::ZERO,
                uv1_scale: Vec2::ONE,
            },
            variants: Vec::new(),
        };
        let mesh = Some(model.meshes.len() as u32);
        model.meshes.push(Mesh { primitives: vec![primitive] });
        model.nodes.push(Node { name: (*name).into(), mesh, ..Node::default() });
        model.bounds = model.bounds.union(bounds);
    }
    model
}

fn grid(list: &[(&str, [f32; 3], [f32; 3])]) -> Grid {
    Grid::of_model(&boxes(list), &Mat4::IDENTITY, Vec2::splat(50.0))
}

fn blocked(grid: &Grid, x: f32, z: f32) -> bool {
    grid.at(vec2(x, z)).is_some_and(Cell::blocked)
}

#[test]
fn what_stands_at_body_height_blocks() {
    let grid = grid(&[
        ("counter", [0.0, 0.0, 0.0], [1.0, 1.1, 0.5]),
        ("platform", [2.0, 0.0, 0.0], [3.0, 0.15, 1.0]),
        ("lintel", [4.0, 2.3, 0.0], [5.0, 3.0, 1.0]),
        ("table top", [6.0, 0.70, 0.0], [7.0, 0.75, 1.0]),
        ("beam", [8.0, 1.9, 0.0], [9.0, 2.2, 1.0]),
    ]);
    assert!(blocked(&grid, 0.5, 0.25) && blocked(&grid, 0.01, 0.01));
    assert!(!blocked(&grid, 1.5, 0.25));
    assert!(!blocked(&grid, 2.5, 0.5));
    assert_eq!(grid.at(vec2(2.5, 0.5)).unwrap().floor, 0.15);
    assert_eq!(grid.at(vec2(1.5, 0.5)).unwrap().floor, 0.0);
    assert!(!blocked(&grid, 4.5, 0.5), "one walks below a lintel");
    assert!(blocked(&grid, 6.5, 0.5));
    assert!(blocked(&grid, 8.5, 0.5), "a beam at head height");
    assert_eq!(grid.at(vec2(0.5, 0.25)).unwrap().top, 1.1);
    assert_eq!(grid.at(vec2(-9.0, 0.0)), None);
}

#[test]
fn head_room_is_counted_from_the_floor() {
    // The same beam is too low over a platform.
    let beam = ("beam", [0.0, 2.1, 0.0], [1.0, 2.2, 1.0]);
    assert!(!blocked(&grid(&[beam]), 0.5, 0.5));
    assert!(blocked(&grid(&[beam, ("platform", [0.0, 0.0, 0.0], [1.0, 0.3, 1.0])]), 0.5, 0.5));
}

#[test]
fn collision_nodes_block_at_any_height() {
    let low = grid(&[("COL_kerb", [0.0, 0.0, 0.0], [1.0, 0.1, 1.0])]);
    assert!(blocked(&low, 0.5, 0.5));
    let high = grid(&[("COL_sign", [0.0, 5.0, 0.0], [1.0, 5.1, 1.0])]);
    assert!(blocked(&high, 0.5, 0.5));
    let mut child = boxes(&[("kerb", [0.0, 0.0, 0.0], [1.0, 0.1, 1.0])]);
    child.nodes.insert(0, Node { name: "COL_all".into(), ..Node::default() });
    child.nodes[1].parent = Some(0);
    assert!(
        blocked(&Grid::of_model(&child, &Mat4::IDENTITY, Vec2::splat(50.0)), 0.5, 0.5),
        "what hangs on it blocks too"
    );
}

#[test]
fn a_thin_slanting_wall_has_no_hole() {
    let mut model = boxes(&[("wall", [0.0, 0.0, -0.001], [4.0, 2.5, 0.001])]);
    model.nodes[0].local =
        Placement::Trs { translation: Vec3::ZERO, rotation: Quat::from_rotation_y(0.6), scale: Vec3::ONE };
    model.bounds = model.bounds.transformed(&model.nodes[0].local.matrix());
    let grid = Grid::of_model(&model, &Mat4::IDENTITY, Vec2::splat(50.0));
    for i in 0..=400 {
        let at = model.nodes[0].local.matrix().transform_point3(Vec3::new(i as f32 * 0.01, 0.0, 0.0));
        assert!(blocked(&grid, at.x, at.z), "at {at}");
    }
}

#[test]
fn a_doorway_in_a_wall_of_few_triangles_is_open() {
    // A wall along x from 0 to 6, 4 high, with a door from 2 to 4, 3 high. The long triangles stand on the floor at one
    // end and reach over the door at the other.
    let mut grid = grid(&[("corners", [0.0, 0.0, -1.0], [6.0, 0.01, 1.0])]);
    let mut high = vec![High::NONE; grid.cells.len()];
    let p = |x: f32, y: f32| Vec3::new(x, y, 0.0);
    for [a, b, c] in [
        [p(0.0, 0.0), p(2.0, 0.0), p(2.0, 3.0)],
        [p(0.0, 0.0), p(8.0 / 3.0, 4.0), p(0.0, 4.0)],
        [p(2.0, 3.0), p(4.0, 3.0), p(3.0, 4.0)],
        [p(6.0, 0.0), p(10.0 / 3.0, 4.0), p(6.0, 4.0)],
        [p(6.0, 0.0), p(4.0, 3.0), p(4.0, 0.0)],
    ] {
        grid.add(a, b, c, false, &mut high);
    }
    grid.raise(&high);
    for x in [0.5, 1.5, 4.5, 5.5] {
        assert!(blocked(&grid, x, 0.0), "the wall at {x}");
    }
    assert_eq!(grid.at(vec2(1.8, 0.0)).unwrap().top, 4.0, "the wall is as high as all of its triangles");
    for x in [2.2, 3.0, 3.8] {
        assert!(!blocked(&grid, x, 0.0), "the door at {x}");
    }
}

#[test]
fn a_product_blocks_where_it_stands_in_the_booth() {
    // 0.4 m high, on a plinth 0.9 m high, at half of its size.
    let model = boxes(&[("pump", [-0.4, 0.0, -0.4], [0.4, 0.8, 0.4])]);
    let place = Mat4::from_scale_rotation_translation(Vec3::splat(0.5), Quat::IDENTITY, Vec3::new(2.0, 0.9, 0.0));
    let grid = Grid::of_model(&model, &place, Vec2::splat(50.0));
    assert!(blocked(&grid, 2.0, 0.0));
    assert!((grid.at(vec2(2.0, 0.0)).unwrap().top - 1.3).abs() < 1e-4);
    assert_eq!(grid.at(vec2(2.4, 0.0)), None);
}

#[test]
fn a_ramp_is_floor_as_far_as_a_step() {
    let mut model = boxes(&[("ramp", [0.0, -0.02, 0.0], [4.0, 0.0, 1.0])]);
    // Rises by 0.1 per metre.
    model.nodes[0].local = Placement::Matrix(Mat4::from_rotation_z(0.1_f32.atan()));
    model.bounds = model.bounds.transformed(&model.nodes[0].local.matrix());
    let grid = Grid::of_model(&model, &Mat4::IDENTITY, Vec2::splat(50.0));
    let floor = |x: f32| grid.at(vec2(x, 0.5)).unwrap().floor;
    assert!((floor(1.0) - 0.1).abs() < 0.02 && (floor(3.0) - 0.3).abs() < 0.02, "{} {}", floor(1.0), floor(3.0));
    assert!(!blocked(&grid, 3.0, 0.5));
    assert!(blocked(&grid, 3.9, 0.5));
}

#[test]
fn no_model_makes_too_many_cells() {
    for size in [[9000.0, 1.0, 9000.0], [1e6, 1.0, 0.001], [1e30, 1.0, 1e30], [f32::INFINITY, 1.0, 1.0]] {
        let model = boxes(&[("far", [0.0, 0.0, 0.0], size)]);
        let grid = Grid::of_model(&model, &Mat4::IDENTITY, Vec2::INFINITY);
        assert!(grid.cells.len() <= 2 * MOST_CELLS as usize, "{size:?}");
    }
    let empty = Grid::of_model(&Model::default(), &Mat4::IDENTITY, Vec2::splat(50.0));
    assert_eq!(empty.at(Vec2::ZERO), None);
}

#[test]
fn hollow_things_are_solid_and_halls_are_not() {
    let pillar = ("pillar", [0.0, 0.0, 0.0], [1.5, 4.0, 1.5]);
    assert!(blocked(&grid(&[pillar]), 0.75, 0.75));
    // The walls of a hall of 20 by 20 m around it.
    let walls = [
        ("left", [-10.0, 0.0, -10.0], [-9.9, 6.0, 10.0]),
        ("right", [9.9, 0.0, -10.0], [10.0, 6.0, 10.0]),
        ("back", [-10.0, 0.0, -10.0], [10.0, 6.0, -9.9]),
        ("front", [-10.0, 0.0, 9.9], [10.0, 6.0, 10.0]),
        pillar,
    ];
    let hall = Grid::of_model(&boxes(&walls), &Mat4::IDENTITY, Vec2::splat(11.0));
    assert!(blocked(&hall, 0.75, 0.75) && !blocked(&hall, 5.0, 5.0));
}

#[test]
fn what_lies_far_outside_is_left_out() {
    let model =
        boxes(&[("sky", [-900.0, 0.0, -900.0], [900.0, 500.0, 900.0]), ("post", [1.0, 0.0, 1.0], [1.1, 2.0, 1.1])]);
    let grid = Grid::of_model(&model, &Mat4::IDENTITY, Vec2::splat(10.0));
    assert_eq!(grid.side, CELL);
    assert!(grid.cells.len() < 50_000);
    assert!(blocked(&grid, 1.05, 1.05) && !blocked(&grid, 1.5, 1.5));
}

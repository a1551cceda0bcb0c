use glam::Vec3;

use super::*;
use crate::model::{Mesh, octahedral_decode};
use crate::panel;
use crate::scene::{DrawList, Sight};

#[test]
fn a_part_shows_its_own_primitives() {
    let wand = panel::wand();
    let mut two = Model { nodes: vec![wand.nodes[0].clone(), wand.nodes[0].clone()], ..wand.clone() };
    two.meshes = vec![wand.meshes[0].clone(), wand.meshes[0].clone()];
    for (number, name) in ["a", "b"].into_iter().enumerate() {
        two.nodes[number] = Node { name: name.into(), mesh: Some(number as u32), ..two.nodes[number].clone() };
    }
    // The second hangs on a node that moves it.
    let above = Placement::Matrix(Mat4::from_translation(Vec3::X * 3.0));
    two.nodes.insert(0, Node { local: above, ..Node::default() });
    two.nodes[2].parent = Some(0);
    let proxies = Proxies { model: 7, parts: Parts::new(&two, Joined::default()) };
    let mut scene = Scene::new();
    assert!(proxies.stand(Piece::Booth(2), "c", Mat4::IDENTITY, true, &mut scene).is_none());
    proxies.stand(Piece::Booth(1), "b", Mat4::IDENTITY, true, &mut scene).unwrap();
    assert!((scene.all_bounds().center().x - wand.bounds.center().x - 3.0).abs() < 1e-3);
    let count = wand.meshes[0].primitives.len() as u32;
    let drawn: Vec<(u32, u32)> = scene.draws_from(0).map(|(_, draw)| (draw.model, draw.primitive)).collect();
    assert_eq!(drawn, (count..2 * count).map(|primitive| (7, primitive)).collect::<Vec<_>>());
}

/// So many boards in rows, each a model of its own, and what stands where.
fn boards(count: usize) -> (Model, Vec<(Piece, String, Mat4)>) {
    let mut model = Model::default();
    let mut stood = Vec::new();
    for number in 0..count {
        let wand = panel::wand();
        let mesh = Mesh { primitives: vec![wand.meshes[0].primitives[0].clone()] };
        model.materials = wand.materials.iter().take(1).cloned().collect();
        model.meshes.push(mesh);
        model.meshes[number].primitives[0].material = 0;
        let name = format!("board {number}");
        model.nodes.push(Node { name: name.clone(), mesh: Some(number as u32), ..Node::default() });
        let (x, z) = ((number % 10) as f32 * 6.0, (number / 10) as f32 * -6.0);
        let turn = Mat4::from_rotation_y(number as f32);
        stood.push((Piece::Booth(number), name, Mat4::from_translation(Vec3::new(x, 0.0, z)) * turn));
    }
    (model, stood)
}

fn joined(model: &mut Model, stood: &[(Piece, String, Mat4)]) -> Joined {
    let stood: Vec<_> = stood.iter().map(|(place, path, home)| (*place, path.as_str(), *home)).collect();
    join::join(model, &stood)
}

#[test]
fn what_is_joined_lies_where_it_stood() {
    let (mut model, mut stood) = boards(40);
    // One model stands often, and stays.
    stood.extend((100..130).map(|place| (Piece::Booth(place), "board 3".to_owned(), Mat4::IDENTITY)));
    let before = model.clone();
    let joined = joined(&mut model, &stood);
    assert_eq!((joined.members.len(), joined.tiles.len()), (39, 8));
    assert!(model.meshes[..40].iter().enumerate().all(|(at, mesh)| mesh.primitives.len() == usize::from(at == 3)));
    let mut vertices = &[] as &[crate::model::Vertex];
    for member in &joined.members {
        let Piece::Booth(number) = member.place else { panic!() };
        let (own, laid) = (&before.meshes[number].primitives[0], &model.meshes[member.mesh as usize].primitives[0]);
        if !laid.vertices.is_empty() {
            vertices = &laid.vertices;
        }
        assert_eq!(own.indices.len(), laid.indices.len());
        for (a, b) in own.indices.iter().zip(&laid.indices) {
            let (a, b) = (&own.vertices[*a as usize], &vertices[*b as usize]);
            let place = member.home.transform_point3(own.decode.position(a));
            assert!(place.distance(laid.decode.position(b)) < 1e-3);
            let way = member.home.transform_vector3(octahedral_decode(a.normal));
            assert!(way.distance(octahedral_decode(b.normal)) < 1e-3);
            assert_eq!(a.color, b.color);
        }
        let bounds = joined.tiles[member.tile as usize];
        assert!(bounds.union(laid.bounds) == bounds);
    }
}

#[test]
fn a_row_of_what_is_joined_is_one_draw_and_each_that_leaves_it_cuts_it() {
    let (mut model, stood) = boards(40);
    let joined = joined(&mut model, &stood);
    let proxies = Proxies { model: 7, parts: Parts::new(&model, joined) };
    let mut scene = Scene::new();
    let stand =
        |(place, path, home): &(Piece, String, Mat4)| proxies.stand(*place, path, *home, true, &mut scene).unwrap();
    let objects: Vec<ObjectId> = stood.iter().map(stand).collect();
    let mut list = DrawList::default();
    let mut runs = |scene: &Scene| {
        list.collect(scene, Vec3::new(500.0, 0.0, 0.0), |_, _| Sight::Whole);
        (list.runs().len(), list.runs().iter().map(|run| run.primitives).sum::<u32>())
    };
    assert_eq!(runs(&scene), (8, 40));
    for (object, (_, _, home)) in objects.iter().zip(&stood) {
        assert!(scene.bounds(*object).center().distance(home.w_axis.truncate()) < 2.0);
    }
    // Its neighbours in the tile are those that stand beside it.
    scene.set_visible(objects[15], false);
    let (cut, primitives) = runs(&scene);
    assert!((8..=9).contains(&cut) && primitives == 39, "{cut}");
    scene.set_visible(objects[15], true);
    assert_eq!(runs(&scene), (8, 40));
    // Taken elsewhere, it is drawn there, by itself.
    let there = Mat4::from_translation(Vec3::Y * 50.0) * stood[15].2;
    let before = scene.bounds(objects[15]).center();
    scene.set_matrix(objects[15], there);
    let (cut, primitives) = runs(&scene);
    assert!((9..=10).contains(&cut) && primitives == 40, "{cut}");
    assert!(scene.bounds(objects[15]).center().distance(before + Vec3::Y * 50.0) < 0.01);
    scene.set_matrix(objects[15], stood[15].2);
    assert_eq!(runs(&scene), (8, 40));
    scene.set_fade(objects[15], crate::scene::Fade::Coming(3));
    assert!((9..=10).contains(&runs(&scene).0));
    scene.set_fade(objects[15], crate::scene::Fade::Whole);
    // Seen from there, only what is there.
    list.collect(&scene, Vec3::ZERO, |center, _| if center.x < 15.0 { Sight::Whole } else { Sight::Out });
    let seen: u32 = list.runs().iter().map(|run| run.primitives).sum();
    assert!(seen > 0 && seen < 40, "{seen}");
}

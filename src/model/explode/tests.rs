use glam::vec3;

use super::super::types::{About, Mesh, Node, Placement, Skin};
use super::*;
use crate::panel;

/// A model of boxes: name, parent, place, size.
fn model(list: &[(&str, Option<u32>, Vec3, Vec3)]) -> Model {
    let mut made = Model::default();
    for (name, parent, place, size) in list {
        let mesh = (*size != Vec3::ZERO).then(|| {
            // A slab from −1 to 1 along x and z and from −0.05 to 0 along y.
            let slab = panel::floor(glam::Vec2::splat(2.0)).meshes.remove(0);
            made.meshes.push(Mesh { primitives: slab.primitives });
            made.meshes.len() as u32 - 1
        });
        let scale = if mesh.is_some() { *size / vec3(2.0, 0.05, 2.0) } else { Vec3::ONE };
        let local = Placement::Trs { translation: *place, rotation: glam::Quat::IDENTITY, scale };
        made.nodes.push(Node { name: (*name).into(), parent: *parent, local, mesh, ..Node::default() });
    }
    made
}

/// Boxes of all that is drawn, taken apart.
fn apart(model: &Model) -> Vec<Aabb> {
    let explosion = explosion(model);
    let worlds = model.worlds(model.nodes.iter().map(|node| node.local));
    let mut whole = vec![Vec3::ZERO; model.nodes.len()];
    let mut found = Vec::new();
    for (index, bounds) in boxes(model, &worlds).into_iter().enumerate() {
        let above = model.nodes[index].parent.map_or(Vec3::ZERO, |parent| whole[parent as usize]);
        whole[index] = above + explosion.ways[index];
        if !bounds.is_empty() {
            found.push(Aabb { min: bounds.min + whole[index], max: bounds.max + whole[index] });
        }
    }
    found
}

fn meet(a: &Aabb, b: &Aabb) -> bool {
    a.min.cmplt(b.max).all() && b.min.cmplt(a.max).all()
}

#[test]
fn parts_of_a_machine_come_clear_of_one_another_and_it_goes_on_standing() {
    let machine = model(&[
        ("frame", None, vec3(0.0, 0.5, 0.0), vec3(1.0, 0.5, 1.0)),
        ("left", None, vec3(-0.4, 0.7, 0.0), vec3(0.3, 0.3, 0.3)),
        ("right", None, vec3(0.4, 0.7, 0.0), vec3(0.3, 0.3, 0.3)),
        ("top", None, vec3(0.0, 0.9, 0.0), vec3(0.6, 0.2, 0.6)),
        ("core", None, vec3(0.0, 0.4, 0.0), vec3(0.1, 0.1, 0.1)),
    ]);
    let explosion = explosion(&machine);
    assert_eq!(explosion.ways[0], Vec3::ZERO, "it stands on its frame");
    assert!(explosion.ways[1].x < 0.0 && explosion.ways[2].x > 0.0 && explosion.ways[3].y > 0.0);
    let boxes = apart(&machine);
    for (index, one) in boxes.iter().enumerate() {
        for other in &boxes[..index] {
            assert!(!meet(one, other), "{index}: {one:?} {other:?}");
        }
    }
    let names: Vec<_> = explosion.parts.iter().map(|part| part.en.as_str()).collect();
    assert_eq!((names[0], names[4], names.len()), ("frame", "core", 5));
}

#[test]
fn what_hangs_on_a_part_goes_along_and_moves_out_in_its_turn() {
    let arm = model(&[
        ("foot", None, vec3(0.0, 0.1, 0.0), vec3(0.4, 0.1, 0.4)),
        ("upper", Some(0), vec3(0.0, 0.0, 0.0), Vec3::ZERO),
        ("bone", Some(1), vec3(0.0, 8.0, 0.0), vec3(0.02, 0.4, 0.02)),
        ("hand", Some(1), vec3(0.0, 12.0, 0.0), vec3(0.02, 0.1, 0.02)),
    ]);
    let explosion = explosion(&arm);
    assert!(explosion.ways[1].y > 0.0, "both go off the foot");
    assert_eq!(explosion.ways[2], Vec3::ZERO);
    assert!(explosion.ways[3].y > 0.0, "and the hand off the bone");
}

#[test]
fn one_part_stays_where_it_is_and_what_is_skinned_stays_whole() {
    assert!(!explosion(&model(&[("all", None, Vec3::ZERO, Vec3::ONE)])).is_any());
    let mut skinned = model(&[
        ("armature", None, Vec3::ZERO, Vec3::ZERO),
        ("bone", Some(0), Vec3::ZERO, Vec3::ZERO),
        ("ring", Some(1), vec3(0.0, 1.0, 0.0), Vec3::splat(0.1)),
        ("body", Some(0), Vec3::ZERO, Vec3::ONE),
        ("stand", None, vec3(0.0, -1.0, 0.0), Vec3::ONE),
    ]);
    skinned.skins.push(Skin { joints: vec![1], inverse_bind: vec![Mat4::IDENTITY] });
    skinned.nodes[3].skin = Some(0);
    let explosion = explosion(&skinned);
    assert_eq!(explosion.ways[..4], [Vec3::ZERO; 4]);
    assert!(explosion.ways[4].y < 0.0, "{:?}", explosion.ways);
}

#[test]
fn packing_does_not_change_what_moves() {
    let list = [
        ("foot", None, vec3(0.0, 0.1, 0.0), vec3(0.4, 0.1, 0.4)),
        ("lid", Some(0), vec3(0.0, 2.0, 0.0), vec3(0.4, 0.1, 0.4)),
    ];
    let plain = explosion(&model(&list));
    let mut packed = model(&[
        ("foot", None, Vec3::ZERO, Vec3::ZERO),
        ("lid", Some(0), vec3(0.0, 0.3, 0.0), vec3(0.08, 0.01, 0.08)),
        ("foot", Some(0), vec3(0.0, 0.1, 0.0), vec3(0.4, 0.1, 0.4)),
    ]);
    packed.nodes[0].about = Some(Box::new(About { title_zh: "底座".into(), title_en: "Base".into(), explode: None }));
    let packed = explosion(&packed);
    let foot = packed.parts.iter().find(|part| part.node == 2).unwrap();
    assert_eq!((foot.zh.as_str(), foot.en.as_str()), ("底座", "Base"));
    assert!(plain.ways[1].y > 0.0 && packed.ways[1].y > 0.0);
    assert_eq!((plain.ways[0], packed.ways[0], packed.ways[2]), (Vec3::ZERO, Vec3::ZERO, Vec3::ZERO));
}

#[test]
fn the_authors_word_goes_before_what_is_worked_out() {
    let mut machine = model(&[
        ("frame", None, Vec3::ZERO, Vec3::ONE),
        ("lid", None, vec3(0.0, 0.1, 0.0), Vec3::ONE),
        ("", Some(1), Vec3::ZERO, Vec3::splat(0.1)),
    ]);
    let about = About { title_zh: "盖".into(), explode: Some(vec3(0.0, 0.3, 0.0)), ..About::default() };
    machine.nodes[1].about = Some(Box::new(about));
    let explosion = explosion(&machine);
    assert_eq!(explosion.ways, [Vec3::ZERO, vec3(0.0, 0.3, 0.0), Vec3::ZERO]);
    let named = |node: u32| explosion.parts.iter().find(|part| part.node == node).unwrap();
    assert_eq!((named(1).zh.as_str(), named(1).en.as_str()), ("盖", "盖"));
    assert_eq!((named(0).zh.as_str(), named(2).zh.as_str()), ("frame", "盖"));
}

//! Skins (glTF 2.0, section 3.7.3.3): joints, their inverse bind matrices, and what moves each vertex.

use glam::Mat4;
use gltf::json::{self, Index};

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::error::{Fault, Result, pick};
use super::limits::{Limits, Meter};
use super::notes::Notes;
use super::tree::Tree;
use super::types::{INFLUENCES, Influence, Model, Skin};

/// All skins that nodes of the tree use; the nodes' indices follow.
pub(super) fn skins(buffers: &Buffers<'_>, tree: &mut Tree, limits: &Limits) -> Result<Vec<Skin>> {
    let mut list = Vec::new();
    let mut known: Vec<Option<u32>> = vec![None; buffers.root.skins.len()];
    let shown = Meter::new("joints", limits.joints);
    for place in 0..tree.nodes.len() {
        let Some(index) = tree.nodes.get(place).and_then(|node| node.skin) else { continue };
        let at = format!("/skins/{index}");
        let json = pick(&buffers.root.skins, index as usize, "skin", &at)?;
        // Each showing counts: every one has a pose of its own.
        shown.take(json.joints.len() as u64, &at)?;
        let own = match known.get(index as usize).copied().flatten() {
            Some(own) => own,
            None => {
                list.push(skin(json, &at, buffers, tree)?);
                (list.len() - 1) as u32
            }
        };
        if let Some(slot) = known.get_mut(index as usize) {
            *slot = Some(own);
        }
        if let Some(node) = tree.nodes.get_mut(place) {
            node.skin = Some(own);
        }
    }
    Ok(list)
}

fn skin(json: &json::Skin, at: &str, buffers: &Buffers<'_>, tree: &Tree) -> Result<Skin> {
    if json.joints.is_empty() || json.joints.len() > usize::from(u16::MAX) {
        return Err(Fault::invalid(at, format!("it has {} joints; possible are 1 to 65535", json.joints.len())));
    }
    let mut joints = Vec::with_capacity(json.joints.len());
    for joint in &json.joints {
        match pick(&tree.place, joint.value(), "node", &format!("{at}/joints"))? {
            Some(place) => joints.push(*place),
            None => {
                let why = format!("its joint {} is not in the scene that is drawn", joint.value());
                return Err(Fault::invalid(at, why));
            }
        }
    }
    let inverse_bind = match json.inverse_bind_matrices {
        Some(index) => matrices(index, joints.len(), at, buffers)?,
        None => vec![Mat4::IDENTITY; joints.len()],
    };
    Ok(Skin { joints, inverse_bind })
}

fn matrices(index: Index<json::Accessor>, count: usize, at: &str, buffers: &Buffers<'_>) -> Result<Vec<Mat4>> {
    let from = format!("{at}/inverseBindMatrices");
    let found = pick(&buffers.root.accessors, index.value(), "accessor", &from)?.count.0;
    // More matrices than joints are allowed, and of no use.
    if found < count as u64 {
        return Err(Fault::invalid(from, format!("there are {found} matrices for {count} joints")));
    }
    let accessor =
        Accessor::open(buffers, index, &Meter::new("matrices", found.min(buffers.budget.keys.left())), &from)?;
    Ok(accessor.floats::<16>()?.iter().take(count).map(Mat4::from_cols_array).collect())
}

/// Refuses meshes whose vertices hang on joints that a node's skin does not have.
pub(super) fn check_joints(model: &Model) -> Result<()> {
    for (index, node) in model.nodes.iter().enumerate() {
        let skin = node.skin.and_then(|skin| model.skins.get(skin as usize));
        let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh as usize));
        let (Some(skin), Some(mesh)) = (skin, mesh) else { continue };
        let moving = mesh.primitives.iter().filter_map(|primitive| primitive.deform.as_ref());
        let most = moving.flat_map(|deform| &deform.joint_boxes).map(|(joint, _)| usize::from(*joint)).max();
        if let Some(joint) = most.filter(|&joint| joint >= skin.joints.len()) {
            let why = format!(
                "vertices of drawn node {index} ({:?}) hang on joint {joint}, and its skin has {}",
                node.name,
                skin.joints.len()
            );
            return Err(Fault::invalid("", why));
        }
    }
    Ok(())
}

/// What moves each vertex, from the sets of joints and weights of a primitive: the strongest eight.
pub(super) fn influences(
    sets: &[(Accessor<'_>, Accessor<'_>)],
    count: usize,
    at: &str,
    notes: &mut Notes,
) -> Result<Vec<[Influence; INFLUENCES]>> {
    let mut list: Vec<Vec<(f32, u16)>> = vec![Vec::new(); count];
    for (joints, weights) in sets {
        let joints = joints.floats::<4>()?;
        let weights = weights.floats::<4>()?;
        for (vertex, (joints, weights)) in list.iter_mut().zip(joints.iter().zip(&weights)) {
            // A cast clamps: joints are unsigned integers of 16 bits at most.
            let pairs = joints.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
            vertex.extend(pairs.map(|(&joint, &weight)| (weight, joint as u16)));
        }
    }
    if list.iter().any(|vertex| vertex.len() > INFLUENCES) {
        notes.add(format!("{at}: some vertices hang on more than {INFLUENCES} joints; the strongest are kept"));
    }
    Ok(list.iter_mut().map(strongest).collect())
}

/// The strongest influences of a vertex, their weights rounded so that the sum stays whole.
fn strongest(vertex: &mut Vec<(f32, u16)>) -> [Influence; INFLUENCES] {
    vertex.sort_by(|a, b| b.0.total_cmp(&a.0));
    vertex.truncate(INFLUENCES);
    let sum: f32 = vertex.iter().map(|(weight, _)| weight).sum();
    let mut left = u16::MAX;
    let mut out = [Influence::default(); INFLUENCES];
    if !(sum > 0.0 && sum.is_finite()) {
        // A vertex that nothing moves goes with the first joint, rather than to the world's origin.
        out[0].weight = left;
        return out;
    }
    for (slot, &(weight, joint)) in out.iter_mut().zip(vertex.iter()) {
        let share = ((weight / sum * f32::from(u16::MAX)).round() as u16).min(left);
        *slot = Influence { joint, weight: share };
        left -= share;
    }
    // What rounding left over goes to the strongest, where it shows least.
    if let Some(first) = out.first_mut() {
        first.weight += left;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_influences_stay_and_sum_up() {
        let mut vertex: Vec<(f32, u16)> = (0..12).map(|joint| (0.01 * f32::from(joint), joint)).collect();
        let kept = strongest(&mut vertex);
        assert_eq!(kept.map(|one| one.joint), [11, 10, 9, 8, 7, 6, 5, 4]);
        assert_eq!(kept.iter().map(|one| u32::from(one.weight)).sum::<u32>(), 65535);
        assert!(kept.is_sorted_by(|a, b| a.weight >= b.weight));
        assert_eq!(strongest(&mut vec![(1.0, 3)])[0], Influence { joint: 3, weight: 65535 });
        assert_eq!(strongest(&mut Vec::new())[0], Influence { joint: 0, weight: 65535 });
    }
}

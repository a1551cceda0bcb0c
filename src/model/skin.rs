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
    let read = Meter::new("inverse bind matrices", limits.joints);
    for place in 0..tree.nodes.len() {
        let Some(index) = tree.nodes.get(place).and_then(|node| node.skin) else { continue };
        let at = format!("/skins/{index}");
        let json = pick(&buffers.root.skins, index as usize, "skin", &at)?;
        // Each showing counts: every one has a pose of its own.
        shown.take(json.joints.len() as u64, &at)?;
        let own = match known.get(index as usize).copied().flatten() {
            Some(own) => own,
            None => {
                list.push(skin(json, &at, buffers, tree, &read)?);
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

fn skin(json: &json::Skin, at: &str, buffers: &Buffers<'_>, tree: &Tree, read: &Meter) -> Result<Skin> {
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
        Some(index) => matrices(index, joints.len(), at, buffers, read)?,
        None => vec![Mat4::IDENTITY; joints.len()],
    };
    Ok(Skin { joints, inverse_bind })
}

fn matrices(
    index: Index<json::Accessor>,
    count: usize,
    at: &str,
    buffers: &Buffers<'_>,
    read: &Meter,
) -> Result<Vec<Mat4>> {
    let from = format!("{at}/inverseBindMatrices");
    let accessor = Accessor::open(buffers, index, read, &from)?;
    read.take(accessor.count as u64, &from)?;
    // More matrices than joints are allowed, and of no use.
    if accessor.count < count {
        return Err(Fault::invalid(from, format!("there are {} matrices for {count} joints", accessor.count)));
    }
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
    let mut list = vec![Strongest::default(); count];
    for (joints, weights) in sets {
        let joints = joints.floats::<4>()?;
        let weights = weights.floats::<4>()?;
        for (vertex, (joints, weights)) in list.iter_mut().zip(joints.iter().zip(&weights)) {
            for (&joint, &weight) in joints.iter().zip(weights) {
                // A cast clamps: joints are unsigned integers of 16 bits at most.
                vertex.add(weight, joint as u16);
            }
        }
    }
    if list.iter().any(|vertex| vertex.more) {
        notes.add(format!("{at}: some vertices hang on more than {INFLUENCES} joints; the strongest are kept"));
    }
    Ok(list.iter_mut().map(Strongest::finish).collect())
}

/// The strongest influences of a vertex.
#[derive(Debug, Clone, Default)]
struct Strongest {
    /// Weight and joint; unused ones have weight 0.
    pairs: [(f32, u16); INFLUENCES],
    /// There were others.
    more: bool,
}

impl Strongest {
    fn add(&mut self, weight: f32, joint: u16) {
        let weakest = self.pairs.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0));
        let Some(weakest) = weakest.filter(|_| weight > 0.0) else { return };
        self.more |= weakest.0 > 0.0;
        if weight > weakest.0 {
            *weakest = (weight, joint);
        }
    }

    /// Strongest first, the weights rounded so that the sum stays whole.
    fn finish(&mut self) -> [Influence; INFLUENCES] {
        self.pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let sum: f32 = self.pairs.iter().map(|(weight, _)| weight).sum();
        let mut left = u16::MAX;
        let mut out = [Influence::default(); INFLUENCES];
        if sum > 0.0 && sum.is_finite() {
            for (slot, &(weight, joint)) in out.iter_mut().zip(&self.pairs) {
                let share = ((weight / sum * f32::from(u16::MAX)).round() as u16).min(left);
                *slot = Influence { joint, weight: share };
                left -= share;
            }
        }
        // What rounding left over goes to the strongest, where it shows least. A vertex that nothing moves goes with the
        // first joint, rather than to the world's origin.
        out[0].weight += left;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_influences_stay_and_sum_up() {
        let strongest = |pairs: &[(f32, u16)]| {
            let mut vertex = Strongest::default();
            pairs.iter().for_each(|&(weight, joint)| vertex.add(weight, joint));
            (vertex.finish(), vertex.more)
        };
        let many: Vec<(f32, u16)> = (0..12).map(|joint| (0.01 * f32::from(joint), joint)).collect();
        let (kept, more) = strongest(&many);
        assert!(more && kept.is_sorted_by(|a, b| a.weight >= b.weight));
        assert_eq!(kept.map(|one| one.joint), [11, 10, 9, 8, 7, 6, 5, 4]);
        assert_eq!(kept.iter().map(|one| u32::from(one.weight)).sum::<u32>(), 65535);
        assert_eq!(strongest(&[(1.0, 3)]).0[0], Influence { joint: 3, weight: 65535 });
        assert_eq!(strongest(&[]).0[0], Influence { joint: 0, weight: 65535 });
        assert!(!strongest(&many[..9]).1);
    }
}

//! EXT_mesh_gpu_instancing: one node that shows its mesh at many places becomes a node for each.

use glam::{Quat, Vec3, Vec4};
use gltf::json::Index;
use serde::Deserialize;

use super::accessor::Accessor;
use super::buffers::Buffers;
use super::error::{Fault, Reason, Result, pick};
use super::limits::{Limits, Meter, check};
use super::tree::Tree;
use super::types::{Node, Placement};

pub(super) const NAME: &str = "EXT_mesh_gpu_instancing";

#[derive(Debug, Deserialize)]
struct Extension {
    attributes: Attributes,
}

/// Attributes of the file's own, with names that start in `_`, are for nobody here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Attributes {
    translation: Option<u32>,
    rotation: Option<u32>,
    scale: Option<u32>,
}

/// Gives every instance a node of its own, below the node that asks for it.
pub(super) fn expand(tree: &mut Tree, buffers: &Buffers<'_>, limits: &Limits) -> Result<()> {
    for (index, place) in tree.place.iter().enumerate() {
        let node = buffers.root.nodes.get(index).and_then(|node| node.extensions.as_ref());
        let (Some(place), Some(value)) = (*place, node.and_then(|all| all.others.get(NAME))) else { continue };
        let at = format!("/nodes/{index}/extensions/{NAME}");
        let extension: Extension =
            serde_json::from_value(value.clone()).map_err(|error| Fault::new(&*at, Reason::Json(error.to_string())))?;
        let have = tree.nodes.len() as u64;
        let places = placements(&extension.attributes, have, &at, buffers, limits)?;
        let Some(node) = tree.nodes.get_mut(place as usize) else { continue };
        let (mesh, skin) = (node.mesh.take(), node.skin.take());
        let shown = Node { parent: Some(place), mesh, skin, light: None, about: None, ..node.clone() };
        tree.nodes.extend(places.into_iter().map(|local| Node { local, ..shown.clone() }));
    }
    Ok(())
}

/// Where the instances are, below their node; `have` is how many nodes there are already.
fn placements(
    attributes: &Attributes,
    have: u64,
    at: &str,
    buffers: &Buffers<'_>,
    limits: &Limits,
) -> Result<Vec<Placement>> {
    let Attributes { translation, rotation, scale } = *attributes;
    let mut count = None;
    for index in [translation, rotation, scale].into_iter().flatten() {
        let found = pick(&buffers.root.accessors, index as usize, "accessor", at)?.count.0;
        if *count.get_or_insert(found) != found {
            return Err(Fault::invalid(at, "its attributes have different numbers of instances"));
        }
    }
    let count = count.unwrap_or(0);
    check("nodes", have.saturating_add(count), limits.nodes, at)?;
    let open = |index: u32| Accessor::open(buffers, Index::new(index), &Meter::new("instances", count), at);
    let three = |index: Option<u32>| index.map_or(Ok(Vec::new()), |index| open(index)?.floats::<3>());
    let (moves, scales) = (three(translation)?, three(scale)?);
    let turns = rotation.map_or(Ok(Vec::new()), |index| open(index)?.floats::<4>())?;
    Ok((0..count as usize)
        .map(|instance| Placement::Trs {
            translation: moves.get(instance).map_or(Vec3::ZERO, |&part| part.into()),
            rotation: turns
                .get(instance)
                .map_or(Quat::IDENTITY, |&part| Quat::from_vec4(Vec4::from(part).try_normalize().unwrap_or(Vec4::W))),
            scale: scales.get(instance).map_or(Vec3::ONE, |&part| part.into()),
        })
        .collect())
}

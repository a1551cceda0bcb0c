//! A model taken apart for looking: which way each part goes in an exploded view.
//!
//! Where a node's author says it ([`About::explode`](super::About::explode)), it goes there. Else what hangs on a node moves
//! out from that node's own mesh, each part along the line between their middles and just so far that no box of a part
//! touches another; what hangs on the part goes along, and moves out from it in its turn. Of parts without a common mesh the
//! lowest stays, so that what stands on a floor goes on standing there. What is skinned stays whole, with all that is
//! above its joints.

use std::collections::HashMap;

use glam::{Mat4, Vec3};

use super::types::{Aabb, Model};

/// Nodes with this prefix are not drawn.
const COLLISION: &str = "COL_";
/// Between parts, in parts of the diagonal of what they are of.
const GAP: f32 = 0.12;

/// See [`explosion`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explosion {
    /// Of each node, its own way when everything is apart: metres along the model's axes, beside that of the node above.
    /// Zeros where there is nothing to take apart.
    pub ways: Vec<Vec3>,
    /// What is drawn, the largest first.
    pub parts: Vec<NamedPart>,
}

/// A part and what it is called.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamedPart {
    pub node: u32,
    /// In Chinese; as in English where the author says nothing else, and empty where nobody gave it a name.
    pub zh: String,
    /// Likewise.
    pub en: String,
}

impl Explosion {
    /// Whether anything moves at all.
    pub fn is_any(&self) -> bool {
        self.ways.iter().any(|way| *way != Vec3::ZERO)
    }
}

/// How a model in its rest pose is taken apart. It must have its vertices still. Takes time: some milliseconds for a model
/// of hundreds of parts.
pub fn explosion(model: &Model) -> Explosion {
    let worlds = model.worlds(model.nodes.iter().map(|node| node.local));
    let boxes = boxes(model, &worlds);
    let authored = model.nodes.iter().any(|node| node.about.as_ref().is_some_and(|about| about.explode.is_some()));
    let ways = if authored {
        model.nodes.iter().map(|node| node.about.as_ref().and_then(|about| about.explode).unwrap_or_default()).collect()
    } else {
        computed(model, &boxes)
    };
    Explosion { ways, parts: parts(model, &boxes) }
}

/// The box of what each node itself draws, in the model's space.
fn boxes(model: &Model, worlds: &[Mat4]) -> Vec<Aabb> {
    let of = |(index, node): (usize, &super::Node)| {
        let mesh = node.mesh.and_then(|mesh| model.meshes.get(mesh as usize));
        let mesh = mesh.filter(|_| !node.hidden && !node.name.starts_with(COLLISION));
        let mut all = Aabb::EMPTY;
        for primitive in mesh.iter().flat_map(|mesh| &mesh.primitives) {
            model.rest_positions(index, node, primitive, worlds).for_each(|place| all.extend(place));
        }
        all
    };
    model.nodes.iter().enumerate().map(of).collect()
}

fn parts(model: &Model, boxes: &[Aabb]) -> Vec<NamedPart> {
    let mut found: Vec<(f32, NamedPart)> = Vec::new();
    for (index, bounds) in boxes.iter().enumerate().filter(|(_, bounds)| !bounds.is_empty()) {
        let (mut zh, mut en) = (String::new(), String::new());
        // A node without a name is a piece of what it hangs on; and so is one of the same name (packing makes such).
        let mut at = Some(index as u32);
        while let Some(node) = at.and_then(|at| model.nodes.get(at as usize)) {
            let above = node.parent.and_then(|parent| model.nodes.get(parent as usize));
            if node.about.is_none() && above.is_some_and(|above| above.name == node.name) {
                at = node.parent;
                continue;
            }
            let about = node.about.as_deref().cloned().unwrap_or_default();
            let fall = |title: String, other: &str| {
                [title.as_str(), other, node.name.trim()].into_iter().find(|text| !text.is_empty()).map(str::to_owned)
            };
            if let (Some(first), Some(second)) =
                (fall(about.title_zh.clone(), &about.title_en), fall(about.title_en.clone(), &about.title_zh))
            {
                (zh, en) = (first, second);
                break;
            }
            at = node.parent;
        }
        found.push((bounds.half().length(), NamedPart { node: index as u32, zh, en }));
    }
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.into_iter().map(|(_, part)| part).collect()
}

/// Units that move against one another: a node's own mesh, and what hangs on it.
struct Unit {
    /// The node that moves; none for a mesh that stays where its node is.
    node: Option<usize>,
    bounds: Aabb,
}

fn computed(model: &Model, boxes: &[Aabb]) -> Vec<Vec3> {
    let mut ways = vec![Vec3::ZERO; boxes.len()];
    let stiff = stiff(model);
    let mut below: HashMap<Option<u32>, Vec<usize>> = HashMap::new();
    for (index, node) in model.nodes.iter().enumerate() {
        below.entry(node.parent).or_default().push(index);
    }
    // Boxes of all that hangs on a node, taken apart.
    let mut whole = boxes.to_vec();
    // Children come after their parents.
    for index in (0..model.nodes.len()).rev().map(Some).chain([None]) {
        let key = index.map(|index| index as u32);
        let children = below.remove(&key).unwrap_or_default();
        let own = index.map_or(Aabb::EMPTY, |index| whole.get(index).copied().unwrap_or_default());
        let mut units: Vec<Unit> = Vec::new();
        units.extend((!own.is_empty()).then_some(Unit { node: None, bounds: own }));
        let stands_for = index.and_then(|index| stand_in(model, index, &children, boxes));
        for &child in &children {
            let Some(bounds) = whole.get(child).copied().filter(|bounds| !bounds.is_empty()) else { continue };
            let still = stands_for == Some(child) || stiff.get(child).copied().unwrap_or(true);
            units.push(Unit { node: (!still).then_some(child), bounds });
        }
        spread(&mut units, &mut ways);
        if let Some(slot) = index.and_then(|index| whole.get_mut(index)) {
            *slot = units.iter().fold(Aabb::EMPTY, |all, unit| all.union(unit.bounds));
        }
    }
    ways
}

/// The child that has a node's own mesh: packing hangs it there, under the same name.
fn stand_in(model: &Model, index: usize, children: &[usize], boxes: &[Aabb]) -> Option<usize> {
    let node = model.nodes.get(index).filter(|node| node.mesh.is_none())?;
    let mut alike = children.iter().copied().filter(|&child| {
        model.nodes.get(child).is_some_and(|one| one.mesh.is_some() && one.name == node.name)
            && boxes.get(child).is_some_and(|bounds| !bounds.is_empty())
    });
    alike.next().filter(|_| alike.next().is_none())
}

/// Nodes that stay: joints, what they move, and all above these.
fn stiff(model: &Model) -> Vec<bool> {
    let mut stiff: Vec<bool> = model.nodes.iter().map(|node| node.skin.is_some()).collect();
    for &joint in model.skins.iter().flat_map(|skin| &skin.joints) {
        if let Some(slot) = stiff.get_mut(joint as usize) {
            *slot = true;
        }
    }
    let mut above = stiff.clone();
    for index in (0..model.nodes.len()).rev() {
        let parent = model.nodes.get(index).and_then(|node| node.parent);
        let stays = above.get(index).copied().unwrap_or(false);
        if let Some(slot) = parent.and_then(|parent| above.get_mut(parent as usize)) {
            *slot |= stays;
        }
    }
    // What a joint carries stays on it.
    for index in 0..model.nodes.len() {
        let parent = model.nodes.get(index).and_then(|node| node.parent);
        let carried = parent.and_then(|parent| stiff.get(parent as usize)).copied().unwrap_or(false);
        if let Some(slot) = stiff.get_mut(index) {
            *slot |= carried;
        }
    }
    stiff.iter().zip(above).map(|(own, above)| *own || above).collect()
}

/// Moves units apart, and writes the ways of their nodes.
fn spread(units: &mut [Unit], ways: &mut [Vec3]) {
    if units.len() < 2 {
        return;
    }
    let all = units.iter().fold(Aabb::EMPTY, |all, unit| all.union(unit.bounds));
    let gap = all.half().length() * 2.0 * GAP;
    if !units.iter().any(|unit| unit.node.is_none()) {
        let size = |unit: &Unit| unit.bounds.half().element_product();
        let low = all.min.y + gap * 0.2;
        let lowest = units.iter_mut().filter(|unit| unit.bounds.min.y <= low);
        if let Some(base) = lowest.max_by(|a, b| size(a).total_cmp(&size(b))) {
            base.node = None;
        }
    }
    let mut placed: Vec<Aabb> = units.iter().filter(|unit| unit.node.is_none()).map(|unit| unit.bounds).collect();
    let base = placed.iter().fold(Aabb::EMPTY, |all, bounds| all.union(*bounds)).center();
    units.sort_by(|a, b| base.distance_squared(a.bounds.center()).total_cmp(&base.distance_squared(b.bounds.center())));
    for unit in units {
        let Some(node) = unit.node else { continue };
        let out = unit.bounds.center() - base;
        // What is in the very middle goes up.
        let along = if out.length() > gap * 1e-3 { out.normalize() } else { Vec3::Y };
        let way = along * clear(&unit.bounds, along, &placed, gap);
        unit.bounds = Aabb { min: unit.bounds.min + way, max: unit.bounds.max + way };
        placed.push(unit.bounds);
        if let Some(slot) = ways.get_mut(node) {
            *slot = way;
        }
    }
}

/// How far a box goes until it is `gap` away from where it was and from all others.
fn clear(bounds: &Aabb, along: Vec3, others: &[Aabb], gap: f32) -> f32 {
    let (center, half) = (bounds.center(), bounds.half());
    let meets = |other: &Aabb| {
        let reach = half + other.half() + gap * 0.5;
        let off = other.center() - center;
        let (mut enter, mut leave) = (f32::NEG_INFINITY, f32::INFINITY);
        for axis in 0..3 {
            if along[axis].abs() < 1e-6 {
                if off[axis].abs() >= reach[axis] {
                    return None;
                }
                continue;
            }
            let (a, b) = ((off[axis] - reach[axis]) / along[axis], (off[axis] + reach[axis]) / along[axis]);
            (enter, leave) = (enter.max(a.min(b)), leave.min(a.max(b)));
        }
        (enter < leave && leave > gap).then_some((enter, leave))
    };
    let mut meetings: Vec<(f32, f32)> = others.iter().filter_map(meets).collect();
    meetings.sort_by(|a, b| a.0.total_cmp(&b.0));
    meetings.into_iter().fold(gap, |far, (enter, leave)| if enter <= far { far.max(leave) } else { far })
}

#[cfg(test)]
mod tests;

//! The placed objects and the arrays that a frame walks over.
//!
//! An *item* is one primitive of one placed object. Items lie in parallel arrays; an item's index is also its slot in
//! the GPU's instance buffer, so that nothing is copied per frame for what did not move.

use std::ops::Range;
use std::sync::Arc;

use bytemuck::{Pod, Zeroable};
use glam::{Mat4, Vec3};

use super::batches::{Batches, Kind};
use super::cells::{Cells, EVERY_ROOM};
use super::fade::Fade;
use super::key::{Key, Phase, Shown};
use super::lights::PlacedLight;
use super::object::{Clock, Joined, Object};
use super::poses::Poses;
use super::slots::{Slots, Touched};
use crate::model::{self, Aabb, Material, Model};

/// Nodes with this prefix cast no sun shadow.
const NO_SHADOW: &str = "NOCAST_";
/// Nodes with this prefix are walls for walking only and are not drawn.
const COLLISION: &str = "COL_";

/// Matches `Instance` in `shaders/instance.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Instance {
    /// Rows of the matrix from mesh to world.
    pub rows: [[f32; 4]; 3],
    /// `[3]` is [`Deform::header`](crate::model::Deform::header).
    pub position_offset: [f32; 4],
    /// `[3]` is the first row of the pose; -1 less that row where the node has no skin.
    pub position_scale: [f32; 4],
    /// Offset and scale.
    pub uv0: [f32; 4],
    pub uv1: [f32; 4],
}

/// What an item draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Draw {
    /// The renderer's number of the model.
    pub model: u32,
    /// Counted over all meshes of the model.
    pub primitive: u32,
    pub material: u32,
    pub key: Key,
    pub casts: bool,
    /// Together with the primitive before it, it may be one draw: see [`Scene::join`].
    pub joins: bool,
}

/// A placed model; stays valid until it is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ObjectId(pub(super) u32);

/// How much of an object is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// What its items draw, too.
    Draws,
    Place,
    /// Its own parts moved.
    Pose,
    /// How much of it is drawn.
    Fade,
}

/// All that stands in the fair now.
#[derive(Debug, Default)]
pub struct Scene {
    pub(super) objects: Vec<Option<Object>>,
    /// Numbers of objects that were removed.
    free: Vec<u32>,
    pub(super) instances: Vec<Instance>,
    pub(super) draws: Vec<Option<Draw>>,
    pub(super) kinds: Vec<Kind>,
    /// See [`Fade::code`].
    pub(super) fades: Vec<u8>,
    pub(super) centers: Vec<Vec3>,
    pub(super) halves: Vec<Vec3>,
    /// In which room each item stands.
    pub(super) rooms: Vec<u16>,
    pub(super) batches: Batches,
    pub(super) cells: Cells,
    slots: Slots,
    poses: Poses,
    dirty: Touched,
    version: u64,
    /// Objects with an animation.
    pub(super) playing: Vec<u32>,
    /// Objects with lights.
    lit: Vec<u32>,
    /// Objects whose materials moved since they were last sent.
    pub(super) painted: Vec<u32>,
}

impl Scene {
    pub fn new() -> Scene {
        Scene::default()
    }

    /// With room for so many items: to grow copies everything, in the frame in which it happens.
    pub fn with_capacity(items: usize) -> Scene {
        Scene {
            instances: Vec::with_capacity(items),
            draws: Vec::with_capacity(items),
            kinds: Vec::with_capacity(items),
            fades: Vec::with_capacity(items),
            centers: Vec::with_capacity(items),
            halves: Vec::with_capacity(items),
            rooms: Vec::with_capacity(items),
            ..Scene::default()
        }
    }

    /// Stands a model somewhere. `model` is the renderer's number for it; `shape` may be without vertices and texels.
    pub fn place(&mut self, model: u32, shape: &Arc<Model>, matrix: Mat4, casts: bool) -> ObjectId {
        self.place_part(model, shape, 0, matrix, casts)
    }

    /// Stands a part of a model somewhere: the first primitive of `shape` is the renderer's `first`.
    pub fn place_part(&mut self, model: u32, shape: &Arc<Model>, first: u32, matrix: Mat4, casts: bool) -> ObjectId {
        let nodes: Vec<u32> = (0u32..)
            .zip(&shape.nodes)
            .filter(|(_, node)| !node.name.starts_with(COLLISION))
            .flat_map(|(index, node)| {
                let count = node.mesh.and_then(|m| shape.meshes.get(m as usize)).map_or(0, |m| m.primitives.len());
                std::iter::repeat_n(index, count)
            })
            .collect();
        let items = self.allocate(nodes.len());
        self.rooms[items.clone()].fill(EVERY_ROOM);
        let (rows, first_rows) = self.poses.take(shape);
        let pose = shape.rest();
        let mut moved_materials: Vec<u32> = shape.moved_materials().collect();
        moved_materials.sort_unstable();
        moved_materials.dedup();
        let object = Object {
            shape: shape.clone(),
            model,
            matrix,
            items,
            nodes,
            firsts: shape
                .meshes
                .iter()
                .scan(first, |next, mesh| {
                    let first = *next;
                    *next += mesh.primitives.len() as u32;
                    Some(first)
                })
                .collect(),
            hidden: vec![false; pose.hidden.len()],
            moved_materials,
            pose,
            rows,
            first_rows,
            worlds: vec![Mat4::IDENTITY; shape.nodes.len()],
            animation: None,
            states: Vec::new(),
            settled: false,
            clock: Clock::default(),
            apart: None,
            variant: None,
            room: EVERY_ROOM,
            visible: true,
            casts,
            cut: false,
            fade: Fade::Whole,
            joined: None,
            bounds: Aabb::EMPTY,
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.objects[slot as usize] = Some(object);
                slot
            }
            None => {
                self.objects.push(Some(object));
                self.objects.len() as u32 - 1
            }
        };
        if !shape.lights.is_empty() {
            self.lit.push(slot);
        }
        let id = ObjectId(slot);
        self.refresh(id, Change::Draws);
        id
    }

    /// Says that an object is one of many whose primitives lie behind one another, each where it belongs in the world: while
    /// its matrix is `home`, it is drawn as it lies, seen or unseen with all that are in `bounds`, and at once with its
    /// neighbours.
    pub fn join(&mut self, id: ObjectId, home: Mat4, bounds: Aabb) {
        if let Some(object) = self.object_mut(id) {
            object.joined = Some(Joined { home, bounds });
            self.refresh(id, Change::Draws);
        }
    }

    pub fn remove(&mut self, id: ObjectId) {
        let Some(object) = self.objects.get_mut(id.0 as usize).and_then(Option::take) else { return };
        self.playing.retain(|one| *one != id.0);
        self.lit.retain(|one| *one != id.0);
        self.cells.remove(id.0);
        self.free.push(id.0);
        self.version += u64::from(object.casts);
        self.draws[object.items.clone()].fill(None);
        self.fades[object.items.clone()].fill(0);
        for kind in &mut self.kinds[object.items.clone()] {
            self.batches.leave(std::mem::replace(kind, Kind::NONE));
        }
        self.slots.give(object.items);
        self.poses.give(object.rows);
    }

    pub fn set_matrix(&mut self, id: ObjectId, matrix: Mat4) {
        if let Some(object) = self.object_mut(id)
            && object.matrix != matrix
        {
            object.matrix = matrix;
            self.refresh(id, Change::Place);
        }
    }

    pub fn set_visible(&mut self, id: ObjectId, visible: bool) {
        if let Some(object) = self.object_mut(id)
            && object.visible != visible
        {
            object.visible = visible;
            self.refresh(id, Change::Draws);
        }
    }

    /// Stands an object in one room only; it is in all of them where none is named, and at first. Of rooms, which all begin
    /// at the origin, only one is there at a time: see [`Scene::enter`].
    pub fn set_room(&mut self, id: ObjectId, room: Option<usize>) {
        let room = room.and_then(|room| u16::try_from(room).ok()).unwrap_or(EVERY_ROOM);
        let Some(object) = self.object_mut(id).filter(|object| object.room != room) else { return };
        object.room = room;
        let (items, casts) = (object.items.clone(), object.casts);
        self.rooms[items].fill(room);
        self.cells.set_room(id.0, room);
        self.version += u64::from(casts);
    }

    /// Shows another room, the first at first. Takes no time by what is in it.
    pub fn enter(&mut self, room: usize) {
        let room = u16::try_from(room).unwrap_or(EVERY_ROOM);
        if std::mem::replace(&mut self.cells.room, room) != room {
            self.version += 1;
        }
    }

    /// Whether what stands in that room is there now.
    pub fn is_in(&self, room: usize) -> bool {
        usize::from(self.cells.room) == room
    }

    /// Whether the sun's shadow of it is drawn: what is in a hand would have the whole map drawn anew in each frame.
    pub fn set_casts(&mut self, id: ObjectId, casts: bool) {
        if let Some(object) = self.object_mut(id)
            && object.casts != casts
        {
            object.casts = casts;
            self.version += 1;
            self.refresh(id, Change::Draws);
        }
    }

    /// Whether the section's plane cuts it: see [`Renderer::set_section`](crate::render::Renderer::set_section).
    pub fn set_cut(&mut self, id: ObjectId, cut: bool) {
        if let Some(object) = self.object_mut(id)
            && object.cut != cut
        {
            object.cut = cut;
            self.refresh(id, Change::Draws);
        }
    }

    /// Shows the materials of a variant (an index into [`Model::variants`]), or the ones of the file.
    pub fn set_variant(&mut self, id: ObjectId, variant: Option<u32>) {
        if let Some(object) = self.object_mut(id)
            && object.variant != variant
        {
            object.variant = variant;
            self.refresh(id, Change::Draws);
        }
    }

    /// Calls `see` with every light of what is shown.
    pub(super) fn each_light(&self, mut see: impl FnMut(PlacedLight)) {
        let shown = |object: &&Object| object.visible && self.cells.shows(object.room);
        for object in self.lit.iter().filter_map(|lit| self.objects.get(*lit as usize)?.as_ref()).filter(shown) {
            let lights = if object.pose.lights.is_empty() { &object.shape.lights } else { &object.pose.lights };
            for (index, (node, world)) in object.shape.nodes.iter().zip(&object.worlds).enumerate() {
                let shown = !object.hidden.get(index).copied().unwrap_or(false);
                let Some(&light) = node.light.filter(|_| shown).and_then(|light| lights.get(light as usize)) else {
                    continue;
                };
                let direction = world.transform_vector3(Vec3::NEG_Z).normalize_or(Vec3::NEG_Z);
                see(PlacedLight { light, position: world.w_axis.truncate(), direction });
            }
        }
    }

    /// Bounds in the world of one object.
    pub fn bounds(&self, id: ObjectId) -> Aabb {
        self.objects.get(id.0 as usize).and_then(Option::as_ref).map_or(Aabb::EMPTY, |object| object.bounds)
    }

    /// Where an object stands.
    pub fn matrix(&self, id: ObjectId) -> Option<Mat4> {
        self.objects.get(id.0 as usize)?.as_ref().map(|object| object.matrix)
    }

    /// Bounds in the world of everything that is shown.
    pub fn all_bounds(&self) -> Aabb {
        let shown = self.objects.iter().flatten().filter(|o| o.visible && self.cells.shows(o.room));
        shown.fold(Aabb::EMPTY, |all, o| all.union(o.bounds))
    }

    /// Changes whenever something that casts a shadow came, went or was moved. Animations do not count: a turning part keeps
    /// the shadow of the pose in which it was placed, because drawing the whole map again in every frame costs more than
    /// it shows.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Items of what is animated: that many more instances may be seen at once.
    pub fn moving(&self) -> usize {
        let objects = self.playing.iter().filter_map(|one| self.objects.get(*one as usize)?.as_ref());
        objects.map(|object| object.items.len()).sum()
    }

    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// The instances, and the slots of those that changed since they were last sent: call [`Scene::sent`] then.
    pub fn dirty(&self) -> (&[Instance], &[Range<usize>]) {
        (&self.instances, self.dirty.ranges())
    }

    /// What [`Scene::dirty`] gave is on its way.
    pub fn sent(&mut self) {
        self.dirty.clear();
    }

    /// Rows of poses that there are.
    pub fn pose_rows(&self) -> usize {
        self.poses.rows.len()
    }

    /// The poses of what joints and morph targets move, and the rows that changed since the last call.
    pub fn take_poses(&mut self) -> (&[[f32; 4]], Option<Range<usize>>) {
        (&self.poses.rows, self.poses.dirty.take())
    }

    /// Calls `send` with every material that animations moved since the last call: the model's number, the material's,
    /// and what it is now. A material belongs to its model: where a model stands twice, the later place decides.
    pub fn take_materials(&mut self, mut send: impl FnMut(u32, u32, &Material)) {
        for slot in self.painted.drain(..) {
            let Some(object) = self.objects.get(slot as usize).and_then(Option::as_ref) else { continue };
            for &index in &object.moved_materials {
                if let Some(material) = object.pose.materials.get(index as usize) {
                    send(object.model, index, material);
                }
            }
        }
    }

    /// Everything must be sent again: the GPU is another one, or its buffer has grown.
    pub fn mark_dirty(&mut self) {
        self.dirty.add(0..self.instances.len());
        self.poses.dirty = (!self.poses.rows.is_empty()).then_some(0..self.poses.rows.len());
    }

    pub(super) fn object_mut(&mut self, id: ObjectId) -> Option<&mut Object> {
        self.objects.get_mut(id.0 as usize).and_then(Option::as_mut)
    }

    fn allocate(&mut self, count: usize) -> Range<usize> {
        let range = self.slots.take(count);
        let len = self.slots.len();
        self.instances.resize(len, Instance::zeroed());
        self.draws.resize(len, None);
        self.kinds.resize(len, Kind::NONE);
        self.fades.resize(len, 0);
        self.centers.resize(len, Vec3::ZERO);
        self.halves.resize(len, Vec3::ZERO);
        self.rooms.resize(len, EVERY_ROOM);
        range
    }

    /// Computes world matrices and items of an object again.
    pub(super) fn refresh(&mut self, id: ObjectId, change: Change) {
        let Some(object) = self.objects.get_mut(id.0 as usize).and_then(Option::as_mut) else { return };
        for (index, node) in object.shape.nodes.iter().enumerate() {
            let parent = node.parent.and_then(|p| object.worlds.get(p as usize)).unwrap_or(&object.matrix);
            object.worlds[index] = *parent * object.pose.locals[index].matrix();
            if let Some(apart) = &object.apart {
                object.worlds[index].w_axis += apart.way(index, &object.matrix).extend(0.0);
            }
        }
        let rests = object.joined.as_ref().filter(|joined| joined.home == object.matrix).map(|joined| joined.bounds);
        if rests.is_some() {
            object.worlds.fill(Mat4::IDENTITY);
        }
        let mut draws = matches!(change, Change::Draws | Change::Fade);
        draws |= object.joined.is_some() && change == Change::Place;
        for (index, by_itself) in object.pose.hidden.iter().enumerate() {
            let parent = object.shape.nodes.get(index).and_then(|node| node.parent);
            let hidden = *by_itself || parent.is_some_and(|parent| object.hidden[parent as usize]);
            draws |= object.hidden[index] != hidden;
            object.hidden[index] = hidden;
        }
        object.bounds = Aabb::EMPTY;
        let moves = object.moves();
        let joins = rests.is_some() && !moves && object.shown() == Shown::Whole;
        let mut slot = object.items.start;
        let mut at = 0;
        while at < object.nodes.len() {
            let node_index = object.nodes[at] as usize;
            let node = &object.shape.nodes[node_index];
            let world = object.worlds[node_index];
            let Some(mesh_index) = node.mesh else { break };
            let first = object.firsts[mesh_index as usize];
            let primitives = &object.shape.meshes[mesh_index as usize].primitives;
            let weights = object.pose.weights.get(node_index).map_or(&[] as &[f32], Vec::as_slice);
            let row = object.first_rows.get(node_index).copied().unwrap_or(0);
            self.poses.write(&object.shape, node, row, &object.worlds, weights);
            let hidden = object.hidden.get(node_index).copied().unwrap_or(false);
            let mirrored = self.poses.mirrored().unwrap_or(world.determinant() < 0.0);
            for (offset, primitive) in primitives.iter().enumerate() {
                let bounds = self.poses.bounds(primitive, &world, weights);
                if !hidden {
                    object.bounds = object.bounds.union(bounds);
                }
                self.centers[slot] = bounds.center();
                self.halves[slot] = bounds.half();
                self.instances[slot] = instance(&world, primitive, pose_row(node, row));
                if draws {
                    let material = object
                        .variant
                        .and_then(|wanted| primitive.variants.iter().find(|(variant, _)| *variant == wanted))
                        .map_or(primitive.material, |(_, material)| *material);
                    let key = object
                        .shape
                        .materials
                        .get(material as usize)
                        .map(|m| Key::new(m, primitive.topology, mirrored, primitive.deform.is_some()))
                        .map(|key| Key { shown: object.shown(), ..key });
                    let casts = object.casts && !node.name.starts_with(NO_SHADOW);
                    self.draws[slot] = key.filter(|_| object.visible && !hidden).map(|key| Draw {
                        model: object.model,
                        primitive: first + offset as u32,
                        material,
                        key,
                        casts: casts && !matches!(key.phase, Phase::Blend | Phase::Transmit),
                        joins,
                    });
                    // Entered before the old one is left: a batch that stays is not made anew.
                    let kind = self.draws[slot].map_or(Kind::NONE, |draw| self.batches.enter(&draw, moves));
                    self.batches.leave(std::mem::replace(&mut self.kinds[slot], kind));
                }
                slot += 1;
            }
            at += primitives.len();
        }
        let items = object.items.clone();
        let shadow = change != Change::Fade && (draws || change != Change::Pose);
        self.version += u64::from(object.casts && shadow);
        let shown = if object.visible { rests.unwrap_or(object.bounds) } else { Aabb::EMPTY };
        self.cells.put(id.0, shown, items.start as u32..items.end as u32, moves);
        // What moves with each frame goes with each frame; a fade is no part of an instance.
        if !matches!(change, Change::Pose | Change::Fade) {
            self.dirty.add(items);
        }
    }
}

/// A pose's place as the shader reads it: its sign tells whether there are joints. Row 0 has a negative form, too.
fn pose_row(node: &model::Node, row: u32) -> f32 {
    if node.skin.is_some() { row as f32 } else { -1.0 - row as f32 }
}

fn instance(world: &Mat4, primitive: &model::Primitive, row: f32) -> Instance {
    let decode = &primitive.decode;
    // Both are whole numbers below 2^24, and so exact.
    let header = primitive.deform.as_ref().map_or(0.0, |deform| deform.header as f32);
    let rows = world.transpose();
    let pair = |offset: glam::Vec2, scale: glam::Vec2| [offset.x, offset.y, scale.x, scale.y];
    Instance {
        rows: [rows.x_axis.to_array(), rows.y_axis.to_array(), rows.z_axis.to_array()],
        position_offset: decode.position_offset.extend(header).to_array(),
        position_scale: decode.position_scale.extend(row).to_array(),
        uv0: pair(decode.uv0_offset, decode.uv0_scale),
        uv1: pair(decode.uv1_offset, decode.uv1_scale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel;

    #[test]
    fn slots_of_removed_objects_are_used_again() {
        let mut scene = Scene::new();
        let shape = Arc::new(panel::wand());
        let first = scene.place(0, &shape, Mat4::IDENTITY, true);
        scene.place(1, &shape, Mat4::IDENTITY, true);
        let slots = scene.instances().len();
        scene.remove(first);
        scene.remove(first);
        scene.place(2, &shape, Mat4::IDENTITY, true);
        assert_eq!(scene.instances().len(), slots);
        assert_eq!(scene.draws.iter().flatten().filter(|draw| draw.model == 2).count(), 3);
        assert!(scene.draws.iter().flatten().all(|draw| draw.model != 0));
    }

    #[test]
    fn the_first_pose_tells_joints_from_none() {
        let skinned = model::Node { skin: Some(0), ..model::Node::default() };
        assert_eq!((pose_row(&skinned, 0), pose_row(&skinned, 7)), (0.0, 7.0));
        assert_eq!((pose_row(&model::Node::default(), 0), pose_row(&model::Node::default(), 7)), (-1.0, -8.0));
    }

    #[test]
    fn only_what_moved_is_sent_again() {
        let mut scene = Scene::new();
        let shape = Arc::new(panel::wand());
        scene.place(0, &shape, Mat4::IDENTITY, true);
        let second = scene.place(1, &shape, Mat4::IDENTITY, true);
        assert_eq!(scene.dirty().1.to_vec(), vec![0..6; 1]);
        scene.sent();
        let version = scene.version();
        scene.set_matrix(second, Mat4::IDENTITY);
        assert_eq!((scene.dirty().1.len(), scene.version()), (0, version));
        scene.set_matrix(second, Mat4::from_translation(Vec3::X));
        assert_eq!(scene.dirty().1.to_vec(), vec![3..6; 1]);
        assert_ne!(scene.version(), version);
        assert!((scene.bounds(second).center().x - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_mirrored_node_turns_its_faces() {
        let mut scene = Scene::new();
        let shape = Arc::new(panel::wand());
        scene.place(0, &shape, Mat4::from_scale(Vec3::new(-1.0, 1.0, 1.0)), true);
        assert!(scene.draws.iter().flatten().all(|draw| draw.key.cull == crate::scene::Cull::Mirrored));
    }
}

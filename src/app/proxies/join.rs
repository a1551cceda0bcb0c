//! The proxies of a hall put where they stand and laid behind one another, so that any row of them is one draw.
//!
//! A proxy has a few hundred triangles, and so does the next one: what costs a headset's processor is the draw, and two
//! thousand booths are two thousand draws. All proxies share a material. So where a model stands once, or a few times, its
//! proxy becomes a copy in the hall's own space, and neighbours become a *tile*: their vertices lie together, with one
//! decoding for all, and their indices one after another. A tile of which everything shows its proxy is one draw, and each
//! that shows something finer cuts it in two. What stands very often stays what it is, one draw at all its places.
//!
//! The file is as it was: this is done by the thread that takes it apart.

use std::collections::{HashMap, HashSet};

use glam::{Mat3, Mat4, Vec3};

use crate::app::piece::Piece;
use crate::model::{
    Aabb, Decode, Mesh, Model, Node, Primitive, Topology, Vertex, octahedral_decode, octahedral_encode,
};
use crate::scene::{Key, Phase};

/// Tiles of a hall: so many of booths, and as many of what is on them. What is on booths is small, and from far it is left
/// out before them.
const TILES: usize = 16;
/// A tile has at least so many places.
const LEAST: usize = 8;
/// Models that stand most often and stay as they are: so many of a hall, …
const OFTEN: usize = 16;
/// … if they stand at so many places at least.
const PLACES: usize = 16;
/// Indices of 16 bits reach no further.
const TILE_VERTICES: usize = u16::MAX as usize;
/// Vertices of a hall that are copied, at most: 16 MB; and indices: 6 MB.
const VERTICES: usize = 1 << 19;
const INDICES: usize = 6 * VERTICES;

/// A proxy at its place in a tile.
#[derive(Debug, Clone)]
pub struct Member {
    pub place: Piece,
    /// Its mesh, of one primitive, in the hall's space.
    pub mesh: u32,
    /// The matrix of the place, as the fair has it.
    pub home: Mat4,
    pub tile: u32,
}

/// Everything that was laid together.
#[derive(Debug, Clone, Default)]
pub struct Joined {
    pub members: Vec<Member>,
    /// By number: the box of all of its members.
    pub tiles: Vec<Aabb>,
}

/// What stands somewhere: the place, the path of its model, and the matrix of the place.
pub type Stood<'a> = (Piece, &'a str, Mat4);

/// One that can be joined.
#[derive(Debug, Clone, Copy)]
struct Single {
    place: Piece,
    mesh: usize,
    home: Mat4,
    /// From the mesh to the hall.
    matrix: Mat4,
    middle: Vec3,
    vertices: usize,
    indices: usize,
}

/// By how much the copies are more than what is copied, for models that stand at so many places each.
pub fn growth(places: impl Iterator<Item = usize>) -> u64 {
    let mut counts: Vec<usize> = places.collect();
    let models = counts.len().max(1);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts.iter_mut().take(OFTEN).filter(|count| **count >= PLACES).for_each(|count| *count = 1);
    counts.iter().sum::<usize>().div_ceil(models).max(1) as u64
}

/// Joins what can be joined of a file of proxies; meshes that nobody shows any more have nothing left in them.
pub fn join(model: &mut Model, stood: &[Stood]) -> Joined {
    let mut joined = Joined::default();
    let mut singles = singles(model, stood);
    let mut copied = (0, 0);
    // Booths first: they are what makes a hall.
    singles.sort_by_key(|single| !matches!(single.place, Piece::Booth(_)));
    singles.retain(|single| {
        copied = (copied.0 + single.vertices, copied.1 + single.indices);
        copied.0 <= VERTICES && copied.1 <= INDICES
    });
    let booths = singles.iter().take_while(|single| matches!(single.place, Piece::Booth(_))).count();
    let (booths, others) = singles.split_at_mut(booths);
    let mut left = stood.iter().fold(HashMap::<&str, usize>::new(), |mut left, (_, path, _)| {
        *left.entry(*path).or_default() += 1;
        left
    });
    for class in [booths, others] {
        let most = class.len().div_ceil(TILES).max(LEAST);
        split(class, most, &mut |tile| {
            let number = joined.tiles.len() as u32;
            let (bounds, meshes) = lay(model, tile);
            for (single, mesh) in tile.iter().zip(meshes) {
                let Single { place, home, .. } = *single;
                joined.members.push(Member { place, mesh: model.meshes.len() as u32, home, tile: number });
                model.meshes.push(mesh);
            }
            joined.tiles.push(bounds);
        });
    }
    let places: HashMap<Piece, &str> = stood.iter().map(|(place, path, _)| (*place, *path)).collect();
    for path in joined.members.iter().filter_map(|member| places.get(&member.place)) {
        left.entry(*path).and_modify(|count| *count -= 1);
    }
    let idle = |node: &&Node| left.get(node.name.as_str()) == Some(&0);
    let used: HashSet<u32> = model.nodes.iter().filter(|node| !idle(node)).filter_map(|node| node.mesh).collect();
    for mesh in model.nodes.iter().filter(idle).filter_map(|node| node.mesh).filter(|mesh| !used.contains(mesh)) {
        if let Some(mesh) = model.meshes.get_mut(mesh as usize) {
            mesh.primitives.clear();
        }
    }
    joined
}

/// What can be joined: a primitive of the material of all, that nothing moves.
fn singles(model: &Model, stood: &[Stood]) -> Vec<Single> {
    if !model.images.is_empty() {
        return Vec::new();
    }
    let mut worlds: Vec<Mat4> = Vec::with_capacity(model.nodes.len());
    let mut by_name: HashMap<&str, (usize, Mat4)> = HashMap::new();
    for node in &model.nodes {
        let above = node.parent.and_then(|parent| worlds.get(parent as usize)).copied().unwrap_or_default();
        let world = above * node.local.matrix();
        worlds.push(world);
        if let Some(mesh) = node.mesh {
            by_name.insert(&node.name, (mesh as usize, world));
        }
    }
    let plain = |mesh: usize| match model.meshes.get(mesh).map(|mesh| mesh.primitives.as_slice()) {
        Some([one]) => {
            let opaque = model
                .materials
                .get(one.material as usize)
                .is_some_and(|material| Key::new(material, one.topology, false, false).phase == Phase::Opaque);
            let still = one.deform.is_none() && one.variants.is_empty() && one.topology == Topology::Triangles;
            (opaque && still && one.material == 0 && one.vertices.len() <= TILE_VERTICES).then_some(one)
        }
        _ => None,
    };
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for (mesh, _) in stood.iter().filter_map(|(_, path, _)| by_name.get(path)) {
        *counts.entry(*mesh).or_default() += 1;
    }
    let mut often: Vec<(usize, usize)> =
        counts.into_iter().filter(|(_, places)| *places >= PLACES).map(|(mesh, places)| (places, mesh)).collect();
    often.sort_unstable_by(|a, b| b.cmp(a));
    often.truncate(OFTEN);
    let single = |&(place, path, home): &Stood| {
        let &(mesh, world) = by_name.get(path)?;
        let primitive = plain(mesh).filter(|_| !often.iter().any(|(_, one)| *one == mesh))?;
        let matrix = home * world;
        // What turns its faces would be drawn by another pipeline.
        let fits = matrix.is_finite() && matrix.determinant() > 0.0 && !matches!(place, Piece::Hall(_));
        let middle = matrix.transform_point3(primitive.bounds.center());
        let (vertices, indices) = (primitive.vertices.len(), primitive.indices.len());
        fits.then_some(Single { place, mesh, home, matrix, middle, vertices, indices })
    };
    stood.iter().filter_map(single).filter(|single| single.middle.is_finite()).collect()
}

/// Halves what stands together, across where it is longest, until it is few enough for a tile.
fn split(singles: &mut [Single], most: usize, tile: &mut impl FnMut(&[Single])) {
    if singles.is_empty() {
        return;
    }
    let vertices: usize = singles.iter().map(|single| single.vertices).sum();
    if singles.len() == 1 || singles.len() <= most && vertices <= TILE_VERTICES {
        return tile(singles);
    }
    let (low, high) = singles.iter().fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(low, high), single| {
        (low.min(single.middle), high.max(single.middle))
    });
    let size = high - low;
    let at = |single: &Single| if size.x >= size.z { single.middle.x } else { single.middle.z };
    singles.sort_by(|a, b| at(a).total_cmp(&at(b)));
    let (first, second) = singles.split_at_mut(singles.len() / 2);
    split(first, most, tile);
    split(second, most, tile);
}

/// Copies proxies into the hall's space: a mesh each, the first of which has the vertices of all.
fn lay(model: &Model, tile: &[Single]) -> (Aabb, Vec<Mesh>) {
    let of = |single: &Single| model.meshes.get(single.mesh).and_then(|mesh| mesh.primitives.first());
    let place = |single: &Single, primitive: &Primitive, vertex: &Vertex| {
        single.matrix.transform_point3(primitive.decode.position(vertex))
    };
    let boxes: Vec<Aabb> = tile
        .iter()
        .map(|single| {
            let mut bounds = Aabb::EMPTY;
            let primitive = of(single);
            let vertices = primitive.into_iter().flat_map(|one| one.vertices.iter().map(move |vertex| (one, vertex)));
            vertices.for_each(|(one, vertex)| bounds.extend(place(single, one, vertex)));
            bounds
        })
        .collect();
    let bounds = boxes.iter().fold(Aabb::EMPTY, |all, one| all.union(*one));
    let extent = bounds.max - bounds.min;
    let decode = Decode {
        position_offset: bounds.min,
        position_scale: extent,
        uv0_offset: glam::Vec2::ZERO,
        uv0_scale: glam::Vec2::ONE,
        uv1_offset: glam::Vec2::ZERO,
        uv1_scale: glam::Vec2::ONE,
    };
    let step = f32::from(u16::MAX) / extent;
    let step = Vec3::select(step.is_finite_mask(), step, Vec3::ZERO);
    let (mut all, mut meshes) = (Vec::new(), Vec::new());
    for (single, bounds) in tile.iter().zip(boxes) {
        let Some(primitive) = of(single) else { continue };
        let first = all.len() as u32;
        let turn = Mat3::from_mat4(single.matrix).inverse().transpose();
        all.extend(primitive.vertices.iter().map(|vertex| {
            // A cast clamps to the range of the type.
            let [x, y, z] = ((place(single, primitive, vertex) - decode.position_offset) * step + 0.5)
                .to_array()
                .map(|part| part as u16);
            let normal = octahedral_encode(turn * octahedral_decode(vertex.normal));
            let position = [x, y, z, vertex.position[3]];
            Vertex { position, normal, tangent: [0; 2], uv0: [0; 2], uv1: [0; 2], uv_low: [0; 4], ..*vertex }
        }));
        let indices = primitive.indices.iter().map(|index| first + index).collect();
        let laid = Primitive { vertices: Vec::new(), indices, bounds, decode, ..primitive.clone() };
        meshes.push(Mesh { primitives: vec![laid] });
    }
    if let Some(first) = meshes.first_mut().and_then(|mesh| mesh.primitives.first_mut()) {
        first.vertices = all;
    }
    (bounds, meshes)
}

//! Primitives of one mesh that are drawn alike become one draw.
//!
//! Tools write a primitive for each material, and a draw costs a headset's processor the same however little it shows. What
//! differs in factors alone has become one material before ([`super::material::Materials::merge`]).

use std::collections::{HashMap, HashSet};

use super::flat::Streams;
use super::geometry::Raw;
use super::material::Materials;
use super::types::{Aabb, Alpha, Material, Topology};

/// Metres a side, at most: coordinates of what is merged have 16 bits for the box of all, a step of 0.12 mm here.
const LARGEST: f32 = 8.0;
/// Indices of 16 bits reach no further.
const VERTICES: usize = u16::MAX as usize;

/// What has two sides becomes twice as many triangles where that saves a draw, of at most so many.
const TURNED: usize = 4096;

/// Joins what can be drawn at once, in the place of the first of each.
pub(super) fn merge(mut list: Vec<Raw>, materials: &Materials<'_>) -> Vec<Raw> {
    let there: HashSet<u32> = list.iter().filter(|raw| simple(raw, &materials.list)).map(|raw| raw.material).collect();
    for raw in &mut list {
        let one_sided = materials.one_sided.get(&raw.material).filter(|one| there.contains(one));
        if let Some(&material) = one_sided
            && simple(raw, &materials.list)
            && raw.indices.len() <= TURNED * 3
        {
            raw.material = material;
            turn(raw);
        }
    }
    join(list, &materials.list)
}

fn join(list: Vec<Raw>, materials: &[Material]) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::with_capacity(list.len());
    // By material: what takes more in, with its box.
    let mut open: HashMap<u32, (usize, Aabb)> = HashMap::new();
    for raw in list {
        if !simple(&raw, materials) {
            out.push(raw);
            continue;
        }
        let own = raw.bounds();
        if let Some((place, bounds)) = open.get_mut(&raw.material)
            && let Some(into) = out.get_mut(*place)
            && let both = bounds.union(own)
            && (both.max - both.min).max_element() <= LARGEST
            && into.streams.positions.len() + raw.streams.positions.len() <= VERTICES
        {
            *bounds = both;
            append(into, raw);
            continue;
        }
        open.insert(raw.material, (out.len(), own));
        out.push(raw);
    }
    out
}

/// Nothing but its vertices decides how it is drawn. What blends is drawn in the order of its distance.
fn simple(raw: &Raw, materials: &[Material]) -> bool {
    let still = raw.streams.influences.is_empty() && raw.streams.targets.is_empty();
    let plain = materials
        .get(raw.material as usize)
        .is_some_and(|material| material.layers.is_none() && material.alpha != Alpha::Blend);
    plain && still && raw.topology == Topology::Triangles && raw.variants.is_empty()
}

/// Gives every triangle another behind it that looks the other way.
fn turn(raw: &mut Raw) {
    let streams = &mut raw.streams;
    let count = streams.positions.len() as u32;
    streams.gather(&(0..count).chain(0..count).collect::<Vec<_>>());
    for normal in streams.normals.iter_mut().skip(count as usize) {
        *normal = normal.map(|part| -part);
    }
    // The texture's other direction stays where it is.
    for tangent in streams.tangents.iter_mut().skip(count as usize) {
        tangent[3] = -tangent[3];
    }
    let back: Vec<u32> = raw.indices.as_chunks::<3>().0.iter().flat_map(|&[a, b, c]| [a, c, b]).collect();
    raw.indices.extend(back.into_iter().map(|index| index + count));
}

fn append(into: &mut Raw, from: Raw) {
    let (first, more) = (into.streams.positions.len(), from.streams.positions.len());
    let Streams { positions, normals, tangents, uvs, colors, tints, influences: _, targets: _ } = from.streams;
    let own = &mut into.streams;
    own.positions.extend(positions);
    fill(&mut own.normals, normals, [0.0, 0.0, 1.0], first, more);
    fill(&mut own.tangents, tangents, [0.0, 0.0, 0.0, 1.0], first, more);
    for (own, uvs) in own.uvs.iter_mut().zip(uvs) {
        fill(own, uvs, [0.0; 2], first, more);
    }
    fill(&mut own.colors, colors, [1.0; 4], first, more);
    fill(&mut own.tints, tints, 0, first, more);
    into.indices.extend(from.indices.iter().map(|index| index + first as u32));
}

/// A stream that one of both has not says there what its absence says.
fn fill<T: Copy>(into: &mut Vec<T>, from: Vec<T>, absent: T, first: usize, more: usize) {
    if into.is_empty() && from.is_empty() {
        return;
    }
    into.resize(first, absent);
    into.extend(from);
    into.resize(first + more, absent);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(material: u32, at: f32) -> Raw {
        let positions = vec![[at, 0.0, 0.0], [at + 1.0, 0.0, 0.0], [at, 1.0, 0.0]];
        Raw {
            at: String::new(),
            topology: Topology::Triangles,
            streams: Streams { normals: vec![[0.0, 0.0, 1.0]; 3], positions, ..Streams::default() },
            indices: vec![0, 1, 2],
            material,
            variants: Vec::new(),
        }
    }

    fn materials() -> Vec<Material> {
        vec![Material::default(), Material { alpha: Alpha::Blend, ..Material::default() }]
    }

    #[test]
    fn what_one_has_and_the_other_has_not_is_filled_in() {
        let (mut coloured, mut second) = (raw(0, 1.0), raw(0, 2.0));
        coloured.streams.colors = vec![[0.5; 4]; 3];
        coloured.streams.tints = vec![3; 3];
        second.streams.uvs[0] = vec![[0.25; 2]; 3];
        let merged = join(vec![raw(0, 0.0), coloured, second], &materials());
        assert_eq!(merged.len(), 1);
        let Raw { streams, indices, .. } = &merged[0];
        assert_eq!(*indices, (0..9).collect::<Vec<u32>>());
        assert_eq!(streams.tints, [0, 0, 0, 3, 3, 3, 0, 0, 0]);
        assert_eq!((streams.colors[2], streams.colors[3], streams.colors[8]), ([1.0; 4], [0.5; 4], [1.0; 4]));
        assert_eq!((streams.uvs[0][5], streams.uvs[0][6], streams.uvs[0].len()), ([0.0; 2], [0.25; 2], 9));
        assert!(streams.tangents.is_empty() && streams.normals.len() == 9 && streams.positions[6] == [2.0, 0.0, 0.0]);
    }

    #[test]
    fn what_must_stay_apart_does() {
        let apart = |list: Vec<Raw>| join(list, &materials()).len();
        assert_eq!(apart(vec![raw(0, 0.0), raw(0, 7.0)]), 1);
        assert_eq!(apart(vec![raw(0, 0.0), raw(0, 7.5)]), 2, "the box");
        assert_eq!(apart(vec![raw(1, 0.0), raw(1, 0.0)]), 2, "what blends");
        let lines = Raw { topology: Topology::Lines, ..raw(0, 0.0) };
        let varied = Raw { variants: vec![(0, 1)], ..raw(0, 0.0) };
        assert_eq!(apart(vec![raw(0, 0.0), lines, varied, raw(0, 1.0)]), 3);
        let mut large = raw(0, 0.0);
        large.streams.positions = vec![[0.0; 3]; VERTICES - 2];
        large.streams.normals.clear();
        assert_eq!(apart(vec![raw(0, 0.0), large]), 2, "indices");
    }

    #[test]
    fn the_back_of_what_has_two_sides_joins_what_has_one() {
        let mut materials = Materials::new(HashSet::new(), false);
        materials.list = vec![Material::default(), Material { double_sided: true, ..Material::default() }];
        materials.one_sided.insert(1, 0);
        let mut leaf = raw(1, 2.0);
        leaf.streams.tangents = vec![[1.0, 0.0, 0.0, 1.0]; 3];
        let merged = merge(vec![leaf, raw(0, 0.0)], &materials);
        assert_eq!(merged.len(), 1);
        let Raw { streams, indices, material, .. } = &merged[0];
        assert_eq!((*material, &indices[..]), (0, &[0, 1, 2, 3, 5, 4, 6, 7, 8][..]));
        assert_eq!((streams.normals[0], streams.normals[3]), ([0.0, 0.0, 1.0], [-0.0, -0.0, -1.0]));
        assert_eq!((streams.tangents[2], streams.tangents[3]), ([1.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, -1.0]));
        // Alone, or where it is much, it stays what it is.
        assert_eq!(merge(vec![raw(1, 0.0)], &materials)[0].indices.len(), 3);
        let mut much = raw(1, 0.0);
        much.indices = [0, 1, 2].repeat(TURNED + 1);
        assert_eq!(merge(vec![raw(0, 0.0), much], &materials).len(), 2);
    }
}

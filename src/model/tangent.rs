//! Tangents for normal textures where the file has none (section 3.7.2.1 asks for MikkTSpace).
//!
//! The steps are MikkTSpace's: corners that agree in position, normal, coordinates and the sign of their mapping share
//! a tangent, the sum over their triangles, each projected onto the vertex's plane and weighted by the corner's angle.
//! Unlike there, triangles that touch in one vertex only are not told apart from those that share an edge. Coordinates are
//! those that the normal texture is read at: a KHR_texture_transform that turns it turns the tangents, too.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use glam::{Vec2, Vec3};

use super::flat::Streams;
use super::types::Transform;

/// Fills in tangents from the coordinates of one set, transformed. A vertex that mirrored and plain triangles share becomes two.
/// `welded`: no two vertices are equal.
pub(super) fn compute(streams: &mut Streams, indices: &mut [u32], set: usize, transform: &Transform, welded: bool) {
    let Some(uvs) = streams.uvs.get(set).filter(|uvs| uvs.len() == streams.positions.len()) else { return };
    // Where they have nothing else, they differ in what counts here.
    let others = streams.colors.len() + streams.influences.len() + streams.targets.len();
    let differ = welded && others == 0 && streams.uvs.iter().enumerate().all(|(own, uvs)| own == set || uvs.is_empty());
    let (groups, group_count) = match streams.positions.len() {
        count if differ => ((0..count as u32).collect(), count),
        _ => weld(streams, uvs),
    };
    let [row_u, row_v] = transform.rows().map(|[x, y, _]| Vec2::new(x, y));
    let apply = |turn: Vec2| Vec2::new(row_u.dot(turn), row_v.dot(turn));
    // Two sums a group: of mirrored and of plain triangles.
    let mut sums = vec![[Vec3::ZERO; 2]; group_count];
    let mut signs = Vec::with_capacity(indices.len() / 3);
    for corners in indices.as_chunks::<3>().0 {
        let at = |corner: u32| {
            let corner = corner as usize;
            let position = streams.positions.get(corner).copied().unwrap_or_default();
            (Vec3::from(position), Vec2::from(uvs.get(corner).copied().unwrap_or_default()))
        };
        let [a, b, c] = corners.map(at);
        let (edge_b, edge_c) = (b.0 - a.0, c.0 - a.0);
        let (turn_b, turn_c) = (apply(b.1 - a.1), apply(c.1 - a.1));
        let area = turn_b.perp_dot(turn_c);
        let sign = area > 0.0;
        let along = (edge_b * turn_c.y - edge_c * turn_b.y) * if sign { 1.0 } else { -1.0 };
        signs.push((area != 0.0).then_some(sign));
        if area == 0.0 {
            continue;
        }
        for (place, &corner) in corners.iter().enumerate() {
            let (here, next, last) = match place {
                0 => (a.0, b.0, c.0),
                1 => (b.0, c.0, a.0),
                _ => (c.0, a.0, b.0),
            };
            let normal = streams.normals.get(corner as usize).map_or(Vec3::Z, |&normal| Vec3::from(normal));
            let flat = |v: Vec3| v - normal * normal.dot(v);
            let angle = flat(next - here).angle_between(flat(last - here));
            let group = groups.get(corner as usize).map_or(0, |&group| group as usize);
            // A corner without two sides has no angle.
            if angle > 0.0
                && let Some([mirrored, plain]) = sums.get_mut(group)
            {
                *(if sign { mirrored } else { plain }) += flat(along).normalize_or_zero() * angle;
            }
        }
    }
    let (sources, sides) = split(indices, &signs, streams.positions.len());
    streams.tangents = Vec::with_capacity(sources.len());
    for (&source, &side) in sources.iter().zip(&sides) {
        let normal = streams.normals.get(source as usize).map_or(Vec3::Z, |&normal| Vec3::from(normal));
        let sum = groups.get(source as usize).and_then(|&group| sums.get(group as usize));
        let sum = sum.map_or(Vec3::ZERO, |[mirrored, plain]| if side { *mirrored } else { *plain });
        let tangent = sum.try_normalize().unwrap_or_else(|| perpendicular(normal));
        // With glTF's texture origin at the top, a positive area in the coordinates is a mirrored mapping.
        streams.tangents.push(tangent.extend(if side { -1.0 } else { 1.0 }).to_array());
    }
    if sources.len() > streams.positions.len() {
        let tangents = std::mem::take(&mut streams.tangents);
        streams.gather(&sources);
        streams.tangents = tangents;
    }
}

/// Any unit direction at a right angle to a normal.
pub(super) fn perpendicular(normal: Vec3) -> Vec3 {
    normal.try_normalize().unwrap_or(Vec3::Z).any_orthonormal_vector()
}

/// A group for each vertex: vertices with the same position, normal and coordinates count as one.
fn weld(streams: &Streams, uvs: &[[f32; 2]]) -> (Vec<u32>, usize) {
    let mut known = HashMap::with_capacity_and_hasher(streams.positions.len(), RandomState::default());
    let groups = streams
        .positions
        .iter()
        .zip(&streams.normals)
        .zip(uvs)
        .map(|((position, normal), uv)| {
            // Adding zero makes the two zeros one.
            let key =
                (position.map(|v| (v + 0.0).to_bits()), normal.map(|v| (v + 0.0).to_bits()), uv.map(f32::to_bits));
            let next = known.len() as u32;
            *known.entry(key).or_insert(next)
        })
        .collect();
    (groups, known.len())
}

/// Gives vertices that both kinds of triangles use a second copy: rewrites the indices, and returns the source and
/// the kind of every vertex.
fn split(indices: &mut [u32], signs: &[Option<bool>], count: usize) -> (Vec<u32>, Vec<bool>) {
    let mut sources: Vec<u32> = (0..count as u32).collect();
    let mut sides: Vec<Option<bool>> = vec![None; count];
    let mut copies: HashMap<u32, u32> = HashMap::new();
    for (corners, &sign) in indices.as_chunks_mut::<3>().0.iter_mut().zip(signs) {
        let Some(sign) = sign else { continue };
        for corner in corners {
            let Some(side) = sides.get_mut(*corner as usize) else { continue };
            if *side.get_or_insert(sign) == sign {
                continue;
            }
            *corner = *copies.entry(*corner).or_insert_with_key(|&source| {
                sources.push(source);
                (sources.len() - 1) as u32
            });
        }
    }
    let mut all: Vec<bool> = sides.iter().map(|side| side.unwrap_or(false)).collect();
    for &source in sources.iter().skip(count) {
        all.push(!sides.get(source as usize).copied().flatten().unwrap_or(false));
    }
    (sources, all)
}

#[cfg(test)]
mod tests {
    use glam::Vec4;

    use super::*;

    fn square() -> Streams {
        Streams {
            positions: vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]],
            normals: vec![[0.0, 0.0, 1.0]; 4],
            uvs: [vec![[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]], Vec::new()],
            ..Streams::default()
        }
    }

    #[test]
    fn a_transform_turns_the_tangents() {
        let quarter = Transform { rotation: std::f32::consts::FRAC_PI_2, ..Transform::default() };
        let mirror = Transform { scale: [-1.0, 1.0], ..Transform::default() };
        // A quarter turn sends growing v to growing u, and v grows downwards on this square.
        for (transform, expected) in [(quarter, [0.0, -1.0, 0.0, 1.0]), (mirror, [-1.0, 0.0, 0.0, -1.0])] {
            let mut streams = square();
            compute(&mut streams, &mut [0, 1, 2, 0, 2, 3], 0, &transform, false);
            for tangent in streams.tangents {
                assert!(Vec4::from(tangent).abs_diff_eq(Vec4::from(expected), 1e-6), "{tangent:?}");
            }
        }
    }

    #[test]
    fn a_plain_square_points_along_its_coordinates() {
        let mut streams = square();
        let mut indices = vec![0, 1, 2, 0, 2, 3];
        compute(&mut streams, &mut indices, 0, &Transform::default(), false);
        assert_eq!(streams.tangents, vec![[1.0, 0.0, 0.0, 1.0]; 4]);
    }

    #[test]
    fn a_mirrored_seam_is_split() {
        // Two squares share the edge at x = 0, and the left one shows the texture the other way round.
        let mut streams = Streams {
            positions: vec![
                [0.0, 0.0, 0.0],
                [1.0, 0.0, 0.0],
                [1.0, 1.0, 0.0],
                [0.0, 1.0, 0.0],
                [-1.0, 0.0, 0.0],
                [-1.0, 1.0, 0.0],
            ],
            normals: vec![[0.0, 0.0, 1.0]; 6],
            uvs: [vec![[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 1.0], [1.0, 0.0]], Vec::new()],
            ..Streams::default()
        };
        let mut indices = vec![0, 1, 2, 0, 2, 3, 4, 0, 3, 4, 3, 5];
        compute(&mut streams, &mut indices, 0, &Transform::default(), false);
        assert_eq!(streams.positions.len(), 8);
        assert_eq!(streams.tangents.len(), 8);
        for (triangle, corners) in indices.as_chunks::<3>().0.iter().enumerate() {
            let expected = if triangle < 2 { [1.0, 0.0, 0.0, 1.0] } else { [-1.0, 0.0, 0.0, -1.0] };
            for &corner in corners {
                assert_eq!(streams.tangents[corner as usize], expected);
            }
        }
    }

    #[test]
    fn mappings_without_area_still_give_unit_tangents() {
        let mut streams = Streams {
            positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
            normals: vec![[0.0, 0.0, 1.0]; 3],
            uvs: [vec![[0.5; 2]; 3], Vec::new()],
            ..Streams::default()
        };
        compute(&mut streams, &mut [0, 1, 2], 0, &Transform::default(), false);
        assert!(streams.tangents.iter().all(|t| Vec3::new(t[0], t[1], t[2]).is_normalized() && t[2] == 0.0));
    }
}

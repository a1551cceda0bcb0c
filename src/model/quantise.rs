//! Full-precision streams to [`Vertex`]: 16 bits a coordinate over the range that the primitive uses.

use glam::{Vec2, Vec3};

use super::error::{Fault, Result};
use super::flat::Streams;
use super::types::{Aabb, Decode, Vertex};

const UNORM: f32 = 65535.0;
const SNORM: f32 = 32767.0;
/// The largest number of 24 bits.
const FINE: f64 = 16_777_215.0;

/// Coordinates beyond this (in metres or repeats of a texture) leave no precision for anything to be drawn with.
pub(super) const REACH: f32 = 1e18;

/// Quantises the streams; all that are present have the same length.
pub(super) fn quantise(streams: &Streams, at: &str) -> Result<(Vec<Vertex>, Aabb, Decode)> {
    let mut bounds = Aabb::EMPTY;
    streams.positions.iter().for_each(|&position| bounds.extend(Vec3::from(position)));
    let [uv0, uv1] = streams.uvs.each_ref().map(|uvs| range(uvs));
    let reach = bounds.min.abs().max(bounds.max.abs()).max_element();
    let reach_uv = [uv0, uv1].iter().fold(0f32, |most, (a, b)| most.max(a.abs().max(b.abs()).max_element()));
    if reach > REACH || reach_uv > REACH {
        let why = format!("coordinates reach {:e}; nothing beyond {REACH:e} can be drawn", reach.max(reach_uv));
        return Err(Fault::invalid(at, why));
    }
    let decode = Decode {
        position_offset: bounds.min,
        position_scale: bounds.max - bounds.min,
        uv0_offset: uv0.0,
        uv0_scale: uv0.1 - uv0.0,
        uv1_offset: uv1.0,
        uv1_scale: uv1.1 - uv1.0,
    };
    let position_step = step3(decode.position_scale);
    let ranges = [(uv0.0, decode.uv0_scale), (uv1.0, decode.uv1_scale)];
    let mut vertices = Vec::with_capacity(streams.positions.len());
    for (index, &position) in streams.positions.iter().enumerate() {
        let place = unorm((Vec3::from(position) - bounds.min) * position_step);
        let tangent = streams.tangents.get(index);
        let uv = |set: usize| match (streams.uvs.get(set).and_then(|uvs| uvs.get(index)), ranges.get(set)) {
            (Some(&uv), Some(&(offset, scale))) => {
                let part = |axis: usize| match scale[axis] {
                    scale if scale > 0.0 => coordinate((uv[axis] - offset[axis]) / scale),
                    _ => (0, 0),
                };
                [part(0), part(1)]
            }
            _ => [(0, 0); 2],
        };
        let uvs = [uv(0), uv(1)];
        let handedness = u16::from(tangent.is_none_or(|tangent| tangent[3] >= 0.0));
        let tint = u16::from(streams.tints.get(index).copied().unwrap_or(0));
        vertices.push(Vertex {
            position: [place[0], place[1], place[2], tint << 1 | handedness],
            normal: streams.normals.get(index).map_or([0; 2], |&normal| octahedral_encode(normal.into())),
            tangent: tangent.map_or([0; 2], |&[x, y, z, _]| octahedral_encode(Vec3::new(x, y, z))),
            uv0: uvs[0].map(|(high, _)| high),
            uv1: uvs[1].map(|(high, _)| high),
            color: streams
                .colors
                .get(index)
                .map_or([u8::MAX; 4], |color| color.map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)),
            uv_low: [uvs[0][0].1, uvs[0][1].1, uvs[1][0].1, uvs[1][1].1],
        });
    }
    Ok((vertices, bounds, decode))
}

fn range(uvs: &[[f32; 2]]) -> (Vec2, Vec2) {
    if uvs.is_empty() {
        return (Vec2::ZERO, Vec2::ONE);
    }
    uvs.iter().fold((Vec2::INFINITY, Vec2::NEG_INFINITY), |(min, max), &uv| {
        let uv = Vec2::from(uv);
        (min.min(uv), max.max(uv))
    })
}

/// Steps per unit; 0 along an axis without extent, or with one so small that its inverse is not finite.
fn step3(scale: Vec3) -> Vec3 {
    let step = UNORM / scale;
    Vec3::select(step.is_finite_mask(), step, Vec3::ZERO)
}

fn unorm(value: Vec3) -> [u16; 3] {
    // A cast clamps to the range of the type.
    value.to_array().map(|part| (part + 0.5) as u16)
}

/// A texture coordinate from 0 to 1 of its range in 24 bits: the high 16 and the low 8.
///
/// With 16 bits alone, 50 repeats of a picture of 1,024 texels would err by 0.4 texels.
pub fn coordinate(value: f32) -> (u16, u8) {
    // A cast clamps to the range of the type.
    // Rounding by a cast: the function for it is a call on processors without an instruction.
    let whole = (f64::from(value.clamp(0.0, 1.0)) * FINE + 0.5) as u32;
    ((whole >> 8) as u16, whole as u8)
}

/// A direction as two snorm16 numbers: folded onto an octahedron and unfolded into a square (Meyer et al. 2010).
///
/// The length does not matter; a direction without length becomes +Z.
pub fn octahedral_encode(direction: Vec3) -> [i16; 2] {
    let sum = direction.abs().element_sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return [0; 2];
    }
    let mut flat = direction.truncate() / sum;
    if direction.z < 0.0 {
        flat = (Vec2::ONE - Vec2::new(flat.y, flat.x).abs()) * sign(flat);
    }
    (flat * SNORM).to_array().map(|part| (part + 0.5f32.copysign(part)) as i16)
}

/// The unit direction that [`octahedral_encode`] wrote; what a vertex shader does with the two numbers.
pub fn octahedral_decode(encoded: [i16; 2]) -> Vec3 {
    let flat = Vec2::from(encoded.map(|part| (f32::from(part) / SNORM).max(-1.0)));
    let z = 1.0 - flat.abs().element_sum();
    // Below the equator the corners of the square are folded back.
    let fold = (-z).max(0.0);
    (flat - sign(flat) * fold).extend(z).normalize_or(Vec3::Z)
}

fn sign(value: Vec2) -> Vec2 {
    Vec2::select(value.cmpge(Vec2::ZERO), Vec2::ONE, Vec2::NEG_ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn streams(positions: Vec<[f32; 3]>, uvs: Vec<[f32; 2]>) -> Streams {
        Streams { positions, uvs: [uvs, Vec::new()], ..Streams::default() }
    }

    fn half_step(scale: f32, offset: f32) -> f32 {
        // The rounding of the arithmetic itself, at the size of the numbers, comes on top.
        scale / UNORM * 0.5 + (scale + offset.abs()) * 4.0 * f32::EPSILON
    }

    proptest! {
        #[test]
        fn positions_and_coordinates_come_back_within_half_a_step(
            positions in proptest::collection::vec(prop::array::uniform3(-1000.0f32..1000.0), 1..40),
            offset in -5.0f32..5.0,
        ) {
            let uvs = positions.iter().map(|p| [p[0] * 0.01 + offset, p[1] * 0.003]).collect::<Vec<_>>();
            let from = streams(positions, uvs);
            let (vertices, bounds, decode) = quantise(&from, "").unwrap();
            for (index, vertex) in vertices.iter().enumerate() {
                let [x, y, z, _] = vertex.position.map(|part| f32::from(part) / UNORM);
                let back = decode.position_offset + Vec3::new(x, y, z) * decode.position_scale;
                for axis in 0..3 {
                    let error = (back[axis] - from.positions[index][axis]).abs();
                    prop_assert!(error <= half_step(decode.position_scale[axis], decode.position_offset[axis]));
                    prop_assert!(back[axis] >= bounds.min[axis]);
                }
                let back = decode.uv0(vertex);
                for axis in 0..2 {
                    let error = (back[axis] - from.uvs[0][index][axis]).abs();
                    let (scale, offset) = (decode.uv0_scale[axis], decode.uv0_offset[axis]);
                    // The step itself is below the rounding of the arithmetic.
                    prop_assert!(error <= (scale + offset.abs()) * 2.0 * f32::EPSILON, "{error}");
                }
            }
        }

        #[test]
        fn directions_come_back_within_a_hundredth_of_a_degree(d in prop::array::uniform3(-1.0f32..1.0)) {
            let direction = Vec3::from(d);
            prop_assume!(direction.length() > 1e-3);
            let back = octahedral_decode(octahedral_encode(direction));
            let angle = direction.normalize().cross(back).length().asin().to_degrees();
            prop_assert!(angle < 0.01 && back.dot(direction) > 0.0, "{angle}");
        }
    }

    #[test]
    fn fifty_repeats_of_a_large_picture_stay_sharp() {
        let uvs: Vec<[f32; 2]> = (0..1000).map(|i| [i as f32 * 0.05, 50.0 - i as f32 * 0.0499]).collect();
        let from = streams(vec![[0.0; 3]; 1000], uvs);
        let (vertices, _, decode) = quantise(&from, "").unwrap();
        for (vertex, uv) in vertices.iter().zip(&from.uvs[0]) {
            let texels = (decode.uv0(vertex) - Vec2::from(*uv)).abs().max_element() * 4096.0;
            assert!(texels < 0.05, "{texels} texels");
        }
    }

    #[test]
    fn flat_and_single_extents_are_safe() {
        let (vertices, bounds, decode) = quantise(&streams(vec![[1.0, 2.0, 3.0]], vec![[0.5, 0.5]]), "").unwrap();
        assert_eq!(vertices[0].position, [0, 0, 0, 1]);
        assert_eq!((decode.position_offset, decode.position_scale), (Vec3::new(1.0, 2.0, 3.0), Vec3::ZERO));
        assert_eq!(bounds.min, bounds.max);
        let tiny = f32::MIN_POSITIVE;
        quantise(&streams(vec![[0.0; 3], [tiny / 2.0, 0.0, tiny]], vec![[0.0; 2], [tiny; 2]]), "").unwrap();
        assert!(quantise(&streams(vec![[f32::MAX; 3], [f32::MIN; 3]], vec![]), "").is_err());
    }

    #[test]
    fn axes_are_exact() {
        for axis in [Vec3::X, Vec3::Y, Vec3::Z, Vec3::NEG_X, Vec3::NEG_Y, Vec3::NEG_Z] {
            assert!(octahedral_decode(octahedral_encode(axis)).abs_diff_eq(axis, 1e-6), "{axis}");
        }
        assert_eq!(octahedral_decode(octahedral_encode(Vec3::ZERO)), Vec3::Z);
    }
}

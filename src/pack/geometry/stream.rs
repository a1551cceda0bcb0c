//! Vertex streams at the precision that shows, as the meshopt codec takes them (EXT_meshopt_compression).

use bytemuck::NoUninit;

use super::Chunk;
use super::frame::Frame;
use crate::model::{Delta, Influence, Streams};
use crate::pack::coordinates::{whole, whole_unsigned};

/// How fine a mesh is to be stored.
#[derive(Debug, Clone, Copy)]
pub(in crate::pack) struct Precision {
    /// Positions are whole numbers in it; floats where there is none.
    pub frame: Option<Frame>,
    /// Two positions that differ by less may become one, in the mesh's units; morph targets move them by as much again each.
    pub position: f32,
    /// The same of texture coordinates, in repeats.
    pub uv: f32,
    /// Texture coordinates are whole numbers of it; floats otherwise.
    pub whole_uv: bool,
}

/// One stream, and what its accessor says.
#[derive(PartialEq)]
pub(in crate::pack) struct Stream {
    /// Of vertices row after row, to be packed with others of their kind; of indices packed already.
    pub bytes: Vec<u8>,
    pub count: usize,
    pub stride: usize,
    pub mode: &'static str,
    pub filter: Option<&'static str>,
    /// `componentType` of glTF.
    pub component: u32,
    pub normalized: bool,
    /// `type` of glTF.
    pub kind: &'static str,
    pub bounds: Option<([f32; 3], [f32; 3])>,
}

impl Stream {
    /// Rows of vertices, or numbers that are stored as such.
    pub fn is_rows(&self) -> bool {
        self.mode == ROWS
    }
}

/// `mode` of rows.
const ROWS: &str = "ATTRIBUTES";

const BYTE: u32 = 5120;
const UNSIGNED_BYTE: u32 = 5121;
const UNSIGNED_SHORT: u32 = 5123;
const SHORT: u32 = 5122;
const UNSIGNED_INT: u32 = 5125;
const FLOAT: u32 = 5126;

/// The streams of vertices by their names in `attributes`.
pub(in crate::pack) fn attributes(streams: &Streams, precision: Precision) -> Vec<(String, Stream)> {
    let mut list = vec![("POSITION".to_owned(), position(&streams.positions, precision))];
    if !streams.normals.is_empty() {
        list.push(("NORMAL".to_owned(), directions(streams.normals.iter().map(|&[x, y, z]| [x, y, z, 0.0]), "VEC3")));
    }
    if !streams.tangents.is_empty() {
        list.push(("TANGENT".to_owned(), directions(streams.tangents.iter().copied(), "VEC4")));
    }
    for (set, uvs) in streams.uvs.iter().enumerate().filter(|(_, uvs)| !uvs.is_empty()) {
        list.push((format!("TEXCOORD_{set}"), coordinates(uvs, precision)));
    }
    if !streams.colors.is_empty() {
        let bytes: Vec<[u8; 4]> = streams.colors.iter().map(|color| color.map(unorm)).collect();
        list.push(("COLOR_0".to_owned(), plain(&bytes, UNSIGNED_BYTE, true, "VEC4")));
    }
    influences(streams, &mut list);
    list
}

/// The streams of each morph target.
pub(in crate::pack) fn targets(streams: &Streams, precision: Precision) -> Vec<Vec<(&'static str, Stream)>> {
    let one = |target: &Vec<Delta>| {
        let pick = |part: fn(&Delta) -> glam::Vec3| -> Vec<[f32; 3]> {
            target.iter().map(|delta| part(delta).to_array()).collect()
        };
        let mut list = vec![("POSITION", way(&pick(|delta| delta.position), precision))];
        for (name, values) in [("NORMAL", pick(|delta| delta.normal)), ("TANGENT", pick(|delta| delta.tangent))] {
            if values.iter().flatten().any(|value| *value != 0.0) {
                list.push((name, turn(&values)));
            }
        }
        list
    };
    streams.targets.iter().map(one).collect()
}

/// The indices of a chunk.
pub(in crate::pack) fn indices(chunk: &Chunk) -> anyhow::Result<Stream> {
    let vertices = chunk.streams.positions.len();
    let bytes = match chunk.mode {
        4 => meshopt::encode_index_buffer(&chunk.indices, vertices)?,
        _ => meshopt::encode_index_sequence(&chunk.indices, vertices)?,
    };
    Ok(Stream {
        bytes,
        count: chunk.indices.len(),
        stride: if vertices <= super::MOST_VERTICES { 2 } else { 4 },
        mode: if chunk.mode == 4 { "TRIANGLES" } else { "INDICES" },
        filter: None,
        component: if vertices <= super::MOST_VERTICES { UNSIGNED_SHORT } else { UNSIGNED_INT },
        normalized: false,
        kind: "SCALAR",
        bounds: None,
    })
}

/// Numbers as they are: of animations, skins and instances.
pub(in crate::pack) fn numbers(values: &[f32], components: usize) -> Stream {
    let (kind, whole) = match components {
        1 => ("SCALAR", 1),
        2 => ("VEC2", 2),
        3 => ("VEC3", 3),
        4 => ("VEC4", 4),
        _ => ("MAT4", 16),
    };
    Stream { count: values.len() / whole, stride: whole * 4, ..plain(values, FLOAT, false, kind) }
}

/// Rotations: unit quaternions in 16 bits a part.
pub(in crate::pack) fn rotations(values: &[f32]) -> Stream {
    let quaternions = meshopt::encode_filter_quat(values.as_chunks::<4>().0, 16);
    Stream { filter: Some("QUATERNION"), ..plain(&quaternions, SHORT, true, "VEC4") }
}

/// Places, and the box around what will be read of them.
fn position(values: &[[f32; 3]], precision: Precision) -> Stream {
    match precision.frame {
        Some(frame) => {
            let whole = values.iter().map(|&place| frame.whole(place)).collect::<Vec<[u16; 3]>>();
            let rows: Vec<[u16; 4]> = whole.iter().map(|&[x, y, z]| [x, y, z, 0]).collect();
            let bounds = Some(bounds(whole.iter().map(|place| place.map(f32::from))));
            Stream { bounds, ..plain(&rows, UNSIGNED_SHORT, false, "VEC3") }
        }
        None => floats(values, precision.position),
    }
}

fn coordinates(uvs: &[[f32; 2]], precision: Precision) -> Stream {
    let step = precision.uv;
    if let Some(rows) = whole_unsigned(uvs, step).filter(|_| precision.whole_uv) {
        return plain(&rows, UNSIGNED_SHORT, false, "VEC2");
    }
    match whole(uvs, step).filter(|_| precision.whole_uv) {
        Some(rows) => plain(&rows, SHORT, false, "VEC2"),
        None => exponents(uvs, step),
    }
}

/// How far a morph target takes each place.
fn way(values: &[[f32; 3]], precision: Precision) -> Stream {
    match precision.frame {
        Some(frame) => {
            let whole = values.iter().map(|&way| frame.whole_way(way)).collect::<Vec<[i16; 3]>>();
            let rows: Vec<[i16; 4]> = whole.iter().map(|&[x, y, z]| [x, y, z, 0]).collect();
            let bounds = Some(bounds(whole.iter().map(|way| way.map(f32::from))));
            Stream { bounds, ..plain(&rows, SHORT, false, "VEC3") }
        }
        None => floats(values, precision.position),
    }
}

/// Differences of directions: as fine as the directions themselves.
fn turn(values: &[[f32; 3]]) -> Stream {
    const MOST: f32 = 127.0;
    if values.iter().flatten().any(|part| part.abs() > 1.0) {
        return exponents(values, 1.0 / MOST);
    }
    let rows: Vec<[i8; 4]> =
        values.iter().map(|&[x, y, z]| [x, y, z, 0.0].map(|part| (part * MOST).round() as i8)).collect();
    plain(&rows, BYTE, true, "VEC3")
}

fn floats(values: &[[f32; 3]], step: f32) -> Stream {
    let mut coded = coded(values, step);
    let stream = exponent_stream(&coded, "VEC3");
    meshopt::decode_filter_exp(&mut coded);
    Stream { bounds: Some(bounds(coded.iter().map(|place| place.map(f32::from_bits)))), ..stream }
}

fn bounds(places: impl Iterator<Item = [f32; 3]>) -> ([f32; 3], [f32; 3]) {
    places.fold(([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]), |(mut low, mut high), place| {
        for (axis, value) in place.into_iter().enumerate() {
            low[axis] = low[axis].min(value);
            high[axis] = high[axis].max(value);
        }
        (low, high)
    })
}

fn exponents<const N: usize>(values: &[[f32; N]], step: f32) -> Stream
where
    [u32; N]: NoUninit,
{
    exponent_stream(&coded(values, step), if N == 2 { "VEC2" } else { "VEC3" })
}

fn exponent_stream<const N: usize>(coded: &[[u32; N]], kind: &'static str) -> Stream
where
    [u32; N]: NoUninit,
{
    Stream { filter: Some("EXPONENTIAL"), ..plain(coded, FLOAT, false, kind) }
}

/// Whole numbers of a step that is a power of two and at most `step`, as the exponential filter takes them
/// (EXT_meshopt_compression): the exponent in the high byte, the number in 24 bits below. The step is the same for all
/// components: with one for each, as the library gives them, narrow sides of a model would take bits that nobody sees.
fn coded<const N: usize>(values: &[[f32; N]], step: f32) -> Vec<[u32; N]> {
    const MOST: f32 = 8_388_607.0;
    let most = values.iter().flatten().fold(0f32, |most, value| most.max(value.abs()));
    // No finer than 24 bits hold.
    let step = step.max(most / MOST * 2.0);
    let exponent = if step > 0.0 { step.log2().floor().clamp(-100.0, 100.0) as i32 } else { -100 };
    let scale = (-f64::from(exponent)).exp2();
    let number = |value: f32| {
        let whole = (f64::from(value) * scale).round().clamp(-f64::from(MOST), f64::from(MOST)) as i32;
        (exponent as u32) << 24 | (whole as u32 & 0xFF_FFFF)
    };
    values.iter().map(|value| value.map(number)).collect()
}

/// Directions on an octahedron, 8 bits a part; the fourth part stays.
fn directions(values: impl Iterator<Item = [f32; 4]>, kind: &'static str) -> Stream {
    let values: Vec<[f32; 4]> = values.collect();
    let coded = meshopt::encode_filter_oct::<i8>(&values, 8);
    Stream { filter: Some("OCTAHEDRAL"), ..plain(&coded, BYTE, true, kind) }
}

fn influences(streams: &Streams, list: &mut Vec<(String, Stream)>) {
    let used = |from: usize| streams.influences.iter().any(|all| all.iter().skip(from).any(|one| one.weight > 0));
    if streams.influences.is_empty() {
        return;
    }
    let sets = if used(4) { 2 } else { 1 };
    let wide = streams.influences.iter().flatten().any(|one| one.weight > 0 && one.joint > 255);
    let weights: Vec<[u8; 8]> = streams.influences.iter().map(|all| shares(all, sets * 4)).collect();
    for set in 0..sets {
        let pick = |all: &[Influence; 8], place: usize| all.get(set * 4 + place).copied().unwrap_or_default();
        // An unused influence must name joint 0 (section 3.7.3.1).
        let joint = |one: Influence| if one.weight > 0 { one.joint } else { 0 };
        let joints: Vec<[u16; 4]> =
            streams.influences.iter().map(|all| std::array::from_fn(|place| joint(pick(all, place)))).collect();
        let stream = if wide {
            plain(&joints, UNSIGNED_SHORT, false, "VEC4")
        } else {
            let narrow: Vec<[u8; 4]> = joints.iter().map(|joints| joints.map(|joint| joint as u8)).collect();
            plain(&narrow, UNSIGNED_BYTE, false, "VEC4")
        };
        list.push((format!("JOINTS_{set}"), stream));
        let shares: Vec<[u8; 4]> = weights
            .iter()
            .map(|all| std::array::from_fn(|place| all.get(set * 4 + place).copied().unwrap_or(0)))
            .collect();
        list.push((format!("WEIGHTS_{set}"), plain(&shares, UNSIGNED_BYTE, true, "VEC4")));
    }
}

/// Weights in 8 bits that sum up to 255: what rounding leaves goes to the strongest.
fn shares(all: &[Influence; 8], used: usize) -> [u8; 8] {
    let sum: u32 = all.iter().take(used).map(|one| u32::from(one.weight)).sum::<u32>().max(1);
    let mut shares: [u8; 8] = std::array::from_fn(|place| match all.get(place) {
        Some(one) if place < used => (u32::from(one.weight) * 255 / sum) as u8,
        _ => 0,
    });
    let left = 255 - shares.iter().map(|&share| u32::from(share)).sum::<u32>().min(255);
    let strongest = (0..used.min(8)).max_by_key(|&place| all.get(place).map_or(0, |one| one.weight)).unwrap_or(0);
    if let Some(slot) = shares.get_mut(strongest) {
        *slot = slot.saturating_add(left as u8);
    }
    shares
}

fn unorm(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

fn plain<T: NoUninit>(values: &[T], component: u32, normalized: bool, kind: &'static str) -> Stream {
    let bytes = bytemuck::cast_slice(values).to_vec();
    let (count, stride) = (values.len(), size_of::<T>());
    Stream { bytes, count, stride, mode: ROWS, filter: None, component, normalized, kind, bounds: None }
}

/// Packs rows of so many bytes each.
///
/// # Errors
/// The codec does not take rows of such a length.
pub(in crate::pack) fn packed(rows: &[u8], stride: usize) -> anyhow::Result<Vec<u8>> {
    fn encode<const N: usize>(rows: &[u8]) -> anyhow::Result<Vec<u8>> {
        // EXT_meshopt_compression knows version 0 only.
        Ok(meshopt::encode_vertex_buffer_level(rows.as_chunks::<N>().0, 2, Some(0))?)
    }
    match stride {
        4 => encode::<4>(rows),
        8 => encode::<8>(rows),
        12 => encode::<12>(rows),
        16 => encode::<16>(rows),
        64 => encode::<64>(rows),
        other => anyhow::bail!("rows of {other} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_by_at_most_half_a_step() {
        let values: Vec<[f32; 3]> = (0..500).map(|i| [(i as f32 * 0.37).sin() * 12.0, i as f32 * 1e-4, -7.3]).collect();
        for step in [0.5e-3, 1e-4, 0.1] {
            let mut coded = coded(&values, step);
            meshopt::decode_filter_exp(&mut coded);
            for (value, found) in values.iter().flatten().zip(coded.iter().flatten()) {
                assert!((value - f32::from_bits(*found)).abs() <= step * 0.5 + 1e-7, "{value} at {step}");
            }
        }
    }

    #[test]
    fn weights_sum_up_to_one() {
        let all =
            std::array::from_fn(|place| Influence { joint: place as u16, weight: if place < 3 { 21845 } else { 0 } });
        assert_eq!(shares(&all, 4), [85, 85, 85, 0, 0, 0, 0, 0]);
        let all =
            std::array::from_fn(|place| Influence { joint: 0, weight: [40000, 25000, 535, 0, 0, 0, 0, 0][place] });
        assert_eq!(shares(&all, 4).iter().map(|&share| u32::from(share)).sum::<u32>(), 255);
    }
}

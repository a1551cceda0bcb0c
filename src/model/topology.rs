//! Primitive modes (glTF 2.0, section 3.7.2.1): strips, loops and fans become lists.

use gltf::json::mesh::Mode;

use super::types::Topology;

/// How many indices [`unroll`] makes of `count`.
pub(super) fn unrolled(mode: Mode, count: usize) -> usize {
    match mode {
        Mode::Points => count,
        Mode::Lines => count / 2 * 2,
        Mode::LineLoop if count >= 2 => count.saturating_mul(2),
        Mode::LineLoop => 0,
        Mode::LineStrip => count.saturating_sub(1).saturating_mul(2),
        Mode::Triangles => count / 3 * 3,
        Mode::TriangleStrip | Mode::TriangleFan => count.saturating_sub(2).saturating_mul(3),
    }
}

pub(super) fn topology(mode: Mode) -> Topology {
    match mode {
        Mode::Points => Topology::Points,
        Mode::Lines | Mode::LineLoop | Mode::LineStrip => Topology::Lines,
        Mode::Triangles | Mode::TriangleStrip | Mode::TriangleFan => Topology::Triangles,
    }
}

/// The list that a sequence of indices stands for; an incomplete last line or triangle is dropped.
pub(super) fn unroll(mode: Mode, mut indices: Vec<u32>) -> Vec<u32> {
    let count = unrolled(mode, indices.len());
    match mode {
        Mode::Points | Mode::Lines | Mode::Triangles => {
            indices.truncate(count);
            return indices;
        }
        _ => {}
    }
    let mut list = Vec::with_capacity(count);
    match mode {
        Mode::LineStrip | Mode::LineLoop => {
            list.extend(indices.array_windows::<2>().flatten());
            if let (Mode::LineLoop, &[first, .., last]) = (mode, indices.as_slice()) {
                list.extend([last, first]);
            }
        }
        Mode::TriangleStrip => {
            for (place, &[a, b, c]) in indices.array_windows::<3>().enumerate() {
                list.extend(if place % 2 == 0 { [a, b, c] } else { [a, c, b] });
            }
        }
        _ => {
            if let Some((&hub, rim)) = indices.split_first() {
                list.extend(rim.array_windows::<2>().flat_map(|&[a, b]| [a, b, hub]));
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_becomes_the_list_of_the_specification() {
        let cases: [(Mode, &[u32], &[u32]); 9] = [
            (Mode::Points, &[4, 5], &[4, 5]),
            (Mode::Lines, &[4, 5, 6], &[4, 5]),
            (Mode::LineStrip, &[4, 5, 6], &[4, 5, 5, 6]),
            (Mode::LineLoop, &[4, 5, 6], &[4, 5, 5, 6, 6, 4]),
            (Mode::LineLoop, &[4], &[]),
            (Mode::Triangles, &[1, 2, 3, 4], &[1, 2, 3]),
            (Mode::TriangleStrip, &[1, 2, 3, 4, 5], &[1, 2, 3, 2, 4, 3, 3, 4, 5]),
            (Mode::TriangleFan, &[1, 2, 3, 4], &[2, 3, 1, 3, 4, 1]),
            (Mode::TriangleFan, &[1, 2], &[]),
        ];
        for (mode, from, to) in cases {
            assert_eq!(unroll(mode, from.to_vec()), to, "{mode:?}");
            assert_eq!(unrolled(mode, from.len()), to.len(), "{mode:?}");
        }
    }
}

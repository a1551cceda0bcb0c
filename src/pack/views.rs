//! Which streams go into which buffer view of which file. Streams of one kind share a view: the codec begins each with a
//! vertex in full, and many small meshes would be little else.

use std::collections::HashMap;

use anyhow::Result;

use super::geometry::stream::{Stream, packed};

/// A compressed buffer view.
pub(super) struct View {
    pub bytes: Vec<u8>,
    pub count: usize,
    pub stride: usize,
    pub mode: &'static str,
    pub filter: Option<&'static str>,
    pub target: Option<u32>,
    /// The streams in it, by their numbers, and at which byte of the view they begin.
    pub accessors: Vec<(usize, usize)>,
}

/// The views of each file. A file has at most about `most` bytes, but for a stream that is longer by itself.
pub(super) fn lay_out(streams: &[(Stream, Option<u32>)], most: usize) -> Result<Vec<Vec<View>>> {
    let mut files: Vec<Vec<(View, Vec<u8>)>> = Vec::new();
    let mut open = HashMap::new();
    let mut length = 0;
    for (number, (stream, target)) in streams.iter().enumerate() {
        // By itself it takes no less than beside others of its kind.
        let alone = if stream.is_rows() { packed(&stream.bytes, stream.stride)?.len() } else { stream.bytes.len() };
        if files.is_empty() || (length > 0 && length + alone > most) {
            files.push(Vec::new());
            open.clear();
            length = 0;
        }
        length += alone.next_multiple_of(4);
        let Some(file) = files.last_mut() else { continue };
        let kind = (stream.stride, stream.filter, stream.kind, *target);
        let place = match open.get(&kind) {
            Some(&place) if stream.is_rows() => place,
            _ => {
                let view = View {
                    bytes: Vec::new(),
                    count: 0,
                    stride: stream.stride,
                    mode: stream.mode,
                    filter: stream.filter,
                    target: *target,
                    accessors: Vec::new(),
                };
                file.push((view, Vec::new()));
                if stream.is_rows() {
                    open.insert(kind, file.len() - 1);
                }
                file.len() - 1
            }
        };
        if let Some((view, rows)) = file.get_mut(place) {
            view.accessors.push((number, rows.len()));
            view.count += stream.count;
            rows.extend(&stream.bytes);
        }
    }
    let pack = |(mut view, rows): (View, Vec<u8>)| {
        view.bytes = if view.mode == "ATTRIBUTES" { packed(&rows, view.stride)? } else { rows };
        Ok(view)
    };
    files.into_iter().map(|file| file.into_iter().map(pack).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::geometry::stream::numbers;

    #[test]
    fn streams_of_a_kind_share_a_view_within_a_file() {
        let vec3 = |count: usize| (numbers(&vec![1.5; count * 3], 3), Some(34962));
        let streams = [vec3(4), (numbers(&[0.0, 1.0], 1), None), vec3(2), (numbers(&[2.0], 1), None)];
        let files = lay_out(&streams, 1 << 20).unwrap();
        let places: Vec<_> = files[0].iter().map(|view| (view.count, view.accessors.clone())).collect();
        assert_eq!(places, [(6, vec![(0, 0), (2, 48)]), (3, vec![(1, 0), (3, 8)])]);
        let view = &files[0][0];
        let rows: Vec<[u32; 3]> = meshopt::decode_vertex_buffer(&view.bytes, view.count).unwrap();
        assert!(rows.iter().flatten().all(|part| f32::from_bits(*part) == 1.5));
        // A file that is full is followed by another, in which nothing points back.
        let files = lay_out(&streams, 60).unwrap();
        assert!(files.len() > 1, "{} files", files.len());
        let all: Vec<usize> =
            files.iter().flatten().flat_map(|view| &view.accessors).map(|(number, _)| *number).collect();
        assert_eq!(all.len(), 4);
    }
}

//! The attributes of a primitive in full precision, and normals where the file has none.

use glam::Vec3;

/// Attribute streams; an absent attribute is an empty list, all others have the same length.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Streams {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    /// `w` is the handedness.
    pub tangents: Vec<[f32; 4]>,
    pub uvs: [Vec<[f32; 2]>; 2],
    pub colors: Vec<[f32; 4]>,
}

impl Streams {
    /// Lists the vertices that `from` names, in its order: how vertices are repeated or pulled apart.
    pub fn gather(&mut self, from: &[u32]) {
        fn pick<T: Copy>(stream: &mut Vec<T>, from: &[u32]) {
            *stream = from.iter().filter_map(|&index| stream.get(index as usize).copied()).collect();
        }
        pick(&mut self.positions, from);
        pick(&mut self.normals, from);
        pick(&mut self.tangents, from);
        self.uvs.iter_mut().for_each(|uvs| pick(uvs, from));
        pick(&mut self.colors, from);
    }

    /// Gives every triangle its own three vertices and its own normal (section 3.7.2.1 asks for flat normals where a
    /// file has none, and for its tangents to be ignored then).
    pub fn flatten(&mut self, indices: &mut [u32]) {
        self.normals.clear();
        self.tangents.clear();
        self.gather(indices);
        for (count, index) in (0..).zip(indices.iter_mut()) {
            *index = count;
        }
        self.normals = Vec::with_capacity(self.positions.len());
        for corners in self.positions.as_chunks::<3>().0 {
            let [a, b, c] = corners.map(Vec3::from);
            let normal = (b - a).cross(c - a).try_normalize().unwrap_or(Vec3::Z);
            self.normals.extend([normal.to_array(); 3]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flattening_gives_each_triangle_its_side() {
        let mut streams = Streams {
            positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            ..Streams::default()
        };
        let mut indices = vec![0, 1, 2, 0, 3, 1, 2, 2, 2];
        streams.flatten(&mut indices);
        assert_eq!(indices, (0..9).collect::<Vec<_>>());
        assert_eq!(streams.normals[..3], [[0.0, 0.0, 1.0]; 3]);
        assert_eq!(streams.normals[3..6], [[0.0, 1.0, 0.0]; 3]);
        assert_eq!(streams.normals[6..], [[0.0, 0.0, 1.0]; 3]);
    }
}

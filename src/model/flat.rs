//! The attributes of a primitive in full precision, and normals where the file has none.

use glam::Vec3;

use super::morph;
use super::types::{Aabb, Deform, Delta, INFLUENCES, Influence};

/// Attribute streams; an absent attribute is an empty list, all others have the same length.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Streams {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    /// `w` is the handedness.
    pub tangents: Vec<[f32; 4]>,
    pub uvs: [Vec<[f32; 2]>; 2],
    pub colors: Vec<[f32; 4]>,
    /// Places in [`Material::tints`](super::types::Material::tints).
    pub tints: Vec<u8>,
    pub influences: Vec<[Influence; INFLUENCES]>,
    /// Of morph targets, each as long as the others.
    pub targets: Vec<Vec<Delta>>,
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
        pick(&mut self.tints, from);
        pick(&mut self.influences, from);
        self.targets.iter_mut().for_each(|target| pick(target, from));
    }

    /// The moving part, with its bounds; `None` where nothing moves.
    pub fn deform(&mut self) -> Option<Box<Deform>> {
        if self.influences.is_empty() && self.targets.is_empty() {
            return None;
        }
        let mut boxes: Vec<Option<Aabb>> = Vec::new();
        for (influences, &position) in self.influences.iter().zip(&self.positions) {
            for one in influences.iter().filter(|one| one.weight > 0) {
                let joint = usize::from(one.joint);
                boxes.resize(boxes.len().max(joint + 1), None);
                if let Some(slot) = boxes.get_mut(joint) {
                    slot.get_or_insert(Aabb::EMPTY).extend(position.into());
                }
            }
        }
        let longest =
            |target: &Vec<Delta>| target.iter().fold(Vec3::ZERO, |most, delta| most.max(delta.position.abs()));
        Some(Box::new(Deform {
            reach: self.targets.iter().map(longest).collect(),
            joint_boxes: (0..=u16::MAX).zip(boxes).filter_map(|(joint, found)| Some((joint, found?))).collect(),
            influences: std::mem::take(&mut self.influences),
            targets: std::mem::take(&mut self.targets),
            header: 0,
        }))
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
        for target in &mut self.targets {
            morph::flat_normals(&self.positions, target);
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

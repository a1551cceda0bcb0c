//! Materials that differ in their factors alone become one: fewer bind groups, and fewer draws (see [`super::super::merge`]).

use std::collections::{HashMap, HashSet};

use super::super::types::{Alpha, Material, TextureRef, Tint};
use super::Materials;

/// A material of the list, and which of its tints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) struct Shade {
    pub material: u32,
    pub tint: u8,
}

impl Materials<'_> {
    /// Makes one of all that are alike but for their tints, or two where some have two sides and some have one; both have all
    /// tints then. Those in `alone`, which variants choose, stay as they are, and those that animations move.
    pub fn merge(&mut self, alone: &HashSet<u32>) {
        let moved: HashSet<u32> = self.moved.iter().flat_map(|&index| self.forms(index)).collect();
        // By what must be equal: the places in the list of what has it.
        let mut kinds: HashMap<Vec<u32>, Vec<u32>> = HashMap::new();
        let mut shades: Vec<Option<Shade>> = vec![None; self.list.len()];
        for (index, material) in (0u32..).zip(&self.list) {
            if material.layers.is_none() && !alone.contains(&index) && !moved.contains(&index) {
                kinds.entry(likeness(material)).or_default().push(index);
            }
        }
        let mut kinds: Vec<Vec<u32>> = kinds.into_values().flat_map(chunks).filter(|kind| kind.len() > 1).collect();
        // A map has no order, and the same file is the same model.
        kinds.sort_unstable();
        let mut list = Vec::with_capacity(self.list.len());
        for kind in kinds {
            let tints: Vec<Tint> = kind.iter().filter_map(|&one| Some(self.list.get(one as usize)?.tint())).collect();
            let start = list.len() as u32;
            for double_sided in [false, true] {
                let own = list.len() as u32;
                let members = (0..).zip(&kind).filter_map(|(tint, &index)| {
                    let material = self.list.get(index as usize)?;
                    (material.double_sided == double_sided).then_some((tint, index, material))
                });
                let mut first = None;
                for (tint, index, material) in members {
                    if let Some(shade) = shades.get_mut(index as usize) {
                        *shade = Some(Shade { material: own, tint });
                    }
                    first.get_or_insert(material);
                }
                list.extend(first.map(|material| Material { tints: tints.clone(), ..material.clone() }));
            }
            if list.len() as u32 == start + 2 {
                self.one_sided.insert(start + 1, start);
            }
        }
        for (material, shade) in std::mem::take(&mut self.list).into_iter().zip(&mut shades) {
            if shade.is_none() {
                *shade = Some(Shade { material: list.len() as u32, tint: 0 });
                list.push(material);
            }
        }
        self.list = list;
        for known in self.known.values_mut() {
            if let Some(Some(shade)) = shades.get(known.material as usize) {
                *known = *shade;
            }
        }
    }
}

/// As many as one material may stand for.
fn chunks(kind: Vec<u32>) -> Vec<Vec<u32>> {
    kind.chunks(Tint::MOST).map(<[u32]>::to_vec).collect()
}

/// What materials must have in common to become one: all but their names, tints and sides, as bits.
fn likeness(material: &Material) -> Vec<u32> {
    let Material { alpha, unlit, ior, emissive, emissive_strength, .. } = *material;
    let (mode, cutoff) = match alpha {
        Alpha::Opaque => (0, 0.0),
        Alpha::Mask(cutoff) => (1, cutoff),
        Alpha::Blend => (2, 0.0),
    };
    let coverage = if alpha == Alpha::Opaque { 1.0 } else { material.base_color[3] };
    let [r, g, b] = emissive.map(|part| part * emissive_strength);
    let numbers = [cutoff, coverage, ior, r, g, b, material.normal_scale, material.occlusion_strength];
    let mut bits = vec![mode, u32::from(unlit)];
    bits.extend(numbers.map(f32::to_bits));
    let textures = [
        material.base_color_texture,
        material.metallic_roughness_texture,
        material.normal_texture,
        material.occlusion_texture,
        material.emissive_texture,
    ];
    for texture in textures {
        let Some(TextureRef { image, sampler, uv, transform }) = texture else {
            bits.push(0);
            continue;
        };
        bits.extend([1, image, sampler, u32::from(uv)]);
        bits.extend(transform.rows().as_flattened().iter().map(|value| value.to_bits()));
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(list: Vec<Material>, alone: &[u32]) -> (Vec<Material>, Vec<Shade>) {
        let mut materials = Materials::new(HashSet::new(), false);
        let count = list.len() as u32;
        for index in 0..count {
            let shade = Shade { material: index, tint: 0 };
            materials.known.insert((Some(index as usize), false), shade);
        }
        materials.list = list;
        materials.merge(&alone.iter().copied().collect());
        let shades = (0..count).map(|index| materials.known[&(Some(index as usize), false)]).collect();
        (materials.list, shades)
    }

    fn paint(red: f32, rough: f32) -> Material {
        Material { base_color: [red, 0.5, 0.5, 1.0], roughness: rough, ..Material::default() }
    }

    #[test]
    fn what_differs_in_factors_alone_becomes_one_with_all_tints() {
        let glow = Material { emissive: [1.0; 3], ..paint(0.3, 1.0) };
        let (list, shades) = merged(vec![paint(0.1, 0.9), glow, paint(0.2, 0.8), paint(0.4, 0.7)], &[3]);
        assert_eq!(list.len(), 3);
        assert_eq!(list[0].tints, [paint(0.1, 0.9).tint(), paint(0.2, 0.8).tint()]);
        let shade = |material, tint| Shade { material, tint };
        assert_eq!(shades, [shade(0, 0), shade(1, 0), shade(0, 1), shade(2, 0)]);
        // What stands for itself keeps its own factors.
        assert!(list[1].tints.is_empty() && list[1].emissive == [1.0; 3] && list[2].base_color[0] == 0.4);
    }

    #[test]
    fn one_material_stands_for_no_more_than_it_has_room_for() {
        let many = Tint::MOST as u32 * 2 + 1;
        let (list, shades) = merged((0..many).map(|i| paint(i as f32 / 100.0, 1.0)).collect(), &[]);
        assert_eq!(list.iter().map(|one| one.tints.len()).collect::<Vec<_>>(), [Tint::MOST, Tint::MOST, 0]);
        for (index, shade) in shades.iter().enumerate() {
            let material = &list[shade.material as usize];
            let tint = material.tints.get(usize::from(shade.tint)).copied().unwrap_or_else(|| material.tint());
            assert_eq!(tint, paint(index as f32 / 100.0, 1.0).tint());
        }
    }

    #[test]
    fn two_sides_and_one_have_the_same_tints() {
        let leaf = Material { double_sided: true, ..paint(0.2, 0.5) };
        let (list, shades) = merged(vec![leaf, paint(0.1, 0.9)], &[]);
        assert_eq!((list.len(), &list[0].tints), (2, &list[1].tints));
        assert_eq!([list[0].double_sided, list[1].double_sided], [false, true]);
        assert_eq!(shades, [Shade { material: 1, tint: 0 }, Shade { material: 0, tint: 1 }]);
        assert_eq!(list[0].tints, [paint(0.2, 0.5).tint(), paint(0.1, 0.9).tint()]);
    }

    #[test]
    fn what_is_seen_through_keeps_its_own_alpha() {
        let veil =
            |alpha: f32| Material { base_color: [1.0, 1.0, 1.0, alpha], alpha: Alpha::Blend, ..Material::default() };
        assert_eq!(merged(vec![veil(0.5), veil(0.25)], &[]).0.len(), 2);
        // Where it says nothing it keeps nothing apart.
        let opaque = |alpha| Material { alpha: Alpha::Opaque, ..veil(alpha) };
        assert_eq!(merged(vec![opaque(0.5), opaque(0.25)], &[]).0.len(), 1);
    }
}

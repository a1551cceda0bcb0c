//! What a frame draws, and in which order.

use glam::Vec3;

use super::key::Phase;
use super::store::{Draw, Scene};

/// Items to draw, in order; kept between frames so that nothing is allocated once it has grown.
#[derive(Debug, Default)]
pub struct DrawList {
    /// (sort key, slot)
    items: Vec<(u64, u32)>,
}

impl DrawList {
    /// Collects what `sees` lets through: opaque by state and then front to back, glass and what blends back to front.
    pub fn collect(&mut self, scene: &Scene, eye: Vec3, sees: impl Fn(Vec3, Vec3) -> bool) {
        self.items.clear();
        for (slot, draw) in scene.draws.iter().enumerate() {
            let Some(draw) = draw else { continue };
            let (center, half) = (scene.centers[slot], scene.halves[slot]);
            if sees(center, half) {
                // Large things (floor, roof, walls) count as farther than their middle: most of them lies behind the rest.
                // Glass counts by its nearest part, so that what stands in a glass case counts as behind it.
                let size = if draw.key.phase == Phase::Transmit { -half.length() } else { half.length() };
                let distance = center.distance(eye) + size;
                self.items.push((sort_key(draw, distance), slot as u32));
            }
        }
        self.items.sort_unstable();
    }

    /// Slots and what they draw, in order.
    pub fn iter<'a>(&'a self, scene: &'a Scene) -> impl Iterator<Item = (u32, &'a Draw)> {
        self.items.iter().filter_map(|&(_, slot)| Some((slot, scene.draws.get(slot as usize)?.as_ref()?)))
    }

    /// The slot of the nearest glass.
    pub fn nearest_glass(&self, scene: &Scene) -> Option<u32> {
        self.iter(scene).filter(|(_, draw)| draw.key.phase == Phase::Transmit).last().map(|(slot, _)| slot)
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl Scene {
    /// What is drawn at all, seen or not, from a slot on.
    pub fn draws_from(&self, start: usize) -> impl Iterator<Item = (u32, &Draw)> {
        let rest = self.draws.get(start..).unwrap_or_default();
        (start as u32..).zip(rest).filter_map(|(slot, draw)| Some((slot, draw.as_ref()?)))
    }

    /// Distance along a ray to the nearest box of an item, in units of `direction`'s length; boxes around the start do
    /// not count (a hall, a sky).
    pub fn distance(&self, start: Vec3, direction: Vec3) -> Option<f32> {
        let inverse = direction.recip();
        let boxes = self.draws.iter().zip(self.centers.iter().zip(&self.halves)).filter(|(draw, _)| draw.is_some());
        boxes
            .filter_map(|(_, (center, half))| {
                // Slabs (Kay and Kajiya 1986).
                let (a, b) = ((*center - *half - start) * inverse, (*center + *half - start) * inverse);
                let (enter, leave) = (a.min(b).max_element(), a.max(b).min_element());
                (enter > 0.0 && enter <= leave).then_some(enter)
            })
            .reduce(f32::min)
    }
}

/// Pipeline first. What hides goes front to back in shells of half a doubling of distance, by model and material within a shell:
/// hidden pixels are not shaded, and state changes stay few. What blends and glass go strictly back to front, in one row.
fn sort_key(draw: &Draw, distance: f32) -> u64 {
    // The bits of a positive float sort as the float does; the exponent is its shell.
    let bits = distance.max(0.0).to_bits();
    let order = draw.key.order() << 56;
    match draw.key.phase {
        Phase::Blend | Phase::Transmit => (Phase::Transmit as u64) << 62 | u64::from(u32::MAX - bits),
        Phase::Opaque | Phase::Mask => {
            let shell = u64::from((bits >> 22).saturating_sub(0xf0) & 0x3f);
            order
                | shell << 50
                | u64::from(draw.model & 0x3fff) << 36
                | u64::from(draw.material & 0xfff) << 24
                | u64::from(bits >> 8)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use glam::{Mat4, vec2, vec3};

    use super::*;
    use crate::panel;

    /// A box of glass round a pane that blends, which is nearer than the middle of the box.
    #[test]
    fn what_stands_in_a_glass_case_is_drawn_before_it() {
        let mut glass = panel::floor(vec2(4.0, 4.0));
        let mut pane = panel::floor(vec2(0.2, 0.2));
        for material in &mut glass.materials {
            let transmission = crate::model::Transmission { factor: 1.0, ..Default::default() };
            material.layers = Some(Box::new(crate::model::Layers { transmission, ..Default::default() }));
        }
        for material in &mut pane.materials {
            material.alpha = crate::model::Alpha::Blend;
        }
        let mut scene = Scene::new();
        let front = Mat4::from_translation(vec3(0.0, 0.0, -5.0));
        scene.place(0, &Arc::new(glass), front, true);
        for (model, z) in [(1, 0.5), (2, 4.5)] {
            scene.place(model, &Arc::new(pane.clone()), front * Mat4::from_translation(vec3(0.0, 0.0, z)), true);
        }
        let mut list = DrawList::default();
        list.collect(&scene, Vec3::ZERO, |_, _| true);
        let mut order: Vec<u32> = list.iter(&scene).map(|(_, draw)| draw.model).collect();
        order.dedup();
        assert_eq!(order, [1, 0, 2]);
        let nearest = list.nearest_glass(&scene).and_then(|slot| scene.draws[slot as usize]);
        assert_eq!(nearest.map(|draw| draw.model), Some(0));
    }

    fn scene() -> Scene {
        let mut scene = Scene::new();
        for (model, z) in [(0, -5.0), (1, -2.0)] {
            let shape = Arc::new(panel::wand());
            scene.place(model, &shape, Mat4::from_translation(vec3(0.0, 0.0, z)), true);
        }
        scene
    }

    #[test]
    fn a_ray_meets_the_nearest_box_and_not_the_one_around_it() {
        let mut scene = scene();
        let near = scene.distance(Vec3::ZERO, Vec3::NEG_Z).expect("the wand at 2 m");
        assert!((1.8..2.0).contains(&near), "{near}");
        assert_eq!(scene.distance(Vec3::ZERO, Vec3::X), None);
        let floor = Arc::new(panel::floor(vec2(20.0, 20.0)));
        scene.place(2, &floor, Mat4::from_scale(vec3(1.0, 100.0, 1.0)), false);
        assert!(scene.distance(vec3(0.0, -1.0, 0.0), Vec3::X).is_none());
    }

    #[test]
    fn nearer_things_of_one_kind_come_first_and_hidden_ones_not_at_all() {
        let scene = scene();
        let mut list = DrawList::default();
        list.collect(&scene, Vec3::ZERO, |_, _| true);
        assert_eq!(list.len(), 6);
        list.collect(&scene, Vec3::ZERO, |center, _| center.z > -3.0);
        assert_eq!(list.len(), 3);
        assert!(list.iter(&scene).all(|(_, draw)| draw.model == 1));
    }
}

//! One object that takes the place of another: for a moment both are drawn, each in its share of the samples of every
//! pixel, so that together they are neither seen through nor drawn twice.

use super::key::{Key, Shown};
use super::object::Object;
use super::store::{Change, ObjectId, Scene};

/// How much of an object is drawn, in sixteenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fade {
    #[default]
    Whole,
    /// So much of it is there.
    Coming(u8),
    /// So much of what comes in its place is there.
    Leaving(u8),
}

impl Fade {
    /// Of two by two pixels with four samples each.
    pub const STEPS: u8 = 16;

    /// As `shaders/surface/fading.wgsl` reads it.
    pub fn code(self) -> u8 {
        const LEAVES: u8 = 64;
        match self {
            Fade::Whole => 0,
            Fade::Coming(steps) => steps.min(Self::STEPS),
            Fade::Leaving(steps) => steps.min(Self::STEPS) | LEAVES,
        }
    }
}

impl Object {
    /// What a plane cuts does not fade: there is a pipeline for either, and none for both.
    pub fn shown(&self) -> Shown {
        match self.fade {
            _ if self.cut => Shown::Section,
            Fade::Whole => Shown::Whole,
            Fade::Coming(_) | Fade::Leaving(_) => Shown::Fading,
        }
    }
}

impl Scene {
    /// By what an object is drawn.
    pub fn keys(&self, id: ObjectId) -> impl Iterator<Item = Key> {
        let object = self.objects.get(id.0 as usize).and_then(Option::as_ref);
        let draws = object.and_then(|object| self.draws.get(object.items.clone())).unwrap_or_default();
        draws.iter().flatten().map(|draw| draw.key)
    }

    /// How much of an object is drawn. The sun's shadow of it stays as it is.
    pub fn set_fade(&mut self, id: ObjectId, fade: Fade) {
        let Some(object) = self.object_mut(id) else { return };
        let before = object.shown();
        object.fade = fade;
        let (items, after) = (object.items.clone(), object.shown());
        self.fades[items].fill(fade.code());
        if before != after {
            self.refresh(id, Change::Fade);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use glam::{Mat4, Vec3};

    use super::super::{DrawList, Sight};
    use super::*;
    use crate::panel;

    #[test]
    fn how_much_is_drawn_goes_with_each_frame_and_moves_no_shadow() {
        let mut scene = Scene::new();
        let shape = Arc::new(panel::wand());
        let [first, second] = [0, 1].map(|model| scene.place(model, &shape, Mat4::IDENTITY, true));
        scene.sent();
        let (version, mut list) = (scene.version(), DrawList::default());
        let mut codes = |scene: &Scene| {
            list.collect(scene, Vec3::ZERO, |_, _| Sight::Whole);
            let by_model = |run: &super::super::Run| list.order()[run.places.start as usize] >> 24;
            list.runs().iter().map(|run| (run.draw.model, run.draw.key.shown, by_model(run))).collect::<Vec<_>>()
        };
        assert!(codes(&scene).iter().all(|(_, shown, code)| *shown == Shown::Whole && *code == 0));
        for step in [1, 9] {
            scene.set_fade(first, Fade::Leaving(step));
            scene.set_fade(second, Fade::Coming(step));
            let found = codes(&scene);
            let wanted = [64 + u32::from(step), u32::from(step)];
            assert_eq!(found.len(), 6);
            assert!(found.iter().all(|(m, shown, code)| *shown == Shown::Fading && *code == wanted[*m as usize]));
        }
        scene.set_cut(second, true);
        assert!(codes(&scene).iter().all(|(model, shown, _)| (*shown == Shown::Section) == (*model == 1)));
        scene.set_cut(second, false);
        scene.remove(first);
        scene.set_fade(second, Fade::Whole);
        assert!(codes(&scene).iter().all(|(_, shown, code)| *shown == Shown::Whole && *code == 0));
        // Cut, mended, and one of them gone.
        assert_eq!((scene.version() - version, scene.dirty().1.len()), (3, 1));
    }
}
